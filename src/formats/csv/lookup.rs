//! Tables that only give names to others' codes: `d_labitems.csv` says what item 50912 is.

use super::super::ReadError;
use super::header::{Layout, Spelling, open};
use super::pattern::Pattern;
use super::row::decode;
use super::rows::{Rows, Shape};
use std::collections::HashMap;
use std::io::BufRead;
use std::sync::Arc;

/// More rows than any list of codes has; a table above it is not a look-up.
const MAX_ROWS: usize = 2_000_000;

/// One look-up of a map.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Name by which columns are asked for: `lab` of `lab.label`.
    pub name: String,
    /// File names that hold it.
    pub files: Vec<Pattern>,
    /// Columns that make its key.
    pub key: Vec<Spelling>,
    /// Columns of the tables that are matched with the key.
    pub on: Vec<String>,
    /// Tables can be read without it; what it would say is empty then.
    pub optional: bool,
    /// Columns that the map asks for.
    pub columns: Vec<Spelling>,
    /// How the file is written.
    pub layout: Layout,
}

/// The rows of one look-up, by key.
#[derive(Clone, Debug, Default)]
pub struct LookupRows {
    by_key: HashMap<Box<str>, Box<[Box<str>]>>,
    loaded: bool,
}

impl LookupRows {
    /// The columns that the map asks for, in its order.
    pub fn get(&self, key: &str) -> Option<&[Box<str>]> {
        self.by_key.get(key).map(AsRef::as_ref)
    }
}

/// All look-ups of one import; shared by the readers of all its files.
#[derive(Clone, Debug, Default)]
pub struct Lookups {
    all: Arc<Vec<LookupRows>>,
}

impl Lookups {
    /// Reads a look-up file; `index` is its place in the map. Of rows with the same key the first counts.
    pub(super) fn load(
        &mut self,
        index: usize,
        lookup: &Lookup,
        reader: Box<dyn BufRead + Send>,
    ) -> Result<(), ReadError> {
        let mut rows = Rows::new(reader, lookup.layout.dialect());
        let header = open(&mut rows, &lookup.layout)?;
        let find = |spelling: &Spelling| header.find(spelling);
        let key = lookup.key.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let columns = lookup.columns.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let mut by_key = HashMap::new();
        while let Some(framed) = rows.next()? {
            if framed.shape != Shape::Row {
                let what =
                    format!("line {} of a look-up table is not a row: a quote is not closed", framed.line);
                return Err(ReadError::Broken { offset: framed.offset, what });
            }
            let cells = rows.cells(&framed);
            let value = |column: &Option<usize>| -> Box<str> {
                let bytes = column.and_then(|column| cells.get(column)).unwrap_or_default();
                decode(bytes, lookup.layout.encoding).into()
            };
            let key = key.iter().map(value).collect::<Vec<_>>().join("|");
            by_key.entry(key.into_boxed_str()).or_insert_with(|| columns.iter().map(value).collect());
            if by_key.len() > MAX_ROWS {
                let what = format!("the look-up table \"{}\" has more than {MAX_ROWS} rows", lookup.name);
                return Err(ReadError::Broken { offset: framed.offset, what });
            }
        }
        if let Some(place) = self.place(index) {
            *place = LookupRows { by_key, loaded: true };
        }
        Ok(())
    }

    /// Adds one row to a look-up, as a slip brings it.
    pub(super) fn put(&mut self, index: usize, key: String, values: Vec<Box<str>>) {
        if let Some(rows) = self.place(index) {
            rows.loaded = true;
            rows.by_key.insert(key.into_boxed_str(), values.into_boxed_slice());
        }
    }

    fn place(&mut self, index: usize) -> Option<&mut LookupRows> {
        let all = Arc::make_mut(&mut self.all);
        if all.len() <= index {
            all.resize_with(index + 1, LookupRows::default);
        }
        all.get_mut(index)
    }

    /// `true` if the look-up was read.
    pub(super) fn has(&self, index: usize) -> bool {
        self.all.get(index).is_some_and(|rows| rows.loaded)
    }

    /// The rows of all look-ups, in the order of the map.
    pub(super) fn all(&self) -> &[LookupRows] {
        &self.all
    }
}
