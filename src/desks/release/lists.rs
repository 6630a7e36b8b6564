//! Lists of requests besides the worklist: all of them, and those whose patient nobody has found.

use super::request::RequestPane;
use crate::{
    domain::role::Permission::HandleReleases,
    keys::Command,
    kit::{Cell, Column, Rows},
    release::{Request, RequestFilter, Requests},
};

/// What the lists offer besides the keys of every list.
pub const COMMANDS: &[Command] =
    &[Command::new("release.open", &["<enter>"], "Open the request", HandleReleases)
        .group("Release")
        .hint(1, "open")];

/// Rows that a list shows at most; older ones are found by the patient or on the command line.
const MOST: i64 = 1_000;

const COLUMNS: &[Column<Request>] = &[
    Column::new("No.", |one: &Request, _| Cell::text(one.id.to_string())).width(5, 7).right(),
    Column::new("Received", |one: &Request, words| Cell::text(words.day(one.received_on)))
        .width(10, 10)
        .sorted(|a, b| a.received_on.cmp(&b.received_on)),
    Column::new("Who asks", |one: &Request, _| Cell::text(one.kind.title()))
        .width(12, 28)
        .sorted(|a, b| a.kind.cmp(&b.kind)),
    Column::new("Requester", |one: &Request, _| Cell::text(&one.requester_name))
        .width(12, 30)
        .from(2)
        .sorted(|a, b| a.requester_name.cmp(&b.requester_name)),
    Column::new("Patient", |one: &Request, _| Cell::text(&one.name))
        .width(14, 28)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Record", |one: &Request, _| Cell::text(&one.mrn)).width(8, 10).from(1),
    Column::new("State", |one: &Request, _| Cell::text(one.state.title()))
        .width(13, 20)
        .sorted(|a, b| a.state.cmp(&b.state)),
];

/// All requests, newest first.
pub fn all() -> Rows<Requests, Request, i64> {
    of(
        "All requests for records",
        RequestFilter::All,
        "No request was ever logged. i on the worklist takes one in.",
    )
}

/// Those whose patient nobody has found yet.
pub fn unknown() -> Rows<Requests, Request, i64> {
    of("Requests of unknown patients", RequestFilter::Unknown, "Every request has its patient.")
}

fn of(title: &'static str, filter: RequestFilter, empty: &'static str) -> Rows<Requests, Request, i64> {
    Rows::new(title, Requests { filter, before: None, limit: MOST }, COLUMNS, |one| one.id.0)
        .empty(empty)
        .acting(COMMANDS, |_, one, out| out.show(RequestPane::new(one.id)))
}
