//! Figures of documentation review: each with its definition, drawn by month, and the stays behind it one key away.

use super::review::Review;
use crate::{
    cdi::metrics::{Behind, BehindFigure, By, Figure, Figures, Period},
    domain::{ids::EncounterId, role::Permission::ReviewDocumentation, time::When, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Focus, Heading, List, Mode, Outbox, Pane, Rows, Scene, Tables,
        TextInput, Timer, Turn, Words, beside, split_bottom, split_top, trend,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the figures offer besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("figure.numerator", &["<enter>"], "List the stays of the numerator", ReviewDocumentation)
        .group("Figures")
        .hint(1, "numerator"),
    Command::new("figure.denominator", &["d"], "List the stays of the denominator", ReviewDocumentation)
        .group("Figures")
        .hint(2, "denominator"),
    Command::new(
        "figure.by",
        &["b"],
        "By hospital, specialist, provider, service, month",
        ReviewDocumentation,
    )
    .group("Figures")
    .hint(3, "by"),
];

/// What the stays behind a figure offer.
pub const BEHIND: &[Command] =
    &[Command::new("figure.stay", &["<enter>"], "Open the stay under review", ReviewDocumentation)
        .group("Figures")
        .hint(1, "open")];

const COLUMNS: &[Column<Figure>] = &[
    Column::new("Figure", |one: &Figure, _| Cell::text(one.title)).width(18, 22),
    Column::new("Of", |one: &Figure, _| Cell::text(if one.of.is_empty() { "hospital" } else { &one.of }))
        .width(12, 28)
        .sorted(|a, b| a.of.cmp(&b.of)),
    Column::new("Figure is", |one: &Figure, _| Cell::text(one.words())).width(10, 10).right(),
    Column::new("Numerator", |one: &Figure, _| Cell::text(number(one.numerator))).width(9, 10).right(),
    Column::new("Denominator", |one: &Figure, _| Cell::text(number(one.denominator))).width(11, 11).right(),
];

/// A count as a whole number, a sum of weights with its digits.
fn number(value: f64) -> String {
    if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.4}") }
}

/// Rows for the definition.
const FOOT: u16 = 4;

/// The figures.
pub struct FigureList {
    by: By,
    period: Period,
    words: Words,
    figures: Feed<Figures>,
    /// By month, for the chart.
    months: Feed<Figures>,
    list: List<Figure, String>,
    /// Whether the chart is shown where there is room for one part only.
    chart: bool,
    area: Rect,
}

impl FigureList {
    /// The figures of the twelve months to today.
    pub fn new(words: Words) -> Self {
        Self {
            by: By::Hospital,
            period: Period::year_to(words.today()),
            words,
            figures: Feed::new(),
            months: Feed::new(),
            list: List::new(COLUMNS, |one: &Figure| format!("{} {}", one.metric, one.of)),
            chart: false,
            area: Rect::default(),
        }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        self.figures.ask(Figures { period: self.period, by: self.by }, out);
    }

    fn parts(&self) -> (Option<Rect>, Option<Rect>) {
        let top = split_bottom(self.area, FOOT).0;
        beside(top, 66, 40, if self.chart { Focus::Elsewhere } else { Focus::Here })
    }

    /// The chosen figure of the hospital, month by month.
    fn drawing(&self) -> trend::Trend {
        let (Some(one), Some(months)) = (self.list.chosen(), self.months.rows()) else {
            return trend::Trend::default();
        };
        let of = months.iter().filter(|month| month.metric == one.metric);
        let point = |month: &Figure| {
            let first = When::parse_iso(&format!("{}-01", month.of))?;
            Some((first.instant(), month.value?))
        };
        trend::Trend {
            points: of.filter_map(point).collect(),
            unit: one.unit.to_owned(),
            ..trend::Trend::default()
        }
    }
}

impl Pane for FigureList {
    fn heading(&self) -> Heading {
        Heading::new(format!("Figures by {}", self.by.title()))
            .count(self.list.count())
            .note(format!(
                "discharges {} to {}",
                self.words.day(self.period.from),
                self.words.day(self.period.to)
            ))
            .note(self.figures.note())
    }
    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }
    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "figure.numerator" | "figure.denominator" => {
                Enabled::when(self.list.chosen().is_some(), "No figure is chosen.")
            }
            _ => Enabled::Yes,
        }
    }
    fn mode(&self) -> Mode {
        self.list.mode()
    }
    fn place(&mut self, area: Rect) {
        self.area = area;
        if let Some(left) = self.parts().0 {
            self.list.place(left);
        }
    }
    fn open(&mut self, out: &mut Outbox<'_>) {
        self.ask(out);
        self.months.ask(Figures { period: self.period, by: By::Month }, out);
    }
    fn turn(&mut self, _: Turn, _: &mut Outbox<'_>) {
        self.chart = !self.chart;
        let area = self.area;
        self.place(area);
    }
    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "figure.by" => {
                let at = By::ALL.iter().position(|by| *by == self.by).unwrap_or(0);
                self.by = By::ALL.get((at + 1) % By::ALL.len()).copied().unwrap_or(By::Hospital);
                self.ask(out);
            }
            "figure.numerator" | "figure.denominator" => {
                if let Some(one) = self.list.chosen() {
                    out.show(behind(one, id.0 == "figure.numerator", self.period, self.by));
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
        self.months.accept(answer);
        if self.figures.accept(answer)
            && let Some(rows) = self.figures.take()
        {
            self.list.fill(rows, out.words());
        }
    }
    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.figures.refresh(changed, out);
        self.months.refresh(changed, out);
    }
    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.figures.due(timer);
        self.months.due(timer);
    }
    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (_, foot) = split_bottom(area, FOOT);
        if let Some(one) = self.list.chosen() {
            let rest = split_top(foot, 1).1;
            scene.paragraph(buffer, rest, &format!("{}: {}", one.title, one.definition), Meaning::Muted);
        }
        let (left, right) = self.parts();
        let mut caret = Caret::new(area.x, area.y);
        if let Some(left) = left {
            caret = self.list.view(scene, &self.figures.freshness(), left, buffer);
        }
        if let Some(right) = right {
            let (title, plot) = split_top(right, 1);
            let name = self.list.chosen().map_or("", |one| one.title);
            scene.line(buffer, title, &format!("{name}, hospital, by month"), Meaning::Heading);
            trend::view(&self.drawing(), scene, Rect { height: plot.height.min(16), ..plot }, buffer);
            if left.is_none() {
                caret = Caret::new(right.x, right.y);
            }
        }
        caret
    }
}

const STAYS: &[Column<Behind>] = &[
    Column::new("Patient", |row: &Behind, _| Cell::text(&row.patient_name)).width(14, 28),
    Column::new("Number", |row: &Behind, _| Cell::text(&row.mrn)).width(8, 12),
    Column::new("Service", |row: &Behind, _| Cell::text(&row.service)).width(10, 20).from(1),
    Column::new("Provider", |row: &Behind, _| Cell::text(&row.provider)).width(10, 22).from(2),
    Column::new("Specialist", |row: &Behind, _| Cell::text(&row.specialist)).width(10, 12).from(3),
    Column::new("When", |row: &Behind, words| Cell::text(words.stored(&row.at))).width(10, 16),
    Column::new("Counts", |row: &Behind, _| Cell::text(number(row.value))).width(7, 9).right(),
];

fn behind(
    one: &Figure,
    numerator: bool,
    period: Period,
    by: By,
) -> Rows<BehindFigure, Behind, (EncounterId, String)> {
    let title = if numerator { "Stays of the numerator" } else { "Stays of the denominator" };
    let query = BehindFigure { metric: one.metric.to_owned(), numerator, period, by, of: one.of.clone() };
    Rows::new(title, query, STAYS, |row| (row.encounter, row.at.clone()))
        .empty("No stay.")
        .noted(format!("{} {}", one.title, one.of).trim().to_owned())
        .acting(BEHIND, |_, row, out| out.show(Review::new(row.encounter)))
}
