//! Stays and visits: rows read into one value, merged with what a record says, written back.

use super::{
    hands::{Effect, Hands, Stop, rejected},
    loose::Slot,
    payer,
};
use crate::domain::{
    facts::{Coded, EncounterClass, EncounterFact, EncounterState, Kind, Scope},
    ids::PatientId,
    time::When,
    topics::Topic,
};
use crate::store::{StoreError, Writing, col_when};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

/// Slots of a stay's references.
const SLOTS: [Slot; 3] = [Slot::EncounterAttending, Slot::EncounterLocation, Slot::EncounterFacility];

/// The values of one stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Stay {
    pub patient: i64,
    pub visit_number: String,
    pub account_number: String,
    pub class: EncounterClass,
    pub state: EncounterState,
    pub visit_type: Coded,
    pub reason: Coded,
    pub service: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    pub disposition: Coded,
    pub attending: Option<i64>,
    pub attending_text: String,
    pub location: Option<i64>,
    pub place: String,
    pub facility: Option<i64>,
    pub payer: String,
    pub payer_from: String,
    pub fact_at: String,
}

impl Stay {
    /// A stay of which nothing is known but whose it is.
    pub fn new(patient: PatientId) -> Self {
        Self {
            patient: patient.0,
            visit_number: String::new(),
            account_number: String::new(),
            class: EncounterClass::Other,
            state: EncounterState::Open,
            visit_type: Coded::default(),
            reason: Coded::default(),
            service: String::new(),
            admit: None,
            discharge: None,
            disposition: Coded::default(),
            attending: None,
            attending_text: String::new(),
            location: None,
            place: String::new(),
            facility: None,
            payer: String::new(),
            payer_from: String::new(),
            fact_at: String::new(),
        }
    }
}

/// A stay that is stored.
pub(super) struct StoredStay {
    pub id: i64,
    pub stay: Stay,
}

/// Applies what a feed says of a stay.
pub(super) fn apply(hands: &mut Hands<'_, '_>, fact: &EncounterFact) -> Result<Effect, Stop> {
    let patient = hands.patient(fact.patient.as_ref())?;
    let stored = find(hands, fact, patient)?;
    let fact_at = hands.as_of_text(&fact.origin);
    if let Some(stored) = &stored
        && !fact_at.is_empty()
        && fact_at < stored.stay.fact_at
    {
        return late(hands, fact, stored.id);
    }
    let mut after = stored.as_ref().map_or_else(|| Stay::new(patient), |s| s.stay.clone());
    merge(hands, &mut after, fact)?;
    if let Some(state) = fact.state {
        after.state = state;
    } else if after.discharge.is_some() && after.state == EncounterState::Open {
        after.state = EncounterState::Discharged;
    }
    let effect = if stored.is_some() { Effect::Changed } else { Effect::Added };
    let id = write(hands, stored.map(|s| s.id), &after, &fact_at)?;
    hands.filed(Kind::Encounter, &fact.origin, id)?;
    rank(hands, fact)?;
    Ok(effect)
}

/// Enters the order that a stay gives its diagnoses; those that have not come get theirs when they do.
fn rank(hands: &mut Hands<'_, '_>, fact: &EncounterFact) -> Result<(), StoreError> {
    for (diagnosis, rank) in &fact.diagnoses {
        let (tx, kind) = (hands.tx, super::keys::code(diagnosis.kind));
        if let Some(row) = hands.state.keys.row(tx, kind, &diagnosis.key)? {
            tx.execute("UPDATE diagnosis SET rank = ?2 WHERE diagnosis_id = ?1", (row, rank))?;
        } else {
            let keys = &mut hands.state.keys;
            keys.note_loose(tx, (kind, &diagnosis.key), Slot::DiagnosisRank, i64::from(*rank))?;
        }
    }
    Ok(())
}

/// Keeps a record that is older than what is known of its stay.
pub(super) fn late(hands: &mut Hands<'_, '_>, fact: &EncounterFact, id: i64) -> Result<Effect, Stop> {
    match hands.known(Kind::Encounter, &fact.origin)?.and_then(|known| known.row) {
        Some(_) => {
            let fact_at = hands.as_of(&fact.origin);
            hands.keep_version(super::keys::code(Kind::Encounter), &fact.origin.key, fact_at)?;
        }
        None => hands.filed(Kind::Encounter, &fact.origin, id)?,
    }
    Ok(Effect::Unchanged)
}

/// The stay of a fact: by its key, else by its visit number with the same patient. Refuses another patient's.
pub(super) fn find(
    hands: &mut Hands<'_, '_>,
    fact: &EncounterFact,
    patient: PatientId,
) -> Result<Option<StoredStay>, Stop> {
    if let Some(id) = hands.known(Kind::Encounter, &fact.origin)?.and_then(|known| known.row) {
        let stay = load(hands.tx, id)?;
        if let Some(stay) = &stay
            && stay.patient != patient.0
        {
            return rejected(
                "visit",
                "the visit belongs to another patient here; a visit moves by a merge or move message only.",
            );
        }
        return Ok(stay.map(|stay| StoredStay { id, stay }));
    }
    let Some(number) = fact.visit_number.as_ref().filter(|n| !n.is_empty()) else { return Ok(None) };
    let found: Option<i64> = hands.tx.row(
        "SELECT encounter_id FROM encounter WHERE visit_number = ?1 AND visit_number <> '' AND patient_id = ?2",
        (number, patient),
        |row| row.get(0),
    )?;
    match found {
        Some(id) => Ok(load(hands.tx, id)?.map(|stay| StoredStay { id, stay })),
        None => Ok(None),
    }
}

/// Takes over what the fact names; a whole fact empties what it leaves out. State is the caller's business.
pub(super) fn merge(
    hands: &mut Hands<'_, '_>,
    stay: &mut Stay,
    fact: &EncounterFact,
) -> Result<(), StoreError> {
    let whole = fact.scope == Scope::Whole;
    let text = |field: &mut String, said: Option<&String>| match said {
        Some(said) => field.clone_from(said),
        None if whole => field.clear(),
        None => {}
    };
    text(&mut stay.visit_number, fact.visit_number.as_ref());
    text(&mut stay.account_number, fact.account_number.as_ref());
    text(&mut stay.service, fact.service.as_ref());
    text(&mut stay.place, fact.place.as_ref());
    let coded = |field: &mut Coded, said: Option<&Coded>| match said {
        Some(said) => field.clone_from(said),
        None if whole => *field = Coded::default(),
        None => {}
    };
    coded(&mut stay.visit_type, fact.visit_type.as_ref());
    coded(&mut stay.reason, fact.reason.as_ref());
    coded(&mut stay.disposition, fact.disposition.as_ref());
    if let Some(class) = fact.class {
        stay.class = class;
    }
    if whole || fact.admit.is_some() {
        stay.admit = fact.admit;
    }
    if whole || fact.discharge.is_some() {
        stay.discharge = fact.discharge;
    }
    match fact.payer.as_ref().filter(|payer| !payer.is_empty()) {
        Some(payer) => {
            stay.payer.clone_from(payer);
            stay.payer_from.clear();
        }
        None if whole && stay.payer_from.is_empty() => stay.payer.clear(),
        None => {}
    }
    if whole || fact.attending.is_some() {
        stay.attending = hands.refer(Slot::EncounterAttending, fact.attending.as_ref())?;
        stay.attending_text = fact.attending.as_ref().and_then(|r| r.display.clone()).unwrap_or_default();
    }
    if whole || fact.location.is_some() {
        stay.location = hands.refer(Slot::EncounterLocation, fact.location.as_ref())?;
        if let Some(words) = fact.location.as_ref().and_then(|r| r.display.as_ref())
            && stay.place.is_empty()
        {
            stay.place.clone_from(words);
        }
    }
    if whole || fact.facility.is_some() {
        stay.facility = hands.refer(Slot::EncounterFacility, fact.facility.as_ref())?;
    }
    Ok(())
}

/// Writes a stay, new or known, after its check; its number.
pub(super) fn write(
    hands: &mut Hands<'_, '_>,
    id: Option<i64>,
    stay: &Stay,
    fact_at: &str,
) -> Result<i64, Stop> {
    check(stay)?;
    let tx = hands.tx;
    if let Some(id) = id {
        hands.state.keys.forget_loose(tx, &SLOTS, id)?;
    }
    tx.execute(
        include_str!("sql/encounter_put.sql"),
        named_params! {
            ":id": id, ":patient": stay.patient, ":visit_number": stay.visit_number,
            ":account_number": stay.account_number, ":class": class_word(stay.class), ":state": state_word(stay.state),
            ":type_system": stay.visit_type.system, ":type_code": stay.visit_type.code,
            ":type_text": stay.visit_type.display, ":reason_system": stay.reason.system,
            ":reason_code": stay.reason.code, ":reason_text": stay.reason.display, ":service": stay.service,
            ":admit_at": stay.admit, ":discharge_at": stay.discharge, ":disposition_code": stay.disposition.code,
            ":disposition_text": stay.disposition.display, ":attending_id": stay.attending,
            ":attending_text": stay.attending_text, ":location_id": stay.location, ":place": stay.place,
            ":facility_id": stay.facility, ":payer": stay.payer, ":payer_from": stay.payer_from, ":fact_at": fact_at,
            ":now": tx.now_text(),
        },
    )?;
    let row = id.unwrap_or_else(|| tx.conn().last_insert_rowid());
    hands.note_loose(row)?;
    payer::of_encounter(tx, row)?;
    hands.touch(Topic::Encounters);
    Ok(row)
}

fn check(stay: &Stay) -> Result<(), Stop> {
    let (Some(admit), Some(discharge)) = (stay.admit, stay.discharge) else { return Ok(()) };
    let wrong = match (admit, discharge) {
        (When::At(admit), When::At(discharge)) => discharge < admit,
        _ => discharge.day() < admit.day(),
    };
    if wrong {
        return rejected(
            "discharge",
            "the discharge lies before the admission; correct one of the two times.",
        );
    }
    Ok(())
}

/// The stored values of a stay.
pub(super) fn load(tx: &Writing<'_>, id: i64) -> Result<Option<Stay>, StoreError> {
    tx.row(include_str!("sql/encounter_load.sql"), [id], |row| {
        let coded = |first: usize| -> rusqlite::Result<Coded> {
            Ok(Coded { system: row.get(first)?, code: row.get(first + 1)?, display: row.get(first + 2)? })
        };
        Ok(Stay {
            patient: row.get(0)?,
            visit_number: row.get(1)?,
            account_number: row.get(2)?,
            class: class_of(&text(row, 3)?),
            state: state_of(&text(row, 4)?),
            visit_type: coded(5)?,
            reason: coded(8)?,
            service: row.get(11)?,
            admit: col_when(row, 12)?,
            discharge: col_when(row, 13)?,
            disposition: Coded { system: String::new(), code: row.get(14)?, display: row.get(15)? },
            attending: row.get(16)?,
            attending_text: row.get(17)?,
            location: row.get(18)?,
            place: row.get(19)?,
            facility: row.get(20)?,
            payer: row.get(21)?,
            payer_from: row.get(22)?,
            fact_at: row.get(23)?,
        })
    })
}

fn text(row: &Row<'_>, idx: usize) -> rusqlite::Result<String> {
    row.get(idx)
}

pub(super) fn class_word(class: EncounterClass) -> &'static str {
    match class {
        EncounterClass::Inpatient => "inpatient",
        EncounterClass::Outpatient => "outpatient",
        EncounterClass::Emergency => "emergency",
        EncounterClass::Observation => "observation",
        EncounterClass::Other => "other",
    }
}

fn class_of(word: &str) -> EncounterClass {
    match word {
        "inpatient" => EncounterClass::Inpatient,
        "outpatient" => EncounterClass::Outpatient,
        "emergency" => EncounterClass::Emergency,
        "observation" => EncounterClass::Observation,
        _ => EncounterClass::Other,
    }
}

fn state_word(state: EncounterState) -> &'static str {
    match state {
        EncounterState::Planned => "planned",
        EncounterState::Open => "open",
        EncounterState::Discharged => "discharged",
        EncounterState::Cancelled => "cancelled",
        EncounterState::Void => "void",
    }
}

fn state_of(word: &str) -> EncounterState {
    match word {
        "planned" => EncounterState::Planned,
        "discharged" => EncounterState::Discharged,
        "cancelled" => EncounterState::Cancelled,
        "void" => EncounterState::Void,
        _ => EncounterState::Open,
    }
}
