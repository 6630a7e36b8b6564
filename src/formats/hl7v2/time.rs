//! HL7 v2 times (TS, DTM, DT): `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]`, and the ISO forms that some senders write.

use crate::domain::time::{PartialDate, When};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

/// A point in time as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The day as the sender's calendar has it, whole or in part. A birth date is this, never a converted instant.
    pub date: PartialDate,
    /// Time of day by the sender's clock.
    pub time: Option<NaiveTime>,
    /// The zone, if sent.
    pub zone: Option<FixedOffset>,
}

impl Stamp {
    /// Reads a time. `Ok(None)`: nothing is said (empty, `""`, only zeros). `Err`: not a time.
    pub fn read(text: &str) -> Result<Option<Self>, NotATime> {
        let text = text.trim();
        if text.is_empty() || text == "\"\"" || text.bytes().all(|b| b == b'0') {
            return Ok(None);
        }
        digits(text).or_else(|| iso(text)).map(Some).ok_or(NotATime)
    }

    /// The instant or date; a time without zone is in `zone` (that of MSH-7, HL7 v2.5 section 2.A.22), else the host's.
    pub fn when(self, zone: Option<FixedOffset>) -> When {
        let wall = self.date.whole().zip(self.time).map(|(date, time)| date.and_time(time));
        let Some(wall) = wall else { return When::Date(self.date) };
        match self.zone.or(zone) {
            Some(zone) => match wall.and_local_timezone(zone).single() {
                Some(at) => When::At(at.to_utc()),
                None => When::local(wall),
            },
            None => When::local(wall),
        }
    }
}

/// The text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

fn digits(text: &str) -> Option<Stamp> {
    let (clock, zone) = split_zone(text)?;
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        || !matches!(whole.len(), 4 | 6 | 8 | 10 | 12 | 14)
    {
        return None;
    }
    let part =
        |from: usize, length: usize| whole.get(from..from + length).and_then(|d| d.parse::<u32>().ok());
    let year = part(0, 4)?;
    // Zeros in place of month or day mean that they are not known.
    let month = part(4, 2).filter(|m| *m > 0);
    let day = part(6, 2).filter(|d| *d > 0 && month.is_some());
    let date = PartialDate::new(year as i32, month, day)?;
    let Some(hour) = part(8, 2) else {
        return fraction.is_empty().then_some(Stamp { date, time: None, zone });
    };
    let (minute, second) = (part(10, 2).unwrap_or(0), part(12, 2).unwrap_or(0));
    if date.whole().is_none() {
        return (hour + minute + second == 0).then_some(Stamp { date, time: None, zone });
    }
    clock_of(date, (hour, minute, second), zone)
}

/// A time of day; 24:00 is the next midnight, a leap second the second before it.
fn clock_of(date: PartialDate, clock: (u32, u32, u32), zone: Option<FixedOffset>) -> Option<Stamp> {
    let (date, hour) = match clock {
        (24, 0, 0) => (PartialDate::from(date.whole()?.succ_opt()?), 0),
        (hour, ..) => (date, hour),
    };
    let time = NaiveTime::from_hms_opt(hour, clock.1, clock.2.min(60) - clock.2 / 60)?;
    (clock.2 <= 60).then_some(Stamp { date, time: Some(time), zone })
}

/// Splits `+0215`, `-0500`, `+02:15` or `Z` from the end.
fn split_zone(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, FixedOffset::east_opt(0)));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, None)) };
    let (clock, zone) = text.split_at_checked(at)?;
    let (sign, digits) = zone.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let seconds = (number / 100 * 60 + number % 100) * 60;
    let offset = FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })?;
    Some((clock, Some(offset)))
}

/// `2014-05-20`, `2014-05-20T10:02:03-05:00`, `2014-05-20 10:02`, `05/20/2014`.
fn iso(text: &str) -> Option<Stamp> {
    if let Some(date) = PartialDate::parse_iso(text) {
        return Some(Stamp { date, time: None, zone: None });
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%m/%d/%Y") {
        return in_calendar(date).map(|date| Stamp { date, time: None, zone: None });
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        let date = in_calendar(at.date_naive())?;
        return Some(Stamp { date, time: Some(at.time()), zone: Some(*at.offset()) });
    }
    let wall = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    Some(Stamp { date: in_calendar(wall.date())?, time: Some(wall.time()), zone: None })
}

/// Years 1 to 9999; chrono reads more.
fn in_calendar(date: NaiveDate) -> Option<PartialDate> {
    PartialDate::new(date.year(), Some(date.month()), Some(date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stamp(text: &str) -> String {
        match Stamp::read(text) {
            Ok(Some(s)) => s.when(FixedOffset::east_opt(3600)).to_string(),
            Ok(None) => "nothing".to_owned(),
            Err(NotATime) => "not a time".to_owned(),
        }
    }

    #[test]
    fn times_are_read_to_their_precision() {
        for (text, want) in [
            ("1950", "1950"),
            ("195003", "1950-03"),
            ("19500312", "1950-03-12"),
            ("19500000", "1950"),
            ("19500300", "1950-03"),
            ("19500300000000", "1950-03"),
            ("2014052010", "2014-05-20T09:00:00Z"),
            ("201405201002", "2014-05-20T09:02:00Z"),
            ("20140520100203", "2014-05-20T09:02:03Z"),
            ("20140520100203.4567-0500", "2014-05-20T15:02:03Z"),
            ("201405201002+0215", "2014-05-20T07:47:00Z"),
            ("201405201002Z", "2014-05-20T10:02:00Z"),
            ("20140520+0200", "2014-05-20"),
            ("20140520240000", "2014-05-20T23:00:00Z"),
            ("20140520235960Z", "2014-05-20T23:59:59Z"),
            ("2014-05-20", "2014-05-20"),
            ("05/20/2014", "2014-05-20"),
            ("2014-05-20T10:02:03-05:00", "2014-05-20T15:02:03Z"),
            ("2014-05-20 10:02", "2014-05-20T09:02:00Z"),
            ("", "nothing"),
            ("\"\"", "nothing"),
            ("00000000", "nothing"),
        ] {
            assert_eq!(stamp(text), want, "{text}");
        }
        let wrong = [
            "196203520",
            "19621350",
            "20140230",
            "2014052025",
            "201405201060",
            "20140520100261",
            "1",
            "abc",
            "20140520.5",
            "20140520+2",
            "201405201002+9900",
            "20140520100203x",
            "19500000101010",
            "0000-01-01",
            "é+0000",
        ];
        for text in wrong {
            assert_eq!(stamp(text), "not a time", "{text}");
        }
    }

    #[test]
    fn a_birth_date_keeps_the_senders_day() {
        let born = Stamp::read("198808181126+1400").unwrap().unwrap();
        assert_eq!(born.date.to_string(), "1988-08-18");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>(), number in "[0-9.+-]{0,24}") {
            let _ = Stamp::read(&text);
            let _ = Stamp::read(&number);
        }
    }
}
