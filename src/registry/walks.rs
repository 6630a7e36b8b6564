//! Walks over the trees of the index: one statement each, rows handed to a visitor who says when to stop.

use super::{
    card::{Card, Number},
    normal::unzip_names,
    terms::Side,
};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension, Params, Row, types::ValueRef};
use std::cell::Cell;

/// One row of the index. `shown` is record number and spelling where the tree carries them.
#[derive(Clone, Copy, Debug)]
pub(super) struct IndexRow<'a> {
    pub last: &'a str,
    pub first: &'a str,
    pub dob: i64,
    pub patient: i64,
    pub bits: i64,
    pub shown: Option<(&'a str, &'a str)>,
}

/// Whether a walk goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    On,
    Stop,
}

/// What is done with a row.
pub(super) type Visitor<'v> = &'v mut dyn FnMut(&IndexRow<'_>) -> Result<Step, StoreError>;

/// A range of texts, the upper end excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub low: String,
    pub high: String,
}

impl Range {
    /// This name and no other.
    pub fn exactly(name: &str) -> Self {
        Self { low: name.to_owned(), high: format!("{name}a") }
    }

    /// Names that begin so and go on.
    pub fn longer(prefix: &str) -> Self {
        Self { low: format!("{prefix}a"), high: format!("{prefix}{END}") }
    }

    /// Names that begin so.
    pub fn prefix(prefix: &str) -> Self {
        Self { low: prefix.to_owned(), high: format!("{prefix}{END}") }
    }

    /// Whether a name lies in it.
    pub fn holds(&self, name: &str) -> bool {
        self.low.as_str() <= name && name < self.high.as_str()
    }
}

/// The sign behind `z`.
const END: char = '{';

/// What the numbers of a row can tell before its texts are read, and how many rows may be looked at.
///
/// Reading the texts of a row costs four times as much as passing it over.
#[derive(Debug)]
pub(super) struct Sieve {
    /// Birth dates as numbers, the upper end excluded.
    pub born: (i64, i64),
    /// Bits that must be `bits` under `mask`.
    pub mask: i64,
    pub bits: i64,
    seen: Cell<usize>,
    most: usize,
}

impl Sieve {
    /// Lets all of at most so many rows through.
    pub fn open(most: usize) -> Self {
        Self { born: (i64::MIN, i64::MAX), mask: 0, bits: 0, seen: Cell::new(0), most }
    }

    /// Rows looked at.
    pub fn seen(&self) -> usize {
        self.seen.get()
    }

    /// Whether a walk ended because it was too long.
    pub fn exhausted(&self) -> bool {
        self.seen.get() >= self.most
    }

    /// Whether the row's texts are worth reading.
    fn holds(&self, row: &Row<'_>) -> bool {
        self.seen.set(self.seen.get() + 1);
        let (dob, bits) = (int(row, 0), int(row, 1));
        self.born.0 <= dob && dob < self.born.1 && bits & self.mask == self.bits
    }
}

/// People of one last name whose first name lies in a range.
pub(super) fn last_first(
    conn: &Connection,
    sieve: &Sieve,
    last: &str,
    first: &Range,
    visit: Visitor<'_>,
) -> Result<(), StoreError> {
    let sql = include_str!("sql/lf_exact.sql");
    sift(conn, sieve, sql, (last, &first.low, &first.high), |row| visit(&named(row, true)))
}

/// People whose last name lies in a range.
pub(super) fn last_range(
    conn: &Connection,
    sieve: &Sieve,
    last: &Range,
    visit: Visitor<'_>,
) -> Result<(), StoreError> {
    let sql = include_str!("sql/lf_prefix.sql");
    sift(conn, sieve, sql, (&last.low, &last.high), |row| visit(&named(row, true)))
}

/// People of one first name whose last name lies in a range.
pub(super) fn first_last(
    conn: &Connection,
    sieve: &Sieve,
    first: &str,
    last: &Range,
    visit: Visitor<'_>,
) -> Result<(), StoreError> {
    let sql = include_str!("sql/fl_exact.sql");
    sift(conn, sieve, sql, (first, &last.low, &last.high), |row| visit(&named(row, false)))
}

/// People whose first name lies in a range.
pub(super) fn first_range(
    conn: &Connection,
    sieve: &Sieve,
    first: &Range,
    visit: Visitor<'_>,
) -> Result<(), StoreError> {
    let sql = include_str!("sql/fl_prefix.sql");
    sift(conn, sieve, sql, (&first.low, &first.high), |row| visit(&named(row, false)))
}

/// People whose zipped names begin so.
pub(super) fn zipped(
    conn: &Connection,
    sieve: &Sieve,
    both: &Range,
    visit: Visitor<'_>,
) -> Result<(), StoreError> {
    let (mut last, mut first) = (String::new(), String::new());
    sift(conn, sieve, include_str!("sql/zip_prefix.sql"), (&both.low, &both.high), |row| {
        unzip_names(text(row, 3), &mut last, &mut first);
        visit(&IndexRow {
            last: &last,
            first: &first,
            dob: int(row, 0),
            patient: int(row, 2),
            bits: int(row, 1),
            shown: Some((text(row, 4), text(row, 5))),
        })
    })
}

/// People of a range of numbers, the upper end excluded; the number comes with the row.
pub(super) fn numbers(
    conn: &Connection,
    sieve: &Sieve,
    kind: Number,
    (low, high): (i64, i64),
    visit: &mut dyn FnMut(i64, &IndexRow<'_>) -> Result<Step, StoreError>,
) -> Result<(), StoreError> {
    let sql = include_str!("sql/number_range.sql");
    sift(conn, sieve, sql, (kind as i64, low, high), |row| visit(int(row, 5), &named(row, false)))
}

/// People of one number whose last name lies in a range.
pub(super) fn number_last(
    conn: &Connection,
    sieve: &Sieve,
    kind: Number,
    number: i64,
    last: &Range,
    visit: Visitor<'_>,
) -> Result<(), StoreError> {
    let sql = include_str!("sql/number_last.sql");
    sift(conn, sieve, sql, (kind as i64, number, &last.low, &last.high), |row| visit(&named(row, false)))
}

/// Identifiers that begin so: folded value, kind, patient.
pub(super) fn identifiers(
    conn: &Connection,
    prefix: &str,
    visit: &mut dyn FnMut(&str, &str, i64) -> Result<Step, StoreError>,
) -> Result<(), StoreError> {
    // No folded identifier has a sign as high as this behind the prefix.
    let high = format!("{prefix}\u{10ffff}");
    let sql = include_str!("sql/identifiers.sql");
    walk(conn, sql, (prefix, high), |row| visit(text(row, 0), text(row, 1), int(row, 2)))
}

/// The card of a patient in the index.
pub(super) fn card(conn: &Connection, patient: i64) -> Result<Option<Card>, StoreError> {
    let mut statement = conn.prepare_cached(include_str!("sql/card.sql"))?;
    Ok(statement.query_row([patient], |row| Ok(Card::read(text(row, 0)))).optional()?)
}

/// Names that lie in a range with their counts, at most so many.
pub(super) fn terms(
    conn: &Connection,
    side: Side,
    range: &Range,
    most: usize,
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut found = Vec::new();
    walk(conn, include_str!("sql/terms.sql"), (side as i64, &range.low, &range.high, most as i64), |row| {
        found.push((text(row, 0).to_owned(), int(row, 1)));
        Ok(Step::On)
    })?;
    Ok(found)
}

/// How many index rows have this name.
pub(super) fn term_count(conn: &Connection, side: Side, name: &str) -> Result<i64, StoreError> {
    let mut statement = conn.prepare_cached(include_str!("sql/term_count.sql"))?;
    Ok(statement.query_row((side as i64, name), |row| row.get(0)).optional()?.unwrap_or(0))
}

/// How many names begin so, and how many index rows they have; of longer prefixes, their first four letters.
pub(super) fn prefix_counts(conn: &Connection, side: Side, prefix: &str) -> Result<(i64, i64), StoreError> {
    let head = prefix.get(..4).unwrap_or(prefix);
    let mut statement = conn.prepare_cached(include_str!("sql/term_prefix.sql"))?;
    let found = statement.query_row((side as i64, head), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.unwrap_or((0, 0)))
}

/// Names that have this hash among their deletions.
pub(super) fn deletions(
    conn: &Connection,
    side: Side,
    hash: u32,
    most: usize,
    visit: &mut dyn FnMut(&str),
) -> Result<(), StoreError> {
    walk(conn, include_str!("sql/term_deletions.sql"), (hash, side as i64, most as i64), |row| {
        visit(text(row, 0));
        Ok(Step::On)
    })
}

/// Names that have this code of sound.
pub(super) fn sounding(
    conn: &Connection,
    side: Side,
    code: &str,
    most: usize,
    visit: &mut dyn FnMut(&str),
) -> Result<(), StoreError> {
    walk(conn, include_str!("sql/term_sounds.sql"), (code, side as i64, most as i64), |row| {
        visit(text(row, 0));
        Ok(Step::On)
    })
}

/// Places where patients of cities in a range of names live, those with most patients first.
pub(super) fn places(conn: &Connection, city: &Range, most: usize) -> Result<Vec<i64>, StoreError> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    walk(conn, include_str!("sql/city_places.sql"), (&city.low, &city.high, 4 * most as i64), |row| {
        found.push((-int(row, 1), int(row, 0)));
        Ok(Step::On)
    })?;
    found.sort_unstable();
    found.truncate(most);
    let mut places: Vec<i64> = Vec::with_capacity(found.len());
    for (_, place) in found {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}

fn walk(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    mut visit: impl FnMut(&Row<'_>) -> Result<Step, StoreError>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        if visit(row)? == Step::Stop {
            break;
        }
    }
    Ok(())
}

/// A walk over index rows: those that the sieve holds back cost two numbers each.
fn sift(
    conn: &Connection,
    sieve: &Sieve,
    sql: &str,
    params: impl Params,
    mut visit: impl FnMut(&Row<'_>) -> Result<Step, StoreError>,
) -> Result<(), StoreError> {
    walk(conn, sql, params, |row| {
        if sieve.holds(row) && visit(row)? == Step::Stop || sieve.exhausted() {
            return Ok(Step::Stop);
        }
        Ok(Step::On)
    })
}

fn named<'r>(row: &'r Row<'_>, covering: bool) -> IndexRow<'r> {
    IndexRow {
        last: text(row, 3),
        first: text(row, 4),
        dob: int(row, 0),
        patient: int(row, 2),
        bits: int(row, 1),
        shown: covering.then(|| (text(row, 5), text(row, 6))),
    }
}

/// Index rows are ours and typed by the table, so that another type can only be damage, which reads as nothing.
fn text<'r>(row: &'r Row<'_>, idx: usize) -> &'r str {
    row.get_ref(idx).ok().and_then(|value| value.as_str().ok()).unwrap_or_default()
}

fn int(row: &Row<'_>, idx: usize) -> i64 {
    match row.get_ref(idx) {
        Ok(ValueRef::Integer(value)) => value,
        _ => 0,
    }
}
