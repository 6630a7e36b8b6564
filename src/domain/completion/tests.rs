use super::*;
use crate::domain::{
    ids::{DocumentId, EncounterId, PatientId, PractitionerId},
    time::When,
};
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

mod plans;

const ATTENDING: PractitionerId = PractitionerId(1);
const TRAINEE: PractitionerId = PractitionerId(2);
const SURGEON: PractitionerId = PractitionerId(3);

fn at(hours: i64) -> When {
    When::At(instant(hours))
}

/// Hours after the admission of the chart below.
fn instant(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_000_000, 0).unwrap() + Duration::hours(hours)
}

fn doc_type(key: &str, code: &str, titles: &[&str]) -> DocType {
    let codes = if code.is_empty() { vec![] } else { vec![Matcher::new(code)] };
    DocType {
        key: key.into(),
        name: key.into(),
        codes,
        titles: titles.iter().map(|title| Matcher::new(title)).collect(),
    }
}

fn need(id: &str, owes: &str, start: Start, when: Condition) -> Need {
    Need {
        id: id.into(),
        owes: owes.into(),
        accepts: vec![owes.into()],
        when,
        start,
        clock: "record-completion".into(),
        after_hours: 0,
        owed_by: vec![Owner::Performer, Owner::Attending],
        earlier: None,
        reason: "It is needed.".into(),
    }
}

fn entry(id: &str, lack: Lack) -> EntryRule {
    EntryRule {
        id: id.into(),
        lack,
        types: vec![],
        except: vec![],
        titles: vec![],
        start: Start::Discharge,
        clock: "record-completion".into(),
        owed_by: if lack == Lack::Uncosigned { vec![Owner::Attending] } else { vec![Owner::Author] },
        reason: "It must be.".into(),
    }
}

fn inpatient() -> Condition {
    Condition { classes: vec!["inpatient".into()], ..Condition::default() }
}

fn rules() -> RuleSet {
    let history = Need {
        after_hours: 12,
        earlier: Some(Earlier { days: 30, update: "update".into(), clock: "update".into() }),
        ..need("history", "history", Start::Admission, inpatient())
    };
    let summary = Need {
        accepts: vec!["summary".into(), "short-stay".into()],
        ..need("summary", "summary", Start::Discharge, Condition { discharged: true, ..inpatient() })
    };
    let operative = Condition { procedures: vec![Matcher::new("PCS:0???0??")], ..inpatient() };
    RuleSet {
        types: vec![
            doc_type("history", "34117-2", &[]),
            doc_type("update", "", &["*H&P update*"]),
            doc_type("short-stay", "", &["short stay*"]),
            doc_type("summary", "18842-5", &[]),
            doc_type("operative", "11504-8", &[]),
        ],
        needs: vec![history, summary, need("operative", "operative", Start::Procedure, operative)],
        entries: vec![
            entry("other", Lack::WrongPatient),
            entry("dictated", Lack::Dictated),
            entry("unfinished", Lack::Unfinished),
            entry("unsigned", Lack::Unsigned),
            entry("uncosigned", Lack::Uncosigned),
        ],
        levels: vec![
            level(1, 7 * 24, From::Discharge, false),
            level(2, 30 * 24, From::Discharge, true),
            Level { types: vec!["operative".into()], ..level(3, 48, From::Assignment, true) },
        ],
        ..RuleSet::default()
    }
}

fn level(level: u8, hours: u32, from: From, delinquent: bool) -> Level {
    Level {
        level,
        name: format!("level {level}"),
        lacks: vec![],
        types: vec![],
        from,
        hours,
        delinquent,
        suspends: false,
        letter: String::new(),
    }
}

fn document(id: i64, code: &str, title: &str, state: &str, hours: i64) -> DocumentFacts {
    DocumentFacts {
        id: DocumentId(id),
        code: code.into(),
        type_text: String::new(),
        title: title.into(),
        state: state.into(),
        author: Some(TRAINEE),
        by_trainee: true,
        written: Some(at(hours)),
        filed: None,
        is_addendum: false,
        signers: vec![],
        names_other: false,
    }
}

fn chart(discharge: Option<i64>, documents: Vec<DocumentFacts>) -> ChartFacts {
    ChartFacts {
        encounter: EncounterId(1),
        patient: PatientId(1),
        class: "inpatient".into(),
        service: "Surgery".into(),
        admit: Some(at(0)),
        discharge: discharge.map(at),
        disposition: "01".into(),
        attending: Some(ATTENDING),
        documents,
        earlier: vec![],
        procedures: vec![],
    }
}

fn found(chart: &ChartFacts, hours: i64) -> Vec<(String, Lack, Option<i64>)> {
    let assessment = assess(&rules(), chart, instant(hours));
    assessment.findings.into_iter().map(|f| (f.rule, f.lack, f.document.map(|d| d.0))).collect()
}

#[test]
fn a_history_is_looked_for_once_its_hours_have_passed() {
    let none = chart(None, vec![]);
    assert_eq!(found(&none, 11), []);
    assert!(assess(&rules(), &none, instant(11)).needed[0].not_yet);
    assert_eq!(found(&none, 12), [("history".into(), Lack::Missing, None)]);
    assert_eq!(found(&chart(None, vec![document(7, "34117-2", "H&P", "signed", 3)]), 12), []);
}

#[test]
fn an_earlier_history_stands_in_with_an_update() {
    let mut chart = chart(None, vec![]);
    chart.earlier = vec![document(5, "34117-2", "H&P", "signed", -29 * 24)];
    assert_eq!(found(&chart, 12), [("history-update".into(), Lack::Missing, None)]);
    chart.documents = vec![document(6, "", "Surgical H&P update", "signed", 2)];
    assert_eq!(found(&chart, 12), []);
    chart.earlier[0].written = Some(at(-31 * 24));
    assert_eq!(found(&chart, 12), [("history".into(), Lack::Missing, None)]);
}

#[test]
fn a_document_that_is_withdrawn_replaced_or_of_another_patient_does_not_count() {
    let mut note = document(7, "34117-2", "H&P", "retracted", 3);
    assert_eq!(found(&chart(None, vec![note.clone()]), 12), [("history".into(), Lack::Missing, None)]);
    note.state = "superseded".into();
    assert_eq!(found(&chart(None, vec![note.clone()]), 12), [("history".into(), Lack::Missing, None)]);
    (note.state, note.names_other) = ("signed".into(), true);
    let lacks = found(&chart(None, vec![note]), 12);
    assert_eq!(
        lacks,
        [("history".into(), Lack::Missing, None), ("other".into(), Lack::WrongPatient, Some(7))]
    );
}

#[test]
fn what_comes_after_discharge_waits_for_it_and_short_stays_have_their_own_form() {
    let history = || document(7, "34117-2", "H&P", "signed", 3);
    assert_eq!(found(&chart(None, vec![history()]), 500), []);
    assert_eq!(found(&chart(Some(40), vec![history()]), 41), [("summary".into(), Lack::Missing, None)]);
    let short = document(8, "", "Short stay summary", "signed", 40);
    assert_eq!(found(&chart(Some(40), vec![history(), short]), 41), []);
}

#[test]
fn an_operation_is_owed_by_who_did_it() {
    let mut chart = chart(None, vec![document(7, "34117-2", "H&P", "signed", 3)]);
    chart.procedures =
        vec![ProcedureFacts { code: "PCS:0SRC0J9".into(), at: Some(at(5)), performer: Some(SURGEON) }];
    let assessment = assess(&rules(), &chart, instant(6));
    let lack = &assessment.findings[0];
    assert_eq!((lack.rule.as_str(), lack.owed_by, lack.start), ("operative", Some(SURGEON), Some(at(5))));
}

#[test]
fn entries_are_owed_stage_by_stage() {
    let lack = |state: &str| {
        let chart = chart(None, vec![document(7, "34117-2", "H&P", state, 3)]);
        let found = assess(&rules(), &chart, instant(4)).findings;
        found.first().map(|f| (f.lack, f.owed_by))
    };
    assert_eq!(lack("dictated"), Some((Lack::Dictated, Some(TRAINEE))));
    assert_eq!(lack("in-progress"), Some((Lack::Unfinished, Some(TRAINEE))));
    assert_eq!(lack("unsigned"), Some((Lack::Unsigned, Some(TRAINEE))));
    assert_eq!(lack("signed-uncosigned"), Some((Lack::Uncosigned, Some(ATTENDING))));
    assert_eq!(lack("signed"), None);
    assert_eq!(lack("legally-signed"), None);
}

#[test]
fn a_trainees_signature_alone_is_not_enough_where_signatures_are_told() {
    let mut note = document(7, "34117-2", "H&P", "signed", 3);
    note.signers = vec![Signer { who: Some(TRAINEE), trainee: true }];
    assert_eq!(
        found(&chart(None, vec![note.clone()]), 4),
        [("uncosigned".into(), Lack::Uncosigned, Some(7))]
    );
    note.signers.push(Signer { who: Some(ATTENDING), trainee: false });
    assert_eq!(found(&chart(None, vec![note]), 4), []);
}

#[test]
fn levels_are_measured_from_their_own_event() {
    let set = rules();
    let at_level = |kind, discharge: Option<i64>, hours| {
        let starts = (Some(at(0)), discharge.map(at), instant(0));
        level_reached(&set, Lack::Missing, kind, starts, instant(hours)).map(|level| level.level)
    };
    assert_eq!(at_level("summary", Some(100), 100 + 7 * 24 - 1), None);
    assert_eq!(at_level("summary", Some(100), 100 + 7 * 24), Some(1));
    assert_eq!(at_level("summary", Some(100), 100 + 30 * 24), Some(2));
    assert_eq!(at_level("summary", None, 10_000), None);
    assert_eq!(at_level("operative", None, 48), Some(3));
}

#[test]
fn a_text_with_somebody_elses_number_only_is_noticed() {
    let labels = ["MRN".to_owned(), "MR#".to_owned()];
    let own = ["00123456".to_owned(), "A1".to_owned()];
    let other = |text: &str| names_other_record(text, &labels, &own);
    assert!(other("Patient: X\nMRN: 0099-9999   DOB: 1/1/1950"));
    assert!(!other("MRN: 0012-3456"));
    assert!(!other("MRN: 0099-9999 (mother), MRN: 0012-3456"));
    assert!(!other("MRN unknown; no number here 99999999"));
    assert!(!other("HMRN: 0099-9999"));
    assert!(other("seen, mr# 77777"));
}

#[test]
fn patterns_take_stars_and_question_marks() {
    for (pattern, text, fits) in [
        ("ICD10PCS:0???0??", "ICD10PCS:0SRC0J9", true),
        ("ICD10PCS:0???0??", "ICD10PCS:0SRC4J9", false),
        ("*h&p update*", "Surgical H&P Update, day 1", true),
        ("a*b*c", "aXbYbZc", true),
        ("a*b*c", "aXbYbZ", false),
        ("", "", true),
        ("*", "", true),
        ("?", "", false),
    ] {
        assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
    }
}

#[test]
fn states_of_charts_follow() {
    let facet = ChartFacet { in_house: true, ..ChartFacet::default() };
    assert_eq!(ChartState::of(facet), ChartState::Open);
    assert_eq!(ChartState::of(ChartFacet { n_open: 1, ..facet }), ChartState::Concurrent);
    let gone = ChartFacet { in_house: false, ..facet };
    assert_eq!(ChartState::of(gone), ChartState::Analysis);
    assert_eq!(ChartState::of(ChartFacet { reviewed: true, ..gone }), ChartState::Complete);
    assert_eq!(ChartState::of(ChartFacet { reviewed: true, n_open: 2, ..gone }), ChartState::Incomplete);
    assert_eq!(ChartState::of(ChartFacet { delinquent: true, n_open: 2, ..gone }), ChartState::Delinquent);
    assert_eq!(ChartState::of(ChartFacet { closed: true, n_open: 2, ..gone }), ChartState::AdminClosed);
}

#[test]
fn what_is_decided_comes_back_only_by_reopening() {
    for from in Standing::ALL {
        assert!(!from.may_become(*from));
        if !from.is_open() {
            let next: Vec<_> = Standing::ALL.iter().filter(|to| from.may_become(**to)).collect();
            assert_eq!(next, [&Standing::Open]);
        }
    }
}

const STATES: [&str; 8] = [
    "dictated",
    "in-progress",
    "unsigned",
    "signed-uncosigned",
    "signed",
    "legally-signed",
    "superseded",
    "retracted",
];

fn documents() -> impl Strategy<Value = Vec<DocumentFacts>> {
    let one = (0_usize..8, 0_usize..4, 0_i64..90, any::<bool>()).prop_map(|(state, kind, hours, other)| {
        let code = ["34117-2", "18842-5", "11504-8", "9-9"][kind];
        DocumentFacts { names_other: other && kind == 3, ..document(0, code, "t", STATES[state], hours) }
    });
    proptest::collection::vec(one, 0..12).prop_map(|mut all| {
        for (idx, document) in all.iter_mut().enumerate() {
            document.id = DocumentId(idx as i64 + 1);
        }
        all
    })
}

proptest! {
    #[test]
    fn a_signed_note_is_never_shown_as_unsigned(documents in documents(), hours in 0_i64..2000) {
        let chart = chart(Some(90), documents);
        for finding in assess(&rules(), &chart, instant(hours)).findings {
            let Some(document) = finding.document.and_then(|id| chart.document(id)) else { continue };
            prop_assert!(document.counts());
            if document.is_signed() {
                prop_assert!(matches!(finding.lack, Lack::WrongPatient | Lack::Uncosigned));
            }
        }
    }

    #[test]
    fn each_document_lacks_one_thing_at_most_and_each_need_is_told_once(documents in documents(), hours in 0_i64..2000) {
        let chart = chart(Some(90), documents);
        let assessment = assess(&rules(), &chart, instant(hours));
        let mut of_documents: Vec<_> = assessment.findings.iter().filter_map(|f| f.document).collect();
        let before = of_documents.len();
        of_documents.sort();
        of_documents.dedup();
        prop_assert_eq!(before, of_documents.len());
        for needed in &assessment.needed {
            let lacking = assessment.findings.iter().filter(|f| f.lack == Lack::Missing && f.rule == needed.rule).count();
            prop_assert_eq!(lacking, usize::from(needed.met_by.is_none() && !needed.not_yet));
        }
    }

    #[test]
    fn patterns_never_give_up(pattern in "[ab?*]{0,8}", text in "[ab]{0,12}") {
        let _ = glob(&pattern, &text);
        prop_assert!(glob(&text, &text));
        let starred = format!("*{text}*");
        prop_assert!(glob(&starred, &text));
    }
}
