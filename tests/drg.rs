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

/// Runs `group` or `edits` on golden claims, with the tables that come with the program and these files.
fn command(args: &[&str], lines: &str) -> (Vec<Value>, bool) {
    command_bytes(args, lines.as_bytes())
}

fn command_bytes(args: &[&str], lines: &[u8]) -> (Vec<Value>, bool) {
    use std::{
        io::Write as _,
        process::{Command, Stdio},
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(args)
        .env_remove("CHARTROOM_DB")
        .env("XDG_DATA_HOME", "/nonexistent")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = lines.to_owned();
    let writer = std::thread::spawn(move || input.write_all(&text));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    let answers = String::from_utf8(output.stdout).unwrap();
    (answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), output.status.success())
}

#[test]
fn the_commands_answer_the_golden_claims_in_their_order() {
    let Some(claims) = golden() else { return };
    let lines: Vec<String> = claims.iter().map(|golden| golden["input"].to_string()).collect();
    let lines = lines.join("\n");
    let (grouped, well) = command(&["group", "--json", "--explain"], &lines);
    assert!(well && grouped.len() == claims.len());
    let mut found = Vec::new();
    for (ours, golden) in grouped.iter().zip(&claims) {
        assert_eq!(ours["id"], golden["input"]["id"]);
        differences(ours, &golden["msdrg_v43_1"], &golden["input"]["id"].to_string(), &mut found);
    }
    let (dx, pr) = (data("mce/mce_dx_edits_2026-06-01.csv.gz"), data("mce/mce_pr_edits_2026-06-01.csv.gz"));
    let (dx, pr) = (dx.unwrap(), pr.unwrap());
    let (edited, well) =
        command(&["edits", "--json", "--tables", dx.to_str().unwrap(), pr.to_str().unwrap()], &lines);
    assert!(well && edited.len() == claims.len());
    for (ours, golden) in edited.iter().zip(&claims) {
        differences(ours, &golden["mce_2026_06_01"], &golden["input"]["id"].to_string(), &mut found);
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_bad_line_gets_an_error_in_its_place_and_status_1_at_the_end() {
    let lines = "{\"id\":\"a\",\"age\":60,\"sex\":0,\"discharge_status\":1,\"pdx\":{\"code\":\"I10\",\"poa\":\"Y\"}}\n\
                 not json\n{\"pdx\":\"I10\",\"discharge_date\":\"soon\"}\n{}\n";
    let (answers, well) = command(&["group", "--json"], lines);
    assert!(!well);
    assert_eq!((&answers[0]["id"], &answers[0]["final_drg"]), (&json!("a"), &json!(305)));
    assert_eq!((&answers[1]["line"], &answers[2]["line"]), (&json!(2), &json!(3)));
    assert!(answers[2]["error"].as_str().unwrap().contains("no day"));
    assert_eq!(answers[3]["return_code"], "INVALID_PDX");
}

#[test]
fn claims_are_read_as_senders_write_them() {
    let plain = "{\"id\":\"p\",\"age\":60,\"sex\":0,\"discharge_status\":1,\"discharge_date\":\"2026-06-01\",\"pdx\":{\"code\":\"I10\",\"poa\":\"Y\"},\"sdx\":[{\"code\":\"E1122\",\"poa\":\"1\"}]}";
    let others = [
        "\u{feff}{\"id\":\"p\",\"age\":\"60\",\"sex\":\"M\",\"discharge_status\":\"01\",\"discharge_date\":20260601,\"pdx\":\"I10\",\"sdx\":[\"E11.22\"],\"procedures\":null,\"unknown\":{\"deep\":[1,2]}}",
        "  {\"id\":\"p\",\"input\":{\"age\":60.0,\"sex\":0,\"discharge_status\":1,\"discharge_date\":\"20260601\",\"length_of_stay\":100000,\"pdx\":{\"code\":\"i10\",\"poa\":null},\"sdx\":[null,{\"code\":\"E1122\",\"poa\":1}],\"procedures\":[]}}\r",
    ];
    let lines = format!("{}\r\n\r\n\n{}\n{plain}", others[0], others[1]);
    let (answers, well) = command(&["group", "--json"], &lines);
    assert!(well, "{answers:?}");
    assert_eq!(answers.len(), 3);
    for answer in &answers {
        assert_eq!(
            (&answer["id"], &answer["final_drg"], &answer["return_code"]),
            (&json!("p"), &json!(305), &json!("OK"))
        );
    }
}

/// Lines of every kind: whole, cut, huge, empty, of other shapes.
#[test]
fn no_line_is_lost_and_order_is_kept_whatever_the_lines_are() {
    use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
    let claim = "{\"id\":ID,\"age\":60,\"sex\":0,\"discharge_status\":1,\"pdx\":{\"code\":\"I10\",\"poa\":\"Y\"},\"sdx\":[{\"code\":\"E1122\"}]}";
    let mut runner = TestRunner::deterministic();
    let kinds = prop::collection::vec((0_u8..12, any::<prop::sample::Index>(), "\\PC{0,40}"), 400..401);
    let kinds = kinds.new_tree(&mut runner).unwrap().current();
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for (n, (kind, at, text)) in kinds.iter().enumerate() {
        let whole = claim.replace("ID", &n.to_string());
        lines.push(match kind {
            0 => whole.as_bytes()[..at.index(whole.len()).max(1)].to_vec(),
            1 => format!("{{\"id\":{n},\"pdx\":\"I10\",\"sdx\":[{}\"I10\"]}}", "\"I10\",".repeat(300))
                .into_bytes(),
            2 => format!("{{\"id\":{n},\"pdx\":{}1{}}}", "[".repeat(300), "]".repeat(300)).into_bytes(),
            3 => format!("{{\"id\":{n},\"age\":[],\"pdx\":{{\"code\":{{}}}}}}").into_bytes(),
            4 => format!("x{}", text.replace(['\n', '\r'], " ")).into_bytes(),
            5 => vec![b'"', 0xff, 0xfe, b'"'],
            6 => format!("{{\"id\":{n}}}\r").into_bytes(),
            7 => format!("[{n}]").into_bytes(),
            _ => whole.into_bytes(),
        });
    }
    let text: Vec<u8> = lines.join(&b'\n');
    for args in [["group", "--json"], ["edits", "--json"]] {
        let (answers, _) = command_bytes(&args, &text);
        assert_eq!(answers.len(), lines.len());
        for (n, (answer, (kind, ..))) in answers.iter().zip(&kinds).enumerate() {
            let bad = answer.get("error").is_some();
            assert!(bad && answer["line"] == json!(n + 1) || answer["id"] == json!(n), "line {n}: {answer}");
            assert!(!bad || !matches!(kind, 1 | 6 | 8..), "line {n} of kind {kind}: {answer}");
        }
    }
}

#[test]
fn real_stays_regroup_to_the_billed_drg_but_for_later_versions() {
    let (Some(official), Some(claims)) = (official(), golden()) else { return };
    let (mut n, mut same) = (0, 0);
    for golden in claims.iter().filter(|golden| golden["billed_drg"].is_array()) {
        let outcome = official.drg.group(&claim(&golden["input"]));
        let billed: u16 = golden["billed_drg"][0].as_str().unwrap().parse().unwrap();
        n += 1;
        if outcome.last.drg == billed {
            same += 1;
        } else {
            println!("billed {billed:03}, now {:03} ({})", outcome.last.drg, outcome.code.name());
        }
    }
    println!("{same} of {n} stays with a billed DRG regroup to it");
    assert!(n == 63 && same >= 54);
}

mod any_claim {
    use chartroom::{
        classification::{
            drg::claim::{Claim, Diagnosis, Sex},
            library::Library,
            mce::editor,
        },
        codesets::grouping::{newest, tables},
        domain::drg::Code,
    };
    use proptest::prelude::*;

    fn claims() -> impl Strategy<Value = Claim> {
        let drg = tables(newest(Library::built_in()).unwrap()).unwrap();
        let mut dx: Vec<Code> = drg.diagnoses().step_by(37).collect();
        let mut pr: Vec<Code> = drg.procedures().step_by(23).collect();
        dx.extend(["ZZZ99", "A00", "0000", "B20", "S72001A"].iter().filter_map(|text| Code::parse(text)));
        pr.extend(["0000000", "XXXXXXX", "5A1955Z"].iter().filter_map(|text| Code::parse(text)));
        let poa = prop::sample::select(vec![b'Y', b'N', b'U', b'W', b'1', 0]);
        let one = (prop::sample::select(dx), poa).prop_map(|(code, poa)| Diagnosis { code, poa });
        let sex = prop::sample::select(vec![Sex::Male, Sex::Female, Sex::Unknown, Sex::Invalid]);
        (
            prop::option::of(any::<u16>()),
            sex,
            any::<u8>(),
            prop::option::of(one.clone()),
            proptest::collection::vec(one, 0..12),
            proptest::collection::vec(prop::sample::select(pr), 0..8),
        )
            .prop_map(|(age_years, sex, discharge_status, principal, secondary, procedures)| Claim {
                age_years,
                sex,
                discharge_status,
                principal,
                secondary,
                procedures,
                ..Claim::default()
            })
    }

    #[test]
    fn groups_and_edits_without_fail_and_whatever_the_order() {
        let library = Library::built_in();
        let set = newest(library).unwrap();
        let drg = tables(set).unwrap();
        let (mce, _) = editor(library, drg, set.from);
        proptest!(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() }, |(claim in claims(), turn in 0_usize..12)| {
            let (outcome, told) = drg.explain(&claim);
            prop_assert!(drg.drg(outcome.last.drg).is_some() && !told.steps.is_empty());
            prop_assert_eq!(outcome.secondary.len(), claim.secondary.len());
            let n_edits = mce.edit(&claim).found.len();
            let mut turned = claim.clone();
            let n = turned.secondary.len().max(1);
            turned.secondary.rotate_left(turn % n);
            turned.procedures.reverse();
            let again = drg.group(&turned);
            prop_assert_eq!((again.initial, again.last, again.hac_status), (outcome.initial, outcome.last, outcome.hac_status));
            prop_assert_eq!(mce.edit(&turned).found.len(), n_edits);
        });
    }
}
