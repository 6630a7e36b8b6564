//! The lists before anything is typed: patients opened lately and the own list; and the log line of a finished look-up.

use super::find::{self, FoundPatient};
use crate::{
    domain::{
        ids::PatientId,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};

/// Patients that the asking user opened lately, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentPatients {
    /// Most rows.
    pub limit: usize,
}

/// Patients that the asking user keeps on the own list, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyPatients {
    /// Most rows.
    pub limit: usize,
}

/// Puts a patient on top of the asking user's recent ones, and lets the oldest beyond fifty go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RememberPatient {
    /// The patient who was opened.
    pub patient: PatientId,
}

/// Whether a patient is to be on the own list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// On the list.
    On,
    /// Off the list.
    Off,
}

/// Puts a patient on the asking user's own list, or takes one off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepOnMyList {
    /// The patient.
    pub patient: PatientId,
    /// On or off.
    pub keep: Keep,
}

/// Records that a look-up was finished: a chart was opened, or the line was left. Writes the log only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupFinished {
    /// The line as it stood.
    pub term: String,
    /// Rows that it showed.
    pub count: usize,
}

const LIST: &str = include_str!("sql/user_list.sql");
const REMEMBER: &str = "INSERT INTO user_patient (user_id, kind, patient_id, at) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (user_id, kind, patient_id) DO UPDATE SET at = excluded.at";
const TRIM: &str = include_str!("sql/user_list_trim.sql");
const FORGET: &str = "DELETE FROM user_patient WHERE user_id = ?1 AND kind = ?2 AND patient_id = ?3";
/// Recent patients kept for one user.
const MOST_RECENT: i64 = 50;

impl Query for RecentPatients {
    type Rows = Vec<FoundPatient>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients | Topic::Own
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<FoundPatient>, StoreError> {
        list(db, "recent", "recent", self.limit)
    }
}

impl Query for MyPatients {
    type Rows = Vec<FoundPatient>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients | Topic::Own
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<FoundPatient>, StoreError> {
        list(db, "mine", "my list", self.limit)
    }
}

fn list(db: &Reader<'_>, kind: &str, words: &str, limit: usize) -> Result<Vec<FoundPatient>, StoreError> {
    let patients: Vec<i64> = db.rows(LIST, (db.session().user, kind, limit as i64), |row| row.get(0))?;
    let rows = patients.into_iter().map(|patient| find::from_card(db.conn(), patient, words.to_owned()));
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

impl Change for RememberPatient {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Own.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    /// None: opening a chart has a line of its own.
    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let user = tx.session().user;
        tx.execute(REMEMBER, (user, "recent", self.patient, fine_now(tx)))?;
        tx.execute(TRIM, (user, "recent", MOST_RECENT))?;
        Ok(())
    }
}

impl Change for KeepOnMyList {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Own.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn audit(&self) -> AuditLine {
        let action = match self.keep {
            Keep::On => "list.keep",
            Keep::Off => "list.drop",
        };
        AuditLine::new(action).patient(self.patient)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let user = tx.session().user;
        match self.keep {
            Keep::On => tx.execute(REMEMBER, (user, "mine", self.patient, fine_now(tx)))?,
            Keep::Off => tx.execute(FORGET, (user, "mine", self.patient))?,
        };
        Ok(())
    }
}

impl Change for LookupFinished {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Audit.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn audit(&self) -> AuditLine {
        let term: String = self.term.chars().filter(|c| !c.is_control()).take(200).collect();
        AuditLine::new("lookup.finish").detail(format!("\"{term}\": {}", self.count))
    }

    fn apply(&self, _tx: &Writing<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Milliseconds tell the order of patients opened within one second.
fn fine_now(tx: &Writing<'_>) -> String {
    tx.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
