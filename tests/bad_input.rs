//! Bad input to the real program: a clear message, status 1, nothing half done.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::Folder;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn chartroom(folder: &Folder, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .arg("--db")
        .arg(folder.file())
        .args(args)
        .env_remove("CHARTROOM_DB")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn hospital(name: &str) -> Folder {
    let folder = Folder::new(name);
    assert!(chartroom(&folder, &["init", "--training"]).status.success());
    folder
}

fn write(folder: &Folder, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Imports one file that must be refused as a record; the reason in the error queue.
fn refused(folder: &Folder, kind: &[&str], file: &Path) -> String {
    let import = [&["import"], kind, &[file.to_str().unwrap(), "--json"]].concat();
    let output = chartroom(folder, &import);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["added"], 0, "{summary}");
    assert!(summary["rejected"].as_u64().unwrap() > 0, "{summary}");
    let listed = chartroom(folder, &["errors", "list", "--limit", "1", "--json"]);
    let entry: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    entry["reason"].as_str().unwrap().to_owned()
}

#[test]
fn records_that_cannot_be_read_are_kept_with_the_reason() {
    let folder = hospital("bad-records");
    let deep = format!(
        "{{\"resourceType\":\"Patient\",\"id\":\"b\",\"x\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let cases: [(&str, &[u8], &str); 4] = [
        ("cut.json", br#"{"resourceType":"Patient","id":"a","name":[{"family":"Cut"#, "ends in the middle"),
        ("deep.json", deep.as_bytes(), "nested deeper"),
        (
            "number.json",
            br#"{"resourceType":"Patient","id":"c","name":[{"family":12}]}"#,
            "a number stands here",
        ),
        (
            "latin.json",
            b"{\"resourceType\":\"Patient\",\"id\":\"d\",\"name\":[{\"family\":\"M\xfcller\"}]}",
            "not UTF-8",
        ),
    ];
    for (name, bytes, reason) in cases {
        let found = refused(&folder, &["fhir"], &write(&folder, name, bytes));
        assert!(found.contains(reason), "{name}: {found}");
    }
    let cases: [(&str, &str, &str); 2] = [
        ("no-msh.hl7", "PID|1||1\rPV1|1\r", "no MSH"),
        ("signs.hl7", "MSH|^~\\\rPID|1||1^^^A^MR||A^B\r", "type and event"),
    ];
    for (name, text, reason) in cases {
        let found = refused(&folder, &["hl7"], &write(&folder, name, text.as_bytes()));
        assert!(found.contains(reason), "{name}: {found}");
    }
}

#[test]
fn a_bundle_with_faults_files_what_is_right_and_says_what_is_wrong() {
    let folder = hospital("bad-bundle");
    let person =
        |id: &str, more: &str| format!(r#"{{"resource":{{"resourceType":"Patient","id":"{id}",{more}}}}}"#);
    let number = r#""identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"h","value":"777"}]"#;
    let entries = [
        r#"{"resource":{"resourceType":"Condition","id":"x","subject":{"reference":"Patient/none"},"code":{"text":"cough"}}}"#.to_owned(),
        person("p1", &format!(r#"{number},"name":[{{"family":"One"}}]"#)),
        person("p2", &format!(r#"{number},"name":[{{"family":"Two"}}]"#)),
        person("p3", r#""name":[{"family":"Future"}],"birthDate":"2190-01-01""#),
        person("p4", r#""name":[{"family":"Dead"}],"birthDate":"1990-01-01","deceasedDateTime":"1980-01-01""#),
        person("p5", r#""name":[{"family":"\u001b[31mRed\u0007"}],"birthDate":"1990-01-01""#),
        r#"{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p1"},"period":{"start":"2020-02-02","end":"2020-01-01"}}}"#.to_owned(),
    ];
    let bundle =
        format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(","));
    let path = write(&folder, "bundle.json", bundle.as_bytes());
    let output = chartroom(&folder, &["import", "fhir", path.to_str().unwrap(), "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&summary["added"], &summary["rejected"]), (&2.into(), &4.into()), "{summary}");
    let reasons = said(&chartroom(&folder, &["errors", "list"]));
    for words in
        ["two patients with one identifier", "future", "before the birth", "end lies before the start"]
    {
        assert!(reasons.contains(words), "{words}: {reasons}");
    }
    // Control sequences of a name do nothing on a terminal.
    let found = chartroom(&folder, &["patients", "find", "red"]);
    assert!(!found.stdout.contains(&0x1b) && !found.stdout.contains(&7), "{}", said(&found));
}

#[test]
fn files_that_are_none_are_refused_by_their_kind() {
    let folder = hospital("bad-files");
    let pipe = folder.path().join("pipe.json");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    for (path, words) in [("pipe.json", "is a pipe"), ("empty", "holds no"), ("none.json", "is not there")] {
        let path = folder.path().join(path);
        let output = chartroom(&folder, &["import", "fhir", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let map = chartroom(&folder, &["import", "csv", "--map", "none.toml", "x.csv"]);
    assert_eq!(map.status.code(), Some(1));
    assert!(said(&map).contains("Nothing was imported"), "{}", said(&map));
}

#[test]
fn a_file_of_a_hundred_megabytes_of_one_field_is_refused_and_the_rest_is_read() {
    let folder = hospital("bad-big");
    let mut table = b"mrn,family_name,given_name,birth_date\n1,".to_vec();
    table.resize(table.len() + 100_000_000, b'X');
    table.extend_from_slice(b",A,1970-01-01\n2,Small,B,1970-01-01\n");
    let path = write(&folder, "big.csv", &table);
    let output =
        chartroom(&folder, &["import", "csv", "--map", "patients", path.to_str().unwrap(), "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&summary["added"], &summary["rejected"]), (&1.into(), &1.into()), "{summary}");
    assert!(said(&chartroom(&folder, &["errors", "list"])).contains("longer than 64 MB"));
}

#[test]
fn an_answer_that_finds_no_room_is_told() {
    let folder = hospital("bad-full");
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .arg("--db")
        .arg(folder.file())
        .args(["audit", "list"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("could not be written whole"), "{}", said(&output));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "another program holds the file")]
fn a_file_that_another_holds_is_busy_and_stays_as_it_was() {
    let folder = hospital("bad-busy");
    let other = rusqlite::Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let output = chartroom(&folder, &["user", "add", "jdoe", "--role", "coder"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("busy"), "{}", said(&output));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(!said(&chartroom(&folder, &["user", "list"])).contains("jdoe"));
    assert!(chartroom(&folder, &["check"]).status.success());
}
