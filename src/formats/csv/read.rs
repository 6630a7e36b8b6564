//! One file as records, row by row.

use super::super::{MAX_RECORD_BYTES, ReadError, Records};
use super::header::{Header, Layout, open};
use super::lookup::Lookups;
use super::map::{Map, Table};
use super::row::{Bound, Encoding, FieldFault, Place, Row, join};
use super::rows::{Cells, Framed, Rows, Shape};
use super::slip;
use crate::domain::facts::{Fact, Record, Rejection};
use crate::fault::Fault;
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
///
/// `raw` of its records is the row alone; `raw` of its rejections is a slip for [`replay`]: the table's name, the
/// names of the columns and the row.
pub struct CsvRecords {
    table: Arc<Table>,
    lookups: Lookups,
    rows: Rows,
    header: Header,
    bound: Vec<Bound>,
    /// Rows of a slip: what they are looked up by must be in it.
    alone: bool,
}

/// Why a row is refused: the field, the reason, and whether its fields could be told.
struct Refusal {
    field: String,
    reason: String,
    is_row: bool,
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
        let mut records = Self::open(table, lookups, reader, &table.layout)?;
        if start.offset > records.rows.offset() {
            records.rows.go_to(start.offset, start.line)?;
        }
        Ok(records)
    }

    /// The line with the names of the columns, which [`slip_of`](super::slip_of) puts before a row.
    pub fn names(&self) -> Vec<u8> {
        slip::names(&self.header, self.rows.dialect())
    }

    /// Where the next row begins, for going on after a stop.
    pub fn place(&self) -> Start {
        Start { offset: self.rows.offset(), line: self.rows.line() }
    }

    fn open(
        table: &Arc<Table>,
        lookups: &Lookups,
        reader: Box<dyn BufRead + Send>,
        layout: &Layout,
    ) -> Result<Self, ReadError> {
        let mut rows = Rows::new(reader, layout.dialect());
        let header = open(&mut rows, layout)?;
        let bound = bind(table, &header)?;
        Ok(Self { table: Arc::clone(table), lookups: lookups.clone(), rows, header, bound, alone: false })
    }

    fn record(&self, framed: &Framed) -> Result<Record, Rejection> {
        let bytes = self.rows.bytes(framed);
        let mut record = Record {
            line: framed.line,
            offset: framed.offset,
            what: self.table.name.clone(),
            facts: Vec::new(),
            kept: None,
            raw: Vec::new(),
        };
        let encoding = self.table.layout.encoding;
        let text = std::str::from_utf8(bytes).ok().filter(|_| encoding == Encoding::Utf8);
        let mut row = Row {
            cells: self.rows.cells(framed),
            bytes,
            text,
            bound: &self.bound,
            found: &[],
            nulls: &self.table.layout.nulls,
            encoding,
            shift: 0,
        };
        let found = join(&row, &self.table.joins, self.lookups.all());
        row.found = &found;
        match self.facts(framed, &mut row) {
            Ok(facts) => record.facts = facts,
            Err(refusal) => return Err(self.rejection(framed, &row, refusal)),
        }
        if record.facts.is_empty() {
            let reason = if self.is_blank(bytes) { "an empty row" } else { &self.table.kept };
            record.kept = Some(format!("kept, not applied: {reason}"));
        }
        record.raw = bytes.to_vec();
        Ok(record)
    }

    fn facts(&self, framed: &Framed, row: &mut Row<'_>) -> Result<Vec<Fact>, Refusal> {
        let no_row = |reason: String| Refusal { field: String::new(), reason, is_row: false };
        match framed.shape {
            Shape::Row if self.is_blank(row.bytes) => return Ok(Vec::new()),
            Shape::Row => {}
            Shape::Unclosed => return Err(no_row(UNCLOSED.to_owned())),
            Shape::TooLong => return Err(no_row(too_long())),
        }
        self.check(&row.cells, row.bytes)?;
        if self.alone {
            self.check_beside(row)?;
        }
        let refuse =
            |fault: FieldFault| Refusal { field: self.column(&fault), reason: fault.reason, is_row: true };
        if let Some(shift) = self.table.shift {
            row.shift = shift.years(row).map_err(refuse)?;
        }
        self.table.facts(row).map_err(refuse)
    }

    /// What makes a row unfit before any field is looked at.
    fn check(&self, cells: &Cells<'_>, bytes: &[u8]) -> Result<(), Refusal> {
        let (has, wants) = (cells.len(), self.header.len());
        let filled = |column| cells.get(column).is_some_and(|field| !field.trim_ascii().is_empty());
        if (wants..has).any(filled) || (has < wants && !self.table.layout.short_rows) {
            let reason = format!(
                "The row has {has} fields where the first line has {wants}: a delimiter or a quote is missing or too many."
            );
            return Err(Refusal { field: String::new(), reason, is_row: false });
        }
        let column = |fits: &dyn Fn(&[u8]) -> bool| {
            let index = (0..has).find(|column| cells.get(*column).is_some_and(|field| fits(&field)));
            index.map_or_else(String::new, |index| format!("column {}", self.header.name(index)))
        };
        if let Some(stray) = cells.stray() {
            let reason = "There is text behind the closing quote: a quote is missing here or in a row above, or a quote of the text is not doubled.";
            let field = format!("column {}", self.header.name(stray));
            return Err(Refusal { field, reason: reason.to_owned(), is_row: false });
        }
        if bytes.contains(&0) {
            let reason = "The row holds a NUL byte, which no text has: export the file again, or remove it.";
            let field = column(&|field| field.contains(&0));
            return Err(Refusal { field, reason: reason.to_owned(), is_row: true });
        }
        if bytes.len() > MAX_FIELD_BYTES {
            let field = column(&|field| field.len() > MAX_FIELD_BYTES);
            if !field.is_empty() {
                let limit = MAX_FIELD_BYTES / 1024;
                let reason = format!(
                    "The field is longer than {limit} KB: most likely a quote before it was never closed."
                );
                return Err(Refusal { field, reason, is_row: true });
            }
        }
        Ok(())
    }

    /// Whether what the row is looked up by stands in its slip. Slips of rows that could be read need no such lines.
    fn check_beside(&self, row: &Row<'_>) -> Result<(), Refusal> {
        for (number, (join, asked)) in self.table.joins.iter().zip(&self.table.asked).enumerate() {
            let asks = self
                .bound
                .iter()
                .any(|bound| matches!(bound.place, Place::Joined { join, .. } if join == number));
            let found = row.found.get(number).copied().flatten().is_some();
            if !asks || found || !asked.needed || !self.lookups.has(asked.lookup) {
                continue;
            }
            let key = join.on.iter().map(|slot| row.value(*slot)).collect::<Vec<_>>().join("|");
            let reason = format!(
                "What \"{0}\" says of {key} is not known here: add a line \"# {0}: {key},...\" below the first one, in the order that \"# {0}:\" shows, or import the corrected row with its tables.",
                asked.name
            );
            return Err(Refusal { field: String::new(), reason, is_row: false });
        }
        Ok(())
    }

    fn is_blank(&self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == self.rows.dialect().delimiter)
    }

    fn column(&self, fault: &FieldFault) -> String {
        let bound = fault.slot.and_then(|slot| self.bound.get(slot));
        bound.map_or_else(String::new, |bound| format!("column {}", bound.name))
    }

    fn rejection(&self, framed: &Framed, row: &Row<'_>, refusal: Refusal) -> Rejection {
        let told = refusal.is_row.then_some(row);
        Rejection {
            line: framed.line,
            offset: framed.offset,
            what: self.table.name.clone(),
            field: refusal.field,
            reason: refusal.reason,
            raw: slip::write(
                (&self.table, &self.lookups),
                &self.header,
                self.rows.dialect(),
                &self.bound,
                row.bytes,
                told,
            ),
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

/// Reads a corrected slip, the `raw` of a rejection, with the map as TOML: one row, or several where a missing quote had
/// joined them.
pub fn replay(map: &str, slip: Vec<u8>) -> Result<Box<dyn Records>, ReadError> {
    let unreadable =
        |fault: Fault| ReadError::Broken { offset: 0, what: format!("the map of this feed: {fault}") };
    let map = Map::parse("map", map).map_err(unreadable)?;
    let (table, lookups, begin) = slip::open(&map, &slip)?;
    let mut reader = Cursor::new(slip);
    reader.set_position(begin as u64);
    // A slip names its columns even where files of this table do not.
    let layout = Layout { columns: None, ..table.layout.clone() };
    let records = CsvRecords::open(table, &lookups, Box::new(reader), &layout)?;
    Ok(Box::new(CsvRecords { alone: true, ..records }))
}

const UNCLOSED: &str = "A quote in this line is never closed: add the closing quote, or double the quote if it belongs to the text.";

fn too_long() -> String {
    format!(
        "The row is longer than {} MB; only its beginning is kept here.",
        MAX_RECORD_BYTES / (1024 * 1024)
    )
}

/// Finds the columns of the map in the file, once. On a slip, what look-ups said stands in columns of their name.
fn bind(table: &Table, header: &Header) -> Result<Vec<Bound>, ReadError> {
    let bind = |column: &super::fields::ColumnPlan| {
        let first = column.spelling.names.first().map_or("", String::as_str);
        let place = match column.joined {
            Some((join, column)) => match header.exactly(first) {
                Some(index) => Place::Cell(index),
                None => Place::Joined { join, column },
            },
            None => header.find(&column.spelling)?.map_or(Place::Absent, Place::Cell),
        };
        let name = match place {
            Place::Cell(index) => header.name(index),
            _ => first,
        };
        Ok(Bound { name: name.into(), place })
    };
    table.columns.iter().map(bind).collect()
}
