//! The keys of an account: codes, documents, what is typed.

use crate::{
    domain::role::Permission::{Code, ReadCharts},
    keys::Command,
};

/// Keys while the codes have the keys.
pub const COMMANDS: &[Command] = &[
    Command::new("account.down", &["j", "<down>"], "Down", Code).group("Move"),
    Command::new("account.up", &["k", "<up>"], "Up", Code).group("Move"),
    Command::new("account.add", &["i"], "Add a code: type a code or words", Code).hint(1, "add"),
    Command::new(
        "account.enter",
        &["<enter>"],
        "Card of the code; take the suggestion; go to the finding's code",
        Code,
    ),
    Command::new("account.remove", &["x"], "Remove the code", Code).hint(3, "remove").undoable(),
    Command::new("account.yes", &["y"], "Present on admission: yes", Code).hint(2, "POA").undoable(),
    Command::new("account.no", &["n"], "Present on admission: no", Code).undoable(),
    Command::new("account.unknown", &["u"], "Present on admission: documentation insufficient", Code)
        .undoable(),
    Command::new("account.undetermined", &["w"], "Present on admission: clinically undetermined", Code)
        .undoable(),
    Command::new("account.exempt", &["e"], "Present on admission: exempt from reporting", Code).undoable(),
    Command::new("account.principal", &["p"], "Make it the principal diagnosis or procedure", Code)
        .undoable(),
    Command::new("account.later", &["J"], "Move the code down", Code).undoable(),
    Command::new("account.earlier", &["K"], "Move the code up", Code).undoable(),
    Command::new("account.detail", &["t"], "Day and performer of the procedure", Code),
    Command::new("account.suggest", &["s"], "What the chart suggests, with evidence", Code)
        .hint(4, "from the chart"),
    Command::new("account.evidence", &["v"], "Show the evidence of the code", Code),
    Command::new("account.take", &["a"], "Take the marked place as evidence of the code", Code).undoable(),
    Command::new("account.find", &["/"], "Find in the whole chart", ReadCharts),
    Command::new("account.undo", &["z"], "Take your last change of the codes back", Code),
    Command::new("account.overrule", &["o"], "Overrule the warning with a reason", Code),
    Command::new("account.why", &["="], "Why this DRG, step by step", Code),
    Command::new("account.abstract", &["b"], "The abstract: status, admission, birth weight", Code),
    Command::new("account.hold", &["h"], "Put the account aside, or take it up again", Code),
    Command::new("account.review", &["r"], "Send to second-level review, or back with a reason", Code),
    Command::new("account.coded", &["d"], "Coded, for somebody else to sign", Code),
    Command::new("account.sign", &["f"], "Final coding: sign", Code).hint(5, "final"),
    Command::new("account.next", &["."], "The next account, without going back to the list", Code)
        .hint(6, "next"),
    Command::new("account.history", &["l"], "What was done to the account", Code),
    Command::new("account.chart", &["c"], "Go to the chart", ReadCharts),
];

/// Keys while the documents have the keys, besides those of the reader.
pub const DOCUMENT: &[Command] = &[
    Command::new("account.next-document", &["."], "Next document of the stay", ReadCharts)
        .hint(1, "next document"),
    Command::new("account.previous-document", &[","], "Previous document", ReadCharts).hint(2, "previous"),
    Command::new("account.take", &["a"], "Take the marked place as evidence of the code", Code)
        .hint(3, "evidence")
        .undoable(),
    Command::new("account.find", &["/"], "Find in the whole chart", ReadCharts).hint(4, "find"),
    Command::new("account.add", &["i"], "Add a code: type a code or words", Code).hint(5, "add"),
];

/// Keys while something is typed: the encoder's line, or the search in the chart.
pub const TYPING: &[Command] = &[
    Command::new("coding.take", &["<enter>"], "Take it", Code).group("Encoder").hint(1, "take"),
    Command::new("coding.stop", &["<esc>"], "Back to the codes", Code).group("Encoder").hint(2, "back"),
    Command::new("coding.down", &["<down>"], "Next answer", Code).group("Encoder"),
    Command::new("coding.up", &["<up>"], "Previous answer", Code).group("Encoder"),
    Command::new("coding.scope", &["<tab>"], "Diagnoses, procedures, or both", Code)
        .group("Encoder")
        .hint(3, "diagnoses or procedures"),
];
