//! What the log says of a person at a screen: signed on, signed off, copied patient data out.

use super::{AuditLine, Change, Refusal, Writing};
use crate::domain::{
    ids::PatientId,
    role::Permission,
    topics::{Topic, Topics},
};
use rusqlite::named_params;

/// A screen was opened.
#[derive(Clone, Copy, Debug)]
pub struct SignOn;

impl Change for SignOn {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("session.open")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.execute(
            "UPDATE user_account SET last_seen = :now WHERE user_id = :user",
            named_params! {":now": tx.now_text(), ":user": tx.session().user},
        )?;
        Ok(())
    }
}

/// A screen was closed; `why` is `left`, `hang-up`, `terminated` or `fault`.
#[derive(Clone, Copy, Debug)]
pub struct SignOff {
    /// What ended it.
    pub why: &'static str,
}

impl Change for SignOff {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("session.close").detail(self.why)
    }

    fn apply(&self, _: &Writing<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Text was put on the clipboard of the user's own machine.
#[derive(Clone, Copy, Debug)]
pub struct CopiedOut {
    /// What it was: "document text".
    pub what: &'static str,
    /// Whose.
    pub patient: Option<PatientId>,
    /// Its length in characters.
    pub n_chars: usize,
}

impl Change for CopiedOut {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Audit.into()
    }

    fn needs(&self) -> Permission {
        Permission::CopyOut
    }

    fn audit(&self) -> AuditLine {
        let line =
            AuditLine::new("clipboard.copy").detail(format!("{}, {} characters", self.what, self.n_chars));
        match self.patient {
            Some(patient) => line.patient(patient),
            None => line,
        }
    }

    fn apply(&self, _: &Writing<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}
