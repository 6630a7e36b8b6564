//! Merges that feeds ask for, as a list.

use crate::{
    domain::{
        ids::PatientId,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};

/// Asks for the merges that wait for a person, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingMerges {
    /// At most so many.
    pub limit: i64,
}

/// One merge that waits.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PendingMerge {
    /// Its row.
    pub merge: i64,
    /// The sender's event: `A40`, `replaced-by`.
    pub event: String,
    /// What would move: `patient`, `account`, `visit`.
    pub kind: String,
    /// The record that would stay.
    pub survivor: Side,
    /// The record that would go into it.
    pub loser: Side,
    /// Number of the visit that would move, if it is about one.
    pub visit: String,
    /// Feed.
    pub feed: String,
    /// When it came, ISO text.
    pub at: String,
}

/// One side of a merge.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Side {
    /// The record, if it has come.
    #[serde(skip)]
    pub patient: Option<PatientId>,
    /// Its record number; the sender's key while the record has not come.
    pub number: String,
    /// Its name, empty while the record has not come.
    pub name: String,
}

const PENDING_MERGES: &str = include_str!("sql/pending_merges.sql");

impl Query for PendingMerges {
    type Rows = Vec<PendingMerge>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Imports | Topic::Patients
    }

    /// Names of patients are shown, which the right to import alone does not open.
    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<PendingMerge>, StoreError> {
        db.rows(PENDING_MERGES, [self.limit], |row| {
            let side = |from: usize| -> rusqlite::Result<Side> {
                Ok(Side { patient: row.get(from)?, number: row.get(from + 1)?, name: row.get(from + 2)? })
            };
            Ok(PendingMerge {
                merge: row.get(0)?,
                event: row.get(1)?,
                kind: row.get(2)?,
                visit: row.get(3)?,
                feed: row.get(4)?,
                at: row.get(5)?,
                survivor: side(6)?,
                loser: side(9)?,
            })
        })
    }
}
