//! The directory.

use super::{form::ProviderForm, one::OnePane};
use crate::{
    domain::{
        ids::PractitionerId,
        role::Permission::{KeepProviders, ReadCharts},
        time::PartialDate,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer, Words,
    },
    look::Meaning,
    providers::{ProviderLine, Providers},
    store::lanes::Answer,
};
use chrono::{Datelike as _, NaiveDate};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the directory offers.
pub const COMMANDS: &[Command] = &[
    Command::new("providers.open", &["<enter>"], "Open the provider", ReadCharts).hint(1, "open"),
    Command::new("providers.add", &["a"], "Add a provider", KeepProviders).hint(2, "add"),
    Command::new("providers.all", &["v"], "Show those who no longer work here, or not", ReadCharts)
        .hint(3, "all"),
];

const COLUMNS: &[Column<ProviderLine>] = &[
    Column::new("Name", |one: &ProviderLine, _| Cell::text(&one.name))
        .width(18, 34)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Service", |one: &ProviderLine, _| Cell::text(&one.service))
        .width(10, 26)
        .sorted(|a, b| a.service.cmp(&b.service)),
    Column::new("NPI", |one: &ProviderLine, _| match one.npi_fault() {
        "missing" => Cell::meaning("none", Meaning::Muted),
        "wrong" => Cell::meaning(format!("{} wrong", one.npi), Meaning::Error),
        _ => Cell::text(&one.npi),
    })
    .width(10, 16)
    .from(1)
    .sorted(|a, b| (b.npi_fault(), &a.npi).cmp(&(a.npi_fault(), &b.npi))),
    Column::new("Now", |one: &ProviderLine, words| match (one.active, one.away_until) {
        (false, _) => Cell::meaning("left", Meaning::Disabled),
        (true, Some(day)) => Cell::meaning(format!("away to {}", date(day, words)), Meaning::Amber),
        (true, None) if one.trainee => Cell::text("trainee"),
        (true, None) => Cell::text(""),
    })
    .width(18, 18)
    .sorted(|a, b| b.away_until.cmp(&a.away_until)),
    Column::new("Delegate", |one: &ProviderLine, _| Cell::text(&one.delegate)).width(12, 28).from(2),
];

/// The list of providers.
pub struct ProviderList {
    feed: Feed<Providers>,
    list: List<ProviderLine, PractitionerId>,
    all: bool,
}

impl ProviderList {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &ProviderLine| one.id);
        Self {
            feed: Feed::new(),
            list: list.empty("Nobody is in the directory. Import staff, or add a provider with a."),
            all: false,
        }
    }
}

impl Pane for ProviderList {
    fn heading(&self) -> Heading {
        Heading::new("Providers")
            .count(self.list.count())
            .note(if self.all { "with those who left" } else { "" })
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "providers.open" => Enabled::when(self.list.chosen().is_some(), "No provider is chosen."),
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
        self.feed.ask(Providers { all: self.all }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "providers.open" => {
                if let Some(one) = self.list.chosen() {
                    out.show(OnePane::new(one.id));
                }
            }
            "providers.add" => out.show(ProviderForm::add(out.words())),
            "providers.all" => {
                self.all = !self.all;
                self.feed.ask(Providers { all: self.all }, out);
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

/// A day as the house writes it.
pub fn date(day: NaiveDate, words: Words) -> String {
    PartialDate::new(day.year(), Some(day.month()), Some(day.day()))
        .map_or_else(String::new, |day| words.date(day))
}
