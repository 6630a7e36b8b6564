//! Indexing: documents that arrived without an owner. Preview at the left, form at the right; then a check, then the chart.
//!
//! A barcode is typed as a reader of barcodes types it. Hints of the file propose; a person says whose it is.
//! Questions and changes are those of `capture`, which the command line uses too.

mod check;
mod form;
mod index;
mod list;

use super::Desk;
use crate::{domain::role::Permission, keys::Command};

/// The desk.
pub const DESK: Desk = Desk {
    id: "indexing",
    go: Command::new("go.indexing", &["gx"], "Indexing", Permission::FileDocuments).group("Go to"),
    about: "Papers and files that arrived: say whose they are, check, file.",
    tables: &[
        ("Indexing", list::COMMANDS),
        ("Indexing a document", index::COMMANDS),
        ("Checking a document", check::COMMANDS),
    ],
    start: |_| Box::new(list::CapturedDesk::new()),
    serve: Desk::serves_nothing,
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
