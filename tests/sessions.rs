//! Whole journeys through the real program in a real pseudo-terminal: start, work, leave, lose the line, meet a fault.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod common;

use chartroom::{
    app::{self, Settings, Surroundings},
    desks::Desk,
    domain::{
        role::{Permission, Role},
        time::Clock,
    },
    keys::{Command, CommandId},
    kit::{Caret, Draft, Heading, Mode, Outbox, Pane, Scene, Tables, TextInput},
    store::{self, Session as User, Store, drafts, ops},
};
use common::{Folder, pty::Session};
use portable_pty::CommandBuilder;
use ratatui::{
    Frame,
    layout::{Position, Rect},
};
use rustix::process::Signal;
use std::path::Path;

/// Set in the environment of a program with a desk that has a fault.
const FAULTY: &str = "CHARTROOM_FAULTY_DESK";

/// A database of whoever runs the tests.
fn new_store(folder: &Folder) -> (Store, User) {
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(["init", "--name", "Harbor General Hospital", "--db"])
        .arg(folder.file())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let store = Store::open(&folder.file(), Clock::System).unwrap();
    let login = std::process::Command::new("id").arg("-un").output().unwrap();
    let user = store.sign_in(String::from_utf8(login.stdout).unwrap().trim(), "test").unwrap();
    (store, user)
}

fn environment(command: &mut CommandBuilder, folder: &Folder) {
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.env_remove("LC_ALL");
    command.env("XDG_CONFIG_HOME", folder.path());
    command.env("CHARTROOM_DB", folder.file());
}

fn start(folder: &Folder) -> Session {
    Session::spawn(80, 24, |_| {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chartroom"));
        environment(&mut command, folder);
        command
    })
}

/// How the last session ended, by the log.
fn last_end(store: &Store, user: &User) -> String {
    let log = store.ask(user, &ops::AuditEntries { limit: 20, ..Default::default() }).unwrap();
    log.into_iter().find(|line| line.action == "session.close").map(|line| line.detail).unwrap_or_default()
}

#[test]
fn a_user_is_added_from_start_to_end() {
    let folder = Folder::new("session-add");
    let (store, user) = new_store(&folder);
    let mut session = start(&folder);
    session.expect("take next").send("\x10");
    session.expect("Commands").send("users\r");
    session.expect("Account").send("a");
    session.expect("Add this user").send("mlee\rMary Lee\r \x13");
    session.expect("Saved.").expect("Mary Lee").send("q");
    assert_eq!(session.end().0, 0);
    assert!(session.is_cooked());
    assert!(store.ask(&user, &ops::Users).unwrap().iter().any(|user| user.login == "mlee"));
    assert_eq!(last_end(&store, &user), "left");
}

#[test]
fn a_lost_line_keeps_what_was_typed_and_signs_off() {
    let folder = Folder::new("session-hangup");
    let (store, user) = new_store(&folder);
    let mut session = start(&folder);
    session.expect("take next").send("gua");
    session.expect("Add this user").send("half a na");
    session.expect("half a na").signal(Signal::HUP);
    assert_eq!(session.child.wait().unwrap().exit_code(), 129);
    assert_eq!(last_end(&store, &user), "hang-up");
    assert!(store.ask(&user, &drafts::Drafts).unwrap()[0].body.contains("half a na"));
    let mut session = start(&folder);
    session.expect("Unsaved text was kept").send("gy");
    session.expect("Add a user").send("\r");
    session.expect("half a na").signal(Signal::TERM);
    assert_eq!(session.end().0, 143);
    assert_eq!(last_end(&store, &user), "terminated");
}

#[test]
fn what_others_change_is_seen_without_a_key() {
    let folder = Folder::new("session-others");
    let (store, user) = new_store(&folder);
    let mut session = start(&folder);
    session.expect("take next").send("gu");
    session.expect("Account");
    let other = ops::SetUser { login: "zoe".into(), full_name: "Zoe Other".into(), roles: vec![Role::Coder] };
    store.apply(&user, &other).unwrap();
    session.expect("Zoe Other").send("q");
    assert_eq!(session.end().0, 0);
}

#[test]
fn settings_with_a_fault_are_told_and_the_rest_is_used() {
    let folder = Folder::new("session-settings");
    new_store(&folder);
    std::fs::create_dir_all(folder.path().join("chartroom")).unwrap();
    let file = folder.path().join("chartroom/settings.toml");
    std::fs::write(file, "speed = 9\n[keys]\n\"app.leave\" = [\"x\"]\n").unwrap();
    let mut session = start(&folder);
    session.expect("Some settings are not used.").expect("no setting called \"speed\"").send("\r");
    session.expect("x leave").send("x");
    assert_eq!(session.end().0, 0);
}

#[test]
fn without_a_terminal_the_program_says_so() {
    let folder = Folder::new("session-pipe");
    new_store(&folder);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .env("CHARTROOM_DB", folder.file())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not a terminal"));
}

/// A pane with unsaved text that fails when a `!` is typed, with words that nobody may see.
#[derive(Default)]
struct Faulty(String);

impl Pane for Faulty {
    fn heading(&self) -> Heading {
        Heading::new("Faulty")
    }

    fn commands(&self) -> Tables {
        Vec::new()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, _: CommandId, _: &mut Outbox<'_>) {}

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        if let TextInput::Char(char) = input {
            assert!(char != '!', "Smith, John has a secret");
            self.0.push(char);
        }
    }

    fn draft_slot(&self) -> Option<String> {
        Some("faulty".into())
    }

    fn draft(&self) -> Option<Draft> {
        let body = self.0.clone();
        Some(Draft { slot: "faulty".into(), title: "Faulty".into(), patient: None, body })
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        scene.line(frame.buffer_mut(), area, &format!("typed {}", self.0), chartroom::look::Meaning::Text);
        Position::new(area.x, area.y)
    }
}

const FAULTY_DESK: &[Desk] = &[Desk {
    id: "faulty",
    go: Command::new("go.faulty", &["gf"], "Faulty", Permission::SignedIn),
    about: "Fails.",
    tables: &[],
    start: |_| Box::new(Faulty::default()),
    serve: Desk::serves_nothing,
    resume: Desk::resumes_nothing,
}];

/// The program with the faulty desk: this test program, started again.
#[test]
fn faulty_child() {
    let Some(db) = std::env::var_os(FAULTY) else { return };
    let store = Store::open(Path::new(&db), Clock::System).unwrap();
    let user = store.sign_in("tester", "test").unwrap();
    let settings = Settings::load(None, &Surroundings::default());
    let error = app::run_desks(&store, user, settings, FAULTY_DESK).unwrap_err();
    eprintln!("{error:#}");
    std::process::exit(1);
}

#[test]
fn a_fault_in_a_pane_costs_the_pane_and_not_the_text() {
    let folder = Folder::new("session-fault");
    let store = store::create(&folder.file(), "hospital", "Harbor", "tester", Clock::System).unwrap();
    let user = store.sign_in("tester", "test").unwrap();
    let mut session = Session::spawn(80, 24, |program| {
        let mut command = CommandBuilder::new(program);
        command.args(["--exact", "faulty_child", "--nocapture", "--test-threads=1"]);
        environment(&mut command, &folder);
        command.env(FAULTY, folder.file());
        command
    });
    session.expect("typed").send("abc");
    session.expect("typed abc").send("!");
    let (status, after) = session.end();
    assert_eq!(status, 1);
    assert!(after.contains("because of a fault in it (tests/sessions.rs:"), "{after}");
    assert!(!String::from_utf8_lossy(&session.log).contains("secret"));
    assert!(session.is_cooked());
    assert_eq!(store.ask(&user, &drafts::Drafts).unwrap()[0].body, "abc");
    assert_eq!(last_end(&store, &user), "fault");
}
