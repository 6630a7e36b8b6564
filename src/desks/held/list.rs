//! The changes that wait, and both versions of the chosen one.

use crate::{
    domain::{
        ids::HeldEditId,
        link::Link,
        role::Permission::{ReadCharts, ReviewIdentity},
        time::parse_instant,
        topics::Topics,
    },
    intake::{DecideHeldEdit, FieldChange, HeldEdit, HeldEdits},
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Feed, Heading, List, Mode, Notice, Outbox, Pane,
        ReasonBox, Scene, Sending, Tables, TextInput, Timer, Words, split_left, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// What the list offers.
pub const COMMANDS: &[Command] = &[
    Command::new("held.accept", &["a"], "Accept the change", ReviewIdentity).hint(1, "accept").confirmed(),
    Command::new("held.refuse", &["r"], "Refuse the change, with a reason", ReviewIdentity).hint(2, "refuse"),
    Command::new("held.chart", &["<enter>"], "Open the chart", ReadCharts).hint(3, "chart"),
];

const COLUMNS: &[Column<HeldEdit>] = &[
    Column::new("Name", |held: &HeldEdit, _| Cell::text(name(held)))
        .width(16, 34)
        .sorted(|a, b| name(a).cmp(&name(b))),
    Column::new("Record", |held: &HeldEdit, _| Cell::text(&held.mrn)).width(6, 12),
    Column::new("Would change", |held: &HeldEdit, _| Cell::meaning(&held.traits, Meaning::Flag))
        .width(16, 40),
    Column::new("By", |held: &HeldEdit, _| Cell::text(&held.by)).width(6, 14).sorted(|a, b| a.by.cmp(&b.by)),
    Column::new("Held", |held: &HeldEdit, words| Cell::text(waiting(held, words)))
        .width(10, 10)
        .sorted(|a, b| a.at.cmp(&b.at)),
];

/// Changes that are shown at once, the oldest first; the others come when these are decided.
const MOST: i64 = 200;
/// Rows of the list above both versions.
const LIST_ROWS: u16 = 7;
/// Columns of the names of fields.
const LABEL: u16 = 16;

/// The held changes.
pub struct HeldList {
    feed: Feed<HeldEdits>,
    list: List<HeldEdit, HeldEditId>,
    accepting: Sending<DecideHeldEdit>,
    /// The account at the keyboard: own changes are decided by others.
    login: String,
}

impl HeldList {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |held: &HeldEdit| held.id);
        Self {
            feed: Feed::new(),
            list: list.empty("No change is held. Changes of two identity traits at once will wait here."),
            accepting: Sending::new(),
            login: String::new(),
        }
    }

    fn accept(&mut self, out: &mut Outbox<'_>) {
        if let Some(held) = self.list.chosen() {
            let (held, version) = (held.id, held.version);
            self.accepting.send(DecideHeldEdit { held, version, accept: true, reason: String::new() }, out);
        }
    }

    fn refuse(&self, out: &mut Outbox<'_>) {
        let Some(held) = self.list.chosen() else { return };
        let (id, version) = (held.id, held.version);
        let change = move |reason| DecideHeldEdit { held: id, version, accept: false, reason };
        let text =
            format!("The chart of {} stays as it is. {} reads the reason in the log.", name(held), held.by);
        let title = "Refuse the change";
        out.show(ReasonBox::new(
            title,
            text,
            "Refuse the change",
            out.words(),
            change,
            "The change is refused.",
        ));
    }
}

impl Pane for HeldList {
    fn heading(&self) -> Heading {
        Heading::new("Held changes")
            .count(self.list.count())
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let Some(held) = self.list.chosen() else {
            return Enabled::when(!id.0.starts_with("held."), "No change is held.");
        };
        match id.0 {
            "held.accept" | "held.refuse" => Enabled::when(
                held.by != self.login,
                "This is your own change; another person must decide it.",
            ),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_top(area, LIST_ROWS).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.login.clone_from(&out.session().login);
        self.feed.ask(HeldEdits { after: 0, limit: MOST }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "held.accept" => self.accept(out),
            "held.refuse" => self.refuse(out),
            "held.chart" => {
                if let Some(held) = self.list.chosen() {
                    out.go(Link::Patient(held.patient));
                }
            }
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        let Some(held) = self.list.chosen() else { return Confirmation::of(command) };
        Confirmation::new("Accept this change of identity?")
            .text(format!(
                "{}, record {}: {} will be replaced. It must be the same person, not another one's chart.",
                name(held),
                held.mrn,
                held.traits
            ))
            .choice('y', "same person, accept", command.id)
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
        match self.accepting.accept(answer) {
            Some(Ok(_)) => {
                out.tell(Notice::done("The change is accepted."));
                self.feed.again(out);
            }
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
        let (top, rest) = split_top(area, LIST_ROWS);
        let buffer = frame.buffer_mut();
        let caret = self.list.view(scene, &self.feed.freshness(), top, buffer);
        if let Some(held) = self.list.chosen() {
            view_versions(scene, split_top(rest, 1).1, buffer, held);
        }
        caret
    }
}

/// Both versions, field by field; those that make it a change of identity come first, as the fields do.
fn view_versions(scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, held: &HeldEdit) {
    let value = area.width.saturating_sub(LABEL + 2) / 2;
    let thirds = |row: Rect| {
        let (label, rest) = split_left(row, LABEL);
        let (old, rest) = split_left(rest, value);
        (label, old, split_left(rest, 2).1)
    };
    let (head, mut rest) = split_top(area, 1);
    let (label, old, new) = thirds(head);
    for (place, words) in [(label, "Field"), (old, "On file"), (new, "Asked for")] {
        scene.line(buffer, place, words, Meaning::Heading);
    }
    for change in &held.changes {
        if rest.is_empty() {
            return;
        }
        let (label, old, new) = thirds(rest);
        let is_trait = held.traits.split(", ").any(|of| of == change.field);
        let meaning = if is_trait { Meaning::Flag } else { Meaning::Label };
        scene.line(buffer, split_top(label, 1).0, change.field, meaning);
        let (before, after) = texts(change, scene.words);
        let rows = scene.paragraph(buffer, old, &before, Meaning::Text);
        let rows = rows.max(scene.paragraph(buffer, new, &after, Meaning::Text));
        rest = split_top(rest, rows.max(1)).1;
    }
}

/// Dates as the house writes them, and a word for nothing.
fn texts(change: &FieldChange, words: Words) -> (String, String) {
    let shown = |text: &str| match (text.is_empty(), change.field) {
        (true, _) => "(empty)".to_owned(),
        (false, "birth date" | "death") => words.stored(text),
        _ => text.to_owned(),
    };
    (shown(&change.old), shown(&change.new))
}

fn waiting(held: &HeldEdit, words: Words) -> String {
    parse_instant(&held.at).map_or_else(|| held.at.clone(), |at| words.ago(at))
}

fn name(held: &HeldEdit) -> String {
    let (family, given) = &held.name;
    if given.is_empty() { family.clone() } else { format!("{family}, {given}") }
}
