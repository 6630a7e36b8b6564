//! A change of data as a value, and the only hands that can carry it out.

use super::{AuditLine, Session, StoreError};
use crate::domain::{
    ids::{PatientId, Version},
    role::Permission,
    topics::Topics,
};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use std::cell::RefCell;

/// A change: what to do, who may, what the log says of it, and whose screens it makes old.
///
/// Readings that must be recorded (a chart opened) are changes too: they write their audit line only.
pub trait Change: Send + 'static {
    /// What the author gets back, such as the new row's id.
    type Receipt: Send + 'static;
    /// Subjects that it changes.
    fn topics(&self) -> Topics;
    /// The permission that it needs.
    fn needs(&self) -> Permission;
    /// The line for the log; [`Writing::about`] and [`Writing::detail`] may complete it while it is applied.
    fn audit(&self) -> AuditLine;
    /// Does it, inside the writer's transaction. A refusal rolls everything back.
    fn apply(&self, tx: &Writing<'_>) -> Result<Self::Receipt, Refusal>;
}

/// One field that two people changed at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The field in words.
    pub field: String,
    /// What the author of the refused change wanted.
    pub mine: String,
    /// What stands there now.
    pub theirs: String,
}

/// Why a change was not made. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Another person changed the row since it was read.
    #[error(
        "Not saved: changed by {by} at {at} while you were editing. Look at both texts, then save again."
    )]
    Changed {
        /// Login or feed.
        by: String,
        /// Instant, ISO text in UTC.
        at: String,
        /// Both texts of the fields that differ.
        conflicts: Vec<Conflict>,
    },
    /// A value is not acceptable.
    #[error("Not saved: {why}")]
    Invalid {
        /// The field's name in the form, or empty.
        field: &'static str,
        /// What is wrong and what would be right.
        why: String,
    },
    /// Permission, busy file, full disk and the like.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal {
    /// A refusal for one field's value.
    pub fn invalid(field: &'static str, why: impl Into<String>) -> Self {
        Self::Invalid { field, why: why.into() }
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A writing transaction with its author and the time.
pub struct Writing<'c> {
    conn: &'c Connection,
    session: &'c Session,
    now: DateTime<Utc>,
    pub(super) line: RefCell<AuditLine>,
    pub(super) more_lines: RefCell<Vec<AuditLine>>,
    pub(super) more_topics: RefCell<Topics>,
}

impl<'c> Writing<'c> {
    pub(super) fn new(
        conn: &'c Connection,
        session: &'c Session,
        now: DateTime<Utc>,
        line: AuditLine,
    ) -> Self {
        Self {
            conn,
            session,
            now,
            line: RefCell::new(line),
            more_lines: RefCell::default(),
            more_topics: RefCell::default(),
        }
    }

    /// Who makes the change.
    pub fn session(&self) -> &Session {
        self.session
    }

    /// The time of the change.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The time as it is stored.
    pub fn now_text(&self) -> String {
        crate::domain::time::instant_text(self.now)
    }

    /// The connection inside the transaction. SQL stays in `.sql` files or constants.
    pub fn conn(&self) -> &Connection {
        self.conn
    }

    /// Names the patient of the audit line, when only applying shows it.
    pub fn about(&self, patient: PatientId) {
        self.line.borrow_mut().patient = Some(patient);
    }

    /// Names the object of the audit line.
    pub fn object(&self, kind: &'static str, id: i64) {
        self.line.borrow_mut().object = Some((kind, id));
    }

    /// Replaces the detail of the audit line.
    pub fn detail(&self, detail: impl Into<String>) {
        self.line.borrow_mut().detail = detail.into();
    }

    /// Adds one more audit line to the same transaction.
    pub fn also(&self, line: AuditLine) {
        self.more_lines.borrow_mut().push(line);
    }

    /// Adds a topic that only applying shows to be touched.
    pub fn touches(&self, topics: impl Into<Topics>) {
        let mut all = self.more_topics.borrow_mut();
        *all = *all | topics.into();
    }

    /// Runs a statement, prepared once and cached; the number of rows it changed.
    pub fn execute(&self, sql: &'static str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.execute(params)?)
    }

    /// Runs an INSERT and gives the new row's id.
    pub fn insert(&self, sql: &'static str, params: impl Params) -> Result<i64, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.insert(params)?)
    }

    /// All rows of a statement.
    pub fn rows<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<Vec<T>>>()?)
    }

    /// The first row, if there is one.
    pub fn row<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// A reader over the same transaction, for changes that ask a query first.
    pub fn reader(&self) -> super::Reader<'_> {
        super::Reader::new(self.conn, self.session, self.now)
    }

    /// Refuses with [`Refusal::Changed`] unless the row still has the version that the author saw.
    pub fn same_version(
        &self,
        seen: Version,
        stored: Version,
        by: &str,
        at: &str,
        conflicts: impl FnOnce() -> Vec<Conflict>,
    ) -> Result<(), Refusal> {
        if seen == stored {
            return Ok(());
        }
        Err(Refusal::Changed { by: by.to_owned(), at: at.to_owned(), conflicts: conflicts() })
    }
}
