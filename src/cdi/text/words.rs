//! Words of a clinical text with their places, and what stands between them: nothing, a comma, the end of a sentence.
//!
//! Offsets are bytes of the text as given. Folding is of ASCII letters only, so that offsets never move.

use std::ops::Range;

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Blanks, a hyphen or a slash.
    Joined,
    /// A colon.
    Colon,
    /// A comma or a bracket.
    Comma,
    /// The end of a sentence, of an entry of a list, of a paragraph.
    Sentence,
}

/// One word or number.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    start: u32,
    end: u32,
    /// What stands before it.
    pub gap: Gap,
    /// Whether it is the first of its line.
    pub begins_line: bool,
}

/// A text cut into words.
#[derive(Debug)]
pub struct Words<'t> {
    raw: &'t str,
    lower: String,
    all: Vec<Word>,
}

impl<'t> Words<'t> {
    /// Cuts a text.
    pub fn of(raw: &'t str) -> Self {
        let lower = raw.to_ascii_lowercase();
        let mut words = Vec::with_capacity(raw.len() / 6);
        let mut cutter =
            Cutter { text: &lower, raw, at: 0, gap: Gap::Sentence, begins_line: true, line_start: 0 };
        while let Some(word) = cutter.next() {
            words.push(word);
        }
        Self { raw, lower, all: words }
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A word in small letters; empty beyond the end.
    pub fn word(&self, idx: usize) -> &str {
        self.all
            .get(idx)
            .and_then(|word| self.lower.get(word.start as usize..word.end as usize))
            .unwrap_or("")
    }

    /// A word as written; empty beyond the end.
    pub fn as_written(&self, idx: usize) -> &'t str {
        self.all.get(idx).and_then(|word| self.raw.get(word.start as usize..word.end as usize)).unwrap_or("")
    }

    /// What stands before a word; a sentence's end beyond the last.
    pub fn gap(&self, idx: usize) -> Gap {
        self.all.get(idx).map_or(Gap::Sentence, |word| word.gap)
    }

    /// Whether a word is the first of its line.
    pub fn begins_line(&self, idx: usize) -> bool {
        self.all.get(idx).is_some_and(|word| word.begins_line)
    }

    /// The bytes from the beginning of one word to the end of another.
    pub fn span(&self, first: usize, last: usize) -> Range<usize> {
        let start = self.all.get(first).map_or(self.raw.len(), |word| word.start as usize);
        let end = self.all.get(last).map_or(self.raw.len(), |word| word.end as usize);
        start..end.max(start)
    }

    /// The text as given.
    pub fn raw(&self) -> &'t str {
        self.raw
    }

    /// First and last word of the sentence that a word stands in.
    pub fn sentence(&self, idx: usize) -> (usize, usize) {
        let first = (0..=idx).rev().find(|at| self.gap(*at) == Gap::Sentence).unwrap_or(0);
        let last = (idx + 1..self.len()).find(|at| self.gap(*at) == Gap::Sentence).unwrap_or(self.len());
        (first, last.saturating_sub(1))
    }
}

/// Shortenings after which a full stop ends nothing.
const SHORT: [&str; 22] = [
    "dr", "mr", "mrs", "ms", "vs", "st", "no", "e.g", "i.e", "eg", "ie", "approx", "dept", "pt", "resp",
    "temp", "est", "jr", "sr", "hx", "dx", "etc",
];

struct Cutter<'a> {
    text: &'a str,
    raw: &'a str,
    at: usize,
    gap: Gap,
    begins_line: bool,
    line_start: usize,
}

impl Cutter<'_> {
    fn next(&mut self) -> Option<Word> {
        loop {
            let rest = self.text.get(self.at..)?;
            let char = rest.chars().next()?;
            if is_wordly(char) {
                return Some(self.word(rest));
            }
            self.at += char.len_utf8();
            self.between(char);
        }
    }

    fn word(&mut self, rest: &str) -> Word {
        let start = self.at;
        let mut chars = rest.char_indices().peekable();
        let (mut end, mut before) = (rest.len(), ' ');
        while let Some((at, char)) = chars.next() {
            let next = chars.peek().map_or(' ', |(_, next)| *next);
            let inside = is_wordly(char)
                || (matches!(char, '\'' | '\u{2019}' | '&')
                    && before.is_alphanumeric()
                    && next.is_alphanumeric())
                || (char == '.' && before.is_ascii_digit() && next.is_ascii_digit())
                || (char == '.' && before.is_alphabetic() && next.is_alphabetic() && at < 4);
            if !inside || (at > 0 && (char == '%' || before == '%')) {
                end = at;
                break;
            }
            before = char;
        }
        self.at = start + end;
        let word =
            Word { start: start as u32, end: self.at as u32, gap: self.gap, begins_line: self.begins_line };
        self.gap = Gap::Joined;
        self.begins_line = false;
        word
    }

    /// Weighs one character between words.
    fn between(&mut self, char: char) {
        let gap = match char {
            '\n' => self.line_end(),
            '!' | '?' | ';' | '\u{2022}' | '\u{b7}' => Gap::Sentence,
            '.' if self.stop_ends() => Gap::Sentence,
            ':' => Gap::Colon,
            ',' | '(' | ')' | '[' | ']' | '"' | '\u{2013}' | '\u{2014}' => Gap::Comma,
            _ => Gap::Joined,
        };
        self.gap = self.gap.max(gap);
    }

    /// A stop ends a sentence where blanks or the end follow, and no known shortening stands before it.
    fn stop_ends(&self) -> bool {
        let after = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        if after.is_some_and(|char| !char.is_whitespace() && char != ')' && char != '"') {
            return false;
        }
        let before = self.text.get(..self.at.saturating_sub(1)).unwrap_or("");
        let tail = before.rsplit(|char: char| !(char.is_alphanumeric() || char == '.')).next().unwrap_or("");
        if tail == "no" {
            // "No. 4" is a number; "… or not? No." ends.
            return !self
                .text
                .get(self.at..)
                .unwrap_or("")
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit());
        }
        !SHORT.contains(&tail)
    }

    /// A line that is long and goes on in small letters was only wrapped.
    fn line_end(&mut self) -> Gap {
        let line_len = self.at - self.line_start;
        self.line_start = self.at;
        self.begins_line = true;
        let next = self.raw.get(self.at..).and_then(|rest| rest.chars().next());
        let wrapped = line_len >= 50 && next.is_some_and(|char| char.is_lowercase() || char.is_ascii_digit());
        if wrapped { Gap::Joined } else { Gap::Sentence }
    }
}

fn is_wordly(char: char) -> bool {
    char.is_alphanumeric() || char == '%'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(String, Gap)> {
        let words = Words::of(text);
        (0..words.len()).map(|idx| (words.word(idx).to_owned(), words.gap(idx))).collect()
    }

    #[test]
    fn words_numbers_and_gaps() {
        let words = cut("Na 128.5, no fever. Seen by Dr. Low at 3%; H&P: wife's note");
        let text: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(
            text,
            [
                "na", "128.5", "no", "fever", "seen", "by", "dr", "low", "at", "3", "%", "h&p", "wife's",
                "note"
            ]
        );
        let ends: Vec<usize> = (0..words.len()).filter(|idx| words[*idx].1 == Gap::Sentence).collect();
        assert_eq!(ends, [0, 4, 11]);
        assert_eq!(words[2].1, Gap::Comma);
    }

    #[test]
    fn wrapped_lines_go_on() {
        let long = "The patient was seen in the morning and denied any of\nfever or chills.\nCOUGH\nnone";
        let ends: Vec<String> =
            cut(long).into_iter().filter(|(_, gap)| *gap == Gap::Sentence).map(|(word, _)| word).collect();
        assert_eq!(ends, ["the", "cough", "none"]);
    }

    #[test]
    fn spans_are_bytes_of_the_text_as_given() {
        let words = Words::of("É fever");
        assert_eq!(words.span(1, 1), 3..8);
        assert_eq!(words.as_written(0), "É");
    }
}
