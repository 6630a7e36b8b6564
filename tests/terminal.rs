//! The terminal layer in a real pseudo-terminal: what it takes, it gives back, on every way out.
//!
//! The program under test is this test program itself: it is started again with `CHILD` set and runs a small list.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests"
)]

mod common;

use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use chartroom::keys::{Chord, Key};
use chartroom::look::{Depth, GlyphSet, Look, Meaning, Theme};
use chartroom::term::{
    Erasing, InputOptions, Line, Mice, Screen, ScreenOptions, StopReason, Suspended, TermEvent, spawn_input,
    spawn_lifeline,
};
use common::pty::{LIMIT, Session};
use portable_pty::CommandBuilder;
use ratatui::Frame;
use ratatui::layout::Position;
use ratatui::text::Line as TextLine;
use rustix::process::Signal;

/// Set in the environment of the program under test.
const CHILD: &str = "CHARTROOM_TERMINAL_CHILD";

/// Starts only the program under test, with its own output.
const ARGUMENTS: [&str; 4] = ["--exact", "child", "--nocapture", "--test-threads=1"];

/// The program under test: a list of 20,000 rows. `q` leaves, `p` panics, `w` panics in another thread, `s` gets stuck.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let (sender, events) = channel::<TermEvent>();
    let look = Look::new(&Theme::shipped("default-16").unwrap(), Depth::TwoFiftySix, GlyphSet::Unicode);
    let options = ScreenOptions { ground: look.ground(), erasing: Erasing::InColour, mice: Mice::Off };
    let mut screen = Screen::enter(options).unwrap();
    spawn_lifeline(sender.clone()).unwrap();
    spawn_input(sender, InputOptions::new(Line::Local, Mice::Off)).unwrap();
    let status = run(&mut screen, &look, &events);
    drop(screen);
    std::process::exit(status);
}

fn run(screen: &mut Screen, look: &Look, events: &Receiver<TermEvent>) -> i32 {
    let mut list = List { top: 0, chosen: 0, said: "" };
    loop {
        if screen.draw(|frame| Some(list.view(look, frame))).is_err() {
            return StopReason::HangUp.exit_status();
        }
        if list.said == "stuck" {
            loop {
                std::thread::park();
            }
        }
        match events.recv().unwrap() {
            TermEvent::Key(chord) if chord == Chord::ctrl('z') => {
                let slept = screen.suspend().unwrap();
                list.said = if slept == Suspended::NoShell { "no shell" } else { "woken" };
            }
            TermEvent::Key(chord) => match chord.key {
                Key::Down | Key::Char('j') => list.step(1),
                Key::Up | Key::Char('k') => list.step(-1),
                Key::Esc => list.said = "escape",
                Key::Char('q') => return 0,
                Key::Char('p') => panic!("told after the screen is left"),
                Key::Char('w') => {
                    let _ = std::thread::spawn(|| panic!("of a lane")).join();
                    list.said = "caught";
                }
                Key::Char('s') => list.said = "stuck",
                _ => {}
            },
            TermEvent::Paste(text) if text == "a\nb" => list.said = "pasted in one",
            // A terminal that goes away wakes the program as well.
            TermEvent::Resume if screen.resume().is_err() => return StopReason::HangUp.exit_status(),
            TermEvent::Stop(reason) => return reason.exit_status(),
            _ => {}
        }
    }
}

struct List {
    top: usize,
    chosen: usize,
    said: &'static str,
}

impl List {
    fn step(&mut self, by: isize) {
        self.chosen = self.chosen.saturating_add_signed(by).min(19_999);
    }

    fn view(&mut self, look: &Look, frame: &mut Frame<'_>) -> Position {
        let area = frame.area();
        let rows = usize::from(area.height) - 2;
        self.top = self.top.clamp((self.chosen + 1).saturating_sub(rows), self.chosen);
        let title = format!("Patients  row {} of 20000  {}", self.chosen + 1, self.said);
        let mut lines = vec![TextLine::styled(title, look.style(Meaning::Title))];
        for row in self.top..self.top + rows {
            let text = format!("{:08}  Surname{}, Given{}", row * 37 % 99_991, row * 7 % 1000, row % 17);
            let text = format!("{text:<40}19{:02}-0{}-1{}  Ward {}", row % 90, row % 9 + 1, row % 9, row % 5);
            let text = look.fit(&text, area.width.into(), chartroom::look::Side::Left).into_owned();
            let meaning = if row == self.chosen { Meaning::Selected } else { Meaning::Text };
            lines.push(TextLine::styled(text, look.style(meaning)));
        }
        lines.push(TextLine::styled("j down  k up  q leave", look.style(Meaning::Hint)));
        for (y, line) in (0..).zip(lines) {
            frame.buffer_mut().set_line(0, y, &line, area.width);
        }
        Position::new(0, (self.chosen - self.top) as u16 + 1)
    }
}

/// The program under test at a size.
fn start(width: u16, height: u16) -> Session {
    start_as(width, height, |program| CommandBuilder::new(program))
}

/// Starts the program by a command that is given its path.
fn start_as(width: u16, height: u16, command: impl FnOnce(&str) -> CommandBuilder) -> Session {
    Session::spawn(width, height, |program| {
        let mut command = command(program);
        command.args(ARGUMENTS);
        command.env(CHILD, "1");
        command
    })
}

#[test]
fn a_list_is_drawn_moved_and_left() {
    for (width, height, row, scroll) in [(80, 24, 400, 2000), (120, 40, 500, 4000)] {
        let mut session = start(width, height);
        session.expect("row 1 of");
        assert!(!session.is_cooked());
        assert!(session.cost("j", "row 2 of") <= row);
        for n in 3..height - 1 {
            session.cost("j", &format!("row {n} of"));
        }
        let cost = session.cost("j", &format!("row {} of", height - 1));
        assert!(cost <= scroll / 4, "{cost} bytes for a scroll");
        assert_eq!(session.emulator.screen().cursor_position(), (height - 2, 0));
        session.send("q");
        assert_eq!(session.end().0, 0);
        assert!(session.is_cooked());
    }
}

#[test]
fn a_key_without_effect_writes_nothing() {
    let mut session = start(80, 24);
    session.expect("row 1 of");
    let frames = |log: &[u8]| String::from_utf8_lossy(log).matches("\x1b[?2026h").count();
    let before = frames(&session.log);
    session.cost("xxxxj", "row 2 of");
    assert_eq!(frames(&session.log), before + 1);
}

#[test]
fn arrows_torn_in_two_are_arrows() {
    let mut session = start(80, 24);
    session.expect("row 1 of");
    session.send("\x1b");
    session.send("[B");
    session.expect("row 2 of");
    session.send("\x1b[");
    session.send("B");
    session.expect("row 3 of");
    session.send("\x1b");
    session.expect("escape");
    session.send("\x1b[200~a\rb\x1b[201~");
    session.expect("pasted in one");
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let mut session = start(80, 24);
    session.expect("row 1 of");
    session.send("p");
    let (status, after) = session.end();
    assert_ne!(status, 0);
    assert!(after.contains("told after the screen is left"), "{after}");
    assert!(session.is_cooked());
}

#[test]
fn a_panic_of_another_thread_leaves_the_screen_alone() {
    let mut session = start(80, 24);
    session.expect("row 1 of");
    session.send("w");
    session.expect("caught");
    assert!(!session.emulator.screen().contents().contains("of a lane"));
    session.send("q");
    let (status, after) = session.end();
    assert_eq!(status, 0);
    assert!(after.contains("failed at tests/terminal.rs"), "{after}");
    assert!(!after.contains("of a lane"), "a panic's words may hold patients' data: {after}");
}

#[test]
fn signals_end_the_program_and_give_the_terminal_back() {
    for (signal, expected) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 143)] {
        let mut session = start(80, 24);
        session.expect("row 1 of");
        session.signal(signal);
        assert_eq!(session.end().0, expected, "{signal:?}");
        assert!(session.is_cooked(), "{signal:?}");
    }
}

#[test]
fn a_stuck_program_is_ended_by_the_watchdog() {
    let mut session = start(80, 24);
    session.expect("row 1 of");
    session.send("s");
    session.expect("stuck");
    session.signal(Signal::TERM);
    assert_eq!(session.end().0, 143);
    assert!(session.is_cooked());
}

#[test]
fn a_lost_terminal_ends_the_program_even_without_its_signal() {
    let mut session = start_as(80, 24, |program| {
        let mut command = CommandBuilder::new("sh");
        // SIGHUP is ignored, as under nohup.
        command.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", program]);
        command
    });
    session.expect("row 1 of");
    let Session { master, mut writer, output, mut child, .. } = session;
    // The reading thread has the terminal open as well: an answer that nobody takes ends it.
    drop(output);
    writer.write_all(b"j").unwrap();
    drop((master, writer));
    let until = Instant::now() + LIMIT;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < until, "the program outlives its terminal");
        std::thread::yield_now();
    }
    assert_eq!(child.wait().unwrap().exit_code(), 129);
}

#[test]
fn without_a_shell_nobody_falls_asleep() {
    let mut session = start(80, 24);
    session.expect("row 1 of");
    session.send("\x1a");
    session.expect("no shell");
}

#[test]
fn a_shell_puts_the_program_to_sleep_and_wakes_it() {
    let mut program = String::new();
    let mut session = Session::spawn(80, 24, |path| {
        path.clone_into(&mut program);
        let mut shell = CommandBuilder::new("sh");
        shell.args(["-i"]);
        shell.env("PS1", "ready> ");
        shell
    });
    session.expect("ready>");
    session.send(&format!("{CHILD}=1 '{program}' {}\n", ARGUMENTS.join(" ")));
    session.expect("row 1 of");
    session.send("j");
    session.expect("row 2 of");
    for _ in 0..2 {
        session.send("\x1a");
        // The shell is back on its own screen.
        session.expect("Stopped").expect_last("ready>");
        assert!(!session.emulator.screen().alternate_screen());
        session.send("fg\n");
        session.expect("woken");
        assert!(session.emulator.screen().alternate_screen());
    }
    session.send("j");
    session.expect("row 3 of");
    session.send("q");
    session.expect_last("ready>");
    session.send("exit\n");
    session.child.wait().unwrap();
}
