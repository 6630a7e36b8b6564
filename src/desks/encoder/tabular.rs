//! The tabular list as in the book: chapters, blocks, categories and codes, each with its instructions.

use super::{
    card::CardPane,
    goals::{Goal, follow, named},
    outline::{Outline, Row},
};
use crate::{
    codesets::ask::{TabularAt, TabularPage},
    domain::{codeset::SetKind, role::Permission::SignedIn, topics::Topics},
    keys::{Command, CommandId},
    kit::{Caret, Enabled, Feed, Heading, Mode, Outbox, Pane, Scene, Tables, TextInput, Timer},
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the tabular list offers.
pub const COMMANDS: &[Command] = &[
    Command::new("tabular.open", &["<enter>"], "Go into the row", SignedIn).hint(1, "open"),
    Command::new("tabular.above", &["u", "<backspace>"], "Go to the place above", SignedIn).hint(2, "above"),
    Command::new("tabular.card", &["c"], "Card of the code shown", SignedIn).hint(3, "card"),
];

/// A place of the tabular list.
pub struct Tabular {
    place: String,
    day: NaiveDate,
    feed: Feed<TabularAt>,
    outline: Outline,
    page: TabularPage,
}

impl Tabular {
    /// A place: empty for all chapters, else a chapter, block or code.
    pub fn new(place: &str, day: NaiveDate) -> Self {
        let outline = Outline::new("ICD-10-CM is not loaded for this day.");
        Self { place: place.to_owned(), day, feed: Feed::new(), outline, page: TabularPage::default() }
    }

    fn go(&mut self, place: String, out: &mut Outbox<'_>) {
        self.place = place;
        self.feed.ask(TabularAt { place: self.place.clone(), day: self.day }, out);
    }

    /// The code shown, if the place is one.
    fn code(&self) -> Option<&str> {
        let code = !self.place.is_empty() && !self.place.contains('-') && !self.place.starts_with("Chapter");
        code.then_some(self.place.as_str())
    }

    fn rows(&self) -> Vec<Row> {
        let page = &self.page;
        let above = page.path.iter().map(|(code, title)| Row {
            text: format!("{code}  {title}"),
            heading: true,
            goals: Vec::new(),
        });
        let note = |(kind, text): &(crate::domain::codeset::NoteKind, String)| Row {
            text: format!("{}: {text}", kind.title()),
            heading: false,
            goals: crate::classification::notes::codes_in(text)
                .iter()
                .map(|named| Goal::Code(SetKind::Icd10Cm, crate::domain::codeset::dotted(&named.from)))
                .collect(),
        };
        let line = |line: &crate::codesets::ask::TabularLine| Row {
            text: format!("{:<10} {}{}", line.code, line.title, if line.deeper { " …" } else { "" }),
            heading: false,
            goals: vec![if line.deeper {
                Goal::Place(line.place.clone())
            } else {
                Goal::Code(SetKind::Icd10Cm, line.place.clone())
            }],
        };
        above.chain(page.notes.iter().map(note)).chain(page.lines.iter().map(line)).collect()
    }
}

impl Pane for Tabular {
    fn heading(&self) -> Heading {
        let place = if self.place.is_empty() { "all chapters" } else { &self.place };
        Heading::new(format!("Tabular list, {place}")).count(self.outline.count()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.outline.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "tabular.open" => Enabled::when(!self.outline.goals().is_empty(), "This row leads nowhere."),
            "tabular.above" => Enabled::when(self.page.above.is_some(), "This is the top of the book."),
            "tabular.card" => Enabled::when(self.code().is_some(), "A chapter or block has no card."),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.outline.mode()
    }

    fn place(&mut self, area: Rect) {
        self.outline.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.go(self.place.clone(), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "tabular.open" => match self.outline.goals() {
                [Goal::Place(place)] => self.go(place.clone(), out),
                goals => follow(&named(goals), self.day, out),
            },
            "tabular.above" => {
                if let Some(above) = self.page.above.clone() {
                    self.go(above, out);
                }
            }
            "tabular.card" => {
                if let Some(code) = self.code() {
                    out.show(CardPane::new(SetKind::Icd10Cm, code, self.day));
                }
            }
            _ => {
                self.outline.perform(id, out);
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.outline.write(&input, out);
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.outline.press(at);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(page) = self.feed.take()
        {
            self.page = page;
            self.outline.fill(self.rows(), out);
            self.outline.choose_first_goal();
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.outline.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}
