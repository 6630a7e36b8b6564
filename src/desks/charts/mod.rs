//! Charts: one patient's record, read with the keyboard.
//!
//! A chart has seven parts under one banner: overview, encounters, documents, results, problems, person, who looked.
//! Opening a chart and showing a document are written to the log. This desk reads; what is edited in a chart opens from the
//! patients desk's forms. Questions are those of `chart`, which the command line asks too.

mod chart;
mod clinical;
mod correct;
mod documents;
mod encounters;
mod find;
mod lookers;
mod overview;
mod page;
mod person;
mod recent;
mod reports;
mod results;
mod text;
mod under;

use super::Desk;
use crate::{
    domain::{link::Link, role::Permission},
    keys::Command,
    kit::Pane,
};

/// The desk.
pub const DESK: Desk = Desk {
    id: "charts",
    go: Command::new("go.charts", &["gc"], "Charts", Permission::ReadCharts).group("Go to"),
    about: "One patient's record: encounters, documents, results, problems, and who looked at it.",
    tables: &[
        ("Charts", recent::COMMANDS),
        ("Chart", chart::COMMANDS),
        ("Chart: overview and other pages", page::COMMANDS),
        ("Chart: encounters", encounters::COMMANDS),
        ("Chart: one encounter", encounters::OPENED),
        ("Chart: documents", documents::COMMANDS),
        ("Chart: document", text::COMMANDS),
        ("Chart: find in documents", find::COMMANDS),
        ("Chart: results", results::COMMANDS),
        ("Chart: values of a test", results::OPENED),
        ("Chart: reports", reports::COMMANDS),
        ("Chart: results of a report", reports::OPENED),
    ],
    start: |_| Box::new(recent::recent()),
    serve: |link, _| match link {
        Link::Patient(patient) => Some(Box::new(chart::Chart::new(*patient)) as Box<dyn Pane>),
        Link::Encounter(patient, encounter) => {
            Some(Box::new(chart::Chart::at_encounter(*patient, *encounter)))
        }
        Link::Document(patient, document) => Some(Box::new(text::Text::new(*patient, *document))),
        _ => None,
    },
    resume: Desk::resumes_nothing,
};

#[cfg(test)]
mod tests;
