//! Demographic changes held for a second look, and the decision on them.

use super::{
    demographics::{Demographics, FieldChange},
    feed::{FeedRow, Format, NO_BATCH},
    hands::{Hands, State},
    patient_rows,
};
use crate::domain::{
    ids::{HeldEditId, PatientId, Version},
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing};
use chrono::Local;
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

/// What is held.
pub(super) struct Held<'a> {
    pub by: &'a str,
    pub before: &'a Demographics,
    pub after: &'a Demographics,
    pub traits: &'a [&'static str],
    pub version: i64,
    pub fact_at: &'a str,
}

/// The change as JSON in the row.
#[derive(Serialize, Deserialize)]
struct Proposal {
    before: Demographics,
    after: Demographics,
    fact_at: String,
}

/// Holds a change. A newer one of the same author takes the place of one that still waits.
pub(super) fn hold(
    hands: &mut Hands<'_, '_>,
    patient: PatientId,
    held: &Held<'_>,
) -> Result<HeldEditId, StoreError> {
    let proposal =
        Proposal { before: held.before.clone(), after: held.after.clone(), fact_at: held.fact_at.to_owned() };
    let proposed = serde_json::to_string(&proposal).map_err(|_| StoreError::Fault)?;
    let (tx, traits) = (hands.tx, held.traits.join(", "));
    let waiting: Option<i64> =
        tx.row(include_str!("sql/held_waiting.sql"), (patient, held.by), |row| row.get(0))?;
    let params = named_params! {
        ":patient": patient, ":proposed": proposed, ":traits": traits, ":version": held.version, ":by": held.by,
        ":now": tx.now_text(), ":held": waiting,
    };
    tx.execute(include_str!("sql/held_put.sql"), params)?;
    let id = waiting.unwrap_or_else(|| tx.conn().last_insert_rowid());
    hands.touch(Topic::HeldEdits);
    Ok(HeldEditId(id))
}

/// Changes that wait for a decision, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldEdits {
    /// Those after this one; 0: from the first.
    pub after: i64,
    /// At most so many.
    pub limit: i64,
}

/// One held change.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldEdit {
    /// Its row.
    pub id: HeldEditId,
    /// The patient.
    pub patient: PatientId,
    /// Record number as stored now.
    pub mrn: String,
    /// Name on the banner as stored now: family, given.
    pub name: (String, String),
    /// Which identity traits would change, in words.
    pub traits: String,
    /// Each field that would change, with both texts.
    pub changes: Vec<FieldChange>,
    /// Login or feed.
    pub by: String,
    /// When, ISO text.
    pub at: String,
    /// Version of the held change, for the decision.
    pub version: Version,
}

impl Query for HeldEdits {
    type Rows = Vec<HeldEdit>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::HeldEdits.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReviewIdentity
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(
            include_str!("sql/held_list.sql"),
            named_params! {":after": self.after, ":limit": self.limit},
            |row| {
                let proposal: Option<Proposal> =
                    serde_json::from_str(row.get_ref("proposed")?.as_str()?).ok();
                Ok(HeldEdit {
                    id: row.get("held_edit_id")?,
                    patient: row.get("patient_id")?,
                    mrn: row.get("mrn")?,
                    name: (row.get("family")?, row.get("given")?),
                    traits: row.get("traits")?,
                    changes: proposal.map(|p| p.before.changes(&p.after)).unwrap_or_default(),
                    by: row.get("by")?,
                    at: row.get("at")?,
                    version: row.get("version")?,
                })
            },
        )
    }
}

/// Accepts or refuses a held change. Whoever made it cannot decide it.
#[derive(Clone, Debug)]
pub struct DecideHeldEdit {
    /// The held change.
    pub held: HeldEditId,
    /// The version that was looked at.
    pub version: Version,
    /// Take it over, or put it away.
    pub accept: bool,
    /// Why; needed when it is refused.
    pub reason: String,
}

impl Change for DecideHeldEdit {
    type Receipt = PatientId;

    fn topics(&self) -> Topics {
        Topic::HeldEdits | Topic::Patients
    }

    fn needs(&self) -> Permission {
        Permission::ReviewIdentity
    }

    fn audit(&self) -> AuditLine {
        let action = if self.accept { "held-edit.accept" } else { "held-edit.refuse" };
        let mut line = AuditLine::new(action).object("held_edit", self.held.0);
        line.reason.clone_from(&self.reason);
        line
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<PatientId, Refusal> {
        let row = tx.row(include_str!("sql/held_one.sql"), [self.held], |row| {
            Ok(Row {
                patient: row.get(0)?,
                state: row.get(1)?,
                proposed: row.get(2)?,
                by: row.get(3)?,
                version: row.get(4)?,
                decided_by: row.get(5)?,
                decided_at: row.get(6)?,
            })
        })?;
        let row =
            row.ok_or_else(|| StoreError::NotFound("This held change is not there any more.".into()))?;
        tx.about(row.patient);
        if row.state != "held" || row.version != self.version {
            let (by, at) = if row.decided_by.is_empty() {
                (row.by, tx.now_text())
            } else {
                (row.decided_by, row.decided_at)
            };
            return Err(Refusal::Changed { by, at, conflicts: Vec::new() });
        }
        if row.by == tx.session().login {
            return Err(Refusal::invalid("", "this is your own change; another person must decide it."));
        }
        if !self.accept && self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the change is refused."));
        }
        if self.accept {
            accept(tx, &row)?;
        }
        let state = if self.accept { "accepted" } else { "refused" };
        tx.execute(
            include_str!("sql/held_decide.sql"),
            named_params! {
                ":held": self.held, ":state": state, ":by": tx.session().login, ":now": tx.now_text(), ":reason": self.reason,
            },
        )?;
        Ok(row.patient)
    }
}

struct Row {
    patient: PatientId,
    state: String,
    proposed: String,
    by: String,
    version: Version,
    decided_by: String,
    decided_at: String,
}

/// Makes the held changes, and only those, on what is stored now.
fn accept(tx: &Writing<'_>, row: &Row) -> Result<(), Refusal> {
    let proposal: Proposal = serde_json::from_str(&row.proposed).map_err(|_| StoreError::Fault)?;
    let stored = patient_rows::load(tx.conn(), row.patient)?
        .ok_or_else(|| StoreError::NotFound("The patient is not there any more.".into()))?;
    let after = stored.demographics.with_changes(&proposal.before, &proposal.after);
    let feed = FeedRow { id: 0, name: row.by.clone(), format: Format::Hand };
    let mut state = State::new(feed, NO_BATCH, tx.now().with_timezone(&Local).date_naive());
    let mut hands = Hands::new(tx, &mut state, [0; 16], &[], None);
    for number in after.identifiers.iter().filter(|i| i.kind == "MR") {
        if patient_rows::by_record_number(tx, number)?.is_some_and(|other| other != row.patient) {
            return Err(Refusal::invalid(
                "",
                "another patient has this record number by now; refuse this change.",
            ));
        }
    }
    patient_rows::update(&mut hands, row.patient, &stored.demographics, &after, &proposal.fact_at)?;
    super::close(tx, &mut state)?;
    Ok(())
}
