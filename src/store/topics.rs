//! Revisions of topics: raised with each change, read once a second by programs that stand open.

use super::StoreError;
use crate::domain::topics::{Topic, Topics};
use rusqlite::Connection;

/// Revisions as one program last saw them, by topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revisions([i64; 32]);

impl Revisions {
    /// Topics whose revision differs in `newer`.
    pub fn moved(&self, newer: &Self) -> Topics {
        Topic::ALL
            .iter()
            .filter(|topic| self.0.get(**topic as usize) != newer.0.get(**topic as usize))
            .fold(Topics::NONE, |moved, topic| moved | *topic)
    }

    /// Counts a change of our own, as [`raise`] did in the file.
    pub fn raise(&mut self, topics: Topics) {
        for topic in topics.iter() {
            if let Some(slot) = self.0.get_mut(topic as usize) {
                *slot += 1;
            }
        }
    }

    fn set(&mut self, topic: Topic, revision: i64) {
        if let Some(slot) = self.0.get_mut(topic as usize) {
            *slot = revision;
        }
    }
}

/// All revisions as stored now.
pub fn read(conn: &Connection) -> Result<Revisions, StoreError> {
    let mut revisions = Revisions::default();
    let mut statement = conn.prepare_cached("SELECT topic, revision FROM topic")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(topic) = Topic::from_word(row.get_ref(0)?.as_str().unwrap_or_default()) {
            revisions.set(topic, row.get(1)?);
        }
    }
    Ok(revisions)
}

/// Raises the revision of each topic by one, inside the writer's transaction.
pub fn raise(conn: &Connection, topics: Topics) -> Result<(), StoreError> {
    for topic in topics.iter() {
        conn.prepare_cached(
            "INSERT INTO topic (topic, revision) VALUES (?1, 1) ON CONFLICT (topic) DO UPDATE SET revision = revision + 1",
        )?
        .execute([topic.word()])?;
    }
    Ok(())
}
