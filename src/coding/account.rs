//! One account, whole: the stay, its sheet, DRGs, holds, overruled warnings and history.

use super::{
    coding_query,
    list::{AccountLine, line},
    rows::{gone, sheet},
};
use crate::{
    domain::{
        coding::{AccountState, Deed, DrgStage, PendReason, Sheet},
        ids::AccountId,
        time::{PartialDate, When},
    },
    store::{col_date, col_when},
};

/// Asks for one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountOf(pub AccountId);

/// One account, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// As the list has it.
    pub line: AccountLine,
    /// What edits and grouping must know of patient and stay.
    pub stay: StayOf,
    /// The codes and the abstract.
    pub sheet: Sheet,
    /// Baseline, working and final DRG, as far as there are any.
    pub drgs: Vec<DrgLine>,
    /// Holds, the newest first; an open one has no end.
    pub holds: Vec<HoldLine>,
    /// Warnings that were overruled.
    pub overruled: Vec<OverruleLine>,
    /// What was done to it, oldest first.
    pub history: Vec<Entry>,
    /// Operations of the theatre's own list: day, performer, performer in words.
    pub operations: Vec<Operation>,
    /// SHA-256 of the sheet that was signed; empty if none was.
    pub final_sha256: String,
    /// Who signed it, and when.
    pub final_by: String,
    /// When it was signed, or taken over as final.
    pub final_at: Option<When>,
}

/// Day, performer and performer in words of an operation.
pub type Operation = (Option<chrono::NaiveDate>, Option<crate::domain::ids::PractitionerId>, String);

/// What edits and grouping must know of patient and stay.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct StayOf {
    /// `F`, `M`, `O` or `U`.
    pub sex: String,
    pub birth_date: Option<PartialDate>,
    pub visit_number: String,
    pub account_number: String,
    pub attending: String,
    /// NPI of the attending physician, if the directory has it.
    pub attending_npi: String,
    pub disposition: String,
    pub facility: String,
    pub member_id: String,
    /// As the patient says it, for the abstract.
    pub race: String,
    pub ethnicity: String,
    /// Residence, by its postal code.
    pub zip: String,
    /// Queries that wait for an answer.
    pub open_queries: i64,
    /// Discharged without a date.
    pub discharge_missing: bool,
}

/// One of the DRGs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DrgLine {
    #[serde(serialize_with = "stage_word")]
    pub stage: DrgStage,
    pub drg: String,
    pub title: String,
    pub mdc: String,
    /// In ten-thousandths.
    pub weight: Option<i64>,
    /// Version of the grouper, or `claim`.
    pub grouper: String,
    pub by: String,
    pub at: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn stage_word<S: serde::Serializer>(stage: &DrgStage, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(stage.word())
}

/// One hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct HoldLine {
    pub reason: PendReason,
    pub note: String,
    pub waits_on: String,
    pub waits_for: String,
    pub wake_on: Option<String>,
    pub by: String,
    pub at: String,
    pub ended_at: Option<String>,
    pub ended_how: String,
}

/// One overruled warning.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OverruleLine {
    pub finding: String,
    pub reason: String,
    pub by: String,
    pub at: String,
}

/// One entry of the account's history: a step, or a change of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Entry {
    pub at: String,
    pub by: String,
    /// What was done, in words.
    pub what: String,
    pub reason: String,
}

coding_query!(AccountOf, Account, Desk, |this, db| {
    let id = this.0;
    let line = db.row(include_str!("sql/account.sql"), [id], line)?.ok_or_else(gone)?;
    let (stay, final_sha256, final_by, final_at) = db
        .row(include_str!("sql/account_stay.sql"), [id], |row| {
            let stay = StayOf {
                sex: row.get(0)?,
                birth_date: col_date(row, 1)?,
                visit_number: row.get(2)?,
                account_number: row.get(3)?,
                attending: row.get(4)?,
                attending_npi: row.get(5)?,
                disposition: row.get(6)?,
                facility: row.get(7)?,
                member_id: row.get(8)?,
                open_queries: row.get(12)?,
                discharge_missing: row.get(13)?,
                race: row.get(14)?,
                ethnicity: row.get(15)?,
                zip: row.get(16)?,
            };
            Ok((stay, row.get(9)?, row.get(10)?, col_when(row, 11)?))
        })?
        .ok_or_else(gone)?;
    let drgs = db.rows(include_str!("sql/drgs.sql"), [id], |row| {
        let stage: String = row.get(0)?;
        Ok(DrgLine {
            stage: DrgStage::from_word(&stage).unwrap_or(DrgStage::Working),
            drg: row.get(1)?,
            title: row.get(2)?,
            mdc: row.get(3)?,
            weight: row.get(4)?,
            grouper: row.get(5)?,
            by: row.get(6)?,
            at: row.get(7)?,
        })
    })?;
    let holds = db.rows(include_str!("sql/pends.sql"), [id], |row| {
        let reason: String = row.get(0)?;
        Ok(HoldLine {
            reason: PendReason::from_word(&reason).unwrap_or(PendReason::Other),
            note: row.get(1)?,
            waits_on: row.get(2)?,
            waits_for: row.get(3)?,
            wake_on: row.get(4)?,
            by: row.get(5)?,
            at: row.get(6)?,
            ended_at: row.get(7)?,
            ended_how: row.get(8)?,
        })
    })?;
    let overruled = db.rows(include_str!("sql/overrules.sql"), [id], |row| {
        Ok(OverruleLine { finding: row.get(0)?, reason: row.get(1)?, by: row.get(2)?, at: row.get(3)? })
    })?;
    let history = db.rows(include_str!("sql/history.sql"), [id], |row| {
        let (kind, what, to): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let state = AccountState::from_word(&to).map_or("", AccountState::title);
        let what = match kind.as_str() {
            "step" => match Deed::from_word(&what) {
                Some(deed) => format!("{}: {state}", deed.title()),
                None => what,
            },
            "undone" => format!("{what} (taken back)"),
            _ => what,
        };
        Ok(Entry { at: row.get(0)?, by: row.get(1)?, what, reason: row.get(5)? })
    })?;
    let operations = db.rows(include_str!("sql/operations.sql"), [id], |row| {
        Ok((col_when(row, 0)?.map(When::day), row.get(1)?, row.get(2)?))
    })?;
    Ok(Account {
        operations,
        line,
        stay,
        sheet: sheet(db, id)?,
        drgs,
        holds,
        overruled,
        history,
        final_sha256,
        final_by,
        final_at,
    })
});

impl Account {
    /// The DRG of a stage.
    pub fn drg(&self, stage: DrgStage) -> Option<&DrgLine> {
        self.drgs.iter().find(|line| line.stage == stage)
    }

    /// The hold that is open now.
    pub fn open_hold(&self) -> Option<&HoldLine> {
        self.holds.iter().find(|hold| hold.ended_at.is_none())
    }
}

/// Asks for the account that a number names: its own id with `#`, an account number, a visit number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindAccount(pub String);

coding_query!(FindAccount, Vec<AccountId>, Desk, |this, db| {
    if let Some(id) = this.0.strip_prefix('#').and_then(|id| id.parse::<i64>().ok()) {
        return db.rows(include_str!("sql/find_id.sql"), [id], |row| row.get(0));
    }
    db.rows(include_str!("sql/find_number.sql"), [this.0.trim()], |row| row.get(0))
});
