//! Where a row of the encoder can lead, and the choice when it names several codes.

use super::{builder::Builder, card::CardPane, index::Index, tabular::Tabular};
use crate::{
    codesets::ask::IndexPart,
    domain::{codeset::SetKind, role::Permission::SignedIn},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Freshness, Heading, List, Mode, Outbox, Pane, Scene, Shape, Tables,
        TextInput,
    },
};
use chrono::NaiveDate;
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the choice offers.
pub const COMMANDS: &[Command] =
    &[Command::new("goals.open", &["<enter>"], "Open the code", SignedIn).hint(1, "open")];

/// A place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A code card.
    Code(SetKind, String),
    /// A place of the tabular list.
    Place(String),
    /// A line of an index or table.
    Line(SetKind, u32),
    /// What a pointer of an index names.
    Pointer(SetKind, String),
    /// The PCS builder with the first characters.
    Pcs(String),
}

impl Goal {
    fn words(&self) -> String {
        match self {
            Self::Code(_, code) | Self::Place(code) | Self::Pcs(code) => code.clone(),
            Self::Pointer(_, text) => format!("see {text}"),
            Self::Line(kind, _) => kind.title().to_owned(),
        }
    }

    /// Opens the place.
    pub fn open(&self, day: NaiveDate, out: &mut Outbox<'_>) {
        match self {
            Self::Code(kind, code) => out.show(CardPane::new(*kind, code, day)),
            Self::Place(place) => out.show(Tabular::new(place, day)),
            Self::Line(kind, number) => out.show(Index::new(*kind, IndexPart::Around(*number), day)),
            Self::Pointer(kind, text) => out.show(Index::new(*kind, IndexPart::Follow(text.clone()), day)),
            Self::Pcs(prefix) => out.show(Builder::new(prefix, day)),
        }
    }
}

/// Opens the only goal, or a choice of several.
pub fn follow(goals: &[(String, Goal)], day: NaiveDate, out: &mut Outbox<'_>) {
    match goals {
        [] => {}
        [(_, goal)] => goal.open(day, out),
        _ => out.show(Goals::new(goals, day, out)),
    }
}

/// Goals with their own words.
pub fn named(goals: &[Goal]) -> Vec<(String, Goal)> {
    goals.iter().map(|goal| (goal.words(), goal.clone())).collect()
}

struct Choice {
    number: usize,
    words: String,
    goal: Goal,
}

const COLUMNS: &[Column<Choice>] =
    &[Column::new("Leads to", |choice: &Choice, _| Cell::text(&choice.words)).width(20, 70)];

/// A choice of goals.
pub struct Goals {
    day: NaiveDate,
    list: List<Choice, usize>,
}

impl Goals {
    fn new(goals: &[(String, Goal)], day: NaiveDate, out: &Outbox<'_>) -> Self {
        let mut list = List::new(COLUMNS, |choice: &Choice| choice.number);
        let choices = goals.iter().enumerate();
        let choice = |(number, (words, goal)): (usize, &(String, Goal))| Choice {
            number,
            words: words.clone(),
            goal: goal.clone(),
        };
        list.fill(choices.map(choice).collect(), out.words());
        Self { day, list }
    }
}

impl Pane for Goals {
    fn heading(&self) -> Heading {
        Heading::new("Where to").count(self.list.count())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, _: CommandId) -> Enabled {
        Enabled::when(self.list.chosen().is_some(), "Nothing is chosen.")
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(74, (self.list.rows().len() as u16 + 1).clamp(3, 16))
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if id.0 != "goals.open" {
            self.list.perform(id, out);
        } else if let Some(choice) = self.list.chosen() {
            choice.goal.open(self.day, out);
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.list.press(at);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &Freshness::Fresh, area, frame.buffer_mut())
    }
}
