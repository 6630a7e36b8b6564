//! A refused row as a text that stands for itself: the table's name, the names of the columns, the row.
//!
//! ```text
//! # labevents
//! labevent_id,subject_id,…,comments,lab.label
//! 172063,10014354,…,,White Blood Cells
//! ```
//! A clerk sees which value belongs to which column and corrects it; the row is read again with nothing but the map.
//! What look-ups said of the row stands behind it, in columns of their own; what they may say of a row whose fields
//! cannot be told stands in lines above it ([`beside`](super::beside)).

use super::beside;
use super::header::Header;
use super::lookup::Lookups;
use super::map::{Map, Table};
use super::row::{Bound, Place, Row};
use super::rows::Dialect;
use crate::formats::ReadError;
use std::sync::Arc;

/// First sign of a slip.
const SIGN: &[u8] = b"# ";

/// Writes a slip. `row`: the row, if its fields could be told; its look-ups are added then.
pub fn write(
    (table, lookups): (&Table, &Lookups),
    header: &Header,
    dialect: Dialect,
    bound: &[Bound],
    raw: &[u8],
    row: Option<&Row<'_>>,
) -> Vec<u8> {
    let mut names = names(header, dialect);
    let mut line = raw.to_vec();
    if let Some(row) = row {
        let short = header.len().saturating_sub(row.cells.len());
        line.extend(std::iter::repeat_n(dialect.delimiter, short));
        for (slot, column) in bound.iter().enumerate() {
            if matches!(column.place, Place::Joined { .. }) {
                add(&mut names, &column.name, dialect, true);
                add(&mut line, &row.value(slot), dialect, true);
            }
        }
    } else {
        let beside = beside::lines(&table.asked, lookups, raw, dialect);
        names.splice(0..0, beside);
    }
    of_row(&table.name, &names, &line)
}

/// The slip of a row whose fields could be read, and which was refused for what they say.
pub fn of_row(table: &str, names: &[u8], row: &[u8]) -> Vec<u8> {
    [SIGN, table.as_bytes(), b"\n", names, b"\n", row].concat()
}

/// The line with the names of the columns: the file's own, or the map's where the file has none.
pub fn names(header: &Header, dialect: Dialect) -> Vec<u8> {
    let mut names = header.raw.clone();
    if names.is_empty() {
        for column in 0..header.len() {
            add(&mut names, header.name(column), dialect, column > 0);
        }
    }
    names
}

/// The table of a slip, what look-ups say beside it, and where its names of columns begin.
pub fn open<'m>(map: &'m Map, slip: &[u8]) -> Result<(&'m Arc<Table>, Lookups, usize), ReadError> {
    let end = slip.iter().position(|byte| *byte == b'\n').unwrap_or(slip.len());
    let first = slip.get(..end).unwrap_or_default();
    let name = first.strip_prefix(SIGN).map(|name| String::from_utf8_lossy(name.trim_ascii()));
    let table = name.and_then(|name| map.table(&name));
    let wrong = || {
        let known = map.order().iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ");
        let what = format!("the first line has to name the table, as in \"# {known}\"");
        ReadError::Broken { offset: 0, what }
    };
    let table = table.ok_or_else(wrong)?;
    let (mut lookups, mut begin) = (Lookups::default(), (end + 1).min(slip.len()));
    while let Some(rest) = slip.get(begin..) {
        let line = rest.iter().position(|byte| *byte == b'\n').and_then(|end| rest.get(..end));
        match line.filter(|line| beside::read(&table.asked, line, &mut lookups)) {
            Some(line) => begin += line.len() + 1,
            None => break,
        }
    }
    Ok((table, lookups, begin))
}

/// Adds a field at the end of a line, quoted where it must be.
pub(super) fn add(line: &mut Vec<u8>, field: &str, dialect: Dialect, delimited: bool) {
    if delimited {
        line.push(dialect.delimiter);
    }
    let special = |byte: &u8| *byte == dialect.delimiter || matches!(*byte, b'\n' | b'\r');
    match dialect.quote {
        Some(quote) if field.bytes().any(|byte| special(&byte) || byte == quote) => {
            line.push(quote);
            for byte in field.bytes() {
                line.extend(std::iter::repeat_n(byte, 1 + usize::from(byte == quote)));
            }
            line.push(quote);
        }
        Some(_) => line.extend_from_slice(field.as_bytes()),
        None => line.extend(field.bytes().map(|byte| if special(&byte) { b' ' } else { byte })),
    }
}
