//! Queries to clinicians, as far as coding must know of them: an account waits for an open one and comes back by itself.
//!
//! Called by whoever keeps queries, inside the transaction in which one is sent, answered or withdrawn.

use super::{
    hold,
    rows::{Note, head, record_step},
};
use crate::{
    domain::{
        coding::{Deed, PendReason, step},
        ids::{AccountId, EncounterId},
        topics::Topic,
    },
    store::{Refusal, Writing},
};
use rusqlite::named_params;

/// A query about a stay is open: its account is put on hold, if it stands where a hold can begin.
pub fn query_open(tx: &Writing<'_>, encounter: EncounterId) -> Result<(), Refusal> {
    let account: Option<AccountId> =
        tx.row(include_str!("sql/account_of_stay.sql"), [encounter], |row| row.get(0))?;
    let Some(account) = account else { return Ok(()) };
    let head = head(&tx.reader(), account)?;
    let Ok(step) = step(Deed::Pend, head.state) else { return Ok(()) };
    record_step(tx, &head, step, Note { reason: PendReason::QueryOpen.title(), owner: head.owner })?;
    tx.execute(
        include_str!("sql/pend_put.sql"),
        named_params! {
            ":account": account, ":reason": PendReason::QueryOpen.word(), ":note": "", ":waits_on": "the provider asked",
            ":waits_for": "", ":wake_on": None::<String>, ":by": tx.session().login, ":at": tx.now_text(),
        },
    )?;
    tx.touches(Topic::Coding);
    Ok(())
}

/// A query about a stay waits for nothing any more. After the last one the stay's account, if it is on hold for a query,
/// is back with its coder; whether it was.
pub fn query_answered(tx: &Writing<'_>, encounter: EncounterId) -> Result<bool, Refusal> {
    let held: Option<AccountId> =
        tx.row(include_str!("sql/pend_query.sql"), [encounter], |row| row.get(0))?;
    let Some(account) = held else { return Ok(false) };
    let head = head(&tx.reader(), account)?;
    if step(Deed::Return, head.state).is_err() {
        return Ok(false);
    }
    hold::end(tx, &head, "the query is answered")?;
    tx.touches(Topic::Coding);
    Ok(true)
}
