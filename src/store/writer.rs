//! The one writer of a program: BEGIN IMMEDIATE, permission as stored now, apply, audit line, topics, COMMIT.

use super::{
    Access, Change, Query, Reader, Refusal, Session, Store, StoreError, Writing, audit, door::Door, topics,
};
use crate::domain::{role::Permission, topics::Topics};
use rusqlite::{Connection, TransactionBehavior};

/// A writing connection with its user. A terminal program keeps one on its writer thread; a command uses one directly.
pub struct Writer {
    store: Store,
    conn: Connection,
    door: Door,
    session: Session,
}

impl Writer {
    /// Opens a writing connection for the user.
    pub fn open(store: &Store, session: &Session) -> Result<Self, StoreError> {
        Ok(Self {
            store: store.clone(),
            conn: store.connect(Access::Write)?,
            door: Door::of(store.path()),
            session: session.clone(),
        })
    }

    /// Carries one change out, or refuses it whole.
    pub fn apply<C: Change>(&mut self, change: &C) -> Result<C::Receipt, Refusal> {
        self.apply_counting(change).map(|(receipt, _)| receipt)
    }

    /// As [`Writer::apply`], with the topics that the change touched.
    pub(super) fn apply_counting<C: Change>(&mut self, change: &C) -> Result<(C::Receipt, Topics), Refusal> {
        // An import gives way between two of its chunks.
        let _knock = self.door.knock();
        run(&mut self.conn, &self.store, &self.session, change)
    }
}

impl Store {
    /// Asks one query on a connection of its own: for commands. Screens ask through lanes.
    pub fn ask<Q: Query>(&self, session: &Session, query: &Q) -> Result<Q::Rows, StoreError> {
        session.require(query.needs())?;
        let conn = self.reading()?;
        let session = session.reload(&conn)?;
        session.require(query.needs())?;
        let tx = conn.unchecked_transaction()?;
        let rows = query.run(&Reader::new(&tx, &session, self.clock().now()))?;
        tx.commit()?;
        Ok(rows)
    }

    /// Carries one change out on a connection of its own: for commands. Screens submit theirs to the writer thread.
    pub fn apply<C: Change>(&self, session: &Session, change: &C) -> Result<C::Receipt, Refusal> {
        Writer::open(self, session)?.apply(change)
    }
}

fn run<C: Change>(
    conn: &mut Connection,
    store: &Store,
    session: &Session,
    change: &C,
) -> Result<(C::Receipt, Topics), Refusal> {
    let now = store.clock().now();
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
    let session = session.reload(&tx)?;
    if let Err(refusal) = session.require(change.needs()) {
        refuse(&tx, &session, change.audit(), change.needs(), now)?;
        tx.commit().map_err(StoreError::from)?;
        return Err(refusal.into());
    }
    let writing = Writing::new(&tx, &session, now, change.audit());
    let receipt = change.apply(&writing)?;
    let touched = finish(&tx, writing, change.topics())?;
    tx.commit().map_err(StoreError::from)?;
    Ok((receipt, touched))
}

/// Writes the audit lines and topic revisions that end every writing transaction.
pub(super) fn finish(conn: &Connection, writing: Writing<'_>, topics: Topics) -> Result<Topics, StoreError> {
    let (session, now) = (writing.session().clone(), writing.now());
    let touched = topics | *writing.more_topics.borrow();
    let mut lines = vec![writing.line.into_inner()];
    lines.append(&mut writing.more_lines.into_inner());
    lines.retain(|line| !line.action.is_empty());
    audit::append(conn, &session, now, &lines)?;
    topics::raise(conn, touched)?;
    Ok(touched)
}

fn refuse(
    conn: &Connection,
    session: &Session,
    line: super::AuditLine,
    permission: Permission,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), StoreError> {
    audit::append(conn, session, now, &[line.refused(permission)])
}
