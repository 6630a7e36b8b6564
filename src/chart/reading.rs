//! Reading is recorded: a chart opened, a document viewed.

use crate::{
    domain::{
        ids::{DocumentId, PatientId},
        role::Permission,
        topics::Topics,
    },
    store::{AuditLine, Change, Refusal, Writing},
};

/// A chart was opened; it also goes to the top of the user's recent patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenChart(pub PatientId);

impl Change for OpenChart {
    type Receipt = ();

    fn topics(&self) -> Topics {
        // A reading makes nobody's screen old; the lists of recent patients are asked again when they are shown.
        Topics::NONE
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
