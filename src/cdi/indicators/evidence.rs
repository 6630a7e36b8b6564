//! What the record of one stay holds, as the rules look at it.

use crate::domain::ids::{DocumentId, EncounterId, PatientId, ResultId};

/// Seconds since 1970 in UTC.
pub type At = i64;

/// One result or vital sign.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Reading {
    pub id: i64,
    pub system: String,
    pub code: String,
    pub display: String,
    pub at: Option<At>,
    /// Whether it belongs to this stay; others serve as baseline only.
    pub own: bool,
    pub comparator: String,
    pub number: Option<f64>,
    /// As sent.
    pub text: String,
    /// Why there is no value.
    pub absent: String,
    pub unit: String,
    /// Borders of the reference range, in the unit as sent.
    pub range: (Option<f64>, Option<f64>),
    pub status: String,
}

impl Reading {
    /// Its row.
    pub fn result(&self) -> ResultId {
        ResultId(self.id)
    }

    /// The value as sent, with comparator and unit.
    pub fn shown(&self) -> String {
        let value = match (self.text.is_empty(), self.number) {
            (false, _) => self.text.clone(),
            (true, Some(number)) => number.to_string(),
            (true, None) if !self.absent.is_empty() => self.absent.clone(),
            (true, None) => "no value".to_owned(),
        };
        let sign = if value.starts_with(['<', '>']) { "" } else { self.comparator.as_str() };
        format!("{sign}{value} {}", self.unit).trim_end().to_owned()
    }
}

/// A medication or procedure.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Treatment {
    pub id: i64,
    pub is_procedure: bool,
    pub display: String,
    pub directions: String,
    pub started: Option<At>,
}

/// A coded diagnosis.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Code {
    pub system: String,
    pub code: String,
    pub display: String,
    /// `billing`, `discharge`, `working` …
    pub diagnosis_use: String,
    pub poa: String,
}

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Document {
    pub id: i64,
    /// Title and type, in words.
    pub title: String,
    pub author: String,
    pub at: Option<At>,
    pub text: String,
}

impl Document {
    /// Its row.
    pub fn document(&self) -> DocumentId {
        DocumentId(self.id)
    }
}

/// Everything about one stay.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Stay {
    pub encounter: Option<EncounterId>,
    pub patient: Option<PatientId>,
    /// `F`, `M` or another word of the register; empty: unknown.
    pub sex: String,
    pub age_years: Option<i32>,
    pub admitted: Option<At>,
    pub discharged: Option<At>,
    /// The present, for results that claim to come later.
    pub now: At,
    pub readings: Vec<Reading>,
    pub treatments: Vec<Treatment>,
    pub codes: Vec<Code>,
    pub documents: Vec<Document>,
}
