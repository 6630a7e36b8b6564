//! The kinds of letters with their templates.

use super::edit::Editor;
use crate::{
    domain::{
        role::Permission::{EditTemplates, SendLetters},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Feed, Heading, List, Mode, Notice, Outbox, Pane, Scene,
        Sending, Tables, TextInput, Timer,
    },
    letters::{SaveTemplate, TemplateLine, Templates},
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the list of templates offers.
pub const COMMANDS: &[Command] = &[
    Command::new("templates.edit", &["<enter>", "e"], "Read or edit the template", SendLetters)
        .hint(1, "edit"),
    Command::new(
        "templates.shipped",
        &["u"],
        "Go back to the text that comes with the program",
        EditTemplates,
    )
    .hint(2, "as shipped")
    .confirmed(),
];

const COLUMNS: &[Column<TemplateLine>] = &[
    Column::new("Letter", |one: &TemplateLine, _| Cell::text(one.kind.title)).width(26, 38),
    Column::new("Text", |one: &TemplateLine, _| {
        if one.own {
            Cell::meaning(format!("own, version {}", one.version_no), Meaning::Ok)
        } else {
            Cell::text("as shipped")
        }
    })
    .width(14, 16),
    Column::new("Saved", |one: &TemplateLine, words| {
        let (at, by) = &one.saved;
        Cell::text(if at.is_empty() { String::new() } else { format!("{} {by}", words.stored(at)) })
    })
    .width(10, 28)
    .from(2),
    Column::new("When it is written", |one: &TemplateLine, _| Cell::text(one.kind.about))
        .width(20, 76)
        .from(2),
];

/// The templates.
pub struct TemplateList {
    feed: Feed<Templates>,
    list: List<TemplateLine, &'static str>,
    saving: Sending<SaveTemplate>,
}

impl TemplateList {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        Self {
            feed: Feed::new(),
            list: List::new(COLUMNS, |one: &TemplateLine| one.kind.id),
            saving: Sending::new(),
        }
    }
}

impl Pane for TemplateList {
    fn heading(&self) -> Heading {
        Heading::new("Templates of letters").count(self.list.count()).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "templates.shipped" => Enabled::when(
                self.list.chosen().is_some_and(|one| one.own),
                "This is the shipped text already.",
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
        self.feed.ask(Templates, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match (id.0, self.list.chosen()) {
            ("templates.edit", Some(one)) => out.show(Editor::new(one.kind)),
            ("templates.shipped", Some(one)) => {
                self.saving.send(SaveTemplate { kind: one.kind.id, seen: one.version_no, text: None }, out);
            }
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        Confirmation::of(command).text("The hospital's own versions are kept, but no longer count.")
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(rows) = self.feed.take()
        {
            self.list.fill(rows, out.words());
        }
        match self.saving.accept(answer) {
            Some(Ok(_)) => out.tell(Notice::done("The shipped text counts again.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
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
