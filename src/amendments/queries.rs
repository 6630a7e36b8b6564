//! Requests as they stand.

use crate::clocks;
use crate::domain::{
    clocks::{Rule, end_of_day, explain, start_of_day, time_left},
    ids::{AmendmentId, ClockRuleId, DocumentId, PatientId, Version, WorkId},
    role::Permission,
    time::{When, parse_instant},
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, StoreError};
use crate::work::{Item, Page, WorkPage, WorkRows};
use chrono::{DateTime, Local, NaiveDate, Utc};
use rusqlite::Row;
use std::fmt::Write as _;

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
    /// The last instant for the answer.
    pub due: DateTime<Utc>,
    /// The version of the rule that made it.
    pub rule: Option<Rule>,
    /// Its item in the worklist.
    pub item: Option<WorkId>,
    pub extended: bool,
    pub extended_at: String,
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
    /// The day of the answer, in the hospital's zone.
    pub fn due_day(&self) -> NaiveDate {
        self.due.with_timezone(&clocks::zone()).date_naive()
    }

    /// When its clock started.
    pub fn start(&self) -> DateTime<Utc> {
        start_of_day(self.received, &clocks::zone())
    }

    /// The clock in sentences with its citation, and what is left of it; `tell` puts instants into the house's words.
    pub fn clock(&self, now: DateTime<Utc>, tell: impl Fn(DateTime<Utc>) -> String) -> String {
        let mut words = match &self.rule {
            Some(rule) => {
                let first = rule.due(When::of_day(self.received), &clocks::zone());
                explain(rule, self.start(), if self.extended { first } else { self.due }, &tell)
            }
            None => format!("Due {}; the rule that made it is not known any more.", tell(self.due)),
        };
        if let (true, Some(rule)) = (self.extended, &self.rule) {
            let days = rule.extension_days;
            let _ = write!(words, " Extended once, by {days} calendar days, to {}.", tell(self.due));
        }
        if self.state == "open" {
            let _ = write!(words, " Now: {}.", time_left(self.due, now));
        }
        words
    }

    /// What a reader of the document is told.
    pub fn sentence(&self) -> String {
        let state = match self.state.as_str() {
            "accepted" => format!("Amended at the patient's request: {}", self.decision),
            "denied" => format!("The patient asked for an amendment, which was denied ({}).", self.basis),
            _ => format!("The patient asks for an amendment; the answer is due {}.", self.due_day()),
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
        let rules = clocks::load(db.conn())?;
        let read = |row: &Row<'_>| amendment(row, &rules);
        match self.0 {
            AmendmentFilter::Open => db.rows(OPEN, [], read),
            AmendmentFilter::All => db.rows(ALL, [], read),
            AmendmentFilter::Patient(patient) => db.rows(OF_PATIENT, [patient], read),
            AmendmentFilter::Document(document) => db.rows(OF_DOCUMENT, [document], read),
            AmendmentFilter::Disclosed(patient) => db.rows(DISCLOSED, [patient], read),
        }
    }
}

impl Query for OneAmendment {
    type Rows = Amendment;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Amendments | Topic::Work
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Amendment, StoreError> {
        let rules = clocks::load(db.conn())?;
        let found = db.row(ONE, [self.0], |row| amendment(row, &rules))?;
        found.ok_or_else(|| {
            StoreError::NotFound(format!(
                "There is no amendment request {}; see `chartroom amendments list`.",
                self.0
            ))
        })
    }
}

/// A page of the worklist of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPage(pub WorkPage);

/// One request of the worklist.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its item.
    pub item: Item,
    /// The request.
    pub amendment: Amendment,
}

impl Query for RequestPage {
    type Rows = Page<Request>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        self.0.topics() | Topic::Amendments
    }

    fn needs(&self) -> Permission {
        self.0.needs()
    }

    fn run(&self, db: &Reader<'_>) -> Result<Page<Request>, StoreError> {
        let rules = clocks::load(db.conn())?;
        self.0.run(db)?.try_map(|item| {
            let found = db.row(ONE, [item.subject_id], |row| amendment(row, &rules))?;
            Ok(Request { amendment: found.ok_or(StoreError::Fault)?, item })
        })
    }
}

impl WorkRows for RequestPage {
    type Row = Request;

    fn of(page: WorkPage) -> Self {
        Self(page)
    }

    fn page(&self) -> &WorkPage {
        &self.0
    }

    fn item(row: &Request) -> &Item {
        &row.item
    }
}

fn amendment(row: &Row<'_>, rules: &[Rule]) -> rusqlite::Result<Amendment> {
    let day = |idx: usize| row.get::<_, String>(idx).map(|text| text.parse().unwrap_or(NaiveDate::MIN));
    let (family, given): (String, String) = (row.get(3)?, row.get(4)?);
    let received = day(9)?;
    let due: Option<String> = row.get(10)?;
    let rule: Option<ClockRuleId> = row.get(24)?;
    Ok(Amendment {
        id: row.get(0)?,
        version: row.get(1)?,
        patient: row.get(2)?,
        name: format!("{family}, {given}"),
        mrn: row.get(5)?,
        document: row.get(6)?,
        document_title: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
        what: row.get(8)?,
        received,
        due: due.as_deref().and_then(parse_instant).unwrap_or_else(|| end_of_day(received, &Local)),
        rule: rules.iter().find(|one| Some(one.row) == rule).cloned(),
        item: row.get(25)?,
        extended: row.get(11)?,
        extended_at: row.get::<_, Option<String>>(26)?.unwrap_or_default(),
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
