//! The provider's own desk: queries put to them, and what they owe in records. It is all that a provider sees.
//!
//! Nothing here knows grouping, codes or money; it asks `cdiquery::own` alone.

mod answer;
mod list;

use super::Desk;
use crate::{
    domain::{ids::CdiQueryId, role::Permission},
    keys::Command,
    kit::Pane,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "answers",
    go: Command::new("go.answers", &["gv"], "My queries", Permission::AnswerQueries).group("Go to"),
    about: "A provider's own queries and deficiencies: read, choose, comment, sign.",
    tables: &[
        ("My queries and records", list::COMMANDS),
        ("A query put to me", answer::COMMANDS),
        ("Options of the answer", answer::CHOOSING),
        ("Words of the answer", answer::WRITING),
    ],
    start: |_| Box::new(list::Own::new()),
    serve: Desk::serves_nothing,
    resume: |slot, _| {
        let id = slot.strip_prefix(answer::SLOT)?.parse().ok()?;
        Some(Box::new(answer::AnswerPane::new(CdiQueryId(id))) as Box<dyn Pane>)
    },
};

#[cfg(test)]
mod tests;
