//! Maps and tables made up for one point each; the real ones are read in tests/csv_maps.rs.

mod maps;
mod rows;
mod tables;

use super::{CsvRecords, Lookups, Map, Start, replay};
use crate::domain::facts::{Record, Rejection};
use crate::formats::Records;
use std::io::Cursor;

/// All rows of a text, by the first table of a map.
fn read_all(map: &Map, text: &[u8], start: Start) -> Vec<Result<Record, Rejection>> {
    let mut records =
        CsvRecords::new(&map.order()[0], &Lookups::default(), Box::new(Cursor::new(text.to_vec())), start)
            .unwrap();
    let mut read = Vec::new();
    while let Some(one) = records.next().unwrap() {
        read.push(one);
    }
    read
}

/// A map of one table: lines of the table, then lines of its one fact.
fn map(table: &str, fact: &str) -> Map {
    let text = format!("name = \"Test\"\n[[table]]\nfile = \"t.csv\"\n{table}\n[[table.fact]]\n{fact}\n");
    Map::parse("test.toml", &text).unwrap()
}

/// A slip read again.
fn again(map: &Map, slip: &[u8]) -> Vec<Result<Record, Rejection>> {
    let mut records = replay(map.toml(), slip.to_vec()).unwrap();
    let mut read = Vec::new();
    while let Some(one) = records.next().unwrap() {
        read.push(one);
    }
    read
}
