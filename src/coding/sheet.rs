//! Changes of the sheet of codes: a whole sheet at a time, with the one before kept for undo.

use super::{
    account::AccountOf,
    coding_change,
    deeds::Begin,
    finalize::{regroup, tools},
    rows::{Head, for_change, head as row_head, put_sheet, sheet, touch},
};
use crate::{
    domain::{
        codeset::SetKind,
        coding::{AccountState, Sheet, written_code},
        ids::{AccountId, Version},
        time::When,
    },
    store::{Query as _, Refusal, Writing},
};
use rusqlite::named_params;

/// Puts a sheet in place of the one that the user saw.
#[derive(Clone, Debug)]
pub struct SetSheet {
    /// Which account.
    pub account: AccountId,
    /// The version that the user saw; none: whatever is there.
    pub seen: Option<Version>,
    /// The sheet as it is to be.
    pub sheet: Sheet,
    /// What was done, in words: "E11.22 added".
    pub what: String,
}

coding_change!(SetSheet, Version, Code, "coding.sheet", |this, tx| {
    let head = for_change(tx, this.account, this.seen)?;
    must_be_open(&head)?;
    super::worklist::not_held_by_another(tx, this.account)?;
    let wanted = this.sheet.clone().checked().map_err(|fault| Refusal::invalid("code", fault.to_string()))?;
    let before = sheet(&tx.reader(), this.account)?;
    if wanted == before {
        return Ok(head.version);
    }
    must_be_known(tx, this.account, &before, &wanted)?;
    tx.execute(
        include_str!("sql/journal_put.sql"),
        named_params! {
            ":account": this.account, ":user": tx.session().user, ":at": tx.now_text(), ":what": this.what,
            ":before": text_of(&before)?,
        },
    )?;
    // Whoever codes an account that nobody works on has it from now on.
    if matches!(head.state, AccountState::Ready | AccountState::Assigned) {
        Begin(this.account).apply(tx)?;
    } else if head.state == AccountState::InProgress
        && head.owner.is_some_and(|owner| owner != tx.session().user)
    {
        return Err(Refusal::invalid("", format!("{} is coding this account.", head.owner_login)));
    }
    put_sheet(tx, this.account, &wanted)?;
    raise_version(tx, &head)?;
    regroup(tx, this.account)?;
    touch(tx, this.account)?;
    tx.detail(this.what.clone());
    Ok(row_head(&tx.reader(), this.account)?.version)
});

/// Takes the user's last change of the sheet back, if nobody changed it since.
#[derive(Clone, Copy, Debug)]
pub struct UndoSheet {
    /// Which account.
    pub account: AccountId,
    /// The version that the user saw.
    pub seen: Option<Version>,
}

coding_change!(UndoSheet, String, Code, "coding.undo", |this, tx| {
    let head = for_change(tx, this.account, this.seen)?;
    must_be_open(&head)?;
    let last: Option<(i64, i64, String, String)> =
        tx.row(include_str!("sql/journal_last.sql"), [this.account], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let Some((entry, user, what, before)) = last else {
        return Err(Refusal::invalid("", "there is nothing to take back on this account."));
    };
    if user != tx.session().user.0 {
        return Err(Refusal::invalid("", "the last change is another person's; change the codes instead."));
    }
    let before: Sheet = serde_json::from_str(&before)
        .map_err(|_| Refusal::invalid("", "the sheet before this change cannot be read."))?;
    put_sheet(tx, this.account, &before)?;
    tx.execute(include_str!("sql/journal_undo.sql"), [entry])?;
    raise_version(tx, &head)?;
    regroup(tx, this.account)?;
    touch(tx, this.account)?;
    tx.detail(format!("taken back: {what}"));
    Ok(what)
});

/// Overrules a warning; the reason is kept with the account.
#[derive(Clone, Debug)]
pub struct Overrule {
    /// Which account.
    pub account: AccountId,
    /// Key of the finding: its rule and codes.
    pub finding: String,
    /// Why it does not hold here; empty: the warning stands again.
    pub reason: String,
}

coding_change!(Overrule, (), Code, "coding.overrule", |this, tx| {
    let head = for_change(tx, this.account, None)?;
    must_be_open(&head)?;
    if this.reason.trim().is_empty() {
        tx.execute(include_str!("sql/overrule_drop.sql"), (this.account, &this.finding))?;
    } else {
        tx.execute(
            include_str!("sql/overrule_put.sql"),
            named_params! {
                ":account": this.account, ":finding": this.finding, ":reason": this.reason.trim(),
                ":by": tx.session().login, ":at": tx.now_text(),
            },
        )?;
    }
    touch(tx, this.account)?;
    tx.detail(this.finding.clone());
    Ok(())
});

/// Refuses a code that no edition knows on the account's day. What stood there before (a bill's code) may go on standing; the
/// edits tell of it.
fn must_be_known(
    tx: &Writing<'_>,
    account: AccountId,
    before: &Sheet,
    wanted: &Sheet,
) -> Result<(), Refusal> {
    let new_dx = wanted.diagnoses.iter().map(|line| &line.code);
    let new_dx = new_dx.filter(|code| !before.diagnoses.iter().any(|line| line.code == **code));
    let new_px = wanted.procedures.iter().map(|line| &line.code);
    let new_px = new_px.filter(|code| !before.procedures.iter().any(|line| line.code == **code));
    let new: Vec<(SetKind, &String)> = new_dx
        .map(|code| (SetKind::Icd10Cm, code))
        .chain(new_px.map(|code| (SetKind::Icd10Pcs, code)))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let day = AccountOf(account).run(&tx.reader())?.case(When::At(tx.now()).day()).code_day();
    let tools = tools(&tx.reader())?;
    let unknown = new.iter().find(|(kind, code)| {
        tools.library.on(*kind, day).is_some() && tools.library.title(*kind, code, day).is_none()
    });
    match unknown {
        None => Ok(()),
        Some((kind, code)) => Err(Refusal::invalid(
            "code",
            format!(
                "{} is no {} code on {day}. Nothing was changed; `chartroom codes find` looks for the right one.",
                written_code(code),
                kind.title()
            ),
        )),
    }
}

fn must_be_open(head: &Head) -> Result<(), Refusal> {
    if head.state.is_open_to_codes() {
        return Ok(());
    }
    let way = match head.state {
        AccountState::Pended => "Take it off hold first.",
        _ => "Reopen it with a reason first.",
    };
    Err(Refusal::invalid("", format!("the account is {}. {way}", head.state.title())))
}

fn raise_version(tx: &Writing<'_>, head: &Head) -> Result<(), Refusal> {
    tx.execute(
        include_str!("sql/version_up.sql"),
        named_params! {":account": head.account, ":now": tx.now_text(), ":by": tx.session().login},
    )?;
    Ok(())
}

pub(super) fn text_of(sheet: &Sheet) -> Result<String, Refusal> {
    serde_json::to_string(sheet).map_err(|_| Refusal::invalid("", "the sheet cannot be written."))
}
