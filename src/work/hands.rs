//! What a desk's own change does to an item besides verdicts: whose it is, put aside, taken up, described.

use super::{
    claims,
    item::{self, Hand, Step},
    row::Item,
};
use crate::{
    domain::{
        ids::{UserId, Version, WorkId},
        time::instant_text,
        topics::Topic,
    },
    store::{Refusal, Writing},
};
use chrono::{DateTime, Utc};
use rusqlite::named_params;

/// When an item is taken up again that was put aside without a day: as soon as somebody or a rule does, else never.
pub const AT_ONCE_OR_NEVER: &str = "9999-12-31T00:00:00Z";

/// Makes an item a person's own, or nobody's. Whoever holds it goes on holding it only if it is theirs.
pub fn give(
    tx: &Writing<'_>,
    id: WorkId,
    owner: Option<UserId>,
    reason: &str,
    hand: Hand,
) -> Result<(), Refusal> {
    let item = for_hand(tx, id, hand)?;
    let team = item.team.as_ref().map(|(team, _)| *team);
    // An owner who is the same keeps what they hold.
    if item.owner.as_ref().map(|owner| owner.user) != owner {
        tx.execute(
            include_str!("sql/set_owner.sql"),
            named_params! {":item": id, ":user": owner, ":team": team},
        )?;
    }
    leave(tx, &item, if owner.is_some() { "assign" } else { "unassign" }, reason, hand)
}

/// Puts an item aside until a time, or until it is taken up; no claim outlasts that.
pub fn aside(
    tx: &Writing<'_>,
    id: WorkId,
    reason: &str,
    until: Option<DateTime<Utc>>,
    hand: Hand,
) -> Result<(), Refusal> {
    let item = for_hand(tx, id, hand)?;
    let until = until.map_or_else(|| AT_ONCE_OR_NEVER.to_owned(), instant_text);
    tx.execute(
        include_str!("sql/pend.sql"),
        named_params! {":item": id, ":reason": reason, ":until": until},
    )?;
    leave(tx, &item, "pend", reason, hand)
}

/// Takes up again what was put aside; nothing if it was not.
pub fn wake(tx: &Writing<'_>, id: WorkId, reason: &str, hand: Hand) -> Result<(), Refusal> {
    let item = for_hand(tx, id, hand)?;
    if item.wake_at.is_none() {
        return Ok(());
    }
    tx.execute(include_str!("sql/take_up.sql"), named_params! {":item": id})?;
    leave(tx, &item, "wake", reason, hand)
}

/// What a list shows of an item and sorts it by, where that follows rows of the desk: no event, since nobody did anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described<'a> {
    /// Words for the list.
    pub title: &'a str,
    /// The queue's own division.
    pub category: &'a str,
    /// The queue's own number.
    pub amount: i64,
    /// When it is due, and by which version of the rule.
    pub due: Option<(DateTime<Utc>, i64)>,
}

/// Brings an item's description into line with the rows that it is about.
pub fn describe(tx: &Writing<'_>, id: WorkId, new: &Described<'_>) -> Result<(), Refusal> {
    tx.execute(
        include_str!("sql/describe.sql"),
        named_params! {
            ":item": id, ":title": new.title, ":category": new.category, ":amount": new.amount,
            ":due": new.due.map(|(due, _)| instant_text(due)), ":rule": new.due.map(|(_, rule)| rule),
        },
    )?;
    tx.touches(Topic::Work);
    Ok(())
}

fn for_hand(tx: &Writing<'_>, id: WorkId, hand: Hand) -> Result<Item, Refusal> {
    let item = item::get(tx, id)?;
    if hand == Hand::Person {
        claims::not_held_by_another(tx, &item)?;
    }
    Ok(item)
}

fn leave(tx: &Writing<'_>, item: &Item, verb: &str, reason: &str, hand: Hand) -> Result<(), Refusal> {
    let step = Step { verb, from: &item.state, to: &item.state, reason };
    item::event(tx, item.id, &step, Version(item.version.0 + 1), hand)?;
    tx.touches(Topic::Work);
    Ok(())
}
