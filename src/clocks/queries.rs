//! Questions about rules.

use crate::{
    domain::{
        clocks::{Rule, Unit, explain},
        ids::ClockRuleId,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{DateTime, Local, NaiveDate, Utc};
use rusqlite::{Connection, Row};
use std::fmt::Write as _;

/// A version of a rule with who set it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleVersion {
    /// The rule.
    pub rule: Rule,
    /// Login of who set it; "shipped" for those that came with the program.
    pub set_by: String,
    /// When, ISO text in UTC.
    pub set_at: String,
}

/// All versions of all rules, in order of their names and versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllRules;

impl Query for AllRules {
    type Rows = Vec<RuleVersion>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Rules.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(include_str!("sql/all.sql"), [], version)
    }
}

/// All versions of one rule, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleHistory(pub String);

impl Query for RuleHistory {
    type Rows = Vec<RuleVersion>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Rules.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let mut rows = AllRules.run(db)?;
        rows.retain(|version| version.rule.id == self.0);
        rows.reverse();
        Ok(rows)
    }
}

/// The sentence that explains a due time, by the version of the rule that made it; for the explain key of any desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explain {
    /// The version, as the row's `due_rule` names it.
    pub rule: ClockRuleId,
    /// Start of the clock, where the desk knows it.
    pub start: Option<DateTime<Utc>>,
    /// When it is due.
    pub due: DateTime<Utc>,
}

/// What [`Explain`] answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The version that made the due time.
    pub rule: Rule,
    /// A newer version of it, if there is one: the clock runs by the old one until somebody recomputes it.
    pub newer: Option<i64>,
    /// As asked.
    pub asked: Explain,
}

impl Explained {
    /// The sentence; `write` puts instants into the house's words.
    pub fn sentence(&self, write: impl Fn(DateTime<Utc>) -> String) -> String {
        let Explain { start, due, .. } = self.asked;
        let mut words = match start {
            Some(start) => explain(&self.rule, start, due, write),
            None => format!(
                "{}: due {}, {} after {}. Rule {}, version {}: {}.",
                self.rule.name,
                write(due),
                self.rule.span(),
                self.rule.starts,
                self.rule.id,
                self.rule.version,
                self.rule.citation
            ),
        };
        if let Some(newer) = self.newer {
            let _ = write!(words, " Version {newer} holds for clocks that start now.");
        }
        words
    }
}

impl Query for Explain {
    type Rows = Option<Explained>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Rules.into()
    }
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let rules = load(db.conn())?;
        let Some(rule) = rules.iter().find(|rule| rule.row == self.rule) else { return Ok(None) };
        let same = |other: &&Rule| other.id == rule.id && other.scope == rule.scope;
        let newest = rules.iter().filter(same).map(|rule| rule.version).max();
        let newer = newest.filter(|newest| *newest > rule.version);
        Ok(Some(Explained { rule: rule.clone(), newer, asked: self.clone() }))
    }
}

/// All versions of all rules: few, so that callers pick with [`in_force`](crate::domain::clocks::in_force).
pub fn load(conn: &Connection) -> Result<Vec<Rule>, StoreError> {
    let mut statement = conn.prepare_cached(include_str!("sql/all.sql"))?;
    let rows = statement.query_map([], version)?;
    Ok(rows.map(|row| row.map(|version| version.rule)).collect::<rusqlite::Result<_>>()?)
}

/// The zone of the hospital: that of the host.
pub fn zone() -> Local {
    Local
}

fn version(row: &Row<'_>) -> rusqlite::Result<RuleVersion> {
    let day = |idx: usize| -> rusqlite::Result<Option<NaiveDate>> {
        Ok(row.get::<_, Option<String>>(idx)?.and_then(|text| text.parse().ok()))
    };
    let unit: String = row.get(6)?;
    Ok(RuleVersion {
        rule: Rule {
            row: row.get(0)?,
            id: row.get(1)?,
            version: row.get(2)?,
            name: row.get(3)?,
            starts: row.get(4)?,
            value: row.get(5)?,
            unit: Unit::from_word(&unit).unwrap_or(Unit::Days),
            extension_days: row.get(7)?,
            pause_days: row.get(8)?,
            citation: row.get(9)?,
            scope: row.get(10)?,
            valid_from: day(11)?.unwrap_or_default(),
            valid_to: day(12)?,
            note: row.get(13)?,
        },
        set_by: row.get(14)?,
        set_at: row.get(15)?,
    })
}
