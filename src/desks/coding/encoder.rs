//! The input line of an account: codes, words, abbreviations; answers at each key, each with the DRG that it would lead to.

use crate::{
    classification::answers::{Hit, Reportable, Scope, Target},
    codesets::ask::Find,
    coding::Grouped,
    domain::codeset::{SetKind, plain_code},
    kit::{Caret, Edit, Feed, Lines, Outbox, Scene, TextField, TextInput, split_left, split_top},
    look::{Meaning, Side},
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{buffer::Buffer, layout::Rect};

/// Most answers asked for; as many are shown as there is room.
const MOST: usize = 40;

/// What a typed line finds.
pub struct Encoder {
    line: TextField,
    day: NaiveDate,
    scope: Scope,
    feed: Feed<Find>,
    hits: Vec<Hit>,
    /// The DRG that each hit would lead to, as far as asked.
    leads: Vec<Option<Grouped>>,
    at: usize,
}

/// What Enter does with the chosen answer.
pub enum Taken {
    /// A diagnosis code goes onto the sheet.
    Diagnosis(String),
    /// A procedure code goes onto the sheet.
    Procedure(String),
    /// The answer leads on: the line says what is looked for now.
    Further,
    /// Nothing is chosen.
    Nothing,
}

impl Encoder {
    /// An empty line for the codes of a day.
    pub fn new(day: NaiveDate) -> Self {
        Self {
            line: TextField::new(Lines::One, ""),
            day,
            scope: Scope::All,
            feed: Feed::new(),
            hits: Vec::new(),
            leads: Vec::new(),
            at: 0,
        }
    }

    /// Asks once, so that the sets are warm when the first key comes.
    pub fn open(&mut self, out: &mut Outbox<'_>) {
        self.ask(out);
    }

    /// Diagnoses, procedures, or both.
    pub fn turn_scope(&mut self, out: &mut Outbox<'_>) {
        self.scope = match self.scope {
            Scope::All => Scope::Diagnoses,
            Scope::Diagnoses => Scope::Procedures,
            Scope::Procedures => Scope::All,
        };
        self.ask(out);
    }

    /// Moves the choice.
    pub fn step(&mut self, rows: isize) {
        self.at = self.at.saturating_add_signed(rows).min(self.hits.len().saturating_sub(1));
    }

    /// Typed text.
    pub fn write(&mut self, input: &TextInput, out: &mut Outbox<'_>) {
        match input {
            TextInput::Edit(Edit::Down) => self.step(1),
            TextInput::Edit(Edit::Up) => self.step(-1),
            TextInput::Edit(Edit::PageDown) => self.step(8),
            TextInput::Edit(Edit::PageUp) => self.step(-8),
            _ => {
                if self.line.write(input) {
                    self.ask(out);
                }
            }
        }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        let find = Find { text: self.line.text(), day: self.day, scope: self.scope, limit: MOST };
        self.feed.ask(find, out);
    }

    /// Whether an answer was the encoder's; then `leads` says where each code leads.
    pub fn receive(&mut self, answer: &mut Answer, lead: impl Fn(&Hit) -> Option<Grouped>) -> bool {
        if !self.feed.accept(answer) {
            return false;
        }
        if let Some(hits) = self.feed.take() {
            self.leads = hits.iter().map(lead).collect();
            self.hits = hits;
            self.at = 0;
        }
        true
    }

    /// Takes the chosen answer.
    pub fn take(&mut self, out: &mut Outbox<'_>) -> Taken {
        let Some(hit) = self.hits.get(self.at) else {
            // An answer may be due still; a whole code is taken as typed.
            return Taken::Nothing;
        };
        match (&hit.target, hit.reportable) {
            (Target::Code(SetKind::Icd10Cm, code), Reportable::Yes) => Taken::Diagnosis(code.clone()),
            (Target::Code(SetKind::Icd10Pcs, code), Reportable::Yes) => Taken::Procedure(code.clone()),
            (Target::Line(..), Reportable::Yes) if !hit.code.is_empty() => {
                Taken::Diagnosis(plain_code(&hit.code))
            }
            _ => {
                let further = match &hit.target {
                    Target::Code(_, code) => code.clone(),
                    Target::PcsTable(prefix) => prefix.clone(),
                    Target::Line(..) if !hit.code.is_empty() => hit.code.trim_end_matches('-').to_owned(),
                    Target::Line(..) => hit.title.clone(),
                };
                self.line.set(&further);
                self.ask(out);
                Taken::Further
            }
        }
    }

    /// Rows that it would like: the line, and the answers.
    pub fn rows(&self, most: u16) -> u16 {
        (1 + self.hits.len().max(1) as u16).min(most)
    }

    /// Draws the line and its answers below; the caret stands in the line.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let (line, rows) = split_top(area, 1);
        let label = match self.scope {
            Scope::All => "Code or words: ",
            Scope::Diagnoses => "Diagnosis: ",
            Scope::Procedures => "Procedure: ",
        };
        let taken = scene.line(buffer, line, label, Meaning::Label);
        let caret = self.line.view(scene, split_left(line, taken).1, buffer, Meaning::InputFocus);
        let height = usize::from(rows.height).max(1);
        let top = (self.at + 1).saturating_sub(height);
        for ((place, hit), row) in self.hits.iter().enumerate().skip(top).zip(rows.rows()) {
            let lead = self.leads.get(place).and_then(Option::as_ref);
            view_hit(scene, row, buffer, hit, lead);
            if place == self.at {
                buffer.set_style(row, scene.style(Meaning::Selected));
            }
        }
        if self.hits.is_empty() && !self.line.is_empty() {
            scene.line(buffer, split_left(rows, 2).1, "Nothing is found.", Meaning::Muted);
        }
        caret
    }
}

fn view_hit(scene: &Scene<'_>, row: Rect, buffer: &mut Buffer, hit: &Hit, lead: Option<&Grouped>) {
    let (code, rest) = split_left(row, 9);
    scene.line(buffer, code, &hit.code, Meaning::Key);
    let lead = lead.map(|lead| {
        let weight = lead.weight.map(|w| format!(" {}.{:04}", w / 10_000, w % 10_000)).unwrap_or_default();
        format!("{}{weight}", lead.drg)
    });
    let more = hit.reportable.words();
    let right = match &lead {
        Some(lead) => lead.clone(),
        None if !more.is_empty() => format!("+ {more}"),
        None => String::new(),
    };
    let wide = right.chars().count() as u16;
    let (title, right_area) = split_left(rest, rest.width.saturating_sub(wide + 1));
    let used = scene.line(buffer, title, &hit.title, Meaning::Text);
    if used + 3 < title.width && !hit.why.is_empty() {
        let (_, why) = split_left(title, used + 1);
        scene.line(buffer, why, &hit.why, Meaning::Muted);
    }
    scene.aligned(buffer, right_area, &right, Side::Right, scene.style(Meaning::Info));
}
