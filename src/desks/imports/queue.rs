//! The error queue: each refused record with its reason; the chosen one beside the list where there is room.

use super::{
    error,
    words::{ago, entry_state, file_name},
};
use crate::{
    domain::{
        ids::{BatchId, ImportErrorId},
        link::Link,
        role::Permission::Import,
        topics::Topics,
    },
    intake::{ImportBatch, ImportErrorDetail, ImportErrors, QueuedError},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Reader, Scene, Tables,
        TextInput, Timer, split_bottom, split_left, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the list offers.
pub const COMMANDS: &[Command] = &[
    Command::new("queue.open", &["<enter>"], "Show the record and what is wrong", Import).hint(1, "show"),
    Command::new("queue.correct", &["c"], "Correct the record and replay it", Import).hint(2, "correct"),
    Command::new("queue.discard", &["d"], "Put the record away, with a reason", Import).hint(3, "put away"),
    Command::new("queue.settled", &["a"], "Show settled entries too, or open ones only", Import)
        .hint(4, "settled too"),
];

const COLUMNS: &[Column<QueuedError>] = &[
    Column::new("Line", |entry: &QueuedError, _| Cell::text(line_number(entry))).width(6, 8).right(),
    Column::new("What", |entry: &QueuedError, _| Cell::text(&entry.what))
        .width(8, 16)
        .sorted(|a, b| a.what.cmp(&b.what)),
    Column::new("Field", |entry: &QueuedError, _| Cell::text(&entry.field))
        .width(8, 22)
        .sorted(|a, b| a.field.cmp(&b.field)),
    Column::new("Reason", |entry: &QueuedError, _| Cell::text(&entry.reason)).width(18, 60),
    Column::new("State", |entry: &QueuedError, _| Cell::text(entry_state(&entry.state, &entry.kind)))
        .width(8, 8)
        .sorted(|a, b| a.state.cmp(&b.state)),
    Column::new("Input", |entry: &QueuedError, _| Cell::text(file_name(&entry.input))).width(10, 20).from(2),
    Column::new("Came", |entry: &QueuedError, words| Cell::text(ago(&entry.at, words)))
        .width(10, 10)
        .sorted(|a, b| b.at.cmp(&a.at)),
];

/// Entries that are shown; the others come when these are settled.
const MOST: i64 = 500;
/// From here on the record stands beside the list.
const WIDE: u16 = 110;
/// Columns of the record beside the list.
const BESIDE: u16 = 44;
/// Rows below the list on a narrow screen: the whole reason.
const FOOT: u16 = 3;

/// The list of refused records.
pub struct Queue {
    title: String,
    question: ImportErrors,
    feed: Feed<ImportErrors>,
    list: List<QueuedError, ImportErrorId>,
    detail: Feed<ImportErrorDetail>,
    /// The chosen record, to be read.
    record: Option<(ImportErrorId, Reader)>,
    area: Rect,
}

impl Queue {
    /// Everything that waits for a decision.
    pub fn open_entries() -> Self {
        Self::new("error queue".to_owned(), None, "Nothing was refused, or all of it is settled.")
    }

    /// What one run refused, settled or not.
    pub fn of_run(run: &ImportBatch) -> Self {
        Self::new(format!("Refused of {}", file_name(&run.input)), Some(run.id), "This run refused nothing.")
    }

    fn new(title: String, batch: Option<BatchId>, empty: &'static str) -> Self {
        let list = List::new(COLUMNS, |entry: &QueuedError| entry.id);
        Self {
            title,
            question: ImportErrors { all: false, batch, before: None, limit: MOST },
            feed: Feed::new(),
            list: list.empty(empty),
            detail: Feed::new(),
            record: None,
            area: Rect::default(),
        }
    }

    fn chosen(&self) -> Option<&QueuedError> {
        self.list.chosen()
    }

    /// The record beside the list follows the choice.
    fn follow(&mut self, out: &mut Outbox<'_>) {
        let chosen = self.chosen().map(|entry| entry.id).filter(|_| self.area.width >= WIDE);
        match chosen {
            Some(id) if self.detail.question() != Some(&ImportErrorDetail { id }) => {
                self.detail.ask(ImportErrorDetail { id }, out);
            }
            Some(_) => {}
            None => self.detail.forget(),
        }
    }

    fn halves(area: Rect) -> (Rect, Rect) {
        if area.width >= WIDE {
            let (left, right) = split_left(area, area.width - BESIDE - 2);
            return (left, split_left(right, 2).1);
        }
        split_bottom(area, FOOT)
    }

    fn act(&self, id: CommandId, out: &mut Outbox<'_>) {
        let Some(entry) = self.chosen() else { return };
        match id.0 {
            "queue.open" => out.go(Link::ImportError(entry.id)),
            "queue.correct" => out.show(super::correct::Correct::new(entry.id)),
            _ => out.show(error::discard_box(entry, out.words())),
        }
    }

    fn view_reason(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) {
        let Some(entry) = self.chosen() else { return };
        let buffer = frame.buffer_mut();
        let wide = self.area.width >= WIDE;
        let rows = scene.paragraph(buffer, area, &error::reason(entry), Meaning::Text);
        let (_, rest) = split_top(area, rows + 1);
        if let Some((_, reader)) = self.record.as_ref().filter(|(id, _)| wide && *id == entry.id) {
            reader.view(scene, rest, buffer);
        }
    }

    fn received_detail(&mut self) {
        let Some(Some(found)) = self.detail.rows() else { return };
        let mut reader = super::record::reader(found);
        // Below the reason, which takes some rows.
        reader.place(Rect { width: BESIDE, height: self.area.height.saturating_sub(8).max(3), ..self.area });
        reader.show_mark();
        self.record = Some((found.entry.id, reader));
    }
}

impl Pane for Queue {
    fn heading(&self) -> Heading {
        let scope = if self.question.all { "settled ones too" } else { "" };
        Heading::new(self.title.clone())
            .count(self.list.count())
            .note(scope)
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match (id.0, self.chosen()) {
            ("queue.settled", _) => {
                Enabled::when(self.question.batch.is_none(), "All that this run refused is shown already.")
            }
            ("queue.open", chosen) => Enabled::when(chosen.is_some(), "No record is chosen."),
            ("queue.correct", Some(entry)) => error::correctable(entry),
            ("queue.discard", Some(entry)) => Enabled::when(entry.state == "open", "This record is settled."),
            ("queue.correct" | "queue.discard", None) => Enabled::No("No record is chosen."),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.list.place(Self::halves(area).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(self.question.clone(), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "queue.settled" => {
                self.question.all = !self.question.all;
                self.feed.ask(self.question.clone(), out);
            }
            "queue.open" | "queue.correct" | "queue.discard" => self.act(id, out),
            _ => {
                self.list.perform(id, out);
            }
        }
        self.follow(out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
        self.follow(out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(rows) = self.feed.take()
        {
            self.list.fill(rows, out.words());
            self.follow(out);
        }
        if self.detail.accept(answer) {
            self.received_detail();
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
        self.detail.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.detail.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (list, reason) = Self::halves(area);
        let caret = self.list.view(scene, &self.feed.freshness(), list, frame.buffer_mut());
        self.view_reason(scene, reason, frame);
        caret
    }
}

fn line_number(entry: &QueuedError) -> String {
    if entry.line > 0 { entry.line.to_string() } else { String::new() }
}
