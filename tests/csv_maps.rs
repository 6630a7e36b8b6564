//! The shipped maps over real tables: each row counted twice, by the map and by the csv crate, and values that were read
//! by eye in the files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod common;

use chartroom::domain::facts::{
    EncounterClass, EncounterState, Fact, Record, Rejection, ResultFact, ResultValue, Sex, VisitEvent,
};
use chartroom::domain::time::When;
use chartroom::formats::Records;
use chartroom::formats::csv::{CsvRecords, Lookups, Map, Start, replay};
use flate2::read::MultiGzDecoder;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// One row as the csv crate reads it.
type Line = HashMap<String, String>;

/// A file of the data: what the map made of it, and what stands in it.
struct Both {
    read: Vec<Result<Record, Rejection>>,
    lines: Vec<Line>,
}

fn unpacked(path: &Path) -> Box<dyn BufRead + Send> {
    let file = File::open(path).unwrap();
    if path.extension().is_some_and(|end| end == "gz") {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    }
}

fn lines(path: &Path) -> Vec<Line> {
    let mut bytes = Vec::new();
    unpacked(path).read_to_end(&mut bytes).unwrap();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(&bytes[..]);
    reader.deserialize().map(Result::unwrap).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn read(map: &Map, lookups: &Lookups, path: &Path) -> Both {
    let table = map.table_for(&name(path)).unwrap_or_else(|| panic!("no table for {}", name(path)));
    let mut records = CsvRecords::new(table, lookups, unpacked(path), Start::FIRST).unwrap();
    let mut read = Vec::new();
    while let Some(one) = records.next().unwrap() {
        read.push(one);
    }
    Both { read, lines: lines(path) }
}

/// All tables of the MIMIC-IV folders by name, and the look-ups, read once for all tests; `None` without data.
fn mimic() -> Option<&'static (BTreeMap<String, Both>, Lookups)> {
    static TABLES: OnceLock<Option<(BTreeMap<String, Both>, Lookups)>> = OnceLock::new();
    TABLES.get_or_init(read_mimic).as_ref()
}

fn read_mimic() -> Option<(BTreeMap<String, Both>, Lookups)> {
    let root = common::data("ehr_mimic")?;
    let map = Map::shipped("mimic-iv").unwrap().unwrap();
    let all: Vec<PathBuf> = ["hosp", "icu"].iter().flat_map(|folder| files(&root.join(folder))).collect();
    let mut lookups = Lookups::default();
    for path in all.iter().filter(|path| map.is_lookup(&name(path))) {
        assert!(map.load_lookup(&mut lookups, &name(path), unpacked(path)).unwrap());
    }
    let read = |path: &PathBuf| {
        let table = map.table_for(&name(path)).unwrap().name.clone();
        (table, read(&map, &lookups, path))
    };
    let tables = all.iter().filter(|path| map.table_for(&name(path)).is_some());
    Some((tables.map(read).collect(), lookups))
}

impl Both {
    fn facts(&self) -> Vec<&Fact> {
        self.read.iter().filter_map(|one| one.as_ref().ok()).flat_map(|record| &record.facts).collect()
    }

    fn kept(&self) -> usize {
        self.read.iter().filter(|one| one.as_ref().is_ok_and(|record| record.facts.is_empty())).count()
    }

    fn count(&self, holds: impl Fn(&Line) -> bool) -> usize {
        self.lines.iter().filter(|line| holds(line)).count()
    }

    fn results(&self) -> HashMap<&str, &ResultFact> {
        let mut results = HashMap::new();
        for fact in self.facts() {
            if let Fact::Result(result) = fact {
                results.insert(result.origin.key.as_str(), result.as_ref());
            }
        }
        results
    }
}

fn local(when: Option<When>) -> String {
    match when {
        Some(When::At(at)) => at.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M:%S").to_string(),
        Some(When::Date(date)) => date.to_string(),
        None => String::new(),
    }
}

#[test]
fn every_row_of_mimic_is_read_or_kept_with_a_reason() {
    let Some((tables, _)) = mimic() else { return };
    for (table, rows, facts, kept) in [
        ("patients", 60, 60, 0),
        ("admissions", 169, 2 * 169, 0),
        ("diagnoses_icd", 2_665, 2_665, 0),
        ("procedures_icd", 402, 402, 0),
        ("drgcodes", 271, 141, 130),
        ("services", 199, 199, 0),
        ("transfers", 719, 234 + 169 + 115 + 32, 169),
        ("labevents", 32_865, 32_865, 0),
        ("microbiologyevents", 1_694, 1_694, 0),
        // 627 blood pressures have two parts.
        ("omr", 2_094, 2_094 + 627, 0),
        ("icustays", 81, 0, 81),
        ("procedureevents", 794, 794, 0),
        ("inputevents", 1_136, 1_136, 0),
    ] {
        let both = &tables[table];
        let refused: Vec<_> = both.read.iter().filter_map(|one| one.as_ref().err()).collect();
        assert!(refused.is_empty(), "{table}: {} {}", refused[0].field, refused[0].reason);
        assert_eq!(both.lines.len(), rows, "{table}, counted by the csv crate");
        assert_eq!((both.read.len(), both.facts().len(), both.kept()), (rows, facts, kept), "{table}");
    }
    assert_eq!(tables.len(), 13);
}

#[test]
fn keys_of_mimic_are_unique_where_rows_are_objects() {
    let Some((tables, _)) = mimic() else { return };
    let mut results = HashSet::new();
    let mut procedures = HashSet::new();
    let mut diagnoses = HashSet::new();
    let mut claims = HashSet::new();
    for fact in tables.values().flat_map(Both::facts) {
        let new = match fact {
            Fact::Result(result) => results.insert(result.origin.key.clone()),
            Fact::Procedure(procedure) => procedures.insert(procedure.origin.key.clone()),
            Fact::Diagnosis(diagnosis) => diagnoses.insert(diagnosis.origin.key.clone()),
            Fact::Claim(claim) => claims.insert(claim.origin.key.clone()),
            _ => true,
        };
        assert!(new, "a key stands twice");
    }
    assert_eq!(results.len(), 32_865 + 1_694 + 2_094 + 627);
}

#[test]
fn all_facts_of_mimic_belong_to_its_patients_and_stays() {
    let Some((tables, _)) = mimic() else { return };
    let patients: HashSet<&str> =
        tables["patients"].lines.iter().map(|line| line["subject_id"].as_str()).collect();
    let stays: HashSet<&str> =
        tables["admissions"].lines.iter().map(|line| line["hadm_id"].as_str()).collect();
    let mut joined = 0;
    for fact in tables.values().flat_map(Both::facts) {
        let (patient, encounter) = match fact {
            Fact::Encounter(e) => (&e.patient, None),
            Fact::Visit(v) => (&v.encounter.patient, Some(v.encounter.origin.key.as_str())),
            Fact::Diagnosis(d) => (&d.patient, d.encounter.as_ref().map(|e| e.key.as_str())),
            Fact::Procedure(p) => (&p.patient, p.encounter.as_ref().map(|e| e.key.as_str())),
            Fact::Result(r) => (&r.patient, r.encounter.as_ref().map(|e| e.key.as_str())),
            Fact::Medication(m) => (&m.patient, m.encounter.as_ref().map(|e| e.key.as_str())),
            Fact::Claim(c) => (&c.patient, c.encounter.as_ref().map(|e| e.key.as_str())),
            Fact::Patient(_) => continue,
            other => panic!("{other:?}"),
        };
        assert!(patients.contains(patient.as_ref().unwrap().key.as_str()));
        if let Some(encounter) = encounter {
            assert!(stays.contains(encounter));
            joined += 1;
        }
    }
    assert!(joined > 30_000);
}

#[test]
fn persons_and_stays_of_mimic_say_what_the_file_says() {
    let Some((tables, _)) = mimic() else { return };
    let patient = |key: &str| {
        let facts = tables["patients"].facts();
        let found = facts.into_iter().find_map(|fact| match fact {
            Fact::Patient(patient) if patient.origin.key == key => Some(patient.as_ref().clone()),
            _ => None,
        });
        found.unwrap()
    };
    // 10003400,F,72,2134,2011 - 2013,2137-09-02: 124 years too late, so that 2134 becomes 2010.
    let one = patient("10003400");
    assert_eq!((one.identifiers[0].kind.as_str(), one.identifiers[0].value.as_str()), ("MR", "10003400"));
    assert_eq!((one.names[0].family.as_str(), one.names[0].given.as_str()), ("MIMIC", "Subject 10003400"));
    assert_eq!((one.birth_date.unwrap().to_string().as_str(), one.sex), ("1938", Some(Sex::Female)));
    assert_eq!(local(one.death.unwrap()), "2013-09-02");
    assert_eq!(patient("10014729").death, None);
    // 10006053,M,52,2111,2014 - 2016: 96 years too late.
    // 10006053,22942076,2111-11-13 23:39:00,2111-11-15 17:20:00,2111-11-15 17:20:00,URGENT,…,DIED,Medicaid,ENGLISH,,UNKNOWN
    let record = tables["admissions"].read.iter().filter_map(|one| one.as_ref().ok());
    let mut record =
        record.filter(|record| matches!(&record.facts[0], Fact::Encounter(e) if e.origin.key == "22942076"));
    let [Fact::Encounter(stay), Fact::Patient(person)] = record.next().unwrap().facts.as_slice() else {
        panic!()
    };
    assert_eq!(
        (local(stay.admit), local(stay.discharge)),
        ("2015-11-13 23:39:00".into(), "2015-11-15 17:20:00".into())
    );
    assert_eq!((stay.class, stay.state), (Some(EncounterClass::Inpatient), Some(EncounterState::Discharged)));
    let disposition = stay.disposition.as_ref().unwrap();
    assert_eq!((disposition.code.as_str(), disposition.display.as_str()), ("20", "Died"));
    assert_eq!((stay.payer.as_deref(), stay.visit_number.as_deref()), (Some("Medicaid"), Some("22942076")));
    assert_eq!((person.language.as_deref(), person.marital.as_deref()), (Some("English"), None));
    assert_eq!(local(person.death.unwrap()), "2015-11-15 17:20:00");
    let observed =
        |fact: &&Fact| matches!(fact, Fact::Encounter(e) if e.class == Some(EncounterClass::Observation));
    let both = &tables["admissions"];
    let count = both.count(|line| line["admission_type"].ends_with("OBSERVATION"));
    assert_eq!(both.facts().into_iter().filter(observed).count(), count);
    let coded = |fact: &&Fact| matches!(fact, Fact::Encounter(e) if e.disposition.as_ref().is_some_and(|d| !d.code.is_empty()));
    let known = both.count(|line| !["", "HOSPICE"].contains(&line["discharge_location"].as_str()));
    assert_eq!(both.facts().into_iter().filter(coded).count(), known);
}

#[test]
fn codes_and_moves_of_mimic_say_what_the_file_says() {
    let Some((tables, _)) = mimic() else { return };
    let ten = |fact: &&Fact| matches!(fact, Fact::Diagnosis(d) if d.code.system == "ICD10CM");
    let both = &tables["diagnoses_icd"];
    assert_eq!(both.facts().into_iter().filter(ten).count(), both.count(|line| line["icd_version"] == "10"));
    let principal = |fact: &&Fact| matches!(fact, Fact::Diagnosis(d) if d.rank == Some(1));
    assert_eq!(both.facts().into_iter().filter(principal).count(), 169);
    // 10035185,22580999,1,41401,9
    let found = both.facts().into_iter().find_map(|fact| match fact {
        Fact::Diagnosis(d) if d.origin.key == "22580999|1" => Some(d),
        _ => None,
    });
    assert_eq!((found.unwrap().code.system.as_str(), found.unwrap().code.code.as_str()), ("ICD9CM", "41401"));
    // 10026255,22059910,HCFA,180
    let claim = tables["drgcodes"].facts().into_iter().find_map(|fact| match fact {
        Fact::Claim(claim) if claim.encounter.as_ref().unwrap().key == "22059910" => claim.drg.clone(),
        _ => None,
    });
    assert_eq!(claim.as_deref(), Some("180"));
    let moves = tables["transfers"].facts();
    let moved = moves.iter().filter(|fact| matches!(fact, Fact::Visit(v) if v.event == VisitEvent::Transfer && v.encounter.place.is_some()));
    assert_eq!(
        moved.count(),
        tables["transfers"].count(|l| !l["hadm_id"].is_empty() && !l["careunit"].is_empty())
    );
    let emergency = moves
        .iter()
        .filter(|fact| matches!(fact, Fact::Encounter(e) if e.class == Some(EncounterClass::Emergency)));
    assert_eq!(emergency.count(), tables["transfers"].count(|line| line["hadm_id"].is_empty()));
    // 10038081,…,2115-10-09 11:00:00,2115-10-12 22:59:00,…,225792,5039,min,…,4546391
    let found = tables["procedureevents"].facts().into_iter().find_map(|fact| match fact {
        Fact::Procedure(p) if p.origin.key == "icu 4546391" => Some(p),
        _ => None,
    });
    let found = found.unwrap();
    assert_eq!((found.code.display.as_str(), found.status.as_str()), ("Invasive Ventilation", "completed"));
    assert_eq!(local(found.ended), "2015-10-12 22:59:00");
    // 220970,309.0000057220459,ml,618,mL/hour,6053761
    let found = tables["inputevents"].facts().into_iter().find_map(|fact| match fact {
        Fact::Medication(m) if m.origin.key == "icu 6053761" => Some(m),
        _ => None,
    });
    let found = found.unwrap();
    assert_eq!((found.code.display.as_str(), found.given), ("Fresh Frozen Plasma", true));
    assert_eq!(found.directions, "309 ml at 618 mL/hour");
}

#[test]
fn results_of_mimic_say_what_the_file_says() {
    let Some((tables, _)) = mimic() else { return };
    let labs = tables["labevents"].results();
    // 172057's neighbours: 51221,…,29.6,29.6,%,40,51,abnormal
    let lab = labs["lab 172044"];
    assert_eq!((lab.code.display.as_str(), lab.unit.as_str(), lab.flag.as_str()), ("Hematocrit", "%", "A"));
    assert_eq!((lab.range_low, lab.range_high, lab.range_text.as_str()), (Some(40.0), Some(51.0), "40 - 51"));
    assert_eq!(local(lab.at), "2016-08-16 00:00:00");
    assert_eq!(
        lab.value,
        ResultValue::Number { comparator: String::new(), value: 29.6, text: "29.6".into() }
    );
    for line in &tables["labevents"].lines {
        let lab = labs[format!("lab {}", line["labevent_id"]).as_str()];
        match (&lab.value, line["valuenum"].parse::<f64>()) {
            (ResultValue::Number { comparator, value, text }, Ok(number)) => {
                assert!((value - number).abs() < 1e-9 && comparator.is_empty());
                assert!(line["value"] == *text || line["value"] == "___");
            }
            (ResultValue::Number { comparator, text, .. }, Err(_)) => {
                assert!(line["comments"].starts_with(&format!("{comparator}{text}")));
            }
            (ResultValue::Text(text), Err(_)) => assert!([&line["value"], &line["comments"]].contains(&text)),
            (ResultValue::Absent(_), Err(_)) => assert!(["", "___"].contains(&line["comments"].as_str())),
            (value, number) => panic!("{value:?} of {number:?}"),
        }
        assert!(!lab.code.display.is_empty());
    }
    let signed = |lab: &&ResultFact| matches!(&lab.value, ResultValue::Number { comparator, .. } if !comparator.is_empty());
    let comments =
        tables["labevents"].count(|l| l["value"].is_empty() && l["comments"].starts_with(['<', '>']));
    assert_eq!(labs.into_values().filter(signed).count(), comments);

    let micro = tables["microbiologyevents"].results();
    let first = micro["micro 36"];
    assert_eq!(first.code.display, "R/O VANCOMYCIN RESISTANT ENTEROCOCCUS, SWAB");
    assert_eq!(first.value, ResultValue::Text("No VRE isolated.".into()));
    let dated = micro.values().filter(|result| matches!(result.at, Some(When::Date(_)))).count();
    assert_eq!(
        dated,
        tables["microbiologyevents"]
            .count(|l| l["charttime"].is_empty() || l["charttime"].ends_with("00:00:00"))
    );
    let tested = micro.values().filter(|result| !result.flag.is_empty()).count();
    assert_eq!(tested, tables["microbiologyevents"].count(|line| !line["interpretation"].is_empty()));

    let vitals = tables["omr"].results();
    for line in tables["omr"].lines.iter().filter(|line| line["result_name"].starts_with("Blood Pressure")) {
        let key = format!(
            "{}|{}|{}|{}",
            line["subject_id"], line["chartdate"], line["seq_num"], line["result_name"]
        );
        let part = |part: u8| match &vitals[format!("{key}.{part}").as_str()].value {
            ResultValue::Number { text, .. } => text.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(format!("{}/{}", part(1), part(2)), line["result_value"]);
    }
}

/// Years by which the dates of each patient lie too late, reckoned by hand from the table of patients.
fn years_late(patients: &[Line]) -> HashMap<&str, i32> {
    let years = |line: &'_ Line| {
        let late = line["anchor_year"].parse::<i32>().unwrap()
            - line["anchor_year_group"][..4].parse::<i32>().unwrap();
        (late - 2..=late + 1).find(|years| years % 4 == 0).unwrap()
    };
    patients.iter().map(|line| (line["subject_id"].as_str(), years(line))).collect()
}

#[test]
fn dates_of_mimic_are_taken_back_by_whole_leap_years() {
    let Some((tables, _)) = mimic() else { return };
    let years = years_late(&tables["patients"].lines);
    let back = |line: &Line, column: &str| {
        let (year, rest) = line[column].split_at(4);
        format!("{}{rest}", year.parse::<i32>().unwrap() - years[line["subject_id"].as_str()])
    };
    let admissions = &tables["admissions"];
    for (fact, line) in admissions.facts().iter().step_by(2).zip(&admissions.lines) {
        let Fact::Encounter(stay) = fact else { panic!() };
        assert_eq!(local(stay.admit), back(line, "admittime"));
        assert_eq!(local(stay.discharge), back(line, "dischtime"));
        assert!(local(stay.discharge).as_str() < "2025" && local(stay.admit).as_str() > "2005");
    }
    let vitals = tables["omr"].results();
    for line in tables["omr"].lines.iter().filter(|line| line["result_name"].starts_with("Weight")) {
        let key = format!(
            "{}|{}|{}|{}",
            line["subject_id"], line["chartdate"], line["seq_num"], line["result_name"]
        );
        assert_eq!(local(vitals[key.as_str()].at), back(line, "chartdate"));
    }
}

#[test]
fn a_row_of_mimic_that_was_refused_is_corrected_alone() {
    let Some((_, lookups)) = mimic() else { return };
    let map = Map::shipped("mimic-iv").unwrap().unwrap();
    let header = "labevent_id,subject_id,hadm_id,specimen_id,itemid,order_provider_id,charttime,storetime,value,valuenum,valueuom,ref_range_lower,ref_range_upper,flag,priority,comments";
    let right = "172044,10014354,29600294,1808066,51221,,2148-08-16 00:00:00,2148-08-16 01:30:00,29.6,29.6,%,40,51,abnormal,ROUTINE,";
    let wrong = right.replace("2148-08-16 00", "2148-13-16 00");
    let text = format!("{header}\n{wrong}\n{right}\n");
    let table = map.table_for("labevents.csv").unwrap();
    let reader = Box::new(std::io::Cursor::new(text.into_bytes()));
    let mut records = CsvRecords::new(table, lookups, reader, Start::FIRST).unwrap();
    let refused = records.next().unwrap().unwrap().unwrap_err();
    assert_eq!((refused.line, refused.field.as_str()), (2, "column charttime"));
    let expected = records.next().unwrap().unwrap().unwrap();
    let slip = String::from_utf8(refused.raw).unwrap().replace("2148-13-16", "2148-08-16");
    let corrected = replay(map.toml(), slip.into_bytes()).unwrap().next().unwrap().unwrap().unwrap();
    assert_eq!(corrected.facts, expected.facts);
}

#[test]
fn runs_stopped_anywhere_go_on_there() {
    let Some(path) = common::data("patients/febrl/dataset3.csv.gz") else { return };
    let map = Map::shipped("patients").unwrap().unwrap();
    let table = map.table_for("dataset3.csv.gz").unwrap();
    let whole: Vec<Record> =
        read(&map, &Lookups::default(), &path).read.into_iter().filter_map(Result::ok).collect();
    for stop in [1, 500, whole.len() - 1] {
        let record = &whole[stop];
        let start = Start { offset: record.offset, line: record.line };
        let mut records = CsvRecords::new(table, &Lookups::default(), unpacked(&path), start).unwrap();
        let next = records.next().unwrap().unwrap();
        assert_eq!(next.as_ref().unwrap(), record);
    }
}

#[test]
fn febrl_lists_load_with_the_plain_patient_map() {
    let map = Map::shipped("patients").unwrap().unwrap();
    for (file, rows, refused) in [("dataset1.csv.gz", 1_000, 3), ("dataset3.csv.gz", 5_000, 35)] {
        let Some(path) = common::data(&format!("patients/febrl/{file}")) else { return };
        let both = read(&map, &Lookups::default(), &path);
        assert_eq!((both.lines.len(), both.read.len()), (rows, rows));
        let rejections: Vec<&Rejection> = both.read.iter().filter_map(|one| one.as_ref().err()).collect();
        assert_eq!(rejections.len(), refused, "dates that are not in the calendar");
        assert!(rejections.iter().all(|rejection| rejection.field == "column date_of_birth"));
        for (one, line) in both.read.iter().zip(&both.lines) {
            let Ok(record) = one else { continue };
            let [Fact::Patient(patient)] = record.facts.as_slice() else { panic!() };
            assert_eq!(patient.identifiers[0].value, line["rec_id"]);
            let name =
                patient.names.first().map(|n| (n.family.as_str(), n.given.as_str())).unwrap_or_default();
            assert_eq!(name, (line["surname"].as_str(), line["given_name"].as_str()));
            let born = patient.birth_date.map(|date| date.to_string().replace('-', "")).unwrap_or_default();
            assert_eq!(born, line["date_of_birth"]);
            let address = patient.addresses.first().cloned().unwrap_or_default();
            assert_eq!(
                (address.city.as_str(), address.zip.as_str()),
                (line["suburb"].as_str(), line["postcode"].as_str())
            );
            assert!(
                address.street.contains(&line["address_1"].split_whitespace().collect::<Vec<_>>().join(" "))
            );
        }
    }
}

#[test]
fn other_spellings_of_a_patient_list_load_too() {
    let text = "Last Name;First Name;MI;D.O.B.;Gender;MRN;Social Security Number;Street Address;City;State;ZIP Code;Home Phone;E-Mail;Maiden Name;Deceased\n\
                O'Neil;Mary;J;5/3/1950;Female;00042;123-45-6789;1 Elm St;Salem;MA;01970;(617) 555-0100;m@example.org;Cole;N\n";
    let map = Map::shipped("patients").unwrap().unwrap();
    let table = map.table_for("anything.csv").unwrap();
    let mut records =
        CsvRecords::new(table, &Lookups::default(), Box::new(text.as_bytes()), Start::FIRST).unwrap();
    let record = records.next().unwrap().unwrap().unwrap();
    let [Fact::Patient(patient)] = record.facts.as_slice() else { panic!() };
    assert_eq!((patient.names[0].family.as_str(), patient.names[0].middle.as_str()), ("O'Neil", "J"));
    assert_eq!((patient.names[1].family.as_str(), patient.names[1].given.as_str()), ("Cole", "Mary"));
    assert_eq!(patient.birth_date.unwrap().to_string(), "1950-05-03");
    assert_eq!((patient.sex, patient.death), (Some(Sex::Female), None));
    let numbers: Vec<_> = patient.identifiers.iter().map(|i| (i.kind.as_str(), i.value.as_str())).collect();
    assert_eq!(numbers, [("MR", "00042"), ("SS", "123-45-6789")]);
    let address = &patient.addresses[0];
    assert_eq!((address.street.as_str(), address.zip.as_str()), ("1 Elm St", "01970"));
    assert_eq!(patient.telecoms.len(), 2);
}
