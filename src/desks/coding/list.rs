//! The list of accounts: what is to be coded, on hold, in review, to bill.

use super::{account::AccountPane, boxes, figures::Figures};
use crate::{
    coding::{AccountLine, Accounts, Move, Next, Order, Release, Sync},
    domain::{
        coding::{AccountState, Deed, Phase, dollars},
        ids::AccountId,
        link::Link,
        role::Permission::{Code, ReadCharts, ReviewCoding},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Confirmation, Enabled, Feed, Heading, List, Mode, Notice, Outbox, Pane,
        ReasonBox, Scene, Sending, Tables, TextInput, Timer, Words,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// What the list offers besides the keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("accounts.open", &["<enter>"], "Open the account", Code).hint(1, "open"),
    Command::new("accounts.next", &["n"], "Code the next account: your oldest, else one nobody has", Code)
        .hint(2, "next"),
    Command::new("accounts.view", &["v"], "Another list: to code, mine, on hold, in review, to bill", Code)
        .hint(3, "other list"),
    Command::new("accounts.order", &["o"], "Oldest or dearest first", Code).hint(4, "order"),
    Command::new("accounts.band", &["b"], "Only one band of age", Code),
    Command::new("accounts.assign", &["a"], "Give to a coder", ReviewCoding).hint(5, "assign"),
    Command::new("accounts.release", &["r"], "Give back", Code).undoable(),
    Command::new("accounts.reopen", &["e"], "Reopen, with a reason", Code),
    Command::new("accounts.bill", &["m"], "Mark as billed", ReviewCoding).confirmed(),
    Command::new(
        "accounts.figures",
        &["i"],
        "Not coded and not billed in days and dollars; what you did",
        Code,
    )
    .hint(6, "figures"),
    Command::new("accounts.chart", &["c"], "Go to the chart", ReadCharts),
];

const COLUMNS: &[Column<AccountLine>] = &[
    Column::new("Patient", |line: &AccountLine, _| Cell::text(line.name()))
        .width(16, 30)
        .sorted(|a, b| (&a.family, &a.given).cmp(&(&b.family, &b.given))),
    Column::new("Account", |line: &AccountLine, _| Cell::text(&line.number)).width(9, 12).from(3),
    Column::new("State", |line: &AccountLine, _| state(line))
        .width(11, 18)
        .sorted(|a, b| a.state.cmp(&b.state)),
    Column::new("Age", |line: &AccountLine, words| age(line, words))
        .width(5, 5)
        .right()
        .sorted(|a, b| a.discharge_text.cmp(&b.discharge_text)),
    Column::new("Charges", |line: &AccountLine, _| Cell::text(dollars(line.charges_cents)))
        .width(8, 11)
        .right()
        .sorted(|a, b| b.charges_cents.cmp(&a.charges_cents)),
    Column::new("Class", |line: &AccountLine, _| Cell::text(&line.class))
        .width(9, 11)
        .from(1)
        .sorted(|a, b| a.class.cmp(&b.class)),
    Column::new("Coder", |line: &AccountLine, _| Cell::text(&line.owner_name))
        .width(8, 16)
        .from(2)
        .sorted(|a, b| a.owner_name.cmp(&b.owner_name)),
    Column::new("DRG", |line: &AccountLine, _| Cell::text(&line.drg)).width(3, 4).from(4),
    Column::new("Service", |line: &AccountLine, _| Cell::text(&line.service))
        .width(8, 18)
        .from(5)
        .sorted(|a, b| a.service.cmp(&b.service)),
    Column::new("Payer", |line: &AccountLine, _| Cell::text(&line.payer))
        .width(8, 22)
        .from(6)
        .sorted(|a, b| a.payer.cmp(&b.payer)),
];

fn state(line: &AccountLine) -> Cell<'_> {
    let meaning = match line.state {
        AccountState::Pended => Meaning::Amber,
        AccountState::FinalCoded | AccountState::Billed => Meaning::Ok,
        AccountState::Denied | AccountState::Rebill => Meaning::Late,
        _ => Meaning::Text,
    };
    match line.hold {
        Some(hold) => Cell::meaning(format!("hold: {}", hold.title()), meaning),
        None if line.reopened > 0 => Cell::meaning(format!("{} (reopened)", line.state.title()), meaning),
        None => Cell::meaning(line.state.title(), meaning),
    }
}

fn age(line: &AccountLine, words: Words) -> Cell<'_> {
    match line.age_days(words.today()) {
        None => Cell::text(""),
        Some(days) if line.state.is_uncoded() && days > 7 => {
            Cell::meaning(format!("{days} d!"), Meaning::Late)
        }
        Some(days) => Cell::text(format!("{days} d")),
    }
}

/// The lists, in the order of the key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Work,
    Mine,
    Hold,
    Review,
    Bill,
    House,
    Done,
}

impl View {
    const ALL: [Self; 7] =
        [Self::Work, Self::Mine, Self::Hold, Self::Review, Self::Bill, Self::House, Self::Done];

    fn title(self) -> &'static str {
        match self {
            Self::Work => "Accounts to code",
            Self::Mine => "My accounts",
            Self::Hold => "Accounts on hold",
            Self::Review => "Accounts in review",
            Self::Bill => "Accounts to bill",
            Self::House => "Accounts in house",
            Self::Done => "Billed accounts",
        }
    }

    fn phases(self) -> Vec<Phase> {
        match self {
            Self::Work => vec![Phase::Work],
            Self::Mine => vec![Phase::Work, Phase::Hold, Phase::Review],
            Self::Hold => vec![Phase::Hold],
            Self::Review => vec![Phase::Review],
            Self::Bill => vec![Phase::Bill],
            Self::House => vec![Phase::House],
            Self::Done => vec![Phase::Done],
        }
    }
}

/// Rows of the first page, which is nearly always enough; a filter by words looks at these.
const PAGE: usize = 500;
/// Stays that one run of the sync looks at: short enough to stand behind no key.
const SYNC: i64 = 200;

/// The list of accounts.
pub struct AccountList {
    view: View,
    order: Order,
    band: Option<usize>,
    feed: Feed<Accounts>,
    list: List<AccountLine, AccountId>,
    syncing: Sending<Sync>,
    next: Sending<Next>,
    releasing: Sending<Release>,
    moving: Sending<Move>,
}

impl AccountList {
    /// The list of what is to be coded.
    pub fn new() -> Self {
        Self {
            view: View::Work,
            order: Order::Oldest,
            band: None,
            feed: Feed::new(),
            list: List::new(COLUMNS, |line: &AccountLine| line.account)
                .empty("No account is here. v shows another list."),
            syncing: Sending::new(),
            next: Sending::new(),
            releasing: Sending::new(),
            moving: Sending::new(),
        }
    }

    /// The rows behind a figure.
    pub fn of_band(band: Option<usize>) -> Self {
        Self { band, ..Self::new() }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        let owner = (self.view == View::Mine).then(|| out.session().user);
        let query = Accounts {
            phases: self.view.phases(),
            owner,
            order: self.order,
            band: self.band,
            after: None,
            limit: PAGE,
        };
        self.feed.ask(query, out);
    }

    fn marked(&self) -> Vec<(AccountId, Option<crate::domain::ids::Version>)> {
        self.list.marked().iter().map(|line| (line.account, Some(line.version))).collect()
    }

    fn turn_view(&mut self, out: &mut Outbox<'_>) {
        let at = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
        self.view = View::ALL.iter().cycle().nth(at + 1).copied().unwrap_or(View::Work);
        self.ask(out);
    }

    fn turn_band(&mut self, out: &mut Outbox<'_>) {
        let most = crate::domain::coding::AGE_BANDS.len();
        self.band = match self.band {
            None => Some(0),
            Some(at) if at + 1 < most => Some(at + 1),
            Some(_) => None,
        };
        self.ask(out);
    }
}

impl Pane for AccountList {
    fn heading(&self) -> Heading {
        let order = if self.order == Order::Dearest { "dearest first" } else { "" };
        let band =
            self.band.and_then(|band| crate::domain::coding::AGE_BANDS.get(band)).map_or("", |b| b.title);
        let total: i64 = self.list.rows().iter().map(|line| line.charges_cents).sum();
        Heading::new(self.view.title())
            .count(self.list.count())
            .note(if total > 0 { dollars(total) } else { String::new() })
            .note(band)
            .note(order)
            .note(self.list.order_note())
            .note(self.feed.note())
    }

    fn commands(&self) -> Tables {
        self.list.commands(COMMANDS)
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        let chosen = self.list.chosen();
        match id.0 {
            "accounts.open" | "accounts.chart" | "accounts.assign" => {
                Enabled::when(chosen.is_some(), "No account is chosen.")
            }
            "accounts.release" => Enabled::when(
                chosen.is_some_and(|line| line.owner.is_some() && line.state.phase() == Phase::Work),
                "Nobody has this account.",
            ),
            "accounts.reopen" => Enabled::when(
                chosen.is_some_and(|line| crate::domain::coding::step(Deed::Reopen, line.state).is_ok()),
                "Only coded, final and billed accounts are reopened.",
            ),
            "accounts.bill" => Enabled::when(
                chosen.is_some_and(|line| crate::domain::coding::step(Deed::Bill, line.state).is_ok()),
                "Only final coded accounts are billed.",
            ),
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
        self.ask(out);
        self.syncing.send(Sync { limit: SYNC }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let chosen = self.list.chosen();
        match id.0 {
            "accounts.open" => {
                if let Some(line) = chosen {
                    out.show(AccountPane::new(line.account));
                }
            }
            "accounts.chart" => {
                if let Some(line) = chosen {
                    out.go(Link::Encounter(line.patient, line.encounter));
                }
            }
            "accounts.next" => {
                self.next.send(Next { after: None }, out);
            }
            "accounts.view" => self.turn_view(out),
            "accounts.band" => self.turn_band(out),
            "accounts.order" => {
                self.order = if self.order == Order::Oldest { Order::Dearest } else { Order::Oldest };
                self.ask(out);
            }
            "accounts.assign" => {
                let accounts = self.list.marked().iter().map(|line| line.account).collect();
                out.show(boxes::AssignBox::new(accounts, out.words()));
            }
            "accounts.release" => {
                let accounts = self.list.marked().iter().map(|line| line.account).collect();
                self.releasing.send(Release(accounts), out);
            }
            "accounts.reopen" => {
                let accounts = self.marked();
                let change = move |reason| Move { accounts: accounts.clone(), deed: Deed::Reopen, reason };
                out.show(ReasonBox::new(
                    "Reopen",
                    "The account goes back to coding; it is yours then. The reason stays with it.",
                    "Reopen",
                    out.words(),
                    change,
                    "Reopened.",
                ));
            }
            "accounts.bill" => {
                let accounts = self.marked();
                self.moving.send(Move { accounts, deed: Deed::Bill, reason: String::new() }, out);
            }
            "accounts.figures" => out.show(Figures::new(out.words())),
            _ => {
                self.list.perform(id, out);
            }
        }
    }

    fn question(&self, command: &Command) -> Confirmation {
        Confirmation::new(format!("Mark {} as billed?", self.list.marked().len()))
            .text("The claim is out. Codes can be changed after that only by reopening, with a reason.")
            .choice('y', "billed", command.id)
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.list.write(&input, out);
    }

    fn press(&mut self, at: Position, _: &mut Outbox<'_>) {
        self.list.press(at);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.feed.accept(answer)
            && let Some(lines) = self.feed.take()
        {
            self.list.fill(lines, out.words());
        }
        match self.syncing.accept(answer) {
            // More stays have changed than one run looks at: on with it.
            Some(Ok(done)) if done.seen >= SYNC => {
                self.syncing.send(Sync { limit: SYNC }, out);
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            _ => {}
        }
        match self.next.accept(answer) {
            Some(Ok(Some(account))) => out.show(AccountPane::new(account)),
            Some(Ok(None)) => out.tell(Notice::info("Nothing is left to code.")),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        let done = self.releasing.accept(answer).map(|done| done.map(|_| "Given back."));
        let done = done.or_else(|| self.moving.accept(answer).map(|done| done.map(|_| "Billed.")));
        match done {
            Some(Ok(words)) => {
                self.list.unmark();
                out.tell(Notice::done(words));
            }
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.feed.refresh(changed, out);
        let moved = Topics::of(crate::domain::topics::Topic::Encounters)
            | crate::domain::topics::Topic::Clinical
            | crate::domain::topics::Topic::Documents;
        if moved.meets(changed) {
            self.syncing.send(Sync { limit: SYNC }, out);
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}
