//! The requests, most urgent first.

use super::one::OnePane;
use crate::{
    amendments::{Amendment, AmendmentFilter, Amendments},
    domain::{ids::AmendmentId, role::Permission::HandleAmendments, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer, Words,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers.
pub const COMMANDS: &[Command] = &[
    Command::new("amendments.open", &["<enter>"], "Open the request", HandleAmendments).hint(1, "open"),
    Command::new("amendments.all", &["v"], "Show answered requests too, or not", HandleAmendments)
        .hint(2, "all"),
];

const COLUMNS: &[Column<Amendment>] = &[
    Column::new("No.", |one: &Amendment, _| Cell::text(one.id.to_string())).width(4, 6).right(),
    Column::new("Due", |one: &Amendment, words| {
        let (text, meaning) = due(one, words);
        Cell::meaning(text, meaning)
    })
    .width(22, 24)
    .sorted(|a, b| a.due.cmp(&b.due)),
    Column::new("Patient", |one: &Amendment, _| Cell::text(&one.name))
        .width(16, 28)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Record", |one: &Amendment, _| Cell::text(&one.mrn)).width(8, 12).from(1),
    Column::new("Asks", |one: &Amendment, _| Cell::text(&one.what)).width(16, 60),
];

/// The list.
pub struct AmendmentList {
    all: bool,
    feed: Feed<Amendments>,
    list: List<Amendment, AmendmentId>,
}

impl AmendmentList {
    /// Those that wait for an answer.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &Amendment| one.id);
        Self {
            all: false,
            feed: Feed::new(),
            list: list.empty("No request waits. New ones begin at a document in the chart, with m."),
        }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        let filter = if self.all { AmendmentFilter::All } else { AmendmentFilter::Open };
        self.feed.ask(Amendments(filter), out);
    }
}

/// "in 12 days", "late by 3 days", or how it was answered.
pub fn due(one: &Amendment, words: Words) -> (String, Meaning) {
    let days = (one.due - words.today()).num_days();
    let all = if one.extended { 90 } else { 60 };
    match (one.state.as_str(), days) {
        ("open", days) if days < 0 => (format!("{} late by {} d", words.day(one.due), -days), Meaning::Error),
        // Amber at a fifth of the time left.
        ("open", days) if days * 5 <= all => (format!("{} in {days} d", words.day(one.due)), Meaning::Amber),
        ("open", days) => (format!("{} in {days} d", words.day(one.due)), Meaning::Text),
        (state, _) => (state.to_owned(), Meaning::Muted),
    }
}

impl Pane for AmendmentList {
    fn heading(&self) -> Heading {
        Heading::new("Amendment requests")
            .count(self.list.count())
            .note(if self.all { "answered ones too" } else { "" })
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "amendments.open" => Enabled::when(self.list.chosen().is_some(), "No request is chosen."),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.ask(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match (id.0, self.list.chosen()) {
            ("amendments.open", Some(one)) => out.show(OnePane::new(one.id)),
            ("amendments.all", _) => {
                self.all = !self.all;
                self.ask(out);
            }
            _ => {
                self.list.perform(id, out);
            }
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
