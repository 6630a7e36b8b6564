//! Search in the documents of one chart: words in any order, a phrase in quotes, beginnings of words.
//!
//! The full-text index finds the documents; [`hits_in`] finds the places in a text by the same rule, for the list's excerpt
//! and for the marks in the reader.

use super::{
    chart_query,
    documents::{DocumentLine, line},
};
use crate::{
    domain::{ids::PatientId, topics::Topic},
    store::words::{self, fold, words_of},
};
use std::{collections::HashSet, ops::Range};

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

const CANDIDATES: &str = include_str!("sql/search.sql");
const NEWEST: &str = include_str!("sql/search_order.sql");
const FOUND: &str = include_str!("sql/search_document.sql");

chart_query!(SearchDocuments, Vec<DocumentHit>, Topic::Documents, |this, db| {
    let phrases = phrases(&this.text);
    if phrases.is_empty() {
        return Ok(Vec::new());
    }
    let words = words::asked(this.patient, phrases.iter().flatten());
    let candidates: HashSet<i64> = db.rows(CANDIDATES, [words], |row| row.get(0))?.into_iter().collect();
    let mut order = db.conn().prepare_cached(NEWEST)?;
    let mut order = order.query([this.patient])?;
    let mut found = Vec::new();
    while let Some(row) = order.next()? {
        let id: i64 = row.get(0)?;
        if candidates.contains(&id)
            && let Some(Some(hit)) = db.row(FOUND, [id], |row| read_hit(row, &phrases))?
        {
            found.push(hit);
            if found.len() as i64 >= this.limit {
                break;
            }
        }
    }
    Ok(found)
});

/// The hit, if the text holds every phrase: the index knows beginnings of words only.
fn read_hit(row: &rusqlite::Row<'_>, phrases: &[Phrase]) -> rusqlite::Result<Option<DocumentHit>> {
    let text = row.get_ref(16)?.as_str().unwrap_or_default();
    let (hits, mut missing) = places(text, phrases);
    if !missing.is_empty() {
        let (_, not_in_title) = places(row.get_ref(5)?.as_str().unwrap_or_default(), phrases);
        missing.retain(|phrase| not_in_title.contains(phrase));
    }
    if !missing.is_empty() {
        return Ok(None);
    }
    let line = line(row)?;
    let (excerpt, marked) = excerpt(text, hits.first());
    Ok(Some(DocumentHit { line, hits: hits.len(), excerpt, marked }))
}

/// One thing looked for: the words of a phrase, folded; the last may be the beginning of a word.
type Phrase = Vec<String>;

/// The places of `query` in `text`, in bytes, in order. Case and accents do not matter; each word may be a beginning.
pub fn hits_in(text: &str, query: &str) -> Vec<Range<usize>> {
    places(text, &phrases(query)).0
}

/// The places of all phrases, and the numbers of the phrases that have none.
fn places(text: &str, phrases: &[Phrase]) -> (Vec<Range<usize>>, Vec<usize>) {
    let mut missing: Vec<usize> = (0..phrases.len()).collect();
    let mut hits: Vec<Range<usize>> = Vec::new();
    for (start, word) in words_of(text) {
        for (number, phrase) in phrases.iter().enumerate() {
            if let Some(end) = phrase_end(text, start, word, phrase) {
                missing.retain(|other| *other != number);
                if hits.last().is_none_or(|previous| previous.end <= start) {
                    hits.push(start..end);
                }
            }
        }
    }
    (hits, missing)
}

/// The end of the phrase, if it begins with this word.
fn phrase_end(text: &str, start: usize, word: &str, phrase: &Phrase) -> Option<usize> {
    let (first, more) = phrase.split_first()?;
    if !begins_with(word, first, !more.is_empty()) {
        return None;
    }
    let after = start + word.len();
    let mut rest = words_of(text.get(after..)?);
    let mut end = after;
    for (idx, wanted) in more.iter().enumerate() {
        let (at, word) = rest.next()?;
        if !begins_with(word, wanted, idx + 1 < more.len()) {
            return None;
        }
        end = after + at + word.len();
    }
    Some(end)
}

/// Whether the word begins with what is wanted, or is the very word if `whole`.
fn begins_with(word: &str, wanted: &str, whole: bool) -> bool {
    if word.is_ascii() && wanted.is_ascii() {
        let beginning = word.as_bytes().get(..wanted.len());
        let fits = beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(wanted.as_bytes()));
        return fits && (!whole || word.len() == wanted.len());
    }
    let word = fold(word);
    if whole { word == wanted } else { word.starts_with(wanted) }
}

/// Words in quotes are one phrase; every other word is one of its own.
fn phrases(query: &str) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (idx, part) in query.split('"').enumerate() {
        let words = words_of(part).map(|(_, word)| fold(word).into_owned());
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

/// A few words before the hit and eighty characters after it, with line breaks as blanks: the hit itself must be in view
/// even in a narrow column.
fn excerpt(text: &str, hit: Option<&Range<usize>>) -> (String, Range<usize>) {
    let hit = hit.cloned().unwrap_or(0..0);
    let (Some(before), Some(inside), Some(after)) =
        (text.get(..hit.start), text.get(hit.clone()), text.get(hit.end..))
    else {
        return (String::new(), 0..0);
    };
    let one_line = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = before.char_indices().rev().nth(17).map_or(0, |(at, _)| at);
    // Not from the middle of a word.
    let start = if start == 0 {
        0
    } else {
        start + before.get(start..).and_then(|b| b.find(char::is_whitespace)).unwrap_or(0)
    };
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
        assert_eq!(marked("10–20 über–groß x", "20 uber \"uber gross\" gr"), ["20", "über", "groß"]);
        assert_eq!(marked(text, "eart"), Vec::<String>::new());
        assert_eq!(marked(text, "\" \""), Vec::<String>::new());
    }

    #[test]
    fn the_excerpt_marks_its_hit() {
        let text = "one two three\nfour five";
        let (line, hit) = excerpt(text, hits_in(text, "three").first());
        assert_eq!((line.as_str(), line.get(hit).unwrap()), ("one two three four five", "three"));
    }
}
