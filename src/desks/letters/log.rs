//! The log of letters, newest first.

use super::{head::HeadPane, letter::LetterPane, templates::TemplateList};
use crate::{
    domain::{
        ids::LetterId,
        role::Permission::{EditTemplates, SendLetters},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, Scene, Tables, TextInput,
        Timer,
    },
    letters::{LetterFilter, LetterLine, LetterLog},
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the log offers.
pub const COMMANDS: &[Command] = &[
    Command::new("letters.read", &["<enter>"], "Read the letter as it went out", SendLetters).hint(1, "read"),
    Command::new("letters.templates", &["t"], "Templates of letters", SendLetters).hint(2, "templates"),
    Command::new("letters.head", &["h"], "Letter head: address, contact", EditTemplates)
        .hint(3, "letter head"),
];

/// Columns of a letter in the log; other desks list letters with them too.
const COLUMNS: &[Column<LetterLine>] = &[
    Column::new("No.", |one: &LetterLine, _| Cell::text(one.id.to_string())).width(5, 7).right(),
    Column::new("Sent", |one: &LetterLine, words| Cell::text(words.stored(&one.at)))
        .width(16, 16)
        .sorted(|a, b| b.at.cmp(&a.at)),
    Column::new("To", |one: &LetterLine, _| Cell::text(one.name()))
        .width(16, 30)
        .sorted(|a, b| a.name().cmp(b.name())),
    Column::new("Letter", |one: &LetterLine, _| Cell::text(one.kind_title()))
        .width(14, 30)
        .sorted(|a, b| a.kind.cmp(&b.kind)),
    Column::new("How", |one: &LetterLine, _| {
        if one.pages == 0 {
            Cell::meaning(format!("{}, no PDF", one.way), Meaning::Amber)
        } else {
            Cell::text(&one.way)
        }
    })
    .width(13, 13)
    .from(1),
    Column::new("By", |one: &LetterLine, _| Cell::text(&one.by)).width(8, 14).from(2),
    Column::new("Batch", |one: &LetterLine, _| {
        Cell::text(one.batch.map(|batch| batch.to_string()).unwrap_or_default())
    })
    .width(5, 6)
    .right()
    .from(3),
];

/// Letters that are listed at once.
const MOST: i64 = 2_000;

/// The log.
pub struct Log {
    feed: Feed<LetterLog>,
    list: List<LetterLine, LetterId>,
}

impl Log {
    /// A log that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &LetterLine| one.id);
        Self {
            feed: Feed::new(),
            list: list.empty("No letter has gone out. Letters are written at the providers and at requests."),
        }
    }
}

impl Pane for Log {
    fn heading(&self) -> Heading {
        Heading::new("Letters").count(self.list.count()).note(self.list.order_note()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "letters.read" => Enabled::when(self.list.chosen().is_some(), "No letter is chosen."),
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
        self.feed.ask(LetterLog { filter: LetterFilter::All, before: None, limit: MOST }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "letters.read" => {
                if let Some(one) = self.list.chosen() {
                    out.show(LetterPane::new(one.id));
                }
            }
            "letters.templates" => out.show(TemplateList::new()),
            "letters.head" => out.show(HeadPane::new()),
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
            && let Some(rows) = self.feed.take()
        {
            self.list.fill(rows, out.words());
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
