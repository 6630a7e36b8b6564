//! Providers: who owes documents, how they are reached, when they are away, who stands in, which letters they got.
//!
//! Questions and changes are those of `providers` and `letters`, which the command line uses too.

mod facts;
mod form;
mod list;
mod one;

use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "providers",
    go: Command::new("go.providers", &["gd"], "Providers", Permission::ReadCharts).group("Go to"),
    about: "The directory of providers: NPI, service, leave, delegate, letters.",
    tables: &[
        ("Providers", list::COMMANDS),
        ("One provider", one::COMMANDS),
        ("What a provider owes", one::OWED),
        ("Letters to a provider", one::LETTERS),
        ("Leave of a provider", one::LEAVE),
    ],
    start: |_| Box::new(list::ProviderList::new()),
    serve: |link, _| match link {
        Link::Provider(provider) => Some(Box::new(one::OnePane::new(*provider)) as Box<dyn Pane>),
        _ => None,
    },
    resume: |slot, words| match slot {
        form::NEW_SLOT => Some(Box::new(form::ProviderForm::add(words)) as Box<dyn Pane>),
        _ => None,
    },
};

#[cfg(test)]
mod tests;
