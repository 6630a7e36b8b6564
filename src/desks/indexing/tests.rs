use crate::{
    app::testing::{Bench, Size},
    capture::{Arrived, Capture, CapturedList, Hints, State, Text, begin},
    chart::Documents,
    domain::facts::{EncounterClass, PersonName},
    intake::{Demographics, OpenEncounter, RegisterPatient},
    store::{Session, Store},
};
use sha2::Digest as _;

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

#[test]
fn a_document_is_indexed_checked_and_filed_without_leaving() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.check("indexing_list").keys("<enter>").check("indexing_form").shows("Smith, John");
        // What the file proposes is there; the next one comes by itself, without an owner.
        bench.keys("<c-s>").check("indexing_next").shows("holds no text").shows("Nobody yet");
        bench.text("smith\n").check("indexing_several").shows("Smith, Joan");
        bench.keys("<esc>");
        bench.keys("d");
        bench
            .keys("v")
            .check("indexing_indexed")
            .keys("<enter>")
            .check("indexing_check")
            .keys("f")
            .shows("That was the last one.");
        bench.keys("vv").shows("filed").keys("c").shows("discharged in good condition");
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
    bench.keys("<esc>").keys("vv").shows("page 2 is missing").keys("u").shows("Back to be indexed.");
}
