//! Who owes what: one line for each clinician.

use super::owed::Owed;
use crate::{
    completion::{Owes, Owing},
    domain::role::Permission::ReviewCharts,
    keys::Command,
    kit::{Cell, Column, Enabled, Rows},
    look::Meaning,
};

/// What the list offers besides the keys of every list.
pub const OWING: &[Command] =
    &[Command::new("completion.open-provider", &["<enter>"], "Open what this clinician owes", ReviewCharts)
        .group("Completion")
        .hint(1, "open")];

const COLUMNS: &[Column<Owes>] = &[
    Column::new("Clinician", |owes: &Owes, _| Cell::text(&owes.name))
        .width(16, 28)
        .sorted(|a, b| a.name.cmp(&b.name)),
    Column::new("Service", |owes: &Owes, _| Cell::text(&owes.service)).width(10, 22).from(1),
    Column::new("Owed", |owes: &Owes, _| Cell::text(owes.deficiencies.to_string()))
        .width(4, 6)
        .right()
        .sorted(|a, b| b.deficiencies.cmp(&a.deficiencies)),
    Column::new("Charts", |owes: &Owes, _| Cell::text(owes.charts.to_string()))
        .width(6, 6)
        .right()
        .sorted(|a, b| b.charts.cmp(&a.charts)),
    Column::new("Delinquent", |owes: &Owes, _| {
        if owes.delinquent > 0 {
            Cell::meaning(format!("{} late", owes.delinquent), Meaning::Late)
        } else {
            Cell::text("none")
        }
    })
    .width(10, 10)
    .sorted(|a, b| b.delinquent.cmp(&a.delinquent)),
    Column::new("Level", |owes: &Owes, _| Cell::text(owes.level.to_string()))
        .width(5, 5)
        .right()
        .sorted(|a, b| b.level.cmp(&a.level)),
    Column::new("Oldest", |owes: &Owes, words| Cell::text(words.stored(&owes.oldest))).width(10, 16).from(2),
];

/// The list.
pub fn owing() -> Rows<Owing, Owes, i64> {
    Rows::new("Who owes what", Owing, COLUMNS, |owes| owes.provider.map_or(0, |who| who.0))
        .empty("Nobody owes anything.")
        .acting(OWING, |_, owes, out| {
            if let Some(who) = owes.provider {
                out.show(Owed::of(who, &owes.name));
            }
        })
        .where_allowed(|_, owes| {
            Enabled::when(
                owes.provider.is_some(),
                "Nobody is named here; the deficiencies stand in their charts.",
            )
        })
}
