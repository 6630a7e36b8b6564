//! Imports: what came in, what was refused and why, what waits for a person.
//!
//! Runs are started on the command line (`chartroom import`), since their files lie there. Refused records stand in the
//! error queue as they came; here they are corrected and replayed, or put away with a reason. Merges that feeds ask for are
//! shown and not decided here. Questions and changes are those of the command line (`intake`).

mod correct;
mod error;
mod layout;
mod marks;
mod merges;
mod parts;
pub mod queries;
mod queue;
mod record;
mod runs;
mod words;

use super::Desk;
use crate::{
    domain::{ids::ImportErrorId, link::Link, role::Permission},
    keys::Command,
    kit::Pane,
};

pub use queries::{PendingMerge, PendingMerges};

/// The desk.
pub const DESK: Desk = Desk {
    id: "imports",
    go: Command::new("go.imports", &["gi"], "Imports", Permission::Import).group("Go to"),
    about: "What came in, the queue of refused records, and merges that feeds ask for.",
    tables: &[
        ("Imports", parts::COMMANDS),
        ("Imports: runs", runs::COMMANDS),
        ("Imports: error queue", queue::COMMANDS),
        ("Imports: one entry", error::COMMANDS),
        ("Imports: pending merges", merges::COMMANDS),
    ],
    start: |_| Box::new(parts::Imports::new()),
    serve: |link, _| match link {
        Link::ImportError(entry) => Some(Box::new(error::Entry::new(*entry)) as Box<dyn Pane>),
        _ => None,
    },
    resume: |slot, _| {
        let entry = slot.strip_prefix(correct::SLOT)?.strip_prefix(':')?.parse().ok().map(ImportErrorId)?;
        Some(Box::new(correct::Correct::new(entry)) as Box<dyn Pane>)
    },
};

#[cfg(test)]
mod tests;
