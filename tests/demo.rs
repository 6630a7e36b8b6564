//! The synthetic hospital holds together: the same every time, every reference answered, nothing out of order, and
//! what its notes say is what its results say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod common;

use chartroom::demo::{Config, Detail, Flaw, Hospital, Link, Truth, mrn_is_right, npi_is_right};
use chartroom::domain::facts::{
    DiagnosisUse, DocumentFact, DocumentState, EncounterClass, EncounterState, Fact, Kind, Origin,
    PatientFact, Record, Ref, Rejection, ResultFact, ResultValue,
};
use chartroom::domain::time::{Clock, When};
use chartroom::formats::{ReadError, Records};
use chartroom::intake::{self, Feed, Format, InputId};
use chartroom::store;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::OnceLock;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

fn hospital(seed: u64, patients: u64, detail: Detail) -> Hospital {
    Hospital::new(Config { seed, patients, as_of: day(), detail }).unwrap()
}

/// The usual hospital, made once for all tests.
fn usual() -> &'static (Vec<Record>, Truth) {
    static USUAL: OnceLock<(Vec<Record>, Truth)> = OnceLock::new();
    USUAL.get_or_init(|| {
        let hospital = Hospital::new(Config::usual(day())).unwrap();
        (hospital.records().collect(), hospital.truth())
    })
}

fn facts() -> impl Iterator<Item = &'static Fact> {
    usual().0.iter().flat_map(|record| &record.facts)
}

fn documents() -> impl Iterator<Item = &'static DocumentFact> {
    facts().filter_map(|fact| if let Fact::Document(document) = fact { Some(&**document) } else { None })
}

fn results() -> impl Iterator<Item = &'static ResultFact> {
    facts().filter_map(|fact| if let Fact::Result(result) = fact { Some(&**result) } else { None })
}

/// Whether a document lies in another patient's chart.
fn misfiled(document: &DocumentFact) -> bool {
    let gaps = usual().1.gaps.iter();
    gaps.filter(|gap| gap.flaw == Flaw::WrongPatient)
        .any(|gap| gap.document.as_ref() == Some(&document.origin.key))
}

fn patients(records: &[Record]) -> Vec<&PatientFact> {
    let facts = records.iter().flat_map(|record| &record.facts);
    facts.filter_map(|fact| if let Fact::Patient(patient) = fact { Some(&**patient) } else { None }).collect()
}

/// Kind, origin and references of a fact.
fn bones(fact: &Fact) -> (Kind, &Origin, Vec<&Ref>) {
    match fact {
        Fact::Patient(f) => (Kind::Patient, &f.origin, vec![]),
        Fact::Encounter(f) => (
            Kind::Encounter,
            &f.origin,
            [&f.patient, &f.attending, &f.location, &f.facility].into_iter().flatten().collect(),
        ),
        Fact::Diagnosis(f) => {
            (Kind::Diagnosis, &f.origin, [&f.patient, &f.encounter].into_iter().flatten().collect())
        }
        Fact::Procedure(f) => (
            Kind::Procedure,
            &f.origin,
            [&f.patient, &f.encounter, &f.performer].into_iter().flatten().collect(),
        ),
        Fact::Result(f) => {
            (Kind::Result, &f.origin, [&f.patient, &f.encounter].into_iter().flatten().collect())
        }
        Fact::Report(f) => (
            Kind::Report,
            &f.origin,
            [&f.patient, &f.encounter].into_iter().flatten().chain(&f.results).collect(),
        ),
        Fact::Document(f) => (
            Kind::Document,
            &f.origin,
            [&f.patient, &f.encounter, &f.author, &f.parent]
                .into_iter()
                .chain(f.signatures.iter().map(|(who, _)| who))
                .flatten()
                .collect(),
        ),
        Fact::Medication(f) => (
            Kind::Medication,
            &f.origin,
            [&f.patient, &f.encounter, &f.prescriber].into_iter().flatten().collect(),
        ),
        Fact::Allergy(f) => (Kind::Allergy, &f.origin, f.patient.iter().collect()),
        Fact::Immunization(f) => {
            (Kind::Immunization, &f.origin, [&f.patient, &f.encounter].into_iter().flatten().collect())
        }
        Fact::Visit(f) => (
            Kind::Encounter,
            &f.origin,
            [&f.encounter.patient, &f.encounter.attending, &f.encounter.location]
                .into_iter()
                .flatten()
                .collect(),
        ),
        Fact::Practitioner(f) => (Kind::Practitioner, &f.origin, vec![]),
        Fact::Organization(f) => (Kind::Organization, &f.origin, vec![]),
        Fact::Location(f) => {
            (Kind::Location, &f.origin, [&f.organization, &f.part_of].into_iter().flatten().collect())
        }
        Fact::Coverage(f) => {
            (Kind::Coverage, &f.origin, [&f.patient, &f.payer].into_iter().flatten().collect())
        }
        Fact::Claim(f) => {
            (Kind::Claim, &f.origin, [&f.patient, &f.encounter, &f.insurer].into_iter().flatten().collect())
        }
        other => panic!("a kind of fact that this test does not know: {other:?}"),
    }
}

/// All times that a fact speaks of, but those of plans such as leave.
fn times(fact: &Fact) -> Vec<When> {
    match fact {
        Fact::Encounter(f) => [f.admit, f.discharge].into_iter().flatten().collect(),
        Fact::Diagnosis(f) => [f.onset, f.recorded].into_iter().flatten().collect(),
        Fact::Procedure(f) => [f.started, f.ended].into_iter().flatten().collect(),
        Fact::Result(f) => f.at.into_iter().collect(),
        Fact::Visit(f) => f.at.into_iter().chain(f.encounter.discharge).collect(),
        Fact::Document(f) => {
            f.written.into_iter().chain(f.signatures.iter().filter_map(|(_, signed)| *signed)).collect()
        }
        Fact::Medication(f) => [f.started, f.ended].into_iter().flatten().collect(),
        Fact::Immunization(f) => f.at.into_iter().collect(),
        Fact::Claim(f) => f.created.into_iter().collect(),
        Fact::Patient(f) => f.death.flatten().into_iter().collect(),
        _ => vec![],
    }
}

fn table(path: &str) -> Option<String> {
    let bytes = std::fs::read(common::data(path)?).unwrap();
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn the_same_seed_tells_the_same_and_more_patients_begin_alike() {
    for detail in [Detail::Light, Detail::Full] {
        let small: Vec<Record> = hospital(7, 36, detail).records().collect();
        let again: Vec<Record> = hospital(7, 36, detail).records().collect();
        assert_eq!(small, again);
        assert_eq!(format!("{small:?}"), format!("{again:?}"));
        // Where the smaller one ends inside a block, the larger one goes on.
        let larger = hospital(7, 100, detail);
        assert!(small.iter().eq(larger.records().take(small.len()).collect::<Vec<_>>().iter()));
        let other: Vec<Record> = hospital(8, 36, detail).records().collect();
        assert_ne!(small, other);
    }
}

#[test]
fn keys_are_unique_and_references_answered() {
    let mut keys = BTreeSet::new();
    for fact in facts() {
        let (kind, origin, _) = bones(fact);
        assert!(!origin.key.is_empty());
        // The record of an overlaid patient is told twice.
        let fresh = keys.insert((kind, origin.key.clone()));
        assert!(fresh || kind == Kind::Patient, "{kind:?} {} twice", origin.key);
    }
    for fact in facts() {
        let (kind, origin, refs) = bones(fact);
        for reference in refs {
            let known = keys.contains(&(reference.kind, reference.key.clone()));
            assert!(known, "{kind:?} {} names {reference:?}", origin.key);
        }
    }
}

#[test]
fn nothing_happens_on_or_after_the_day_or_before_birth() {
    let end = When::Date(day().into()).instant();
    let (records, _) = usual();
    let mut born: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for patient in patients(records) {
        let date = patient.birth_date.unwrap().whole().unwrap();
        let earliest = born.entry(&patient.origin.key).or_insert(date);
        *earliest = date.min(*earliest);
        assert!(date < day());
    }
    for fact in facts() {
        let (kind, origin, refs) = bones(fact);
        let owner = refs.iter().find(|reference| reference.kind == Kind::Patient);
        let birth = owner.and_then(|owner| born.get(owner.key.as_str()));
        for time in times(fact) {
            assert!(time.instant() < end, "{kind:?} {} lies after the day: {time}", origin.key);
            let early = birth.is_some_and(|birth| time.day() < *birth && !matches!(time, When::Date(_)));
            assert!(!early, "{kind:?} {} lies before birth: {time}", origin.key);
        }
        assert!(origin.as_of.is_none_or(|at| at < end), "{kind:?} {}", origin.key);
    }
}

#[test]
fn stays_are_in_order_and_hold_their_papers() {
    let mut stays: BTreeMap<&str, (DateTime<Utc>, Option<DateTime<Utc>>)> = BTreeMap::new();
    let mut of_patient: Visits<'_> = BTreeMap::new();
    for fact in facts() {
        let Fact::Encounter(f) = fact else { continue };
        let (admit, discharge) = (f.admit.unwrap().instant(), f.discharge.map(When::instant));
        assert_eq!(f.state == Some(EncounterState::Open), discharge.is_none());
        assert!(discharge.is_none_or(|discharge| discharge > admit));
        stays.insert(&f.origin.key, (admit, discharge));
        let end = discharge.unwrap_or(DateTime::<Utc>::MAX_UTC);
        of_patient.entry(&f.patient.as_ref().unwrap().key).or_default().push((admit, end));
    }
    for visits in of_patient.values_mut() {
        visits.sort_unstable();
        assert!(visits.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
    for document in documents().filter(|document| !misfiled(document)) {
        let (admit, discharge) = stays[document.encounter.as_ref().unwrap().key.as_str()];
        let written = document.written.unwrap().instant();
        let days = discharge.map_or(0, |discharge| (written - discharge).num_days());
        assert!(written >= admit && days <= 8, "{} {}", document.origin.key, document.title);
        let mut last = written;
        for (_, signed) in &document.signatures {
            assert!(signed.unwrap().instant() >= last, "{}", document.origin.key);
            last = signed.unwrap().instant();
        }
    }
    for result in results() {
        let (admit, discharge) = stays[result.encounter.as_ref().unwrap().key.as_str()];
        let at = result.at.unwrap().instant();
        assert!(at >= admit && discharge.is_none_or(|discharge| at <= discharge));
    }
}

#[test]
fn states_and_signatures_agree() {
    for document in documents() {
        let signed = document.signatures.len();
        match document.state {
            DocumentState::Signed | DocumentState::LegallySigned => assert!(signed >= 1),
            DocumentState::SignedUncosigned => assert_eq!(signed, 1),
            DocumentState::Unsigned | DocumentState::Dictated => assert_eq!(signed, 0),
            _ => {}
        }
        assert_eq!(document.body.is_none(), document.state == DocumentState::Dictated);
    }
}

/// The text of a document that is text.
fn text(fact: &Fact) -> Option<(&DocumentFact, &str)> {
    let Fact::Document(document) = fact else { return None };
    let body = document.body.as_ref().filter(|body| body.bytes.is_none())?;
    Some((document, &body.text))
}

#[test]
fn every_text_is_whole() {
    let others = [3, 4, 5].map(|seed| hospital(seed, 160, Detail::Full).records().collect::<Vec<Record>>());
    let all = usual().0.iter().chain(others.iter().flatten());
    for (document, text) in all.flat_map(|record| &record.facts).filter_map(text) {
        let name = (&document.origin.key, &document.title);
        assert!(text.len() > 200, "{name:?} is short");
        for wrong in
            ["{", "}", "[", "]", "|", "pending", "  ", "..", " ,", " .", "null", "None)", "- \n", ": ."]
        {
            assert!(!text.contains(wrong), "{name:?} holds {wrong:?}:\n{text}");
        }
    }
}

/// Values of one measure in one encounter, each with its time.
type Known<'a> = BTreeMap<(&'a str, &'a str), Vec<(DateTime<Utc>, String)>>;

/// First and last instant of each visit of each patient.
type Visits<'a> = BTreeMap<&'a str, Vec<(DateTime<Utc>, DateTime<Utc>)>>;

/// What notes call the measures, with the number after it.
fn quoted<'a>(text: &'a str, label: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(label) {
        let other = ["rine ", "ingerstick "].iter().any(|word| rest[..at].ends_with(word));
        let before = rest[..at].chars().next_back();
        rest = &rest[at + label.len()..];
        let Some(number) = rest.strip_prefix(' ') else { continue };
        if other || before.is_some_and(|c| c.is_alphanumeric() || c == '-') {
            continue;
        }
        let end =
            number.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '<')).unwrap_or(number.len());
        let number = number[..end].trim_end_matches('.');
        if number.chars().any(|c| c.is_ascii_digit()) {
            found.push(number);
        }
    }
    found
}

#[test]
fn values_in_notes_are_values_of_results() {
    let labels: [(&str, &str); 24] = [
        ("Na", "2951-2"),
        ("K", "2823-3"),
        ("creatinine", "2160-0"),
        ("Creatinine", "2160-0"),
        ("BUN", "3094-0"),
        ("glucose", "2345-7"),
        ("WBC", "6690-2"),
        ("Hgb", "718-7"),
        ("platelets", "777-3"),
        ("BNP", "30934-4"),
        ("troponin", "89579-7"),
        ("Troponin", "89579-7"),
        ("lactate", "2524-7"),
        ("Lactate", "2524-7"),
        ("INR", "6301-6"),
        ("HR", "8867-4"),
        ("SpO2", "59408-5"),
        ("procalcitonin", "33959-8"),
        ("total bilirubin", "1975-2"),
        ("lipase", "3040-3"),
        ("A1c", "4548-4"),
        ("Mg", "19123-9"),
        ("albumin", "1751-7"),
        ("T", "8310-5"),
    ];
    let mut known: Known<'_> = BTreeMap::new();
    for result in results() {
        let ResultValue::Number { comparator, text, .. } = &result.value else { continue };
        let key = (result.encounter.as_ref().unwrap().key.as_str(), result.code.code.as_str());
        known.entry(key).or_default().push((result.at.unwrap().instant(), format!("{comparator}{text}")));
    }
    let mut checked = 0;
    for document in documents() {
        let Some(body) = &document.body else { continue };
        if misfiled(document) {
            continue;
        }
        let encounter = document.encounter.as_ref().unwrap().key.as_str();
        let written = document.written.unwrap().instant();
        for (label, code) in labels {
            for number in quoted(&body.text, label) {
                checked += 1;
                let there = known
                    .get(&(encounter, code))
                    .is_some_and(|values| values.iter().any(|(at, value)| *at <= written && value == number));
                assert!(there, "{} {}: {label} {number}\n{}", document.origin.key, document.title, body.text);
            }
        }
    }
    assert!(checked > 5_000, "{checked}");
}

#[test]
fn codes_are_valid_ones() {
    let (Some(diagnoses), Some(procedures)) = (
        table("icd10cm/icd10cm_codes_long_titles_FY2026.csv.gz"),
        table("icd10pcs/icd10pcs_long_titles.csv.gz"),
    ) else {
        return;
    };
    let codes = |text: &str| -> BTreeSet<String> {
        text.lines()
            .filter_map(|line| line.split(',').next())
            .map(|code| code.trim_matches('"').to_owned())
            .collect()
    };
    let (diagnoses, procedures) = (codes(&diagnoses), codes(&procedures));
    let exempt: BTreeSet<String> = table("icd10cm/POA_exempt_codes_FY2020.txt.gz")
        .map(|text| text.lines().map(|line| line.trim().replace('.', "")).collect())
        .unwrap_or_default();
    for fact in facts() {
        match fact {
            Fact::Diagnosis(f) if f.code.system == "ICD10CM" => {
                let code = &f.code.code;
                assert!(diagnoses.contains(code), "{} {code}", f.origin.key);
                assert_ne!(*code, f.code.display, "{code} has no title");
                if f.poa.as_deref() == Some("1") {
                    assert!(exempt.contains(code), "{code} is not exempt from present on admission");
                } else if f.poa.is_some() {
                    assert!(!exempt.contains(code), "{code} is exempt from present on admission");
                }
            }
            Fact::Procedure(f) if f.code.system == "ICD10PCS" => {
                assert!(procedures.contains(&f.code.code), "{} {}", f.origin.key, f.code.code);
            }
            _ => {}
        }
    }
}

#[test]
fn coded_accounts_have_one_principal_diagnosis_and_no_code_twice() {
    let mut accounts: BTreeMap<&str, Vec<(i32, &str)>> = BTreeMap::new();
    for fact in facts() {
        if let Fact::Diagnosis(f) = fact
            && f.diagnosis_use == DiagnosisUse::Billing
        {
            let account = accounts.entry(&f.encounter.as_ref().unwrap().key).or_default();
            account.push((f.rank.unwrap(), &f.code.code));
        }
    }
    assert!(accounts.len() > 150);
    for (key, codes) in accounts {
        let ranks: Vec<i32> = codes.iter().map(|(rank, _)| *rank).collect();
        assert_eq!(ranks, (1..=codes.len() as i32).collect::<Vec<_>>(), "{key}");
        let different: BTreeSet<&str> = codes.iter().map(|(_, code)| *code).collect();
        assert_eq!(different.len(), codes.len(), "{key}");
    }
}

#[test]
fn people_in_house_lie_in_different_beds() {
    let mut beds = BTreeSet::new();
    for fact in facts() {
        if let Fact::Encounter(f) = fact
            && f.state == Some(EncounterState::Open)
        {
            let bed = &f.location.as_ref().unwrap().key;
            assert!(beds.insert(bed.clone()) || bed.starts_with("NURS"), "{bed} twice");
        }
    }
    assert!(beds.len() >= 8, "{}", beds.len());
}

#[test]
fn record_numbers_are_unique_and_check() {
    let records: Vec<Record> = hospital(7, 500, Detail::Light).records().collect();
    let mut numbers = BTreeSet::new();
    for patient in patients(&records) {
        let mrn = &patient.identifiers[0];
        assert_eq!(mrn.kind, "MR");
        assert!(mrn_is_right(&mrn.value), "check digit");
        numbers.insert((patient.origin.key.clone(), mrn.value.clone()));
    }
    let values: BTreeSet<_> = numbers.iter().map(|(_, value)| value).collect();
    assert_eq!((numbers.len(), values.len()), (500, 500));
}

#[test]
fn the_truth_names_what_exists() {
    let (records, truth) = usual();
    let people: BTreeSet<&str> = patients(records).iter().map(|p| p.origin.key.as_str()).collect();
    let papers: BTreeSet<&str> = documents().map(|document| document.origin.key.as_str()).collect();
    let count = |wanted: fn(&Link) -> bool| truth.links.iter().filter(|link| wanted(link)).count();
    assert!(count(|l| matches!(l, Link::Duplicate { .. })) >= 15);
    assert!(count(|l| matches!(l, Link::Overlay { .. })) >= 3);
    assert!(count(|l| matches!(l, Link::Twins(..))) >= 3);
    assert!(count(|l| matches!(l, Link::Juniors(..))) >= 3);
    assert!(count(|l| matches!(l, Link::Namesakes(..))) >= 3);
    assert!(count(|l| matches!(l, Link::Birth { .. })) >= 8);
    assert!(count(|l| matches!(l, Link::Family(_))) >= 30);
    assert!(truth.links.iter().flat_map(Link::keys).all(|key| people.contains(key)));
    for gap in &truth.gaps {
        match &gap.document {
            Some(key) => assert!(papers.contains(key.as_str()), "{key}"),
            None => assert!(
                !documents().any(|document| document.encounter.as_ref().unwrap().key == gap.encounter
                    && document.doc_type.code == gap.doc_type),
                "{} has its {}",
                gap.encounter,
                gap.doc_type
            ),
        }
    }
}

/// Values of one measure in one encounter, in order of time.
fn series(encounter: &str, code: &str) -> Vec<(DateTime<Utc>, f64)> {
    let mut values: Vec<(DateTime<Utc>, f64)> = results()
        .filter(|result| result.code.code == code && result.encounter.as_ref().unwrap().key == encounter)
        .filter_map(|result| match result.value {
            ResultValue::Number { value, .. } => Some((result.at.unwrap().instant(), value)),
            _ => None,
        })
        .collect();
    values.sort_by_key(|(at, _)| *at);
    values
}

#[test]
fn conditions_that_nobody_named_show_in_the_results() {
    let lowest = |values: &[(DateTime<Utc>, f64)]| values.iter().map(|(_, v)| *v).fold(f64::MAX, f64::min);
    let highest = |values: &[(DateTime<Utc>, f64)]| values.iter().map(|(_, v)| *v).fold(f64::MIN, f64::max);
    let mut checked = 0;
    for unnamed in &usual().1.unnamed {
        let of = |code| series(&unnamed.encounter, code);
        let (shown, words): (bool, &[&str]) = match unnamed.condition.as_str() {
            // KDIGO: half as much again as the lowest of the week, or 0.3 more within two days.
            "aki" => {
                let values = of("2160-0");
                let low = lowest(&values);
                (
                    values.iter().any(|(_, value)| *value >= 1.5 * low || *value >= low + 0.3),
                    &["idney injury", "AKI"],
                )
            }
            "hyponatraemia" => (lowest(&of("2951-2")) < 135.0, &["yponatremia"]),
            "hypokalaemia" => (lowest(&of("2823-3")) < 3.5, &["ypokalemia"]),
            "hyperkalaemia" => (highest(&of("2823-3")) > 5.1, &["yperkalemia"]),
            "thrombocytopenia" => (lowest(&of("777-3")) < 150.0, &["hrombocytopenia"]),
            "respiratory-failure" => (lowest(&of("59408-5")) < 91.0, &["espiratory failure"]),
            "acidosis" => (lowest(&of("2028-9")) < 22.0, &["cidosis"]),
            "acute-blood-loss-anaemia" => (lowest(&of("718-7")) < 12.0, &["lood loss anemia"]),
            // Two of four: temperature, heart rate, breaths, white cells.
            "sepsis" => {
                let signs = [
                    highest(&of("8310-5")) > 38.0,
                    highest(&of("8867-4")) > 90.0,
                    highest(&of("9279-1")) > 20.0,
                    highest(&of("6690-2")) > 12.0,
                ];
                (signs.iter().filter(|sign| **sign).count() >= 2, &["Sepsis", " sepsis"])
            }
            _ => continue,
        };
        checked += 1;
        assert!(shown, "{unnamed:?} does not show");
        let notes =
            documents().filter(|document| document.encounter.as_ref().unwrap().key == unnamed.encounter);
        for document in notes.filter(|document| !misfiled(document)) {
            let text = document.body.as_ref().map_or("", |body| body.text.as_str());
            let named = words.iter().find(|word| text.contains(**word));
            assert!(named.is_none(), "{unnamed:?} is named {named:?} in {}:\n{text}", document.origin.key);
        }
    }
    assert!(checked >= 25, "{checked}");
}

#[test]
fn mother_and_child_tell_of_one_birth() {
    let (_, truth) = usual();
    let mut seen = 0;
    for link in &truth.links {
        let Link::Birth { mother, child } = link else { continue };
        let of = |wanted: &str| {
            facts().find_map(|fact| match fact {
                Fact::Encounter(f)
                    if f.patient.as_ref().unwrap().key == wanted
                        && f.class == Some(EncounterClass::Inpatient) =>
                {
                    Some(f)
                }
                _ => None,
            })
        };
        let (Some(hers), Some(its)) = (of(mother), of(child)) else { continue };
        let born = its.admit.unwrap().instant();
        let delivered = facts().find_map(|fact| match fact {
            Fact::Procedure(f) if f.encounter.as_ref().unwrap().key == hers.origin.key => {
                Some((f.started?, f.ended?))
            }
            _ => None,
        });
        let Some((began, ended)) = delivered else { continue };
        seen += 1;
        assert!(hers.admit.unwrap().instant() < born);
        assert!(
            began.instant() < born && born <= ended.instant(),
            "{mother} {began} {ended}, {child} {born}"
        );
    }
    assert!(seen >= 8, "{seen} births");
}

#[test]
fn the_usual_hospital_has_the_sizes_it_promises() {
    let (records, truth) = usual();
    let people: BTreeSet<&str> = patients(records).iter().map(|p| p.origin.key.as_str()).collect();
    assert_eq!(people.len() as u64, Config::USUAL_PATIENTS);
    let stays = facts()
        .filter(|fact| matches!(fact, Fact::Encounter(f) if f.class == Some(EncounterClass::Inpatient)));
    let stays = stays.count();
    assert!((220..340).contains(&stays), "{stays} stays");
    assert!((8..30).contains(&truth.in_house.len()), "{} in house", truth.in_house.len());
    assert!((8..60).contains(&truth.uncoded.len()), "{} uncoded", truth.uncoded.len());
    let missing =
        |code: &str| truth.gaps.iter().filter(|gap| gap.document.is_none() && gap.doc_type == code).count();
    let summaries = missing("18842-5") * 100 / (stays - truth.in_house.len());
    assert!((7..20).contains(&summaries), "{summaries} per cent of summaries are missing");
    assert!(missing("34117-2") >= 3);
    assert!(truth.unnamed.len() >= 20, "{} unnamed conditions", truth.unnamed.len());
}

#[test]
fn misfiled_reports_name_another_patient() {
    let (records, truth) = usual();
    let names: BTreeMap<&str, &str> =
        patients(records).iter().map(|p| (p.origin.key.as_str(), p.identifiers[0].value.as_str())).collect();
    let mut seen = 0;
    for document in documents().filter(|document| misfiled(document)) {
        seen += 1;
        let owner = names[document.patient.as_ref().unwrap().key.as_str()];
        assert!(!document.body.as_ref().unwrap().text.contains(owner));
        assert!(document.body.as_ref().unwrap().text.contains("MRN: "));
    }
    assert!(seen >= 3, "{seen} misfiled reports");
    assert!(truth.gaps.iter().any(|gap| gap.flaw == Flaw::Begun));
    assert!(truth.gaps.iter().any(|gap| gap.flaw == Flaw::Retracted));
    assert!(truth.gaps.iter().any(|gap| gap.flaw == Flaw::Dictated));
}

#[test]
fn clinicians_have_right_numbers() {
    let mut seen = 0;
    for fact in facts() {
        if let Fact::Practitioner(clinician) = fact {
            seen += 1;
            assert!(clinician.npi.as_deref().is_none_or(npi_is_right));
        }
    }
    assert!(seen > 60);
}

#[test]
fn sizes_that_cannot_be_are_refused() {
    let config = Config { seed: 1, patients: 0, as_of: day(), detail: Detail::Light };
    assert!(Hospital::new(config).is_err());
    assert!(Hospital::new(Config { patients: u64::MAX, ..config }).is_err());
    let early = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
    assert!(Hospital::new(Config { patients: 8, as_of: early, ..config }).is_err());
}

/// The hospital's records as an input of an import.
struct Told<'h>(chartroom::demo::Records<'h>);

impl Records for Told<'_> {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        Ok(self.0.next().map(Ok))
    }
}

#[test]
fn a_hospital_is_filed_whole_and_a_second_time_changes_nothing() {
    let folder = common::Folder::new("demo-filed");
    let clock = Clock::Fixed(When::Date(day().into()).instant() + chrono::Duration::hours(9));
    let store = store::create(&folder.file(), "demonstration", "Test hospital", "root", clock).unwrap();
    let session = store.sign_in("root", "tty").unwrap();
    let hospital = hospital(1, 120, Detail::Full);
    let file = || {
        let (feed, input) = (Feed::new("demo", Format::Demo), InputId::made("demonstration"));
        intake::import(&store, &session, feed, &input, Box::new(Told(hospital.records())), &mut |_| {})
            .unwrap()
    };
    let first = file();
    assert_eq!((first.rejected, first.waiting, first.kept), (0, 0, 0));
    let second = file();
    assert_eq!((second.added, second.changed, second.rejected), (0, 0, 0), "{second:?}");
}
