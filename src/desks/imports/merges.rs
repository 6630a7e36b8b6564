//! Merges that feeds ask for. They are shown, never carried out by an import, and not decided here.

use super::{
    queries::{PendingMerge, PendingMerges, Side},
    words::ago,
};
use crate::{
    domain::{link::Link, role::Permission::ReadCharts, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer, split_bottom,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the list offers.
pub const COMMANDS: &[Command] = &[
    Command::new("merges.survivor", &["<enter>"], "Open the chart that would stay", ReadCharts)
        .hint(1, "chart that stays"),
    Command::new("merges.loser", &["o"], "Open the chart that would go into it", ReadCharts)
        .hint(2, "the other"),
];

const COLUMNS: &[Column<PendingMerge>] = &[
    Column::new("Would stay", |merge: &PendingMerge, _| side(&merge.survivor)).width(18, 36),
    Column::new("Would go into it", |merge: &PendingMerge, _| side(&merge.loser)).width(18, 36),
    Column::new("Moves", |merge: &PendingMerge, _| Cell::text(moves(merge))).width(10, 16),
    Column::new("Feed", |merge: &PendingMerge, _| Cell::text(&merge.feed))
        .width(6, 14)
        .sorted(|a, b| a.feed.cmp(&b.feed)),
    Column::new("Came", |merge: &PendingMerge, words| Cell::text(ago(&merge.at, words)))
        .width(10, 10)
        .sorted(|a, b| b.at.cmp(&a.at)),
];

/// Merges that are shown.
const MOST: i64 = 500;
/// Rows below the list.
const FOOT: u16 = 2;

/// The list of merges.
pub struct Merges {
    feed: Feed<PendingMerges>,
    list: List<PendingMerge, i64>,
}

impl Merges {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |merge: &PendingMerge| merge.merge);
        Self { feed: Feed::new(), list: list.empty("No feed asks for a merge.") }
    }

    fn open_side(&self, of: fn(&PendingMerge) -> &Side, out: &mut Outbox<'_>) {
        if let Some(patient) = self.list.chosen().and_then(|merge| of(merge).patient) {
            out.go(Link::Patient(patient));
        }
    }
}

impl Pane for Merges {
    fn heading(&self) -> Heading {
        Heading::new("pending merges")
            .count(self.list.count())
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let has = |of: fn(&PendingMerge) -> &Side| {
            self.list.chosen().is_some_and(|merge| of(merge).patient.is_some())
        };
        match id.0 {
            "merges.survivor" => Enabled::when(has(|merge| &merge.survivor), "This record has not come yet."),
            "merges.loser" => Enabled::when(has(|merge| &merge.loser), "This record has not come yet."),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_bottom(area, FOOT).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(PendingMerges { limit: MOST }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "merges.survivor" => self.open_side(|merge| &merge.survivor, out),
            "merges.loser" => self.open_side(|merge| &merge.loser, out),
            _ => {
                self.list.perform(id, out);
            }
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
        let buffer = frame.buffer_mut();
        if let Some(merge) = self.list.chosen() {
            let words = format!(
                "{} asks by {} that {} be merged into {}. Nothing was moved: both records stand as they are.",
                merge.feed, merge.event, merge.loser.number, merge.survivor.number
            );
            scene.paragraph(buffer, foot, &words, Meaning::Muted);
        }
        self.list.view(scene, &self.feed.freshness(), top, buffer)
    }
}

fn side(side: &Side) -> Cell<'_> {
    if side.patient.is_none() {
        return Cell::meaning(format!("{}, not come yet", side.number), Meaning::Muted);
    }
    Cell::text(format!("{} {}", side.name, side.number).trim_start().to_owned())
}

fn moves(merge: &PendingMerge) -> String {
    match (merge.kind.as_str(), merge.visit.is_empty()) {
        ("patient", _) => "everything".to_owned(),
        ("account", true) => "an account".to_owned(),
        ("account", false) => format!("account {}", merge.visit),
        (_, true) => "a visit".to_owned(),
        (_, false) => format!("visit {}", merge.visit),
    }
}
