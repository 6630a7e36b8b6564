use crate::{
    app::testing::{Bench, Size},
    classification::compile::compile,
    codesets::{
        files::MadeSet,
        load::{LoadSets, Replace},
    },
    formats::cms,
    store::{Session, Store},
};

const INDEX: &str = r#"<ICD10CM.index><version>2027</version><title>INDEX</title><letter><title>H</title>
<mainTerm><title>High</title><term level="1"><title>blood pressure</title><see>Hypertension</see></term></mainTerm>
<mainTerm><title>Hypertension, hypertensive<nemod>(accelerated) (benign)</nemod></title><code>I10</code>
<term level="1"><title>heart<nemod>(disease)</nemod></title><code>I11.9</code><term level="2"><title>with heart failure</title><code>I11.0</code></term></term>
<term level="1"><title>pulmonary NEC</title><code>I27.20</code></term></mainTerm></letter></ICD10CM.index>"#;

const NEOPLASM: &str = r#"<ICD10CM.index><version>2027</version><indexHeading><head col="1">Neoplasm</head><head col="2">Malignant Primary</head><head col="3">Malignant Secondary</head><head col="4">Ca in situ</head><head col="5">Benign</head><head col="6">Uncertain Behavior</head><head col="7">Unspecified Behavior</head></indexHeading><letter><title>N</title>
<mainTerm><title>Neoplasm, neoplastic</title><cell col="2">C80.1</cell><cell col="3">C79.9</cell><cell col="4">D09.9</cell><cell col="5">D36.9</cell><cell col="6">D48.9</cell><cell col="7">D49.9</cell>
<term level="1"><title>lung</title><cell col="2">C34.9-</cell><cell col="3">C78.0-</cell><cell col="4">D02.2-</cell><cell col="5">D14.3-</cell><cell col="6">D38.1</cell><cell col="7">D49.1</cell></term></mainTerm></letter></ICD10CM.index>"#;

fn tables() -> String {
    let axis = |pos: u8, title: &str, values: &[(&str, &str)]| {
        let labels: Vec<String> =
            values.iter().map(|(code, label)| format!("<label code=\"{code}\">{label}</label>")).collect();
        let labels = labels.concat();
        format!("<axis pos=\"{pos}\" values=\"{}\"><title>{title}</title>{labels}</axis>", values.len())
    };
    let head = axis(1, "Section", &[("0", "Medical and Surgical")])
        + &axis(2, "Body System", &[("D", "Gastrointestinal System")])
        + "<axis pos=\"3\" values=\"1\"><title>Operation</title><label code=\"T\">Resection</label><definition>Cutting out or off, without replacement, all of a body part</definition></axis>";
    let row = axis(4, "Body Part", &[("9", "Duodenum"), ("J", "Appendix")])
        + &axis(5, "Approach", &[("0", "Open"), ("4", "Percutaneous Endoscopic")])
        + &axis(6, "Device", &[("Z", "No Device")])
        + &axis(7, "Qualifier", &[("Z", "No Qualifier")]);
    format!(
        "<ICD10PCS.tabular><version>2027</version><pcsTable>{head}<pcsRow codes=\"4\">{row}</pcsRow></pcsTable></ICD10PCS.tabular>"
    )
}

/// A few lines of an index, a neoplasm table and one PCS table beside the built-in sets.
fn loaded(store: &Store, maker: &Session) {
    let tables = tables();
    let sets = [INDEX, NEOPLASM, &tables].map(|text| {
        let file = cms::read("x.xml", text.as_bytes()).unwrap();
        MadeSet {
            compiled: compile(file.kind(), &[&file]).unwrap(),
            edition: "2027".into(),
            from: "2026-10-01".parse().unwrap(),
            to: "2027-09-30".parse().unwrap(),
            origin: "x.xml".into(),
        }
    });
    assert_eq!(store.apply(maker, &LoadSets { sets: sets.to_vec(), replace: Replace::No }).unwrap(), 3);
    // The same days once more: refused, and what is loaded stays.
    let again = LoadSets { sets: sets[..1].to_vec(), replace: Replace::No };
    assert!(
        store.apply(maker, &again).unwrap_err().to_string().contains("edition 2027 holds from 2026-10-01")
    );
    assert_eq!(store.apply(maker, &LoadSets { replace: Replace::Yes, ..again }).unwrap(), 1);
}

fn bench(size: Size) -> Bench {
    let mut bench = Bench::of(size, loaded, None);
    bench.keys("<esc>ge");
    bench
}

#[test]
fn the_line_answers_words_and_codes() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.check("encoder_empty");
        bench.text("dm2 ckd").check("encoder_words");
        bench.keys("<esc>").text("s52.00").check("encoder_code");
        bench.keys("<esc>").text("pnuemonia").shows("Pneumonia");
        bench.keys("<esc>").text("appendix resection").keys("<tab><tab>").shows("procedures").shows("0DTJ");
    }
}

#[test]
fn the_card_shows_all_and_its_codes_are_followed() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.text("E11.22").keys("<enter>").check("encoder_card");
        bench.keys("/N18").keys("<enter>").check("encoder_card_filtered");
        bench.keys("<esc><esc>").shows("Code or words");
        bench
            .keys("<esc>")
            .text("s52.001")
            .keys("<enter>")
            .shows("7TH CHARACTERS")
            .check("encoder_card_seventh");
        bench.keys("/S52.001A<enter><enter>").shows("initial encounter for closed fracture");
    }
}

#[test]
fn the_book_is_walked() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<f4>").check("encoder_chapters");
        bench.keys("/Endocrine<enter><enter>").shows("E08-E13").check("encoder_chapter");
        bench.keys("/E08-E13<enter><enter>").keys("/E11 <enter><enter>").check("encoder_category");
        bench.keys("c").shows("Code E11").keys("<esc>uuu").shows("all chapters");
    }
}

#[test]
fn the_index_is_followed_as_in_the_book() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.text("h").keys("<f3>").shows("High").shows("Hypertension").keys("<enter>");
        bench.keys("j<enter>").shows("with heart failure").check("encoder_index");
        bench.keys("<enter>").shows("Code I10").keys("<esc>u").shows("High");
    }
}

#[test]
fn tables_show_their_columns() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<f6>").keys("j").check("encoder_neoplasms");
        bench.keys("<enter>").shows("Malignant Secondary").keys("<enter>").shows("Code C34.9");
    }
}

#[test]
fn a_pcs_code_is_built_axis_by_axis() {
    for size in Size::BOTH {
        let mut bench = bench(size);
        bench.keys("<f5>").text("0dt").check("encoder_builder");
        bench.text("x").shows("X is not a value here").text("j4").keys("<enter><enter>");
        bench.shows("0DTJ4ZZ").check("encoder_builder_whole");
        bench.keys("<enter>").shows("Code 0DTJ4ZZ").keys("<esc><left>").shows("Next: Qualifier");
    }
}
