//! Dates in the prose of a query: whether there is one, and which.

use chrono::{Datelike, NaiveDate};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date as it is written; the year may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Year, where one is written.
    pub year: Option<i32>,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day, where one is written.
    pub day: Option<u32>,
}

impl Mark {
    /// The day that is meant; without a year, that of `near`.
    pub fn on(self, near: NaiveDate) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year.unwrap_or(near.year()), self.month, self.day.unwrap_or(1))
    }
}

/// Whether a line says when: a date, or a day of the stay.
pub fn says_when(line: &str) -> bool {
    !marks(line).is_empty() || says_day_of_stay(line)
}

fn says_day_of_stay(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).any(|pair| {
        let [word, number] = pair else { return false };
        matches!(*word, "day" | "hd" | "pod") && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    pairs
        || words.iter().any(|word| {
            let number = word.strip_prefix("hd").or_else(|| word.strip_prefix("pod"));
            number
                .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

/// All dates of a line: `11/03`, `11/03/2026`, `2026-11-03`, `Nov 3`, `3 November 2026`, `March 2025`.
pub fn marks(line: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    for token in line.split(|char: char| !(char.is_ascii_alphanumeric() || char == '/' || char == '-')) {
        found.extend(iso(token).or_else(|| slashed(token)));
    }
    let words: Vec<&str> =
        line.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    for (idx, word) in words.iter().enumerate() {
        let Some(month) = month(word) else { continue };
        let number = |at: Option<usize>, most: i32| {
            let word = at.and_then(|at| words.get(at))?;
            let digits = word.trim_end_matches(|char: char| char.is_ascii_alphabetic());
            digits.parse::<i32>().ok().filter(|number| (1..=most).contains(number))
        };
        let after = number(Some(idx + 1), 31);
        let before = number(idx.checked_sub(1), 31);
        let year_at = if after.is_some() { idx + 2 } else { idx + 1 };
        let year = number(Some(year_at), 2200).filter(|year| *year >= 1900);
        let day = after.or(before);
        if day.is_some() || year.is_some() {
            found.push(Mark { year, month, day: day.map(|day| day as u32) });
        }
    }
    found
}

fn month(word: &str) -> Option<u32> {
    let lower = word.to_ascii_lowercase();
    // "may" and "mar" as words of a sentence need their capital.
    // "MAR" is the medication administration record.
    let capital = word.starts_with(|char: char| char.is_ascii_uppercase()) && word != "MAR";
    let full =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"];
    let known = full.contains(&lower.as_str())
        || ["november", "december", "sept"].contains(&lower.as_str())
        || lower.len() == 3;
    let at = MONTHS.iter().position(|month| lower.starts_with(month))?;
    (known && capital).then_some(at as u32 + 1)
}

fn iso(token: &str) -> Option<Mark> {
    let day = NaiveDate::parse_from_str(token.get(..10)?, "%Y-%m-%d").ok()?;
    Some(Mark { year: Some(day.year()), month: day.month(), day: Some(day.day()) })
}

fn slashed(token: &str) -> Option<Mark> {
    let mut parts = token.split(['/', '-']);
    let month: u32 = parts.next().filter(|part| part.len() <= 2)?.parse().ok()?;
    let day: u32 = parts.next().filter(|part| part.len() <= 2)?.parse().ok()?;
    let year: Option<i32> = match parts.next() {
        None => None,
        Some(year) if year.len() == 4 => Some(year.parse().ok()?),
        Some(year) if year.len() == 2 => Some(2000 + year.parse::<i32>().ok()?),
        Some(_) => return None,
    };
    let with_dash = token.contains('-');
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    (fits && (!with_dash || year.is_some())).then_some(Mark { year, month, day: Some(day) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_forms_are_seen() {
        for line in [
            "Na 128 on 11/03",
            "11/3/26 08:00",
            "2026-11-03",
            "on Nov 3",
            "3 November 2026",
            "March 2025",
            "HD 2",
            "POD1",
        ] {
            assert!(says_when(line), "{line}");
        }
        for line in
            ["BP 150/90", "may be 3 of them", "creatinine 2.1", "2-3 stools", "stage 3/4", "hospital day"]
        {
            // A fraction that could be a date is taken for one: better than to miss a date.
            let expected = line == "stage 3/4";
            assert_eq!(says_when(line), expected, "{line}");
        }
    }
}
