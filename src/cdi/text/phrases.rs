//! Many phrases looked for in one walk over a text.
//!
//! A phrase is written as words. `reimburs*` is every word that begins so, `_3` up to three words of any kind within the
//! sentence, `=CC` a word in exactly these letters. Words of a phrase stand side by side; a hyphen or slash between them is as good
//! as a blank, a comma is not.

use super::words::{Gap, Words};
use std::{collections::HashMap, ops::Range};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Word(Box<str>),
    Stem(Box<str>),
    Exactly(Box<str>),
    UpTo(usize),
}

#[derive(Clone, Debug)]
struct Phrase {
    /// All pieces but the first.
    rest: Vec<Piece>,
    exactly: Option<Box<str>>,
    tag: usize,
}

/// Phrases, each with the number its owner gave it.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    by_word: HashMap<Box<str>, Vec<Phrase>>,
    by_stem: HashMap<Box<str>, Vec<Phrase>>,
    stem_lens: Vec<usize>,
}

/// A phrase found: whose, and its first and last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The number that its owner gave.
    pub tag: usize,
    /// The first word.
    pub first: usize,
    /// The last word.
    pub last: usize,
}

impl Hit {
    /// How many words it spans.
    pub fn len(&self) -> usize {
        self.last + 1 - self.first
    }

    /// Never: a hit spans at least one word.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether both share a word.
    pub fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The bytes it spans.
    pub fn span(&self, words: &Words<'_>) -> Range<usize> {
        words.span(self.first, self.last)
    }
}

impl Phrases {
    /// Adds a phrase. Text without a word in it adds nothing.
    pub fn add(&mut self, text: &str, tag: usize) {
        let mut pieces = text.split([' ', '-', '/']).filter(|piece| !piece.is_empty()).map(piece);
        let Some(first) = pieces.next() else { return };
        let rest: Vec<Piece> = pieces.collect();
        match first {
            Piece::Word(word) => {
                self.by_word.entry(word).or_default().push(Phrase { rest, exactly: None, tag });
            }
            Piece::Exactly(written) => {
                let word = written.to_ascii_lowercase().into_boxed_str();
                let phrase = Phrase { rest, exactly: Some(written), tag };
                self.by_word.entry(word).or_default().push(phrase);
            }
            Piece::Stem(stem) => {
                if !self.stem_lens.contains(&stem.len()) {
                    self.stem_lens.push(stem.len());
                }
                self.by_stem.entry(stem).or_default().push(Phrase { rest, exactly: None, tag });
            }
            Piece::UpTo(_) => {}
        }
    }

    /// All places of all phrases, in order of their first word; places may overlap.
    pub fn find(&self, words: &Words<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for first in 0..words.len() {
            let word = words.word(first);
            let exact = self.by_word.get(word).into_iter();
            let stems = self.stem_lens.iter().filter_map(|len| self.by_stem.get(word.get(..*len)?));
            for phrase in exact.chain(stems).flatten() {
                let written = phrase.exactly.as_deref().is_none_or(|exact| exact == words.as_written(first));
                if written && let Some(last) = follow(&phrase.rest, words, first) {
                    hits.push(Hit { tag: phrase.tag, first, last });
                }
            }
        }
        hits
    }

    /// As [`Self::find`], but a place within a longer one is left out: of "acute heart failure" and "heart failure" the first.
    pub fn find_longest(&self, words: &Words<'_>) -> Vec<Hit> {
        let mut hits = self.find(words);
        hits.sort_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last)));
        let mut reach = None;
        hits.retain(|hit| {
            let inside = reach.is_some_and(|(first, last)| {
                hit.first >= first && hit.last <= last && (hit.first, hit.last) != (first, last)
            });
            if !inside {
                reach = Some((hit.first, hit.last));
            }
            !inside
        });
        hits
    }
}

fn piece(text: &str) -> Piece {
    if let Some(number) = text.strip_prefix('_').and_then(|number| number.parse().ok()) {
        return Piece::UpTo(number);
    }
    if let Some(exact) = text.strip_prefix('=') {
        return Piece::Exactly(exact.into());
    }
    match text.strip_suffix('*') {
        Some(stem) => Piece::Stem(stem.to_ascii_lowercase().into()),
        None => Piece::Word(text.to_ascii_lowercase().into()),
    }
}

/// The last word, if the pieces follow after `at`.
fn follow(pieces: &[Piece], words: &Words<'_>, at: usize) -> Option<usize> {
    let Some((next, rest)) = pieces.split_first() else { return Some(at) };
    let fits = |idx: usize| match next {
        Piece::Word(word) => words.word(idx) == word.as_ref(),
        Piece::Stem(stem) => words.word(idx).starts_with(stem.as_ref()),
        Piece::Exactly(exact) => words.as_written(idx) == exact.as_ref(),
        Piece::UpTo(_) => false,
    };
    if let Piece::UpTo(number) = next {
        return (0..=*number).find_map(|skip| skip_to(rest, words, at, skip));
    }
    let joined = at + 1 < words.len() && words.gap(at + 1) == Gap::Joined;
    if joined && fits(at + 1) { follow(rest, words, at + 1) } else { None }
}

/// The pieces after so many words of any kind in the same sentence.
fn skip_to(pieces: &[Piece], words: &Words<'_>, at: usize, skip: usize) -> Option<usize> {
    let next = at + skip + 1;
    let same = next < words.len() && (at + 1..=next).all(|idx| words.gap(idx) != Gap::Sentence);
    let (first, rest) = pieces.split_first()?;
    let fits = match first {
        Piece::Word(word) => words.word(next) == word.as_ref(),
        Piece::Stem(stem) => words.word(next).starts_with(stem.as_ref()),
        Piece::Exactly(exact) => words.as_written(next) == exact.as_ref(),
        Piece::UpTo(_) => false,
    };
    if same && fits { follow(rest, words, next) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Vec<String> {
        let mut all = Phrases::default();
        for (tag, phrase) in phrases.iter().enumerate() {
            all.add(phrase, tag);
        }
        let words = Words::of(text);
        all.find_longest(&words).iter().map(|hit| text.get(hit.span(&words)).unwrap().to_owned()).collect()
    }

    #[test]
    fn stems_gaps_and_exact_letters() {
        assert_eq!(found(&["reimburs*"], "Reimbursement counts"), ["Reimbursement"]);
        assert_eq!(found(&["would you _3 agree"], "Would you, doctor, agree?"), ["Would you, doctor, agree"]);
        assert_eq!(found(&["would you _3 agree"], "Would you. Agree"), [""; 0]);
        assert_eq!(found(&["=CC"], "500 cc given, a CC"), ["CC"]);
    }

    #[test]
    fn hyphens_join_and_the_longest_wins() {
        assert_eq!(
            found(&["heart failure", "acute on chronic heart failure"], "acute-on-chronic heart failure"),
            ["acute-on-chronic heart failure"]
        );
        assert_eq!(found(&["heart failure"], "heart, failure"), [""; 0]);
    }
}
