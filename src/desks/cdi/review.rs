//! A stay under review: its lines on the left, what the chosen one rests on beside it, verdicts of one letter.
//!
//! At 80 columns one of the two parts is shown; Tab turns to the other. After the verdict the next stay of the same view comes
//! by itself.

use super::{
    boxes,
    detail::Detail,
    drawing::HEAD_ROWS,
    keys::{CODES, COMMANDS, DETAIL},
    lines::{self, About, Line, View},
    words::reasons_text,
};
use crate::{
    cdi::review::{Begin, QUEUE, ReviewStay, Screen, ScreenOf, SetSheet, UndoReview},
    chart::{BannerOf, ViewDocument},
    domain::{
        coding::{DxLine, Poa, Source},
        ids::{DocumentId, EncounterId, WorkId},
        link::Link,
        topics::Topics,
    },
    keys::CommandId,
    kit::{
        Caret, Enabled, Feed, Focus, Handled, Heading, List, Mode, Notice, Outbox, Pane, Scene, Sending,
        Tables, TextBox, TextInput, Timer, Turn, banner, beside, split_top,
    },
    store::{Refusal, lanes::Answer},
    work::{ClaimNextIn, Deed, Deeds, Handle, Hold, Item, OneItem, Order, WorkPage},
};
use ratatui::{Frame, layout::Rect};

/// States in which a stay is to be reviewed.
const TO_REVIEW: [&str; 4] = ["unreviewed", "initial", "follow-up", "answered"];

/// A stay under review.
pub struct Review {
    pub(super) stay: Option<EncounterId>,
    item: Option<WorkId>,
    /// The worklist as it was looked at, for the next stay of the same view.
    page: WorkPage,
    /// The stay of my last review here, to be taken back.
    pub(super) last: Option<EncounterId>,
    /// Whether the right part has the keys.
    pub(super) beside: bool,
    pub(super) view_of: View,
    pub(super) screen: Feed<ScreenOf>,
    pub(super) banner: Feed<BannerOf>,
    found: Feed<OneItem>,
    pub(super) lists: [List<Line, String>; 4],
    pub(super) detail: Detail,
    /// The line that the detail belongs to.
    shown: Option<(View, String)>,
    read: Option<DocumentId>,
    viewing: Sending<ViewDocument>,
    beginning: Sending<Begin>,
    done: Sending<ReviewStay>,
    /// A box asks for the next review; when the stay comes back reviewed, the next one follows.
    agreeing: Option<i64>,
    /// Open findings as they were seen last.
    n_open: Option<usize>,
    undoing: Sending<UndoReview>,
    pub(super) coding: Sending<SetSheet>,
    next: Sending<ClaimNextIn>,
    held: Option<Handle>,
    claiming: Sending<Deeds>,
    area: Rect,
}

impl Review {
    /// A stay.
    pub fn new(stay: EncounterId) -> Self {
        let list =
            |empty: &'static str| List::new(lines::COLUMNS, |line: &Line| line.key.clone()).empty(empty);
        Self {
            stay: Some(stay),
            item: None,
            page: WorkPage { order: Order::Amount, ..WorkPage::first(QUEUE.id) },
            last: None,
            beside: false,
            view_of: View::Findings,
            screen: Feed::new(),
            banner: Feed::new(),
            found: Feed::new(),
            lists: [
                list("No rule fires: nothing in this record gives a reason to ask."),
                list("Nothing with a time is recorded."),
                list("No result of this stay is one that the rules measure."),
                list("There are no codes."),
            ],
            detail: Detail::blank(),
            shown: None,
            read: None,
            viewing: Sending::new(),
            beginning: Sending::new(),
            done: Sending::new(),
            agreeing: None,
            n_open: None,
            undoing: Sending::new(),
            coding: Sending::new(),
            next: Sending::new(),
            held: None,
            claiming: Sending::new(),
            area: Rect::default(),
        }
    }

    /// A stay from the worklist, whose item this screen takes in hand.
    pub fn in_hand(stay: EncounterId, item: Handle, page: WorkPage) -> Self {
        Self { held: Some(item), page, ..Self::new(stay) }
    }

    /// The stay of an item of the worklist.
    pub fn of_item(item: WorkId) -> Self {
        Self { stay: None, item: Some(item), ..Self::new(EncounterId(0)) }
    }

    /// The answer, once it is there.
    pub(super) fn answer(&self) -> Option<&Screen> {
        self.screen.rows()?.as_deref()
    }

    /// The lines that are shown.
    pub(super) fn list(&self) -> &List<Line, String> {
        let [findings, timeline, results, codes] = &self.lists;
        match self.view_of {
            View::Findings => findings,
            View::Timeline => timeline,
            View::Results => results,
            View::Codes => codes,
        }
    }

    fn list_mut(&mut self) -> &mut List<Line, String> {
        let [findings, timeline, results, codes] = &mut self.lists;
        match self.view_of {
            View::Findings => findings,
            View::Timeline => timeline,
            View::Results => results,
            View::Codes => codes,
        }
    }

    /// Turns to another stay, with nothing of the one before.
    fn turn_to(&mut self, stay: EncounterId, out: &mut Outbox<'_>) {
        self.stay = Some(stay);
        (self.beside, self.view_of) = (false, View::Findings);
        self.detail = Detail::blank();
        (self.shown, self.read, self.agreeing, self.n_open) = (None, None, None, None);
        for list in &mut self.lists {
            list.fill(Vec::new(), out.words());
        }
        self.banner.forget();
        self.screen.ask(ScreenOf(stay), out);
        self.beginning.send(Begin { encounter: stay }, out);
    }

    fn arrived(&mut self, out: &mut Outbox<'_>) {
        let words = out.words();
        let Some(Some(screen)) = self.screen.rows() else { return };
        if self.banner.rows().is_none() {
            self.banner.ask(BannerOf(screen.looked.head.patient), out);
        }
        if !screen.note.is_empty() {
            out.tell(Notice::info(screen.note.clone()));
        }
        for (list, view) in self.lists.iter_mut().zip(View::ALL) {
            list.fill(lines::of(view, screen, words), words);
        }
        let (n_reviews, n_open) = (screen.looked.head.n_reviews, screen.looked.open().count());
        if self.agreeing.is_some_and(|before| n_reviews > before) {
            self.agreeing = None;
            (self.last, self.held) = (self.stay, None);
            self.go_on(out);
        }
        // A finding that was set aside goes to the end of the list; the eye stays where the next one is.
        if self.view_of == View::Findings && self.n_open.is_some_and(|before| n_open < before) {
            let first = self.lists.first().and_then(|list| list.rows().first()).map(|line| line.key.clone());
            if let (Some(list), Some(first)) = (self.lists.first_mut(), first) {
                list.choose(&first);
            }
        }
        self.n_open = Some(n_open);
        // What a line rests on may have changed with it.
        self.shown = None;
        self.show_chosen(out);
    }

    /// What belongs to the chosen line; a document that is shown is written to the log.
    fn show_chosen(&mut self, out: &mut Outbox<'_>) {
        let chosen = self.list().chosen().map(|line| (self.view_of, line.key.clone(), line.about.clone()));
        let key = chosen.as_ref().map(|(view, key, _)| (*view, key.clone()));
        if key == self.shown && key.is_some() {
            return;
        }
        let detail = match (&chosen, self.answer()) {
            (Some((_, _, about)), Some(screen)) => Detail::of(about, screen, out.words()),
            _ => Detail::blank(),
        };
        self.shown = key;
        self.detail = detail;
        let area = self.area;
        self.place(area);
        self.log_reading(out);
    }

    /// Writes to the log that a document is on the screen, once for each time it comes there.
    fn log_reading(&mut self, out: &mut Outbox<'_>) {
        let seen = self.detail.document.filter(|_| self.parts().1.is_some());
        if let (Some(document), Some(screen)) = (seen, self.answer())
            && self.read != seen
        {
            let patient = screen.looked.head.patient;
            self.read = seen;
            self.viewing.send(ViewDocument { patient, document }, out);
        }
    }

    pub(super) fn chosen(&self) -> Option<&About> {
        self.list().chosen().map(|line| &line.about)
    }

    /// The finding of the chosen line, by its rule.
    fn rule(&self) -> Option<String> {
        let at = match self.chosen()? {
            About::Finding(at) | About::Evidence(at, ..) => *at,
            _ => return None,
        };
        Some(self.answer()?.looked.report.findings.get(at)?.rule.clone())
    }

    /// The next stay of the same view that is to be reviewed; those to be reconciled have a list of their own.
    fn go_on(&mut self, out: &mut Outbox<'_>) {
        let mut page = self.page.clone();
        if page.lanes.is_empty() {
            page.lanes = QUEUE.open_lanes().filter(|lane| TO_REVIEW.contains(lane)).collect();
        }
        self.next.send(ClaimNextIn { page, hold: Hold::Screen }, out);
    }

    fn look_at(&mut self, view: View, out: &mut Outbox<'_>) {
        self.view_of = view;
        self.beside = false;
        let area = self.area;
        self.place(area);
        self.show_chosen(out);
    }

    pub(super) fn parts(&self) -> (Option<Rect>, Option<Rect>) {
        let below = split_top(self.area, banner::ROWS + HEAD_ROWS).1;
        let keys = if self.beside { Focus::Elsewhere } else { Focus::Here };
        beside(below, 60, 50, keys)
    }

    fn received_next(&mut self, next: Result<Option<Item>, Refusal>, out: &mut Outbox<'_>) {
        match next {
            Ok(Some(item)) => {
                self.held = Some(item.handle());
                match item.encounter {
                    Some(stay) => self.turn_to(stay, out),
                    None => out.close(),
                }
            }
            Ok(None) => {
                out.tell(Notice::info("No other stay waits for a review."));
                out.close();
            }
            Err(refusal) => out.tell(Notice::from(&refusal)),
        }
    }
}

impl Pane for Review {
    fn heading(&self) -> Heading {
        let title = match self.answer() {
            Some(screen) => format!("Review, {}: {}", self.view_of.title(), screen.looked.head.number),
            None => "Review".to_owned(),
        };
        let saving = self.done.is_out() || self.coding.is_out();
        let note = if saving { "saving" } else { self.screen.note() };
        let place = if self.beside { self.detail.note() } else { String::new() };
        Heading::new(title).count(self.list().count()).note(place).note(note)
    }

    fn commands(&self) -> Tables {
        if self.beside {
            return self.detail.reader.commands(DETAIL);
        }
        let mut tables = self.list().commands(COMMANDS);
        if self.view_of == View::Codes && self.list().mode() == Mode::Command {
            tables.insert(0, CODES);
        }
        tables
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        self.may(id)
    }

    fn mode(&self) -> Mode {
        if self.beside { self.detail.reader.mode() } else { self.list().mode() }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        let (left, right) = self.parts();
        if let Some(left) = left {
            for list in &mut self.lists {
                list.place(left);
            }
        }
        if let Some(right) = right {
            self.detail.place(right);
        }
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        match (self.stay, self.item) {
            (Some(stay), _) => {
                self.screen.ask(ScreenOf(stay), out);
                self.beginning.send(Begin { encounter: stay }, out);
            }
            (None, Some(item)) => self.found.ask(OneItem(item), out),
            (None, None) => {}
        }
        if let Some(held) = self.held {
            self.claiming.send(Deeds { on: vec![held], deed: Deed::Claim(Hold::Screen) }, out);
        }
    }

    fn turn(&mut self, _: Turn, out: &mut Outbox<'_>) {
        self.beside = !self.beside;
        let area = self.area;
        self.place(area);
        self.log_reading(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.beside && self.detail.reader.perform(id, out) == Handled::Yes {
            return;
        }
        match id.0 {
            "stay.open" => self.turn(Turn::Next, out),
            "stay.back" => self.turn(Turn::Previous, out),
            "stay.done" => {
                if let Some(encounter) = self.stay {
                    self.done.send(ReviewStay { encounter, next: None, note: String::new() }, out);
                }
            }
            "stay.agree" => {
                if let (Some(encounter), Some(screen)) = (self.stay, self.answer()) {
                    boxes::agree(encounter, &screen.looked, out);
                    self.agreeing = Some(screen.looked.head.n_reviews);
                }
            }
            "stay.aside" => {
                if let (Some(rule), Some(screen)) = (self.rule(), self.answer()) {
                    boxes::set_aside(&rule, &screen.looked, out);
                }
            }
            "stay.query" => {
                if let Some(encounter) = self.stay {
                    out.go(Link::NewCdiQuery { encounter, finding: self.rule() });
                }
            }
            "stay.later" => self.go_on(out),
            "stay.again" => {
                if let Some(encounter) = self.last {
                    self.undoing.send(UndoReview { encounter }, out);
                }
            }
            "stay.findings" => self.look_at(View::Findings, out),
            "stay.timeline" => self.look_at(View::Timeline, out),
            "stay.results" => self.look_at(View::Results, out),
            "stay.codes" => self.look_at(View::Codes, out),
            "stay.reasons" => {
                if let Some(screen) = self.answer() {
                    let text = reasons_text(&screen.looked.reasons);
                    out.show(TextBox::new("Why this stay stands where it stands", &text));
                }
            }
            "stay.chart" => {
                if let (Some(stay), Some(screen)) = (self.stay, self.answer()) {
                    out.go(Link::Encounter(screen.looked.head.patient, stay));
                }
            }
            "stay.take" | "stay.add" | "stay.remove" | "stay.principal" | "stay.reset" => {
                self.code_deed(id, out);
            }
            _ => {
                self.list_mut().perform(id, out);
                self.show_chosen(out);
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if self.beside {
            self.detail.reader.write(&input);
        } else {
            self.list_mut().write(&input, out);
            self.show_chosen(out);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.banner.accept(answer);
        if self.screen.accept(answer) {
            self.arrived(out);
        }
        if self.found.accept(answer)
            && let Some(Some(stay)) =
                self.found.rows().map(|item| item.as_ref().and_then(|item| item.encounter))
        {
            self.turn_to(stay, out);
        }
        if let Some(Err(refusal)) = self.viewing.accept(answer) {
            // A reading that cannot be recorded must not happen.
            out.tell(Notice::from(&refusal));
            out.close();
        }
        let refused = [
            self.beginning.accept(answer).and_then(Result::err),
            self.claiming.accept(answer).and_then(Result::err),
            self.coding.accept(answer).and_then(Result::err),
        ];
        // Somebody else holds the stay: it can be looked at, and the verdict will be refused in the same words.
        for refusal in refused.iter().flatten() {
            out.tell(Notice::from(refusal));
        }
        match self.done.accept(answer) {
            Some(Ok(next)) => {
                self.last = self.stay;
                self.held = None;
                let next = next.map_or_else(|| "until it is coded".into(), |day| out.words().day(day));
                out.tell(Notice::done(format!("Reviewed; next review {next}. z takes it back.")));
                self.go_on(out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        match self.undoing.accept(answer) {
            Some(Ok(())) => {
                out.tell(Notice::done("Taken back: the stay is to be reviewed again."));
                // The stay that came in its place is free for others again.
                if let Some(held) = self.held.take() {
                    self.claiming.send(Deeds { on: vec![held], deed: Deed::Release }, out);
                }
                if let Some(last) = self.last.take() {
                    self.turn_to(last, out);
                }
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        if let Some(next) = self.next.accept(answer) {
            self.received_next(next, out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.screen.refresh(changed, out);
        self.banner.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.screen.due(timer);
        self.banner.due(timer);
        self.found.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.draw(scene, area, frame)
    }
}

/// A code of the reviewer's own, present on admission until a coder says otherwise.
pub(super) fn own_line(code: &str) -> DxLine {
    DxLine { code: code.to_owned(), poa: Poa::Yes, source: Source::Coder, evidence: None }
}
