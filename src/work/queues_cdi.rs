//! The queue of documentation review.

use super::queue::{Kind, Queue, QueueState, Transition};
use crate::domain::role::Permission;

const OPEN: &[&str] = &[
    "unreviewed",
    "initial",
    "follow-up",
    "queried",
    "awaiting",
    "answered",
    "coding",
    "to-reconcile",
    "reconciled",
];

const fn step(
    verb: &'static str,
    title: &'static str,
    from: &'static [&'static str],
    to: &'static str,
) -> Transition {
    Transition { verb, title, from, to, needs: Permission::ReviewDocumentation, undoable: false }
}

/// Stays whose documentation is reviewed, from the first look to the day on which their codes are agreed.
pub const CDI_REVIEW: Queue = Queue {
    id: "cdi-review",
    title: "Stays to review",
    desk: "cdi",
    item: "stay",
    claim: Permission::ReviewDocumentation,
    states: &[
        QueueState { word: "unreviewed", title: "not reviewed", kind: Kind::Ready },
        QueueState { word: "initial", title: "first review", kind: Kind::Active },
        QueueState { word: "follow-up", title: "follow-up due", kind: Kind::Ready },
        QueueState { word: "queried", title: "query being written", kind: Kind::Active },
        QueueState { word: "awaiting", title: "awaiting answer", kind: Kind::Pended },
        QueueState { word: "answered", title: "query answered", kind: Kind::Ready },
        QueueState { word: "coding", title: "awaiting codes", kind: Kind::Pended },
        QueueState { word: "to-reconcile", title: "to reconcile", kind: Kind::Ready },
        QueueState { word: "reconciled", title: "reconciled", kind: Kind::Pended },
        QueueState { word: "closed", title: "closed", kind: Kind::Done },
        QueueState { word: "dropped", title: "no longer eligible", kind: Kind::Done },
    ],
    transitions: &[
        step("begin", "begin the review", &["unreviewed"], "initial"),
        step(
            "review",
            "mark reviewed",
            &["unreviewed", "initial", "follow-up", "answered", "coding"],
            "follow-up",
        ),
        step(
            "finish",
            "mark reviewed until coded",
            &["unreviewed", "initial", "follow-up", "answered", "coding"],
            "coding",
        ),
        step("return", "bring back", &["coding", "reconciled"], "follow-up"),
        step(
            "ask",
            "write a query",
            &["unreviewed", "initial", "follow-up", "answered", "coding", "awaiting"],
            "queried",
        ),
        step(
            "send",
            "send a query",
            &["unreviewed", "initial", "follow-up", "queried", "answered", "coding"],
            "awaiting",
        ),
        step("answer", "record an answer", &["queried", "awaiting"], "answered"),
        step("withdraw", "withdraw the query", &["queried", "awaiting"], "follow-up"),
        step(
            "differ",
            "compare the DRGs",
            &[
                "unreviewed",
                "initial",
                "follow-up",
                "queried",
                "awaiting",
                "answered",
                "coding",
                "reconciled",
            ],
            "to-reconcile",
        ),
        step(
            "reconcile",
            "reconcile",
            &[
                "unreviewed",
                "initial",
                "follow-up",
                "queried",
                "awaiting",
                "answered",
                "coding",
                "to-reconcile",
            ],
            "reconciled",
        ),
        step("close", "close", OPEN, "closed"),
        step("drop", "take off the list", OPEN, "dropped"),
    ],
};
