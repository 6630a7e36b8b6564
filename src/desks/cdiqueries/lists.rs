//! Queries as plain lists: all of them, and those past their time.

use super::one::OneQueryPane;
use crate::{
    cdiquery::{Queries, QueryLine, Which},
    domain::{
        cdi_query::{Outcome, QueryState},
        clocks,
        ids::CdiQueryId,
        role::Permission::ReviewDocumentation,
        time::parse_instant,
    },
    keys::Command,
    kit::{Cell, Column, Rows, Words},
    look::Meaning,
};

/// What a list of queries offers besides the keys of every list.
pub const COMMANDS: &[Command] =
    &[Command::new("cdiqueries.open", &["<enter>"], "Open the query", ReviewDocumentation)
        .group("Queries")
        .hint(1, "open")];

const COLUMNS: &[Column<QueryLine>] = &[
    Column::new("No.", |one: &QueryLine, _| Cell::text(one.id.0.to_string())).width(4, 6).right().from(3),
    Column::new("Patient", |one: &QueryLine, _| Cell::text(&one.patient_name))
        .width(14, 24)
        .sorted(|a, b| a.patient_name.cmp(&b.patient_name)),
    Column::new("Number", |one: &QueryLine, _| Cell::text(&one.mrn)).width(8, 10).from(2),
    Column::new("About", |one: &QueryLine, _| Cell::text(&one.title)).width(14, 34),
    Column::new("State", |one: &QueryLine, _| state(one)).width(11, 26).sorted(|a, b| a.state.cmp(&b.state)),
    Column::new("Answer due", |one: &QueryLine, words| due(one, words)).width(10, 14),
    Column::new("Who answers", |one: &QueryLine, _| Cell::text(one.answers())).width(12, 26).from(1),
];

/// Where a query stands, in words: state, outcome, level.
pub fn state(one: &QueryLine) -> Cell<'_> {
    match (one.state, one.outcome, one.level) {
        (QueryState::Open, _, 1) => Cell::meaning("with a peer", Meaning::Amber),
        (QueryState::Open, _, 2..) => Cell::meaning("with the advisor", Meaning::Late),
        (QueryState::Open, _, _) if one.n_reminders > 0 => Cell::text("sent, reminded"),
        (QueryState::Open, _, _) => Cell::text("sent"),
        (QueryState::Answered, Some(Outcome::Agreed), _) => {
            Cell::meaning("agreed, no addendum yet", Meaning::Amber)
        }
        (QueryState::Answered, Some(outcome), _) => Cell::text(outcome.title()),
        (QueryState::Closed, Some(outcome), _) => {
            Cell::meaning(format!("closed, {}", outcome.title()), Meaning::Muted)
        }
        (state, _, _) => Cell::meaning(state.title(), Meaning::Muted),
    }
}

/// When the answer is due, in words; of an answered one, when it came.
pub fn due(one: &QueryLine, words: Words) -> Cell<'_> {
    if one.state != QueryState::Open {
        return Cell::meaning(
            one.answered_at.as_deref().map(|at| words.stored(at)).unwrap_or_default(),
            Meaning::Muted,
        );
    }
    let instant = |text: &Option<String>| text.as_deref().and_then(parse_instant);
    let (Some(sent), Some(due)) = (instant(&one.sent_at), instant(&one.due_at)) else {
        return Cell::text("");
    };
    let text = clocks::time_left(due, words.now());
    match clocks::standing(sent, due, words.now()) {
        clocks::Standing::OnTime => Cell::text(text),
        clocks::Standing::Soon => Cell::meaning(format!("soon: {text}"), Meaning::Amber),
        clocks::Standing::Late => Cell::meaning(text, Meaning::Late),
    }
}

fn list(title: &'static str, which: Which, empty: &'static str) -> Rows<Queries, QueryLine, CdiQueryId> {
    Rows::new(title, Queries { which, limit: 2000 }, COLUMNS, |one| one.id)
        .empty(empty)
        .acting(COMMANDS, |_, one, out| out.show(OneQueryPane::new(one.id)))
}

/// All queries, newest first.
pub fn all() -> Rows<Queries, QueryLine, CdiQueryId> {
    list("All queries", Which::All, "No query was written yet.")
}

/// Open ones past their time.
pub fn late() -> Rows<Queries, QueryLine, CdiQueryId> {
    list("Queries past their time", Which::Late, "No query is late.")
}
