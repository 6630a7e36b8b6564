//! What look-ups may say of a row whose fields cannot be told: lines of its slip, so that it can be corrected and read
//! again without the look-up's file.
//!
//! ```text
//! # labevents
//! # lab: itemid,label
//! # lab: 51301,White Blood Cells
//! labevent_id,subject_id,…
//! ```
//! Nobody knows yet which part of such a row is the key, so the rows of every part that is one stand there.

use super::lookup::{Lookup, Lookups};
use super::rows::{Dialect, Rows, Shape};
use std::collections::BTreeSet;
use std::io::Cursor;

/// A look-up as one table asks it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Index of the look-up in the map.
    pub lookup: usize,
    /// Its name in the map.
    pub name: String,
    /// The table cannot be read without it.
    pub needed: bool,
    /// Names of its key columns, put together as keys are, and of the columns that are asked for.
    head: Vec<String>,
    /// How many columns make a key.
    key_parts: usize,
}

/// How these lines are written, whatever the file's own way is.
const DIALECT: Dialect = Dialect { delimiter: b',', quote: Some(b'"') };
/// Parts of a row that are tried as keys, and found rows that are kept: a row of more parts is a swallowed file.
const MOST_PARTS: usize = 200;
const MOST_FOUND: usize = 40;

impl Asked {
    /// A look-up at its place in the map.
    pub fn new(lookup: usize, of: &Lookup) -> Self {
        let first = |names: &[String]| names.first().cloned().unwrap_or_default();
        let key: Vec<String> = of.key.iter().map(|spelling| first(&spelling.names)).collect();
        let columns = of.columns.iter().map(|spelling| first(&spelling.names));
        Self {
            lookup,
            name: of.name.clone(),
            needed: !of.optional,
            head: std::iter::once(key.join("|")).chain(columns).collect(),
            key_parts: key.len(),
        }
    }

    fn line(&self, fields: &[&str]) -> Vec<u8> {
        let mut line = format!("# {}: ", self.name).into_bytes();
        for (at, field) in fields.iter().enumerate() {
            super::slip::add(&mut line, field, DIALECT, at > 0);
        }
        line.push(b'\n');
        line
    }
}

/// The lines for a row: for each look-up its columns, then what it has under any part of the row.
pub fn lines(asked: &[Asked], lookups: &Lookups, raw: &[u8], dialect: Dialect) -> Vec<u8> {
    let parts = parts(raw, dialect);
    let mut out = Vec::new();
    for asked in asked {
        let head: Vec<&str> = asked.head.iter().map(String::as_str).collect();
        out.extend(asked.line(&head));
        let Some(rows) = lookups.all().get(asked.lookup) else { continue };
        let found: BTreeSet<String> =
            keys(&parts, asked.key_parts).into_iter().filter(|key| rows.get(key).is_some()).collect();
        for key in found.iter().take(MOST_FOUND) {
            let values = rows.get(key).unwrap_or_default().iter().map(AsRef::as_ref);
            let fields: Vec<&str> = std::iter::once(key.as_str()).chain(values).collect();
            out.extend(asked.line(&fields));
        }
    }
    out
}

/// Reads such a line, if it is one of these look-ups: its name and its row enter `lookups`.
pub fn read(asked: &[Asked], line: &[u8], lookups: &mut Lookups) -> bool {
    let Some(text) = line.strip_prefix(b"# ".as_slice()) else { return false };
    let named =
        |asked: &&Asked| text.strip_prefix(asked.name.as_bytes()).is_some_and(|rest| rest.starts_with(b":"));
    let Some(asked) = asked.iter().find(named) else { return false };
    let row = text.get(asked.name.len() + 1..).unwrap_or_default().trim_ascii().to_vec();
    let mut rows = Rows::new(Box::new(Cursor::new(row)), DIALECT);
    let (mut key, mut values) = (String::new(), Vec::new());
    if let Ok(Some(framed)) = rows.next()
        && framed.shape == Shape::Row
    {
        let cells = rows.cells(&framed);
        let mut fields = (0..cells.len())
            .map(|column| String::from_utf8_lossy(&cells.get(column).unwrap_or_default()).trim().to_owned());
        key = fields.next().unwrap_or_default();
        values = fields.map(String::into_boxed_str).collect();
    }
    lookups.put(asked.lookup, key, values);
    true
}

/// All that stands between delimiters, quotes and ends of lines.
fn parts(raw: &[u8], dialect: Dialect) -> Vec<String> {
    let parts_at = |byte: &u8| {
        *byte == dialect.delimiter || Some(*byte) == dialect.quote || matches!(*byte, b'\n' | b'\r')
    };
    let text = raw.split(parts_at).map(<[u8]>::trim_ascii).filter(|part| !part.is_empty());
    text.take(MOST_PARTS).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}

/// Keys that can be made of the parts; of several columns those of two, in either order, or of neighbours.
fn keys(parts: &[String], columns: usize) -> Vec<String> {
    match columns {
        1 => parts.to_vec(),
        2 => parts.iter().flat_map(|one| parts.iter().map(move |other| format!("{one}|{other}"))).collect(),
        _ => parts.windows(columns.max(1)).map(|parts| parts.join("|")).collect(),
    }
}
