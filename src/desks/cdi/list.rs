//! The stays to review, the most points first. Coming here, and whatever others change, brings the list up to date.

use super::{metrics, reconcile, review::Review, words::reasons_text};
use crate::{
    cdi::review::{ListRow, QUEUE, Refresh, ReviewPage},
    domain::{
        role::Permission::ReviewDocumentation,
        topics::{Topic, Topics},
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Heading, Mode, Notice, Outbox, Pane, Scene, Sending,
        Tables, TextBox, TextInput, Timer, Words, Worklist, worklist::cells,
    },
    look::Meaning,
    store::lanes::Answer,
    work::{Order, View},
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every worklist.
pub const COMMANDS: &[Command] = &[
    Command::new(
        "cdi.reasons",
        &["e"],
        "Why this stay stands here: reasons with points",
        ReviewDocumentation,
    )
    .group("CDI")
    .hint(3, "why here"),
    Command::new("cdi.reconcile", &["r"], "Reconciliation: working against final DRG", ReviewDocumentation)
        .group("CDI")
        .hint(4, "reconcile"),
    Command::new("cdi.figures", &["m"], "Figures of documentation review", ReviewDocumentation)
        .group("CDI")
        .hint(5, "figures"),
];

const COLUMNS: &[Column<ListRow>] = &[
    Column::new("Pts", |row: &ListRow, _| Cell::text(row.score.to_string())).width(4, 4).right(),
    Column::new("Patient", |row: &ListRow, _| Cell::text(&row.item.patient_name)).width(14, 24),
    Column::new("Number", |row: &ListRow, _| Cell::text(&row.item.mrn)).width(8, 10).from(1),
    Column::new("First reason", |row: &ListRow, _| Cell::text(&row.item.title)).width(20, 60),
    Column::new("State", |row: &ListRow, words| state(row, words)).width(12, 18),
    Column::new("Stay", |row: &ListRow, words| length(row, words)).width(8, 12),
    Column::new("Whose", |row: &ListRow, words| cells::whose(&row.item, words)).width(10, 22).from(3),
    Column::new("Service", |row: &ListRow, _| Cell::text(&row.item.category)).width(8, 18).from(5),
    Column::new("DRG", |row: &ListRow, _| Cell::text(&row.drg)).width(3, 4).from(2),
    Column::new("Last review", |row: &ListRow, words| {
        Cell::meaning(row.last_at.as_deref().map(|at| words.stored(at)).unwrap_or_default(), Meaning::Muted)
    })
    .width(10, 16)
    .from(6),
];

fn state(row: &ListRow, words: Words) -> Cell<'_> {
    match row.next_on {
        Some(day) if row.item.wake_at.is_some() => {
            Cell::meaning(format!("next {}", words.day(day)), Meaning::Muted)
        }
        _ if row.item.due_at.is_some() => {
            let due = cells::due(&row.item, words);
            Cell::meaning(format!("reconcile, {}", due.text), due.meaning)
        }
        _ => cells::state(&row.item, words),
    }
}

/// Days in hospital; of a patient who went home, how long ago.
fn length(row: &ListRow, words: Words) -> Cell<'_> {
    match (row.admit, row.discharge) {
        (_, Some(left)) => {
            let days = (words.today() - left.day()).num_days();
            Cell::meaning(
                if days <= 0 { "left today".into() } else { format!("left {days} d") },
                Meaning::Amber,
            )
        }
        (Some(admit), None) => Cell::text(format!("{} d", (words.today() - admit.day()).num_days())),
        (None, None) => Cell::text(""),
    }
}

/// The list.
pub struct ReviewList {
    work: Worklist<ReviewPage>,
    refreshing: Sending<Refresh>,
}

impl ReviewList {
    /// All open stays, the most points first.
    pub fn new() -> Self {
        let work = Worklist::<ReviewPage>::new(&QUEUE, COLUMNS)
            .acting(COMMANDS, act)
            .showing(View { order: Order::Amount, ..View::default() })
            .opening(|item, page, out| match item.encounter {
                Some(stay) => out.show(Review::in_hand(stay, item.handle(), page.clone())),
                None => out.tell(Notice::info("This item names no stay.")),
            });
        Self { work, refreshing: Sending::new() }
    }
}

fn act(id: CommandId, work: &mut Worklist<ReviewPage>, out: &mut Outbox<'_>) {
    match id.0 {
        "cdi.reasons" => {
            if let Some(row) = work.chosen() {
                out.show(TextBox::new("Why this stay stands here", &reasons_text(&row.reasons)));
            }
        }
        "cdi.reconcile" => out.show(reconcile::open()),
        "cdi.figures" => out.show(metrics::FigureList::new(out.words())),
        _ => {}
    }
}

impl Pane for ReviewList {
    fn heading(&self) -> Heading {
        self.work.heading()
    }
    fn commands(&self) -> Tables {
        self.work.commands()
    }
    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            // They need no stay.
            "cdi.reconcile" | "cdi.figures" => Enabled::Yes,
            _ => self.work.enabled(id),
        }
    }
    fn mode(&self) -> Mode {
        self.work.mode()
    }
    fn place(&mut self, area: Rect) {
        self.work.place(area);
    }
    fn open(&mut self, out: &mut Outbox<'_>) {
        self.work.open(out);
        self.refreshing.send(Refresh, out);
    }
    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        self.work.perform(id, out);
    }
    fn question(&self, command: &Command) -> Confirmation {
        self.work.question(command)
    }
    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.work.write(input, out);
    }
    fn press(&mut self, at: Position, out: &mut Outbox<'_>) {
        self.work.press(at, out);
    }
    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.refreshing.accept(answer) {
            // A hospital with thousands of changed stays is looked over chunk by chunk, others' work in between.
            Some(Ok(done)) if done.more => {
                self.refreshing.send(Refresh, out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            _ => {}
        }
        self.work.receive(answer, out);
    }
    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.work.refresh(changed, out);
        let record = Topic::Clinical | Topic::Documents | Topic::Encounters | Topic::Coding;
        if changed.meets(record) {
            self.refreshing.send(Refresh, out);
        }
    }
    fn due(&mut self, timer: Timer, out: &mut Outbox<'_>) {
        self.work.due(timer, out);
    }
    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.work.view(scene, area, frame)
    }
}
