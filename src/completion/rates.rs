//! Rates of completion, each with its definition, and with numerator and denominator to be listed.

use crate::{
    domain::{
        ids::{DeficiencyId, EncounterId, PatientId, PractitionerId},
        role::{Permission, words},
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{DateTime, Local, Months, Utc};
use rusqlite::{Row, named_params};
use std::collections::BTreeMap;

words! {
    /// The rates.
    RateName {
        /// Delinquent records against average monthly discharges.
        Delinquent = "delinquent-records", "delinquent records";
        /// Disputes upheld against deficiencies assigned.
        False = "false-deficiencies", "false deficiencies";
    }
}

impl serde::Serialize for RateName {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.word())
    }
}

/// Of whom a rate is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The hospital.
    Hospital,
    /// One service.
    Service(String),
    /// One attending; none: charts that name nobody.
    Attending(Option<PractitionerId>),
}

/// A rate: what it is, and of what.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Rate {
    /// Which.
    pub name: RateName,
    /// How it is defined.
    pub definition: &'static str,
    /// For whom.
    pub whose: Of,
    /// For whom, in words: "hospital", "service Cardiology", "attending Lee, Mary".
    pub of: String,
    /// Numerator.
    pub numerator: i64,
    /// Denominator.
    pub denominator: f64,
    /// Per cent; none if the denominator is 0.
    pub percent: Option<f64>,
}

impl Rate {
    fn new(name: RateName, (whose, of): (Of, String), numerator: i64, denominator: f64) -> Self {
        let definition = if name == RateName::False { FALSE } else { DELINQUENCY };
        let percent = (denominator > 0.0).then(|| 100.0 * numerator as f64 / denominator);
        Self { name, definition, whose, of, numerator, denominator, percent }
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
        let names = names(db)?;
        let words = |whose: &Of| match whose {
            Of::Hospital => "hospital".to_owned(),
            Of::Service(service) if service.is_empty() => "service not named".to_owned(),
            Of::Service(service) => format!("service {service}"),
            Of::Attending(who) => {
                let name = who.and_then(|who| names.get(&who.0));
                format!("attending {}", name.map_or("not named", String::as_str))
            }
        };
        let keys: [fn(&Counted) -> Of; 3] =
            [|_| Of::Hospital, |row| Of::Service(row.service.clone()), |row| Of::Attending(row.attending)];
        let mut rates = Vec::new();
        for key in keys {
            let mut sums: BTreeMap<Of, (i64, i64)> = BTreeMap::new();
            for row in &late {
                sums.entry(key(row)).or_default().0 += row.n;
            }
            for row in &discharges {
                sums.entry(key(row)).or_default().1 += row.n;
            }
            rates.extend(sums.into_iter().map(|(whose, (late, discharged))| {
                let of = words(&whose);
                Rate::new(RateName::Delinquent, (whose, of), late, discharged as f64 / 12.0)
            }));
        }
        if rates.is_empty() {
            rates.push(Rate::new(RateName::Delinquent, (Of::Hospital, words(&Of::Hospital)), 0, 0.0));
        }
        let (assigned, upheld) = db
            .row(include_str!("sql/rate_assigned.sql"), period, |row| {
                Ok((row.get::<_, i64>(0)?, row.get(1)?))
            })?
            .unwrap_or_default();
        let whose = (Of::Hospital, words(&Of::Hospital));
        rates.insert(1, Rate::new(RateName::False, whose, upheld, assigned as f64));
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

/// A chart or deficiency that stands behind a rate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Behind {
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub patient_name: String,
    pub mrn: String,
    pub service: String,
    pub discharge_at: Option<String>,
    /// Open deficiencies of the chart.
    pub open: i64,
    /// The deficiency, where the rate counts deficiencies.
    pub deficiency: Option<DeficiencyId>,
    /// What it was about.
    pub what: String,
    /// Why it was disputed.
    pub dispute: String,
    /// When it was assigned.
    pub assigned_at: String,
}

/// What stands behind a rate: its numerator, or its denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindRate {
    /// Which rate.
    pub rate: RateName,
    /// Of whom.
    pub whose: Of,
    /// The delinquent records or upheld disputes; else the discharges or assigned deficiencies of the 12 months.
    pub numerator: bool,
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
        let limit = self.limit;
        let (service, by_attending, attending) = match &self.whose {
            Of::Hospital => (None, false, None),
            Of::Service(service) => (Some(service), false, None),
            Of::Attending(who) => (None, true, *who),
        };
        match (self.rate, self.numerator) {
            (RateName::Delinquent, true) => db.rows(
                include_str!("sql/rate_list_delinquent.sql"),
                named_params! {
                    ":service": service, ":by_attending": by_attending, ":attending": attending, ":limit": limit,
                },
                chart,
            ),
            (RateName::Delinquent, false) => db.rows(
                include_str!("sql/rate_list_discharges.sql"),
                named_params! {
                    ":service": service, ":by_attending": by_attending, ":attending": attending, ":limit": limit,
                    ":from": from, ":to": to,
                },
                chart,
            ),
            (RateName::False, numerator) => {
                let sql = if numerator {
                    include_str!("sql/rate_list_upheld.sql")
                } else {
                    include_str!("sql/rate_list_assigned.sql")
                };
                db.rows(sql, named_params! {":from": from, ":to": to, ":limit": limit}, lack)
            }
        }
    }
}

fn chart(row: &Row<'_>) -> rusqlite::Result<Behind> {
    Ok(Behind {
        encounter: row.get(0)?,
        patient: row.get(1)?,
        patient_name: row.get(2)?,
        mrn: row.get(3)?,
        service: row.get(4)?,
        discharge_at: row.get(5)?,
        open: row.get(6)?,
        deficiency: None,
        what: String::new(),
        dispute: String::new(),
        assigned_at: String::new(),
    })
}

fn lack(row: &Row<'_>) -> rusqlite::Result<Behind> {
    Ok(Behind {
        deficiency: row.get(7)?,
        what: row.get(8)?,
        dispute: row.get(9)?,
        assigned_at: row.get(10)?,
        ..chart(row)?
    })
}
