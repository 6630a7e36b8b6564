//! Results of a chart: by test with the last value and its trend, or all values newest first.

use super::{overview::code, reports::ReportsPane, under::Under};
use crate::{
    chart::{ResultLine, Results, TestLine, Tests, Trend},
    domain::{
        ids::{PatientId, ResultId},
        role::Permission::ReadCharts,
        time::When,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Focus, Heading, List, Mode, Outbox, Pane, Rows, Scene, Tables,
        TextInput, Timer, beside, split_bottom, split_top, trend,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// What the list of tests offers.
pub const COMMANDS: &[Command] = &[
    Command::new("results.trend", &["<enter>"], "All values of the test, with their trend", ReadCharts)
        .hint(1, "values and trend"),
    Command::new("results.all", &["a"], "All results, newest first", ReadCharts).hint(2, "all, newest first"),
    Command::new("results.reports", &["R"], "Diagnostic reports with their results", ReadCharts)
        .hint(3, "reports"),
];

/// What the values of one test offer.
pub const OPENED: &[Command] =
    &[Command::new("results.tests", &["<esc>", "<enter>"], "Back to the tests", ReadCharts).hint(1, "tests")];

const TESTS: &[Column<TestLine>] = &[
    Column::new("Test", |test: &TestLine, _| Cell::text(title(&test.last)))
        .width(32, 60)
        .sorted(|a, b| title(&a.last).cmp(title(&b.last))),
    Column::new("Last", |test: &TestLine, _| value_cell(&test.last)).width(10, 18),
    Column::new("Unit", |test: &TestLine, _| Cell::text(&test.last.unit)).width(5, 10).from(2),
    Column::new("When", |test: &TestLine, words| {
        // The day alone: the times stand beside the values.
        Cell::text(test.last.at.map(|at| words.day(at.day())).unwrap_or_default())
    })
    .width(10, 10)
    .from(1)
    .sorted(|a, b| b.last.at.map(When::instant).cmp(&a.last.at.map(When::instant))),
    Column::new("Values", |test: &TestLine, _| Cell::text(test.values.to_string()))
        .width(6, 6)
        .right()
        .sorted(|a, b| b.values.cmp(&a.values)),
    Column::new("Kind", |test: &TestLine, _| Cell::text(&test.last.category))
        .width(10, 14)
        .from(3)
        .sorted(|a, b| a.last.category.cmp(&b.last.category)),
];

const VALUES: &[Column<ResultLine>] = &[
    Column::new("When", |value: &ResultLine, words| {
        Cell::text(value.at.map(|at| words.when(at)).unwrap_or_default())
    })
    .width(16, 16),
    Column::new("Value", |value: &ResultLine, _| value_cell(value)).width(10, 22),
    Column::new("Unit", |value: &ResultLine, _| Cell::text(&value.unit)).width(5, 10),
    Column::new("Range", |value: &ResultLine, _| Cell::text(value.range())).width(9, 14).from(1),
    Column::new("Status", |value: &ResultLine, _| Cell::text(&value.status)).width(8, 12).from(2),
];

const ALL: &[Column<ResultLine>] = &[
    Column::new("When", |value: &ResultLine, words| {
        Cell::text(value.at.map(|at| words.when(at)).unwrap_or_default())
    })
    .width(16, 16)
    .sorted(|a, b| b.at.map(When::instant).cmp(&a.at.map(When::instant))),
    Column::new("Test", |value: &ResultLine, _| Cell::text(title(value)))
        .width(26, 60)
        .sorted(|a, b| title(a).cmp(title(b))),
    Column::new("Value", |value: &ResultLine, _| value_cell(value)).width(10, 24),
    Column::new("Unit", |value: &ResultLine, _| Cell::text(&value.unit)).width(5, 10),
    Column::new("Range", |value: &ResultLine, _| Cell::text(value.range())).width(9, 14).from(1),
    Column::new("Order", |value: &ResultLine, _| Cell::text(&value.panel)).width(10, 24).from(3),
    Column::new("Status", |value: &ResultLine, _| Cell::text(&value.status)).width(8, 12).from(2),
];

/// How many of the newest results stand in the list of all.
const ALL_LIMIT: i64 = 1000;

/// The results of a chart.
pub struct ResultsPart {
    patient: PatientId,
    tests: Feed<Tests>,
    list: List<TestLine, ResultId>,
    trend: Feed<Trend>,
    values: List<ResultLine, ResultId>,
    opened: bool,
    area: Rect,
}

impl ResultsPart {
    /// A list that asks when it is opened.
    pub fn new(patient: PatientId) -> Self {
        let list = List::new(TESTS, |test: &TestLine| test.last.result);
        Self {
            patient,
            tests: Feed::new(),
            list: list.empty("No results are recorded."),
            trend: Feed::new(),
            values: List::new(VALUES, |value: &ResultLine| value.result),
            opened: false,
            area: Rect::default(),
        }
    }

    fn parts(&self) -> (Option<Rect>, Option<Rect>) {
        let focus = if self.opened { Focus::Elsewhere } else { Focus::Here };
        beside(self.area, 58, 48, focus)
    }

    /// Asks for the values of the chosen test, if they are to be seen and are not there yet.
    fn follow(&mut self, out: &mut Outbox<'_>) {
        let Some(test) = self.list.chosen() else { return };
        let wanted = Trend {
            patient: self.patient,
            system: test.last.code.system.clone(),
            code: test.last.code.code.clone(),
            limit: 2000,
        };
        if self.parts().1.is_some() && self.trend.question() != Some(&wanted) {
            self.trend.ask(wanted, out);
        }
    }

    fn place_parts(&mut self) {
        let (left, right) = self.parts();
        if let Some(left) = left {
            self.list.place(left);
        }
        if let Some(right) = right {
            self.values.place(trend_areas(right).1);
        }
    }

    fn view_trend(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let (top, list) = trend_areas(area);
        let (name, plot) = split_top(top, 1);
        if let Some(test) = self.list.chosen() {
            let words = format!("{}  {}", title(&test.last), code(&test.last.code));
            scene.line(buffer, name, &words, Meaning::Heading);
        }
        trend::view(&drawing(self.values.rows()), scene, plot, buffer);
        self.values.view(scene, &self.trend.freshness(), list, buffer)
    }
}

/// The upper part for the drawing, the lower for the table.
fn trend_areas(area: Rect) -> (Rect, Rect) {
    let (top, list) = split_bottom(area, area.height / 2);
    (Rect { height: top.height.saturating_sub(1), ..top }, list)
}

impl Pane for ResultsPart {
    fn heading(&self) -> Heading {
        let (title, count) = if self.opened {
            ("Values", self.values.count())
        } else {
            ("Results by test", self.list.count())
        };
        Heading::new(title).count(count).note(self.list.order_note()).note(self.tests.note())
    }

    fn commands(&self) -> Tables {
        if self.opened { self.values.commands(OPENED) } else { self.list.commands(COMMANDS) }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        Enabled::when(id.0 != "results.trend" || self.list.chosen().is_some(), "No test is chosen.")
    }

    fn mode(&self) -> Mode {
        if self.opened { self.values.mode() } else { self.list.mode() }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.place_parts();
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.tests.ask(Tests(self.patient), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "results.trend" | "results.tests" => {
                self.opened = id.0 == "results.trend";
                self.place_parts();
            }
            "results.all" => out.show(Under::new(self.patient, all_results(self.patient))),
            "results.reports" => out.show(Under::new(self.patient, ReportsPane::new(self.patient))),
            _ if self.opened => {
                self.values.perform(id, out);
            }
            _ => {
                self.list.perform(id, out);
            }
        }
        self.follow(out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if self.opened {
            self.values.write(&input, out);
        } else {
            self.list.write(&input, out);
        }
        self.follow(out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.tests.accept(answer)
            && let Some(rows) = self.tests.take()
        {
            self.list.fill(rows, out.words());
            self.follow(out);
        }
        if self.trend.accept(answer)
            && let Some(mut rows) = self.trend.take()
        {
            rows.reverse();
            self.values.fill(rows, out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.tests.refresh(changed, out);
        self.trend.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.tests.due(timer);
        self.trend.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (left, right) = self.parts();
        let mut caret = Caret::new(area.x, area.y);
        if let Some(left) = left {
            let focus = if self.opened { Focus::Elsewhere } else { Focus::Here };
            caret = self.list.view(&scene.focused(focus), &self.tests.freshness(), left, buffer);
        }
        if let Some(right) = right {
            let focus = if self.opened { Focus::Here } else { Focus::Elsewhere };
            let at = self.view_trend(&scene.focused(focus), right, buffer);
            caret = if self.opened { at } else { caret };
        }
        caret
    }
}

/// All results of a chart, the newest first.
fn all_results(patient: PatientId) -> Rows<Results, ResultLine, ResultId> {
    Rows::new("Newest results", Results { patient, after: None, limit: ALL_LIMIT }, ALL, |value| value.result)
        .empty("No results are recorded.")
}

/// Numbers in time order, with the range of the newest that has one.
fn drawing(newest_first: &[ResultLine]) -> trend::Trend {
    let mut points: Vec<_> =
        newest_first.iter().filter_map(|value| Some((value.at?.instant(), value.number?))).collect();
    points.sort_by_key(|point| point.0);
    let ranged = newest_first.iter().find(|value| value.range_low.is_some() || value.range_high.is_some());
    trend::Trend {
        points,
        low: ranged.and_then(|value| value.range_low),
        high: ranged.and_then(|value| value.range_high),
        unit: newest_first.first().map(|value| value.unit.clone()).unwrap_or_default(),
        ..trend::Trend::default()
    }
}

pub(super) fn title(value: &ResultLine) -> &str {
    if value.code.display.is_empty() { &value.code.code } else { &value.code.display }
}

/// The value with its sign; a value out of range is marked by a letter as well as a colour.
pub(super) fn value_cell(value: &ResultLine) -> Cell<'_> {
    match value.sign() {
        "" => Cell::text(value.value()),
        sign => Cell::meaning(format!("{} {sign}", value.value()), Meaning::Late),
    }
}
