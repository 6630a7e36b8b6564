//! How well a name answers what was typed, and which other names may have been meant.

use super::{
    nicknames,
    parse::NameAsk,
    terms::{SHORTEST_GUESS, Side, deletions, double_deletions, edits, prefix_edits, sounds},
    walks::{self, Range},
};
use crate::store::StoreError;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Places in the order of the list, best first.
pub(super) mod tier {
    /// A whole identifier.
    pub const IDENTIFIER: u8 = 0;
    /// Everything typed is a whole name, or a number that stands for itself.
    pub const EXACT: u8 = 1;
    /// Last name whole, first name begun.
    pub const LAST: u8 = 2;
    /// First name whole, last name begun.
    pub const FIRST: u8 = 3;
    /// Both begun.
    pub const BEGUN: u8 = 4;
    /// An identifier begun; numbers that have many answers.
    pub const NUMBER: u8 = 5;
    pub const NICKNAME: u8 = 6;
    /// Any of these by an alias, a former or a maiden name.
    pub const ALIAS: u8 = 7;
    pub const ONE_EDIT: u8 = 8;
    pub const TWO_EDITS: u8 = 9;
    pub const SOUND: u8 = 10;
}

/// By what a name answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// No name was asked for.
    Number,
    Name,
    /// The full name that ties the two.
    Nickname(&'static str),
    Edits(usize),
    Sound,
}

/// How one word answers one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    Whole,
    Begun,
    Nickname(&'static str),
    Edits(usize),
    Sound,
}

/// Whether errors and sounds count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guessing {
    Off,
    On,
}

/// Tier and reason of a row against a question, `None` if it does not answer it.
pub(super) fn grade(ask: &NameAsk, last: &str, first: &str, guessing: Guessing) -> Option<(u8, By)> {
    let by_last = like(&ask.last, last, Side::Last, guessing)?;
    let by_first = like(&ask.first, first, Side::First, guessing)?;
    let edited = |likeness| match likeness {
        Likeness::Edits(n) => n,
        _ => 0,
    };
    Some(match (by_last, by_first) {
        (Likeness::Sound, _) | (_, Likeness::Sound) => (tier::SOUND, By::Sound),
        (Likeness::Edits(_), _) | (_, Likeness::Edits(_)) => {
            let n = edited(by_last) + edited(by_first);
            (edit_tier(n), By::Edits(n))
        }
        (_, Likeness::Nickname(full)) => (tier::NICKNAME, By::Nickname(full)),
        (Likeness::Whole, Likeness::Whole) => (tier::EXACT, By::Name),
        (Likeness::Whole, _) => (tier::LAST, By::Name),
        (_, Likeness::Whole) => (tier::FIRST, By::Name),
        _ => (tier::BEGUN, By::Name),
    })
}

/// The tier of so many typing errors.
pub(super) fn edit_tier(n: usize) -> u8 {
    if n <= 1 { tier::ONE_EDIT } else { tier::TWO_EDITS }
}

/// Most typing errors that are forgiven in a word of this length.
pub(super) fn forgiven(letters: usize) -> usize {
    match letters {
        0..SHORTEST_GUESS => 0,
        SHORTEST_GUESS..6 => 1,
        _ => 2,
    }
}

fn like(typed: &str, name: &str, side: Side, guessing: Guessing) -> Option<Likeness> {
    if typed.is_empty() || typed == name {
        return Some(Likeness::Whole);
    }
    if name.starts_with(typed) {
        return Some(Likeness::Begun);
    }
    if side == Side::First
        && let Some(full) = nicknames::tie(typed, name)
    {
        return Some(Likeness::Nickname(full));
    }
    let most = forgiven(typed.len());
    if guessing == Guessing::Off || most == 0 || name.len() < SHORTEST_GUESS {
        return None;
    }
    let edits = distance(typed, name);
    if edits <= most {
        return Some(Likeness::Edits(edits));
    }
    let codes = sounds(typed);
    sounds(name).iter().any(|code| codes.contains(code)).then_some(Likeness::Sound)
}

/// Edits to the name, or, for a word of five letters and more that is still being typed, one edit to its beginning.
fn distance(typed: &str, name: &str) -> usize {
    let whole = edits(typed, name);
    if whole <= 1 || typed.len() < 5 || name.len() <= typed.len() {
        return whole;
    }
    whole.min(prefix_edits(typed, name).max(1))
}

/// A name that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    pub name: String,
    pub edits: usize,
}

/// Most names of one hash or code that are looked at, and most guesses that are used.
const MOST_OF_ONE: usize = 300;
const MOST_GUESSES: usize = 12;
/// First letters that two wrong ones leave untouched, and most names that are compared for them.
const SAME_HEAD: usize = 3;
const MOST_COMPARED: usize = 800;

/// Names within the forgiven number of edits, nearest and most common first; not the typed name itself.
pub(super) fn misspelt(conn: &Connection, side: Side, typed: &str) -> Result<Vec<Guess>, StoreError> {
    let most = forgiven(typed.len());
    if most == 0 {
        return Ok(Vec::new());
    }
    let mut near: BTreeMap<String, usize> = BTreeMap::new();
    let mut hashes = deletions(typed);
    let mut rounds = 0;
    loop {
        for hash in &hashes {
            walks::deletions(conn, side, *hash, MOST_OF_ONE, &mut |name| {
                if name != typed && !near.contains_key(name) {
                    let edits = distance(typed, name);
                    if edits <= most {
                        near.insert(name.to_owned(), edits);
                    }
                }
            })?;
        }
        rounds += 1;
        // A second error within the head costs two dozen more probes: only if one error explains nothing.
        if rounds == 2 || most < 2 || !near.is_empty() {
            break;
        }
        hashes = double_deletions(typed);
    }
    if let (true, true, Some(head)) = (near.is_empty(), most == 2, typed.get(..SAME_HEAD)) {
        // Two letters exchanged for others leave no common deletion: names with the same first letters are compared.
        for (name, _) in walks::terms(conn, side, &Range::prefix(head), MOST_COMPARED)? {
            let edits = distance(typed, &name);
            if name != typed && edits <= most {
                near.insert(name, edits);
            }
        }
    }
    ranked(conn, side, near)
}

/// Names that sound alike, the most alike and common first; not the typed name itself.
pub(super) fn misheard(conn: &Connection, side: Side, typed: &str) -> Result<Vec<Guess>, StoreError> {
    let mut near: BTreeMap<String, usize> = BTreeMap::new();
    if typed.len() <= SHORTEST_GUESS {
        return Ok(Vec::new());
    }
    for code in sounds(typed) {
        walks::sounding(conn, side, &code, MOST_OF_ONE, &mut |name| {
            let alike = strsim::jaro_winkler(typed, name);
            if name != typed && alike >= LEAST_ALIKE {
                near.insert(name.to_owned(), ((1.0 - alike) * 20.0) as usize);
            }
        })?;
    }
    ranked(conn, side, near)
}

/// Names of one code with less in common than this are not what was meant.
const LEAST_ALIKE: f64 = 0.55;

/// The nearest names, among equals those of most people.
fn ranked(conn: &Connection, side: Side, near: BTreeMap<String, usize>) -> Result<Vec<Guess>, StoreError> {
    let mut nearest: Vec<(usize, String)> = near.into_iter().map(|(name, edits)| (edits, name)).collect();
    nearest.sort();
    nearest.truncate(4 * MOST_GUESSES);
    let mut counted = Vec::with_capacity(nearest.len());
    for (edits, name) in nearest {
        counted.push((edits, -walks::term_count(conn, side, &name)?, name));
    }
    counted.sort();
    counted.truncate(MOST_GUESSES);
    Ok(counted.into_iter().map(|(edits, _, name)| Guess { name, edits }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(last: &str, first: &str, row_last: &str, row_first: &str) -> Option<u8> {
        let ask = NameAsk { last: last.into(), first: first.into(), middle: String::new() };
        grade(&ask, row_last, row_first, Guessing::On).map(|(tier, _)| tier)
    }

    #[test]
    fn grades_follow_the_order_of_the_list() {
        assert_eq!(graded("smith", "john", "smith", "john"), Some(tier::EXACT));
        assert_eq!(graded("smith", "jo", "smith", "john"), Some(tier::LAST));
        assert_eq!(graded("smi", "john", "smith", "john"), Some(tier::FIRST));
        assert_eq!(graded("smi", "jo", "smith", "john"), Some(tier::BEGUN));
        assert_eq!(graded("smith", "bill", "smith", "william"), Some(tier::NICKNAME));
        assert_eq!(graded("smiht", "john", "smith", "john"), Some(tier::ONE_EDIT));
        assert_eq!(graded("smiht", "jonh", "smith", "john"), Some(tier::TWO_EDITS));
        assert_eq!(graded("katharine", "", "catherine", ""), Some(tier::TWO_EDITS));
        assert_eq!(graded("schmidt", "", "shmit", "x"), Some(tier::TWO_EDITS));
        assert_eq!(graded("wright", "", "rite", ""), Some(tier::SOUND));
        assert_eq!(graded("smith", "john", "jones", "john"), None);
    }
}
