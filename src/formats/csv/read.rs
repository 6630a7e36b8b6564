//! One file as records, row by row.

use super::super::{MAX_RECORD_BYTES, ReadError, Records};
use super::header::{Header, open};
use super::lookup::Lookups;
use super::map::Table;
use super::row::{Bound, FieldFault, Place, Row, join};
use super::rows::{Cells, Framed, Rows, Shape};
use crate::domain::facts::{Record, Rejection};
use std::io::{BufRead, Cursor};
use std::sync::Arc;

/// Longest field that is taken; a longer one is mostly a quote that was never closed.
pub const MAX_FIELD_BYTES: usize = 1024 * 1024;

/// Where a run begins: at the first row, or where an earlier one was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Byte of the (decompressed) input where a row begins; 0 for the first row.
    pub offset: u64,
    /// Line of that row; 1 is the header.
    pub line: u64,
}

impl Start {
    /// From the first row.
    pub const FIRST: Self = Self { offset: 0, line: 1 };
}

/// One file of one table.
pub struct CsvRecords {
    table: Arc<Table>,
    lookups: Lookups,
    rows: Rows,
    header: Header,
    bound: Vec<Bound>,
}

impl CsvRecords {
    /// Opens a file. `reader` stands at the first byte of the (decompressed) input even if the run goes on in the middle,
    /// because the header says where the columns are.
    ///
    /// Fails before any row if a column or a look-up that the map needs is missing.
    pub fn new(
        table: &Arc<Table>,
        lookups: &Lookups,
        reader: Box<dyn BufRead + Send>,
        start: Start,
    ) -> Result<Self, ReadError> {
        if let Some((_, file)) = table.needs.iter().find(|(index, _)| !lookups.has(*index)) {
            let what =
                format!("the table {} needs the look-up file {file}: import both together", table.name);
            return Err(ReadError::Broken { offset: 0, what });
        }
        let mut records = Self::open(table, lookups, reader)?;
        if start.offset > records.rows.offset() {
            records.rows.go_to(start.offset, start.line)?;
        }
        Ok(records)
    }

    /// The header's own bytes, to be kept with rejected rows for [`replay`]; empty if the map names the columns.
    pub fn header(&self) -> &[u8] {
        &self.header.raw
    }

    /// Where the next row begins, for going on after a stop.
    pub fn place(&self) -> Start {
        Start { offset: self.rows.offset(), line: self.rows.line() }
    }

    fn open(
        table: &Arc<Table>,
        lookups: &Lookups,
        reader: Box<dyn BufRead + Send>,
    ) -> Result<Self, ReadError> {
        let mut rows = Rows::new(reader, table.layout.dialect());
        let header = open(&mut rows, &table.layout)?;
        let bound = bind(table, &header)?;
        Ok(Self { table: Arc::clone(table), lookups: lookups.clone(), rows, header, bound })
    }

    fn record(&self, framed: &Framed) -> Result<Record, Rejection> {
        let cells = self.rows.cells(framed);
        let bytes = self.rows.bytes(framed);
        let reject = |field: String, reason: String| self.rejection(framed, field, reason);
        match framed.shape {
            Shape::Row => {}
            Shape::Unclosed => return Err(reject(String::new(), UNCLOSED.to_owned())),
            Shape::TooLong => return Err(reject(String::new(), too_long())),
        }
        let mut record = Record {
            line: framed.line,
            offset: framed.offset,
            what: self.table.name.clone(),
            facts: Vec::new(),
            kept: None,
            raw: bytes.to_vec(),
        };
        if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == self.rows.delimiter()) {
            record.kept = Some("kept, not applied: an empty row".to_owned());
            return Ok(record);
        }
        self.check(&cells, bytes).map_err(|(field, reason)| reject(field, reason))?;
        let mut row = Row {
            cells,
            bytes,
            bound: &self.bound,
            found: &[],
            nulls: &self.table.layout.nulls,
            encoding: self.table.layout.encoding,
        };
        let found = join(&row, &self.table.joins, self.lookups.all());
        row.found = &found;
        record.facts = self.table.facts(&row).map_err(|fault| reject(self.column(&fault), fault.reason))?;
        if record.facts.is_empty() {
            record.kept = Some(format!("kept, not applied: {}", self.table.kept));
        }
        Ok(record)
    }

    /// What makes a row unfit before any field is looked at: the field's name and the reason.
    fn check(&self, cells: &Cells<'_>, bytes: &[u8]) -> Result<(), (String, String)> {
        let (has, wants) = (cells.len(), self.header.len());
        let surplus =
            (wants..has).any(|column| cells.get(column).is_some_and(|field| !field.trim_ascii().is_empty()));
        if surplus || (has < wants && !self.table.layout.short_rows) {
            let reason = format!(
                "The row has {has} fields where the first line has {wants}: a delimiter or a quote is missing or too many."
            );
            return Err((String::new(), reason));
        }
        let column = |fits: &dyn Fn(&[u8]) -> bool| {
            let index = (0..has).find(|column| cells.get(*column).is_some_and(|field| fits(&field)));
            index.map_or_else(String::new, |index| format!("column {}", self.header.name(index)))
        };
        if bytes.contains(&0) {
            let reason = "The row holds a NUL byte, which no text has: export the file again, or remove it.";
            return Err((column(&|field| field.contains(&0)), reason.to_owned()));
        }
        if bytes.len() > MAX_FIELD_BYTES {
            let name = column(&|field| field.len() > MAX_FIELD_BYTES);
            if !name.is_empty() {
                let reason = format!(
                    "The field is longer than {} KB: most likely a quote before it was never closed.",
                    MAX_FIELD_BYTES / 1024
                );
                return Err((name, reason));
            }
        }
        Ok(())
    }

    fn column(&self, fault: &FieldFault) -> String {
        let bound = fault.slot.and_then(|slot| self.bound.get(slot));
        bound.map_or_else(String::new, |bound| format!("column {}", bound.name))
    }

    fn rejection(&self, framed: &Framed, field: String, reason: String) -> Rejection {
        Rejection {
            line: framed.line,
            offset: framed.offset,
            what: self.table.name.clone(),
            field,
            reason,
            raw: self.rows.bytes(framed).to_vec(),
        }
    }
}

impl Records for CsvRecords {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        match self.rows.next()? {
            Some(framed) => Ok(Some(self.record(&framed))),
            None => Ok(None),
        }
    }
}

/// Reads corrected rows again, with the header of their file: one row, or several where a missing quote had joined them.
///
/// Without its look-ups a row is read all the same; what they would say is empty then. Lines count within `bytes`.
pub fn replay(
    table: &Arc<Table>,
    lookups: &Lookups,
    header: &[u8],
    bytes: &[u8],
) -> Result<Vec<Result<Record, Rejection>>, ReadError> {
    let mut whole = header.to_vec();
    if !whole.is_empty() {
        whole.push(b'\n');
    }
    let before = (whole.len() as u64, u64::from(!whole.is_empty()));
    whole.extend_from_slice(bytes);
    let mut records = CsvRecords::open(table, lookups, Box::new(Cursor::new(whole)))?;
    let mut read = Vec::new();
    while let Some(mut one) = records.next()? {
        let (offset, line) = match &mut one {
            Ok(record) => (&mut record.offset, &mut record.line),
            Err(rejection) => (&mut rejection.offset, &mut rejection.line),
        };
        *offset = offset.saturating_sub(before.0);
        *line = line.saturating_sub(before.1);
        read.push(one);
    }
    Ok(read)
}

const UNCLOSED: &str = "A quote in this line is never closed: add the closing quote, or double the quote if it belongs to the text.";

fn too_long() -> String {
    format!(
        "The row is longer than {} MB; only its beginning is kept here.",
        MAX_RECORD_BYTES / (1024 * 1024)
    )
}

/// Finds the columns of the map in the file, once.
fn bind(table: &Table, header: &Header) -> Result<Vec<Bound>, ReadError> {
    let bind = |column: &super::fields::ColumnPlan| {
        let place = match column.joined {
            Some((join, column)) => Place::Joined { join, column },
            None => header.find(&column.spelling)?.map_or(Place::Absent, Place::Cell),
        };
        let name = match place {
            Place::Cell(index) => header.name(index),
            _ => column.spelling.names.first().map_or("", String::as_str),
        };
        Ok(Bound { name: name.into(), place })
    };
    table.columns.iter().map(bind).collect()
}
