//! One document being indexed: preview left, form right; after saving the next comes by itself.

use super::{
    form::{new_form, view_owner},
    papers,
};
use crate::{
    capture::{Captured, FindOwner, IndexCaptured, OneCaptured, Owner, Owners, UndoIndex},
    domain::{
        ids::{CapturedId, EncounterId, PractitionerId, WorkId},
        role::Permission::FileDocuments,
        time::When,
    },
    keys::{Command, CommandId},
    kit::{
        Came, Caret, Confirmation, Did, Draft, Effect, Enabled, Feed, Form, Freshness, Heading, InHand, Mode,
        Notice, Outbox, Pane, Reader, Scene, Sending, Tables, TextInput, Timer, form, split_left, split_top,
        worklist::NotesBox,
    },
    look::Meaning,
    providers::Providers,
    store::lanes::Answer,
    work::{Item, WorkPage, queues::INDEXING},
};
use ratatui::{Frame, layout::Rect};

/// Keys besides those of the form: letters are text here.
pub const COMMANDS: &[Command] = &[
    Command::new("index.page-down", &["<pgdn>"], "Preview: page down", FileDocuments).hint(2, "preview"),
    Command::new("index.page-up", &["<pgup>"], "Preview: page up", FileDocuments),
    Command::new("index.problem", &["<f4>"], "Put aside as a problem, with a reason", FileDocuments)
        .hint(3, "problem"),
    Command::new("index.skip", &["<f5>"], "Leave it as it is, the next", FileDocuments).hint(4, "skip"),
    Command::new("index.refuse", &["<f6>"], "Refuse: it belongs into no chart", FileDocuments)
        .hint(5, "refuse"),
    Command::new("index.undo", &["<f7>"], "Take your indexing of the paper before back", FileDocuments)
        .hint(6, "undo"),
    Command::new("index.notes", &["<f8>"], "Notes, and what happened to it", FileDocuments).hint(7, "notes"),
];

/// Where the draft of a form is kept: this and the number of the item.
pub const SLOT: &str = "indexing:";
/// The answer yes to leaving what was typed.
const SKIP: CommandId = CommandId("index.skip-anyway");

/// Rows for who it is, above the fields.
const OWNER_ROWS: u16 = 8;
/// The same on low screens.
const OWNER_ROWS_LOW: u16 = 4;

/// A paper being indexed.
pub struct IndexPane {
    hand: InHand,
    feed: Feed<OneCaptured>,
    providers: Feed<Providers>,
    owner: Feed<FindOwner>,
    saving: Sending<IndexCaptured>,
    undoing: Sending<UndoIndex>,
    reader: Reader,
    form: Option<Form>,
    /// What was typed, not only proposed.
    typed: bool,
    /// A draft that waits for its form.
    kept: Option<String>,
    /// The state in which it was opened; in another one, it is done.
    opened: Option<String>,
    /// The verdict was given; the next one is on its way.
    leaving: bool,
    /// What I indexed last here.
    last: Option<(CapturedId, WorkId)>,
    area: Rect,
    /// Indexed since the pane was opened.
    n_done: usize,
}

impl IndexPane {
    fn new(hand: InHand) -> Self {
        Self {
            hand,
            feed: Feed::new(),
            providers: Feed::new(),
            owner: Feed::new(),
            saving: Sending::new(),
            undoing: Sending::new(),
            reader: Reader::new(""),
            form: None,
            typed: false,
            kept: None,
            opened: None,
            leaving: false,
            last: None,
            area: Rect::default(),
            n_done: 0,
        }
    }

    /// A paper as the worklist opens it.
    pub fn in_hand(item: &Item, page: &WorkPage) -> Self {
        Self::new(InHand::of_page(item, page))
    }

    /// The paper of an item.
    pub fn of_item(item: WorkId) -> Self {
        Self::new(InHand::of_item(INDEXING.id, item))
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
        let mut form = new_form(&one.line, None, providers, out.words());
        if let Some(kept) = &self.kept {
            form.restore(kept);
            self.typed = true;
        }
        self.form = Some(form);
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
        if self.found().is_none() {
            return;
        }
        let kept = self.kept.take();
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
        // The stay of a draft can be chosen only now that the stays are known.
        if let Some(kept) = kept {
            form.restore(&kept);
            form.set("owner", &owner.mrn);
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
        if !self.leaving {
            self.leaving = true;
            self.hand.next(out);
        }
    }

    /// Another paper, with nothing of the one before.
    fn show(&mut self, out: &mut Outbox<'_>) {
        let Some(item) = self.hand.item() else { return };
        let id = CapturedId(item.subject_id);
        (self.form, self.opened, self.leaving) = (None, None, false);
        self.typed = self.kept.is_some();
        self.owner.forget();
        self.feed.ask(OneCaptured(id), out);
    }

    fn arrived(&mut self, out: &mut Outbox<'_>) {
        let Some(one) = self.feed.rows() else { return };
        let line = &one.line;
        let opened = self.opened.get_or_insert_with(|| line.state.clone());
        // Put aside by a box above, or indexed by another person: on to the next.
        if *opened != line.state || !matches!(line.state.as_str(), "batch" | "problem") {
            out.push(Effect::DropDraft);
            return self.go_on(out);
        }
        let mut text = match line.state.as_str() {
            _ if line.problem.is_empty() => String::new(),
            "problem" => format!("PROBLEM: {}\n\n", line.problem),
            _ => format!("SENT BACK: {}\n\n", line.problem),
        };
        if line.no_text.is_empty() {
            text.push_str(&one.text);
        } else {
            let size = format!("{} bytes, {}.", line.n_bytes, line.mime);
            text.extend(["No text: ", &line.no_text, ".\n\n", &size]);
        }
        if self.reader.text() != text {
            self.reader = Reader::new(&text);
            self.reader.place(self.preview());
        }
        if self.form.is_none() {
            self.fill(out);
        }
    }

    fn skip(&mut self, out: &mut Outbox<'_>) {
        self.leaving = true;
        self.hand.skip(out);
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

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "index.undo" => Enabled::when(self.last.is_some(), "You indexed no paper here before this one."),
            _ => Enabled::Yes,
        }
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
        self.hand.open(out);
        self.show(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "index.page-down" => {
                self.reader.perform(CommandId("reader.page-down"), out);
            }
            "index.page-up" => {
                self.reader.perform(CommandId("reader.page-up"), out);
            }
            "index.skip" if self.typed => {
                let asked = Confirmation::new("Leave this paper without what you typed?")
                    .text("What you typed for it is not kept. Ctrl-S saves it first.");
                out.confirm(asked.choice('y', "leave it", SKIP));
            }
            "index.skip" => self.skip(out),
            _ if id == SKIP => {
                out.push(Effect::DropDraft);
                self.skip(out);
            }
            "index.problem" => {
                if let Some(line) = self.line() {
                    papers::problem(line, out);
                }
            }
            "index.refuse" => {
                if let Some(line) = self.line() {
                    papers::refuse(vec![(line.id, line.version)], out);
                }
            }
            "index.undo" => {
                if let Some((id, _)) = self.last {
                    self.undoing.send(UndoIndex(id), out);
                }
            }
            "index.notes" => {
                if let Some(item) = self.hand.item() {
                    out.show(NotesBox::new(item, out.words()));
                }
            }
            _ => {
                let Some(form) = &mut self.form else { return };
                let before = form.draft_text();
                let did = form.perform(id);
                self.typed |= form.draft_text() != before;
                match did {
                    Did::Save => self.save(out),
                    _ => self.ask_owner(out),
                }
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if let Some(form) = &mut self.form {
            form.write(&input);
            self.typed = true;
            self.kept = None;
        }
        // A paste is what a reader of barcodes without its Enter looks like.
        if matches!(input, TextInput::Paste(_)) {
            self.ask_owner(out);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.hand.accept(answer, out) {
            Came::Item => self.show(out),
            Came::NoMore => {
                out.close();
                out.tell(Notice::done("That was the last one."));
            }
            Came::Nothing => {}
        }
        if self.feed.accept(answer) {
            self.arrived(out);
        }
        if self.providers.accept(answer) && self.form.is_none() && !self.leaving {
            self.fill(out);
        }
        if self.owner.accept(answer) {
            self.owner_arrived(out);
        }
        match self.undoing.accept(answer) {
            Some(Ok(())) => {
                if let Some((_, item)) = self.last.take() {
                    self.n_done = self.n_done.saturating_sub(1);
                    self.hand.release(out);
                    self.hand.turn_to(item, out);
                    out.tell(Notice::done("Taken back: this paper is to be indexed again."));
                }
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        match self.saving.accept(answer) {
            Some(Ok(())) => {
                self.n_done += 1;
                self.typed = false;
                self.last = self.hand.item().map(|item| (CapturedId(item.subject_id), item.id));
                out.push(Effect::DropDraft);
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
        if !self.saving.is_out() && !self.leaving {
            self.feed.refresh(changed, out);
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.providers.due(timer);
        self.owner.due(timer);
        self.hand.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        self.hand.id().map(|item| format!("{SLOT}{item}"))
    }

    fn draft(&self) -> Option<Draft> {
        let form = self.form.as_ref().filter(|_| self.typed && !self.leaving)?;
        let patient = self.found().map(|owner| owner.patient);
        let name = self.line().map_or("a paper", |line| line.name.as_str());
        Some(Draft {
            slot: self.draft_slot()?,
            title: format!("Indexing {name}"),
            patient,
            body: form.draft_text(),
        })
    }

    fn restore(&mut self, body: &str, out: &mut Outbox<'_>) {
        match &mut self.form {
            Some(form) => {
                form.restore(body);
                self.typed = true;
                self.kept = Some(body.to_owned());
                self.owner.forget();
                self.ask_owner(out);
            }
            None => self.kept = Some(body.to_owned()),
        }
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
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
