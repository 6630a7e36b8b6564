//! What is wrong in a file that a person wrote (keys, themes, settings): which file, which line, what, and what to do now.
//!
//! Deliberately holds words only: whoever finds the fault words it, whoever shows it chooses the place.

use std::fmt;

/// One thing wrong in a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file's name as the person knows it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, as a sentence.
    pub what: String,
    /// What to do now, as a sentence.
    pub remedy: String,
}

impl Fault {
    /// A fault at a byte of the text that was read.
    pub fn at(
        file: &str,
        text: &str,
        byte: usize,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { file: file.to_owned(), line: line_of(text, byte), what: what.into(), remedy: remedy.into() }
    }

    /// TOML that cannot be read at all, in the words of its parser.
    pub fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let byte = error.span().map_or(0, |span| span.start);
        let what = format!("This is not valid TOML: {}.", error.message());
        Self::at(file, text, byte, what, "Correct this line; the rest of the file was not used.")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {} {}", self.file, self.line, self.what, self.remedy)
    }
}

impl std::error::Error for Fault {}

/// The line of a byte, counted from 1. A byte beyond the end belongs to the last line.
fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|b| *b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_file_line_and_remedy() {
        let fault = Fault::at("keys.toml", "a\nb\nc", 2, "No such key.", "Write it otherwise.");
        assert_eq!(fault.to_string(), "keys.toml, line 2: No such key. Write it otherwise.");
    }

    #[test]
    fn broken_toml_is_told_with_its_line() {
        let text = "[keys]\nfine = 1\nx = = 2\n";
        let error = toml::de::DeTable::parse(text).unwrap_err();
        assert_eq!(Fault::toml("f.toml", text, &error).line, 3);
    }
}
