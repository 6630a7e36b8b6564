//! The log: what went to whom, and each letter as it went out.

use super::kinds::kind;
use crate::domain::{
    ids::{LetterId, PatientId, PractitionerId},
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, StoreError};
use rusqlite::Row;

/// Which letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LetterFilter {
    /// All.
    #[default]
    All,
    /// To one provider.
    Provider(PractitionerId),
    /// To or about one patient.
    Patient(PatientId),
    /// Of one batch.
    Batch(i64),
    /// Of one matter: `("amendment", 12)`.
    Object(&'static str, i64),
}

/// Asks for the log, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterLog {
    /// Which.
    pub filter: LetterFilter,
    /// Only letters before this one; none: from the newest on.
    pub before: Option<LetterId>,
    /// At most so many.
    pub limit: i64,
}

/// One letter in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LetterLine {
    pub id: LetterId,
    pub kind: String,
    /// Name and address, lines.
    pub recipient: String,
    pub subject: String,
    pub way: String,
    /// Of the PDF; 0: there is none.
    pub pages: i64,
    /// Why there is no PDF.
    pub fault: String,
    pub at: String,
    pub by: String,
    pub batch: Option<i64>,
    pub provider: Option<PractitionerId>,
    pub patient: Option<PatientId>,
    /// `amendment`, `release` … with its number.
    pub object: Option<(String, i64)>,
}

impl LetterLine {
    /// The recipient's name.
    pub fn name(&self) -> &str {
        self.recipient.lines().next().unwrap_or_default()
    }

    /// The kind in words.
    pub fn kind_title(&self) -> &str {
        kind(&self.kind).map_or(self.kind.as_str(), |kind| kind.title)
    }
}

const ALL: &str = include_str!("sql/log.sql");
const OF_PROVIDER: &str = include_str!("sql/log_of_provider.sql");
const OF_PATIENT: &str = include_str!("sql/log_of_patient.sql");
const OF_BATCH: &str = include_str!("sql/log_of_batch.sql");
const OF_OBJECT: &str = include_str!("sql/log_of_object.sql");
const LETTER: &str = include_str!("sql/letter.sql");

impl Query for LetterLog {
    type Rows = Vec<LetterLine>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Letters.into()
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let before = self.before.map_or(i64::MAX, |letter| letter.0);
        let limit = self.limit;
        match self.filter {
            LetterFilter::All => db.rows(ALL, (before, limit), line),
            LetterFilter::Provider(id) => db.rows(OF_PROVIDER, (id, before, limit), line),
            LetterFilter::Patient(id) => db.rows(OF_PATIENT, (id, before, limit), line),
            LetterFilter::Batch(id) => db.rows(OF_BATCH, (id, before, limit), line),
            LetterFilter::Object(kind, id) => db.rows(OF_OBJECT, (kind, id, before, limit), line),
        }
    }
}

/// Asks for one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneLetter(pub LetterId);

/// One letter as it went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterText {
    /// What the log says of it.
    pub line: LetterLine,
    /// As text.
    pub text: String,
    /// As PDF.
    pub pdf: Option<Vec<u8>>,
}

impl Query for OneLetter {
    type Rows = LetterText;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        // What went out does not change.
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn run(&self, db: &Reader<'_>) -> Result<LetterText, StoreError> {
        let found = db.row(LETTER, [self.0], |row| {
            Ok(LetterText { line: line(row)?, text: row.get(14)?, pdf: row.get(15)? })
        })?;
        found.ok_or_else(|| {
            StoreError::NotFound(format!("There is no letter {}; see `chartroom letters log`.", self.0))
        })
    }
}

fn line(row: &Row<'_>) -> rusqlite::Result<LetterLine> {
    let object_kind: String = row.get(12)?;
    let object_id: Option<i64> = row.get(13)?;
    Ok(LetterLine {
        id: row.get(0)?,
        kind: row.get(1)?,
        recipient: row.get(2)?,
        subject: row.get(3)?,
        way: row.get(4)?,
        pages: row.get(5)?,
        fault: row.get(6)?,
        at: row.get(7)?,
        by: row.get(8)?,
        batch: row.get(9)?,
        provider: row.get(10)?,
        patient: row.get(11)?,
        object: object_id.map(|id| (object_kind, id)),
    })
}
