//! Stays and visits of one chart, and what happened to one of them.

use super::{chart_query, coded, when};
use crate::domain::{
    facts::Coded,
    ids::{EncounterId, PatientId, Version},
    time::When,
    topics::Topic,
};

/// Asks for the stays and visits of a chart, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encounters {
    /// Whose.
    pub patient: PatientId,
    /// At most so many.
    pub limit: i64,
}

/// One stay or visit.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct EncounterLine {
    pub encounter: EncounterId,
    pub version: Version,
    pub visit_number: String,
    pub account_number: String,
    /// `inpatient`, `outpatient`, `emergency`, `observation`, `other`.
    pub class: String,
    /// `planned`, `open`, `discharged`, `cancelled`, `void`.
    pub state: String,
    pub visit_type: Coded,
    pub reason: Coded,
    pub service: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    pub disposition: String,
    pub attending: String,
    pub place: String,
    pub facility: String,
    pub payer: String,
    pub documents: i64,
}

const ENCOUNTERS: &str = include_str!("sql/encounters.sql");

chart_query!(Encounters, Vec<EncounterLine>, Topic::Encounters | Topic::Documents, |this, db| {
    db.rows(ENCOUNTERS, (this.patient, this.limit), |row| {
        Ok(EncounterLine {
            encounter: row.get(0)?,
            version: row.get(1)?,
            visit_number: row.get(2)?,
            account_number: row.get(3)?,
            class: row.get(4)?,
            state: row.get(5)?,
            visit_type: coded(row, 6)?,
            reason: coded(row, 9)?,
            service: row.get(12)?,
            admit: when(row, 13)?,
            discharge: when(row, 14)?,
            disposition: row.get(15)?,
            attending: row.get(16)?,
            place: row.get(17)?,
            facility: row.get(18)?,
            payer: row.get(19)?,
            documents: row.get(20)?,
        })
    })
});

/// Asks what happened to one visit, in the order in which it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitEvents(pub EncounterId);

/// One event of a visit.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct VisitEventLine {
    pub event: String,
    pub at: Option<When>,
    pub place: String,
    pub note: String,
    pub cancelled: bool,
}

const VISIT_EVENTS: &str = include_str!("sql/visit_events.sql");

chart_query!(VisitEvents, Vec<VisitEventLine>, Topic::Encounters, |this, db| {
    db.rows(VISIT_EVENTS, [this.0], |row| {
        Ok(VisitEventLine {
            event: row.get(0)?,
            at: when(row, 1)?,
            place: row.get(2)?,
            note: row.get(3)?,
            cancelled: row.get(4)?,
        })
    })
});
