//! Papers as items of worklists: to be indexed, then to be checked.

use super::changes::IndexCaptured;
use crate::{
    domain::ids::{CapturedId, WorkId},
    store::{Refusal, StoreError, Writing},
    work::{
        self, Hand, NewItem, claims,
        queues::{INDEXING, INDEXING_QA},
    },
};
use rusqlite::named_params;

/// What items of papers are about.
const SUBJECT: &str = "captured_document";
const INDEXED_ITEM: &str = include_str!("sql/indexed_item.sql");

/// A paper waits to be indexed, or for help (`problem`).
pub(super) fn arrive(tx: &Writing<'_>, id: CapturedId, name: &str, state: &str) -> Result<(), Refusal> {
    let source = source(tx, id)?;
    let new = NewItem { title: name, category: &source, state, ..NewItem::of(INDEXING.id, SUBJECT, id.0) };
    work::open(tx, &new)?;
    Ok(())
}

/// An indexed paper waits to be checked.
pub(super) fn to_check(tx: &Writing<'_>, said: &IndexCaptured, title: &str) -> Result<(), Refusal> {
    let source = source(tx, said.id)?;
    let new = NewItem {
        patient: Some(said.patient),
        encounter: said.encounter,
        title,
        category: &source,
        ..NewItem::of(INDEXING_QA.id, SUBJECT, said.id.0)
    };
    work::open(tx, &new)?;
    Ok(())
}

/// A step of a paper that is to be indexed; a paper that is being checked has none here.
pub(super) fn step(
    tx: &Writing<'_>,
    id: CapturedId,
    verb: &str,
    why: &str,
    hand: Hand,
) -> Result<(), Refusal> {
    if let Some(item) = work::find_by_subject(tx, INDEXING.id, SUBJECT, id.0)? {
        work::move_to(tx, item.id, verb, why, hand)?;
    }
    Ok(())
}

/// The last step of a paper that is being checked.
pub(super) fn leave_check(
    tx: &Writing<'_>,
    id: CapturedId,
    verb: &str,
    why: &str,
    hand: Hand,
) -> Result<(), Refusal> {
    if let Some(item) = work::find_by_subject(tx, INDEXING_QA.id, SUBJECT, id.0)? {
        claims::not_held_by_another(tx, &item)?;
        work::move_to(tx, item.id, verb, why, hand)?;
    }
    Ok(())
}

/// Takes the verdict "index" back, if it is one's own.
pub(super) fn undo_index(tx: &Writing<'_>, id: CapturedId) -> Result<(), Refusal> {
    let item: Option<WorkId> = tx.row(INDEXED_ITEM, named_params! {":id": id}, |row| row.get(0))?;
    let item = item.ok_or(Refusal::Store(StoreError::Fault))?;
    work::undo(tx, item)?;
    Ok(())
}

/// Where its batch came from: by this, lists are narrowed.
fn source(tx: &Writing<'_>, id: CapturedId) -> Result<String, StoreError> {
    let source = tx.row(
        "SELECT b.source FROM captured_document c JOIN capture_batch b ON b.capture_batch_id = c.capture_batch_id
         WHERE c.captured_id = :id",
        named_params! {":id": id},
        |row| row.get(0),
    )?;
    Ok(source.unwrap_or_default())
}
