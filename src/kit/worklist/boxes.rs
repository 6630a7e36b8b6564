//! Boxes of a worklist: to whom, until when and why, and the thread of notes.

use crate::{
    domain::{
        ids::{TeamId, UserId},
        role::Permission::SignedIn,
        time::{When, parse_instant},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Checked, Choosable, Did, Feed, Field, Form, Heading, Mode, Notice, Outbox, Pane, Scene,
        Sending, Shape, Tables, TextInput, Timer, Words, split_bottom,
    },
    look::Meaning,
    store::{Refusal, lanes::Answer},
    work::{Choices, Deed, Deeds, Event, Events, Handle, Item},
};
use ratatui::{Frame, layout::Rect};

/// Columns of the boxes.
const COLUMNS: u16 = 66;

/// The box that asks to whom items go.
pub struct AssignBox {
    on: Vec<Handle>,
    form: Form,
    sending: Sending<Deeds>,
}

impl AssignBox {
    /// For these items.
    pub fn new(on: Vec<Handle>, choices: &Choices, words: Words) -> Self {
        let people = choices.people.iter().map(|(id, name)| Choosable::new(format!("p{id}"), name.clone()));
        let teams =
            choices.teams.iter().map(|(id, name)| Choosable::new(format!("t{id}"), format!("team {name}")));
        let fields = vec![
            Field::choice("who", "To whom", people.chain(teams).collect())
                .needed()
                .help("Type a part of the name of a person or team."),
        ];
        let form = Form::new(fields, "Hand it on", |_, _| Checked::Fine, words);
        Self { on, form, sending: Sending::new() }
    }

    fn send(&mut self, out: &mut Outbox<'_>) {
        let who = self.form.values().text("who");
        let deed = match who.split_at_checked(1) {
            Some(("p", id)) => id.parse().ok().map(|id| Deed::Assign(UserId(id))),
            Some(("t", id)) => id.parse().ok().map(|id| Deed::HandToTeam(TeamId(id))),
            _ => None,
        };
        if let Some(deed) = deed {
            self.sending.send(Deeds { on: self.on.clone(), deed }, out);
        }
    }
}

/// "this item" or "12 items".
fn told(on: &[Handle]) -> String {
    if on.len() == 1 { "this item".into() } else { format!("{} items", on.len()) }
}

/// Closes the box when its deed is done; tells a refusal.
fn finish(form: &mut Form, done: Option<Result<Vec<Item>, Refusal>>, words: &str, out: &mut Outbox<'_>) {
    match done {
        Some(Ok(_)) => {
            out.tell(Notice::done(words));
            out.close();
        }
        Some(Err(refusal)) => form.refused(refusal, out),
        None => {}
    }
}

impl Pane for AssignBox {
    fn heading(&self) -> Heading {
        Heading::new(format!("Hand {} to a person or a team", told(&self.on)))
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(COLUMNS, 10)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save {
            self.send(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        finish(&mut self.form, self.sending.accept(answer), "Handed on.", out);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.form.view(scene, area, frame.buffer_mut())
    }
}

/// The box that asks why and until when items are put aside.
pub struct PendBox {
    on: Vec<Handle>,
    form: Form,
    sending: Sending<Deeds>,
}

impl PendBox {
    /// For these items.
    pub fn new(on: Vec<Handle>, words: Words) -> Self {
        let fields = vec![
            Field::text("reason", "Why").needed().width(44).help("What it waits for, in a few words."),
            Field::date("until", "Until")
                .needed()
                .help("The morning of this day it comes back into the list."),
        ];
        Self {
            on,
            form: Form::new(fields, "Put aside", |_, _| Checked::Fine, words),
            sending: Sending::new(),
        }
    }
}

impl Pane for PendBox {
    fn heading(&self) -> Heading {
        Heading::new(format!("Put {} aside", told(&self.on)))
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(COLUMNS, 8)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) != Did::Save {
            return;
        }
        let values = self.form.values();
        if let Some(date) = values.date("until") {
            let deed = Deed::Pend(values.text("reason"), When::Date(date).instant());
            self.sending.send(Deeds { on: self.on.clone(), deed }, out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        finish(&mut self.form, self.sending.accept(answer), "Put aside.", out);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.form.view(scene, area, frame.buffer_mut())
    }
}

/// More keys of the thread of notes.
pub const NOTES: &[Command] = &[
    Command::new("notes.up", &["<pgup>"], "Earlier notes", SignedIn).group("Work").hint(3, "earlier"),
    Command::new("notes.down", &["<pgdn>"], "Later notes", SignedIn).group("Work").hint(4, "later"),
];

/// The thread of notes and what happened to an item; what is typed becomes a note.
pub struct NotesBox {
    on: Handle,
    title: String,
    events: Feed<Events>,
    form: Form,
    sending: Sending<Deeds>,
    /// Lines scrolled up from the end.
    up: usize,
}

impl NotesBox {
    /// For an item.
    pub fn new(item: &Item, words: Words) -> Self {
        let fields = vec![Field::text("note", "Note").needed().width(56)];
        Self {
            on: item.handle(),
            title: item.title.clone(),
            events: Feed::new(),
            form: Form::new(fields, "Add this note", |_, _| Checked::Fine, words),
            sending: Sending::new(),
            up: 0,
        }
    }
}

impl Pane for NotesBox {
    fn heading(&self) -> Heading {
        Heading::new(format!("Notes: {}", self.title)).note(self.events.note())
    }

    fn commands(&self) -> Tables {
        let mut tables = self.form.commands();
        tables.push(NOTES);
        tables
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn shape(&self) -> Shape {
        Shape::Box(COLUMNS + 8, 18)
    }

    fn place(&mut self, _: Rect) {}

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.events.ask(Events(self.on.item), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "notes.up" => self.up = self.up.saturating_add(8),
            "notes.down" => self.up = self.up.saturating_sub(8),
            _ if self.form.perform(id) == Did::Save => {
                let note = Deed::Note(self.form.values().text("note"));
                self.sending.send(Deeds::one(self.on, note), out);
            }
            _ => {}
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.events.accept(answer);
        match self.sending.accept(answer) {
            Some(Ok(_)) => {
                let fields = vec![Field::text("note", "Note").needed().width(56)];
                self.form = Form::new(fields, "Add this note", |_, _| Checked::Fine, out.words());
                self.up = 0;
                self.events.again(out);
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.events.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.events.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (thread, form) = split_bottom(area, 5);
        let events: &[Event] = self.events.rows().map_or(&[], Vec::as_slice);
        let width = usize::from(thread.width.saturating_sub(2)).max(10);
        let mut lines: Vec<(String, Meaning)> = Vec::new();
        for event in events {
            let (head, text) = told_event(event, scene.words);
            let meaning = if text.is_some() { Meaning::Label } else { Meaning::Muted };
            lines.push((head, meaning));
            let Some(text) = text else { continue };
            for line in crate::look::wrap(&text, width) {
                lines.push((format!("  {}", line.text(&text)), Meaning::Text));
            }
        }
        let height = usize::from(thread.height);
        let first = lines.len().saturating_sub(height).saturating_sub(self.up.min(lines.len()));
        for ((line, meaning), row) in lines.iter().skip(first).zip(thread.rows()) {
            scene.line(frame.buffer_mut(), row, line, *meaning);
        }
        self.form.view(scene, form, frame.buffer_mut())
    }
}

/// One event in words; a note's own text apart.
fn told_event(event: &Event, words: Words) -> (String, Option<String>) {
    let at = parse_instant(&event.at).map_or_else(|| event.at.clone(), |at| words.lately(at));
    let by = if event.by.is_empty() { "the program" } else { &event.by };
    if event.verb == "note" {
        return (format!("{at}  {by}:"), Some(event.reason.clone()));
    }
    let moved =
        if event.from == event.to { String::new() } else { format!(" ({} -> {})", event.from, event.to) };
    let reason = if event.reason.is_empty() { String::new() } else { format!(": {}", event.reason) };
    let undone = if event.undone { ", taken back" } else { "" };
    (format!("{at}  {by}  {}{moved}{reason}{undone}", event.verb), None)
}
