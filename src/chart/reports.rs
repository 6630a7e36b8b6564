//! Diagnostic reports of one chart: the list, and the results that one of them holds.

use super::{ResultLine, chart_query, coded, results, when};
use crate::domain::{
    facts::Coded,
    ids::{DocumentId, EncounterId, PatientId, ReportId},
    time::When,
    topics::Topic,
};

/// Asks for diagnostic reports, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reports {
    /// Whose.
    pub patient: PatientId,
    /// At most so many.
    pub limit: i64,
}

/// One report.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ReportLine {
    pub report: ReportId,
    pub encounter: Option<EncounterId>,
    pub code: Coded,
    pub category: String,
    /// When the specimen was taken or the study made.
    pub at: Option<When>,
    /// When the report was given out.
    pub issued: Option<When>,
    pub status: String,
    /// Its text, where it has one.
    pub document: Option<DocumentId>,
    /// How many results it holds.
    pub results: i64,
}

impl ReportLine {
    /// The report's words, else its code.
    pub fn title(&self) -> &str {
        if self.code.display.is_empty() { &self.code.code } else { &self.code.display }
    }
}

const REPORTS: &str = include_str!("sql/reports.sql");

chart_query!(Reports, Vec<ReportLine>, Topic::Clinical | Topic::Documents, |this, db| {
    db.rows(REPORTS, (this.patient, this.limit), |row| {
        Ok(ReportLine {
            report: row.get(0)?,
            encounter: row.get(1)?,
            code: coded(row, 2)?,
            category: row.get(5)?,
            at: when(row, 6)?,
            issued: when(row, 7)?,
            status: row.get(8)?,
            document: row.get(9)?,
            results: row.get(10)?,
        })
    })
});

/// Asks for the results of one report, in the order in which they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultsOfReport {
    /// Whose chart.
    pub patient: PatientId,
    /// Which report.
    pub report: ReportId,
}

const REPORT_RESULTS: &str = include_str!("sql/report_results.sql");

chart_query!(ResultsOfReport, Vec<ResultLine>, Topic::Clinical, |this, db| {
    db.rows(REPORT_RESULTS, (this.patient, this.report), results::line)
});
