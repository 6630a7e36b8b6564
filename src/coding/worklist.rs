//! Accounts as items of the worklists: each step of an account takes its item along, in the same transaction.
//!
//! The account's row says what is so; its item in the queue `coding` is one for the account's whole life, closed by final
//! codes and opened again with it. An account before a second coder stands in the queue `coding-review` as well. What the
//! engine does by itself (assign, put aside, take up) comes back by a trigger of migration 0016.

use crate::{
    clocks,
    domain::{
        clocks::in_force,
        coding::{AccountState, Deed, PendReason},
        ids::{AccountId, EncounterId, PatientId, UserId, WorkId},
        time::When,
    },
    store::{Refusal, StoreError, Writing},
    work::{
        self, Described, Hand, Item, NewItem,
        queues::{CODING, CODING_REVIEW},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::named_params;

/// The clock from discharge to final codes.
const CLOCK: &str = "final-coding";
/// What items of accounts are about.
const SUBJECT: &str = "account";

/// What an item says of its account.
struct Facts {
    state: AccountState,
    owner: Option<UserId>,
    patient: PatientId,
    encounter: EncounterId,
    title: String,
    service: String,
    cents: i64,
    due: Option<(DateTime<Utc>, i64)>,
    reason: String,
    until: Option<DateTime<Utc>>,
}

/// Brings the item of an account into line with its row, after a step of it or after its stay changed.
pub(super) fn follow(
    tx: &Writing<'_>,
    account: AccountId,
    deed: Option<Deed>,
    reason: &str,
    hand: Hand,
) -> Result<(), Refusal> {
    let facts = facts(tx, account)?;
    match latest(tx, CODING.id, account)? {
        None if is_closed(facts.state) => {}
        None => begin(tx, account, &facts)?,
        Some(item) => {
            describe(tx, item.id, &facts)?;
            bring(tx, &item, &facts, deed, reason, hand)?;
        }
    }
    review(tx, account, &facts, deed, hand)
}

/// Takes the item of an account that is no more off the list.
pub(super) fn drop(tx: &Writing<'_>, account: AccountId) -> Result<(), Refusal> {
    match latest(tx, CODING.id, account)? {
        Some(item) if item.closed_at.is_none() => {
            work::move_to(tx, item.id, "drop", "the stay was called off", Hand::Rule).map(|_| ())
        }
        _ => Ok(()),
    }
}

/// Refuses what another person holds.
pub(super) fn not_held_by_another(tx: &Writing<'_>, account: AccountId) -> Result<(), Refusal> {
    match latest(tx, CODING.id, account)? {
        Some(item) => work::claims::not_held_by_another(tx, &item),
        None => Ok(()),
    }
}

/// The item of an account in a queue, open or closed.
pub(super) fn latest(tx: &Writing<'_>, queue: &str, account: AccountId) -> Result<Option<Item>, Refusal> {
    let found: Option<WorkId> = tx.row(
        include_str!("sql/account_item.sql"),
        named_params! {":queue": queue, ":account": account},
        |row| row.get(0),
    )?;
    found.map(|item| work::get(tx, item)).transpose()
}

fn is_closed(state: AccountState) -> bool {
    use AccountState::{Billed, Denied, FinalCoded, Rebill};
    matches!(state, FinalCoded | Billed | Rebill | Denied)
}

/// The state of the item: for an account put aside, the one that it comes back in.
fn item_state(facts: &Facts) -> &'static str {
    match (facts.state, facts.owner) {
        (AccountState::Pended, Some(_)) => AccountState::Assigned.word(),
        (AccountState::Pended, None) => AccountState::Ready.word(),
        (state, _) => state.word(),
    }
}

fn facts(tx: &Writing<'_>, account: AccountId) -> Result<Facts, Refusal> {
    let found = tx.row(include_str!("sql/account_work.sql"), [account], |row| {
        let (class, service): (String, String) = (row.get(4)?, row.get(5)?);
        let (discharge, wake_on): (String, Option<String>) = (row.get(6)?, row.get(10)?);
        let (why, waits_on): (Option<String>, String) = (row.get(8)?, row.get(9)?);
        let reason = why.as_deref().and_then(PendReason::from_word).map_or("", PendReason::title);
        let day = wake_on.and_then(|day| day.parse::<NaiveDate>().ok());
        let facts = Facts {
            state: super::rows::state_of(row, 0)?,
            owner: row.get(1)?,
            patient: row.get(2)?,
            encounter: row.get(3)?,
            title: title(&class, &service),
            service,
            cents: row.get(7)?,
            due: None,
            reason: if waits_on.is_empty() { reason.to_owned() } else { format!("{reason}: {waits_on}") },
            until: day.map(|day| When::Date(day.into()).instant()),
        };
        Ok((facts, discharge))
    })?;
    let (mut facts, discharge) = found.ok_or_else(super::rows::gone)?;
    facts.due = due(tx, When::parse_iso(&discharge), &facts.service)?;
    Ok(facts)
}

/// "Inpatient, Cardiology".
fn title(class: &str, service: &str) -> String {
    let mut chars = class.chars();
    let class: String = chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect());
    if service.is_empty() { class } else { format!("{class}, {service}") }
}

/// When final codes are due, by the hospital's clock; nothing in house.
fn due(
    tx: &Writing<'_>,
    discharge: Option<When>,
    service: &str,
) -> Result<Option<(DateTime<Utc>, i64)>, StoreError> {
    let Some(start) = discharge else { return Ok(None) };
    let rules = clocks::load(tx.conn())?;
    let scope = format!("service:{service}");
    let rule = in_force(&rules, CLOCK, &[scope.as_str()], start.day());
    Ok(rule.map(|rule| (rule.due(start, &clocks::zone()), rule.row.0)))
}

fn begin(tx: &Writing<'_>, account: AccountId, facts: &Facts) -> Result<(), Refusal> {
    let new = new_item(CODING.id, account, facts);
    let id = work::open(tx, &NewItem { state: item_state(facts), owner: facts.owner, ..new })?;
    if facts.state == AccountState::Pended {
        work::aside(tx, id, &facts.reason, facts.until, Hand::Rule)?;
    }
    Ok(())
}

fn new_item<'a>(queue: &'static str, account: AccountId, facts: &'a Facts) -> NewItem<'a> {
    NewItem {
        patient: Some(facts.patient),
        encounter: Some(facts.encounter),
        title: &facts.title,
        category: &facts.service,
        due: facts.due.map(|(due, _)| due),
        due_rule: facts.due.map(|(_, rule)| rule),
        amount: facts.cents,
        ..NewItem::of(queue, SUBJECT, account.0)
    }
}

fn describe(tx: &Writing<'_>, item: WorkId, facts: &Facts) -> Result<(), Refusal> {
    let (title, category) = (facts.title.as_str(), facts.service.as_str());
    work::describe(tx, item, &Described { title, category, amount: facts.cents, due: facts.due })
}

fn bring(
    tx: &Writing<'_>,
    item: &Item,
    facts: &Facts,
    deed: Option<Deed>,
    reason: &str,
    hand: Hand,
) -> Result<(), Refusal> {
    let id = item.id;
    if facts.state == AccountState::Pended {
        if deed == Some(Deed::Pend) {
            own(tx, item, facts, hand)?;
            work::aside(tx, id, &facts.reason, facts.until, hand)?;
        }
        return Ok(());
    }
    // A step takes up what the engine has put aside; a change of the stay does not.
    if deed.is_some() && item.wake_at.is_some() {
        work::wake(tx, id, reason, hand)?;
    }
    // A closed item is nobody's to give; it opens again by its step.
    if item.closed_at.is_none() {
        match deed {
            Some(Deed::Assign | Deed::Unassign) => work::give(tx, id, facts.owner, reason, hand)?,
            _ => own(tx, item, facts, hand)?,
        }
    }
    let wanted = item_state(facts);
    let now = work::get(tx, id)?;
    if now.state != wanted {
        let verb = match deed {
            Some(deed) => deed.word(),
            None if facts.state == AccountState::Billed => Deed::Bill.word(),
            None => Deed::Finalize.word(),
        };
        work::move_to(tx, id, verb, reason, hand)?;
    }
    if item.closed_at.is_some() {
        own(tx, &work::get(tx, id)?, facts, hand)?;
        set_after_opening(tx, id, wanted, hand)?;
    }
    // What waits for somebody else is in nobody's hand.
    let after = work::get(tx, id)?;
    let waits = CODING.state(&after.state).is_some_and(|state| state.kind == work::Kind::Pended);
    if waits && after.claim.is_some() {
        work::claims::free(tx, id, "release", "")?;
    }
    Ok(())
}

fn own(tx: &Writing<'_>, item: &Item, facts: &Facts, hand: Hand) -> Result<(), Refusal> {
    let is_so = item.owner.as_ref().map(|owner| owner.user) == facts.owner;
    if is_so || is_closed(facts.state) {
        return Ok(());
    }
    work::give(tx, item.id, facts.owner, "", hand)
}

/// Giving an account that was opened again to another makes it assigned; it is in work.
fn set_after_opening(tx: &Writing<'_>, id: WorkId, wanted: &str, hand: Hand) -> Result<(), Refusal> {
    if wanted == AccountState::InProgress.word() && work::get(tx, id)?.state != wanted {
        work::move_to(tx, id, Deed::Begin.word(), "", hand)?;
    }
    Ok(())
}

/// The item of the second look: there while the account is before a second coder.
fn review(
    tx: &Writing<'_>,
    account: AccountId,
    facts: &Facts,
    deed: Option<Deed>,
    hand: Hand,
) -> Result<(), Refusal> {
    if facts.state == AccountState::PreBill {
        let id = work::open(tx, &new_item(CODING_REVIEW.id, account, facts))?;
        return describe(tx, id, facts);
    }
    let Some(item) = work::find_by_subject(tx, CODING_REVIEW.id, SUBJECT, account.0)? else { return Ok(()) };
    let (verb, hand) = match deed {
        Some(Deed::Finalize) => ("agree", hand),
        Some(Deed::SendBack) => ("send-back", hand),
        _ => ("drop", Hand::Rule),
    };
    work::move_to(tx, item.id, verb, "", hand).map(|_| ())
}
