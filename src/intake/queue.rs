//! Records that wait for an object, and what happens when it arrives.

use super::{
    apply::{self, Outcome},
    codec::as_queued,
    errors,
    hands::{Arrival, Hands, State},
    keys::{Hash, code},
    loose,
    source::Place,
};
use crate::domain::{
    facts::{Fact, Kind},
    ids::BatchId,
};
use crate::store::{StoreError, Writing};
use rusqlite::named_params;

/// Most records or columns that are settled in one go; the rest follow in the next transaction.
const SLICE: i64 = 200;

/// A record that comes too early.
pub(super) struct Early<'a> {
    pub line: u64,
    pub what: &'a str,
    pub facts: &'a [Fact],
    /// What it waits for.
    pub kind: i64,
    pub key: &'a str,
}

/// Keeps a record until the object that it needs arrives. Its keys are entered, so that the same record is known.
pub(super) fn wait(hands: &mut Hands<'_, '_>, early: &Early<'_>) -> Result<(), StoreError> {
    let place = hands.place()?;
    let (tx, hash) = (hands.tx, hands.sheet.hash);
    for fact in early.facts {
        if let Some((kind, key)) = apply::own_key(fact, &hash) {
            let is_known = hands.state.keys.known(tx, kind, &key)?.is_some_and(|known| known.row.is_some());
            if is_known {
                hands.state.keys.keep_version(tx, (kind, &key), None, hash, place)?;
            } else {
                hands.state.keys.enter(tx, (kind, &key), None, None, hash, place)?;
            }
        }
    }
    let json = serde_json::to_vec(early.facts).map_err(|_| StoreError::Fault)?;
    put(tx, hands.state, early, hash, place, &lz4_flex::compress_prepend_size(&json))?;
    hands.state.keys.someone_waits();
    hands.sheet.wrote = true;
    Ok(())
}

fn put(
    tx: &Writing<'_>,
    state: &State,
    early: &Early<'_>,
    hash: Hash,
    place: Option<Place>,
    facts: &[u8],
) -> Result<(), StoreError> {
    let (chunk, start, length) = Place::columns(place);
    tx.execute(
        include_str!("sql/waiting_put.sql"),
        named_params! {
            ":feed": state.feed.id, ":kind": early.kind, ":key": early.key, ":batch": state.batch,
            ":line": early.line as i64, ":what": early.what, ":hash": hash, ":chunk": chunk, ":start": start,
            ":length": length, ":facts": facts,
        },
    )?;
    Ok(())
}

/// What settling has done.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settled {
    /// Records of this run that waited and are applied now.
    pub applied: u64,
    /// Records of this run that waited and were refused now.
    pub refused: u64,
}

/// Settles a slice of what waits for the objects that have arrived; whether there is more to do.
pub(super) fn settle(tx: &Writing<'_>, state: &mut State, settled: &mut Settled) -> Result<bool, StoreError> {
    let mut budget = SLICE;
    while let Some(arrival) = state.arrivals.front().cloned() {
        let filled = loose::fill(tx, state, &arrival, budget)? as i64;
        let filled = filled + fill_of_whole(tx, state, &arrival)?;
        budget -= filled;
        if budget <= 0 {
            return Ok(true);
        }
        let applied = apply_waiting(tx, state, &arrival, budget, settled)?;
        budget -= applied;
        if budget <= 0 {
            return Ok(true);
        }
        state.arrivals.pop_front();
        errors::resolve_missing(tx, state.feed.id, arrival.kind, &arrival.key)?;
    }
    Ok(false)
}

/// A component `key.2` of a compound observation also fills what awaits the whole, `key`.
fn fill_of_whole(tx: &Writing<'_>, state: &mut State, arrival: &Arrival) -> Result<i64, StoreError> {
    if arrival.kind != code(Kind::Result) {
        return Ok(0);
    }
    let Some((whole, number)) = arrival.key.rsplit_once('.') else { return Ok(0) };
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(0);
    }
    Ok(loose::fill_and_keep(tx, state, arrival, whole)? as i64)
}

/// Applies at most `limit` records that wait for the arrival.
fn apply_waiting(
    tx: &Writing<'_>,
    state: &mut State,
    arrival: &Arrival,
    limit: i64,
    settled: &mut Settled,
) -> Result<i64, StoreError> {
    let waiting = tx.rows(
        include_str!("sql/waiting_take.sql"),
        (state.feed.id, arrival.kind, &arrival.key, limit),
        |row| {
            Ok(Waiting {
                id: row.get(0)?,
                line: row.get(1)?,
                what: row.get(2)?,
                hash: row.get(3)?,
                place: Place::read(row, 4)?,
                facts: row.get(7)?,
                batch: row.get(8)?,
            })
        },
    )?;
    let count = waiting.len() as i64;
    for record in waiting {
        tx.execute("DELETE FROM waiting_record WHERE waiting_id = ?1", [record.id])?;
        again(tx, state, &record, settled)?;
    }
    Ok(count)
}

struct Waiting {
    id: i64,
    line: i64,
    what: String,
    hash: Hash,
    place: Option<Place>,
    facts: Vec<u8>,
    batch: Option<BatchId>,
}

/// Applies a record that has waited. It may have to wait for another object, or be refused.
fn again(
    tx: &Writing<'_>,
    state: &mut State,
    record: &Waiting,
    settled: &mut Settled,
) -> Result<(), StoreError> {
    let facts: Vec<Fact> = lz4_flex::decompress_size_prepended(&record.facts)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| StoreError::Damaged { what: "a waiting record cannot be unpacked".into() })?;
    let guard = Guard::set(tx, state)?;
    let mut hands = Hands::new(tx, state, record.hash, &[], record.place);
    let outcome = apply::record(&mut hands, &facts, true)?;
    guard.lift(tx, state, matches!(outcome, Outcome::Done(_)))?;
    let same_batch = record.batch == state.batch;
    match outcome {
        Outcome::Done(_) => {
            settled.applied += u64::from(same_batch);
            recount(tx, state, record.batch, "applied")?;
        }
        Outcome::Waits { kind, key } => {
            let early =
                Early { line: record.line as u64, what: &record.what, facts: &facts, kind, key: &key };
            put(tx, state, &early, record.hash, record.place, &record.facts)?;
        }
        Outcome::Refused { field, reason } => {
            settled.refused += u64::from(same_batch);
            recount(tx, state, record.batch, "refused")?;
            let raw = match record.place {
                Some(place) => state.shelf.read(tx, place)?,
                None => Vec::new(),
            };
            let header: Option<Vec<u8>> =
                tx.row("SELECT header FROM import_batch WHERE batch_id = ?1", [record.batch], |row| {
                    row.get(0)
                })?;
            let raw = as_queued(state.feed.format, &record.what, &header.unwrap_or_default(), &raw);
            let refused = errors::Refused {
                line: record.line as u64,
                what: &record.what,
                field: &field,
                reason: &reason,
                raw: &raw,
                hash: record.hash,
            };
            errors::queue(tx, state, "rejected", &refused)?;
        }
    }
    Ok(())
}

/// A record of an earlier run has found its place: the figures of that run follow.
fn recount(tx: &Writing<'_>, state: &State, batch: Option<BatchId>, now: &str) -> Result<(), StoreError> {
    if batch.is_some() && batch != state.batch {
        tx.execute(include_str!("sql/batch_recount.sql"), (batch, now))?;
    }
    Ok(())
}

/// A savepoint around one record, with what a run remembers of it.
pub(super) struct Guard {
    arrivals: usize,
    patients: (usize, usize),
    counts: (u64, u64, u64),
}

impl Guard {
    /// Sets the savepoint.
    pub fn set(tx: &Writing<'_>, state: &State) -> Result<Self, StoreError> {
        tx.execute("SAVEPOINT record", [])?;
        Ok(Self {
            arrivals: state.arrivals.len(),
            patients: (state.changed_patients.len(), state.new_patients.len()),
            counts: (state.held, state.merges, state.for_merged),
        })
    }

    /// Lets the record stand, or undoes it.
    pub fn lift(self, tx: &Writing<'_>, state: &mut State, stands: bool) -> Result<(), StoreError> {
        if !stands {
            tx.execute("ROLLBACK TO record", [])?;
            state.keys.forget();
            state.arrivals.truncate(self.arrivals);
            state.changed_patients.truncate(self.patients.0);
            state.new_patients.truncate(self.patients.1);
            (state.held, state.merges, state.for_merged) = self.counts;
        }
        tx.execute("RELEASE record", [])?;
        Ok(())
    }
}

/// Objects that are there though something still waits for them: a run was stopped before it could settle.
pub(super) fn overdue(tx: &Writing<'_>, state: &mut State) -> Result<(), StoreError> {
    let found = tx.rows(include_str!("sql/overdue.sql"), [state.feed.id], |row| {
        Ok(Arrival { kind: row.get(0)?, key: row.get(1)?, row: row.get(2)? })
    })?;
    state.arrivals.extend(found);
    let kind = code(Kind::Patient);
    let by_number = tx.rows(
        "SELECT DISTINCT key FROM waiting_record WHERE feed_id = ?1 AND kind = ?2 AND key GLOB '[?]*'",
        (state.feed.id, kind),
        |row| row.get::<_, String>(0),
    )?;
    for key in by_number {
        if let Some(row) = state.keys.row(tx, kind, &key)? {
            state.arrivals.push_back(Arrival { kind, key, row });
        }
    }
    Ok(())
}
