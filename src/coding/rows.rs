//! What all changes of an account begin and end with: its row, its sheet, a step noted, time counted.

use crate::{
    domain::{
        coding::{AccountState, Deed, DxLine, Evidence, Poa, PxLine, Sheet, Source, Step, step},
        ids::{AccountId, PatientId, UserId, Version},
        time::parse_instant,
    },
    store::{Reader, Refusal, StoreError, Writing},
};
use rusqlite::{Row, named_params};

/// The row of an account, as changes need it.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub account: AccountId,
    pub patient: PatientId,
    pub state: AccountState,
    pub owner: Option<UserId>,
    pub owner_login: String,
    pub second_level: bool,
    pub class: String,
    pub service: String,
    pub payer: String,
    pub charges_cents: i64,
    pub version: Version,
    pub updated_at: String,
    pub updated_by: String,
}

const HEAD: &str = include_str!("sql/head.sql");
const DIAGNOSES: &str = include_str!("sql/dx.sql");
const PROCEDURES: &str = include_str!("sql/px.sql");
const ABSTRACT: &str = include_str!("sql/abstract.sql");

pub(super) fn gone() -> StoreError {
    StoreError::NotFound("This account is no longer there. Go back to the list.".into())
}

pub(super) fn head(db: &Reader<'_>, account: AccountId) -> Result<Head, StoreError> {
    db.row(HEAD, [account], |row| {
        Ok(Head {
            account,
            patient: row.get(0)?,
            state: state_of(row, 1)?,
            owner: row.get(2)?,
            owner_login: row.get(3)?,
            second_level: row.get(4)?,
            class: row.get(5)?,
            service: row.get(6)?,
            payer: row.get(7)?,
            charges_cents: row.get(8)?,
            version: row.get(9)?,
            updated_at: row.get(10)?,
            updated_by: row.get(11)?,
        })
    })?
    .ok_or_else(gone)
}

/// A state from its word; the table's CHECK keeps others out.
pub(super) fn state_of(row: &Row<'_>, idx: usize) -> rusqlite::Result<AccountState> {
    let word: String = row.get(idx)?;
    Ok(AccountState::from_word(&word).unwrap_or(AccountState::NotReady))
}

fn evidence(row: &Row<'_>, idx: usize) -> rusqlite::Result<Option<Evidence>> {
    let (document, start, end): (Option<_>, Option<i64>, Option<i64>) =
        (row.get(idx)?, row.get(idx + 1)?, row.get(idx + 2)?);
    let quote = row.get(idx + 3)?;
    let place = |at: Option<i64>| usize::try_from(at.unwrap_or(0)).unwrap_or(0);
    Ok(document.map(|document| Evidence { document, start: place(start), end: place(end), quote }))
}

pub(super) fn sheet(db: &Reader<'_>, account: AccountId) -> Result<Sheet, StoreError> {
    let mut sheet = db
        .row(ABSTRACT, [account], |row| {
            let reasons: String = row.get(1)?;
            Ok(Sheet {
                admitting: row.get(0)?,
                reasons: reasons.split_whitespace().map(str::to_owned).collect(),
                patient_status: row.get(2)?,
                admit_type: row.get(3)?,
                admit_source: row.get(4)?,
                birth_weight_g: row.get(5)?,
                ..Sheet::default()
            })
        })?
        .ok_or_else(gone)?;
    sheet.diagnoses = db.rows(DIAGNOSES, [account], |row| {
        let (poa, source): (String, String) = (row.get(1)?, row.get(2)?);
        Ok(DxLine {
            code: row.get(0)?,
            poa: Poa::from_word(&poa).unwrap_or_default(),
            source: Source::from_word(&source).unwrap_or_default(),
            evidence: evidence(row, 3)?,
        })
    })?;
    sheet.procedures = db.rows(PROCEDURES, [account], |row| {
        let (day, source): (Option<String>, String) = (row.get(1)?, row.get(4)?);
        Ok(PxLine {
            code: row.get(0)?,
            day: day.and_then(|day| day.parse().ok()),
            performer: row.get(2)?,
            performer_name: row.get(3)?,
            source: Source::from_word(&source).unwrap_or_default(),
            evidence: evidence(row, 5)?,
        })
    })?;
    Ok(sheet)
}

/// The sheet of an account, for what looks at it from outside.
pub fn sheet_of(db: &Reader<'_>, account: AccountId) -> Result<Sheet, StoreError> {
    sheet(db, account)
}

/// Writes a sheet in place of the one that is there.
pub(super) fn put_sheet(tx: &Writing<'_>, account: AccountId, sheet: &Sheet) -> Result<(), StoreError> {
    tx.execute(include_str!("sql/dx_clear.sql"), [account])?;
    tx.execute(include_str!("sql/px_clear.sql"), [account])?;
    let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    for (line, position) in sheet.diagnoses.iter().zip(1_i64..) {
        let found = line.evidence.as_ref();
        tx.execute(
            include_str!("sql/dx_put.sql"),
            named_params! {
                ":account": account, ":position": position, ":code": line.code, ":poa": line.poa.word(),
                ":source": line.source.word(), ":document": found.map(|e| e.document),
                ":start": found.map(|e| place(e.start)), ":stop": found.map(|e| place(e.end)),
                ":quote": found.map_or("", |e| e.quote.as_str()),
            },
        )?;
    }
    for (line, position) in sheet.procedures.iter().zip(1_i64..) {
        let found = line.evidence.as_ref();
        tx.execute(
            include_str!("sql/px_put.sql"),
            named_params! {
                ":account": account, ":position": position, ":code": line.code,
                ":day": line.day.map(|day| day.to_string()), ":performer": line.performer,
                ":performer_name": line.performer_name, ":source": line.source.word(),
                ":document": found.map(|e| e.document), ":start": found.map(|e| place(e.start)),
                ":stop": found.map(|e| place(e.end)), ":quote": found.map_or("", |e| e.quote.as_str()),
            },
        )?;
    }
    tx.execute(
        include_str!("sql/abstract_put.sql"),
        named_params! {
            ":account": account, ":admitting": sheet.admitting, ":reasons": sheet.reasons.join(" "),
            ":patient_status": sheet.patient_status, ":admit_type": sheet.admit_type,
            ":admit_source": sheet.admit_source, ":birth_weight": sheet.birth_weight_g,
        },
    )?;
    Ok(())
}

/// The account for a change by a user: refused if the row is another than the one that the user saw.
pub(super) fn for_change(
    tx: &Writing<'_>,
    account: AccountId,
    seen: Option<Version>,
) -> Result<Head, Refusal> {
    let head = head(&tx.reader(), account)?;
    if let Some(seen) = seen {
        tx.same_version(seen, head.version, &head.updated_by, &head.updated_at, Vec::new)?;
    }
    tx.about(head.patient);
    tx.object("coding_account", account.0);
    Ok(head)
}

/// What a step leaves behind besides the state.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Note<'a> {
    pub reason: &'a str,
    pub owner: Option<UserId>,
}

/// Makes a step: permitted from this state, by this user, with its reason; the row gets its new state and owner.
pub(super) fn take_step(
    tx: &Writing<'_>,
    head: &Head,
    deed: Deed,
    note: Note<'_>,
) -> Result<&'static Step, Refusal> {
    let step =
        step(deed, head.state).map_err(|why| Refusal::invalid("", format!("{why} Nothing was changed.")))?;
    tx.session().require(step.needs)?;
    if step.with_reason && note.reason.trim().is_empty() {
        return Err(Refusal::invalid("reason", format!("to {}, say why.", deed.title())));
    }
    record_step(tx, head, step, note)?;
    Ok(step)
}

/// Writes a step that was tested, or that the program makes by itself.
pub(super) fn record_step(
    tx: &Writing<'_>,
    head: &Head,
    step: &Step,
    note: Note<'_>,
) -> Result<(), StoreError> {
    let session = tx.session();
    tx.execute(
        include_str!("sql/step_put.sql"),
        named_params! {
            ":account": head.account, ":user": session.user, ":login": session.login, ":at": tx.now_text(),
            ":deed": step.deed.word(), ":from": head.state.word(), ":to": step.to.word(),
            ":reason": note.reason.trim(),
        },
    )?;
    tx.execute(
        include_str!("sql/state_put.sql"),
        named_params! {
            ":account": head.account, ":state": step.to.word(), ":owner": note.owner,
            ":reopened": i64::from(step.deed == Deed::Reopen), ":now": tx.now_text(), ":by": session.login,
        },
    )?;
    Ok(())
}

/// Longest gap between two deeds that still counts as work, in seconds.
const WORKING_GAP_S: i64 = 300;
/// A gap after which it is another sitting, in seconds.
const SITTING_GAP_S: i64 = 4 * 3600;

/// Counts the time of a deed: the gap since the user's last deed on this account is work up to five minutes, idle above.
pub(super) fn touch(tx: &Writing<'_>, account: AccountId) -> Result<(), StoreError> {
    let user = tx.session().user;
    let last: Option<(i64, AccountId, String)> =
        tx.row(include_str!("sql/session_last.sql"), [user], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let gap = |at: &str| parse_instant(at).map(|at| (tx.now() - at).num_seconds().max(0));
    if let Some((session, of, at)) = last
        && of == account
        && let Some(gap) = gap(&at).filter(|gap| *gap <= SITTING_GAP_S)
    {
        let (active, idle) = if gap <= WORKING_GAP_S { (gap, 0) } else { (0, gap) };
        tx.execute(
            include_str!("sql/session_touch.sql"),
            named_params! {":session": session, ":now": tx.now_text(), ":active": active, ":idle": idle},
        )?;
        return Ok(());
    }
    tx.execute(
        include_str!("sql/session_new.sql"),
        named_params! {":user": user, ":account": account, ":now": tx.now_text()},
    )?;
    Ok(())
}
