//! Names of the index that may have been meant by a misspelt or misheard one.

use super::{
    grade::{distance, forgiven},
    terms::{SHORTEST_GUESS, Side, deletions, double_deletions, sounds},
    walks::{self, Range},
};
use crate::store::StoreError;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// A name that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    pub name: String,
    pub edits: usize,
}

/// How hard to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Effort {
    /// One error within the first letters: a seek for each letter.
    Quick,
    /// Two errors as well.
    Thorough,
}

/// Most names of one hash or code that are looked at, and most guesses that are used.
const MOST_OF_ONE: usize = 200;
const MOST_GUESSES: usize = 10;
/// So few guesses need no counting to put the commonest first.
const FEW_GUESSES: usize = 3;
/// First letters that two wrong ones leave untouched, and most names that are compared for them.
const SAME_HEAD: usize = 3;
const MOST_COMPARED: usize = 600;

/// Names within the forgiven number of edits, nearest and most common first; not the typed name itself.
pub(super) fn misspelt(
    conn: &Connection,
    side: Side,
    typed: &str,
    effort: Effort,
) -> Result<Vec<Guess>, StoreError> {
    let most = forgiven(typed.len());
    if most == 0 {
        return Ok(Vec::new());
    }
    let mut near: BTreeMap<String, usize> = BTreeMap::new();
    let mut take = |name: &str| {
        if name != typed
            && !near.contains_key(name)
            && let Some(edits) = distance(typed, name, most)
        {
            near.insert(name.to_owned(), edits);
        }
    };
    for hash in deletions(typed) {
        walks::deletions(conn, side, hash, MOST_OF_ONE, &mut take)?;
    }
    if effort == Effort::Thorough && most == 2 && near.is_empty() {
        two_errors(conn, side, typed, most, &mut near)?;
    }
    let nearest = near.into_iter().map(|(name, edits)| (edits as i64, name)).collect();
    Ok(commonest(conn, side, nearest)?
        .into_iter()
        .map(|(edits, name)| Guess { name, edits: edits as usize })
        .collect())
}

/// A second error within the head: two dozen more seeks, or, for two letters exchanged for others, which leave no common
/// deletion, a comparison with all names of the same first letters.
fn two_errors(
    conn: &Connection,
    side: Side,
    typed: &str,
    most: usize,
    near: &mut BTreeMap<String, usize>,
) -> Result<(), StoreError> {
    let mut take = |name: &str| {
        if let Some(edits) = distance(typed, name, most) {
            near.insert(name.to_owned(), edits);
        }
    };
    for hash in double_deletions(typed) {
        walks::deletions(conn, side, hash, MOST_OF_ONE, &mut take)?;
    }
    if near.is_empty()
        && let Some(head) = typed.get(..SAME_HEAD)
    {
        for (name, _) in walks::terms(conn, side, &Range::prefix(head), MOST_COMPARED)? {
            if let Some(edits) = distance(typed, &name, most) {
                near.insert(name, edits);
            }
        }
    }
    near.remove(typed);
    Ok(())
}

/// Names that sound alike, the most alike and common first; not the typed name itself.
pub(super) fn misheard(conn: &Connection, side: Side, typed: &str) -> Result<Vec<Guess>, StoreError> {
    if typed.len() <= SHORTEST_GUESS {
        return Ok(Vec::new());
    }
    let mut near: BTreeMap<String, i64> = BTreeMap::new();
    for code in sounds(typed).into_iter().flat_map(heard) {
        walks::sounding(conn, side, &code, MOST_OF_ONE, &mut |name| {
            let alike = strsim::jaro_winkler(typed, name);
            if name != typed && alike >= LEAST_ALIKE {
                near.insert(name.to_owned(), ((1.0 - alike) * 20.0) as i64);
            }
        })?;
    }
    let nearest = near.into_iter().map(|(name, unlike)| (unlike, name)).collect();
    Ok(commonest(conn, side, nearest)?.into_iter().map(|(_, name)| Guess { name, edits: 0 }).collect())
}

/// A code, and the same with or without the P that nobody hears between M and S or T: Thompson is heard as Tomson.
fn heard(code: String) -> impl Iterator<Item = String> {
    let spelt = [("MPS", "MS"), ("MPT", "MT"), ("MS", "MPS"), ("MT", "MPT")];
    let other =
        spelt.iter().find(|(from, _)| code.contains(from)).map(|(from, to)| code.replacen(from, to, 1));
    std::iter::once(code).chain(other)
}

/// Names of one code with less in common than this are not what was meant.
const LEAST_ALIKE: f64 = 0.55;

/// The nearest names, among equals those of most people.
fn commonest(
    conn: &Connection,
    side: Side,
    mut nearest: Vec<(i64, String)>,
) -> Result<Vec<(i64, String)>, StoreError> {
    nearest.sort();
    nearest.truncate(2 * MOST_GUESSES);
    if nearest.len() <= FEW_GUESSES {
        return Ok(nearest);
    }
    let mut counted = Vec::with_capacity(nearest.len());
    for (far, name) in nearest {
        counted.push((far, -walks::term_count(conn, side, &name)?, name));
    }
    counted.sort();
    counted.truncate(MOST_GUESSES);
    Ok(counted.into_iter().map(|(far, _, name)| (far, name)).collect())
}
