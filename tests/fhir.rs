//! All FHIR files of the test data: every resource gives a record or a rejection, and the facts are those that an
//! independent count over untyped JSON expects.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests"
)]

mod common;

use chartroom::domain::facts::{Fact, Kind, Record, Rejection, ResultValue};
use chartroom::formats::Records;
use chartroom::formats::fhir::FhirRecords;
use flate2::read::GzDecoder;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

type Read1 = Result<Record, Rejection>;

fn files(folder: &str) -> Vec<PathBuf> {
    let Some(folder) = common::data(folder) else { return Vec::new() };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let file = std::fs::File::open(path).unwrap();
    let mut bytes = Vec::new();
    if path.extension().is_some_and(|end| end == "gz") {
        GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    } else {
        BufReader::new(file).read_to_end(&mut bytes).unwrap();
    }
    bytes
}

fn read(input: impl BufRead + Send + 'static) -> Vec<Read1> {
    let mut records = FhirRecords::new(Box::new(input), 0);
    let mut found = Vec::new();
    while let Some(record) = records.next().unwrap() {
        found.push(record);
    }
    found
}

/// Reads to the end, whatever the input is; returns how many records and rejections there were.
fn read_any(bytes: Vec<u8>) -> usize {
    let mut records = FhirRecords::new(Box::new(Cursor::new(bytes)), 0);
    let mut n_found = 0;
    while let Ok(Some(_)) = records.next() {
        n_found += 1;
    }
    n_found
}

/// The resources that an untyped reading of the same bytes finds.
fn resources(bytes: &[u8]) -> Vec<Json> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_slice(bytes).into_iter::<Json>() {
        add_resources(value.unwrap(), &mut found);
    }
    found
}

fn add_resources(mut value: Json, found: &mut Vec<Json>) {
    if value["resourceType"] == "Bundle" {
        for entry in value["entry"].as_array_mut().into_iter().flatten() {
            add_resources(entry["resource"].take(), found);
        }
    } else {
        found.push(value);
    }
}

fn fact_kind(fact: &Fact) -> &'static str {
    match fact {
        Fact::Patient(_) => "patient",
        Fact::Encounter(_) => "encounter",
        Fact::Visit(_) => "visit",
        Fact::Diagnosis(_) => "diagnosis",
        Fact::Procedure(_) => "procedure",
        Fact::Result(_) => "result",
        Fact::Report(_) => "report",
        Fact::Document(_) => "document",
        Fact::Medication(_) => "medication",
        Fact::Allergy(_) => "allergy",
        Fact::Immunization(_) => "immunization",
        Fact::Practitioner(_) => "practitioner",
        Fact::Organization(_) => "organization",
        Fact::Location(_) => "location",
        Fact::Coverage(_) => "coverage",
        Fact::Claim(_) => "claim",
        Fact::Merge(_) => "merge",
        Fact::Link(_) => "link",
        Fact::MarkDeleted { .. } => "deletion",
    }
}

/// Facts by kind that a resource should give, counted over untyped JSON.
fn expected_facts(resource: &Json) -> Vec<(&'static str, usize)> {
    let one = |kind| vec![(kind, 1)];
    match resource["resourceType"].as_str().unwrap() {
        "Patient" => one("patient"),
        "Encounter" => one("encounter"),
        "Condition" => one("diagnosis"),
        "Procedure" => one("procedure"),
        "Observation" => {
            let components = resource["component"].as_array().map_or(0, Vec::len);
            let says_itself = resource
                .as_object()
                .unwrap()
                .keys()
                .any(|name| name.starts_with("value") || name == "dataAbsentReason" || name == "note");
            vec![("result", components + usize::from(components == 0 || says_itself))]
        }
        "DiagnosticReport" => one("report"),
        "DocumentReference" | "Composition" => one("document"),
        "MedicationRequest" | "MedicationAdministration" => one("medication"),
        "AllergyIntolerance" => one("allergy"),
        "Immunization" => one("immunization"),
        "Practitioner" => one("practitioner"),
        "Organization" => one("organization"),
        "Location" => one("location"),
        "Coverage" => one("coverage"),
        "Claim" => one("claim"),
        _ => Vec::new(),
    }
}

type Counts = BTreeMap<String, usize>;

fn count(found: &[Read1]) -> Counts {
    let mut counts = Counts::new();
    for record in found {
        let record =
            record.as_ref().unwrap_or_else(|rejection| panic!("{}: {}", rejection.field, rejection.reason));
        for fact in &record.facts {
            *counts.entry(fact_kind(fact).to_owned()).or_default() += 1;
        }
        if record.facts.is_empty() {
            assert_eq!(record.kept.as_deref(), Some(format!("kept, not applied: {}", record.what).as_str()));
            *counts.entry(format!("kept {}", record.what)).or_default() += 1;
        }
    }
    counts
}

fn expected(resources: &[Json]) -> Counts {
    let mut counts = Counts::new();
    for resource in resources {
        let facts = expected_facts(resource);
        if facts.is_empty() {
            *counts.entry(format!("kept {}", resource["resourceType"].as_str().unwrap())).or_default() += 1;
        }
        for (kind, n) in facts {
            *counts.entry(kind.to_owned()).or_default() += n;
        }
    }
    counts
}

/// Reads a file and checks it against the untyped reading; returns the records.
fn check(path: &Path) -> Vec<Read1> {
    let bytes = bytes_of(path);
    let resources = resources(&bytes);
    let found = read(Cursor::new(bytes.clone()));
    assert_eq!(found.len(), resources.len(), "{}", path.display());
    assert_eq!(count(&found), expected(&resources), "{}", path.display());
    for (record, resource) in found.iter().zip(&resources) {
        let record = record.as_ref().unwrap();
        assert_eq!(record.what, resource["resourceType"].as_str().unwrap());
        assert_eq!(serde_json::from_slice::<Json>(&record.raw).unwrap(), *resource);
        let offset = usize::try_from(record.offset).unwrap();
        assert!(bytes[offset..].starts_with(b"{"));
    }
    found
}

fn counts(pairs: &[(&str, usize)]) -> Counts {
    pairs.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

/// Keys of objects, and of objects referred to.
#[derive(Default)]
struct Keys {
    known: HashSet<(Kind, String)>,
    wanted: BTreeSet<(String, String)>,
    dangling: usize,
}

impl Keys {
    fn learn(&mut self, fact: &Fact) {
        let (kind, origin) = match fact {
            Fact::Patient(fact) => (Kind::Patient, &fact.origin),
            Fact::Encounter(fact) => (Kind::Encounter, &fact.origin),
            Fact::Practitioner(fact) => (Kind::Practitioner, &fact.origin),
            Fact::Organization(fact) => (Kind::Organization, &fact.origin),
            Fact::Result(fact) => (Kind::Result, &fact.origin),
            _ => return,
        };
        assert!(!origin.key.is_empty());
        // The components of one observation are one object to those that refer to it.
        let whole = origin.key.split('.').next().unwrap().to_owned();
        self.known.insert((kind, if kind == Kind::Result { whole } else { origin.key.clone() }));
    }

    fn check(&mut self, fact: &Fact) {
        let references = match fact {
            Fact::Encounter(fact) => vec![&fact.patient, &fact.attending, &fact.facility],
            Fact::Diagnosis(fact) => vec![&fact.patient, &fact.encounter],
            Fact::Procedure(fact) => vec![&fact.patient, &fact.encounter],
            Fact::Result(fact) => vec![&fact.patient, &fact.encounter],
            Fact::Report(fact) => {
                for result in &fact.results {
                    self.dangling += usize::from(!self.known.contains(&(result.kind, result.key.clone())));
                }
                vec![&fact.patient, &fact.encounter]
            }
            Fact::Medication(fact) => vec![&fact.patient, &fact.encounter, &fact.prescriber],
            Fact::Immunization(fact) => vec![&fact.patient, &fact.encounter],
            Fact::Claim(fact) => vec![&fact.patient, &fact.encounter],
            _ => return,
        };
        for reference in references {
            let reference =
                reference.as_ref().unwrap_or_else(|| panic!("a reference is missing in {fact:?}"));
            self.wanted.insert((format!("{:?}", reference.kind), reference.key.clone()));
            self.dangling += usize::from(!self.known.contains(&(reference.kind, reference.key.clone())));
        }
    }
}

#[test]
fn synthea_bundles_are_read_whole() {
    let files = files("patients/synthea_r4");
    if files.is_empty() {
        return;
    }
    let per_file: Vec<usize> = files.iter().map(|path| check(path).len()).collect();
    assert_eq!(per_file, [180, 86, 76, 107, 104, 73, 159, 126, 173, 139]);
    let all: Vec<Read1> = files.iter().flat_map(|path| check(path)).collect();
    let by_kind = counts(&[
        ("patient", 10),
        ("encounter", 127),
        ("diagnosis", 43),
        ("procedure", 37),
        // 46 of 555 observations are blood pressures of two components.
        ("result", 509 + 92),
        ("report", 31),
        ("medication", 22),
        ("immunization", 68),
        ("practitioner", 16),
        ("organization", 16),
        ("claim", 149),
        ("kept CarePlan", 15),
        ("kept ExplanationOfBenefit", 127),
        ("kept Goal", 5),
        ("kept ImagingStudy", 2),
    ]);
    assert_eq!(count(&all), by_kind);
    let mut keys = Keys::default();
    let facts: Vec<&Fact> = all.iter().flat_map(|record| &record.as_ref().unwrap().facts).collect();
    for fact in &facts {
        keys.learn(fact);
    }
    for fact in &facts {
        keys.check(fact);
    }
    assert_eq!((keys.dangling, keys.wanted.len() > 150), (0, true));
    for fact in facts {
        match fact {
            Fact::Patient(fact) => {
                let kinds: Vec<&str> =
                    fact.identifiers.iter().map(|identifier| identifier.kind.as_str()).collect();
                assert!(["MR", "SS", "DL", "PPN"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
                assert!(fact.birth_date.is_some() && fact.sex.is_some() && fact.race.is_some());
                assert!(fact.marital.as_deref().is_some_and(|words| words.len() > 3));
            }
            Fact::Result(fact) => {
                assert_eq!(fact.code.system, "LOINC");
                assert!(!matches!(&fact.value, ResultValue::Absent(_)));
            }
            Fact::Immunization(fact) => assert_eq!(fact.code.system, "CVX"),
            Fact::Claim(fact) => assert!(fact.total_cents.is_some_and(|cents| cents > 0)),
            _ => {}
        }
    }
}

#[test]
fn patients_one_a_line_are_read() {
    let Some(path) = common::data("patients/synthea_patients.ndjson.gz") else { return };
    let found = check(&path);
    assert_eq!(count(&found), counts(&[("patient", 308)]));
    let lines: Vec<u64> = found.iter().map(|record| record.as_ref().unwrap().line).collect();
    assert_eq!(lines, (1..=308).collect::<Vec<_>>());
}

#[test]
fn us_core_examples_are_read_without_a_rejection() {
    let files = files("fhir/us_core_examples");
    if files.is_empty() {
        return;
    }
    assert_eq!(files.len(), 153);
    let mut all = Vec::new();
    for path in &files {
        let found = check(path);
        // Two are bundles: three documents, and an allergy with its provenance.
        let n_expected = match path.file_stem().unwrap().to_str().unwrap() {
            "bundle-docref-example2" => 3,
            "allergyintolerance-provenance-example2" => 2,
            _ => 1,
        };
        assert_eq!(found.len(), n_expected, "{path:?}");
        all.extend(found);
    }
    let kept =
        ["CarePlan", "CareTeam", "Device", "FamilyMemberHistory", "Goal", "Library", "Media", "Medication"]
            .into_iter()
            .chain([
                "Provenance",
                "Questionnaire",
                "QuestionnaireResponse",
                "RelatedPerson",
                "ServiceRequest",
                "Specimen",
            ]);
    let n_kept = [1, 2, 3, 1, 1, 1, 2, 1, 1, 4, 5, 1, 5, 2];
    let mut by_kind = counts(&[
        ("patient", 2),
        ("encounter", 2),
        ("diagnosis", 3),
        ("procedure", 2),
        ("result", 101),
        ("report", 3),
        ("document", 5),
        ("medication", 3),
        ("allergy", 3),
        ("immunization", 1),
        ("practitioner", 2),
        ("organization", 4),
        ("location", 1),
        ("coverage", 1),
    ]);
    by_kind.extend(kept.zip(n_kept).map(|(what, n)| (format!("kept {what}"), n)));
    assert_eq!(count(&all), by_kind);
    let documents: Vec<_> = all
        .iter()
        .flat_map(|record| &record.as_ref().unwrap().facts)
        .filter_map(|fact| if let Fact::Document(fact) = fact { Some(fact) } else { None })
        .collect();
    let body = |key: &str| documents.iter().find(|document| document.origin.key == key).unwrap().body.clone();
    assert!(body("discharge-summary").unwrap().text.starts_with("No activity restriction, regular diet"));
    let will = body("living-will").unwrap();
    assert_eq!((will.mime.as_str(), will.text.as_str()), ("application/pdf", ""));
    assert!(will.bytes.unwrap().starts_with(b"%PDF-"));
    assert_eq!(body("procedure-note123"), None);
}

/// A reader that makes a bundle as it is read, so that nothing large is held anywhere.
struct EndlessBundle {
    entry: Vec<u8>,
    left: usize,
    state: u8,
}

impl Read for EndlessBundle {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let part: &[u8] = match self.state {
            0 => b"{\"resourceType\":\"Bundle\",\"entry\":[",
            1 => &self.entry,
            2 => b"{}]}",
            _ => return Ok(0),
        };
        assert!(into.len() >= part.len());
        into[..part.len()].copy_from_slice(part);
        let n = part.len();
        if self.state == 1 && self.left > 0 {
            self.left -= 1;
        } else {
            self.state += 1;
        }
        Ok(n)
    }
}

#[test]
fn a_long_bundle_is_read_entry_by_entry() {
    let resource =
        r#"{"resourceType":"Organization","id":"o","name":""#.to_owned() + &"x".repeat(4000) + "\"}";
    let entry = format!("{{\"resource\":{resource}}},").into_bytes();
    let n_entries = 5000;
    let input = EndlessBundle { entry, left: n_entries - 1, state: 0 };
    let mut records = FhirRecords::new(Box::new(BufReader::with_capacity(1 << 16, input)), 0);
    let mut offset = 0;
    for _ in 0..n_entries {
        let record = records.next().unwrap().unwrap().unwrap();
        assert!(record.offset > offset);
        assert_eq!(record.raw.len(), resource.len());
        assert!(record.raw.capacity() < 2 * resource.len());
        offset = record.offset;
    }
    assert_eq!(records.next().unwrap().unwrap().unwrap().what, "Bundle entry");
    assert!(records.next().unwrap().is_none());
}

#[test]
fn real_bundles_cut_anywhere_keep_what_came_before() {
    let Some(path) = files("patients/synthea_r4").into_iter().next() else { return };
    let bytes = bytes_of(&path);
    let whole = read(Cursor::new(bytes.clone()));
    for cut in (0..bytes.len()).step_by(7919) {
        let mut records = FhirRecords::new(Box::new(Cursor::new(bytes[..cut].to_vec())), 0);
        let mut n_found = 0;
        while let Ok(Some(Ok(record))) = records.next() {
            assert_eq!(Ok(record), whole[n_found]);
            n_found += 1;
        }
        let n_before = whole.iter().filter(|record| {
            let record = record.as_ref().unwrap();
            // The entry ends some bytes behind its resource.
            usize::try_from(record.offset).unwrap() + record.raw.len() + 400 < cut
        });
        assert!(n_found >= n_before.count());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn damaged_bundles_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..20),
        start in any::<prop::sample::Index>(),
    ) {
        thread_local! {
            static SAMPLE: Vec<u8> = files("patients/synthea_r4").get(5).map(|path| bytes_of(path)).unwrap_or_default();
        }
        let mut bytes = SAMPLE.with(|sample| {
            let from = start.index(sample.len().max(40_001) - 40_000).min(sample.len());
            // The head of the bundle, then some entries from anywhere in it.
            let head = sample.iter().take(100).copied();
            head.chain(sample[from..].iter().take(40_000).copied()).collect::<Vec<u8>>()
        });
        if bytes.is_empty() {
            return Ok(());
        }
        for (place, byte, edit) in edits {
            let place = place.index(bytes.len());
            match edit {
                0 => bytes[place] = byte,
                1 => bytes[place] = b"{}[]\",:\\\n0"[usize::from(byte) % 10],
                2 => bytes.insert(place, byte),
                _ => { bytes.remove(place); }
            }
        }
        prop_assert!(read_any(bytes) < 100_000);
    }
}
