//! Papers that are done: filed, refused, or duplicates of others.

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
    Command::new("papers.chart", &["<enter>", "c"], "Go to the document in the chart", ReadCharts)
        .hint(1, "chart"),
    Command::new("papers.state", &["v"], "Filed, refused or duplicates", FileDocuments).hint(2, "next state"),
    Command::new("papers.take-back", &["o"], "Not refused any more: to be indexed", FileDocuments)
        .hint(3, "take back"),
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
    Column::new("Whose, or why", |one: &Captured, _| {
        let words = match one.state.as_str() {
            "refused" => one.problem.clone(),
            "duplicate" => one.duplicate_of.map(|of| format!("same as {of}")).unwrap_or_default(),
            _ => one.owner.clone(),
        };
        Cell::text(words)
    })
    .width(18, 40),
    Column::new("Kind", |one: &Captured, _| Cell::text(&one.title)).width(12, 28).from(1),
    Column::new("Arrived", |one: &Captured, words| Cell::text(words.stored(&one.at))).width(16, 16).from(2),
    Column::new("Batch", |one: &Captured, _| Cell::text(one.batch.to_string())).width(5, 6).right().from(3),
];

/// Documents that are listed at once.
const MOST: i64 = 2_000;

/// The states of papers that are done.
const STATES: [State; 3] = [State::Filed, State::Refused, State::Duplicate];

/// The list of a state.
pub struct DoneList {
    state: State,
    feed: Feed<CapturedList>,
    list: List<Captured, CapturedId>,
    solving: Sending<SetProblem>,
}

impl DoneList {
    /// What was filed.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &Captured| one.id);
        Self {
            state: State::Filed,
            feed: Feed::new(),
            list: list.empty("Nothing in this state; v goes to the next."),
            solving: Sending::new(),
        }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(CapturedList { state: self.state, limit: MOST }, out);
    }
}

impl Pane for DoneList {
    fn heading(&self) -> Heading {
        Heading::new("Papers that are done")
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
            "papers.take-back" => Enabled::when(
                self.list.chosen().is_some() && self.state == State::Refused,
                "No refused paper is chosen.",
            ),
            "papers.chart" => Enabled::when(
                self.list.chosen().is_some_and(|one| one.document.is_some()),
                "This paper is in no chart.",
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
            ("papers.take-back", Some(one)) => {
                self.solving.send(
                    SetProblem { id: one.id, version: one.version, problem: None, solved: String::new() },
                    out,
                );
            }
            ("papers.chart", Some(one)) => {
                if let (Some(patient), Some(document)) = (one.patient, one.document) {
                    out.go(Link::Document(patient, document));
                }
            }
            ("papers.state", _) => {
                let at = STATES.iter().position(|state| *state == self.state).unwrap_or(0);
                self.state = STATES.get((at + 1) % STATES.len()).copied().unwrap_or(State::Filed);
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
