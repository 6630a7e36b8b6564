//! What the linter says, beside or below the text: rule, words at fault, how to mend it, and the reason why a warning may stand.

use crate::{
    cdi::lint::{Finding, Level},
    cdiquery::Overrule,
    kit::{Scene, split_top},
    look::Meaning,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Errors and warnings without a reason, counted.
pub fn tally(findings: &[Finding], overruled: &[Overrule]) -> (usize, usize) {
    let errors = findings.iter().filter(|one| one.level == Level::Error).count();
    (errors, crate::cdiquery::unreasoned(findings, overruled).len())
}

/// The tally in words.
pub fn tally_words(findings: &[Finding], overruled: &[Overrule]) -> String {
    let plural = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    match tally(findings, overruled) {
        (0, 0) => "nothing stops it".into(),
        (0, warnings) => format!("{} to answer", plural(warnings, "warning")),
        (errors, 0) => format!("{} to mend", plural(errors, "error")),
        (errors, warnings) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
    }
}

/// Draws the findings from the chosen one on.
pub fn view(
    findings: &[Finding],
    overruled: &[Overrule],
    at: usize,
    scene: &Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (head, mut rest) = split_top(area, 1);
    let (words, meaning) = match tally(findings, overruled) {
        (0, 0) => ("Rules of compliant practice: nothing stops this query.", Meaning::Ok),
        (0, _) => ("Each warning needs a reason (F8) or is mended.", Meaning::Amber),
        _ => ("An error stops the query. Tab goes from one to the next.", Meaning::Late),
    };
    scene.line(buffer, head, words, meaning);
    let start = at.min(findings.len().saturating_sub(1));
    for (place, one) in findings.iter().enumerate().skip(start) {
        if rest.height == 0 {
            return;
        }
        let reason = overruled.iter().find(|given| given.is_of(one)).map(|given| given.reason.as_str());
        let level = match (one.level, reason) {
            (Level::Error, _) => "Error",
            (Level::Warning, None) => "Warning",
            (Level::Warning, Some(_)) => "May stand",
        };
        let line =
            if one.span.is_empty() && one.line == 1 { String::new() } else { format!(", line {}", one.line) };
        let title =
            format!("{}/{} {level}, rule {}{line}: {}", place + 1, findings.len(), one.rule, one.what);
        let meaning = match one.level {
            Level::Error => Meaning::Late,
            Level::Warning if reason.is_some() => Meaning::Muted,
            Level::Warning => Meaning::Amber,
        };
        let used = scene.paragraph(buffer, rest, &title, meaning);
        rest = split_top(rest, used).1;
        let remedy = match reason {
            Some(reason) => format!("Reason: {reason}"),
            None => one.remedy.clone(),
        };
        let inner = Rect { x: rest.x + 2, width: rest.width.saturating_sub(2), ..rest };
        let used = scene.paragraph(buffer, inner, &remedy, Meaning::Muted);
        rest = split_top(rest, used).1;
    }
}
