//! An item as lists and screens see it, and how it is read from a row.

use super::queue::Queue;
use crate::domain::ids::{EncounterId, PatientId, TeamId, UserId, Version, WorkId};
use rusqlite::Row;

/// A person as a list names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their row.
    pub user: UserId,
    /// Their name in words.
    pub name: String,
}

/// One item, with the words of what it is about. Instants are ISO text in UTC, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; the table is documented in migrations/0007_work.sql")]
pub struct Item {
    pub id: WorkId,
    pub queue: String,
    pub subject_kind: String,
    pub subject_id: i64,
    pub patient: Option<PatientId>,
    /// "Family, Given" and record number; empty without a patient.
    pub patient_name: String,
    pub mrn: String,
    pub encounter: Option<EncounterId>,
    pub title: String,
    pub category: String,
    /// A state word of the queue.
    pub state: String,
    pub priority: u8,
    pub due_at: Option<String>,
    pub due_rule: Option<i64>,
    pub amount: i64,
    pub owner: Option<Person>,
    pub team: Option<(TeamId, String)>,
    /// Who holds it; nobody once the lease has ended.
    pub claim: Option<Person>,
    pub claim_at: Option<String>,
    pub claim_until: Option<String>,
    pub pend_reason: String,
    /// Put aside until then.
    pub wake_at: Option<String>,
    pub n_notes: i64,
    pub version: Version,
    pub created_at: String,
    pub closed_at: Option<String>,
}

impl Item {
    /// Its queue, if this program knows it.
    pub fn queue(&self) -> Option<&'static Queue> {
        super::queues::find(&self.queue)
    }

    /// What a change of it is sent with.
    pub fn handle(&self) -> super::Handle {
        super::Handle {
            item: self.id,
            queue: self.queue().map_or("", |queue| queue.id),
            seen: Some(self.version),
        }
    }

    /// The word that lists are divided by: the state, or `pended`.
    pub fn lane(&self) -> &str {
        if self.wake_at.is_some() { super::queue::PENDED } else { &self.state }
    }
}

macro_rules! columns {
    () => {
        "w.item_id, w.queue, w.subject_kind, w.subject_id, w.patient_id, ifnull(p.family || ', ' || p.given, ''),
         ifnull(p.mrn, ''), w.encounter_id, w.title, w.category, w.state, w.priority, w.due_at, w.due_rule, w.amount,
         w.owner_user, o.full_name, w.owner_team, t.name,
         CASE WHEN w.claim_until > :now THEN w.claim_user END, c.full_name, w.claim_at, w.claim_until, w.pend_reason,
         w.wake_at, w.n_notes, w.version, w.created_at, w.closed_at"
    };
}
macro_rules! joins {
    () => {
        " LEFT JOIN patient p ON p.patient_id = w.patient_id LEFT JOIN user_account o ON o.user_id = w.owner_user
          LEFT JOIN user_account c ON c.user_id = w.claim_user LEFT JOIN team t ON t.team_id = w.owner_team "
    };
}
pub(super) use {columns, joins};

/// One item by its id.
pub const BY_ID: &str =
    concat!("SELECT ", columns!(), " FROM work_item w", joins!(), "WHERE w.item_id = :item");

/// The open item of a subject.
pub const BY_SUBJECT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM work_item w INDEXED BY work_subject",
    joins!(),
    "WHERE w.queue = :queue AND w.subject_kind = :kind AND w.subject_id = :subject AND w.closed_at IS NULL"
);

/// Reads a row of the columns above.
pub fn read(row: &Row<'_>) -> rusqlite::Result<Item> {
    let person = |id: usize, name: usize| -> rusqlite::Result<Option<Person>> {
        let user: Option<UserId> = row.get(id)?;
        let name: Option<String> = row.get(name)?;
        Ok(user.map(|user| Person { user, name: name.unwrap_or_default() }))
    };
    let team: Option<TeamId> = row.get(17)?;
    let team_name: Option<String> = row.get(18)?;
    Ok(Item {
        id: row.get(0)?,
        queue: row.get(1)?,
        subject_kind: row.get(2)?,
        subject_id: row.get(3)?,
        patient: row.get(4)?,
        patient_name: row.get(5)?,
        mrn: row.get(6)?,
        encounter: row.get(7)?,
        title: row.get(8)?,
        category: row.get(9)?,
        state: row.get(10)?,
        priority: row.get(11)?,
        due_at: row.get(12)?,
        due_rule: row.get(13)?,
        amount: row.get(14)?,
        owner: person(15, 16)?,
        team: team.map(|team| (team, team_name.unwrap_or_default())),
        claim: person(19, 20)?,
        claim_at: row.get(21)?,
        claim_until: row.get(22)?,
        pend_reason: row.get(23)?,
        wake_at: row.get(24)?,
        n_notes: row.get(25)?,
        version: row.get(26)?,
        created_at: row.get(27)?,
        closed_at: row.get(28)?,
    })
}
