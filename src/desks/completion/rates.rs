//! Rates, each with its definition; Enter lists the charts behind one.

use super::review::Review;
use crate::{
    completion::{Behind, BehindRate, Rate, Rates},
    domain::{ids::EncounterId, role::Permission::ReviewCharts, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Rows, Scene, Tables,
        TextInput, Timer, split_bottom,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("completion.numerator", &["<enter>"], "List the charts of the numerator", ReviewCharts)
        .group("Completion")
        .hint(1, "numerator"),
    Command::new("completion.denominator", &["d"], "List the charts of the denominator", ReviewCharts)
        .group("Completion")
        .hint(2, "denominator"),
];

/// What the list of charts behind a rate offers.
pub const BEHIND: &[Command] =
    &[Command::new("completion.open-chart", &["<enter>"], "Open the chart under review", ReviewCharts)
        .group("Completion")
        .hint(1, "open")];

const COLUMNS: &[Column<Rate>] = &[
    Column::new("Rate", |rate: &Rate, _| Cell::text(rate.name)).width(18, 20),
    Column::new("Of", |rate: &Rate, _| Cell::text(&rate.of)).width(16, 34).sorted(|a, b| a.of.cmp(&b.of)),
    Column::new("Numerator", |rate: &Rate, _| Cell::text(rate.numerator.to_string()))
        .width(9, 9)
        .right()
        .sorted(|a, b| b.numerator.cmp(&a.numerator)),
    Column::new("Denominator", |rate: &Rate, _| Cell::text(format!("{:.1}", rate.denominator)))
        .width(11, 11)
        .right(),
    Column::new("Per cent", |rate: &Rate, _| {
        Cell::text(rate.percent.map_or_else(|| "no rate".to_owned(), |percent| format!("{percent:.1} %")))
    })
    .width(8, 9)
    .right()
    .sorted(|a, b| b.percent.unwrap_or(-1.0).total_cmp(&a.percent.unwrap_or(-1.0))),
];

/// Rows for the definition.
const FOOT: u16 = 4;

/// The list.
pub struct RateList {
    rows: Feed<Rates>,
    list: List<Rate, String>,
}

impl RateList {
    /// A list that asks when it opens.
    pub fn new() -> Self {
        Self {
            rows: Feed::new(),
            list: List::new(COLUMNS, |rate: &Rate| format!("{} {}", rate.name, rate.of)),
        }
    }
}

impl Pane for RateList {
    fn heading(&self) -> Heading {
        Heading::new("Rates of completion")
            .count(self.list.count())
            .note(self.list.order_note())
            .note(self.rows.note())
    }
    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }
    fn enabled(&self, id: CommandId) -> Enabled {
        let lists = self
            .list
            .chosen()
            .is_some_and(|rate| rate.name == "delinquent records" && !rate.of.starts_with("attending"));
        match id.0 {
            "completion.numerator" | "completion.denominator" => {
                Enabled::when(lists, "Charts are listed for the hospital and for services.")
            }
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
        self.rows.ask(Rates, out);
    }
    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "completion.numerator" | "completion.denominator" => {
                let service =
                    self.list.chosen().and_then(|rate| rate.of.strip_prefix("service ").map(str::to_owned));
                out.show(charts(id.0 == "completion.numerator", service.unwrap_or_default()));
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
        let (top, foot) = split_bottom(area, FOOT);
        let buffer = frame.buffer_mut();
        if let Some(rate) = self.list.chosen() {
            scene.paragraph(buffer, foot, rate.definition, Meaning::Muted);
        }
        self.list.view(scene, &self.rows.freshness(), top, buffer)
    }
}

const CHARTS: &[Column<Behind>] = &[
    Column::new("Patient", |row: &Behind, _| Cell::text(&row.patient_name)).width(14, 28),
    Column::new("Number", |row: &Behind, _| Cell::text(&row.mrn)).width(8, 12),
    Column::new("Service", |row: &Behind, _| Cell::text(&row.service)).width(10, 22).from(1),
    Column::new("Discharged", |row: &Behind, words| {
        Cell::text(row.discharge_at.as_deref().map(|at| words.stored(at)).unwrap_or_default())
    })
    .width(10, 16),
    Column::new("Open", |row: &Behind, _| Cell::text(row.open.to_string())).width(4, 4).right(),
];

/// Charts behind a rate.
fn charts(numerator: bool, service: String) -> Rows<BehindRate, Behind, EncounterId> {
    let title = if numerator { "Delinquent records" } else { "Discharges of the 12 months before" };
    let query = BehindRate { numerator, service: service.clone(), limit: 5000 };
    Rows::new(title, query, CHARTS, |row| row.encounter)
        .empty("No chart.")
        .noted(service)
        .acting(BEHIND, |_, row, out| out.show(Review::new(row.encounter)))
}
