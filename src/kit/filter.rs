//! The sticky filter of a list: words that must all stand somewhere in a row.
//!
//! It narrows rows that are already here; what is asked of the database is the desk's own line.

use super::{
    pane::TextInput,
    text_area::{Lines, TextField},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A filter while it is typed and afterwards.
pub struct Filter {
    line: TextField,
    open: bool,
    words: Vec<String>,
}

impl Default for Filter {
    fn default() -> Self {
        Self { line: TextField::new(Lines::One, ""), open: false, words: Vec::new() }
    }
}

impl Filter {
    /// Whether its line is being typed in.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Whether it narrows anything.
    pub fn is_set(&self) -> bool {
        !self.words.is_empty()
    }

    /// The line as typed.
    pub fn line(&self) -> &TextField {
        &self.line
    }

    /// Opens the line for typing.
    pub fn edit(&mut self) {
        self.open = true;
    }

    /// Keeps the filter and leaves the line.
    pub fn keep(&mut self) {
        self.open = false;
    }

    /// Takes the filter away.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes typed text; true if other rows may match now.
    pub fn write(&mut self, input: &TextInput) -> bool {
        if !self.line.write(input) {
            return false;
        }
        self.words = fold(&self.line.text()).split_whitespace().map(str::to_owned).collect();
        true
    }

    /// Whether a row with these texts has all words, in any order.
    pub fn matches<'a>(&self, texts: impl Iterator<Item = std::borrow::Cow<'a, str>>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        // Cells are set apart so that a word cannot reach over from one into the next.
        let mut row = String::new();
        for text in texts {
            row.push_str(&fold(&text));
            row.push('\n');
        }
        self.words.iter().all(|word| row.contains(word.as_str()))
    }
}

/// Small letters without diacritics: "Núñez" is found as "nunez".
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|char| !is_combining_mark(*char)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(text: &str) -> Filter {
        let mut filter = Filter::default();
        filter.write(&TextInput::Paste(text.into()));
        filter
    }

    fn matches(text: &str, cells: &[&str]) -> bool {
        filter(text).matches(cells.iter().map(|cell| (*cell).into()))
    }

    #[test]
    fn all_words_in_any_order_and_without_accents() {
        let row = ["Núñez, José", "MRN 1234", "cardiology"];
        assert!(matches("jose card", &row));
        assert!(matches("NUNEZ 123", &row));
        assert!(!matches("nunez 99", &row));
        assert!(matches("", &row));
        assert!(!matches("josémrn", &row));
    }
}
