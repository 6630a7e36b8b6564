//! Every HL7 v2 sample, and what comes of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod common;

use chartroom::domain::facts::{
    DiagnosisUse, DocumentState, EncounterClass, Fact, Record, Rejection, ResultValue, Sex, VisitEvent,
};
use chartroom::formats::Records;
use chartroom::formats::hl7v2::{Hl7Records, count};
use std::collections::BTreeMap;
use std::path::Path;

type Read = Result<Record, Rejection>;

fn read_bytes(bytes: &[u8]) -> Vec<Read> {
    let mut records = Hl7Records::new(Box::new(std::io::Cursor::new(bytes.to_vec())));
    let mut all = Vec::new();
    while let Some(record) = records.next().unwrap() {
        all.push(record);
    }
    all
}

fn kind(fact: &Fact) -> &'static str {
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
        Fact::MarkDeleted { .. } => "deleted",
    }
}

/// One line per record: what it is and what came of it.
fn line(read: &Read) -> String {
    match read {
        Err(rejection) => format!("{} refused {}", rejection.what, rejection.field),
        Ok(record) if record.kept.is_some() => format!("{} kept", record.what),
        Ok(record) => {
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            for fact in &record.facts {
                *counts.entry(kind(fact)).or_default() += 1;
            }
            let counts: Vec<String> = counts.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
            format!("{} {}", record.what, counts.join(", "))
        }
    }
}

/// What comes of each file of a folder, a line per file; messages of one file are parted by ` | `.
fn table(folder: &Path) -> String {
    let lines = files(folder).into_iter().map(|(name, bytes)| {
        let lines: Vec<String> = read_bytes(&bytes).iter().map(line).collect();
        format!("{name}: {}\n", lines.join(" | "))
    });
    lines.collect::<Vec<_>>().concat()
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let name = |file: &Path| file.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), std::fs::read(file).unwrap())).collect()
}

/// The facts of the only message of a file.
fn facts(file: &str) -> Option<Vec<Fact>> {
    let path = common::data(&format!("hl7v2/{file}"))?;
    Some(read_bytes(&std::fs::read(path).unwrap()).remove(0).unwrap().facts)
}

const FHIR_CONVERTER: &str = "\
ADT-A01-01.hl7: ADT^A01 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A02-01.hl7: ADT^A02 1 patient, 4 practitioner, 2 result, 1 visit
ADT-A03-01.hl7: ADT^A03 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A04-01.hl7: ADT^A04 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A05-01.hl7: ADT^A05 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A06-01.hl7: ADT^A06 1 allergy, 1 coverage, 1 diagnosis, 1 merge, 1 patient, 3 practitioner, 1 procedure, 1 result, 1 visit
ADT-A07-01.hl7: ADT^A07 1 allergy, 1 coverage, 1 diagnosis, 1 merge, 1 patient, 3 practitioner, 1 procedure, 1 result, 1 visit
ADT-A08-01.hl7: ADT^A08 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A09-01.hl7: ADT^A09 1 patient, 2 practitioner, 1 result, 1 visit
ADT-A10-01.hl7: ADT^A10 1 patient, 2 practitioner, 1 result, 1 visit
ADT-A11-01.hl7: ADT^A11 1 patient, 4 practitioner, 2 result, 1 visit
ADT-A13-01.hl7: ADT^A13 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A14-01.hl7: ADT^A14 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A15-01.hl7: ADT^A15 1 patient, 4 practitioner, 2 result, 1 visit
ADT-A16-01.hl7: ADT^A16 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 5 practitioner, 1 procedure, 2 result, 1 visit
ADT-A25-01.hl7: ADT^A25 1 patient, 4 practitioner, 2 result, 1 visit
ADT-A26-01.hl7: ADT^A26 1 patient, 4 practitioner, 2 result, 1 visit
ADT-A27-01.hl7: ADT^A27 1 patient, 4 practitioner, 2 result, 1 visit
ADT-A28-01.hl7: ADT^A28 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 1 practitioner, 1 procedure, 2 result
ADT-A29-01.hl7: ADT^A29 1 deleted
ADT-A31-01.hl7: ADT^A31 1 allergy, 1 coverage, 1 diagnosis, 1 patient, 1 practitioner, 1 procedure, 2 result
ADT-A40-01.hl7: ADT^A40 1 merge
ADT-A41-01.hl7: ADT^A41 1 merge
ADT-A45-01.hl7: ADT^A45 1 merge
ADT-A47-01.hl7: ADT^A47 1 merge
ADT-A60-01.hl7: ADT^A60 1 allergy, 1 patient
ADT01-23.hl7: ADT^A01 3 coverage, 1 diagnosis, 1 patient, 1 practitioner, 1 visit
ADT04-28.hl7: ADT^A04 1 coverage, 1 patient, 1 practitioner, 1 visit
BAR-P01-01.hl7: BAR^P01 kept
BAR-P02-01.hl7: BAR^P02 kept
BAR-P12-01.hl7: BAR^P12 kept
DFT-P03-01.hl7: DFT^P03 kept
DFT-P11-01.hl7: DFT^P11 kept
LAB-ORU-1.hl7: ORU^R01 1 patient, 2 report, 10 result
MDM-T01-01.hl7: MDM^T01 1 document, 1 encounter, 1 patient, 5 practitioner
MDM-T02-01.hl7: MDM^T02 1 document, 1 encounter, 1 patient, 5 practitioner
MDM-T02-03.hl7: MDM^T02 1 document, 1 patient, 1 practitioner
MDM-T05-01.hl7: MDM^T05 1 document, 1 encounter, 1 patient, 5 practitioner
MDM-T06-01.hl7: MDM^T06 1 document, 1 encounter, 1 patient, 5 practitioner
MDM-T09-01.hl7: MDM^T09 1 document, 1 encounter, 1 patient, 5 practitioner
MDM-T10-01.hl7: MDM^T10 1 document, 1 encounter, 1 patient, 5 practitioner
MDM_01.hl7: ADT^A01 1 patient, 4 practitioner, 1 visit
OMG-O19-01.hl7: OMG^O19 kept
OML-O21-01.hl7: OML^O21 kept
OML-O21-03.hl7: OML^O21 kept
ORM-O01-01.hl7: ORM^O01 kept
ORM-O01-03.hl7: ORM^O01 kept
ORM-O01-05.hl7: ORM^O01 kept
ORU-R01-01.hl7: ORU^R01 1 encounter, 1 patient, 5 practitioner, 1 report, 5 result
OUL-R22-01.hl7: OUL^R22 3 document, 1 patient, 1 practitioner, 1 report, 4 result
OUL-R23-01.hl7: OUL^R23 3 document, 1 encounter, 1 patient, 4 practitioner, 1 report, 3 result
OUL-R24-01.hl7: OUL^R24 3 document, 1 encounter, 1 patient, 4 practitioner, 1 report, 3 result
PC1-Problem-Add-v2.3.1.hl7: PPR^PC1 kept
RDE-O11-01.hl7: RDE^O11 kept
RDE-O25-01.hl7: RDE^O25 kept
RDS-O13-01.hl7: RDS^O13 kept
REF-I12-01.hl7: REF^I12 kept
REF-I14-01.hl7: REF^I14 kept
SIU-S12-01.hl7: SIU^S12 kept
SIU-S13-01.hl7: SIU^S13 kept
SIU-S14-01.hl7: SIU^S14 kept
SIU-S15-01.hl7: SIU^S15 kept
SIU-S16-01.hl7: SIU^S16 kept
SIU-S17-01.hl7: SIU^S17 kept
SIU-S26-01.hl7: SIU^S26 kept
SIU_12.hl7: ADT^A60 1 diagnosis, 1 patient, 2 result
VXU-V04-01.hl7: VXU^V04 1 coverage, 1 encounter, 1 immunization, 1 patient, 4 practitioner, 2 result
";

const LINUXFORHEALTH: &str = "\
ORU-multiline-short-mixed.hl7: ORU^R01 1 encounter, 1 patient, 3 practitioner, 1 report, 1 result
ORU-multiline-short.hl7: ORU^R01 1 encounter, 1 patient, 3 practitioner, 1 report
sample_unix.hl7: ADT^A01 2 allergy, 1 patient, 4 practitioner, 1 result, 1 visit
sample_win.hl7: ADT^A01 2 allergy, 1 patient, 4 practitioner, 1 result, 1 visit
";

const PYTHON_HL7: &str = "\
rep_sample_hl7.hl7: ORU^R01 1 patient
sample_bad_batch.hl7:  refused MSH
sample_bad_file.hl7:  refused MSH
sample_batch.hl7: ADT^A04 1 patient, 1 visit
sample_file.hl7: ADT^A04 1 patient, 1 visit
sample_hl7.hl7: ORU^R01 refused PID-7
sample_msh.hl7: ADT^A01 3 coverage, 1 diagnosis, 1 patient, 1 practitioner, 1 visit
";

#[test]
fn every_sample_is_read() {
    for (folder, want) in
        [("fhir-converter", FHIR_CONVERTER), ("linuxforhealth", LINUXFORHEALTH), ("python-hl7", PYTHON_HL7)]
    {
        let Some(path) = common::data(&format!("hl7v2/{folder}")) else { return };
        let found = table(&path);
        for (found, want) in found.lines().zip(want.lines()) {
            assert_eq!(found, want);
        }
        assert_eq!(found.lines().count(), want.lines().count());
    }
}

/// Counts segments by eye, so to speak: lines that begin with a name and `|`.
fn lines_of(bytes: &[u8], id: &str) -> usize {
    let text = String::from_utf8_lossy(bytes).replace('\r', "\n");
    text.lines().filter(|l| l.trim_start_matches('\u{feff}').starts_with(&format!("{id}|"))).count()
}

#[test]
fn no_segment_of_a_sample_is_lost() {
    for folder in ["fhir-converter", "linuxforhealth", "python-hl7"] {
        let Some(path) = common::data(&format!("hl7v2/{folder}")) else { return };
        for (name, bytes) in files(&path) {
            let text = String::from_utf8_lossy(&bytes).replace('\r', "\n");
            let envelope = |l: &&str| ["FHS", "BHS", "BTS", "FTS"].iter().any(|id| l.starts_with(id));
            let segments = text.lines().filter(|l| !l.trim().is_empty() && !envelope(l)).count();
            let counted = count(bytes.clone()).unwrap();
            if counted.refused == 0 {
                assert_eq!(counted.segments, segments as u64, "{name}");
            }
            for read in read_bytes(&bytes) {
                let Ok(record) = read else { continue };
                let of = |kind_wanted: &str| record.facts.iter().filter(|f| kind(f) == kind_wanted).count();
                if record.kept.is_none() && record.what.starts_with("ADT") && of("merge") + of("deleted") == 0
                {
                    assert_eq!(of("diagnosis"), lines_of(&bytes, "DG1"), "{name}");
                    assert_eq!(of("procedure"), lines_of(&bytes, "PR1"), "{name}");
                    assert_eq!(of("coverage"), lines_of(&bytes, "IN1"), "{name}");
                    assert_eq!(of("allergy"), lines_of(&bytes, "AL1") + lines_of(&bytes, "IAM"), "{name}");
                }
                assert_eq!(
                    of("immunization"),
                    if record.kept.is_some() { 0 } else { lines_of(&bytes, "RXA") },
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn an_admission_reads_as_a_person_reads_it() {
    let Some(facts) = facts("fhir-converter/ADT01-23.hl7") else { return };
    let Some(Fact::Patient(patient)) = facts.iter().find(|f| kind(f) == "patient") else { panic!() };
    assert_eq!((patient.names[0].family.as_str(), patient.names[0].given.as_str()), ("DUCK", "DONALD"));
    assert_eq!(patient.birth_date.unwrap().to_string(), "1924-10-10");
    assert_eq!((patient.sex, patient.death), (Some(Sex::Male), None));
    assert_eq!(
        (patient.identifiers[0].kind.as_str(), patient.identifiers[0].value.as_str()),
        ("MR", "10006579")
    );
    assert_eq!(
        (patient.addresses[0].city.as_str(), patient.addresses[0].zip.as_str()),
        ("FOWL", "999990000")
    );
    let Some(Fact::Visit(visit)) = facts.iter().find(|f| kind(f) == "visit") else { panic!() };
    assert_eq!((visit.event, visit.encounter.class), (VisitEvent::Admit, Some(EncounterClass::Inpatient)));
    assert_eq!(visit.encounter.admit.unwrap().to_string(), "2005-01-09T21:55:02Z");
    assert_eq!(visit.encounter.visit_number.as_deref(), Some("40007716"));
    assert_eq!(visit.encounter.attending.as_ref().unwrap().display.as_deref(), Some("WALT DISNEY"));
    assert_eq!(visit.encounter.payer.as_deref(), Some("MEDICARE"));
    let Some(Fact::Diagnosis(diagnosis)) = facts.iter().find(|f| kind(f) == "diagnosis") else { panic!() };
    assert_eq!((diagnosis.code.system.as_str(), diagnosis.code.code.as_str()), ("ICD9CM", "71596"));
    assert_eq!(diagnosis.diagnosis_use, DiagnosisUse::Admitting);
    let members: Vec<_> =
        facts.iter().filter_map(|f| if let Fact::Coverage(c) = f { Some(c) } else { None }).collect();
    assert_eq!((members[0].plan.as_str(), members[0].member_id.as_str()), ("MEDICARE", "123121234A"));
    assert_eq!(members[1].plan, "MEDICAL MUTUAL CALIF.");
}

#[test]
fn laboratory_results_read_as_a_person_reads_them() {
    let Some(facts) = facts("fhir-converter/LAB-ORU-1.hl7") else { return };
    let lines: Vec<String> = facts
        .iter()
        .filter_map(|f| if let Fact::Result(r) = f { Some(r) } else { None })
        .map(|r| {
            let value = match &r.value {
                ResultValue::Number { text, .. } => text.clone(),
                ResultValue::Absent(why) => why.clone(),
                ResultValue::Text(words) => words.clone(),
            };
            format!("{} {value} {} {}", r.code.display, r.unit, r.status)
        })
        .collect();
    assert_eq!(
        lines,
        [
            "LEUKOCYTES pending  pending",
            "ERYTHROCYTES 4.06 tera.l-1 preliminary",
            "HEMOGLOBIN pending  pending",
            "HEMATOCRIT 40.1 % preliminary",
            "PLATELETS 221 giga.l-1 final",
            "NEUTROPHILS/100 LEUKOCYTES 72 % preliminary",
            "EOSINOPHILS/100 LEUKOCYTES 2 % preliminary",
            "LYMPHOCYTES/100 LEUKOCYTES 20 % preliminary",
            "MONOCYTES/100 LEUKOCYTES 6 % preliminary",
            "BASOPHILS/100 LEUKOCYTES 0 % preliminary",
        ]
    );
}

#[test]
fn a_discharge_summary_reads_line_by_line() {
    let Some(facts) = facts("fhir-converter/MDM-T02-03.hl7") else { return };
    let Some(Fact::Document(document)) = facts.last() else { panic!() };
    assert_eq!((document.doc_type.code.as_str(), document.title.as_str()), ("18842-5", "Discharge summary"));
    assert_eq!((document.origin.key.as_str(), document.state), ("2RWRVAJ627408", DocumentState::InProgress));
    let text = &document.body.as_ref().unwrap().text;
    assert_eq!(text.lines().count(), 29);
    assert!(text.starts_with("Toilet cylinder crackers") && text.ends_with("bondsman suspect"));
}

#[test]
fn a_merge_names_both_records() {
    let Some(facts) = facts("fhir-converter/ADT-A40-01.hl7") else { return };
    let [Fact::Merge(merge)] = facts.as_slice() else { panic!() };
    assert_eq!((merge.survivor_ref.key.as_str(), merge.loser.key.as_str()), ("BCBS^12345", "BCBS^56789"));
    assert_eq!(merge.survivor.birth_date.unwrap().to_string(), "2018-02-05");
}

#[test]
fn samples_survive_every_line_end_frame_and_encoding() {
    let Some(path) = common::data("hl7v2/fhir-converter") else { return };
    for (name, bytes) in files(&path) {
        let text = String::from_utf8(bytes).unwrap();
        let text = text.trim_start_matches('\u{feff}').trim_end();
        let plain = read_bytes(text.replace('\n', "\r").as_bytes());
        let summary = |reads: &[Read]| reads.iter().map(line).collect::<Vec<_>>();
        for end in ["\n", "\r\n", "\n\r", "\r\r"] {
            assert_eq!(summary(&read_bytes(text.replace('\n', end).as_bytes())), summary(&plain), "{name}");
        }
        let framed =
            format!("\u{b}{}\r\u{1c}\r\u{b}{}\r\u{1c}\r", text.replace('\n', "\r"), text.replace('\n', "\r"));
        let twice = read_bytes(framed.as_bytes());
        assert_eq!(twice.len(), 2, "{name}");
        assert_eq!(summary(&twice[1..]), summary(&plain), "{name}");
        let wide: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(summary(&read_bytes(&wide)), summary(&plain), "{name}");
        // Cut off anywhere, a message is read or refused, never a panic.
        for cut in (0..text.len()).step_by(97).filter(|cut| text.is_char_boundary(*cut)) {
            assert!(read_bytes(&text.as_bytes()[..cut]).len() <= 1);
        }
    }
}
