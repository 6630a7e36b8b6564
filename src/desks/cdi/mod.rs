//! CDI: stays whose documentation is reviewed, one after the other, and how their DRGs were reconciled with the coder.
//!
//! The worklist is that of the queue "cdi-review", the most points first; Enter opens a stay under review, and after the verdict
//! the next one comes without a way back to the list. Queries are another desk's: the review screen leads there by a link.
//! DRGs and weights stand here, for specialists and coders; no provider has this desk.

mod boxes;
mod deeds;
mod detail;
mod drawing;
mod keys;
mod lines;
mod list;
mod metrics;
mod reconcile;
mod review;
mod words;

use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
    work::queues::CDI_REVIEW,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "cdi",
    go: Command::new("go.cdi", &["gq"], "CDI", Permission::ReviewDocumentation).group("Go to"),
    about: "Documentation review: what results say that notes do not, which stay comes first, which DRG it is.",
    tables: &[
        ("CDI: stays to review", list::COMMANDS),
        ("CDI: a stay under review", keys::COMMANDS),
        ("CDI: the working codes", keys::CODES),
        ("CDI: the text or chart beside it", keys::DETAIL),
        ("CDI: reconciliation", reconcile::COMMANDS),
        ("CDI: figures", metrics::COMMANDS),
        ("CDI: stays behind a figure", metrics::BEHIND),
    ],
    start: |_| Box::new(list::ReviewList::new()),
    serve: |link, _| match link {
        Link::CdiReview(stay) => Some(Box::new(review::Review::new(*stay)) as Box<dyn Pane>),
        Link::Work(queue, item) if *queue == CDI_REVIEW.id => {
            Some(Box::new(review::Review::of_item(*item)) as Box<dyn Pane>)
        }
        _ => None,
    },
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
