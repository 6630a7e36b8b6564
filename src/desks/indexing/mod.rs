//! Indexing: papers that arrived without an owner. Preview at the left, form at the right; then a check, then the chart.
//!
//! Both steps are worklists: "indexing" and "indexing-qa". A barcode is typed as a reader of barcodes types it. Hints of the
//! file propose; a person says whose it is. Questions and changes are those of `capture`, which the command line uses too.

mod check;
mod done;
mod form;
mod index;
mod papers;

use super::Desk;
use crate::{
    domain::{ids::WorkId, link::Link, role::Permission},
    keys::Command,
    kit::Pane,
    work::queues::{INDEXING, INDEXING_QA},
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "indexing",
    go: Command::new("go.indexing", &["gx"], "Indexing", Permission::FileDocuments).group("Go to"),
    about: "Papers and files that arrived: say whose they are, check, file.",
    tables: &[
        ("Papers to index", papers::COMMANDS),
        ("Papers to check", papers::CHECKS),
        ("Papers that are done", done::COMMANDS),
        ("Indexing a paper", index::COMMANDS),
        ("Checking a paper", check::COMMANDS),
    ],
    start: |_| Box::new(papers::to_index()),
    serve: |link, _| match link {
        Link::Work(queue, item) if *queue == INDEXING.id => {
            Some(Box::new(index::IndexPane::of_item(*item)) as Box<dyn Pane>)
        }
        Link::Work(queue, item) if *queue == INDEXING_QA.id => {
            Some(Box::new(check::CheckPane::of_item(*item)) as Box<dyn Pane>)
        }
        _ => None,
    },
    resume: |slot, _| {
        let item = slot.strip_prefix(index::SLOT)?.parse().ok()?;
        Some(Box::new(index::IndexPane::of_item(WorkId(item))) as Box<dyn Pane>)
    },
};

#[cfg(test)]
mod tests;
