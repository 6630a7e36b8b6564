use crate::{
    app::testing::{Bench, Size},
    domain::{
        ids::{DocumentId, PatientId},
        link::Link,
        role::{Permission, Role},
        topics::Topics,
    },
    store::{AuditLine, Bulk, Session, Store, words},
};

const NOTE: &str = "HISTORY\nAdmitted with acute heart failure.\n\nLABS\nSodium 128, potassium 4.1.\n\n\
ASSESSMENT AND PLAN\nFurosemide. Recheck sodium in the morning.\n";

/// One patient with a stay, two documents, a flag and a creatinine that rises.
fn a_chart(store: &Store, maker: &Session) {
    let mut bulk = Bulk::open(store, maker).unwrap();
    bulk.chunk(Permission::Import, AuditLine::default(), Topics::all(), |tx| {
        let statements = [
            "INSERT INTO patient (patient_id, mrn, family, given, birth_date, sex, updated_at, updated_by)
             VALUES (1, '100234', 'Núñez', 'Ana María', '1950-03-12', 'F', '2026-11-01', 'import'),
                    (2, '100777', 'Nunez', 'Anna', '1950-03-21', 'F', '2026-11-01', 'import')",
            "INSERT INTO patient_flag (patient_id, flag, other_id, set_at, set_by)
             VALUES (1, 'possible-duplicate', 2, '', ''), (1, 'legal-hold', NULL, '', '')",
            "INSERT INTO patient_identifier (patient_id, kind, system, value, digits) VALUES (1, 'MR', 'HOSP', '100234', '100234')",
            "INSERT INTO patient_name (patient_id, name_no, name_use, family, given) VALUES (1, 1, 'official', 'Núñez', 'Ana María')",
            "INSERT INTO patient_history (patient_id, at, by, field, old, new)
             VALUES (1, '2026-10-01T10:00:00Z', 'mlee', 'birth_date', '1950-12-03', '1950-03-12')",
            "INSERT INTO practitioner (practitioner_id, family, given, credential) VALUES (1, 'Okafor', 'Ada', 'MD')",
            "INSERT INTO encounter (encounter_id, patient_id, visit_number, class, state, reason_text, admit_at, discharge_at,
                                    disposition_text, attending_id, payer, updated_at)
             VALUES (1, 1, 'V1', 'inpatient', 'discharged', 'Heart failure', '2026-11-10', '2026-11-14',
                     'Home', 1, 'Medicare', ''),
                    (2, 1, 'V2', 'outpatient', 'discharged', 'Check-up', '2026-05-02', '2026-05-02', '', 1, 'Medicare', '')",
            "INSERT INTO diagnosis (patient_id, encounter_id, diagnosis_use, system, code, display, rank, poa, status)
             VALUES (1, NULL, 'problem', 'SNOMED', '84114007', 'Heart failure', NULL, '', 'active'),
                    (1, 1, 'billing', 'ICD10CM', 'I509', 'Heart failure, unspecified', 1, 'Y', '')",
            "INSERT INTO allergy (patient_id, display, reaction) VALUES (1, 'Penicillin', 'hives')",
            "INSERT INTO visit_event (encounter_id, event, at, place, recorded_at)
             VALUES (1, 'admit', '2026-11-10', '4 West', ''), (1, 'discharge', '2026-11-14', '', '')",
        ];
        for statement in statements {
            tx.execute(statement, [])?;
        }
        for (id, title, state, text) in [(1, "History and physical", "signed", NOTE), (2, "Progress note", "unsigned", "Feels well.\u{1b}[31m")] {
            tx.execute(
                "INSERT INTO document (document_id, patient_id, encounter_id, type_text, title, author_id, written_at, state, filed_at, filed_by)
                 VALUES (?1, 1, 1, ?2, ?2, 1, '2026-11-1' || ?1, ?3, '', '')",
                (id, title, state),
            )?;
            tx.execute("INSERT INTO document_body (document_id, text) VALUES (?1, ?2)", (id, text))?;
            words::index(tx, DocumentId(id), PatientId(1), title, text)?;
        }
        let report = "INSERT INTO report (report_id, patient_id, encounter_id, system, code, display, category, at, status, document_id)
             VALUES (1, 1, 1, 'LOINC', '51990-0', 'Basic metabolic panel', 'laboratory', '2026-11-12', 'final', NULL),
                    (2, 1, 1, 'LOINC', '18748-4', 'Chest radiograph', 'imaging', '2026-11-11', 'final', 1)";
        tx.execute(report, [])?;
        for (day, value) in [(10, 0.9), (11, 1.4), (12, 2.6), (13, 1.1)] {
            tx.execute(
                "INSERT INTO result (patient_id, encounter_id, system, code, display, category, at, number, text, unit, range_low, range_high, status)
                 VALUES (1, 1, 'LOINC', '2160-0', 'Creatinine', 'laboratory', '2026-11-' || ?1, ?2, ?2, 'mg/dL', 0.6, 1.2, 'final')",
                (day, value),
            )?;
        }
        tx.execute("UPDATE result SET report_id = 1 WHERE at = '2026-11-12'", [])?;
        Ok(())
    })
    .unwrap();
}

fn chart(size: Size) -> Bench {
    let mut bench = Bench::of(size, a_chart, None);
    open(&mut bench);
    bench
}

/// Opens the chart as a link from another desk does.
fn open(bench: &mut Bench) -> &mut Bench {
    let pane = (super::DESK.serve)(&Link::Patient(PatientId(1)), crate::kit::testing::words());
    bench.show(pane.unwrap());
    bench
}

#[test]
fn every_part_is_drawn_at_both_sizes() {
    for size in Size::BOTH {
        let mut bench = chart(size);
        bench.check("chart_overview");
        for (key, name) in
            [("e", "encounters"), ("d", "documents"), ("r", "results"), ("p", "problems"), ("i", "person")]
        {
            bench.keys(key).check(&format!("chart_{name}"));
        }
    }
}

#[test]
fn the_banner_shows_two_identifiers_in_every_part() {
    let mut bench = chart(Size::Small);
    for key in ["o", "e", "d", "r", "p", "i", "w"] {
        bench
            .keys(key)
            .shows("Núñez, Ana María")
            .shows("record 100234")
            .shows("born 03/12/1950")
            .shows("legal hold");
    }
}

#[test]
fn an_encounter_opens_and_closes() {
    for size in Size::BOTH {
        let mut bench = chart(size);
        bench.keys("e<enter>").shows("Length of stay").shows("4 days").check("chart_encounter");
        bench.keys("G").shows("4 West");
        bench.keys("<esc>").shows("Admitted");
    }
}

#[test]
fn a_document_is_read_searched_and_left() {
    for size in Size::BOTH {
        let mut bench = chart(size);
        bench.keys("dj<enter>").shows("acute heart failure").check("chart_document");
        bench.keys("/").text("sodium").keys("<enter>").shows("hit 1/2").keys("n").shows("hit 2/2");
        bench.keys("<esc>").keys(",").shows("Feels well.");
        bench.keys("<esc>").shows("Documents");
    }
    let mut bench = chart(Size::Small);
    bench.keys("d<enter>").shows("Feels well.");
    let log = bench
        .store
        .ask(&bench.maker, &crate::store::ops::AuditEntries { limit: 20, ..Default::default() })
        .unwrap();
    let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
    assert!(actions.contains(&"chart.open") && actions.contains(&"document.view"), "{actions:?}");
}

#[test]
fn words_are_found_in_all_documents() {
    for size in Size::BOTH {
        let mut bench = chart(size);
        bench.keys("f").text("zzz").shows("No document of this chart holds all these words.").keys("<esc>");
        bench.keys("f").text("sod").shows("History and physical").check("chart_find");
        bench.keys("<enter>").shows("hit 1/2");
        bench.keys("<esc><esc>").shows("Find in documents").keys("<esc>").shows("Overview");
    }
}

#[test]
fn a_trend_is_shown_with_its_range() {
    for size in Size::BOTH {
        let mut bench = chart(size);
        bench.keys("r<enter>").shows("2.6 H").shows("mg/dL").check("chart_trend");
        bench.keys("<esc>a").shows("Newest results").keys("<esc>").shows("Results by test");
    }
}

#[test]
fn who_looked_is_for_those_who_may_read_the_log() {
    let mut bench = Bench::of(Size::Small, a_chart, Some(&[Role::Coder]));
    open(&mut bench).keys("w").hides("Where").shows("not allowed");
    let mut bench = Bench::of(Size::Small, a_chart, Some(&[Role::Administrator]));
    open(&mut bench).hides("Núñez");
}

#[test]
fn tab_goes_round_the_parts() {
    let mut bench = chart(Size::Small);
    bench.keys("<tab>").shows("Admitted").keys("<s-tab>").shows("Last values").keys("<s-tab>").shows("Where");
}

#[test]
fn reports_show_their_results_and_their_text() {
    for size in Size::BOTH {
        let mut bench = chart(size);
        bench.keys("rR").shows("Basic metabolic panel").shows("Chest radiograph").check("chart_reports");
        bench.keys("<enter>").shows("Creatinine").shows("2.6 H").check("chart_report");
        bench.keys("<esc>v").shows("no text of its own");
        bench.keys("jv").shows("acute heart failure");
    }
}
