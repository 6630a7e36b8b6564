//! Search in the documents of one chart: words in any order, a phrase in quotes, beginnings of words.
//!
//! The full-text index finds the documents; [`hits_in`] finds the places in a text by the same rule, for the list's excerpt
//! and for the marks in the reader.

use super::{
    chart_query,
    documents::{DocumentLine, line},
};
use crate::domain::{ids::PatientId, topics::Topic};
use std::{borrow::Cow, ops::Range};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Asks for the documents of a chart that hold all words of `text`, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchDocuments {
    /// Whose.
    pub patient: PatientId,
    /// Words as typed.
    pub text: String,
    /// At most so many documents.
    pub limit: i64,
}

/// One document that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentHit {
    /// The document.
    pub line: DocumentLine,
    /// Places in its text.
    pub hits: usize,
    /// The words around the first place, on one line.
    pub excerpt: String,
    /// Where the hit lies in `excerpt`, in bytes.
    pub marked: Range<usize>,
}

const SEARCH: &str = include_str!("sql/search.sql");

chart_query!(SearchDocuments, Vec<DocumentHit>, Topic::Documents, |this, db| {
    let Some(words) = match_text(this.patient, &this.text) else {
        return Ok(Vec::new());
    };
    db.rows(SEARCH, (words, this.limit), |row| {
        let text = row.get_ref(15)?.as_str().unwrap_or_default();
        let hits = hits_in(text, &this.text);
        let (excerpt, marked) = excerpt(text, hits.first());
        Ok(DocumentHit { line: line(row)?, hits: hits.len(), excerpt, marked })
    })
});

/// One thing looked for: the words of a phrase, folded; the last may be the beginning of a word.
type Phrase = Vec<String>;

/// The places of `query` in `text`, in bytes, in order. Case and accents do not matter; each word may be a beginning.
pub fn hits_in(text: &str, query: &str) -> Vec<Range<usize>> {
    let phrases = phrases(query);
    if phrases.is_empty() {
        return Vec::new();
    }
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let mut hits: Vec<Range<usize>> = Vec::new();
    for idx in 0..words.len() {
        let rest = words.get(idx..).unwrap_or_default();
        if let Some(phrase) = phrases.iter().find(|phrase| begins(rest, phrase))
            && let (Some(first), Some(last)) = (rest.first(), rest.get(phrase.len() - 1))
        {
            let hit = first.0..last.0 + last.1.len();
            if hits.last().is_none_or(|previous| previous.end <= hit.start) {
                hits.push(hit);
            }
        }
    }
    hits
}

fn begins(words: &[(usize, &str)], phrase: &Phrase) -> bool {
    let last = phrase.len() - 1;
    words.len() > last
        && phrase.iter().zip(words).enumerate().all(|(idx, (wanted, (_, word)))| {
            let word = fold(word);
            if idx == last { word.starts_with(wanted.as_str()) } else { word == wanted.as_str() }
        })
}

/// Lower case without accents: as the index's tokenizer sees a word.
fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    let bare = word.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    Cow::Owned(bare.flat_map(char::to_lowercase).collect())
}

/// Words in quotes are one phrase; every other word is one of its own.
fn phrases(query: &str) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (idx, part) in query.split('"').enumerate() {
        let words = part.unicode_words().map(|word| fold(word).into_owned());
        if idx % 2 == 1 {
            phrases.push(words.collect::<Phrase>());
        } else {
            phrases.extend(words.map(|word| vec![word]));
        }
    }
    phrases.retain(|phrase| !phrase.is_empty());
    // More words than anyone types would only make the question slow.
    phrases.truncate(16);
    phrases
}

/// The question in the index's language; every word is quoted, so nothing typed can be an operator.
fn match_text(patient: PatientId, query: &str) -> Option<String> {
    let phrases = phrases(query);
    if phrases.is_empty() {
        return None;
    }
    let words: Vec<String> = phrases.iter().map(|phrase| format!("\"{}\"*", phrase.join(" "))).collect();
    Some(format!("chart:\"p{patient}\" AND {{title text}}:({})", words.join(" AND ")))
}

/// About forty characters before the hit and eighty after it, with line breaks as blanks.
fn excerpt(text: &str, hit: Option<&Range<usize>>) -> (String, Range<usize>) {
    let hit = hit.cloned().unwrap_or(0..0);
    let (Some(before), Some(inside), Some(after)) =
        (text.get(..hit.start), text.get(hit.clone()), text.get(hit.end..))
    else {
        return (String::new(), 0..0);
    };
    let one_line = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = before.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(80).map_or(after.len(), |(at, _)| at);
    let lead = one_line(before.get(start..).unwrap_or_default());
    let tail = one_line(after.get(..end).unwrap_or_default());
    let mut line = lead;
    if !line.is_empty() && before.ends_with(char::is_whitespace) {
        line.push(' ');
    }
    let from = line.len();
    line.push_str(&one_line(inside));
    let to = line.len();
    if after.starts_with(char::is_whitespace) && !tail.is_empty() {
        line.push(' ');
    }
    line.push_str(&tail);
    (line, from..to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, query: &str) -> Vec<String> {
        hits_in(text, query).into_iter().map(|hit| text.get(hit).unwrap().to_owned()).collect()
    }

    #[test]
    fn words_phrases_and_beginnings_are_found() {
        let text = "Acute heart failure. Heart rate 90; café-au-lait. HEART\nfailure again";
        assert_eq!(marked(text, "heart"), ["heart", "Heart", "HEART"]);
        assert_eq!(marked(text, "\"heart fail\""), ["heart failure", "HEART\nfailure"]);
        assert_eq!(marked(text, "cafe"), ["café"]);
        assert_eq!(marked(text, "eart"), Vec::<String>::new());
        assert_eq!(marked(text, "\" \""), Vec::<String>::new());
    }

    #[test]
    fn nothing_typed_is_an_operator() {
        let text = match_text(PatientId(7), "a* OR NEAR(b) \"c d").unwrap();
        assert_eq!(
            text,
            "chart:\"p7\" AND {title text}:(\"a\"* AND \"or\"* AND \"near\"* AND \"b\"* AND \"c d\"*)"
        );
    }

    #[test]
    fn the_excerpt_marks_its_hit() {
        let text = "one two three\nfour five";
        let (line, hit) = excerpt(text, hits_in(text, "three").first());
        assert_eq!((line.as_str(), line.get(hit).unwrap()), ("one two three four five", "three"));
    }
}
