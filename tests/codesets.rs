//! The official files of ../shared/data through the loaders: counts as their README says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod common;

use chartroom::{
    classification::{
        answers::Scope,
        compile::compile,
        library::{Library, Set},
    },
    domain::codeset::{CodeFile, IndexLine, Rank, SetKind, plain_code},
    formats::cms,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    sync::{Arc, OnceLock},
};

/// Reads one file of the data, gunzipped; `None` without data.
fn file(path: &str) -> Option<CodeFile> {
    let bytes = bytes(path)?;
    Some(
        cms::read(path.rsplit('/').next().unwrap().trim_end_matches(".gz"), &bytes)
            .unwrap_or_else(|fault| panic!("{fault}")),
    )
}

fn bytes(path: &str) -> Option<Vec<u8>> {
    let full = common::data(path)?;
    let bytes = std::fs::read(full).unwrap();
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(bytes);
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
    Some(plain)
}

#[test]
fn every_official_file_is_read_with_its_counts() {
    let counts = [
        ("icd10cm/code-list-April-2026.txt.gz", 98_225),
        ("icd10cm/icd10cm_codes_long_titles_FY2026.csv.gz", 74_260),
        ("icd10cm/index_FY2025.csv.gz", 81_024),
        ("icd10cm/icd-10-cm-drug-2025.xml.gz", 7_428),
        ("icd10cm/icd-10-cm-neoplasm-2025.xml.gz", 0),
        ("icd10cm/icd-10-cm-eindex-2025.xml.gz", 8_064),
        ("icd10cm/POA_exempt_codes_FY2020.txt.gz", 0),
        ("icd10cm/format_samples/icd10cm_order_2026_first_lines.txt", 11),
        ("icd10cm/format_samples/icd10cm_index_2027_excerpt.xml", 0),
        ("icd10pcs/icd10pcs_tables_2026.xml.gz", 914),
        ("icd10pcs/icd10pcs_definitions_2026.xml.gz", 0),
        ("icd10pcs/icd10pcs_index_2025.xml.gz", 0),
        ("icd10pcs/icd10pcs_long_titles.csv.gz", 78_638),
        ("hcpcs/hcpcs_level2_2025_OCT.csv.gz", 8_846),
        ("risk/cms_hcc/ra_dx_to_cc_2026.csv.gz", 0),
        ("risk/ahrq/CCSR_DX_mapping_v2022_1.csv.gz", 73_370),
    ];
    for (path, wanted) in counts {
        let Some(file) = file(path) else { return };
        println!("{path}: {} {:?} {:?}", file.n_records(), file.kind(), file.year());
        assert!(wanted == 0 || file.n_records() == wanted, "{path}: {} not {wanted}", file.n_records());
    }
    let Some(CodeFile::Tabular(tabular)) = file("icd10cm/icd10cm-tabular-April-1-2026.xml.gz") else {
        panic!()
    };
    let of = |rank| tabular.rows.iter().filter(|row| row.rank == rank).count();
    assert_eq!((of(Rank::Chapter), of(Rank::Block), of(Rank::Code)), (22, 297, 46_881));
    let Some(CodeFile::PcsTables(2026, tables)) = file("icd10pcs/icd10pcs_tables_2026.xml.gz") else {
        panic!()
    };
    let codes: usize = tables
        .iter()
        .flat_map(|table| &table.rows)
        .map(|row| row.axes.iter().map(Vec::len).product::<usize>())
        .sum();
    assert_eq!(codes, 79_115);
}

/// All sets of the data, compiled and opened.
fn library() -> Option<&'static Library> {
    static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();
    LIBRARY
        .get_or_init(|| {
            let groups: [(SetKind, &[&str]); 11] = [
                (
                    SetKind::Icd10Cm,
                    &[
                        "icd10cm/icd10cm-tabular-April-1-2026.xml.gz",
                        "icd10cm/code-list-April-2026.txt.gz",
                        "icd10cm/icd10cm_codes_long_titles_FY2026.csv.gz",
                    ],
                ),
                (SetKind::CmIndex, &["icd10cm/index_FY2025.csv.gz"]),
                (SetKind::CmExternal, &["icd10cm/icd-10-cm-eindex-2025.xml.gz"]),
                (SetKind::CmNeoplasm, &["icd10cm/icd-10-cm-neoplasm-2025.xml.gz"]),
                (SetKind::CmDrug, &["icd10cm/icd-10-cm-drug-2025.xml.gz"]),
                (
                    SetKind::Icd10Pcs,
                    &["icd10pcs/icd10pcs_tables_2026.xml.gz", "icd10pcs/icd10pcs_long_titles.csv.gz"],
                ),
                (SetKind::PcsIndex, &["icd10pcs/icd10pcs_index_2025.xml.gz"]),
                (SetKind::Hcpcs, &["hcpcs/hcpcs_level2_2025_OCT.csv.gz"]),
                (SetKind::Ccsr, &["risk/ahrq/CCSR_DX_mapping_v2022_1.csv.gz"]),
                (SetKind::Hcc, &["risk/cms_hcc/ra_dx_to_cc_2026.csv.gz"]),
                (SetKind::PoaExempt, &["icd10cm/POA_exempt_codes_FY2020.txt.gz"]),
            ];
            let mut sets = Vec::new();
            for (kind, paths) in groups {
                let files: Vec<CodeFile> = paths.iter().map(|path| file(path)).collect::<Option<_>>()?;
                let made = compile(kind, &files.iter().collect::<Vec<_>>()).unwrap();
                println!("{}: {} records, {} kB", kind.title(), made.n_records, made.bytes.len() / 1024);
                let dates = ("2025-10-01".parse().unwrap(), "2026-09-30".parse().unwrap());
                sets.push(Arc::new(
                    Set::open(kind, "2026", dates, "data", made.n_records, made.bytes).unwrap(),
                ));
            }
            Some(Library::new(sets))
        })
        .as_ref()
}

fn day() -> chrono::NaiveDate {
    "2026-06-01".parse().unwrap()
}

#[test]
fn every_tabular_entry_is_found_by_its_code() {
    let Some(library) = library() else { return };
    let Some(CodeFile::Tabular(tabular)) = file("icd10cm/icd10cm-tabular-April-1-2026.xml.gz") else {
        return;
    };
    let codes: Vec<&str> =
        tabular.rows.iter().filter(|row| row.rank == Rank::Code).map(|row| row.name.as_str()).collect();
    let first = |library: &Library, typed: &str| {
        library.answer(typed, day(), Scope::All, 3).first().map(|hit| hit.code.clone()).unwrap_or_default()
    };
    let missed = codes.iter().filter(|code| first(library, code) != **code).count();
    println!("{} of {} tabular entries found by their code", codes.len() - missed, codes.len());
    assert_eq!((codes.len(), missed), (46_881, 0));
    for code in codes.iter().step_by(50) {
        assert_eq!(first(Library::built_in(), &code.replace('.', "").to_lowercase()), **code);
    }
}

/// Share of a sample of index lines whose code is among the first five answers to their term.
fn index_share(library: &Library, index: &[IndexLine], n_lines: usize, name: &str) -> f64 {
    let mut path: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for line in index {
        path.truncate(usize::from(line.level));
        path.push(&line.term);
        if !line.code.is_empty() {
            lines.push((path.join(" "), plain_code(&line.code)));
        }
    }
    let step = lines.len() / n_lines;
    let sample: Vec<_> = lines.iter().step_by(step).take(n_lines).collect();
    let mut missed = Vec::new();
    for (typed, code) in &sample {
        let hits = library.answer(typed, day(), Scope::All, 5);
        if !hits.iter().any(|hit| plain_code(&hit.code) == *code) {
            missed.push((typed, code, hits.first().map(|hit| format!("{} {}", hit.code, hit.why))));
        }
    }
    for (typed, code, got) in missed.iter().take(12) {
        println!("  missed: {typed} -> {code}, first answer {got:?}");
    }
    let share = 1.0 - missed.len() as f64 / sample.len() as f64;
    println!(
        "{name}: {} of {} index lines ({:.2} %) have their code in the first five",
        sample.len() - missed.len(),
        sample.len(),
        share * 100.0
    );
    share
}

#[test]
fn an_index_term_brings_its_code_into_the_first_five() {
    let Some(library) = library() else { return };
    let Some(CodeFile::Index(_, index)) = file("icd10cm/index_FY2025.csv.gz") else { return };
    assert!(index_share(library, &index.lines, 2_000, "index loaded") > 0.99);
    assert!(index_share(Library::built_in(), &index.lines, 500, "built-in sets alone") > 0.5);
}

#[test]
fn pcs_tables_make_exactly_the_valid_codes_and_the_builder_offers_nothing_else() {
    let Some(library) = library() else { return };
    let pcs = library.pcs(day()).unwrap();
    assert_eq!(pcs.len(), 79_115);
    // Every prefix of every code: what is offered is what the codes have there.
    let mut prefixes: BTreeMap<String, BTreeSet<char>> = BTreeMap::default();
    for number in 0..pcs.len() {
        let code = pcs.code(number);
        for length in 0..7 {
            prefixes
                .entry(code.get(..length).unwrap().to_owned())
                .or_default()
                .insert(code.chars().nth(length).unwrap());
        }
    }
    // All of the first three axes, a spread of the rest: the whole takes minutes unoptimised.
    for (at, (prefix, next)) in prefixes.iter().enumerate() {
        if prefix.len() < 3 || at % 17 == 0 {
            let offered: BTreeSet<char> =
                pcs.choices(prefix).into_iter().map(|choice| choice.value).collect();
            assert_eq!(&offered, next, "after {prefix}");
        }
    }
    println!("{} codes, {} prefixes", pcs.len(), prefixes.len());
    assert!(pcs.choices("0I").is_empty() && pcs.choices("0016070").is_empty());
}

#[test]
fn coders_words_find_their_codes() {
    let Some(library) = library() else { return };
    for (typed, wanted) in [
        ("htn", "I10"),
        ("dm2 ckd", "E11.22"),
        ("copd", "J44.9"),
        ("mi", "I21"),
        ("heart attack", "I21.9"),
        ("nstemi", "I21.4"),
        ("pnuemonia", "J18.9"),
        ("appendisitis", "K37"),
        ("type 2 diabetes", "E11"),
        ("afib", "I48.91"),
        ("e11.2", "E11.2"),
        ("e1122", "E11.22"),
        ("chf", "I50.9"),
        ("uti", "N39.0"),
        ("aki", "N17.9"),
        ("lap chole", "0FB4"),
        ("appendectomy", "0DTJ"),
        ("pressure ulcers heel", "L89.6"),
        ("hip fx", "S72"),
        ("gerd", "K21.9"),
        ("low potassium", "E87.6"),
        ("0dtj4zz", "0DTJ4ZZ"),
        ("s52.001a", "S52.001A"),
        ("sepsis e coli", "A41.51"),
        ("acute resp fail hypoxia", "J96.01"),
    ] {
        let hits = library.answer(typed, day(), Scope::All, 5);
        let codes: Vec<&str> = hits.iter().map(|hit| hit.code.as_str()).collect();
        assert!(codes.iter().any(|code| code.starts_with(wanted)), "{typed}: {codes:?} without {wanted}");
    }
}
