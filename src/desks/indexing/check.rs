//! One indexed paper being checked: what it says, and whose it is said to be. One key files it; the next one comes by itself.

use super::papers;
use crate::{
    capture::{Captured, CheckCaptured, OneCaptured, Verdict},
    domain::{
        document_types,
        ids::{CapturedId, WorkId},
        role::Permission::FileDocuments,
    },
    keys::{Command, CommandId},
    kit::{
        Came, Caret, Enabled, Feed, Freshness, Handled, Heading, InHand, Mode, Notice, Outbox, Pane, Reader,
        ReasonBox, Scene, Sending, Tables, TextInput, Timer, split_left, split_top, worklist::NotesBox,
    },
    look::Meaning,
    store::lanes::Answer,
    work::{Item, WorkPage, queues::INDEXING_QA},
};
use ratatui::{Frame, layout::Rect};

/// Verdicts, one letter each.
pub const COMMANDS: &[Command] = &[
    Command::new("check.file", &["f"], "Right: file it in the chart, the next", FileDocuments)
        .hint(1, "file"),
    Command::new("check.back", &["b"], "Wrong: back to be indexed, with a reason", FileDocuments)
        .hint(2, "back"),
    Command::new("check.problem", &["p"], "Put aside as a problem, with a reason", FileDocuments)
        .hint(3, "problem"),
    Command::new("check.refuse", &["x"], "Refuse: it belongs into no chart", FileDocuments).hint(4, "refuse"),
    Command::new("check.skip", &["."], "Leave it as it is, the next", FileDocuments).hint(5, "skip"),
    Command::new("check.notes", &["i"], "Notes, and what happened to it", FileDocuments).hint(6, "notes"),
];

/// Rows for what was indexed.
const FACTS: u16 = 7;
/// Columns of the words before each fact.
const LABEL: u16 = 11;

/// A paper being checked.
pub struct CheckPane {
    id: Option<CapturedId>,
    hand: InHand,
    feed: Feed<OneCaptured>,
    sending: Sending<CheckCaptured>,
    reader: Reader,
    area: Rect,
    n_filed: usize,
    /// A verdict was given; the next one is on its way.
    leaving: bool,
}

impl CheckPane {
    fn new(hand: InHand) -> Self {
        Self {
            id: None,
            hand,
            feed: Feed::new(),
            sending: Sending::new(),
            reader: Reader::new(""),
            area: Rect::default(),
            n_filed: 0,
            leaving: false,
        }
    }

    /// A paper as the worklist opens it.
    pub fn in_hand(item: &Item, page: &WorkPage) -> Self {
        Self::new(InHand::of_page(item, page))
    }

    /// The paper of an item.
    pub fn of_item(item: WorkId) -> Self {
        Self::new(InHand::of_item(INDEXING_QA.id, item))
    }

    fn line(&self) -> Option<&Captured> {
        self.feed.rows().map(|one| &one.line)
    }

    fn show(&mut self, out: &mut Outbox<'_>) {
        let Some(item) = self.hand.item() else { return };
        let id = CapturedId(item.subject_id);
        self.id = Some(id);
        self.leaving = false;
        self.feed.ask(OneCaptured(id), out);
    }

    fn go_on(&mut self, out: &mut Outbox<'_>) {
        if !self.leaving {
            self.leaving = true;
            self.hand.next(out);
        }
    }

    fn arrived(&mut self, out: &mut Outbox<'_>) {
        let Some(one) = self.feed.rows() else { return };
        // Sent back or put aside by a box above, or checked by another person.
        if one.line.state != "indexed" {
            return self.go_on(out);
        }
        let text = if one.line.no_text.is_empty() {
            one.text.clone()
        } else {
            format!("No text: {}.", one.line.no_text)
        };
        if self.reader.text() != text {
            self.reader = Reader::new(&text);
            self.reader.place(split_top(self.area, FACTS).1);
        }
    }
}

impl Pane for CheckPane {
    fn heading(&self) -> Heading {
        let name = self.line().map_or("Check", |line| line.name.as_str());
        let done = if self.n_filed > 0 { format!("{} filed", self.n_filed) } else { String::new() };
        Heading::new(name).count(self.reader.place_note()).note(done).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "check.file" | "check.back" | "check.problem" | "check.refuse" => Enabled::when(
                self.line().is_some_and(|line| line.state == "indexed"),
                "Another person was faster.",
            ),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(split_top(area, FACTS).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.hand.open(out);
        self.show(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        match id.0 {
            "check.skip" => {
                self.leaving = true;
                self.hand.skip(out);
            }
            "check.notes" => {
                if let Some(item) = self.hand.item() {
                    out.show(NotesBox::new(item, out.words()));
                }
            }
            _ => self.judge(id, out),
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
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
        match self.sending.accept(answer) {
            Some(Ok(document)) => {
                self.n_filed += usize::from(document.is_some());
                self.go_on(out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: crate::domain::topics::Topics, out: &mut Outbox<'_>) {
        if !self.sending.is_out() && !self.leaving {
            self.feed.refresh(changed, out);
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.hand.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        if let Freshness::Failed(error) = self.feed.freshness() {
            scene.paragraph(buffer, area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        let (head, text) = split_top(area, FACTS);
        if let Some(line) = self.line() {
            let kind = document_types::coded(&line.type_code).map(|kind| kind.display).unwrap_or_default();
            let visit = if line.visit.is_empty() { "no encounter".to_owned() } else { line.visit.clone() };
            let date = line.written.map(|written| scene.words.when(written)).unwrap_or_default();
            let kind = if kind == line.title { kind } else { format!("{kind}: {}", line.title) };
            let facts = [
                ("Whose", line.owner.clone(), Meaning::Heading),
                ("Encounter", visit, Meaning::Text),
                ("Kind", kind, Meaning::Text),
                ("Date", date, Meaning::Text),
                ("Signed", if line.doc_state == "signed" { "yes" } else { "no" }.to_owned(), Meaning::Text),
                ("Indexed by", line.indexed_by.clone(), Meaning::Text),
            ];
            for ((label, words, meaning), row) in facts.iter().zip(head.rows()) {
                let (left, right) = split_left(row, LABEL);
                scene.line(buffer, left, label, Meaning::Label);
                scene.line(buffer, right, words, *meaning);
            }
        }
        self.reader.view(scene, text, buffer)
    }
}

impl CheckPane {
    fn judge(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let Some(line) = self.line() else { return };
        let (captured, version) = (line.id, line.version);
        match id.0 {
            "check.file" => {
                self.sending.send(CheckCaptured { id: captured, version, verdict: Verdict::File }, out);
            }
            "check.back" => {
                let change = move |why| CheckCaptured { id: captured, version, verdict: Verdict::Back(why) };
                let text = "It goes back to be indexed; whoever does it sees the reason.";
                let words = out.words();
                out.show(ReasonBox::new("What is wrong?", text, "Send it back", words, change, "Sent back."));
            }
            "check.problem" => papers::problem(line, out),
            "check.refuse" => papers::refuse(vec![(captured, version)], out),
            _ => {}
        }
    }
}
