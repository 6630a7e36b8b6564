//! The documents of the stay beside the codes: one in the reader, the next by a key, search across the whole chart.

use crate::{
    chart::{DocumentHit, DocumentText, Documents, OneDocument, SearchDocuments, ViewDocument},
    domain::{
        coding::Evidence,
        ids::{DocumentId, EncounterId, PatientId},
        topics::Topics,
    },
    kit::{
        Caret, Edit, Feed, Freshness, Lines, Notice, Outbox, Reader, Scene, Sending, TextField, TextInput,
        Timer, split_left, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Most documents that a search shows.
const MOST_HITS: i64 = 60;

/// The documents part of an account.
pub struct DocumentPart {
    patient: Option<(PatientId, EncounterId)>,
    documents: Feed<Documents>,
    paper: Feed<OneDocument>,
    viewing: Sending<ViewDocument>,
    /// The text in view.
    pub reader: Reader,
    area: Rect,
    /// A place to show when the document has come.
    wanted: Option<Evidence>,
    words: Option<String>,
    search: Option<Search>,
    first: bool,
}

/// A search across the chart, while its line is open.
struct Search {
    line: TextField,
    feed: Feed<SearchDocuments>,
    hits: Vec<DocumentHit>,
    at: usize,
}

impl DocumentPart {
    /// Without documents until [`DocumentPart::of`] names the stay.
    pub fn new() -> Self {
        Self {
            patient: None,
            documents: Feed::new(),
            paper: Feed::new(),
            viewing: Sending::new(),
            reader: Reader::new(""),
            area: Rect::default(),
            wanted: None,
            words: None,
            search: None,
            first: true,
        }
    }

    /// Asks for the documents of a stay, once.
    pub fn of(&mut self, patient: PatientId, encounter: EncounterId, out: &mut Outbox<'_>) {
        if self.patient.is_none() {
            self.patient = Some((patient, encounter));
            self.documents
                .ask(Documents { patient, encounter: Some(encounter), after: None, limit: 500 }, out);
        }
    }

    /// The document in view.
    pub fn document(&self) -> Option<&DocumentText> {
        self.paper.rows()
    }

    /// Shows a document, at a place of it.
    pub fn show(&mut self, evidence: Evidence, out: &mut Outbox<'_>) {
        let document = evidence.document;
        self.search = None;
        if self.document().is_some_and(|paper| paper.line.document == document) {
            self.reader.point_at(evidence.start..evidence.end, &evidence.quote);
        } else {
            self.wanted = Some(evidence);
            self.paper.ask(OneDocument(document), out);
        }
    }

    fn open(&mut self, document: DocumentId, out: &mut Outbox<'_>) {
        self.paper.ask(OneDocument(document), out);
    }

    /// Goes on to the next or previous document of the stay.
    pub fn step(&mut self, steps: isize, out: &mut Outbox<'_>) {
        let Some(all) = self.documents.rows() else { return };
        let now = self.document().map(|paper| paper.line.document);
        let at = all.iter().position(|line| Some(line.document) == now).unwrap_or(0);
        if let Some(next) = at.checked_add_signed(steps).and_then(|at| all.get(at)) {
            let document = next.document;
            self.open(document, out);
        } else {
            out.tell(Notice::info(if steps > 0 {
                "This is the last document of the stay."
            } else {
                "This is the first document of the stay."
            }));
        }
    }

    /// The marked place as evidence, if one is marked.
    pub fn marked(&self) -> Option<Evidence> {
        let paper = self.document()?;
        let place = self.reader.mark()?;
        let quote = self.reader.text().get(place.clone())?.to_owned();
        Some(Evidence { document: paper.line.document, start: place.start, end: place.end, quote })
    }

    /// Begins a search across the chart.
    pub fn begin_search(&mut self) {
        let line = TextField::new(Lines::One, "");
        self.search = Some(Search { line, feed: Feed::new(), hits: Vec::new(), at: 0 });
    }

    /// Whether the search line is open.
    pub fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    /// Leaves the search.
    pub fn stop_search(&mut self) {
        self.search = None;
    }

    /// Moves in the list of what was found.
    pub fn step_hit(&mut self, rows: isize) {
        if let Some(search) = &mut self.search {
            search.at = search.at.saturating_add_signed(rows).min(search.hits.len().saturating_sub(1));
        }
    }

    /// Opens the chosen document of a search with its hits marked; the search is over then.
    pub fn take_hit(&mut self, out: &mut Outbox<'_>) {
        let Some(search) = self.search.take() else { return };
        if let Some(hit) = search.hits.get(search.at) {
            self.words = Some(search.line.text());
            let document = hit.line.document;
            if self.document().is_some_and(|paper| paper.line.document == document) {
                self.mark_words();
            } else {
                self.open(document, out);
            }
        }
    }

    fn mark_words(&mut self) {
        if let Some(words) = self.words.take() {
            self.reader.search_for(&words);
        }
    }

    /// Typed text of the search line.
    pub fn write(&mut self, input: &TextInput, out: &mut Outbox<'_>) {
        let Some((patient, _)) = self.patient else { return };
        match (&mut self.search, input) {
            (Some(_), TextInput::Edit(Edit::Down)) => self.step_hit(1),
            (Some(_), TextInput::Edit(Edit::Up)) => self.step_hit(-1),
            (Some(search), _) => {
                if search.line.write(input) {
                    let text = search.line.text();
                    search.feed.ask(SearchDocuments { patient, text, limit: MOST_HITS }, out);
                }
            }
            (None, _) => self.reader.write(input),
        }
    }

    /// Takes answers.
    pub fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.documents.accept(answer)
            && self.first
            && let Some(all) = self.documents.rows()
        {
            self.first = false;
            // A coder begins with the summary of the stay.
            let best = all.iter().find(|line| line.doc_type.code == "18842-5").or_else(|| all.first());
            if let Some(document) = best.map(|line| line.document) {
                self.open(document, out);
            }
        }
        if self.paper.accept(answer) && matches!(self.paper.freshness(), Freshness::Fresh) {
            self.arrived(out);
        }
        if let Some(search) = &mut self.search
            && search.feed.accept(answer)
            && let Some(hits) = search.feed.take()
        {
            search.hits = hits;
            search.at = 0;
        }
        if let Some(Err(refusal)) = self.viewing.accept(answer) {
            // A reading that cannot be recorded must not happen.
            self.reader = Reader::new("");
            out.tell(Notice::from(&refusal));
        }
    }

    fn arrived(&mut self, out: &mut Outbox<'_>) {
        let Some(paper) = self.paper.rows() else { return };
        let text = if paper.text.is_empty() {
            "This document holds no text that could be taken out; it is kept as it came.".to_owned()
        } else {
            paper.text.clone()
        };
        self.reader = Reader::new(&text);
        self.reader.place(self.text_area());
        self.viewing.send(ViewDocument { patient: paper.line.patient, document: paper.line.document }, out);
        if let Some(evidence) = self.wanted.take() {
            self.reader.point_at(evidence.start..evidence.end, &evidence.quote);
        }
        self.mark_words();
    }

    /// Others changed data.
    pub fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.documents.refresh(changed, out);
    }

    /// A timer.
    pub fn due(&mut self, timer: Timer) {
        self.documents.due(timer);
        self.paper.due(timer);
    }

    /// The area in which it is drawn.
    pub fn place(&mut self, area: Rect) {
        self.area = area;
        self.reader.place(self.text_area());
    }

    fn text_area(&self) -> Rect {
        split_top(self.area, 1).1
    }

    /// Draws it.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        if let Some(search) = &self.search {
            return view_search(search, scene, area, buffer);
        }
        let (head, text) = split_top(area, 1);
        let all = self.documents.rows().map_or(0, Vec::len);
        let title = match self.document() {
            Some(paper) => {
                let line = &paper.line;
                let at = self
                    .documents
                    .rows()
                    .and_then(|all| all.iter().position(|one| one.document == line.document));
                let place = at.map(|at| format!("{}/{all} ", at + 1)).unwrap_or_default();
                let when = line.written.map(|at| scene.words.when(at)).unwrap_or_default();
                format!("{place}{}  {when}  {}  {}", line.title, line.author, line.state_title())
            }
            None if all == 0 && self.documents.rows().is_some() => {
                "No document is filed for this stay.".to_owned()
            }
            None => "Documents".to_owned(),
        };
        scene.line(buffer, head, &title, Meaning::Heading);
        self.reader.view(scene, text, buffer)
    }
}

fn view_search(search: &Search, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
    let (line, rows) = split_top(area, 1);
    let taken = scene.line(buffer, line, "Find in the chart: ", Meaning::Label);
    let caret = search.line.view(scene, split_left(line, taken).1, buffer, Meaning::InputFocus);
    let height = usize::from(rows.height / 2).max(1);
    let top = (search.at + 1).saturating_sub(height);
    for ((place, hit), at) in search.hits.iter().enumerate().skip(top).zip(0_u16..) {
        let y = rows.y + at * 2;
        if y + 1 >= rows.bottom() {
            break;
        }
        let row = Rect { y, height: 1, ..rows };
        let when = hit.line.written.map(|at| scene.words.when(at)).unwrap_or_default();
        scene.line(buffer, row, &format!("{}  {when}  ({})", hit.line.title, hit.hits), Meaning::Heading);
        let below = Rect { y: y + 1, ..row };
        scene.line(buffer, split_left(below, 2).1, &hit.excerpt, Meaning::Text);
        if place == search.at {
            buffer.set_style(row, scene.style(Meaning::Selected));
        }
    }
    if search.hits.is_empty() && !search.line.is_empty() {
        scene.line(buffer, rows, "Nothing is found.", Meaning::Muted);
    }
    caret
}
