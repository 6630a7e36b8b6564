//! What pages are made of, and how it flows into lines.

use super::face::Face;

/// One block of a page, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading; never the last line of a page.
    Heading(String),
    /// Running text; its line breaks stay, long lines are broken between words.
    Paragraph(String),
    /// An item of a list, set in behind a dash.
    Item(String),
    /// A table; its heading stands on each page that it reaches.
    Table(Table),
    /// Text whose columns stand below one another: a note as it is on the screen.
    Plain(String),
    /// An empty space, in lines.
    Space(f32),
    /// A line across the page.
    Rule,
    /// What follows begins a page.
    NewPage,
}

/// Rows below named columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The columns, from the left.
    pub columns: Vec<TableColumn>,
    /// The cells, row by row; rows may be short.
    pub rows: Vec<Vec<String>>,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// The word above it.
    pub title: String,
    /// Its part of the width, against those of the others.
    pub share: f32,
    /// Where its cells stand.
    pub side: Side,
}

/// Left, or right for numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// At the left.
    #[default]
    Left,
    /// At the right.
    Right,
}

impl TableColumn {
    /// A column at the left.
    pub fn new(title: impl Into<String>, share: f32) -> Self {
        Self { title: title.into(), share, side: Side::Left }
    }

    /// Numbers: at the right.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.side = Side::Right;
        self
    }
}

/// Breaks a text into lines of at most `width` points, between words; a word longer than a line is cut.
/// Line breaks of the text stay, empty lines too.
pub(super) fn lines(text: &str, face: Face, size: f32, width: f32) -> Vec<String> {
    let most = width / size;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let mut current = String::new();
        let mut used = 0.0;
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let wide = face.width(word);
            let gap = if current.is_empty() { 0.0 } else { face.width(" ") };
            if used + gap + wide <= most {
                if !current.is_empty() {
                    current.push(' ');
                }
                current.push_str(word);
                used += gap + wide;
                continue;
            }
            if !current.is_empty() {
                lines.push(std::mem::take(&mut current));
            }
            (current, used) = cut(word, face, most, &mut lines);
        }
        lines.push(current);
    }
    lines
}

/// Breaks a text at a number of letters only, blanks kept: columns stay below one another.
pub(super) fn plain_lines(text: &str, size: f32, width: f32) -> Vec<String> {
    let n_letters = ((width / size / Face::Mono.width("M")).floor() as usize).max(1);
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let letters: Vec<char> = expand_tabs(line.trim_end()).chars().collect();
        if letters.is_empty() {
            lines.push(String::new());
        }
        lines.extend(letters.chunks(n_letters).map(|chunk| chunk.iter().collect::<String>()));
    }
    lines
}

/// Cuts a word that is longer than a line; gives the rest with its width.
fn cut(word: &str, face: Face, most: f32, lines: &mut Vec<String>) -> (String, f32) {
    let (mut current, mut used) = (String::new(), 0.0);
    for letter in word.chars() {
        let wide = face.glyph(letter).map_or(1.0, |(_, advance)| advance);
        if used + wide > most && !current.is_empty() {
            lines.push(std::mem::take(&mut current));
            used = 0.0;
        }
        current.push(letter);
        used += wide;
    }
    (current, used)
}

/// Tabs become blanks up to the next eighth column.
fn expand_tabs(line: &str) -> String {
    let (mut wide, mut column) = (String::with_capacity(line.len()), 0);
    for letter in line.chars() {
        if letter == '\t' {
            let blanks = 8 - column % 8;
            wide.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        } else {
            wide.push(letter);
            column += 1;
        }
    }
    wide
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_between_words_and_long_words_are_cut() {
        // 0.6 em a letter at 10 points: 60 points hold ten letters.
        let broken = |text: &str| lines(text, Face::Mono, 10.0, 60.1);
        assert_eq!(broken("one two three four"), ["one two", "three four"]);
        assert_eq!(broken("a\n\nb"), ["a", "", "b"]);
        assert_eq!(broken("x abcdefghijklm y"), ["x", "abcdefghij", "klm y"]);
    }

    #[test]
    fn plain_text_keeps_its_columns() {
        assert_eq!(plain_lines("a\tb\n  c  ", 10.0, 600.0), ["a       b", "  c"]);
        assert_eq!(plain_lines("abcdefghijkl", 10.0, 60.1), ["abcdefghij", "kl"]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[a-zé ]{0,80}", width in 20.0_f32..200.0) {
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            let broken = lines(&text, Face::Sans, 10.0, width);
            prop_assert_eq!(letters(&broken.concat()), letters(&text));
            prop_assert!(broken.iter().all(|line| line.chars().count() < 2 || Face::Sans.width(line) * 10.0 <= width + 0.01));
        }
    }
}
