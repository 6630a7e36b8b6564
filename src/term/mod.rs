//! The terminal: the only place that touches it.
//!
//! Bytes come in through [`input`](spawn_input) as chords and pastes, signals through the [lifeline](spawn_lifeline); frames go out through
//! [`Screen`], each in one write. The terminal is asked nothing, ever: settings and environment decide, by way of the caller.

mod clipboard;
mod frame_writer;
mod input;
mod lifeline;
mod parser;
mod screen;

pub use clipboard::{CLIPBOARD_MAX, CopyRefusal, Passthrough, copy_sequence};
pub use frame_writer::{FrameWriter, HungUp, Tty};
pub use input::{InputOptions, Line, spawn_input};
pub use lifeline::spawn_lifeline;
pub use parser::{Input, Mouse, PASTE_MAX, Parser, Patience};
pub use screen::{Erasing, Mice, Screen, ScreenError, ScreenOptions, Suspended, size};

use crate::keys::Chord;

/// What the terminal and the system tell the loop. The loop's own event type is made from it (`From<TermEvent>`),
/// so that everything arrives in one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermEvent {
    /// A key was pressed.
    Key(Chord),
    /// Text was pasted: one insert, line breaks as `\n`, no control characters.
    Paste(String),
    /// A paste was too long (in bytes) and is dropped as a whole: half a note would pass for the whole.
    PasteRefused(usize),
    /// The mouse, if it was switched on.
    Mouse(Mouse),
    /// The window has this many columns and rows now.
    Resize(u16, u16),
    /// Somebody asks the program to sleep: the loop calls `Screen::suspend`.
    Suspend,
    /// The program goes on after a sleep: the loop calls `Screen::resume`.
    Resume,
    /// Save and end, now; two seconds later the process is ended whatever it does.
    Stop(StopReason),
}

/// Why the program has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The terminal is gone: window closed, line lost.
    HangUp,
    /// The system or an administrator ends the program (SIGTERM, SIGINT, SIGQUIT from outside).
    Terminate,
}

impl StopReason {
    /// The exit status by the shell's rule, 128 and the signal.
    pub fn exit_status(self) -> i32 {
        match self {
            Self::HangUp => 129,
            Self::Terminate => 143,
        }
    }
}
