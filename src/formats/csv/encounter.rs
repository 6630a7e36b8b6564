//! Rows about stays and visits, and about what happened during them.

use super::expr::Expr;
use super::fields::Fields;
use super::patient::{origin, pick, some, text};
use super::row::{FieldFault, Row};
use super::typed::{Choice, Key, Link, Moment};
use crate::domain::facts::{
    Coded, EncounterClass, EncounterFact, EncounterState, Fact, Kind, Origin, Ref, Scope, VisitEvent,
    VisitEventFact,
};
use crate::fault::Fault;

const CLASSES: &[(&str, EncounterClass)] = &[
    ("inpatient", EncounterClass::Inpatient),
    ("outpatient", EncounterClass::Outpatient),
    ("emergency", EncounterClass::Emergency),
    ("observation", EncounterClass::Observation),
    ("other", EncounterClass::Other),
];

const STATES: &[(&str, EncounterState)] = &[
    ("planned", EncounterState::Planned),
    ("open", EncounterState::Open),
    ("discharged", EncounterState::Discharged),
    ("cancelled", EncounterState::Cancelled),
    ("void", EncounterState::Void),
];

const EVENTS: &[(&str, VisitEvent)] = &[
    ("admit", VisitEvent::Admit),
    ("register", VisitEvent::Register),
    ("transfer", VisitEvent::Transfer),
    ("discharge", VisitEvent::Discharge),
    ("to inpatient", VisitEvent::ToInpatient),
    ("to outpatient", VisitEvent::ToOutpatient),
    ("update", VisitEvent::Update),
    ("leave start", VisitEvent::LeaveStart),
    ("leave end", VisitEvent::LeaveEnd),
    ("depart", VisitEvent::Depart),
    ("arrive", VisitEvent::Arrive),
    ("change attending", VisitEvent::ChangeAttending),
];

/// What a row says of an encounter.
struct Stay {
    patient: Option<Link>,
    visit_number: Option<Expr>,
    account_number: Option<Expr>,
    class: Option<Choice<EncounterClass>>,
    state: Option<Choice<EncounterState>>,
    visit_type: Option<Expr>,
    reason: Option<Expr>,
    reason_code: Option<Expr>,
    reason_system: Option<Expr>,
    service: Option<Expr>,
    admit: Option<Moment>,
    discharge: Option<Moment>,
    disposition: Option<Expr>,
    disposition_code: Option<Expr>,
    attending: Option<Link>,
    attending_name: Option<Expr>,
    location: Option<Link>,
    facility: Option<Link>,
    place: Option<Expr>,
    payer: Option<Expr>,
}

/// A fact about an encounter.
pub struct EncounterPlan {
    key: Key,
    as_of: Option<Moment>,
    whole: bool,
    stay: Stay,
}

/// An event of an encounter.
pub struct EventPlan {
    key: Key,
    as_of: Option<Moment>,
    event: Choice<VisitEvent>,
    at: Option<Moment>,
    encounter: Link,
    stay: Stay,
}

impl EncounterPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            key: fields.key("key")?.ok_or_else(|| fields.section.missing("key"))?,
            as_of: fields.moment("as_of")?,
            whole: fields.section.flag("whole")?,
            stay: Stay::read(fields)?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let origin = origin(&self.key, self.as_of.as_ref(), row)?;
        let mut encounter = self.stay.of(row, origin)?;
        if self.whole {
            encounter.scope = Scope::Whole;
        }
        Ok(Fact::Encounter(Box::new(encounter)))
    }
}

impl EventPlan {
    /// Reads the fields that the map names.
    pub fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            key: fields.key("key")?.ok_or_else(|| fields.section.missing("key"))?,
            as_of: fields.moment("as_of")?,
            event: fields.choice("event", EVENTS)?.ok_or_else(|| fields.section.missing("event"))?,
            at: fields.moment("at")?,
            encounter: fields
                .link("encounter", Kind::Encounter)?
                .ok_or_else(|| fields.section.missing("encounter"))?,
            stay: Stay::read(fields)?,
        })
    }

    /// What a row says.
    pub fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        let own = origin(&self.key, self.as_of.as_ref(), row)?;
        let event = self.event.of(row)?.ok_or_else(|| self.event.expr.fault("The event is missing."))?;
        let encounter = Origin { key: self.encounter.key.own(row)?, as_of: own.as_of };
        Ok(Fact::Visit(Box::new(VisitEventFact {
            origin: own,
            event,
            at: when(self.at.as_ref(), row)?,
            encounter: self.stay.of(row, encounter)?,
        })))
    }
}

impl Stay {
    fn read(fields: &mut Fields<'_, '_, '_>) -> Result<Self, Fault> {
        Ok(Self {
            patient: fields.link("patient", Kind::Patient)?,
            visit_number: fields.text("visit_number")?,
            account_number: fields.text("account_number")?,
            class: fields.choice("class", CLASSES)?,
            state: fields.choice("state", STATES)?,
            visit_type: fields.text("visit_type")?,
            reason: fields.text("reason")?,
            reason_code: fields.text("reason_code")?,
            reason_system: fields.text("reason_system")?,
            service: fields.text("service")?,
            admit: fields.moment("admit")?,
            discharge: fields.moment("discharge")?,
            disposition: fields.text("disposition")?,
            disposition_code: fields.text("disposition_code")?,
            attending: fields.link("attending", Kind::Practitioner)?,
            attending_name: fields.text("attending_name")?,
            location: fields.link("location", Kind::Location)?,
            facility: fields.link("facility", Kind::Organization)?,
            place: fields.text("place")?,
            payer: fields.text("payer")?,
        })
    }

    fn of(&self, row: &Row<'_>, origin: Origin) -> Result<EncounterFact, FieldFault> {
        let (admit, discharge) = (when(self.admit.as_ref(), row)?, when(self.discharge.as_ref(), row)?);
        // Where the map says nothing of the state, the times tell it.
        let state = match (pick(self.state.as_ref(), row)?, admit, discharge) {
            (Some(state), _, _) => Some(state),
            (None, _, Some(_)) => Some(EncounterState::Discharged),
            (None, Some(_), None) => Some(EncounterState::Open),
            (None, None, None) => None,
        };
        let attending = self.attending.as_ref().and_then(|link| link.some(row));
        Ok(EncounterFact {
            origin,
            scope: Scope::Partial,
            patient: patient(self.patient.as_ref(), row)?,
            visit_number: some(self.visit_number.as_ref(), row),
            account_number: some(self.account_number.as_ref(), row),
            class: pick(self.class.as_ref(), row)?,
            state,
            visit_type: coded("", String::new(), text(self.visit_type.as_ref(), row)),
            reason: coded(
                &text(self.reason_system.as_ref(), row),
                text(self.reason_code.as_ref(), row),
                text(self.reason.as_ref(), row),
            ),
            service: some(self.service.as_ref(), row),
            admit,
            discharge,
            disposition: coded(
                "UB-04",
                text(self.disposition_code.as_ref(), row),
                text(self.disposition.as_ref(), row),
            ),
            attending: named(attending, self.attending_name.as_ref(), row),
            location: self.location.as_ref().and_then(|link| link.some(row)),
            place: some(self.place.as_ref(), row),
            facility: self.facility.as_ref().and_then(|link| link.some(row)),
            payer: some(self.payer.as_ref(), row),
            diagnoses: Vec::new(),
        })
    }
}

/// The time of a field that the map may leave out.
pub fn when(moment: Option<&Moment>, row: &Row<'_>) -> Result<Option<crate::domain::time::When>, FieldFault> {
    moment.map_or(Ok(None), |moment| moment.when(row))
}

/// The patient, whom every row must name if the map says where.
pub fn patient(link: Option<&Link>, row: &Row<'_>) -> Result<Option<Ref>, FieldFault> {
    link.map_or(Ok(None), |link| link.needed(row))
}

/// A reference with the words that the row has for it.
pub fn named(reference: Option<Ref>, name: Option<&Expr>, row: &Row<'_>) -> Option<Ref> {
    reference.map(|reference| Ref { display: some(name, row), ..reference })
}

/// A code and words, if there is either. The system belongs to the code.
fn coded(system: &str, code: String, display: String) -> Option<Coded> {
    if code.is_empty() && display.is_empty() {
        return None;
    }
    let system = if code.is_empty() { String::new() } else { system.to_owned() };
    Some(Coded { system, code, display })
}
