//! Items inside a writing transaction: opened, moved, closed, taken back; each step leaves an event.

use super::{
    claims,
    queue::{Kind, Queue},
    queues,
    row::{self, Item},
};
use crate::{
    domain::{
        ids::{EncounterId, PatientId, TeamId, UserId, Version, WorkId},
        time::instant_text,
        topics::Topic,
    },
    store::{Refusal, StoreError, Writing},
};
use chrono::{DateTime, Utc};
use rusqlite::named_params;

/// What to say of a new item. `..NewItem::of(…)` fills the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewItem<'a> {
    /// The queue's id.
    pub queue: &'static str,
    /// Kind of row that it is about: `patient`, `encounter`, `document`, `request`, `account`.
    pub subject_kind: &'static str,
    /// That row's id.
    pub subject_id: i64,
    /// The patient, if one is concerned.
    pub patient: Option<PatientId>,
    /// The stay, if one is concerned.
    pub encounter: Option<EncounterId>,
    /// Words for the list: "Discharge summary missing". No patient's name: the list shows it beside.
    pub title: &'a str,
    /// The queue's own division, by which lists are narrowed: service, payer, document type. May be empty.
    pub category: &'a str,
    /// A state word; empty: the queue's first.
    pub state: &'a str,
    /// 1 (first) to 9; 0: the usual 5.
    pub priority: u8,
    /// When it is due.
    pub due: Option<DateTime<Utc>>,
    /// The version of the rule that made the due time.
    pub due_rule: Option<i64>,
    /// A number of the queue's own to sort by, largest first, such as charges in cents.
    pub amount: i64,
    /// Whose it is from the beginning.
    pub owner: Option<UserId>,
    /// Whose team.
    pub team: Option<TeamId>,
}

impl NewItem<'_> {
    /// An item about a row, with nothing else said.
    pub fn of(queue: &'static str, subject_kind: &'static str, subject_id: i64) -> Self {
        Self { queue, subject_kind, subject_id, ..Self::default() }
    }
}

/// Who moves an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// The person at the keyboard: permission and claim are checked.
    Person,
    /// The program by a rule (a document arrived, a nightly run): neither is; the claim ends if the item closes.
    Rule,
}

/// Opens an item, or gives the one that is open for the same subject in the same queue: doing it twice changes nothing.
pub fn open(tx: &Writing<'_>, new: &NewItem<'_>) -> Result<WorkId, Refusal> {
    let queue = known(new.queue)?;
    let state = if new.state.is_empty() { queue.first_state() } else { new.state };
    let kind = match queue.state(state) {
        Some(state) if state.kind != Kind::Done => state.kind,
        _ => {
            return Err(Refusal::invalid("state", format!("{} has no open state \"{state}\".", queue.title)));
        }
    };
    let now = tx.now_text();
    let inserted: Option<i64> = tx.row(
        include_str!("sql/open.sql"),
        named_params! {
            ":queue": queue.id, ":subject_kind": new.subject_kind, ":subject_id": new.subject_id,
            ":patient": new.patient, ":encounter": new.encounter, ":title": new.title, ":category": new.category,
            ":state": state, ":kind": kind.word(),
            ":priority": if new.priority == 0 { 5 } else { new.priority.min(9) },
            ":due": new.due.map(instant_text), ":due_rule": new.due_rule, ":amount": new.amount,
            ":owner": new.owner, ":team": new.team, ":now": now,
        },
        |row| row.get(0),
    )?;
    let Some(id) = inserted else {
        let open = find_by_subject(tx, queue.id, new.subject_kind, new.subject_id)?;
        return open.map(|item| item.id).ok_or_else(|| Refusal::Store(StoreError::Fault));
    };
    let step = Step { verb: "open", to: state, ..Step::default() };
    event(tx, WorkId(id), &step, Version(1), Hand::Rule)?;
    tx.touches(Topic::Work);
    Ok(WorkId(id))
}

/// The open item of a subject in a queue.
pub fn find_by_subject(
    tx: &Writing<'_>,
    queue: &str,
    kind: &str,
    subject: i64,
) -> Result<Option<Item>, StoreError> {
    tx.row(
        row::BY_SUBJECT,
        named_params! {":queue": queue, ":kind": kind, ":subject": subject, ":now": tx.now_text()},
        row::read,
    )
}

/// An item as it stands in this transaction; a refusal if there is none.
pub fn get(tx: &Writing<'_>, id: WorkId) -> Result<Item, Refusal> {
    tx.row(row::BY_ID, named_params! {":item": id, ":now": tx.now_text()}, row::read)?
        .ok_or_else(|| Refusal::invalid("", format!("there is no item {id} in any worklist.")))
}

/// Carries a verb of the queue out. Gives the item as it is afterwards.
///
/// Refused in words: an illegal transition, another person's claim, a missing permission. A closed item is nobody's to hold.
pub fn move_to(tx: &Writing<'_>, id: WorkId, verb: &str, reason: &str, hand: Hand) -> Result<Item, Refusal> {
    let item = get(tx, id)?;
    let queue = known(&item.queue)?;
    let transition = queue.step(&item.state, verb).map_err(|why| Refusal::invalid("", why))?;
    if hand == Hand::Person {
        tx.session().require(transition.needs)?;
        claims::not_held_by_another(tx, &item)?;
    }
    set_state(tx, &item, queue, transition.to)?;
    let step = Step { verb: transition.verb, from: &item.state, to: transition.to, reason };
    event(tx, id, &step, Version(item.version.0 + 1), hand)?;
    get(tx, id)
}

/// What [`undo`] took back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The verb.
    pub verb: String,
    /// The state that the item is in again.
    pub back_in: String,
    /// The state that it was in.
    pub was: String,
}

/// Takes the last verdict on an item back, if the person at the keyboard gave it and nobody else has done anything since.
///
/// Notes do not count as something done. A desk whose verdicts write rows of its own calls this inside its own change.
pub fn undo(tx: &Writing<'_>, id: WorkId) -> Result<Undone, Refusal> {
    let item = get(tx, id)?;
    let queue = known(&item.queue)?;
    let last: Option<(i64, String, String, String, Option<UserId>)> =
        tx.row(include_str!("sql/last_verdict.sql"), named_params! {":item": id}, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
    let Some((event_id, verb, from, to, by)) = last else {
        return Err(Refusal::invalid("", "there is no verdict on this item to take back."));
    };
    if by != Some(tx.session().user) {
        return Err(Refusal::invalid(
            "",
            "the last verdict on this item is another person's; only they can take it back.",
        ));
    }
    let built_on: Option<(String, String)> = tx.row(
        include_str!("sql/built_on.sql"),
        named_params! {":item": id, ":event": event_id, ":me": tx.session().user},
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if let Some((who, at)) = built_on {
        return Err(Refusal::Changed { by: who, at, conflicts: Vec::new() });
    }
    if item.state != to {
        return Err(Refusal::invalid("", "this item has moved on since; nothing was taken back."));
    }
    claims::not_held_by_another(tx, &item)?;
    if item.closed_at.is_some()
        && find_by_subject(tx, queue.id, &item.subject_kind, item.subject_id)?.is_some()
    {
        return Err(Refusal::invalid("", "the same work was opened anew since; nothing was taken back."));
    }
    set_state(tx, &item, queue, &from)?;
    tx.execute("UPDATE work_event SET undone = 1 WHERE event_id = ?1", [event_id])?;
    let step = Step { verb: "undo", from: &to, to: &from, reason: &verb };
    event(tx, id, &step, Version(item.version.0 + 1), Hand::Person)?;
    Ok(Undone { verb, back_in: from, was: to })
}

/// As [`undo`], for queues whose verdicts write nothing outside the engine; refused for others.
pub(super) fn undo_by_engine(tx: &Writing<'_>, item: &Item) -> Result<Undone, Refusal> {
    let queue = known(&item.queue)?;
    let undone = undo(tx, item.id)?;
    let engine_alone =
        queue.transitions.iter().any(|transition| transition.verb == undone.verb && transition.undoable);
    if engine_alone {
        return Ok(undone);
    }
    Err(Refusal::invalid("", format!("this verdict is taken back on the desk of {}.", queue.title)))
}

/// Sets when an item is due and by which version of which rule; for rules that reckon anew.
pub fn set_due(
    tx: &Writing<'_>,
    id: WorkId,
    due: Option<DateTime<Utc>>,
    rule: Option<i64>,
    reason: &str,
) -> Result<(), Refusal> {
    let item = get(tx, id)?;
    tx.execute(
        "UPDATE work_item SET due_at = :due, due_rule = :rule, version = version + 1 WHERE item_id = :item",
        named_params! {":due": due.map(instant_text), ":rule": rule, ":item": id},
    )?;
    let step = Step { verb: "due", from: &item.state, to: &item.state, reason };
    event(tx, id, &step, Version(item.version.0 + 1), Hand::Rule)?;
    tx.touches(Topic::Work);
    Ok(())
}

/// Says whose an item is, once that is found out.
pub fn set_patient(tx: &Writing<'_>, id: WorkId, patient: PatientId) -> Result<(), Refusal> {
    tx.execute(
        "UPDATE work_item SET patient_id = :patient, version = version + 1 WHERE item_id = :item",
        named_params! {":patient": patient, ":item": id},
    )?;
    tx.touches(Topic::Work);
    Ok(())
}

/// A step for the trace.
#[derive(Clone, Copy, Default)]
pub(super) struct Step<'a> {
    pub verb: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub reason: &'a str,
}

/// Writes an event.
pub(super) fn event(
    tx: &Writing<'_>,
    id: WorkId,
    step: &Step<'_>,
    version: Version,
    hand: Hand,
) -> Result<(), StoreError> {
    let by = (hand == Hand::Person).then(|| tx.session().user);
    tx.execute(
        include_str!("sql/event.sql"),
        named_params! {
            ":item": id, ":verb": step.verb, ":from": step.from, ":to": step.to, ":by": by, ":at": tx.now_text(),
            ":reason": step.reason, ":version": version,
        },
    )?;
    Ok(())
}

/// The queue, or a refusal for an item of a later program's.
pub(super) fn known(queue: &str) -> Result<&'static Queue, Refusal> {
    queues::find(queue)
        .ok_or_else(|| Refusal::invalid("queue", format!("this program knows no queue \"{queue}\".")))
}

fn set_state(tx: &Writing<'_>, item: &Item, queue: &Queue, to: &str) -> Result<(), Refusal> {
    let kind = queue.state(to).map(|state| state.kind).ok_or_else(|| {
        Refusal::invalid("state", format!("{} has no state \"{to}\" any more.", queue.title))
    })?;
    tx.execute(
        include_str!("sql/set_state.sql"),
        named_params! {
            ":item": item.id, ":state": to, ":kind": kind.word(),
            ":closed": (kind == Kind::Done).then(|| tx.now_text()),
        },
    )?;
    tx.touches(Topic::Work);
    Ok(())
}
