//! Queries to providers: the worklist of the author's drafts and answers, the composer, one query followed to its end.
//!
//! The composer is a text with the linter beside it; indicators, options, templates and the provider are picked, never typed.
//! Nothing that a provider reads is made here: the text is the query.

mod asking;
mod boxes;
mod compose;
mod composing;
mod insert;
mod lists;
mod one;
mod panel;
mod told;

use super::Desk;
use crate::{
    cdiquery::{QueryPage, QueryRow},
    domain::{
        ids::{CdiQueryId, EncounterId},
        link::Link,
        role::Permission::{self, ReviewDocumentation},
    },
    keys::{Command, CommandId},
    kit::{Cell, Column, Notice, Outbox, Pane, Worklist, worklist::cells},
    work::queues::CDI_QUERY,
};

/// What the worklist offers besides the keys of every worklist.
pub const COMMANDS: &[Command] = &[
    Command::new("cdiqueries.another", &["c"], "Write a query about the same stay", ReviewDocumentation)
        .group("Queries")
        .hint(3, "write another"),
    Command::new("cdiqueries.late", &["l"], "Queries past their time", ReviewDocumentation)
        .group("Queries")
        .hint(4, "late"),
    Command::new("cdiqueries.all", &["a"], "All queries, ended ones too", ReviewDocumentation)
        .group("Queries")
        .hint(5, "all"),
];

const COLUMNS: &[Column<QueryRow>] = &[
    Column::new("Due", |row: &QueryRow, words| cells::due(&row.item, words)).width(10, 11),
    Column::new("Patient", |row: &QueryRow, _| Cell::text(&row.line.patient_name)).width(14, 24),
    Column::new("Number", |row: &QueryRow, _| Cell::text(&row.line.mrn)).width(8, 10).from(2),
    Column::new("About", |row: &QueryRow, _| Cell::text(&row.line.title)).width(14, 36),
    Column::new("State", |row: &QueryRow, _| lists::state(&row.line)).width(11, 22),
    Column::new("Who answers", |row: &QueryRow, _| Cell::text(row.line.answers())).width(12, 26).from(1),
    Column::new("Author", |row: &QueryRow, words| cells::whose(&row.item, words)).width(10, 18).from(3),
];

/// The desk.
pub const DESK: Desk = Desk {
    id: "cdiqueries",
    go: Command::new("go.cdiqueries", &["gn"], "Queries", Permission::ReviewDocumentation).group("Go to"),
    about: "Queries to providers: written, sent, reminded, escalated, answered, followed to the addendum.",
    tables: &[
        ("Queries", COMMANDS),
        ("A list of queries", lists::COMMANDS),
        ("Composer", compose::COMMANDS),
        ("Picking for a query", asking::PICKING),
        ("A reason for a warning", asking::REASON),
        ("One query", one::COMMANDS),
    ],
    start: |_| {
        Box::new(Worklist::<QueryPage>::new(&CDI_QUERY, COLUMNS).acting(COMMANDS, act).opening(
            |item, _, out| {
                out.show(one::OneQueryPane::new(CdiQueryId(item.subject_id)));
            },
        ))
    },
    serve: |link, _| match link {
        Link::NewCdiQuery { encounter, finding } => {
            Some(Box::new(compose::Composer::new(*encounter, finding.clone())) as Box<dyn Pane>)
        }
        Link::Work(queue, item) if *queue == CDI_QUERY.id => {
            Some(Box::new(one::OneQueryPane::of_item(*item)) as Box<dyn Pane>)
        }
        _ => None,
    },
    resume: |slot, _| {
        let rest = slot.strip_prefix(compose::SLOT)?;
        let composer = match rest.split_once(':') {
            Some(("stay", stay)) => compose::Composer::new(EncounterId(stay.parse().ok()?), None),
            Some(("query", query)) => compose::Composer::draft(CdiQueryId(query.parse().ok()?)),
            _ => return None,
        };
        Some(Box::new(composer) as Box<dyn Pane>)
    },
};

fn act(id: CommandId, work: &mut Worklist<QueryPage>, out: &mut Outbox<'_>) {
    match id.0 {
        "cdiqueries.late" => out.show(lists::late()),
        "cdiqueries.all" => out.show(lists::all()),
        "cdiqueries.another" => match work.chosen() {
            Some(row) => out.go(Link::NewCdiQuery { encounter: row.line.encounter, finding: None }),
            None => out
                .tell(Notice::info("Choose a query first; a first one is begun from the review of a stay.")),
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests;
