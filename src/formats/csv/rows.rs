//! Rows of delimited text: one at a time, as borrowed fields, with line, offset and the row's own bytes.
//!
//! Written here rather than taken from the csv crate (which the tests hold it against), for three things that an
//! import must promise: a row's exact bytes for the error queue, a bound on memory when a quote is never closed, and
//! going on with the next line after such a quote instead of swallowing the rest of the file.

use super::super::MAX_RECORD_BYTES;
use std::borrow::Cow;
use std::io::{self, BufRead, ErrorKind, Read};

/// How the columns of a file are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Byte between fields; an ASCII character.
    pub delimiter: u8,
    /// Byte around fields that hold delimiters or line breaks; `None`: no quoting.
    pub quote: Option<u8>,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', quote: Some(b'"') }
    }
}

/// What stands at the next place of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole row.
    Row,
    /// A line with a quote that is never closed; the input goes on with the next line.
    Unclosed,
    /// A row above [`MAX_RECORD_BYTES`]; its first bytes are at hand, the rest was passed over.
    TooLong,
}

/// One row or line, with its place in the input. Its bytes stay in [`Rows`] until the next one is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Framed {
    /// Whether it is a row at all.
    pub shape: Shape,
    /// Line of its first byte, from 1.
    pub line: u64,
    /// Byte offset of its first byte, the byte-order mark counted.
    pub offset: u64,
    start: usize,
    end: usize,
}

/// One field of a row, by its place in the row's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
    form: Form,
}

/// How the bytes of a field become its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As they are.
    Plain,
    /// Doubled quotes count once.
    Doubled,
    /// The same, and there is text behind the closing quote.
    Stray,
}

/// The fields of one row.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
    bytes: &'a [u8],
    spans: &'a [Span],
    quote: u8,
}

/// One input as rows.
pub struct Rows {
    reader: Box<dyn BufRead + Send>,
    dialect: Dialect,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are read and not yet handed out.
    begin: usize,
    filled: usize,
    /// Place of `begin` in the input.
    offset: u64,
    line: u64,
    at_end: bool,
    spans: Vec<Span>,
}

/// First size of the buffer; it grows with the largest row, up to [`MAX_RECORD_BYTES`].
const BUFFER_BYTES: usize = 128 * 1024;

/// How much of a row that is too long is kept for the error queue.
const KEPT_OF_TOO_LONG: usize = 64 * 1024;

impl Rows {
    /// Rows of `reader`, which stands at the first byte of the (decompressed) input.
    pub fn new(reader: Box<dyn BufRead + Send>, dialect: Dialect) -> Self {
        Self {
            reader,
            dialect,
            buffer: vec![0; BUFFER_BYTES],
            begin: 0,
            filled: 0,
            offset: 0,
            line: 1,
            at_end: false,
            spans: Vec::new(),
        }
    }

    /// Up to `wanted` first bytes, without taking them: to tell encoding and delimiter.
    pub fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.filled - self.begin < wanted.min(BUFFER_BYTES) && !self.at_end {
            self.fill()?;
        }
        Ok(self.waiting())
    }

    /// Passes over a byte-order mark of UTF-8.
    pub fn skip_bom(&mut self) -> io::Result<()> {
        if self.peek(3)?.starts_with(b"\xEF\xBB\xBF") {
            self.take(3);
        }
        Ok(())
    }

    /// Changes the dialect for all rows that follow.
    pub fn set_dialect(&mut self, dialect: Dialect) {
        self.dialect = dialect;
    }

    /// Passes over everything before `offset`, where a row begins on line `line`: to go on after a stop.
    pub fn go_to(&mut self, offset: u64, line: u64) -> io::Result<()> {
        while self.offset < offset {
            if self.begin == self.filled {
                self.fill()?;
                if self.begin == self.filled {
                    break;
                }
            }
            let step = (offset - self.offset).min((self.filled - self.begin) as u64);
            self.take(step as usize);
        }
        self.line = line;
        Ok(())
    }

    /// Place of the next unread byte.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Line of the next row.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How columns are kept apart.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The next row or damaged line; blank lines are passed over. `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Framed>> {
        loop {
            let found = scan(
                self.buffer.get(self.begin..self.filled).unwrap_or_default(),
                self.at_end,
                self.dialect,
                &mut self.spans,
            );
            match found {
                Scan::Row { end: 0, next, lines } if next > 0 => {
                    self.take(next);
                    self.line += lines;
                }
                Scan::Row { end, next, lines } => return Ok(self.framed(Shape::Row, end, next, lines)),
                Scan::End => return Ok(None),
                Scan::More | Scan::MoreQuoted if self.filled - self.begin < MAX_RECORD_BYTES => {
                    self.fill()?;
                }
                Scan::More => return self.too_long(),
                Scan::Unclosed | Scan::MoreQuoted => return self.unclosed(),
            }
        }
    }

    /// The fields of the row that was handed out last.
    pub fn cells(&self, framed: &Framed) -> Cells<'_> {
        Cells { bytes: self.bytes(framed), spans: &self.spans, quote: self.dialect.quote.unwrap_or(b'"') }
    }

    /// Its bytes, without the line end.
    pub fn bytes(&self, framed: &Framed) -> &[u8] {
        self.buffer.get(framed.start..framed.end).unwrap_or_default()
    }

    fn waiting(&self) -> &[u8] {
        self.buffer.get(self.begin..self.filled).unwrap_or_default()
    }

    fn take(&mut self, bytes: usize) {
        self.begin += bytes;
        self.offset += bytes as u64;
    }

    fn framed(&mut self, shape: Shape, end: usize, next: usize, lines: u64) -> Option<Framed> {
        let framed =
            Framed { shape, line: self.line, offset: self.offset, start: self.begin, end: self.begin + end };
        self.take(next);
        self.line += lines;
        Some(framed)
    }

    /// The first line of a row whose quote is never closed is handed out alone, and the next line is a row again.
    /// No line after it can be unclosed as well, up to where this one was searched, so that nothing is searched twice.
    fn unclosed(&mut self) -> io::Result<Option<Framed>> {
        self.spans.clear();
        match line_end(self.waiting()) {
            Some((end, next)) => Ok(self.framed(Shape::Unclosed, end, next, 1)),
            None if self.at_end => {
                let all = self.filled - self.begin;
                if all > MAX_RECORD_BYTES {
                    return self.too_long();
                }
                Ok(self.framed(Shape::Unclosed, all, all, 1))
            }
            None => self.too_long(),
        }
    }

    /// Keeps the first bytes of an oversized line and passes over the rest of it.
    fn too_long(&mut self) -> io::Result<Option<Framed>> {
        self.spans.clear();
        let (line, offset) = (self.line, self.offset);
        let kept: Vec<u8> = self.waiting().iter().take(KEPT_OF_TOO_LONG).copied().collect();
        loop {
            if let Some((_, next)) = line_end(self.waiting()) {
                self.take(next);
                break;
            }
            self.take(self.filled - self.begin);
            if self.at_end {
                break;
            }
            self.fill()?;
        }
        self.line += 1;
        Ok(Some(self.put_back(&kept, line, offset)))
    }

    /// Lays bytes that were passed over before those that wait, so that [`Rows::bytes`] finds them.
    fn put_back(&mut self, kept: &[u8], line: u64, offset: u64) -> Framed {
        let waiting = self.waiting().to_vec();
        let needed = kept.len() + waiting.len();
        if self.buffer.len() < needed {
            self.buffer.resize(needed, 0);
        }
        for (place, byte) in self.buffer.iter_mut().zip(kept.iter().chain(&waiting)) {
            *place = *byte;
        }
        self.begin = kept.len();
        self.filled = needed;
        Framed { shape: Shape::TooLong, line, offset, start: 0, end: kept.len() }
    }

    /// Reads more, after moving what waits to the front; grows when a row fills the whole buffer.
    fn fill(&mut self) -> io::Result<()> {
        if self.begin > 0 {
            self.buffer.copy_within(self.begin..self.filled, 0);
            self.filled -= self.begin;
            self.begin = 0;
        }
        if self.filled == self.buffer.len() {
            let larger = (self.buffer.len() * 2).min(MAX_RECORD_BYTES + BUFFER_BYTES);
            self.buffer.resize(larger, 0);
        }
        loop {
            let free = self.buffer.get_mut(self.filled..).unwrap_or_default();
            match self.reader.read(free) {
                Ok(0) => self.at_end = true,
                Ok(bytes) => self.filled += bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            return Ok(());
        }
    }
}

impl<'a> Cells<'a> {
    /// Number of fields.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// One field as text without blanks around it, where that needs no work: a part of the row's own `text`.
    pub fn part(&self, text: &'a str, column: usize) -> Option<&'a str> {
        let span = self.spans.get(column).filter(|span| span.form == Form::Plain)?;
        text.get(span.start as usize..span.end as usize).map(str::trim_ascii)
    }

    /// One field, without its quotes.
    pub fn get(&self, column: usize) -> Option<Cow<'a, [u8]>> {
        let span = self.spans.get(column)?;
        let bytes = self.bytes.get(span.start as usize..span.end as usize)?;
        Some(match span.form {
            Form::Plain => Cow::Borrowed(bytes),
            Form::Doubled | Form::Stray => Cow::Owned(put_together(bytes, self.quote)),
        })
    }

    /// The first field with text behind its closing quote: a quote is missing there or one too many.
    pub fn stray(&self) -> Option<usize> {
        self.spans.iter().position(|span| span.form == Form::Stray)
    }
}

/// What [`scan`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scan {
    /// A row of `end` bytes; the next one begins at `next`, `lines` lines further on.
    Row { end: usize, next: usize, lines: u64 },
    /// The row goes on beyond these bytes.
    More,
    /// The row goes on beyond these bytes, and they end inside quotes.
    MoreQuoted,
    /// The input ends inside quotes.
    Unclosed,
    /// Nothing is left.
    End,
}

/// Finds the first row and its fields. `at_end`: no bytes follow these.
fn scan(bytes: &[u8], at_end: bool, dialect: Dialect, spans: &mut Vec<Span>) -> Scan {
    spans.clear();
    if bytes.is_empty() {
        return if at_end { Scan::End } else { Scan::More };
    }
    let mut place = 0;
    let mut lines = 1;
    loop {
        let quoted = dialect.quote.and_then(|quote| opening(bytes, place, dialect.delimiter, quote));
        let (start, end, after, form) = if let Some(inside) = quoted {
            match closing(bytes, inside, dialect, &mut lines) {
                Quoted::Closed { start, end, after, form } => (start, end, after, form),
                Quoted::BytesOver if at_end => return Scan::Unclosed,
                Quoted::BytesOver => return Scan::MoreQuoted,
            }
        } else {
            let end = field_end(bytes, place, dialect.delimiter);
            (place, end, end, Form::Plain)
        };
        spans.push(Span { start: start as u32, end: end as u32, form });
        match bytes.get(after) {
            Some(byte) if *byte == dialect.delimiter => place = after + 1,
            Some(b'\r') => match bytes.get(after + 1) {
                Some(b'\n') => return Scan::Row { end: after, next: after + 2, lines },
                None if !at_end => return Scan::More,
                _ => return Scan::Row { end: after, next: after + 1, lines },
            },
            Some(_) => return Scan::Row { end: after, next: after + 1, lines },
            None if at_end => return Scan::Row { end: after, next: after, lines },
            None => return Scan::More,
        }
    }
}

/// The place after an opening quote, if the field at `place` begins with one; blanks before it do not count.
fn opening(bytes: &[u8], place: usize, delimiter: u8, quote: u8) -> Option<usize> {
    let field = bytes.get(place..)?;
    let blanks = field.iter().take_while(|byte| **byte == b' ' && **byte != delimiter).count();
    (field.get(blanks) == Some(&quote)).then_some(place + blanks + 1)
}

/// How a field that begins with a quote ends.
enum Quoted {
    /// Its first and last byte, where the next delimiter or line end stands, and how it is read.
    Closed { start: usize, end: usize, after: usize, form: Form },
    /// The bytes end before the quote.
    BytesOver,
}

/// Follows a field that begins inside quotes at `start`.
fn closing(bytes: &[u8], start: usize, dialect: Dialect, lines: &mut u64) -> Quoted {
    let mut place = start;
    let mut form = Form::Plain;
    loop {
        match bytes.get(place) {
            None => return Quoted::BytesOver,
            byte if byte == dialect.quote.as_ref() => {
                if bytes.get(place + 1) != dialect.quote.as_ref() {
                    break;
                }
                form = Form::Doubled;
                place += 1;
            }
            Some(b'\n') => *lines += 1,
            _ => {}
        }
        place += 1;
    }
    let end = field_end(bytes, place + 1, dialect.delimiter);
    let rest = bytes.get(place + 1..end).unwrap_or_default();
    if rest.iter().all(|byte| *byte == b' ') {
        return Quoted::Closed { start, end: place, after: end, form };
    }
    Quoted::Closed { start, end, after: end, form: Form::Stray }
}

/// Where the unquoted text from `place` on ends: at a delimiter, a line end or the end of the bytes.
fn field_end(bytes: &[u8], place: usize, delimiter: u8) -> usize {
    let field = bytes.get(place..).unwrap_or_default();
    let stop = |byte: &u8| *byte == delimiter || *byte == b'\n' || *byte == b'\r';
    place + field.iter().position(stop).unwrap_or(field.len())
}

/// The first line: where it ends and where the next one begins.
fn line_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let feed = bytes.iter().position(|byte| *byte == b'\n' || *byte == b'\r')?;
    let pair = bytes.get(feed) == Some(&b'\r') && bytes.get(feed + 1) == Some(&b'\n');
    Some((feed, feed + 1 + usize::from(pair)))
}

/// A quoted field with doubled quotes made single, and the text after its closing quote as it stands.
fn put_together(bytes: &[u8], quote: u8) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    let mut inside = true;
    while let Some(byte) = rest.next() {
        if !inside || *byte != quote {
            whole.push(*byte);
        } else if rest.as_slice().first() == Some(&quote) {
            whole.push(quote);
            rest.next();
        } else {
            inside = false;
        }
    }
    whole
}
