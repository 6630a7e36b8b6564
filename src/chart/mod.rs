//! The chart as questions: what every desk asks that has a patient in front of it.
//!
//! Reading is recorded: [`OpenChart`] and [`ViewDocument`] are changes that write the audit line of a reading.
//! What is edited in a chart belongs to `intake`; nothing here changes records.

mod banner;
mod clinical;
mod documents;
mod encounters;
mod person;
mod reading;
mod reports;
mod results;
mod search;
mod summary;

pub use banner::{Banner, BannerOf, Flag};
pub use clinical::{
    Allergies, Allergy, Diagnoses, Diagnosis, Immunization, Immunizations, Medication, Medications,
    Procedure, Procedures,
};
pub use documents::{DocumentLine, DocumentText, Documents, OneDocument, Signature};
pub use encounters::{EncounterLine, Encounters, VisitEventLine, VisitEvents};
pub use person::{Demographics, DemographicsOf, HistoryLine, LookedAt, WhoLooked};
pub use reading::{OpenChart, RecentChart, RecentCharts, ViewDocument};
pub use reports::{ReportLine, Reports, ResultsOfReport};
pub use results::{ResultLine, Results, TestLine, Tests, Trend};
pub use search::{DocumentHit, SearchDocuments, hits_in};
pub use summary::{Counts, Coverage, Summary, SummaryOf};

use crate::store::col_when;
use rusqlite::Row;

/// Reads `system`, `code`, `display` from three columns beginning at `idx`.
fn coded(row: &Row<'_>, idx: usize) -> rusqlite::Result<crate::domain::facts::Coded> {
    Ok(crate::domain::facts::Coded {
        system: row.get(idx)?,
        code: row.get(idx + 1)?,
        display: row.get(idx + 2)?,
    })
}

/// A date or instant of a column.
fn when(row: &Row<'_>, idx: usize) -> rusqlite::Result<Option<crate::domain::time::When>> {
    col_when(row, idx)
}

/// The three lines that every question about a chart repeats: read by chart readers, on the desk lane, made old by `topics`.
macro_rules! chart_query {
    ($query:ty, $rows:ty, $topics:expr, |$this:ident, $db:ident| $body:expr) => {
        impl crate::store::Query for $query {
            type Rows = $rows;
            const LANE: crate::store::Lane = crate::store::Lane::Desk;
            fn topics(&self) -> crate::domain::topics::Topics {
                $topics.into()
            }
            fn needs(&self) -> crate::domain::role::Permission {
                crate::domain::role::Permission::ReadCharts
            }
            fn run(&self, $db: &crate::store::Reader<'_>) -> Result<Self::Rows, crate::store::StoreError> {
                let $this = self;
                $body
            }
        }
    };
}
use chart_query;
