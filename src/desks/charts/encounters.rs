//! Encounters of a chart; Enter opens one with what happened to it, its documents and its diagnoses.

use super::{
    overview::{cells, code, coded},
    page::{self, Line, Page},
};
use crate::{
    chart::{
        Diagnoses, Diagnosis, DocumentLine, Documents, EncounterLine, Encounters, VisitEventLine, VisitEvents,
    },
    domain::{
        ids::{EncounterId, PatientId},
        role::Permission::ReadCharts,
        time::When,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer, Words, beside,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the list of encounters offers.
pub const COMMANDS: &[Command] = &[
    Command::new("encounters.open", &["<enter>"], "Open the encounter", ReadCharts).hint(1, "open"),
    Command::new("encounters.paper", &["v"], "Read its newest document", ReadCharts)
        .hint(2, "newest document"),
];

/// What the opened encounter offers beside the keys of a page.
pub const OPENED: &[Command] =
    &[Command::new("encounters.back", &["<esc>", "<enter>"], "Back to the list", ReadCharts).hint(1, "list")];

const COLUMNS: &[Column<EncounterLine>] = &[
    Column::new("Class", |stay: &EncounterLine, _| Cell::text(&stay.class))
        .width(9, 11)
        .sorted(|a, b| a.class.cmp(&b.class)),
    Column::new("Admitted", |stay: &EncounterLine, words| Cell::when(stay.admit, words))
        .width(10, 16)
        .sorted(|a, b| b.admit.map(When::instant).cmp(&a.admit.map(When::instant))),
    Column::new("Discharged", |stay: &EncounterLine, words| match stay.state.as_str() {
        "open" => Cell::meaning("in house", Meaning::Ok),
        "planned" | "cancelled" | "void" => Cell::meaning(state_title(&stay.state), Meaning::Disabled),
        _ => Cell::when(stay.discharge, words),
    })
    .width(10, 16)
    .sorted(|a, b| b.discharge.map(When::instant).cmp(&a.discharge.map(When::instant))),
    Column::new("Days", |stay: &EncounterLine, words| Cell::text(days(stay, words))).width(4, 4).right(),
    Column::new("Attending", |stay: &EncounterLine, _| Cell::text(&stay.attending)).width(12, 24).from(1),
    Column::new("Reason", |stay: &EncounterLine, _| Cell::text(reason(stay))).width(14, 34),
    Column::new("Payer", |stay: &EncounterLine, _| Cell::text(&stay.payer)).width(8, 16).from(3),
    Column::new("Disposition", |stay: &EncounterLine, _| Cell::text(&stay.disposition)).width(10, 22).from(4),
    Column::new("Papers", |stay: &EncounterLine, _| Cell::text(stay.documents.to_string()))
        .width(6, 6)
        .right()
        .from(2),
];

/// The encounters of a chart.
pub struct EncountersPart {
    patient: PatientId,
    stays: Feed<Encounters>,
    list: List<EncounterLine, EncounterId>,
    events: Feed<VisitEvents>,
    papers: Feed<Documents>,
    diagnoses: Feed<Diagnoses>,
    detail: Page,
    /// The encounter that the detail shows.
    shown: Option<EncounterId>,
    /// The encounter to choose when the rows come.
    wanted: Option<EncounterId>,
    opened: bool,
    area: Rect,
}

impl EncountersPart {
    /// A list that asks when it is opened.
    pub fn new(patient: PatientId) -> Self {
        let list = List::new(COLUMNS, |stay: &EncounterLine| stay.encounter);
        Self {
            patient,
            stays: Feed::new(),
            list: list.empty("No encounters are recorded."),
            events: Feed::new(),
            papers: Feed::new(),
            diagnoses: Feed::new(),
            detail: Page::default(),
            shown: None,
            wanted: None,
            opened: false,
            area: Rect::default(),
        }
    }

    /// The list with one encounter opened.
    pub fn at(patient: PatientId, encounter: EncounterId) -> Self {
        let mut part = Self::new(patient);
        part.wanted = Some(encounter);
        part.opened = true;
        part
    }

    fn parts(&self) -> (Option<Rect>, Option<Rect>) {
        let list_has_keys = if self.opened { crate::kit::Focus::Elsewhere } else { crate::kit::Focus::Here };
        beside(self.area, 62, 50, list_has_keys)
    }

    /// Asks what belongs to the chosen encounter, if it is to be seen and is not yet.
    fn follow(&mut self, out: &mut Outbox<'_>) {
        let Some(stay) = self.list.chosen() else { return };
        if self.parts().1.is_none() || self.shown == Some(stay.encounter) {
            return;
        }
        let encounter = stay.encounter;
        self.shown = Some(encounter);
        self.events.ask(VisitEvents(encounter), out);
        let papers = Documents { patient: self.patient, encounter: Some(encounter), after: None, limit: 100 };
        self.papers.ask(papers, out);
        self.diagnoses.ask(Diagnoses { patient: self.patient, limit: 2000 }, out);
    }

    fn fill_detail(&mut self, words: Words) {
        let Some(stay) = self.list.rows().iter().find(|stay| Some(stay.encounter) == self.shown) else {
            return;
        };
        let diagnoses = self.diagnoses.rows().map(Vec::as_slice).unwrap_or_default();
        let lines = detail(
            stay,
            self.events.rows().map(Vec::as_slice).unwrap_or_default(),
            self.papers.rows().map(Vec::as_slice).unwrap_or_default(),
            &diagnoses.iter().filter(|d| d.encounter == Some(stay.encounter)).collect::<Vec<_>>(),
            words,
        );
        self.detail.fill(lines);
    }

    fn place_parts(&mut self) {
        let (left, right) = self.parts();
        if let Some(left) = left {
            self.list.place(left);
        }
        if let Some(right) = right {
            self.detail.place(right);
        }
    }
}

impl Pane for EncountersPart {
    fn heading(&self) -> Heading {
        let title = if self.opened { "Encounter" } else { "Encounters" };
        Heading::new(title).count(self.list.count()).note(self.list.order_note()).note(self.stays.note())
    }

    fn commands(&self) -> Tables {
        if self.opened { vec![OPENED, page::COMMANDS] } else { self.list.commands(COMMANDS) }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "encounters.open" => Enabled::when(self.list.chosen().is_some(), "No encounter is chosen."),
            "encounters.paper" => {
                let some = self.list.chosen().is_some_and(|stay| stay.documents > 0);
                Enabled::when(some, "This encounter has no documents.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        if self.opened { Mode::Command } else { self.list.mode() }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.place_parts();
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.stays.ask(Encounters { patient: self.patient, limit: 2000 }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "encounters.open" => {
                self.opened = true;
                self.place_parts();
            }
            "encounters.back" => {
                self.opened = false;
                self.place_parts();
            }
            "encounters.paper" => {
                if let Some(stay) = self.list.chosen() {
                    let papers = super::documents::of_stay(self.patient, stay.encounter);
                    out.show(super::under::Under::new(self.patient, papers));
                }
            }
            _ if self.opened => self.detail.perform(id, out),
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
        if self.stays.accept(answer)
            && let Some(rows) = self.stays.take()
        {
            self.list.fill(rows, out.words());
            if let Some(wanted) = self.wanted.take() {
                self.list.choose(&wanted);
            }
            self.follow(out);
        }
        let news = [self.events.accept(answer), self.papers.accept(answer), self.diagnoses.accept(answer)];
        if news.contains(&true) {
            self.fill_detail(out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.stays.refresh(changed, out);
        self.events.refresh(changed, out);
        self.papers.refresh(changed, out);
        self.diagnoses.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.stays.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (left, right) = self.parts();
        let (here, elsewhere) = (crate::kit::Focus::Here, crate::kit::Focus::Elsewhere);
        let mut caret = Caret::new(area.x, area.y);
        if let Some(left) = left {
            let scene = scene.focused(if self.opened { elsewhere } else { here });
            caret = self.list.view(&scene, &self.stays.freshness(), left, buffer);
        }
        if let Some(right) = right {
            let at = self.detail.view(scene, right, buffer);
            caret = if self.opened { at } else { caret };
        }
        caret
    }
}

fn detail(
    stay: &EncounterLine,
    events: &[VisitEventLine],
    papers: &[DocumentLine],
    diagnoses: &[&Diagnosis],
    words: Words,
) -> Vec<Line> {
    let when = |at: Option<When>| at.map(|at| words.when(at)).unwrap_or_default();
    let pairs = [
        ("Class", stay.class.clone()),
        ("State", state_title(&stay.state).to_owned()),
        ("Visit number", stay.visit_number.clone()),
        ("Account", stay.account_number.clone()),
        ("Admitted", when(stay.admit)),
        ("Discharged", when(stay.discharge)),
        ("Length of stay", days_title(stay, words)),
        ("Disposition", stay.disposition.clone()),
        (
            "Kind of visit",
            format!("{}  {}", stay.visit_type.display, code(&stay.visit_type)).trim().to_owned(),
        ),
        ("Reason", format!("{}  {}", stay.reason.display, code(&stay.reason)).trim().to_owned()),
        ("Service", stay.service.clone()),
        ("Attending", stay.attending.clone()),
        ("Place", stay.place.clone()),
        ("Facility", stay.facility.clone()),
        ("Payer", stay.payer.clone()),
    ];
    let mut lines = vec![Line::Heading("Encounter".to_owned())];
    lines.extend(
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| Line::Pair(name, value)),
    );
    let mut group = |title: &str, rows: Vec<Line>| {
        if !rows.is_empty() {
            lines.extend([Line::Blank, Line::Heading(title.to_owned())]);
            lines.extend(rows);
        }
    };
    group(
        "Diagnoses",
        diagnoses
            .iter()
            .map(|d| {
                let rank = d.rank.map(|rank| format!("{rank}. ")).unwrap_or_default();
                let poa = if d.poa.is_empty() { String::new() } else { format!("POA {}", d.poa) };
                coded((format!("{rank}{}", code(&d.code)), 12), (d.code.display.clone(), 56), [(poa, 24)])
            })
            .collect(),
    );
    group(
        "Documents",
        papers
            .iter()
            .map(|paper| {
                cells([
                    (paper.title.clone(), 34),
                    (when(paper.written), 16),
                    (paper.state_title().to_owned(), 17),
                ])
            })
            .collect(),
    );
    group(
        "What happened",
        events
            .iter()
            .map(|event| {
                let undone = if event.cancelled { " (cancelled)" } else { "" };
                let what = format!("{}{undone}", event.event.replace('-', " "));
                cells([(when(event.at), 16), (what, 24), (format!("{} {}", event.place, event.note), 40)])
            })
            .collect(),
    );
    lines
}

fn reason(stay: &EncounterLine) -> &str {
    if stay.reason.display.is_empty() { &stay.visit_type.display } else { &stay.reason.display }
}

/// The state in words.
pub fn state_title(state: &str) -> &str {
    match state {
        "open" => "in house",
        "void" => "entered in error",
        other => other,
    }
}

/// Midnights between admission and discharge, or until now for those in house; nothing for visits of a day.
fn days(stay: &EncounterLine, words: Words) -> String {
    let (Some(admit), "inpatient" | "observation") = (stay.admit, stay.class.as_str()) else {
        return String::new();
    };
    let end = match (stay.discharge, stay.state.as_str()) {
        (Some(discharge), _) => discharge.day(),
        (None, "open") => words.today(),
        _ => return String::new(),
    };
    (end - admit.day()).num_days().to_string()
}

fn days_title(stay: &EncounterLine, words: Words) -> String {
    match days(stay, words).as_str() {
        "" => String::new(),
        "1" => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}
