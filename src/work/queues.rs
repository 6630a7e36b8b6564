//! The queues of the program: the one list that a new desk adds its queue to.

use super::queue::Queue;
pub use super::queues_cdi::CDI_REVIEW;
pub use super::queues_cdi_query::CDI_QUERY;
pub use super::queues_coding::{CODING, CODING_REVIEW};
pub use super::queues_completion::{CHART_REVIEW, DISPUTES};
pub use super::queues_papers::{AMENDMENTS, INDEXING, INDEXING_QA};
pub use super::queues_release::RELEASE;
use crate::store::Session;

/// All queues, in the order in which "My work" shows them; one a line. A queue without a desk is not shipped.
#[rustfmt::skip]
pub const ALL: &[&Queue] = &[
    // A queue that only tests and benchmarks have.
    #[cfg(any(test, feature = "trial-queue"))] &super::trial::TRIAL,
    &CODING,
    &CODING_REVIEW,
    &CHART_REVIEW,
    &DISPUTES,
    &CDI_QUERY,
    &CDI_REVIEW,
    &INDEXING,
    &INDEXING_QA,
    &AMENDMENTS,
    &RELEASE,
];

/// A queue by its id.
pub fn find(id: &str) -> Option<&'static Queue> {
    ALL.iter().find(|queue| queue.id == id).copied()
}

/// Queues whose verdicts need more than the engine knows (a signature, a reason, a rule): given on their desk or by its
/// commands, never by the engine alone.
pub fn judged_on_desk(queue: &Queue) -> bool {
    [CODING.id, CODING_REVIEW.id, RELEASE.id].contains(&queue.id)
}

/// The queues that a user may work, by their roles.
pub fn of(session: &Session) -> impl Iterator<Item = &'static Queue> + use<'_> {
    ALL.iter().copied().filter(move |queue| session.may(queue.claim))
}
