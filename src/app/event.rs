//! Everything that can wake the program, and everything that it then wants of the world.

use crate::{
    kit::{PaneId, Timer},
    store::lanes::{Question, StoreEvent, Ticket},
    term::TermEvent,
};
use std::time::Duration;

/// What wakes the loop.
pub enum Event {
    /// The terminal or the system: keys, pastes, signals.
    Term(TermEvent),
    /// The database: answers, receipts, changes by others.
    Store(StoreEvent),
    /// A timer.
    Due(Wake),
}

impl From<TermEvent> for Event {
    fn from(event: TermEvent) -> Self {
        Self::Term(event)
    }
}

/// A timer and the pane that set it; [`SHELL`] for the shell's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    /// Whose timer.
    pub pane: PaneId,
    /// Which.
    pub timer: Timer,
}

/// The shell as the asker of questions and setter of timers: panes count from 1.
pub const SHELL: PaneId = PaneId(0);

/// What the shell wants of the world. The loop does it; tests look at it.
pub enum Errand {
    /// Ask the database.
    Ask(Question),
    /// Change the database.
    Apply(Ticket),
    /// Nobody waits for the answers of this pane any more.
    Forget(PaneId),
    /// Wake up after this time.
    Wake(Duration, Wake),
    /// Put a text on the clipboard of the user's own machine.
    Copy(String),
    /// Give the terminal back and sleep.
    Suspend,
    /// Take the terminal again.
    Resume,
    /// Paint the whole screen anew.
    Repaint,
    /// Start again as another user of this database.
    SignInAs(String),
    /// End the program.
    Leave,
}
