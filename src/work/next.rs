//! Taking the next item: of a queue, of a worklist as somebody looks at it, of all queues.

use super::{
    claims::{self, Hold},
    item,
    page::{Key, WorkPage},
    queue::{Kind, Queue},
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
        queues::find(self.queue).map_or(Permission::SignedIn, |queue| queue.claim)
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

/// Claims the first free item of a worklist as somebody looks at it: with its filter, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNextIn {
    /// The worklist; its `after` and `limit` count for nothing.
    pub page: WorkPage,
    /// How it is held.
    pub hold: Hold,
}

/// Pages of a worklist that are looked through for a free item: behind so many held ones nobody's turn comes.
const LOOKED_THROUGH: usize = 20;

impl Change for ClaimNextIn {
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
        let queue = item::known(self.page.queue)?;
        let plain = WorkPage { limit: self.page.limit, after: None, ..WorkPage::first(queue.id) };
        if (WorkPage { hide_held: false, after: None, ..self.page.clone() }) == plain {
            return ClaimNext { queue: queue.id, hold: self.hold }.apply(tx);
        }
        claims::sweep(tx)?;
        claim_in(tx, queue, &self.page, None, self.hold)
    }
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
        let queue = item::known(self.page.queue)?;
        claims::sweep(tx)?;
        let left = item::get(tx, self.item)?;
        let me = tx.session().user;
        if left.claim.as_ref().is_some_and(|claim| claim.user == me) {
            claims::release(tx, &left)?;
        }
        claim_in(tx, queue, &self.page, Some(Key::of(&left)), self.hold)
    }
}

/// Claims the first free item of a worklist behind a place.
fn claim_in(
    tx: &Writing<'_>,
    queue: &Queue,
    looked_at: &WorkPage,
    after: Option<Key>,
    hold: Hold,
) -> Result<Option<Item>, Refusal> {
    let mut page = WorkPage { hide_held: true, after, limit: 50, ..looked_at.clone() };
    let me = tx.session().user;
    for _ in 0..LOOKED_THROUGH {
        let found = page.run(&tx.reader())?;
        let free = found.items.iter().find(|item| {
            let workable = queue
                .state(&item.state)
                .is_some_and(|state| matches!(state.kind, Kind::Ready | Kind::Active));
            workable
                && item.wake_at.is_none()
                && item.claim.is_none()
                && item.owner.as_ref().is_none_or(|owner| owner.user == me)
        });
        if let Some(free) = free {
            tx.object("work", free.id.0);
            if let Some(patient) = free.patient {
                tx.about(patient);
            }
            return claims::claim(tx, free.id, hold).map(Some);
        }
        page.after = found.items.last().map(Key::of);
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
        Permission::SignedIn
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
