//! A PCS code built axis by axis: only what the tables allow is offered, and a value is chosen by its character.

use super::card::CardPane;
use crate::{
    codesets::ask::{PcsChoices, PcsStep},
    domain::{
        codeset::{AxisValue, SetKind},
        role::Permission::SignedIn,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Edit, Enabled, Feed, Focus, Heading, List, Mode, Notice, Outbox, Pane, Scene,
        Tables, TextInput, Timer, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use chrono::NaiveDate;
use ratatui::{Frame, layout::Rect};

/// What the builder offers; a character chooses its value.
pub const COMMANDS: &[Command] = &[
    Command::new(
        "builder.choose",
        &["<enter>", "<right>"],
        "Choose the value, or open the whole code",
        SignedIn,
    )
    .hint(1, "choose"),
    Command::new("builder.back", &["<left>"], "Take the last character back", SignedIn).hint(2, "take back"),
    Command::new("builder.down", &["<down>"], "Next value", SignedIn),
    Command::new("builder.up", &["<up>"], "Previous value", SignedIn),
    Command::new("builder.page-down", &["<pgdn>"], "Page down", SignedIn),
    Command::new("builder.page-up", &["<pgup>"], "Page up", SignedIn),
];

const COLUMNS: &[Column<AxisValue>] = &[
    Column::new("", |value: &AxisValue, _| Cell::text(value.value.to_string())).width(1, 1),
    Column::new("Value", |value: &AxisValue, _| Cell::text(&value.label)).width(20, 100),
];

/// The way so far: seven axes and the definition.
const HEAD_ROWS: u16 = 10;

/// The builder.
pub struct Builder {
    prefix: String,
    day: NaiveDate,
    feed: Feed<PcsStep>,
    list: List<AxisValue, char>,
    step: PcsChoices,
}

impl Builder {
    /// A builder with the first characters chosen.
    pub fn new(prefix: &str, day: NaiveDate) -> Self {
        let list = List::new(COLUMNS, |value: &AxisValue| value.value).empty("No code begins so.");
        Self { prefix: prefix.to_owned(), day, feed: Feed::new(), list, step: PcsChoices::default() }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(PcsStep { prefix: self.prefix.clone(), day: self.day }, out);
    }

    fn choose(&mut self, value: char, out: &mut Outbox<'_>) {
        self.prefix.push(value);
        self.ask(out);
    }

    fn back(&mut self, out: &mut Outbox<'_>) {
        if self.prefix.pop().is_some() {
            self.ask(out);
        }
    }

    /// A typed character is a value, if it is legal here.
    fn typed(&mut self, char: char, out: &mut Outbox<'_>) {
        let value = char.to_ascii_uppercase();
        if self.step.values.iter().any(|choice| choice.value == value) {
            self.choose(value, out);
        } else if !char.is_whitespace() {
            let legal: String = self.step.values.iter().map(|choice| choice.value).collect();
            out.tell(Notice::info(format!("{value} is not a value here. These are: {legal}")));
        }
    }
}

impl Pane for Builder {
    fn heading(&self) -> Heading {
        let note = if self.step.tables { "" } else { "tables not loaded: values by example" };
        Heading::new("ICD-10-PCS builder")
            .count(match self.step.n_codes {
                1 => "1 code".to_owned(),
                n_codes => format!("{n_codes} codes"),
            })
            .note(note)
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        vec![COMMANDS]
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "builder.back" => Enabled::when(!self.prefix.is_empty(), "Nothing is chosen yet."),
            "builder.choose" => Enabled::when(
                self.step.title.is_some() || self.list.chosen().is_some(),
                "No code begins so: take the last character back.",
            ),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_top(area, HEAD_ROWS.min(area.height / 2)).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.ask(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let listed = match id.0 {
            "builder.choose" if self.step.title.is_some() => {
                return out.show(CardPane::new(SetKind::Icd10Pcs, &self.prefix, self.day));
            }
            "builder.choose" => {
                if let Some(value) = self.list.chosen().map(|choice| choice.value) {
                    self.choose(value, out);
                }
                return;
            }
            "builder.back" => return self.back(out),
            "builder.down" => "list.down",
            "builder.up" => "list.up",
            "builder.page-down" => "list.page-down",
            "builder.page-up" => "list.page-up",
            _ => return,
        };
        self.list.perform(CommandId(listed), out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        match input {
            TextInput::Char(char) => self.typed(char, out),
            TextInput::Edit(Edit::Backspace) => self.back(out),
            TextInput::Paste(_) | TextInput::Edit(_) => {}
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(step) = self.feed.take()
        {
            self.list.fill(Vec::new(), out.words());
            self.list.fill(step.values.clone(), out.words());
            self.step = step;
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (head, list) = split_top(area, HEAD_ROWS.min(area.height / 2));
        let buffer = frame.buffer_mut();
        let mut lines = vec![format!("Code: {:_<7}", self.prefix)];
        let chosen = self.step.chosen.iter();
        lines.extend(chosen.map(|(axis, value)| format!("{axis}: {} {}", value.value, value.label)));
        if let Some(title) = &self.step.title {
            lines.push(title.clone());
        } else if !self.step.definition.is_empty() {
            lines.push(format!("{}.", self.step.definition));
        }
        if !self.step.axis.is_empty() {
            lines.push(format!("Next: {}", self.step.axis));
        }
        let text = lines.join("\n");
        scene.paragraph(buffer, head, &text, Meaning::Text);
        if self.step.title.is_some() {
            return Caret::new(head.x + 6, head.y);
        }
        self.list.view(&scene.focused(Focus::Here), &self.feed.freshness(), list, buffer)
    }
}
