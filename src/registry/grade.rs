//! How well a name answers what was typed.

use super::{
    nicknames,
    parse::NameAsk,
    terms::{SHORTEST_GUESS, Side, begins_nearly, edits, sounds},
};

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

/// A question for a name, ready to be compared with many.
pub(super) struct Asked<'a> {
    ask: &'a NameAsk,
    /// Codes of both names' sound; none if guesses are off.
    sounds: Option<[Vec<String>; 2]>,
}

impl<'a> Asked<'a> {
    pub fn new(ask: &'a NameAsk, guessing: Guessing) -> Self {
        let codes = || [sounds(&ask.last), sounds(&ask.first)];
        Self { ask, sounds: (guessing == Guessing::On).then(codes) }
    }

    /// Tier and reason of a row, `None` if it does not answer the question.
    pub fn grade(&self, last: &str, first: &str) -> Option<(u8, By)> {
        let codes = self.sounds.as_ref();
        let by_last = like(&self.ask.last, last, Side::Last, codes.map(|[codes, _]| codes))?;
        let by_first = like(&self.ask.first, first, Side::First, codes.map(|[_, codes]| codes))?;
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

/// `codes` are those of the typed word's sound; none if guesses are off.
fn like(typed: &str, name: &str, side: Side, codes: Option<&Vec<String>>) -> Option<Likeness> {
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
    let codes = codes?;
    let most = forgiven(typed.len());
    if most == 0 || name.len() < SHORTEST_GUESS {
        return None;
    }
    if let Some(edits) = distance(typed, name, most) {
        return Some(Likeness::Edits(edits));
    }
    sounds(name).iter().any(|code| codes.contains(code)).then_some(Likeness::Sound)
}

/// Edits to the name, or, for a word of five letters and more that is still being typed, one edit to its beginning.
pub(super) fn distance(typed: &str, name: &str, most: usize) -> Option<usize> {
    let whole = edits(typed, name, most);
    let unfinished = || typed.len() >= 5 && name.len() > typed.len() && begins_nearly(typed, name);
    if whole.is_none_or(|edits| edits > 1) && unfinished() { Some(1) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(last: &str, first: &str, row_last: &str, row_first: &str) -> Option<u8> {
        let ask = NameAsk { last: last.into(), first: first.into(), middle: String::new() };
        Asked::new(&ask, Guessing::On).grade(row_last, row_first).map(|(tier, _)| tier)
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
