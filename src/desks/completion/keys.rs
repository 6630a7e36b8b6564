//! The command tables of a chart under review.

use crate::{
    domain::role::Permission::{DecideCompletion, ReviewCharts},
    keys::Command,
};

/// What a chart under review offers.
pub const COMMANDS: &[Command] = &[
    Command::new("review.done", &["c"], "The chart is reviewed; on to the next", ReviewCharts)
        .group("Verdict")
        .hint(1, "reviewed")
        .undoable(),
    Command::new("review.read", &["<enter>"], "Read the document", ReviewCharts)
        .group("Verdict")
        .hint(2, "read"),
    Command::new("review.missing", &["m"], "A document is missing", ReviewCharts)
        .group("Verdict")
        .hint(3, "missing")
        .undoable(),
    Command::new("review.unsigned", &["u"], "This document is not signed", ReviewCharts)
        .group("Verdict")
        .hint(4, "unsigned")
        .undoable(),
    Command::new("review.wrong", &["w"], "This document is another patient's", ReviewCharts)
        .group("Verdict")
        .hint(5, "wrong patient")
        .undoable(),
    Command::new("review.back", &["b"], "Send this document back to its author", ReviewCharts)
        .group("Verdict")
        .hint(6, "send back")
        .undoable(),
    Command::new("review.check", &["i"], "The checklist", ReviewCharts).group("Verdict").hint(7, "checklist"),
    Command::new("review.later", &["."], "On to the next chart, this one later", ReviewCharts)
        .group("Verdict")
        .hint(8, "skip"),
    Command::new("review.again", &["z"], "Take my review of the chart before back", ReviewCharts)
        .group("Verdict")
        .undoable(),
    Command::new("review.notes", &["n"], "Notes on this chart, and what happened to it", ReviewCharts)
        .group("Verdict")
        .hint(9, "notes"),
    Command::new("review.explain", &["e"], "Explain when it is due", ReviewCharts).group("Deficiency"),
    Command::new("review.reassign", &["a"], "Give the deficiency to somebody else", ReviewCharts)
        .group("Deficiency")
        .undoable(),
    Command::new("review.cancel", &["x"], "The deficiency never was one", ReviewCharts)
        .group("Deficiency")
        .undoable(),
    Command::new("review.finished", &["d"], "It is done, though no document says so", ReviewCharts)
        .group("Deficiency")
        .undoable(),
    Command::new("review.dispute", &["r"], "The clinician refuses it", ReviewCharts)
        .group("Deficiency")
        .undoable(),
    Command::new("review.waive", &["v"], "Waive it", DecideCompletion).group("Deficiency").undoable(),
    Command::new("review.reopen", &["o"], "It is owed again", ReviewCharts).group("Deficiency").undoable(),
];

/// What is offered while the document is read: the verdicts on it, and the way back.
pub const READING: &[Command] = &[
    Command::new("reading.lines", &["<enter>", "<esc>"], "Back to the chart", ReviewCharts)
        .group("Verdict")
        .hint(1, "chart"),
    Command::new("reading.unsigned", &["u"], "This document is not signed", ReviewCharts)
        .group("Verdict")
        .hint(2, "unsigned")
        .undoable(),
    Command::new("reading.wrong", &["w"], "This document is another patient's", ReviewCharts)
        .group("Verdict")
        .hint(3, "wrong patient")
        .undoable(),
    Command::new("reading.back", &["b"], "Send this document back to its author", ReviewCharts)
        .group("Verdict")
        .hint(4, "send back")
        .undoable(),
    Command::new("reading.done", &["c"], "The chart is reviewed; on to the next", ReviewCharts)
        .group("Verdict")
        .hint(5, "reviewed")
        .undoable(),
];

/// Keys of the checklist.
pub const CHECK: &[Command] = &[
    Command::new("review.yes", &["y"], "In order", ReviewCharts).group("Checklist").hint(1, "in order"),
    Command::new("review.no", &["n"], "Not in order", ReviewCharts).group("Checklist").hint(2, "not"),
    Command::new("review.blank", &["0"], "Not looked at", ReviewCharts)
        .group("Checklist")
        .hint(3, "not looked at"),
    Command::new("review.done-checked", &["c"], "The chart is reviewed; on to the next", ReviewCharts)
        .group("Checklist")
        .hint(4, "reviewed")
        .undoable(),
    Command::new("review.lines", &["i", "<esc>"], "Back to the chart", ReviewCharts)
        .group("Checklist")
        .hint(5, "chart"),
];
