//! Rates of completion, each with its definition, and with numerator and denominator to be listed.

use crate::{
    domain::{
        ids::{EncounterId, PatientId, PractitionerId},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{DateTime, Local, Months, Utc};
use rusqlite::{Row, named_params};
use std::collections::BTreeMap;

/// A rate: what it is, and of what.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Rate {
    /// Its name.
    pub name: &'static str,
    /// How it is defined.
    pub definition: &'static str,
    /// For whom: the hospital, a service, a clinician.
    pub of: String,
    /// Numerator.
    pub numerator: i64,
    /// Denominator.
    pub denominator: f64,
    /// Per cent; none if the denominator is 0.
    pub percent: Option<f64>,
}

impl Rate {
    fn new(
        name: &'static str,
        definition: &'static str,
        of: String,
        numerator: i64,
        denominator: f64,
    ) -> Self {
        let percent = (denominator > 0.0).then(|| 100.0 * numerator as f64 / denominator);
        Self { name, definition, of, numerator, denominator, percent }
    }
}

const DELINQUENCY: &str = "delinquent inpatient and observation records now / average monthly discharges of the 12 months \
                           before x 100 (RC.01.03.01 names the 30 days; the 50 % threshold was withdrawn in 2016)";
const FALSE: &str = "disputes upheld / deficiencies assigned in the 12 months before x 100";

/// All rates as of now: the hospital's, then by service, then by attending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates;

impl Query for Rates {
    type Rows = Vec<Rate>;
    const LANE: Lane = Lane::Long;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let (from, to) = year_before(db.now());
        let period = named_params! {":from": from, ":to": to};
        let discharges = db.rows(include_str!("sql/rate_discharges.sql"), period, counted)?;
        let late = db.rows(include_str!("sql/rate_delinquent.sql"), [], counted)?;
        let of = |rows: &[Counted], key: &dyn Fn(&Counted) -> String| -> BTreeMap<String, i64> {
            let mut sums = BTreeMap::new();
            for row in rows {
                *sums.entry(key(row)).or_default() += row.n;
            }
            sums
        };
        let rate = |of: String, late: i64, discharged: i64| {
            Rate::new("delinquent records", DELINQUENCY, of, late, discharged as f64 / 12.0)
        };
        let sum = |rows: &[Counted]| rows.iter().map(|row| row.n).sum::<i64>();
        let mut rates = vec![rate("hospital".into(), sum(&late), sum(&discharges))];
        let names = names(db)?;
        let by_service = |row: &Counted| format!("service {}", row.service);
        let by_attending = |row: &Counted| {
            let name = row.attending.and_then(|who| names.get(&who.0));
            format!("attending {}", name.map_or("not named", String::as_str))
        };
        let keys: [&dyn Fn(&Counted) -> String; 2] = [&by_service, &by_attending];
        for key in keys {
            let (late, discharged) = (of(&late, key), of(&discharges, key));
            let all: std::collections::BTreeSet<&String> = late.keys().chain(discharged.keys()).collect();
            rates.extend(all.into_iter().map(|name| {
                let at = |sums: &BTreeMap<String, i64>| sums.get(name).copied().unwrap_or_default();
                rate(name.clone(), at(&late), at(&discharged))
            }));
        }
        let (assigned, upheld) = db
            .row(include_str!("sql/rate_assigned.sql"), period, |row| {
                Ok((row.get::<_, i64>(0)?, row.get(1)?))
            })?
            .unwrap_or_default();
        rates.insert(1, Rate::new("false deficiencies", FALSE, "hospital".into(), upheld, assigned as f64));
        Ok(rates)
    }
}

/// The 12 months before, to the day: `[from, to)` as ISO days.
fn year_before(now: DateTime<Utc>) -> (String, String) {
    let today = now.with_timezone(&Local).date_naive();
    let from = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    // Days sort before the instants of the same day, so the end is the beginning of tomorrow.
    (from.to_string(), today.succ_opt().unwrap_or(today).to_string())
}

struct Counted {
    service: String,
    attending: Option<PractitionerId>,
    n: i64,
}

fn counted(row: &Row<'_>) -> rusqlite::Result<Counted> {
    Ok(Counted { service: row.get(0)?, attending: row.get(1)?, n: row.get(2)? })
}

fn names(db: &Reader<'_>) -> Result<BTreeMap<i64, String>, StoreError> {
    let all = "SELECT practitioner_id, family || ', ' || given FROM practitioner";
    Ok(db.rows(all, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// A chart that stands behind a rate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Behind {
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub patient_name: String,
    pub mrn: String,
    pub service: String,
    pub discharge_at: Option<String>,
    pub open: i64,
}

/// The charts behind the delinquency rate: its numerator, or its discharges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindRate {
    /// The delinquent ones; else the discharges of the 12 months.
    pub numerator: bool,
    /// Only of this service; empty for all.
    pub service: String,
    /// At most so many.
    pub limit: i64,
}

impl Query for BehindRate {
    type Rows = Vec<Behind>;
    const LANE: Lane = Lane::Long;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let (from, to) = year_before(db.now());
        let (service, limit) = (&self.service, self.limit);
        if self.numerator {
            let params = named_params! {":service": service, ":limit": limit};
            return db.rows(include_str!("sql/rate_list_delinquent.sql"), params, behind);
        }
        let params = named_params! {":service": service, ":limit": limit, ":from": from, ":to": to};
        db.rows(include_str!("sql/rate_list_discharges.sql"), params, behind)
    }
}

fn behind(row: &Row<'_>) -> rusqlite::Result<Behind> {
    Ok(Behind {
        encounter: row.get(0)?,
        patient: row.get(1)?,
        patient_name: row.get(2)?,
        mrn: row.get(3)?,
        service: row.get(4)?,
        discharge_at: row.get(5)?,
        open: row.get(6)?,
    })
}
