//! The encoder: one input line for every code set, the code card, the indexes and tables, the tabular list, the PCS builder.
//!
//! Everything is looked up for a day: today, or the one typed behind `@`. Nothing here knows a patient; accounts are coded
//! elsewhere, with the same questions (`codesets::ask`).

mod builder;
mod card;
mod find;
mod goals;
mod index;
mod outline;
mod tabular;

use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "encoder",
    go: Command::new("go.encoder", &["ge"], "Encoder", Permission::WorkHere).group("Go to"),
    about: "Look codes up by code, words, abbreviations and index terms; cards, indexes, tables, PCS builder.",
    tables: &[
        ("Encoder: the line", find::COMMANDS),
        ("Encoder: code card", card::COMMANDS),
        ("Encoder: codes of a row", goals::COMMANDS),
        ("Encoder: index and tables", index::COMMANDS),
        ("Encoder: tabular list", tabular::COMMANDS),
        ("Encoder: PCS builder", builder::COMMANDS),
    ],
    start: |_| Box::new(find::Encoder::new("")),
    serve: |link, words| {
        Some(match link {
            Link::Encoder(text) => Box::new(find::Encoder::new(text)) as Box<dyn Pane>,
            Link::Code(kind, code) => Box::new(card::CardPane::new(*kind, code, words.today())),
            _ => return None,
        })
    },
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
