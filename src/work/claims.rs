//! Claims: an item in one person's hand, for as long as they are at work.
//!
//! A lease ends after a set time without activity ([`lease_minutes`]), when the person leaves the program, when their line
//! drops, and for a killed program at the latest when the lease runs out, or when its user opens a screen on the same
//! terminal again. An item whose lease has ended is free for everybody at once; the row is tidied by the next change.

use super::{
    item::{self, Hand, Step},
    row::Item,
};
use crate::{
    domain::{ids::WorkId, time::instant_text, topics::Topic},
    store::{Refusal, StoreError, Writing},
};
use chrono::Duration;
use rusqlite::named_params;

/// Minutes without activity after which an item comes free, unless a supervisor has set another number.
pub const LEASE_MINUTES: i64 = 20;

/// How a claim is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// By a screen: activity there renews it, leaving ends it.
    Screen,
    /// By a command: nothing renews it but another command.
    Command,
}

impl Hold {
    fn seat<'t>(self, tx: &'t Writing<'_>) -> &'t str {
        match self {
            Self::Screen => &tx.session().station,
            Self::Command => "",
        }
    }
}

/// The minutes of a lease as set in this database.
pub fn lease_minutes(tx: &Writing<'_>) -> Result<i64, StoreError> {
    let set: Option<String> =
        tx.row("SELECT value FROM meta WHERE key = 'work_lease_minutes'", [], |row| row.get(0))?;
    Ok(set.and_then(|minutes| minutes.parse().ok()).unwrap_or(LEASE_MINUTES))
}

/// Ends leases that ran out and wakes what was put aside until now; both by an index, so that it costs nothing otherwise.
pub fn sweep(tx: &Writing<'_>) -> Result<(), StoreError> {
    let now = tx.now_text();
    let freed = tx.execute(include_str!("sql/sweep_leases.sql"), named_params! {":now": now})?;
    let woken = tx.rows(include_str!("sql/sweep_wakes.sql"), named_params! {":now": now}, |row| {
        Ok((row.get::<_, WorkId>(0)?, row.get::<_, String>(1)?, row.get(2)?))
    })?;
    for (id, state, version) in &woken {
        let step = Step { verb: "wake", from: state, to: state, reason: "its time has come" };
        item::event(tx, *id, &step, *version, Hand::Rule)?;
    }
    if freed > 0 || !woken.is_empty() {
        tx.touches(Topic::Work);
    }
    Ok(())
}

/// The most urgent free item of a queue, claimed in one statement; `None` if nothing is free.
///
/// Free for a person is what nobody holds and what is nobody else's: theirs, their teams', or nobody's.
/// What is put aside or waits for somebody else is not free.
pub fn next(tx: &Writing<'_>, queue: &str, hold: Hold) -> Result<Option<Item>, Refusal> {
    sweep(tx)?;
    let until = instant_text(tx.now() + Duration::minutes(lease_minutes(tx)?));
    let got: Option<WorkId> = tx.row(
        include_str!("sql/claim_next.sql"),
        named_params! {
            ":queue": queue, ":me": tx.session().user, ":seat": hold.seat(tx), ":now": tx.now_text(), ":until": until,
        },
        |row| row.get(0),
    )?;
    let Some(id) = got else { return Ok(None) };
    trace(tx, id, "claim", "")?;
    Ok(Some(item::get(tx, id)?))
}

/// What [`next`] would claim: the item, its priority and its due time, with those that have none last.
pub fn first_free(tx: &Writing<'_>, queue: &str) -> Result<Option<(WorkId, u8, String)>, StoreError> {
    let params = named_params! {":queue": queue, ":me": tx.session().user};
    tx.row(include_str!("sql/first_free.sql"), params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Claims one item. Claiming what one holds already renews it.
pub fn claim(tx: &Writing<'_>, id: WorkId, hold: Hold) -> Result<Item, Refusal> {
    let item = item::get(tx, id)?;
    if item.closed_at.is_some() {
        return Err(Refusal::invalid("", "this item is closed; it cannot be claimed."));
    }
    not_held_by_another(tx, &item)?;
    let mine = item.claim.is_some();
    let until = instant_text(tx.now() + Duration::minutes(lease_minutes(tx)?));
    tx.execute(
        include_str!("sql/claim.sql"),
        named_params! {
            ":item": id, ":me": tx.session().user, ":seat": hold.seat(tx), ":now": tx.now_text(), ":until": until,
        },
    )?;
    if !mine {
        trace(tx, id, "claim", "")?;
    }
    tx.touches(Topic::Work);
    item::get(tx, id)
}

/// Gives an item back.
pub fn release(tx: &Writing<'_>, item: &Item) -> Result<(), Refusal> {
    match &item.claim {
        None => Err(Refusal::invalid("", "nobody holds this item; there is nothing to release.")),
        Some(holder) if holder.user != tx.session().user => Err(held(item)),
        Some(_) => free(tx, item.id, "release", ""),
    }
}

/// Ends whoever's claim it is.
pub fn free(tx: &Writing<'_>, id: WorkId, verb: &str, reason: &str) -> Result<(), Refusal> {
    tx.execute(include_str!("sql/free.sql"), named_params! {":item": id})?;
    trace(tx, id, verb, reason)?;
    tx.touches(Topic::Work);
    Ok(())
}

/// Frees all that this person holds at this screen; the number of items.
pub fn free_seat(tx: &Writing<'_>) -> Result<usize, StoreError> {
    let session = tx.session();
    let freed = tx.execute(
        include_str!("sql/free_seat.sql"),
        named_params! {":me": session.user, ":seat": session.station},
    )?;
    if freed > 0 {
        tx.touches(Topic::Work);
    }
    Ok(freed)
}

/// Makes the leases of this person at this screen longer.
pub fn renew_seat(tx: &Writing<'_>) -> Result<usize, StoreError> {
    let until = instant_text(tx.now() + Duration::minutes(lease_minutes(tx)?));
    let session = tx.session();
    tx.execute(
        include_str!("sql/renew_seat.sql"),
        named_params! {":me": session.user, ":seat": session.station, ":until": until, ":now": tx.now_text()},
    )
}

/// Refuses what another person holds.
pub fn not_held_by_another(tx: &Writing<'_>, item: &Item) -> Result<(), Refusal> {
    match &item.claim {
        Some(holder) if holder.user != tx.session().user => Err(held(item)),
        _ => Ok(()),
    }
}

fn held(item: &Item) -> Refusal {
    let who = item.claim.as_ref().map_or("another person", |person| person.name.as_str());
    Refusal::invalid(
        "",
        format!("{who} holds \"{}\". Take another item, or ask a supervisor to take it away.", item.title),
    )
}

fn trace(tx: &Writing<'_>, id: WorkId, verb: &str, reason: &str) -> Result<(), Refusal> {
    let (state, version) = tx
        .row("SELECT state, version FROM work_item WHERE item_id = ?1", [id], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        })?
        .ok_or(StoreError::Fault)?;
    let step = Step { verb, from: &state, to: &state, reason };
    item::event(tx, id, &step, version, Hand::Person)?;
    Ok(())
}
