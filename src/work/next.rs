//! Taking the next item: of a queue, of a worklist as somebody looks at it, of all queues.

use super::{
    claims::{self, Hold},
    item,
    page::{Key, WorkPage, WorkRows},
    queue::Kind,
    queues,
    row::Item,
};
use crate::{
    domain::{
        ids::WorkId,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Query as _, Refusal, Writing},
};

/// Claims the most urgent free item of a queue. The receipt is that item; `None`: nothing is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNext {
    /// The queue's id.
    pub queue: &'static str,
    /// How it is held.
    pub hold: Hold,
}

impl Change for ClaimNext {
    type Receipt = Option<Item>;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        queues::find(self.queue).map_or(Permission::WorkHere, |queue| queue.claim)
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("work.claim").detail(self.queue)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<Item>, Refusal> {
        item::known(self.queue)?;
        let got = claims::next(tx, self.queue, self.hold)?;
        match &got {
            Some(item) => {
                tx.object("work", item.id.0);
                if let Some(patient) = item.patient {
                    tx.about(patient);
                }
            }
            None => tx.detail(format!("{}: nothing free", self.queue)),
        }
        Ok(got)
    }
}

/// Claims the first free item of a worklist as somebody looks at it: with its filter, in its order. `Q` is the desk's own
/// question if its worklist is narrowed by more than the engine knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNextIn<Q = WorkPage> {
    /// The worklist; its `after` and `limit` count for nothing.
    pub page: Q,
    /// How it is held.
    pub hold: Hold,
}

/// Pages of a worklist that are looked through for a free item: behind so many held ones nobody's turn comes.
const LOOKED_THROUGH: usize = 20;

impl<Q: WorkRows> Change for ClaimNextIn<Q> {
    type Receipt = Option<Item>;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        self.page.page().needs()
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("work.claim").detail(self.page.page().queue)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<Item>, Refusal> {
        let page = self.page.page();
        let plain = WorkPage { limit: page.limit, after: None, ..WorkPage::first(page.queue) };
        if (WorkPage { hide_held: false, after: None, ..page.clone() }) == plain {
            return ClaimNext { queue: page.queue, hold: self.hold }.apply(tx);
        }
        claim_in::<Q>(tx, page, self.hold, None)
    }
}

/// Claims the first free item of a worklist inside a desk's own change, leaving out one item.
pub fn claim_in<Q: WorkRows>(
    tx: &Writing<'_>,
    page: &WorkPage,
    hold: Hold,
    but: Option<WorkId>,
) -> Result<Option<Item>, Refusal> {
    claims::sweep(tx)?;
    claim_behind::<Q>(tx, page, None, hold, but)
}

/// Gives an item back and claims the next free one behind it in a worklist as somebody looks at it. `None`: nothing is free
/// behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// The worklist; its `after` and `limit` count for nothing.
    pub page: WorkPage,
    /// What is given back, if it is held.
    pub item: WorkId,
    /// How the next one is held.
    pub hold: Hold,
}

impl Change for Skip {
    type Receipt = Option<Item>;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        self.page.needs()
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("work.claim").detail(self.page.queue)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<Item>, Refusal> {
        claims::sweep(tx)?;
        let left = item::get(tx, self.item)?;
        let me = tx.session().user;
        if left.claim.as_ref().is_some_and(|claim| claim.user == me) {
            claims::release(tx, &left)?;
        }
        claim_behind::<WorkPage>(tx, &self.page, Some(Key::of(&left)), self.hold, None)
    }
}

/// Claims the first free item of a worklist behind a place, leaving out one item.
fn claim_behind<Q: WorkRows>(
    tx: &Writing<'_>,
    looked_at: &WorkPage,
    after: Option<Key>,
    hold: Hold,
    but: Option<WorkId>,
) -> Result<Option<Item>, Refusal> {
    let queue = item::known(looked_at.queue)?;
    let mut page = WorkPage { hide_held: true, after, limit: 50, ..looked_at.clone() };
    let me = tx.session().user;
    let is_free = |item: &Item| {
        let workable =
            queue.state(&item.state).is_some_and(|state| matches!(state.kind, Kind::Ready | Kind::Active));
        workable
            && item.wake_at.is_none()
            && item.claim.is_none()
            && Some(item.id) != but
            && item.owner.as_ref().is_none_or(|owner| owner.user == me)
    };
    for _ in 0..LOOKED_THROUGH {
        let found = Q::of(page.clone()).run(&tx.reader())?;
        if let Some(free) = found.items.iter().map(Q::item).find(|item| is_free(item)) {
            tx.object("work", free.id.0);
            if let Some(patient) = free.patient {
                tx.about(patient);
            }
            return claims::claim(tx, free.id, hold).map(Some);
        }
        page.after = found.items.last().map(|row| Key::of(Q::item(row)));
        if !found.more {
            break;
        }
    }
    tx.detail(format!("{}: nothing free", queue.id));
    Ok(None)
}

/// Claims the most urgent free item of all queues that the user may work. The receipt is that item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimNextOfMine {
    /// How it is held.
    pub hold: Hold,
}

impl Change for ClaimNextOfMine {
    type Receipt = Option<Item>;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("work.claim").detail("all queues")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<Item>, Refusal> {
        claims::sweep(tx)?;
        let mut best: Option<(u8, String, i64, &'static str)> = None;
        for queue in queues::of(tx.session()) {
            let first = claims::first_free(tx, queue.id)?;
            let urgency = first.map(|(id, priority, due)| (priority, due, id.0, queue.id));
            best = match (best.take(), urgency) {
                (Some(known), Some(found)) => Some(known.min(found)),
                (known, found) => known.or(found),
            };
        }
        let Some((.., queue)) = best else {
            tx.detail("all queues: nothing free");
            return Ok(None);
        };
        ClaimNext { queue, hold: self.hold }.apply(tx)
    }
}
