//! One entry of the error queue: what is wrong, and the record as it came, the place at fault marked.

use super::{
    correct::Correct,
    record,
    words::{entry_state, file_name},
};
use crate::{
    domain::{ids::ImportErrorId, role::Permission::Import, topics::Topics},
    intake::{CorrectAndReplay, DiscardError, ImportErrorDetail, ImportErrorRaw, QueuedError},
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Enabled, Feed, Freshness, Heading, Mode, Notice, Outbox, Pane, Reader,
        ReasonBox, Scene, Sending, Tables, TextInput, Timer, Words, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What may be done with the entry.
pub const COMMANDS: &[Command] = &[
    Command::new("error.correct", &["c"], "Correct the record and replay it", Import).hint(1, "correct"),
    Command::new("error.replay", &["r"], "Replay the record as it is", Import).hint(2, "replay").confirmed(),
    Command::new("error.discard", &["d"], "Put the record away, with a reason", Import).hint(3, "put away"),
];

/// Rows above the record.
const HEAD: u16 = 6;

/// One entry.
pub struct Entry {
    id: ImportErrorId,
    detail: Feed<ImportErrorDetail>,
    reader: Reader,
    replaying: Sending<CorrectAndReplay>,
    area: Rect,
}

impl Entry {
    /// An entry that asks for its record when it is opened.
    pub fn new(id: ImportErrorId) -> Self {
        Self {
            id,
            detail: Feed::new(),
            reader: Reader::new(""),
            replaying: Sending::new(),
            area: Rect::default(),
        }
    }

    fn found(&self) -> Option<&ImportErrorRaw> {
        self.detail.rows().and_then(Option::as_ref)
    }

    fn received(&mut self, out: &mut Outbox<'_>) {
        match self.detail.rows() {
            Some(Some(found)) => {
                self.reader = record::reader(found);
                self.place(self.area);
                self.reader.show_mark();
            }
            Some(None) => {
                out.close();
                out.tell(Notice::info("This entry is not in the queue any more."));
            }
            None => {}
        }
    }

    fn replay(&mut self, out: &mut Outbox<'_>) {
        if let Some(found) = self.found() {
            let change =
                CorrectAndReplay { id: self.id, version: found.entry.version, corrected: found.raw.clone() };
            self.replaying.send(change, out);
        }
    }
}

impl Pane for Entry {
    fn heading(&self) -> Heading {
        let title = self.found().map_or_else(|| "Entry".to_owned(), |found| title(&found.entry));
        Heading::new(title).count(self.reader.place_note()).note(self.detail.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let Some(found) = self.found() else {
            return Enabled::when(!id.0.starts_with("error."), "The record is still being asked for.");
        };
        match id.0 {
            "error.correct" => match correctable(&found.entry) {
                Enabled::Yes => Enabled::when(
                    found.raw.len() <= record::MOST_EDITED,
                    "This record is too long to correct here: correct it in its file and import that again.",
                ),
                no @ Enabled::No(_) => no,
            },
            "error.replay" => correctable(&found.entry),
            "error.discard" => Enabled::when(found.entry.state == "open", "This record is settled."),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(split_top(area, HEAD).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.detail.ask(ImportErrorDetail { id: self.id }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "error.correct" => out.show(Correct::new(self.id)),
            "error.replay" => self.replay(out),
            "error.discard" => {
                if let Some(found) = self.found() {
                    out.show(discard_box(&found.entry, out.words()));
                }
            }
            _ => {
                self.reader.perform(id, out);
            }
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        Confirmation::new("Replay the record as it is?")
            .text("For records that were refused for what stood elsewhere and is right by now. What is still wrong is said again.")
            .choice('y', "replay", command.id)
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.detail.accept(answer) {
            self.received(out);
        }
        match self.replaying.accept(answer) {
            Some(Ok(outcome)) => {
                out.tell(Notice::done(outcome));
                self.detail.again(out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.detail.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.detail.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (head, body) = split_top(area, HEAD);
        let buffer = frame.buffer_mut();
        let Some(found) = self.found() else {
            if let Freshness::Failed(error) = self.detail.freshness() {
                scene.paragraph(buffer, head, &error.to_string(), Meaning::Error);
            }
            return Caret::new(area.x, area.y);
        };
        let (first, rest) = split_top(head, 2);
        for (line, row) in origin(found, scene.words).iter().zip(first.rows()) {
            scene.line(buffer, row, line, Meaning::Muted);
        }
        let (reason_rows, last) = split_top(rest, HEAD - 3);
        scene.paragraph(buffer, reason_rows, &reason(&found.entry), Meaning::Text);
        scene.line(buffer, last, &record::remark(found), Meaning::Muted);
        self.reader.view(scene, body, buffer)
    }
}

/// "birth date: the birth date lies in the future".
pub fn reason(entry: &QueuedError) -> String {
    if entry.field.is_empty() { entry.reason.clone() } else { format!("{}: {}", entry.field, entry.reason) }
}

/// Whether an entry is a record that can be read again.
pub fn correctable(entry: &QueuedError) -> Enabled {
    match (entry.state.as_str(), entry.kind.as_str()) {
        ("open", "rejected") => Enabled::Yes,
        ("open", _) => Enabled::No("This is no record but an object that others wait for: import it."),
        _ => Enabled::No("This record is settled."),
    }
}

/// The box that asks why a record is put away.
pub fn discard_box(entry: &QueuedError, words: Words) -> ReasonBox<DiscardError> {
    let (id, version) = (entry.id, entry.version);
    let change = move |reason| DiscardError { id, version, reason };
    let text = "The record is not applied. It stays in the file with your name and the reason.";
    ReasonBox::new("Put the record away", text, "Put it away", words, change, "The record is put away.")
}

fn title(entry: &QueuedError) -> String {
    match (entry.what.is_empty(), entry.line) {
        (true, 0) => "Record".to_owned(),
        (true, line) => format!("Line {line}"),
        (false, 0) => entry.what.clone(),
        (false, line) => format!("{}, line {line}", entry.what),
    }
}

/// Where it comes from; and, once it is settled, by whom and why.
fn origin(found: &ImportErrorRaw, words: Words) -> [String; 2] {
    let entry = &found.entry;
    let state = entry_state(&entry.state, &entry.kind);
    let input = if entry.input.is_empty() { String::new() } else { format!(", {}", file_name(&entry.input)) };
    let came = format!("{state}: feed {}{input}, {}", entry.feed, words.stored(&entry.at));
    if found.decided_by.is_empty() {
        return [came, String::new()];
    }
    let note = if found.note.is_empty() { String::new() } else { format!(": {}", found.note) };
    [came, format!("{state} by {} on {}{note}", found.decided_by, words.stored(&found.decided_at))]
}
