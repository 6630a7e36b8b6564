//! The charts that the user opened lately: where the desk begins.

use crate::{
    chart::{RecentChart, RecentCharts},
    domain::{ids::PatientId, link::Link, role::Permission::ReadCharts},
    keys::Command,
    kit::{Cell, Column, Rows},
};

/// What the list offers.
pub const COMMANDS: &[Command] =
    &[Command::new("charts.open", &["<enter>"], "Open the chart", ReadCharts).hint(1, "open")];

const COLUMNS: &[Column<RecentChart>] = &[
    Column::new("Name", |chart: &RecentChart, _| Cell::text(chart.name()))
        .width(16, 34)
        .sorted(|a, b| a.name().cmp(&b.name())),
    Column::new("Record", |chart: &RecentChart, _| Cell::text(&chart.mrn))
        .width(8, 14)
        .sorted(|a, b| a.mrn.cmp(&b.mrn)),
    Column::new("Born", |chart: &RecentChart, words| {
        Cell::text(chart.birth_date.map(|born| words.date(born)).unwrap_or_default())
    })
    .width(10, 10)
    .sorted(|a, b| a.birth_date.cmp(&b.birth_date)),
    Column::new("Sex", |chart: &RecentChart, _| Cell::text(&chart.sex)).width(3, 3).from(2),
    Column::new("Opened", |chart: &RecentChart, words| Cell::text(words.stored(&chart.at)))
        .width(10, 16)
        .from(1)
        .sorted(|a, b| b.at.cmp(&a.at)),
];

/// The list of recent charts.
pub type Recent = Rows<RecentCharts, RecentChart, PatientId>;

/// A list that asks when it is opened.
pub fn recent() -> Recent {
    Rows::new("Charts opened lately", RecentCharts { limit: 100 }, COLUMNS, |chart| chart.patient)
        .empty("No chart was opened yet. Press gp to look a patient up.")
        .acting(COMMANDS, |_, chart, out| out.go(Link::Patient(chart.patient)))
}
