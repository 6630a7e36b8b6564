//! Checks of what people type into a form: each gives the value in its one spelling, or says what would be right.
//!
//! Pure: the day is handed in. Empty text is the caller's business, since only the form knows which fields must be filled.

use super::{
    facts::Sex,
    time::PartialDate,
    typed_date::{DateOrder, parse_typed},
};
use chrono::{Datelike, NaiveDate};

/// Longest name that a form takes; the file takes longer ones from feeds.
const MAX_NAME: usize = 80;

/// Nobody has become older than 122 years; a birth date before this many years is a slip of the keys.
const OLDEST_YEARS: i32 = 130;

/// A date in the forms that people type, in the order in which the house writes dates; see [`typed_date`](super::typed_date).
pub fn date(text: &str, order: DateOrder, today: NaiveDate) -> Result<PartialDate, String> {
    parse_typed(text, order, today)
        .ok_or_else(|| format!("this is no date; write it as {}.", order.example()))
}

/// A birth date: not ahead, and not longer ago than people live.
pub fn birth_date(text: &str, order: DateOrder, today: NaiveDate) -> Result<PartialDate, String> {
    let born = date(text, order, today)?;
    check_birth_date(born, today)?;
    if today.year() - i32::from(born.year) > OLDEST_YEARS {
        return Err(format!("that is more than {OLDEST_YEARS} years ago; check the year."));
    }
    Ok(born)
}

/// Refuses a birth date that lies ahead.
pub fn check_birth_date(born: PartialDate, today: NaiveDate) -> Result<(), String> {
    if born.earliest() > today {
        return Err("the birth date lies in the future; check the year.".into());
    }
    Ok(())
}

/// A phone number. Ten digits of North America become `(413) 555-0142`; with `+` any country's number of 7 to 15 digits.
pub fn phone(text: &str) -> Result<String, String> {
    let text = text.trim();
    let (main, extension) = split_extension(text);
    if main.chars().any(|c| !(c.is_ascii_digit() || " ()-./+".contains(c))) {
        return Err("a phone number has digits, blanks, dashes and brackets only.".into());
    }
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let number = if main.trim_start().starts_with('+') && !digits.starts_with('1') {
        if !(7..=15).contains(&digits.len()) {
            return Err("a number with a country code has 7 to 15 digits.".into());
        }
        format!("+{digits}")
    } else {
        let local = if digits.len() == 11 { digits.strip_prefix('1').unwrap_or(&digits) } else { &digits };
        if local.len() != 10 {
            return Err(
                "a phone number has ten digits with its area code; begin numbers of other countries with +."
                    .into(),
            );
        }
        let (area, rest) = local.split_at_checked(3).unwrap_or_default();
        let (exchange, line) = rest.split_at_checked(3).unwrap_or_default();
        if area.starts_with(['0', '1']) || exchange.starts_with(['0', '1']) {
            return Err("area code and exchange never begin with 0 or 1.".into());
        }
        format!("({area}) {exchange}-{line}")
    };
    Ok(if extension.is_empty() { number } else { format!("{number} x{extension}") })
}

/// A ZIP code: five digits, or nine as `01040-1234`.
pub fn zip(text: &str) -> Result<String, String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = compact.replacen('-', "", 1);
    let only_digits = digits.bytes().all(|b| b.is_ascii_digit());
    match (only_digits, digits.len()) {
        (true, 5) => Ok(digits),
        (true, 9) => {
            let (five, four) = digits.split_at_checked(5).unwrap_or_default();
            Ok(format!("{five}-{four}"))
        }
        _ => Err("a ZIP code has five digits, or nine as 01040-1234.".into()),
    }
}

/// A social security number as `123-45-6789`. Numbers that are never given out are refused (SSA POMS RM 10201.035:
/// area 000, 666 and 900 to 999, group 00, serial 0000).
pub fn ssn(text: &str) -> Result<String, String> {
    if text.chars().any(|c| !(c.is_ascii_digit() || " -".contains(c))) {
        return Err("a social security number has nine digits, as 123-45-6789.".into());
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 9 {
        return Err("a social security number has nine digits, as 123-45-6789.".into());
    }
    let (area, rest) = digits.split_at_checked(3).unwrap_or_default();
    let (group, serial) = rest.split_at_checked(2).unwrap_or_default();
    if area == "000" || area == "666" || area.starts_with('9') || group == "00" || serial == "0000" {
        return Err(
            "no such social security number is given out; check it, or leave the field empty if unknown."
                .into(),
        );
    }
    Ok(format!("{area}-{group}-{serial}"))
}

/// A name or part of one: letters of any script, blanks, hyphens, apostrophes, dots. Runs of blanks become one.
pub fn name(text: &str) -> Result<String, String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > MAX_NAME {
        return Err(format!("a name has at most {MAX_NAME} letters here."));
    }
    if let Some(odd) = name.chars().find(|c| !(c.is_alphabetic() || is_mark(*c) || " -'’.,`()/".contains(*c)))
    {
        return Err(if odd.is_ascii_digit() {
            "a name has no digits.".into()
        } else {
            "a name has letters, blanks, hyphens and apostrophes only.".into()
        });
    }
    if !name.is_empty() && !name.chars().any(char::is_alphabetic) {
        return Err("a name has at least one letter.".into());
    }
    Ok(name)
}

/// Sex as people type it: `f`, `female`, `m`, `male`, `o`, `other`, `u`, `unknown`.
pub fn sex(text: &str) -> Result<Sex, String> {
    match text.trim().to_lowercase().as_str() {
        "f" | "female" => Ok(Sex::Female),
        "m" | "male" => Ok(Sex::Male),
        "o" | "x" | "other" => Ok(Sex::Other),
        "" | "u" | "unknown" => Ok(Sex::Unknown),
        _ => Err("write F, M, O (other) or U (unknown).".into()),
    }
}

/// A mail address, by its shape only.
pub fn email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let sound = text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains('@')
    });
    if sound && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err("write a mail address as name@place.org.".into())
    }
}

/// A time of day with a date, `5/3/2026 14:30`, or the date alone. The time may be `1430`, `2:30 pm`.
pub fn date_and_time(
    text: &str,
    order: DateOrder,
    today: NaiveDate,
) -> Result<(PartialDate, Option<chrono::NaiveTime>), String> {
    let text = text.trim();
    if let Ok(day) = date(text, order, today) {
        return Ok((day, None));
    }
    let lower = text.to_lowercase();
    let lower = lower.replace(" am", "am").replace(" pm", "pm");
    let (day, clock) = lower
        .rsplit_once([' ', 't'])
        .ok_or_else(|| "write the date and the time, as in 5/3/2026 14:30.".to_owned())?;
    Ok((date(day, order, today)?, Some(time_of_day(clock)?)))
}

/// How record numbers are checked here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MrnScheme {
    /// Any letters and digits.
    #[default]
    None,
    /// The last digit makes the Luhn sum a multiple of ten (ISO/IEC 7812-1, annex B).
    Mod10,
    /// Weights 2 to 7 from the right, remainder of eleven; numbers whose digit would be 10 are not given out.
    Mod11,
}

impl MrnScheme {
    /// From the word of the setting; another word checks nothing.
    pub fn from_word(word: &str) -> Self {
        match word {
            "mod10" => Self::Mod10,
            "mod11" => Self::Mod11,
            _ => Self::None,
        }
    }

    /// A record number as typed.
    pub fn check(self, text: &str) -> Result<String, String> {
        let mrn = text.trim();
        if mrn.is_empty()
            || mrn.len() > 24
            || !mrn.bytes().all(|b| b.is_ascii_alphanumeric() || b"-./".contains(&b))
        {
            return Err("a record number has 1 to 24 letters, digits, dashes or dots.".into());
        }
        if self == Self::None {
            return Ok(mrn.to_owned());
        }
        let digits: Option<Vec<u32>> = mrn.chars().map(|c| c.to_digit(10)).collect();
        let digits = digits.ok_or("a record number has digits only here.")?;
        let (last, body) = digits.split_last().ok_or("a record number has at least two digits here.")?;
        if body.is_empty() || self.digit(body) != Some(*last) {
            return Err("the check digit does not fit: a digit is wrong or two are exchanged.".into());
        }
        Ok(mrn.to_owned())
    }

    /// A number with its check digit; `None` if the scheme does not give this number out.
    pub fn complete(self, number: i64) -> Option<String> {
        let body = number.to_string();
        if self == Self::None {
            return Some(body);
        }
        let digits: Vec<u32> = body.chars().filter_map(|c| c.to_digit(10)).collect();
        Some(format!("{body}{}", self.digit(&digits)?))
    }

    fn digit(self, body: &[u32]) -> Option<u32> {
        match self {
            Self::None => None,
            Self::Mod10 => {
                let sum: u32 = body
                    .iter()
                    .rev()
                    .enumerate()
                    .map(|(idx, d)| if idx % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { *d })
                    .sum();
                Some((10 - sum % 10) % 10)
            }
            Self::Mod11 => {
                let sum: u32 = body.iter().rev().enumerate().map(|(idx, d)| d * (idx as u32 % 6 + 2)).sum();
                let digit = (11 - sum % 11) % 11;
                (digit < 10).then_some(digit)
            }
        }
    }
}

fn time_of_day(text: &str) -> Result<chrono::NaiveTime, String> {
    let help = || "write the time as 14:30 or 2:30 pm.".to_owned();
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, rest)) => (hour, rest.split(':').next().unwrap_or_default()),
        None if clock.len() == 4 => clock.split_at_checked(2).unwrap_or_default(),
        None if half.is_some() => (clock, "0"),
        None => return Err(help()),
    };
    let (hour, minute): (u32, u32) = match (hour.trim().parse(), minute.trim().parse()) {
        (Ok(hour), Ok(minute)) => (hour, minute),
        _ => return Err(help()),
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(help()),
        None => hour,
    };
    chrono::NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(help)
}

fn split_extension(text: &str) -> (&str, &str) {
    let lower = text.to_ascii_lowercase();
    let found = ["ext.", "ext", "x"].iter().find_map(|word| lower.find(word).map(|at| (at, word.len())));
    let Some((at, length)) = found else { return (text, "") };
    let (main, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let extension = rest.get(length..).unwrap_or_default().trim();
    if extension.bytes().all(|b| b.is_ascii_digit()) { (main, extension) } else { (text, "") }
}

/// Combining marks of decomposed letters.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn birth_dates_lie_within_a_life() {
        let born = |text| birth_date(text, DateOrder::Mdy, today()).map(|d| d.to_string());
        assert_eq!(born("5/3/50").as_deref(), Ok("1950-05-03"));
        assert_eq!(born("11/22/2026").as_deref(), Ok("2026-11-22"));
        for text in ["11/23/2026", "1850", "2/30/1950", "soon", ""] {
            assert!(born(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_follow_dates() {
        let read = |text| {
            date_and_time(text, DateOrder::Mdy, today())
                .map(|(d, t)| format!("{d} {}", t.unwrap_or_default()))
        };
        for text in ["5/3/2026 14:30", "2026-05-03T14:30", "5/3/2026 1430", "5/3/2026 2:30 pm"] {
            assert_eq!(read(text).as_deref(), Ok("2026-05-03 14:30:00"), "{text}");
        }
        assert!(read("5/3/2026 25:00").is_err());
        assert!(read("soon").is_err());
    }

    #[test]
    fn phones_get_one_spelling() {
        for text in ["4135550142", "413-555-0142", "(413) 555 0142", "+1 413 555 0142", "1.413.555.0142"] {
            assert_eq!(phone(text).as_deref(), Ok("(413) 555-0142"), "{text}");
        }
        assert_eq!(phone("413-555-0142 ext 12").as_deref(), Ok("(413) 555-0142 x12"));
        assert_eq!(phone("+44 20 7946 0958").as_deref(), Ok("+442079460958"));
        for text in ["555-0142", "113-555-0142", "call me", "413-555-0142-9"] {
            assert!(phone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn zip_ssn_name_and_mail() {
        assert_eq!(zip("01040").as_deref(), Ok("01040"));
        assert_eq!(zip("010401234").as_deref(), Ok("01040-1234"));
        assert!(zip("1040").is_err() && zip("0104O").is_err());
        assert_eq!(ssn("123 45 6789").as_deref(), Ok("123-45-6789"));
        for text in ["000-12-3456", "666-12-3456", "912-34-5678", "123-00-4567", "123-45-0000", "12345678"] {
            assert!(ssn(text).is_err(), "{text}");
        }
        assert_eq!(name("  O'Brien-Núñez   de la Cruz ").as_deref(), Ok("O'Brien-Núñez de la Cruz"));
        assert!(name("R2D2").is_err() && name("a\u{1b}[2J").is_err() && name("--").is_err());
        assert!(email("a@b.org").is_ok() && email("a@b").is_err());
    }

    #[test]
    fn check_digits_catch_slips() {
        assert_eq!(MrnScheme::Mod10.complete(7_992_739_871).as_deref(), Some("79927398713"));
        for scheme in [MrnScheme::Mod10, MrnScheme::Mod11] {
            let right = (100_001..).find_map(|n| scheme.complete(n)).unwrap();
            assert!(scheme.check(&right).is_ok());
            let last = right.chars().last().unwrap().to_digit(10).unwrap();
            let wrong = format!("{}{}", right.strip_suffix(|_: char| true).unwrap(), (last + 1) % 10);
            assert!(scheme.check(&wrong).is_err());
        }
        assert!(MrnScheme::None.check("A-12").is_ok());
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_check(text in "\\PC{0,40}") {
            let _ = (date_and_time(&text, DateOrder::Mdy, today()), phone(&text), zip(&text), ssn(&text));
            let _ = (name(&text), email(&text), sex(&text), MrnScheme::Mod10.check(&text), MrnScheme::Mod11.check(&text));
        }

        #[test]
        fn a_changed_digit_is_caught(number in 100_000_i64..99_999_999, at in 0_usize..6, step in 1_u32..10) {
            for scheme in [MrnScheme::Mod10, MrnScheme::Mod11] {
                if let Some(right) = scheme.complete(number) {
                    let wrong: String = right.chars().enumerate().map(|(idx, c)| {
                        if idx == at { char::from_digit((c.to_digit(10).unwrap() + step) % 10, 10).unwrap() } else { c }
                    }).collect();
                    prop_assert!(scheme.check(&wrong).is_err());
                }
            }
        }
    }
}
