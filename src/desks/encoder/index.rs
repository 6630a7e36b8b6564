//! An index or table as in the book: main terms, sub-terms, see and see also; the neoplasm and drug tables with their columns.

use super::goals::{Goal, follow};
use crate::{
    classification::lines::Line,
    codesets::ask::{IndexLines, IndexPart},
    domain::{codeset::SetKind, role::Permission::SignedIn, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer, Words,
    },
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What an index offers.
pub const COMMANDS: &[Command] = &[
    Command::new("index.open", &["<enter>"], "Open the term, its code, or what it points to", SignedIn)
        .hint(1, "open"),
    Command::new("index.terms", &["u", "<backspace>"], "All main terms", SignedIn).hint(2, "main terms"),
];

const INDEX: &[Column<Line>] = &[
    Column::new("Term", term).width(24, 60),
    Column::new("Code", |line: &Line, _| Cell::text(code(line))).width(9, 18),
    Column::new("See", |line: &Line, _| Cell::text(see(line))).width(12, 44).from(1),
];

const TABLE: &[Column<Line>] = &[
    Column::new("Term", term).width(16, 50),
    Column::new("1", |line: &Line, _| Cell::text(cell(line, 0))).width(8, 10),
    Column::new("2", |line: &Line, _| Cell::text(cell(line, 1))).width(8, 10),
    Column::new("3", |line: &Line, _| Cell::text(cell(line, 2))).width(8, 10),
    Column::new("4", |line: &Line, _| Cell::text(cell(line, 3))).width(8, 10),
    Column::new("5", |line: &Line, _| Cell::text(cell(line, 4))).width(8, 10),
    Column::new("6", |line: &Line, _| Cell::text(cell(line, 5))).width(8, 10),
];

fn term(line: &Line, _: Words) -> Cell<'_> {
    let says = &line.says;
    let dashes = "– ".repeat(usize::from(says.level));
    let modifiers = if says.modifiers.is_empty() { String::new() } else { format!(" {}", says.modifiers) };
    Cell::text(format!("{dashes}{}{modifiers}", says.term))
}

fn code(line: &Line) -> String {
    if line.says.manifestation.is_empty() {
        return line.says.code.clone();
    }
    format!("{} [{}]", line.says.code, line.says.manifestation)
}

fn see(line: &Line) -> String {
    let says = &line.says;
    let parts = [("see ", &says.see), ("see also ", &says.see_also), ("use ", &says.use_value)];
    let told = parts.iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| format!("{word}{text}"));
    told.collect::<Vec<_>>().join("; ")
}

fn cell(line: &Line, at: usize) -> &str {
    line.says.cells.get(at).map_or("", String::as_str)
}

/// A part of an index.
pub struct Index {
    kind: SetKind,
    part: IndexPart,
    day: NaiveDate,
    feed: Feed<IndexLines>,
    list: List<Line, u32>,
    heads: Vec<String>,
}

impl Index {
    /// A part of an index or table.
    pub fn new(kind: SetKind, part: IndexPart, day: NaiveDate) -> Self {
        let columns = if matches!(kind, SetKind::CmNeoplasm | SetKind::CmDrug) { TABLE } else { INDEX };
        let list = List::new(columns, |line: &Line| line.number).empty(
            "No such term, or the index is not loaded: `chartroom codes load` loads the official files.",
        );
        Self { kind, part, day, feed: Feed::new(), list, heads: Vec::new() }
    }

    fn go(&mut self, part: IndexPart, out: &mut Outbox<'_>) {
        self.part = part;
        self.feed.ask(IndexLines { kind: self.kind, day: self.day, part: self.part.clone() }, out);
    }

    fn act(&mut self, out: &mut Outbox<'_>) {
        let Some(line) = self.list.chosen() else { return };
        if matches!(self.part, IndexPart::MainTerms(_)) {
            return self.go(IndexPart::Around(line.number), out);
        }
        let goals = self.goals(line);
        if let [(_, Goal::Pointer(_, text))] = goals.as_slice() {
            let text = text.clone();
            return self.go(IndexPart::Follow(text), out);
        }
        follow(&goals, self.day, out);
    }

    /// Codes and pointers of a line, with their words.
    fn goals(&self, line: &Line) -> Vec<(String, Goal)> {
        let says = &line.says;
        let system = if self.kind == SetKind::PcsIndex { SetKind::Icd10Pcs } else { SetKind::Icd10Cm };
        let mut goals = Vec::new();
        for written in says.code.split(", ").chain(std::iter::once(says.manifestation.as_str())) {
            let code = written.trim_end_matches('-').trim_matches(['[', ']']);
            if code.is_empty() {
                continue;
            }
            let goal = match system {
                SetKind::Icd10Pcs if code.len() < 7 => Goal::Pcs(code.to_owned()),
                _ => Goal::Code(system, code.to_owned()),
            };
            goals.push((written.to_owned(), goal));
        }
        for (head, code) in self.heads.iter().zip(&says.cells).filter(|(_, code)| !code.is_empty()) {
            goals.push((
                format!("{code:<10} {head}"),
                Goal::Code(SetKind::Icd10Cm, code.trim_end_matches('-').to_owned()),
            ));
        }
        for pointer in [&says.see, &says.see_also].into_iter().filter(|text| !text.is_empty()) {
            goals.push((format!("see {pointer}"), Goal::Pointer(self.kind, pointer.clone())));
        }
        goals
    }
}

impl Pane for Index {
    fn heading(&self) -> Heading {
        let columns: Vec<String> =
            (1..).zip(&self.heads).map(|(at, head): (u8, &String)| format!("{at} {head}")).collect();
        Heading::new(self.kind.title())
            .count(self.list.count())
            .note(columns.join(", "))
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let opens =
            |line: &Line| matches!(self.part, IndexPart::MainTerms(_)) || !self.goals(line).is_empty();
        match id.0 {
            "index.open" => Enabled::when(
                self.list.chosen().is_some_and(opens),
                "This term has no code of its own: choose one below it.",
            ),
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
        self.go(self.part.clone(), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "index.open" => self.act(out),
            "index.terms" => self.go(IndexPart::MainTerms(String::new()), out),
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
            && let Some(page) = self.feed.take()
        {
            let first = page.lines.first().map(|line| line.number);
            self.heads = page.heads;
            self.list.perform(CommandId("list.all"), out);
            self.list.fill(page.lines, out.words());
            if let Some(at) = page.at.or(first) {
                self.list.choose(&at);
            }
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
