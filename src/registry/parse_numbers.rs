//! The numbers of a line: dates as people type them, phones, last four of the SSN, ZIPs and identifiers.

use super::{
    normal::zip_number,
    parse::{Born, Chunk, Narrow, PhoneSpan, identifier},
};
use chrono::{Datelike, NaiveDate};

/// What a word before a number says the number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    None,
    Id,
    Ssn,
    Born,
    Zip,
}

impl Label {
    /// From the word before a number.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word.trim_end_matches('.') {
            "mrn" | "mr" | "id" | "no" | "nr" => Self::Id,
            "ssn" | "ss" => Self::Ssn,
            "dob" | "born" | "birth" => Self::Born,
            "zip" => Self::Zip,
            "phone" | "tel" | "ph" | "cell" => Self::None,
            _ => return None,
        })
    }
}

/// All ways to read one piece with digits, the most selective first.
pub(super) fn alternatives(text: &str, label: Label, today: NaiveDate) -> Vec<Narrow> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let bare = digits.len() == text.len();
    let mut found = Vec::new();
    let allows = |wanted: Label| label == Label::None || label == wanted;
    if allows(Label::Born) {
        let dates = dates(text, &digits, bare, today);
        // Eight digits and written dates are dates first, four digits are most often the last of the SSN.
        found.extend((!dates.spans.is_empty() || dates.month_day.is_some()).then_some(Narrow::Born(dates)));
    }
    if allows(Label::Ssn) && bare && digits.len() == 4 {
        found.extend(digits.parse().ok().map(Narrow::Ssn4));
        found.reverse();
    }
    let zip_form = digits.len() == 5 && bare || digits.len() == 9 && text.find('-') == Some(5);
    let postcode_form =
        !bare && (5..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    let id = identifier(text);
    if allows(Label::Id) && !id.is_empty() || label == Label::Ssn && digits.len() > 4 {
        found.push(Narrow::Id(id));
    }
    if allows(Label::Zip) && (zip_form || postcode_form) {
        found.extend(zip_number(text).map(Narrow::Place));
    }
    if digits.len() <= 3 {
        found.push(Narrow::Nothing);
    }
    found
}

/// A phone over one or more pieces, with the number of pieces; only forms that nothing else has.
pub(super) fn phone(chunks: &[Chunk]) -> Option<(Vec<Narrow>, usize)> {
    let sign = |b: u8| b.is_ascii_digit() || b"()-.+".contains(&b);
    let is_part = |chunk: &&Chunk| {
        chunk.text.bytes().all(sign)
            && !chunk.text.contains('/')
            && chunk.text.bytes().any(|b| b.is_ascii_digit())
    };
    let first = chunks.first()?;
    let marked = first.text.starts_with(['(', '+']);
    let run: Vec<&Chunk> = chunks.iter().take_while(is_part).take(5).collect();
    for taken in (1..=run.len()).rev() {
        let parts = run.get(..taken)?;
        let lengths: Vec<usize> = parts.iter().map(|chunk| digits_of(&chunk.text).len()).collect();
        let digits: String = parts.iter().map(|chunk| digits_of(&chunk.text)).collect();
        let comma_inside = parts.iter().rev().skip(1).any(|chunk| chunk.comma);
        let form = matches!(lengths.as_slice(), [3, 3, 4] | [1, 3, 3, 4] | [3, 7 | 4] | [1, 10] | [1, 3, 7]);
        if !comma_inside && (marked || form) && (digits.len() >= 3 || marked) && digits.len() <= 11 {
            let spans = phone_spans(&digits);
            let narrow = if spans.is_empty() { Narrow::Nothing } else { Narrow::Phone(spans) };
            return Some((vec![narrow], taken));
        }
    }
    // One piece: 7, 10 or 11 digits can be a phone; they can also be an identifier, and eight digits a date.
    let digits = digits_of(&first.text);
    let lengths: Vec<usize> = first.text.split(['-', '.']).map(str::len).collect();
    let phone_form = match lengths.as_slice() {
        [7 | 10] | [3, 4] | [3, 3, 1..=4] | [1, 3, 3, 4] => true,
        [11] => first.text.starts_with('1'),
        _ => false,
    };
    if !is_part(&first) || !phone_form {
        return None;
    }
    let spans = phone_spans(&digits);
    let mut narrows = Vec::new();
    if !spans.is_empty() {
        narrows.push(Narrow::Phone(spans));
    }
    narrows.push(Narrow::Id(identifier(&first.text)));
    Some((narrows, 1))
}

/// Ranges of phones that begin with these digits: from seven on, as local number or behind an area.
fn phone_spans(digits: &str) -> Vec<PhoneSpan> {
    let digits = if digits.len() == 11 { digits.strip_prefix('1').unwrap_or(digits) } else { digits };
    if !(7..=10).contains(&digits.len()) {
        return Vec::new();
    }
    let mut spans = Vec::new();
    if let (7, Ok(local)) = (digits.len(), digits.parse::<i64>()) {
        spans.push(PhoneSpan { low: local * 1000, high: local * 1000 + 1000, area: None });
    }
    let Some((area, local)) = digits.split_at_checked(3) else { return spans };
    let (Ok(area), Ok(begun)) = (area.parse::<i64>(), local.parse::<i64>()) else { return spans };
    if local.len() == 7 {
        let whole = begun * 1000;
        spans.push(PhoneSpan { low: whole + area, high: whole + area + 1, area: None });
        if area > 0 {
            spans.push(PhoneSpan { low: whole, high: whole + 1, area: None });
        }
    } else {
        let unit = 10_i64.pow(7 - local.len() as u32) * 1000;
        spans.push(PhoneSpan { low: begun * unit, high: (begun + 1) * unit, area: Some(area) });
    }
    spans
}

/// Dates with the month as a word, over two or three pieces: all ways to read the first, and the pieces left.
pub(super) fn worded_dates(chunks: &[Chunk], today: NaiveDate) -> (Vec<Vec<Narrow>>, Vec<Chunk>) {
    for (at, chunk) in chunks.iter().enumerate() {
        for taken in [3, 2, 1] {
            let Some(window) = chunks.get(at..at + taken) else { continue };
            let joined = window.iter().map(|chunk| chunk.text.as_str()).collect::<Vec<_>>().join(" ");
            let month = |word: &str| word.bytes().filter(u8::is_ascii_alphabetic).count() >= 3;
            let digits = joined.bytes().filter(u8::is_ascii_digit).count();
            if !month(&joined) || digits < 3 || !chunk.text.bytes().all(|b| b.is_ascii_alphanumeric()) {
                continue;
            }
            let Some(date) = worded_date(&joined, today) else { continue };
            let rest = chunks.iter().enumerate().filter(|(i, _)| !(at..at + taken).contains(i));
            let narrow = Narrow::Born(Born { spans: date, month_day: None });
            return (vec![vec![narrow]], rest.map(|(_, chunk)| chunk.clone()).collect());
        }
    }
    (Vec::new(), chunks.to_vec())
}

/// `3 may 1950`, `may 3 1950`, `may 1950`, `3may1950`, `3 may 50`.
fn worded_date(text: &str, today: NaiveDate) -> Option<Vec<(i64, i64)>> {
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
    let mut numbers: Vec<String> = Vec::new();
    let mut month = None;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| c.is_ascii_digit() == first.is_ascii_digit() && c.is_ascii_alphanumeric();
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (piece, tail) = rest.split_at_checked(end)?;
        rest = tail;
        if first.is_ascii_digit() {
            numbers.push(piece.to_owned());
        } else if first.is_ascii_alphabetic() && !["st", "nd", "rd", "th", "of"].contains(&piece) {
            let named = |full: &&str| piece.len() >= 3 && (full.starts_with(piece) || piece == "sept");
            let at = MONTHS.iter().position(|full| named(full) && full.get(..3) == piece.get(..3))?;
            if month.replace(at as i64 + 1).is_some() {
                return None;
            }
        }
    }
    let month = month?;
    match numbers.as_slice() {
        [year] if year.len() == 4 => Some(vec![month_span(year.parse().ok()?, month)]),
        [year, day] if year.len() == 4 && day.len() <= 2 => {
            days(&[year.parse().ok()?], month, day.parse().ok()?)
        }
        [day, year] if day.len() <= 2 => days(&years(year, today), month, day.parse().ok()?),
        _ => None,
    }
}

/// All dates that a piece of digits and separators can mean.
fn dates(text: &str, digits: &str, bare: bool, today: NaiveDate) -> Born {
    let found = if bare { bare_dates(digits, today) } else { written_dates(text, today) };
    found.unwrap_or_default()
}

fn bare_dates(digits: &str, today: NaiveDate) -> Option<Born> {
    let part = |from: usize, to: usize| digits.get(from..to);
    let number = |from: usize, to: usize| part(from, to).and_then(|text| text.parse::<i64>().ok());
    let mut spans = Vec::new();
    match digits.len() {
        3 => spans.extend(years(digits, today).into_iter().map(|year| (year * 10_000, (year + 1) * 10_000))),
        4 => spans.extend(years(digits, today).into_iter().map(|year| (year * 10_000, (year + 1) * 10_000))),
        6 => spans.extend(days(&years(part(4, 6)?, today), number(0, 2)?, number(2, 4)?)?),
        8 => {
            let end = i64::from(today.year());
            if (1850..=end).contains(&number(0, 4)?) {
                spans.extend(days(&[number(0, 4)?], number(4, 6)?, number(6, 8)?).unwrap_or_default());
            }
            if spans.is_empty() {
                let (month, day) = month_day(number(0, 2)?, number(2, 4)?)?;
                spans.extend(days(&years(part(4, 8)?, today), month, day)?);
            }
        }
        _ => return None,
    }
    Some(Born { spans: merged(spans), month_day: None })
}

/// `5/3/1950` and what comes before its last key; `1950-05-03`; `5/1950`; `1950-05`.
fn written_dates(text: &str, today: NaiveDate) -> Option<Born> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    if parts.iter().any(|part| !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |text: &str| text.parse::<i64>().ok();
    let short = |text: &str| (1..=2).contains(&text.len());
    let spans = match parts.as_slice() {
        [year, month] | [year, month, ""] if year.len() == 4 && short(month) => {
            vec![month_span(number(year)?, number(month)?)]
        }
        [year, month, day] if year.len() == 4 && short(month) && short(day) => {
            let (year, month, day) = (number(year)?, number(month)?, number(day)?);
            days(&[year], month, day).unwrap_or_else(|| vec![month_span(year, month)])
        }
        [month, year] if short(month) && year.len() >= 3 => {
            let month = number(month).filter(|month| (1..=12).contains(month))?;
            years(year, today).into_iter().map(|year| month_span(year, month)).collect()
        }
        [one, two, year] if short(one) && short(two) && year.len() >= 2 => {
            let (month, day) = month_day(number(one)?, number(two)?)?;
            days(&years(year, today), month, day)?
        }
        [one, two] | [one, two, _] if short(one) && short(two) && text.contains('/') => {
            let month_day = Some(month_day(number(one)?, number(two)?)?);
            return Some(Born { spans: Vec::new(), month_day });
        }
        _ => return None,
    };
    Some(Born { spans: merged(spans), month_day: None })
}

/// Month first, as the house writes it; day first where the first number can be no month.
fn month_day(one: i64, two: i64) -> Option<(i64, i64)> {
    let sound = |month: i64, day: i64| (1..=12).contains(&month) && (1..=31).contains(&day);
    if sound(one, two) { Some((one, two)) } else { sound(two, one).then_some((two, one)) }
}

/// Years that a typed year can mean: four digits one, three a decade, two one in each century up to today.
fn years(text: &str, today: NaiveDate) -> Vec<i64> {
    let this_year = i64::from(today.year());
    let Ok(number) = text.parse::<i64>() else { return Vec::new() };
    let candidates: Vec<i64> = match text.len() {
        2 => vec![1900 + number, 2000 + number],
        3 => (number * 10..number * 10 + 10).collect(),
        4 => vec![number],
        _ => Vec::new(),
    };
    candidates.into_iter().filter(|year| (1850..=this_year).contains(year)).collect()
}

/// The same day in each of the years where the calendar has it.
fn days(years: &[i64], month: i64, day: i64) -> Option<Vec<(i64, i64)>> {
    let exists = |year: &&i64| NaiveDate::from_ymd_opt(**year as i32, month as u32, day as u32).is_some();
    let spans: Vec<(i64, i64)> = years
        .iter()
        .filter(exists)
        .map(|year| year * 10_000 + month * 100 + day)
        .map(|date| (date, date + 1))
        .collect();
    (!spans.is_empty()).then_some(spans)
}

fn month_span(year: i64, month: i64) -> (i64, i64) {
    (year * 10_000 + month * 100, year * 10_000 + (month + 1) * 100)
}

/// Neighbouring spans as one: a decade is one range.
fn merged(spans: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    let mut merged: Vec<(i64, i64)> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.1 == span.0 => last.1 = span.1,
            _ => merged.push(span),
        }
    }
    merged
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
