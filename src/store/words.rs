//! The words of documents: how they are indexed when a document is filed, and how a chart's words are asked for.

use super::{StoreError, Writing};
use crate::domain::ids::{DocumentId, PatientId};
use std::{borrow::Cow, collections::BTreeSet};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Longest word that is indexed whole, in bytes; of longer ones (a pasted code, a web address) the beginning.
const LONGEST: usize = 40;

/// Indexes the words of a document that was filed, in the same transaction.
pub fn index(
    tx: &Writing<'_>,
    document: DocumentId,
    patient: PatientId,
    title: &str,
    text: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR REPLACE INTO document_words (rowid, words) VALUES (?1, ?2)",
        (document, indexed(patient, title, text)),
    )?;
    Ok(())
}

/// Takes the words of a document out, when it is moved to another chart.
pub fn remove(tx: &Writing<'_>, document: DocumentId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM document_words WHERE rowid = ?1", [document])?;
    Ok(())
}

/// Each word once, folded, with the chart's number before it.
fn indexed(patient: PatientId, title: &str, text: &str) -> String {
    let words: BTreeSet<Cow<'_, str>> =
        words_of(title).chain(words_of(text)).map(|(_, word)| fold(beginning(word))).collect();
    let chart = format!("{patient}x");
    let mut line = String::with_capacity(text.len() / 2);
    for word in words {
        line.push_str(&chart);
        line.push_str(&word);
        line.push(' ');
    }
    line
}

/// The question for all of these words, folded, each of which may be the beginning of one. Every word is quoted, so that
/// nothing typed can be an operator.
pub fn asked<'w>(patient: PatientId, words: impl Iterator<Item = &'w String>) -> String {
    let quoted: Vec<String> = words.map(|word| format!("\"{patient}x{}\"*", beginning(word))).collect();
    quoted.join(" AND ")
}

fn beginning(word: &str) -> &str {
    let end = (0..=LONGEST.min(word.len())).rev().find(|end| word.is_char_boundary(*end));
    end.and_then(|end| word.get(..end)).unwrap_or(word)
}

/// Runs of letters and digits with the byte where each begins: what the index's tokenizer calls words.
pub fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // Nearly all bytes of a chart are ASCII: whole runs are cut byte by byte, and only runs with others are looked at by
    // character, for signs such as a dash that is no ASCII.
    runs(text).flat_map(|(start, run)| {
        let ascii = run.is_ascii().then_some((start, run));
        let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c);
        let pieces = if run.is_ascii() { "" } else { run }
            .split(move |c| !inside(c))
            .filter(|piece| !piece.is_empty());
        // Each piece lies inside its run, so the distance of their addresses is its place.
        ascii
            .into_iter()
            .chain(pieces.map(move |piece| (start + piece.as_ptr() as usize - run.as_ptr() as usize, piece)))
    })
}

/// Runs of ASCII letters and digits and of anything that is not ASCII.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let inside = |byte: &u8| !byte.is_ascii() || byte.is_ascii_alphanumeric();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(inside)?;
        let rest = bytes.get(start..)?;
        at = start + rest.iter().position(|byte| !inside(byte)).unwrap_or(rest.len());
        Some((start, text.get(start..at)?))
    })
}

/// Lower case without accents: as the index's tokenizer sees a word.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    let bare = word.nfd().filter(|c| !is_combining_mark(*c));
    Cow::Owned(bare.flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_carry_their_chart_and_stand_once() {
        assert_eq!(indexed(PatientId(12), "Café", "Na 3.1, na"), "12x1 12x3 12xcafe 12xna ");
    }

    #[test]
    fn nothing_typed_is_an_operator() {
        let typed: Vec<String> =
            words_of("a* OR \"NEAR(b").map(|(_, word)| fold(word).into_owned()).collect();
        assert_eq!(asked(PatientId(7), typed.iter()), "\"7xa\"* AND \"7xor\"* AND \"7xnear\"* AND \"7xb\"*");
    }
}
