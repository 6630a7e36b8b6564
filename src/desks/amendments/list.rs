//! The worklist of requests, and all of them, answered ones too.

use super::one::OnePane;
use crate::{
    amendments::{Amendment, AmendmentFilter, Amendments, Request, RequestPage},
    domain::{
        clocks::{Standing, standing, time_left},
        ids::AmendmentId,
        role::Permission::HandleAmendments,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Heading, List, Mode, Notice, Outbox, Pane, Scene, Tables,
        TextInput, Timer, Words, Worklist, worklist::cells,
    },
    look::Meaning,
    store::lanes::Answer,
    work::queues::AMENDMENTS,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the worklist offers besides the keys of every worklist.
pub const COMMANDS: &[Command] = &[
    Command::new("requests.all", &["v"], "All requests, answered ones too", HandleAmendments)
        .group("Amendments")
        .hint(3, "all"),
    Command::new("requests.explain", &["e"], "Explain when it is due", HandleAmendments)
        .group("Amendments")
        .hint(4, "explain"),
];

/// What the list of all offers.
pub const ALL: &[Command] =
    &[Command::new("amendments.open", &["<enter>"], "Open the request", HandleAmendments).hint(1, "open")];

const OPEN: &[Column<Request>] = &[
    Column::new("Due", |one: &Request, words| cell(&one.amendment, words)).width(16, 16),
    Column::new("By", |one: &Request, words| Cell::text(words.day(one.amendment.due_day())))
        .width(10, 10)
        .from(1),
    Column::new("Patient", |one: &Request, _| Cell::text(&one.amendment.name)).width(14, 26),
    Column::new("Number", |one: &Request, _| Cell::text(&one.amendment.mrn)).width(8, 12).from(2),
    Column::new("Asks", |one: &Request, _| Cell::text(&one.amendment.what)).width(16, 50),
    Column::new("Whose", |one: &Request, words| cells::whose(&one.item, words)).width(8, 20),
    Column::new("State", |one: &Request, words| cells::state(&one.item, words)).width(14, 16).from(3),
    Column::new("Notes", |one: &Request, _| cells::notes(&one.item)).width(5, 5).right().from(4),
];

const COLUMNS: &[Column<Amendment>] = &[
    Column::new("No.", |one: &Amendment, _| Cell::text(one.id.to_string())).width(4, 6).right(),
    Column::new("Due", |one: &Amendment, words| cell(one, words))
        .width(16, 16)
        .sorted(|a, b| a.due.cmp(&b.due)),
    Column::new("Patient", |one: &Amendment, _| Cell::text(&one.name))
        .width(16, 28)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Number", |one: &Amendment, _| Cell::text(&one.mrn)).width(8, 12).from(1),
    Column::new("Asks", |one: &Amendment, _| Cell::text(&one.what)).width(16, 60),
];

/// The requests that wait for an answer.
pub fn requests() -> Worklist<RequestPage> {
    Worklist::new(&AMENDMENTS, OPEN)
        .acting(COMMANDS, act)
        .opening(|item, page, out| out.show(OnePane::in_hand(item, page)))
}

fn act(id: CommandId, work: &mut Worklist<RequestPage>, out: &mut Outbox<'_>) {
    match (id.0, work.chosen()) {
        ("requests.all", _) => out.show(AllRequests::new()),
        (_, Some(one)) => super::one::explain(&one.amendment, out),
        (_, None) => out.tell(Notice::info("Nothing is chosen.")),
    }
}

/// "due in 42 d", "soon: due in 8 d", "3 d late", or how it was answered.
pub fn due(one: &Amendment, words: Words) -> (String, Meaning) {
    if one.state != "open" {
        return (one.state.clone(), Meaning::Muted);
    }
    let left = time_left(one.due, words.now());
    match standing(one.start(), one.due, words.now()) {
        Standing::Late => (left, Meaning::Late),
        // Amber at a fifth of the time left.
        Standing::Soon => (format!("soon: {left}"), Meaning::Amber),
        Standing::OnTime => (left, Meaning::Text),
    }
}

fn cell(one: &Amendment, words: Words) -> Cell<'_> {
    let (text, meaning) = due(one, words);
    Cell::meaning(text, meaning)
}

/// All requests, newest first.
pub struct AllRequests {
    feed: Feed<Amendments>,
    list: List<Amendment, AmendmentId>,
}

impl AllRequests {
    /// A list that asks when it is opened.
    pub fn new() -> Self {
        let list = List::new(COLUMNS, |one: &Amendment| one.id);
        Self { feed: Feed::new(), list: list.empty("No request has been taken in.") }
    }
}

impl Pane for AllRequests {
    fn heading(&self) -> Heading {
        Heading::new("All amendment requests")
            .count(self.list.count())
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(ALL)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "amendments.open" => Enabled::when(self.list.chosen().is_some(), "No request is chosen."),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        self.list.mode()
    }

    fn place(&mut self, area: Rect) {
        self.list.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(Amendments(AmendmentFilter::All), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match (id.0, self.list.chosen()) {
            ("amendments.open", Some(one)) => out.show(OnePane::new(one.id)),
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.list.press(at);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(rows) = self.feed.take()
        {
            self.list.fill(rows, out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}
