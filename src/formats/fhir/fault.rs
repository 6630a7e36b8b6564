//! Says which field of a record is wrong, and how, without its value.
//!
//! serde_json names a line and a column; the way to that place is walked again here, only for records that are refused.

use super::scalars::A_NUMBER;
use serde_json::error::{Category, Error};

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// `Patient.name[0].given`, or empty where no field can be named.
    pub field: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl Fault {
    /// For a field named by hand.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }
}

/// The fault that serde_json met in `json`, the text of a resource of type `what`.
pub(super) fn from_json(what: &str, json: &str, error: &Error) -> Fault {
    let offset = offset_of(json, error);
    // The part before ", expected" and the code after "at line" may hold values or are of no use to a reader.
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(words, _)| words);
    if !matches!(error.classify(), Category::Data) {
        let place = walk(what, json.as_bytes(), offset);
        // A bracket that was read as part of a broken word: `tru}`.
        let path = if place.just_closed { place.last_scalar } else { place.path };
        return Fault::new(path, format!("not valid JSON at byte {offset} of the record: {message}"));
    }
    let mut place = walk(what, json.as_bytes(), offset);
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        let known = message.starts_with("duplicate field") || message.starts_with("missing field");
        return Fault::new(place.path, if known { message } else { "this cannot be read" });
    };
    if expected == A_NUMBER && place.just_closed {
        // The fault is known only when the object around the number has been passed.
        place.path = place.last_scalar;
        place.value = place.last_value;
    }
    let expected = in_words(expected);
    let reason = if found.starts_with("invalid value") {
        format!("this cannot be read: {expected} belongs here")
    } else {
        format!("{expected} belongs here, but {} stands here", kind_of(place.value))
    };
    Fault::new(place.path, reason)
}

/// serde's words for what it expects, in ours.
fn in_words(expected: &str) -> &str {
    match expected {
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "a whole number",
        _ if expected.starts_with("struct ") => "an object",
        _ => expected,
    }
}

fn kind_of(first: Option<u8>) -> &'static str {
    match first {
        Some(b'"') => "text",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "nothing (null)",
        Some(b'-' | b'0'..=b'9') => "a number",
        _ => "something else",
    }
}

/// serde_json counts lines from 1 and bytes within the line.
fn offset_of(json: &str, error: &Error) -> usize {
    let lines_before = error.line().saturating_sub(1);
    let line_start: usize = json.split_inclusive('\n').take(lines_before).map(str::len).sum();
    (line_start + error.column()).min(json.len())
}

/// Where in a record a byte stands.
#[derive(Debug, Default)]
struct Place {
    path: String,
    /// First byte of the value there.
    value: Option<u8>,
    /// The byte before is a closing bracket.
    just_closed: bool,
    /// Path and first byte of the last scalar in the object or list that was closed last.
    last_scalar: String,
    last_value: Option<u8>,
}

/// One open bracket.
struct Level {
    object: bool,
    key_next: bool,
    key: String,
    index: usize,
}

fn walk(what: &str, json: &[u8], offset: usize) -> Place {
    let mut levels: Vec<Level> = Vec::new();
    let mut place = Place::default();
    let mut at = 0;
    while let Some(&byte) = json.get(at).filter(|_| at < offset) {
        place.just_closed &= byte.is_ascii_whitespace();
        match byte {
            b'"' => {
                let length = string_length(json.get(at..).unwrap_or_default());
                let text = json.get(at + 1..at + length.saturating_sub(1)).unwrap_or_default();
                match levels.last_mut() {
                    Some(level) if level.key_next => {
                        level.key = String::from_utf8_lossy(text).into_owned();
                        level.key_next = false;
                        place.value = None;
                    }
                    _ => place.value = Some(byte),
                }
                at += length;
                continue;
            }
            b'{' | b'[' => {
                let object = byte == b'{';
                levels.push(Level { object, key_next: object, key: String::new(), index: 0 });
                place.value = None;
            }
            b'}' | b']' => {
                if place.value.is_some() {
                    place.last_scalar = path(what, &levels);
                    place.last_value = place.value;
                }
                levels.pop();
                place.just_closed = true;
                place.value = Some(if byte == b'}' { b'{' } else { b'[' });
            }
            b',' => {
                if let Some(level) = levels.last_mut() {
                    level.key_next = level.object;
                    level.index += 1;
                }
                place.value = None;
            }
            b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ if place.value.is_none() => place.value = Some(byte),
            _ => {}
        }
        at += 1;
    }
    if place.value.is_none() {
        // The fault was met before the value was read.
        place.value = json.get(offset..).and_then(|rest| rest.trim_ascii_start().first().copied());
    }
    place.path = path(what, &levels);
    place
}

/// Bytes of the string that begins here, with its quotes.
fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    let inside = text.iter().skip(1).position(|&byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    inside.map_or(text.len(), |inside| inside + 2)
}

fn path(what: &str, levels: &[Level]) -> String {
    let mut path = what.to_owned();
    for level in levels {
        if !level.object {
            path = format!("{path}[{}]", level.index);
        } else if !level.key.is_empty() {
            path.push('.');
            path.push_str(&level.key);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::super::parts::{Meta, Quantity};
    use super::super::scalars::{Day, List, Text};
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Sample<'a> {
        #[serde(borrow, rename = "id")]
        _id: Option<Text<'a>>,
        #[serde(rename = "birthDate")]
        _birth_date: Option<Day>,
        #[serde(default, rename = "amount")]
        _amount: List<Quantity<'a>>,
        #[serde(rename = "active")]
        _active: Option<bool>,
        #[serde(rename = "meta")]
        _meta: Option<Meta<'a>>,
    }

    fn fault(json: &str) -> (String, String) {
        let error = serde_json::from_str::<Sample<'_>>(json).unwrap_err();
        let fault = from_json("Patient", json, &error);
        (fault.field, fault.reason)
    }

    #[test]
    fn the_field_at_fault_is_named() {
        let number = "a number belongs here, but text stands here";
        for (json, field, reason) in [
            (r#"{"id": 5, "birthDate":"1950"}"#, "Patient.id", "text belongs here, but a number stands here"),
            (r#"{"id":{"a":1}}"#, "Patient.id", "text belongs here, but an object stands here"),
            (
                r#"{"x":[1,{"id":3}], "id" : ["a"]}"#,
                "Patient.id",
                "text belongs here, but a list stands here",
            ),
            (
                r#"{"birthDate":"31.03.1950"}"#,
                "Patient.birthDate",
                "this cannot be read: a date such as 1950-03-31, 1950-03 or 1950 belongs here",
            ),
            (r#"{"amount":[{"value":1.5},{"value":"1"}]}"#, "Patient.amount[1].value", number),
            (r#"{"amount":[{"value":"secret" }]}"#, "Patient.amount[0].value", number),
            (r#"{"amount":[{"value":"1","unit":"mg"}]}"#, "Patient.amount[0].value", number),
            (r#"{"amount":{}}"#, "Patient.amount", "a list belongs here, but an object stands here"),
            (r#"{"active":"yes"}"#, "Patient.active", "true or false belongs here, but text stands here"),
            ("{\n \"meta\":\n  \"x\"}", "Patient.meta", "an object belongs here, but text stands here"),
            (r#"{"id":"a","id":"b"}"#, "Patient.id", "duplicate field `id`"),
        ] {
            assert_eq!(fault(json), (field.to_owned(), reason.to_owned()), "{json}");
        }
    }

    #[test]
    fn broken_json_is_told_with_its_place() {
        let (field, reason) = fault(r#"{"id":"a","active":tru}"#);
        assert_eq!(field, "Patient.active");
        assert!(reason.starts_with("not valid JSON at byte 2"), "{reason}");
        assert!(fault(r#"{"id":"a\qb"}"#).1.contains("invalid escape"));
    }

    proptest! {
        #[test]
        fn no_fault_panics_or_tells_a_value(json in r#"[{\["a-z:,.\]}0-9 ]{0,60}"#) {
            if let Err(error) = serde_json::from_str::<Sample<'_>>(&json) {
                let _ = from_json("Patient", &json, &error);
            }
        }

        #[test]
        fn values_stay_secret(secret in "[A-Z]{8}", place in 0_usize..5) {
            let name = ["id", "birthDate", "amount", "active", "meta"][place];
            for value in [format!("\"{secret}\""), format!("[\"{secret}\"]"), format!("{{\"{secret}\":\"{secret}\"}}")] {
                let json = format!("{{\"{name}\":{value}}}");
                if let Err(error) = serde_json::from_str::<Sample<'_>>(&json) {
                    prop_assert!(!from_json("Patient", &json, &error).reason.contains(&secret));
                }
            }
        }
    }
}
