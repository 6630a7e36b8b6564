//! Dates and times as tables write them, read by the rules of the map and by nothing else: no guess between month and
//! day, no guess of a century.

use crate::domain::time::{PartialDate, When};
use chrono::format::StrftimeItems;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// A date or time as it is written, before a time zone is thought of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Date only, whole or in part.
    Date(PartialDate),
    /// The hospital's wall clock.
    Wall(NaiveDateTime),
    /// With its own zone.
    At(DateTime<Utc>),
}

impl Told {
    /// As records keep it.
    pub fn when(self) -> When {
        match self {
            Self::Date(date) => When::Date(date),
            Self::Wall(wall) => When::local(wall),
            Self::At(at) => When::At(at),
        }
    }

    /// The same day and time so many years before; `None` if there is no such day.
    pub fn years_before(self, years: i32) -> Option<Self> {
        match self {
            Self::Date(date) => {
                PartialDate::new(i32::from(date.year) - years, date.month(), date.day()).map(Self::Date)
            }
            Self::Wall(wall) => wall.with_year(wall.year() - years).map(Self::Wall),
            Self::At(at) => at.with_year(at.year() - years).map(Self::At),
        }
    }

    /// The year.
    pub fn year(self) -> i32 {
        match self {
            Self::Date(date) => i32::from(date.year),
            Self::Wall(wall) => wall.year(),
            Self::At(at) => at.year(),
        }
    }
}

/// Order of the parts of a date written with separators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Year first only: `1950-03-12`, `1950/3/12`, `19500312`.
    #[default]
    Ymd,
    /// Year first, or month, day, year: `3/12/1950`.
    Mdy,
    /// Year first, or day, month, year: `12.3.1950`.
    Dmy,
}

impl Order {
    /// From the map's word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "ymd" => Some(Self::Ymd),
            "mdy" => Some(Self::Mdy),
            "dmy" => Some(Self::Dmy),
            _ => None,
        }
    }
}

/// One chrono format of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    pattern: String,
    parts: Parts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    Date,
    DateTime,
    Zoned,
}

impl Format {
    /// `None` if chrono does not know a specifier, or no whole date comes of it.
    pub fn new(pattern: &str) -> Option<Self> {
        StrftimeItems::new(pattern).parse().ok()?;
        // What the pattern can tell is tried on a date written with it.
        let sample = DateTime::parse_from_rfc3339("2026-11-22T13:14:15+00:00").ok()?;
        let text = sample.format(pattern).to_string();
        let parts = if DateTime::parse_from_str(&text, pattern).is_ok() {
            Parts::Zoned
        } else if NaiveDateTime::parse_from_str(&text, pattern).is_ok() {
            Parts::DateTime
        } else {
            NaiveDate::parse_from_str(&text, pattern).ok()?;
            Parts::Date
        };
        Some(Self { pattern: pattern.to_owned(), parts })
    }

    fn read(&self, text: &str) -> Option<Told> {
        match self.parts {
            Parts::Date => {
                NaiveDate::parse_from_str(text, &self.pattern).ok().map(|date| Told::Date(date.into()))
            }
            Parts::DateTime => NaiveDateTime::parse_from_str(text, &self.pattern).ok().map(Told::Wall),
            Parts::Zoned => {
                DateTime::parse_from_str(text, &self.pattern).ok().map(|at| Told::At(at.to_utc()))
            }
        }
    }
}

/// How dates of one field are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// If any, only these count, the first that fits.
    pub formats: Vec<Format>,
    /// Order of parts.
    pub order: Order,
    /// Two-digit years up to this one are of the 2000s, the others of the 1900s; `None`: such years are refused.
    pub two_digit_years: Option<u16>,
}

impl Reading {
    /// A date or time; `None` if it is not written as the map says, or is not in the calendar.
    pub fn read(&self, text: &str) -> Option<Told> {
        if self.formats.is_empty() {
            return iso(text.as_bytes()).or_else(|| compact(text)).or_else(|| self.loose(text));
        }
        self.formats.iter().find_map(|format| format.read(text))
    }

    /// Parts apart: `3/12/1950`, `12-MAR-1950`, `March 12, 1950 2:05 PM`, `1950-3-12 14:05`.
    fn loose(&self, text: &str) -> Option<Told> {
        let (date, time) = split_time(text);
        let mut parts = date.split([' ', '/', '-', '.', ',']).filter(|part| !part.is_empty());
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
        if parts.next().is_some() {
            return None;
        }
        let Some(third) = third else { return self.month_and_year(first, second, time) };
        let (year, month, day) = if let Some(month) = month_of(first) {
            (third, month, second)
        } else if let Some(month) = month_of(second) {
            if first.len() == 4 { (first, month, third) } else { (third, month, first) }
        } else if first.len() == 4 {
            (first, second.parse().ok()?, third)
        } else {
            match self.order {
                Order::Ymd => return None,
                Order::Mdy => (third, number_of(first)?, second),
                Order::Dmy => (third, number_of(second)?, first),
            }
        };
        let date = NaiveDate::from_ymd_opt(self.year(year)?, month, number_of(day)?)?;
        match time {
            None => PartialDate::new(self.year(year)?, Some(month), number_of(day)).map(Told::Date),
            Some(time) => Some(Told::Wall(date.and_time(clock_time(time)?))),
        }
    }

    /// `March 1950`, `03/1950`, `1950-03`.
    fn month_and_year(&self, first: &str, second: &str, time: Option<&str>) -> Option<Told> {
        if time.is_some() {
            return None;
        }
        let (year, month) = if first.len() == 4 && number_of(first).is_some() {
            (first, month_of(second).or_else(|| number_of(second))?)
        } else {
            (second, month_of(first).or_else(|| number_of(first))?)
        };
        let year = (year.len() == 4).then(|| self.year(year)).flatten()?;
        PartialDate::new(year, Some(month), None).map(Told::Date)
    }

    fn year(&self, text: &str) -> Option<i32> {
        let year = number_of(text)? as i32;
        match (text.len(), self.two_digit_years) {
            (4, _) => Some(year),
            (2, Some(last)) if year <= i32::from(last) => Some(2000 + year),
            (2, Some(_)) => Some(1900 + year),
            _ => None,
        }
    }
}

/// The common case without detours: `YYYY-MM-DD`, then perhaps a blank or `T` and `HH:MM` or `HH:MM:SS`; with fractions
/// or a zone by the slower way.
fn iso(text: &[u8]) -> Option<Told> {
    let (date, time) = text.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *date else { return None };
    let year = pair(y1, y2)? * 100 + pair(y3, y4)?;
    let (month, day) = (pair(m1, m2)?, pair(d1, d2)?);
    match *time {
        [] => {
            let known = |part: u32| (part > 0).then_some(part);
            PartialDate::new(year as i32, known(month), known(day)).map(Told::Date)
        }
        [b' ' | b'T', h1, h2, b':', i1, i2, b':', s1, s2] => {
            wall(year, month, day, pair(h1, h2)?, pair(i1, i2)?, pair(s1, s2)?)
        }
        [b' ' | b'T', h1, h2, b':', i1, i2] => wall(year, month, day, pair(h1, h2)?, pair(i1, i2)?, 0),
        [b' ' | b'T', ..] => {
            let text = std::str::from_utf8(text).ok()?;
            iso_slow(&text.replacen(' ', "T", 1))
        }
        _ => None,
    }
}

/// `19500312`, `195003`, `1950`, `19500312140500`, `195003121405`; day or month `00` is unknown.
fn compact(text: &str) -> Option<Told> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6), number(6, 8));
    match text.len() {
        4 | 6 => PartialDate::new(year as i32, month, None).map(Told::Date),
        8 => {
            let (month, day) = (month?, day?);
            let known = |part: u32| (part > 0).then_some(part);
            PartialDate::new(year as i32, known(month), known(day)).map(Told::Date)
        }
        12 | 14 => {
            let time =
                NaiveTime::from_hms_opt(number(8, 10)?, number(10, 12)?, number(12, 14).unwrap_or_default())?;
            let date = NaiveDate::from_ymd_opt(year as i32, month?, day?)?;
            Some(Told::Wall(date.and_time(time)))
        }
        _ => None,
    }
}

/// With fractions of a second or a zone.
fn iso_slow(text: &str) -> Option<Told> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|at| Told::At(at.to_utc()));
    let wall = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(Told::Wall);
    zoned.or_else(|_| wall()).ok()
}

fn wall(year: u32, month: u32, day: u32, hour: u32, minute: u32, second: u32) -> Option<Told> {
    let date = NaiveDate::from_ymd_opt(year as i32, month, day).filter(|_| year > 0)?;
    Some(Told::Wall(date.and_hms_opt(hour, minute, second)?))
}

fn pair(tens: u8, ones: u8) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

/// Splits a time off the end: what holds a colon, and the AM or PM behind it.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else { return (text, None) };
    let (before, _) = text.split_at_checked(colon).unwrap_or((text, ""));
    let Some(blank) = before.rfind([' ', 'T']) else { return (text, None) };
    match text.split_at_checked(blank) {
        Some((date, time)) => (date, time.get(1..)),
        None => (text, None),
    }
}

/// `14:05`, `14:05:30`, `14:05:30.250`, `2:05 PM`, `2:05pm`.
fn clock_time(text: &str) -> Option<NaiveTime> {
    let upper = text.trim().to_ascii_uppercase();
    let form = if upper.ends_with('M') { ["%I:%M:%S %p", "%I:%M %p"] } else { ["%H:%M:%S%.f", "%H:%M"] };
    let spaced =
        match upper.strip_suffix("AM").map(|t| (t, "AM")).or(upper.strip_suffix("PM").map(|t| (t, "PM"))) {
            Some((time, half)) => format!("{} {half}", time.trim_end()),
            None => upper,
        };
    form.iter().find_map(|form| NaiveTime::parse_from_str(&spaced, form).ok())
}

fn number_of(text: &str) -> Option<u32> {
    (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// English month names, whole or their first three letters.
fn month_of(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.to_ascii_lowercase();
    let lower = if lower == "sept" { "sep".to_owned() } else { lower };
    let fits = |name: &&str| **name == lower || name.get(..3) == Some(lower.as_str());
    MONTHS.iter().position(fits).map(|index| index as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reading: &Reading, text: &str) -> Option<String> {
        reading.read(text).map(|told| match told.when() {
            When::Date(date) => date.to_string(),
            When::At(at) => at.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M:%S").to_string(),
        })
    }

    #[test]
    fn years_first_need_no_rule() {
        let plain = Reading::default();
        for (text, expected) in [
            ("1950-03-12", "1950-03-12"),
            ("19500312", "1950-03-12"),
            ("1950/3/12", "1950-03-12"),
            ("1950", "1950"),
            ("195003", "1950-03"),
            ("1950-03", "1950-03"),
            ("19500300", "1950-03"),
            ("1950-00-00", "1950"),
            ("12-MAR-1950", "1950-03-12"),
            ("3 May 1950", "1950-05-03"),
            ("March 12, 1950", "1950-03-12"),
            ("2153-09-17 17:08:00", "2153-09-17 17:08:00"),
            ("2153-09-17T17:08", "2153-09-17 17:08:00"),
            ("2115-10-13 02:11:25.280", "2115-10-13 02:11:25"),
            ("20260102030405", "2026-01-02 03:04:05"),
            ("1950-3-12 2:05 pm", "1950-03-12 14:05:00"),
        ] {
            assert_eq!(read(&plain, text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "3/12/1950",
            "19501332",
            "1950-02-30",
            "12",
            "x",
            "",
            "19160017",
            "1-2-3-4",
            "1950-03-12 25:00",
            "99999",
        ] {
            assert_eq!(read(&plain, text), None, "{text}");
        }
    }

    #[test]
    fn order_and_century_are_the_maps_to_say() {
        let mdy = Reading { order: Order::Mdy, ..Reading::default() };
        let dmy = Reading { order: Order::Dmy, two_digit_years: Some(30), ..Reading::default() };
        assert_eq!(read(&mdy, "03/12/1950").as_deref(), Some("1950-03-12"));
        assert_eq!(read(&dmy, "03.12.1950").as_deref(), Some("1950-12-03"));
        assert_eq!(read(&mdy, "25/12/1950"), None);
        assert_eq!(read(&mdy, "3/12/50"), None);
        assert_eq!(read(&dmy, "3/12/50").as_deref(), Some("1950-12-03"));
        assert_eq!(read(&dmy, "3/12/30").as_deref(), Some("2030-12-03"));
        assert_eq!(read(&mdy, "3/12/1950 2:05:09 PM").as_deref(), Some("1950-03-12 14:05:09"));
        assert_eq!(read(&mdy, "03/1950").as_deref(), Some("1950-03"));
    }

    #[test]
    fn formats_of_the_map_are_the_only_ones() {
        let formats = ["%Y-%m-%d 00:00:00", "%Y-%m-%d %H:%M:%S"].map(|f| Format::new(f).unwrap());
        let reading = Reading { formats: formats.to_vec(), ..Reading::default() };
        assert_eq!(read(&reading, "2180-08-06 00:00:00").as_deref(), Some("2180-08-06"));
        assert_eq!(read(&reading, "2180-08-06 20:35:00").as_deref(), Some("2180-08-06 20:35:00"));
        assert_eq!(read(&reading, "2180-08-06"), None);
        assert_eq!(Format::new("%Q"), None);
        let zoned =
            Reading { formats: vec![Format::new("%Y-%m-%d %H:%M %z").unwrap()], ..Reading::default() };
        assert_eq!(
            zoned.read("2020-01-01 12:00 +0200").map(Told::when),
            When::parse_iso("2020-01-01T10:00:00Z")
        );
    }

    #[test]
    fn years_are_taken_off_without_touching_the_day() {
        let before = |text: &str, years| Some(Reading::default().read(text)?.years_before(years)?.when());
        assert_eq!(before("2134", 124), When::parse_iso("2010"));
        assert_eq!(before("2136-02-29", 124), When::parse_iso("2012-02-29"));
        assert_eq!(before("2136-02-29 23:50:00", 124), When::parse_iso("2012-02-29T23:50:00"));
        assert_eq!(before("2136-02-29", 123), None);
        assert_eq!(before("2020-01-01T00:00:00Z", 1), When::parse_iso("2019-01-01T00:00:00Z"));
        assert_eq!(before("0004", 4), None);
    }
}
