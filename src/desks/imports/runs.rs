//! Runs over inputs: which file, how far, what it brought.

use super::{
    queue::Queue,
    words::{ago, file_name, size},
};
use crate::{
    domain::{ids::BatchId, role::Permission::Import, topics::Topics},
    intake::{ImportBatch, ImportBatches},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer, Words, split_bottom,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the list offers.
pub const COMMANDS: &[Command] =
    &[Command::new("runs.errors", &["<enter>"], "What this run refused", Import).hint(1, "refused records")];

const COLUMNS: &[Column<ImportBatch>] = &[
    Column::new("Input", |run: &ImportBatch, _| Cell::text(file_name(&run.input)))
        .width(12, 40)
        .sorted(|a, b| file_name(&a.input).cmp(file_name(&b.input))),
    Column::new("Feed", |run: &ImportBatch, _| Cell::text(&run.feed))
        .width(6, 14)
        .from(2)
        .sorted(|a, b| a.feed.cmp(&b.feed)),
    Column::new("State", |run: &ImportBatch, _| state(run)).width(7, 7),
    Column::new("Read", |run: &ImportBatch, _| number(run.summary.read)).width(7, 9).right(),
    Column::new("Added", |run: &ImportBatch, _| number(run.summary.added)).width(7, 9).right(),
    Column::new("Changed", |run: &ImportBatch, _| number(run.summary.changed)).width(7, 9).right(),
    Column::new("Same", |run: &ImportBatch, _| number(run.summary.unchanged)).width(7, 9).right(),
    Column::new("Refused", |run: &ImportBatch, _| refused(run))
        .width(7, 9)
        .right()
        .sorted(|a, b| b.summary.rejected.cmp(&a.summary.rejected)),
    Column::new("Began", |run: &ImportBatch, words| Cell::text(ago(&run.started_at, words)))
        .width(10, 10)
        .sorted(|a, b| b.started_at.cmp(&a.started_at)),
];

/// Runs that are shown: years of nightly feeds are looked up in the log.
const MOST: i64 = 1000;
/// Rows below the list for the chosen run.
const FOOT: u16 = 3;

/// The list of runs.
pub struct Runs {
    feed: Feed<ImportBatches>,
    list: List<ImportBatch, BatchId>,
}

impl Runs {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |run: &ImportBatch| run.id);
        Self {
            feed: Feed::new(),
            list: list.empty(
                "Nothing was imported yet. Imports are started on the command line, beside the files: \
                 chartroom import fhir|hl7|csv PATH… (--help shows examples).",
            ),
        }
    }
}

impl Pane for Runs {
    fn heading(&self) -> Heading {
        Heading::new("runs").count(self.list.count()).note(self.list.order_note()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        if id.0 != "runs.errors" {
            return Enabled::Yes;
        }
        let refused = self.list.chosen().is_some_and(|run| run.summary.rejected > 0);
        Enabled::when(refused, "This run refused nothing.")
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_bottom(area, FOOT).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(ImportBatches { before: None, limit: MOST }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if id.0 == "runs.errors" {
            if let Some(run) = self.list.chosen() {
                out.show(Queue::of_run(run));
            }
        } else {
            self.list.perform(id, out);
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
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
        let (top, foot) = split_bottom(area, FOOT);
        let caret = self.list.view(scene, &self.feed.freshness(), top, frame.buffer_mut());
        if let Some(run) = self.list.chosen() {
            for (line, row) in lines(run, scene.words).iter().zip(foot.rows()) {
                scene.line(frame.buffer_mut(), row, line, Meaning::Muted);
            }
        }
        caret
    }
}

/// What has no column, or is cut in its own: the whole name, who and when, the rarer figures.
fn lines(run: &ImportBatch, words: Words) -> [String; 3] {
    let ended = run.ended_at.as_ref().map(|at| format!(" to {}", words.stored(at))).unwrap_or_default();
    let figures = [
        (run.summary.kept, "kept without effect"),
        (run.summary.waiting, "waiting for their patient"),
        (run.summary.held, "held for review"),
    ];
    let figures =
        figures.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
    let note = (!run.note.is_empty()).then(|| run.note.clone());
    let hint = (run.state == "stopped").then(|| "the same command goes on where it stopped".to_owned());
    [
        format!("{} ({}), feed {}", run.input, size(run.bytes), run.feed),
        format!("by {}, {}{ended}", run.by, words.stored(&run.started_at)),
        figures.chain(hint).chain(note).collect::<Vec<_>>().join("; "),
    ]
}

fn state(run: &ImportBatch) -> Cell<'_> {
    let meaning = match run.state.as_str() {
        "failed" => Meaning::Error,
        "stopped" | "running" => Meaning::Amber,
        _ => Meaning::Text,
    };
    Cell::meaning(&run.state, meaning)
}

fn refused(run: &ImportBatch) -> Cell<'_> {
    let count = run.summary.rejected;
    Cell::meaning(count.to_string(), if count > 0 { Meaning::Late } else { Meaning::Text })
}

fn number(count: u64) -> Cell<'static> {
    Cell::text(count.to_string())
}
