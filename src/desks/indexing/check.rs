//! One indexed document being checked: what it says, and whose it is said to be. One key files it.

use crate::{
    capture::{Captured, CheckCaptured, NextCaptured, OneCaptured, SetProblem, State, Verdict},
    domain::{document_types, ids::CapturedId, role::Permission::FileDocuments},
    keys::{Command, CommandId},
    kit::{
        Caret, Enabled, Feed, Freshness, Handled, Heading, Mode, Notice, Outbox, Pane, Reader, ReasonBox,
        Scene, Sending, Tables, TextInput, Timer, split_left, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// Verdicts, one letter each.
pub const COMMANDS: &[Command] = &[
    Command::new("check.file", &["f"], "Right: file it in the chart, the next", FileDocuments)
        .hint(1, "file"),
    Command::new("check.back", &["b"], "Wrong: back to be indexed, the next", FileDocuments).hint(2, "back"),
    Command::new("check.problem", &["p"], "Put aside as a problem, with a reason", FileDocuments)
        .hint(3, "problem"),
    Command::new("check.skip", &["."], "Leave it as it is, the next", FileDocuments).hint(4, "skip"),
];

/// Rows for what was indexed.
const FACTS: u16 = 7;
/// Columns of the words before each fact.
const LABEL: u16 = 11;

/// A document being checked.
pub struct CheckPane {
    id: CapturedId,
    feed: Feed<OneCaptured>,
    next: Feed<NextCaptured>,
    sending: Sending<CheckCaptured>,
    reader: Reader,
    area: Rect,
    n_filed: usize,
}

impl CheckPane {
    /// A pane for one document.
    pub fn new(id: CapturedId) -> Self {
        Self {
            id,
            feed: Feed::new(),
            next: Feed::new(),
            sending: Sending::new(),
            reader: Reader::new(""),
            area: Rect::default(),
            n_filed: 0,
        }
    }

    fn line(&self) -> Option<&Captured> {
        self.feed.rows().map(|one| &one.line)
    }

    fn say(&mut self, verdict: Verdict, out: &mut Outbox<'_>) {
        if let Some(line) = self.line() {
            let change = CheckCaptured { id: line.id, version: line.version, verdict };
            self.sending.send(change, out);
        }
    }

    fn go_on(&mut self, out: &mut Outbox<'_>) {
        self.next.ask(NextCaptured { state: State::Indexed, after: self.id }, out);
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
            "check.file" | "check.back" | "check.problem" => Enabled::when(
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
        self.feed.ask(OneCaptured(self.id), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        match id.0 {
            "check.file" => self.say(Verdict::File, out),
            "check.back" => self.say(Verdict::Back, out),
            "check.skip" => self.go_on(out),
            "check.problem" => {
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
            _ => {}
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(one) = self.feed.rows()
        {
            let text = if one.line.no_text.is_empty() {
                one.text.clone()
            } else {
                format!("No text: {}.", one.line.no_text)
            };
            self.reader = Reader::new(&text);
            self.reader.place(split_top(self.area, FACTS).1);
        }
        if self.next.accept(answer) && matches!(self.next.freshness(), Freshness::Fresh) {
            if let Some(id) = self.next.take().flatten() {
                self.id = id;
                self.feed.ask(OneCaptured(id), out);
            } else {
                out.close();
                out.tell(Notice::done("That was the last one."));
            }
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
        if !self.sending.is_out() {
            self.feed.refresh(changed, out);
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.next.due(timer);
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
