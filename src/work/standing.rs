//! Where an item stands in its list, as rules reckon it: the words, the priority, the number to sort by; aside and back.
//!
//! None of it is a verdict. What only rearranges the list does not change the item's version, so that nobody's verdict is
//! refused because a rule has reckoned anew meanwhile.

use super::{
    changes,
    item::{self, Hand, Step},
    row::Item,
};
use crate::{
    domain::{
        ids::{Version, WorkId},
        topics::Topic,
    },
    store::{Refusal, StoreError, Writing},
};
use chrono::{DateTime, Utc};
use rusqlite::named_params;

/// Where a rule puts an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjust<'a> {
    /// Words for the list.
    pub title: &'a str,
    /// The queue's own division.
    pub category: &'a str,
    /// 1 (first) to 9.
    pub priority: u8,
    /// The number to sort by.
    pub amount: i64,
}

/// Puts an open item where a rule wants it; whether that changed anything. A priority that a supervisor set stays.
pub fn adjust(tx: &Writing<'_>, id: WorkId, to: &Adjust<'_>) -> Result<bool, StoreError> {
    let changed = tx.execute(
        include_str!("sql/adjust.sql"),
        named_params! {
            ":item": id, ":title": to.title, ":category": to.category, ":priority": to.priority, ":amount": to.amount,
        },
    )?;
    if changed > 0 {
        tx.touches(Topic::Work);
    }
    Ok(changed > 0)
}

/// Puts an item aside until a time; whoever holds it holds it no longer.
pub fn put_aside(tx: &Writing<'_>, item: &Item, reason: &str, until: DateTime<Utc>) -> Result<(), Refusal> {
    tx.touches(Topic::Work);
    changes::pend(tx, item, reason, until)
}

/// Takes an item up again that was put aside, by rule; nothing if it was not.
pub fn take_up(tx: &Writing<'_>, id: WorkId, reason: &str) -> Result<(), Refusal> {
    let item = item::get(tx, id)?;
    if item.wake_at.is_none() {
        return Ok(());
    }
    tx.execute(include_str!("sql/take_up.sql"), named_params! {":item": id})?;
    tx.touches(Topic::Work);
    let step = Step { verb: "wake", from: &item.state, to: &item.state, reason };
    item::event(tx, id, &step, Version(item.version.0 + 1), Hand::Rule)?;
    Ok(())
}
