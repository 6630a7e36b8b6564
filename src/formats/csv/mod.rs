//! Tables of any layout, by a map that a person writes: which columns of which file say what about patients, stays,
//! diagnoses, procedures, results, medication, claims and clinicians.
//!
//! [`Map`] is the checked TOML, [`CsvRecords`] reads one file of one of its tables, [`replay`] a row that was refused and
//! corrected.
//! Look-up tables (codes and their names) are loaded first, by [`Map::load_lookup`].

mod beside;
mod clinical;
mod dates;
mod encounter;
mod expr;
mod fields;
mod header;
mod lookup;
mod map;
mod patient;
mod pattern;
mod read;
mod result;
mod row;
mod rows;
mod section;
mod slip;
#[cfg(test)]
mod tests;
mod typed;

pub use lookup::Lookups;
pub use map::{Map, SHIPPED, Table};
pub use read::{CsvRecords, MAX_FIELD_BYTES, Start, replay};
pub use slip::of_row as slip_of;
