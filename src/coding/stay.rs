//! What of the stay itself stands against final codes: a query that waits for its answer, a discharge without a date.

use super::judge::{Case, Finding};
use crate::classification::edits::Level;

/// Adds what is to be said of the stay.
pub(super) fn findings(case: &Case, findings: &mut Vec<Finding>) {
    if case.open_queries > 0 {
        let (what, verb) = match case.open_queries {
            1 => ("1 query".to_owned(), "waits"),
            n => (format!("{n} queries"), "wait"),
        };
        findings.push(finding(
            Level::Warning,
            "Query",
            format!("{what} to a clinician {verb} for an answer."),
            "Put the account aside until it is answered, or overrule with a reason.",
        ));
    }
    if case.discharge_missing {
        findings.push(finding(
            Level::Error,
            "Discharge date",
            "The stay is discharged without a date, so that nobody can say which code set and DRG version hold.".into(),
            "Have the date entered in the stay (gp, the patient, the stay); the account follows it.",
        ));
    }
}

fn finding(level: Level, rule: &str, what: String, remedy: &str) -> Finding {
    Finding {
        level,
        rule: rule.to_owned(),
        codes: Vec::new(),
        what,
        remedy: remedy.to_owned(),
        choices: Vec::new(),
        overruled: None,
    }
}
