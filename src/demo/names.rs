//! Names of people: family and given names with the skew of a census, by heritage, sex and decade of birth.

use super::random::{Rng, Table};
use crate::domain::facts::Sex;
use std::borrow::Cow;
use std::collections::BTreeMap;

const SURNAMES: &str = include_str!("texts/surnames.txt");
const TAIL: &str = include_str!("texts/tail.txt");
const GIVEN: &str = include_str!("texts/given.txt");
const NICKNAMES: &str = include_str!("texts/nicknames.txt");
const SCRIPTS: &str = include_str!("texts/scripts.txt");

/// A text that is mostly one of the lists' own words.
pub type Word = Cow<'static, str>;

/// Where a family's names come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heritage {
    General,
    Hispanic,
    Chinese,
    Vietnamese,
    Korean,
    Indian,
    Polish,
    Hmong,
    Filipino,
    African,
    Arabic,
    Japanese,
    Native,
}

/// Heritage, the word of its lists, and how many of a thousand families of the county have it.
const HERITAGES: [(Heritage, &str, u64); 13] = [
    (Heritage::General, "general", 690),
    (Heritage::Hispanic, "hispanic", 135),
    (Heritage::Chinese, "chinese", 16),
    (Heritage::Vietnamese, "vietnamese", 16),
    (Heritage::Korean, "korean", 9),
    (Heritage::Indian, "indian", 18),
    (Heritage::Polish, "polish", 32),
    (Heritage::Hmong, "hmong", 26),
    (Heritage::Filipino, "filipino", 10),
    (Heritage::African, "african", 18),
    (Heritage::Arabic, "arabic", 12),
    (Heritage::Japanese, "japanese", 5),
    (Heritage::Native, "native", 13),
];

/// First years of the decades that the lists of given names are for.
const DECADES: [i32; 6] = [1930, 1950, 1970, 1988, 2004, 2019];

/// All lists, ready to draw from.
#[derive(Clone, Debug)]
pub struct Names {
    heritages: Table<Heritage>,
    families: BTreeMap<Heritage, Table<&'static str>>,
    given: BTreeMap<(bool, Given), Table<&'static str>>,
    begins: Vec<&'static str>,
    ends: Vec<&'static str>,
    nicknames: BTreeMap<&'static str, Vec<&'static str>>,
    scripts: BTreeMap<&'static str, &'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Given {
    Decade(i32),
    Heritage(Heritage),
    Middle,
}

impl Names {
    /// Reads the lists.
    pub fn new() -> Self {
        let tail = |wanted| {
            sections(TAIL).filter(move |(title, _)| *title == wanted).map(|(_, word)| word).collect()
        };
        Self {
            heritages: HERITAGES.iter().map(|(heritage, _, weight)| (*heritage, *weight)).collect(),
            families: families(),
            given: given(),
            begins: tail("begin"),
            ends: tail("end"),
            nicknames: nicknames(),
            scripts: SCRIPTS.lines().filter_map(|line| line.split_once(' ')).collect(),
        }
    }

    /// The heritage of one family.
    pub fn heritage(&self, rng: &mut Rng) -> Heritage {
        self.heritages.draw(rng).copied().unwrap_or(Heritage::General)
    }

    /// A family name; of a hundred general ones, `rare` are put together for the long tail.
    pub fn family(&self, heritage: Heritage, rare: u32, rng: &mut Rng) -> Word {
        if heritage == Heritage::General && rng.chance(rare) {
            // The smaller of two draws: early beginnings and ends are commoner, as in a real tail.
            let mut low = |n: usize| rng.below(n as u64).min(rng.below(n as u64)) as usize;
            let (begin, end) = (low(self.begins.len()), low(self.ends.len()));
            let part = |list: &[&'static str], at: usize| list.get(at).copied().unwrap_or("Ash");
            return joined(part(&self.begins, begin), part(&self.ends, end)).into();
        }
        self.families.get(&heritage).and_then(|table| table.draw(rng)).copied().unwrap_or("Smith").into()
    }

    /// A first name for one sex, heritage and year of birth.
    pub fn given(&self, sex: Sex, heritage: Heritage, born: i32, rng: &mut Rng) -> &'static str {
        let female = sex == Sex::Female;
        // The later born, the more often a name from the general list.
        let own = match heritage {
            Heritage::General => 0,
            Heritage::Polish => {
                if born < 1955 {
                    60
                } else {
                    6
                }
            }
            Heritage::Hispanic => {
                if born < 1985 {
                    85
                } else {
                    60
                }
            }
            _ => {
                if born < 1980 {
                    92
                } else {
                    60
                }
            }
        };
        let list = if rng.chance(own) { Given::Heritage(heritage) } else { Given::Decade(decade(born)) };
        self.listed(female, list, rng)
    }

    /// A middle name for one sex.
    pub fn middle(&self, sex: Sex, rng: &mut Rng) -> &'static str {
        self.listed(sex == Sex::Female, Given::Middle, rng)
    }

    /// What somebody of this name is called, if anything else.
    pub fn nickname(&self, given: &str, rng: &mut Rng) -> Option<&'static str> {
        rng.pick(self.nicknames.get(given)?).copied()
    }

    /// The name in its own script, where the list has it.
    pub fn script(&self, name: &str) -> Option<&'static str> {
        self.scripts.get(name).copied()
    }

    fn listed(&self, female: bool, list: Given, rng: &mut Rng) -> &'static str {
        self.given.get(&(female, list)).and_then(|table| table.draw(rng)).copied().unwrap_or("Alex")
    }
}

impl Default for Names {
    fn default() -> Self {
        Self::new()
    }
}

/// Words of a list file, each with the title of the section it stands in.
pub fn sections(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut title = "";
    text.lines().filter(|line| !line.starts_with('#')).flat_map(move |line| {
        let heading = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        title = heading.unwrap_or(title);
        let words = if heading.is_some() { "" } else { line };
        words.split_whitespace().map(move |word| (title, word))
    })
}

/// The year whose list of given names is nearest to a year of birth.
fn decade(born: i32) -> i32 {
    DECADES.iter().copied().min_by_key(|year| (year - born).abs()).unwrap_or(1970)
}

fn joined(begin: &str, end: &str) -> String {
    // Three equal letters in a row, as in Hillley, are cut to two.
    let mut name = String::with_capacity(begin.len() + end.len());
    for letter in begin.chars().chain(end.chars()) {
        let mut last = name.chars().rev();
        if !(last.next() == Some(letter) && last.next() == Some(letter)) {
            name.push(letter);
        }
    }
    name
}

fn families() -> BTreeMap<Heritage, Table<&'static str>> {
    let mut all: BTreeMap<Heritage, Table<&'static str>> = BTreeMap::new();
    let mut weight = 10_000;
    let mut heritage = None;
    // Names of several words (De La Cruz) end with their weight.
    for line in SURNAMES.lines().filter(|line| !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            heritage = HERITAGES.iter().find(|(_, word, _)| *word == title).map(|(heritage, ..)| *heritage);
            continue;
        }
        let Some(heritage) = heritage else { continue };
        let table = all.entry(heritage).or_default();
        let mut rest = line.trim();
        while let Some((name, after)) = rest.split_once(':') {
            let (number, next) = after.split_once(' ').unwrap_or((after, ""));
            weight = number.parse().unwrap_or(weight);
            table.add(name.trim(), weight);
            rest = next.trim_start();
        }
    }
    all
}

fn given() -> BTreeMap<(bool, Given), Table<&'static str>> {
    let mut all: BTreeMap<(bool, Given), Table<&'static str>> = BTreeMap::new();
    let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
    for (title, name) in sections(GIVEN) {
        let key = match title.split_once(' ') {
            Some(("middle", sex)) => (sex == "F", Given::Middle),
            Some((sex, list)) => match list.parse::<i32>() {
                Ok(year) => (sex == "F", Given::Decade(year)),
                Err(_) => match HERITAGES.iter().find(|(_, word, _)| *word == list) {
                    Some((heritage, ..)) => (sex == "F", Given::Heritage(*heritage)),
                    None => continue,
                },
            },
            None => continue,
        };
        let weight = weights.entry(title).or_insert(1000.0);
        all.entry(key).or_default().add(name, *weight as u64);
        *weight *= 0.96;
    }
    all
}

fn nicknames() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in NICKNAMES.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(formal) = words.next() else { continue };
        for nickname in words {
            all.entry(formal).or_default().push(nickname);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    #[test]
    fn every_heritage_has_its_lists() {
        let names = Names::new();
        for (heritage, word, _) in HERITAGES {
            assert!(names.families.get(&heritage).is_some_and(|t| t.things().len() >= 8), "{word}");
            if heritage != Heritage::General {
                assert!(names.given.contains_key(&(true, Given::Heritage(heritage))), "{word}");
                assert!(names.given.contains_key(&(false, Given::Heritage(heritage))), "{word}");
            }
        }
        assert!(DECADES.iter().all(|year| names.given.contains_key(&(true, Given::Decade(*year)))));
        assert!(names.families[&Heritage::Hispanic].things().contains(&"De La Cruz"));
    }

    #[test]
    fn common_names_are_common_and_the_tail_is_long() {
        let names = Names::new();
        let mut rng = Rng::stream(1, Purpose::Block, 1);
        let mut counts: BTreeMap<Word, u32> = BTreeMap::new();
        for _ in 0..20_000 {
            *counts.entry(names.family(Heritage::General, 40, &mut rng)).or_default() += 1;
        }
        assert!(counts["Smith"] > 250, "{}", counts["Smith"]);
        assert!(counts.len() > 5_000, "{}", counts.len());
    }

    #[test]
    fn no_letter_stands_three_times() {
        assert_eq!(joined("Hill", "ley"), "Hilley");
        assert_eq!(joined("Ham", "mer"), "Hammer");
    }
}
