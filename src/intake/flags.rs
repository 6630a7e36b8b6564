//! Flags that people set on a chart and take away: confidential, legal hold, restriction.

use super::by_hand::{by_hand, stored};
use crate::domain::{
    ids::PatientId,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Refusal, StoreError, Writing};

/// Sets a flag of a chart: `confidential`, `legal-hold`, `restriction`, `vip` …
#[derive(Clone, Debug)]
pub struct SetFlag {
    /// Whose chart.
    pub patient: PatientId,
    /// The flag: small letters and hyphens.
    pub flag: String,
    /// Why, or until when.
    pub note: String,
}

/// Takes a flag away.
#[derive(Clone, Debug)]
pub struct ClearFlag {
    /// Whose chart.
    pub patient: PatientId,
    /// The flag.
    pub flag: String,
    /// Why; needed.
    pub reason: String,
}

impl Change for SetFlag {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::SetFlags
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("flag.set").patient(self.patient).detail(self.flag.clone())
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        stored(tx, self.patient)?;
        let sound = |c: char| c.is_ascii_lowercase() || c == '-';
        if self.flag.is_empty() || self.flag.len() > 40 || !self.flag.chars().all(sound) {
            return Err(Refusal::invalid("flag", "a flag has small letters and hyphens, as legal-hold."));
        }
        tx.execute(
            include_str!("sql/flag_set.sql"),
            (self.patient, &self.flag, self.note.trim(), tx.now_text(), &tx.session().login),
        )?;
        flag_changed(tx, self.patient)
    }
}

impl Change for ClearFlag {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::SetFlags
    }

    fn audit(&self) -> AuditLine {
        let mut line = AuditLine::new("flag.clear").patient(self.patient).detail(self.flag.clone());
        line.reason.clone_from(&self.reason);
        line
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the flag is taken away."));
        }
        let cleared = tx.execute(
            "DELETE FROM patient_flag WHERE patient_id = ?1 AND flag = ?2",
            (self.patient, &self.flag),
        )?;
        if cleared == 0 {
            return Err(StoreError::NotFound("The flag is not set any more.".into()).into());
        }
        flag_changed(tx, self.patient)
    }
}

/// Flags stand in look-up rows too.
fn flag_changed(tx: &Writing<'_>, patient: PatientId) -> Result<(), Refusal> {
    let mut state = by_hand(tx);
    state.changed_patients.push(patient);
    super::close(tx, &mut state)?;
    Ok(())
}
