//! A refused record as people see and correct it: nothing in it can act on the terminal, the place at fault is marked, and
//! what nobody touched goes back byte for byte.

use super::{layout, marks, words::size};
use crate::{
    intake::{Format, ImportErrorRaw},
    kit::Reader,
    look::{GlyphSet, harmless_text},
};
use std::{borrow::Cow, ops::Range};

/// Longest record that is corrected in a text area; longer ones are corrected in their files.
pub const MOST_EDITED: usize = 64 * 1024;

/// Longest piece of a record that is shown.
const MOST_SHOWN: usize = 256 * 1024;

/// Pictures of the control characters 0 to 31 begin here; 127 has one of its own.
const PICTURES: u32 = 0x2400;

/// A reader of the record, the place at fault marked.
pub fn reader(found: &ImportErrorRaw) -> Reader {
    let (text, marks) = shown(&found.raw, found.entry.format, &found.entry.field);
    Reader::marked(text, marks)
}

/// What to know of the record: its size, and how it is shown.
pub fn remark(found: &ImportErrorRaw) -> String {
    let (text, is_utf8) = decoded(beginning(&found.raw));
    let mut remarks = vec![size(found.raw.len() as i64)];
    if found.raw.len() > MOST_SHOWN {
        remarks.push(format!("the first {} are shown", size(MOST_SHOWN as i64)));
    }
    if !is_utf8 {
        remarks.push("not in UTF-8, shown as Latin-1".into());
    }
    if text.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t')) {
        remarks.push("control characters are shown as <1B>".into());
    }
    remarks.join("; ")
}

/// The record as harmless text, and the places in it that a fault speaks of.
pub fn shown(raw: &[u8], format: Format, field: &str) -> (String, Vec<Range<usize>>) {
    let (text, _) = decoded(beginning(raw));
    let text = on_lines(&text, format);
    let marks = marks::find(&text, format, field);
    let mut harmless = String::with_capacity(text.len());
    let mut moved = Vec::with_capacity(marks.len());
    let mut done = 0;
    for mark in marks {
        harmless.push_str(&visible(text.get(done..mark.start).unwrap_or_default()));
        let start = harmless.len();
        harmless.push_str(&visible(text.get(mark.start..mark.end).unwrap_or_default()));
        moved.push(start..harmless.len());
        done = mark.end;
    }
    harmless.push_str(&visible(text.get(done..).unwrap_or_default()));
    (harmless, moved)
}

/// The record as it is put into the text area: on lines, control characters as pictures of themselves.
pub fn to_edit(raw: &[u8], format: Format) -> String {
    let (text, _) = decoded(raw);
    let lines = on_lines(&text, format);
    if has_pictures(&text) {
        return lines;
    }
    lines.chars().map(|char| if char == '\n' { char } else { picture(char) }).collect()
}

/// The corrected text as bytes for the codec, in the encoding and with the line ends of the record that it came from.
pub fn from_edit(text: &str, raw: &[u8], format: Format) -> Result<Vec<u8>, String> {
    let (before, is_utf8) = decoded(raw);
    let plain = |char: char| if has_pictures(&before) { char } else { control(char) };
    let line_end = if format == Format::Hl7 { '\r' } else { '\n' };
    let chars = text.chars().map(|char| if char == '\n' { line_end } else { plain(char) });
    if is_utf8 {
        return Ok(chars.collect::<String>().into_bytes());
    }
    let byte = |char: char| {
        u8::try_from(u32::from(char)).map_err(|_| {
            format!("The record is not in UTF-8: \"{char}\" cannot be written in its encoding. Use another letter.")
        })
    };
    chars.map(byte).collect()
}

/// At most [`MOST_SHOWN`] bytes, not cut inside a character.
fn beginning(raw: &[u8]) -> &[u8] {
    let Some((first, _)) = raw.split_at_checked(MOST_SHOWN) else { return raw };
    match std::str::from_utf8(first) {
        Err(error) if error.error_len().is_none() => first.get(..error.valid_up_to()).unwrap_or(first),
        _ => first,
    }
}

/// The text, and whether it is UTF-8; else each byte is the character of its number, so that all bytes come back.
fn decoded(raw: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(raw) {
        Ok(text) => (Cow::Borrowed(text), true),
        Err(_) => (raw.iter().map(|byte| char::from(*byte)).collect::<String>().into(), false),
    }
}

/// Segments, members and rows on lines of their own.
fn on_lines(text: &str, format: Format) -> String {
    let text = text.trim_matches(['\r', '\n']);
    match format {
        Format::Hl7 => text.replace("\r\n", "\n").replace('\r', "\n"),
        Format::Fhir if !text.contains('\n') => layout::json(text),
        _ => text.replace("\r\n", "\n"),
    }
}

/// Control characters as their numbers, everything else as the screen can show it.
fn visible(text: &str) -> String {
    let acts = |char: char| char.is_control() && !matches!(char, '\n' | '\t');
    if !text.contains(acts) {
        return harmless_text(text, GlyphSet::Ascii).into_owned();
    }
    let numbers: String = text
        .chars()
        .map(|char| if acts(char) { format!("<{:02X}>", u32::from(char)) } else { char.to_string() })
        .collect();
    harmless_text(&numbers, GlyphSet::Ascii).into_owned()
}

fn has_pictures(text: &str) -> bool {
    text.chars().any(|char| matches!(char, '\u{2400}'..='\u{241f}' | '\u{2421}'))
}

fn picture(char: char) -> char {
    match char {
        '\0'..='\u{1f}' => char::from_u32(PICTURES + u32::from(char)).unwrap_or(char),
        '\u{7f}' => '\u{2421}',
        _ => char,
    }
}

fn control(char: char) -> char {
    match char {
        '\u{2400}'..='\u{241f}' => char::from_u32(u32::from(char) - PICTURES).unwrap_or(char),
        '\u{2421}' => '\u{7f}',
        _ => char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ADT: &[u8] =
        b"MSH|^~\\&|A|B|C|D|202611220800||ADT^A01|1|P|2.5\rPID|1||1001^^^H||Smith^Jo\x1b[2Jhn||18500231|M\r";

    fn marked(raw: &[u8], format: Format, field: &str) -> Vec<String> {
        let (text, marks) = shown(raw, format, field);
        marks.into_iter().map(|mark| text.get(mark).unwrap().to_owned()).collect()
    }

    #[test]
    fn control_characters_are_seen_and_do_nothing() {
        let (text, _) = shown(ADT, Format::Hl7, "");
        assert!(text.contains("Jo<1B>[2Jhn") && text.lines().count() == 2, "{text}");
        assert_eq!(marked(ADT, Format::Hl7, "PID-7"), ["18500231"]);
    }

    #[test]
    fn what_is_not_touched_goes_back_as_it_came() {
        let text = to_edit(ADT, Format::Hl7);
        assert!(text.contains("Jo␛[2Jhn"), "{text}");
        assert_eq!(from_edit(&text, ADT, Format::Hl7).unwrap(), ADT.strip_suffix(b"\r").unwrap());
        let latin = b"MSH|^~\\&|\rPID|1||||N\xfa\xf1ez\r";
        let text = to_edit(latin, Format::Hl7);
        assert!(text.contains("Núñez"), "{text}");
        assert_eq!(from_edit(&text, latin, Format::Hl7).unwrap(), latin.strip_suffix(b"\r").unwrap());
        assert!(from_edit("山田", latin, Format::Hl7).is_err());
        let table = b"# patients\nmrn\tname\n1\t\t";
        assert_eq!(from_edit(&to_edit(table, Format::Csv), table, Format::Csv).unwrap(), table);
    }

    #[test]
    fn long_records_are_cut_between_characters() {
        let long = "ä".repeat(MOST_SHOWN);
        let (text, _) = shown(&long.as_bytes()[1..], Format::Csv, "");
        assert!(text.len() <= 4 * MOST_SHOWN);
        assert_eq!(beginning(long.as_bytes()).len(), MOST_SHOWN);
        assert_eq!(beginning(format!("x{long}").as_bytes()).len(), MOST_SHOWN - 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_shown_harmless(raw in prop::collection::vec(any::<u8>(), 0..200), format in 0_usize..3, field in "\\PC{0,12}") {
            let format = [Format::Hl7, Format::Fhir, Format::Csv][format];
            let (text, marks) = shown(&raw, format, &field);
            prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'));
            for mark in marks {
                prop_assert!(text.get(mark).is_some());
            }
        }

        #[test]
        fn any_hl7_goes_back_as_it_came(raw in "[A-Z|^~&\r\u{1b}\u{0}\t é]{0,80}") {
            let trimmed = raw.trim_matches(['\r', '\n']);
            let back = from_edit(&to_edit(raw.as_bytes(), Format::Hl7), raw.as_bytes(), Format::Hl7).unwrap();
            prop_assert_eq!(String::from_utf8(back).unwrap(), trimmed);
        }
    }
}
