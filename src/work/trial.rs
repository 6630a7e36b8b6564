//! A queue that only tests and benchmarks have: it has no desk of its own, so it is never shipped.

use super::queue::{Kind, Queue, QueueState, Transition};
use crate::domain::role::Permission;

/// States of every kind, and steps that can and cannot be taken back.
pub const TRIAL: Queue = Queue {
    id: "trial",
    title: "Trial",
    desk: "patients",
    item: "piece",
    claim: Permission::ReadCharts,
    states: &[
        QueueState { word: "open", title: "open", kind: Kind::Ready },
        QueueState { word: "begun", title: "begun", kind: Kind::Active },
        QueueState { word: "sent", title: "sent back", kind: Kind::Pended },
        QueueState { word: "done", title: "done", kind: Kind::Done },
    ],
    transitions: &[
        Transition {
            verb: "begin",
            title: "begin",
            from: &["open", "sent"],
            to: "begun",
            needs: Permission::ReadCharts,
            undoable: true,
        },
        Transition {
            verb: "send",
            title: "send back",
            from: &["open", "begun"],
            to: "sent",
            needs: Permission::ReadCharts,
            undoable: true,
        },
        Transition {
            verb: "finish",
            title: "mark done",
            from: &["open", "begun", "sent"],
            to: "done",
            needs: Permission::ReadCharts,
            undoable: true,
        },
        Transition {
            verb: "reopen",
            title: "open again",
            from: &["done"],
            to: "open",
            needs: Permission::ManageWork,
            undoable: false,
        },
    ],
};
