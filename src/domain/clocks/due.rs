//! When a clock is due.

use super::{Rule, Unit, is_business_day};
use crate::domain::time::When;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, TimeZone, Utc};

/// Why a clock cannot be set so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockFault {
    /// The due time lies before the start.
    #[error("a due time before its start: it starts {start} and would be due {due}. Correct one of the two.")]
    DueBeforeStart {
        /// Start, ISO text.
        start: String,
        /// Due time, ISO text.
        due: String,
    },
    /// The rule allows no extension.
    #[error("the rule \"{rule}\" allows no extension ({citation}).")]
    NoExtension {
        /// The rule in words.
        rule: String,
        /// Where it is written.
        citation: String,
    },
    /// It was extended before.
    #[error("the clock was extended already; \"{rule}\" allows it once ({citation}).")]
    ExtendedAlready {
        /// The rule in words.
        rule: String,
        /// Where it is written.
        citation: String,
    },
    /// The rule allows no pause, or none as long.
    #[error(
        "the rule \"{rule}\" allows a pause of at most {most} days ({citation}); {asked} days were asked for."
    )]
    PauseTooLong {
        /// The rule in words.
        rule: String,
        /// Days that it allows.
        most: u32,
        /// Days that were asked for.
        asked: u32,
        /// Where it is written.
        citation: String,
    },
}

impl Rule {
    /// The last instant in time, in the zone of the hospital. A start of which only the day is known begins with that day.
    pub fn due<Z: TimeZone>(&self, start: When, zone: &Z) -> DateTime<Utc> {
        let day = local_day(start, zone);
        match self.unit {
            Unit::Hours => start_instant(start, zone) + Duration::hours(i64::from(self.value)),
            Unit::Days => end_of_day(plus_days(day, self.value), zone),
            Unit::BusinessDays => end_of_day(plus_business_days(day, self.value), zone),
            Unit::Years => end_of_day(plus_years(day, self.value), zone),
            Unit::YearEndDays => {
                let year_end = NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day);
                end_of_day(plus_days(year_end, self.value), zone)
            }
        }
    }

    /// The due time after the one extension that the rule allows.
    pub fn extended<Z: TimeZone>(
        &self,
        due: DateTime<Utc>,
        was_extended: bool,
        zone: &Z,
    ) -> Result<DateTime<Utc>, ClockFault> {
        let (rule, citation) = (self.name.clone(), self.citation.clone());
        if self.extension_days == 0 {
            return Err(ClockFault::NoExtension { rule, citation });
        }
        if was_extended {
            return Err(ClockFault::ExtendedAlready { rule, citation });
        }
        let day = due.with_timezone(zone).date_naive();
        Ok(end_of_day(plus_days(day, self.extension_days), zone))
    }

    /// The due time after a pause of so many days, if the rule allows one that long.
    pub fn paused<Z: TimeZone>(
        &self,
        due: DateTime<Utc>,
        days: u32,
        zone: &Z,
    ) -> Result<DateTime<Utc>, ClockFault> {
        if days > self.pause_days {
            return Err(ClockFault::PauseTooLong {
                rule: self.name.clone(),
                most: self.pause_days,
                asked: days,
                citation: self.citation.clone(),
            });
        }
        let day = due.with_timezone(zone).date_naive();
        Ok(end_of_day(plus_days(day, days), zone))
    }
}

/// Refuses a due time that lies before its start.
pub fn check_due(start: DateTime<Utc>, due: DateTime<Utc>) -> Result<(), ClockFault> {
    if due >= start {
        return Ok(());
    }
    Err(ClockFault::DueBeforeStart {
        start: crate::domain::time::instant_text(start),
        due: crate::domain::time::instant_text(due),
    })
}

/// The last second of a local day.
pub fn end_of_day<Z: TimeZone>(day: NaiveDate, zone: &Z) -> DateTime<Utc> {
    start_of_day(plus_days(day, 1), zone) - Duration::seconds(1)
}

/// The first instant of a local day. Where midnight is skipped by daylight saving, the first time that exists.
pub fn start_of_day<Z: TimeZone>(day: NaiveDate, zone: &Z) -> DateTime<Utc> {
    let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    (0..=8)
        .filter_map(|quarter| {
            zone.from_local_datetime(&(midnight + Duration::minutes(15 * quarter))).earliest()
        })
        .map(|at| at.with_timezone(&Utc))
        .next()
        .unwrap_or_else(|| Utc.from_utc_datetime(&midnight))
}

fn local_day<Z: TimeZone>(start: When, zone: &Z) -> NaiveDate {
    match start {
        When::Date(date) => date.earliest(),
        When::At(at) => at.with_timezone(zone).date_naive(),
    }
}

fn start_instant<Z: TimeZone>(start: When, zone: &Z) -> DateTime<Utc> {
    match start {
        When::At(at) => at,
        When::Date(date) => start_of_day(date.earliest(), zone),
    }
}

fn plus_days(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

fn plus_business_days(day: NaiveDate, days: u32) -> NaiveDate {
    let mut at = day;
    let mut left = days;
    while left > 0 {
        at = plus_days(at, 1);
        if at == NaiveDate::MAX {
            return at;
        }
        left -= u32::from(is_business_day(at));
    }
    at
}

/// The anniversary; that of 29 February is 1 March in years without one, so that no year of keeping is cut short.
fn plus_years(day: NaiveDate, years: u32) -> NaiveDate {
    let year = day.year().saturating_add_unsigned(years);
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(NaiveDate::MAX)
}
