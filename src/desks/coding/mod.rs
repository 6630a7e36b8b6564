//! Coding: the accounts of stays and visits are worked from the list to final codes with the keyboard alone.
//!
//! The list stands in the order of the department; an account shows its codes, findings and DRG beside the documents. Rules
//! and changes are those of `coding`; this desk draws them and turns keys into changes. It does not bill.

mod account;
mod answers;
mod boxes;
mod deeds;
mod encoder;
mod figures;
mod keys;
mod list;
mod part;
mod rules;
mod texts;
mod view;
mod worklist;

use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
    work::queues::{CODING, CODING_REVIEW},
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "coding",
    go: Command::new("go.coding", &["go"], "Coding", Permission::Code).group("Go to"),
    about: "Accounts of stays and visits: code, hold, review, sign, count.",
    tables: &[
        ("Coding: accounts", worklist::COMMANDS),
        ("Coding: second looks", worklist::REVIEW),
        ("Coding: to bill, billed", list::COMMANDS),
        ("Coding: rules of assignment", rules::COMMANDS),
        ("Coding: what the rules would do", rules::PREVIEW),
        ("Coding: figures", figures::COMMANDS),
        ("Coding: the codes", keys::COMMANDS),
        ("Coding: the documents", keys::DOCUMENT),
        ("Coding: the encoder", keys::TYPING),
    ],
    start: |_| Box::new(worklist::Accounts::new()),
    serve: |link, _| match link {
        Link::Account(account) => Some(Box::new(account::AccountPane::new(*account)) as Box<dyn Pane>),
        Link::Work(queue, item) if [CODING.id, CODING_REVIEW.id].contains(queue) => {
            Some(Box::new(account::AccountPane::of_item(*item)) as Box<dyn Pane>)
        }
        _ => None,
    },
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
