//! What is found and done: diagnoses, procedures, results, reports, medication, allergies, immunizations.

use super::{Body, Coded, Origin, Ref};
use crate::domain::time::When;
use serde::{Deserialize, Serialize};

/// What a coded diagnosis stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DiagnosisUse {
    /// Problem list entry.
    Problem,
    /// Diagnosis of an encounter, as clinicians gave it.
    Encounter,
    Admitting,
    Working,
    Discharge,
    /// Coded for billing.
    Billing,
}

/// One diagnosis or problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DiagnosisFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub diagnosis_use: DiagnosisUse,
    pub code: Coded,
    /// 1 is principal, where the use is billing or discharge.
    pub rank: Option<i32>,
    /// Present on admission: `Y`, `N`, `U`, `W`, `1`.
    pub poa: Option<String>,
    pub onset: Option<When>,
    pub ended: Option<When>,
    pub recorded: Option<When>,
    /// `active`, `resolved`, `entered in error`, `unconfirmed`, `refuted`.
    pub status: String,
}

/// One procedure done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ProcedureFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub code: Coded,
    pub rank: Option<i32>,
    pub started: Option<When>,
    pub ended: Option<When>,
    pub performer: Option<Ref>,
    /// `completed`, `planned`, `stopped`, `not done`, `entered in error`.
    pub status: String,
}

/// What an observation found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResultValue {
    /// A number, with `<`, `>`, `<=`, `>=` or nothing before it.
    Number {
        /// Sign before the number, or empty.
        comparator: String,
        /// The number.
        value: f64,
        /// The number as sent: `1.10` stays `1.10`.
        text: String,
    },
    /// Words, a coded answer's display, a time, a range.
    Text(String),
    /// No value; the reason in words if given.
    Absent(String),
}

/// One observed value. Blood pressure and other compound observations become one fact per component, keyed
/// `key.1`, `key.2` …, with the same `panel`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ResultFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    /// Report that it belongs to.
    pub report: Option<Ref>,
    pub code: Coded,
    /// Code and words of the whole, for components of one observation or tests of one order.
    pub panel: Option<Coded>,
    /// `laboratory`, `vital-signs`, `survey`, `imaging`, `microbiology`, …
    pub category: String,
    pub at: Option<When>,
    pub value: ResultValue,
    pub unit: String,
    pub range_low: Option<f64>,
    pub range_high: Option<f64>,
    /// Reference range as sent.
    pub range_text: String,
    /// `H`, `L`, `HH`, `LL`, `A`, `N` …
    pub flag: String,
    /// `final`, `preliminary`, `corrected`, `entered in error`, …
    pub status: String,
}

/// One report that groups results or carries a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ReportFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub code: Coded,
    pub category: String,
    pub at: Option<When>,
    pub issued: Option<When>,
    pub performer: Option<Ref>,
    pub status: String,
    /// Results that it lists.
    pub results: Vec<Ref>,
    /// The text of the report, if it has one: stored as a document.
    pub text: Option<Body>,
}

/// One medication ordered or given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MedicationFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    /// `true`: given; `false`: ordered.
    pub given: bool,
    pub code: Coded,
    /// Dose, route and rate in words.
    pub directions: String,
    pub started: Option<When>,
    pub ended: Option<When>,
    pub prescriber: Option<Ref>,
    pub status: String,
}

/// One allergy or intolerance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AllergyFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub code: Coded,
    /// `food`, `medication`, `environment`, `biologic`.
    pub category: String,
    pub reaction: String,
    pub severity: String,
    pub onset: Option<When>,
    pub status: String,
}

/// One immunization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ImmunizationFact {
    pub origin: Origin,
    pub patient: Option<Ref>,
    pub encounter: Option<Ref>,
    pub code: Coded,
    pub at: Option<When>,
    pub lot: String,
    pub status: String,
}
