//! The outbox: what a pane knows about its user while it handles a key, and the list of effects that it wants.
//!
//! Effects are data. The shell carries them out after the pane has returned; a test hands in its own outbox and reads
//! what came out.

use super::{
    confirm::Confirmation,
    notice::Notice,
    pane::{Pane, PaneId, Timer},
    words::Words,
};
use crate::{
    domain::{ids::PatientId, link::Link},
    keys::CommandId,
    store::{
        Session,
        lanes::{Question, Ticket},
    },
};
use std::time::Duration;

/// Something that a pane wants done. The list is short and closed.
pub enum Effect {
    /// Ask the database; feeds write these.
    Ask(Question),
    /// Change the database; [`super::Sending`] writes these.
    Apply(Ticket),
    /// Go to a place in the program.
    Open(Link),
    /// Put a pane on top of this one.
    Push(Box<dyn Pane>),
    /// Close this pane. What is unsaved in it was saved or given up.
    Close,
    /// Ask the user; each answer performs a command of this pane.
    Confirm(Confirmation),
    /// Close this box and perform a command of the pane below, whose question was answered.
    Decide(CommandId),
    /// Close this box and perform a command as if its keys had been typed, questions and all.
    Run(CommandId),
    /// Tell the user something.
    Notice(Notice),
    /// Put text into the clipboard of the user's own terminal.
    Copy(Copied),
    /// Call [`Pane::due`] after this time.
    After(Duration, Timer),
    /// This pane's unsaved work is saved or given up: its draft can go. `Close` alone keeps the draft.
    DropDraft,
    /// Open the form of a kept draft, by its slot, with its text.
    TakeDraft(String),
    /// Forget a kept draft, by its slot.
    ForgetDraft(String),
    /// Sign in as another user of a demonstration or training database.
    SignInAs(String),
    /// Leave the program.
    Quit,
}

/// Text for the clipboard, and whose it is: copies of patient data are written to the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Copied {
    /// The text.
    pub text: String,
    /// What it is, in words for the log and the notice: "document text".
    pub what: &'static str,
    /// The patient it tells of, if any.
    pub patient: Option<PatientId>,
}

/// What a pane knows and wants while it handles one thing.
pub struct Outbox<'a> {
    session: &'a Session,
    words: Words,
    pane: PaneId,
    count: Option<u32>,
    effects: Vec<Effect>,
}

impl<'a> Outbox<'a> {
    /// An empty outbox for a pane.
    pub fn new(session: &'a Session, words: Words, pane: PaneId) -> Self {
        Self { session, words, pane, count: None, effects: Vec::new() }
    }

    /// With the digits that were typed before the command.
    #[must_use]
    pub fn counting(mut self, count: Option<u32>) -> Self {
        self.count = count;
        self
    }

    /// Who is at the keyboard.
    pub fn session(&self) -> &'a Session {
        self.session
    }

    /// The present time, and how dates are written here.
    pub fn words(&self) -> Words {
        self.words
    }

    /// The pane that this outbox belongs to.
    pub fn pane(&self) -> PaneId {
        self.pane
    }

    /// The digits typed before the command, if any.
    pub fn count(&self) -> Option<u32> {
        self.count
    }

    /// The digits typed before the command as a number of steps: 1 without.
    pub fn times(&self) -> usize {
        self.count.unwrap_or(1).max(1) as usize
    }

    /// Adds an effect.
    pub fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Goes to a place in the program.
    pub fn go(&mut self, link: Link) {
        self.push(Effect::Open(link));
    }

    /// Puts a pane on top of this one.
    pub fn show(&mut self, pane: impl Pane + 'static) {
        self.push(Effect::Push(Box::new(pane)));
    }

    /// Closes this pane.
    pub fn close(&mut self) {
        self.push(Effect::Close);
    }

    /// Tells the user something.
    pub fn tell(&mut self, notice: Notice) {
        self.push(Effect::Notice(notice));
    }

    /// Asks the user.
    pub fn confirm(&mut self, confirmation: Confirmation) {
        self.push(Effect::Confirm(confirmation));
    }

    /// The effects, in the order in which they were wanted.
    pub fn into_effects(self) -> Vec<Effect> {
        self.effects
    }
}
