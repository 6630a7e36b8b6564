//! The text of a PDF file that arrived.

use lopdf::{Document, Error};
use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Most bytes that the content of one page may unpack to: a small file must not fill the memory.
const MOST_PAGE_BYTES: usize = 32 * 1024 * 1024;
/// Most pages that are read.
const MOST_PAGES: usize = 5_000;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// The text, page after page with a line between.
    pub text: String,
    /// Pages of the file.
    pub n_pages: usize,
    /// Pages that hold no text: pictures.
    pub n_bare: usize,
}

/// Why there is no text. The file itself may be shown by other programs all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoText {
    /// It is no PDF, or broken beyond reading.
    Broken(String),
    /// It needs a password.
    Locked,
    /// Its pages are pictures.
    Bare {
        /// How many pages.
        n_pages: usize,
    },
}

impl fmt::Display for NoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(why) => {
                write!(f, "the PDF is broken ({why}); ask the sender for it again, or index it by hand")
            }
            Self::Locked => write!(
                f,
                "the PDF is locked with a password; ask the sender for one without, or index it by hand"
            ),
            Self::Bare { n_pages: 1 } => {
                write!(f, "the PDF is the picture of a page and holds no text; index it by hand")
            }
            Self::Bare { n_pages } => {
                write!(f, "the PDF is {n_pages} pictures of pages and holds no text; index it by hand")
            }
        }
    }
}

/// Takes the text out of a PDF.
pub fn text_of(bytes: &[u8]) -> Result<Extracted, NoText> {
    if !bytes.get(..1024.min(bytes.len())).unwrap_or_default().windows(5).any(|five| five == b"%PDF-") {
        return Err(NoText::Broken("it does not begin as a PDF does".into()));
    }
    // A damaged file may lead the library astray; it must not take the program along.
    match catch_unwind(AssertUnwindSafe(|| extract(bytes))) {
        Ok(result) => result,
        Err(_) => Err(NoText::Broken("its parts do not fit together".into())),
    }
}

fn extract(bytes: &[u8]) -> Result<Extracted, NoText> {
    let mut document = Document::load_mem(bytes).map_err(|error| broken(&error))?;
    // Many files are encrypted with an empty password, so that anyone may read but not change them.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(NoText::Locked);
    }
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    if pages.is_empty() {
        return Err(NoText::Broken("it has no pages".into()));
    }
    let (mut text, mut n_bare) = (String::new(), 0);
    for page in pages.iter().take(MOST_PAGES) {
        let chunks = document.extract_text_chunks_with_limit(&[*page], MOST_PAGE_BYTES);
        let page: String = chunks.into_iter().filter_map(Result::ok).collect();
        let page = tidy(&page);
        if page.is_empty() {
            n_bare += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&page);
    }
    if text.is_empty() {
        Err(NoText::Bare { n_pages: pages.len() })
    } else {
        Ok(Extracted { text, n_pages: pages.len(), n_bare })
    }
}

/// Lines without blanks at their ends, at most one empty line in a row, no control characters.
fn tidy(page: &str) -> String {
    let mut tidy = String::with_capacity(page.len());
    let mut n_empty = 0;
    for line in page.lines() {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let line = line.trim_end();
        n_empty = if line.is_empty() { n_empty + 1 } else { 0 };
        if n_empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    // Letters that stand for none, as some producers leave them, are no text.
    let tidy = tidy.trim();
    if tidy.chars().any(char::is_alphanumeric) { tidy.to_owned() } else { String::new() }
}

fn broken(error: &Error) -> NoText {
    match error {
        Error::InvalidPassword | Error::Decryption(_) => NoText::Locked,
        _ => NoText::Broken("it cannot be read to its end".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Block, Paper, Sheet, render},
        *,
    };
    use proptest::prelude::*;

    fn made(text: &str) -> Vec<u8> {
        let sheet = Sheet {
            title: "t".into(),
            author: "a".into(),
            made_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            paper: Paper::Letter,
            header: String::new(),
            footer: String::new(),
            blocks: vec![Block::Paragraph(text.into())],
        };
        render(&sheet).unwrap().bytes
    }

    #[test]
    fn what_was_printed_is_read_again() {
        let read = text_of(&made("Patient José Núñez was seen.\nSecond line.")).unwrap();
        assert!(read.text.starts_with("Patient José Núñez was seen.\nSecond line."), "{}", read.text);
        assert_eq!((read.n_pages, read.n_bare), (1, 0));
    }

    #[test]
    fn broken_files_say_so() {
        let whole = made("text");
        for bytes in [&b""[..], b"%PDF-1.7", b"hello", &whole[..whole.len() / 2], &whole[..100]] {
            assert!(matches!(text_of(bytes), Err(NoText::Broken(_))), "{} bytes", bytes.len());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn damage_never_ends_the_program(at in 0_usize..20_000, with: u8) {
            let mut bytes = made("Patient seen.");
            let length = bytes.len();
            bytes[at % length] = with;
            let _ = text_of(&bytes);
        }
    }
}
