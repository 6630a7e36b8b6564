//! Metrics reckoned: for the hospital, by specialist, provider, service or month; and the stays behind a figure.

use super::{Metric, Unit, all, find};
use crate::{
    domain::{
        ids::{EncounterId, PatientId},
        role::{Permission, words},
        time::{When, parse_instant},
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{Local, Months, NaiveDate};
use rusqlite::{Row, named_params};
use std::collections::BTreeMap;

words! {
    /// By what figures are divided.
    By {
        /// Not at all.
        Hospital = "hospital", "hospital";
        /// By who reviewed.
        Specialist = "specialist", "specialist";
        /// By attending.
        Provider = "provider", "provider";
        /// By service.
        Service = "service", "service";
        /// By month of discharge.
        Month = "month", "month";
    }
}

/// A span of days, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// The twelve months to today, from the first of a month.
    pub fn year_to(today: NaiveDate) -> Self {
        use chrono::Datelike;
        let from = today.checked_sub_months(Months::new(11)).unwrap_or(today);
        Self { from: from.with_day(1).unwrap_or(from), to: today }
    }

    /// As stored texts: instants are UTC, days of the hospital begin at its own midnight.
    fn texts(self) -> (String, String) {
        let start = |day: NaiveDate| When::At(When::Date(day.into()).instant()).to_string();
        (start(self.from), start(self.to.succ_opt().unwrap_or(self.to)))
    }
}

/// Asks for all figures of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Of which days.
    pub period: Period,
    /// Divided by what.
    pub by: By,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Figure {
    /// The metric's word.
    pub metric: &'static str,
    /// Its name.
    pub title: &'static str,
    /// How it is defined.
    pub definition: &'static str,
    /// For whom: empty for the hospital.
    pub of: String,
    /// Numerator.
    pub numerator: f64,
    /// Denominator.
    pub denominator: f64,
    /// The figure; none where the denominator is 0.
    pub value: Option<f64>,
    /// Its unit, in words: `%`, `h` or empty.
    pub unit: &'static str,
}

impl Figure {
    /// The figure as people write it.
    pub fn words(&self) -> String {
        match (self.value, self.unit) {
            (None, _) => "no figure".to_owned(),
            (Some(value), "%") => format!("{value:.1} %"),
            (Some(value), "h") => format!("{value:.1} h"),
            (Some(value), _) => format!("{value:.4}"),
        }
    }
}

/// A stay behind a figure.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Behind {
    pub encounter: EncounterId,
    pub value: f64,
    pub at: String,
    pub specialist: String,
    pub patient: PatientId,
    pub patient_name: String,
    pub mrn: String,
    pub service: String,
    pub provider: String,
    pub number: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Behind> {
    Ok(Behind {
        encounter: row.get(0)?,
        value: row.get(1)?,
        at: row.get(2)?,
        specialist: row.get(3)?,
        patient: row.get(4)?,
        patient_name: row.get(5)?,
        mrn: row.get(6)?,
        service: row.get(7)?,
        provider: row.get(8)?,
        number: row.get(9)?,
    })
}

impl Behind {
    fn key(&self, by: By) -> String {
        let named = |text: &str| if text.is_empty() { "not named".to_owned() } else { text.to_owned() };
        match by {
            By::Hospital => String::new(),
            By::Specialist if self.specialist.is_empty() => "not reviewed".to_owned(),
            By::Specialist => self.specialist.clone(),
            By::Provider => named(&self.provider),
            By::Service => named(&self.service),
            By::Month => {
                let instant = parse_instant(&self.at).map(|at| at.with_timezone(&Local).date_naive());
                let day = instant.or_else(|| When::parse_iso(&self.at).map(When::day));
                day.map(|day| day.format("%Y-%m").to_string()).unwrap_or_default()
            }
        }
    }
}

fn rows(db: &Reader<'_>, sql: &'static str, period: Period) -> Result<Vec<Behind>, StoreError> {
    let (from, to) = period.texts();
    db.rows(sql, named_params! {":from": from, ":to": to}, read)
}

impl Query for Figures {
    type Rows = Vec<Figure>;
    const LANE: Lane = Lane::Long;
    fn topics(&self) -> Topics {
        Topic::Cdi | Topic::Coding
    }
    fn needs(&self) -> Permission {
        Permission::ReviewDocumentation
    }
    fn run(&self, db: &Reader<'_>) -> Result<Vec<Figure>, StoreError> {
        let mut figures = Vec::new();
        for metric in all() {
            let numerator = rows(db, metric.numerator, self.period)?;
            let denominator = rows(db, metric.denominator, self.period)?;
            figures.extend(reckon(metric, self.by, &numerator, &denominator));
        }
        Ok(figures)
    }
}

/// The figures of one metric, one for each key.
pub(super) fn reckon(
    metric: &'static Metric,
    by: By,
    numerator: &[Behind],
    denominator: &[Behind],
) -> Vec<Figure> {
    let mut parts: BTreeMap<String, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    if by == By::Hospital {
        parts.entry(String::new()).or_default();
    }
    for row in numerator {
        parts.entry(row.key(by)).or_default().0.push(row.value);
    }
    for row in denominator {
        parts.entry(row.key(by)).or_default().1.push(row.value);
    }
    let figure = |(of, (mut above, below)): (String, (Vec<f64>, Vec<f64>))| {
        let (sum, whole) = (above.iter().sum::<f64>(), below.iter().sum::<f64>());
        let value = (whole > 0.0).then(|| match metric.unit {
            Unit::Percent => 100.0 * sum / whole,
            Unit::Ratio => sum / whole,
            Unit::Sum => sum,
            Unit::MedianHours => median(&mut above).unwrap_or(0.0),
        });
        let value = if metric.unit == Unit::MedianHours && above.is_empty() { None } else { value };
        Figure {
            metric: metric.id,
            title: metric.title,
            definition: metric.definition,
            of,
            numerator: if metric.unit == Unit::MedianHours { above.len() as f64 } else { sum },
            denominator: whole,
            value,
            unit: match metric.unit {
                Unit::Percent => "%",
                Unit::MedianHours => "h",
                Unit::Ratio | Unit::Sum => "",
            },
        }
    };
    parts.into_iter().map(figure).collect()
}

/// The middle of the values; the mean of the two in the middle of an even number.
fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    values.get(values.len() / 2 - 1).map(|lower| f64::midpoint(*lower, upper))
}

/// Asks for the stays behind a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindFigure {
    /// The metric's word.
    pub metric: String,
    /// Those of the numerator, else of the denominator.
    pub numerator: bool,
    /// Of which days.
    pub period: Period,
    /// Divided by what.
    pub by: By,
    /// For whom, as the figure says it.
    pub of: String,
}

impl Query for BehindFigure {
    type Rows = Vec<Behind>;
    const LANE: Lane = Lane::Long;
    fn topics(&self) -> Topics {
        Topic::Cdi | Topic::Coding
    }
    fn needs(&self) -> Permission {
        Permission::ReviewDocumentation
    }
    fn run(&self, db: &Reader<'_>) -> Result<Vec<Behind>, StoreError> {
        let Some(metric) = find(&self.metric) else {
            return Err(StoreError::NotFound(format!("There is no metric \"{}\".", self.metric)));
        };
        let sql = if self.numerator { metric.numerator } else { metric.denominator };
        let mut found = rows(db, sql, self.period)?;
        found.retain(|row| row.key(self.by) == self.of);
        Ok(found)
    }
}
