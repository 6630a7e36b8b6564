//! The code card: everything that the loaded sets say about a code, each row with codes to be followed by one key.

use super::{
    goals::{Goal, follow, named},
    outline::{Outline, Row},
};
use crate::{
    classification::{card::Card, card_text::card_rows},
    codesets::ask::CardOf,
    domain::{codeset::SetKind, role::Permission::SignedIn, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Copied, Effect, Enabled, Feed, Heading, Mode, Outbox, Pane, Scene, Tables, TextInput, Timer,
    },
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the card offers.
pub const COMMANDS: &[Command] = &[
    Command::new("card.follow", &["<enter>"], "Follow the code of the row", SignedIn).hint(1, "follow"),
    Command::new("card.book", &["b"], "Show the code in the tabular list", SignedIn).hint(2, "book"),
    Command::new("card.copy", &["y"], "Copy the code", SignedIn).hint(3, "copy"),
];

/// The card of one code.
pub struct CardPane {
    kind: SetKind,
    code: String,
    day: NaiveDate,
    feed: Feed<CardOf>,
    outline: Outline,
    card: Option<Card>,
}

impl CardPane {
    /// A card that asks when it is opened.
    pub fn new(kind: SetKind, code: &str, day: NaiveDate) -> Self {
        let outline = Outline::new("No loaded code set has this code on this day.");
        Self { kind, code: code.to_owned(), day, feed: Feed::new(), outline, card: None }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(CardOf { kind: self.kind, code: self.code.clone(), day: self.day }, out);
    }
}

/// The rows of a card, each with the codes that it names.
pub fn rows(card: &Card) -> Vec<Row> {
    let goal = |code: &String| {
        // Blocks and chapters are places of the book, not codes.
        if card.kind == SetKind::Icd10Cm && (code.contains('-') || code.starts_with("Chapter")) {
            Goal::Place(code.clone())
        } else {
            Goal::Code(card.kind, code.clone())
        }
    };
    let row = |row: crate::classification::card_text::CardRow| Row {
        goals: row.codes.iter().map(goal).collect(),
        text: row.text,
        heading: row.heading,
    };
    card_rows(card).into_iter().map(row).collect()
}

impl Pane for CardPane {
    fn heading(&self) -> Heading {
        let code = self.card.as_ref().map_or(self.code.as_str(), |card| &card.printed);
        Heading::new(format!("Code {code}")).count(self.outline.count()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.outline.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "card.follow" => Enabled::when(!self.outline.goals().is_empty(), "This row names no code."),
            "card.book" => Enabled::when(
                self.kind == SetKind::Icd10Cm && self.card.is_some(),
                "Only ICD-10-CM has a tabular list.",
            ),
            "card.copy" => Enabled::when(self.card.is_some(), "There is no code to copy."),
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
        self.ask(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "card.follow" => follow(&named(self.outline.goals()), self.day, out),
            "card.book" => {
                if let Some(card) = &self.card {
                    let place = if card.below.is_empty() && card.seventh.is_empty() {
                        card.above.last().map_or_else(String::new, |step| step.code.clone())
                    } else {
                        card.printed.clone()
                    };
                    Goal::Place(place).open(self.day, out);
                }
            }
            "card.copy" => {
                if let Some(card) = &self.card {
                    out.push(Effect::Copy(Copied {
                        text: card.printed.clone(),
                        what: "code",
                        patient: None,
                    }));
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
            && let Some(card) = self.feed.take()
        {
            self.outline.fill(card.as_ref().map(rows).unwrap_or_default(), out);
            self.card = card;
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
