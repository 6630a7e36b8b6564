//! Texts of the desk: reasons, findings, DRGs, what-ifs, as people read them.

use crate::{
    cdi::{
        indicators::{Evidence, Finding},
        review::{
            Effect, Picture, Reason, Screen, Sighting, WhatIf, WhatIfChange, newest, sum, weight_words,
        },
    },
    domain::coding::written_code,
    kit::Words,
};
use chrono::DateTime;
use std::fmt::Write as _;

/// Reasons with their points and the sum.
pub fn reasons_text(reasons: &[Reason]) -> String {
    let mut text = String::new();
    for one in reasons {
        let _ = writeln!(text, "{:>4}  {}", one.points, one.words);
    }
    let _ = writeln!(text, "{:>4}  points in all\n", sum(reasons));
    text.push_str("The hospital sets the points in its rule file of the review list (cdi worklist --rules).");
    text
}

/// An instant of the record in words.
pub fn at_words(at: Option<i64>, words: Words) -> String {
    at.and_then(|at| DateTime::from_timestamp(at, 0)).map(|at| words.instant(at)).unwrap_or_default()
}

/// A piece of evidence in one line.
pub fn evidence_words(one: &Evidence, words: Words) -> String {
    let against = match (one.against.is_empty(), one.against_at) {
        (true, _) => String::new(),
        (false, Some(_)) => format!(", after {} on {}", one.against, at_words(one.against_at, words)),
        (false, None) => format!(", against {}", one.against),
    };
    format!("{}{against}", one.text)
}

/// The words in quotation marks of a piece of evidence from a document.
pub fn quote_of(one: &Evidence) -> Option<&str> {
    let (from, to) = (one.text.find('"')?, one.text.rfind('"')?);
    one.text.get(from + 1..to)
}

/// Pieces of evidence that a text tells; a stay of weeks has thousands.
const MOST: usize = 150;

/// A finding as a text: what it may mean, what met it, where the criterion comes from, what an answer would change.
pub fn finding_text(screen: &Screen, finding: &Finding, words: Words) -> String {
    let mut text = String::new();
    let grade = if finding.grade.is_empty() { String::new() } else { format!(", {}", finding.grade) };
    let _ = writeln!(text, "{}{grade}\nA reason to look, and perhaps to ask; no diagnosis.\n", finding.title);
    match screen.looked.file.dismissal_of(finding) {
        Some(one) => {
            let _ = writeln!(text, "Set aside by {} on {}: {}\n", one.by, words.stored(&one.at), one.reason);
        }
        None if finding.is_open() => text.push_str("Nothing in the record answers it yet.\n\n"),
        None => text.push_str("The record answers it:\n"),
    }
    for one in &finding.documented {
        let _ = writeln!(text, "- {} {}", at_words(one.at, words), evidence_words(one, words));
    }
    text.push_str("WHAT MET IT\n");
    for one in finding.evidence.iter().take(MOST) {
        let _ =
            writeln!(text, "- {} {}  ({})", at_words(one.at, words), evidence_words(one, words), one.clause);
    }
    let more = finding.evidence.len().saturating_sub(MOST);
    if more > 0 {
        let _ = writeln!(text, "- and {more} more (chartroom cdi explain tells all)");
    }
    let _ = writeln!(text, "\nCRITERION\n{}\n", finding.source);
    if !finding.options.is_empty() {
        let _ = writeln!(text, "QUESTION\n{}", finding.question);
        for option in &finding.options {
            let _ = writeln!(text, "- {option}");
        }
        text.push('\n');
    }
    let of: Vec<&WhatIf> = what_ifs_of(&screen.looked.picture, &finding.rule).collect();
    if !of.is_empty() {
        text.push_str("WORKING DRG, IF ANSWERED (never shown to a provider)\n");
        for one in of {
            let _ = writeln!(text, "- {}", what_if_words(one));
        }
    }
    text
}

/// What-ifs of a rule.
pub fn what_ifs_of<'p>(picture: &'p Picture, rule: &str) -> impl Iterator<Item = &'p WhatIf> {
    picture.what_ifs.iter().filter(move |one| match &one.change {
        WhatIfChange::IfAnswered(of) | WhatIfChange::Without(of) => of == rule,
        _ => false,
    })
}

/// A what-if in one line.
pub fn what_if_words(one: &WhatIf) -> String {
    let severity = if one.severity.is_empty() { "no CC" } else { one.severity.as_str() };
    format!(
        "{} {} ({severity}): DRG {} {}, {}",
        written_code(&one.code),
        one.title,
        one.drg,
        weight_words(one.weight),
        difference_words(one.difference)
    )
}

/// A difference of weights with its sign.
pub fn difference_words(difference: Option<i64>) -> String {
    match difference {
        None => "no weight".to_owned(),
        Some(0) => "same weight".to_owned(),
        Some(more) if more > 0 => format!("+{}", weight_words(Some(more))),
        Some(less) => weight_words(Some(less)),
    }
}

/// The way to the working DRG, and the sightings.
pub fn drg_text(screen: &Screen, words: Words) -> String {
    let picture = &screen.looked.picture;
    let mut text = String::new();
    match &picture.drg {
        None => text.push_str("These codes do not group: there is no ICD-10-CM principal diagnosis.\n"),
        Some(drg) => {
            let mean =
                drg.gmlos_tenths.map(|d| format!(", GMLOS {}.{} d", d / 10, d % 10)).unwrap_or_default();
            let _ = writeln!(
                text,
                "DRG {} {}\nMDC {}, weight {}{mean}, MS-DRG {}\nfrom {}\n",
                drg.drg,
                drg.title,
                drg.mdc,
                weight_words(drg.weight),
                drg.grouper,
                picture.basis.title()
            );
            if !drg.trouble.is_empty() {
                let _ = writeln!(text, "Grouper: {}\n", drg.trouble);
            }
        }
    }
    if !picture.why.is_empty() {
        text.push_str("WHY\n");
        for (about, told) in &picture.why {
            let _ = writeln!(text, "{about}: {told}");
        }
    }
    let seen = newest(&screen.drgs);
    if !seen.is_empty() {
        text.push_str("\nAS IT WAS SEEN\n");
        for one in &screen.drgs {
            let _ = writeln!(text, "{}", sighting_words(one, words));
        }
    }
    text
}

/// A sighting in one line.
pub fn sighting_words(one: &Sighting, words: Words) -> String {
    let by = if one.by == "rules" { "by rule" } else { one.by.as_str() };
    format!(
        "{} {} {}, {by}, {}: {}",
        one.stage,
        one.drg,
        weight_words(one.weight),
        words.stored(&one.at),
        one.basis
    )
}

/// What an answer could change, in a word for a list.
pub fn effect_word(effect: Effect) -> &'static str {
    match effect {
        Effect::Mcc => "first MCC",
        Effect::Cc => "first CC",
        Effect::None => "",
    }
}
