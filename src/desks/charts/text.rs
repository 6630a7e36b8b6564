//! One document, read: what it is and who signed it, then its text.

use super::correct;
use super::documents::{state_meaning, type_title};
use crate::{
    amendments::{AmendmentFilter, Amendments},
    capture::CorrectionsOf,
    chart::{BannerOf, DocumentText, Documents, OneDocument, ViewDocument},
    domain::{
        ids::{DocumentId, PatientId},
        link::Link,
        role::Permission::{CopyOut, CorrectRecords, FileDocuments, HandleAmendments, ReadCharts},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Copied, Effect, Enabled, Feed, Freshness, Handled, Heading, Mode, Notice, Outbox, Pane,
        Reader, Scene, Sending, Tables, TextInput, Timer, Words, banner, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// What the reader of a document offers.
pub const COMMANDS: &[Command] = &[
    Command::new("document.next", &["."], "Next document of the chart", ReadCharts)
        .group("Document")
        .hint(1, "next"),
    Command::new("document.previous", &[","], "Previous document", ReadCharts)
        .group("Document")
        .hint(2, "previous"),
    Command::new("document.version", &["v"], "Next version or addendum", ReadCharts).group("Document"),
    Command::new("document.copy", &["y"], "Copy the text", CopyOut).group("Document"),
    Command::new("document.retract", &["x"], "Retract, with a reason", CorrectRecords).group("Document"),
    Command::new("document.move", &["o"], "Move to the right chart", CorrectRecords).group("Document"),
    Command::new("document.addendum", &["a"], "Add an addendum", FileDocuments).group("Document"),
    Command::new("document.amend", &["m"], "Take a request to amend it in", HandleAmendments)
        .group("Document"),
    Command::new("document.chart", &["c"], "Go to the chart", ReadCharts).group("Document"),
];

/// Rows for what the document is.
const HEAD_ROWS: u16 = 3;

/// A document in its reader.
pub struct Text {
    patient: PatientId,
    document: DocumentId,
    /// Words to mark, from a search across documents.
    words: Option<String>,
    banner: Feed<BannerOf>,
    paper: Feed<OneDocument>,
    /// All documents of the chart, for going on to the next.
    others: Feed<Documents>,
    corrections: Feed<CorrectionsOf>,
    amendments: Feed<Amendments>,
    viewing: Sending<ViewDocument>,
    /// What is in the reader, and recorded as looked at.
    shown: Option<DocumentId>,
    reader: Reader,
    area: Rect,
}

impl Text {
    /// A reader for one document.
    pub fn new(patient: PatientId, document: DocumentId) -> Self {
        Self {
            patient,
            document,
            words: None,
            banner: Feed::new(),
            paper: Feed::new(),
            others: Feed::new(),
            corrections: Feed::new(),
            amendments: Feed::new(),
            viewing: Sending::new(),
            shown: None,
            reader: Reader::new(""),
            area: Rect::default(),
        }
    }

    /// A reader that marks what was searched for and begins at the first hit.
    pub fn with_hits(patient: PatientId, document: DocumentId, words: String) -> Self {
        Self { words: Some(words), ..Self::new(patient, document) }
    }

    fn show(&mut self, document: DocumentId, out: &mut Outbox<'_>) {
        self.document = document;
        self.paper.ask(OneDocument(document), out);
        self.ask_beside(out);
    }

    /// What was put right on it, and what the patient asked to be amended.
    fn ask_beside(&mut self, out: &mut Outbox<'_>) {
        self.corrections.ask(CorrectionsOf(self.document), out);
        self.amendments.ask(Amendments(AmendmentFilter::Document(self.document)), out);
    }

    /// The document before or after this one in the chart's list.
    fn step(&self, forward: bool, times: usize) -> Option<DocumentId> {
        let others = self.others.rows()?;
        let at = others.iter().position(|other| other.document == self.document)?;
        let next = if forward { at.checked_add(times)? } else { at.checked_sub(times)? };
        others.get(next).map(|other| other.document)
    }

    fn copy(&self, out: &mut Outbox<'_>) {
        if let Some(paper) = self.paper.rows() {
            let copied =
                Copied { text: paper.text.clone(), what: "document text", patient: Some(self.patient) };
            out.push(Effect::Copy(copied));
        }
    }

    /// A new text: the reading is recorded, the reader begins at the top or at the hit.
    fn arrived(&mut self, out: &mut Outbox<'_>) {
        let Some(paper) = self.paper.rows() else { return };
        let text = body(paper);
        // Asked again because others changed something: the place in the text stays.
        if self.shown == Some(paper.line.document) && self.reader.text() == text {
            return;
        }
        self.shown = Some(paper.line.document);
        self.reader = Reader::new(&text);
        if let Some(words) = &self.words {
            self.reader.search_for(words);
        }
        self.reader.place(self.text_area());
        self.viewing.send(ViewDocument { patient: self.patient, document: paper.line.document }, out);
    }

    fn text_area(&self) -> Rect {
        split_top(self.area, banner::ROWS + HEAD_ROWS).1
    }
}

impl Pane for Text {
    fn heading(&self) -> Heading {
        let title = self.paper.rows().map_or("Document", |paper| paper.line.title.as_str());
        Heading::new(title).count(self.reader.place_note()).note(self.paper.note())
    }

    fn commands(&self) -> Tables {
        self.reader.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "document.next" => Enabled::when(self.step(true, 1).is_some(), "This is the last document."),
            "document.previous" => {
                Enabled::when(self.step(false, 1).is_some(), "This is the first document.")
            }
            "document.version" => {
                let some = self.paper.rows().is_some_and(|paper| !paper.related.is_empty());
                Enabled::when(some, "There is no other version and no addendum.")
            }
            "document.retract" | "document.move" | "document.addendum" => {
                let counts = |state: &str| !matches!(state, "retracted" | "superseded");
                let some = self.paper.rows().is_some_and(|paper| counts(&paper.line.state));
                Enabled::when(some, "This document is retracted or replaced.")
            }
            "document.copy" => {
                let some = self.paper.rows().is_some_and(|paper| !paper.text.is_empty());
                Enabled::when(some, "There is no text to copy.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.reader.mode()
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(self.text_area());
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.banner.ask(BannerOf(self.patient), out);
        self.paper.ask(OneDocument(self.document), out);
        self.ask_beside(out);
        self.others.ask(Documents { patient: self.patient, encounter: None, after: None, limit: 5000 }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        match id.0 {
            "document.next" | "document.previous" => {
                if let Some(next) = self.step(id.0 == "document.next", out.times()) {
                    self.show(next, out);
                }
            }
            "document.version" => {
                let related = self.paper.rows().map(|paper| paper.related.as_slice()).unwrap_or_default();
                let after = related.iter().find(|other| other.document > self.document).or(related.first());
                if let Some(document) = after.map(|other| other.document) {
                    self.show(document, out);
                }
            }
            "document.copy" => self.copy(out),
            "document.amend" => out.go(Link::NewAmendment(self.patient, Some(self.document))),
            "document.addendum" => out.show(correct::addendum(self.document, out.words())),
            "document.retract" | "document.move" => {
                if let Some(paper) = self.paper.rows() {
                    match id.0 {
                        "document.retract" => out.show(correct::retract(paper, out.words())),
                        _ => out.show(correct::MoveBox::new(paper, out.words())),
                    }
                }
            }
            "document.chart" => out.go(Link::Patient(self.patient)),
            _ => {}
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.reader.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.banner.accept(answer);
        self.others.accept(answer);
        self.corrections.accept(answer);
        self.amendments.accept(answer);
        if self.paper.accept(answer) && matches!(self.paper.freshness(), Freshness::Fresh) {
            self.arrived(out);
        }
        if let Some(Err(refusal)) = self.viewing.accept(answer) {
            // A reading that cannot be recorded must not happen.
            out.tell(Notice::from(&refusal));
            out.close();
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.banner.refresh(changed, out);
        self.paper.refresh(changed, out);
        self.others.refresh(changed, out);
        self.corrections.refresh(changed, out);
        self.amendments.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.banner.due(timer);
        self.paper.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, buffer);
        let (head, text) = split_top(rest, HEAD_ROWS);
        if let Freshness::Failed(error) = self.paper.freshness() {
            scene.paragraph(buffer, rest, &error.to_string(), Meaning::Error);
            return Caret::new(rest.x, rest.y);
        }
        if let Some(paper) = self.paper.rows() {
            let beside = correct::beside(self.corrections.rows(), self.amendments.rows());
            view_head(paper, &beside, scene, head, buffer);
        }
        self.reader.view(scene, text, buffer)
    }
}

/// Three rows: type and state; who wrote and signed; versions.
fn view_head(paper: &DocumentText, beside: &str, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let words = scene.words;
    let row = |number: u16| Rect { y: area.y + number.min(area.height), height: 1.min(area.height), ..area };
    let used = scene.line(buffer, row(0), &format!("{}  ", type_title(&paper.line)), Meaning::Heading);
    let rest = Rect { x: area.x + used, width: area.width - used.min(area.width), ..row(0) };
    let state = paper.line.state_title();
    let state =
        if paper.line.available { state.to_owned() } else { format!("{state}, not available for care") };
    scene.line(buffer, rest, &state, state_meaning(&paper.line.state));
    scene.line(buffer, row(1), &written(paper, words), Meaning::Muted);
    let versions = match paper.related.len() {
        0 => String::new(),
        1 => "1 other version or addendum (v)".to_owned(),
        n => format!("{n} other versions or addenda (v)"),
    };
    let used = scene.line(buffer, row(2), &versions, Meaning::Muted);
    let gap = if versions.is_empty() { 0 } else { used + 2 };
    let rest = Rect { x: area.x + gap.min(area.width), width: area.width.saturating_sub(gap), ..row(2) };
    scene.line(buffer, rest, beside, Meaning::Flag);
}

fn written(paper: &DocumentText, words: Words) -> String {
    let when = |at: Option<crate::domain::time::When>| at.map(|at| words.when(at)).unwrap_or_default();
    let signed = paper.signatures.iter().map(|one| format!("; signed {} {}", one.signer, when(one.at)));
    let line = format!("{} {}{}", paper.line.author, when(paper.line.written), signed.collect::<String>());
    line.trim().to_owned()
}

/// The text, or in its place why there is none.
fn body(paper: &DocumentText) -> String {
    if !paper.text.is_empty() {
        return paper.text.clone();
    }
    if paper.original_bytes > 0 {
        let kind = match paper.mime.as_str() {
            "application/pdf" => "a PDF file",
            "application/rtf" | "text/rtf" => "an RTF file",
            mime if mime.starts_with("image/") => "an image",
            _ => "a file",
        };
        return format!(
            "This document is {kind} of {} bytes without text that could be taken out. It is kept as it came.",
            paper.original_bytes
        );
    }
    "The sender gave no text for this document, only its title and state.".to_owned()
}
