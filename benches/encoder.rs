//! Promises: an encoder keystroke over all code sets has a p99 under 3 ms; the built-in sets are under 6 MB and open in
//! under 15 ms; the whole of ICD-10-CM loads from the official files in under 10 s.
//!
//! `cargo bench --bench encoder` with the official files under CHARTROOM_DATA or ../shared/data; without them the built-in
//! sets alone are measured.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use chartroom::{
    classification::{
        answers::Scope,
        library::{Library, Set},
    },
    codesets::{
        files::{MadeSet, Wanted, make_sets, read_all},
        load::{LoadSets, Replace},
    },
};
use std::{path::PathBuf, sync::Arc};

/// What coders type, by kind.
const TYPED: &[&str] = &[
    "type 2 diabetes with chronic kidney disease",
    "dm2 ckd",
    "acute respiratory failure with hypoxia",
    "htn heart failure",
    "copd exacerbation",
    "fracture of neck of femur right",
    "hip fx",
    "pressure ulcer left heel stage 3",
    "pnuemonia due to klebsiela",
    "appendisitis with perforashun",
    "sepsis due to escherichia coli",
    "laparoscopic appendectomy",
    "bypass coronary artery four vessels",
    "open approach resection left lower lobe",
    "history of malignant neoplasm of breast",
    "s72.001a",
    "e11.22",
    "0dtj4zz",
    "j1885",
    "pain abdominal lower quadrant",
    "complication of vascular device infection",
    "accident car driver collision pedestrian",
    "poisoning acetaminophen self harm",
    "wheelchair electric",
    "xyzzy unknown words here",
];

fn data() -> Option<PathBuf> {
    let root = std::env::var_os("CHARTROOM_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")), PathBuf::from);
    root.join("icd10cm").exists().then_some(root)
}

fn files(root: &std::path::Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| root.join(name)).collect()
}

fn made(root: &std::path::Path, names: &[&str], year: Option<u16>) -> Vec<MadeSet> {
    let read = read_all(&files(root, names), &mut |_| {}).unwrap();
    make_sets(&read, &Wanted { year, ..Wanted::default() }).unwrap()
}

fn main() {
    common::print_machine();
    let (n_sets, opened) = common::timed(|| Library::built_in().sets().len());
    println!("built-in sets opened: {n_sets} in {:.3} ms", opened.as_secs_f64() * 1e3);
    let day = "2026-06-01".parse().unwrap();
    let (_, first) = common::timed(|| Library::built_in().answer("hypertension", day, Scope::All, 20));
    println!("first answer of the built-in sets, sections inflated: {:.1} ms", first.as_secs_f64() * 1e3);
    keys("built-in sets", Library::built_in());
    let Some(root) = data() else {
        println!("no official files: the rest is not measured");
        return;
    };
    let (store, session) = common::fresh("encoder");
    let cm = [
        "icd10cm/icd10cm-tabular-April-1-2026.xml.gz",
        "icd10cm/code-list-April-2026.txt.gz",
        "icd10cm/icd10cm_codes_long_titles_FY2026.csv.gz",
    ];
    let index = ["icd10cm/index_FY2025.csv.gz"];
    let rest = [
        "icd10cm/icd-10-cm-eindex-2025.xml.gz",
        "icd10cm/icd-10-cm-neoplasm-2025.xml.gz",
        "icd10cm/icd-10-cm-drug-2025.xml.gz",
    ];
    let (sets, loaded) = common::timed(|| {
        let mut sets = made(&root, &cm, Some(2026));
        sets.extend(made(&root, &index, Some(2025)));
        sets.extend(made(&root, &rest, None));
        store.apply(&session, &LoadSets { sets: sets.clone(), replace: Replace::No }).unwrap();
        sets
    });
    println!(
        "ICD-10-CM with indexes and tables loaded from the official files: {:.2} s",
        loaded.as_secs_f64()
    );
    let mut all = sets;
    all.extend(made(
        &root,
        &["icd10pcs/icd10pcs_tables_2026.xml.gz", "icd10pcs/icd10pcs_long_titles.csv.gz"],
        None,
    ));
    all.extend(made(&root, &["icd10pcs/icd10pcs_index_2025.xml.gz"], None));
    all.extend(made(&root, &["hcpcs/hcpcs_level2_2025_OCT.csv.gz"], None));
    let opened: Vec<Arc<Set>> = all
        .into_iter()
        .map(|set| {
            let compiled = set.compiled;
            let dates = (set.from, set.to);
            Set::open(compiled.kind, &set.edition, dates, "bench", compiled.n_records, compiled.bytes)
                .unwrap()
        })
        .map(Arc::new)
        .collect();
    let library = Library::new(opened);
    keys("all code sets", &library);
    builder(&library);
    println!("resident: {:.1} MB", common::resident_mb());
}

/// Every beginning of every line, as it is typed.
fn keys(name: &str, library: &Library) {
    let day = "2026-06-01".parse().unwrap();
    let mut times = common::Times::default();
    let mut slowest = (0.0, String::new());
    for round in 0..20 {
        for typed in TYPED {
            for (end, _) in typed.char_indices().skip(1).chain([(typed.len(), ' ')]) {
                let text = typed.get(..end).unwrap();
                let (hits, took) = common::timed(|| library.answer(text, day, Scope::All, 60));
                drop(hits);
                let ms = took.as_secs_f64() * 1e3;
                // The first round inflates sections.
                if round > 0 {
                    times.add(took);
                    if ms > slowest.0 {
                        slowest = (ms, text.to_owned());
                    }
                }
            }
        }
    }
    times.print(&format!("keystroke, {name}"));
    println!("  slowest: \"{}\" {:.2} ms", slowest.1, slowest.0);
}

/// The axis builder held against the expansion at every prefix.
fn builder(library: &Library) {
    let Some(pcs) = library.pcs("2026-06-01".parse().unwrap()) else { return };
    let mut prefixes = std::collections::BTreeMap::<String, std::collections::BTreeSet<char>>::new();
    for number in 0..pcs.len() {
        let code = pcs.code(number);
        for (length, next) in code.char_indices() {
            prefixes.entry(code.get(..length).unwrap().to_owned()).or_default().insert(next);
        }
    }
    let mut times = common::Times::default();
    let mut wrong = 0;
    for (prefix, next) in &prefixes {
        let offered = times.step(|| pcs.choices(prefix));
        wrong += usize::from(
            &offered.iter().map(|choice| choice.value).collect::<std::collections::BTreeSet<_>>() != next,
        );
    }
    println!("PCS: {} codes; builder wrong at {wrong} of {} prefixes", pcs.len(), prefixes.len());
    times.print("step of the PCS builder");
}
