use crate::{
    app::testing::{Bench, Size},
    domain::role::Role,
    letters::{Draft, LetterFilter, LetterLog, PrepareLetters, SendLetters, SetLetterHead, To, Values, Way},
    providers::SetProvider,
    store::{Session, Store},
};

fn a_letter(store: &Store, maker: &Session) {
    let head = [
        ("address", "1 Harbor Way\nHolyoke, MA 01040"),
        ("phone", "(413) 555-0100"),
        ("contact_phone", "(413) 555-0142"),
    ];
    let lines = head.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    store.apply(maker, &SetLetterHead { lines }).unwrap();
    let lee = SetProvider {
        family: "Lee".into(),
        given: "Mary".into(),
        credential: "MD".into(),
        service: "Cardiology".into(),
        active: true,
        ..SetProvider::default()
    };
    let lee = store.apply(maker, &lee).unwrap();
    let values = Values::new().text("count", "2").text("oldest_days", "41").text("due", "December 6, 2026");
    let drafts = [
        Draft { kind: "warning", to: To::Provider(lee), values: values.clone(), object: None },
        Draft {
            kind: "reminder",
            to: To::Other {
                name: "山田 太郎".into(),
                address: "Tokyo".into(),
                salutation: String::new(),
                about: None,
            },
            values,
            object: None,
        },
    ];
    for draft in drafts {
        let ready = store.ask(maker, &PrepareLetters(vec![draft])).unwrap();
        store.apply(maker, &SendLetters { ready, way: Way::Print, batch: None }).unwrap();
    }
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, a_letter, None);
    bench.keys("<esc>gl");
    bench
}

#[test]
fn the_log_and_a_letter_at_both_sizes() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.check("letters_log").shows("no PDF");
        bench.keys("j<enter>").check("letters_letter").keys("p").shows("Cardiology");
    }
}

#[test]
fn a_letter_without_a_pdf_says_which_letters_are_lacking() {
    let mut bench = bench(Size::Large);
    bench.keys("<enter>").shows("山 (U+5C71)");
}

#[test]
fn a_template_is_edited_looked_at_and_a_wrong_field_is_told() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("t").check("letters_templates");
        bench.keys("jj<enter>").check("letters_template");
        bench.text("\n\nBring {coffe}.").keys("<f3>").shows("letters of this kind");
        bench.keys("<esc><c-s>").shows("letters of this kind").keys("<esc>");
        for _ in 0..8 {
            bench.keys("<bs>");
        }
        bench
            .text("{today}.")
            .keys("<f3>")
            .check("letters_look")
            .keys("<esc><c-s>")
            .shows("Version 1 counts");
        bench.shows("own, version 1").keys("uy").shows("The shipped text counts again.");
    }
}

#[test]
fn the_letter_head_is_edited_by_those_who_may() {
    let mut bench = bench(Size::Small);
    bench.keys("h").check("letters_head").keys("<c-s>").shows("Saved");
    let mut bench = Bench::of(Size::Small, a_letter, Some(&[Role::RecordAnalyst]));
    bench.keys("<esc>glh").shows("not allowed to change letter templates");
}

#[test]
fn a_letter_that_went_out_is_never_changed() {
    let bench = bench(Size::Small);
    let log = bench
        .store
        .ask(&bench.maker, &LetterLog { filter: LetterFilter::All, before: None, limit: 9 })
        .unwrap();
    assert_eq!(log.iter().map(|line| line.pages).collect::<Vec<_>>(), [0, 1]);
}
