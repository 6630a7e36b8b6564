//! What misspelt and misheard names are found by: hashes of a name with one letter left out, and codes of its sound.
//!
//! Leaving a letter out on both sides meets every single insertion, deletion, substitution and transposition
//! (Garbe, SymSpell). Sounds are double metaphone codes (Philips, C/C++ Users Journal, June 2000).

use super::normal::hash_all;
use rphonetic::DoubleMetaphone;
use std::collections::BTreeSet;

/// Which name a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    Last = 0,
    First = 1,
}

/// Letters at a name's head in which errors are looked for; behind them the true distance decides.
const HEAD: usize = 7;
/// Shorter names have too many neighbours to be guessed at.
pub(super) const SHORTEST_GUESS: usize = 3;
/// Letters of a metaphone code: long enough to tell long names apart.
const CODE: usize = 6;

/// Hashes of the name's head: whole, and with each one letter left out.
pub(super) fn deletions(name: &str) -> BTreeSet<u32> {
    let head = head(name);
    let mut hashes = BTreeSet::from([hash_all(head.bytes())]);
    hashes.extend((0..head.len()).map(|gap| hash_without(head, gap, gap)));
    hashes
}

/// Hashes of the name's head with two letters left out: for a second error in a question.
pub(super) fn double_deletions(name: &str) -> BTreeSet<u32> {
    let head = head(name);
    let pairs = (0..head.len()).flat_map(|first| (first + 1..head.len()).map(move |second| (first, second)));
    pairs.map(|(first, second)| hash_without(head, first, second)).collect()
}

/// The codes of a folded name's sound: one or two, or none if it is too short to be told by sound.
pub(super) fn sounds(name: &str) -> Vec<String> {
    if name.len() < SHORTEST_GUESS {
        return Vec::new();
    }
    let found = DoubleMetaphone::new(Some(CODE)).double_metaphone(name);
    let (primary, alternate) = (found.primary(), found.alternate());
    let mut codes = vec![primary];
    if !alternate.is_empty() && !codes.contains(&alternate) {
        codes.push(alternate);
    }
    codes.retain(|code| !code.is_empty());
    codes
}

/// Prefixes of up to four letters; the empty one counts all names.
pub(super) fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    (0..=4).filter_map(move |letters| name.get(..letters))
}

/// Edits between two names: insertions, deletions, substitutions, transpositions of neighbours.
pub(super) fn edits(one: &str, other: &str) -> usize {
    strsim::osa_distance(one, other)
}

/// The least edits between what was typed and any beginning of the name: for words that are still being typed.
pub(super) fn prefix_edits(typed: &str, name: &str) -> usize {
    let lengths = typed.len().saturating_sub(1)..=(typed.len() + 1);
    lengths.filter_map(|len| name.get(..len)).map(|head| edits(typed, head)).min().unwrap_or(usize::MAX)
}

fn head(name: &str) -> &str {
    name.get(..HEAD).unwrap_or(name)
}

fn hash_without(head: &str, first: usize, second: usize) -> u32 {
    hash_all(head.bytes().enumerate().filter(|(at, _)| *at != first && *at != second).map(|(_, byte)| byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_edit_meets() {
        for typed in ["smiht", "smth", "smitth", "smoth", "mith", "smit"] {
            assert!(!deletions(typed).is_disjoint(&deletions("smith")), "{typed}");
        }
        assert!(deletions("jones").is_disjoint(&deletions("smith")));
    }

    #[test]
    fn sound_alikes_share_a_code() {
        for (one, other) in
            [("smith", "smyth"), ("catherine", "katharine"), ("schmidt", "shmit"), ("phan", "fan")]
        {
            let shared = sounds(one).iter().any(|code| sounds(other).contains(code));
            assert!(shared, "{one} {other}");
        }
    }

    #[test]
    fn unfinished_words_are_measured_to_their_end() {
        assert_eq!(prefix_edits("rodrige", "rodriguez"), 1);
        assert_eq!(edits("smiht", "smith"), 1);
    }

    proptest! {
        #[test]
        fn every_single_edit_meets(name in "[a-z]{3,7}", at in 0usize..7, letter in "[a-z]", kind in 0..3) {
            let mut letters: Vec<char> = name.chars().collect();
            let at = at % letters.len();
            match kind {
                0 => { letters.remove(at); }
                1 => letters[at] = letter.chars().next().unwrap(),
                _ => { let next = (at + 1) % letters.len(); if next > at { letters.swap(at, next); } }
            }
            let typed: String = letters.into_iter().collect();
            prop_assert!(!deletions(&typed).is_disjoint(&deletions(&name)));
        }

        #[test]
        fn sounds_of_letters_never_panic(name in "[a-z]{0,40}") {
            let _ = sounds(&name);
        }
    }
}
