//! The real program in a real pseudo-terminal, with an emulator that shows its screen.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::missing_panics_doc,
    reason = "helpers of tests"
)]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    io::{Read, Write},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

/// Longer than anything takes, even on a busy machine; only a failing test waits for it.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A pseudo-terminal with the program in it, and an emulator that shows its screen.
pub struct Session {
    pub master: Box<dyn MasterPty + Send>,
    pub writer: Box<dyn Write + Send>,
    pub output: Receiver<Vec<u8>>,
    pub child: Box<dyn Child + Send + Sync>,
    pub emulator: vt100::Parser,
    pub log: Vec<u8>,
}

impl Session {
    /// Starts a program by a command that is given the path of the test program.
    pub fn spawn(width: u16, height: u16, command: impl FnOnce(&str) -> CommandBuilder) -> Self {
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let program = std::env::current_exe().unwrap();
        let child = pair.slave.spawn_command(command(program.to_str().unwrap())).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(n) = reader.read(&mut bytes) {
                if n == 0 || sender.send(bytes[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        let emulator = vt100::Parser::new(height.try_into().unwrap(), width.try_into().unwrap(), 0);
        Self { master: pair.master, writer, output, child, emulator, log: Vec::new() }
    }

    /// Types keys, as bytes.
    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Waits until the screen shows a text.
    pub fn expect(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until the text is the last on the screen.
    pub fn expect_last(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| screen.trim_end().ends_with(text))
    }

    /// Waits until the screen is as wanted; `text` says what is missing if it never is.
    pub fn wait(&mut self, text: &str, shown: impl Fn(&str) -> bool) -> &mut Self {
        let until = Instant::now() + LIMIT;
        while !shown(&self.emulator.screen().contents()) {
            let rest = until.saturating_duration_since(Instant::now());
            let bytes = self.output.recv_timeout(rest).unwrap_or_else(|_| {
                panic!("{text:?} is not on the screen:\n{}", self.emulator.screen().contents());
            });
            self.take(&bytes);
        }
        self
    }

    /// Takes bytes of the program.
    pub fn take(&mut self, bytes: &[u8]) {
        self.emulator.process(bytes);
        self.log.extend_from_slice(bytes);
    }

    /// The bytes of the answer to some keys, which shows the text.
    pub fn cost(&mut self, keys: &str, text: &str) -> usize {
        let before = self.log.len();
        self.send(keys);
        self.expect(text);
        // The frame is one write, but may be read in two.
        while !self.log.ends_with(b"\x1b[?2026l") {
            let bytes = self.output.recv_timeout(LIMIT).unwrap();
            self.take(&bytes);
        }
        self.log.len() - before
    }

    /// Waits for the end and answers the exit status and what was written after `LEAVE` was.
    pub fn end(&mut self) -> (u32, String) {
        let status = self.child.wait().unwrap().exit_code();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.take(&bytes);
        }
        let log = String::from_utf8_lossy(&self.log).into_owned();
        let after = log.rsplit_once("\x1b[?1049l\x1b[?25h").expect("the screen was not left").1.to_owned();
        assert_eq!(log.matches("\x1b[?1049l").count(), 1, "left more than once");
        assert!(log.contains("\x1b[?2004l") && log.contains("\x1b[?7h"));
        (status, after)
    }

    /// Whether the terminal edits lines, as it did before the program.
    pub fn is_cooked(&self) -> bool {
        format!("{:?}", self.master.get_termios().unwrap().local_flags).contains("ICANON")
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.process_id().unwrap() as i32).unwrap();
        kill_process(pid, signal).unwrap();
    }
}
