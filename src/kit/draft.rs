//! Unsaved work of a pane, as it is kept in the database while somebody types.

use crate::domain::ids::PatientId;

/// Unsaved work. It comes back after a cut line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The place it belongs to: `register`, `document:412`. The desk opens its form again by this word.
    pub slot: String,
    /// What it is, in words: "Register a patient". No data of the patient.
    pub title: String,
    /// The patient it concerns, if any.
    pub patient: Option<PatientId>,
    /// The text, as `Pane::restore` takes it back.
    pub body: String,
}
