//! The grouper and the code editor against CMS's own programs, and against the manual they are made from.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod common;
#[path = "common/drg.rs"]
mod official;

use chartroom::{
    classification::{
        drg::{DrgTables, claim::Outcome},
        mce::MceTables,
    },
    domain::drg::{Code, Manual},
    formats::cms,
};
use common::data;
use official::{claim, golden, manual, manual_files, tables};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

struct Official {
    manual: Manual,
    drg: DrgTables,
    mce: MceTables,
}

/// Read once for all tests of this file.
fn official() -> Option<&'static Official> {
    static ONCE: OnceLock<Option<Official>> = OnceLock::new();
    ONCE.get_or_init(|| {
        let manual = manual()?;
        let (drg, mce) = tables(&manual)?;
        Some(Official { manual, drg, mce })
    })
    .as_ref()
}

/// The outcome in the names of the golden files.
fn told(outcome: &Outcome) -> Value {
    json!({
        "initial_drg": outcome.initial.drg, "final_drg": outcome.last.drg,
        "initial_mdc": outcome.initial.mdc, "final_mdc": outcome.last.mdc,
        "return_code": outcome.code.name(),
        "hac_status": outcome.hac_status.name(), "hac_categories": outcome.n_hac_categories,
        "sdx": outcome.secondary.iter().map(|dx| json!({
            "code": dx.code.to_string(),
            "initial_severity": dx.initial.name(), "final_severity": dx.last.name(),
            "poa_result": dx.poa.name(),
            "hacs": dx.hacs.iter().map(|(hac, result)| json!({"hac": hac, "status": result.name()})).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// Everything the golden claim states is equal; an older part of the golden files lacks some fields.
fn differences(ours: &Value, theirs: &Value, at: &str, found: &mut Vec<String>) {
    match theirs {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| *name != "drg_title") {
                differences(&ours[name], value, &format!("{at}.{name}"), found);
            }
        }
        Value::Array(values) => {
            let printed_object = values.iter().any(Value::is_string);
            if !printed_object && ours.as_array().map(Vec::len) != Some(values.len()) {
                found.push(format!("{at}: ours {ours}, theirs {theirs}"));
            }
            for (idx, value) in values.iter().enumerate().filter(|(_, value)| !value.is_string()) {
                differences(&ours[idx], value, &format!("{at}[{idx}]"), found);
            }
        }
        _ if ours != theirs => found.push(format!("{at}: ours {ours}, theirs {theirs}")),
        _ => {}
    }
}

#[test]
fn every_golden_claim_groups_as_the_official_program_groups_it() {
    let (Some(official), Some(claims)) = (official(), golden()) else { return };
    let mut found = Vec::new();
    for golden in &claims {
        let outcome = official.drg.group(&claim(&golden["input"]));
        differences(&told(&outcome), &golden["msdrg_v43_1"], &golden["input"]["id"].to_string(), &mut found);
        let title = official.drg.drg(outcome.last.drg).map_or("", |drg| &drg.title);
        if title != golden["msdrg_v43_1"]["drg_title"] {
            found.push(format!("title {title}"));
        }
    }
    println!("{} golden claims grouped, {} differences", claims.len(), found.len());
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(claims.len(), 994);
}

#[test]
fn every_golden_claim_is_edited_as_the_official_program_edits_it() {
    let (Some(official), Some(claims)) = (official(), golden()) else { return };
    let mut found = Vec::new();
    for golden in &claims {
        let edited = official.mce.edit(&claim(&golden["input"]));
        let edits: BTreeMap<&str, usize> = edited.counts().map(|(edit, n)| (edit.name(), n)).collect();
        let ours = json!({"edit_type": edited.edit_type(), "edits": edits});
        if ours != golden["mce_2026_06_01"] {
            found
                .push(format!("{}: ours {ours}, theirs {}", golden["input"]["id"], golden["mce_2026_06_01"]));
        }
    }
    println!("{} golden claims edited, {} differences", claims.len(), found.len());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_line_of_the_manual_is_passed_over_without_being_understood() {
    let Some(official) = official() else { return };
    println!("lines not understood: {}", official.manual.notes.len());
    assert_eq!(official.manual.notes, []);
    assert_eq!(official.manual.version, "43.1");
    let manual = &official.manual;
    let counts = (manual.classes.len(), manual.drgs.len(), manual.collections.len(), manual.clusters.len());
    assert_eq!(counts, (327, 772, 1_994, 3_651));
    assert_eq!((manual.ccs.len(), manual.mccs.len()), (15_078, 3_354));
}

#[test]
fn the_tables_come_back_from_their_bytes() {
    let Some(official) = official() else { return };
    let bytes = official.drg.to_bytes();
    let opened = DrgTables::from_bytes(&bytes).unwrap();
    assert!(opened.to_bytes() == bytes);
    let mce = MceTables::from_bytes(&official.mce.to_bytes()).unwrap();
    assert!(mce == official.mce);
    for len in (0..bytes.len()).step_by(9_973) {
        assert!(DrgTables::from_bytes(&bytes[..len]).is_none());
    }
}

#[test]
fn a_manual_that_is_cut_off_or_damaged_is_refused_with_file_and_line() {
    let Some(files) = manual_files() else { return };
    let read = |files: &[(String, String)]| {
        cms::manual::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    };
    let fault_of = |name: &str, change: &dyn Fn(&str) -> String| {
        let mut files = files.clone();
        for (own, text) in &mut files {
            if own == name {
                *text = change(text);
            }
        }
        read(&files).err().map(|fault| (fault.file.clone(), fault.line, fault.to_string()))
    };
    for name in ["mdcs_12_21", "appendix_A"] {
        let without: Vec<_> = files.iter().filter(|(own, _)| own != name).cloned().collect();
        assert!(read(&without).is_err(), "without {name}");
        let half = fault_of(name, &|text| text.chars().take(text.len() / 2).collect()).expect(name);
        assert!(half.1 > 0 && half.2.contains("Take the file from CMS again"), "{half:?}");
    }
    let broken = fault_of("mdcs_00_07", &|text| {
        text.replacen(
            "|           Yes            |           001",
            "|           Oui            |           001",
            1,
        )
    });
    assert_eq!(broken.map(|(file, line, _)| (file, line)), Some(("mdcs_00_07".to_owned(), 69)));
    let level = fault_of("appendix_C", &|text| text.replacen(" A000    CC ", " A000    XX ", 1));
    assert_eq!(level.map(|(_, line, _)| line), Some(20));
    let count = fault_of("appendix_C", &|text| {
        text.replacen("  A001    Cholera due to Vibrio cholerae 01, biovar eltor", "", 1)
    });
    assert!(count.is_some_and(|(.., words)| words.contains("Collection 0002 should have 3")));
    // What a file straight from CMS may hold beside the logic changes nothing.
    let furniture = fault_of("mdcs_08_11", &|text| {
        let note = "Note that this explains what the lists below mean.\n\n\u{c}\nPage 12 of 900\n\nRIGHT HIP";
        text.replacen("RIGHT HIP", note, 1)
    });
    assert_eq!(furniture, None);
}

#[test]
fn every_drg_and_every_list_can_be_reached() {
    let Some(official) = official() else { return };
    let reachable: BTreeSet<u16> = official
        .manual
        .classes
        .iter()
        .chain(&official.manual.unrelated)
        .flat_map(|class| class.rows.iter().map(|row| row.drg))
        .collect();
    let missing: Vec<u16> = official
        .drg
        .drgs()
        .iter()
        .map(|drg| drg.drg)
        .filter(|drg| *drg != 999 && !reachable.contains(drg))
        .collect();
    assert_eq!(missing, [0_u16; 0]);
    // Each diagnosis of an MDC groups somewhere, alone.
    let mut ungrouped = Vec::new();
    for code in official.drg.diagnoses().filter(|code| !code.is_external_cause()) {
        let mut lone = claim(
            &json!({"age": 40, "sex": 1, "discharge_status": 1, "pdx": {"code": code.to_string()}, "sdx": [], "procedures": []}),
        );
        let female = official.drg.group(&lone);
        lone.sex = chartroom::classification::drg::claim::Sex::Male;
        let male = official.drg.group(&lone);
        if female.initial.drg == 999 || male.initial.drg == 999 {
            ungrouped.push(code.to_string());
        }
    }
    assert_eq!(ungrouped, [""; 0]);
    assert!(data("msdrg").is_some() && Code::parse("I10").is_some());
}
