//! Reading is recorded: a chart opened, a document viewed; and the charts that a user opened lately.

use super::chart_query;
use crate::{
    domain::{
        ids::{DocumentId, PatientId},
        role::Permission,
        time::PartialDate,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Writing, col_date},
};

/// A chart was opened; it also goes to the top of the user's recent patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenChart(pub PatientId);

impl Change for OpenChart {
    type Receipt = ();

    fn topics(&self) -> Topics {
        // It makes nobody's screen old but the user's own list of recent charts.
        Topic::Own.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("chart.open").patient(self.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.execute(include_str!("sql/recent.sql"), (tx.session().user, self.0, tx.now_text()))?;
        Ok(())
    }
}

/// A document was shown to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewDocument {
    /// Whose chart.
    pub patient: PatientId,
    /// Which document.
    pub document: DocumentId,
}

impl Change for ViewDocument {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("document.view").patient(self.patient).object("document", self.document.0)
    }

    fn apply(&self, _tx: &Writing<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Asks for the charts that the user opened lately, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecentCharts {
    /// At most so many.
    pub limit: i64,
}

/// One chart opened lately.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct RecentChart {
    pub patient: PatientId,
    pub mrn: String,
    pub family: String,
    pub given: String,
    pub birth_date: Option<PartialDate>,
    pub sex: String,
    /// When it was opened, stored text.
    pub at: String,
}

impl RecentChart {
    /// Family name, given name.
    pub fn name(&self) -> String {
        format!("{}, {}", self.family, self.given)
    }
}

const RECENT_CHARTS: &str = include_str!("sql/recent_charts.sql");

chart_query!(RecentCharts, Vec<RecentChart>, Topic::Own | Topic::Patients, |this, db| {
    db.rows(RECENT_CHARTS, (db.session().user, this.limit), |row| {
        Ok(RecentChart {
            patient: row.get(0)?,
            mrn: row.get(1)?,
            family: row.get(2)?,
            given: row.get(3)?,
            birth_date: col_date(row, 4)?,
            sex: row.get(5)?,
            at: row.get(6)?,
        })
    })
});
