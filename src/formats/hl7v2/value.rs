//! OBX-5 by its data type: numbers with their sign, words, dates, coded answers; and reference ranges.

use super::message::{Part, Segment};
use super::time::Stamp;
use super::types;
use crate::domain::facts::ResultValue;

/// Longer texts are no range but a remark, and would take long to search.
const LONGEST_RANGE: usize = 64;

/// What an OBX found; several numbers in one field are several values.
pub fn read(obx: Segment<'_>) -> Vec<ResultValue> {
    let field = obx.field(5);
    let kind = obx.text(2).to_ascii_uppercase();
    // A range or a unit beside it makes a number of what is sent as a string.
    let measured = kind == "NM" || !obx.field(6).is_empty() || !obx.field(7).is_empty();
    let values: Vec<ResultValue> = match kind.as_str() {
        "SN" => field.reps().map(structured).collect(),
        "NM" | "" | "ST" | "TX" => {
            let words: Vec<String> = field.reps().map(Part::text).filter(|t| !t.is_empty()).collect();
            let numbers: Vec<ResultValue> = words.iter().filter_map(|w| number(w, measured)).collect();
            if numbers.len() == words.len() { numbers } else { text(words) }
        }
        "CE" | "CWE" | "CNE" | "CF" | "IS" | "ID" => text(field.reps().filter_map(types::words).collect()),
        "DT" | "TS" | "DTM" => text(field.reps().map(day_or_time).collect()),
        "TM" => text(field.reps().map(time_of_day).collect()),
        "FT" => text(vec![field.lines()]),
        _ => text(field.reps().map(|rep| rep.words().join(" ")).collect()),
    };
    if values.is_empty() { vec![ResultValue::Absent(absence(&obx.text(11)).to_owned())] } else { values }
}

/// Whether a row is running text: TX or FT without unit, range or flag.
pub fn is_narrative(obx: Segment<'_>) -> bool {
    matches!(obx.text(2).as_str(), "TX" | "FT") && [6, 7, 8].iter().all(|field| obx.field(*field).is_empty())
}

/// Low and high of a reference range: `3.5-5.0`, `3.5 - 5.0`, `-2--1`, `< 5`, `>10`, `0 to 4`.
pub fn range(text: &str) -> (Option<f64>, Option<f64>) {
    let text = text.trim();
    if text.len() > LONGEST_RANGE {
        return (None, None);
    }
    for (sign, is_low) in [("<=", false), (">=", true), ("<", false), (">", true)] {
        if let Some(bound) = text.strip_prefix(sign) {
            let bound = plain_number(bound.trim());
            return if is_low { (bound, None) } else { (None, bound) };
        }
    }
    // The first character may be the sign of the low bound.
    let separators = text.char_indices().skip(1).filter(|(_, c)| matches!(c, '-' | '_' | '–' | 't'));
    for (at, c) in separators {
        let Some((low, high)) = text.split_at_checked(at) else { continue };
        let high = if c == 't' { high.strip_prefix("to") } else { high.strip_prefix(c) };
        let bounds = high.and_then(|high| plain_number(low.trim()).zip(plain_number(high.trim())));
        if let Some((low, high)) = bounds {
            return (Some(low), Some(high));
        }
    }
    (None, None)
}

fn text(words: Vec<String>) -> Vec<ResultValue> {
    let words: Vec<String> = words.into_iter().filter(|w| !w.is_empty()).collect();
    if words.is_empty() { Vec::new() } else { vec![ResultValue::Text(words.join("; "))] }
}

/// A number with its sign. A bare number counts only where something says that it was `measured`.
fn number(words: &str, measured: bool) -> Option<ResultValue> {
    let signs = [("<=", "<="), (">=", ">="), ("≤", "<="), ("≥", ">="), ("<", "<"), (">", ">")];
    let signed =
        signs.iter().find_map(|(sent, sign)| words.strip_prefix(sent).map(|rest| (*sign, rest.trim())));
    let (comparator, digits) = match signed {
        Some(signed) => signed,
        None if measured => ("", words),
        None => return None,
    };
    let value = plain_number(digits)?;
    Some(ResultValue::Number { comparator: comparator.to_owned(), value, text: digits.to_owned() })
}

fn plain_number(digits: &str) -> Option<f64> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    let begins = digits.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    digits.parse::<f64>().ok().filter(|n| plain && begins && n.is_finite())
}

/// SN: comparator, number, separator or suffix, number.
fn structured(rep: Part<'_>) -> ResultValue {
    let [sign, first, between, second] = [1, 2, 3, 4].map(|n| rep.comp(n).text());
    let value = plain_number(&first);
    match value {
        Some(value)
            if between.is_empty()
                && second.is_empty()
                && matches!(sign.as_str(), "" | "=" | "<" | ">" | "<=" | ">=") =>
        {
            let comparator = if sign == "=" { String::new() } else { sign };
            ResultValue::Number { comparator, value, text: first }
        }
        _ => ResultValue::Text(format!("{sign}{first}{between}{second}")),
    }
}

/// A date or time as words: the sender's own day and clock.
fn day_or_time(rep: Part<'_>) -> String {
    match Stamp::read(rep.comp(1).part(1).raw()) {
        Ok(Some(stamp)) => match stamp.time {
            Some(time) => format!("{} {}", stamp.date, time.format("%H:%M")),
            None => stamp.date.to_string(),
        },
        _ => rep.text(),
    }
}

fn time_of_day(rep: Part<'_>) -> String {
    let text = rep.comp(1).text();
    match (text.get(..2), text.get(2..4)) {
        (Some(hour), Some(minute)) if text.bytes().take(4).all(|b| b.is_ascii_digit()) => {
            format!("{hour}:{minute}")
        }
        _ => text,
    }
}

/// Why there is no value, by OBX-11.
fn absence(status: &str) -> &'static str {
    match status {
        "I" => "pending",
        "X" => "could not be obtained",
        "D" | "W" => "withdrawn",
        "N" => "not asked",
        "O" => "ordered",
        _ => "no value",
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::Message;
    use super::*;
    use proptest::prelude::*;

    fn values(obx: &str) -> Vec<String> {
        let text = format!("MSH|^~\\&|A\rOBX|1|{obx}");
        let message = Message::parse(&text).unwrap();
        let found = read(message.segment("OBX").unwrap());
        found
            .into_iter()
            .map(|value| match value {
                ResultValue::Number { comparator, value, text } => format!("{comparator}{value} as {text}"),
                ResultValue::Text(words) => format!("'{words}'"),
                ResultValue::Absent(why) => format!("none: {why}"),
            })
            .collect()
    }

    #[test]
    fn values_are_read_by_their_type() {
        for (obx, want) in [
            ("NM|c||4.06", "4.06 as 4.06"),
            ("NM|c||1.10", "1.1 as 1.10"),
            ("NM|c||<0.5", "<0.5 as 0.5"),
            ("NM|c||60~120", "60 as 60, 120 as 120"),
            ("NM|c||see note", "'see note'"),
            ("NM|c||inf", "'inf'"),
            ("NM|c||||||||I", "none: pending"),
            ("NM|c||\"\"", "none: no value"),
            ("SN|c||^182", "182 as 182"),
            ("SN|c||>^100", ">100 as 100"),
            ("SN|c||^1^:^128", "'1:128'"),
            ("SN|c||^2^+", "'2+'"),
            ("SN|c||<>^3", "'<>3'"),
            ("ST|c||12345", "'12345'"),
            ("ST|c||12345|mg", "12345 as 12345"),
            ("ST|c||> 10", ">10 as 10"),
            ("ST|c||<NEGATIVE>", "'<NEGATIVE>'"),
            ("CWE|c||27268008^Salmonella^SCT", "'Salmonella'"),
            ("CE|c||A^Aa~B", "'Aa; B'"),
            ("DT|c||20210818", "'2021-08-18'"),
            ("TS|c||202108181530-0500", "'2021-08-18 15:30'"),
            ("TM|c||1530", "'15:30'"),
            ("RP|c||http://a/b?c=1\\T\\d=2^^IM^JPEG", "'http://a/b?c=1&d=2 IM JPEG'"),
            ("FN|c||^182", "'182'"),
        ] {
            assert_eq!(values(obx).join(", "), want, "{obx}");
        }
    }

    #[test]
    fn ranges_have_two_ends_or_one() {
        for (text, want) in [
            ("70-80", (Some(70.0), Some(80.0))),
            ("70_105", (Some(70.0), Some(105.0))),
            ("3.5 - 5.0", (Some(3.5), Some(5.0))),
            ("-2--1", (Some(-2.0), Some(-1.0))),
            ("-2-3", (Some(-2.0), Some(3.0))),
            ("1e-3-2", (Some(1e-3), Some(2.0))),
            ("0 to 4", (Some(0.0), Some(4.0))),
            ("< 5", (None, Some(5.0))),
            (">=60", (Some(60.0), None)),
            ("negative", (None, None)),
            ("", (None, None)),
            ("-", (None, None)),
            ("5", (None, None)),
        ] {
            assert_eq!(range(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_range_is_read_or_left(text in any::<String>(), number in "[0-9.<>=–_t -]{0,16}") {
            let _ = (range(&text), range(&number));
        }
    }
}
