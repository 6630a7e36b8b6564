//! Patients: found by one line, registered, edited, flagged; their encounters opened and texts filed by hand.
//!
//! The desk begins with the look-up. Its forms send the changes of `intake`; what identifies a patient is checked as one
//! leaves a field, and people who look like one already on file are shown beside the form. Charts are another desk's.

mod document;
mod edit;
mod encounter;
mod finish;
mod flags;
mod look_up;
mod moment;
mod of_patient;
mod particulars;
mod person_form;
pub mod queries;
mod register;
mod rows;
mod typed;

use self::of_patient::patient_of;
use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "patients",
    go: Command::new("go.patients", &["gp"], "Patients", Permission::FindPatients).group("Go to"),
    about: "Find a patient, register one, keep demographics, encounters, documents and flags.",
    tables: &[
        ("Look-up: the line", look_up::LINE),
        ("Look-up: the list", look_up::LIST),
        ("Look-up: the list with a line", look_up::TYPED),
        ("Registering a patient", register::COMMANDS),
        ("Flags of a chart", flags::COMMANDS),
    ],
    start: |_| Box::new(look_up::LookUp::new()),
    serve: |link, words| {
        Some(match link {
            Link::Register(line) => Box::new(register::RegisterForm::new(line, words)) as Box<dyn Pane>,
            Link::EditPatient(patient) => Box::new(edit::EditForm::new(*patient)),
            Link::OpenEncounter(patient) => Box::new(encounter::EncounterForm::new(*patient)),
            Link::AddDocument(patient) => Box::new(document::DocumentForm::new(*patient)),
            Link::Flags(patient) => Box::new(flags::Flags::new(*patient)),
            _ => return None,
        })
    },
    resume: |slot, words| {
        if slot == register::SLOT {
            return Some(Box::new(register::RegisterForm::new("", words)) as Box<dyn Pane>);
        }
        let edit = patient_of(slot, edit::SLOT).map(|id| Box::new(edit::EditForm::new(id)) as Box<dyn Pane>);
        let encounter = || {
            let patient = patient_of(slot, encounter::SLOT)?;
            Some(Box::new(encounter::EncounterForm::new(patient)) as Box<dyn Pane>)
        };
        let document = || {
            let patient = patient_of(slot, document::SLOT)?;
            Some(Box::new(document::DocumentForm::new(patient)) as Box<dyn Pane>)
        };
        edit.or_else(encounter).or_else(document)
    },
};

#[cfg(test)]
mod tests;
