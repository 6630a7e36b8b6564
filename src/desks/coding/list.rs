//! Accounts beyond the worklist: to bill, billed, in house; a band of age of a figure.

use super::account::AccountPane;
use crate::{
    coding::{AccountLine, Accounts, Move, Order},
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
    Command::new("bills.open", &["<enter>"], "Open the account", Code).hint(1, "open"),
    Command::new("bills.view", &["v"], "Another list: to bill, billed, to code, in house", Code)
        .hint(2, "other list"),
    Command::new("bills.order", &["o"], "Oldest or dearest first", Code).hint(3, "order"),
    Command::new("bills.band", &["b"], "Only one band of age", Code).hint(4, "age"),
    Command::new("bills.reopen", &["e"], "Reopen, with a reason", Code).hint(5, "reopen"),
    Command::new("bills.bill", &["m"], "Mark as billed", ReviewCoding).confirmed(),
    Command::new("bills.deny", &["d"], "The payer refuses it, with the reason", ReviewCoding),
    Command::new("bills.rebill", &["r"], "The claim is to go out again, with the reason", ReviewCoding),
    Command::new("bills.chart", &["c"], "Go to the chart", ReadCharts),
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
        Some(hold) => Cell::meaning(format!("for: {}", hold.title()), meaning),
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
    Bill,
    Done,
    Work,
    House,
}

impl View {
    const ALL: [Self; 4] = [Self::Bill, Self::Done, Self::Work, Self::House];

    fn title(self) -> &'static str {
        match self {
            Self::Bill => "Accounts to bill",
            Self::Done => "Billed accounts",
            Self::Work => "Accounts not coded",
            Self::House => "Accounts in house",
        }
    }

    fn phases(self) -> Vec<Phase> {
        match self {
            Self::Bill => vec![Phase::Bill],
            Self::Done => vec![Phase::Done],
            Self::Work => vec![Phase::Work, Phase::Hold, Phase::Review],
            Self::House => vec![Phase::House],
        }
    }
}

/// Rows of the first page, which is nearly always enough; a filter by words looks at these.
const PAGE: usize = 500;
/// The list of accounts.
pub struct AccountList {
    view: View,
    order: Order,
    band: Option<usize>,
    feed: Feed<Accounts>,
    list: List<AccountLine, AccountId>,
    moving: Sending<Move>,
}

impl AccountList {
    /// What is final and waits for its bill.
    pub fn bills() -> Self {
        Self::of(View::Bill)
    }

    fn of(view: View) -> Self {
        Self {
            view,
            order: Order::Oldest,
            band: None,
            feed: Feed::new(),
            list: List::new(COLUMNS, |line: &AccountLine| line.account)
                .empty("No account is here. v shows another list."),
            moving: Sending::new(),
        }
    }

    /// The rows behind a figure.
    pub fn of_band(band: Option<usize>) -> Self {
        Self { band, ..Self::of(View::Work) }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        let query = Accounts {
            phases: self.view.phases(),
            owner: None,
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

    /// A step of the marked accounts that takes a reason.
    fn ask_reason(&self, deed: Deed, title: &'static str, text: &'static str, out: &mut Outbox<'_>) {
        let accounts = self.marked();
        let change = move |reason| Move { accounts: accounts.clone(), deed, reason };
        out.show(ReasonBox::new(title, text, title, out.words(), change, "Done."));
    }

    fn turn_view(&mut self, out: &mut Outbox<'_>) {
        let at = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
        self.view = View::ALL.iter().cycle().nth(at + 1).copied().unwrap_or(View::Bill);
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
        let can = |deed: Deed, otherwise: &'static str| {
            Enabled::when(
                chosen.is_some_and(|line| crate::domain::coding::step(deed, line.state).is_ok()),
                otherwise,
            )
        };
        match id.0 {
            "bills.open" | "bills.chart" => Enabled::when(chosen.is_some(), "No account is chosen."),
            "bills.reopen" => can(Deed::Reopen, "Only coded, final and billed accounts are reopened."),
            "bills.bill" => can(Deed::Bill, "Only final coded accounts are billed."),
            "bills.deny" => can(Deed::Deny, "Only billed accounts are refused by a payer."),
            "bills.rebill" => can(Deed::Rebill, "Only billed and denied accounts go out again."),
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
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let chosen = self.list.chosen();
        match id.0 {
            "bills.open" => {
                if let Some(line) = chosen {
                    out.show(AccountPane::new(line.account));
                }
            }
            "bills.chart" => {
                if let Some(line) = chosen {
                    out.go(Link::Encounter(line.patient, line.encounter));
                }
            }
            "bills.view" => self.turn_view(out),
            "bills.band" => self.turn_band(out),
            "bills.order" => {
                self.order = if self.order == Order::Oldest { Order::Dearest } else { Order::Oldest };
                self.ask(out);
            }
            "bills.reopen" => self.ask_reason(
                Deed::Reopen,
                "Reopen",
                "The account goes back to coding; it is yours then. The reason stays with it.",
                out,
            ),
            "bills.deny" => {
                self.ask_reason(
                    Deed::Deny,
                    "Denied",
                    "The payer refused the claim; say what it gave as reason.",
                    out,
                );
            }
            "bills.rebill" => {
                self.ask_reason(Deed::Rebill, "To rebill", "The claim is to go out again; say why.", out);
            }
            "bills.bill" => {
                let accounts = self.marked();
                self.moving.send(Move { accounts, deed: Deed::Bill, reason: String::new() }, out);
            }
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
        match self.moving.accept(answer).map(|done| done.map(|_| "Billed.")) {
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
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.feed.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.list.view(scene, &self.feed.freshness(), area, frame.buffer_mut())
    }
}
