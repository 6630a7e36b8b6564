//! Places in the program that one desk may send its user to without knowing the other desk.

use super::codeset::SetKind;
use super::ids::{
    AccountId, AmendmentId, DeficiencyId, DocumentId, EncounterId, ImportErrorId, LetterId, PatientId,
    PractitionerId, WorkId,
};

/// A place to open. The shell finds the desk that serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A patient's chart.
    Patient(PatientId),
    /// One stay in its chart.
    Encounter(PatientId, EncounterId),
    /// One document in its chart.
    Document(PatientId, DocumentId),
    /// One refused record in the error queue.
    ImportError(ImportErrorId),
    /// One coding account.
    Account(AccountId),
    /// One item of a worklist, on the desk of its queue: the queue's id, and the item.
    Work(&'static str, WorkId),
    /// A desk by its id (`patients`, `imports`).
    Desk(&'static str),
    /// The form that registers a patient, with what was typed in the look-up.
    Register(String),
    /// The form that changes a patient's demographics.
    EditPatient(PatientId),
    /// The form that opens a stay or visit.
    OpenEncounter(PatientId),
    /// The form that files a text in a chart.
    AddDocument(PatientId),
    /// One request to amend the record.
    Amendment(AmendmentId),
    /// The form that takes a request to amend the record in, about one document or the whole chart.
    NewAmendment(PatientId, Option<DocumentId>),
    /// One letter as it went out.
    Letter(LetterId),
    /// One provider in the directory.
    Provider(PractitionerId),
    /// What one provider owes: whose, and their name.
    Owed(PractitionerId, String),
    /// One deficiency in its chart under review.
    Deficiency(EncounterId, DeficiencyId),
    /// The encoder with a text typed.
    Encoder(String),
    /// The card of a code of a system, as of today.
    Code(SetKind, String),
    /// The flags of a chart.
    Flags(PatientId),
    /// The documentation review of one stay.
    CdiReview(EncounterId),
    /// The composer of a query about one stay, with the rule's id of the finding that asks for it.
    NewCdiQuery {
        /// The stay.
        encounter: EncounterId,
        /// The rule whose finding the query is about, if there is one.
        finding: Option<String>,
    },
}
