//! All that the screen of one stay under review shows, in one answer.

use super::{
    book::Book,
    drg::{Sighting, sightings},
    reconcile::{Reconciliation, Reconciliations, Which},
    stay::{Looked, head, look},
};
use crate::{
    cdi::indicators::{Prepared, Report, units},
    chart::{VisitEventLine, VisitEvents},
    coding::tools,
    domain::{
        ids::EncounterId,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
    work::{Item, OneItem},
};
use std::collections::BTreeSet;

/// Asks for the screen of one stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenOf(pub EncounterId);

/// One measure of the stay over time, in the unit of the rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its name.
    pub title: String,
    /// The unit.
    pub unit: String,
    /// When (seconds since 1970), how much, and the result's row; oldest first. Values of the year before stand first.
    pub points: Vec<(i64, f64, i64)>,
    /// Rows of results that meet a criterion of a finding.
    pub marks: BTreeSet<i64>,
    /// Reference range, in the unit.
    pub low: Option<f64>,
    /// Reference range, in the unit.
    pub high: Option<f64>,
    /// How many of the points belong to the stay.
    pub n_own: usize,
}

/// A review that was made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Done {
    pub kind: String,
    pub by: String,
    pub at: String,
    pub next_on: Option<String>,
    pub note: String,
    pub n_open: i64,
    pub undone: bool,
}

/// Everything.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    /// The stay with findings, codes, DRGs and reasons.
    pub looked: Looked,
    /// Measures with values in the stay, those with marks first.
    pub series: Vec<Series>,
    /// DRGs as they were seen.
    pub drgs: Vec<Sighting>,
    /// Reviews.
    pub done: Vec<Done>,
    /// Its item on the list, the newest one.
    pub item: Option<Item>,
    /// Admission, transfers, discharge.
    pub events: Vec<VisitEventLine>,
    /// How the DRGs were reconciled.
    pub reconciliation: Option<Reconciliation>,
    /// What is wrong with the hospital's rules.
    pub note: String,
}

impl Query for ScreenOf {
    type Rows = Option<Box<Screen>>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Cdi | Topic::Clinical | Topic::Documents | Topic::Encounters | Topic::Coding | Topic::Work
    }

    fn needs(&self) -> Permission {
        Permission::ReviewDocumentation
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let Some(head) = head(db, self.0)? else { return Ok(None) };
        let (book, tools) = (Book::load(db)?, tools(db)?);
        let note = book.note.clone();
        let Some((looked, series)) = look(db, &book, &tools, head, series)? else { return Ok(None) };
        let drgs = sightings(db, self.0)?;
        let done = db.rows(include_str!("sql/done_of.sql"), [self.0], |row| {
            Ok(Done {
                kind: row.get(0)?,
                by: row.get(1)?,
                at: row.get(2)?,
                next_on: row.get(3)?,
                note: row.get(4)?,
                n_open: row.get(5)?,
                undone: row.get(6)?,
            })
        })?;
        let newest = db.row(include_str!("sql/item_newest.sql"), [self.0], |row| row.get(0))?;
        let item = newest.map(|item| OneItem(item).run(db)).transpose()?.flatten();
        let events = VisitEvents(self.0).run(db)?;
        let one = Reconciliations { which: Which::One(self.0), as_coder: false, limit: 1 };
        let reconciliation = one.run(db)?.into_iter().next();
        Ok(Some(Box::new(Screen { looked, series, drgs, done, item, events, reconciliation, note })))
    }
}

/// The measures that have values in the stay; those that meet a criterion first, then in the order of the rule file.
fn series(prepared: &Prepared<'_>, report: &Report) -> Vec<Series> {
    let met: BTreeSet<i64> = report
        .findings
        .iter()
        .flat_map(|finding| &finding.evidence)
        .filter_map(|one| one.key.strip_prefix("result ")?.parse().ok())
        .collect();
    let mut all: Vec<Series> = Vec::new();
    for (idx, measure) in prepared.rules().measures.iter().enumerate() {
        let points = prepared.points(idx);
        let n_own = points.iter().filter(|point| point.own).count();
        if n_own == 0 {
            continue;
        }
        let reading = |at: usize| prepared.stay.readings.get(at);
        let turned = |value: Option<f64>, unit: &str| {
            units::convert(value?, unit, &measure.unit, measure.molar_mass).ok()
        };
        // The newest range that was sent counts.
        let ranged = points.iter().rev().filter_map(|point| reading(point.reading));
        let ranged =
            ranged.into_iter().find(|reading| reading.range.0.is_some() || reading.range.1.is_some());
        let points: Vec<(i64, f64, i64)> = points
            .iter()
            .filter_map(|point| Some((point.at, point.value, reading(point.reading)?.id)))
            .collect();
        all.push(Series {
            title: measure.title.clone(),
            unit: measure.unit.clone(),
            marks: points.iter().map(|point| point.2).filter(|id| met.contains(id)).collect(),
            low: ranged.and_then(|reading| turned(reading.range.0, &reading.unit)),
            high: ranged.and_then(|reading| turned(reading.range.1, &reading.unit)),
            points,
            n_own,
        });
    }
    all.sort_by_key(|one| one.marks.is_empty());
    all
}
