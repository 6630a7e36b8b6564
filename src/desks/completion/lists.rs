//! Who owes what: one line for each clinician.

use super::owed::Owed;
use crate::{
    completion::{Owes, Owing},
    domain::{role::Permission::ReviewCharts, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every list.
pub const OWING: &[Command] =
    &[Command::new("completion.open-provider", &["<enter>"], "Open what this clinician owes", ReviewCharts)
        .group("Completion")
        .hint(1, "open")];

const COLUMNS: &[Column<Owes>] = &[
    Column::new("Clinician", |owes: &Owes, _| Cell::text(&owes.name))
        .width(16, 28)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Service", |owes: &Owes, _| Cell::text(&owes.service)).width(10, 22).from(1),
    Column::new("Owed", |owes: &Owes, _| Cell::text(owes.deficiencies.to_string()))
        .width(4, 6)
        .right()
        .sorted(|a, b| b.deficiencies.cmp(&a.deficiencies)),
    Column::new("Charts", |owes: &Owes, _| Cell::text(owes.charts.to_string()))
        .width(6, 6)
        .right()
        .sorted(|a, b| b.charts.cmp(&a.charts)),
    Column::new("Delinquent", |owes: &Owes, _| {
        if owes.delinquent > 0 {
            Cell::meaning(format!("{} late", owes.delinquent), Meaning::Late)
        } else {
            Cell::text("none")
        }
    })
    .width(10, 10)
    .sorted(|a, b| b.delinquent.cmp(&a.delinquent)),
    Column::new("Level", |owes: &Owes, _| Cell::text(owes.level.to_string()))
        .width(5, 5)
        .right()
        .sorted(|a, b| b.level.cmp(&a.level)),
    Column::new("Oldest", |owes: &Owes, words| Cell::text(words.stored(&owes.oldest))).width(10, 16).from(2),
];

/// The list.
pub struct OwingList {
    rows: Feed<Owing>,
    list: List<Owes, i64>,
}

impl OwingList {
    /// A list that asks when it opens.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |owes: &Owes| owes.provider.map_or(0, |who| who.0))
            .empty("Nobody owes anything.");
        Self { rows: Feed::new(), list }
    }
}

impl Pane for OwingList {
    fn heading(&self) -> Heading {
        Heading::new("Who owes what")
            .count(self.list.count())
            .note(self.list.order_note())
            .note(self.rows.note())
    }
    fn commands(&self) -> Tables {
        self.list.commands(OWING)
    }
    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "completion.open-provider" => {
                let named = self.list.chosen().is_some_and(|owes| owes.provider.is_some());
                Enabled::when(named, "Nobody is named here; the deficiencies stand in their charts.")
            }
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
        self.rows.ask(Owing, out);
    }
    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "completion.open-provider" => {
                if let Some(owes) = self.list.chosen()
                    && let Some(who) = owes.provider
                {
                    out.show(Owed::of(who, &owes.name));
                }
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
        if self.rows.accept(answer)
            && let Some(rows) = self.rows.take()
        {
            self.list.fill(rows, out.words());
        }
    }
    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.rows.refresh(changed, out);
    }
    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.rows.due(timer);
    }
    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.rows.freshness(), area, frame.buffer_mut())
    }
}
