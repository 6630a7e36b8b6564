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

/// Edits between two names, if they are at most `most`: insertions, deletions, substitutions, exchanged neighbours.
pub(super) fn edits(one: &str, other: &str, most: usize) -> Option<usize> {
    let (mut a, mut b) = (one.as_bytes(), other.as_bytes());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    // What both begin and end with costs nothing; mostly little is left to compare.
    while let (Some((x, a_rest)), Some((y, b_rest))) = (a.split_first(), b.split_first())
        && x == y
    {
        (a, b) = (a_rest, b_rest);
    }
    while let (Some((x, a_rest)), Some((y, b_rest))) = (a.split_last(), b.split_last())
        && x == y
    {
        (a, b) = (a_rest, b_rest);
    }
    let found = alignment(a, b);
    (found <= most).then_some(found)
}

/// Optimal string alignment by three rows of the usual table.
fn alignment(a: &[u8], b: &[u8]) -> usize {
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    let mut row: Vec<usize> = vec![0; width];
    let mut x_before = 0;
    for (i, x) in a.iter().enumerate() {
        let (mut left, mut diagonal, mut y_before, mut second_diagonal) = (i + 1, i, 0, i);
        let mut cells = row.iter_mut();
        if let Some(first) = cells.next() {
            *first = left;
        }
        let rows_above = above.iter().skip(1).zip(&before);
        for ((cell, y), (up, two_up)) in cells.zip(b).zip(rows_above) {
            let mut least = (diagonal + usize::from(x != y)).min(left + 1).min(up + 1);
            if *x == y_before && x_before == *y && i > 0 {
                least = least.min(second_diagonal + 1);
            }
            *cell = least;
            (left, diagonal, y_before, second_diagonal) = (least, *up, *y, *two_up);
        }
        x_before = *x;
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above.last().copied().unwrap_or(0)
}

/// Whether a word that is still being typed is one edit from a beginning of the name.
pub(super) fn begins_nearly(typed: &str, name: &str) -> bool {
    let lengths = typed.len().saturating_sub(1)..=(typed.len() + 1);
    lengths.filter_map(|len| name.get(..len)).any(|head| edits(typed, head, 1).is_some())
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
        assert!(begins_nearly("rodrige", "rodriguez"));
        assert!(!begins_nearly("rodrigs", "ramirez"));
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
        fn edits_are_those_of_the_textbook(one in "[abc]{0,7}", other in "[abc]{0,7}", most in 0usize..4) {
            let whole = strsim::osa_distance(&one, &other);
            prop_assert_eq!(edits(&one, &other, most), (whole <= most).then_some(whole));
        }

        #[test]
        fn sounds_of_letters_never_panic(name in "[a-z]{0,40}") {
            let _ = sounds(&name);
        }
    }
}
