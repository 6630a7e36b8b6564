//! One HL7 v2 message, cut into segments and fields that borrow from its text.
//!
//! The parser takes every segment or refuses the message; nothing is dropped. A line that does not begin like a
//! segment belongs to the text of the segment before it, since senders break lines inside notes and addresses.

use super::escape::unescape;
use std::borrow::Cow;

/// Segments that may stand without any field; other bare words on a line are text.
const BARE: [&str; 16] = [
    "PD1", "NK1", "PV1", "PV2", "DB1", "OBX", "NTE", "AL1", "DG1", "PR1", "GT1", "IN1", "IN2", "ORC", "OBR",
    "ZXX",
];

/// A message in more pieces than these is no message; its facts would not fit in memory.
const MOST_SEGMENTS: usize = 100_000;
const MOST_FIELDS: usize = 2_000_000;
const MOST_REPETITIONS: usize = 200;

/// Why one message is refused: the field at fault in HL7 spelling (`PID-7`, may be empty) and the reason in words.
/// Never holds values of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `PID-7`.
    pub field: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl Fault {
    /// A fault of one field.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }
}

/// The separators that MSH-1 and MSH-2 declare. A character that MSH-2 leaves out has no special meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiters {
    /// MSH-1, mostly `|`.
    pub field: char,
    /// Mostly `^`.
    pub component: char,
    /// Mostly `~`.
    pub repetition: Option<char>,
    /// Mostly a backslash.
    pub escape: Option<char>,
    /// Mostly `&`.
    pub subcomponent: Option<char>,
    /// `#` since version 2.7.
    pub truncation: Option<char>,
}

impl Delimiters {
    /// The separators of a header segment (MSH, FHS, BHS).
    ///
    /// A backslash that was doubled on its way through another program's string counts once.
    /// A [`Fault`] names MSH-1 or MSH-2 if they are missing, letters, digits or blanks, or used twice.
    pub fn read(header: &str) -> Result<Self, Fault> {
        let mut chars = header.chars().skip(3);
        let field = chars
            .next()
            .filter(|c| is_separator(*c))
            .ok_or_else(|| Fault::new("MSH-1", "the field separator after MSH must be a sign such as |"))?;
        let mut found: Vec<char> = Vec::with_capacity(5);
        for c in chars.take_while(|c| *c != field && !matches!(c, '\r' | '\n')) {
            let doubled_escape = found.len() == 3 && found.last() == Some(&c);
            if !doubled_escape {
                found.push(c);
            }
        }
        let taken_twice = |i: usize, c: &char| found.iter().take(i).any(|other| other == c);
        if found.is_empty() || found.len() > 5 || !found.iter().all(|c| is_separator(*c)) {
            return Err(Fault::new(
                "MSH-2",
                "the encoding characters must be one to five signs such as ^~\\&",
            ));
        }
        if found.iter().enumerate().any(|(i, c)| taken_twice(i, c)) {
            return Err(Fault::new("MSH-2", "the same sign stands for two of the separators"));
        }
        let at = |i: usize| found.get(i).copied();
        let component = at(0).unwrap_or('^');
        Ok(Self {
            field,
            component,
            repetition: at(1),
            escape: at(2),
            subcomponent: at(3),
            truncation: at(4),
        })
    }
}

/// A message as fields of its text. Cheap to make: two vectors, no copies.
#[derive(Debug)]
pub struct Message<'a> {
    delimiters: Delimiters,
    /// Name of each segment and where its fields begin and end in `fields`.
    segments: Vec<(&'a str, usize, usize)>,
    fields: Vec<&'a str>,
}

impl<'a> Message<'a> {
    /// Cuts the text of one message, which begins with `MSH`.
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        if !text.starts_with("MSH") {
            return Err(Fault::new("MSH", "the message has no MSH segment at its beginning"));
        }
        let delimiters = Delimiters::read(text)?;
        let mut message =
            Self { delimiters, segments: Vec::with_capacity(32), fields: Vec::with_capacity(512) };
        let (mut begin, mut end) = (0, 0);
        for (at, line) in lines(text) {
            let blank = line.trim_matches(|c: char| c.is_whitespace() || c.is_control()).is_empty();
            if at > 0 && starts_segment(line, delimiters.field) {
                message.push(text.get(begin..end).unwrap_or_default())?;
                begin = at;
            } else if at > 0 && !blank {
                message.continues(line)?;
            }
            // Blank lines count only if text of the same segment follows them.
            if !blank {
                end = at + line.len();
            }
        }
        message.push(text.get(begin..end).unwrap_or_default())?;
        Ok(message)
    }

    /// How many segments it has, the header included.
    pub fn segment_count(&self) -> usize {
        self.segments.len()
    }

    /// How many fields all segments have together, their names not counted.
    pub fn field_count(&self) -> usize {
        self.fields.len()
    }

    /// The segments in order.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        self.segments.iter().map(|(id, from, to)| Segment {
            id,
            fields: self.fields.get(*from..*to).unwrap_or_default(),
            delimiters: &self.delimiters,
        })
    }

    /// The first segment of a name.
    pub fn segment(&self, id: &str) -> Option<Segment<'_>> {
        self.segments().find(|s| s.id == id)
    }

    /// A segment's text as fields; the header's separators are field 1 and 2, and are not cut.
    fn push(&mut self, text: &'a str) -> Result<(), Fault> {
        let from = self.fields.len();
        let mut parts = pieces(text, Some(self.delimiters.field));
        let id = parts.next().unwrap_or_default().trim_end();
        if self.segments.is_empty() {
            // MSH-1 is the separator itself, which no text between separators holds.
            self.fields.push("");
        } else if id == "MSH" {
            return Err(Fault::new("MSH", "a second MSH segment stands inside the message"));
        }
        let room = MOST_FIELDS.saturating_sub(from);
        self.fields.extend(parts.by_ref().take(room));
        if parts.next().is_some() || self.segments.len() >= MOST_SEGMENTS {
            return Err(Fault::new("", "the message has more segments or fields than any message needs"));
        }
        self.segments.push((id, from, self.fields.len()));
        Ok(())
    }

    /// Whether a line may continue the segment before it; a header has no text, and a misspelt segment is none.
    fn continues(&self, line: &str) -> Result<(), Fault> {
        if self.segments.is_empty() {
            return Err(Fault::new(
                "MSH",
                "the line after MSH is not a segment: three capital letters and a separator",
            ));
        }
        let name: Vec<char> = line.chars().take(4).collect();
        let misspelt = match name.as_slice() {
            [a, b, c, sep] if *sep == self.delimiters.field => {
                let letters = [a, b, c];
                letters.iter().all(|c| c.is_ascii_alphanumeric())
                    && letters.iter().any(|c| c.is_ascii_lowercase())
            }
            _ => false,
        };
        if misspelt && line.matches(self.delimiters.field).count() > 1 {
            return Err(Fault::new("", "a segment's name is not in capital letters"));
        }
        Ok(())
    }
}

/// One segment of a message.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'m> {
    /// `PID`, `ZPV`; also the two-letter names that some senders use.
    pub id: &'m str,
    fields: &'m [&'m str],
    delimiters: &'m Delimiters,
}

impl<'m> Segment<'m> {
    /// Field by its HL7 number, from 1, with all its repetitions; empty if the segment is shorter.
    pub fn field(&self, number: usize) -> Part<'m> {
        let raw = number.checked_sub(1).and_then(|i| self.fields.get(i)).copied().unwrap_or_default();
        Part { raw, delimiters: self.delimiters }
    }

    /// A component, from 1, of the first repetition of a field.
    pub fn comp(&self, field: usize, component: usize) -> Part<'m> {
        self.field(field).first().comp(component)
    }

    /// Plain words of a field: the first component of its first repetition.
    pub fn text(&self, field: usize) -> String {
        self.comp(field, 1).part(1).text()
    }

    /// A [`Fault`] if one of some fields repeats more often than anything real: comparing them would take for ever.
    pub fn repeats_sanely(&self, fields: &[usize]) -> Result<(), Fault> {
        match fields.iter().find(|field| self.field(**field).reps().nth(MOST_REPETITIONS).is_some()) {
            Some(field) => {
                Err(Fault::new(self.name(*field), "the field repeats more often than it can mean"))
            }
            None => Ok(()),
        }
    }

    /// The field's HL7 spelling: `PID-7`.
    pub fn name(&self, field: usize) -> String {
        format!("{}-{field}", self.id)
    }
}

/// A field, a repetition, a component or a subcomponent: a piece of text with the separators that may cut it further.
#[derive(Clone, Copy, Debug)]
pub struct Part<'m> {
    raw: &'m str,
    delimiters: &'m Delimiters,
}

impl<'m> Part<'m> {
    /// The text as it stands in the message, escapes and separators included.
    pub fn raw(self) -> &'m str {
        self.raw
    }

    /// Nothing was sent, not even `""`.
    pub fn is_empty(self) -> bool {
        self.raw.trim().is_empty()
    }

    /// `""`: the sender says that there is no value any more.
    pub fn is_null(self) -> bool {
        self.raw.trim() == "\"\""
    }

    /// The repetitions that hold something.
    pub fn reps(self) -> impl Iterator<Item = Part<'m>> {
        let repetition = self.delimiters.repetition;
        pieces(self.raw, repetition)
            .map(move |raw| Part { raw, delimiters: self.delimiters })
            .filter(|part| !part.is_empty() && !part.is_null())
    }

    /// The first repetition, held or empty.
    pub fn first(self) -> Part<'m> {
        self.cut(self.delimiters.repetition, 1)
    }

    /// Component by number, from 1.
    pub fn comp(self, number: usize) -> Part<'m> {
        self.cut(Some(self.delimiters.component), number)
    }

    /// Subcomponent by number, from 1.
    pub fn part(self, number: usize) -> Part<'m> {
        self.cut(self.delimiters.subcomponent, number)
    }

    /// The components that hold something, in words.
    pub fn words(self) -> Vec<String> {
        pieces(self.raw, Some(self.delimiters.component))
            .map(|raw| Part { raw, delimiters: self.delimiters }.text())
            .filter(|t| !t.is_empty())
            .collect()
    }

    /// One line of words: escapes resolved, outer blanks gone, empty for `""`.
    pub fn text(self) -> String {
        if self.is_null() {
            return String::new();
        }
        let text = unescape(self.raw, self.delimiters);
        if text.contains(['\n', '\r']) {
            let mut line = String::with_capacity(text.len());
            for word in text.split_whitespace() {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
            }
            return line;
        }
        text.trim().to_owned()
    }

    /// The words, or `None` if there are none.
    pub fn some(self) -> Option<String> {
        Some(self.text()).filter(|t| !t.is_empty())
    }

    /// Running text: repetitions and line breaks become lines, indentation stays.
    pub fn lines(self) -> String {
        let repetition = self.delimiters.repetition;
        let mut out = String::with_capacity(self.raw.len());
        for (i, raw) in pieces(self.raw, repetition).enumerate() {
            if i > 0 {
                out.push('\n');
            }
            out.push_str(&unify_breaks(unescape(raw, self.delimiters)));
        }
        if self.is_null() {
            out.clear();
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn cut(self, separator: Option<char>, number: usize) -> Self {
        let raw = pieces(self.raw, separator).nth(number.saturating_sub(1)).unwrap_or_default();
        Self { raw, ..self }
    }
}

/// The pieces of a text between separators, which are ASCII; the whole text without one.
///
/// Fields are so short that a plain walk over the bytes beats the general search of `str::split`.
fn pieces(text: &str, separator: Option<char>) -> impl Iterator<Item = &str> {
    let separator = separator.and_then(|c| u8::try_from(c).ok());
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = separator.and_then(|s| text.bytes().position(|b| b == s));
        let cut = end.and_then(|end| text.split_at_checked(end));
        rest = cut.and_then(|(_, behind)| behind.get(1..));
        Some(cut.map_or(text, |(piece, _)| piece))
    })
}

/// Whether a line begins a segment: two or three capitals or digits and the field separator.
pub fn starts_segment(line: &str, separator: char) -> bool {
    let name = pieces(line, Some(separator)).next().unwrap_or_default();
    let well_formed = name.len() <= 3
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if name.len() == line.len() {
        return BARE.contains(&name.trim_end());
    }
    well_formed && name.len() >= 2
}

/// Signs that may separate: printable ASCII, but no letter, digit, blank or quotation mark.
fn is_separator(c: char) -> bool {
    c.is_ascii_punctuation() && c != '"'
}

/// The lines of a text with their byte positions; CR, LF and CRLF end a line, form feeds do not.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    // One sign at a time is searched many bytes at once, a set of signs is not.
    text.split('\n').flat_map(|part| part.split('\r')).map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

fn unify_breaks(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
