//! The one input line: codes and words to answers, best first, each with why it matched.
//!
//! A line is cut into units: a word, or a term of the list of abbreviations. Each unit matches words of a set by their
//! beginnings; a document must have all units. If no document has, words are allowed one or two slips, then the best
//! partial matches are given. Documents are marked in bit sets, so common words cost little.

mod line;
mod score;
mod slips;

pub use line::Unit;

use super::docs::Docs;
use line::units;
use score::{Limits, Scored, score};
use std::{cmp::Reverse, collections::BinaryHeap, ops::Range};

/// How a unit's words were found in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As typed, as whole words or beginnings of words.
    Typed,
    /// Through the list of abbreviations and lay terms.
    Abbreviation,
    /// With one or two letters amiss.
    Slip,
}

/// Words of a set that stand for one word of a unit.
#[derive(Clone, Debug)]
struct Matching {
    words: Vec<Range<u32>>,
    /// The one that is the word itself.
    exact: Option<u32>,
    length: usize,
}

/// One way in which a unit can be matched in a set: every word of it must be there.
#[derive(Clone, Debug)]
struct Way {
    how: How,
    words: Vec<Matching>,
}

/// A unit in one set.
#[derive(Clone, Debug, Default)]
struct Resolved {
    ways: Vec<Way>,
    small: bool,
}

/// A document that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The document's number in its set.
    pub doc: u32,
    /// How well it fits: 1 is every word as typed and nothing more.
    pub score: f32,
    /// The weakest way in which a unit was matched.
    pub how: How,
    /// How many units were not matched.
    pub missing: u8,
}

/// How many documents of a set are scored: the shortest of those that match.
const MOST_SCORED: usize = 400;

/// A typed line, cut into units.
#[derive(Clone, Debug)]
pub struct Line {
    units: Vec<Unit>,
}

impl Line {
    /// Cuts a line.
    pub fn new(text: &str) -> Self {
        Self { units: units(text) }
    }

    /// Whether nothing that can be looked for was typed.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The units, for words of explanation.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }
}

/// Whether words may be amiss or missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leniency {
    /// As typed only: the line was a code, and codes were found.
    Strict,
    /// Slips, then partial matches, if nothing else is found.
    Lenient,
}

/// Looks for the line in several sets; for each its best documents, in no order across sets.
pub fn search(line: &Line, sets: &[Docs<'_>], leniency: Leniency, most: usize) -> Vec<Vec<Found>> {
    if line.is_empty() {
        return sets.iter().map(|_| Vec::new()).collect();
    }
    let mut resolved: Vec<Vec<Resolved>> =
        sets.iter().map(|docs| line.units.iter().map(|unit| resolve(unit, docs)).collect()).collect();
    if leniency == Leniency::Strict {
        return every(&resolved, sets, most);
    }
    // A word that no set knows was mistyped.
    for (at, unit) in line.units.iter().enumerate() {
        let known = resolved.iter().any(|units| units.get(at).is_some_and(|unit| !unit.ways.is_empty()));
        if !known {
            add_slips(unit, at, sets, &mut resolved);
        }
    }
    let all = every(&resolved, sets, most);
    if all.iter().any(|found| !found.is_empty()) {
        return all;
    }
    for (at, unit) in line.units.iter().enumerate() {
        add_slips(unit, at, sets, &mut resolved);
    }
    let all = every(&resolved, sets, most);
    if all.iter().any(|found| !found.is_empty()) || line.units.len() < 2 {
        return all;
    }
    sets.iter().zip(&resolved).map(|(docs, units)| partly(units, docs, most)).collect()
}

fn every(resolved: &[Vec<Resolved>], sets: &[Docs<'_>], most: usize) -> Vec<Vec<Found>> {
    sets.iter().zip(resolved).map(|(docs, units)| wholly(units, docs, most)).collect()
}

fn resolve(unit: &Unit, docs: &Docs<'_>) -> Resolved {
    let mut ways = Vec::new();
    for (how, words) in unit.ways() {
        let whole = how == How::Abbreviation;
        let found: Option<Vec<Matching>> = words.iter().map(|word| matching(word, whole, docs)).collect();
        if let Some(words) = found {
            ways.push(Way { how, words });
        }
    }
    Resolved { ways, small: unit.is_small() }
}

fn matching(word: &str, whole: bool, docs: &Docs<'_>) -> Option<Matching> {
    let bytes = word.as_bytes();
    let exact = docs.exactly(bytes);
    let mut words = vec![if whole && !exact.is_empty() { exact.clone() } else { docs.beginning(bytes) }];
    // A typed plural finds the singular.
    if bytes.len() > 4
        && let Some(single) = word.strip_suffix('s')
    {
        words.push(docs.exactly(single.as_bytes()));
    }
    words.retain(|range| !range.is_empty());
    let exact = (!exact.is_empty()).then_some(exact.start);
    (!words.is_empty()).then_some(Matching { words, exact, length: bytes.len() })
}

fn add_slips(unit: &Unit, at: usize, sets: &[Docs<'_>], resolved: &mut [Vec<Resolved>]) {
    let Some(word) = unit.single().filter(|word| word.len() >= slips::LEAST_LETTERS) else { return };
    for (docs, units) in sets.iter().zip(resolved) {
        let words = slips::near(word, docs);
        if let Some(unit) = units.get_mut(at).filter(|_| !words.is_empty()) {
            let words = words.into_iter().map(|word| word..word + 1).collect();
            unit.ways.push(Way {
                how: How::Slip,
                words: vec![Matching { words, exact: None, length: word.len() }],
            });
        }
    }
}

/// Documents that have every unit that is not small.
fn wholly(units: &[Resolved], docs: &Docs<'_>, most: usize) -> Vec<Found> {
    let only_small = units.iter().all(|unit| unit.small);
    let needed: Vec<&Resolved> = units.iter().filter(|unit| only_small || !unit.small).collect();
    if docs.is_empty() || needed.iter().any(|unit| unit.ways.is_empty()) {
        return Vec::new();
    }
    let n_cells = docs.len().div_ceil(64);
    let mut all: Option<Vec<u64>> = None;
    for unit in needed {
        let bits = bits_of(unit, docs, n_cells);
        match &mut all {
            None => all = Some(bits),
            Some(all) => all.iter_mut().zip(&bits).for_each(|(cell, bits)| *cell &= bits),
        }
    }
    let found = numbers(&all.unwrap_or_default());
    best(shortest(found, docs), units, docs, most)
}

fn bits_of(unit: &Resolved, docs: &Docs<'_>, n_cells: usize) -> Vec<u64> {
    let mut any = vec![0_u64; n_cells];
    for way in &unit.ways {
        if let [word] = way.words.as_slice() {
            word.words.iter().for_each(|range| docs.mark(range.clone(), &mut any));
            continue;
        }
        let mut both: Option<Vec<u64>> = None;
        for word in &way.words {
            let mut bits = vec![0_u64; n_cells];
            word.words.iter().for_each(|range| docs.mark(range.clone(), &mut bits));
            match &mut both {
                None => both = Some(bits),
                Some(both) => both.iter_mut().zip(&bits).for_each(|(cell, bits)| *cell &= bits),
            }
        }
        for (cell, bits) in any.iter_mut().zip(both.unwrap_or_default()) {
            *cell |= bits;
        }
    }
    any
}

/// The numbers of the bits that are set.
pub(super) fn numbers(bits: &[u64]) -> Vec<u32> {
    let mut found = Vec::new();
    for (at, cell) in (0_u32..).zip(bits) {
        let mut left = *cell;
        while left > 0 {
            found.push(at * 64 + left.trailing_zeros());
            left &= left - 1;
        }
    }
    found
}

/// The shortest documents, shortest first: of many that match, those with the fewest other words fit best.
fn shortest(mut found: Vec<u32>, docs: &Docs<'_>) -> Vec<u32> {
    if found.len() > MOST_SCORED {
        found = few_shortest(found, docs);
    }
    found.sort_by_key(|number| docs.length(*number));
    found
}

fn few_shortest(found: Vec<u32>, docs: &Docs<'_>) -> Vec<u32> {
    let mut counts = [0_usize; 256];
    for number in &found {
        if let Some(count) = counts.get_mut(usize::from(docs.length(*number))) {
            *count += 1;
        }
    }
    let mut room = MOST_SCORED;
    let mut limit = 255;
    for (length, count) in counts.iter().enumerate() {
        if *count > room {
            limit = length;
            break;
        }
        room -= count;
    }
    let mut kept = Vec::with_capacity(MOST_SCORED);
    for number in found {
        let length = usize::from(docs.length(number));
        if length < limit {
            kept.push(number);
        } else if length == limit && room > 0 {
            room -= 1;
            kept.push(number);
        }
    }
    kept
}

/// Documents that have the most of the line, by how rare the words are.
fn partly(units: &[Resolved], docs: &Docs<'_>, most: usize) -> Vec<Found> {
    if docs.is_empty() {
        return Vec::new();
    }
    let n_cells = docs.len().div_ceil(64);
    let mut weights = vec![0_u16; docs.len()];
    for unit in units.iter().filter(|unit| !unit.small && !unit.ways.is_empty()) {
        let found = numbers(&bits_of(unit, docs, n_cells));
        let share = (docs.len() / found.len().max(1)).max(1);
        let weight = 1 + share.ilog2() as u16;
        for number in found {
            if let Some(sum) = weights.get_mut(number as usize) {
                *sum += weight;
            }
        }
    }
    let best_weight = weights.iter().copied().max().unwrap_or_default();
    if best_weight == 0 {
        return Vec::new();
    }
    let near = |weight: u16| u32::from(weight) * 4 >= u32::from(best_weight) * 3;
    let found = (0..).zip(&weights).filter(|(_, weight)| near(**weight)).map(|(number, _)| number).collect();
    best(shortest(found, docs), units, docs, most)
}

/// The best of documents that come shortest first. A document of more words can cover less of itself, so scoring ends
/// as soon as no longer one can come among the best: after one letter that is at once.
fn best(found: Vec<u32>, units: &[Resolved], docs: &Docs<'_>, most: usize) -> Vec<Found> {
    let limits = Limits::of(units);
    let mut scored: Vec<Found> = Vec::new();
    // Scores are not negative: their bits are in their order.
    let mut leaders: BinaryHeap<Reverse<u32>> = BinaryHeap::with_capacity(most + 1);
    for doc in found {
        let least = leaders.peek().filter(|_| leaders.len() >= most);
        if least.is_some_and(|Reverse(least)| f32::from_bits(*least) >= limits.at(docs.length(doc))) {
            break;
        }
        let Scored { score, how, missing } = score(doc, units, docs);
        scored.push(Found { doc, score, how, missing });
        leaders.push(Reverse(score.to_bits()));
        if leaders.len() > most {
            leaders.pop();
        }
    }
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.doc.cmp(&b.doc)));
    scored.truncate(most);
    scored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::library::Library;

    #[test]
    fn ending_early_loses_none_of_the_best() {
        for set in Library::built_in().sets() {
            let Some(docs) = set.docs() else { continue };
            for text in
                ["t", "a", "s f", "ca", "diab", "type 2 d", "fracture r", "htn h", "of the", "acute re fai"]
            {
                let units: Vec<Resolved> = Line::new(text).units.iter().map(|u| resolve(u, &docs)).collect();
                let some_way = units.iter().find(|unit| !unit.ways.is_empty());
                let Some(unit) = some_way else { continue };
                let found = shortest(numbers(&bits_of(unit, &docs, docs.len().div_ceil(64))), &docs);
                let mut all: Vec<f32> = found.iter().map(|doc| score(*doc, &units, &docs).score).collect();
                all.sort_by(|a, b| b.total_cmp(a));
                all.truncate(20);
                let early: Vec<f32> = best(found, &units, &docs, 20).iter().map(|one| one.score).collect();
                assert_eq!(early, all, "{text} in {:?}", set.kind);
            }
        }
    }
}
