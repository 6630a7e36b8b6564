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
