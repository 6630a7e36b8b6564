//! A pane that is one list of one question: most lists of a desk need nothing else.

use super::{
    Caret, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput, Timer,
};
use crate::{
    domain::topics::Topics,
    keys::{Command, CommandId},
    store::{Query, lanes::Answer},
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What a command of the list does with the chosen row.
pub type Act<R> = fn(CommandId, &R, &mut Outbox<'_>);

/// Whether a command of the list may be done to the chosen row, and if not, why.
pub type May<R> = fn(CommandId, &R) -> Enabled;

/// A list of a question's rows. Its own commands act on the chosen row and are refused while there is none.
pub struct Rows<Q: Query<Rows = Vec<R>>, R: 'static, K> {
    title: &'static str,
    query: Q,
    own: &'static [Command],
    act: Act<R>,
    may: May<R>,
    note: String,
    /// The question as asked.
    pub feed: Feed<Q>,
    /// The rows as shown.
    pub list: List<R, K>,
}

impl<Q: Query<Rows = Vec<R>>, R: 'static, K: PartialEq> Rows<Q, R, K> {
    /// A list that asks when it is opened.
    pub fn new(title: &'static str, query: Q, columns: &'static [Column<R>], key: fn(&R) -> K) -> Self {
        Self {
            title,
            query,
            own: &[],
            act: |_, _, _| {},
            may: |_, _| Enabled::Yes,
            note: String::new(),
            feed: Feed::new(),
            list: List::new(columns, key),
        }
    }

    /// What to say when there are no rows.
    #[must_use]
    pub fn empty(mut self, words: &'static str) -> Self {
        self.list = self.list.empty(words);
        self
    }

    /// Commands on the chosen row, and what they do.
    #[must_use]
    pub fn acting(mut self, own: &'static [Command], act: Act<R>) -> Self {
        self.own = own;
        self.act = act;
        self
    }

    /// Commands that not every row takes.
    #[must_use]
    pub fn where_allowed(mut self, may: May<R>) -> Self {
        self.may = may;
        self
    }

    /// Words beside the title: whose rows these are.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Asks another question of the same kind.
    pub fn ask(&mut self, query: Q, out: &mut Outbox<'_>) {
        self.query = query.clone();
        self.feed.ask(query, out);
    }

    fn owns(&self, id: CommandId) -> bool {
        self.own.iter().any(|command| command.id == id)
    }
}

impl<Q: Query<Rows = Vec<R>>, R: 'static, K: PartialEq> Pane for Rows<Q, R, K> {
    fn heading(&self) -> Heading {
        Heading::new(self.title)
            .count(self.list.count())
            .note(self.note.clone())
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(self.own)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match self.list.chosen() {
            _ if !self.owns(id) => Enabled::Yes,
            Some(row) => (self.may)(id, row),
            None => Enabled::No("Nothing is chosen."),
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(self.query.clone(), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if !self.owns(id) {
            self.list.perform(id, out);
        } else if let Some(row) = self.list.chosen() {
            (self.act)(id, row, out);
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.list.press(at);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(rows) = self.feed.take()
        {
            self.list.fill(rows, out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}
