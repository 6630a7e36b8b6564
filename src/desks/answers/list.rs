//! What waits for a provider: queries to answer and records to complete, in one list.

use super::answer::AnswerPane;
use crate::{
    cdiquery::own::{OwnDeficiencies, OwnDeficiency, OwnLine, OwnQueries, Why},
    domain::{
        cdi_query::QueryState,
        clocks,
        role::Permission::AnswerQueries,
        time::{When, parse_instant},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables,
        TextInput, Timer, Words,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};
use std::fmt::Write as _;

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[Command::new("answers.open", &["<enter>"], "Read it", AnswerQueries)
    .group("My queries")
    .hint(1, "read")];

/// One thing that waits.
pub enum Row {
    /// A query.
    Query(OwnLine),
    /// A record.
    Record(OwnDeficiency),
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("Due", |row: &Row, words| due(row, words)).width(10, 14),
    Column::new("What", |row: &Row, _| what(row)).width(9, 20),
    Column::new("Patient", |row: &Row, _| Cell::text(patient(row).0)).width(14, 26),
    Column::new("Record", |row: &Row, _| Cell::text(patient(row).1)).width(8, 10).from(1),
    Column::new("About", |row: &Row, _| about(row)).width(16, 40),
];

fn patient(row: &Row) -> (&str, &str) {
    match row {
        Row::Query(one) => (&one.patient_name, &one.mrn),
        Row::Record(one) => (&one.patient_name, &one.mrn),
    }
}

fn what(row: &Row) -> Cell<'_> {
    match row {
        Row::Query(one) => match (one.state, one.why) {
            (QueryState::Open, Why::Asked) => Cell::text("query"),
            (QueryState::Open, Why::StandsIn) => {
                Cell::meaning(format!("query for {}", one.provider_name), Meaning::Flag)
            }
            (QueryState::Open, Why::HandedUp) => Cell::meaning("handed to you", Meaning::Flag),
            _ => Cell::meaning("answered", Meaning::Muted),
        },
        Row::Record(_) => Cell::text("record"),
    }
}

fn about(row: &Row) -> Cell<'_> {
    match row {
        Row::Query(one) => Cell::text(&one.title),
        Row::Record(one) => Cell::text(format!("{}: {}", one.name, one.lacks)),
    }
}

fn due(row: &Row, words: Words) -> Cell<'_> {
    let (start, due) = match row {
        Row::Query(one) if one.state != QueryState::Open => return Cell::meaning("", Meaning::Muted),
        Row::Query(one) => (Some(one.sent_at.as_str()), one.due_at.as_deref()),
        Row::Record(one) => (one.start_at.as_deref(), one.due_at.as_deref()),
    };
    let (Some(start), Some(due)) = (start.and_then(When::parse_iso), due.and_then(parse_instant)) else {
        return Cell::text("");
    };
    let text = clocks::time_left(due, words.now());
    match clocks::standing(start.instant(), due, words.now()) {
        clocks::Standing::OnTime => Cell::text(text),
        clocks::Standing::Soon => Cell::meaning(format!("soon: {text}"), Meaning::Amber),
        clocks::Standing::Late => Cell::meaning(text, Meaning::Late),
    }
}

fn key(row: &Row) -> (u8, i64) {
    match row {
        Row::Query(one) => (0, one.id.0),
        Row::Record(one) => (1, one.id.0),
    }
}

/// The list.
pub struct Own {
    queries: Feed<OwnQueries>,
    records: Feed<OwnDeficiencies>,
    list: List<Row, (u8, i64)>,
}

impl Own {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, key).empty("Nothing waits for you.");
        Self { queries: Feed::new(), records: Feed::new(), list }
    }

    fn fill(&mut self, out: &Outbox<'_>) {
        let queries = self.queries.rows().cloned().unwrap_or_default();
        let records = self.records.rows().cloned().unwrap_or_default();
        let (open, done): (Vec<OwnLine>, Vec<OwnLine>) =
            queries.into_iter().partition(|one| one.state == QueryState::Open);
        let rows = open.into_iter().map(Row::Query).chain(records.into_iter().map(Row::Record));
        self.list.fill(rows.chain(done.into_iter().map(Row::Query)).collect(), out.words());
    }
}

/// A record that waits, told in a box: what it lacks and why.
fn told(one: &OwnDeficiency, words: Words, out: &mut Outbox<'_>) {
    let mut text = format!("{}, record {}. {}: {}.", one.patient_name, one.mrn, one.name, one.lacks);
    if !one.document.is_empty() {
        let _ = write!(text, " Document: {}.", one.document);
    }
    for more in [&one.reason, &one.note] {
        if !more.is_empty() {
            let _ = write!(text, " {more}");
        }
    }
    if let Some(due) = &one.due_at {
        let _ = write!(text, " Due {}.", words.stored(due));
    }
    text.push_str(" It is completed in the record itself.");
    out.confirm(Confirmation::new("A record to complete").text(text).back("close"));
}

impl Pane for Own {
    fn heading(&self) -> Heading {
        Heading::new("My queries and records").count(self.list.count()).note(self.queries.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        Enabled::when(id.0 != "answers.open" || self.list.chosen().is_some(), "Nothing is chosen.")
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.queries.ask(OwnQueries, out);
        self.records.ask(OwnDeficiencies, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match (id.0, self.list.chosen()) {
            ("answers.open", Some(Row::Query(one))) => out.show(AnswerPane::new(one.id)),
            ("answers.open", Some(Row::Record(one))) => told(one, out.words(), out),
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
        let queries = self.queries.accept(answer);
        if self.records.accept(answer) || queries {
            self.fill(out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.queries.refresh(changed, out);
        self.records.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.queries.due(timer);
        self.records.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.queries.freshness(), area, frame.buffer_mut())
    }
}
