//! Writing in chunks, for imports and the demonstration: own connection, short transactions, pauses for the desks.

use super::{Access, AuditLine, Refusal, Session, Store, StoreError, Writing, door::Door, writer};
use crate::domain::{role::Permission, topics::Topics};
use rusqlite::{Connection, TransactionBehavior};

/// A connection for chunks of changes that can be repeated after a power cut.
pub struct Bulk {
    store: Store,
    conn: Connection,
    door: Door,
    session: Session,
}

impl Bulk {
    /// Opens the connection; the user needs the permission for every chunk.
    pub fn open(store: &Store, session: &Session) -> Result<Self, StoreError> {
        Ok(Self {
            store: store.clone(),
            conn: store.connect(Access::Bulk)?,
            door: Door::of(store.path()),
            session: session.clone(),
        })
    }

    /// One chunk: permission, `work`, its audit lines and topics, in one transaction. An error rolls all of it back.
    ///
    /// A line without an action writes no audit entry; `work` adds its own by [`Writing::also`].
    pub fn chunk<T>(
        &mut self,
        needs: Permission,
        line: AuditLine,
        topics: Topics,
        work: impl FnOnce(&Writing<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let now = self.store.clock().now();
        let tx =
            self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let session = self.session.reload(&tx)?;
        session.require(needs)?;
        let writing = Writing::new(&tx, &session, now, line);
        let done = work(&writing)?;
        writer::finish(&tx, writing, topics)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Gives way to the changes of desks that wait, between two chunks.
    pub fn let_others_in(&self) {
        self.door.let_others_in();
    }

    /// The same connection for reading between chunks.
    pub fn conn(&self) -> &Connection {
        &self.conn
    }

    /// The user at work.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Moves what the log holds into the file, as far as open readers allow, and lets the planner look at new statistics.
    pub fn settle(&self) -> Result<(), StoreError> {
        self.conn.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(PASSIVE);")?;
        Ok(())
    }
}
