//! Two parts: the items on top, the queues with their counts below; Tab goes from one to the other.

use super::teams::TeamList;
use crate::{
    domain::{
        ids::WorkId,
        link::Link,
        role::Permission::{ManageWork, SignedIn},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Explaining, Feed, Focus, Heading, List, Mode, Notice, Outbox, Pane,
        Scene, Sending, Tables, TextInput, Timer, Turn, may_explain, split_bottom, split_top,
        worklist::{NotesBox, PendBox, cells},
    },
    look::Meaning,
    store::lanes::Answer,
    work::{ClaimNextOfMine, Deed, Deeds, Hold, Item, LATE_MOST, MyWork, QueueCounts, WhatIsMine, queues},
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the items offer.
pub const COMMANDS: &[Command] = &[
    Command::new("mywork.open", &["<enter>"], "Open the item on its desk", SignedIn).hint(1, "open"),
    Command::new("mywork.next", &["n"], "Take the most urgent free item of all my queues", SignedIn)
        .hint(2, "take next")
        .undoable(),
    Command::new("mywork.desk", &["o"], "Go to the desk of the item", SignedIn).hint(3, "its desk"),
    Command::new("mywork.claim", &["c"], "Claim the item", SignedIn).hint(4, "claim").undoable(),
    Command::new("mywork.release", &["r"], "Release the item", SignedIn).hint(5, "release").undoable(),
    Command::new("mywork.pend", &["p"], "Put aside with a reason until a day", SignedIn).hint(6, "put aside"),
    Command::new("mywork.notes", &["m"], "Notes, and what happened to it", SignedIn),
    Command::new("mywork.explain", &["e"], "Explain when it is due, with the citation", SignedIn)
        .hint(7, "explain"),
    Command::new("mywork.teams", &["t"], "Teams", ManageWork),
];

/// What the queues offer.
pub const QUEUES: &[Command] =
    &[Command::new("mywork.go", &["<enter>"], "Go to the desk of the queue", SignedIn).hint(1, "go there")];

/// Items of each kind that are shown.
const MOST: usize = 60;

/// Why an item stands here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Held,
    Own,
    Next,
}

struct Row {
    part: Part,
    item: Item,
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("", |row: &Row, _| match row.part {
        Part::Held => Cell::meaning("in hand", Meaning::Flag),
        Part::Own => Cell::text("mine"),
        Part::Next => Cell::meaning("free", Meaning::Muted),
    })
    .width(7, 7),
    Column::new("Due", |row: &Row, words| cells::due(&row.item, words)).width(10, 11),
    Column::new("Patient", |row: &Row, _| Cell::text(&row.item.patient_name)).width(14, 24),
    Column::new("What", |row: &Row, _| Cell::text(&row.item.title)).width(18, 50),
    Column::new("State", |row: &Row, words| cells::state(&row.item, words)).width(8, 16).from(1),
    Column::new("Worklist", |row: &Row, _| Cell::text(row.item.queue().map_or("", |queue| queue.title)))
        .width(10, 20)
        .from(2),
];

const COUNTS: &[Column<QueueCounts>] = &[
    Column::new("Worklist", |counts: &QueueCounts, _| Cell::text(title(counts))).width(16, 30),
    Column::new("Open", |counts: &QueueCounts, _| Cell::text(counts.open.to_string())).width(8, 9).right(),
    Column::new("Late", |counts: &QueueCounts, _| late(counts)).width(8, 9).right(),
    Column::new("Mine", |counts: &QueueCounts, _| Cell::text(counts.mine.to_string())).width(6, 8).right(),
    Column::new("By state", |counts: &QueueCounts, _| Cell::text(by_state(counts))).width(12, 60).from(1),
];

/// The start screen.
pub struct Mine {
    feed: Feed<WhatIsMine>,
    items: List<Row, WorkId>,
    queues: List<QueueCounts, &'static str>,
    focus: Focus,
    answered: bool,
    next: Sending<ClaimNextOfMine>,
    deed: Sending<Deeds>,
    explaining: Explaining,
    done: &'static str,
    area: Rect,
}

impl Mine {
    /// A screen that asks when it is opened.
    pub fn new() -> Self {
        Self {
            feed: Feed::new(),
            items: List::new(COLUMNS, |row| row.item.id).empty(""),
            queues: List::new(COUNTS, |counts| counts.queue).empty(""),
            focus: Focus::Here,
            answered: false,
            next: Sending::new(),
            deed: Sending::new(),
            explaining: Explaining::default(),
            done: "",
            area: Rect::default(),
        }
    }

    fn fill(&mut self, mine: MyWork, out: &Outbox<'_>) {
        let part = |part: Part, items: Vec<Item>| items.into_iter().map(move |item| Row { part, item });
        let rows = part(Part::Held, mine.held)
            .chain(part(Part::Own, mine.own))
            .chain(part(Part::Next, mine.urgent))
            .collect();
        self.items.fill(rows, out.words());
        self.queues.fill(mine.counts, out.words());
        self.answered = true;
        // How many queues there are decides how many rows are left for the items.
        self.place(self.area);
    }

    /// Rows of the lower part: its heading, one a queue, a blank above; nothing without queues.
    fn foot(&self, height: u16) -> u16 {
        match self.queues.rows().len() as u16 {
            0 => 0,
            queues => (queues + 2).min(height / 2),
        }
    }

    fn open_item(&self, out: &mut Outbox<'_>) {
        let chosen = self.items.chosen().map(|row| &row.item);
        if let Some((queue, item)) = chosen.and_then(|item| Some((item.queue()?, item))) {
            out.go(Link::Work(queue.id, item.id));
        }
    }

    fn send(&mut self, deed: Deed, done: &'static str, out: &mut Outbox<'_>) {
        if let Some(row) = self.items.chosen() {
            let change = Deeds::one(row.item.handle(), deed);
            if self.deed.send(change, out) {
                self.done = done;
            }
        }
    }

    fn perform_items(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match id.0 {
            "mywork.open" => self.open_item(out),
            "mywork.desk" => {
                if let Some(queue) = self.items.chosen().and_then(|row| row.item.queue()) {
                    out.go(Link::Desk(queue.desk));
                }
            }
            "mywork.next" => {
                self.next.send(ClaimNextOfMine { hold: Hold::Screen }, out);
            }
            "mywork.claim" => self.send(Deed::Claim(Hold::Screen), "Yours now.", out),
            "mywork.release" => self.send(Deed::Release, "Released.", out),
            "mywork.pend" => {
                if let Some(row) = self.items.chosen() {
                    out.show(PendBox::new(vec![row.item.handle()], out.words()));
                }
            }
            "mywork.notes" => {
                if let Some(row) = self.items.chosen() {
                    out.show(NotesBox::new(&row.item, out.words()));
                }
            }
            "mywork.explain" => {
                if let Some(row) = self.items.chosen() {
                    self.explaining.ask_about(&row.item, out);
                }
            }
            "mywork.teams" => out.show(TeamList::new()),
            _ => {
                self.items.perform(id, out);
            }
        }
    }

    fn words_when_empty(&self) -> &'static str {
        if self.queues.rows().is_empty() {
            "Your roles have no worklists yet. gp looks a patient up; : names all commands."
        } else {
            "You hold nothing, nothing is yours, and nothing free waits in your worklists."
        }
    }
}

impl Pane for Mine {
    fn heading(&self) -> Heading {
        let n = |part: Part| self.items.rows().iter().filter(|row| row.part == part).count();
        let told = match (n(Part::Held), n(Part::Own)) {
            (0, 0) => String::new(),
            (held, own) => format!("{held} in hand, {own} mine"),
        };
        Heading::new("My work").count(self.items.count()).note(told).note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        match self.focus {
            Focus::Here => self.items.commands(COMMANDS),
            Focus::Elsewhere => self.queues.commands(QUEUES),
        }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let chosen = self.items.chosen();
        match id.0 {
            "mywork.go" => Enabled::when(self.queues.chosen().is_some(), "There is no worklist."),
            "mywork.release" => Enabled::when(
                chosen.is_some_and(|row| row.part == Part::Held),
                "Only what you have in hand can be released.",
            ),
            "mywork.explain" => chosen.map_or(Enabled::No("There is no item."), |row| may_explain(&row.item)),
            "mywork.open" | "mywork.desk" | "mywork.claim" | "mywork.pend" | "mywork.notes" => {
                Enabled::when(chosen.is_some(), "There is no item.")
            }
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        match self.focus {
            Focus::Here => self.items.mode(),
            Focus::Elsewhere => self.queues.mode(),
        }
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        let (top, foot) = split_bottom(area, self.foot(area.height));
        self.items.place(top);
        self.queues.place(split_top(foot, 1).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(WhatIsMine { limit: MOST }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match (self.focus, id.0) {
            (Focus::Elsewhere, "mywork.go") => {
                let queue = self.queues.chosen().and_then(|counts| queues::find(counts.queue));
                if let Some(queue) = queue {
                    out.go(Link::Desk(queue.desk));
                }
            }
            (Focus::Elsewhere, _) => {
                self.queues.perform(id, out);
            }
            (Focus::Here, _) => self.perform_items(id, out),
        }
    }

    fn turn(&mut self, _: Turn, _: &mut Outbox<'_>) {
        self.focus = match self.focus {
            Focus::Here if !self.queues.rows().is_empty() => Focus::Elsewhere,
            _ => Focus::Here,
        };
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        match self.focus {
            Focus::Here => self.items.write(&input, out),
            Focus::Elsewhere => self.queues.write(&input, out),
        }
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.items.press(at);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(mine) = self.feed.take()
        {
            self.fill(mine, out);
        }
        self.explaining.receive(answer, out);
        match self.next.accept(answer) {
            Some(Ok(Some(item))) => {
                if let Some(queue) = item.queue() {
                    out.go(Link::Work(queue.id, item.id));
                }
            }
            Some(Ok(None)) => out.tell(Notice::info("Nothing is free in your worklists.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        match self.deed.accept(answer) {
            Some(Ok(_)) => {
                out.tell(Notice::done(self.done));
                self.feed.again(out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
        self.explaining.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, foot) = split_bottom(area, self.foot(area.height));
        let below = match self.focus {
            Focus::Here => Focus::Elsewhere,
            Focus::Elsewhere => Focus::Here,
        };
        let buffer = frame.buffer_mut();
        let freshness = self.feed.freshness();
        let items = self.items.view(&scene.focused(self.focus), &freshness, top, buffer);
        if self.answered && self.items.rows().is_empty() {
            let (_, words) = split_top(top, 1);
            scene.paragraph(buffer, inset(words), self.words_when_empty(), Meaning::Muted);
        }
        if foot.is_empty() {
            return items;
        }
        let queues = self.queues.view(&scene.focused(below), &freshness, split_top(foot, 1).1, buffer);
        if self.focus == Focus::Here { items } else { queues }
    }
}

fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area }
}

fn title(counts: &QueueCounts) -> &'static str {
    queues::find(counts.queue).map_or("", |queue| queue.title)
}

fn late(counts: &QueueCounts) -> Cell<'_> {
    match counts.late {
        0 => Cell::text("none"),
        LATE_MOST.. => Cell::meaning(format!("{LATE_MOST}+"), Meaning::Late),
        late => Cell::meaning(late.to_string(), Meaning::Late),
    }
}

/// "open 12, begun 3, put aside 1".
fn by_state(counts: &QueueCounts) -> String {
    let Some(queue) = queues::find(counts.queue) else { return String::new() };
    let told = queue.open_lanes().filter_map(|lane| {
        let n = counts.by_state.get(lane).filter(|n| **n > 0)?;
        Some(format!("{} {n}", queue.state_title(lane)))
    });
    told.collect::<Vec<_>>().join(", ")
}
