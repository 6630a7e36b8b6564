//! Dates as people type them: `5/3/1950`, `19500503`, `3 may 1950`, `may 1950`, `1950`, `t-3`.
//!
//! What can be read in one way only is read in that way; where month and day could be either, the local order decides.

use super::time::PartialDate;
use chrono::{Datelike, Days, NaiveDate};

/// The order in which the house writes dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Month, day, year: 03/12/1950.
    #[default]
    Mdy,
    /// Day, month, year: 12/03/1950.
    Dmy,
    /// Year, month, day: 1950-03-12.
    Iso,
}

/// Months by the first three letters of their names.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl DateOrder {
    /// From the word in settings: `mdy`, `dmy`, `iso`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "mdy" => Self::Mdy,
            "dmy" => Self::Dmy,
            "iso" => Self::Iso,
            _ => return None,
        })
    }

    /// A date, whole or in part, as this order writes it.
    pub fn write(self, date: PartialDate) -> String {
        let year = date.year;
        match (self, date.month(), date.day()) {
            (Self::Iso, _, _) => date.to_string(),
            (Self::Mdy, Some(month), Some(day)) => format!("{month:02}/{day:02}/{year:04}"),
            (Self::Dmy, Some(month), Some(day)) => format!("{day:02}/{month:02}/{year:04}"),
            (_, Some(month), None) => format!("{month:02}/{year:04}"),
            (_, None, _) => format!("{year:04}"),
        }
    }

    /// An example for messages: the same day in every order.
    pub fn example(self) -> &'static str {
        match self {
            Self::Mdy => "3/12/1950, 03121950, 12 mar 1950",
            Self::Dmy => "12/3/1950, 12031950, 12 mar 1950",
            Self::Iso => "1950-03-12, 19500312, 12 mar 1950",
        }
    }

    /// Month and day of two numbers whose order is not plain from their size.
    fn month_day(self, first: u32, second: u32) -> [(u32, u32); 2] {
        let (month_first, day_first) = ((first, second), (second, first));
        if self == Self::Dmy { [day_first, month_first] } else { [month_first, day_first] }
    }
}

/// Reads a typed date. A year of two digits is the last one not after `today`; `t` is today, `t-3` three days ago.
pub fn parse_typed(text: &str, order: DateOrder, today: NaiveDate) -> Option<PartialDate> {
    let text = text.trim().to_lowercase();
    if let Some(day) = relative(&text, today) {
        return Some(day.into());
    }
    let parts = split(&text)?;
    match parts.as_slice() {
        [Part::Number(digits)] => run_of_digits(digits, order, today),
        [Part::Month(month), Part::Number(year)] | [Part::Number(year), Part::Month(month)] => {
            PartialDate::new(full_year(year, today)?, Some(*month), None)
        }
        [Part::Number(one), Part::Number(two)] => match (one.len(), two.len()) {
            (4, 1..=2) => PartialDate::new(number(one)? as i32, number(two), None),
            (1..=2, 4) => PartialDate::new(number(two)? as i32, number(one), None),
            _ => None,
        },
        [Part::Number(year), Part::Month(month), Part::Number(day)] if year.len() == 4 => {
            PartialDate::new(number(year)? as i32, Some(*month), number(day))
        }
        [Part::Number(day), Part::Month(month), Part::Number(year)]
        | [Part::Month(month), Part::Number(day), Part::Number(year)] => {
            PartialDate::new(full_year(year, today)?, Some(*month), number(day))
        }
        [Part::Number(year), Part::Number(month), Part::Number(day)] if year.len() == 4 => {
            PartialDate::new(number(year)? as i32, number(month), number(day))
        }
        [Part::Number(first), Part::Number(second), Part::Number(year)] => {
            let year = full_year(year, today)?;
            whole(year, order.month_day(number(first)?, number(second)?))
        }
        _ => None,
    }
}

/// A piece of a typed date.
enum Part {
    Number(String),
    Month(u32),
}

/// Numbers and names of months; `None` if anything else stands there.
fn split(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: &char| {
            if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphabetic() }
        };
        let taken: String = rest.chars().take_while(same).collect();
        if taken.is_empty() {
            if !matches!(first, '/' | '.' | '-' | ' ' | ',' | '\'') {
                return None;
            }
            rest = rest.get(first.len_utf8()..)?;
            continue;
        }
        rest = rest.get(taken.len()..)?;
        if first.is_ascii_digit() {
            parts.push(Part::Number(taken));
        } else if !matches!(taken.as_str(), "st" | "nd" | "rd" | "th" | "of") {
            parts.push(Part::Month(month_named(&taken)?));
        }
    }
    Some(parts)
}

/// The month whose English name begins like this, three letters at least.
fn month_named(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
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
    let at = MONTHS.iter().position(|short| word.starts_with(short))?;
    (NAMES.get(at)?.starts_with(word) || word == "sept").then_some(at as u32 + 1)
}

/// Digits without separators: a year, or eight digits with the year at either end, or six with a short year.
fn run_of_digits(digits: &str, order: DateOrder, today: NaiveDate) -> Option<PartialDate> {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(number);
    match digits.len() {
        4 => PartialDate::new(number(digits)? as i32, None, None),
        8 => {
            let year = part(0, 4)? as i32;
            // 19500503 before 05031950: no month 19 or 20 exists, so only years outside 18xx to 20xx are in doubt.
            let year_first = PartialDate::new(year, part(4, 6), part(6, 8));
            if (1800..2100).contains(&year) && year_first.is_some() {
                return year_first;
            }
            whole(part(4, 8)? as i32, order.month_day(part(0, 2)?, part(2, 4)?))
        }
        6 if order == DateOrder::Iso => {
            PartialDate::new(full_year(digits.get(0..2)?, today)?, part(2, 4), part(4, 6))
        }
        6 => whole(full_year(digits.get(4..6)?, today)?, order.month_day(part(0, 2)?, part(2, 4)?)),
        _ => None,
    }
}

/// The first of the readings that the calendar has.
fn whole(year: i32, readings: [(u32, u32); 2]) -> Option<PartialDate> {
    readings.into_iter().find_map(|(month, day)| PartialDate::new(year, Some(month), Some(day)))
}

/// Four digits as they are; two are the last such year not after today.
fn full_year(digits: &str, today: NaiveDate) -> Option<i32> {
    let year = number(digits)? as i32;
    match digits.len() {
        4 => Some(year),
        2 => {
            let this = today.year();
            let near = this - this.rem_euclid(100) + year;
            Some(if near > this { near - 100 } else { near })
        }
        _ => None,
    }
}

fn number(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

/// `t`, `today`, `yesterday`, `t-3`, `t+30`.
fn relative(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    if text == "yesterday" {
        return today.pred_opt();
    }
    let rest = text.strip_prefix("today").or_else(|| text.strip_prefix('t'))?;
    let mut signs = rest.trim().chars();
    match signs.next() {
        None => Some(today),
        Some('-') => today.checked_sub_days(Days::new(signs.as_str().trim().parse().ok()?)),
        Some('+') => today.checked_add_days(Days::new(signs.as_str().trim().parse().ok()?)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, order: DateOrder) -> String {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        parse_typed(text, order, today).map_or("none".into(), |date| date.to_string())
    }

    #[test]
    fn the_house_order_decides_what_is_in_doubt() {
        for text in ["5/3/1950", "05/03/1950", "5-3-1950", "5.3.1950", "05031950", "5/3/50", "050350"] {
            assert_eq!(read(text, DateOrder::Mdy), "1950-05-03", "{text}");
            assert_eq!(read(text, DateOrder::Dmy), "1950-03-05", "{text}");
        }
        assert_eq!(read("13/5/1950", DateOrder::Mdy), "1950-05-13");
        assert_eq!(read("5/13/1950", DateOrder::Dmy), "1950-05-13");
    }

    #[test]
    fn plain_forms_need_no_order() {
        for text in [
            "19500503",
            "1950-05-03",
            "1950/5/3",
            "3 may 1950",
            "3may1950",
            "may 3, 1950",
            "May 3rd 1950",
            "3-MAY-50",
            "1950 may 3",
        ] {
            for order in [DateOrder::Mdy, DateOrder::Dmy, DateOrder::Iso] {
                assert_eq!(read(text, order), "1950-05-03", "{text}");
            }
        }
        assert_eq!(read("1950", DateOrder::Mdy), "1950");
        assert_eq!(read("5/1950", DateOrder::Mdy), "1950-05");
        assert_eq!(read("may 1950", DateOrder::Dmy), "1950-05");
        assert_eq!(read("sept 1950", DateOrder::Dmy), "1950-09");
    }

    #[test]
    fn short_years_are_past() {
        assert_eq!(read("1/2/26", DateOrder::Mdy), "2026-01-02");
        assert_eq!(read("1/2/27", DateOrder::Mdy), "1927-01-02");
    }

    #[test]
    fn days_are_counted_from_today() {
        assert_eq!(read("t", DateOrder::Mdy), "2026-11-22");
        assert_eq!(read("t-3", DateOrder::Mdy), "2026-11-19");
        assert_eq!(read("t + 30", DateOrder::Mdy), "2026-12-22");
        assert_eq!(read("yesterday", DateOrder::Mdy), "2026-11-21");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "x",
            "13/13/1950",
            "2/30/1950",
            "195",
            "123456789",
            "may",
            "3 mayo 1950",
            "5/3",
            "t-x",
            "1/2/3",
        ] {
            assert_eq!(read(text, DateOrder::Mdy), "none", "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(text in "\\PC{0,20}") {
            read(&text, DateOrder::Mdy);
        }

        #[test]
        fn what_is_written_is_read_again(days in 0_i64..70_000) {
            let day = NaiveDate::from_ymd_opt(1850, 1, 1).unwrap() + chrono::Duration::days(days);
            for order in [DateOrder::Mdy, DateOrder::Dmy, DateOrder::Iso] {
                prop_assert_eq!(read(&order.write(day.into()), order), day.to_string());
            }
        }
    }
}
