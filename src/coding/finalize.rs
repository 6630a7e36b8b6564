//! Final coding by e-signature.
//!
//! What the signature proves: the person signed in at the host under this account typed the account's name over exactly this
//! sheet; its SHA-256, the user and the time are kept with the account and in the hash-chained log, so that a later change of
//! the codes is seen. It is no second factor: whoever holds the open session can type it.

use super::{
    account::{Account, AccountOf},
    coding_change, coding_query,
    deeds::Begin,
    judge::{Case, judge},
    rows::{Note, for_change, head as row_head, sheet, take_step, touch},
    sheet::text_of,
    tables::Tools,
};
use crate::{
    classification::edits::Level,
    codesets::shelf,
    domain::{
        coding::{AccountState, Deed, DrgStage, Sheet},
        ids::{AccountId, Version},
        role::Permission,
        time::When,
    },
    store::{Query, Reader, Refusal, StoreError, Writing},
};
use rusqlite::named_params;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Asks for the code sets, grouper and editor of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToolsOf;

coding_query!(ToolsOf, Tools, Desk, |_this, db| tools(db));

/// The tools of a database.
pub fn tools(db: &Reader<'_>) -> Result<Tools, StoreError> {
    Ok(Tools::new(shelf::library(db)?))
}

impl Account {
    /// The case as edits and grouping take it.
    pub fn case(&self, today: chrono::NaiveDate) -> Case {
        Case {
            class: self.line.class.clone(),
            sex: self.stay.sex.clone(),
            birth_date: self.stay.birth_date,
            admit: self.line.admit,
            discharge: self.line.discharge,
            today,
            open_queries: self.stay.open_queries,
            discharge_missing: self.stay.discharge_missing,
            overruled: self.overruled.iter().map(|one| (one.finding.clone(), one.reason.clone())).collect(),
        }
    }
}

/// Makes the codes final, or sends them to a second coder where the account asks for one.
#[derive(Clone, Debug)]
pub struct Finalize {
    /// Which account.
    pub account: AccountId,
    /// The version that the user saw and signs.
    pub seen: Option<Version>,
    /// The account name, typed once more.
    pub signature: String,
}

/// What became of an account that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Its codes are final.
    Final,
    /// A second coder looks at it first.
    ToReview,
}

coding_change!(Finalize, Signed, Code, "coding.finalize", |this, tx| {
    let session = tx.session();
    if this.signature.trim() != session.login {
        return Err(Refusal::invalid(
            "signature",
            format!("type your account name, {}, to sign.", session.login),
        ));
    }
    let mut head = for_change(tx, this.account, this.seen)?;
    if matches!(head.state, AccountState::Ready | AccountState::Assigned) {
        Begin(this.account).apply(tx)?;
        head = row_head(&tx.reader(), this.account)?;
    }
    let account = AccountOf(this.account).run(&tx.reader())?;
    let tools = tools(&tx.reader())?;
    let case = account.case(When::At(tx.now()).day());
    let verdict = judge(&tools, &case, &account.sheet);
    let open: Vec<String> = verdict
        .findings
        .iter()
        .filter(|finding| finding.is_hard())
        .map(|finding| format!("{}: {}", finding.rule, finding.what))
        .collect();
    if let Some(first) = open.first() {
        return Err(Refusal::invalid(
            "",
            format!(
                "{} finding{} block final coding. {first}",
                open.len(),
                if open.len() == 1 { "" } else { "s" }
            ),
        ));
    }
    let warnings =
        verdict.findings.iter().filter(|f| f.level == Level::Warning && f.overruled.is_none()).count();
    if warnings > 0 {
        return Err(Refusal::invalid(
            "",
            format!("{warnings} warning(s) stand: mend them, or overrule each with a reason."),
        ));
    }
    // A second coder is another person than the one who coded.
    let coded_by: Option<crate::domain::ids::UserId> =
        tx.row(include_str!("sql/coded_by.sql"), [this.account], |row| row.get(0))?;
    if head.state == AccountState::PreBill {
        session.require(Permission::ReviewCoding)?;
        if coded_by == Some(session.user) {
            return Err(Refusal::invalid("", "you coded this account; another person must review it."));
        }
    } else if head.second_level {
        let owner = Note { reason: "second-level review asked for", owner: Some(session.user) };
        take_step(tx, &head, Deed::Review, owner)?;
        put_drg(tx, this.account, DrgStage::Working, verdict.drg.as_ref())?;
        touch(tx, this.account)?;
        tx.detail("to second-level review");
        return Ok(Signed::ToReview);
    }
    take_step(tx, &head, Deed::Finalize, Note { reason: "", owner: head.owner })?;
    put_drg(tx, this.account, DrgStage::Final, verdict.drg.as_ref())?;
    let hash = sheet_sha256(&account.sheet)?;
    tx.execute(
        include_str!("sql/final_put.sql"),
        named_params! {":account": this.account, ":user": session.user, ":now": tx.now_text(), ":hash": hash},
    )?;
    touch(tx, this.account)?;
    tx.detail(format!("signed sha256:{hash}"));
    Ok(Signed::Final)
});

/// Hex digest of a sheet, as it is signed.
pub fn sheet_sha256(sheet: &Sheet) -> Result<String, Refusal> {
    let text = text_of(sheet)?;
    Ok(Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

/// Keeps a DRG of the account under its stage; the working one makes the first baseline too.
pub(super) fn put_drg(
    tx: &Writing<'_>,
    account: AccountId,
    stage: DrgStage,
    grouped: Option<&super::judge::Grouped>,
) -> Result<(), StoreError> {
    let Some(grouped) = grouped else { return Ok(()) };
    let stages: &[DrgStage] = if stage == DrgStage::Working {
        &[DrgStage::Baseline, DrgStage::Working]
    } else {
        &[DrgStage::Final]
    };
    for stage in stages {
        let sql = if *stage == DrgStage::Baseline {
            include_str!("sql/drg_first.sql")
        } else {
            include_str!("sql/drg_put.sql")
        };
        tx.execute(
            sql,
            named_params! {
                ":account": account, ":stage": stage.word(), ":drg": grouped.drg, ":title": grouped.title,
                ":mdc": grouped.mdc, ":weight": grouped.weight, ":grouper": grouped.grouper,
                ":by": tx.session().login, ":now": tx.now_text(),
            },
        )?;
    }
    Ok(())
}

/// Groups the account as it stands now and keeps the working DRG.
pub(super) fn regroup(tx: &Writing<'_>, account: AccountId) -> Result<(), Refusal> {
    let whole = AccountOf(account).run(&tx.reader())?;
    let tools = tools(&tx.reader())?;
    let case = whole.case(When::At(tx.now()).day());
    let now = sheet(&tx.reader(), account)?;
    put_drg(tx, account, DrgStage::Working, super::judge::group_only(&tools, &case, &now).as_ref())?;
    Ok(())
}
