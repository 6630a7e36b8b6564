//! Putting an account aside: for which reason, who owes what, and what brings it back by itself.

use super::{
    coding_change,
    rows::{Head, Note, for_change, take_step, touch},
};
use crate::{
    domain::{
        coding::{Deed, PendReason, step},
        ids::{AccountId, Version},
    },
    store::{Refusal, StoreError, Writing},
    work::Hand,
};
use chrono::NaiveDate;
use rusqlite::named_params;

/// Puts an account aside.
#[derive(Clone, Debug)]
pub struct Pend {
    /// Which.
    pub account: AccountId,
    /// The version that the user saw.
    pub seen: Option<Version>,
    /// Why.
    pub reason: PendReason,
    /// Who owes what is missing, in words.
    pub waits_on: String,
    /// Type code (LOINC) of the document whose arrival ends the hold by itself; may be empty.
    pub waits_for: String,
    /// Day on which it comes back in any case.
    pub wake_on: Option<NaiveDate>,
    /// What else there is to say.
    pub note: String,
}

coding_change!(Pend, (), Code, "coding.pend", |this, tx| {
    let head = for_change(tx, this.account, this.seen)?;
    if this.reason == PendReason::Other && this.note.trim().is_empty() {
        return Err(Refusal::invalid("note", "say in the note what the account waits for."));
    }
    if this.wake_on.is_some_and(|day| day <= crate::domain::time::When::At(tx.now()).day()) {
        return Err(Refusal::invalid("wake_on", "the day on which it comes back must lie ahead."));
    }
    let owner = Some(head.owner.unwrap_or(tx.session().user));
    // First, since the step takes the item of the worklist along, which says what is waited for.
    tx.execute(
        include_str!("sql/pend_put.sql"),
        named_params! {
            ":account": this.account, ":reason": this.reason.word(), ":note": this.note.trim(),
            ":waits_on": this.waits_on.trim(), ":waits_for": this.waits_for.trim(),
            ":wake_on": this.wake_on.map(|day| day.to_string()), ":by": tx.session().login, ":at": tx.now_text(),
        },
    )?;
    take_step(tx, &head, Deed::Pend, Note { reason: this.reason.title(), owner })?;
    touch(tx, this.account)?;
    tx.detail(this.reason.title());
    Ok(())
});

/// Takes an account up again; it goes back to its coder.
#[derive(Clone, Debug)]
pub struct Wake {
    /// Which.
    pub account: AccountId,
    /// The version that the user saw.
    pub seen: Option<Version>,
    /// What came of it.
    pub note: String,
}

coding_change!(Wake, (), Code, "coding.wake", |this, tx| {
    let head = for_change(tx, this.account, this.seen)?;
    end(tx, &head, if this.note.trim().is_empty() { "by hand" } else { this.note.trim() }, Hand::Person)
});

/// Ends the open hold of an account.
pub(super) fn end(tx: &Writing<'_>, head: &Head, how: &str, hand: Hand) -> Result<(), Refusal> {
    let step = step(Deed::Wake, head.state).map_err(|why| Refusal::invalid("", why))?;
    if hand == Hand::Person {
        super::worklist::not_held_by_another(tx, head.account)?;
    }
    super::rows::record_step(tx, head, step, Note { reason: how, owner: head.owner }, hand)?;
    close(tx, head.account, how)?;
    Ok(())
}

/// Writes the end of the open hold of an account.
pub(super) fn close(tx: &Writing<'_>, account: AccountId, how: &str) -> Result<(), StoreError> {
    tx.execute(
        include_str!("sql/pend_end.sql"),
        named_params! {":account": account, ":now": tx.now_text(), ":by": tx.session().login, ":how": how},
    )?;
    Ok(())
}
