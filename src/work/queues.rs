//! The queues of the program: the one list that a new desk adds its queue to.

use super::queue::Queue;
pub use super::queues_cdi::CDI_REVIEW;
pub use super::queues_completion::{CHART_REVIEW, DISPUTES};
pub use super::queues_release::RELEASE;
use crate::store::Session;

/// All queues, in the order in which "My work" shows them; one a line. A queue without a desk is not shipped.
#[rustfmt::skip]
pub const ALL: &[&Queue] = &[
    // A queue that only tests and benchmarks have.
    #[cfg(any(test, feature = "trial-queue"))] &super::trial::TRIAL,
    &CHART_REVIEW,
    &DISPUTES,
    &RELEASE,
];

/// Queues whose verdicts write more than their item: they are given by changes of the desk alone, never by a bare move.
pub const BY_DESK: &[&str] = &["release"];

/// A queue by its id.
pub fn find(id: &str) -> Option<&'static Queue> {
    ALL.iter().find(|queue| queue.id == id).copied()
}

/// The queues that a user may work, by their roles.
pub fn of(session: &Session) -> impl Iterator<Item = &'static Queue> + use<'_> {
    ALL.iter().copied().filter(move |queue| session.may(queue.claim))
}
