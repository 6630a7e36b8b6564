//! Cells that every worklist shows alike, and the columns of one that has no others.

use crate::{
    domain::time::parse_instant,
    kit::{Cell, Column, Words},
    look::Meaning,
    work::Item,
};
use chrono::{DateTime, Datelike, Duration, Utc};

/// The columns of a worklist that has no columns of its own.
pub const COLUMNS: &[Column<Item>] = &[
    Column::new("Due", |item: &Item, words| due(item, words)).width(10, 11),
    Column::new("Patient", |item: &Item, _| Cell::text(&item.patient_name)).width(14, 24),
    Column::new("Number", |item: &Item, _| Cell::text(&item.mrn)).width(8, 10).from(3),
    Column::new("What", |item: &Item, _| Cell::text(&item.title)).width(16, 44),
    Column::new("Division", |item: &Item, _| Cell::text(&item.category)).width(8, 16).from(4),
    Column::new("State", |item: &Item, words| state(item, words)).width(8, 16),
    Column::new("Whose", |item: &Item, words| whose(item, words)).width(16, 24),
    Column::new("Age", |item: &Item, words| age(item, words)).width(5, 10).from(2),
    Column::new("Notes", |item: &Item, _| notes(item)).width(5, 5).right().from(5),
];

/// When it is due in words: "5 h late", "due in 3 d"; amber at 20 % of the time left, and then it says "soon".
pub fn due(item: &Item, words: Words) -> Cell<'_> {
    let Some(due) = item.due_at.as_deref().and_then(parse_instant) else { return Cell::text("") };
    let left = due - words.now();
    let told = span(left);
    if left <= Duration::zero() {
        return Cell::meaning(format!("{told} late"), Meaning::Late);
    }
    let whole = parse_instant(&item.created_at).map_or(Duration::zero(), |created| due - created);
    if left.num_seconds().saturating_mul(5) <= whole.num_seconds() {
        return Cell::meaning(format!("soon: {told}"), Meaning::Amber);
    }
    Cell::text(format!("in {told}"))
}

/// A length of time, short: minutes below an hour, hours below two days, else days.
fn span(length: Duration) -> String {
    let minutes = length.num_minutes().abs();
    match minutes {
        0..=59 => format!("{minutes} min"),
        60..=2879 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1440),
    }
}

/// The state in the queue's words; for what was put aside, until when.
pub fn state(item: &Item, words: Words) -> Cell<'_> {
    if let Some(wake) = item.wake_at.as_deref().and_then(parse_instant) {
        if wake.year() >= 9999 {
            return Cell::meaning("put aside", Meaning::Muted);
        }
        let day = words.day(wake.with_timezone(&chrono::Local).date_naive());
        return Cell::meaning(format!("aside to {day}"), Meaning::Muted);
    }
    Cell::text(item.queue().map_or(item.state.as_str(), |queue| queue.state_title(&item.state)))
}

/// Who holds it, else whose it is: "Ann Lee holds it", "Ann Lee", "team Cardiac".
pub fn whose(item: &Item, _: Words) -> Cell<'_> {
    if let Some(holder) = &item.claim {
        return Cell::meaning(format!("held: {}", holder.name), Meaning::Flag);
    }
    match (&item.owner, &item.team) {
        (Some(owner), _) => Cell::text(&owner.name),
        (None, Some((_, team))) => Cell::text(format!("team {team}")),
        (None, None) => Cell::text(""),
    }
}

/// How long it has been there: "3 d".
pub fn age(item: &Item, words: Words) -> Cell<'_> {
    let since: Option<DateTime<Utc>> = parse_instant(&item.created_at);
    Cell::meaning(since.map_or_else(String::new, |since| span(words.now() - since)), Meaning::Muted)
}

/// How many notes it has.
pub fn notes(item: &Item) -> Cell<'_> {
    if item.n_notes == 0 { Cell::text("") } else { Cell::text(item.n_notes.to_string()) }
}
