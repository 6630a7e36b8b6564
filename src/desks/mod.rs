//! The desks: one folder per function of the department, one line here for each.

pub mod amendments;
pub mod answers;
pub mod cdi;
pub mod cdiqueries;
pub mod charts;
pub mod coding;
pub mod completion;
pub mod encoder;
pub mod held;
pub mod imports;
pub mod indexing;
pub mod letters;
pub mod mywork;
pub mod patients;
pub mod providers;
pub mod release;
pub mod rules;
pub mod users;

use crate::{
    domain::link::Link,
    keys::Command,
    kit::{Pane, Words},
};

/// A function of the department, as the program knows it.
#[derive(Debug)]
pub struct Desk {
    /// Its name in links: `patients`.
    pub id: &'static str,
    /// The command that goes there: its title is the desk's name, its permission the desk's.
    pub go: Command,
    /// What it is for, in one sentence for help.
    pub about: &'static str,
    /// All command tables of its panes, each with a heading for help and the key card.
    pub tables: &'static [(&'static str, &'static [Command])],
    /// Its first pane.
    pub start: fn(Words) -> Box<dyn Pane>,
    /// The pane that a link opens, if the link is this desk's.
    pub serve: fn(&Link, Words) -> Option<Box<dyn Pane>>,
    /// The form that a draft belongs to, by its slot; the draft's text is handed to it afterwards.
    pub resume: fn(&str, Words) -> Option<Box<dyn Pane>>,
}

/// The one list that a new desk is added to, in the order of the tabs.
pub const ALL: &[Desk] = &[
    mywork::DESK,
    patients::DESK,
    charts::DESK,
    coding::DESK,
    cdi::DESK,
    completion::DESK,
    cdiqueries::DESK,
    encoder::DESK,
    imports::DESK,
    held::DESK,
    indexing::DESK,
    providers::DESK,
    letters::DESK,
    amendments::DESK,
    release::DESK,
    rules::DESK,
    users::DESK,
    answers::DESK,
];

impl Desk {
    /// Its way in as a command table of its own.
    pub fn go_table(&'static self) -> &'static [Command] {
        std::slice::from_ref(&self.go)
    }

    /// For desks that no link opens.
    pub fn serves_nothing(_: &Link, _: Words) -> Option<Box<dyn Pane>> {
        None
    }

    /// For desks whose forms keep no drafts.
    pub fn resumes_nothing(_: &str, _: Words) -> Option<Box<dyn Pane>> {
        None
    }
}
