//! A worklist page by page: any filter and order that is offered gives its first page from an index.
//!
//! Lanes are walked one by one, each from the index of its order, and merged here: a worklist of three states is three
//! short walks, whatever the number of items. Pages go on by key, never by offset.

use super::{
    queue::{PENDED, Queue},
    queues,
    row::{self, Item},
    statements::{OF_PATIENT, statement},
};
use crate::{
    domain::{
        ids::{PatientId, TeamId, UserId},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use rusqlite::{ToSql, named_params};

/// Whose items a worklist shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Scope {
    /// All of the queue.
    #[default]
    All,
    /// Mine: what I own or hold.
    Mine,
    /// One person's own.
    Owner(i64),
    /// One team's.
    Team(i64),
    /// One division of the queue: service, payer, document type.
    Category(String),
}

impl Scope {
    /// One person's own.
    pub fn owner(user: UserId) -> Self {
        Self::Owner(user.0)
    }

    /// One team's.
    pub fn team(team: TeamId) -> Self {
        Self::Team(team.0)
    }
}

/// The orders offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Order {
    /// By priority, then due time: what `claim next` goes by.
    #[default]
    Urgent,
    /// First due first; those without a due time last.
    Due,
    /// Oldest first.
    Oldest,
    /// Newest first.
    Newest,
    /// Largest amount first.
    Amount,
}

impl Order {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Urgent, Self::Due, Self::Oldest, Self::Newest, Self::Amount];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::Due => "due",
            Self::Oldest => "oldest",
            Self::Newest => "newest",
            Self::Amount => "amount",
        }
    }

    /// The words on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Urgent => "most urgent first",
            Self::Due => "first due first",
            Self::Oldest => "oldest first",
            Self::Newest => "newest first",
            Self::Amount => "largest amount first",
        }
    }

    /// From the word on the command line.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|order| order.word() == word)
    }
}

/// What a desk narrows its worklist by besides state and person: names and values of its own (`payer`, `least`). The engine
/// hands them on; [`WorkRows`] of the desk answers to them.
pub type Narrow = std::collections::BTreeMap<String, String>;

/// One page of a worklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkPage {
    /// The queue's id.
    pub queue: &'static str,
    /// States to show, and `pended` for what was put aside; empty: all open states but that.
    pub lanes: Vec<&'static str>,
    /// Whose.
    pub scope: Scope,
    /// In which order.
    pub order: Order,
    /// Leave out what another person holds now.
    pub hide_held: bool,
    /// What the desk narrows by besides.
    pub narrow: Narrow,
    /// Go on after this item.
    pub after: Option<Key>,
    /// How many at most.
    pub limit: usize,
}

/// Where a page ends: what the next one begins after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Key {
    pub priority: u8,
    pub due: String,
    pub created: String,
    pub amount: i64,
    pub id: i64,
}

impl Key {
    /// The place of an item in any order.
    pub fn of(item: &Item) -> Self {
        Self {
            priority: item.priority,
            due: item.due_at.clone().unwrap_or_else(|| NEVER.to_owned()),
            created: item.created_at.clone(),
            amount: item.amount,
            id: item.id.0,
        }
    }

    /// Before the first item of an order.
    pub fn start(order: Order) -> Self {
        let last = matches!(order, Order::Newest | Order::Amount);
        Self {
            priority: 0,
            due: String::new(),
            created: if last { NEVER.to_owned() } else { String::new() },
            amount: i64::MAX,
            id: if last { i64::MAX } else { 0 },
        }
    }
}

/// Sorts after every instant, as `due_key` does for items without a due time.
const NEVER: &str = "9999";

/// A page of items; a desk's own rows hold more beside each item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<R = Item> {
    /// The items, in order.
    pub items: Vec<R>,
    /// Whether more follow.
    pub more: bool,
}

impl<R> Default for Page<R> {
    fn default() -> Self {
        Self { items: Vec::new(), more: false }
    }
}

/// A question for the rows of a worklist: [`WorkPage`] itself, or a desk's own around it, which adds what its columns show.
///
/// ```ignore
/// #[derive(Clone, PartialEq)]
/// struct DeficiencyPage(WorkPage);
/// impl Query for DeficiencyPage {
///     type Rows = Page<Deficiency>;                        // struct Deficiency { item: Item, clinician: String }
///     fn topics(&self) -> Topics { self.0.topics() }       // needs() likewise
///     fn run(&self, db: &Reader<'_>) -> Result<Page<Deficiency>, StoreError> {
///         self.0.run(db)?.try_map(|item| { let clinician = …; Ok(Deficiency { item, clinician }) })
///     }
/// }
/// ```
pub trait WorkRows: Query<Rows = Page<Self::Row>> {
    /// One row.
    type Row: Send + 'static;
    /// The question for a page.
    fn of(page: WorkPage) -> Self;
    /// The page that this question was made of.
    fn page(&self) -> &WorkPage;
    /// The item of a row.
    fn item(row: &Self::Row) -> &Item;
}

impl WorkRows for WorkPage {
    type Row = Item;

    fn of(page: WorkPage) -> Self {
        page
    }

    fn page(&self) -> &WorkPage {
        self
    }

    fn item(row: &Item) -> &Item {
        row
    }
}

impl<R> Page<R> {
    /// The page with each row made into another.
    pub fn try_map<S, E>(self, make: impl FnMut(R) -> Result<S, E>) -> Result<Page<S>, E> {
        let items = self.items.into_iter().map(make).collect::<Result<Vec<S>, E>>()?;
        Ok(Page { items, more: self.more })
    }
}

impl WorkPage {
    /// The first page of all open items of a queue, most urgent first.
    pub fn first(queue: &'static str) -> Self {
        Self {
            queue,
            lanes: Vec::new(),
            scope: Scope::All,
            order: Order::Urgent,
            hide_held: false,
            narrow: Narrow::new(),
            after: None,
            limit: 100,
        }
    }

    /// The lanes to walk: those chosen, else all open ones but [`PENDED`].
    pub fn lanes_of(&self, queue: &Queue) -> Vec<&'static str> {
        if self.lanes.is_empty() {
            return queue.open_lanes().filter(|lane| *lane != PENDED).collect();
        }
        self.lanes.clone()
    }
}

impl Query for WorkPage {
    type Rows = Page;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Patients
    }

    fn needs(&self) -> Permission {
        queues::find(self.queue).map_or(Permission::WorkHere, |queue| queue.claim)
    }

    fn run(&self, db: &Reader<'_>) -> Result<Page, StoreError> {
        let Some(queue) = queues::find(self.queue) else { return Ok(Page::default()) };
        let mut items = Vec::new();
        for lane in self.lanes_of(queue) {
            items.append(&mut self.walk(db, lane)?);
        }
        self.sort(&mut items);
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        Ok(Page { items, more })
    }
}

impl WorkPage {
    /// One lane from its index: one row more than the page, to know whether more follow.
    fn walk(&self, db: &Reader<'_>, lane: &str) -> Result<Vec<Item>, StoreError> {
        let key = self.after.clone().unwrap_or_else(|| Key::start(self.order));
        let (now, me) = (crate::domain::time::instant_text(db.now()), db.session().user);
        let limit = i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1);
        let mut params: Vec<(&str, &dyn ToSql)> = vec![
            (":queue", &self.queue),
            (":lane", &lane),
            (":now", &now),
            (":limit", &limit),
            (":id", &key.id),
        ];
        match self.order {
            Order::Urgent => params.extend([(":priority", &key.priority as &dyn ToSql), (":due", &key.due)]),
            Order::Due => params.push((":due", &key.due)),
            Order::Oldest | Order::Newest => params.push((":created", &key.created)),
            Order::Amount => params.push((":amount", &key.amount)),
        }
        match &self.scope {
            Scope::All => {}
            Scope::Mine => params.push((":scope", &me)),
            Scope::Owner(id) | Scope::Team(id) => params.push((":scope", id)),
            Scope::Category(category) => params.push((":scope", category)),
        }
        if !matches!(self.scope, Scope::Mine | Scope::Owner(_)) {
            params.extend([(":me", &me as &dyn ToSql), (":hide", &self.hide_held)]);
        }
        db.rows(statement(&self.scope, self.order), params.as_slice(), row::read)
    }

    /// Puts items of several lanes into the order of the page.
    pub fn sort(&self, items: &mut [Item]) {
        let due = |item: &Item| item.due_at.clone().unwrap_or_else(|| NEVER.to_owned());
        items.sort_by(|a, b| match self.order {
            Order::Urgent => (a.priority, due(a), a.id).cmp(&(b.priority, due(b), b.id)),
            Order::Due => (due(a), a.id).cmp(&(due(b), b.id)),
            Order::Oldest => (&a.created_at, a.id).cmp(&(&b.created_at, b.id)),
            Order::Newest => (&b.created_at, b.id).cmp(&(&a.created_at, a.id)),
            Order::Amount => (b.amount, b.id).cmp(&(a.amount, a.id)),
        });
    }
}

/// The open items of a patient, of all queues that the user may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkOfPatient(pub PatientId);

impl Query for WorkOfPatient {
    type Rows = Vec<Item>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Item>, StoreError> {
        let now = crate::domain::time::instant_text(db.now());
        let mut items = db.rows(OF_PATIENT, named_params! {":patient": self.0, ":now": now}, row::read)?;
        items.retain(|item| item.queue().is_some_and(|queue| db.session().may(queue.claim)));
        Ok(items)
    }
}
