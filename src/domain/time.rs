//! Dates as records carry them: whole, in part, or as an instant; and the clock that is handed in, never read.

use chrono::{DateTime, Datelike, Duration, Local, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use std::fmt;

/// Where the time comes from. Tests and the demonstration hand in a fixed one.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The host's clock.
    System,
    /// Stands still.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present instant in UTC.
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(at) => at,
        }
    }

    /// The present day in the host's time zone: hospital days are local days.
    pub fn today(self) -> NaiveDate {
        self.now().with_timezone(&Local).date_naive()
    }
}

/// ISO text of an instant in UTC with seconds, as every instant is stored: `2026-11-22T21:18:00Z`.
pub fn instant_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An instant from stored text.
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

/// A date of which the day, or month and day, may be unknown. Stored as `1950`, `1950-03` or `1950-03-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Calendar year, 1 to 9999.
    pub year: u16,
    /// 1 to 12, or 0 when unknown.
    month: u8,
    /// 1 to 31, or 0 when unknown.
    day: u8,
}

impl PartialDate {
    /// A date that exists in the calendar, whole or in part; a day needs a month.
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        match (month, day) {
            (None, None) => {}
            (Some(m), None) if (1..=12).contains(&m) => {}
            (Some(m), Some(d)) => {
                NaiveDate::from_ymd_opt(year, m, d)?;
            }
            _ => return None,
        }
        Some(Self {
            year: u16::try_from(year).ok()?,
            month: month.unwrap_or(0) as u8,
            day: day.unwrap_or(0) as u8,
        })
    }

    /// From `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next().filter(|y| y.len() == 4)?;
        let number = |part: Option<&str>| -> Option<Option<u32>> {
            match part {
                None => Some(None),
                Some(p) if p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()) => p.parse().ok().map(Some),
                Some(_) => None,
            }
        };
        let (month, day) = (number(parts.next())?, number(parts.next())?);
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Self::new(year.parse().ok()?, month, day)
    }

    /// Month, 1 to 12, if known.
    pub fn month(self) -> Option<u32> {
        (self.month > 0).then_some(u32::from(self.month))
    }

    /// Day of the month, if known.
    pub fn day(self) -> Option<u32> {
        (self.day > 0).then_some(u32::from(self.day))
    }

    /// The whole date, if no part is missing.
    pub fn whole(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(i32::from(self.year), self.month()?, self.day()?)
    }

    /// The first day that this may mean.
    pub fn earliest(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(i32::from(self.year), self.month().unwrap_or(1), self.day().unwrap_or(1))
            .unwrap_or_default()
    }

    /// Whole years from this date to `on`; by year alone when month or day are unknown.
    pub fn age_years(self, on: NaiveDate) -> i32 {
        let years = on.year() - i32::from(self.year);
        let before_birthday = match (self.month(), self.day()) {
            (Some(m), Some(d)) => (on.month(), on.day()) < (m, d),
            (Some(m), None) => on.month() < m,
            _ => false,
        };
        years - i32::from(before_birthday)
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        Self { year: date.year().clamp(1, 9999) as u16, month: date.month() as u8, day: date.day() as u8 }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month(), self.day()) {
            (Some(m), Some(d)) => write!(f, "{:04}-{m:02}-{d:02}", self.year),
            (Some(m), None) => write!(f, "{:04}-{m:02}", self.year),
            _ => write!(f, "{:04}", self.year),
        }
    }
}

/// When something happened, as exactly as the record says: an instant, or a date in whole or part.
///
/// Stored as one ISO text that sorts in time to the precision it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Date only.
    Date(PartialDate),
    /// Instant in UTC.
    At(DateTime<Utc>),
}

impl When {
    /// From stored text, or the FHIR forms of date, dateTime and instant. A time without a zone is the host's.
    pub fn parse_iso(text: &str) -> Option<Self> {
        if text.len() <= 10 {
            return PartialDate::parse_iso(text).map(Self::Date);
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Some(Self::At(at.with_timezone(&Utc)));
        }
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(Self::local)
    }

    /// A wall-clock time of the hospital; in the hour that is skipped or doubled by daylight saving, the earlier reading.
    pub fn local(wall: NaiveDateTime) -> Self {
        match Local.from_local_datetime(&wall).earliest() {
            Some(at) => Self::At(at.with_timezone(&Utc)),
            None => Self::At(Utc.from_utc_datetime(&wall)),
        }
    }

    /// A day that is wholly known.
    pub fn of_day(day: NaiveDate) -> Self {
        let parts = PartialDate::new(day.year(), Some(day.month()), Some(day.day()));
        parts.map_or_else(|| Self::local(day.into()), Self::Date)
    }

    /// The local day on which it happened.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Date(date) => date.earliest(),
            Self::At(at) => at.with_timezone(&Local).date_naive(),
        }
    }

    /// An instant to reckon with: the start of the day for a date.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Date(date) => match Self::local(date.earliest().and_hms_opt(0, 0, 0).unwrap_or_default()) {
                Self::At(at) => at,
                Self::Date(_) => DateTime::<Utc>::MIN_UTC,
            },
        }
    }

    /// Time from this to `later`.
    pub fn until(self, later: Self) -> Duration {
        later.instant() - self.instant()
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::At(at) => f.write_str(&instant_text(*at)),
        }
    }
}

impl serde::Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl serde::Serialize for When {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Self::parse_iso(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

impl<'de> serde::Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Self::parse_iso(&text).ok_or_else(|| serde::de::Error::custom("not a date or time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_keep_what_is_known() {
        for text in ["1950", "1950-03", "1950-03-12"] {
            assert_eq!(PartialDate::parse_iso(text).unwrap().to_string(), text);
        }
        for text in ["", "195", "1950-13", "1950-02-30", "1950-3-1", "1950-03-", "aaaa", "0000"] {
            assert_eq!(PartialDate::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn age_waits_for_the_birthday() {
        let born = PartialDate::parse_iso("1950-03-12").unwrap();
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(born.age_years(day(2026, 3, 11)), 75);
        assert_eq!(born.age_years(day(2026, 3, 12)), 76);
        assert_eq!(PartialDate::parse_iso("1950").unwrap().age_years(day(2026, 1, 1)), 76);
    }

    #[test]
    fn instants_are_kept_in_utc() {
        assert_eq!(When::parse_iso("2014-05-20T10:02:03-05:00").unwrap().to_string(), "2014-05-20T15:02:03Z");
        assert_eq!(When::parse_iso("2014-05-20").unwrap().to_string(), "2014-05-20");
    }
}
