//! A pane: one list, form, reader or box, as the shell sees it.
//!
//! Panes lie in layers and the top one is asked first. A pane never calls the shell, the store or another pane: it changes
//! its own state and puts effects into the [`Outbox`]. Drawing reads state and changes nothing.

use super::{Draft, Outbox, Scene, confirm::Confirmation};
use crate::{
    domain::topics::Topics,
    keys::{Command, CommandId},
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// Command tables, the ones to ask first in front. Tables are constants; which ones hold may depend on the pane's state.
pub type Tables = Vec<&'static [Command]>;

/// Where the terminal's caret stands: on the chosen row or in the field, so that screen readers and Braille lines follow.
pub type Caret = Position;

/// Number of a pane while the program runs; answers and timers find their pane by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PaneId(pub u64);

/// What the shell asks of everything that is on the screen.
pub trait Pane {
    /// What stands above the pane.
    fn heading(&self) -> Heading;

    /// The command tables that hold now.
    fn commands(&self) -> Tables;

    /// Whether a command can be used now, and if not, why: the reason is shown to the user.
    fn enabled(&self, _id: CommandId) -> Enabled {
        Enabled::Yes
    }

    /// Whether letters are commands or text.
    fn mode(&self) -> Mode {
        Mode::Command
    }

    /// How much of the screen the pane wants.
    fn shape(&self) -> Shape {
        Shape::Full
    }

    /// The area it will be drawn in; always called before a key arrives and when the window changes.
    fn place(&mut self, area: Rect);

    /// Called once when the pane comes onto the screen: the place to ask its first questions.
    fn open(&mut self, _out: &mut Outbox<'_>) {}

    /// Carries a command of its tables out. The shell has tested permission, [`Pane::enabled`] and care.
    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>);

    /// What to ask before a command with `Care::Confirm`; the answer yes performs the command.
    fn question(&self, command: &Command) -> Confirmation {
        Confirmation::of(command)
    }

    /// A typed character, an editing key or one paste; only in [`Mode::Text`].
    fn write(&mut self, _input: TextInput, _out: &mut Outbox<'_>) {}

    /// An answer or a receipt; each feed of the pane is offered it.
    fn receive(&mut self, _answer: &mut Answer, _out: &mut Outbox<'_>) {}

    /// Others changed data: feeds that care ask again. Called for panes on the screen only, for hidden ones when they return.
    fn refresh(&mut self, _changed: Topics, _out: &mut Outbox<'_>) {}

    /// A timer of this pane is due; each feed of the pane is offered it.
    fn due(&mut self, _timer: Timer, _out: &mut Outbox<'_>) {}

    /// Tab and Shift-Tab: moves the keys to the next or previous part of a pane that has several.
    fn turn(&mut self, _turn: Turn, _out: &mut Outbox<'_>) {}

    /// A press of the mouse inside the pane; only if the mouse was switched on.
    fn press(&mut self, _at: Position, _out: &mut Outbox<'_>) {}

    /// Names the place of this pane's unsaved work (`register`, `document:412`), whether or not there is any now.
    fn draft_slot(&self) -> Option<String> {
        None
    }

    /// Unsaved work as it is now: kept in the database while it is typed, asked about when the pane is left.
    fn draft(&self) -> Option<Draft> {
        None
    }

    /// Takes text back that [`Pane::draft`] gave earlier.
    fn restore(&mut self, _body: &str, _out: &mut Outbox<'_>) {}

    /// The command that saves the unsaved work, offered when the user leaves.
    fn save_command(&self) -> Option<CommandId> {
        None
    }

    /// Draws the pane and says where the caret stands.
    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret;
}

/// What stands above a pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// What the pane is: "Users", "Smith, John".
    pub title: String,
    /// Where one is in how many: "3/14".
    pub count: String,
    /// Freshness, filter or order in words.
    pub note: String,
}

impl Heading {
    /// A heading with a title alone.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// With a count.
    #[must_use]
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = count.into();
        self
    }

    /// With a note; empty notes are left out, several are set apart.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        if !note.is_empty() && !self.note.is_empty() {
            self.note.push_str(", ");
        }
        self.note.push_str(&note);
        self
    }
}

/// Whether letters are commands or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Letters are commands, digits counts.
    Command,
    /// Letters go into a field.
    Text,
}

/// How much of the screen a pane wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// All between title and hint bar.
    Full,
    /// A box in the middle, over what is below; columns and rows without its border.
    Box(u16, u16),
    /// A box at the upper edge: palette and the like, whose size changes while one types.
    Top(u16, u16),
}

/// Whether a command can be used now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enabled {
    /// It can.
    Yes,
    /// It cannot, for this reason, in words for the user.
    No(&'static str),
}

impl Enabled {
    /// Yes if the condition holds, else no with the reason.
    pub fn when(holds: bool, reason: &'static str) -> Self {
        if holds { Self::Yes } else { Self::No(reason) }
    }
}

/// Where Tab leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Tab.
    Next,
    /// Shift-Tab.
    Previous,
}

/// Something typed into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextInput {
    /// One character.
    Char(char),
    /// A paste as a whole: one insert, line breaks as `\n`.
    Paste(String),
    /// A key that moves or deletes in text.
    Edit(Edit),
}

/// Keys that move or delete in text; the shell knows which chords they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Edit {
    Left,
    Right,
    Up,
    Down,
    WordLeft,
    WordRight,
    Home,
    End,
    PageUp,
    PageDown,
    NewLine,
    Backspace,
    Delete,
    DeleteWord,
    DeleteToStart,
    DeleteToEnd,
    Undo,
    Redo,
}

/// A timer that a pane set by `Effect::After`: whose it is, and which of its rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timer {
    /// The feed or part that set it.
    pub owner: u64,
    /// Counts upwards, so that an outdated timer is known as such.
    pub round: u64,
}

/// What came of a command that a part of a pane (a list, a form) was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// The part has done it.
    Yes,
    /// It is none of the part's commands.
    No,
}

impl Handled {
    /// Whether the part has done it.
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

impl std::fmt::Debug for dyn Pane {
    /// The title only: a pane's state may hold data of patients.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pane")
    }
}
