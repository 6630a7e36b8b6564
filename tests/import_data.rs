//! The sample data through the whole way in: what is filed, what waits, what is refused and why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use chartroom::{
    domain::time::{Clock, parse_instant},
    intake::{self, Importer, Source, Summary},
    store::{self, Session, Store},
};
use common::{Folder, data};
use std::{path::Path, sync::Arc};

struct Hospital {
    folder: Folder,
    store: Store,
    session: Session,
}

impl Hospital {
    fn new(name: &str) -> Self {
        let folder = Folder::new(&format!("import-data-{name}"));
        let clock = Clock::Fixed(parse_instant("2026-11-22T12:00:00Z").unwrap());
        let store = store::create(&folder.file(), "hospital", "Test hospital", "root", clock).unwrap();
        let session = store.sign_in("root", "tty").unwrap();
        Self { folder, store, session }
    }

    fn import(&self, source: &mut Source, path: &Path) -> Summary {
        let feed = source.feed("samples");
        let mut importer = Importer::open(&self.store, &self.session, feed, Arc::default()).unwrap();
        let paths = [path.to_owned()];
        let files = intake::import_files(&mut importer, source, &paths, &mut |_, _| {}).unwrap();
        for file in files {
            if let Err(fault) = file.result {
                assert!(fault.to_string().contains("the map names no table"), "{fault}");
            }
        }
        importer.finish().unwrap()
    }

    #[allow(clippy::disallowed_methods, reason = "a look from outside")]
    fn rows(&self, sql: &str) -> Vec<String> {
        let conn = rusqlite::Connection::open(self.folder.file()).unwrap();
        let mut statement = conn.prepare(sql).unwrap();
        let columns = statement.column_count();
        statement
            .query_map([], |row| {
                let texts = (0..columns).map(|idx| match row.get_ref(idx).unwrap() {
                    rusqlite::types::ValueRef::Null => "-".to_owned(),
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    _ => "?".to_owned(),
                });
                Ok(texts.collect::<Vec<_>>().join("|"))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }
}

/// Imports the samples twice; the second time must change nothing.
fn twice(name: &str, source: &mut Source, path: &str) -> Option<(Hospital, Summary)> {
    let path = data(path)?;
    let hospital = Hospital::new(name);
    let first = hospital.import(source, &path);
    let total = first.added + first.changed + first.unchanged + first.kept + first.waiting + first.rejected;
    assert_eq!(first.read, total, "{first:?}");
    let counts = |hospital: &Hospital| {
        let tables = "patient encounter visit_event diagnosis procedure_done result report document medication allergy \
                      immunization practitioner organization location coverage claim waiting_record loose_reference \
                      held_edit pending_merge source_chunk source_key source_version import_error patient_history";
        let of = |table| format!("{table} {}", hospital.rows(&format!("SELECT count(*) FROM {table}"))[0]);
        tables.split_whitespace().map(of).collect::<Vec<_>>()
    };
    let before = counts(&hospital);
    let second = hospital.import(source, &path);
    assert_eq!(
        (second.unchanged, second.rejected),
        (first.read - first.rejected, first.rejected),
        "{second:?}"
    );
    assert_eq!(counts(&hospital), before, "the same input again changes nothing");
    assert_eq!(hospital.rows("PRAGMA foreign_key_check"), [""; 0]);
    Some((hospital, first))
}

/// Rows of each table, in the order of the names.
fn count(hospital: &Hospital, tables: &str) -> String {
    let of = |table| format!("{table} {}", hospital.rows(&format!("SELECT count(*) FROM {table}"))[0]);
    tables.split_whitespace().map(of).collect::<Vec<_>>().join(", ")
}

#[test]
fn whole_bundles_are_filed() {
    let Some((hospital, summary)) = twice("bundles", &mut Source::Fhir, "patients/synthea_r4") else {
        return;
    };
    assert_eq!(
        (summary.read, summary.added, summary.kept, summary.rejected, summary.missing),
        (1223, 1070, 149, 0, 0)
    );
    assert_eq!(
        count(
            &hospital,
            "patient encounter diagnosis procedure_done result report medication immunization claim"
        ),
        "patient 10, encounter 127, diagnosis 43, procedure_done 37, result 601, report 31, medication 22, immunization 68, \
         claim 149"
    );
    // Every report knows its results, every stay its clinician and its payer, though bundles name them across.
    assert_eq!(
        hospital.rows(
            "SELECT (SELECT count(DISTINCT report_id) FROM result), (SELECT count(*) FROM encounter WHERE attending_id IS NULL),
                    (SELECT count(*) FROM encounter WHERE payer_from = 'claim') > 100"
        ),
        ["31|0|1"]
    );
}

#[test]
fn people_of_a_list_are_filed() {
    let Some((hospital, summary)) = twice("people", &mut Source::Fhir, "patients/synthea_patients.ndjson.gz")
    else {
        return;
    };
    assert_eq!((summary.read, summary.added), (308, 308));
    assert_eq!(hospital.rows("SELECT count(*) FROM lookup_card"), ["308"]);
    let (_, _, map) = chartroom::formats::csv::SHIPPED[1];
    let mut source = Source::csv("patients", map.to_owned()).unwrap();
    let Some((_, summary)) = twice("febrl", &mut source, "patients/febrl/dataset1.csv.gz") else { return };
    assert_eq!((summary.read, summary.added, summary.rejected), (1000, 997, 3));
}

#[test]
fn single_resources_wait_for_their_patient() {
    let Some((hospital, summary)) = twice("resources", &mut Source::Fhir, "fhir/us_core_examples") else {
        return;
    };
    assert_eq!((summary.read, summary.kept, summary.rejected), (156, 30, 0));
    // The infant of the Apgar scores and one more are not among the files.
    assert_eq!(count(&hospital, "patient waiting_record"), "patient 2, waiting_record 8");
    assert_eq!(
        hospital
            .rows("SELECT field FROM import_error WHERE kind = 'waiting' AND state = 'open' ORDER BY 1")
            .len(),
        2
    );
    assert_eq!(
        hospital.rows(
            "SELECT mime, length(text), length(bytes) FROM document JOIN document_body USING (document_id)"
        ),
        ["application/xhtml+xml|673|1249", "application/pdf|0|138030", "text/plain|98|-"]
    );
}

#[test]
fn messages_of_many_senders_are_applied() {
    let Some((hospital, summary)) = twice("messages", &mut Source::Hl7, "hl7v2") else { return };
    assert_eq!((summary.read, summary.kept, summary.rejected, summary.merges), (78, 26, 6, 6));
    assert_eq!(
        hospital.rows("SELECT what, field FROM import_error WHERE kind = 'rejected' ORDER BY 1, 2"),
        ["|MSH", "ORU^R01|PID-7", "ORU^R01|visit", "OUL^R23|visit", "OUL^R24|visit"],
        "a batch without its first line came twice; three visits are of other patients"
    );
    assert_eq!(count(&hospital, "visit_event document allergy"), "visit_event 25, document 7, allergy 5");
}

#[test]
fn tables_are_filed_by_their_map() {
    let (_, _, map) = chartroom::formats::csv::SHIPPED[0];
    let mut source = Source::csv("mimic-iv", map.to_owned()).unwrap();
    let Some((hospital, summary)) = twice("tables", &mut source, "ehr_mimic") else { return };
    assert_eq!((summary.read, summary.waiting, summary.rejected, summary.missing), (43_149, 0, 0, 0));
    assert_eq!(
        count(&hospital, "patient diagnosis result claim medication"),
        "patient 60, diagnosis 2665, result 37280, claim 141, medication 1136"
    );
    assert_eq!(
        hospital.rows("SELECT class, count(*) FROM encounter GROUP BY class"),
        ["emergency|32", "inpatient|141", "observation|28"]
    );
}
