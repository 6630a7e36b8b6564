//! Rows of the look-up, and how a patient is put into words.

use crate::{
    domain::{facts::Sex, ids::PatientId, time::PartialDate},
    kit::{Cell, Column, Words},
    look::Meaning,
    registry::FoundPatient,
};
use std::cmp::Ordering;

/// One patient of the list.
pub struct Row {
    /// What the look-up says.
    pub found: FoundPatient,
    /// Whether the user keeps the patient on the own list.
    pub mine: bool,
}

impl Row {
    /// Tells the row from all others.
    pub fn patient(&self) -> PatientId {
        self.found.patient
    }

    /// "Smith Jr, John Q".
    pub fn name(&self) -> String {
        let found = &self.found;
        name(&found.family, &found.suffix, [&found.given, &found.middle])
    }

    /// What to know before one opens the chart: "merged into 1234, possible duplicate".
    pub fn marks(&self) -> String {
        let found = &self.found;
        let merged = found.merged_into.as_ref().map(|mrn| format!("merged into {mrn}"));
        let states = [(found.deceased, "deceased"), (found.inactive, "inactive")];
        let states = states.iter().filter(|(holds, _)| *holds).map(|(_, word)| (*word).to_owned());
        let flags = found.flags.iter().map(|flag| (*flag).to_owned());
        let mine = (self.mine && found.matched_by != MINE).then(|| MINE.to_owned());
        merged.into_iter().chain(states).chain(flags).chain(mine).collect::<Vec<_>>().join(", ")
    }
}

/// The word under which the registry lists patients of the own list.
pub const MINE: &str = "my list";

/// The columns of the list. At 80 columns all of them are there; the widest words are cut and stand whole at the foot.
pub const COLUMNS: &[Column<Row>] = &[
    Column::new("Name", |row: &Row, _| Cell::text(row.name()))
        .width(18, 34)
        .sorted(|a, b| by_text(a.name(), b.name())),
    Column::new("Record", |row: &Row, _| Cell::text(&row.found.mrn))
        .width(10, 12)
        .sorted(|a, b| a.found.mrn.cmp(&b.found.mrn)),
    Column::new("Born", |row: &Row, words| Cell::text(born(&row.found, words)))
        .width(16, 16)
        .sorted(|a, b| iso(a.found.birth_date).cmp(&iso(b.found.birth_date))),
    Column::new("Sex", |row: &Row, _| Cell::text(sex_letter(row.found.sex))).width(3, 3),
    Column::new("Found by", |row: &Row, _| Cell::meaning(&row.found.matched_by, Meaning::Muted))
        .width(11, 24),
    Column::new("Marks", |row: &Row, _| Cell::meaning(row.marks(), Meaning::Flag)).width(12, 26).from(1),
];

/// "Smith Jr, John Q", as the banner writes it.
pub fn name(family: &str, suffix: &str, given: [&String; 2]) -> String {
    let join = |parts: &[&str], with: &str| {
        parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(with)
    };
    let given = join(&given.map(String::as_str), " ");
    join(&[&join(&[family, suffix], " "), &given], ", ")
}

/// Birth date and age; of the dead the date alone, since the look-up does not know the day of death.
pub fn born(found: &FoundPatient, words: Words) -> String {
    let Some(date) = found.birth_date else { return "unknown".to_owned() };
    if found.deceased {
        return words.date(date);
    }
    format!("{} {}", words.date(date), words.age(date)).trim_end().to_owned()
}

/// F, M, O or U.
pub fn sex_letter(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Other => "O",
        Sex::Unknown => "U",
    }
}

/// Sex in a word.
pub fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "Female",
        Sex::Male => "Male",
        Sex::Other => "Other",
        Sex::Unknown => "Sex unknown",
    }
}

fn by_text(a: String, b: String) -> Ordering {
    a.to_lowercase().cmp(&b.to_lowercase())
}

fn iso(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
