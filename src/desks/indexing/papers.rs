//! The two worklists: papers to index, papers to check.

use super::{check::CheckPane, done::DoneList, index::IndexPane};
use crate::{
    capture::{Captured, Paper, PaperPage, RefuseCaptured, SetProblem},
    domain::role::Permission::FileDocuments,
    keys::{Command, CommandId},
    kit::{Cell, Column, Notice, Outbox, ReasonBox, Worklist, worklist::cells},
    look::Meaning,
    work::queues::{INDEXING, INDEXING_QA},
};

/// What the list of papers to index offers besides the keys of every worklist.
pub const COMMANDS: &[Command] = &[
    Command::new("papers.check", &["c"], "Papers to check", FileDocuments)
        .group("Papers")
        .hint(3, "to check"),
    Command::new("papers.done", &["v"], "Papers that are done: filed, refused, duplicates", FileDocuments)
        .group("Papers")
        .hint(4, "done"),
    Command::new("papers.problem", &["p"], "Put aside as a problem, with a reason", FileDocuments)
        .group("Papers"),
    Command::new("papers.solve", &["o"], "No longer a problem: to be indexed", FileDocuments).group("Papers"),
    Command::new("papers.refuse", &["x"], "Refuse: it belongs into no chart", FileDocuments).group("Papers"),
];

/// What the list of papers to check offers.
pub const CHECKS: &[Command] =
    &[Command::new("papers.refuse-checked", &["x"], "Refuse: it belongs into no chart", FileDocuments)
        .group("Papers")];

const TO_INDEX: &[Column<Paper>] = &[
    Column::new("File", |one: &Paper, _| Cell::text(&one.captured.name)).width(22, 40),
    Column::new("Text", |one: &Paper, _| text(&one.captured)).width(7, 7).from(1),
    Column::new("Proposed, or what is wrong", |one: &Paper, _| said(&one.captured)).width(26, 50),
    Column::new("State", |one: &Paper, words| cells::state(&one.item, words)).width(13, 16).from(2),
    Column::new("Whose", |one: &Paper, words| cells::whose(&one.item, words)).width(12, 22),
    Column::new("From", |one: &Paper, _| Cell::text(&one.item.category)).width(10, 24).from(4),
    Column::new("Age", |one: &Paper, words| cells::age(&one.item, words)).width(5, 6).from(3),
    Column::new("Notes", |one: &Paper, _| cells::notes(&one.item)).width(5, 5).right().from(5),
];

const TO_CHECK: &[Column<Paper>] = &[
    Column::new("File", |one: &Paper, _| Cell::text(&one.captured.name)).width(14, 34),
    Column::new("Patient", |one: &Paper, _| Cell::text(&one.item.patient_name)).width(14, 26),
    Column::new("Number", |one: &Paper, _| Cell::text(&one.item.mrn)).width(8, 10).from(1),
    Column::new("Kind", |one: &Paper, _| Cell::text(&one.captured.title)).width(12, 28),
    Column::new("Indexed by", |one: &Paper, _| Cell::text(&one.captured.indexed_by)).width(10, 12).from(2),
    Column::new("Whose", |one: &Paper, words| cells::whose(&one.item, words)).width(12, 22),
    Column::new("Age", |one: &Paper, words| cells::age(&one.item, words)).width(5, 6).from(3),
    Column::new("Notes", |one: &Paper, _| cells::notes(&one.item)).width(5, 5).right().from(4),
];

fn text(one: &Captured) -> Cell<'_> {
    if one.no_text.is_empty() { Cell::text("") } else { Cell::meaning("no text", Meaning::Amber) }
}

/// What is wrong with it, else what the file says of its owner.
fn said(one: &Captured) -> Cell<'_> {
    match one.state.as_str() {
        _ if one.problem.is_empty() => Cell::meaning(one.hints.owner().to_owned(), Meaning::Muted),
        "problem" => Cell::meaning(format!("problem: {}", one.problem), Meaning::Amber),
        _ => Cell::meaning(format!("sent back: {}", one.problem), Meaning::Amber),
    }
}

/// Papers to index.
pub fn to_index() -> Worklist<PaperPage> {
    Worklist::new(&INDEXING, TO_INDEX)
        .acting(COMMANDS, act)
        .opening(|item, page, out| out.show(IndexPane::in_hand(item, page)))
}

/// Papers to check.
pub fn to_check() -> Worklist<PaperPage> {
    Worklist::new(&INDEXING_QA, TO_CHECK)
        .acting(CHECKS, act)
        .opening(|item, page, out| out.show(CheckPane::in_hand(item, page)))
}

fn act(id: CommandId, work: &mut Worklist<PaperPage>, out: &mut Outbox<'_>) {
    match (id.0, work.chosen().map(|one| &one.captured)) {
        ("papers.check", _) => out.show(to_check()),
        ("papers.done", _) => out.show(DoneList::new()),
        (_, None) => out.tell(Notice::info("Nothing is chosen.")),
        ("papers.problem", Some(one)) => problem(one, out),
        ("papers.solve", Some(one)) if one.state == "problem" => {
            let (id, version) = (one.id, one.version);
            let change = move |solved| SetProblem { id, version, problem: None, solved };
            out.show(ReasonBox::new(
                "No longer a problem?",
                format!("It was: {}. What is known now?", one.problem.trim_end_matches('.')),
                "Back to be indexed",
                out.words(),
                change,
                "Back to be indexed.",
            ));
        }
        ("papers.solve", Some(_)) => out.tell(Notice::info("This paper is no problem.")),
        _ => {
            let on: Vec<_> =
                work.marked().iter().map(|one| (one.captured.id, one.captured.version)).collect();
            refuse(on, out);
        }
    }
}

/// Asks what is wrong with a paper, and puts it aside.
pub fn problem(one: &Captured, out: &mut Outbox<'_>) {
    let (id, version) = (one.id, one.version);
    let change = move |reason| SetProblem { id, version, problem: Some(reason), solved: String::new() };
    let text = "The paper is kept and listed as a problem, for others to see.";
    out.show(ReasonBox::new("What is wrong?", text, "Put it aside", out.words(), change, "Put aside."));
}

/// Asks why papers are refused.
pub fn refuse(on: Vec<(crate::domain::ids::CapturedId, crate::domain::ids::Version)>, out: &mut Outbox<'_>) {
    let title = match on.len() {
        1 => "Why is it refused?".to_owned(),
        n => format!("Why are these {n} papers refused?"),
    };
    let text = "It belongs into no chart. It is kept with the reason, among those that are done, and can be taken back.";
    let change = move |reason| RefuseCaptured { on: on.clone(), reason };
    out.show(ReasonBox::new(title, text, "Refuse", out.words(), change, "Refused."));
}
