//! Which codec reads what: a whole input, and a single record of the error queue again.

use super::feed::{Feed, Format};
use crate::domain::facts::{Record, Rejection};
use crate::fault::Fault;
use crate::formats::{
    ReadError, Records,
    csv::{self, CsvRecords, Lookups, Map, Start},
    fhir::FhirRecords,
    hl7v2::Hl7Records,
};
use std::io::{BufRead, Cursor};

/// What the files of an import hold.
pub enum Source {
    /// FHIR R4 as JSON or NDJSON.
    Fhir,
    /// HL7 version 2.
    Hl7,
    /// Tables, by a map.
    Csv(Box<Tables>),
}

/// A map with its text, which is kept with the feed so that rows can be read again without the map's file.
pub struct Tables {
    /// The map.
    pub map: Map,
    text: String,
    pub(super) lookups: Lookups,
}

impl Source {
    /// Tables by the text of a map; `name` is the map's as the person knows it.
    pub fn csv(name: &str, text: String) -> Result<Self, Fault> {
        let map = Map::parse(name, &text)?;
        Ok(Self::Csv(Box::new(Tables { map, text, lookups: Lookups::default() })))
    }

    /// The feed under a name; the sender's keys are unique within it.
    pub fn feed(&self, name: impl Into<String>) -> Feed {
        let (format, settings) = match self {
            Self::Fhir => (Format::Fhir, String::new()),
            Self::Hl7 => (Format::Hl7, String::new()),
            Self::Csv(tables) => (Format::Csv, tables.text.clone()),
        };
        Feed { name: name.into(), format, settings }
    }

    /// Endings of the files that are taken from a folder.
    pub fn endings(&self) -> &'static [&'static str] {
        match self {
            Self::Fhir => &["json", "ndjson", "jsonl"],
            Self::Hl7 => &["hl7", "hl7v2", "hl7b", "txt", "msg", "dat"],
            Self::Csv(_) => &["csv", "tsv", "txt", "psv"],
        }
    }

    /// The records of an input; for tables also the header, which its rows need to be read again.
    pub(super) fn records(
        &self,
        file: &str,
        reader: Box<dyn BufRead + Send>,
    ) -> Result<(Box<dyn Records>, Vec<u8>), ReadError> {
        Ok(match self {
            Self::Fhir => (Box::new(FhirRecords::new(reader, 0)), Vec::new()),
            Self::Hl7 => (Box::new(Hl7Records::new(reader)), Vec::new()),
            Self::Csv(tables) => {
                let table = tables.map.table_for(file).ok_or_else(|| ReadError::Broken {
                    offset: 0,
                    what: "the map names no table for a file of this name".into(),
                })?;
                let records = CsvRecords::new(table, &tables.lookups, reader, Start::FIRST)?;
                let header = records.header().to_vec();
                (Box::new(records), header)
            }
        })
    }
}

/// A record of the queue, to be read again.
pub(super) struct Again<'a> {
    pub format: Format,
    pub settings: &'a str,
    /// Kind in the sender's words: for tables their name.
    pub what: &'a str,
    /// The header of its file, for tables.
    pub header: &'a [u8],
    pub bytes: &'a [u8],
}

/// Reads a corrected record: one, or several where one had swallowed others.
pub(super) fn read_again(again: &Again<'_>) -> Result<Vec<Result<Record, Rejection>>, ReadError> {
    let input = || Box::new(Cursor::new(again.bytes.to_vec()));
    match again.format {
        Format::Fhir => all(&mut FhirRecords::new(input(), 0)),
        Format::Hl7 => all(&mut Hl7Records::new(input())),
        Format::Csv => {
            let broken = |what: String| ReadError::Broken { offset: 0, what };
            let map = Map::parse("the map of the feed", again.settings)
                .map_err(|fault| broken(fault.to_string()))?;
            let table = map
                .order()
                .iter()
                .find(|table| table.name == again.what)
                .ok_or_else(|| broken("the map of the feed has no such table any more".into()))?;
            csv::replay(table, &Lookups::default(), again.header, again.bytes)
        }
        Format::Demo | Format::Hand => Err(ReadError::Broken {
            offset: 0,
            what: "records of the demonstration and of forms are not read again".into(),
        }),
    }
}

fn all(records: &mut dyn Records) -> Result<Vec<Result<Record, Rejection>>, ReadError> {
    let mut read = Vec::new();
    while let Some(record) = records.next()? {
        read.push(record);
    }
    Ok(read)
}
