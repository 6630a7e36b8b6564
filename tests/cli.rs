//! The commands as a shell sees them: text, JSON, exit status.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::Folder;
use std::process::{Command, Output};

/// Runs the program on the folder's database.
fn chartroom(folder: &Folder, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .arg("--db")
        .arg(folder.file())
        .args(args)
        .env_remove("CHARTROOM_DB")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(output)))
}

#[test]
fn every_command_answers_help_with_an_example() {
    let folder = Folder::new("help");
    let mut waiting: Vec<Vec<String>> = vec![vec![]];
    let mut asked = 0;
    while let Some(path) = waiting.pop() {
        let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
        args.push("--help");
        let output = chartroom(&folder, &args);
        let help = text(&output);
        assert!(output.status.success(), "{path:?}: {help}");
        assert!(help.contains("Example:"), "{path:?} has no example");
        asked += 1;
        let commands = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
        let names = commands
            .lines()
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
            .filter(|name| !name.is_empty() && *name != "help");
        waiting.extend(names.map(|name| [path.clone(), vec![name.to_owned()]].concat()));
    }
    assert!(asked > 8);
}

#[test]
fn a_database_is_made_checked_and_copied() {
    let folder = Folder::new("cli-init");
    let made = chartroom(&folder, &["init", "--name", "Harbor General Hospital", "--json"]);
    assert!(made.status.success(), "{}", text(&made));
    assert_eq!(json(&made)["kind"], "hospital");
    let again = chartroom(&folder, &["init"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again).contains("nothing was changed"));
    let checked = chartroom(&folder, &["check", "--json"]);
    assert_eq!(json(&checked)["sound"], true);
    let copy = folder.path().join("copy.db");
    assert!(chartroom(&folder, &["backup", copy.to_str().unwrap()]).status.success());
    assert!(copy.exists());
}

#[test]
fn users_come_and_go_and_the_log_tells() {
    let folder = Folder::new("cli-users");
    assert!(chartroom(&folder, &["init"]).status.success());
    let added = chartroom(&folder, &["user", "add", "jdoe", "--name", "Jane Doe", "--role", "coder"]);
    assert!(added.status.success(), "{}", text(&added));
    let wrong = chartroom(&folder, &["user", "add", "x", "--role", "king"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong).contains("no role \"king\""));
    assert!(chartroom(&folder, &["user", "disable", "jdoe"]).status.success());
    let listed = json(&chartroom(&folder, &["user", "list", "--json"]));
    let jdoe = listed.as_array().unwrap().iter().find(|user| user["login"] == "jdoe").unwrap().clone();
    assert_eq!((&jdoe["active"], &jdoe["roles"][0]), (&false.into(), &"coder".into()));
    let log = text(&chartroom(&folder, &["audit", "list"]));
    assert!(log.contains("user.disable") && log.contains("user.set"));
    assert_eq!(
        json(&chartroom(&folder, &["audit", "verify", "--json"]))["first_bad"],
        serde_json::Value::Null
    );
}

#[test]
fn nobody_acts_as_another_in_a_real_database() {
    let folder = Folder::new("cli-as");
    assert!(chartroom(&folder, &["init"]).status.success());
    let refused = chartroom(&folder, &["--as", "someone", "user", "list"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("this is a real database"));
}

#[test]
fn usage_errors_are_two_and_refusals_one() {
    let folder = Folder::new("cli-status");
    assert_eq!(chartroom(&folder, &["no-such-command"]).status.code(), Some(2));
    let missing = chartroom(&folder, &["check"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing).contains("There is no database"));
    std::fs::write(folder.file(), "plain text, no database").unwrap();
    let foreign = chartroom(&folder, &["check"]);
    assert_eq!(foreign.status.code(), Some(1));
    assert!(text(&foreign).contains("not a chartroom database"), "{}", text(&foreign));
}

/// A training hospital whose maker may do everything, with one patient, record number 1001.
fn hospital(name: &str) -> Folder {
    let folder = Folder::new(name);
    assert!(chartroom(&folder, &["init", "--training"]).status.success());
    let roles = ["user", "add", "sam", "--name", "Sam Super", "--role", "supervisor", "--role", "registrar"];
    assert!(chartroom(&folder, &roles).status.success());
    let clerk = ["--role", "indexing-clerk", "--role", "coder"];
    assert!(chartroom(&folder, &[&roles[..], &clerk[..]].concat()).status.success());
    let who = ["--family", "Okafor", "--given", "Grace", "--born", "5/3/1988", "--sex", "F", "--mrn", "1001"];
    done(&folder, &[&["patients", "register"][..], &who[..]].concat());
    folder
}

/// Runs a command as the supervisor; it must succeed.
fn done(folder: &Folder, args: &[&str]) -> Output {
    let output = chartroom(folder, &[args, &["--as", "sam"]].concat());
    assert!(output.status.success(), "{args:?}: {}", text(&output));
    output
}

#[test]
fn one_who_looks_alike_is_not_registered_twice_by_accident() {
    let folder = hospital("cli-alike");
    let who = ["--family", "Okafor", "--given", "Gracie", "--born", "3/5/1988"];
    let alike = json(&done(&folder, &[&["patients", "lookalikes"], &who[..], &["--json"]].concat()));
    assert_eq!((&alike[0]["mrn"], &alike[0]["strong"]), (&"1001".into(), &true.into()), "{alike}");
    assert!(alike[0]["matched_by"].as_str().unwrap().contains("day/month swapped"), "{alike}");
    let again = [&["--as", "sam", "patients", "register"], &who[..]].concat();
    let refused = chartroom(&folder, &again);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("Nobody was registered") && text(&refused).contains("1001"));
    done(&folder, &[&["patients", "register", "--anyway"], &who[..]].concat());
    assert!(text(&done(&folder, &["audit", "list"])).contains("in spite of look-alikes: 1001"));
    let stranger = ["patients", "lookalikes", "--family", "Quimby", "--given", "Ramona", "--json"];
    assert_eq!(json(&done(&folder, &stranger)), serde_json::json!([]));
}

#[test]
fn an_encounter_and_a_text_are_added_and_read_by_command() {
    let folder = hospital("cli-charts");
    let visit = ["--class", "inpatient", "--at", "1/10/2026 14:30", "--reason", "heart failure"];
    let opened = json(&done(&folder, &[&["encounters", "open", "1001", "--json"], &visit[..]].concat()));
    let visit = opened["visit_number"].as_str().unwrap().to_owned();
    let stays = json(&done(&folder, &["encounters", "list", "1001", "--json"]));
    assert_eq!(
        (&stays[0]["class"], &stays[0]["visit_number"]),
        (&"inpatient".into(), &visit.as_str().into())
    );
    let events = json(&done(&folder, &["encounters", "events", "1001", &visit, "--json"]));
    assert_eq!(events[0]["event"], "admit");

    let note = folder.path().join("note.txt");
    std::fs::write(&note, "\u{feff}PLAN\r\nFurosemide, recheck sodium.\r\n").unwrap();
    let paper =
        ["--type", "progress note", "--visit", &visit, "--author", "Dr. Elsewhere", "--state", "signed"];
    let add = [&["documents", "add", "1001", note.to_str().unwrap(), "--json"], &paper[..]].concat();
    let number = json(&done(&folder, &add))["document"].to_string();
    let shown = json(&done(&folder, &["documents", "show", &number, "--json"]));
    assert_eq!(shown["text"], "PLAN\nFurosemide, recheck sodium.\n");
    assert_eq!((&shown["title"], &shown["author"]), (&"Progress note".into(), &"Dr. Elsewhere".into()));
    let hits = json(&done(&folder, &["documents", "search", "1001", "sodium", "--json"]));
    assert_eq!((&hits[0]["document"].to_string(), &hits[0]["hits"]), (&number, &1.into()));
    let listed = json(&done(&folder, &["documents", "list", "1001", "--visit", &visit, "--json"]));
    assert_eq!(listed[0]["state"], "signed");

    let wrong =
        [&["documents", "add", "1001", "--type", "novel", "--as", "sam"][..], &[note.to_str().unwrap()]];
    let refused = chartroom(&folder, &wrong.concat());
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("documents kinds"), "{}", text(&refused));
    for list in ["list", "tests", "reports"] {
        assert_eq!(json(&done(&folder, &["results", list, "1001", "--json"])), serde_json::json!([]));
    }
}

#[test]
fn a_persons_own_lists_are_kept_by_command() {
    let folder = hospital("cli-lists");
    done(&folder, &["patients", "keep", "1001"]);
    assert_eq!(json(&done(&folder, &["patients", "mine", "--json"]))[0]["mrn"], "1001");
    done(&folder, &["patients", "drop", "1001"]);
    assert_eq!(json(&done(&folder, &["patients", "mine", "--json"])), serde_json::json!([]));
    done(&folder, &["patients", "show", "1001"]);
    assert_eq!(json(&done(&folder, &["patients", "recent", "--json"]))[0]["mrn"], "1001");
    let problems = json(&done(&folder, &["patients", "problems", "1001", "--json"]));
    assert!(problems["allergies"].as_array().unwrap().is_empty());
    let looked = json(&done(&folder, &["patients", "looked", "1001", "--json"]));
    assert!(looked.as_array().unwrap().iter().any(|line| line["action"] == "chart.open"), "{looked}");
    assert_eq!(json(&done(&folder, &["imports", "merges", "--json"])), serde_json::json!([]));
    assert_eq!(json(&done(&folder, &["drafts", "list", "--json"])), serde_json::json!([]));
    assert!(text(&chartroom(&folder, &["drafts", "drop", "x"])).contains("Nothing was discarded"));
    assert!(chartroom(&folder, &["user", "disable", "sam"]).status.success());
    assert!(chartroom(&folder, &["user", "enable", "sam"]).status.success());
    done(&folder, &["patients", "mine"]);
}
