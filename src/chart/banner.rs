//! The patient banner: who this is, with two identifiers, and what everyone must know before reading on.

use super::chart_query;
use crate::{
    domain::{
        ids::{PatientId, Version},
        time::{PartialDate, When},
        topics::Topic,
    },
    store::{StoreError, col_date, col_when},
};

/// What stands at the top of every screen with a patient in context.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Banner {
    pub patient: PatientId,
    pub version: Version,
    /// First identifier.
    pub mrn: String,
    pub prefix: String,
    pub family: String,
    pub given: String,
    pub middle: String,
    pub suffix: String,
    /// Second identifier.
    pub birth_date: Option<PartialDate>,
    /// `F`, `M`, `O`, `U`.
    pub sex: String,
    pub deceased: bool,
    pub death_at: Option<When>,
    /// `active`, `inactive`, `merged`, `deleted`.
    pub state: String,
    /// Record number of the record that this one was merged into.
    pub merged_into: Option<String>,
    /// The record itself that this one was merged into.
    pub merged_into_id: Option<PatientId>,
    pub flags: Vec<Flag>,
    /// A demographic change waits for review.
    pub held_edits: i64,
    /// A merge with another record waits for a decision.
    pub pending_merges: i64,
}

/// One flag of a record.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Flag {
    /// `confidential`, `legal-hold`, `restriction`, `possible-duplicate`, `possible-overlay`, `vip`, `employee` …
    pub flag: String,
    /// Words added when it was set.
    pub note: String,
    /// Record number of the other record, where two are concerned.
    pub other: Option<String>,
}

impl Flag {
    /// The words on screen.
    pub fn title(&self) -> String {
        let words = match self.flag.as_str() {
            "confidential" => "confidential",
            "legal-hold" => "legal hold",
            "restriction" => "restriction",
            "possible-duplicate" => "possible duplicate",
            "possible-overlay" => "possible overlay",
            "vip" => "VIP",
            "employee" => "employee",
            "part2" => "Part 2",
            other => return other.replace('-', " "),
        };
        words.to_owned()
    }
}

/// Asks for the banner of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BannerOf(pub PatientId);

const BANNER: &str = include_str!("sql/banner.sql");
const FLAGS: &str = include_str!("sql/flags.sql");

chart_query!(BannerOf, Banner, Topic::Patients | Topic::HeldEdits, |this, db| {
    let banner = db.row(BANNER, [this.0], |row| {
        Ok(Banner {
            patient: row.get(0)?,
            version: row.get(1)?,
            mrn: row.get(2)?,
            prefix: row.get(3)?,
            family: row.get(4)?,
            given: row.get(5)?,
            middle: row.get(6)?,
            suffix: row.get(7)?,
            birth_date: col_date(row, 8)?,
            sex: row.get(9)?,
            deceased: row.get(10)?,
            death_at: col_when(row, 11)?,
            state: row.get(12)?,
            merged_into: row.get(13)?,
            held_edits: row.get(14)?,
            pending_merges: row.get(15)?,
            merged_into_id: row.get(16)?,
            flags: Vec::new(),
        })
    })?;
    let mut banner = banner.ok_or_else(|| StoreError::NotFound("This record is no longer there.".into()))?;
    banner.flags = db
        .rows(FLAGS, [this.0], |row| Ok(Flag { flag: row.get(0)?, note: row.get(1)?, other: row.get(2)? }))?;
    Ok(banner)
});
