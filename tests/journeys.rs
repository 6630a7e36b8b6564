//! Whole journeys with the real program: in a real pseudo-terminal, by two processes on one file, killed in the middle.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod common;

use common::Folder;
use common::pty::Session;
use portable_pty::CommandBuilder;
use std::{
    fmt::Write as _,
    process::{Command, Output, Stdio},
    time::Duration,
};

fn chartroom(folder: &Folder, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chartroom")).arg("--db").arg(folder.file()).args(args).output().unwrap()
}

/// Runs a command that must succeed; its standard output.
fn done(folder: &Folder, args: &[&str]) -> String {
    let output = chartroom(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A training database with one patient and one registrar.
fn small_hospital(name: &str) -> Folder {
    let folder = Folder::new(name);
    done(&folder, &["init", "--training"]);
    done(&folder, &["user", "add", "clerk", "--name", "Clara Clerk", "--role", "registrar"]);
    let who = ["--family", "Núñez", "--given", "Ana", "--born", "1950-03-12", "--sex", "F"];
    done(&folder, &[&["patients", "register"][..], &who[..]].concat());
    folder
}

/// The program on a screen of its own.
fn open(folder: &Folder, columns: u16, rows: u16, login: &str) -> Session {
    Session::spawn(columns, rows, |_| {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chartroom"));
        command.args(["--db", folder.file().to_str().unwrap(), "--as", login]);
        command.env("TERM", "xterm-256color");
        command.env("XDG_CONFIG_HOME", folder.path());
        command
    })
}

#[test]
fn a_patient_is_found_and_the_chart_is_read_at_both_sizes() {
    let folder = small_hospital("journey-find");
    for (columns, rows) in [(80, 24), (120, 40)] {
        let mut screen = open(&folder, columns, rows, "clerk");
        screen.expect("Look up:").send("nun an");
        screen.expect("Núñez, Ana").send("\r");
        screen.expect("born 03/12/1950").expect("Overview").send("i");
        screen.expect("Record number").send("q");
        assert_eq!(screen.end().0, 0);
    }
    let log = done(&folder, &["audit", "list"]);
    assert!(log.contains("chart.open") && log.contains("lookup.finish"), "{log}");
    assert!(done(&folder, &["audit", "verify"]).contains("whole"));
}

#[test]
fn a_change_by_another_process_comes_to_the_screen() {
    let folder = small_hospital("journey-live");
    let mut screen = open(&folder, 120, 40, "clerk");
    screen.expect("Look up:").send("quimb");
    screen.expect("Nobody is found");
    let who = ["--family", "Quimby", "--given", "Ramona", "--born", "1960-01-02", "--sex", "F"];
    done(&folder, &[&["patients", "register"][..], &who[..]].concat());
    screen.expect("Quimby, Ramona").send("\x11");
    assert_eq!(screen.end().0, 0);
}

/// So many ADT messages that an import takes a while.
fn messages(folder: &Folder, count: usize) -> std::path::PathBuf {
    let mut text = String::new();
    for n in 0..count {
        let _ = write!(
            text,
            "MSH|^~\\&|ADT|EAST|HIM|HOSP|20260101120000||ADT^A28|M{n}|P|2.5\rEVN|A28|20260101120000\r\
             PID|1||{n:06}^^^EAST^MR||Person^Number{n}||19{:02}0{}1{}|F\r\r",
            n % 90 + 10,
            n % 9 + 1,
            n % 9
        );
    }
    let path = folder.path().join("many.hl7");
    std::fs::write(&path, text).unwrap();
    path
}

/// How many patients another process has committed so far.
#[allow(clippy::disallowed_methods, reason = "looks at the file from outside, as another program would")]
fn count_of_patients(folder: &Folder) -> impl Fn() -> i64 {
    let conn = rusqlite::Connection::open(folder.file()).unwrap();
    conn.busy_timeout(Duration::from_secs(10)).unwrap();
    move || conn.query_row("SELECT count(*) FROM patient", [], |row| row.get(0)).unwrap()
}

#[test]
fn an_import_killed_in_the_middle_goes_on_and_loses_nothing() {
    let folder = small_hospital("journey-kill");
    let path = messages(&folder, 6000);
    let path = path.to_str().unwrap();
    let patients = count_of_patients(&folder);
    for more in [1, 300, 900, 1500] {
        let until = patients() + more;
        let mut child = Command::new(env!("CARGO_BIN_EXE_chartroom"))
            .arg("--db")
            .arg(folder.file())
            .args(["import", "hl7", path])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while patients() < until {
            assert!(child.try_wait().unwrap().is_none(), "the import was never in the middle");
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().unwrap();
        let checked: serde_json::Value = serde_json::from_str(&done(&folder, &["check", "--json"])).unwrap();
        assert_eq!(checked["sound"], true, "{checked}");
    }
    let summary: serde_json::Value =
        serde_json::from_str(&done(&folder, &["import", "hl7", path, "--json"])).unwrap();
    assert_eq!(summary["rejected"], 0, "{summary}");
    let found: serde_json::Value =
        serde_json::from_str(&done(&folder, &["patients", "find", "005999", "--json"])).unwrap();
    assert_eq!(found[0]["mrn"], "005999");
    let again: serde_json::Value =
        serde_json::from_str(&done(&folder, &["import", "hl7", path, "--json"])).unwrap();
    assert_eq!((&again["added"], &again["changed"]), (&0.into(), &0.into()), "{again}");
    assert!(done(&folder, &["audit", "verify"]).contains("whole"));
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let folder = small_hospital("journey-many");
    let names = ["Abe", "Bea", "Cal", "Dot", "Eli", "Fay", "Gus", "Ida"];
    let children: Vec<_> = names
        .into_iter()
        .map(|given| {
            Command::new(env!("CARGO_BIN_EXE_chartroom"))
                .arg("--db")
                .arg(folder.file())
                .args(["patients", "register", "--family", "Crowd", "--given"])
                .arg(given)
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let found: serde_json::Value =
        serde_json::from_str(&done(&folder, &["patients", "find", "crowd", "--json"])).unwrap();
    let mrns: std::collections::BTreeSet<&str> =
        found.as_array().unwrap().iter().map(|row| row["mrn"].as_str().unwrap()).collect();
    assert_eq!(mrns.len(), 8);
    assert!(done(&folder, &["audit", "verify"]).contains("whole"));
}
