//! Unsaved text of forms, kept while it is typed: it comes back after a cut line.
//!
//! A draft is its author's own and no part of any record, so it needs no permission but an account and leaves no line in
//! the log; what is made of it later does.

use super::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing};
use crate::domain::{
    ids::PatientId,
    role::Permission,
    topics::{Topic, Topics},
};
use rusqlite::named_params;

/// Keeps a draft, in place of an older one of the same form.
#[derive(Clone, Debug)]
pub struct SaveDraft {
    /// The form: `register`, `document:412`.
    pub slot: String,
    /// What it is, in words.
    pub title: String,
    /// The patient it concerns, if any.
    pub patient: Option<PatientId>,
    /// The text.
    pub body: String,
}

impl Change for SaveDraft {
    type Receipt = ();

    fn topics(&self) -> Topics {
        // Nobody else's screen shows it, and the program that keeps it knows it.
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.execute(
            "INSERT INTO draft (user_id, slot, title, patient_id, body, updated_at)
             VALUES (:user, :slot, :title, :patient, :body, :now)
             ON CONFLICT (user_id, slot) DO UPDATE
               SET title = excluded.title, patient_id = excluded.patient_id, body = excluded.body,
                   updated_at = excluded.updated_at",
            named_params! {
                ":user": tx.session().user, ":slot": self.slot, ":title": self.title,
                ":patient": self.patient, ":body": self.body, ":now": tx.now_text(),
            },
        )?;
        Ok(())
    }
}

/// Forgets a draft: its text is saved where it belongs, or given up.
#[derive(Clone, Debug)]
pub struct DropDraft {
    /// The form.
    pub slot: String,
}

impl Change for DropDraft {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.execute(
            "DELETE FROM draft WHERE user_id = :user AND slot = :slot",
            named_params! {":user": tx.session().user, ":slot": self.slot},
        )?;
        Ok(())
    }
}

/// The own drafts, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drafts;

/// A draft as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the table")]
pub struct KeptDraft {
    pub slot: String,
    pub title: String,
    pub patient: Option<PatientId>,
    pub body: String,
    pub updated_at: String,
}

impl Query for Drafts {
    type Rows = Vec<KeptDraft>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Own.into()
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<KeptDraft>, StoreError> {
        db.rows(
            "SELECT slot, title, patient_id, body, updated_at FROM draft WHERE user_id = :user ORDER BY updated_at DESC, slot",
            named_params! {":user": db.session().user},
            |row| {
                Ok(KeptDraft {
                    slot: row.get(0)?,
                    title: row.get(1)?,
                    patient: row.get(2)?,
                    body: row.get(3)?,
                    updated_at: row.get(4)?,
                })
            },
        )
    }
}
