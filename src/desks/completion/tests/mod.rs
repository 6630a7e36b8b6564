mod letters;

use crate::{
    app::testing::{Bench, Size},
    completion::{Deficiencies, Extent, Which, analyze},
    domain::{
        facts::{Coded, DocumentState, EncounterClass, PersonName},
        ids::{DeficiencyId, EncounterId, PatientId},
        time::When,
    },
    intake::{AddTextDocument, Demographics, OpenEncounter, RegisterPatient},
    store::{Session, Store},
};

/// Two discharged patients: one without a summary and with an unsigned history, one without anything.
fn some_charts(store: &Store, maker: &Session) {
    for (family, unsigned) in [("Stone", true), ("Waters", false)] {
        let demographics = Demographics {
            names: vec![PersonName { family: family.into(), given: "Ada".into(), ..PersonName::default() }],
            birth_date: crate::domain::time::PartialDate::parse_iso("1950-03-12"),
            ..Demographics::default()
        };
        let patient = store.apply(maker, &RegisterPatient { demographics }).unwrap().patient;
        let stay = open(store, maker, patient);
        if unsigned {
            let document = AddTextDocument {
                patient,
                encounter: Some(stay),
                doc_type: Coded {
                    system: "LOINC".into(),
                    code: "34117-2".into(),
                    display: "History and physical".into(),
                },
                title: String::new(),
                author: None,
                author_text: "Dr. Hart".into(),
                written: When::parse_iso("2026-11-10T10:00:00Z"),
                state: DocumentState::Unsigned,
                text: "Chest pain since the morning.\n\nLungs clear.".into(),
            };
            store.apply(maker, &document).unwrap();
        }
        store.apply(maker, &Discharge(stay)).unwrap();
    }
    analyze(store, maker, Extent::Changed, &mut |_| true).unwrap();
}

fn open(store: &Store, maker: &Session, patient: PatientId) -> EncounterId {
    let stay = OpenEncounter {
        patient,
        class: EncounterClass::Inpatient,
        admit: When::parse_iso("2026-11-10T08:00:00Z").unwrap(),
        service: "Cardiology".into(),
        reason: "Chest pain".into(),
        attending: None,
        place: "4W".into(),
        payer: String::new(),
    };
    store.apply(maker, &stay).unwrap()
}

/// The stay ends, as a feed would say.
#[derive(Debug)]
struct Discharge(EncounterId);

impl crate::store::Change for Discharge {
    type Receipt = ();
    fn topics(&self) -> crate::domain::topics::Topics {
        crate::domain::topics::Topics::NONE
    }
    fn needs(&self) -> crate::domain::role::Permission {
        crate::domain::role::Permission::SignedIn
    }
    fn audit(&self) -> crate::store::AuditLine {
        crate::store::AuditLine::new("test.discharge")
    }
    fn apply(&self, tx: &crate::store::Writing<'_>) -> Result<(), crate::store::Refusal> {
        tx.execute(
            "UPDATE encounter SET state = 'discharged', discharge_at = '2026-11-14T10:00:00Z' WHERE encounter_id = ?1",
            [self.0],
        )?;
        Ok(())
    }
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, some_charts, None);
    bench.keys("<esc>gm");
    bench
}

fn n_open(bench: &Bench) -> usize {
    let query = Deficiencies { which: Which::Open(DeficiencyId(0)), limit: 100 };
    bench.store.ask(&bench.maker, &query).unwrap().len()
}

#[test]
fn charts_to_review_are_listed_and_one_is_opened() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.check("completion_list").keys("<enter>").check("completion_review");
    }
}

#[test]
fn a_document_is_read_one_key_away() {
    let mut bench = bench(Size::Small);
    bench.keys("<enter>j<tab>").shows("Lungs clear.").keys("<tab>").shows("History and physical");
}

#[test]
fn a_due_time_explains_itself_with_its_citation() {
    let mut bench = bench(Size::Small);
    bench
        .keys("<enter>e")
        .shows("30 calendar days after discharge")
        .shows("482.24(c)(4)(viii)")
        .keys("<esc>");
    bench.hides("When it is due, and why");
}

#[test]
fn the_list_and_my_work_explain_due_times_too() {
    let mut bench = bench(Size::Small);
    bench.keys("e").shows("30 calendar days after discharge").shows("482.24(c)(4)(viii)").keys("<esc>");
    bench.keys("gwe").shows("30 calendar days after discharge").keys("<esc>");
}

/// A signature comes alone: nothing else of its document changes.
#[derive(Debug)]
struct Sign;

impl crate::store::Change for Sign {
    type Receipt = ();
    fn topics(&self) -> crate::domain::topics::Topics {
        crate::domain::topics::Topics::NONE
    }
    fn needs(&self) -> crate::domain::role::Permission {
        crate::domain::role::Permission::SignedIn
    }
    fn audit(&self) -> crate::store::AuditLine {
        crate::store::AuditLine::new("test.sign")
    }
    fn apply(&self, tx: &crate::store::Writing<'_>) -> Result<(), crate::store::Refusal> {
        tx.execute(
            "INSERT INTO signature (document_id, signature_no, signed_at) VALUES (1, 9, '2026-11-20T10:00:00Z')",
            [],
        )?;
        Ok(())
    }
}

#[test]
fn a_signature_alone_has_its_chart_looked_over_again() {
    let bench = bench(Size::Small);
    let again = || analyze(&bench.store, &bench.maker, Extent::Changed, &mut |_| true).unwrap();
    assert_eq!(again().charts, 0);
    bench.store.apply(&bench.maker, &Sign).unwrap();
    assert_eq!(again().charts, 1);
}

#[test]
fn verdicts_are_given_and_the_next_chart_comes_by_itself() {
    let mut bench = bench(Size::Large);
    let before = n_open(&bench);
    bench
        .keys("<enter>m")
        .text("consultation note")
        .keys("<tab>")
        .text("cardiology was asked")
        .keys("<tab><enter>")
        .shows("Assigned.");
    assert_eq!(n_open(&bench), before + 1);
    bench.keys("c").shows("Reviewed:").shows("Waters");
    bench.keys("z").shows("Taken back").shows("Stone");
    // The one that had come in its place is free again, and comes.
    bench.keys("c").shows("Waters").keys("c").shows("No other chart waits");
}

#[test]
fn a_filter_of_the_lines_is_kept_by_its_own_keys() {
    let mut bench = bench(Size::Small);
    bench.keys("<enter>").text("/unsigned").keys("<enter>").hides("Discharge summary").hides("not disputed");
    bench.keys("<tab>").shows("Lungs clear.");
}

#[test]
fn the_checklist_is_answered_and_its_draft_kept() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<enter>iyn").check("completion_checklist");
    }
}

#[test]
fn who_owes_what_is_one_key_away() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench
            .keys("o")
            .check("completion_owing")
            .keys("<esc>l")
            .shows("delinquent records")
            .keys("<esc>r")
            .check("completion_rates");
    }
}
