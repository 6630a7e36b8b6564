//! Running clocks: which rows have one, and what the newest version of its rule would make of it.

use super::{load, zone};
use crate::{
    domain::{
        clocks::{Rule, in_force},
        ids::ClockRuleId,
        role::Permission,
        time::{When, instant_text},
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{DateTime, Utc};
use rusqlite::named_params;

/// A table with running clocks.
pub(super) struct Running {
    /// Rows of any version of the rule (`:rule` is its row): id, start, due, patient, record number, what.
    find: &'static str,
    /// Sets `:due` and `:rule` of row `:id`.
    pub set: &'static str,
    pub topic: Topic,
}

/// The tables whose clocks are reckoned by rules of this program.
pub(super) const RUNNING: &[Running] = &[
    Running {
        find: include_str!("sql/running_deficiencies.sql"),
        set: "UPDATE deficiency SET due_at = :due, due_rule = :rule, version = version + 1 WHERE deficiency_id = :id",
        topic: Topic::Completion,
    },
    Running {
        find: include_str!("sql/running_reviews.sql"),
        set: "UPDATE work_item SET due_at = :due, due_rule = :rule, version = version + 1 WHERE item_id = :id",
        topic: Topic::Work,
    },
    // A date that the patient was told by an extension stays.
    Running {
        find: include_str!("sql/running_amendments.sql"),
        set: "UPDATE work_item SET due_at = :due, due_rule = :rule, version = version + 1 WHERE item_id = :id",
        topic: Topic::Amendments,
    },
    // The item of the worklist follows by a trigger. An extended clock was told in writing and stays.
    Running {
        find: include_str!("sql/running_releases.sql"),
        set: "UPDATE release_request SET due_at = :due, due_rule = :rule, version = version + 1 WHERE request_id = :id",
        topic: Topic::Releases,
    },
];

/// A clock that runs by a rule.
pub(super) struct Clock {
    pub id: i64,
    pub due: Option<String>,
    pub patient: String,
    pub mrn: String,
    pub what: String,
    /// The version that it was started with.
    pub version: i64,
    /// What the newest version makes of it, if that is another version or another time.
    pub anew: Option<Anew>,
}

/// A clock reckoned anew.
pub(super) struct Anew {
    pub start: DateTime<Utc>,
    pub due: DateTime<Utc>,
    pub row: ClockRuleId,
    pub version: i64,
}

/// All clocks of a table that run by any version of a rule.
pub(super) fn reckon(
    db: &Reader<'_>,
    running: &Running,
    rules: &[Rule],
    id: &str,
) -> Result<Vec<Clock>, StoreError> {
    let mut clocks = Vec::new();
    for old in rules.iter().filter(|rule| rule.id == id) {
        let rows = db.rows(running.find, named_params! {":rule": old.row}, |row| {
            let start: Option<String> = row.get(1)?;
            let clock = Clock {
                id: row.get(0)?,
                due: row.get(2)?,
                patient: row.get(3)?,
                mrn: row.get(4)?,
                what: row.get(5)?,
                version: old.version,
                anew: None,
            };
            Ok((clock, start))
        })?;
        for (mut clock, start) in rows {
            clock.anew = start.as_deref().and_then(When::parse_iso).and_then(|start| {
                let new = in_force(rules, id, &[old.scope.as_str()], start.day())?;
                let due = new.due(start, &zone());
                let is_same = new.row == old.row && clock.due.as_deref() == Some(instant_text(due).as_str());
                (!is_same).then(|| Anew { start: start.instant(), due, row: new.row, version: new.version })
            });
            clocks.push(clock);
        }
    }
    Ok(clocks)
}

/// What recomputing the running clocks of a rule would change; nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldMove(pub String);

/// What [`WouldMove`] answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Moves {
    /// Clocks that run by the rule.
    pub running: usize,
    /// Those that would be due at another time.
    pub moved: usize,
    /// They, at most [`MOVES_MOST`].
    pub rows: Vec<Move>,
}

/// One clock that would be due at another time. Instants are ISO text in UTC.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Move {
    pub place: usize,
    pub patient: String,
    pub mrn: String,
    pub what: String,
    pub due_before: String,
    pub due_after: String,
    pub version_before: i64,
    pub version_after: i64,
}

/// Changes that are listed at most.
pub const MOVES_MOST: usize = 2_000;

impl Query for WouldMove {
    type Rows = Moves;
    const LANE: Lane = Lane::Long;

    fn topics(&self) -> Topics {
        Topic::Rules | Topic::Completion
    }

    fn needs(&self) -> Permission {
        Permission::KeepRules
    }

    fn run(&self, db: &Reader<'_>) -> Result<Moves, StoreError> {
        let rules = load(db.conn())?;
        let mut moves = Moves::default();
        for running in RUNNING {
            for clock in reckon(db, running, &rules, &self.0)? {
                moves.running += 1;
                let Some(new) = clock.anew else { continue };
                let after = instant_text(new.due);
                let before = clock.due.unwrap_or_default();
                if before == after {
                    continue;
                }
                moves.moved += 1;
                if moves.rows.len() < MOVES_MOST {
                    moves.rows.push(Move {
                        place: moves.moved,
                        patient: clock.patient,
                        mrn: clock.mrn,
                        what: clock.what,
                        due_before: before,
                        due_after: after,
                        version_before: clock.version,
                        version_after: new.version,
                    });
                }
            }
        }
        Ok(moves)
    }
}
