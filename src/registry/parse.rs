//! One line of text to questions: names in either order, numbers, dates, places, several of them together.
//!
//! A word that can be meant in several ways is read in all of them; the answers are merged. What is typed may be
//! unfinished, so each reading takes a beginning for the whole.

use super::{
    normal::{fold_name, is_suffix, to_ascii},
    parse_names,
    parse_numbers::{self, Label},
};
use crate::{domain::facts::Sex, store::fold_identifier};
use chrono::NaiveDate;

/// A name that is looked for; each part may be unfinished or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NameAsk {
    pub last: String,
    pub first: String,
    pub middle: String,
}

/// Birth dates: ranges of numbers yyyymmdd, upper ends excluded; or only month and day while the year is not typed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Born {
    pub spans: Vec<(i64, i64)>,
    pub month_day: Option<(i64, i64)>,
}

/// Phones: a range of index numbers, upper end excluded, and the area if it must be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PhoneSpan {
    pub low: i64,
    pub high: i64,
    pub area: Option<i64>,
}

/// One thing that narrows the look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Narrow {
    /// Beginning of any identifier, folded to capitals and digits.
    Id(String),
    /// Last four digits of the social security number.
    Ssn4(i64),
    Born(Born),
    Phone(Vec<PhoneSpan>),
    /// ZIP or postcode as an index number.
    Place(i64),
    /// A city in letters, perhaps unfinished.
    City(String),
    Sex(Sex),
    /// Begun too little to narrow anything.
    Nothing,
}

/// One way to understand the whole line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub name: Option<NameAsk>,
    pub narrows: Vec<Narrow>,
    /// Tried only if the others find nobody.
    pub fallback: bool,
}

/// Longest line that is read; the rest is not looked at.
const LONGEST_LINE: usize = 200;
/// Most pieces of a line that are read.
const MOST_CHUNKS: usize = 10;
/// Most words of a name and most numbers: beyond them nobody can tell what is meant.
const MOST_WORDS: usize = 6;
const MOST_NUMBERS: usize = 3;
/// An identifier begun with fewer signs is not looked for beside a name.
const ID_BESIDE_NAME: usize = 4;
/// Most readings of one line, so that a keystroke stays bounded.
const MOST_READINGS: usize = 40;

/// All ways to understand the line, the likeliest first. `today` bounds years of two digits.
pub(super) fn parse(text: &str, today: NaiveDate) -> Vec<Reading> {
    let line: String = text.chars().take(LONGEST_LINE).collect();
    let line = if line.is_ascii() { line } else { to_ascii(&line) };
    let chunks = chunks(&line.to_ascii_lowercase());
    let mut readings = Vec::new();
    let (dates, rest) = parse_numbers::worded_dates(&chunks, today);
    if !dates.is_empty() {
        understand(&rest, &dates, today, &mut readings);
    }
    understand(&chunks, &[], today, &mut readings);
    readings.truncate(MOST_READINGS);
    readings
}

/// A piece of the line between blanks, and whether a comma stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub text: String,
    pub comma: bool,
}

fn chunks(line: &str) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut rest = line;
    while chunks.len() < MOST_CHUNKS {
        let at =
            rest.find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | ':' | '#'));
        let (piece, tail) = rest.split_at_checked(at.unwrap_or(rest.len())).unwrap_or((rest, ""));
        if !piece.is_empty() {
            chunks.push(Chunk { text: piece.to_owned(), comma: false });
        }
        let mut tail_chars = tail.chars();
        let Some(separator) = tail_chars.next() else { break };
        if matches!(separator, ',' | ';')
            && let Some(chunk) = chunks.last_mut()
        {
            chunk.comma = true;
        }
        rest = tail_chars.as_str();
    }
    chunks
}

/// Adds the readings of the pieces, to which `given` narrows belong already.
fn understand(chunks: &[Chunk], given: &[Vec<Narrow>], today: NaiveDate, readings: &mut Vec<Reading>) {
    let mut words: Vec<String> = Vec::new();
    // Words of the surname, if a comma stands behind it.
    let mut comma_after = None;
    let mut numbers: Vec<Vec<Narrow>> = given.to_vec();
    let mut label = Label::None;
    let mut at = 0;
    while let Some(chunk) = chunks.get(at) {
        let has_digit = chunk.text.bytes().any(|b| b.is_ascii_digit());
        let rest = chunks.get(at..).unwrap_or_default();
        if let Some((phone, taken)) = parse_numbers::phone(rest) {
            numbers.push(phone);
            at += taken;
            continue;
        }
        at += 1;
        if has_digit {
            numbers.push(parse_numbers::alternatives(&chunk.text, label, today));
            label = Label::None;
            let begins_with_letters = chunk.text.bytes().take(2).all(|b| b.is_ascii_alphabetic());
            if begins_with_letters && words.len() < MOST_WORDS {
                words.push(fold_name(&chunk.text));
            }
        } else if let Some(found) = next_is_number(rest).then(|| Label::of(&chunk.text)).flatten() {
            label = found;
        } else {
            let word = fold_name(&chunk.text);
            if !word.is_empty() && words.len() < MOST_WORDS {
                words.push(word);
            }
        }
        if chunk.comma && comma_after.is_none() && !words.is_empty() {
            comma_after = Some(words.len());
        }
    }
    numbers.truncate(MOST_NUMBERS);
    if words.len() > 1 {
        let plain: Vec<String> = words.iter().filter(|word| !is_suffix(word)).cloned().collect();
        if !plain.is_empty() {
            words = plain;
        }
    }
    combine(&words, comma_after, &numbers, readings);
}

fn next_is_number(rest: &[Chunk]) -> bool {
    rest.get(1).is_some_and(|next| next.text.bytes().any(|b| b.is_ascii_digit()))
}

/// Every way to read the names with every way to read the numbers.
fn combine(
    words: &[String],
    comma_after: Option<usize>,
    numbers: &[Vec<Narrow>],
    readings: &mut Vec<Reading>,
) {
    let mut ways: Vec<Vec<Narrow>> = vec![Vec::new()];
    for alternatives in numbers {
        let mut longer = Vec::new();
        for way in &ways {
            for narrow in alternatives {
                let known = way.iter().any(|n| std::mem::discriminant(n) == std::mem::discriminant(narrow));
                if !known || matches!(narrow, Narrow::Id(_)) {
                    longer.push(way.iter().chain([narrow]).cloned().collect());
                }
            }
        }
        if !longer.is_empty() {
            ways = longer;
        }
    }
    let names = parse_names::names(words, comma_after);
    for way in &ways {
        let bare = way.iter().all(|narrow| *narrow == Narrow::Nothing);
        let narrows = || way.iter().filter(|narrow| **narrow != Narrow::Nothing).cloned();
        if names.is_empty() && !bare {
            readings.push(Reading { name: None, narrows: narrows().collect(), fallback: false });
        }
        for (name, also) in &names {
            if name.is_none() && bare {
                continue;
            }
            // So few signs of a number tell nothing about a name.
            if way.iter().any(|narrow| matches!(narrow, Narrow::Id(id) if id.len() < ID_BESIDE_NAME)) {
                continue;
            }
            let narrows = also.iter().cloned().chain(narrows()).collect();
            readings.push(Reading { name: name.clone(), narrows, fallback: false });
        }
    }
    // A date whose day and month may have been exchanged is tried when nothing else helps.
    let swapped: Vec<Reading> = readings.iter().filter_map(swapped).collect();
    readings.extend(swapped);
}

/// The reading with day and month of a single birth day exchanged.
fn swapped(reading: &Reading) -> Option<Reading> {
    let mut other = reading.clone();
    let born = other.narrows.iter_mut().find_map(|narrow| match narrow {
        Narrow::Born(born) if !reading.fallback => Some(born),
        _ => None,
    })?;
    let swap = |(low, high): &(i64, i64)| {
        let (month, day) = (low / 100 % 100, low % 100);
        let exchanged = low / 10_000 * 10_000 + day * 100 + month;
        (high - low == 1 && (1..=12).contains(&day) && month != day && month > 0)
            .then_some((exchanged, exchanged + 1))
    };
    born.spans = born.spans.iter().map(swap).collect::<Option<_>>()?;
    if born.spans.is_empty() {
        return None;
    }
    other.fallback = true;
    Some(other)
}

/// An identifier as it is folded in the tables.
pub(super) fn identifier(text: &str) -> String {
    fold_identifier(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn names(text: &str) -> Vec<(String, String, String)> {
        let readings = parse(text, today()).into_iter().filter(|r| r.narrows.is_empty());
        readings.filter_map(|r| r.name).map(|n| (n.last, n.first, n.middle)).collect()
    }

    fn has(text: &str, last: &str, first: &str) -> bool {
        names(text).iter().any(|(l, f, m)| l == last && f == first && m.is_empty())
    }

    fn narrows(text: &str) -> Vec<Narrow> {
        parse(text, today()).into_iter().filter(|r| !r.fallback).flat_map(|r| r.narrows).collect()
    }

    fn born(text: &str, low: i64, high: i64) -> bool {
        narrows(text).iter().any(|n| matches!(n, Narrow::Born(b) if b.spans.contains(&(low, high))))
    }

    #[test]
    fn names_in_either_order() {
        assert!(has("smi joh", "smi", "joh") && has("smi joh", "joh", "smi"));
        assert_eq!(names("Smith, John"), [("smith".into(), "john".into(), String::new())]);
        assert!(has("garcia lopez maria", "garcialopez", "maria"));
        assert!(has("maria de la cruz", "delacruz", "maria"));
        assert!(has("O’Brien", "obrien", ""));
        assert!(names("john q smith").contains(&("smith".into(), "john".into(), "q".into())));
        assert!(has("smith jr john", "smith", "john"));
    }

    #[test]
    fn birth_dates_as_people_type_them() {
        for text in [
            "5/3/1950",
            "05/03/1950",
            "5-3-1950",
            "19500503",
            "05031950",
            "1950-05-03",
            "3 may 1950",
            "may 3 1950",
            "May 3, 1950",
            "3may1950",
            "05/03/50",
            "5.3.50",
            "050350",
            "dob 5/3/1950",
        ] {
            assert!(born(text, 19_500_503, 19_500_504), "{text}: {:?}", narrows(text));
        }
        assert!(born("1950", 19_500_000, 19_510_000));
        assert!(born("5/1950", 19_500_500, 19_500_600));
        assert!(born("may 1950", 19_500_500, 19_500_600));
        assert!(born("1950-05", 19_500_500, 19_500_600));
        assert!(born("5/3/195", 19_550_503, 19_550_504));
        assert!(born("smith 13/5/1950", 19_500_513, 19_500_514));
    }

    #[test]
    fn numbers_are_read_all_ways() {
        let found = narrows("1950");
        assert!(found.contains(&Narrow::Ssn4(1950)) && found.contains(&Narrow::Id("1950".into())));
        assert!(narrows("smith 62704").contains(&Narrow::Place(62704)));
        assert!(narrows("MRN-10023").contains(&Narrow::Id("MRN10023".into())));
        assert_eq!(narrows("ssn 1950"), [Narrow::Ssn4(1950)]);
    }

    #[test]
    fn phones_in_any_form() {
        for text in [
            "(555) 010-1234",
            "5550101234",
            "555-010-1234",
            "555 010 1234",
            "+1 (555) 010-1234",
            "1-555-010-1234",
        ] {
            let whole =
                |n: &Narrow| matches!(n, Narrow::Phone(spans) if spans.iter().any(|s| s.low == 101_234_555));
            assert!(narrows(text).iter().any(whole), "{text}: {:?}", narrows(text));
        }
        let local =
            |n: &Narrow| matches!(n, Narrow::Phone(spans) if spans.iter().any(|s| s.low == 101_234_000));
        assert!(narrows("010-1234").iter().any(local) && narrows("0101234").iter().any(local));
    }

    #[test]
    fn cities_narrow_names() {
        let readings = parse("smith new york", today());
        let city = |r: &Reading| {
            r.narrows == [Narrow::City("newyork".into())]
                && r.name.as_ref().is_some_and(|n| n.last == "smith")
        };
        assert!(readings.iter().any(city));
    }

    #[test]
    fn nothing_is_no_question() {
        for text in ["", "   ", ",,;", "()", "?!"] {
            assert_eq!(parse(text, today()), [], "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]
        #[test]
        fn any_line_is_read(text in "\\PC{0,220}") {
            prop_assert!(parse(&text, today()).len() <= MOST_READINGS);
        }

        #[test]
        fn lines_like_typed_ones_are_read(text in "([a-z]{1,6}|[0-9]{1,11}|[0-9]{1,2}/[0-9]{0,2}/[0-9]{0,4}|[(),./-]| ){0,12}") {
            prop_assert!(parse(&text, today()).len() <= MOST_READINGS);
        }
    }
}
