//! The chart as a whole: banner, bar of parts, and the part that is open.

use super::{
    clinical::Clinical, documents, encounters::EncountersPart, find::Find, lookers::lookers,
    overview::Overview, person::Person, results::ResultsPart, under::Under,
};
use crate::{
    chart::{BannerOf, OpenChart},
    domain::{
        ids::{EncounterId, PatientId},
        link::Link,
        role::Permission::{ReadAudit, ReadCharts},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Enabled, Feed, Heading, Mode, Notice, Outbox, Pane, Scene, Sending, Tables, TextInput, Timer,
        Turn, banner, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// Keys that hold in every part of a chart.
pub const COMMANDS: &[Command] = &[
    Command::new("chart.overview", &["o"], "Overview", ReadCharts).group("Parts of the chart"),
    Command::new("chart.encounters", &["e"], "Encounters", ReadCharts).group("Parts of the chart"),
    Command::new("chart.documents", &["d"], "Documents", ReadCharts).group("Parts of the chart"),
    Command::new("chart.results", &["r"], "Results", ReadCharts).group("Parts of the chart"),
    Command::new("chart.problems", &["p"], "Problems, procedures, medication", ReadCharts)
        .group("Parts of the chart"),
    Command::new("chart.person", &["i"], "Person: identifiers and demographics", ReadCharts)
        .group("Parts of the chart"),
    Command::new("chart.looked", &["w"], "Who looked at this chart", ReadAudit).group("Parts of the chart"),
    Command::new("chart.find", &["f"], "Find words in all documents", ReadCharts)
        .group("Chart")
        .hint(3, "find in documents"),
    Command::new("chart.merged", &["M"], "Go to the record it was merged into", ReadCharts).group("Chart"),
];

/// One part of the chart: its word in the bar, its command, its key, and how it is made.
struct Part {
    word: &'static str,
    command: &'static str,
    key: &'static str,
    make: fn(PatientId) -> Box<dyn Pane>,
}

const PARTS: [Part; 7] = [
    Part { word: "Overview", command: "chart.overview", key: "o", make: |p| Box::new(Overview::new(p)) },
    Part {
        word: "Encounters",
        command: "chart.encounters",
        key: "e",
        make: |p| Box::new(EncountersPart::new(p)),
    },
    Part {
        word: "Documents",
        command: "chart.documents",
        key: "d",
        make: |p| Box::new(documents::of_chart(p)),
    },
    Part { word: "Results", command: "chart.results", key: "r", make: |p| Box::new(ResultsPart::new(p)) },
    Part { word: "Problems", command: "chart.problems", key: "p", make: |p| Box::new(Clinical::new(p)) },
    Part { word: "Person", command: "chart.person", key: "i", make: |p| Box::new(Person::new(p)) },
    Part { word: "Who looked", command: "chart.looked", key: "w", make: |p| Box::new(lookers(p)) },
];

/// A patient's chart.
pub struct Chart {
    patient: PatientId,
    banner: Feed<BannerOf>,
    reading: Sending<OpenChart>,
    open: usize,
    /// Parts that were opened already; they keep their place.
    parts: [Option<Box<dyn Pane>>; 7],
    area: Rect,
}

impl Chart {
    /// The chart at its overview.
    pub fn new(patient: PatientId) -> Self {
        Self {
            patient,
            banner: Feed::new(),
            reading: Sending::new(),
            open: 0,
            parts: [const { None }; 7],
            area: Rect::default(),
        }
    }

    /// The chart at one of its encounters.
    pub fn at_encounter(patient: PatientId, encounter: EncounterId) -> Self {
        let mut chart = Self::new(patient);
        chart.open = 1;
        if let Some(part) = chart.parts.get_mut(1) {
            *part = Some(Box::new(EncountersPart::at(patient, encounter)));
        }
        chart
    }

    fn part(&self) -> Option<&dyn Pane> {
        self.parts.get(self.open)?.as_deref()
    }

    fn part_mut(&mut self) -> Option<&mut Box<dyn Pane>> {
        self.parts.get_mut(self.open)?.as_mut()
    }

    /// Goes to a part; it is made and asks its questions the first time, and is placed each time.
    fn turn_to(&mut self, part: usize, out: &mut Outbox<'_>) {
        self.open = part;
        let area = self.inside();
        let patient = self.patient;
        let (Some(slot), Some(part)) = (self.parts.get_mut(part), PARTS.get(part)) else { return };
        let is_new = slot.is_none();
        let pane = slot.get_or_insert_with(|| (part.make)(patient));
        pane.place(area);
        if is_new {
            pane.open(out);
        }
    }

    /// What is left below the banner and the bar of parts.
    fn inside(&self) -> Rect {
        split_top(self.area, banner::ROWS + 1).1
    }

    fn view_bar(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) {
        let buffer = frame.buffer_mut();
        let mut x = area.x;
        for (idx, part) in PARTS.iter().enumerate() {
            let meaning = if idx == self.open { Meaning::TabActive } else { Meaning::TabIdle };
            let room = area.right().saturating_sub(x);
            let key = Rect { x, width: room.min(2), height: 1, ..area };
            x += scene.line(buffer, key, &format!("{} ", part.key), Meaning::Key);
            let word = Rect { x, width: area.right().saturating_sub(x), height: 1, ..area };
            x += scene.line(buffer, word, part.word, meaning) + 1;
        }
    }
}

impl Pane for Chart {
    fn heading(&self) -> Heading {
        self.part().map_or_else(|| Heading::new("Chart"), Pane::heading)
    }

    fn commands(&self) -> Tables {
        let mut tables = self.part().map(Pane::commands).unwrap_or_default();
        if self.mode() == Mode::Command {
            tables.push(COMMANDS);
        }
        tables
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "chart.merged" => {
                let merged = self.banner.rows().is_some_and(|banner| banner.merged_into.is_some());
                Enabled::when(merged, "This record was not merged into another.")
            }
            _ => self.part().map_or(Enabled::Yes, |part| part.enabled(id)),
        }
    }

    fn mode(&self) -> Mode {
        self.part().map_or(Mode::Command, Pane::mode)
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        let inside = self.inside();
        if let Some(part) = self.part_mut() {
            part.place(inside);
        }
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.banner.ask(BannerOf(self.patient), out);
        self.reading.send(OpenChart(self.patient), out);
        // A part that was made with the chart has not asked yet.
        match self.part_mut() {
            Some(part) => part.open(out),
            None => self.turn_to(self.open, out),
        }
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if let Some(part) = PARTS.iter().position(|part| part.command == id.0) {
            return self.turn_to(part, out);
        }
        match id.0 {
            "chart.find" => out.show(Under::new(self.patient, Find::new(self.patient))),
            "chart.merged" => {
                if let Some(survivor) = self.banner.rows().and_then(|banner| banner.merged_into_id) {
                    out.go(Link::Patient(survivor));
                }
            }
            _ => {
                if let Some(part) = self.part_mut() {
                    part.perform(id, out);
                }
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if let Some(part) = self.part_mut() {
            part.write(input, out);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.banner.accept(answer);
        if let Some(Err(refusal)) = self.reading.accept(answer) {
            // A reading that cannot be recorded must not happen.
            out.tell(Notice::from(&refusal));
            out.close();
        }
        for part in self.parts.iter_mut().flatten() {
            part.receive(answer, out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.banner.refresh(changed, out);
        for part in self.parts.iter_mut().flatten() {
            part.refresh(changed, out);
        }
    }

    fn due(&mut self, timer: Timer, out: &mut Outbox<'_>) {
        self.banner.due(timer);
        for part in self.parts.iter_mut().flatten() {
            part.due(timer, out);
        }
    }

    fn turn(&mut self, turn: Turn, out: &mut Outbox<'_>) {
        let step = match turn {
            Turn::Next => 1,
            Turn::Previous => PARTS.len() - 1,
        };
        let mut next = (self.open + step) % PARTS.len();
        // The last part is for those who may read the log.
        if next == PARTS.len() - 1 && !out.session().may(ReadAudit) {
            next = (next + step) % PARTS.len();
        }
        self.turn_to(next, out);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, frame.buffer_mut());
        let (bar, inside) = split_top(rest, 1);
        self.view_bar(scene, bar, frame);
        match self.part() {
            Some(part) => part.view(scene, inside, frame),
            None => Caret::new(inside.x, inside.y),
        }
    }
}
