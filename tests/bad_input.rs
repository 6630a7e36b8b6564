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

/// What a command says that must be refused.
fn told(folder: &Folder, args: &[&str]) -> String {
    let output = chartroom(folder, args);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {}", said(&output));
    said(&output)
}

#[test]
fn papers_that_are_broken_or_hold_no_text_are_kept_with_the_reason() {
    let folder = hospital("bad-papers");
    let papers = folder.path().join("papers");
    std::fs::create_dir(&papers).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(papers.join(name), bytes).unwrap();
    put("broken.pdf", b"%PDF-1.4 and no more");
    put("broken.rtf", b"PK\x03\x04");
    put("picture.rtf", br"{\rtf1{\pict 00ff}}");
    put("blank.txt", b" \n");
    put("sound.txt", b"Seen today.");
    put("twice.txt", b"Seen today.");
    put("program.exe", b"MZ");
    let output = chartroom(&folder, &["intake", papers.to_str().unwrap(), "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&summary["kept"], &summary["without_text"], &summary["duplicates"]),
        (&5.into(), &4.into(), &1.into())
    );
    let messages =
        summary["messages"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>();
    for (name, why) in [
        ("broken.pdf", "the PDF is broken"),
        ("broken.rtf", "the RTF is broken"),
        ("picture.rtf", "the RTF holds no text"),
        ("blank.txt", "the file holds no text"),
        ("twice.txt", "is refused as a duplicate of"),
    ] {
        let found = messages.iter().find(|message| message.starts_with(name)).unwrap();
        assert!(found.contains(why), "{found}");
        assert!(found.contains("by hand") || found.contains("duplicate"), "{found}");
    }
    // Each waits for a person, the duplicate does not.
    let work = chartroom(&folder, &["work", "list", "indexing", "--json"]);
    let items: serde_json::Value =
        serde_json::from_slice(&work.stdout).unwrap_or_else(|_| panic!("{}", said(&work)));
    assert_eq!(items.as_array().or(items["items"].as_array()).unwrap().len(), 5, "{items}");
}

#[test]
fn rules_providers_and_templates_with_a_fault_are_told_by_name_and_change_nothing() {
    let folder = hospital("bad-rules");
    let shipped = said(&chartroom(&folder, &["completion", "rules", "show"]));
    let wrong = write(
        &folder,
        "own.toml",
        shipped.replace("owes = \"discharge-summary\"", "owes = \"dischrge\"").as_bytes(),
    );
    let refused = told(&folder, &["completion", "rules", "load", wrong.to_str().unwrap(), "--reason", "x"]);
    assert!(refused.contains("own.toml, line") && refused.contains("\"dischrge\""), "{refused}");
    let turned = [
        "rules",
        "set",
        "verbal-order",
        "--value",
        "24",
        "--from",
        "2027-02-01",
        "--to",
        "2027-01-01",
        "--reason",
        "x",
    ];
    let refused = told(&folder, &turned);
    assert!(refused.contains("the last day lies before the first"), "{refused}");
    let rules = said(&chartroom(&folder, &["rules", "show", "verbal-order", "--json"]));
    assert!(!rules.contains("2027"), "nothing was set: {rules}");
    // Without an NPI a provider is kept, and one is told what that means; a wrong one is refused.
    let bare = chartroom(&folder, &["providers", "set", "--new", "--family", "Lee", "--given", "Mary"]);
    assert!(
        bare.status.success() && said(&bare).contains("There is no NPI: claims and feeds"),
        "{}",
        said(&bare)
    );
    let missing = said(&chartroom(&folder, &["providers", "list", "--npi-faults"]));
    assert!(missing.contains("Lee, Mary") && missing.contains("no NPI"), "{missing}");
    let refused = told(
        &folder,
        &["providers", "set", "--new", "--family", "Roe", "--given", "Ann", "--npi", "1234567890"],
    );
    assert!(refused.contains("NPI"), "{refused}");
    let template = write(&folder, "warning.txt", b"Subject: Records\n\nbring {coffe}.\n");
    let refused = told(&folder, &["letters", "templates", "warning", "--set", template.to_str().unwrap()]);
    assert!(refused.contains("{coffe}") && refused.contains("line 3"), "{refused}");
    let kept = said(&chartroom(&folder, &["letters", "templates", "warning"]));
    assert!(!kept.contains("coffe"), "the shipped template stands: {kept}");
}
