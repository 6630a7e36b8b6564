//! Codes that instructions name: `(O24.4-)`, `(J00-J22)`, `(Z79.4)`; so that a note can be followed and pairs be checked.

use crate::domain::codeset::plain_code;
use std::ops::Range;

/// Codes that a note names: one code with all below it, or a range of categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where it stands in the note, in bytes.
    pub at: Range<usize>,
    /// The code, or the first of the range, without dot.
    pub from: String,
    /// The last of the range.
    pub to: Option<String>,
}

impl Named {
    /// Whether a code (without dot) is among those named.
    pub fn takes_in(&self, code: &str) -> bool {
        match &self.to {
            None => code.starts_with(&self.from),
            Some(to) => code >= self.from.as_str() && (code <= to.as_str() || code.starts_with(to.as_str())),
        }
    }
}

/// The codes that a note names, in order.
pub fn codes_in(note: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = note.get(at..).filter(|rest| !rest.is_empty()) {
        let step = rest.chars().next().map_or(1, char::len_utf8);
        let before = note.get(..at).and_then(|text| text.chars().next_back());
        let begins = !before.is_some_and(char::is_alphanumeric);
        match code_at(rest).filter(|_| begins) {
            Some(length) => {
                let (named, end) = named(note, at, length);
                found.push(named);
                at = end;
            }
            None => at += step,
        }
    }
    found
}

/// A code and, after a dash, the last of its range.
fn named(note: &str, at: usize, length: usize) -> (Named, usize) {
    let end = at + length;
    let from = plain_code(note.get(at..end).unwrap_or_default());
    let rest = note.get(end..).unwrap_or_default();
    if let Some(after) = rest.strip_prefix('-')
        && let Some(more) = code_at(after)
    {
        let stop = end + 1 + more;
        let to = plain_code(note.get(end + 1..stop).unwrap_or_default());
        return (Named { at: at..stop, from, to: Some(to) }, stop);
    }
    let stop = if rest.starts_with('-') { end + 1 } else { end };
    (Named { at: at..stop, from, to: None }, stop)
}

/// The length of the code that a text begins with: letter, digit, digit or letter, then a dot with up to four characters.
fn code_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let capital = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !capital(0) || !digit(1) || !(digit(2) || capital(2)) {
        return None;
    }
    let mut length = 3;
    if bytes.get(3) == Some(&b'.') {
        let tail =
            bytes.iter().skip(4).take(4).take_while(|b| b.is_ascii_digit() || b.is_ascii_uppercase()).count();
        // "Z16.-" names all below Z16.
        length = if tail > 0 || bytes.get(4) == Some(&b'-') { 4 + tail } else { 3 };
    }
    let next = bytes.get(length);
    (!next.is_some_and(u8::is_ascii_alphanumeric)).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(note: &str) -> Vec<(String, Option<String>)> {
        codes_in(note).into_iter().map(|named| (named.from, named.to)).collect()
    }

    #[test]
    fn codes_and_ranges_are_found() {
        let one = |code: &str| (code.to_owned(), None);
        assert_eq!(names("gestational diabetes (O24.4-)"), [one("O244")]);
        assert_eq!(
            names("resistance (Z16.-), (E11.21, E13.A) C4A.9"),
            [one("Z16"), one("E1121"), one("E13A"), one("C4A9")]
        );
        assert_eq!(names("influenza (J00-J22)"), [("J00".into(), Some("J22".into()))]);
        assert_eq!(names("type A10 viruses of the B1 group and HIV2"), [one("A10")]);
        let range = &codes_in("(J00-J22)")[0];
        assert!(range.takes_in("J229") && range.takes_in("J00") && !range.takes_in("J23"));
        assert!(codes_in("(O24.4-)")[0].takes_in("O24410"));
    }

    proptest! {
        #[test]
        fn any_note_is_read(note in "\\PC{0,60}") {
            for named in codes_in(&note) {
                prop_assert!(note.get(named.at).is_some());
            }
        }
    }
}
