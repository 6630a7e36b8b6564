//! Which codec reads what: a whole input, and a single record of the error queue again.

use super::feed::{Feed, Format};
use crate::fault::Fault;
use crate::formats::{
    ReadError, Records,
    csv::{self, CsvRecords, Lookups, Map, Start},
    fhir::FhirRecords,
    hl7v2::Hl7Records,
};
use std::{
    borrow::Cow,
    io::{BufRead, Cursor},
};

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
                let header = records.names();
                (Box::new(records), header)
            }
        })
    }
}

/// A record as it stands in the error queue: what its codec needs to read it again comes with it.
pub(super) fn as_queued<'r>(format: Format, what: &str, header: &[u8], raw: &'r [u8]) -> Cow<'r, [u8]> {
    match format {
        Format::Csv => csv::slip_of(what, header, raw).into(),
        _ => raw.into(),
    }
}

/// Reads a corrected record: one, or several where one had swallowed others. `settings` are those of its feed.
pub(super) fn read_again(
    format: Format,
    settings: &str,
    bytes: &[u8],
) -> Result<Box<dyn Records>, ReadError> {
    let input = || Box::new(Cursor::new(bytes.to_vec()));
    Ok(match format {
        Format::Fhir => Box::new(FhirRecords::new(input(), 0)),
        Format::Hl7 => Box::new(Hl7Records::new(input())),
        Format::Csv => csv::replay(settings, bytes.to_vec())?,
        Format::Demo | Format::Hand => {
            let what = "records of the demonstration and of forms are not read again".into();
            return Err(ReadError::Broken { offset: 0, what });
        }
    })
}
