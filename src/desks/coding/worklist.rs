//! The worklist of accounts: claimed, assigned, put aside and opened by the engine's keys; narrowed and turned by the desk's.

use super::{account::AccountPane, boxes, figures::Figures, list::AccountList, rules::RuleList};
use crate::{
    coding::{AccountPage, AccountRow, BAND, CLASS, LEAST, MOST, PAYER, SERVICE, Sync},
    domain::{
        coding::{AGE_BANDS, AccountState, Phase, dollars},
        ids::AccountId,
        link::Link,
        role::Permission::{Code, ReadCharts, ReviewCoding},
        topics::{Topic, Topics},
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Choosable, Column, Confirmation, Enabled, Field, Heading, Mode, Notice, Outbox, Pane,
        Scene, Sending, Tables, TextInput, Timer, Words, Worklist, worklist::cells,
    },
    look::Meaning,
    store::lanes::Answer,
    work::{
        Item, Order, Queue, Scope, View, WorkPage,
        queues::{CODING, CODING_REVIEW},
    },
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the worklist offers besides the keys of every worklist.
pub const COMMANDS: &[Command] = &[
    Command::new(
        "accounts.view",
        &["v"],
        "Another list: to code, mine, put aside, in review, in house",
        Code,
    )
    .group("Coding")
    .hint(3, "other list"),
    Command::new("accounts.narrow", &["b"], "Only a class, service, payer, dollars, age", Code)
        .group("Coding")
        .hint(4, "narrow"),
    Command::new("accounts.dearest", &["o"], "Longest discharged or most dollars first", Code)
        .group("Coding")
        .hint(5, "order"),
    Command::new("accounts.bills", &["B"], "Final coded and billed accounts", Code).group("Coding"),
    Command::new("accounts.second", &["R"], "Accounts before a second coder", ReviewCoding).group("Coding"),
    Command::new("accounts.rules", &["A"], "Rules of assignment", ReviewCoding).group("Coding"),
    Command::new(
        "accounts.figures",
        &["i"],
        "Not coded and not billed in days and dollars; what you did",
        Code,
    )
    .group("Coding")
    .hint(6, "figures"),
    Command::new("accounts.chart", &["c"], "Go to the chart", ReadCharts).group("Coding"),
];

/// What the list of second looks offers.
pub const REVIEW: &[Command] =
    &[Command::new("accounts.chart", &["c"], "Go to the chart", ReadCharts).group("Coding")];

/// Columns of accounts on a worklist.
const COLUMNS: &[Column<AccountRow>] = &[
    Column::new("Due", |row: &AccountRow, words| cells::due(&row.item, words)).width(9, 11),
    Column::new("Patient", |row: &AccountRow, _| Cell::text(&row.item.patient_name)).width(13, 28),
    Column::new("MRN", |row: &AccountRow, _| Cell::text(&row.item.mrn)).width(7, 10).from(2),
    Column::new("Account", |row: &AccountRow, _| Cell::text(&row.line.number)).width(9, 12).from(3),
    Column::new("State", |row: &AccountRow, words| state(row, words)).width(16, 22),
    Column::new("Age", |row: &AccountRow, words| age(row, words)).width(5, 6).right(),
    Column::new("Charges", |row: &AccountRow, _| Cell::text(dollars(row.line.charges_cents)))
        .width(8, 11)
        .right(),
    Column::new("Class", |row: &AccountRow, _| Cell::text(&row.line.class)).width(9, 11).from(1),
    Column::new("Whose", |row: &AccountRow, words| cells::whose(&row.item, words)).width(9, 18),
    Column::new("DRG", |row: &AccountRow, _| Cell::text(&row.line.drg)).width(3, 4).from(4),
    Column::new("Service", |row: &AccountRow, _| Cell::text(&row.line.service)).width(8, 18).from(5),
    Column::new("Payer", |row: &AccountRow, _| Cell::text(&row.line.payer)).width(8, 22).from(6),
    Column::new("Notes", |row: &AccountRow, _| cells::notes(&row.item)).width(5, 5).right().from(7),
];

fn state(row: &AccountRow, words: Words) -> Cell<'_> {
    match (row.line.state, row.line.hold) {
        (AccountState::Pended, Some(reason)) => Cell::meaning(reason.title(), Meaning::Amber),
        (AccountState::InProgress, _) if row.line.reopened > 0 => Cell::text("reopened"),
        _ => cells::state(&row.item, words),
    }
}

fn age(row: &AccountRow, words: Words) -> Cell<'_> {
    let days = row.line.age_days(words.today());
    Cell::text(days.map(|days| format!("{days} d")).unwrap_or_default())
}

/// Lists of the key that turns them: name, states, whose.
const VIEWS: &[(&str, &[&str], Scope)] = &[
    ("", &["ready", "assigned", "in-progress", "coded"], Scope::All),
    ("my accounts", &["ready", "assigned", "in-progress", "coded", "pended"], Scope::Mine),
    ("put aside", &["pended"], Scope::All),
    ("in review", &["coded", "pre-bill"], Scope::All),
    ("in house", &["not-ready"], Scope::All),
];

fn view_of(at: usize) -> View {
    let (_, lanes, scope) = VIEWS.get(at).cloned().unwrap_or(("", &[], Scope::All));
    View { lanes: lanes.iter().map(|lane| (*lane).to_owned()).collect(), scope, ..View::default() }
}

/// Stays that one run of the sync looks at: short enough to stand behind no key.
const SYNC: i64 = 200;

/// The worklist of accounts, or of second looks.
pub struct Accounts {
    work: Worklist<AccountPage>,
    queue: &'static Queue,
    at: usize,
    syncing: Sending<Sync>,
}

impl Accounts {
    /// What is to be coded.
    pub fn new() -> Self {
        Self::of(&CODING, COMMANDS).at(0)
    }

    /// What a second coder is to look at.
    pub fn second_looks() -> Self {
        Self::of(&CODING_REVIEW, REVIEW)
    }

    fn of(queue: &'static Queue, own: &'static [Command]) -> Self {
        let work = Worklist::new(queue, COLUMNS).acting(own, |_, _, _| {}).opening(open);
        Self { work, queue, at: 0, syncing: Sending::new() }
    }

    fn at(mut self, at: usize) -> Self {
        self.at = at;
        self.work = self.work.showing(view_of(at));
        self
    }

    fn show(&mut self, view: View, name: &str, out: &mut Outbox<'_>) {
        let narrow = self.work.view_shown().narrow.clone();
        self.work.show(View { narrow, order: self.work.view_shown().order, ..view }, name, out);
    }

    fn turn(&mut self, out: &mut Outbox<'_>) {
        self.at = (self.at + 1) % VIEWS.len();
        let name = VIEWS.get(self.at).map_or("", |(name, ..)| name);
        self.show(view_of(self.at), name, out);
    }

    fn turn_order(&mut self, out: &mut Outbox<'_>) {
        let mut view = self.work.view_shown().clone();
        view.order = if view.order == Order::Amount { Order::Urgent } else { Order::Amount };
        let name = VIEWS.get(self.at).map_or("", |(name, ..)| name);
        self.work.show(view, name, out);
    }

    fn pend(&mut self, out: &mut Outbox<'_>) {
        let Some(row) = self.work.chosen() else { return };
        let (account, seen) = (row.line.account, Some(row.line.version));
        if row.line.state == AccountState::Pended {
            out.show(boxes::wake(account, out.words()));
        } else if crate::domain::coding::step(crate::domain::coding::Deed::Pend, row.line.state).is_ok() {
            out.show(boxes::pend(account, seen, out.words()));
        } else {
            let state = row.line.state.title();
            out.tell(Notice::info(format!("The account is {state}; only what is to be coded is put aside.")));
        }
    }

    /// The desk's own keys; false if it is none of them.
    fn perform_own(&mut self, id: CommandId, out: &mut Outbox<'_>) -> bool {
        match id.0 {
            "accounts.view" => self.turn(out),
            "accounts.dearest" => self.turn_order(out),
            "accounts.narrow" => {
                self.work.ask_narrow(narrow_fields(&self.work.view_shown().narrow), NARROW, out);
            }
            // An account says what it waits for.
            "work.pend" | "work.wake" if self.queue.id == CODING.id => self.pend(out),
            "accounts.bills" => out.show(AccountList::bills()),
            "accounts.second" => out.show(Self::second_looks()),
            "accounts.rules" => out.show(RuleList::new()),
            "accounts.figures" => out.show(Figures::new(out.words())),
            "accounts.chart" => {
                if let Some(line) = self.work.chosen().map(|row| &row.line) {
                    out.go(Link::Encounter(line.patient, line.encounter));
                }
            }
            _ => return false,
        }
        true
    }
}

/// Names of what the worklist is narrowed by.
const NARROW: &[&str] = &[CLASS, SERVICE, PAYER, LEAST, MOST, BAND];

fn narrow_fields(now: &crate::work::Narrow) -> Vec<Field> {
    let value = |name: &str| now.get(name).cloned().unwrap_or_default();
    let classes = ["inpatient", "outpatient", "emergency", "observation", "other"];
    let mut options = vec![Choosable::new("", "all")];
    options.extend(classes.map(|class| Choosable::new(class, class)));
    let mut bands = vec![Choosable::new("", "all")];
    bands.extend(AGE_BANDS.iter().zip(1..).map(|(band, n)| Choosable::new(n.to_string(), band.title)));
    vec![
        Field::choice(CLASS, "Class", options).value(value(CLASS)),
        Field::text(SERVICE, "Service").width(24).value(value(SERVICE)).help("A part of its name is enough."),
        Field::text(PAYER, "Payer").width(24).value(value(PAYER)).help("A part of its name is enough."),
        Field::text(LEAST, "Dollars from").width(10).value(value(LEAST)).help("Whole dollars."),
        Field::text(MOST, "Dollars to").width(10).value(value(MOST)).help("Whole dollars."),
        Field::choice(BAND, "Since discharge", bands).value(value(BAND)),
    ]
}

/// An item opens as its account; one that the user holds is begun.
fn open(item: &Item, page: &WorkPage, out: &mut Outbox<'_>) {
    let me = out.session().user;
    let in_hand = item.claim.as_ref().is_some_and(|holder| holder.user == me);
    out.show(AccountPane::new(AccountId(item.subject_id)).of_list(page.clone(), in_hand));
}

impl Pane for Accounts {
    fn heading(&self) -> Heading {
        self.work.heading()
    }

    fn commands(&self) -> Tables {
        self.work.commands()
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "accounts.chart" => Enabled::when(self.work.chosen().is_some(), "No account is chosen."),
            _ if id.0.starts_with("accounts.") => Enabled::Yes,
            "work.wake" if self.queue.id == CODING.id => Enabled::when(
                self.work.chosen().is_some_and(|row| row.line.state.phase() == Phase::Hold),
                "This account is not put aside.",
            ),
            "work.undo" => Enabled::No(
                "What was done to an account is undone in it: z for its codes, reopen for final ones.",
            ),
            _ => self.work.enabled(id),
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        self.work.question(command)
    }

    fn mode(&self) -> Mode {
        self.work.mode()
    }

    fn place(&mut self, area: Rect) {
        self.work.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.work.open(out);
        self.syncing.send(Sync { limit: SYNC }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if !self.perform_own(id, out) {
            self.work.perform(id, out);
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.work.write(input, out);
    }

    fn press(&mut self, at: Position, out: &mut Outbox<'_>) {
        self.work.press(at, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.syncing.accept(answer) {
            // More stays have changed than one run looks at: on with it.
            Some(Ok(done)) if done.seen >= SYNC => {
                self.syncing.send(Sync { limit: SYNC }, out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            _ => {}
        }
        self.work.receive(answer, out);
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.work.refresh(changed, out);
        let moved = Topics::of(Topic::Encounters) | Topic::Clinical | Topic::Documents;
        if moved.meets(changed) {
            self.syncing.send(Sync { limit: SYNC }, out);
        }
    }

    fn due(&mut self, timer: Timer, out: &mut Outbox<'_>) {
        self.work.due(timer, out);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.work.view(scene, area, frame)
    }
}
