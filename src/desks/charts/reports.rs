//! Diagnostic reports of a chart; Enter goes to the results of one, `v` reads its text.

use super::results::{title, value_cell};
use crate::{
    chart::{ReportLine, Reports, ResultLine, ResultsOfReport},
    domain::{
        ids::{PatientId, ReportId, ResultId},
        link::Link,
        role::Permission::ReadCharts,
        time::When,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Focus, Heading, List, Mode, Outbox, Pane, Scene, Tables,
        TextInput, Timer, beside,
    },
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the list of reports offers.
pub const COMMANDS: &[Command] = &[
    Command::new("reports.results", &["<enter>"], "Results of the report", ReadCharts).hint(1, "results"),
    Command::new("reports.read", &["v"], "Read the report's text", ReadCharts).hint(2, "text"),
];

/// What the results of one report offer.
pub const OPENED: &[Command] =
    &[Command::new("reports.list", &["<esc>", "<enter>"], "Back to the reports", ReadCharts)
        .hint(1, "reports")];

const COLUMNS: &[Column<ReportLine>] = &[
    Column::new("When", |report: &ReportLine, words| {
        Cell::text(report.at.or(report.issued).map(|at| words.when(at)).unwrap_or_default())
    })
    .width(16, 16)
    .sorted(|a, b| b.at.map(When::instant).cmp(&a.at.map(When::instant))),
    Column::new("Report", |report: &ReportLine, _| Cell::text(report.title()))
        .width(32, 60)
        .sorted(|a, b| a.title().cmp(b.title())),
    Column::new("Results", |report: &ReportLine, _| Cell::text(report.results.to_string()))
        .width(7, 7)
        .right(),
    Column::new("Text", |report: &ReportLine, _| {
        Cell::text(if report.document.is_some() { "yes" } else { "" })
    })
    .width(4, 4),
    Column::new("Status", |report: &ReportLine, _| Cell::text(&report.status)).width(8, 12).from(1),
    Column::new("Kind", |report: &ReportLine, _| Cell::text(&report.category)).width(10, 16).from(2),
];

const VALUES: &[Column<ResultLine>] = &[
    Column::new("Test", |value: &ResultLine, _| Cell::text(title(value)))
        .width(30, 60)
        .sorted(|a, b| title(a).cmp(title(b))),
    Column::new("Value", |value: &ResultLine, _| value_cell(value)).width(10, 24),
    Column::new("Unit", |value: &ResultLine, _| Cell::text(&value.unit)).width(5, 10),
    Column::new("Range", |value: &ResultLine, _| Cell::text(value.range())).width(9, 14).from(1),
    Column::new("Status", |value: &ResultLine, _| Cell::text(&value.status)).width(8, 12).from(2),
];

/// Reports in the list: the newest of a chart.
const LIMIT: i64 = 1000;

/// The diagnostic reports of a chart.
pub struct ReportsPane {
    patient: PatientId,
    reports: Feed<Reports>,
    list: List<ReportLine, ReportId>,
    results: Feed<ResultsOfReport>,
    values: List<ResultLine, ResultId>,
    opened: bool,
    area: Rect,
}

impl ReportsPane {
    /// A list that asks when it is opened.
    pub fn new(patient: PatientId) -> Self {
        Self {
            patient,
            reports: Feed::new(),
            list: List::new(COLUMNS, |report: &ReportLine| report.report).empty("No reports are recorded."),
            results: Feed::new(),
            values: List::new(VALUES, |value: &ResultLine| value.result)
                .empty("This report holds no single results; v reads its text, if it has one."),
            opened: false,
            area: Rect::default(),
        }
    }

    fn focus(&self) -> [Focus; 2] {
        if self.opened { [Focus::Elsewhere, Focus::Here] } else { [Focus::Here, Focus::Elsewhere] }
    }

    fn parts(&self) -> (Option<Rect>, Option<Rect>) {
        let [list, _] = self.focus();
        beside(self.area, 58, 56, list)
    }

    fn place_parts(&mut self) {
        let (left, right) = self.parts();
        if let Some(left) = left {
            self.list.place(left);
        }
        if let Some(right) = right {
            self.values.place(right);
        }
    }

    /// Asks for the results of the chosen report, if they are to be seen and are not there yet.
    fn follow(&mut self, out: &mut Outbox<'_>) {
        let Some(report) = self.list.chosen() else { return };
        let wanted = ResultsOfReport { patient: self.patient, report: report.report };
        if self.parts().1.is_some() && self.results.question() != Some(&wanted) {
            self.results.ask(wanted, out);
        }
    }
}

impl Pane for ReportsPane {
    fn heading(&self) -> Heading {
        let (title, count) = match self.list.chosen() {
            Some(report) if self.opened => (report.title().to_owned(), self.values.count()),
            _ => ("Diagnostic reports".to_owned(), self.list.count()),
        };
        Heading::new(title).count(count).note(self.list.order_note()).note(self.reports.note())
    }

    fn commands(&self) -> Tables {
        if self.opened { self.values.commands(OPENED) } else { self.list.commands(COMMANDS) }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "reports.results" => Enabled::when(self.list.chosen().is_some(), "No report is chosen."),
            "reports.read" => {
                let has_text = self.list.chosen().is_some_and(|report| report.document.is_some());
                Enabled::when(has_text, "This report has no text of its own; its results are all it says.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        if self.opened { self.values.mode() } else { self.list.mode() }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.place_parts();
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.reports.ask(Reports { patient: self.patient, limit: LIMIT }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "reports.results" | "reports.list" => {
                self.opened = id.0 == "reports.results";
                self.place_parts();
            }
            "reports.read" => {
                if let Some(document) = self.list.chosen().and_then(|report| report.document) {
                    out.go(Link::Document(self.patient, document));
                }
            }
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
        if self.reports.accept(answer)
            && let Some(rows) = self.reports.take()
        {
            self.list.fill(rows, out.words());
            self.follow(out);
        }
        if self.results.accept(answer)
            && let Some(rows) = self.results.take()
        {
            self.values.fill(rows, out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.reports.refresh(changed, out);
        self.results.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.reports.due(timer);
        self.results.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (left, right) = self.parts();
        let [list, values] = self.focus();
        let mut caret = Caret::new(area.x, area.y);
        if let Some(left) = left {
            caret = self.list.view(&scene.focused(list), &self.reports.freshness(), left, buffer);
        }
        if let Some(right) = right {
            let at = self.values.view(&scene.focused(values), &self.results.freshness(), right, buffer);
            caret = if self.opened { at } else { caret };
        }
        caret
    }
}
