//! The queues of chart completion.

use super::queue::{Kind, Queue, QueueState, Transition};
use crate::domain::role::Permission;

/// Discharged charts that an analyst looks over.
pub const CHART_REVIEW: Queue = Queue {
    id: "completion",
    title: "Charts to review",
    desk: "completion",
    item: "chart",
    claim: Permission::ReviewCharts,
    states: &[
        QueueState { word: "to-review", title: "to be reviewed", kind: Kind::Ready },
        QueueState { word: "reviewed", title: "reviewed", kind: Kind::Done },
        QueueState { word: "dropped", title: "no longer to be reviewed", kind: Kind::Done },
    ],
    transitions: &[
        Transition {
            verb: "review",
            title: "mark reviewed",
            from: &["to-review"],
            to: "reviewed",
            needs: Permission::ReviewCharts,
            undoable: false,
        },
        Transition {
            verb: "drop",
            title: "take off the list",
            from: &["to-review"],
            to: "dropped",
            needs: Permission::DecideCompletion,
            undoable: false,
        },
    ],
};

/// Deficiencies that a clinician refused: the department decides.
pub const DISPUTES: Queue = Queue {
    id: "disputes",
    title: "Disputed deficiencies",
    desk: "completion",
    item: "dispute",
    claim: Permission::ReviewCharts,
    states: &[
        QueueState { word: "disputed", title: "to be decided", kind: Kind::Ready },
        QueueState { word: "settled", title: "settled", kind: Kind::Done },
    ],
    transitions: &[Transition {
        verb: "settle",
        title: "settle",
        from: &["disputed"],
        to: "settled",
        needs: Permission::ReviewCharts,
        undoable: false,
    }],
};
