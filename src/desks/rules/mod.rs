//! Rules of clocks: what law and hospital give for a thing, with citation and dates; set anew by a supervisor.
//!
//! Questions and changes are those of `clocks`, which `chartroom rules` uses too. A version is never edited: the next one
//! is added, and clocks that run keep theirs until somebody recomputes them openly, having seen what that moves.

mod form;
mod history;
mod list;
mod moves;

use super::Desk;
use crate::{domain::role::Permission, keys::Command};

/// The desk.
pub const DESK: Desk = Desk {
    id: "rules",
    go: Command::new("go.rules", &["gk"], "Rules", Permission::WorkHere).group("Go to"),
    about: "Clocks of the law and of the hospital, with citation, dates and history.",
    tables: &[
        ("Rules", list::COMMANDS),
        ("Versions of a rule", history::COMMANDS),
        ("Clocks that would move", moves::COMMANDS),
    ],
    start: |_| Box::new(list::RuleList::new()),
    serve: Desk::serves_nothing,
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
