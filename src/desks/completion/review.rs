//! A chart under review: what it lacks and holds on the left, the chosen document on the right, verdicts of one letter.
//!
//! At 80 columns one of the two parts is shown; Tab turns to the other. After the verdict on the chart the next one of the
//! list comes by itself.

use super::{
    drawing::{CHECK_COLUMNS, HEAD_ROWS},
    keys::{CHECK, COMMANDS},
    lines::{self, Key, Line},
    owed::{deed, may},
    verdicts,
};
use crate::{
    chart::{BannerOf, OneDocument, ViewDocument},
    completion::{ReviewChart, UnderReview, UndoReview, class_title},
    domain::{
        completion::Lack,
        ids::{DeficiencyId, DocumentId, EncounterId, WorkId},
        topics::Topics,
    },
    keys::CommandId,
    kit::{
        Caret, Draft, Effect, Enabled, Explaining, Feed, Focus, Freshness, Handled, Heading, List, Mode,
        Notice, Outbox, Pane, Reader, Scene, Sending, Tables, TextInput, Timer, Turn, banner, beside,
        lacks::explain, split_top,
    },
    providers::Providers,
    store::lanes::Answer,
    work::{ClaimNext, Deed, Deeds, Handle, Hold, OneItem, queues::CHART_REVIEW},
};
use ratatui::{Frame, layout::Rect};

/// Where the draft of a checklist is kept: this and the number of the stay.
pub const SLOT: &str = "chart-review:";

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Lines,
    Text,
    Check,
}

/// A question of the checklist with its answer.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub at: usize,
    pub words: String,
    pub answer: Option<bool>,
}

/// A chart under review.
pub struct Review {
    stay: Option<EncounterId>,
    item: Option<WorkId>,
    /// The line that is to be chosen when the chart arrives.
    wanted: Option<Key>,
    /// The chart of my last review here, to be taken back.
    last: Option<EncounterId>,
    pub(super) face: Face,
    pub(super) chart: Feed<UnderReview>,
    pub(super) banner: Feed<BannerOf>,
    paper: Feed<OneDocument>,
    providers: Feed<Providers>,
    explaining: Explaining,
    found: Feed<OneItem>,
    pub(super) lines: List<Line, Key>,
    pub(super) check: List<Asked, usize>,
    pub(super) reader: Reader,
    pub(super) shown: Option<DocumentId>,
    viewing: Sending<ViewDocument>,
    done: Sending<ReviewChart>,
    undoing: Sending<UndoReview>,
    next: Sending<ClaimNext>,
    /// What came by itself after a verdict, held by this screen.
    held: Option<Handle>,
    /// Claims and releases.
    releasing: Sending<Deeds>,
    area: Rect,
}

impl Review {
    /// A stay.
    pub fn new(stay: EncounterId) -> Self {
        Self {
            stay: Some(stay),
            item: None,
            wanted: None,
            last: None,
            face: Face::Lines,
            chart: Feed::new(),
            banner: Feed::new(),
            paper: Feed::new(),
            providers: Feed::new(),
            explaining: Explaining::default(),
            found: Feed::new(),
            lines: List::new(lines::COLUMNS, Line::key)
                .empty("Nothing is on this chart, and nothing is asked for."),
            check: List::new(CHECK_COLUMNS, |asked: &Asked| asked.at),
            reader: Reader::new(""),
            shown: None,
            viewing: Sending::new(),
            done: Sending::new(),
            undoing: Sending::new(),
            next: Sending::new(),
            held: None,
            releasing: Sending::new(),
            area: Rect::default(),
        }
    }

    /// A stay from the worklist, whose item this screen takes in hand.
    pub fn in_hand(stay: EncounterId, item: Handle) -> Self {
        Self { held: Some(item), ..Self::new(stay) }
    }

    /// A stay with one of its deficiencies chosen.
    pub fn at(stay: EncounterId, deficiency: DeficiencyId) -> Self {
        Self { wanted: Some((0, deficiency.0)), ..Self::new(stay) }
    }

    /// The stay of an item of the worklist.
    pub fn of_item(item: WorkId) -> Self {
        Self { stay: None, item: Some(item), ..Self::new(EncounterId(0)) }
    }

    /// Turns to another stay, with nothing of the one before.
    fn turn_to(&mut self, stay: EncounterId, out: &mut Outbox<'_>) {
        self.stay = Some(stay);
        self.face = Face::Lines;
        self.shown = None;
        self.reader = Reader::new("");
        self.lines.fill(Vec::new(), out.words());
        self.check.fill(Vec::new(), out.words());
        self.banner.forget();
        self.paper.forget();
        self.chart.ask(UnderReview(stay), out);
    }

    /// The chart arrived, for the first time or anew.
    fn arrived(&mut self, out: &mut Outbox<'_>) {
        let Some(Some(chart)) = self.chart.rows() else { return };
        if self.banner.rows().is_none() {
            self.banner.ask(BannerOf(chart.patient), out);
        }
        self.lines.fill(lines::of(chart), out.words());
        if let Some(wanted) = self.wanted.take() {
            self.lines.choose(&wanted);
        }
        if self.check.rows().len() != chart.checklist.len() {
            let ask = |(at, words): (usize, &String)| Asked { at, words: words.clone(), answer: None };
            let asked = chart.checklist.iter().enumerate().map(ask).collect();
            self.check.fill(asked, out.words());
        }
        self.show_chosen(out);
    }

    /// The document of the chosen line, in the reader.
    fn show_chosen(&mut self, out: &mut Outbox<'_>) {
        let document = self.lines.chosen().and_then(Line::document);
        if document == self.shown {
            return;
        }
        self.shown = document;
        if let Some(document) = document {
            self.paper.ask(OneDocument(document), out);
        } else {
            self.paper.forget();
            self.reader = Reader::new("");
        }
    }

    fn paper_arrived(&mut self, out: &mut Outbox<'_>) {
        let (Some(paper), Some(Some(chart))) = (self.paper.rows(), self.chart.rows()) else { return };
        let text =
            if paper.text.is_empty() { "This document came without a text." } else { paper.text.as_str() };
        self.reader = Reader::new(text);
        self.viewing.send(ViewDocument { patient: chart.patient, document: paper.line.document }, out);
        let area = self.area;
        self.place(area);
    }

    fn answer(&mut self, answer: Option<bool>, out: &mut Outbox<'_>) {
        let Some(at) = self.check.chosen().map(|asked| asked.at) else { return };
        let mut rows = self.check.rows().to_vec();
        if let Some(row) = rows.get_mut(at) {
            row.answer = answer;
        }
        self.check.fill(rows, out.words());
        self.check.perform(CommandId("list.down"), out);
    }

    fn finish(&mut self, out: &mut Outbox<'_>) {
        let Some(encounter) = self.stay else { return };
        let answers = self.check.rows().iter().map(|asked| asked.answer).collect();
        self.done.send(ReviewChart { encounter, answers, note: String::new() }, out);
    }

    fn go_on(&mut self, out: &mut Outbox<'_>) {
        self.next.send(ClaimNext { queue: CHART_REVIEW.id, hold: Hold::Screen }, out);
    }

    /// A lack of the chosen document.
    fn document_verdict(&self, lack: Lack, out: &mut Outbox<'_>) {
        if let (Some(stay), Some(line)) = (self.stay, self.lines.chosen())
            && let Some(document) = line.document()
        {
            verdicts::of_document(stay, document, lack, line.title(), out);
        }
    }

    pub(super) fn parts(&self) -> (Option<Rect>, Option<Rect>) {
        let below = split_top(self.area, banner::ROWS + HEAD_ROWS).1;
        let keys = if self.face == Face::Text { Focus::Elsewhere } else { Focus::Here };
        beside(below, 44, 50, keys)
    }
}

/// The deed that a command of this pane means.
fn deed_of(id: CommandId) -> Option<crate::completion::Deed> {
    if id.0 == "review.finished" {
        return Some(crate::completion::Deed::Close);
    }
    deed(id).filter(|deed| *deed != crate::completion::Deed::Close)
}

impl Pane for Review {
    fn heading(&self) -> Heading {
        let title = match self.chart.rows() {
            Some(Some(chart)) => format!("Review: {}, {}", class_title(&chart.class), chart.service),
            _ => "Review".to_owned(),
        };
        let note = if self.done.is_out() { "saving" } else { self.chart.note() };
        Heading::new(title.trim_end_matches(", ").to_owned()).count(self.lines.count()).note(note)
    }

    fn commands(&self) -> Tables {
        match self.face {
            Face::Lines => self.lines.commands(COMMANDS),
            Face::Text => self.reader.commands(&[]),
            Face::Check => self.check.commands(CHECK),
        }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let line = self.lines.chosen();
        match (id.0, deed_of(id)) {
            ("review.unsigned" | "review.wrong" | "review.back", _) => {
                Enabled::when(line.is_some_and(|line| line.document().is_some()), "Choose a document first.")
            }
            ("review.reassign", _) => may(line.and_then(Line::lack), &crate::completion::Deed::Note),
            ("review.explain", _) => Enabled::when(
                line.and_then(Line::lack).and_then(explain).is_some(),
                "No clock runs here: it starts at discharge, or this is no deficiency.",
            ),
            ("review.again", _) => {
                Enabled::when(self.last.is_some(), "You reviewed no chart here before this one.")
            }
            (_, Some(deed)) => may(line.and_then(Line::lack), &deed),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        match self.face {
            Face::Lines => self.lines.mode(),
            Face::Text => self.reader.mode(),
            Face::Check => self.check.mode(),
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        let (left, right) = self.parts();
        if let Some(left) = left {
            self.lines.place(left);
            self.check.place(left);
        }
        if let Some(right) = right {
            self.reader.place(right);
        }
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        match (self.stay, self.item) {
            (Some(stay), _) => self.chart.ask(UnderReview(stay), out),
            (None, Some(item)) => self.found.ask(OneItem(item), out),
            (None, None) => {}
        }
        self.providers.ask(Providers { all: false }, out);
        if let Some(held) = self.held {
            self.releasing.send(Deeds { on: vec![held], deed: Deed::Claim(Hold::Screen) }, out);
        }
    }

    fn turn(&mut self, _: Turn, _: &mut Outbox<'_>) {
        self.face = if self.face == Face::Lines { Face::Text } else { Face::Lines };
        let area = self.area;
        self.place(area);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.face == Face::Text && self.reader.perform(id, out) == Handled::Yes {
            return;
        }
        match id.0 {
            "review.done" | "review.done-checked" => self.finish(out),
            "review.missing" => {
                if let (Some(stay), Some(Some(chart))) = (self.stay, self.chart.rows()) {
                    verdicts::missing(stay, &chart.types, out);
                }
            }
            "review.unsigned" => self.document_verdict(Lack::Unsigned, out),
            "review.wrong" => self.document_verdict(Lack::WrongPatient, out),
            "review.back" => self.document_verdict(Lack::Content, out),
            "review.check" => self.face = Face::Check,
            "review.lines" => self.face = Face::Lines,
            "review.yes" => self.answer(Some(true), out),
            "review.no" => self.answer(Some(false), out),
            "review.blank" => self.answer(None, out),
            "review.later" => self.go_on(out),
            "review.again" => {
                if let Some(last) = self.last {
                    self.undoing.send(UndoReview(last), out);
                }
            }
            "review.explain" => {
                if let Some(query) = self.lines.chosen().and_then(Line::lack).and_then(explain) {
                    self.explaining.ask(query, out);
                }
            }
            "review.reassign" => {
                if let (Some(one), Some(providers)) =
                    (self.lines.chosen().and_then(Line::lack), self.providers.rows())
                {
                    let named: Vec<_> = providers
                        .iter()
                        .map(|one| (one.id, format!("{}  {}", one.name, one.service)))
                        .collect();
                    verdicts::reassign(one, &named, out);
                }
            }
            _ => {
                if let (Some(deed), Some(one)) = (deed_of(id), self.lines.chosen().and_then(Line::lack)) {
                    verdicts::decide(one, deed, out);
                } else if self.face == Face::Check {
                    self.check.perform(id, out);
                } else {
                    self.lines.perform(id, out);
                    self.show_chosen(out);
                }
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        match self.face {
            Face::Lines => {
                self.lines.write(&input, out);
                self.show_chosen(out);
            }
            Face::Text => self.reader.write(&input),
            Face::Check => self.check.write(&input, out),
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.banner.accept(answer);
        self.providers.accept(answer);
        if self.chart.accept(answer) {
            self.arrived(out);
        }
        if self.found.accept(answer)
            && let Some(Some(stay)) =
                self.found.rows().map(|item| item.as_ref().and_then(|item| item.encounter))
        {
            self.turn_to(stay, out);
        }
        if self.paper.accept(answer) && matches!(self.paper.freshness(), Freshness::Fresh) {
            self.paper_arrived(out);
        }
        self.explaining.receive(answer, out);
        if let Some(Err(refusal)) = self.viewing.accept(answer) {
            // A reading that cannot be recorded must not happen.
            out.tell(Notice::from(&refusal));
            out.close();
        }
        match self.done.accept(answer) {
            Some(Ok(open)) => {
                self.last = self.stay;
                out.push(Effect::DropDraft);
                out.tell(Notice::done(match open {
                    0 => "Reviewed: complete.".to_owned(),
                    1 => "Reviewed: 1 deficiency is open.".to_owned(),
                    open => format!("Reviewed: {open} deficiencies are open."),
                }));
                self.go_on(out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        match self.undoing.accept(answer) {
            Some(Ok(())) => {
                out.tell(Notice::done("Taken back: the chart is to be reviewed again."));
                // The chart that came in its place is free for others again.
                if let Some(held) = self.held.take() {
                    self.releasing.send(Deeds { on: vec![held], deed: Deed::Release }, out);
                }
                if let Some(last) = self.last.take() {
                    self.turn_to(last, out);
                }
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        // Somebody else holds the chart: it can be looked at, and the verdict will be refused in the same words.
        if let Some(Err(refusal)) = self.releasing.accept(answer) {
            out.tell(Notice::from(&refusal));
        }
        match self.next.accept(answer) {
            Some(Ok(Some(item))) => {
                self.held = Some(item.handle());
                match item.encounter {
                    Some(stay) => self.turn_to(stay, out),
                    None => out.close(),
                }
            }
            Some(Ok(None)) => {
                out.tell(Notice::info("No other chart waits for a review."));
                out.close();
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.chart.refresh(changed, out);
        self.banner.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.chart.due(timer);
        self.banner.due(timer);
        self.paper.due(timer);
        self.explaining.due(timer);
        self.found.due(timer);
        self.providers.due(timer);
    }

    fn draft_slot(&self) -> Option<String> {
        self.stay.map(|stay| format!("{SLOT}{stay}"))
    }

    fn draft(&self) -> Option<Draft> {
        let answers: Vec<Option<bool>> = self.check.rows().iter().map(|asked| asked.answer).collect();
        let slot = self.draft_slot().filter(|_| answers.iter().any(Option::is_some))?;
        let patient = match self.chart.rows() {
            Some(Some(chart)) => Some(chart.patient),
            _ => None,
        };
        let body = serde_json::to_string(&answers).ok()?;
        Some(Draft { slot, title: "Checklist of a chart".into(), patient, body })
    }

    fn restore(&mut self, body: &str, out: &mut Outbox<'_>) {
        let Ok(answers) = serde_json::from_str::<Vec<Option<bool>>>(body) else { return };
        let words = match self.chart.rows() {
            Some(Some(chart)) => chart.checklist.clone(),
            _ => vec![String::new(); answers.len()],
        };
        let ask = |(at, (answer, words)): (usize, (Option<bool>, String))| Asked { at, words, answer };
        let asked = answers.into_iter().zip(words).enumerate().map(ask).collect();
        self.check.fill(asked, out.words());
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(CommandId("review.done"))
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.draw(scene, area, frame)
    }
}
