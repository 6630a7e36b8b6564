//! The queues of coding. States and verbs are those of `domain::coding`; the account's row says what is so, and a test holds
//! both alike.

use super::queue::{Kind, Queue, QueueState, Transition};
use crate::domain::role::Permission::{self, Code, ReviewCoding};

const fn state(word: &'static str, title: &'static str, kind: Kind) -> QueueState {
    QueueState { word, title, kind }
}

const fn step(
    verb: &'static str,
    title: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    needs: Permission,
) -> Transition {
    Transition { verb, title, from, to, needs, undoable: false }
}

/// Accounts from the ward to final codes.
pub const CODING: Queue = Queue {
    id: "coding",
    title: "Accounts to code",
    desk: "coding",
    item: "account",
    claim: Code,
    states: &[
        state("ready", "ready", Kind::Ready),
        state("assigned", "assigned", Kind::Ready),
        state("in-progress", "in progress", Kind::Active),
        state("coded", "coded", Kind::Active),
        state("pre-bill", "pre-bill review", Kind::Pended),
        state("not-ready", "in house", Kind::Pended),
        state("final-coded", "final coded", Kind::Done),
        state("billed", "billed", Kind::Done),
        state("rebill", "to rebill", Kind::Done),
        state("denied", "denied", Kind::Done),
        state("dropped", "called off", Kind::Done),
    ],
    transitions: &[
        step("discharge", "discharge", &["not-ready"], "ready", Code),
        step(
            "readmit",
            "take the discharge back",
            &["ready", "assigned", "in-progress", "coded", "pre-bill"],
            "not-ready",
            Code,
        ),
        step("begin", "begin coding", &["ready", "assigned", "in-progress"], "in-progress", Code),
        step("code", "mark as coded", &["in-progress"], "coded", Code),
        step("review", "send to second-level review", &["in-progress", "coded"], "pre-bill", Code),
        step("send-back", "send back", &["pre-bill"], "assigned", ReviewCoding),
        step(
            "finalize",
            "final code",
            &["ready", "assigned", "in-progress", "coded", "pre-bill"],
            "final-coded",
            Code,
        ),
        step("bill", "bill", &["final-coded", "rebill", "ready", "assigned"], "billed", Code),
        step("deny", "record a denial", &["billed"], "denied", Code),
        step("rebill", "mark for rebilling", &["billed", "denied"], "rebill", Code),
        step(
            "reopen",
            "reopen",
            &["final-coded", "coded", "rebill", "denied", "billed"],
            "in-progress",
            Code,
        ),
        step("drop", "call off", &["not-ready", "ready", "assigned"], "dropped", Code),
    ],
};

/// Coded accounts that a second coder looks at before they are final.
pub const CODING_REVIEW: Queue = Queue {
    id: "coding-review",
    title: "Second-level review",
    desk: "coding",
    item: "account",
    claim: ReviewCoding,
    states: &[
        state("to-review", "to be reviewed", Kind::Ready),
        state("agreed", "agreed", Kind::Done),
        state("sent-back", "sent back", Kind::Done),
        state("dropped", "no longer to be reviewed", Kind::Done),
    ],
    transitions: &[
        step("agree", "agree", &["to-review"], "agreed", ReviewCoding),
        step("send-back", "send back", &["to-review"], "sent-back", ReviewCoding),
        step("drop", "take off the list", &["to-review"], "dropped", ReviewCoding),
    ],
};
