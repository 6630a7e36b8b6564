//! Rates, each with its definition; Enter and d list what stands behind one.

use super::review::Review;
use crate::{
    completion::{Behind, BehindRate, Rate, RateName, Rates},
    domain::{role::Permission::ReviewCharts, topics::Topics},
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
    Command::new("completion.numerator", &["<enter>"], "List the numerator", ReviewCharts)
        .group("Completion")
        .hint(1, "numerator"),
    Command::new("completion.denominator", &["d"], "List the denominator", ReviewCharts)
        .group("Completion")
        .hint(2, "denominator"),
];

/// What the list of charts behind a rate offers.
pub const BEHIND: &[Command] =
    &[Command::new("completion.open-chart", &["<enter>"], "Open the chart under review", ReviewCharts)
        .group("Completion")
        .hint(1, "open")];

const COLUMNS: &[Column<Rate>] = &[
    Column::new("Rate", |rate: &Rate, _| Cell::text(rate.name.title())).width(18, 20),
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
            list: List::new(COLUMNS, |rate: &Rate| format!("{} {:?}", rate.name, rate.whose)),
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
        match id.0 {
            "completion.numerator" | "completion.denominator" => {
                Enabled::when(self.list.chosen().is_some(), "No rate is chosen.")
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
                if let Some(rate) = self.list.chosen() {
                    show_behind(rate, id.0 == "completion.numerator", out);
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

const LACKS: &[Column<Behind>] = &[
    Column::new("Patient", |row: &Behind, _| Cell::text(&row.patient_name)).width(14, 26),
    Column::new("Number", |row: &Behind, _| Cell::text(&row.mrn)).width(8, 12).from(2),
    Column::new("What", |row: &Behind, _| Cell::text(&row.what)).width(14, 28),
    Column::new("Assigned", |row: &Behind, words| Cell::text(words.stored(&row.assigned_at))).width(10, 16),
    Column::new("Why disputed", |row: &Behind, _| Cell::text(&row.dispute)).width(14, 40).from(1),
];

/// Charts or deficiencies behind a rate.
fn show_behind(rate: &Rate, numerator: bool, out: &mut Outbox<'_>) {
    let (title, empty, columns) = match (rate.name, numerator) {
        (RateName::Delinquent, true) => ("Delinquent records", "No record is delinquent.", CHARTS),
        (RateName::Delinquent, false) => {
            ("Discharges of the 12 months before", "Nobody was discharged.", CHARTS)
        }
        (RateName::False, true) => {
            ("Disputes upheld", "No dispute was upheld in the 12 months before.", LACKS)
        }
        (RateName::False, false) => {
            ("Deficiencies assigned", "Nothing was assigned in the 12 months before.", LACKS)
        }
    };
    let query = BehindRate { rate: rate.name, whose: rate.whose.clone(), numerator, limit: 5000 };
    out.show(
        Rows::new(title, query, columns, |row| (row.encounter, row.deficiency))
            .empty(empty)
            .noted(&rate.of)
            .acting(BEHIND, |_, row, out| match row.deficiency {
                Some(deficiency) => out.show(Review::at(row.encounter, deficiency)),
                None => out.show(Review::new(row.encounter)),
            }),
    );
}
