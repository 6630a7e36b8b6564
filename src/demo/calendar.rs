//! The hospital's own clock: wall times made into facts, and dates as American clinicians write them.

use crate::domain::time::When;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

/// A wall-clock time of the hospital as a fact. In the hour that daylight saving skips, the end of that hour, so that
/// what comes later on the wall never comes earlier in time.
pub fn at(wall: NaiveDateTime) -> When {
    When::At(instant(wall))
}

/// The same as an instant.
pub fn instant(wall: NaiveDateTime) -> DateTime<Utc> {
    use chrono::{Local, TimeZone};
    let read =
        |wall: NaiveDateTime| Local.from_local_datetime(&wall).earliest().map(|at| at.with_timezone(&Utc));
    read(wall)
        .or_else(|| read(top_of_hour(wall) + Duration::hours(1)))
        .unwrap_or_else(|| Utc.from_utc_datetime(&wall))
}

/// The start of a day.
pub fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

/// A day with hour and minute; minutes may run over.
pub fn clock(day: NaiveDate, hour: i64, minute: i64) -> NaiveDateTime {
    midnight(day) + Duration::minutes(hour * 60 + minute)
}

/// `03/12/1950`.
pub fn us_date(day: NaiveDate) -> String {
    day.format("%m/%d/%Y").to_string()
}

/// `03/12/2026 14:05`.
pub fn us_time(wall: NaiveDateTime) -> String {
    wall.format("%m/%d/%Y %H:%M").to_string()
}

fn top_of_hour(wall: NaiveDateTime) -> NaiveDateTime {
    wall - Duration::minutes(i64::from(wall.minute())) - Duration::seconds(i64::from(wall.second()))
}
