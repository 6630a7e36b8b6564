//! Held changes: edits of demographics that change two identity traits at once wait here for a second person.
//!
//! Both versions stand side by side. Nobody decides an own change; a refusal needs its reason. Questions and changes are
//! those of the command line (`intake`).

mod list;

use super::Desk;
use crate::{domain::role::Permission, keys::Command};

/// The desk.
pub const DESK: Desk = Desk {
    id: "held",
    go: Command::new("go.held", &["gh"], "Held changes", Permission::ReviewIdentity).group("Go to"),
    about: "Changes of identity that wait for a second look: accept or refuse them.",
    tables: &[("Held changes", list::COMMANDS)],
    start: |_| Box::new(list::HeldList::new()),
    serve: Desk::serves_nothing,
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
