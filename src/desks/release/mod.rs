//! Release of information: requests for records from intake to the day they are closed.
//!
//! The worklist is that of the queue "release"; Enter opens a request with its clock, its right, its money and its letters.
//! Questions and changes are those of `release`, which the command line uses too.

mod boxes;
mod check;
mod intake;
mod lists;
mod money_boxes;
mod party;
mod patient;
mod request;
mod text;

use super::Desk;
use crate::{
    domain::{
        ids::ReleaseId,
        link::Link,
        role::Permission::{self, HandleReleases},
    },
    keys::{Command, CommandId},
    kit::{Cell, Column, Outbox, Pane, Worklist, worklist::cells},
    look::Meaning,
    release::{ReleaseLine, ReleasePage},
    work::queues::RELEASE,
};

/// What the list of requests offers besides the keys of every worklist.
pub const COMMANDS: &[Command] = &[
    Command::new("release.new", &["i"], "Take a request in", HandleReleases).group("Release").hint(3, "new"),
    Command::new("release.unknown", &["e"], "Requests whose patient is not found", HandleReleases)
        .group("Release")
        .hint(4, "unknown patient"),
    Command::new("release.all", &["l"], "All requests, newest first", HandleReleases)
        .group("Release")
        .hint(5, "all"),
    Command::new("release.requesters", &["o"], "Who asks: the directory", HandleReleases)
        .group("Release")
        .hint(6, "requesters"),
];

const COLUMNS: &[Column<ReleaseLine>] = &[
    Column::new("Due", |line: &ReleaseLine, words| cells::due(&line.item, words)).width(10, 11),
    Column::new("No.", |line: &ReleaseLine, _| Cell::text(line.request.id.to_string())).width(4, 7).right(),
    Column::new("Who asks", |line: &ReleaseLine, _| Cell::text(line.request.kind.title())).width(12, 28),
    Column::new("Requester", |line: &ReleaseLine, _| Cell::text(&line.request.requester_name))
        .width(12, 30)
        .from(2),
    Column::new("Patient", |line: &ReleaseLine, _| Cell::text(&line.request.name)).width(20, 30),
    Column::new("Record", |line: &ReleaseLine, _| match line.request.patient {
        Some(_) => Cell::text(&line.request.mrn),
        None => Cell::meaning("not found", Meaning::Amber),
    })
    .width(9, 10),
    Column::new("State", |line: &ReleaseLine, words| cells::state(&line.item, words)).width(16, 20),
    Column::new("Whose", |line: &ReleaseLine, words| cells::whose(&line.item, words)).width(12, 22).from(3),
];

/// The desk.
pub const DESK: Desk = Desk {
    id: "release",
    go: Command::new("go.release", &["gs"], "Release", Permission::HandleReleases).group("Go to"),
    about: "Requests for records: who asks, by what right, until when, what it costs, what was sent.",
    tables: &[
        ("Requests for records", COMMANDS),
        ("One request for records", request::COMMANDS),
        ("What the right needs", check::COMMANDS),
        ("Taking a request in", intake::COMMANDS),
        ("All requests for records", lists::COMMANDS),
        ("Requesters", party::COMMANDS),
    ],
    start: |_| {
        Box::new(
            Worklist::<ReleasePage>::new(&RELEASE, COLUMNS)
                .acting(COMMANDS, act)
                .needing_no_row(&["release.new", "release.unknown", "release.all", "release.requesters"])
                .opening(|item, _, out| out.show(request::RequestPane::new(ReleaseId(item.subject_id)))),
        )
    },
    serve: |link, _| match link {
        Link::Work(queue, item) if *queue == RELEASE.id => {
            Some(Box::new(request::RequestPane::of_item(*item)) as Box<dyn Pane>)
        }
        _ => None,
    },
    resume: |slot, words| match slot {
        intake::SLOT => Some(Box::new(intake::IntakePane::new(words)) as Box<dyn Pane>),
        _ => None,
    },
};

fn act(id: CommandId, _: &mut Worklist<ReleasePage>, out: &mut Outbox<'_>) {
    match id.0 {
        "release.new" => out.show(intake::IntakePane::new(out.words())),
        "release.unknown" => out.show(lists::unknown()),
        "release.all" => out.show(lists::all()),
        "release.requesters" => out.show(party::requesters()),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
