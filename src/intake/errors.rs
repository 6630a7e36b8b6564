//! The error queue: records that were refused, and objects that others wait for; corrected and replayed, or put away.

use super::{
    apply::{self, Outcome},
    codec,
    feed::{self, Format},
    hands::{Hands, State},
    keys::{Hash, hash, kind_words},
    queue,
};
use crate::domain::{
    ids::{BatchId, ImportErrorId, Version},
    role::Permission,
    topics::{Topic, Topics},
};
use crate::formats::ReadError;
use crate::store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing};
use chrono::Local;
use rusqlite::{Row, named_params};

/// A record that is refused.
pub(super) struct Refused<'a> {
    pub line: u64,
    pub what: &'a str,
    pub field: &'a str,
    pub reason: &'a str,
    pub raw: &'a [u8],
    pub hash: Hash,
}

/// Puts a record into the queue; the same record stands in it once.
pub(super) fn queue(
    tx: &Writing<'_>,
    state: &mut State,
    kind: &str,
    refused: &Refused<'_>,
) -> Result<(), StoreError> {
    tx.execute(
        include_str!("sql/error_put.sql"),
        named_params! {
            ":feed": state.feed.id, ":batch": state.batch, ":kind": kind, ":line": refused.line as i64,
            ":what": refused.what, ":field": refused.field, ":reason": refused.reason, ":raw": refused.raw,
            ":hash": refused.hash, ":now": tx.now_text(),
        },
    )?;
    state.topics = state.topics | Topic::Imports;
    Ok(())
}

/// The hash under which a missing object stands in the queue.
fn missing_hash(kind: i64, key: &str) -> Hash {
    hash(format!("missing\u{1f}{kind}\u{1f}{key}").as_bytes())
}

/// Takes an object that has come out of the queue.
pub(super) fn resolve_missing(tx: &Writing<'_>, feed: i64, kind: i64, key: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE import_error SET state = 'resolved', decided_at = ?3, version = version + 1
         WHERE feed_id = ?1 AND hash = ?2 AND state = 'open'",
        (feed, missing_hash(kind, key), tx.now_text()),
    )?;
    Ok(())
}

/// Queues the objects that a feed's records name and that have not come, the most awaited first; how many there are.
pub(super) fn queue_missing(tx: &Writing<'_>, state: &mut State) -> Result<u64, StoreError> {
    /// A run that names more missing objects than this has another fault; the first tell which.
    const MOST: i64 = 500;
    let missing = tx.rows(include_str!("sql/missing.sql"), (state.feed.id, MOST), |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
    })?;
    for (kind, key, waiting, naming) in &missing {
        let object = kind_words(*kind);
        let reason = match (waiting, naming) {
            (0, _) => format!(
                "{naming} of the records name this {object}, which has not come. They are filed without it; import it to complete them."
            ),
            _ => format!(
                "{waiting} of the records wait for this {object}, which has not come. Import it and they will be filed."
            ),
        };
        let refused = Refused {
            line: 0,
            what: object,
            field: key,
            reason: &reason,
            raw: key.as_bytes(),
            hash: missing_hash(*kind, key),
        };
        queue(tx, state, if *waiting > 0 { "waiting" } else { "missing" }, &refused)?;
    }
    let all: Option<i64> =
        tx.row(include_str!("sql/missing_count.sql"), [state.feed.id], |row| row.get(0))?;
    Ok(all.unwrap_or_default().unsigned_abs())
}

/// Entries of the queue, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportErrors {
    /// Also those that were settled.
    pub all: bool,
    /// Only those of this run.
    pub batch: Option<BatchId>,
    /// Those before this one; none: from the newest.
    pub before: Option<ImportErrorId>,
    /// At most so many.
    pub limit: i64,
}

/// One entry of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// Its row.
    pub id: ImportErrorId,
    /// Feed that brought it.
    pub feed: String,
    /// Format of the feed.
    pub format: Format,
    /// `rejected`: can be corrected; `waiting` and `missing`: an object that has not come.
    pub kind: String,
    /// `open`, `replayed`, `discarded`, `resolved`.
    pub state: String,
    /// Name of the input as it was given; empty if there is none.
    pub input: String,
    /// 1-based line in it; 0 where lines say nothing.
    pub line: i64,
    /// Kind of record in the sender's words.
    pub what: String,
    /// The field at fault, which may be empty; of an object that has not come, its key.
    pub field: String,
    /// What is wrong and what would be right.
    pub reason: String,
    /// When it was queued, ISO text.
    pub at: String,
    /// For changes.
    pub version: Version,
}

impl Query for ImportErrors {
    type Rows = Vec<ImportError>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Imports.into()
    }

    fn needs(&self) -> Permission {
        Permission::Import
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let before = self.before.map_or(i64::MAX, |id| id.0);
        match (self.batch, self.all) {
            (Some(batch), _) => {
                db.rows(include_str!("sql/errors_of_batch.sql"), (before, self.limit, batch), entry)
            }
            (None, true) => db.rows(include_str!("sql/errors_all.sql"), (before, self.limit), entry),
            (None, false) => db.rows(include_str!("sql/errors_open.sql"), (before, self.limit), entry),
        }
    }
}

/// One entry with its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportErrorDetail {
    /// Which.
    pub id: ImportErrorId,
}

/// An entry with its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportErrorRaw {
    /// The entry.
    pub entry: ImportError,
    /// The record as it came, or as it was corrected last. Never shown raw: it may hold control sequences.
    pub raw: Vec<u8>,
    /// Login of who settled it.
    pub decided_by: String,
    /// When.
    pub decided_at: String,
    /// Why it was put away.
    pub note: String,
}

impl Query for ImportErrorDetail {
    type Rows = Option<ImportErrorRaw>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Imports.into()
    }

    fn needs(&self) -> Permission {
        Permission::Import
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.row(include_str!("sql/error_one.sql"), [self.id], |row| {
            Ok(ImportErrorRaw {
                entry: entry(row)?,
                raw: row.get("shown")?,
                decided_by: row.get("decided_by")?,
                decided_at: row.get("decided_at")?,
                note: row.get("note")?,
            })
        })
    }
}

/// How many entries are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenImportErrors;

impl Query for OpenImportErrors {
    type Rows = u64;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Imports.into()
    }

    fn needs(&self) -> Permission {
        Permission::Import
    }

    fn run(&self, db: &Reader<'_>) -> Result<u64, StoreError> {
        let count: Option<i64> =
            db.row("SELECT count(*) FROM import_error WHERE state = 'open'", [], |row| row.get(0))?;
        Ok(count.unwrap_or_default().unsigned_abs())
    }
}

/// Reads a corrected record and applies it in place of the one that was refused.
#[derive(Clone, Debug)]
pub struct CorrectAndReplay {
    /// The entry.
    pub id: ImportErrorId,
    /// The version that was looked at.
    pub version: Version,
    /// The record as it should have come.
    pub corrected: Vec<u8>,
}

impl Change for CorrectAndReplay {
    /// What became of it, in words.
    type Receipt = &'static str;

    fn topics(&self) -> Topics {
        Topic::Imports | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::Import
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("import.replay").object("import_error", self.id.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Self::Receipt, Refusal> {
        let open = open_entry(tx, self.id, self.version)?;
        if open.kind != "rejected" {
            return Err(Refusal::invalid(
                "",
                "this entry is no record: import the object that others wait for.",
            ));
        }
        let (feed, settings) = feed::by_id(tx, open.feed)?;
        let unreadable = |error: ReadError| Refusal::invalid("record", error.to_string());
        let mut records = codec::read_again(feed.format, &settings, &self.corrected).map_err(unreadable)?;
        let today = tx.now().with_timezone(&Local).date_naive();
        let mut state = State::new(feed, open.batch, today);
        let (mut count, mut waits) = (0, false);
        while let Some(record) = records.next().map_err(unreadable)? {
            let record = record.map_err(|rejection| still_wrong(&rejection.field, &rejection.reason))?;
            count += 1;
            let hash = hash(&record.raw);
            let mut hands = Hands::new(tx, &mut state, hash, &record.raw, None);
            match apply::record(&mut hands, &record.facts, false)? {
                Outcome::Done(_) => {}
                Outcome::Refused { field, reason } => return Err(still_wrong(&field, &reason)),
                Outcome::Waits { kind, key } => {
                    waits = true;
                    let early = queue::Early {
                        line: record.line,
                        what: &record.what,
                        facts: &record.facts,
                        kind,
                        key: &key,
                    };
                    queue::wait(&mut hands, &early)?;
                }
            }
        }
        if count == 0 {
            return Err(Refusal::invalid("record", "There is no record in it: correct it or put it away."));
        }
        let mut settled = queue::Settled::default();
        while queue::settle(tx, &mut state, &mut settled)? {}
        super::close(tx, &mut state)?;
        settle_entry(tx, self.id, "replayed", "", Some(&self.corrected))?;
        Ok(if waits { "It is read, and waits for its patient." } else { "It is filed." })
    }
}

/// Puts an entry away without applying it.
#[derive(Clone, Debug)]
pub struct DiscardError {
    /// The entry.
    pub id: ImportErrorId,
    /// The version that was looked at.
    pub version: Version,
    /// Why.
    pub reason: String,
}

impl Change for DiscardError {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Imports.into()
    }

    fn needs(&self) -> Permission {
        Permission::Import
    }

    fn audit(&self) -> AuditLine {
        let mut line = AuditLine::new("import.discard").object("import_error", self.id.0);
        line.reason.clone_from(&self.reason);
        line
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the record is put away."));
        }
        open_entry(tx, self.id, self.version)?;
        settle_entry(tx, self.id, "discarded", self.reason.trim(), None)?;
        Ok(())
    }
}

struct Open {
    feed: i64,
    batch: Option<BatchId>,
    kind: String,
}

/// The entry, if it is still as it was looked at.
fn open_entry(tx: &Writing<'_>, id: ImportErrorId, version: Version) -> Result<Open, Refusal> {
    let found = tx.row(
        "SELECT feed_id, batch_id, kind, state, version, decided_by, decided_at FROM import_error WHERE import_error_id = ?1",
        [id],
        |row| {
            let open = Open { feed: row.get(0)?, batch: row.get(1)?, kind: row.get(2)? };
            Ok((open, row.get::<_, String>(3)?, row.get::<_, Version>(4)?, row.get(5)?, row.get(6)?))
        },
    )?;
    match found {
        None => Err(StoreError::NotFound("This entry is not there any more.".into()).into()),
        Some((open, state, stored, ..)) if state == "open" && stored == version => Ok(open),
        Some((_, _, _, by, at)) => Err(Refusal::Changed { by, at, conflicts: Vec::new() }),
    }
}

fn settle_entry(
    tx: &Writing<'_>,
    id: ImportErrorId,
    state: &str,
    note: &str,
    corrected: Option<&[u8]>,
) -> Result<(), StoreError> {
    tx.execute(
        include_str!("sql/error_settle.sql"),
        named_params! {
            ":id": id, ":state": state, ":note": note, ":corrected": corrected, ":by": tx.session().login,
            ":now": tx.now_text(),
        },
    )?;
    Ok(())
}

fn still_wrong(field: &str, reason: &str) -> Refusal {
    let why = if field.is_empty() { reason.to_owned() } else { format!("{field}: {reason}") };
    Refusal::Invalid { field: "record", why }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<ImportError> {
    Ok(ImportError {
        id: row.get("import_error_id")?,
        feed: row.get("name")?,
        format: Format::from_word(row.get_ref("format")?.as_str().unwrap_or_default())
            .unwrap_or(Format::Hand),
        kind: row.get("kind")?,
        state: row.get("state")?,
        input: row.get("input")?,
        line: row.get("line")?,
        what: row.get("what")?,
        field: row.get("field")?,
        reason: row.get("reason")?,
        at: row.get("at")?,
        version: row.get("version")?,
    })
}
