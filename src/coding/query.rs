//! Queries to clinicians, as far as coding must know of them: an account that waits for one comes back when it is answered.
//!
//! Called by whoever keeps queries, inside the transaction in which one is sent, answered or withdrawn.

use super::rows::head;
use crate::{
    domain::{
        coding::{AccountState, PendReason},
        ids::{AccountId, EncounterId},
        topics::Topic,
    },
    store::{Refusal, Writing},
    work::Hand,
};

/// A query about a stay was sent. Final coding warns of it until it is answered; nothing is put aside by itself.
pub fn query_open(tx: &Writing<'_>, encounter: EncounterId) -> Result<(), Refusal> {
    tx.execute(include_str!("sql/query_open.sql"), [encounter])?;
    tx.touches(Topic::Coding);
    Ok(())
}

/// A query about a stay was answered or withdrawn. After the last one the stay's account, if it was put aside for an open
/// query, is taken up again and goes back to its coder; whether it was.
pub fn query_answered(tx: &Writing<'_>, encounter: EncounterId) -> Result<bool, Refusal> {
    let left: Option<(AccountId, i64)> =
        tx.row(include_str!("sql/query_answered.sql"), [encounter], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some((account, 0)) = left else { return Ok(false) };
    tx.touches(Topic::Coding);
    let head = head(&tx.reader(), account)?;
    let waits: Option<String> = tx.row(include_str!("sql/pend_reason.sql"), [account], |row| row.get(0))?;
    let for_query = waits.as_deref().and_then(PendReason::from_word) == Some(PendReason::QueryOpen);
    if head.state != AccountState::Pended || !for_query {
        return Ok(false);
    }
    super::hold::end(tx, &head, "the query is answered", Hand::Rule)?;
    Ok(true)
}
