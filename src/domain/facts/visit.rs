//! Stays and visits, and what happens during them.

use super::{Coded, Origin, Ref, Scope};
use crate::domain::time::When;
use serde::{Deserialize, Serialize};

/// Class of an encounter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EncounterClass {
    Inpatient,
    Outpatient,
    Emergency,
    Observation,
    Other,
}

/// Where an encounter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EncounterState {
    Planned,
    /// In house, or being seen.
    Open,
    Discharged,
    Cancelled,
    /// Entered in error.
    Void,
}

/// One stay or visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct EncounterFact {
    pub origin: Origin,
    pub scope: Scope,
    pub patient: Option<Ref>,
    /// Visit number as people know it.
    pub visit_number: Option<String>,
    pub account_number: Option<String>,
    pub class: Option<EncounterClass>,
    pub state: Option<EncounterState>,
    /// Kind of visit in words or code: "Encounter for check up".
    pub visit_type: Option<Coded>,
    pub reason: Option<Coded>,
    /// Hospital service: `MED`, `SUR`, "Cardiology".
    pub service: Option<String>,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    /// UB-04 code and words: `01` "Discharged to home".
    pub disposition: Option<Coded>,
    pub attending: Option<Ref>,
    pub location: Option<Ref>,
    /// Unit, room and bed in words.
    pub place: Option<String>,
    pub facility: Option<Ref>,
    /// Payer in words, when the encounter itself names it.
    pub payer: Option<String>,
    /// Diagnoses that the stay puts in order, with their ranks from 1.
    #[serde(default)]
    pub diagnoses: Vec<(Ref, i32)>,
}

/// What a message says happened to an encounter; kept as its history, and undone by the cancelling events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "HL7 events, named")]
pub enum VisitEvent {
    Admit,
    Register,
    PreAdmit,
    Transfer,
    Discharge,
    ToInpatient,
    ToOutpatient,
    Update,
    PendingAdmit,
    PendingTransfer,
    PendingDischarge,
    LeaveStart,
    LeaveEnd,
    Depart,
    Arrive,
    ChangeAttending,
    CancelAdmit,
    CancelTransfer,
    CancelDischarge,
    CancelPendingAdmit,
    CancelPendingTransfer,
    CancelPendingDischarge,
    CancelLeave,
    CancelPreAdmit,
    CancelDepart,
    CancelArrive,
    /// Beds exchanged with another visit.
    Swap,
}

/// One event of a visit (HL7 ADT).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitEventFact {
    /// Key of the message (control id and sender) and its time.
    pub origin: Origin,
    /// What happened.
    pub event: VisitEvent,
    /// When (EVN-6, else EVN-2, PV1-44 or PV1-45).
    pub at: Option<When>,
    /// The visit as the message describes it; applied with the event's own rules.
    pub encounter: EncounterFact,
}
