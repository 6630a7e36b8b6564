//! The rules at work: those of the hospital or the shipped ones, with the clocks.

use super::rules_file::{self, SHIPPED, SHIPPED_NAME};
use crate::{
    clocks,
    domain::{
        clocks::{Rule, in_force},
        completion::RuleSet,
        ids::ClockRuleId,
        time::{When, instant_text},
    },
    fault::Fault,
    store::StoreError,
};
use rusqlite::{Connection, OptionalExtension};

/// Rules of completion and of clocks, read once for a run.
#[derive(Clone, Debug)]
pub struct Book {
    /// Rules of completion.
    pub set: RuleSet,
    /// All versions of all clocks.
    pub clocks: Vec<Rule>,
    /// Name of the file that the rules came from.
    pub file: String,
}

impl Book {
    /// The rules as stored now. Stored rules were checked when they were loaded; if the program has changed so that they
    /// are no longer sound, the shipped ones are used and `file` says so.
    pub fn load(conn: &Connection) -> Result<Self, StoreError> {
        let clocks = clocks::load(conn)?;
        let ids: Vec<String> = clocks.iter().map(|rule| rule.id.clone()).collect();
        let own = own_text(conn)?;
        if let Some((file, text)) = own {
            if let Ok(set) = rules_file::parse(&file, &text, &ids) {
                return Ok(Self { set, clocks, file });
            }
            let file = format!("{SHIPPED_NAME}, since {file} does not fit this program");
            return Ok(Self { set: shipped(&ids), clocks, file });
        }
        Ok(Self { set: shipped(&ids), clocks, file: SHIPPED_NAME.to_owned() })
    }

    /// Reads a text as rules against the stored clocks.
    pub fn check(
        conn: &Connection,
        file: &str,
        text: &str,
    ) -> Result<Result<RuleSet, Vec<Fault>>, StoreError> {
        let ids: Vec<String> = clocks::load(conn)?.into_iter().map(|rule| rule.id).collect();
        Ok(rules_file::parse(file, text, &ids))
    }

    /// Due time and version of the rule for a clock that starts; none while it does not run.
    pub(super) fn due(
        &self,
        clock: &str,
        start: Option<When>,
        service: &str,
    ) -> Option<(String, ClockRuleId)> {
        let start = start?;
        let scope = format!("service:{service}");
        let rule = in_force(&self.clocks, clock, &[scope.as_str()], start.day())?;
        Some((instant_text(rule.due(start, &clocks::zone())), rule.row))
    }

    /// Whether this version is one of the clock's.
    pub(super) fn is_version_of(&self, row: ClockRuleId, clock: &str) -> bool {
        self.clocks.iter().any(|rule| rule.row == row && rule.id == clock)
    }
}

/// File name and text of the hospital's own rules, if it has any.
pub(super) fn own_text(conn: &Connection) -> Result<Option<(String, String)>, StoreError> {
    let newest = "SELECT file, text FROM completion_rules ORDER BY rules_id DESC LIMIT 1";
    Ok(conn.prepare_cached(newest)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// A test holds the shipped rules sound, so that a fault here means a clock was taken out of the file by hand.
fn shipped(ids: &[String]) -> RuleSet {
    rules_file::parse(SHIPPED_NAME, SHIPPED, ids).unwrap_or_default()
}
