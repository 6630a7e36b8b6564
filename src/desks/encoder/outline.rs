//! Rows of text under headings, wrapped to the width, of which some can be followed.

use super::goals::Goal;
use crate::{
    keys::CommandId,
    kit::{Caret, Cell, Column, Freshness, Handled, List, Mode, Outbox, Scene, TextInput, Words},
    look::{Meaning, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

/// A row before it is wrapped.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its text.
    pub text: String,
    /// Whether it is a heading.
    pub heading: bool,
    /// Where it leads.
    pub goals: Vec<Goal>,
}

/// A line on the screen.
struct Shown {
    number: usize,
    row: usize,
    text: String,
    meaning: Meaning,
}

const COLUMNS: &[Column<Shown>] =
    &[Column::new("", |line: &Shown, _| Cell::meaning(&line.text, line.meaning)).width(20, 400)];
/// The margin of a list, where the sign of the chosen row stands.
const MARGIN: u16 = 2;

/// Rows with a selection.
pub struct Outline {
    rows: Vec<Row>,
    list: List<Shown, usize>,
    width: u16,
    stale: bool,
}

impl Outline {
    /// Without rows.
    pub fn new(empty: &'static str) -> Self {
        let list = List::new(COLUMNS, |line: &Shown| line.number).empty(empty);
        Self { rows: Vec::new(), list, width: 0, stale: false }
    }

    /// New rows; the selection goes to the first, and a filter of the rows before is gone.
    pub fn fill(&mut self, rows: Vec<Row>, out: &Outbox<'_>) {
        self.rows = rows;
        self.list.perform(CommandId("list.all"), out);
        self.list.fill(Vec::new(), out.words());
        self.lay_out(out.words());
    }

    /// Chooses the first row that leads somewhere.
    pub fn choose_first_goal(&mut self) {
        let first =
            self.list.rows().iter().find(|line| self.goals_of(line).is_some()).map(|line| line.number);
        if let Some(first) = first {
            self.list.choose(&first);
        }
    }

    /// Where the chosen row leads.
    pub fn goals(&self) -> &[Goal] {
        self.list.chosen().and_then(|line| self.goals_of(line)).unwrap_or_default()
    }

    fn goals_of(&self, line: &Shown) -> Option<&[Goal]> {
        self.rows.get(line.row).map(|row| row.goals.as_slice()).filter(|goals| !goals.is_empty())
    }

    fn lay_out(&mut self, words: Words) {
        let columns = usize::from(self.width.saturating_sub(MARGIN)).max(20);
        let mut shown = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let indent = if row.heading { 0 } else { 2 };
            let meaning = match (row.heading, row.goals.is_empty()) {
                (true, _) => Meaning::Heading,
                (false, true) => Meaning::Text,
                (false, false) => Meaning::Info,
            };
            for line in wrap(&row.text, columns - indent) {
                let blanks = indent + usize::from(line.indent);
                let text = format!("{:blanks$}{}", "", line.text(&row.text));
                shown.push(Shown { number: shown.len(), row: at, text, meaning });
            }
        }
        self.list.fill(shown, words);
        self.stale = false;
    }

    /// The area in which it will be drawn.
    pub fn place(&mut self, area: Rect) {
        self.stale |= self.width != area.width;
        self.width = area.width;
        self.list.place(area);
    }

    /// Wraps anew after the width changed; called before keys and answers are handled.
    pub fn refit(&mut self, words: Words) {
        if self.stale {
            self.lay_out(words);
        }
    }

    /// The list, for counts, modes and tables.
    pub fn count(&self) -> String {
        self.list.count()
    }

    /// Whether the filter is typed.
    pub fn mode(&self) -> Mode {
        self.list.mode()
    }

    /// The tables that hold now.
    pub fn commands(&self, own: &'static [crate::keys::Command]) -> crate::kit::Tables {
        self.list.commands(own)
    }

    /// Carries a list's command out.
    pub fn perform(&mut self, id: CommandId, out: &Outbox<'_>) -> Handled {
        self.refit(out.words());
        self.list.perform(id, out)
    }

    /// Typed text of the filter.
    pub fn write(&mut self, input: &TextInput, out: &Outbox<'_>) {
        self.list.write(input, out);
    }

    /// A press of the mouse.
    pub fn press(&mut self, at: Position) {
        self.list.press(at);
    }

    /// Draws it.
    pub fn view(
        &self,
        scene: &Scene<'_>,
        freshness: &Freshness<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) -> Caret {
        self.list.view(scene, freshness, area, buffer)
    }
}
