//! Events of a visit (HL7 ADT): their effect, their history, and their undoing.
//!
//! Each event keeps the values that stood before it. A cancelling event finds the one that it cancels, puts its values
//! back and marks it; nothing is removed. An event that comes too late is kept in the history and changes nothing.

use super::{
    encounter::{self, Stay, StoredStay},
    hands::{Effect, Hands, Stop},
    keys::{VISIT_EVENT, hex},
};
use crate::domain::{
    facts::{Coded, EncounterClass, EncounterState, Kind, VisitEvent, VisitEventFact},
    ids::PatientId,
    time::When,
};
use crate::store::{StoreError, Writing};
use rusqlite::named_params;

/// Applies an event.
pub(super) fn apply(hands: &mut Hands<'_, '_>, fact: &VisitEventFact) -> Result<Effect, Stop> {
    let patient = hands.patient(fact.encounter.patient.as_ref())?;
    let stored = encounter::find(hands, &fact.encounter, patient)?;
    match cancels(fact.event) {
        Some(target) => cancel(hands, fact, stored, patient, target),
        None => happen(hands, fact, stored, patient),
    }
}

fn happen(
    hands: &mut Hands<'_, '_>,
    fact: &VisitEventFact,
    stored: Option<StoredStay>,
    patient: PatientId,
) -> Result<Effect, Stop> {
    let fact_at = hands.as_of_text(&fact.origin);
    if let Some(stored) = &stored
        && !fact_at.is_empty()
        && fact_at < stored.stay.fact_at
    {
        let note = "older than what was known of the visit; kept here, nothing changed";
        record(hands, fact, stored.id, &Entry { before: None, note })?;
        encounter::late(hands, &fact.encounter, stored.id)?;
        return Ok(Effect::Unchanged);
    }
    let mut after = stored.as_ref().map_or_else(|| Stay::new(patient), |s| s.stay.clone());
    describe(hands, &mut after, fact)?;
    effect(fact, stored.is_none(), &mut after);
    let id = encounter::write(hands, stored.as_ref().map(|s| s.id), &after, &fact_at)?;
    record(hands, fact, id, &Entry { before: stored.as_ref().map(|s| &s.stay), note: "" })?;
    hands.filed(Kind::Encounter, &fact.encounter.origin, id)?;
    Ok(if stored.is_some() { Effect::Changed } else { Effect::Added })
}

/// What the message says of the visit besides its event. What is only pending is not yet so.
fn describe(hands: &mut Hands<'_, '_>, stay: &mut Stay, fact: &VisitEventFact) -> Result<(), StoreError> {
    let mut said = fact.encounter.clone();
    if matches!(
        fact.event,
        VisitEvent::PendingAdmit
            | VisitEvent::PendingTransfer
            | VisitEvent::PendingDischarge
            | VisitEvent::CancelPendingAdmit
            | VisitEvent::CancelPendingTransfer
            | VisitEvent::CancelPendingDischarge
    ) {
        (said.discharge, said.disposition, said.location, said.place) = (None, None, None, None);
    }
    if fact.event == VisitEvent::CancelDischarge {
        (said.discharge, said.disposition) = (None, None);
    }
    encounter::merge(hands, stay, &said)
}

/// The event's own rules, after the visit was described.
fn effect(fact: &VisitEventFact, is_new: bool, stay: &mut Stay) {
    let said = &fact.encounter;
    let at = fact.at;
    let open = |stay: &mut Stay| {
        if stay.discharge.is_none() {
            stay.state = EncounterState::Open;
        }
    };
    match fact.event {
        VisitEvent::Admit | VisitEvent::Register => {
            if said.class.is_none() && (is_new || stay.class == EncounterClass::Other) {
                let is_admit = fact.event == VisitEvent::Admit;
                stay.class = if is_admit { EncounterClass::Inpatient } else { EncounterClass::Outpatient };
            }
            stay.admit = said.admit.or(if is_new { None } else { stay.admit }).or(at);
            open(stay);
        }
        VisitEvent::PreAdmit | VisitEvent::PendingAdmit if is_new => stay.state = EncounterState::Planned,
        VisitEvent::Transfer | VisitEvent::LeaveStart | VisitEvent::LeaveEnd | VisitEvent::Arrive
            if is_new || stay.state == EncounterState::Planned =>
        {
            open(stay);
        }
        VisitEvent::Discharge => {
            stay.discharge = said.discharge.or(at).or(stay.discharge);
            stay.state = EncounterState::Discharged;
        }
        VisitEvent::ToInpatient => {
            stay.class = EncounterClass::Inpatient;
            if said.admit.is_none() && stay.admit.is_none() {
                stay.admit = at;
            }
            open(stay);
        }
        VisitEvent::ToOutpatient => {
            let said = said.class.filter(|class| *class != EncounterClass::Inpatient);
            stay.class = said.unwrap_or(EncounterClass::Outpatient);
            open(stay);
        }
        _ => {}
    }
    // A discharge time in any message of an open visit says that it is over: the discharge itself may have been missed.
    if stay.state == EncounterState::Open && said.discharge.is_some() && stay.discharge.is_some() {
        stay.state = EncounterState::Discharged;
    }
}

fn cancel(
    hands: &mut Hands<'_, '_>,
    fact: &VisitEventFact,
    stored: Option<StoredStay>,
    patient: PatientId,
    target: &[&str],
) -> Result<Effect, Stop> {
    let fact_at = hands.as_of_text(&fact.origin);
    let Some(stored) = stored else {
        // The visit is learnt of by its cancelling: entered as what it is now.
        let mut stay = Stay::new(patient);
        describe(hands, &mut stay, fact)?;
        without_event(fact.event, &mut stay);
        let id = encounter::write(hands, None, &stay, &fact_at)?;
        record(
            hands,
            fact,
            id,
            &Entry { before: None, note: "the visit and its event were not known here" },
        )?;
        hands.filed(Kind::Encounter, &fact.encounter.origin, id)?;
        return Ok(Effect::Added);
    };
    let is_late = !fact_at.is_empty() && fact_at < stored.stay.fact_at;
    let before = stored.stay;
    let mut after = before.clone();
    if !is_late {
        describe(hands, &mut after, fact)?;
    }
    let undone = last_event(hands.tx, stored.id, target)?;
    let note = match &undone {
        Some(event) => {
            // A late cancelling must not undo what a later event of the same kind has done.
            if !is_late || event.is_newest_change {
                restore(fact.event, event, &mut after);
            }
            ""
        }
        None if is_late => "no event to cancel is known here, and newer events are; nothing changed",
        None => {
            without_event(fact.event, &mut after);
            "the event that this cancels is not known here; the visit was set to what the message says"
        }
    };
    let id = encounter::write(hands, Some(stored.id), &after, &fact_at)?;
    let entry = record(hands, fact, id, &Entry { before: Some(&before), note })?;
    if let Some(event) = undone {
        hands.tx.execute(
            "UPDATE visit_event SET cancelled_by = ?2 WHERE visit_event_id = ?1",
            (event.id, entry),
        )?;
    }
    hands.filed(Kind::Encounter, &fact.encounter.origin, id)?;
    Ok(Effect::Changed)
}

/// An event found for cancelling.
struct Undo {
    id: i64,
    event: String,
    before: Option<Stay>,
    is_newest_change: bool,
}

/// The last event of these words that still stands.
fn last_event(tx: &Writing<'_>, encounter: i64, words: &[&str]) -> Result<Option<Undo>, StoreError> {
    let events = tx.rows(include_str!("sql/visit_events_standing.sql"), [encounter], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let found = events.iter().find(|(_, event, _)| words.contains(&event.as_str()));
    Ok(found.map(|(id, event, before)| Undo {
        id: *id,
        event: event.clone(),
        before: serde_json::from_str(before).ok(),
        is_newest_change: events.first().is_some_and(|(first, _, _)| first == id),
    }))
}

/// Puts back what the cancelled event governed, and nothing that others changed since.
fn restore(event: VisitEvent, undo: &Undo, stay: &mut Stay) {
    match (&undo.before, event) {
        (Some(before), VisitEvent::CancelAdmit) => {
            (stay.state, stay.admit, stay.class) = (before.state, before.admit, before.class);
            // An admission after a plan falls back to the plan, one out of the emergency room back to it; a visit of
            // which only the admission was known is no more.
            if stay.state == EncounterState::Open && undo.event != "to-inpatient" {
                stay.state = EncounterState::Cancelled;
            }
        }
        (Some(before), VisitEvent::CancelDischarge) => {
            (stay.state, stay.discharge) = (before.state, before.discharge);
            stay.disposition.clone_from(&before.disposition);
        }
        (Some(before), VisitEvent::CancelTransfer | VisitEvent::CancelDepart | VisitEvent::CancelArrive) => {
            (stay.place, stay.location) = (before.place.clone(), before.location);
            stay.service.clone_from(&before.service);
            if event != VisitEvent::CancelTransfer {
                stay.state = before.state;
            }
        }
        (Some(before), VisitEvent::CancelPreAdmit | VisitEvent::CancelPendingAdmit) => {
            stay.state = before.state;
        }
        (None, _) => without_event(event, stay),
        _ => {}
    }
}

/// The effect of a cancelling whose event left no values to put back.
fn without_event(event: VisitEvent, stay: &mut Stay) {
    match event {
        VisitEvent::CancelAdmit | VisitEvent::CancelPreAdmit | VisitEvent::CancelPendingAdmit => {
            stay.state = EncounterState::Cancelled;
        }
        VisitEvent::CancelDischarge => {
            stay.state = EncounterState::Open;
            stay.discharge = None;
            stay.disposition = Coded::default();
        }
        _ => {}
    }
}

struct Entry<'a> {
    before: Option<&'a Stay>,
    note: &'a str,
}

/// Writes the event into the visit's history; its row.
fn record(
    hands: &mut Hands<'_, '_>,
    fact: &VisitEventFact,
    encounter: i64,
    entry: &Entry<'_>,
) -> Result<i64, StoreError> {
    let before = match entry.before {
        Some(stay) => serde_json::to_string(stay).map_err(|_| StoreError::Fault)?,
        None => String::new(),
    };
    let at = fact.at.or(fact.origin.as_of.map(When::At));
    let id = hands.tx.insert(
        include_str!("sql/visit_event_insert.sql"),
        named_params! {
            ":encounter": encounter, ":event": word(fact.event), ":at": at,
            ":place": fact.encounter.place.as_deref().unwrap_or_default(), ":note": entry.note, ":before": before,
            ":now": hands.tx.now_text(),
        },
    )?;
    // The same control id with other content is another message: the event is known by its content. The two visits of a
    // swap come in one message.
    let key = format!("{}:{encounter}", hex(&hands.sheet.hash));
    let fact_at = hands.as_of(&fact.origin);
    hands.filed_as(VISIT_EVENT, &key, fact_at, id)?;
    Ok(id)
}

/// Words of the events that a cancelling one undoes.
fn cancels(event: VisitEvent) -> Option<&'static [&'static str]> {
    Some(match event {
        VisitEvent::CancelAdmit => &["admit", "register", "to-inpatient"],
        VisitEvent::CancelTransfer => &["transfer", "swap"],
        VisitEvent::CancelDischarge => &["discharge"],
        VisitEvent::CancelPendingAdmit => &["pending-admit"],
        VisitEvent::CancelPendingTransfer => &["pending-transfer"],
        VisitEvent::CancelPendingDischarge => &["pending-discharge"],
        VisitEvent::CancelLeave => &["leave-start", "leave-end"],
        VisitEvent::CancelPreAdmit => &["pre-admit"],
        VisitEvent::CancelDepart => &["depart"],
        VisitEvent::CancelArrive => &["arrive"],
        _ => return None,
    })
}

/// The event as the history spells it.
fn word(event: VisitEvent) -> &'static str {
    match event {
        VisitEvent::Admit => "admit",
        VisitEvent::Register => "register",
        VisitEvent::PreAdmit => "pre-admit",
        VisitEvent::Transfer => "transfer",
        VisitEvent::Discharge => "discharge",
        VisitEvent::ToInpatient => "to-inpatient",
        VisitEvent::ToOutpatient => "to-outpatient",
        VisitEvent::Update => "update",
        VisitEvent::PendingAdmit => "pending-admit",
        VisitEvent::PendingTransfer => "pending-transfer",
        VisitEvent::PendingDischarge => "pending-discharge",
        VisitEvent::LeaveStart => "leave-start",
        VisitEvent::LeaveEnd => "leave-end",
        VisitEvent::Depart => "depart",
        VisitEvent::Arrive => "arrive",
        VisitEvent::ChangeAttending => "change-attending",
        VisitEvent::CancelAdmit => "cancel-admit",
        VisitEvent::CancelTransfer => "cancel-transfer",
        VisitEvent::CancelDischarge => "cancel-discharge",
        VisitEvent::CancelPendingAdmit => "cancel-pending-admit",
        VisitEvent::CancelPendingTransfer => "cancel-pending-transfer",
        VisitEvent::CancelPendingDischarge => "cancel-pending-discharge",
        VisitEvent::CancelLeave => "cancel-leave",
        VisitEvent::CancelPreAdmit => "cancel-pre-admit",
        VisitEvent::CancelDepart => "cancel-depart",
        VisitEvent::CancelArrive => "cancel-arrive",
        VisitEvent::Swap => "swap",
    }
}
