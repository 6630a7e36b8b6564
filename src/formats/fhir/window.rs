//! A window over the input: the bytes that are being looked at, with their offsets and lines.

use super::skim::Span;
use std::io::{self, BufRead, Read};

/// Bytes read at once: large enough to spare system calls, small beside the memory we may use.
const CHUNK: usize = 256 * 1024;

/// Bytes of the input from some offset on, as many as are needed.
pub(super) struct Window {
    input: Box<dyn BufRead + Send>,
    /// The bytes in the window.
    pub buf: Vec<u8>,
    /// Offset of the first byte in `buf`.
    pub base: u64,
    /// Offset of the next byte to look at.
    pub at: u64,
    /// No more bytes will come.
    pub ended: bool,
    /// Why no more bytes will come, if not because the input ends.
    pub failed: Option<io::Error>,
    /// Number of the line in which the byte at offset `counted` stands.
    line: u64,
    counted: u64,
}

impl Window {
    /// The first byte of `input` has the offset `base` and stands on line `line`.
    pub fn new(input: Box<dyn BufRead + Send>, base: u64, line: u64) -> Self {
        Self { input, buf: Vec::new(), base, at: base, ended: false, failed: None, line, counted: base }
    }

    /// The bytes from one offset to another, as far as they are in the window.
    pub fn bytes(&self, span: Span) -> &[u8] {
        self.buf.get(self.index(span.0)..self.index(span.1).min(self.buf.len())).unwrap_or_default()
    }

    /// The bytes from here on, at least `wanted` unless the input ends before.
    pub fn peek(&mut self, wanted: usize) -> &[u8] {
        while self.buf.len().saturating_sub(self.index(self.at)) < wanted && self.more(self.base) {}
        self.buf.get(self.index(self.at)..).unwrap_or_default()
    }

    /// Index in `buf` of the byte at `offset`.
    pub fn index(&self, offset: u64) -> usize {
        usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX)
    }

    /// Offset behind the last byte in the window.
    pub fn end(&self) -> u64 {
        self.base + self.buf.len() as u64
    }

    /// Line of the byte at `offset`, which must not lie before an offset asked earlier.
    pub fn line_at(&mut self, offset: u64) -> u64 {
        let passed = self.bytes((self.counted, offset));
        // Sums that fit a byte: the compiler adds up many at once.
        let in_each =
            passed.chunks(255).map(|some| some.iter().fold(0, |n, &byte| n + u8::from(byte == b'\n')));
        self.line += in_each.map(u64::from).sum::<u64>();
        self.counted = self.counted.max(offset);
        self.line
    }

    /// Whether a line break stands between `from` and here, as far as it is still in the window.
    pub fn breaks_since(&self, from: u64) -> bool {
        self.bytes((from.max(self.base), self.at)).contains(&b'\n')
    }

    /// Moves to the first byte that is not to be skipped, or to the end.
    pub fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        loop {
            let rest = self.buf.get(self.index(self.at)..).unwrap_or_default();
            if let Some(found) = rest.iter().position(|&byte| !skipped(byte)) {
                self.at += found as u64;
                return;
            }
            self.at += rest.len() as u64;
            // One byte stays, so that a line break just passed can be seen.
            if !self.more(self.at.saturating_sub(1).max(self.base)) {
                return;
            }
        }
    }

    /// Moves to the next `byte`, `false`: to the end. What follows `keep` stays in the window, up to `most` bytes.
    pub fn skip_to(&mut self, byte: u8, keep: u64, most: usize) -> bool {
        loop {
            let rest = self.buf.get(self.index(self.at)..).unwrap_or_default();
            if let Some(found) = rest.iter().position(|&other| other == byte) {
                self.at += found as u64;
                return true;
            }
            self.at += rest.len() as u64;
            let keep = if self.at - keep < most as u64 { keep.max(self.base) } else { self.at };
            if !self.more(keep) {
                return false;
            }
        }
    }

    /// Moves to the first byte that `ends`, or to the end, and gives up to `most` of the bytes passed.
    pub fn pass(&mut self, ends: impl Fn(u8) -> bool, most: usize) -> Vec<u8> {
        let mut passed = Vec::new();
        // At least one byte, so that nothing is met twice.
        let mut least = 1;
        loop {
            let rest = self.peek(least);
            let first = least.min(rest.len());
            let found = rest.iter().skip(first).position(|&byte| ends(byte));
            let length = found.map_or(rest.len(), |found| first + found);
            passed.extend(rest.iter().take(length.min(most - passed.len())));
            self.at += length as u64;
            least = 0;
            if found.is_some() || !self.more(self.at) {
                return passed;
            }
        }
    }

    /// Reads on, letting go of all bytes before the offset `keep`; `false` at the end of the input.
    pub fn more(&mut self, keep: u64) -> bool {
        if self.ended {
            return false;
        }
        let passed = self.index(keep).min(self.buf.len());
        if passed > 0 {
            if keep > self.counted {
                self.line_at(keep);
            }
            self.buf.drain(..passed);
            self.base += passed as u64;
        }
        // After one large record, its room is given back.
        if self.buf.len() < CHUNK && self.buf.capacity() > 16 * CHUNK {
            self.buf.shrink_to(4 * CHUNK);
        }
        match self.input.by_ref().take(CHUNK as u64).read_to_end(&mut self.buf) {
            Ok(0) => self.ended = true,
            Ok(_) => return true,
            Err(error) => {
                // What was read before the fault may still hold whole values.
                self.ended = true;
                self.failed = Some(error);
                return true;
            }
        }
        false
    }
}
