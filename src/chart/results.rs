//! Results of one chart: newest first, by test with the last value, and one test over time.

use super::{chart_query, coded, when};
use crate::domain::{
    facts::Coded,
    ids::{EncounterId, PatientId, ResultId},
    time::When,
    topics::Topic,
};

/// Asks for results, newest first, a page by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Whose.
    pub patient: PatientId,
    /// Only those older than this key: the `at` text and id of the last row seen.
    pub after: Option<(String, ResultId)>,
    /// At most so many.
    pub limit: i64,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ResultLine {
    pub result: ResultId,
    pub encounter: Option<EncounterId>,
    pub code: Coded,
    pub panel: String,
    pub category: String,
    pub at: Option<When>,
    /// `<`, `>`, `<=`, `>=` or empty.
    pub comparator: String,
    pub number: Option<f64>,
    /// As sent.
    pub text: String,
    /// Why there is no value.
    pub absent: String,
    pub unit: String,
    pub range_low: Option<f64>,
    pub range_high: Option<f64>,
    pub range_text: String,
    pub flag: String,
    pub status: String,
}

impl ResultLine {
    /// The value as people read it, with sign, without unit.
    pub fn value(&self) -> String {
        if self.text.is_empty() && self.number.is_none() {
            return if self.absent.is_empty() { "no value".to_owned() } else { self.absent.clone() };
        }
        let number = || self.number.map(|n| n.to_string()).unwrap_or_default();
        let text = if self.text.is_empty() { number() } else { self.text.clone() };
        if self.comparator.is_empty() || text.starts_with(['<', '>']) {
            return text;
        }
        format!("{}{text}", self.comparator)
    }

    /// `H`, `L`, `HH`, `LL` or another sign: as flagged by the sender, else by the range; empty when in range.
    pub fn sign(&self) -> &str {
        if !self.flag.is_empty() && self.flag != "N" {
            return &self.flag;
        }
        match (self.number, self.range_low, self.range_high) {
            (Some(n), _, Some(high)) if n > high => "H",
            (Some(n), Some(low), _) if n < low => "L",
            _ => "",
        }
    }

    /// The reference range as people read it.
    pub fn range(&self) -> String {
        if !self.range_text.is_empty() {
            return self.range_text.clone();
        }
        match (self.range_low, self.range_high) {
            (Some(low), Some(high)) => format!("{low} - {high}"),
            (Some(low), None) => format!("over {low}"),
            (None, Some(high)) => format!("under {high}"),
            (None, None) => String::new(),
        }
    }
}

const RESULTS: &str = include_str!("sql/results.sql");

chart_query!(Results, Vec<ResultLine>, Topic::Clinical, |this, db| {
    let (at, id) = match &this.after {
        Some((at, id)) => (at.as_str(), id.0),
        // After every text that a time can have.
        None => ("~", i64::MAX),
    };
    db.rows(RESULTS, (this.patient, at, id, this.limit), line)
});

pub(super) fn line(row: &rusqlite::Row<'_>) -> rusqlite::Result<ResultLine> {
    Ok(ResultLine {
        result: row.get(0)?,
        encounter: row.get(1)?,
        code: coded(row, 2)?,
        panel: row.get(5)?,
        category: row.get(6)?,
        at: when(row, 7)?,
        comparator: row.get(8)?,
        number: row.get(9)?,
        text: row.get(10)?,
        absent: row.get(11)?,
        unit: row.get(12)?,
        range_low: row.get(13)?,
        range_high: row.get(14)?,
        range_text: row.get(15)?,
        flag: row.get(16)?,
        status: row.get(17)?,
    })
}

/// Asks for the tests that a chart has results of, each with its last value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tests(pub PatientId);

/// One test with its last value.
#[derive(Clone, Debug, PartialEq)]
pub struct TestLine {
    /// How many values there are.
    pub values: i64,
    /// The newest.
    pub last: ResultLine,
}

const TESTS: &str = include_str!("sql/tests.sql");

chart_query!(Tests, Vec<TestLine>, Topic::Clinical, |this, db| {
    db.rows(TESTS, [this.0], |row| Ok(TestLine { last: line(row)?, values: row.get(18)? }))
});

/// Asks for all values of one test, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// Whose.
    pub patient: PatientId,
    /// Which test: its system.
    pub system: String,
    /// Which test: its code; for results without code, its display.
    pub code: String,
    /// The newest so many.
    pub limit: i64,
}

const TREND: &str = include_str!("sql/trend.sql");

chart_query!(Trend, Vec<ResultLine>, Topic::Clinical, |this, db| {
    db.rows(TREND, (this.patient, &this.code, &this.system, this.limit), line)
});
