//! `query lint` and `cdi rules` as a shell sees them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::Folder;
use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

fn chartroom(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(args)
        .env_remove("CHARTROOM_DB")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads no input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

const GOOD: &str = "Title: Sodium results\nIndicators:\n- Na 126 on 10/12, laboratory\nQuestion: What condition, if any, was treated?\n";

#[test]
fn a_query_is_weighed_from_standard_input_and_from_a_file() {
    let good = chartroom(&["query", "lint", "-"], GOOD);
    assert!(good.status.success());
    assert_eq!(String::from_utf8_lossy(&good.stdout), "Nothing stops this query.\n");
    let folder = Folder::new("query-lint");
    let file = folder.path().join("query.txt");
    std::fs::write(&file, GOOD.replace("was treated", "was treated, as it raises the DRG")).unwrap();
    let bad = chartroom(&["query", "lint", file.to_str().unwrap(), "--json"], "");
    assert_eq!(bad.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&bad.stdout).unwrap();
    assert_eq!((told["may_send"].as_bool(), told["findings"][0]["rule"].as_i64()), (Some(false), Some(2)));
    assert_eq!(told["findings"][0]["words"], "DRG");
    let missing = chartroom(&["query", "lint", "no-such-file"], "");
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("Nothing was weighed"));
}

#[test]
fn the_rule_file_is_printed_and_a_changed_one_is_checked() {
    let folder = Folder::new("cdi-rules");
    let file = folder.path().join("rules.toml");
    let printed = String::from_utf8(chartroom(&["cdi", "rules"], "").stdout).unwrap();
    std::fs::write(&file, &printed).unwrap();
    let path = file.to_str().unwrap();
    let sound = chartroom(&["cdi", "rules", "--check", path], "");
    assert!(sound.status.success() && String::from_utf8_lossy(&sound.stdout).contains("no fault"));
    std::fs::write(
        &file,
        printed.replacen("unless = \"aki-coded or told\"", "unless = \"aki-kodes or told\"", 1),
    )
    .unwrap();
    let faulty = chartroom(&["cdi", "rules", "--check", path], "");
    let told = String::from_utf8_lossy(&faulty.stderr).into_owned();
    assert_eq!(faulty.status.code(), Some(1));
    assert!(told.contains("line ") && told.contains("There is no clause or rule \"aki-kodes\""), "{told}");
}
