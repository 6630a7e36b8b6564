use super::{bench, clerk, logged, person, register, some_patients};
use crate::{
    app::testing::{Bench, Size},
    chart::OpenChart,
    domain::{facts::Sex, ids::PatientId},
    intake::SetFlag,
    keys::Chord,
    registry::{Keep, KeepOnMyList},
    term::TermEvent,
};
use proptest::prelude::*;

#[test]
fn before_anything_is_typed_the_own_list_and_recent_patients_are_there() {
    for size in Size::BOTH {
        let fill = |store: &crate::store::Store, maker: &crate::store::Session| {
            some_patients(store, maker);
            store.apply(maker, &OpenChart(PatientId(2))).unwrap();
            store.apply(maker, &KeepOnMyList { patient: PatientId(4), keep: Keep::On }).unwrap();
        };
        Bench::of(size, fill, None).check("patients_own");
        bench(size).check("patients_none_yet");
    }
}

#[test]
fn names_are_found_while_they_are_typed() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.text("smi joh").shows("Smith, John").check("patients_smi_joh");
        bench.keys("<c-u>").text("nunez").shows("Núñez-Ortega, José");
        bench.keys("<c-u>").text("614 555 0142").shows("Smith, John");
        bench.keys("<c-u>").text("xyzzyx").check("patients_nobody");
    }
}

#[test]
fn the_arrows_choose_while_one_types() {
    let mut bench = clerk(Size::Small);
    bench.text("smith");
    assert_eq!(bench.caret_line(), "Look up: smith");
    bench.keys("<down>");
    let second = bench.caret_line();
    assert!(second.starts_with('▸'), "{second}");
    bench.keys("<up>");
    assert_eq!(bench.caret_line(), "Look up: smith");
    bench.keys("<down>").text(" jo");
    assert_eq!(bench.caret_line(), "Look up: smith jo");
}

#[test]
fn letters_are_keys_in_the_list_and_slash_leads_back() {
    let mut bench = bench(Size::Small);
    bench.text("smith").keys("<tab>jm").shows("my list").keys("/").text(" jo");
    assert_eq!(bench.caret_line(), "Look up: smith jo");
    // Up from the first row leads back too, and Esc empties the line.
    bench.keys("<tab>k");
    assert_eq!(bench.caret_line(), "Look up: smith jo");
    bench.keys("<esc>");
    assert_eq!(bench.caret_line(), "Look up:");
    bench.shows("my list");
    // The same key takes the patient off again.
    bench.keys("<tab>m").hides("my list ");
    assert_eq!((logged(&bench, "list.keep").len(), logged(&bench, "list.drop").len()), (1, 1));
}

#[test]
fn fixed_keys_work_from_the_line_and_from_the_list() {
    let mut bench = bench(Size::Small);
    bench
        .keys("<f1>")
        .shows("Find a patient")
        .keys("<esc><c-p>")
        .text("register")
        .shows("Register a patient")
        .keys("<esc>");
    bench
        .keys("<esc>?")
        .shows("Find a patient")
        .keys("<esc>:")
        .text("regis")
        .shows("Register a patient")
        .keys("<esc>gu")
        .shows("Users");
}

#[test]
fn finished_look_ups_are_logged_once_with_their_count() {
    let mut bench = clerk(Size::Small);
    bench.text("smith jo").wait().wait();
    bench.keys("<c-u>").text("nunez").keys("<bs><bs><bs><bs><bs>");
    bench.text("smythe").keys("<c-u>");
    let lines: Vec<String> =
        logged(&bench, "lookup.finish").into_iter().map(|(_, _, detail)| detail).collect();
    assert_eq!(lines, ["\"smith jo\": 3", "\"nunez\": 1", "\"smythe\": 3"]);
}

#[test]
fn the_best_row_is_chosen_after_typing_and_kept_when_others_change_data() {
    let mut bench = clerk(Size::Small);
    bench.text("smith j");
    let first = bench.keys("<tab>").caret_line();
    let maker = bench.maker.clone();
    register(&bench.store, &maker, "0999", person("Smith", "Jacob", "1931-01-01", Sex::Male));
    bench.apply(&SetFlag { patient: PatientId(1), flag: "confidential".into(), note: String::new() });
    bench.shows("Jacob");
    let now = bench.caret_line();
    let record = |line: &str| line.split_whitespace().find(|word| word.starts_with("100")).map(str::to_owned);
    assert_eq!(record(&now), record(&first));
}

#[test]
fn marks_stand_in_words() {
    for size in Size::BOTH {
        let mut bench = clerk(size);
        bench.apply(&SetFlag {
            patient: PatientId(1),
            flag: "confidential".into(),
            note: "own request".into(),
        });
        bench.text("smith john 1950").check("patients_marks");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_keys_leave_a_screen(keys in prop::collection::vec(prop::sample::select(vec![
        "s", "m", "i", "j", "k", "G", "<tab>", "<esc>", "<down>", "<up>", "<pgdn>", "<bs>", "<c-u>", "/", "9", "1",
        "<left>", "<c-w>", "<space>", "S", "é", "<home>",
    ]), 0..40), large in any::<bool>()) {
        let mut bench = bench(if large { Size::Large } else { Size::Small });
        for key in keys {
            for chord in Chord::parse_sequence(key).unwrap() {
                bench.event(TermEvent::Key(chord));
            }
            bench.screen();
        }
    }
}
