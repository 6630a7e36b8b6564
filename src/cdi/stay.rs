//! The record of a stay out of the store, for the indicator engine; and findings that were set aside.

use super::indicators::{
    Finding, Stay,
    evidence::{At, Code, Document, Reading, Treatment},
};
use crate::{
    domain::{
        ids::{EncounterId, PatientId},
        role::Permission,
        time::{PartialDate, When},
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing, col_date, col_when},
};
use chrono::DateTime;
use std::collections::BTreeSet;

macro_rules! cdi_query {
    ($query:ty, $rows:ty, $lane:expr, $topics:expr, |$this:ident, $db:ident| $body:expr) => {
        impl Query for $query {
            type Rows = $rows;
            const LANE: Lane = $lane;
            fn topics(&self) -> Topics {
                $topics.into()
            }
            fn needs(&self) -> Permission {
                Permission::ReadCharts
            }
            fn run(&self, $db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
                let $this = self;
                $body
            }
        }
    };
}

/// Asks for inpatient stays, in house and discharged, a page by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaysAfter {
    /// Only those after this one.
    pub after: EncounterId,
    /// At most so many.
    pub limit: i64,
}

const STAYS: &str = include_str!("sql/stays.sql");

cdi_query!(StaysAfter, Vec<EncounterId>, Lane::Long, Topic::Encounters, |this, db| {
    db.rows(STAYS, (this.after, this.limit), |row| row.get(0))
});

/// Asks for the stays that a visit or account number names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayByNumber(pub String);

const BY_NUMBER: &str = include_str!("sql/stay_by_number.sql");

cdi_query!(StayByNumber, Vec<EncounterId>, Lane::Desk, Topic::Encounters, |this, db| {
    db.rows(BY_NUMBER, [&this.0], |row| row.get(0))
});

/// Asks for all that the rules look at of one stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StayRecord(pub EncounterId);

/// One stay with the words that name it.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct StayFile {
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub visit_number: String,
    pub mrn: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    pub stay: Stay,
    pub dismissals: Vec<Dismissal>,
}

/// A finding that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// The rule's id.
    pub rule: String,
    /// The evidence on which it was decided.
    pub evidence: BTreeSet<String>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When, stored text.
    pub at: String,
}

impl StayFile {
    /// The dismissal that still holds for a finding: none, if there is evidence beyond it.
    pub fn dismissal_of(&self, finding: &Finding) -> Option<&Dismissal> {
        let holds = |one: &&Dismissal| one.rule == finding.rule && !finding.has_new_evidence(&one.evidence);
        self.dismissals.iter().rev().find(holds)
    }
}

const HEAD: &str = include_str!("sql/stay_head.sql");
const READINGS: &str = include_str!("sql/stay_readings.sql");
const MEDICATIONS: &str = include_str!("sql/stay_medications.sql");
const PROCEDURES: &str = include_str!("sql/stay_procedures.sql");
const CODES: &str = include_str!("sql/stay_codes.sql");
const DOCUMENTS: &str = include_str!("sql/stay_documents.sql");
const DISMISSALS: &str = include_str!("sql/dismissals.sql");

/// Results of the year before a stay serve as baseline.
const LOOK_BACK: At = 366 * 86_400;

cdi_query!(
    StayRecord,
    Option<StayFile>,
    Lane::Long,
    Topic::Encounters | Topic::Clinical | Topic::Documents,
    |this, db| file(db, this.0)
);

pub(super) fn file(db: &Reader<'_>, encounter: EncounterId) -> Result<Option<StayFile>, StoreError> {
    let head = db.row(HEAD, [encounter], |row| {
        let born: Option<PartialDate> = col_date(row, 7)?;
        let file = StayFile {
            encounter: row.get(0)?,
            patient: row.get(1)?,
            visit_number: row.get(2)?,
            admit: col_when(row, 3)?,
            discharge: col_when(row, 4)?,
            mrn: row.get(5)?,
            stay: Stay { sex: row.get(6)?, ..Stay::default() },
            dismissals: Vec::new(),
        };
        Ok((file, born))
    })?;
    let Some((mut file, born)) = head else { return Ok(None) };
    let at = |when: Option<When>| when.map(|when| when.instant().timestamp());
    let now = db.now().timestamp();
    let (admitted, discharged) = (at(file.admit), at(file.discharge));
    let day = DateTime::from_timestamp(admitted.unwrap_or(now), 0).unwrap_or_default().date_naive();
    let window = admitted.unwrap_or(now)..=discharged.unwrap_or(now);
    file.stay = Stay {
        encounter: Some(encounter),
        patient: Some(file.patient),
        sex: if file.stay.sex == "U" { String::new() } else { file.stay.sex },
        age_years: born.map(|born| born.age_years(day)),
        admitted,
        discharged,
        now,
        readings: readings(db, file.patient, encounter, &window)?,
        treatments: treatments(db, file.patient, encounter, &window)?,
        codes: db.rows(CODES, [encounter], |row| {
            Ok(Code {
                system: row.get(0)?,
                code: row.get(1)?,
                display: row.get(2)?,
                diagnosis_use: row.get(3)?,
                poa: row.get(4)?,
            })
        })?,
        documents: db.rows(DOCUMENTS, [encounter], |row| {
            let (title, kind): (String, String) = (row.get(1)?, row.get(2)?);
            let title = if kind.is_empty() || kind == title { title } else { format!("{title} ({kind})") };
            let at = col_when(row, 4)?.map(|when| when.instant().timestamp());
            Ok(Document { id: row.get(0)?, title, author: row.get(3)?, at, text: row.get(5)? })
        })?,
    };
    file.dismissals = db.rows(DISMISSALS, [encounter], |row| {
        let evidence: String = row.get(1)?;
        Ok(Dismissal {
            rule: row.get(0)?,
            evidence: evidence.lines().map(str::to_owned).collect(),
            reason: row.get(2)?,
            by: row.get(3)?,
            at: row.get(4)?,
        })
    })?;
    Ok(Some(file))
}

type Window = std::ops::RangeInclusive<At>;

/// Results of the stay, and as baseline those of the year before. Without a stay of their own, results inside its time
/// belong to it; without a time, those that name it.
fn readings(
    db: &Reader<'_>,
    patient: PatientId,
    encounter: EncounterId,
    window: &Window,
) -> Result<Vec<Reading>, StoreError> {
    let rows = db.rows(READINGS, [patient], |row| {
        let of: Option<EncounterId> = row.get(1)?;
        let at = col_when(row, 5)?.map(|when| when.instant().timestamp());
        let inside = at.is_some_and(|at| window.contains(&at));
        Ok(Reading {
            id: row.get(0)?,
            system: row.get(2)?,
            code: row.get(3)?,
            display: row.get(4)?,
            at,
            own: of == Some(encounter) || (of.is_none() && inside),
            comparator: row.get(6)?,
            number: row.get(7)?,
            text: row.get(8)?,
            absent: row.get(9)?,
            unit: row.get(10)?,
            status: row.get(11)?,
            range: (row.get(12)?, row.get(13)?),
        })
    })?;
    let near =
        |one: &Reading| one.at.is_some_and(|at| at >= window.start() - LOOK_BACK && at <= *window.end());
    Ok(rows.into_iter().filter(|one| one.own || near(one)).collect())
}

fn treatments(
    db: &Reader<'_>,
    patient: PatientId,
    encounter: EncounterId,
    window: &Window,
) -> Result<Vec<Treatment>, StoreError> {
    let drugs = db.rows(MEDICATIONS, [patient], |row| {
        let of: Option<EncounterId> = row.get(1)?;
        let started = col_when(row, 4)?.map(|when| when.instant().timestamp());
        let own = of == Some(encounter) || (of.is_none() && started.is_some_and(|at| window.contains(&at)));
        let one = Treatment {
            id: row.get(0)?,
            is_procedure: false,
            display: row.get(2)?,
            directions: row.get(3)?,
            started,
        };
        Ok((own, one))
    })?;
    let mut all: Vec<Treatment> = drugs.into_iter().filter(|(own, _)| *own).map(|(_, one)| one).collect();
    all.extend(db.rows(PROCEDURES, [encounter], |row| {
        Ok(Treatment {
            id: row.get(0)?,
            is_procedure: true,
            display: row.get(1)?,
            directions: String::new(),
            started: col_when(row, 2)?.map(|when| when.instant().timestamp()),
        })
    })?);
    Ok(all)
}

/// Rules were run over stays: the log says that their records were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorsRun {
    /// Over one stay of this patient, or over many.
    pub patient: Option<PatientId>,
    /// How many stays.
    pub stays: usize,
}

impl Change for IndicatorsRun {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn audit(&self) -> AuditLine {
        let line = AuditLine::new("cdi.indicators");
        let mut line = match self.patient {
            Some(patient) => line.patient(patient),
            None => line,
        };
        line.detail = format!("{} stays", self.stays);
        line
    }

    fn apply(&self, _tx: &Writing<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Sets a finding aside, for a reason; it comes back only with new evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DismissFinding {
    /// Whose.
    pub patient: PatientId,
    /// The stay.
    pub encounter: EncounterId,
    /// The rule's id.
    pub rule: String,
    /// The evidence seen.
    pub evidence: BTreeSet<String>,
    /// Why.
    pub reason: String,
}

const DISMISS: &str = include_str!("sql/dismiss.sql");

impl Change for DismissFinding {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Clinical.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReviewDocumentation
    }

    fn audit(&self) -> AuditLine {
        let mut line =
            AuditLine::new("cdi.dismiss").patient(self.patient).object("encounter", self.encounter.0);
        line.detail.clone_from(&self.rule);
        line.reason.clone_from(&self.reason);
        line
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "a finding is set aside for a reason. Say why."));
        }
        let keys: Vec<&str> = self.evidence.iter().map(String::as_str).collect();
        let (by, now) = (tx.session().login.clone(), tx.now_text());
        tx.execute(DISMISS, (self.encounter, &self.rule, keys.join("\n"), self.reason.trim(), by, now))?;
        super::review::reweigh(tx, self.encounter)
    }
}
