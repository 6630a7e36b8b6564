//! A worklist page by page: any filter and order that is offered gives its first page from an index.
//!
//! Lanes are walked one by one, each from the index of its order, and merged here: a worklist of three states is three
//! short walks, whatever the number of items. Pages go on by key, never by offset.

use super::{
    queue::{PENDED, Queue},
    queues,
    row::{self, Item, columns, joins},
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
    /// Go on after this item.
    pub after: Option<Key>,
    /// How many at most.
    pub limit: usize,
}

/// Where a page ends: what the next one begins after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    priority: u8,
    due: String,
    created: String,
    amount: i64,
    id: i64,
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
    fn start(order: Order) -> Self {
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

/// A page of items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The items, in order.
    pub items: Vec<Item>,
    /// Whether more follow.
    pub more: bool,
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
            after: None,
            limit: 100,
        }
    }

    fn lanes_of(&self, queue: &Queue) -> Vec<&'static str> {
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
        queues::find(self.queue).map_or(Permission::SignedIn, |queue| queue.claim)
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

    fn sort(&self, items: &mut [Item]) {
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

const OF_PATIENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM work_item w INDEXED BY work_patient",
    joins!(),
    "WHERE w.patient_id = :patient AND w.patient_id IS NOT NULL AND w.closed_at IS NULL
      ORDER BY w.priority, w.due_key, w.item_id LIMIT 500"
);

/// A statement: ids from one index, then the rows of those ids.
macro_rules! page {
    ($index:literal, $scope:literal, $hide:literal, $after:literal, $order:literal, $outer:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM (SELECT item_id FROM work_item INDEXED BY ",
            $index,
            " WHERE closed_at IS NULL AND queue = :queue AND lane = :lane AND ",
            $scope,
            $hide,
            " AND ",
            $after,
            " ORDER BY ",
            $order,
            " LIMIT :limit) k CROSS JOIN work_item w ON w.item_id = k.item_id",
            joins!(),
            " ORDER BY ",
            $outer
        )
    };
}

/// The statements of one scope, in the order of [`Order::ALL`].
macro_rules! scope {
    ($urgent:literal, $due:literal, $age:literal, $amount:literal, $scope:literal, $hide:literal) => {
        [
            page!(
                $urgent,
                $scope,
                $hide,
                "(priority, due_key, id_key) > (:priority, :due, :id)",
                "priority, due_key, id_key",
                "w.priority, w.due_key, w.item_id"
            ),
            page!(
                $due,
                $scope,
                $hide,
                "(due_key, id_key) > (:due, :id)",
                "due_key, id_key",
                "w.due_key, w.item_id"
            ),
            page!(
                $age,
                $scope,
                $hide,
                "(created_at, id_key) > (:created, :id)",
                "created_at, id_key",
                "w.created_at, w.item_id"
            ),
            page!(
                $age,
                $scope,
                $hide,
                "(created_at, id_key) < (:created, :id)",
                "created_at DESC, id_key DESC",
                "w.created_at DESC, w.item_id DESC"
            ),
            page!(
                $amount,
                $scope,
                $hide,
                "(amount, id_key) < (:amount, :id)",
                "amount DESC, id_key DESC",
                "w.amount DESC, w.item_id DESC"
            ),
        ]
    };
    // What one person owns or holds is little: found by person, then sorted.
    (person $from:literal) => {
        [
            person!(
                $from,
                "(priority, due_key, id_key) > (:priority, :due, :id)",
                "priority, due_key, id_key",
                "w.priority, w.due_key, w.item_id"
            ),
            person!($from, "(due_key, id_key) > (:due, :id)", "due_key, id_key", "w.due_key, w.item_id"),
            person!(
                $from,
                "(created_at, id_key) > (:created, :id)",
                "created_at, id_key",
                "w.created_at, w.item_id"
            ),
            person!(
                $from,
                "(created_at, id_key) < (:created, :id)",
                "created_at DESC, id_key DESC",
                "w.created_at DESC, w.item_id DESC"
            ),
            person!(
                $from,
                "(amount, id_key) < (:amount, :id)",
                "amount DESC, id_key DESC",
                "w.amount DESC, w.item_id DESC"
            ),
        ]
    };
}
macro_rules! person {
    ($from:literal, $after:literal, $order:literal, $outer:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM (SELECT item_id FROM (",
            $from,
            ") WHERE ",
            $after,
            " ORDER BY ",
            $order,
            " LIMIT :limit) k CROSS JOIN work_item w ON w.item_id = k.item_id",
            joins!(),
            " ORDER BY ",
            $outer
        )
    };
}

const ALL: [&str; 5] = scope!(
    "work_urgent",
    "work_due",
    "work_age",
    "work_amount",
    "1",
    " AND (:hide = 0 OR claim_user IS NULL OR claim_user = :me OR claim_until <= :now)"
);
const TEAM: [&str; 5] = scope!(
    "work_team_urgent",
    "work_team_due",
    "work_team_age",
    "work_team_amount",
    "owner_team = :scope AND owner_team IS NOT NULL",
    " AND (:hide = 0 OR claim_user IS NULL OR claim_user = :me OR claim_until <= :now)"
);
const CATEGORY: [&str; 5] = scope!(
    "work_category_urgent",
    "work_category_due",
    "work_category_age",
    "work_category_amount",
    "category = :scope AND category <> ''",
    " AND (:hide = 0 OR claim_user IS NULL OR claim_user = :me OR claim_until <= :now)"
);
const OWNER: [&str; 5] = scope!(person
    "SELECT item_id, id_key, priority, due_key, created_at, amount FROM work_item INDEXED BY work_owner
      WHERE owner_user = :scope AND owner_user IS NOT NULL AND queue = :queue AND lane = :lane AND closed_at IS NULL"
);
const MINE: [&str; 5] = scope!(person
    "SELECT item_id, id_key, priority, due_key, created_at, amount FROM work_item INDEXED BY work_owner
      WHERE owner_user = :scope AND owner_user IS NOT NULL AND queue = :queue AND lane = :lane AND closed_at IS NULL
     UNION ALL
     SELECT item_id, id_key, priority, due_key, created_at, amount FROM work_item INDEXED BY work_claim
      WHERE claim_user = :scope AND claim_user IS NOT NULL AND claim_until > :now AND owner_user IS NOT :scope
        AND queue = :queue AND lane = :lane AND closed_at IS NULL"
);

fn statement(scope: &Scope, order: Order) -> &'static str {
    let of_scope = match scope {
        Scope::All => &ALL,
        Scope::Mine => &MINE,
        Scope::Owner(_) => &OWNER,
        Scope::Team(_) => &TEAM,
        Scope::Category(_) => &CATEGORY,
    };
    let [urgent, due, oldest, newest, amount] = of_scope;
    match order {
        Order::Urgent => urgent,
        Order::Due => due,
        Order::Oldest => oldest,
        Order::Newest => newest,
        Order::Amount => amount,
    }
}

/// All statements, for the test of their plans.
#[cfg(test)]
pub fn statements() -> Vec<&'static str> {
    let mut all: Vec<&str> = [ALL, TEAM, CATEGORY, OWNER, MINE].concat();
    all.extend([OF_PATIENT, row::BY_ID, row::BY_SUBJECT]);
    all
}
