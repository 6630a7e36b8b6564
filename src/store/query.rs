//! A question to the database as a value.

use super::{Session, StoreError};
use crate::domain::{role::Permission, topics::Topics};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Params, Row};

/// Which reader thread answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Short questions of a screen; stopped after 3 s or by a newer one.
    Desk,
    /// Reports and exports, which may take their time.
    Long,
}

/// A question: what to ask, who may, and whose change makes the answer old.
///
/// The value says everything, so that panes and the command line ask the same way and a test can compare two.
pub trait Query: Clone + PartialEq + Send + 'static {
    /// The answer.
    type Rows: Send + 'static;
    /// Which thread answers.
    const LANE: Lane;
    /// Subjects whose change makes the answer old.
    fn topics(&self) -> Topics;
    /// The permission that asking needs.
    fn needs(&self) -> Permission;
    /// Runs the SQL inside one short read transaction.
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError>;
}

/// A reading connection inside a transaction, with who is asking and the time.
pub struct Reader<'c> {
    conn: &'c Connection,
    session: &'c Session,
    now: DateTime<Utc>,
}

impl<'c> Reader<'c> {
    pub(super) fn new(conn: &'c Connection, session: &'c Session, now: DateTime<Utc>) -> Self {
        Self { conn, session, now }
    }

    /// Who asks.
    pub fn session(&self) -> &Session {
        self.session
    }

    /// The time of the question.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The connection, for questions that hold several statements open. SQL stays in `.sql` files or constants.
    pub fn conn(&self) -> &Connection {
        self.conn
    }

    /// All rows of a statement, which is prepared once and cached.
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
}
