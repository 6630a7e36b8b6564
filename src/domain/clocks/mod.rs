//! Clocks: how long the law and the hospital give for a thing, as dated rules, and what such a rule makes of a start.
//!
//! Day 0 is the day of the start; a clock in days is due at the end of day N in local time, one in hours exactly so many hours
//! later. A running clock keeps the version of the rule with which it was started ([`RuleRef`]); nothing here recomputes
//! it silently. Time zones are handed in, so that all of it is pure.

mod due;
mod holidays;
mod standing;

pub use due::{ClockFault, check_due, end_of_day, start_of_day};
pub use holidays::{is_business_day, is_federal_holiday};
pub use standing::{Standing, explain, standing, time_left};

use super::{ids::ClockRuleId, role::words};
use chrono::NaiveDate;
use std::{fmt, str::FromStr};

words! {
    /// What the value of a rule counts.
    Unit {
        /// Hours, counted exactly; 0 is at once.
        Hours = "hours", "hours";
        /// Calendar days: due at the end of day N.
        Days = "days", "calendar days";
        /// Days without weekends and federal holidays: due at the end of the Nth of them.
        BusinessDays = "business-days", "business days";
        /// Years: due at the end of the anniversary.
        Years = "years", "years";
        /// Calendar days after the end of the year of the start.
        YearEndDays = "year-end-days", "days after the end of the year";
    }
}

impl Unit {
    /// The unit after a number: "1 hour", "30 calendar days".
    pub fn counted(self, value: u32) -> String {
        let one = value == 1;
        match self {
            Self::Hours if value == 0 => "at once".to_owned(),
            Self::Hours => format!("{value} hour{}", if one { "" } else { "s" }),
            Self::Days => format!("{value} calendar day{}", if one { "" } else { "s" }),
            Self::BusinessDays => format!("{value} business day{}", if one { "" } else { "s" }),
            Self::Years => format!("{value} year{}", if one { "" } else { "s" }),
            Self::YearEndDays => {
                format!("{value} calendar day{} after the end of the year", if one { "" } else { "s" })
            }
        }
    }
}

/// One version of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Row of this very version: what `due_rule` columns hold. 0 for a version that is not stored.
    pub row: ClockRuleId,
    /// Its name in the program: `access-request`.
    pub id: String,
    /// 1, 2, … of this rule.
    pub version: i64,
    /// Its name in words.
    pub name: String,
    /// The event that starts the clock, in words after "after": "admission".
    pub starts: String,
    /// How many of the unit.
    pub value: u32,
    /// What is counted.
    pub unit: Unit,
    /// Days by which it may be extended, once; 0 if it may not.
    pub extension_days: u32,
    /// Most days for which it may be paused; 0 if it may not. Only law makes a pause, never a work state.
    pub pause_days: u32,
    /// Where it is written.
    pub citation: String,
    /// For whom it holds: empty for the whole hospital, else `facility:…`, `service:…`, `state:…`.
    pub scope: String,
    /// First day on which a clock may be started with it.
    pub valid_from: NaiveDate,
    /// Last such day, if it has one.
    pub valid_to: Option<NaiveDate>,
    /// What else is to be known of it.
    pub note: String,
}

impl Rule {
    /// The name of this very version.
    pub fn reference(&self) -> RuleRef {
        RuleRef { id: self.id.clone(), version: self.version }
    }

    /// Whether a clock that starts on this day is started with it.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// How long it gives: "24 hours", "30 calendar days".
    pub fn span(&self) -> String {
        self.unit.counted(self.value)
    }
}

/// The rule for a clock that starts on a day: of the scopes in the order given (the nearest first, the whole hospital last),
/// the newest version that holds on that day.
pub fn in_force<'r>(rules: &'r [Rule], id: &str, scopes: &[&str], day: NaiveDate) -> Option<&'r Rule> {
    scopes.iter().chain(&[""]).find_map(|scope| {
        let fits = |rule: &&Rule| rule.id == id && rule.scope == **scope && rule.holds_on(day);
        rules.iter().filter(fits).max_by_key(|rule| rule.version)
    })
}

/// Of each rule and scope the version that holds on a day.
pub fn holding(rules: &[Rule], day: NaiveDate) -> Vec<&Rule> {
    let mut now: Vec<&Rule> =
        rules.iter().filter_map(|rule| in_force(rules, &rule.id, &[rule.scope.as_str()], day)).collect();
    now.dedup();
    now
}

/// A version of a rule, as running clocks name it: `history-physical@2`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleRef {
    /// The rule.
    pub id: String,
    /// Its version.
    pub version: i64,
}

impl fmt::Display for RuleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

impl FromStr for RuleRef {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (id, version) = text.split_once('@').ok_or(())?;
        let version = version.parse().ok().filter(|version| *version > 0).ok_or(())?;
        if id.is_empty() { Err(()) } else { Ok(Self { id: id.to_owned(), version }) }
    }
}

#[cfg(test)]
mod tests;
