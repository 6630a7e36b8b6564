//! One document being indexed: preview left, form right; after saving the next comes by itself.

use super::form::{new_form, view_owner};
use crate::{
    capture::{
        Captured, FindOwner, IndexCaptured, NextCaptured, OneCaptured, Owner, Owners, SetProblem, State,
    },
    domain::{
        ids::{CapturedId, EncounterId, PractitionerId},
        role::Permission::FileDocuments,
        time::When,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Did, Feed, Form, Freshness, Heading, Mode, Notice, Outbox, Pane, Reader, ReasonBox, Scene,
        Sending, Tables, TextInput, Timer, split_left, split_top,
    },
    look::Meaning,
    providers::Providers,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// Keys besides those of the form: letters are text here.
pub const COMMANDS: &[Command] = &[
    Command::new("index.page-down", &["<pgdn>"], "Preview: page down", FileDocuments).hint(1, "preview"),
    Command::new("index.page-up", &["<pgup>"], "Preview: page up", FileDocuments),
    Command::new("index.problem", &["<f4>"], "Put aside as a problem, with a reason", FileDocuments)
        .hint(2, "problem"),
    Command::new("index.skip", &["<f5>"], "Leave it as it is, the next", FileDocuments).hint(3, "skip"),
];

/// Rows for who it is, above the fields.
const OWNER_ROWS: u16 = 8;
/// The same on low screens.
const OWNER_ROWS_LOW: u16 = 4;

/// A document being indexed.
pub struct IndexPane {
    id: CapturedId,
    state: State,
    feed: Feed<OneCaptured>,
    providers: Feed<Providers>,
    owner: Feed<FindOwner>,
    next: Feed<NextCaptured>,
    saving: Sending<IndexCaptured>,
    reader: Reader,
    form: Option<Form>,
    area: Rect,
    /// Indexed since the pane was opened.
    n_done: usize,
}

impl IndexPane {
    /// A pane for a document in a state.
    pub fn new(id: CapturedId, state: State) -> Self {
        Self {
            id,
            state,
            feed: Feed::new(),
            providers: Feed::new(),
            owner: Feed::new(),
            next: Feed::new(),
            saving: Sending::new(),
            reader: Reader::new(""),
            form: None,
            area: Rect::default(),
            n_done: 0,
        }
    }

    fn line(&self) -> Option<&Captured> {
        self.feed.rows().map(|one| &one.line)
    }

    fn found(&self) -> Option<&Owner> {
        match self.owner.rows() {
            Some(Owners::One(owner)) => Some(owner),
            _ => None,
        }
    }

    fn preview(&self) -> Rect {
        split_left(self.area, self.area.width / 2).0
    }

    /// The form, once document and providers are there.
    fn fill(&mut self, out: &mut Outbox<'_>) {
        let (Some(one), Some(providers)) = (self.feed.rows(), self.providers.rows()) else { return };
        self.form = Some(new_form(&one.line, None, providers, out.words()));
        self.ask_owner(out);
    }

    /// Asks whose it is, when the number in the field is another one.
    fn ask_owner(&mut self, out: &mut Outbox<'_>) {
        let Some(form) = &self.form else { return };
        let said = form.values().text("owner");
        if said.is_empty() || self.owner.question().is_some_and(|asked| asked.0 == said) {
            return;
        }
        // The record number that an answer put there is that answer's.
        if self.found().is_some_and(|owner| owner.mrn == said) {
            return;
        }
        self.owner.ask(FindOwner(said), out);
    }

    /// The stays of the patient become choices; what was typed elsewhere stays.
    fn owner_arrived(&mut self, out: &mut Outbox<'_>) {
        let (Some(one), Some(providers), Some(owner)) =
            (self.feed.rows(), self.providers.rows(), self.found())
        else {
            return;
        };
        let encounter = owner.encounter;
        let mut form = new_form(&one.line, Some(owner), providers, out.words());
        if let Some(old) = &self.form {
            let focus = old.focus();
            form.restore(&old.changes_text());
            form.set("owner", &owner.mrn);
            if let Some(encounter) = encounter {
                form.set("encounter", &encounter.to_string());
            }
            for _ in 0..8 {
                if form.focus() == focus {
                    break;
                }
                form.perform(CommandId("form.next"));
            }
        }
        self.form = Some(form);
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let Some(line) = self.line() else { return };
        let Some(values) = self.form.as_ref().map(Form::values) else { return };
        let Some(owner) = self.found().filter(|owner| owner.mrn == values.text("owner")) else {
            out.tell(Notice::info("Whose is it? Type a barcode, a visit or a record number first."));
            return;
        };
        let change = IndexCaptured {
            id: line.id,
            version: line.version,
            patient: owner.patient,
            encounter: values.text("encounter").parse().ok().map(EncounterId),
            type_code: values.text("type"),
            title: values.text("title"),
            author: values.text("author").parse().ok().map(PractitionerId),
            author_text: values.text("author_text"),
            written: values.date("written").map(When::Date),
            signed: values.text("state") == "signed",
        };
        self.saving.send(change, out);
    }

    fn go_on(&mut self, out: &mut Outbox<'_>) {
        self.next.ask(NextCaptured { state: self.state, after: self.id }, out);
    }

    fn show(&mut self, id: CapturedId, out: &mut Outbox<'_>) {
        self.id = id;
        self.form = None;
        self.owner.forget();
        self.feed.ask(OneCaptured(id), out);
    }
}

impl Pane for IndexPane {
    fn heading(&self) -> Heading {
        let name = self.line().map_or("Indexing", |line| line.name.as_str());
        let done = if self.n_done > 0 { format!("{} indexed", self.n_done) } else { String::new() };
        Heading::new(name).count(self.reader.place_note()).note(done).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        let mut tables: Tables = vec![COMMANDS];
        tables.extend(self.form.as_ref().map(Form::commands).unwrap_or_default());
        tables
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(self.preview());
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.providers.ask(Providers { all: false }, out);
        self.feed.ask(OneCaptured(self.id), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "index.page-down" => {
                self.reader.perform(CommandId("reader.page-down"), out);
            }
            "index.page-up" => {
                self.reader.perform(CommandId("reader.page-up"), out);
            }
            "index.skip" => self.go_on(out),
            "index.problem" => {
                let Some(line) = self.line() else { return };
                let (id, version) = (line.id, line.version);
                let change = move |reason| SetProblem { id, version, problem: Some(reason) };
                let text = "The document is kept and listed as a problem, for others to see.";
                out.show(ReasonBox::new(
                    "What is wrong?",
                    text,
                    "Put it aside",
                    out.words(),
                    change,
                    "Put aside.",
                ));
            }
            _ => {
                let did = self.form.as_mut().map(|form| form.perform(id));
                match did {
                    Some(Did::Save) => self.save(out),
                    Some(_) => self.ask_owner(out),
                    None => {}
                }
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if let Some(form) = &mut self.form {
            form.write(&input);
        }
        // A paste is what a reader of barcodes without its Enter looks like.
        if matches!(input, TextInput::Paste(_)) {
            self.ask_owner(out);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer) {
            if let Some(one) = self.feed.rows() {
                let text = if one.line.no_text.is_empty() {
                    one.text.clone()
                } else {
                    format!(
                        "No text: {}.\n\n{} bytes, {}.",
                        one.line.no_text, one.line.n_bytes, one.line.mime
                    )
                };
                self.reader = Reader::new(&text);
                self.reader.place(self.preview());
            }
            if self.form.is_none() {
                self.fill(out);
            }
        }
        if self.providers.accept(answer) && self.form.is_none() {
            self.fill(out);
        }
        if self.owner.accept(answer) {
            self.owner_arrived(out);
        }
        if self.next.accept(answer) && matches!(self.next.freshness(), Freshness::Fresh) {
            if let Some(id) = self.next.take().flatten() {
                self.show(id, out);
            } else {
                out.close();
                out.tell(Notice::done("That was the last one."));
            }
        }
        match self.saving.accept(answer) {
            Some(Ok(())) => {
                self.n_done += 1;
                self.go_on(out);
            }
            Some(Err(refusal)) => {
                if let Some(form) = &mut self.form {
                    form.refused(refusal, out);
                }
            }
            None => {}
        }
    }

    fn refresh(&mut self, changed: crate::domain::topics::Topics, out: &mut Outbox<'_>) {
        // Put aside by the box above, or indexed by another person: on to the next.
        let gone = crate::domain::topics::Topics::of(crate::domain::topics::Topic::Capture);
        if changed.meets(gone) && !self.saving.is_out() {
            self.feed.refresh(changed, out);
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.providers.due(timer);
        self.owner.due(timer);
        self.next.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (left, right) = split_left(area, area.width / 2);
        let right = split_left(right, 1).1;
        if let Freshness::Failed(error) = self.feed.freshness() {
            scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        self.reader.view(scene, left, buffer);
        let rows = if area.height < 30 { OWNER_ROWS_LOW } else { OWNER_ROWS };
        let (head, rest) = split_top(right, rows);
        view_owner(self.owner.rows(), scene, head, buffer);
        match &self.form {
            Some(form) => form.view(scene, rest, buffer),
            None => Caret::new(rest.x, rest.y),
        }
    }
}
