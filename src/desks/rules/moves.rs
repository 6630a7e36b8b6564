//! What recomputing the running clocks of a rule would move; then it is done, or not.

use crate::{
    clocks::{Move, Recompute, WouldMove},
    domain::{clocks::Rule, role::Permission::KeepRules, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Outbox, Pane, ReasonBox, Scene, Tables,
        TextInput, Timer, split_bottom,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] =
    &[Command::new("rules.recompute", &["y"], "Recompute these clocks, with a reason", KeepRules)
        .group("Rules")
        .hint(1, "recompute")
        .undoable()];

const COLUMNS: &[Column<Move>] = &[
    Column::new("Patient", |one: &Move, _| Cell::text(&one.patient)).width(14, 26),
    Column::new("Number", |one: &Move, _| Cell::text(&one.mrn)).width(8, 10).from(1),
    Column::new("What", |one: &Move, _| Cell::text(&one.what)).width(14, 30),
    Column::new("Due now", |one: &Move, words| Cell::text(words.stored(&one.due_before))).width(16, 16),
    Column::new("Would be due", |one: &Move, words| Cell::text(words.stored(&one.due_after))).width(16, 16),
    Column::new("Version", |one: &Move, _| {
        Cell::text(format!("{} to {}", one.version_before, one.version_after))
    })
    .width(7, 8)
    .from(2),
];

/// The list.
pub struct Moving {
    id: String,
    name: String,
    moves: Feed<WouldMove>,
    list: List<Move, usize>,
}

impl Moving {
    /// A list that asks when it is opened.
    pub fn new(rule: &Rule) -> Self {
        let list = List::new(COLUMNS, |one: &Move| one.place);
        Self {
            id: rule.id.clone(),
            name: rule.name.clone(),
            moves: Feed::new(),
            list: list.empty("No running clock would be due at another time."),
        }
    }
}

impl Pane for Moving {
    fn heading(&self) -> Heading {
        Heading::new("Running clocks")
            .note(self.name.clone())
            .count(self.list.count())
            .note(self.moves.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "rules.recompute" => Enabled::when(
                self.moves.rows().is_some_and(|moves| moves.moved > 0),
                "No running clock would be due at another time.",
            ),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_bottom(area, 2).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.moves.ask(WouldMove(self.id.clone()), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match (id.0, self.moves.rows()) {
            ("rules.recompute", Some(moves)) => {
                let rule = self.id.clone();
                let text = format!(
                    "{} of {} running clocks of this rule get another due time, all in one change that stands in the log.",
                    moves.moved, moves.running
                );
                let change = move |reason: String| Recompute { id: rule.clone(), reason };
                let title = format!("Recompute {} clocks?", moves.moved);
                out.show(ReasonBox::new(title, text, "Recompute them", out.words(), change, "Recomputed."));
            }
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
        if self.moves.accept(answer)
            && let Some(moves) = self.moves.rows()
        {
            self.list.fill(moves.rows.clone(), out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.moves.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.moves.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, foot) = split_bottom(area, 2);
        let buffer = frame.buffer_mut();
        if let Some(moves) = self.moves.rows() {
            let words = format!(
                "{} clocks run by this rule; {} would be due at another time. Nothing is changed yet.",
                moves.running, moves.moved
            );
            scene.paragraph(buffer, foot, &words, Meaning::Muted);
        }
        self.list.view(scene, &self.moves.freshness(), top, buffer)
    }
}
