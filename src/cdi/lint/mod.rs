//! Weighs a query by the rules of compliant query practice before it may be sent.
//!
//! The rules are those of AHIMA/ACDIS, "Guidelines for Achieving a Compliant Query Practice" (2022 update), numbered:
//!
//! 1. every query shows indicators of this patient, each with source and date;
//! 2. no word about payment, grouping, severity or quality scores, nor any effect on them;
//! 3. neither text nor title points to one wanted answer or names a diagnosis that the record does not hold;
//! 4. multiple choice has clinically supported options, "other" and "unable to determine";
//! 5. yes/no only for present on admission, a diagnosis already documented, cause and effect, or conflicting documentation;
//! 6. facts of earlier encounters are marked as such and never stand alone;
//! 7. a spoken query is written down in the same way, with whom and when;
//! 8. no query pushes to drop a complication or a safety event.
//!
//! An error stops the query; a warning needs a reason that is kept. The words stand in `words.txt`, `sources.txt` and
//! `diagnoses.txt`. The linter reads words, not minds: a query that passes is still its author's.

mod answers;
mod dates;
mod facts;
mod lists;
pub mod parts;
mod topics;

use super::text::Words;
use facts::Facts;
use lists::{Group, Lists, Origin, Weight};
use parts::{Part, Parts, QueryKind};
use std::ops::Range;

/// Whether a finding stops the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It needs a reason.
    Warning,
    /// It stops the query.
    Error,
}

/// One thing wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// The rule broken, 1 to 8.
    pub rule: u8,
    /// Whether it stops the query.
    pub level: Level,
    /// Its short name, such as `payment` or `no-other`.
    pub kind: &'static str,
    /// The bytes at fault; empty where something is missing.
    pub span: Range<usize>,
    /// The words at fault.
    pub words: String,
    /// The line they stand in, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub remedy: String,
}

/// What the rules look at.
struct Weighing<'t> {
    text: &'t str,
    words: Words<'t>,
    parts: Parts,
    kind: QueryKind,
    lists: &'static Lists,
    /// Phrases of the word list with their bytes.
    faults: Vec<(Group, Range<usize>)>,
    /// Sources named, with their first byte.
    origins: Vec<(Origin, usize)>,
    found: Vec<Finding>,
}

/// Weighs a query as it is written; findings in order of place.
pub fn lint(text: &str) -> Vec<Finding> {
    let parts = parts::parts(text);
    let kind = parts.kind(text);
    let (words, lists) = (Words::of(text), Lists::get());
    let faults = lists.faults(&words);
    let faults = faults.into_iter().map(|(group, hit)| (group, hit.span(&words))).collect();
    let origins = lists.origins(&words);
    let origins = origins.into_iter().map(|(origin, hit)| (origin, hit.span(&words).start)).collect();
    let mut weighing = Weighing { text, words, parts, kind, lists, faults, origins, found: Vec::new() };
    weighing.phrases();
    let facts = Facts::of(&weighing);
    facts.weigh(&mut weighing);
    let documented = topics::documented(&weighing);
    topics::weigh(&mut weighing, &documented);
    answers::weigh(&mut weighing);
    weighing.spoken();
    let mut found = weighing.found;
    found.sort_by_key(|finding| (finding.span.start, finding.rule));
    found.dedup_by(|a, b| a.rule == b.rule && a.kind == b.kind && a.span == b.span);
    found
}

/// Whether nothing stops the query.
pub fn may_send(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.level != Level::Error)
}

impl Weighing<'_> {
    /// The part that a byte belongs to.
    fn part_at(&self, byte: usize) -> Part {
        let holds = |(_, range): &&(Part, Range<usize>)| range.contains(&byte);
        self.parts.all.iter().find(holds).map_or(Part::Header, |(part, _)| *part)
    }

    fn add(
        &mut self,
        rule: u8,
        level: Level,
        kind: &'static str,
        span: Range<usize>,
        what: impl Into<String>,
        remedy: &str,
    ) {
        let words = self.text.get(span.clone()).unwrap_or("").to_owned();
        let line = 1 + self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
        let (what, remedy) = (what.into(), remedy.to_owned());
        self.found.push(Finding { rule, level, kind, span, words, line, what, remedy });
    }

    /// Phrases that no query holds: rules 2, 3 and 8.
    fn phrases(&mut self) {
        for (group, span) in self.faults.clone() {
            let level = match group.weight {
                Weight::Error => Level::Error,
                Weight::Warning => Level::Warning,
                Weight::Mark | Weight::Excuse => continue,
            };
            let part = self.part_at(span.start);
            // What stands in the record may be quoted; the specialist's own conclusion may not.
            let quoted = match group.name {
                "payment" | "drg" | "severity" | "quality" | "severity-clinical" => part == Part::Header,
                "criteria" => part == Part::Documented || facts::quotes(self, span.start),
                _ => !matches!(part, Part::Title | Part::Body | Part::Choice | Part::Reason),
            };
            if quoted || (group.name == "drg" && self.is_other_cc(&span)) {
                continue;
            }
            let words = self.text.get(span.clone()).unwrap_or("");
            let what = format!("\"{words}\" {}.", group.what);
            self.add(group.rule, level, group.name, span, what, group.remedy);
        }
    }

    /// `500 cc` is a volume, `CC:` a chief complaint.
    fn is_other_cc(&self, span: &Range<usize>) -> bool {
        if parts::clean(self.text, span) != "cc" && parts::clean(self.text, span) != "ccs" {
            return false;
        }
        let after = self.text.get(span.end..).unwrap_or("");
        let before = self.text.get(..span.start).unwrap_or("").trim_end();
        after.starts_with(':') || before.ends_with(|char: char| char.is_ascii_digit())
    }

    /// Rule 7: a spoken query says with whom and when.
    fn spoken(&mut self) {
        let ways: Vec<Range<usize>> = self.parts.of(Part::Way).collect();
        let verbal = ["verbal", "phone", "spoken", "in person", "conversation"];
        let Some(way) = ways.iter().find(|range| {
            let words = parts::clean(self.text, range);
            verbal.iter().any(|word| words.contains(word))
        }) else {
            return;
        };
        let when = ways.iter().any(|range| dates::says_when(self.text.get(range.clone()).unwrap_or("")));
        if ways.len() < 2 || !when {
            self.add(
                7,
                Level::Warning,
                "spoken",
                way.clone(),
                "A spoken query does not say with whom and when it was spoken.",
                "Add the lines \"Spoken with:\" and \"Spoken on:\"; it is kept like a written one.",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_at_fault_are_pointed_at() {
        let text = "Title: Sodium\nIndicators:\n- Na 126 on 10/12, laboratory\nQuestion: What is it? This affects payment.\n";
        let found = lint(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].rule, found[0].words.as_str(), found[0].line), (2, "payment", 4));
        assert_eq!(text.get(found[0].span.clone()), Some("payment"));
        assert!(!may_send(&found));
    }

    #[test]
    fn a_spoken_query_names_with_whom_and_when() {
        let text = "Way: verbal\nTitle: Sodium\nIndicators:\n- Na 126 on 10/12, laboratory\nQuestion: What was treated?\n";
        let found = lint(text);
        assert_eq!((found[0].rule, found[0].level), (7, Level::Warning));
        assert!(may_send(&found));
    }

    #[test]
    fn any_text_can_be_weighed() {
        for text in ["", "\n\n", ":", "- ", "[ ]", "\u{feff}Title:", "Options:\n", "é\u{301}: ☐ \u{200b}"]
        {
            assert!(!may_send(&lint(text)), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_stumble(text in "(?s)(Title: |Indicators:\n|- |Options:\n|\\[ \\] |DRG |11/03 |[a-zéß?:;.,\n ]{0,12}){0,30}") {
            for finding in lint(&text) {
                proptest::prop_assert!(text.get(finding.span.clone()).is_some());
            }
        }
    }
}
