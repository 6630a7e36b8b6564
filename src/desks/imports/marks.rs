//! Where in a record the field stands that a fault names: `PID-7` of a message, `Patient.birthDate` of a resource, the column
//! of a row. What is not there cannot be marked.

use crate::intake::Format;
use std::ops::Range;

/// What the department calls a field, and where it stands in a message and in a resource.
const WORDS: [(&str, &str, &str); 4] = [
    ("birth date", "PID-7", "birthDate"),
    ("death", "PID-29", "deceasedDateTime"),
    ("patient", "PID-3", "subject"),
    ("record number", "PID-3", "identifier"),
];

/// The places of a field in a record laid out by `record`, in order, none within another.
pub fn find(text: &str, format: Format, field: &str) -> Vec<Range<usize>> {
    let known = WORDS.iter().find(|(words, ..)| *words == field);
    match format {
        Format::Hl7 => in_message(text, known.map_or(field, |(_, place, _)| place)),
        Format::Fhir => in_resource(text, known.map_or(field, |(.., place)| place)),
        Format::Csv => in_row(text, field).into_iter().collect(),
        Format::Demo | Format::Hand => Vec::new(),
    }
}

/// `PID-7`: the seventh field of each PID segment; `PID`: the segments themselves.
fn in_message(text: &str, field: &str) -> Vec<Range<usize>> {
    let (id, number) = match field.split_once('-') {
        Some((id, number)) => {
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            (id, digits.parse::<usize>().ok())
        }
        None => (field, None),
    };
    if id.len() != 3 || !id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return Vec::new();
    }
    let is_header = |id: &str| matches!(id, "MSH" | "BHS" | "FHS");
    let separator = text.lines().find_map(|line| line.strip_prefix("MSH")?.chars().next()).unwrap_or('|');
    let mut marks = Vec::new();
    for (start, line) in lines(text) {
        let Some(rest) = line.strip_prefix(id) else { continue };
        if !rest.is_empty() && !rest.starts_with(separator) {
            continue;
        }
        let whole = start..start + line.len();
        match number {
            None => marks.push(whole),
            // The separator itself is the first field of a header.
            Some(number) if is_header(id) => {
                marks.extend(piece(start, line, separator, number.saturating_sub(1)));
            }
            Some(number) => marks.extend(piece(start, line, separator, number)),
        }
    }
    marks
}

/// A piece of a line between separators; of an empty one the separator before it.
fn piece(start: usize, line: &str, separator: char, number: usize) -> Option<Range<usize>> {
    let mut at = start;
    for (idx, piece) in line.split(separator).enumerate() {
        let end = at + piece.len();
        if idx == number {
            return Some(if piece.is_empty() {
                at.saturating_sub(separator.len_utf8()).max(start)..at
            } else {
                at..end
            });
        }
        at = end + separator.len_utf8();
    }
    None
}

/// `Patient.birthDate`: the member with its value, or its name alone where the value is no plain one.
fn in_resource(text: &str, field: &str) -> Vec<Range<usize>> {
    let path: Vec<&str> = field.split('.').map(|part| part.split('[').next().unwrap_or(part)).collect();
    // A resource type is not part of the way.
    let path = match path.split_first() {
        Some((first, rest)) if first.starts_with(|c: char| c.is_ascii_uppercase()) => rest,
        _ => path.as_slice(),
    };
    if path.is_empty() || path.contains(&"") {
        return Vec::new();
    }
    let mut way: Vec<Step<'_>> = Vec::new();
    let mut marks = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let at = text.len() - rest.len();
        let taken = match char {
            '{' => {
                way.push(Step::Object(""));
                1
            }
            '[' => {
                way.push(Step::Array);
                1
            }
            '}' | ']' => {
                way.pop();
                1
            }
            '"' => {
                let length = string_length(rest);
                if let Some(range) = member(text, at, length, &mut way, path) {
                    marks.push(range);
                }
                length
            }
            other => other.len_utf8(),
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    marks
}

/// A level of the way to a value.
enum Step<'t> {
    /// Inside an object, at this member.
    Object(&'t str),
    /// Inside an array.
    Array,
}

/// A string that is a member's name moves the way; its range if the way is the one that is looked for.
fn member<'t>(
    text: &'t str,
    at: usize,
    length: usize,
    way: &mut [Step<'t>],
    path: &[&str],
) -> Option<Range<usize>> {
    let after = text.get(at + length..)?;
    let value = after.trim_start().strip_prefix(':')?.trim_start();
    let name = text.get(at + 1..(at + length).checked_sub(1)?)?;
    if let Some(Step::Object(member)) = way.last_mut() {
        *member = name;
    } else {
        return None;
    }
    let names = way.iter().filter_map(|step| match step {
        Step::Object(name) => Some(*name),
        Step::Array => None,
    });
    if !names.eq(path.iter().copied()) {
        return None;
    }
    let start = text.len() - value.len();
    let end = match value.chars().next() {
        Some('"') => start + string_length(value),
        Some('{' | '[') | None => at + length,
        Some(_) => start + value.find([',', '}', ']', '\n']).unwrap_or(value.len()),
    };
    Some(at..end)
}

/// Bytes of the string that a text begins with, its quotes with it; all of the text if it never ends.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The cell under a name of the second line; the first line names the table.
fn in_row(text: &str, field: &str) -> Option<Range<usize>> {
    let mut first = lines(text).skip(1);
    let (_, names) = first.next()?;
    let (start, _) = first.next()?;
    let count = |delimiter: &char| names.chars().filter(|char| char == delimiter).count();
    let delimiter = ['\t', ',', ';', '|'].into_iter().rev().max_by_key(count)?;
    let column = cells(names, delimiter).position(|cell| {
        names.get(cell).is_some_and(|name| name.trim().trim_matches('"').eq_ignore_ascii_case(field))
    })?;
    let row = text.get(start..)?;
    let cell = cells(row, delimiter).nth(column)?;
    // Of an empty cell the sign before it is marked.
    let from = if cell.is_empty() { cell.start.saturating_sub(1) } else { cell.start };
    Some(start + from..start + cell.end)
}

/// The cells of a row; delimiters within quotes belong to their cell.
fn cells(row: &str, delimiter: char) -> impl Iterator<Item = Range<usize>> {
    let mut quoted = false;
    let mut ends: Vec<usize> = row
        .char_indices()
        .filter_map(|(at, char)| {
            quoted ^= char == '"';
            (char == delimiter && !quoted).then_some(at)
        })
        .collect();
    ends.push(row.len());
    let mut start = 0;
    ends.into_iter().map(move |end| {
        let cell = start..end;
        start = end + delimiter.len_utf8();
        cell
    })
}

/// Lines with the byte at which each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let at = start;
        start += line.len() + 1;
        (at, line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked<'t>(text: &'t str, format: Format, field: &str) -> Vec<&'t str> {
        find(text, format, field).into_iter().map(|mark| text.get(mark).unwrap()).collect()
    }

    #[test]
    fn fields_of_messages_are_found() {
        let text = "MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\nPID|1||1001||Smith||1850\nOBX|1|NM\nOBX|2|ST";
        assert_eq!(marked(text, Format::Hl7, "PID-7"), ["1850"]);
        assert_eq!(marked(text, Format::Hl7, "birth date"), ["1850"]);
        assert_eq!(marked(text, Format::Hl7, "MSH-9"), ["ADT^A01"]);
        assert_eq!(marked(text, Format::Hl7, "MSH-9.2"), ["ADT^A01"]);
        assert_eq!(marked(text, Format::Hl7, "PID-6"), ["|"]);
        assert_eq!(marked(text, Format::Hl7, "OBX-2"), ["NM", "ST"]);
        assert_eq!(marked(text, Format::Hl7, "PID"), ["PID|1||1001||Smith||1850"]);
        for field in ["PV1-2", "PID-99", "", "name", "a-b-c"] {
            assert_eq!(marked(text, Format::Hl7, field), [""; 0], "{field}");
        }
        assert_eq!(marked("MSH#^~\\&#A\nPID#1#2", Format::Hl7, "PID-2"), ["2"]);
    }

    #[test]
    fn members_of_resources_are_found_by_their_way() {
        let text = r#"{"resourceType": "Patient", "name": [{"given": ["birthDate"]}], "birthDate": "18-0\"1", "contact": [{"birthDate": 1}], "active": true}"#;
        assert_eq!(marked(text, Format::Fhir, "Patient.birthDate"), [r#""birthDate": "18-0\"1""#]);
        assert_eq!(marked(text, Format::Fhir, "birth date"), [r#""birthDate": "18-0\"1""#]);
        assert_eq!(marked(text, Format::Fhir, "Patient.contact.birthDate"), [r#""birthDate": 1"#]);
        assert_eq!(marked(text, Format::Fhir, "Patient.name[0].given"), [r#""given""#]);
        assert_eq!(marked(text, Format::Fhir, "active"), [r#""active": true"#]);
        for field in ["Patient", "Patient.gone", "", "Patient."] {
            assert_eq!(marked(text, Format::Fhir, field), [""; 0], "{field}");
        }
        assert_eq!(marked(r#"{"a": "#, Format::Fhir, "a"), [r#""a""#]);
    }

    #[test]
    fn cells_of_rows_are_found_by_their_column() {
        let text = "# patients\nmrn,\"name\",born\n1001,\"Smith, John\",1850-13-01";
        assert_eq!(marked(text, Format::Csv, "born"), ["1850-13-01"]);
        assert_eq!(marked(text, Format::Csv, "Name"), ["\"Smith, John\""]);
        assert_eq!(marked(text, Format::Csv, "gone"), [""; 0]);
        assert_eq!(marked("# p\na\tb\n1\t", Format::Csv, "b"), ["\t"]);
        assert_eq!(marked("# p\na", Format::Csv, "a"), [""; 0]);
    }
}
