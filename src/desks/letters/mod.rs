//! Letters: what went to whom, the templates, the letter head.
//!
//! Letters are written where their matter is: at the providers, at an amendment request. Here they are found again, and the
//! supervisor edits what they say. Questions and changes are those of `letters`, which the command line uses too.

mod edit;
mod head;
mod letter;
mod log;
mod templates;

use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "letters",
    go: Command::new("go.letters", &["gl"], "Letters", Permission::SendLetters).group("Go to"),
    about: "What went to whom; the templates of letters and the letter head.",
    tables: &[
        ("Letters", log::COMMANDS),
        ("A letter", letter::COMMANDS),
        ("Templates of letters", templates::COMMANDS),
        ("A template, edited", edit::COMMANDS),
    ],
    start: |_| Box::new(log::Log::new()),
    serve: |link, _| match link {
        Link::Letter(letter) => Some(Box::new(letter::LetterPane::new(*letter)) as Box<dyn Pane>),
        _ => None,
    },
    resume: |slot, _| {
        let kind = crate::letters::kind(slot.strip_prefix("template:")?)?;
        Some(Box::new(edit::Editor::new(kind)) as Box<dyn Pane>)
    },
};

#[cfg(test)]
mod tests;
