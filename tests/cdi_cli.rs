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

/// Commands of the review list as two programs on one database: one person reviews, another sees it at once.
#[test]
fn stays_are_listed_reviewed_and_counted_by_command() {
    let folder = Folder::new("cdi-review");
    let db = folder.path().join("demo.db");
    let db = db.to_str().unwrap();
    let made = chartroom(&["--db", db, "demo", "--no-open", "--patients", "90", "--json"], "");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let ask = |args: &[&str]| {
        let all: Vec<&str> = ["--db", db, "--json"].iter().chain(args).copied().collect();
        let out = chartroom(&all, "");
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap()
    };
    let list = ask(&["cdi", "worklist", "--refresh"]);
    let stays = list["stays"].as_array().unwrap();
    assert!(!stays.is_empty(), "the demonstration has stays to review");
    let first = &stays[0];
    let sum: i64 =
        first["reasons"].as_array().unwrap().iter().map(|one| one["points"].as_i64().unwrap()).sum();
    assert_eq!(first["points"].as_i64(), Some(sum), "the points are those of the reasons");
    assert!(stays.windows(2).all(|two| two[0]["points"].as_i64() >= two[1]["points"].as_i64()));
    assert_eq!(ask(&["cdi", "worklist", "--refresh"])["refreshed"]["moved"], 0);
    let number = first["number"].as_str().unwrap();
    let done = ask(&["--as", "cdi-specialist", "cdi", "review", number, "--done", "--note", "echo pending"]);
    assert!(done["next"].is_string());
    let screen = ask(&["cdi", "review", number]);
    assert_eq!(screen["reviews"].as_array().unwrap().last().unwrap()["by"], "cdi-specialist");
    assert!(screen["drgs"].as_array().unwrap().iter().any(|one| one["stage"] == "baseline"));
    ask(&["--as", "cdi-specialist", "cdi", "review", number, "--undo"]);
    let figures = ask(&["cdi", "metrics", "--by", "service"]);
    for one in figures["figures"].as_array().unwrap().iter().take(6) {
        let metric = one["metric"].as_str().unwrap();
        let of = one["of"].as_str().unwrap();
        let behind = ask(&[
            "cdi",
            "metrics",
            "--by",
            "service",
            "--list",
            metric,
            "--part",
            "denominator",
            "--of",
            of,
        ]);
        let counted: f64 = behind.as_array().unwrap().iter().map(|row| row["value"].as_f64().unwrap()).sum();
        assert!((counted - one["denominator"].as_f64().unwrap()).abs() < 1e-6, "{metric} of {of}");
    }
    // Nothing of it is open to a provider.
    for args in [["cdi", "worklist"], ["cdi", "metrics"], ["cdi", "reconcile"]] {
        let all: Vec<&str> = ["--db", db, "--as", "provider"].into_iter().chain(args).collect();
        let refused = chartroom(&all, "");
        assert!(!refused.status.success() && refused.stdout.is_empty(), "{args:?}");
    }
    let file = folder.path().join("review.toml");
    std::fs::write(&file, "[eligible]\nclasses = [\"inpatient\"]\nwards = 3\n").unwrap();
    let checked = chartroom(&["--db", db, "cdi", "worklist", "--check", file.to_str().unwrap()], "");
    assert_eq!(checked.status.code(), Some(1));
    let told = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(told.contains("review.toml, line 3: ") && told.contains("wards"), "{told}");
}
