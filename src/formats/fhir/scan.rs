//! Splits an input of any size into single values: entries of bundles, lines of NDJSON, elements of lists.
//!
//! One value is held at a time. A bundle is never held whole: the elements of its `entry` list are given out one by
//! one, wherever that list stands in the bundle. What is cut or broken is refused with its place; what came before
//! stands. In NDJSON the lines after a cut one are read as well.

use super::skim::{Marks, Skim, Span, Stop, looks_like_bundle_entry};
use super::window::Window;
use crate::domain::facts::Rejection;
use crate::formats::{MAX_DEPTH, MAX_RECORD_BYTES, ReadError};
use std::io::BufRead;

/// What is kept of a record that is too large to hold.
const HEAD: usize = 64 * 1024;

/// Bytes that suffice to tell what begins here.
const PEEK: usize = 64 * 1024;

/// Sizes beyond which a value is refused.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub bytes: usize,
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: MAX_RECORD_BYTES, depth: MAX_DEPTH }
    }
}

/// One whole object of the input.
#[derive(Debug)]
pub(super) struct Value {
    /// 1-based line of its first byte; 0 inside a bundle that has only one line.
    pub line: u64,
    /// From its first byte to behind its last.
    pub span: Span,
    /// It is an element of a bundle's `entry`.
    pub is_entry: bool,
    /// Members met in its first levels.
    pub marks: Marks,
}

/// What comes next in the input.
#[derive(Debug)]
pub(super) enum Found {
    Value(Value),
    Refused(Rejection),
}

#[derive(Debug)]
enum Frame {
    /// Inside a list; of a bundle's entries, or of resources.
    List { entries: bool },
    /// Inside a bundle, outside of its entries.
    Bundle(Skim),
}

enum Step {
    Found(Found),
    Again,
    End,
}

/// The input as single values.
pub(super) struct Splitter {
    window: Window,
    limits: Limits,
    frames: Vec<Frame>,
    /// To be said after the rejection of the value in which it broke.
    broken: Option<ReadError>,
    done: bool,
    /// Something was found already.
    any: bool,
    /// Line on which the outermost value began.
    top_line: u64,
    /// The last outermost value ended on the line on which it began.
    one_line: bool,
    /// The input is one value a line, as far as seen.
    line_mode: bool,
}

impl Splitter {
    /// The first byte of `input` has the offset `base` and stands on line `line`.
    pub fn new(input: Box<dyn BufRead + Send>, base: u64, line: u64, limits: Limits) -> Self {
        Self {
            window: Window::new(input, base, line),
            limits,
            frames: Vec::new(),
            broken: None,
            done: false,
            any: false,
            top_line: line,
            one_line: false,
            line_mode: false,
        }
    }

    /// The next value; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Found>, ReadError> {
        while !self.done {
            if let Some(error) = self.broken.take() {
                self.done = true;
                return Err(error);
            }
            let step = match self.frames.pop() {
                None => self.top(),
                Some(Frame::List { entries }) => self.list(entries),
                Some(Frame::Bundle(skim)) => self.bundle_rest(skim),
            };
            match step {
                Ok(Step::Found(found)) => {
                    self.any = true;
                    return Ok(Some(found));
                }
                Ok(Step::Again) => {}
                Ok(Step::End) => self.done = true,
                Err(error) => {
                    self.done = true;
                    return Err(error);
                }
            }
        }
        Ok(None)
    }

    /// The bytes of the value given last.
    pub fn bytes(&self, span: Span) -> &[u8] {
        self.window.bytes(span)
    }

    /// Between outermost values.
    fn top(&mut self) -> Result<Step, ReadError> {
        let lines_before = self.window.at;
        loop {
            self.window.skip(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | 0x1e));
            if self.window.peek(3).starts_with(b"\xEF\xBB\xBF") {
                self.window.at += 3;
            } else {
                break;
            }
        }
        if self.one_line && self.window.breaks_since(lines_before) {
            self.line_mode = true;
        }
        self.top_line = self.window.line_at(self.window.at);
        if !self.any && matches!(self.window.peek(2), [b'{' | b'[', 0, ..]) {
            return Err(self.not_json());
        }
        match self.window.peek(1).first().copied() {
            None => match self.window.failed.take() {
                Some(error) => Err(error.into()),
                None => Ok(Step::End),
            },
            Some(b'{') => self.value(false),
            Some(b'[') => {
                self.window.at += 1;
                self.frames.push(Frame::List { entries: false });
                Ok(Step::Again)
            }
            Some(_) if !self.any => Err(self.not_json()),
            Some(_) => Ok(self.junk(
                |byte| byte == b'\n',
                "",
                "this line holds no JSON object; one resource belongs here",
            )),
        }
    }

    /// Inside a list, before an element or its end.
    fn list(&mut self, entries: bool) -> Result<Step, ReadError> {
        let from = self.window.at;
        self.window.skip(|byte| byte.is_ascii_whitespace() || byte == b',');
        let (field, reason) = if entries {
            ("Bundle.entry", "an object belongs here: an entry with its resource")
        } else {
            ("", "an object belongs here: a resource")
        };
        match self.window.peek(1).first().copied() {
            None => {
                let what = if entries { "bundle" } else { "list" };
                Err(self.cut_frame(what))
            }
            Some(b']') => {
                self.window.at += 1;
                self.outermost_ended();
                Ok(Step::Again)
            }
            Some(b'{') if entries && self.line_mode && self.window.breaks_since(from) => {
                self.frames.clear();
                let reason = "the bundle on this line stops in the middle: later entries are missing; get it whole and \
                              import it again";
                Ok(self.refuse((from, from), self.top_line, Some("Bundle".to_owned()), reason))
            }
            Some(b'{') => {
                self.frames.push(Frame::List { entries });
                self.value(entries)
            }
            Some(_) => {
                self.frames.push(Frame::List { entries });
                Ok(self.junk(|byte| matches!(byte, b',' | b']' | b'\n'), field, reason))
            }
        }
    }

    /// Members of a bundle behind its entries.
    fn bundle_rest(&mut self, mut skim: Skim) -> Result<Step, ReadError> {
        loop {
            let (to, stop) = skim.run(
                &self.window.buf,
                self.window.index(self.window.at),
                self.window.base,
                self.window.ended,
            );
            self.window.at = self.window.base + to as u64;
            match stop {
                Stop::Ended => {
                    self.outermost_ended();
                    return Ok(Step::Again);
                }
                Stop::Entries => {
                    self.enter_entries(skim);
                    return Ok(Step::Again);
                }
                Stop::More => {
                    if !self.window.more(self.needed(&skim)) {
                        return Err(self.cut_frame("bundle"));
                    }
                }
                Stop::Line => self.window.at += 1,
                Stop::Mismatch => {
                    return Err(Self::break_at(
                        self.window.at,
                        "the brackets of the bundle do not match from here on",
                    ));
                }
            }
        }
    }

    /// One object, from its `{` on.
    fn value(&mut self, is_entry: bool) -> Result<Step, ReadError> {
        let start = self.window.at;
        let line = self.window.line_at(start);
        let mut skim = Skim::new(!is_entry);
        let mut head = None;
        loop {
            let (to, stop) = skim.run(
                &self.window.buf,
                self.window.index(self.window.at),
                self.window.base,
                self.window.ended,
            );
            self.window.at = self.window.base + to as u64;
            if head.is_none() && self.window.at - start > self.limits.bytes as u64 {
                skim.watch_entries = false;
                head = Some(self.bytes((start, self.window.at)).iter().take(HEAD).copied().collect());
            }
            match stop {
                Stop::Ended => break,
                Stop::Entries if self.is_bundle(&skim) => {
                    self.enter_entries(skim);
                    return Ok(Step::Again);
                }
                Stop::Entries => skim.watch_entries = false,
                Stop::Line if self.is_cut(start, &skim) => return Ok(self.cut_line(start, line, head, &skim)),
                Stop::Line => self.window.at += 1,
                Stop::More => {
                    let keep = if head.is_none() { start } else { self.needed(&skim) };
                    if !self.window.more(keep) {
                        return self.cut_value(start, line, head, &skim);
                    }
                }
                Stop::Mismatch => return Ok(self.mismatch(start, line, head, &skim)),
            }
        }
        self.outermost_ended();
        let what = what_of(&skim.marks);
        if head.is_some() {
            let reason =
                format!("this record is larger than {} MB, the most that is read", self.limits.bytes >> 20);
            return Ok(self.refuse_headed((start, self.window.at), line, head, what, &reason));
        }
        if skim.deepest > self.limits.depth {
            let reason = format!("nested deeper than {} levels", self.limits.depth);
            return Ok(self.refuse((start, self.window.at), line, what, &reason));
        }
        let line = if line == 1 && self.in_bundle() { 0 } else { line };
        Ok(Step::Found(Found::Value(Value {
            line,
            span: (start, self.window.at),
            is_entry,
            marks: skim.marks,
        })))
    }

    fn in_bundle(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame, Frame::Bundle(_)))
    }

    fn enter_entries(&mut self, mut skim: Skim) {
        skim.entries_passed();
        self.window.at += 1;
        self.any = true;
        self.frames.push(Frame::Bundle(skim));
        self.frames.push(Frame::List { entries: true });
    }

    /// At the `[` of a member `entry`: a bundle, or another resource with such a member?
    fn is_bundle(&mut self, skim: &Skim) -> bool {
        match skim.marks.own.what.as_deref() {
            Some(what) => what == "Bundle",
            None => looks_like_bundle_entry(self.window.peek(PEEK)),
        }
    }

    /// At a line break inside a value, followed by `{`: is the value cut here and the next one begins?
    ///
    /// In good JSON a `{` follows `,`, `:` or `[`, and no line breaks stand in strings. Where values come one a line,
    /// any line is a new one.
    fn is_cut(&mut self, start: u64, skim: &Skim) -> bool {
        if self.line_mode {
            return true;
        }
        let next = self.window.peek(PEEK.min(256)).get(1..).unwrap_or_default();
        if skim.in_string() {
            let is_resource = starts_resource(next);
            let is_object = next.starts_with(b"{\"");
            return is_resource || (is_object && !self.in_bundle());
        }
        let before = self.bytes((start.max(self.window.base), self.window.at));
        match before.iter().rev().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b',') => skim.in_object(),
            Some(b':' | b'[') | None => false,
            Some(_) => true,
        }
    }

    /// The value stops at the line break on which we stand; the next line is another one.
    fn cut_line(&mut self, start: u64, line: u64, head: Option<Vec<u8>>, skim: &Skim) -> Step {
        self.frames.clear();
        let end = self.window.at;
        self.window.at += 1;
        let reason = "this record stops in the middle of its line; get it whole and import it again";
        self.refuse_headed((start, end), line, head, what_of(&skim.marks), reason)
    }

    /// The input ends inside a value.
    fn cut_value(
        &mut self,
        start: u64,
        line: u64,
        head: Option<Vec<u8>>,
        skim: &Skim,
    ) -> Result<Step, ReadError> {
        if let Some(error) = self.window.failed.take() {
            return Err(error.into());
        }
        self.window.at = self.window.end();
        if let Some(frame) = self.frames.last() {
            let what = if matches!(frame, Frame::List { entries: true }) { "bundle" } else { "list" };
            self.broken = Some(self.cut_frame(what));
        }
        let reason = format!(
            "the input ends in the middle of this record (byte {}); get the file whole and import it again",
            self.window.at
        );
        Ok(self.refuse_headed((start, self.window.at), line, head, what_of(&skim.marks), &reason))
    }

    /// A bracket that does not match: where the value ends is unknown.
    fn mismatch(&mut self, start: u64, line: u64, head: Option<Vec<u8>>, skim: &Skim) -> Step {
        let reason = format!("the brackets of this record do not match (byte {})", self.window.at);
        self.window.at += 1;
        if self.frames.is_empty() {
            // Alone or one of many: the next record begins at the start of a line.
            while self.window.skip_to(b'\n', start, self.limits.bytes)
                && !matches!(self.window.peek(2), [_, b'{' | b'[', ..])
            {
                self.window.at += 1;
            }
        } else {
            self.frames.clear();
            self.broken = Some(Self::break_at(
                self.window.at,
                "what follows the record with unmatched brackets cannot be read",
            ));
        }
        self.refuse_headed((start, self.window.at), line, head, what_of(&skim.marks), &reason)
    }

    /// Something that is no object, up to a byte that ends it.
    fn junk(&mut self, ends: impl Fn(u8) -> bool, field: &str, reason: &str) -> Step {
        let start = self.window.at;
        let line = self.window.line_at(start);
        let raw = self.window.pass(ends, HEAD);
        self.outermost_ended();
        let found =
            Rejection { field: field.to_owned(), raw, ..self.rejection((start, start), line, None, reason) };
        Step::Found(Found::Refused(found))
    }

    fn outermost_ended(&mut self) {
        if self.frames.is_empty() {
            self.one_line = self.window.line_at(self.window.at) == self.top_line;
        }
    }

    fn refuse(&self, span: Span, line: u64, what: Option<String>, reason: &str) -> Step {
        Step::Found(Found::Refused(self.rejection(span, line, what, reason)))
    }

    /// The same for a value of which perhaps only the head was kept.
    fn refuse_headed(
        &self,
        span: Span,
        line: u64,
        head: Option<Vec<u8>>,
        what: Option<String>,
        reason: &str,
    ) -> Step {
        let Some(raw) = head else { return self.refuse(span, line, what, reason) };
        let found = Rejection { raw, ..self.rejection((span.0, span.0), line, what, reason) };
        Step::Found(Found::Refused(found))
    }

    fn rejection(&self, span: Span, line: u64, what: Option<String>, reason: &str) -> Rejection {
        Rejection {
            line,
            offset: span.0,
            what: what.unwrap_or_default(),
            field: String::new(),
            reason: reason.to_owned(),
            raw: self.bytes(span).to_vec(),
        }
    }

    fn cut_frame(&mut self, what: &str) -> ReadError {
        if let Some(error) = self.window.failed.take() {
            return error.into();
        }
        self.frames.clear();
        Self::break_at(
            self.window.at,
            &format!(
                "the input ends in the middle of a {what}: what came before it was read; get the file whole and import it again"
            ),
        )
    }

    fn break_at(offset: u64, what: &str) -> ReadError {
        ReadError::Broken { offset, what: what.to_owned() }
    }

    /// The first byte is not that of a JSON object or list.
    fn not_json(&mut self) -> ReadError {
        let what = match self.window.peek(4) {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] | [b'{' | b'[', 0, ..] => {
                "this text is in UTF-16; FHIR JSON is UTF-8: convert it and import it again"
            }
            [b'<', ..] => "this is XML or HTML; FHIR is read as JSON: ask the sender for JSON",
            [0x1f, 0x8b, ..] | [b'P', b'K', ..] => "this is a compressed file: unpack it and import it again",
            _ => "this is not FHIR JSON: it begins with neither { nor [",
        };
        Self::break_at(self.window.at, what)
    }

    /// The first byte that must stay in the window for `skim`; a long text is let go of.
    fn needed(&self, skim: &Skim) -> u64 {
        skim.needs_from().filter(|from| self.window.at - from < HEAD as u64).unwrap_or(self.window.at)
    }
}

fn what_of(marks: &Marks) -> Option<String> {
    marks.inner.what.clone().or_else(|| marks.own.what.clone())
}

/// `{`, then a member `resourceType`.
fn starts_resource(text: &[u8]) -> bool {
    let inside = text.strip_prefix(b"{").unwrap_or_default();
    inside.trim_ascii_start().starts_with(b"\"resourceType\"")
}
