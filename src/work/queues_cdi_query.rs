//! The queue of queries to providers.

use super::queue::{Kind, Queue, QueueState, Transition};
use crate::domain::role::Permission;

/// A step that only the query's own deeds make: nobody who works the queue carries the permission of the provider's side,
/// so an item can never leave the state of its query.
const fn own(
    verb: &'static str,
    title: &'static str,
    from: &'static [&'static str],
    to: &'static str,
) -> Transition {
    Transition { verb, title, from, to, needs: Permission::AnswerQueries, undoable: false }
}

/// Queries to providers, from the draft to the end.
pub const CDI_QUERY: Queue = Queue {
    id: "cdi-query",
    title: "Queries to providers",
    desk: "cdiqueries",
    item: "query",
    claim: Permission::ReviewDocumentation,
    states: &[
        QueueState { word: "draft", title: "draft", kind: Kind::Ready },
        QueueState { word: "open", title: "with the provider", kind: Kind::Pended },
        QueueState { word: "answered", title: "answered", kind: Kind::Ready },
        QueueState { word: "closed", title: "closed", kind: Kind::Done },
        QueueState { word: "cancelled", title: "withdrawn", kind: Kind::Done },
    ],
    transitions: &[
        own("send", "send", &["draft"], "open"),
        own("answer", "write the answer down", &["open"], "answered"),
        own("reopen", "ask again", &["answered"], "open"),
        own("close", "close", &["open", "answered"], "closed"),
        own("withdraw", "withdraw", &["draft", "open"], "cancelled"),
    ],
};
