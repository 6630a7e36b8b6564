//! A typed line as units: words, and terms of the list of abbreviations.

use super::How;
use crate::classification::words::{MOST_WORDS, Meanings, abbreviations, is_small, split};

/// A word that was typed, or a term of the list: typed words and what they stand for.
#[derive(Clone, Debug)]
pub struct Unit {
    typed: Vec<String>,
    meanings: Option<&'static Meanings>,
}

impl Unit {
    /// What was typed.
    pub fn typed(&self) -> String {
        self.typed.join(" ")
    }

    /// What it stands for, if it is a term of the list.
    pub fn meanings(&self) -> Option<&'static Meanings> {
        self.meanings
    }

    /// The ways in which it can be found: as typed, or as what it stands for.
    pub(super) fn ways(&self) -> impl Iterator<Item = (How, &[String])> {
        let meanings = self.meanings.into_iter().flatten();
        std::iter::once((How::Typed, self.typed.as_slice()))
            .chain(meanings.map(|words| (How::Abbreviation, words.as_slice())))
    }

    /// The word, if it is one.
    pub(super) fn single(&self) -> Option<&str> {
        match self.typed.as_slice() {
            [word] => Some(word),
            _ => None,
        }
    }

    /// Whether it may be missing from what is found.
    pub(super) fn is_small(&self) -> bool {
        self.meanings.is_none() && self.typed.iter().all(|word| is_small(word))
    }
}

/// Cuts a line; the longest terms of the list first.
pub(super) fn units(text: &str) -> Vec<Unit> {
    // Longer lines are not typed by people, and no title has so many words.
    let words: Vec<String> = split(text).into_iter().take(24).collect();
    let list = abbreviations();
    let mut units = Vec::new();
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        let longest = (1..=MOST_WORDS.min(rest.len())).rev().find_map(|n_words| {
            let (term, after) = rest.split_at_checked(n_words)?;
            list.get(&term.join(" ")).map(|meanings| (term, after, meanings))
        });
        if let Some((term, after, meanings)) = longest {
            units.push(Unit { typed: term.to_vec(), meanings: Some(meanings) });
            rest = after;
        } else {
            units.push(Unit { typed: vec![first.clone()], meanings: None });
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_the_list_are_one_unit() {
        let cut: Vec<String> = units("high blood pressure, dm2 ckd").iter().map(Unit::typed).collect();
        assert_eq!(cut, ["high blood pressure", "dm2", "ckd"]);
    }
}
