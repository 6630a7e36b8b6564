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
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::{
    fmt::Write as _,
    io::{Read, Write},
    process::{Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

/// Longer than anything takes, even on a busy machine; only a failing test waits for it.
const LIMIT: Duration = Duration::from_secs(30);

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
struct Screen {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
}

impl Screen {
    fn open(folder: &Folder, columns: u16, rows: u16, args: &[&str]) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chartroom"));
        command.args(["--db", folder.file().to_str().unwrap()]);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("XDG_CONFIG_HOME", folder.path());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let writer = Some(pair.master.take_writer().unwrap());
        let parser = vt100::Parser::new(rows, columns, 0);
        Self { child, master: Some(pair.master), writer, output, parser }
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
        self
    }

    /// Waits until the screen shows a text.
    fn shows(&mut self, text: &str) -> &mut Self {
        let start = Instant::now();
        while !self.parser.screen().contents().contains(text) {
            let left = LIMIT.saturating_sub(start.elapsed());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(_) => panic!("{text:?} did not come:\n{}", self.parser.screen().contents()),
            }
        }
        self
    }

    /// Waits for the end of the program; its exit status.
    fn ended(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(start.elapsed() < LIMIT, "the program does not end");
            let _ = self.output.recv_timeout(Duration::from_millis(20));
        }
    }

    /// The line is cut: the terminal goes away.
    fn cut(&mut self) {
        self.writer = None;
        self.master = None;
    }
}

#[test]
fn a_patient_is_found_and_the_chart_is_read_at_both_sizes() {
    let folder = small_hospital("journey-find");
    for (columns, rows) in [(80, 24), (120, 40)] {
        let mut screen = Screen::open(&folder, columns, rows, &["--as", "clerk"]);
        screen.shows("Clara Clerk").keys("gp").keys("nun an").shows("Núñez, Ana").keys("\r");
        screen.shows("born 03/12/1950").shows("Overview").keys("i").shows("Record number");
        screen.keys("q");
        assert_eq!(screen.ended(), 0);
    }
    let log = done(&folder, &["audit", "list"]);
    assert!(log.contains("chart.open") && log.contains("lookup.finish"), "{log}");
    assert!(done(&folder, &["audit", "verify"]).contains("whole"));
}

#[test]
fn what_was_typed_comes_back_after_a_cut_line() {
    let folder = small_hospital("journey-draft");
    let mut screen = Screen::open(&folder, 80, 24, &["--as", "clerk"]);
    screen.shows("Clara Clerk").keys("gp").keys("\x0e").shows("Family").keys("Featherstonehaugh");
    screen.shows("Featherstonehaugh");
    screen.cut();
    screen.ended();
    let mut again = Screen::open(&folder, 80, 24, &["--as", "clerk"]);
    again.shows("Clara Clerk").keys("gy").shows("Register").keys("\r").shows("Featherstonehaugh");
    again.cut();
    again.ended();
}

#[test]
fn a_change_by_another_process_comes_to_the_screen() {
    let folder = small_hospital("journey-live");
    let mut screen = Screen::open(&folder, 120, 40, &["--as", "clerk"]);
    screen.shows("Clara Clerk").keys("gp").keys("quimb").shows("quimb");
    let who = ["--family", "Quimby", "--given", "Ramona", "--born", "1960-01-02", "--sex", "F"];
    done(&folder, &[&["patients", "register"][..], &who[..]].concat());
    screen.shows("Quimby, Ramona");
    screen.cut();
    screen.ended();
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

#[test]
fn an_import_killed_in_the_middle_goes_on_and_loses_nothing() {
    let folder = small_hospital("journey-kill");
    let path = messages(&folder, 6000);
    let path = path.to_str().unwrap();
    let mut killed = 0;
    for wait in [60, 120, 240, 480] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chartroom"))
            .arg("--db")
            .arg(folder.file())
            .args(["import", "hl7", path])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        killed += usize::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        let checked: serde_json::Value = serde_json::from_str(&done(&folder, &["check", "--json"])).unwrap();
        assert_eq!(checked["sound"], true, "{checked}");
    }
    assert!(killed > 0, "the import was never in the middle");
    let summary: serde_json::Value =
        serde_json::from_str(&done(&folder, &["import", "hl7", path, "--json"])).unwrap();
    assert_eq!(summary["rejected"], 0, "{summary}");
    let found: serde_json::Value =
        serde_json::from_str(&done(&folder, &["patients", "find", "person number5999", "--json"])).unwrap();
    assert_eq!(found[0]["mrn"], "005999");
    let again: serde_json::Value =
        serde_json::from_str(&done(&folder, &["import", "hl7", path, "--json"])).unwrap();
    assert_eq!((&again["added"], &again["changed"]), (&0.into(), &0.into()), "{again}");
    assert!(done(&folder, &["audit", "verify"]).contains("whole"));
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let folder = small_hospital("journey-many");
    let children: Vec<_> = (0..8)
        .map(|n| {
            Command::new(env!("CARGO_BIN_EXE_chartroom"))
                .arg("--db")
                .arg(folder.file())
                .args(["patients", "register", "--family", "Crowd", "--given"])
                .arg(format!("Number{n}"))
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
