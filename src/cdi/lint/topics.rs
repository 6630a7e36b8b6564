//! Rules 3 and 5, as far as diagnoses are named: which the record holds, and which the query brings in itself.

use super::{Level, Weighing, facts::sentences, lists::Weight, parts::Part, parts::QueryKind};
use crate::cdi::text::{Mention, mentions};
use std::{collections::BTreeSet, ops::Range};

/// Words that say that something stands in the record already.
const DOCUMENTED: [&str; 30] = [
    "documented",
    "documents",
    "documentation",
    "noted",
    "states",
    "stated",
    "listed",
    "lists",
    "charted",
    "recorded",
    "mentioned",
    "mentions",
    "described",
    "describes",
    "reported",
    "reports",
    "diagnosed",
    "reads",
    "read as",
    "specifying",
    "specified as",
    "your diagnosis",
    "your assessment",
    "diagnosis of",
    "carried",
    "appears in",
    "is written",
    "refers to",
    "impression of",
    "known",
];

/// Groups of diagnoses that the record holds, as far as the query shows it.
pub fn documented(weighing: &Weighing<'_>) -> BTreeSet<usize> {
    let found = all_mentions(weighing);
    let mut groups = BTreeSet::new();
    let mut take = |range: &Range<usize>, even_denied: bool| {
        let inside = found.iter().filter(|mention| range.contains(&mention.span.start));
        for mention in inside.filter(|mention| even_denied || !mention.status.negated) {
            groups.extend(weighing.lists.covered(mention.term));
        }
    };
    for range in weighing.parts.of(Part::Documented) {
        take(&range, true);
    }
    for range in weighing.parts.of(Part::Indicator) {
        let documents = weighing.origins.iter().any(|(origin, at)| origin.documents() && range.contains(at));
        if documents || says_documented(weighing, &range) {
            take(&range, false);
        }
    }
    for body in weighing.parts.of(Part::Body).chain(weighing.parts.of(Part::Reason)) {
        for sentence in sentences(weighing.text, &body) {
            if says_documented(weighing, &sentence) {
                take(&sentence, false);
            }
        }
    }
    groups
}

fn all_mentions(weighing: &Weighing<'_>) -> Vec<Mention> {
    mentions(&weighing.words, weighing.lists.terms())
}

/// Whether a sentence says that something is documented, rather than that it should be.
fn says_documented(weighing: &Weighing<'_>, range: &Range<usize>) -> bool {
    let lower = weighing.text.get(range.clone()).unwrap_or("").to_ascii_lowercase();
    let not_yet = [
        "be documented",
        "be added",
        "be listed",
        "to document",
        "not documented",
        "undocumented",
        "no documentation",
        "without documentation",
        "not mentioned",
        "not been documented",
        "be noted",
        "be diagnosed",
        "be recorded",
        "nowhere",
        "never documented",
        "isn't documented",
        "please document",
        "not listed",
        "is missing",
    ];
    if not_yet.iter().any(|words| lower.contains(words)) {
        return false;
    }
    let pushes = weighing
        .faults
        .iter()
        .any(|(group, span)| group.weight == Weight::Error && group.rule == 3 && range.contains(&span.start));
    !pushes && DOCUMENTED.iter().any(|words| lower.contains(words))
}

/// Weighs the diagnoses that the query names.
pub fn weigh(weighing: &mut Weighing<'_>, documented: &BTreeSet<usize>) {
    for mention in all_mentions(weighing) {
        if documented.contains(&mention.term) {
            continue;
        }
        let name = weighing.lists.diagnoses.get(mention.term).map_or("", |diagnosis| diagnosis.name);
        match weighing.part_at(mention.span.start) {
            Part::Title => weighing.add(
                3,
                Level::Error,
                "title-diagnosis",
                mention.span,
                format!("The title names a diagnosis that the record does not hold: {name}."),
                "Name the finding or the organ instead, such as \"Kidney function\" or \"Sodium results\".",
            ),
            Part::Body | Part::Choice if weighing.kind == QueryKind::YesNo => {
                new_by_yes(weighing, mention.span, name);
            }
            Part::Body => weighing.add(
                3,
                Level::Error,
                "undocumented-diagnosis",
                mention.span,
                format!("The question names a diagnosis that the record does not hold: {name}."),
                "Ask what the indicators mean in the provider's judgement; diagnoses stand among the options only. \
                 If it is documented, say where and when.",
            ),
            _ => {}
        }
    }
}

fn new_by_yes(weighing: &mut Weighing<'_>, span: Range<usize>, name: &str) {
    weighing.add(
        5,
        Level::Error,
        "new-diagnosis",
        span,
        format!("A yes/no query asks for a diagnosis that the record does not hold: {name}."),
        "Use an open-ended or multiple-choice query; yes/no never brings in a new diagnosis.",
    );
}
