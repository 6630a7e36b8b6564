//! Runs over inputs as rows: begun, carried on after a stop, ended; and the list of them.

use super::{feed::FeedRow, open_input::InputId, summary::Summary};
use crate::domain::{
    ids::BatchId,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, Refusal, StoreError, Writing};
use rusqlite::named_params;

/// A run that has begun, or goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    pub id: BatchId,
    /// Records that were committed before.
    pub position: u64,
    /// Their figures.
    pub summary: Summary,
}

/// Begins a run over an input, or takes up one that was stopped half-way through the same bytes.
pub(super) fn begin(tx: &Writing<'_>, feed: &FeedRow, input: &InputId) -> Result<Begun, StoreError> {
    let params = (feed.id, &input.head_hash, input.bytes as i64);
    let half_done = if input.bytes == 0 {
        None
    } else {
        tx.row(include_str!("sql/batch_half_done.sql"), params, |row| {
            let count = |idx: usize| row.get::<_, i64>(idx).map(i64::unsigned_abs);
            let summary = Summary {
                read: count(2)?,
                added: count(3)?,
                changed: count(4)?,
                unchanged: count(5)?,
                kept: count(6)?,
                waiting: count(7)?,
                rejected: count(8)?,
                held: count(9)?,
                ..Summary::default()
            };
            Ok(Begun { id: row.get(0)?, position: count(1)?, summary })
        })?
    };
    if let Some(begun) = half_done {
        tx.execute(
            "UPDATE import_batch SET state = 'running', ended_at = NULL WHERE batch_id = ?1",
            [begun.id],
        )?;
        return Ok(begun);
    }
    let id = tx.insert(
        include_str!("sql/batch_begin.sql"),
        named_params! {
            ":feed": feed.id, ":input": input.name, ":head": input.head_hash, ":bytes": input.bytes as i64,
            ":header": input.header,
            ":now": tx.now_text(), ":by": tx.session().login,
        },
    )?;
    Ok(Begun { id: BatchId(id), position: 0, summary: Summary::default() })
}

/// Moves the run's mark forward with its figures. Refuses if another program moves the same mark.
pub(super) fn advance(
    tx: &Writing<'_>,
    batch: BatchId,
    from: u64,
    to: u64,
    summary: &Summary,
) -> Result<(), Refusal> {
    let moved = tx.execute(
        include_str!("sql/batch_advance.sql"),
        named_params! {
            ":batch": batch, ":from": from as i64, ":to": to as i64, ":read": summary.read as i64,
            ":added": summary.added as i64, ":changed": summary.changed as i64,
            ":unchanged": summary.unchanged as i64, ":kept": summary.kept as i64,
            ":waiting": summary.waiting as i64, ":rejected": summary.rejected as i64, ":held": summary.held as i64,
        },
    )?;
    if moved == 0 {
        return Err(Refusal::invalid(
            "input",
            "another program is importing the same input; this run has stopped, and what it read so far stands.",
        ));
    }
    Ok(())
}

/// Ends a run: `done`, `stopped` or `failed`.
pub(super) fn end(tx: &Writing<'_>, batch: BatchId, state: &str, note: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE import_batch SET state = ?2, ended_at = ?3, note = ?4 WHERE batch_id = ?1",
        (batch, state, tx.now_text(), note),
    )?;
    Ok(())
}

/// Runs over inputs, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportBatches {
    /// Those before this one; none: from the newest.
    pub before: Option<BatchId>,
    /// At most so many.
    pub limit: i64,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportBatch {
    /// Its row.
    pub id: BatchId,
    /// Feed.
    pub feed: String,
    /// Name of the input as it was given.
    pub input: String,
    /// Size of the input.
    pub bytes: i64,
    /// `running`, `stopped`, `done`, `failed`. A run that was killed still says running.
    pub state: String,
    /// Its figures.
    pub summary: Summary,
    /// ISO text.
    pub started_at: String,
    /// ISO text; none while it runs.
    pub ended_at: Option<String>,
    /// Login.
    pub by: String,
    /// Why it failed.
    pub note: String,
}

impl Query for ImportBatches {
    type Rows = Vec<ImportBatch>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Imports.into()
    }

    fn needs(&self) -> Permission {
        Permission::Import
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let before = self.before.map_or(i64::MAX, |id| id.0);
        db.rows(
            include_str!("sql/batches.sql"),
            named_params! {":before": before, ":limit": self.limit},
            |row| {
                let count = |name: &str| row.get::<_, i64>(name).map(i64::unsigned_abs);
                let state: String = row.get("state")?;
                Ok(ImportBatch {
                    id: row.get("batch_id")?,
                    feed: row.get("name")?,
                    input: row.get("input")?,
                    bytes: row.get("bytes")?,
                    summary: Summary {
                        read: count("read")?,
                        added: count("added")?,
                        changed: count("changed")?,
                        unchanged: count("unchanged")?,
                        kept: count("kept")?,
                        waiting: count("waiting")?,
                        rejected: count("rejected")?,
                        held: count("held")?,
                        stopped: state == "stopped",
                        ..Summary::default()
                    },
                    state,
                    started_at: row.get("started_at")?,
                    ended_at: row.get("ended_at")?,
                    by: row.get("by")?,
                    note: row.get("note")?,
                })
            },
        )
    }
}
