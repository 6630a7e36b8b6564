//! The list of a queue, the same on every desk: page by page from the engine, with claims, notes, bulk deeds and views.
//!
//! It is a pane by itself. A desk gives its columns, the commands of its own (verdicts), and how an item opens:
//!
//! ```ignore
//! start: |_| Box::new(
//!     Worklist::<DeficiencyPage>::new(&queues::COMPLETION, COLUMNS)
//!         .acting(COMMANDS, |id, work, out| match id.0 {
//!             "completion.complete" => work.deed(Deed::Move("complete", String::new()), out),   // the marked rows, else the chosen one
//!             _ => {}
//!         })
//!         .opening(|item, page, out| out.show(Review::new(item.id, page.clone()))),              // else Link::Work
//! )
//! ```
//!
//! The pane that works one item goes on with the next by `Sending<ClaimNextIn>` over the page it was given: the next item of
//! the same view. Rows are kept by item, so that what others claim, finish or add shows without moving the choice; filter,
//! order and view stay. More rows are asked for before the last one loaded is reached.
//! Tables of the desk for help: its own, and [`COMMANDS`], [`ASKING`], [`CHOOSING`], [`super::list::MARKING`] stand in the
//! program's own list already.

mod ask;
mod boxes;
pub mod cells;
mod pane;
#[cfg(test)]
mod tests;
mod told;

use super::{Checked, Column, Confirmation, Explaining, Feed, Field, Form, List, Notice, Outbox, Sending};
use crate::{
    domain::{
        ids::WorkId,
        link::Link,
        role::Permission::{ManageWork, SignedIn},
    },
    keys::{Command, CommandId},
    store::Refusal,
    work::{
        ClaimNextIn, CountsOf, Deed, Deeds, Handle, Hold, Item, KeepLastView, LATE_MOST, LastView, Order,
        Queue, SaveView, SavedView, Scope, View, Views, WorkChoices, WorkPage, WorkRows,
    },
};
use ask::Asking;
pub use boxes::{AssignBox, NOTES, NotesBox, PendBox};
use told::{done_words, words_of};

/// What every worklist offers besides the keys of lists.
pub const COMMANDS: &[Command] = &[
    Command::new("work.open", &["<enter>"], "Open the item", SignedIn).group("Work").hint(1, "open"),
    Command::new("work.next", &["n"], "Take the next free item of this view", SignedIn)
        .group("Work")
        .hint(2, "take next")
        .undoable(),
    Command::new("work.claim", &["wc"], "Claim", SignedIn).group("Work").undoable(),
    Command::new("work.release", &["wr"], "Release", SignedIn).group("Work").undoable(),
    Command::new("work.assign", &["wa"], "Assign to a person or a team", SignedIn).group("Work"),
    Command::new("work.unassign", &["wu"], "Make it nobody's", SignedIn).group("Work").undoable(),
    Command::new("work.pend", &["wp"], "Put aside with a reason until a day", SignedIn).group("Work"),
    Command::new("work.wake", &["ww"], "Take up again what was put aside", SignedIn).group("Work").undoable(),
    Command::new("work.notes", &["wn"], "Notes, and what happened to it", SignedIn).group("Work"),
    Command::new("work.priority", &["wi"], "Set the priority (type 1 to 9 before)", ManageWork)
        .group("Work")
        .undoable(),
    Command::new("work.take", &["wx"], "Take it away from who holds it", ManageWork)
        .group("Work")
        .confirmed(),
    Command::new("work.explain", &["e"], "Explain when it is due, with the citation", SignedIn)
        .group("Work")
        .hint(25, "explain"),
    Command::new("work.undo", &["u"], "Take your last verdict back", SignedIn).group("Work").undoable(),
    Command::new("work.show", &["ws"], "Choose what is shown: states, whose, order, columns", SignedIn)
        .group("Work")
        .hint(23, "show"),
    Command::new("work.mine", &["wm"], "Show mine only, or all", SignedIn).group("Work"),
    Command::new("work.views", &["wv"], "Choose a saved view", SignedIn).group("Work").hint(24, "views"),
    Command::new("work.save", &["wk"], "Save what is shown as a view", SignedIn).group("Work"),
];

/// One more key while a worklist asks something.
pub const ASKING: &[Command] =
    &[Command::new("work.stop", &["<esc>"], "Back to the list", SignedIn).group("Work").hint(3, "back")];

/// Keys while a saved view is chosen.
pub const CHOOSING: &[Command] = &[
    Command::new("work.take-view", &["<enter>"], "Show this view", SignedIn).group("Work").hint(1, "show"),
    Command::new("work.forget-view", &["<c-x>"], "Forget this view", SignedIn)
        .group("Work")
        .hint(2, "forget it")
        .undoable(),
    Command::new("work.stop", &["<esc>"], "Back to the list", SignedIn).group("Work").hint(3, "back"),
];

/// The answer yes to a deed on many items.
const BULK: CommandId = CommandId("work.bulk");
/// Rows asked for at first, and how many more each time.
const PAGE: usize = 200;
/// Rows below the chosen one at which more are asked for.
const NEAR: usize = 60;
/// Rows that a worklist loads at most; the words of its filter look at these.
const MOST: usize = 5_000;

/// A desk's commands on its worklist.
pub type Act<Q> = fn(CommandId, &mut Worklist<Q>, &mut Outbox<'_>);
/// How an item opens; the page is the worklist as it was looked at, for the next item of the same view.
pub type Opens = fn(&Item, &WorkPage, &mut Outbox<'_>);

/// The list of a queue.
pub struct Worklist<Q: WorkRows = WorkPage> {
    queue: &'static Queue,
    columns: &'static [Column<Q::Row>],
    own: &'static [Command],
    /// Commands of its own that need no row.
    no_row: &'static [&'static str],
    act: Act<Q>,
    opens: Opens,
    view: View,
    /// The name of the view, until something in it is changed.
    view_name: String,
    limit: usize,
    more: bool,
    feed: Feed<Q>,
    counts: Feed<CountsOf>,
    choices: Feed<WorkChoices>,
    views: Feed<Views>,
    list: List<Q::Row, WorkId>,
    deed: Sending<Deeds>,
    next: Sending<ClaimNextIn<Q>>,
    saving: Sending<SaveView>,
    forgetting: Sending<crate::work::ForgetView>,
    /// A deed on many items that waits for its yes.
    waiting: Option<Deed>,
    /// What is out, for the words when it is done.
    out: Option<Deed>,
    /// The item of my last verdict here.
    last: Option<Handle>,
    asking: Asking,
    explaining: Explaining,
    /// The saved view shown last, of this user; asked before the first page, unless the desk gives a view.
    last_view: Option<Feed<LastView>>,
    keeping: Sending<KeepLastView>,
}

impl<Q: WorkRows> Worklist<Q> {
    /// The worklist of a queue: all open items, most urgent first.
    pub fn new(queue: &'static Queue, columns: &'static [Column<Q::Row>]) -> Self {
        Self {
            queue,
            columns,
            own: &[],
            no_row: &[],
            act: |_, _, _| {},
            opens: |item, _, out| {
                if let Some(queue) = item.queue() {
                    out.go(Link::Work(queue.id, item.id));
                }
            },
            view: View::default(),
            view_name: String::new(),
            limit: PAGE,
            more: false,
            feed: Feed::new(),
            counts: Feed::new(),
            choices: Feed::new(),
            views: Feed::new(),
            list: List::new(columns, |row| Q::item(row).id).empty("Nothing to do here."),
            deed: Sending::new(),
            next: Sending::new(),
            saving: Sending::new(),
            forgetting: Sending::new(),
            waiting: None,
            out: None,
            last: None,
            asking: Asking::No,
            explaining: Explaining::default(),
            last_view: Some(Feed::new()),
            keeping: Sending::new(),
        }
    }

    /// With commands of the desk's own, before those of every worklist.
    #[must_use]
    pub fn acting(mut self, own: &'static [Command], act: Act<Q>) -> Self {
        (self.own, self.act) = (own, act);
        self
    }

    /// With commands of the desk's own that hold though nothing is chosen, by their ids; its others then ask for a row. A desk
    /// that says nothing here decides in its own deeds what an empty list means.
    #[must_use]
    pub fn needing_no_row(mut self, ids: &'static [&'static str]) -> Self {
        self.no_row = ids;
        self
    }

    /// With another way to open an item than `Link::Work`.
    #[must_use]
    pub fn opening(mut self, opens: Opens) -> Self {
        self.opens = opens;
        self
    }

    /// Begins with a view.
    #[must_use]
    pub fn showing(mut self, view: View) -> Self {
        self.list.hide_columns(view.hidden_columns.clone());
        self.view = view;
        self.last_view = None;
        self
    }

    /// Shows another view from the top; `name` is said in the heading.
    pub fn show(&mut self, view: View, name: &str, out: &mut Outbox<'_>) {
        name.clone_into(&mut self.view_name);
        self.view = view;
        self.ask_anew(out);
    }

    /// What is shown.
    pub fn view_shown(&self) -> &View {
        &self.view
    }

    /// Asks for what the desk narrows by besides: fields whose ids are the names of [`crate::work::Narrow`]. The desk's own
    /// command calls it.
    pub fn ask_narrow(&mut self, fields: Vec<Field>, names: &'static [&'static str], out: &Outbox<'_>) {
        let form = Form::new(fields, "Show these", |_, _| Checked::Fine, out.words());
        self.asking = Asking::Narrow(form, names);
    }

    /// The queue.
    pub fn queue(&self) -> &'static Queue {
        self.queue
    }

    /// The chosen row.
    pub fn chosen(&self) -> Option<&Q::Row> {
        self.list.chosen()
    }

    /// The marked rows; the chosen one if none is marked.
    pub fn marked(&self) -> Vec<&Q::Row> {
        self.list.marked()
    }

    /// Handles of the marked items, or of the chosen one.
    pub fn handles(&self) -> Vec<Handle> {
        self.list.marked().into_iter().map(|row| Q::item(row).handle()).collect()
    }

    /// The worklist as it is looked at.
    pub fn page(&self) -> WorkPage {
        let lanes = self.queue.open_lanes();
        let chosen = lanes.filter(|lane| self.view.lanes.iter().any(|word| word == lane)).collect();
        WorkPage {
            queue: self.queue.id,
            lanes: chosen,
            scope: self.view.scope.clone(),
            order: self.view.order,
            hide_held: self.view.hide_held,
            narrow: self.view.narrow.clone(),
            after: None,
            limit: self.limit,
        }
    }

    /// Does something to the marked items, or to the chosen one. More than one is asked about first.
    pub fn deed(&mut self, deed: Deed, out: &mut Outbox<'_>) {
        match self.list.n_marks() {
            0 | 1 => self.send(deed, out),
            many => {
                let title = format!("{} {many} items?", words_of(&deed, self.queue));
                self.waiting = Some(deed);
                let text = "All of them or none: if one is refused, nothing is done.";
                out.confirm(Confirmation::new(title).text(text).choice('y', "do it", BULK));
            }
        }
    }

    /// Says that a verdict was given on an item elsewhere (on the desk's own pane), so that `u` takes that one back.
    pub fn judged(&mut self, item: Handle) {
        self.last = Some(item);
    }

    fn send(&mut self, deed: Deed, out: &mut Outbox<'_>) {
        let on = self.handles();
        if on.is_empty() {
            out.tell(Notice::info("Nothing is chosen."));
        } else if self.deed.send(Deeds { on, deed: deed.clone() }, out) {
            self.out = Some(deed);
        }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        self.feed.ask(Q::of(self.page()), out);
    }

    /// Another view: from the top, as many rows as at first.
    fn ask_anew(&mut self, out: &mut Outbox<'_>) {
        self.limit = PAGE;
        self.list.unmark();
        self.list.hide_columns(self.view.hidden_columns.clone());
        if self.list.filter_words() != self.view.words {
            self.list.filter_by(&self.view.words, out.words());
        }
        self.ask(out);
    }

    /// The view shown last is there, or there is none: the first page is asked for.
    fn begin(&mut self, last: Option<SavedView>, out: &mut Outbox<'_>) {
        self.last_view = None;
        if let Some(last) = last {
            self.view_name = last.name;
            self.view = last.view;
        }
        self.ask_anew(out);
    }

    /// Remembers the saved view that is shown, for the next time.
    fn remember(&mut self, out: &mut Outbox<'_>) {
        self.keeping.send(KeepLastView { queue: self.queue.id, name: self.view_name.clone() }, out);
    }

    /// More rows before the end of what is loaded is reached.
    fn grow(&mut self, out: &mut Outbox<'_>) {
        let wanted = if self.list.is_filtered() { MOST } else { (self.limit + PAGE).min(MOST) };
        if self.more && self.limit < wanted && (self.list.is_filtered() || self.list.n_below() < NEAR) {
            self.limit = wanted;
            self.ask(out);
        }
    }

    fn order(&mut self, step: usize, out: &mut Outbox<'_>) {
        let at = Order::ALL.iter().position(|order| *order == self.view.order).unwrap_or(0);
        let next = Order::ALL.get((at + step) % Order::ALL.len()).copied().unwrap_or_default();
        self.view.order = next;
        self.view_name.clear();
        out.tell(Notice::info(format!("Order: {}.", next.title())));
        self.ask_anew(out);
    }

    fn open_chosen(&mut self, out: &mut Outbox<'_>) {
        if let Some(row) = self.list.chosen() {
            (self.opens)(Q::item(row), &self.page(), out);
        }
    }

    fn undo(&mut self, out: &mut Outbox<'_>) {
        let chosen = self.list.chosen().map(|row| Q::item(row).handle());
        if let Some(on) = self.last.or(chosen)
            && self.deed.send(Deeds::one(Handle { seen: None, ..on }, Deed::Undo), out)
        {
            self.out = Some(Deed::Undo);
        }
    }

    fn perform_work(&mut self, id: CommandId, out: &mut Outbox<'_>) -> bool {
        match id.0 {
            "work.open" => self.open_chosen(out),
            "work.next" => {
                self.next.send(ClaimNextIn { page: Q::of(self.page()), hold: Hold::Screen }, out);
            }
            "work.claim" => self.deed(Deed::Claim(Hold::Screen), out),
            "work.release" => self.deed(Deed::Release, out),
            "work.explain" => {
                if let Some(row) = self.list.chosen() {
                    self.explaining.ask_about(Q::item(row), out);
                }
            }
            "work.unassign" => self.deed(Deed::Unassign, out),
            "work.wake" => self.deed(Deed::Wake, out),
            "work.take" => self.send(Deed::TakeAway, out),
            "work.undo" => self.undo(out),
            "work.priority" => match out.count().map(u8::try_from) {
                Some(Ok(priority @ 1..=9)) => self.deed(Deed::Priority(priority), out),
                _ => out.tell(Notice::info("Type the priority before the key: 1wi is first, 9wi last.")),
            },
            "work.assign" => self.assign(out),
            "work.pend" => out.show(boxes::PendBox::new(self.handles(), out.words())),
            "work.notes" => {
                if let Some(row) = self.list.chosen() {
                    out.show(boxes::NotesBox::new(Q::item(row), out.words()));
                }
            }
            "work.mine" => {
                let mine = self.view.scope == Scope::Mine;
                self.view.scope = if mine { Scope::All } else { Scope::Mine };
                self.view_name.clear();
                self.ask_anew(out);
            }
            "list.sort" => self.order(1, out),
            "list.turn" => self.order(Order::ALL.len() - 1, out),
            _ if id == BULK => {
                if let Some(deed) = self.waiting.take() {
                    self.send(deed, out);
                }
            }
            _ => return self.perform_asking(id, out),
        }
        true
    }

    fn assign(&mut self, out: &mut Outbox<'_>) {
        match self.choices.rows() {
            Some(choices) => out.show(boxes::AssignBox::new(self.handles(), choices, out.words())),
            None => out.tell(Notice::info("The names are still being read; press the key again.")),
        }
    }

    fn deed_done(&mut self, done: Result<Vec<Item>, Refusal>, out: &mut Outbox<'_>) {
        let deed = self.out.take();
        match done {
            Ok(items) => {
                if let (Some(Deed::Move(..)), [.., item]) = (&deed, items.as_slice()) {
                    self.last = Some(item.handle());
                }
                if matches!(deed, Some(Deed::Undo)) {
                    self.last = None;
                }
                self.list.unmark();
                if let Some(deed) = deed {
                    out.tell(Notice::done(done_words(&deed, &items, self.queue)));
                }
                self.feed.again(out);
            }
            Err(refusal) => out.tell(Notice::from(&refusal)),
        }
    }

    fn counted(&self) -> String {
        let Some(Some(counts)) = self.counts.rows() else { return String::new() };
        let late = match counts.late {
            0 => String::new(),
            LATE_MOST.. => format!(", {LATE_MOST} or more late"),
            late => format!(", {late} late"),
        };
        format!("{} open{late}", counts.open)
    }
}
