//! One row as the fields of a map see it: columns found once per file, joined look-ups found once per row.

use super::lookup::LookupRows;
use super::rows::Cells;
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// Where the values of one column of the map come from in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The column as this file spells it, for the error queue.
    pub name: Box<str>,
    /// Its place.
    pub place: Place,
}

/// The place of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file has none; it is optional.
    Absent,
    /// Field of the row, from 0.
    Cell(usize),
    /// Column of the row that the table's `join`-th look-up found.
    Joined {
        /// Index among the table's joins.
        join: usize,
        /// Index among the look-up's columns.
        column: usize,
    },
}

/// A look-up of a table: whose rows, and by which columns of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// Index of the look-up in the map.
    pub lookup: usize,
    /// Columns of the table that make its key.
    pub on: Vec<usize>,
}

/// Encoding of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; a field that is not is read as Windows-1252.
    #[default]
    Utf8,
    /// Windows-1252, which is Latin-1 with the letters that people use.
    Windows1252,
}

/// What is wrong with one field of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Index of the column, if it is one column's.
    pub slot: Option<usize>,
    /// What is wrong and what would be right; never the value.
    pub reason: String,
}

/// One row with all that its fields need.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// Its fields.
    pub cells: Cells<'a>,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The same as text, if they are UTF-8 and the file is said to be.
    pub text: Option<&'a str>,
    /// The columns of the map in this file.
    pub bound: &'a [Bound],
    /// Rows found by the table's joins.
    pub found: &'a [Option<&'a [Box<str>]>],
    /// Words that mean "no value".
    pub nulls: &'a [Box<str>],
    /// Encoding of the file.
    pub encoding: Encoding,
    /// Years that are taken off all dates of the row.
    pub shift: i32,
}

impl<'a> Row<'a> {
    /// A column's value without blanks around it; empty if there is none.
    pub fn value(&self, slot: usize) -> Cow<'a, str> {
        let Some(bound) = self.bound.get(slot) else { return Cow::Borrowed("") };
        let value = match bound.place {
            Place::Absent => return Cow::Borrowed(""),
            Place::Cell(column) => match self.text.and_then(|text| self.cells.part(text, column)) {
                Some(value) => Cow::Borrowed(value),
                None => decode(self.cells.get(column).unwrap_or_default(), self.encoding),
            },
            Place::Joined { join, column } => {
                let found = self.found.get(join).copied().flatten().and_then(|row| row.get(column));
                Cow::Borrowed(found.map_or("", |value| value.as_ref()))
            }
        };
        if self.is_null(&value) { Cow::Borrowed("") } else { value }
    }

    /// `true` for a word that means "no value".
    pub fn is_null(&self, value: &str) -> bool {
        self.nulls.iter().any(|null| **null == *value)
    }
}

/// Columns that say by how many years the dates of a row lie too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Column with a year as the file has it.
    pub from: usize,
    /// Column with the same year as it was.
    pub to: usize,
}

impl Shift {
    /// The years to take off: a multiple of four, so that leap days stay leap days, which brings `from` to at most one
    /// year before and two years after `to`.
    pub fn years(self, row: &Row<'_>) -> Result<i32, FieldFault> {
        let year = |slot: usize| {
            let value = row.value(slot);
            let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<u16>().map_err(|_| FieldFault {
                slot: Some(slot),
                reason: "No year is known by which the dates of this row are moved.".to_owned(),
            })
        };
        let late = i32::from(year(self.from)?) - i32::from(year(self.to)?);
        Ok((late + 1).div_euclid(4) * 4)
    }
}

/// The rows that the joins of a table find for one row.
pub fn join<'a>(row: &Row<'_>, joins: &[Join], lookups: &'a [LookupRows]) -> Vec<Option<&'a [Box<str>]>> {
    let mut key = String::new();
    let find = |join: &Join| {
        key.clear();
        for (index, slot) in join.on.iter().enumerate() {
            if index > 0 {
                key.push('|');
            }
            key.push_str(&row.value(*slot));
        }
        lookups.get(join.lookup)?.get(&key)
    };
    joins.iter().map(find).collect()
}

/// Bytes as text, without blanks around it.
pub fn decode(bytes: Cow<'_, [u8]>, encoding: Encoding) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => {
            let bytes = bytes.trim_ascii();
            match std::str::from_utf8(bytes) {
                Ok(text) if encoding == Encoding::Utf8 || text.is_ascii() => Cow::Borrowed(text),
                _ => WINDOWS_1252.decode_without_bom_handling(bytes).0,
            }
        }
        Cow::Owned(bytes) => Cow::Owned(decode(Cow::Borrowed(&bytes), encoding).into_owned()),
    }
}
