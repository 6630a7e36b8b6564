//! Checks the audit chain from its first entry to its last, in parallel segments that must meet.

use super::{
    Store, StoreError,
    audit::{Entry, chain},
};
use rusqlite::{Connection, OptionalExtension, Row, types::ValueRef};

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ChainReport {
    /// Entries read.
    pub entries: i64,
    /// Hash of the last entry, hexadecimal: to be compared with a copy kept elsewhere.
    pub head: String,
    /// Sequence number of the first entry that does not fit, with the reason; none if the chain is whole.
    pub first_bad: Option<(i64, String)>,
}

/// Verifies the whole chain over `threads` connections.
pub fn verify(store: &Store, threads: i64) -> Result<ChainReport, StoreError> {
    let conn = store.reading()?;
    let last: i64 = conn.query_row("SELECT ifnull(max(seq), 0) FROM audit", [], |row| row.get(0))?;
    let threads = threads.clamp(1, 16).min(last / 10_000 + 1);
    let step = last / threads + 1;
    let segments: Vec<(i64, i64)> =
        (0..threads).map(|n| (n * step + 1, ((n + 1) * step).min(last))).collect();
    let outcomes: Vec<Result<Option<(i64, String)>, StoreError>> = std::thread::scope(|scope| {
        let running: Vec<_> = segments
            .iter()
            .map(|&(from, to)| scope.spawn(move || segment(&store.reading()?, from, to)))
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(StoreError::Fault))).collect()
    });
    let mut first_bad = None;
    for outcome in outcomes {
        first_bad = first_bad.or(outcome?);
    }
    Ok(ChainReport { entries: last, head: head_hex(&conn, last)?, first_bad })
}

/// Checks the entries `from..=to` against the stored hash of the entry before them.
fn segment(conn: &Connection, from: i64, to: i64) -> Result<Option<(i64, String)>, StoreError> {
    let mut hash = stored_hash(conn, from - 1)?;
    let mut expected = from;
    let mut canonical = String::with_capacity(512);
    let mut statement = conn.prepare(
        "SELECT seq, at, user_id, login, roles, station, action, patient_id, object_kind, object_id, detail, reason,
                result, emergency, hash
         FROM audit WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query([from, to])?;
    while let Some(row) = rows.next()? {
        let entry = entry(row)?;
        if entry.seq != expected {
            return Ok(Some((expected, format!("entry {expected} is missing"))));
        }
        entry.canonical(&mut canonical);
        hash = chain(&hash, &canonical);
        if row.get_ref(14)?.as_blob().ok() != Some(hash.as_slice()) {
            return Ok(Some((
                expected,
                format!("entry {expected} does not fit the chain: it, or one before it, was altered"),
            )));
        }
        expected += 1;
    }
    Ok((expected <= to).then(|| (expected, format!("entry {expected} is missing"))))
}

fn entry<'r>(row: &'r Row<'_>) -> Result<Entry<'r>, StoreError> {
    let text =
        |idx: usize| -> Result<&'r str, StoreError> { Ok(row.get_ref(idx)?.as_str().unwrap_or_default()) };
    let number = |idx: usize| -> Result<Option<i64>, StoreError> {
        Ok(match row.get_ref(idx)? {
            ValueRef::Integer(value) => Some(value),
            _ => None,
        })
    };
    Ok(Entry {
        seq: number(0)?.unwrap_or(0),
        at: text(1)?,
        user: number(2)?,
        login: text(3)?,
        roles: text(4)?,
        station: text(5)?,
        action: text(6)?,
        patient: number(7)?,
        object_kind: text(8)?,
        object: number(9)?,
        detail: text(10)?,
        reason: text(11)?,
        result: text(12)?,
        emergency: number(13)?.unwrap_or(0),
    })
}

fn stored_hash(conn: &Connection, seq: i64) -> Result<[u8; 32], StoreError> {
    if seq == 0 {
        return Ok([0; 32]);
    }
    let hash = conn
        .query_row("SELECT hash FROM audit WHERE seq = ?1", [seq], |row| row.get::<_, [u8; 32]>(0))
        .optional()?;
    // A missing entry is found by the segment that should hold it; any value serves here.
    Ok(hash.unwrap_or([0; 32]))
}

fn head_hex(conn: &Connection, last: i64) -> Result<String, StoreError> {
    use std::fmt::Write as _;
    Ok(stored_hash(conn, last)?.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
