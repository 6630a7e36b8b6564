//! Queries as items of the worklist engine: a query's deed moves its item, never the other way round.

use super::rows::Head;
use crate::{
    domain::ids::CdiQueryId,
    store::{Refusal, Writing},
    work::{self, Hand, NewItem, queues::CDI_QUERY},
};
use chrono::{DateTime, Utc};

/// Puts a draft on its author's list.
pub(super) fn open(tx: &Writing<'_>, head: &Head) -> Result<(), Refusal> {
    let new = NewItem {
        patient: Some(head.patient),
        encounter: Some(head.encounter),
        title: if head.title.is_empty() { "Query without a title" } else { &head.title },
        category: &head.service,
        owner: Some(tx.session().user),
        ..NewItem::of(CDI_QUERY.id, "cdi-query", head.id.0)
    };
    work::open(tx, &new)?;
    Ok(())
}

/// Moves its item by the verb of the same deed.
pub(super) fn moved(tx: &Writing<'_>, id: CdiQueryId, verb: &str, reason: &str) -> Result<(), Refusal> {
    if let Some(item) = work::find_by_subject(tx, CDI_QUERY.id, "cdi-query", id.0)? {
        work::move_to(tx, item.id, verb, reason, Hand::Rule)?;
    }
    Ok(())
}

/// Tells its item when the answer is due.
pub(super) fn due(
    tx: &Writing<'_>,
    id: CdiQueryId,
    due: Option<(DateTime<Utc>, i64)>,
) -> Result<(), Refusal> {
    if let Some(item) = work::find_by_subject(tx, CDI_QUERY.id, "cdi-query", id.0)? {
        work::set_due(tx, item.id, due.map(|(at, _)| at), due.map(|(_, rule)| rule), "sent")?;
    }
    Ok(())
}
