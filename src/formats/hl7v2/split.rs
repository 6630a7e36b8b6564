//! Finds the messages in an input: one, many, in batches (FHS BHS … BTS FTS), with or without MLLP frames.
//!
//! A message goes from a line that begins with `MSH` to the next such line or envelope segment. What stands outside
//! of any message is handed on as a fault with its bytes, and so is a batch whose count does not fit: the messages
//! themselves are read all the same. Envelope segments that are in order say nothing of their own and are passed over.

use super::lines::{BLOCK_BEGIN, Lines, Place};
use super::message::Fault;
use std::io::{self, BufRead};

/// Of a message that is too large, only so much is kept to recognise it by.
const KEPT_OF_TOO_LARGE: usize = 64 * 1024;

/// One message, or what stands in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Byte offset of its first line.
    pub offset: u64,
    /// 1-based number of its first line.
    pub line: u64,
    /// Its bytes without frame and byte-order mark; UTF-16 comes as UTF-8.
    pub raw: Vec<u8>,
    /// Why it is not a message to be read.
    pub fault: Option<Fault>,
}

/// What a line begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Message,
    Envelope(Envelope),
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Envelope {
    FileHead,
    BatchHead,
    BatchEnd,
    FileEnd,
}

/// Splits an input into pieces.
pub struct Splitter {
    lines: Lines,
    largest: usize,
    buffer: Vec<u8>,
    current: Option<Piece>,
    ready: std::collections::VecDeque<Piece>,
    /// Begun and not ended: the head segment and how many messages (or batches) followed it.
    batch: Option<(Piece, u64)>,
    file: Option<(Piece, u64)>,
    /// Messages since the last batch began or ended, and all.
    messages: (u64, u64),
    /// The current message is too large, and what follows of it is passed over.
    over: bool,
    done: bool,
}

impl Splitter {
    /// Pieces of an input, from its beginning; a message over `largest` bytes becomes a fault.
    pub fn new(input: Box<dyn BufRead + Send>, largest: usize) -> Self {
        Self {
            lines: Lines::new(input, largest),
            largest,
            buffer: Vec::new(),
            current: None,
            ready: std::collections::VecDeque::new(),
            batch: None,
            file: None,
            messages: (0, 0),
            over: false,
            done: false,
        }
    }

    /// The next piece; `None` at the end of the input.
    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        while self.ready.is_empty() && !self.done {
            let mut buffer = std::mem::take(&mut self.buffer);
            match self.lines.read(&mut buffer)? {
                Some(place) => self.take(&buffer, place),
                None => self.finish(),
            }
            self.buffer = buffer;
        }
        Ok(self.ready.pop_front())
    }

    fn take(&mut self, bytes: &[u8], place: Place) {
        let line = bytes.get(..place.length).unwrap_or(bytes);
        let bare = without_frame(line);
        let framed = line.len() - bare.len();
        let start = recognise(bare);
        if start != Start::Nothing {
            self.flush();
        }
        let content = if start == Start::Nothing { bytes } else { bytes.get(framed..).unwrap_or_default() };
        match start {
            Start::Envelope(kind) => self.envelope(kind, bare, place),
            Start::Message => self.open(place, None),
            Start::Nothing if is_blank(line) => {
                // Between messages a blank line is nothing, inside one it may part two lines of text.
                if let Some(piece) = self.current.as_mut().filter(|p| p.fault.is_none()) {
                    piece.raw.extend_from_slice(content);
                }
                return;
            }
            Start::Nothing if self.current.is_none() => self.open(place, Some(no_header())),
            Start::Nothing => {}
        }
        if matches!(start, Start::Envelope(_)) {
            return;
        }
        let largest = self.largest;
        let Some(piece) = self.current.as_mut() else { return };
        if place.cut || piece.raw.len() + content.len() > largest {
            piece
                .raw
                .extend_from_slice(content.get(..content.len().min(KEPT_OF_TOO_LARGE)).unwrap_or_default());
            piece.raw.truncate(KEPT_OF_TOO_LARGE.min(largest));
            piece.fault = Some(too_large(largest));
            self.over = true;
        } else if !self.over {
            piece.raw.extend_from_slice(content);
        }
        if place.damaged {
            piece.fault = Some(Fault::new("", "the text is not valid UTF-16; it was damaged on its way"));
        }
    }

    fn open(&mut self, place: Place, fault: Option<Fault>) {
        self.messages.0 += 1;
        self.messages.1 += 1;
        self.over = false;
        self.current = Some(Piece { offset: place.offset, line: place.line, raw: Vec::new(), fault });
    }

    fn flush(&mut self) {
        let Some(mut piece) = self.current.take() else { return };
        // What parts messages is neither's, or the same message would look new beside another neighbour.
        while matches!(piece.raw.last(), Some(b'\r' | b'\n')) {
            piece.raw.pop();
        }
        self.ready.push_back(piece);
    }

    fn envelope(&mut self, kind: Envelope, line: &[u8], place: Place) {
        let piece = Piece { offset: place.offset, line: place.line, raw: line.to_vec(), fault: None };
        match kind {
            Envelope::FileHead => {
                self.unended(false);
                self.file = Some((piece, 0));
                self.messages = (0, 0);
            }
            Envelope::BatchHead => {
                if let Some((head, _)) = self.batch.take() {
                    self.report(
                        head,
                        "BTS",
                        "the batch has no end segment before the next one begins; messages may be missing",
                    );
                }
                self.messages.0 = 0;
                self.batch = Some((piece, 0));
                if let Some((_, batches)) = &mut self.file {
                    *batches += 1;
                }
            }
            Envelope::BatchEnd => {
                let messages = self.messages.0;
                self.compare(piece, "BTS-1", "messages", messages);
                self.batch = None;
                self.messages.0 = 0;
            }
            Envelope::FileEnd => {
                self.unended(true);
                let batches = self.file.take().map_or(0, |(_, batches)| batches);
                if batches > 0 {
                    self.compare(piece, "FTS-1", "batches", batches);
                } else {
                    let messages = self.messages.1;
                    self.compare(piece, "FTS-1", "messages", messages);
                }
            }
        }
    }

    /// Compares the count that an end segment claims; without one there is nothing to compare.
    fn compare(&mut self, end: Piece, field: &str, what: &str, found: u64) {
        let separator = end.raw.get(3).copied().unwrap_or(b'|');
        let claimed = end.raw.split(|b| *b == separator).nth(1).unwrap_or_default();
        let claimed = String::from_utf8_lossy(claimed);
        match claimed.trim() {
            "" | "\"\"" => {}
            digits => match digits.parse::<u64>() {
                Ok(count) if count == found => {}
                Ok(count) => {
                    let reason = format!(
                        "the envelope counts {count} {what}, but {found} were found; some may be missing"
                    );
                    self.report(end, field, &reason);
                }
                Err(_) => self.report(
                    end,
                    field,
                    "the count is not a number; whether all messages came is not known",
                ),
            },
        }
    }

    /// Reports envelopes that were begun and not ended.
    fn unended(&mut self, file_ends: bool) {
        if let Some((head, _)) = self.batch.take() {
            self.report(head, "BTS", "the batch has no end segment; the input may be cut off");
        } else if let Some((head, _)) = self.file.take_if(|_| !file_ends) {
            self.report(head, "FTS", "the file has no end segment; it may be cut off");
        }
    }

    fn report(&mut self, piece: Piece, field: &str, reason: &str) {
        self.ready.push_back(Piece { fault: Some(Fault::new(field, reason)), ..piece });
    }

    fn finish(&mut self) {
        self.flush();
        self.unended(false);
        self.done = true;
    }
}

/// A line without what may stand before its first segment: frame bytes, byte-order marks, blanks.
fn without_frame(mut line: &[u8]) -> &[u8] {
    loop {
        line = match line {
            [BLOCK_BEGIN | b' ' | b'\t' | b'\0', rest @ ..] | [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
            _ => return line,
        }
    }
}

fn recognise(line: &[u8]) -> Start {
    let (Some(name), separator) = (line.get(..3), line.get(3).copied()) else { return Start::Nothing };
    let is_sign = separator.is_some_and(|b| b.is_ascii_punctuation());
    let kind = match name {
        // Damaged separators must not make a message vanish in the text of the one before it.
        b"MSH" if is_sign || line.get(4..8).is_some_and(|s| s.starts_with(b"^~\\")) => return Start::Message,
        b"FHS" => Envelope::FileHead,
        b"BHS" => Envelope::BatchHead,
        b"BTS" => Envelope::BatchEnd,
        b"FTS" => Envelope::FileEnd,
        _ => return Start::Nothing,
    };
    let ends_here = line.len() == 3 && matches!(kind, Envelope::BatchEnd | Envelope::FileEnd);
    if is_sign || ends_here { Start::Envelope(kind) } else { Start::Nothing }
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|b| b.is_ascii_whitespace() || b.is_ascii_control())
}

fn no_header() -> Fault {
    Fault::new("MSH", "the text stands outside of any message: no MSH segment goes before it")
}

fn too_large(largest: usize) -> Fault {
    let mega = largest / (1024 * 1024);
    Fault::new("", format!("the message is larger than {mega} MB; only its beginning is kept here"))
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
