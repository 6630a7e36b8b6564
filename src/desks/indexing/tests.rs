use crate::{
    app::testing::{Bench, Size},
    capture::{
        Arrived, Capture, CapturedList, CheckCaptured, Hints, RefuseCaptured, State, Text, Verdict, begin,
    },
    chart::Documents,
    domain::{
        facts::{EncounterClass, PersonName},
        role::Role,
        topics::Topic,
    },
    intake::{Demographics, OpenEncounter, RegisterPatient},
    store::{Session, Store, ops::SetUser},
    work::{CountsOf, Deed, Deeds, Hold, WorkPage},
};
use sha2::Digest as _;
use std::collections::BTreeMap;

fn a_file(name: &str, text: Text) -> Arrived {
    let bytes = name.as_bytes().to_vec();
    let hash = sha2::Sha256::digest(&bytes).into();
    Arrived { name: name.into(), mime: "application/pdf", bytes, hash, text, hints: Hints::of_name(name) }
}

fn some_papers(store: &Store, maker: &Session) {
    for (family, given) in [("Smith", "John"), ("Smith", "Joan"), ("Núñez", "José")] {
        let mut demographics = Demographics::new();
        demographics.names =
            vec![PersonName { family: family.into(), given: given.into(), ..PersonName::default() }];
        let registered = store.apply(maker, &RegisterPatient { demographics }).unwrap();
        let stay = OpenEncounter {
            patient: registered.patient,
            class: EncounterClass::Inpatient,
            admit: crate::domain::time::When::parse_iso("2026-11-20T12:00:00Z").unwrap(),
            service: "Medicine".into(),
            place: String::new(),
            reason: String::new(),
            attending: None,
            payer: String::new(),
        };
        store.apply(maker, &stay).unwrap();
    }
    let batch = store.apply(maker, &begin("scans")).unwrap();
    let visit = store
        .ask(maker, &crate::chart::Encounters { patient: crate::domain::ids::PatientId(1), limit: 1 })
        .unwrap()
        .remove(0)
        .visit_number;
    let text = Text::Some("DISCHARGE SUMMARY\n\nThe patient was discharged in good condition.\n".into());
    let named = format!("{visit}_18842-5_2026-11-21.pdf");
    for file in [
        a_file(&named, text),
        a_file(
            "scan0002.pdf",
            Text::None("the PDF is the picture of a page and holds no text; index it by hand".into()),
        ),
    ] {
        store.apply(maker, &Capture { batch, file }).unwrap();
    }
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, some_papers, None);
    bench.keys("<esc>gx");
    bench
}

fn counts(bench: &Bench, queue: &'static str) -> BTreeMap<String, i64> {
    bench.store.ask(&bench.maker, &CountsOf { queue }).unwrap().unwrap().by_state
}

#[test]
fn a_document_is_indexed_checked_and_filed_without_leaving() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.check("indexing_list").keys("<enter>").check("indexing_form").shows("Smith, John");
        // What the file proposes is there; the next one comes by itself, without an owner.
        bench.keys("<c-s>").check("indexing_next").shows("holds no text").shows("Nobody yet");
        bench.text("smith\n").check("indexing_several").shows("Smith, Joan");
        bench.keys("<esc>").keys("d");
        bench.keys("c").check("indexing_to_check").keys("<enter>").check("indexing_check");
        bench.keys("f").shows("That was the last one.");
        assert_eq!(counts(&bench, "indexing-qa"), [("filed".to_owned(), 1)].into());
        bench.keys("<esc>v").shows("filed").keys("c").shows("discharged in good condition");
        let filed = bench.store.ask(&bench.maker, &CapturedList { state: State::Filed, limit: 9 }).unwrap();
        let papers = Documents { patient: filed[0].patient.unwrap(), encounter: None, after: None, limit: 9 };
        let papers = bench.store.ask(&bench.maker, &papers).unwrap();
        assert_eq!(
            (papers.len(), papers[0].doc_type.code.as_str(), papers[0].state.as_str()),
            (1, "18842-5", "signed")
        );
    }
}

#[test]
fn a_problem_is_put_aside_with_its_reason_and_taken_back() {
    let mut bench = bench(Size::Small);
    bench.keys("j<enter><f4>").text("page 2 is missing\n\n").shows("Put aside.");
    bench.keys("<esc>").shows("page 2 is missing").shows("problem");
    assert_eq!(counts(&bench, "indexing").get("problem"), Some(&1));
    bench.keys("Go").text("it was found\n\n").shows("Back to be indexed.");
    assert_eq!(counts(&bench, "indexing").get("to-index"), Some(&2));
}

#[test]
fn a_paper_goes_back_with_a_reason_that_is_shown_where_it_is_indexed_again() {
    let mut bench = bench(Size::Small);
    bench
        .keys("<enter><c-s><esc>c<enter>b")
        .text("it is the other Smith\n\n")
        .shows("That was the last one.");
    bench.keys("<esc>").shows("sent back: it is").keys("G<enter>").shows("SENT BACK: it is the other Smith");
    let steps = counts(&bench, "indexing-qa");
    assert_eq!((steps.get("back"), steps.get("to-check").copied().unwrap_or(0)), (Some(&1), 0));
}

#[test]
fn a_blank_page_is_refused_and_can_be_taken_back() {
    let mut bench = bench(Size::Small);
    bench.keys("<enter><f6>").text("a blank page\n\n").shows("Refused.").shows("Nobody yet");
    bench.keys("<esc>vv").shows("a blank page").check("indexing_refused");
    let refused = bench.store.ask(&bench.maker, &CapturedList { state: State::Refused, limit: 9 }).unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(counts(&bench, "indexing").get("refused"), Some(&1));
    bench.keys("o").shows("Back to be indexed.").keys("<esc>");
    assert_eq!(counts(&bench, "indexing").get("to-index"), Some(&2));
    // Several at once, all or none: a version that was overtaken refuses both.
    let lines = bench.store.ask(&bench.maker, &CapturedList { state: State::Batch, limit: 9 }).unwrap();
    let mut on: Vec<_> = lines.iter().map(|line| (line.id, line.version)).collect();
    on[1].1 = crate::domain::ids::Version(99);
    assert!(bench.store.apply(&bench.maker, &RefuseCaptured { on, reason: "blank".into() }).is_err());
    assert_eq!(counts(&bench, "indexing").get("to-index"), Some(&2));
    bench.keys("*x").text("blank\n\n").shows("Refused.");
    assert_eq!(counts(&bench, "indexing").get("refused"), Some(&3));
}

#[test]
fn ones_own_indexing_is_taken_back_until_somebody_checks_it() {
    let mut bench = bench(Size::Small);
    bench
        .keys("<f7>")
        .keys("<enter><c-s>")
        .shows("scan0002")
        .keys("<f7>")
        .shows("Taken back")
        .shows("Smith, John");
    assert_eq!(counts(&bench, "indexing-qa").get("taken-back"), Some(&1));
    bench.keys("<c-s>").shows("scan0002");
    let line =
        bench.store.ask(&bench.maker, &CapturedList { state: State::Indexed, limit: 9 }).unwrap().remove(0);
    let file = CheckCaptured { id: line.id, version: line.version, verdict: Verdict::File };
    bench.apply(&file);
    bench.keys("<f7>").shows("filed");
}

#[test]
fn what_another_clerk_holds_is_told_and_not_given() {
    let mut bench = bench(Size::Small);
    let item = bench.store.ask(&bench.maker, &WorkPage::first("indexing")).unwrap().items.remove(0);
    let user = SetUser { login: "ann".into(), full_name: "Ann Lee".into(), roles: vec![Role::IndexingClerk] };
    bench.apply(&user);
    let ann = bench.store.sign_in("ann", "t9").unwrap();
    bench.store.apply(&ann, &Deeds::one(item.handle(), Deed::Claim(Hold::Command))).unwrap();
    bench.changed(Topic::Work.into()).shows("held: Ann");
    bench.keys("n").shows("scan0002").keys("<esc>");
    bench.keys("gg<enter>").shows("Ann Lee holds");
}

#[test]
fn what_was_typed_for_a_paper_comes_back() {
    let mut bench = bench(Size::Small);
    bench.keys("j<enter>").text("smi").keys("<down><down>").text("cons\n");
    bench.keys("<esc>k").shows("Papers to index");
    bench.keys("j<enter>").shows("Take your unsaved text back?").keys("t").shows("smi").shows("Consent");
}
