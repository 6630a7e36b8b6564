//! The synthetic hospital holds together: the same every time, every reference answered, nothing out of order.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use chartroom::demo::{Config, Detail, Hospital, Link, mrn_is_right, npi_is_right};
use chartroom::domain::facts::{Fact, PatientFact, Record};
use chrono::NaiveDate;
use std::collections::BTreeSet;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

fn hospital(patients: u64, detail: Detail) -> Hospital {
    Hospital::new(Config { seed: 7, patients, as_of: day(), detail }).unwrap()
}

fn patients(records: &[Record]) -> Vec<&PatientFact> {
    let facts = records.iter().flat_map(|record| &record.facts);
    facts.filter_map(|fact| if let Fact::Patient(patient) = fact { Some(&**patient) } else { None }).collect()
}

#[test]
fn the_same_seed_tells_the_same_and_more_patients_begin_alike() {
    for detail in [Detail::Light, Detail::Full] {
        let small: Vec<Record> = hospital(60, detail).records().collect();
        let again: Vec<Record> = hospital(60, detail).records().collect();
        let large: Vec<Record> = hospital(100, detail).records().take(small.len()).collect();
        assert_eq!(format!("{small:?}"), format!("{again:?}"));
        assert_eq!(format!("{small:?}"), format!("{large:?}"));
        let other = Hospital::new(Config { seed: 8, patients: 60, as_of: day(), detail }).unwrap();
        assert_ne!(format!("{small:?}"), format!("{:?}", other.records().collect::<Vec<_>>()));
    }
}

#[test]
fn record_numbers_are_unique_and_check() {
    let records: Vec<Record> = hospital(500, Detail::Light).records().collect();
    let mut numbers = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for patient in patients(&records) {
        let mrn = &patient.identifiers[0];
        assert_eq!(mrn.kind, "MR");
        assert!(mrn_is_right(&mrn.value), "check digit");
        numbers.insert((patient.origin.key.clone(), mrn.value.clone()));
        keys.insert(patient.origin.key.clone());
    }
    assert_eq!(keys.len(), 500);
    assert_eq!(numbers.len(), 500);
}

#[test]
fn the_truth_names_records_that_exist() {
    let hospital = hospital(450, Detail::Light);
    let records: Vec<Record> = hospital.records().collect();
    let keys: BTreeSet<&str> = patients(&records).iter().map(|p| p.origin.key.as_str()).collect();
    let truth = hospital.truth();
    let count = |wanted: fn(&Link) -> bool| truth.links.iter().filter(|link| wanted(link)).count();
    assert!(count(|l| matches!(l, Link::Duplicate { .. })) >= 15);
    assert!(count(|l| matches!(l, Link::Overlay { .. })) >= 3);
    assert!(count(|l| matches!(l, Link::Twins(..))) >= 3);
    assert!(count(|l| matches!(l, Link::Birth { .. })) >= 8);
    assert!(count(|l| matches!(l, Link::Family(_))) >= 30);
    assert!(truth.links.iter().flat_map(Link::keys).all(|key| keys.contains(key)));
}

#[test]
fn clinicians_have_right_numbers() {
    let records: Vec<Record> = hospital(1, Detail::Light).records().collect();
    let mut seen = 0;
    for fact in records.iter().flat_map(|record| &record.facts) {
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
