//! What the map says of one field: a column, the first of several, a template, a constant; then its value map.

use super::row::{FieldFault, Row};
use std::borrow::Cow;
use std::collections::HashMap;

/// How one field gets its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where the text comes from.
    pub source: Pick,
    /// A part of the text only.
    pub split: Option<Split>,
    /// Other words for its values.
    pub values: Option<Values>,
    /// The text where there would be none.
    pub default: Box<str>,
}

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    /// The same for all rows.
    Constant(Box<str>),
    /// One column.
    Column(usize),
    /// The first of several columns that has a value.
    First(Vec<usize>),
    /// Columns and words between them.
    Template(Template),
}

/// One part of a text: the second of `110/65`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What stands between the parts.
    pub by: Box<str>,
    /// Which part, from 0.
    pub part: usize,
}

/// Values and their other words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// By the value as written in the file.
    pub words: HashMap<Box<str>, Box<str>>,
    /// For values that are not listed; `None`: they stay as they are.
    pub other: Option<Box<str>>,
}

/// Columns and words between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// In order.
    pub pieces: Vec<Piece>,
    /// Of a key: without one of its columns there is no text at all.
    pub whole: bool,
}

/// One piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(Box<str>),
    /// A column, its number rounded to so many significant digits.
    Column(usize, Option<u8>),
    /// Left out unless all its columns have a value.
    Group(Vec<Piece>),
}

impl Expr {
    /// The text for a row; empty if there is none.
    pub fn text<'a>(&'a self, row: &Row<'a>) -> Cow<'a, str> {
        let mut text = match &self.source {
            Pick::Constant(text) => Cow::Borrowed(text.as_ref()),
            Pick::Column(slot) => row.value(*slot),
            Pick::First(slots) => {
                slots.iter().map(|slot| row.value(*slot)).find(|value| !value.is_empty()).unwrap_or_default()
            }
            Pick::Template(template) => Cow::Owned(template.text(row)),
        };
        if let Some(Split { by, part }) = &self.split {
            let nth = text.split(&**by).nth(*part).unwrap_or("").trim();
            text = Cow::Owned(if row.is_null(nth) { String::new() } else { nth.to_owned() });
        }
        if text.is_empty() {
            return Cow::Borrowed(&self.default);
        }
        match self.values.as_ref().and_then(|values| values.word(&text)) {
            Some(word) => Cow::Borrowed(word),
            None => text,
        }
    }

    /// The text, or nothing.
    pub fn some(&self, row: &Row<'_>) -> Option<String> {
        let text = self.text(row);
        (!text.is_empty()).then(|| text.into_owned())
    }

    /// A whole number.
    pub fn integer(&self, row: &Row<'_>) -> Result<Option<i32>, FieldFault> {
        let text = self.text(row);
        if text.is_empty() {
            return Ok(None);
        }
        // Spreadsheets write 3 as 3.0.
        let digits = text.strip_suffix(".0").unwrap_or(&text);
        digits.parse().map(Some).map_err(|_| self.fault("This is not a whole number."))
    }

    /// A number.
    pub fn number(&self, row: &Row<'_>) -> Result<Option<f64>, FieldFault> {
        let text = self.text(row);
        if text.is_empty() {
            return Ok(None);
        }
        number(&text).map(Some).ok_or_else(|| self.fault("This is not a number."))
    }

    /// A fault of this field.
    pub fn fault(&self, reason: impl Into<String>) -> FieldFault {
        FieldFault { slot: self.slot(), reason: reason.into() }
    }

    /// The column that a clerk has to look at.
    pub fn slot(&self) -> Option<usize> {
        match &self.source {
            Pick::Constant(_) => None,
            Pick::Column(slot) => Some(*slot),
            Pick::First(slots) => slots.first().copied(),
            Pick::Template(template) => first_column(&template.pieces),
        }
    }
}

impl Values {
    /// The other word for a value; small and capital letters count as the same where the exact value is not listed.
    fn word(&self, value: &str) -> Option<&str> {
        let exact = self.words.get(value);
        let alike =
            || self.words.iter().find(|(listed, _)| listed.eq_ignore_ascii_case(value)).map(|(_, word)| word);
        exact.or_else(alike).or(self.other.as_ref()).map(AsRef::as_ref)
    }
}

impl Template {
    /// The text of a row. Blanks left by empty columns go, and lines that are empty; without any column, no text.
    fn text(&self, row: &Row<'_>) -> String {
        let mut text = String::new();
        let (filled, empty) = write_pieces(&self.pieces, row, &mut text);
        if filled == 0 || (self.whole && empty > 0) {
            return String::new();
        }
        if empty > 0 || text.ends_with(' ') { tidy(&text) } else { text }
    }
}

/// A number as tables write it; no infinity, no hexadecimal.
pub fn number(text: &str) -> Option<f64> {
    let plain =
        text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    text.parse().ok().filter(|number: &f64| plain && number.is_finite())
}

/// Counts columns with and without a value.
fn write_pieces(pieces: &[Piece], row: &Row<'_>, out: &mut String) -> (usize, usize) {
    let (mut filled, mut empty) = (0, 0);
    for piece in pieces {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Column(slot, digits) => {
                let value = row.value(*slot);
                if value.is_empty() {
                    empty += 1;
                } else {
                    filled += 1;
                    match digits.and_then(|digits| rounded(&value, digits)) {
                        Some(short) => out.push_str(&short),
                        None => out.push_str(&value),
                    }
                }
            }
            Piece::Group(pieces) => {
                let before = out.len();
                let (inside, missing) = write_pieces(pieces, row, out);
                if missing > 0 {
                    out.truncate(before);
                } else {
                    filled += inside;
                }
            }
        }
    }
    (filled, empty)
}

/// A number with so many significant digits and no zeros at the end; `None` if it is no number.
fn rounded(text: &str, digits: u8) -> Option<String> {
    let value = number(text)?;
    if value == 0.0 {
        return Some("0".to_owned());
    }
    let before_point = value.abs().log10().floor() as i32 + 1;
    let decimals = (i32::from(digits) - before_point).max(0) as usize;
    let fixed = format!("{value:.decimals$}");
    let short = if fixed.contains('.') { fixed.trim_end_matches('0').trim_end_matches('.') } else { &fixed };
    Some(short.to_owned())
}

fn tidy(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.split('\n') {
        let mut between = if whole.is_empty() { "" } else { "\n" };
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            whole.push_str(between);
            whole.push_str(word);
            between = " ";
        }
    }
    whole
}

fn first_column(pieces: &[Piece]) -> Option<usize> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Words(_) => None,
        Piece::Column(slot, _) => Some(*slot),
        Piece::Group(pieces) => first_column(pieces),
    })
}
