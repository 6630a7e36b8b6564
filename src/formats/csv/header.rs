//! The first line of a file and how the file is written: delimiter, quotes, encoding, names of the columns.

use super::super::ReadError;
use super::row::{Encoding, decode};
use super::rows::{Dialect, Rows, Shape};

/// How a file is written, as the map says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Byte between fields; `None`: told from the first line.
    pub delimiter: Option<u8>,
    /// Byte around fields; `None`: no quoting.
    pub quote: Option<u8>,
    /// Encoding.
    pub encoding: Encoding,
    /// Names of the columns in their order, for files without a header line.
    pub columns: Option<Vec<String>>,
    /// Rows may have fewer fields than the header.
    pub short_rows: bool,
    /// Words that mean "no value".
    pub nulls: Vec<Box<str>>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            delimiter: Some(b','),
            quote: Some(b'"'),
            encoding: Encoding::Utf8,
            columns: None,
            short_rows: false,
            nulls: Vec::new(),
        }
    }
}

/// One column as the map spells it, in one or more ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The first that the file has counts.
    pub names: Vec<String>,
    /// The file need not have it.
    pub optional: bool,
}

/// The columns of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    folded: Vec<String>,
    /// Bytes of the line, empty if the map names the columns.
    pub raw: Vec<u8>,
}

/// Delimiters that are tried where the map leaves it open.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How much of a first line is looked at.
const FIRST_LINE_BYTES: usize = 64 * 1024;

impl Layout {
    /// The dialect, a comma where the first line has yet to tell.
    pub fn dialect(&self) -> Dialect {
        Dialect { delimiter: self.delimiter.unwrap_or(b','), quote: self.quote }
    }
}

impl Spelling {
    /// From `last_name|surname?`: spellings, and a question mark where the file need not have the column.
    pub fn new(text: &str) -> Self {
        let (names, optional) = match text.trim_end().strip_suffix('?') {
            Some(names) => (names, true),
            None => (text, false),
        };
        Self { names: names.split('|').map(|name| name.trim().to_owned()).collect(), optional }
    }
}

impl Header {
    /// Number of columns.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The column's name in this file.
    pub fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// The place of the one column of exactly this name.
    pub fn exactly(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The place of a column: spelled exactly so, else alike but for capitals, blanks, hyphens and underscores.
    ///
    /// `Ok(None)`: an optional column that the file does not have. The messages never show the line itself: in a file
    /// that lacks its header it is a patient.
    pub fn find(&self, spelling: &Spelling) -> Result<Option<usize>, ReadError> {
        for name in &spelling.names {
            let folded = fold(name);
            let places = |names: &[String], wanted: &str| -> Vec<usize> {
                names.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(place, _)| place).collect()
            };
            let exact = places(&self.names, name);
            let found = if exact.is_empty() { places(&self.folded, &folded) } else { exact };
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Some(*one)),
                _ => return Err(broken(format!("two columns are called {name}: rename one of them"))),
            }
        }
        if spelling.optional {
            return Ok(None);
        }
        let columns = if self.len() == 1 { "1 column".to_owned() } else { format!("{} columns", self.len()) };
        Err(broken(format!(
            "the column {} is missing: the first line has {columns}, none of that name; choose the map for this \
             table, or correct the first line",
            spelling.names.join(" or ")
        )))
    }
}

/// Reads the header, or takes the names that the map gives; the rows that follow are the table's.
pub fn open(rows: &mut Rows, layout: &Layout) -> Result<Header, ReadError> {
    let first = rows.peek(4)?;
    let first = first.get(..4).unwrap_or(first);
    if first.starts_with(b"\xFF\xFE") || first.starts_with(b"\xFE\xFF") || first.contains(&0) {
        return Err(broken("the file is in UTF-16 or not a text at all: save it as CSV in UTF-8".to_owned()));
    }
    rows.skip_bom()?;
    if layout.delimiter.is_none() {
        let delimiter = guess(rows.peek(FIRST_LINE_BYTES)?, layout.quote);
        rows.set_dialect(Dialect { delimiter, quote: layout.quote });
    }
    if let Some(columns) = &layout.columns {
        return Ok(Header::new(columns.clone(), Vec::new()));
    }
    let Some(framed) = rows.next()? else {
        return Err(broken(
            "the file is empty: not even a first line with the names of the columns".to_owned(),
        ));
    };
    if framed.shape != Shape::Row {
        return Err(broken(
            "the first line, with the names of the columns, has a quote that is not closed".to_owned(),
        ));
    }
    let cells = rows.cells(&framed);
    let name = |column| decode(cells.get(column).unwrap_or_default(), layout.encoding).into_owned();
    Ok(Header::new((0..cells.len()).map(name).collect(), rows.bytes(&framed).to_vec()))
}

impl Header {
    fn new(names: Vec<String>, raw: Vec<u8>) -> Self {
        let folded = names.iter().map(|name| fold(name)).collect();
        Self { names, folded, raw }
    }
}

/// The delimiter that the first line has most of, outside quotes.
fn guess(bytes: &[u8], quote: Option<u8>) -> u8 {
    let mut inside = false;
    let mut counts = [0_usize; DELIMITERS.len()];
    for byte in bytes {
        match byte {
            _ if Some(*byte) == quote => inside = !inside,
            _ if inside => {}
            b'\n' | b'\r' => break,
            _ => {
                for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
                    *count += usize::from(*byte == delimiter);
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let found = DELIMITERS.iter().zip(counts).find(|(_, count)| *count == most && most > 0);
    found.map_or(b',', |(delimiter, _)| *delimiter)
}

/// `Last Name`, `last-name` and `LAST_NAME` are one name.
fn fold(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn broken(what: String) -> ReadError {
    ReadError::Broken { offset: 0, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &'static [u8], layout: &Layout) -> Result<Header, ReadError> {
        open(&mut Rows::new(Box::new(text), layout.dialect()), layout)
    }

    #[test]
    fn names_are_found_however_they_are_cased() {
        let header = header(b"\xEF\xBB\xBFLast Name,first-name,DOB\n", &Layout::default()).unwrap();
        let find = |text: &str| header.find(&Spelling::new(text)).unwrap();
        assert_eq!(find("surname|last_name"), Some(0));
        assert_eq!(find("FIRST_NAME"), Some(1));
        assert_eq!(find("sex?"), None);
        let missing = header.find(&Spelling::new("sex|gender")).unwrap_err().to_string();
        assert!(missing.contains("sex or gender") && missing.contains("3 columns"), "{missing}");
    }

    #[test]
    fn twins_among_the_names_are_refused_only_if_asked_for() {
        let header = header(b"a,id,ID,id\n", &Layout::default()).unwrap();
        assert_eq!(header.find(&Spelling::new("a")).unwrap(), Some(0));
        assert_eq!(header.find(&Spelling::new("ID")).unwrap(), Some(2));
        assert!(header.find(&Spelling::new("id")).is_err());
    }

    #[test]
    fn the_first_line_tells_the_delimiter() {
        let open = Layout { delimiter: None, ..Layout::default() };
        for text in [&b"a;b;c\n1;2,0;3\n"[..], b"a\tb\tc\n", b"\"a,x\"|b|c\n", b"a,b,c"] {
            assert_eq!(header(text, &open).unwrap().len(), 3);
        }
    }

    #[test]
    fn what_is_no_table_is_refused_before_any_row() {
        for (text, word) in [
            (&b"\xFF\xFEa\0"[..], "UTF-16"),
            (b"a\0b\0", "UTF-16"),
            (b"", "empty"),
            (b"\"a,b\n1,2\n", "quote"),
        ] {
            let error = header(text, &Layout::default()).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
