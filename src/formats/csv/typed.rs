//! Fields with a type: moments, words of a list, keys and references.

use super::dates::Reading;
use super::expr::{Expr, Pick};
use super::row::{FieldFault, Row};
use crate::domain::facts::{Kind, Ref};
use crate::domain::time::{PartialDate, When};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A date or time.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Its text.
    pub expr: Expr,
    /// How the text is read.
    pub reading: Reading,
    /// A column with years to be taken off the year; only the year is known then.
    pub minus: Option<usize>,
}

/// One word of a list.
#[derive(Clone, Debug)]
pub struct Choice<T: 'static> {
    /// Its text.
    pub expr: Expr,
    /// The words that are known and what they mean.
    pub words: &'static [(&'static str, T)],
}

/// The key of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Texts that make it together.
    pub parts: Vec<Expr>,
    /// The file need not have these columns: the key is made of the row itself then.
    pub optional: bool,
}

/// A reference to another object.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What it names.
    pub kind: Kind,
    /// Its key.
    pub key: Key,
}

impl Moment {
    /// When; `None` if the row does not say.
    pub fn when(&self, row: &Row<'_>) -> Result<Option<When>, FieldFault> {
        let text = self.expr.text(row);
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = || self.expr.fault("This is no date of the calendar, or not written as the map says.");
        let told =
            self.reading.read(&text).and_then(|told| told.years_before(row.shift)).ok_or_else(wrong)?;
        let Some(minus) = self.minus else { return Ok(Some(told.when())) };
        let years = row.value(minus);
        if years.is_empty() {
            return Ok(None);
        }
        let wrong = |_| FieldFault { slot: Some(minus), reason: "This is not a number of years.".to_owned() };
        let years: u16 = years.parse().map_err(wrong)?;
        let date = PartialDate::new(told.year() - i32::from(years), None, None);
        let wrong =
            || FieldFault { slot: Some(minus), reason: "The year would lie before year 1.".to_owned() };
        date.map(|date| Some(When::Date(date))).ok_or_else(wrong)
    }

    /// The day or a part of it.
    pub fn date(&self, row: &Row<'_>) -> Result<Option<PartialDate>, FieldFault> {
        Ok(self.when(row)?.map(|when| match when {
            When::Date(date) => date,
            When::At(_) => when.day().into(),
        }))
    }
}

impl<T: Copy> Choice<T> {
    /// What the row says; a word that is neither known nor in the value map is a fault.
    pub fn of(&self, row: &Row<'_>) -> Result<Option<T>, FieldFault> {
        let text = self.expr.text(row);
        if text.is_empty() {
            return Ok(None);
        }
        match self.find(&text) {
            Some(meaning) => Ok(Some(meaning)),
            None => {
                Err(self.expr.fault("The map has no word for this value: correct it, or add it to the map."))
            }
        }
    }

    /// A word of the map itself that is not known.
    pub fn unknown_word(&self) -> Option<&str> {
        let constant = match &self.expr.source {
            Pick::Constant(text) if self.expr.values.is_none() => Some(text),
            _ => None,
        };
        let values = self.expr.values.iter().flat_map(|values| values.words.values().chain(&values.other));
        let mut words = constant.into_iter().chain(values).chain([&self.expr.default]);
        words.find(|word| !word.is_empty() && self.find(word).is_none()).map(AsRef::as_ref)
    }

    fn find(&self, text: &str) -> Option<T> {
        self.words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, meaning)| *meaning)
    }
}

impl Key {
    /// The key of the row's own object; made of the row's bytes where the file names none and need not.
    pub fn own(&self, row: &Row<'_>) -> Result<String, FieldFault> {
        match self.text(row)? {
            Some(key) => Ok(key),
            None => Ok(fingerprint(row.bytes)),
        }
    }

    /// The key of another object; `None` if it names none.
    pub fn other(&self, row: &Row<'_>) -> Option<String> {
        self.text(row).ok().flatten()
    }

    /// A key of several parts holds them with bars between; a bar inside a part is doubled.
    fn text(&self, row: &Row<'_>) -> Result<Option<String>, FieldFault> {
        if let [part] = self.parts.as_slice() {
            return match part.some(row) {
                None if !self.optional => Err(missing(part)),
                key => Ok(key),
            };
        }
        let mut key = String::new();
        for part in &self.parts {
            let text = part.text(row);
            if text.is_empty() {
                return if self.optional { Ok(None) } else { Err(missing(part)) };
            }
            if !key.is_empty() {
                key.push('|');
            }
            key.push_str(&text.replace('|', "||"));
        }
        Ok(Some(key))
    }
}

impl Link {
    /// The reference; `None` if the row names nothing.
    pub fn some(&self, row: &Row<'_>) -> Option<Ref> {
        self.key.other(row).map(|key| Ref { kind: self.kind, key, display: None })
    }

    /// The reference that every row must have.
    pub fn needed(&self, row: &Row<'_>) -> Result<Option<Ref>, FieldFault> {
        match self.key.text(row)? {
            Some(key) => Ok(Some(Ref { kind: self.kind, key, display: None })),
            None => Ok(None),
        }
    }
}

fn missing(part: &Expr) -> FieldFault {
    part.fault("This is empty, and the row cannot be told from others or joined to its record without it.")
}

/// The same row again is the same object.
fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes.trim_ascii());
    digest.iter().take(16).fold(String::from("row "), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
