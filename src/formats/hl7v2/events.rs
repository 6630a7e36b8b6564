//! The events of ADT as effects: what each of them does to a visit, to a person, to several records.

use crate::domain::facts::{EncounterClass, EncounterState, VisitEvent};

/// What an ADT event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Something happened to a visit.
    Visit(VisitEvent),
    /// The person's data; a PV1 in such a message is filler (HL7 v2.5 section 3.3.28).
    Person,
    /// Beds of two visits exchanged: two groups of PID and PV1.
    Swap,
    /// Records are one, or a part of one moves to another.
    Merge(Merge),
    /// Two persons linked or unlinked.
    Link(bool),
    /// A visit (or person) is to be marked as deleted.
    DeleteVisit,
    /// A person is to be marked as deleted.
    DeletePerson,
}

/// What is merged or moved, and by which fields: the source stands in MRG, the target in PID or PV1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// MRG-1 into PID-3.
    Patient,
    /// MRG-1 and account MRG-3 into PID-3 and PID-18.
    PatientAndAccount,
    /// Account MRG-3 into PID-18.
    Account,
    /// Visit MRG-5 into PV1-19.
    Visit,
    /// Account PID-18 (MRG-3) goes from patient MRG-1 to PID-3.
    MoveAccount,
    /// Visit PV1-19 (MRG-5) goes from patient MRG-1 or account MRG-3 to PID-3 and PID-18.
    MoveVisit,
    /// Alternate patient number MRG-2 becomes PID-4.
    AlternateNumber,
    /// Alternate visit number MRG-6 becomes PV1-50.
    AlternateVisit,
}

/// The effect of an event; `None` for those that change no record here.
pub fn effect(event: &str) -> Option<Effect> {
    use VisitEvent as V;
    Some(match event {
        "A01" => Effect::Visit(V::Admit),
        "A02" => Effect::Visit(V::Transfer),
        "A03" => Effect::Visit(V::Discharge),
        "A04" => Effect::Visit(V::Register),
        "A05" => Effect::Visit(V::PreAdmit),
        "A06" => Effect::Visit(V::ToInpatient),
        "A07" => Effect::Visit(V::ToOutpatient),
        // A55, A61, A62: the doctors in PV1 are those that count from now on.
        "A08" | "A55" | "A61" | "A62" => Effect::Visit(V::Update),
        "A09" => Effect::Visit(V::Depart),
        "A10" => Effect::Visit(V::Arrive),
        "A11" => Effect::Visit(V::CancelAdmit),
        "A12" => Effect::Visit(V::CancelTransfer),
        "A13" => Effect::Visit(V::CancelDischarge),
        "A14" => Effect::Visit(V::PendingAdmit),
        "A15" => Effect::Visit(V::PendingTransfer),
        "A16" => Effect::Visit(V::PendingDischarge),
        "A17" => Effect::Swap,
        // A53 takes back the return, so the patient is on leave again.
        "A21" | "A53" => Effect::Visit(V::LeaveStart),
        "A22" => Effect::Visit(V::LeaveEnd),
        "A23" => Effect::DeleteVisit,
        "A24" => Effect::Link(true),
        "A25" => Effect::Visit(V::CancelPendingDischarge),
        "A26" => Effect::Visit(V::CancelPendingTransfer),
        "A27" => Effect::Visit(V::CancelPendingAdmit),
        "A28" | "A31" | "A60" => Effect::Person,
        "A29" => Effect::DeletePerson,
        "A32" => Effect::Visit(V::CancelArrive),
        "A33" => Effect::Visit(V::CancelDepart),
        "A37" => Effect::Link(false),
        "A38" => Effect::Visit(V::CancelPreAdmit),
        "A52" => Effect::Visit(V::CancelLeave),
        "A54" => Effect::Visit(V::ChangeAttending),
        // A43, A46 and A47 move or change the patient number itself: the old one must lead to the new one.
        "A18" | "A30" | "A34" | "A39" | "A40" | "A43" | "A46" | "A47" => Effect::Merge(Merge::Patient),
        "A36" => Effect::Merge(Merge::PatientAndAccount),
        "A35" | "A41" | "A49" => Effect::Merge(Merge::Account),
        "A42" | "A50" => Effect::Merge(Merge::Visit),
        "A44" => Effect::Merge(Merge::MoveAccount),
        "A45" => Effect::Merge(Merge::MoveVisit),
        "A48" => Effect::Merge(Merge::AlternateNumber),
        "A51" => Effect::Merge(Merge::AlternateVisit),
        _ => return None,
    })
}

/// Where the event leaves the visit, as far as the event alone decides it.
pub fn state(event: VisitEvent) -> Option<EncounterState> {
    use VisitEvent as V;
    match event {
        V::Admit | V::Register | V::ToInpatient | V::ToOutpatient | V::CancelDischarge => {
            Some(EncounterState::Open)
        }
        V::PreAdmit | V::PendingAdmit => Some(EncounterState::Planned),
        V::Discharge => Some(EncounterState::Discharged),
        V::CancelAdmit | V::CancelPreAdmit | V::CancelPendingAdmit => Some(EncounterState::Cancelled),
        _ => None,
    }
}

/// The class after the event: what PV1-2 says, unless it says nothing or contradicts a change of class.
pub fn class(event: VisitEvent, said: Option<EncounterClass>) -> Option<EncounterClass> {
    use EncounterClass as C;
    match (event, said) {
        (VisitEvent::ToInpatient, None | Some(C::Outpatient)) | (VisitEvent::Admit, None) => {
            Some(C::Inpatient)
        }
        (VisitEvent::ToOutpatient, None | Some(C::Inpatient)) | (VisitEvent::Register, None) => {
            Some(C::Outpatient)
        }
        _ => said,
    }
}

/// Events that begin a visit: one without a number can still be told by its patient and time.
pub fn begins_visit(event: VisitEvent) -> bool {
    matches!(
        event,
        VisitEvent::Admit | VisitEvent::Register | VisitEvent::PreAdmit | VisitEvent::PendingAdmit
    )
}
