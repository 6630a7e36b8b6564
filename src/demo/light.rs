//! Light charts for measuring with a million patients: one or two visits and a few results each.

use super::block::{Member, key};
use super::calendar::{clock, instant};
use super::demographics::{Version, patient};
use super::directory::{Directory, HOSPITAL, Who, reference};
use super::numbers;
use super::random::{Purpose, Rng};
use crate::domain::facts::{
    Coded, EncounterClass, EncounterFact, EncounterState, Fact, Kind, Origin, Ref, ResultFact, ResultValue,
    Scope,
};
use crate::domain::time::When;
use chrono::{Duration, NaiveDate, NaiveDateTime};

/// LOINC code, words, unit, lowest, highest, decimals, reference range.
type Measure = (&'static str, &'static str, &'static str, f64, f64, usize, f64, f64);

const MEASURES: [Measure; 8] = [
    ("2951-2", "Sodium", "mmol/L", 131.0, 146.0, 0, 135.0, 145.0),
    ("2823-3", "Potassium", "mmol/L", 3.2, 5.3, 1, 3.5, 5.1),
    ("2160-0", "Creatinine", "mg/dL", 0.6, 1.6, 2, 0.6, 1.2),
    ("2345-7", "Glucose", "mg/dL", 70.0, 180.0, 0, 70.0, 99.0),
    ("718-7", "Hemoglobin", "g/dL", 10.5, 16.5, 1, 12.0, 16.0),
    ("6690-2", "Leukocytes", "10*3/uL", 3.8, 13.0, 1, 4.0, 11.0),
    ("777-3", "Platelets", "10*3/uL", 130.0, 420.0, 0, 150.0, 400.0),
    ("8480-6", "Systolic blood pressure", "mm[Hg]", 98.0, 168.0, 0, 90.0, 140.0),
];

const REASONS: [(EncounterClass, &str, &str, &str); 8] = [
    (EncounterClass::Outpatient, "185349003", "Encounter for check up", "Family medicine"),
    (EncounterClass::Outpatient, "185349003", "Encounter for check up", "Family medicine"),
    (EncounterClass::Outpatient, "308335008", "Patient encounter procedure", "Cardiology"),
    (EncounterClass::Outpatient, "308335008", "Patient encounter procedure", "Orthopaedics"),
    (EncounterClass::Emergency, "50849002", "Emergency room admission", "Emergency"),
    (EncounterClass::Emergency, "50849002", "Emergency room admission", "Emergency"),
    (EncounterClass::Inpatient, "32485007", "Hospital admission", "Hospital medicine"),
    (EncounterClass::Observation, "448951000124107", "Admission to observation unit", "Hospital medicine"),
];

/// Everything of one record in a light hospital.
pub fn facts(seed: u64, as_of: NaiveDate, member: &Member, directory: &Directory) -> Vec<Fact> {
    let key = key(member.index);
    let mut rng = Rng::stream(seed, Purpose::Patient, member.index);
    let mut facts = Vec::with_capacity(8);
    let version =
        Version { key: &key, index: member.index, at: member.person.registered, died: None, flag: None };
    if let Some((before, since)) = &member.before {
        facts.push(Fact::Patient(Box::new(patient(before, version))));
        let version = Version { at: clock(*since, 9, 0), flag: Some("possible-overlay"), ..version };
        facts.push(Fact::Patient(Box::new(patient(&member.person, version))));
    } else {
        facts.push(Fact::Patient(Box::new(patient(&member.person, version))));
    }
    let visits = if rng.chance(30) { 2 } else { 1 };
    for ordinal in 1..=visits {
        visit(as_of, member, &key, ordinal, directory, &mut rng, &mut facts);
    }
    facts
}

fn visit(
    as_of: NaiveDate,
    member: &Member,
    patient: &str,
    ordinal: u64,
    directory: &Directory,
    rng: &mut Rng,
    facts: &mut Vec<Fact>,
) {
    let last = member.person.died.unwrap_or(as_of) - Duration::days(8);
    let longest = (last - member.person.registered.date()).num_days().clamp(0, 729);
    let day = last - Duration::days(rng.range(0, longest));
    let admit = clock(day, rng.range(7, 19), rng.range(0, 59)).max(member.person.registered);
    let Some((class, code, words, service)) = rng.pick(&REASONS).copied() else { return };
    let hours = match class {
        EncounterClass::Inpatient => rng.range(30, 160),
        EncounterClass::Outpatient => 1,
        _ => rng.range(2, 20),
    };
    let discharge = admit + Duration::hours(hours);
    let key = format!("{patient}-E{ordinal}");
    let attending = directory.pick(service, Who::Attending, day, rng);
    facts.push(Fact::Encounter(Box::new(EncounterFact {
        origin: Origin { key: key.clone(), as_of: Some(instant(discharge)) },
        scope: Scope::Whole,
        patient: Some(reference(Kind::Patient, patient)),
        visit_number: Some(numbers::visit(member.index, ordinal)),
        account_number: Some(numbers::account(member.index, ordinal)),
        class: Some(class),
        state: Some(EncounterState::Discharged),
        visit_type: Some(coded("SNOMED", code, words)),
        service: Some(service.to_owned()),
        admit: Some(When::At(instant(admit))),
        discharge: Some(When::At(instant(discharge))),
        disposition: Some(coded("UB04", "01", "Discharged to home")),
        attending: attending.map(super::directory::Clinician::reference),
        facility: Some(reference(Kind::Organization, HOSPITAL)),
        payer: Some(member.person.payer.title().to_owned()),
        ..EncounterFact::default()
    })));
    for nth in 0..rng.range(1, 3) {
        let at = admit + Duration::minutes(10 + 7 * nth);
        facts.extend(result(patient, &key, nth, at, rng));
    }
}

fn result(patient: &str, encounter: &str, nth: i64, at: NaiveDateTime, rng: &mut Rng) -> Option<Fact> {
    let (code, words, unit, lowest, highest, decimals, low, high) = rng.pick(&MEASURES).copied()?;
    let text = format!("{:.decimals$}", rng.between(lowest, highest));
    let value: f64 = text.parse().ok()?;
    Some(Fact::Result(Box::new(ResultFact {
        origin: Origin { key: format!("{encounter}-R{nth}"), as_of: Some(instant(at)) },
        patient: Some(reference(Kind::Patient, patient)),
        encounter: Some(reference(Kind::Encounter, encounter)),
        report: None::<Ref>,
        code: coded("LOINC", code, words),
        panel: None,
        category: if code == "8480-6" { "vital-signs" } else { "laboratory" }.to_owned(),
        at: Some(When::At(instant(at))),
        value: ResultValue::Number { comparator: String::new(), value, text },
        unit: unit.to_owned(),
        range_low: Some(low),
        range_high: Some(high),
        range_text: String::new(),
        flag: if value < low {
            "L"
        } else if value > high {
            "H"
        } else {
            ""
        }
        .to_owned(),
        status: "final".to_owned(),
    })))
}

/// A code of a system with words.
pub fn coded(system: &str, code: &str, display: &str) -> Coded {
    Coded { system: system.to_owned(), code: code.to_owned(), display: display.to_owned() }
}
