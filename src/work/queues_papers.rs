//! The queues of papers that arrive, and of patients' requests to amend the record.

use super::queue::{Kind, Queue, QueueState, Transition};
use crate::domain::role::Permission;

/// A way of papers; what it writes besides is written by the desk's change.
const fn way(
    verb: &'static str,
    title: &'static str,
    from: &'static [&'static str],
    to: &'static str,
) -> Transition {
    Transition { verb, title, from, to, needs: Permission::FileDocuments, undoable: false }
}

const fn state(word: &'static str, title: &'static str, kind: Kind) -> QueueState {
    QueueState { word, title, kind }
}

/// Papers of which nobody has said yet whose they are.
pub const INDEXING: Queue = Queue {
    id: "indexing",
    title: "Papers to index",
    desk: "indexing",
    item: "paper",
    claim: Permission::FileDocuments,
    states: &[
        state("to-index", "to be indexed", Kind::Ready),
        state("problem", "problem", Kind::Pended),
        state("indexed", "indexed", Kind::Done),
        state("refused", "refused", Kind::Done),
    ],
    transitions: &[
        way("index", "index it", &["to-index", "problem"], "indexed"),
        way("problem", "put it aside as a problem", &["to-index"], "problem"),
        way("solve", "take it back to be indexed", &["problem"], "to-index"),
        way("refuse", "refuse it", &["to-index", "problem"], "refused"),
    ],
};

/// Indexed papers: a second look, then the chart.
pub const INDEXING_QA: Queue = Queue {
    id: "indexing-qa",
    title: "Papers to check",
    desk: "indexing",
    item: "paper",
    claim: Permission::FileDocuments,
    states: &[
        state("to-check", "to be checked", Kind::Ready),
        state("filed", "filed", Kind::Done),
        state("back", "sent back", Kind::Done),
        state("aside", "put aside as a problem", Kind::Done),
        state("refused", "refused", Kind::Done),
        state("taken-back", "taken back by who indexed it", Kind::Done),
    ],
    transitions: &[
        way("file", "file it", &["to-check"], "filed"),
        way("back", "send it back", &["to-check"], "back"),
        way("problem", "put it aside as a problem", &["to-check"], "aside"),
        way("refuse", "refuse it", &["to-check"], "refused"),
        way("take-back", "take the indexing back", &["to-check"], "taken-back"),
    ],
};

/// Patients' requests to amend the record, until they are answered: 45 CFR 164.526.
pub const AMENDMENTS: Queue = Queue {
    id: "amendments",
    title: "Amendment requests",
    desk: "amendments",
    item: "request",
    claim: Permission::HandleAmendments,
    states: &[
        state("open", "to be answered", Kind::Ready),
        state("accepted", "accepted", Kind::Done),
        state("denied", "denied", Kind::Done),
    ],
    transitions: &[
        Transition {
            needs: Permission::DecideAmendments,
            ..way("accept", "accept it", &["open"], "accepted")
        },
        Transition { needs: Permission::DecideAmendments, ..way("deny", "deny it", &["open"], "denied") },
    ],
};
