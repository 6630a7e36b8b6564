//! Amendments: patients' requests to amend the record, 45 CFR 164.526, from receipt to answer and what follows it.
//!
//! They are items of the worklist "amendments". Each answer goes out with its letter. Questions and changes are those of `amendments`, which the command line uses too.

mod boxes;
mod list;
mod one;

use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
    work::queues::AMENDMENTS,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "amendments",
    go: Command::new("go.amendments", &["ga"], "Amendments", Permission::HandleAmendments).group("Go to"),
    about: "Patients' requests to amend the record: the clock, the answer, statement and rebuttal.",
    tables: &[
        ("Amendment requests", list::COMMANDS),
        ("All amendment requests", list::ALL),
        ("One amendment request", one::COMMANDS),
    ],
    start: |_| Box::new(list::requests()),
    serve: |link, words| match link {
        Link::Work(queue, item) if *queue == AMENDMENTS.id => {
            Some(Box::new(one::OnePane::of_item(*item)) as Box<dyn Pane>)
        }
        Link::Amendment(id) => Some(Box::new(one::OnePane::new(*id)) as Box<dyn Pane>),
        Link::NewAmendment(patient, document) => {
            Some(Box::new(boxes::new_request(*patient, *document, words)))
        }
        _ => None,
    },
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
