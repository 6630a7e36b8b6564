//! Figures of documentation review: each with its definition, its numerator and its denominator, and the stays behind them.
//!
//! A metric is a value ([`Metric`]) in [`ALL`]: two statements that name stays, with a number for each. Everything else, by
//! whom, by month, listed or drawn, is the same for all of them. There are no standard definitions and no targets here: a
//! quota of queries is a compliance risk (DOMAIN section 8), so a figure is shown beside what it counts.
//!
//! Impact on weights stands here and nowhere that a provider looks.

mod figures;
mod reviews;

pub use figures::{Behind, BehindFigure, By, Figure, Figures, Period};
pub use reviews::REVIEWS;

/// How the numbers become a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Sum of the numerator over that of the denominator, in per cent.
    Percent,
    /// Sum of the numerator over that of the denominator.
    Ratio,
    /// Sum of the numerator; the denominator says over how many stays.
    Sum,
    /// Median of the numerator's numbers, in hours; the denominator says of how many.
    MedianHours,
}

/// One metric.
///
/// Its statements take `:from` and `:to` (days as stored, the second not included) and give `encounter_id`, `value`, `at` (when
/// it counts) and `who` (a specialist's login).
#[derive(Debug)]
pub struct Metric {
    /// Its word on the command line.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// How it is defined.
    pub definition: &'static str,
    /// How the numbers become a figure.
    pub unit: Unit,
    /// The statement of the numerator, made by [`behind`].
    pub numerator: &'static str,
    /// The statement of the denominator.
    pub denominator: &'static str,
}

/// A statement that names stays, with the words that are shown beside them.
macro_rules! behind {
    ($file:literal) => {
        concat!(
            "SELECT b.encounter_id, b.value, b.at, b.who, e.patient_id, p.family || ', ' || p.given, p.mrn, e.service, ",
            "ifnull(c.family || ', ' || c.given, e.attending_text), ",
            "CASE e.account_number WHEN '' THEN e.visit_number ELSE e.account_number END FROM (",
            include_str!($file),
            ") b JOIN encounter e ON e.encounter_id = b.encounter_id JOIN patient p ON p.patient_id = e.patient_id ",
            "LEFT JOIN practitioner c ON c.practitioner_id = e.attending_id ORDER BY b.at, b.encounter_id"
        )
    };
}
pub(crate) use behind;

/// All metrics, in the order in which they are shown: those of reviews; then those of queries.
pub const ALL: &[&[Metric]] = &[REVIEWS];

/// A metric by its word.
pub fn find(id: &str) -> Option<&'static Metric> {
    all().find(|metric| metric.id == id)
}

/// All metrics one by one.
pub fn all() -> impl Iterator<Item = &'static Metric> {
    ALL.iter().copied().flatten()
}

#[cfg(test)]
mod tests;
