//! `audit list`, `audit verify`.

use super::{
    args::{Args, AuditCommand},
    output::{Outcome, Output},
    place,
};
use crate::{
    domain::role::Permission,
    store::{self, ops::AuditEntries},
};

/// Carries an `audit` command out.
pub fn run(args: &Args, command: &AuditCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        AuditCommand::List { patient, user, before, limit } => {
            let patient = match patient {
                Some(mrn) => Some(super::patients::one(&store, &session, mrn)?),
                None => None,
            };
            let question = AuditEntries {
                patient,
                login: user.clone(),
                before: *before,
                limit: (*limit).clamp(1, 100_000),
            };
            let entries = store.ask(&session, &question)?;
            if out.wants_json() {
                return entries.iter().try_for_each(|entry| out.value(entry));
            }
            for entry in &entries {
                let refused = if entry.result == "refused" { "  REFUSED" } else { "" };
                out.line(format!(
                    "{:>8}  {}  {:<12} {:<20} {}{refused}",
                    entry.seq, entry.at, entry.login, entry.action, entry.detail
                ))?;
            }
            Ok(())
        }
        AuditCommand::Verify => {
            session.require(Permission::ReadAudit)?;
            let report = store::verify_audit(&store, 2)?;
            let line = match &report.first_bad {
                None => format!("The log is whole: {} entries. Last hash {}", report.entries, report.head),
                Some((seq, why)) => {
                    out.mark_failed();
                    format!(
                        "The log was altered at entry {seq}: {why}. Keep the file and tell the privacy officer."
                    )
                }
            };
            out.either(&report, [line])
        }
    }
}
