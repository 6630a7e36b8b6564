//! Requests as they stand.

use crate::domain::{
    ids::{AmendmentId, DocumentId, PatientId, Version},
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, StoreError};
use chrono::NaiveDate;
use rusqlite::Row;

/// A basis of denial: its word and what the letter says of it, after 164.526(a)(2).
pub type Basis = (&'static str, &'static str);

/// The only bases on which a request may be denied: 164.526(a)(2).
pub const BASES: &[Basis] = &[
    (
        "not-created-here",
        "the information was not created by this hospital, and the originator is available to act on the request (45 CFR 164.526(a)(2)(i))",
    ),
    (
        "not-in-record-set",
        "the information is not part of the designated record set (45 CFR 164.526(a)(2)(ii))",
    ),
    (
        "not-accessible",
        "the information would not be available for inspection under 45 CFR 164.524 (45 CFR 164.526(a)(2)(iii))",
    ),
    ("accurate", "the information is accurate and complete (45 CFR 164.526(a)(2)(iv))"),
];

/// The words of a basis.
pub fn basis(word: &str) -> Option<&'static str> {
    BASES.iter().find(|(known, _)| *known == word).map(|(_, words)| *words)
}

/// Which requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AmendmentFilter {
    /// Those that wait for an answer, most urgent first.
    #[default]
    Open,
    /// All, newest first.
    All,
    /// Of one patient.
    Patient(PatientId),
    /// About one document.
    Document(DocumentId),
    /// Of one patient, those that go with every later disclosure: accepted ones, and denied ones with a statement or at the
    /// patient's wish (164.526(c)(1), (d)(5)).
    Disclosed(PatientId),
}

/// Asks for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amendments(pub AmendmentFilter);

/// Asks for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneAmendment(pub AmendmentId);

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Amendment {
    pub id: AmendmentId,
    pub version: Version,
    pub patient: PatientId,
    /// "Smith, John".
    pub name: String,
    pub mrn: String,
    pub document: Option<DocumentId>,
    pub document_title: String,
    pub what: String,
    pub received: NaiveDate,
    pub due: NaiveDate,
    pub extended: bool,
    pub extension_reason: String,
    /// `open`, `accepted`, `denied`.
    pub state: String,
    pub basis: String,
    pub decision: String,
    pub informed: String,
    pub decided_at: String,
    pub decided_by: String,
    pub disagreement: String,
    pub rebuttal: String,
    pub with_disclosures: bool,
    pub updated_by: String,
    pub updated_at: String,
}

impl Amendment {
    /// The clock in one sentence with its citation.
    pub fn clock(&self, today: NaiveDate) -> String {
        let start = format!("Received {}; answer within 60 days", self.received);
        let rule = if self.extended {
            format!("{start} and one extension of 30: by {}, 45 CFR 164.526(b)(2)(ii).", self.due)
        } else {
            format!("{start}: by {}, 45 CFR 164.526(b)(2)(i).", self.due)
        };
        let days = (self.due - today).num_days();
        match (self.state.as_str(), days) {
            ("open", days) if days < 0 => format!("{rule} Late by {} days.", -days),
            ("open", days) => format!("{rule} {days} days left."),
            _ => rule,
        }
    }

    /// What a reader of the document is told.
    pub fn sentence(&self) -> String {
        let state = match self.state.as_str() {
            "accepted" => format!("Amended at the patient's request: {}", self.decision),
            "denied" => format!("The patient asked for an amendment, which was denied ({}).", self.basis),
            _ => format!("The patient asks for an amendment; due {}.", self.due),
        };
        let more = match (self.disagreement.is_empty(), self.rebuttal.is_empty()) {
            (true, _) => "",
            (false, true) => " A statement of disagreement is on file.",
            (false, false) => " A statement of disagreement and a rebuttal are on file.",
        };
        format!("{state}{more}")
    }
}

const OPEN: &str = include_str!("sql/open.sql");
const ALL: &str = include_str!("sql/all.sql");
const OF_PATIENT: &str = include_str!("sql/of_patient.sql");
const OF_DOCUMENT: &str = include_str!("sql/of_document.sql");
const DISCLOSED: &str = include_str!("sql/disclosed.sql");
const ONE: &str = include_str!("sql/one.sql");

impl Query for Amendments {
    type Rows = Vec<Amendment>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Amendments.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        match self.0 {
            AmendmentFilter::Open => db.rows(OPEN, [], amendment),
            AmendmentFilter::All => db.rows(ALL, [], amendment),
            AmendmentFilter::Patient(patient) => db.rows(OF_PATIENT, [patient], amendment),
            AmendmentFilter::Document(document) => db.rows(OF_DOCUMENT, [document], amendment),
            AmendmentFilter::Disclosed(patient) => db.rows(DISCLOSED, [patient], amendment),
        }
    }
}

impl Query for OneAmendment {
    type Rows = Amendment;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Amendments.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Amendment, StoreError> {
        let found = db.row(ONE, [self.0], amendment)?;
        found.ok_or_else(|| {
            StoreError::NotFound(format!(
                "There is no amendment request {}; see `chartroom amendments list`.",
                self.0
            ))
        })
    }
}

fn amendment(row: &Row<'_>) -> rusqlite::Result<Amendment> {
    let day = |idx: usize| row.get::<_, String>(idx).map(|text| text.parse().unwrap_or(NaiveDate::MIN));
    let (family, given): (String, String) = (row.get(3)?, row.get(4)?);
    Ok(Amendment {
        id: row.get(0)?,
        version: row.get(1)?,
        patient: row.get(2)?,
        name: format!("{family}, {given}"),
        mrn: row.get(5)?,
        document: row.get(6)?,
        document_title: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
        what: row.get(8)?,
        received: day(9)?,
        due: day(10)?,
        extended: row.get(11)?,
        extension_reason: row.get(12)?,
        state: row.get(13)?,
        basis: row.get(14)?,
        decision: row.get(15)?,
        informed: row.get(16)?,
        decided_at: row.get::<_, Option<String>>(17)?.unwrap_or_default(),
        decided_by: row.get(18)?,
        disagreement: row.get(19)?,
        rebuttal: row.get(20)?,
        with_disclosures: row.get(21)?,
        updated_by: row.get(22)?,
        updated_at: row.get(23)?,
    })
}
