//! Rules 4 and 5, as far as the answer is concerned: options, and whether yes/no may be asked.

use super::{
    Level, Weighing,
    parts::{Part, QueryKind, clean},
};
use std::{collections::BTreeSet, ops::Range};

/// Weighs the options and the type.
pub fn weigh(weighing: &mut Weighing<'_>) {
    let choices: Vec<(String, Range<usize>)> =
        weighing.parts.of(Part::Choice).map(|range| (clean(weighing.text, &range), range)).collect();
    match weighing.kind {
        QueryKind::MultipleChoice => options(weighing, &choices),
        QueryKind::YesNo => yes_no(weighing, &choices),
        QueryKind::OpenEnded => {}
    }
    marks_of_favour(weighing, &choices);
}

fn is_other(choice: &str) -> bool {
    let first =
        choice.split(|char: char| !char.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
    first == "other"
        || first == "another"
        || choice.starts_with("something else")
        || choice.contains("please specify")
}

fn is_undetermined(choice: &str) -> bool {
    let words = [
        "unable to determine",
        "undetermined",
        "cannot determine",
        "can not determine",
        "cannot be determined",
        "unable to be determined",
        "not able to determine",
        "unable to clinically determine",
        "indeterminate",
        "clinically unable",
        "not determinable",
        "can't determine",
        "unable to specify",
        "unable to say",
    ];
    words.iter().any(|words| choice.contains(words))
}

fn options(weighing: &mut Weighing<'_>, choices: &[(String, Range<usize>)]) {
    let end = weighing.text.len();
    let real = choices.iter().filter(|(choice, _)| !is_other(choice) && !is_undetermined(choice)).count();
    let at = choices.last().map_or(end..end, |(_, range)| range.end..range.end);
    if choices.is_empty() {
        let remedy = "List the clinically supported options, then \"Other\" and \"Unable to determine\".";
        weighing.add(4, Level::Error, "no-options", at, "A multiple-choice query has no options.", remedy);
        return;
    }
    if !choices.iter().any(|(choice, _)| is_other(choice)) {
        let remedy = "Add the option \"Other (please specify)\".";
        weighing.add(4, Level::Error, "no-other", at.clone(), "The options lack \"other\".", remedy);
    }
    if !choices.iter().any(|(choice, _)| is_undetermined(choice)) {
        let remedy = "Add the option \"Unable to determine\".";
        weighing.add(
            4,
            Level::Error,
            "no-undetermined",
            at.clone(),
            "The options lack \"unable to determine\".",
            remedy,
        );
    }
    if real == 0 {
        let remedy = "Offer what the indicators support, or ask an open-ended question.";
        weighing.add(4, Level::Error, "no-real-option", at, "No option names a clinical answer.", remedy);
    }
    let mut seen = BTreeSet::new();
    for (choice, range) in choices {
        if !choice.is_empty() && !seen.insert(choice.clone()) {
            let remedy = "Take one of the two out.";
            weighing.add(
                4,
                Level::Warning,
                "option-twice",
                range.clone(),
                "This option stands twice.",
                remedy,
            );
        }
    }
}

/// Options that are recommended or worth something.
fn marks_of_favour(weighing: &mut Weighing<'_>, choices: &[(String, Range<usize>)]) {
    let favour = [
        "recommended",
        "preferred",
        "best option",
        "most likely",
        "suggested",
        "correct",
        "(default)",
        "favored",
    ];
    for (choice, range) in choices {
        if favour.iter().any(|word| choice.contains(word)) {
            let what = "This option is set above the others.";
            let remedy = "List options without any sign of preference.";
            weighing.add(3, Level::Error, "favoured-option", range.clone(), what, remedy);
        }
    }
}

fn yes_no(weighing: &mut Weighing<'_>, choices: &[(String, Range<usize>)]) {
    let reason: Vec<Range<usize>> = weighing.parts.of(Part::Reason).collect();
    let told = |range: &Range<usize>| allowed(&clean(weighing.text, range));
    let by_reason = reason.iter().any(told);
    let by_text = reason.is_empty() && weighing.parts.of(Part::Body).any(|range| told(&range));
    if !by_reason && !by_text {
        let question = weighing.parts.of(Part::Body).last().unwrap_or(0..0);
        let span = reason.into_iter().next().unwrap_or(question);
        weighing.add(
            5,
            Level::Error,
            "no-reason",
            span,
            "A yes/no query without an allowed reason.",
            "Yes/no is for present on admission, a diagnosis already documented in a report or note, cause and effect, \
             or conflicting documentation; else ask open-ended or multiple choice.",
        );
    }
    let open = choices.iter().any(|(choice, _)| is_other(choice) || is_undetermined(choice));
    if !choices.is_empty() && !open {
        let at = choices.last().map_or(0..0, |(_, range)| range.end..range.end);
        let what = "Only yes and no can be answered.";
        weighing.add(
            4,
            Level::Warning,
            "only-yes-no",
            at,
            what,
            "Add \"Other\" and \"Unable to determine\".",
        );
    }
}

/// Whether a reason or question is one of those for which yes/no is allowed.
fn allowed(text: &str) -> bool {
    let reasons = [
        // present on admission
        "present on admission",
        "poa",
        "present at admission",
        "present at the time of admission",
        "at the time of admission",
        "present when",
        "present upon admission",
        "on arrival",
        // cause and effect
        "due to",
        "related to",
        "relationship",
        "associated with",
        "caused by",
        "result of",
        "resulted from",
        "complication of",
        "cause and effect",
        "cause-effect",
        "cause/effect",
        "linked",
        "secondary to",
        "because of",
        "attributable",
        "attributed",
        "manifestation of",
        "result from",
        // conflict
        "conflict",
        "discrepan",
        "differs",
        "differ between",
        "contradict",
        "inconsistent documentation",
        "disagree",
        // already documented
        "patholog",
        "radiolog",
        "imaging report",
        "report of",
        "ct report",
        "mri report",
        "echocardiogram report",
        "substantiat",
        "already documented",
        "documented in",
        "ruled out",
        "still valid",
        "clinically valid",
        "clinical validation",
        "confirmed or ruled out",
    ];
    reasons.iter().any(|reason| text.contains(reason))
}
