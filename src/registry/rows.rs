//! The statements that write single rows of the index.

use super::{
    card::Number,
    terms::{SHORTEST_GUESS, Side, deletions, prefixes, sounds},
};
use crate::store::StoreError;
use rusqlite::Connection;

/// What all rows of one name of one patient have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyRow {
    pub last: String,
    pub first: String,
    /// Both names, zipped.
    pub both: String,
    pub dob: i64,
    pub patient: i64,
    pub bits: i64,
}

pub(super) const INSERT_LF: &str =
    "INSERT INTO name_lf (last, first, dob, patient, bits, mrn, show) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(super) const INSERT_FL: &str =
    "INSERT INTO name_fl (first, last, dob, patient, bits) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const INSERT_ZIP: &str =
    "INSERT INTO name_zip (both, dob, patient, bits, mrn, show) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
pub(super) const INSERT_NUMBER: &str = "INSERT INTO name_number (kind, number, last, first, dob, patient, bits) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const DELETE_LF: &str =
    "DELETE FROM name_lf WHERE last = ?1 AND first = ?2 AND dob = ?3 AND patient = ?4 AND bits = ?5";
const DELETE_FL: &str =
    "DELETE FROM name_fl WHERE first = ?1 AND last = ?2 AND dob = ?3 AND patient = ?4 AND bits = ?5";
const DELETE_ZIP: &str = "DELETE FROM name_zip WHERE both = ?1 AND dob = ?2 AND patient = ?3 AND bits = ?4";
const DELETE_NUMBER: &str =
    "DELETE FROM name_number WHERE kind = ?1 AND number = ?2 AND last = ?3 AND first = ?4
  AND dob = ?5 AND patient = ?6 AND bits = ?7";

/// Adds a name to the three trees of names.
pub(super) fn insert_name(conn: &Connection, key: &KeyRow, mrn: &str, show: &str) -> Result<(), StoreError> {
    let KeyRow { last, first, both, dob, patient, bits } = key;
    conn.prepare_cached(INSERT_LF)?.execute((last, first, dob, patient, bits, mrn, show))?;
    conn.prepare_cached(INSERT_FL)?.execute((first, last, dob, patient, bits))?;
    conn.prepare_cached(INSERT_ZIP)?.execute((both, dob, patient, bits, mrn, show))?;
    Ok(())
}

/// Takes a name out of the three trees of names.
pub(super) fn delete_name(conn: &Connection, key: &KeyRow) -> Result<(), StoreError> {
    let KeyRow { last, first, both, dob, patient, bits } = key;
    conn.prepare_cached(DELETE_LF)?.execute((last, first, dob, patient, bits))?;
    conn.prepare_cached(DELETE_FL)?.execute((first, last, dob, patient, bits))?;
    conn.prepare_cached(DELETE_ZIP)?.execute((both, dob, patient, bits))?;
    Ok(())
}

/// Adds a number under a name.
pub(super) fn insert_number(
    conn: &Connection,
    kind: Number,
    number: i64,
    key: &KeyRow,
) -> Result<(), StoreError> {
    let KeyRow { last, first, dob, patient, bits, .. } = key;
    conn.prepare_cached(INSERT_NUMBER)?.execute((kind as i64, number, last, first, dob, patient, bits))?;
    Ok(())
}

/// Takes a number under a name away.
pub(super) fn delete_number(
    conn: &Connection,
    kind: Number,
    number: i64,
    key: &KeyRow,
) -> Result<(), StoreError> {
    let KeyRow { last, first, dob, patient, bits, .. } = key;
    conn.prepare_cached(DELETE_NUMBER)?.execute((kind as i64, number, last, first, dob, patient, bits))?;
    Ok(())
}

pub(super) const ADD_TERM: &str = "UPDATE term SET n = n + ?3 WHERE kind = ?1 AND name = ?2";
pub(super) const NEW_TERM: &str = "INSERT INTO term (kind, name, n) VALUES (?1, ?2, ?3)";
const DROP_TERM: &str = "DELETE FROM term WHERE kind = ?1 AND name = ?2 AND n <= 0";
pub(super) const COUNT_PREFIX: &str =
    "INSERT INTO term_prefix (kind, prefix, terms, n) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (kind, prefix) DO UPDATE SET terms = terms + excluded.terms, n = n + excluded.n";
const DROP_PREFIX: &str = "DELETE FROM term_prefix WHERE kind = ?1 AND prefix = ?2 AND n <= 0";
pub(super) const INSERT_DELETION: &str = "INSERT INTO term_del (hash, kind, name) VALUES (?1, ?2, ?3)";
const DROP_DELETION: &str = "DELETE FROM term_del WHERE hash = ?1 AND kind = ?2 AND name = ?3";
pub(super) const INSERT_SOUND: &str = "INSERT INTO term_sound (code, kind, name) VALUES (?1, ?2, ?3)";
const DROP_SOUND: &str = "DELETE FROM term_sound WHERE code = ?1 AND kind = ?2 AND name = ?3";

/// Counts index rows of a name up or down; the first brings its errors and sounds with it, the last takes them away.
pub(super) fn count_term(conn: &Connection, side: Side, name: &str, by: i64) -> Result<(), StoreError> {
    let kind = side as i64;
    let mut terms = 0;
    if conn.prepare_cached(ADD_TERM)?.execute((kind, name, by))? == 0 {
        conn.prepare_cached(NEW_TERM)?.execute((kind, name, by))?;
        terms = 1;
    } else if conn.prepare_cached(DROP_TERM)?.execute((kind, name))? > 0 {
        terms = -1;
    }
    for prefix in prefixes(name) {
        conn.prepare_cached(COUNT_PREFIX)?.execute((kind, prefix, terms, by))?;
        if by < 0 {
            conn.prepare_cached(DROP_PREFIX)?.execute((kind, prefix))?;
        }
    }
    if terms == 0 || name.len() < SHORTEST_GUESS {
        return Ok(());
    }
    let (deletion, sound) =
        if terms > 0 { (INSERT_DELETION, INSERT_SOUND) } else { (DROP_DELETION, DROP_SOUND) };
    for hash in deletions(name) {
        conn.prepare_cached(deletion)?.execute((hash, kind, name))?;
    }
    for code in sounds(name) {
        conn.prepare_cached(sound)?.execute((code, kind, name))?;
    }
    Ok(())
}

pub(super) const COUNT_CITY: &str = "INSERT INTO city_place (city, place, n) VALUES (?1, ?2, ?3)
  ON CONFLICT (city, place) DO UPDATE SET n = n + excluded.n";
const DROP_CITY: &str = "DELETE FROM city_place WHERE city = ?1 AND place = ?2 AND n <= 0";

/// Counts the patients of a city in one place up or down.
pub(super) fn count_city(conn: &Connection, city: &str, place: i64, by: i64) -> Result<(), StoreError> {
    conn.prepare_cached(COUNT_CITY)?.execute((city, place, by))?;
    if by < 0 {
        conn.prepare_cached(DROP_CITY)?.execute((city, place))?;
    }
    Ok(())
}
