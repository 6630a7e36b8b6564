//! The command tables of a stay under review.

use crate::{
    domain::role::Permission::{ReadCharts, ReviewDocumentation},
    keys::Command,
};

/// What a stay under review offers.
pub const COMMANDS: &[Command] = &[
    Command::new(
        "stay.open",
        &["<enter>"],
        "To what it rests on: the place in the document, the result",
        ReviewDocumentation,
    )
    .group("Review")
    .hint(1, "evidence"),
    Command::new(
        "stay.done",
        &["v"],
        "Reviewed; next review as proposed; on to the next stay",
        ReviewDocumentation,
    )
    .group("Verdict")
    .hint(2, "reviewed")
    .undoable(),
    Command::new("stay.agree", &["V"], "Reviewed; agree the next review, with a note", ReviewDocumentation)
        .group("Verdict")
        .hint(3, "…until"),
    Command::new("stay.aside", &["x"], "Set this finding aside, with a reason", ReviewDocumentation)
        .group("Verdict")
        .hint(4, "set aside"),
    Command::new("stay.query", &["y"], "Write a query to the provider", ReviewDocumentation)
        .group("Verdict")
        .hint(5, "query"),
    Command::new("stay.later", &["."], "On to the next stay, this one later", ReviewDocumentation)
        .group("Verdict")
        .hint(6, "skip"),
    Command::new("stay.again", &["z"], "Take my review of the stay before back", ReviewDocumentation)
        .group("Verdict")
        .undoable(),
    Command::new("stay.findings", &["f"], "Findings", ReviewDocumentation)
        .group("Look at")
        .hint(7, "findings"),
    Command::new("stay.timeline", &["t"], "Timeline of the stay", ReviewDocumentation)
        .group("Look at")
        .hint(8, "timeline"),
    Command::new("stay.results", &["r"], "Results, each with its chart", ReviewDocumentation)
        .group("Look at")
        .hint(9, "results"),
    Command::new("stay.codes", &["c"], "Codes, working DRG and what if", ReviewDocumentation)
        .group("Look at")
        .hint(10, "codes"),
    Command::new("stay.reasons", &["e"], "Why this stay stands where it stands", ReviewDocumentation)
        .group("Look at"),
    Command::new("stay.chart", &["o"], "The stay in the patient's chart", ReadCharts).group("Look at"),
];

/// More keys beside the codes.
pub const CODES: &[Command] = &[
    Command::new("stay.take", &["i"], "Take the chosen what-if into the working codes", ReviewDocumentation)
        .group("Codes")
        .hint(1, "take it")
        .undoable(),
    Command::new("stay.add", &["a"], "Add a diagnosis code", ReviewDocumentation)
        .group("Codes")
        .hint(2, "add"),
    Command::new("stay.remove", &["d"], "Take the chosen code out", ReviewDocumentation)
        .group("Codes")
        .hint(3, "remove")
        .undoable(),
    Command::new(
        "stay.principal",
        &["p"],
        "Make the chosen code the principal diagnosis",
        ReviewDocumentation,
    )
    .group("Codes")
    .hint(4, "principal")
    .undoable(),
    Command::new(
        "stay.reset",
        &["K"],
        "Give the own working codes up for the coder's or the chart's",
        ReviewDocumentation,
    )
    .group("Codes")
    .confirmed(),
];

/// Keys while the text or chart beside the lines has them.
pub const DETAIL: &[Command] = &[
    Command::new("stay.back", &["<esc>"], "Back to the lines", ReviewDocumentation)
        .group("Review")
        .hint(1, "back"),
    Command::new(
        "stay.done",
        &["v"],
        "Reviewed; next review as proposed; on to the next stay",
        ReviewDocumentation,
    )
    .group("Verdict")
    .hint(2, "reviewed")
    .undoable(),
    Command::new("stay.query", &["y"], "Write a query to the provider", ReviewDocumentation)
        .group("Verdict")
        .hint(3, "query"),
];
