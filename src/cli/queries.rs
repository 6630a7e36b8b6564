//! `query lint`.

use super::{
    cdi_args::QueryCommand,
    output::{Outcome, Output},
};
use crate::cdi::lint::{Level, lint, may_send};
use anyhow::Context as _;
use std::{io::Read as _, path::Path};

/// Carries a `query` command out.
pub fn run(command: &QueryCommand, out: &mut Output) -> Outcome {
    let QueryCommand::Lint { file } = command;
    let text = read(file)?;
    let findings = lint(&text);
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let warnings = findings.len() - errors;
    let may = may_send(&findings);
    if !may {
        out.mark_failed();
    }
    let value = serde_json::json!({
        "may_send": may, "errors": errors, "warnings": warnings, "findings": findings,
    });
    let lines = findings.iter().flat_map(|finding| {
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let place = if finding.words.is_empty() { String::new() } else { format!("line {}, ", finding.line) };
        [
            format!("{level}, rule {}: {place}{}", finding.rule, finding.what),
            format!("    {}", finding.remedy),
        ]
    });
    let last = match (errors, warnings) {
        (0, 0) => "Nothing stops this query.".to_owned(),
        (0, _) => format!("May be sent; reasons for {warnings} warnings are kept."),
        (_, 0) => format!("May not be sent: {errors} errors."),
        _ => format!("May not be sent: {errors} errors, {warnings} warnings."),
    };
    out.either(&value, lines.chain([last]).collect::<Vec<_>>())
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).context("Standard input could not be read")?;
    } else {
        bytes = std::fs::read(file)
            .with_context(|| format!("Nothing was weighed: {} could not be read", file.display()))?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
