//! What happened to a stay as the hospital's registration would have told it: admitted, moved, discharged.

use super::calendar::{at, instant};
use super::emit::Owner;
use super::numbers;
use super::stay::{Place, Stay};
use crate::domain::facts::{
    EncounterClass, EncounterFact, Fact, Kind, Origin, Scope, VisitEvent, VisitEventFact,
};
use chrono::{Duration, NaiveDateTime};

/// The events of a stay, as far as they have happened, in order.
pub fn events(owner: Owner<'_>, stay: &Stay<'_>) -> Vec<Fact> {
    let admitted = stay.admit + Duration::minutes(2);
    let mut events = vec![event(owner, stay, VisitEvent::Admit, "EV1", admitted, stay.place_at(stay.admit))];
    if let Some((_, until)) = &stay.first_place {
        events.push(event(owner, stay, VisitEvent::Transfer, "EV2", *until, &stay.place));
    }
    if !stay.open() {
        events.push(event(owner, stay, VisitEvent::Discharge, "EV3", stay.end, &stay.place));
    }
    events
}

fn event(
    owner: Owner<'_>,
    stay: &Stay<'_>,
    event: VisitEvent,
    what: &str,
    when: NaiveDateTime,
    place: &Place,
) -> Fact {
    let left = event == VisitEvent::Discharge;
    Fact::Visit(Box::new(VisitEventFact {
        origin: owner.origin(what, when),
        event,
        at: Some(at(when)),
        encounter: EncounterFact {
            origin: Origin { key: owner.encounter.to_owned(), as_of: Some(instant(when)) },
            scope: Scope::Partial,
            patient: owner.patient(),
            visit_number: Some(numbers::visit(owner.index, owner.ordinal)),
            account_number: Some(numbers::account(owner.index, owner.ordinal)),
            class: Some(EncounterClass::Inpatient),
            admit: Some(at(stay.admit)),
            discharge: left.then(|| at(stay.end)),
            service: Some(stay.story.service.clone()),
            attending: Some(stay.team.attending.reference()),
            location: Some(super::directory::reference(Kind::Location, &place.key)),
            place: Some(place.words.clone()),
            ..EncounterFact::default()
        },
    }))
}
