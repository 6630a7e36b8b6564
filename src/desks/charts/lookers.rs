//! Who looked at this chart and changed it: the log, for those who may read it.

use crate::{
    chart::{LookedAt, WhoLooked},
    domain::ids::PatientId,
    kit::{Cell, Column, Rows},
    look::Meaning,
};

const COLUMNS: &[Column<LookedAt>] = &[
    Column::new("When", |entry: &LookedAt, words| {
        Cell::text(entry.at.map(|at| words.when(at)).unwrap_or_default())
    })
    .width(16, 16),
    Column::new("Who", |entry: &LookedAt, _| Cell::text(who(entry)))
        .width(14, 26)
        .sorted(|a, b| a.login.cmp(&b.login)),
    Column::new("What", |entry: &LookedAt, _| {
        let words = action_title(&entry.action);
        if entry.refused {
            Cell::meaning(format!("{words} refused"), Meaning::Late)
        } else {
            Cell::text(words)
        }
    })
    .width(16, 26)
    .sorted(|a, b| a.action.cmp(&b.action)),
    Column::new("Where", |entry: &LookedAt, _| Cell::text(&entry.station)).width(10, 24).from(2),
    Column::new("Role", |entry: &LookedAt, _| Cell::text(entry.roles.replace(',', ", ")))
        .width(10, 22)
        .from(3),
    Column::new("Detail", |entry: &LookedAt, _| Cell::text(&entry.detail)).width(10, 50).from(1),
];

/// How many of the newest entries stand in the list.
const LIMIT: i64 = 1000;

/// The list of readings and changes.
pub type Lookers = Rows<WhoLooked, LookedAt, i64>;

/// A list that asks when it is opened.
pub fn lookers(patient: PatientId) -> Lookers {
    Rows::new("Who looked", WhoLooked { patient, before: None, limit: LIMIT }, COLUMNS, |entry| entry.seq)
        .empty("Nobody has looked at this chart yet.")
}

fn who(entry: &LookedAt) -> &str {
    if entry.full_name.is_empty() { &entry.login } else { &entry.full_name }
}

/// Words for the verbs of the log; those of later desks stand as they are.
fn action_title(action: &str) -> String {
    let words = match action {
        "chart.open" => "opened the chart",
        "document.view" => "read a document",
        "patient.register" => "registered the patient",
        "patient.edit" => "changed demographics",
        other => return other.replace(['.', '-'], " "),
    };
    words.to_owned()
}
