//! The queues of the program: the one list that a new desk adds its queue to.

use super::queue::Queue;
pub use super::queues_completion::{CHART_REVIEW, DISPUTES};

/// All queues, in the order in which "My work" shows them. A queue without a desk is not shipped.
#[cfg(not(test))]
pub const ALL: &[&Queue] = &[&CHART_REVIEW, &DISPUTES];

/// As above, with a queue that only tests have.
#[cfg(test)]
pub const ALL: &[&Queue] = &[&super::tests::TRIAL, &CHART_REVIEW, &DISPUTES];

/// A queue by its id.
pub fn find(id: &str) -> Option<&'static Queue> {
    ALL.iter().find(|queue| queue.id == id).copied()
}
