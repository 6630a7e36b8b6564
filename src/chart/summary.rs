//! The first page of a chart: where the patient is, what matters, what came last.

use super::{
    Allergies, Allergy, Diagnosis, DocumentLine, Documents, EncounterLine, Encounters, Medication,
    Medications, Trend, chart_query, results::ResultLine, when,
};
use crate::domain::{facts::Coded, ids::PatientId, time::When, topics::Topic};

/// Asks for the first page of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryOf(pub PatientId);

/// The first page of a chart.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Summary {
    /// Newest first.
    pub encounters: Vec<EncounterLine>,
    /// Newest first.
    pub documents: Vec<DocumentLine>,
    /// Active entries of the problem list.
    pub problems: Vec<Diagnosis>,
    pub allergies: Vec<Allergy>,
    pub medications: Vec<Medication>,
    pub coverages: Vec<Coverage>,
    /// Last values of the tests that everyone looks at first, where there are any.
    pub key_results: Vec<ResultLine>,
    pub counts: Counts,
}

/// How much the chart holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Counts {
    pub encounters: i64,
    pub documents: i64,
    pub results: i64,
    pub unsigned: i64,
}

/// One insurance.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Coverage {
    pub plan: String,
    pub payer: String,
    pub member_id: String,
    pub from: Option<When>,
    pub to: Option<When>,
    pub status: String,
}

const COUNTS: &str = include_str!("sql/counts.sql");
const PROBLEMS: &str = include_str!("sql/problems.sql");
const COVERAGES: &str = include_str!("sql/coverages.sql");

/// LOINC codes of the values on the first page: pressure, weight, BMI, creatinine, haemoglobin, glucose, sodium, potassium.
const KEY_TESTS: [&str; 10] =
    ["8480-6", "8462-4", "29463-7", "39156-5", "2160-0", "38483-4", "718-7", "2345-7", "2951-2", "2823-3"];

chart_query!(
    SummaryOf,
    Summary,
    Topic::Patients | Topic::Encounters | Topic::Documents | Topic::Clinical,
    |this, db| {
        let patient = this.0;
        let counts = db.row(COUNTS, [patient], |row| {
            Ok(Counts {
                encounters: row.get(0)?,
                documents: row.get(1)?,
                results: row.get(2)?,
                unsigned: row.get(3)?,
            })
        })?;
        let problems = db.rows(PROBLEMS, [patient], |row| {
            Ok(Diagnosis {
                encounter: None,
                diagnosis_use: "problem".to_owned(),
                code: Coded { system: row.get(0)?, code: row.get(1)?, display: row.get(2)? },
                rank: None,
                poa: String::new(),
                onset: when(row, 3)?,
                ended: None,
                recorded: None,
                status: row.get(4)?,
            })
        })?;
        let coverages = db.rows(COVERAGES, [patient], |row| {
            Ok(Coverage {
                plan: row.get(0)?,
                payer: row.get(1)?,
                member_id: row.get(2)?,
                from: when(row, 3)?,
                to: when(row, 4)?,
                status: row.get(5)?,
            })
        })?;
        let mut key_results = Vec::new();
        for code in KEY_TESTS {
            let trend = Trend { patient, system: "LOINC".to_owned(), code: code.to_owned(), limit: 1 };
            key_results.extend(crate::store::Query::run(&trend, db)?.pop());
        }
        Ok(Summary {
            encounters: Encounters { patient, limit: 5 }.run(db)?,
            documents: Documents { patient, encounter: None, after: None, limit: 8 }.run(db)?,
            problems,
            allergies: Allergies(patient).run(db)?,
            medications: Medications { patient, limit: 8 }.run(db)?,
            coverages,
            key_results,
            counts: counts.unwrap_or_default(),
        })
    }
);
