//! The input line: answers at every key, best first, each with why; the card of the chosen one beside them on a wide screen.

use super::{builder::Builder, card, goals::Goal, index::Index, tabular::Tabular};
use crate::{
    classification::answers::{Hit, Scope, Target},
    codesets::ask::{CardOf, Find, IndexPart},
    domain::{codeset::SetKind, role::Permission::SignedIn, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Focus, Heading, Lines, List, Mode, Outbox, Pane, Scene, Tables,
        TextField, TextInput, Timer, split_bottom, split_left, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{Frame, layout::Rect};

/// What the line offers.
pub const COMMANDS: &[Command] = &[
    Command::new("encoder.open", &["<enter>"], "Open the answer", SignedIn).hint(1, "open"),
    Command::new("encoder.down", &["<down>"], "Next answer", SignedIn),
    Command::new("encoder.up", &["<up>"], "Previous answer", SignedIn),
    Command::new("encoder.page-down", &["<pgdn>"], "Page down", SignedIn),
    Command::new("encoder.page-up", &["<pgup>"], "Page up", SignedIn),
    Command::new("encoder.scope", &["<tab>"], "All codes, diagnoses or procedures", SignedIn)
        .hint(2, "which codes"),
    Command::new("encoder.index", &["<f3>"], "Alphabetic index at what is typed", SignedIn).hint(3, "index"),
    Command::new("encoder.tabular", &["<f4>"], "Tabular list at the answer", SignedIn).hint(4, "tabular"),
    Command::new("encoder.builder", &["<f5>"], "Build a PCS code axis by axis", SignedIn).hint(5, "PCS"),
    Command::new("encoder.neoplasms", &["<f6>"], "Neoplasm table", SignedIn).hint(6, "neoplasms"),
    Command::new("encoder.drugs", &["<f7>"], "Table of drugs and chemicals", SignedIn).hint(7, "drugs"),
    Command::new("encoder.causes", &["<f8>"], "External cause index", SignedIn),
    Command::new("encoder.pcs-index", &["<f9>"], "ICD-10-PCS index", SignedIn),
    Command::new("encoder.clear", &["<esc>"], "Empty the line, then leave", SignedIn),
];

/// Answers asked for: who needs more types another word.
const LIMIT: usize = 60;
/// On a narrow screen the chosen answer is shown whole below the list.
const DETAIL_ROWS: u16 = 3;
/// From this width on the card stands beside the answers.
const WIDE: u16 = 110;

const COLUMNS: &[Column<Hit>] = &[
    Column::new("Code", |hit: &Hit, _| Cell::text(&hit.code)).width(8, 9),
    Column::new("", |hit: &Hit, _| {
        Cell::meaning(if hit.reportable.words().is_empty() { "" } else { "+" }, Meaning::Amber)
    })
    .width(1, 1),
    Column::new("Title", |hit: &Hit, _| Cell::text(&hit.title)).width(30, 80),
    Column::new("Why", |hit: &Hit, _| Cell::meaning(&hit.why, Meaning::Muted)).width(10, 22).from(1),
];

const HELP: &str = "Type a code (e11.2), words in any order (dm2 ckd, hip fx), or an index term. A + needs more characters. @ and a date look in that day's codes: i10 @3/1/2026.";

/// The encoder.
pub struct Encoder {
    line: TextField,
    scope: Scope,
    hits: Feed<Find>,
    list: List<Hit, Target>,
    card: Feed<CardOf>,
    width: u16,
    day: Option<NaiveDate>,
}

impl Encoder {
    /// A line with a text.
    pub fn new(text: &str) -> Self {
        let list = List::new(COLUMNS, |hit: &Hit| hit.target.clone()).empty(HELP);
        Self {
            line: TextField::new(Lines::One, text),
            scope: Scope::All,
            hits: Feed::new(),
            list,
            card: Feed::new(),
            width: 80,
            day: None,
        }
    }

    /// What is typed before `@`, and the day behind it; today without one.
    fn typed(&self, out: &Outbox<'_>) -> (String, NaiveDate) {
        let line = self.line.text();
        let today = out.words().today();
        let Some((text, day)) = line.split_once('@') else { return (line, today) };
        let read = out
            .words()
            .read(day.trim())
            .and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month()?, date.day()?));
        (text.to_owned(), read.unwrap_or(today))
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        let (text, day) = self.typed(out);
        self.day = (day != out.words().today()).then_some(day);
        self.hits.ask(Find { text, day, scope: self.scope, limit: LIMIT }, out);
    }

    fn ask_card(&mut self, out: &mut Outbox<'_>) {
        if self.width < WIDE {
            return;
        }
        let (_, day) = self.typed(out);
        match self.list.chosen().map(|hit| hit.target.clone()) {
            Some(Target::Code(kind, code)) => self.card.ask(CardOf { kind, code, day }, out),
            _ => self.card.forget(),
        }
    }

    fn goal(&self) -> Option<Goal> {
        Some(match &self.list.chosen()?.target {
            Target::Code(kind, code) => Goal::Code(*kind, code.clone()),
            Target::Line(kind, number) => Goal::Line(*kind, *number),
            Target::PcsTable(prefix) => Goal::Pcs(prefix.clone()),
        })
    }

    /// The chosen ICD-10-CM code, for the tabular list.
    fn chosen_code(&self) -> Option<&str> {
        match &self.list.chosen()?.target {
            Target::Code(SetKind::Icd10Cm, code) => Some(code),
            _ => None,
        }
    }

    fn index(&self, kind: SetKind, out: &mut Outbox<'_>) {
        let (text, day) = self.typed(out);
        // The word that is typed last is the one looked at; a code is no term.
        let term = if text.chars().any(|c| c.is_ascii_digit()) { "" } else { text.trim() };
        out.show(Index::new(kind, IndexPart::MainTerms(term.to_owned()), day));
    }

    fn scope_words(&self) -> &'static str {
        match self.scope {
            Scope::All => "all codes",
            Scope::Diagnoses => "diagnoses",
            Scope::Procedures => "procedures",
        }
    }
}

impl Pane for Encoder {
    fn heading(&self) -> Heading {
        let day = self.day.map(|day| format!("codes of {day}")).unwrap_or_default();
        Heading::new("Encoder")
            .count(self.list.count())
            .note(self.scope_words())
            .note(day)
            .note(self.hits.note())
    }

    fn commands(&self) -> Tables {
        vec![COMMANDS]
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        Enabled::when(
            id.0 != "encoder.open" || self.list.chosen().is_some(),
            "There is no answer: type a word.",
        )
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, area: Rect) {
        self.width = area.width;
        let (left, _) = parts(split_top(area, 2).1);
        self.list.place(left);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        // An empty question warms the sets up, so that the first key is as fast as the second.
        self.ask(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let (_, day) = self.typed(out);
        let listed = match id.0 {
            "encoder.open" => {
                if let Some(goal) = self.goal() {
                    goal.open(day, out);
                }
                return;
            }
            "encoder.scope" => {
                self.scope = match self.scope {
                    Scope::All => Scope::Diagnoses,
                    Scope::Diagnoses => Scope::Procedures,
                    Scope::Procedures => Scope::All,
                };
                return self.ask(out);
            }
            "encoder.index" => return self.index(SetKind::CmIndex, out),
            "encoder.causes" => return self.index(SetKind::CmExternal, out),
            "encoder.drugs" => return self.index(SetKind::CmDrug, out),
            "encoder.pcs-index" => return self.index(SetKind::PcsIndex, out),
            "encoder.neoplasms" => {
                return out.show(Index::new(SetKind::CmNeoplasm, IndexPart::Around(0), day));
            }
            "encoder.tabular" => return out.show(Tabular::new(self.chosen_code().unwrap_or_default(), day)),
            "encoder.builder" => {
                let prefix = match self.list.chosen().map(|hit| &hit.target) {
                    Some(Target::PcsTable(prefix)) => prefix.clone(),
                    Some(Target::Code(SetKind::Icd10Pcs, code)) => code.chars().take(3).collect(),
                    _ => String::new(),
                };
                return out.show(Builder::new(&prefix, day));
            }
            "encoder.clear" if self.line.is_empty() => return out.close(),
            "encoder.clear" => {
                self.line.set("");
                return self.ask(out);
            }
            "encoder.down" => "list.down",
            "encoder.up" => "list.up",
            "encoder.page-down" => "list.page-down",
            "encoder.page-up" => "list.page-up",
            _ => return,
        };
        self.list.perform(CommandId(listed), out);
        self.ask_card(out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if self.line.write(&input) {
            self.ask(out);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.card.accept(answer);
        if self.hits.accept(answer)
            && let Some(hits) = self.hits.take()
        {
            // The best answer is chosen, not the one that was chosen for another text.
            self.list.fill(Vec::new(), out.words());
            self.list.fill(hits, out.words());
            self.ask_card(out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.hits.refresh(changed, out);
        self.card.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.hits.due(timer);
        self.card.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, body) = split_top(area, 2);
        let buffer = frame.buffer_mut();
        let row = Rect { height: 1.min(top.height), ..top };
        let used = scene.line(buffer, row, "Code or words: ", Meaning::Label);
        let field = Rect { x: row.x + used, width: row.width - used.min(row.width), ..row };
        let caret = self.line.view(scene, field, buffer, Meaning::InputFocus);
        let (left, right) = parts(body);
        if self.line.is_empty() {
            scene.paragraph(buffer, left, HELP, Meaning::Muted);
            return caret;
        }
        self.list.view(&scene.focused(Focus::Elsewhere), &self.hits.freshness(), left, buffer);
        if let (Some(hit), Some(detail), true) = (self.list.chosen(), right, self.width < WIDE) {
            let more = hit.reportable.words();
            let more = if more.is_empty() { String::new() } else { format!(" (needs {more})") };
            let text = format!("{} {}{more}. {}", hit.code, hit.title, hit.why);
            scene.paragraph(buffer, detail, &text, Meaning::Muted);
            return caret;
        }
        if let Some(card) = right.and_then(|right| Some((right, self.card.rows()?.as_ref()?))) {
            let (mut area, card) = card;
            for row in card::rows(card) {
                let meaning = if row.heading { Meaning::Heading } else { Meaning::Text };
                let used = scene.paragraph(buffer, area, &row.text, meaning);
                area = split_top(area, used).1;
            }
        }
        caret
    }
}

/// Answers, and the card beside them or the chosen one below them.
fn parts(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < WIDE {
        let (list, detail) = split_bottom(area, DETAIL_ROWS);
        return (list, Some(detail));
    }
    let (left, rest) = split_left(area, area.width * 3 / 5);
    (left, Some(split_left(rest, 2).1))
}
