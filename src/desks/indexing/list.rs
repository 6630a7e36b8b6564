//! What arrived, by how far it is.

use super::{check::CheckPane, index::IndexPane};
use crate::{
    capture::{Captured, CapturedList, SetProblem, State},
    domain::{
        ids::CapturedId,
        link::Link,
        role::Permission::{FileDocuments, ReadCharts},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Notice, Outbox, Pane, Scene, Sending,
        Tables, TextInput, Timer,
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
    Command::new("indexing.open", &["<enter>"], "Index or check the document", FileDocuments).hint(1, "open"),
    Command::new(
        "indexing.state",
        &["v"],
        "Next state: to index, to check, problems, filed, duplicates",
        FileDocuments,
    )
    .hint(2, "state"),
    Command::new("indexing.solved", &["u"], "No longer a problem: back to be indexed", FileDocuments),
    Command::new("indexing.chart", &["c"], "Go to the document in the chart", ReadCharts),
];

const COLUMNS: &[Column<Captured>] = &[
    Column::new("No.", |one: &Captured, _| Cell::text(one.id.to_string())).width(5, 7).right(),
    Column::new("File", |one: &Captured, _| Cell::text(&one.name))
        .width(20, 40)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Text", |one: &Captured, _| {
        if one.no_text.is_empty() { Cell::text("") } else { Cell::meaning("no text", Meaning::Amber) }
    })
    .width(7, 7),
    Column::new("Whose, or what is wrong", |one: &Captured, _| {
        let words = match one.state.as_str() {
            "problem" => one.problem.clone(),
            "duplicate" => one.duplicate_of.map(|of| format!("same as {of}")).unwrap_or_default(),
            "batch" => one.hints.owner().to_owned(),
            _ => one.owner.clone(),
        };
        let meaning = if one.state == "batch" { Meaning::Muted } else { Meaning::Text };
        Cell::meaning(words, meaning)
    })
    .width(18, 40),
    Column::new("Kind", |one: &Captured, _| Cell::text(&one.title)).width(12, 28).from(1),
    Column::new("Arrived", |one: &Captured, words| Cell::text(words.stored(&one.at))).width(16, 16).from(2),
    Column::new("Batch", |one: &Captured, _| Cell::text(one.batch.to_string())).width(5, 6).right().from(3),
];

/// Documents that are listed at once.
const MOST: i64 = 2_000;

/// The list of a state.
pub struct CapturedDesk {
    state: State,
    feed: Feed<CapturedList>,
    list: List<Captured, CapturedId>,
    solving: Sending<SetProblem>,
}

impl CapturedDesk {
    /// What is to be indexed.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &Captured| one.id);
        Self {
            state: State::Batch,
            feed: Feed::new(),
            list: list.empty(
                "Nothing in this state; v goes to the next. Files come in by: chartroom intake FOLDER",
            ),
            solving: Sending::new(),
        }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(CapturedList { state: self.state, limit: MOST }, out);
    }
}

impl Pane for CapturedDesk {
    fn heading(&self) -> Heading {
        Heading::new("Indexing")
            .count(self.list.count())
            .note(self.state.title())
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "indexing.open" => Enabled::when(
                self.list.chosen().is_some()
                    && matches!(self.state, State::Batch | State::Indexed | State::Problem),
                "Only what is to be indexed or checked, or is a problem, is opened here.",
            ),
            "indexing.solved" => Enabled::when(
                self.list.chosen().is_some() && self.state == State::Problem,
                "No problem is chosen.",
            ),
            "indexing.chart" => Enabled::when(
                self.list.chosen().is_some_and(|one| one.document.is_some()),
                "This document is not in a chart yet.",
            ),
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
            ("indexing.open", Some(one)) if self.state == State::Indexed => out.show(CheckPane::new(one.id)),
            ("indexing.open", Some(one)) => out.show(IndexPane::new(one.id, self.state)),
            ("indexing.solved", Some(one)) => {
                self.solving.send(SetProblem { id: one.id, version: one.version, problem: None }, out);
            }
            ("indexing.chart", Some(one)) => {
                if let (Some(patient), Some(document)) = (one.patient, one.document) {
                    out.go(Link::Document(patient, document));
                }
            }
            ("indexing.state", _) => {
                let at = State::ALL.iter().position(|state| *state == self.state).unwrap_or(0);
                self.state = State::ALL.get((at + 1) % State::ALL.len()).copied().unwrap_or(State::Batch);
                self.list.fill(Vec::new(), out.words());
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
        match self.solving.accept(answer) {
            Some(Ok(())) => out.tell(Notice::done("Back to be indexed.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
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
