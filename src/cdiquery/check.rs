//! A query weighed: the linter's rules, and whether each indicator was taken from the chart.

use super::{material::Indicator, text::QueryText};
use crate::cdi::lint::{Finding, Level, lint};

/// A warning that the author overrules, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Overrule {
    /// The rule's number.
    pub rule: u8,
    /// The finding's short name.
    pub kind: String,
    /// The words at fault.
    pub words: String,
    /// Why it may stand.
    pub reason: String,
}

impl Overrule {
    /// Whether it is about this finding.
    pub fn is_of(&self, finding: &Finding) -> bool {
        self.rule == finding.rule && self.kind == finding.kind && self.words == finding.words
    }
}

/// Weighs a text; `picked` are the indicators that were taken from the chart. In order of place.
pub fn check(text: &str, picked: &[Indicator]) -> Vec<Finding> {
    let mut found = lint(text);
    for (words, span) in QueryText::of(text).indicators {
        if words.is_empty() || picked.iter().any(|one| one.line == words) {
            continue;
        }
        let line = 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
        found.push(Finding {
            rule: 1,
            level: Level::Warning,
            kind: "typed",
            span,
            words,
            line,
            what: "This indicator was typed or changed, not taken from the chart.".into(),
            remedy: "Take the line out and pick it from the chart, so that value, date and source are the record's.".into(),
        });
    }
    found.sort_by_key(|finding| (finding.span.start, finding.rule));
    found
}

/// Warnings that nobody gave a reason for yet.
pub fn unreasoned<'f>(findings: &'f [Finding], given: &[Overrule]) -> Vec<&'f Finding> {
    let has_reason =
        |finding: &Finding| given.iter().any(|one| one.is_of(finding) && !one.reason.trim().is_empty());
    findings.iter().filter(|one| one.level == Level::Warning && !has_reason(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Title: Sodium results\nType: open-ended\nIndicators:\n- Sodium 126 mmol/L, Nov 12, 2026 06:00, laboratory\n\
                        Question: What condition, if any, is being treated?\n";

    fn sodium() -> Indicator {
        let line = "Sodium 126 mmol/L, Nov 12, 2026 06:00, laboratory";
        Indicator {
            key: "result 8".into(),
            line: line.into(),
            source: "laboratory".into(),
            at: String::new(),
        }
    }

    #[test]
    fn what_was_picked_passes_and_what_was_typed_needs_a_reason() {
        assert_eq!(check(TEXT, &[sodium()]), []);
        let typed = check(TEXT, &[]);
        assert_eq!((typed.len(), typed[0].kind, typed[0].level), (1, "typed", Level::Warning));
        assert_eq!(unreasoned(&typed, &[]).len(), 1);
        let mut reason =
            Overrule { rule: 1, kind: "typed".into(), words: typed[0].words.clone(), reason: " ".into() };
        assert_eq!(unreasoned(&typed, std::slice::from_ref(&reason)).len(), 1);
        reason.reason = "told by the ward, not in the chart yet".into();
        assert!(unreasoned(&typed, &[reason]).is_empty());
    }
}
