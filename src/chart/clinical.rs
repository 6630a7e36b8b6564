//! Problems and diagnoses, procedures, medication, allergies, immunizations of one chart.

use super::{chart_query, coded, when};
use crate::domain::{
    facts::Coded,
    ids::{EncounterId, PatientId},
    time::When,
    topics::Topic,
};

/// Asks for problems and diagnoses, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnoses {
    /// Whose.
    pub patient: PatientId,
    /// At most so many.
    pub limit: i64,
}

/// One problem or diagnosis.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Diagnosis {
    pub encounter: Option<EncounterId>,
    /// `problem`, `encounter`, `admitting`, `working`, `discharge`, `billing`.
    pub diagnosis_use: String,
    pub code: Coded,
    pub rank: Option<i64>,
    pub poa: String,
    pub onset: Option<When>,
    pub ended: Option<When>,
    pub recorded: Option<When>,
    pub status: String,
}

const DIAGNOSES: &str = include_str!("sql/diagnoses.sql");

chart_query!(Diagnoses, Vec<Diagnosis>, Topic::Clinical, |this, db| {
    db.rows(DIAGNOSES, (this.patient, this.limit), |row| {
        Ok(Diagnosis {
            encounter: row.get(0)?,
            diagnosis_use: row.get(1)?,
            code: coded(row, 2)?,
            rank: row.get(5)?,
            poa: row.get(6)?,
            onset: when(row, 7)?,
            ended: when(row, 8)?,
            recorded: when(row, 9)?,
            status: row.get(10)?,
        })
    })
});

/// Asks for procedures, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Procedures {
    /// Whose.
    pub patient: PatientId,
    /// At most so many.
    pub limit: i64,
}

/// One procedure.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Procedure {
    pub encounter: Option<EncounterId>,
    pub code: Coded,
    pub started: Option<When>,
    pub ended: Option<When>,
    pub performer: String,
    pub status: String,
}

const PROCEDURES: &str = include_str!("sql/procedures.sql");

chart_query!(Procedures, Vec<Procedure>, Topic::Clinical, |this, db| {
    db.rows(PROCEDURES, (this.patient, this.limit), |row| {
        Ok(Procedure {
            encounter: row.get(0)?,
            code: coded(row, 1)?,
            started: when(row, 4)?,
            ended: when(row, 5)?,
            performer: row.get(6)?,
            status: row.get(7)?,
        })
    })
});

/// Asks for medication ordered and given, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Medications {
    /// Whose.
    pub patient: PatientId,
    /// At most so many.
    pub limit: i64,
}

/// One medication.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Medication {
    pub encounter: Option<EncounterId>,
    /// Given, not only ordered.
    pub given: bool,
    pub code: Coded,
    pub directions: String,
    pub started: Option<When>,
    pub ended: Option<When>,
    pub prescriber: String,
    pub status: String,
}

const MEDICATIONS: &str = include_str!("sql/medications.sql");

chart_query!(Medications, Vec<Medication>, Topic::Clinical, |this, db| {
    db.rows(MEDICATIONS, (this.patient, this.limit), |row| {
        Ok(Medication {
            encounter: row.get(0)?,
            given: row.get(1)?,
            code: coded(row, 2)?,
            directions: row.get(5)?,
            started: when(row, 6)?,
            ended: when(row, 7)?,
            prescriber: row.get(8)?,
            status: row.get(9)?,
        })
    })
});

/// Asks for allergies and intolerances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allergies(pub PatientId);

/// One allergy or intolerance.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Allergy {
    pub code: Coded,
    pub category: String,
    pub reaction: String,
    pub severity: String,
    pub onset: Option<When>,
    pub status: String,
}

const ALLERGIES: &str = include_str!("sql/allergies.sql");

chart_query!(Allergies, Vec<Allergy>, Topic::Clinical, |this, db| {
    db.rows(ALLERGIES, [this.0], |row| {
        Ok(Allergy {
            code: coded(row, 0)?,
            category: row.get(3)?,
            reaction: row.get(4)?,
            severity: row.get(5)?,
            onset: when(row, 6)?,
            status: row.get(7)?,
        })
    })
});

/// Asks for immunizations, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Immunizations(pub PatientId);

/// One immunization.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Immunization {
    pub code: Coded,
    pub at: Option<When>,
    pub lot: String,
    pub status: String,
}

const IMMUNIZATIONS: &str = include_str!("sql/immunizations.sql");

chart_query!(Immunizations, Vec<Immunization>, Topic::Clinical, |this, db| {
    db.rows(IMMUNIZATIONS, [this.0], |row| {
        Ok(Immunization { code: coded(row, 0)?, at: when(row, 3)?, lot: row.get(4)?, status: row.get(5)? })
    })
});
