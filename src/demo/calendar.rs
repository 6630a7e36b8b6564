//! The hospital's own clock: wall times made into facts, and dates as American clinicians write them.

use crate::domain::time::When;
use chrono::{DateTime, Duration, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};
use std::cell::Cell;

/// A wall-clock time of the hospital as a fact. In the hour that daylight saving skips, the end of that hour, so that
/// what comes later on the wall never comes earlier in time.
pub fn at(wall: NaiveDateTime) -> When {
    When::At(instant(wall))
}

/// The same as an instant.
pub fn instant(wall: NaiveDateTime) -> DateTime<Utc> {
    match offset(wall.date()) {
        Some(offset) => Utc.from_utc_datetime(&(wall - offset)),
        None => read(wall)
            .or_else(|| read(top_of_hour(wall) + Duration::hours(1)))
            .unwrap_or_else(|| Utc.from_utc_datetime(&wall)),
    }
}

thread_local! {
    /// The last day asked for and its distance from UTC: what happens to one patient lies on few days, and the time
    /// zone's tables are slow to read.
    static LAST: Cell<(NaiveDate, Option<Duration>)> = const { Cell::new((NaiveDate::MIN, None)) };
}

/// How far a day lies from UTC; `None` if that changes within it.
fn offset(day: NaiveDate) -> Option<Duration> {
    let (last, known) = LAST.get();
    if last == day {
        return known;
    }
    let from_utc = |wall: NaiveDateTime| read(wall).map(|at| wall - at.naive_utc());
    let (begin, end) = (from_utc(midnight(day)), from_utc(midnight(day) + Duration::minutes(1439)));
    let offset = begin.filter(|_| begin == end);
    LAST.set((day, offset));
    offset
}

fn read(wall: NaiveDateTime) -> Option<DateTime<Utc>> {
    Local.from_local_datetime(&wall).earliest().map(|at| at.with_timezone(&Utc))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_those_of_the_time_zone() {
        let mut day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let mut last = DateTime::<Utc>::MIN_UTC;
        // Two years, so that every change of clocks is met, in whatever zone the test runs.
        for _ in 0..730 {
            for quarter in 0..96 {
                let wall = clock(day, 0, quarter * 15);
                let at = instant(wall);
                assert!(at >= last, "{wall} comes before what was earlier");
                assert!(read(wall).is_none_or(|read| read == at), "{wall}");
                last = at;
            }
            day = day.succ_opt().unwrap();
        }
    }
}
