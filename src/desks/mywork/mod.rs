//! My work: the start screen of everybody who works a queue. What I hold, what is mine, what is most urgent for my roles,
//! across all queues; and how each queue stands. Enter opens an item on its own desk.
//!
//! It has no rules and no rows of its own: questions and changes are those of the engine (`work`). Teams are kept here too,
//! by a supervisor. It shows nobody's pace but the queues' own counts.

mod pane;
mod team_form;
mod teams;

use super::Desk;
use crate::{domain::role::Permission, keys::Command};

/// The desk.
pub const DESK: Desk = Desk {
    id: "mywork",
    go: Command::new("go.mywork", &["gw"], "My work", Permission::WorkHere).group("Go to"),
    about: "What I hold, what is mine, and what is most urgent for my roles, on all desks.",
    tables: &[("My work", pane::COMMANDS), ("My work: the queues", pane::QUEUES), ("Teams", teams::COMMANDS)],
    start: |_| Box::new(pane::Mine::new()),
    serve: Desk::serves_nothing,
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
