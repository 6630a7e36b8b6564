//! Accounts follow the stays: opened at admission, ready at discharge, taken over where the bill already says the codes.
//!
//! Triggers note which stays changed (`coding_dirty`), so a run costs what has changed, not what there is. Running it
//! twice changes nothing.

use super::{
    assign::Arising,
    rows::{Head, Note, head, put_sheet, record_step, sheet},
};
use crate::{
    domain::{
        coding::{AccountState, Deed, DxLine, Poa, PxLine, Sheet, Source, step},
        ids::{AccountId, EncounterId},
        role::Permission,
        time::When,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Session, Store, StoreError, Writing},
    work::Hand,
};
use rusqlite::named_params;

/// Looks at some of the stays that changed.
#[derive(Clone, Copy, Debug)]
pub struct Sync {
    /// At most so many.
    pub limit: i64,
}

/// What a run of the sync did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Synced {
    /// Stays looked at.
    pub seen: i64,
    /// Accounts opened.
    pub opened: i64,
    /// Accounts whose patient went home.
    pub readied: i64,
    /// Accounts whose codes were taken over from the bill.
    pub taken_over: i64,
    /// Accounts off hold because what they waited for has come, or their day.
    pub returned: i64,
}

impl Synced {
    fn add(&mut self, other: Self) {
        self.seen += other.seen;
        self.opened += other.opened;
        self.readied += other.readied;
        self.taken_over += other.taken_over;
        self.returned += other.returned;
    }

    fn changed(&self) -> bool {
        self.opened + self.readied + self.taken_over + self.returned > 0
    }
}

/// Stays in one transaction.
const CHUNK: i64 = 400;

/// Runs the sync until nothing is left to look at, giving way to the desks between its chunks.
pub fn sync_all(store: &Store, session: &Session) -> Result<Synced, Refusal> {
    let mut all = Synced::default();
    loop {
        let some = store.apply(session, &Sync { limit: CHUNK })?;
        all.add(some);
        if some.seen < CHUNK {
            return Ok(all);
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// A stay as the account follows it.
struct Stay {
    encounter: EncounterId,
    class: String,
    state: String,
    service: String,
    payer: String,
    discharge_at: String,
    disposition: String,
    account: Option<AccountId>,
    charges_cents: i64,
    billed: bool,
    has_billing: bool,
}

impl Change for Sync {
    type Receipt = Synced;

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    /// Bookkeeping that the program does for whoever is at work; it shows nothing.
    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    /// A line is written only if something was done.
    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Synced, Refusal> {
        let mut done = Synced { returned: wake(tx)?, ..Synced::default() };
        for stay in stays(tx, self.limit)? {
            done.seen += 1;
            done.add(follow(tx, &stay)?);
            tx.execute(include_str!("sql/dirty_clear.sql"), [stay.encounter])?;
        }
        if done.changed() {
            tx.touches(Topic::Coding);
            tx.also(AuditLine::new("coding.sync").detail(format!(
                "{} opened, {} discharged, {} taken over, {} off hold",
                done.opened, done.readied, done.taken_over, done.returned
            )));
        } else if done.seen > 0 {
            // Charges or services may have changed.
            tx.touches(Topic::Coding);
        }
        Ok(done)
    }
}

fn stays(tx: &Writing<'_>, limit: i64) -> Result<Vec<Stay>, StoreError> {
    tx.rows(include_str!("sql/dirty.sql"), [limit], |row| {
        Ok(Stay {
            encounter: row.get(0)?,
            class: row.get(1)?,
            state: row.get(2)?,
            service: row.get(3)?,
            payer: row.get(4)?,
            discharge_at: row.get(5)?,
            disposition: row.get(6)?,
            account: row.get(7)?,
            charges_cents: row.get(8)?,
            billed: row.get(9)?,
            has_billing: row.get(10)?,
        })
    })
}

/// Brings one account into line with its stay.
fn follow(tx: &Writing<'_>, stay: &Stay) -> Result<Synced, Refusal> {
    let mut done = Synced::default();
    let is_there = matches!(stay.state.as_str(), "open" | "discharged");
    let Some(account) = stay.account else {
        if is_there {
            let account = open(tx, stay)?;
            done.opened = 1;
            if stay.state == "discharged" && take_over(tx, stay, account)? {
                done.taken_over = 1;
            } else {
                super::worklist::follow(tx, account, None, "", Hand::Rule)?;
                if stay.state == "discharged" {
                    hand_out(tx, account, None)?;
                } else {
                    super::assign::by_rule(tx, account, Arising::Arrival)?;
                }
            }
        }
        return Ok(done);
    };
    let before = head(&tx.reader(), account)?;
    if !is_there {
        drop_if_empty(tx, account, &before)?;
        return Ok(done);
    }
    tx.execute(
        include_str!("sql/account_follow.sql"),
        named_params! {
            ":account": account, ":class": stay.class, ":service": stay.service, ":payer": stay.payer,
            ":discharge": stay.discharge_at, ":charges": stay.charges_cents, ":status": status_of(stay),
        },
    )?;
    super::worklist::follow(tx, account, None, "", Hand::Rule)?;
    match (stay.state.as_str(), before.state) {
        ("discharged", AccountState::NotReady) => {
            own_step(tx, &before, Deed::Discharge, None)?;
            done.readied = 1;
            if take_over(tx, stay, account)? {
                done.taken_over = 1;
            } else {
                hand_out(tx, account, before.owner)?;
            }
        }
        ("discharged", AccountState::Ready | AccountState::Assigned) => {
            done.taken_over = i64::from(take_over(tx, stay, account)?);
        }
        ("open", state) if state.is_uncoded() => {
            if state == AccountState::Pended {
                super::hold::close(tx, account, "the patient is in house again")?;
            }
            own_step(tx, &before, Deed::Readmit, before.owner)?;
        }
        ("discharged", AccountState::Pended) => done.returned = i64::from(arrived(tx, &before)?),
        _ => {}
    }
    Ok(done)
}

fn status_of(stay: &Stay) -> &str {
    let is_status = stay.disposition.len() == 2 && stay.disposition.bytes().all(|byte| byte.is_ascii_digit());
    if is_status { &stay.disposition } else { "" }
}

fn open(tx: &Writing<'_>, stay: &Stay) -> Result<AccountId, StoreError> {
    let state = if stay.state == "open" { AccountState::NotReady } else { AccountState::Ready };
    let admitting: Option<String> =
        tx.row(include_str!("sql/admitting.sql"), [stay.encounter], |row| row.get(0))?;
    let account = tx.insert(
        include_str!("sql/account_open.sql"),
        named_params! {
            ":encounter": stay.encounter, ":class": stay.class, ":service": stay.service, ":payer": stay.payer,
            ":discharge": stay.discharge_at, ":charges": stay.charges_cents, ":state": state.word(),
            ":admitting": admitting.unwrap_or_default(), ":status": status_of(stay),
            ":now": tx.now_text(), ":by": tx.session().login,
        },
    )?;
    Ok(AccountId(account))
}

/// A step that the program makes by itself.
fn own_step(
    tx: &Writing<'_>,
    head: &Head,
    deed: Deed,
    owner: Option<crate::domain::ids::UserId>,
) -> Result<(), Refusal> {
    let step = step(deed, head.state).map_err(|why| Refusal::invalid("", why))?;
    record_step(tx, head, step, Note { reason: "", owner }, Hand::Rule)
}

/// A discharged account goes to who had it on the ward, else by rule where the hospital has switched that on.
fn hand_out(
    tx: &Writing<'_>,
    account: AccountId,
    had: Option<crate::domain::ids::UserId>,
) -> Result<(), Refusal> {
    match had {
        Some(owner) => {
            let head = head(&tx.reader(), account)?;
            own_step(tx, &head, Deed::Assign, Some(owner))
        }
        None => super::assign::by_rule(tx, account, Arising::Discharge).map(|_| ()),
    }
}

/// Codes that came with the bill, onto a sheet that has none; the account counts as coded elsewhere. True if it does.
fn take_over(tx: &Writing<'_>, stay: &Stay, account: AccountId) -> Result<bool, Refusal> {
    if !stay.billed && !stay.has_billing {
        return Ok(false);
    }
    let mut own = sheet(&tx.reader(), account)?;
    if !own.is_empty() {
        return Ok(false);
    }
    fill(tx, stay.encounter, &mut own)?;
    put_sheet(tx, account, &own)?;
    let state = if stay.billed { AccountState::Billed } else { AccountState::FinalCoded };
    let at: Option<Option<String>> =
        tx.row(include_str!("sql/billing_at.sql"), [stay.encounter], |row| row.get(0))?;
    tx.execute(
        include_str!("sql/account_taken.sql"),
        named_params! {
            ":account": account, ":state": state.word(), ":at": at.flatten(), ":now": tx.now_text(),
            ":by": tx.session().login, ":billed": stay.billed,
        },
    )?;
    tx.execute(
        include_str!("sql/drg_claimed.sql"),
        named_params! {
            ":account": account, ":encounter": stay.encounter, ":now": tx.now_text(), ":by": tx.session().login,
        },
    )?;
    super::worklist::follow(tx, account, None, "coded elsewhere", Hand::Rule)?;
    Ok(true)
}

/// Codes of the bill in their order; what does not fit on a claim, or is no ICD-10 code, stays in the chart only.
fn fill(tx: &Writing<'_>, encounter: EncounterId, own: &mut Sheet) -> Result<(), StoreError> {
    let lines = tx.rows(include_str!("sql/billing_dx.sql"), [encounter], |row| {
        let poa: String = row.get(1)?;
        Ok((row.get::<_, String>(0)?, Poa::from_word(&poa).unwrap_or_default()))
    })?;
    for (code, poa) in lines {
        let line = DxLine { code, poa, source: Source::Imported, evidence: None };
        let _ = own.add_diagnosis(line, None);
    }
    let lines = tx.rows(include_str!("sql/billing_px.sql"), [encounter], |row| {
        Ok(PxLine {
            code: row.get(0)?,
            day: row.get::<_, Option<String>>(1)?.and_then(|at| When::parse_iso(&at)).map(When::day),
            performer: row.get(2)?,
            performer_name: row.get(3)?,
            source: Source::Imported,
            evidence: None,
        })
    })?;
    for line in lines {
        let _ = own.add_procedure(line);
    }
    Ok(())
}

/// The account of a stay that was called off: gone if nobody worked on it, else it stays for a person to decide.
fn drop_if_empty(tx: &Writing<'_>, account: AccountId, head: &Head) -> Result<(), Refusal> {
    let untouched = matches!(head.state, AccountState::NotReady | AccountState::Ready);
    if untouched && sheet(&tx.reader(), account)?.is_empty() {
        super::worklist::drop(tx, account)?;
        tx.execute(include_str!("sql/drop_drg.sql"), [account])?;
        tx.execute(include_str!("sql/drop_pends.sql"), [account])?;
        tx.execute(include_str!("sql/drop_journal.sql"), [account])?;
        tx.execute(include_str!("sql/drop_overrules.sql"), [account])?;
        tx.execute(include_str!("sql/drop_sessions.sql"), [account])?;
        tx.execute(include_str!("sql/drop_steps.sql"), [account])?;
        tx.execute(include_str!("sql/drop_account.sql"), [account])?;
    }
    Ok(())
}

/// Ends a hold if the document it waits for is there and signed.
fn arrived(tx: &Writing<'_>, head: &Head) -> Result<bool, Refusal> {
    let came: Option<i64> = tx.row(include_str!("sql/arrived.sql"), [head.account], |row| row.get(0))?;
    if came.is_none() {
        return Ok(false);
    }
    super::hold::end(tx, head, "the document has come", Hand::Rule)?;
    Ok(true)
}

/// Ends holds whose day has come.
fn wake(tx: &Writing<'_>) -> Result<i64, Refusal> {
    let today = When::At(tx.now()).day().to_string();
    let due: Vec<AccountId> = tx.rows(include_str!("sql/wake.sql"), [&today], |row| row.get(0))?;
    let mut woken = 0;
    for account in due {
        let head = head(&tx.reader(), account)?;
        super::hold::end(tx, &head, "its day has come", Hand::Rule)?;
        woken += 1;
    }
    Ok(woken)
}
