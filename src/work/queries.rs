//! Questions about items: one, its trace, counts, what a person holds and what is most urgent for them.

use super::{
    page::{Order, Scope, WorkPage},
    queue::{Kind, PENDED, Queue, QueueState},
    queues,
    row::{self, Item},
};
use crate::{
    domain::{
        ids::WorkId,
        role::Permission,
        time::instant_text,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use rusqlite::named_params;
use std::collections::BTreeMap;

/// One item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneItem(pub WorkId);

impl Query for OneItem {
    type Rows = Option<Item>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<Option<Item>, StoreError> {
        let now = instant_text(db.now());
        let item = db.row(row::BY_ID, named_params! {":item": self.0, ":now": now}, row::read)?;
        let Some(item) = item else { return Ok(None) };
        let needs = item.queue().map_or(Permission::Operate, |queue| queue.claim);
        db.session().require(needs)?;
        Ok(Some(item))
    }
}

/// One line of an item's trace.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it; the table is documented in migrations/0007_work.sql")]
pub struct Event {
    pub verb: String,
    pub from: String,
    pub to: String,
    /// Name of the author; empty for a rule of the program.
    pub by: String,
    pub at: String,
    pub reason: String,
    pub undone: bool,
}

/// What happened to an item, oldest first; notes are the events with the verb `note`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Events(pub WorkId);

impl Query for Events {
    type Rows = Vec<Event>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Event>, StoreError> {
        if OneItem(self.0).run(db)?.is_none() {
            return Ok(Vec::new());
        }
        db.rows(include_str!("sql/events.sql"), named_params! {":item": self.0}, |row| {
            Ok(Event {
                verb: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                by: row.get(3)?,
                at: row.get(4)?,
                reason: row.get(5)?,
                undone: row.get(6)?,
            })
        })
    }
}

/// How many items of a queue stand where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueCounts {
    /// The queue.
    pub queue: &'static str,
    /// Items by state word; `pended` are those put aside. Closed ones are counted too.
    pub by_state: BTreeMap<String, i64>,
    /// All open items.
    pub open: i64,
    /// Open items past their due time, not counting those put aside; [`LATE_MOST`] means that or more.
    pub late: i64,
    /// What I own or hold of it.
    pub mine: i64,
}

/// Late items are counted up to here: more are "10,000 or more".
pub const LATE_MOST: i64 = 10_000;

/// Counts of every queue that the user may work, kept up to date by triggers: cheap to ask with each change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts;

impl Query for Counts {
    type Rows = Vec<QueueCounts>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<QueueCounts>, StoreError> {
        queues::of(db.session()).map(|queue| counts_of(db, queue)).collect()
    }
}

fn counts_of(db: &Reader<'_>, queue: &'static Queue) -> Result<QueueCounts, StoreError> {
    let by_state: BTreeMap<String, i64> = db
        .rows("SELECT lane, n FROM work_count WHERE queue = ?1 AND n > 0", [queue.id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .into_iter()
        .collect();
    let open = queue.open_lanes().filter_map(|lane| by_state.get(lane)).sum();
    let now = instant_text(db.now());
    let mut late = 0;
    for lane in queue.open_lanes().filter(|lane| *lane != PENDED) {
        let params =
            named_params! {":queue": queue.id, ":lane": lane, ":now": now, ":most": LATE_MOST - late};
        late += db.row(include_str!("sql/late.sql"), params, |row| row.get::<_, i64>(0))?.unwrap_or(0);
    }
    let me = db.session().user;
    let params = named_params! {":queue": queue.id, ":me": me, ":now": now};
    let mine = db.row(include_str!("sql/mine.sql"), params, |row| row.get(0))?.unwrap_or(0);
    Ok(QueueCounts { queue: queue.id, by_state, open, late, mine })
}

/// Counts of one queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountsOf {
    /// The queue's id.
    pub queue: &'static str,
}

impl Query for CountsOf {
    type Rows = Option<QueueCounts>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        queues::find(self.queue).map_or(Permission::WorkHere, |queue| queue.claim)
    }

    fn run(&self, db: &Reader<'_>) -> Result<Option<QueueCounts>, StoreError> {
        queues::find(self.queue).map(|queue| counts_of(db, queue)).transpose()
    }
}

/// How old open items are, by state: a table for the supervisor. Reads every open item of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// The queue's id.
    pub queue: &'static str,
}

/// Upper ends of the classes of [`Ages`] in days; the last class has no end.
pub const AGE_DAYS: [i64; 5] = [1, 3, 7, 14, 30];

/// One row of the table: a state word, and the number of items in each class of age.
pub type AgeRow = (String, [i64; 6]);

impl Query for Ages {
    type Rows = Vec<AgeRow>;
    const LANE: Lane = Lane::Long;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        queues::find(self.queue).map_or(Permission::WorkHere, |queue| queue.claim)
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<AgeRow>, StoreError> {
        let Some(queue) = queues::find(self.queue) else { return Ok(Vec::new()) };
        let [day, three, week, two_weeks, month] =
            AGE_DAYS.map(|days| instant_text(db.now() - chrono::Duration::days(days)));
        let mut table = Vec::new();
        for lane in queue.open_lanes() {
            let params = named_params! {
                ":queue": self.queue, ":lane": lane, ":a": day, ":b": three, ":c": week, ":d": two_weeks, ":e": month,
            };
            let row = db.row(include_str!("sql/ages.sql"), params, |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?])
            })?;
            table.push((lane.to_owned(), row.unwrap_or_default()));
        }
        Ok(table)
    }
}

/// What the start screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MyWork {
    /// What I hold now, last taken first.
    pub held: Vec<Item>,
    /// What I own, most urgent first; not what I hold.
    pub own: Vec<Item>,
    /// The most urgent of all queues of my roles that are nobody else's; neither held nor owned by me.
    pub urgent: Vec<Item>,
    /// Counts of my queues.
    pub counts: Vec<QueueCounts>,
}

/// Everything I hold and own, and what is most urgent for my roles, across all queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhatIsMine {
    /// How many rows of each part at most.
    pub limit: usize,
}

impl Query for WhatIsMine {
    type Rows = MyWork;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<MyWork, StoreError> {
        let me = db.session().user;
        let mut mine = MyWork { counts: Counts.run(db)?, ..MyWork::default() };
        for queue in queues::of(db.session()) {
            let page = |scope: Scope| WorkPage {
                scope,
                hide_held: true,
                limit: self.limit,
                ..WorkPage::first(queue.id)
            };
            let own = page(Scope::Mine).run(db)?.items;
            let (held, own): (Vec<Item>, Vec<Item>) =
                own.into_iter().partition(|item| item.claim.as_ref().is_some_and(|claim| claim.user == me));
            mine.held.extend(held);
            mine.own.extend(own);
            // What waits for somebody else is nobody's to begin.
            let begins = |state: &&QueueState| matches!(state.kind, Kind::Ready | Kind::Active);
            let lanes = queue.states.iter().filter(begins).map(|state| state.word).collect();
            let free = WorkPage { lanes, ..page(Scope::All) }.run(db)?.items;
            mine.urgent.extend(free.into_iter().filter(|item| item.owner.is_none() && item.claim.is_none()));
        }
        mine.held.sort_by(|a, b| (&b.claim_at, b.id).cmp(&(&a.claim_at, a.id)));
        for part in [&mut mine.own, &mut mine.urgent] {
            part.sort_by(|a, b| urgency(a).cmp(&urgency(b)));
            part.truncate(self.limit);
        }
        Ok(mine)
    }
}

fn urgency(item: &Item) -> (u8, &str, WorkId) {
    (item.priority, item.due_at.as_deref().unwrap_or("9999"), item.id)
}

/// An order by its word, or what words there are.
pub fn order_of(word: &str) -> Result<Order, String> {
    Order::from_word(word).ok_or_else(|| {
        let known: Vec<&str> = Order::ALL.iter().map(|order| order.word()).collect();
        format!("there is no order \"{word}\"; orders are: {}", known.join(", "))
    })
}
