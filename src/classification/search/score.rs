//! How well a document fits a line.

use super::{How, Matching, Resolved, Way};
use crate::classification::docs::Docs;

/// A document's score.
#[derive(Clone, Copy, Debug)]
pub struct Scored {
    /// 1 is every word as typed and nothing more in the document.
    pub score: f32,
    /// The weakest way that was needed.
    pub how: How,
    /// Units that were not found.
    pub missing: u8,
}

/// More words are not looked at.
const MOST_WORDS: usize = 48;

/// Scores a document: how well each unit is matched, how much of the document is covered, whether it begins as the line does.
pub fn score(doc: u32, units: &[Resolved], docs: &Docs<'_>) -> Scored {
    // Words of the document from the main term down; those of modifiers count for matching only.
    let mut parts: Vec<(u32, bool)> = Vec::with_capacity(16);
    let path: Vec<_> = docs.path(doc).collect();
    for part in path.iter().rev() {
        parts.extend(docs.words_of(part.text).map(|word| (word, true)));
        parts.extend(docs.words_of(part.extra).map(|word| (word, false)));
    }
    parts.truncate(MOST_WORDS);
    let length = usize::from(docs.length(doc)).max(1);
    let mut covered = [false; MOST_WORDS];
    let (mut quality, mut weight, mut missing) = (0.0_f32, 0.0_f32, 0_u8);
    let mut how = How::Typed;
    let mut in_order = 0_u32;
    let mut last_place: Option<usize> = None;
    let mut begins = false;
    for (number, unit) in units.iter().enumerate() {
        let share = if unit.small { 0.1 } else { 1.0 };
        weight += share;
        match of_unit(unit, &parts) {
            None => missing += u8::from(!unit.small),
            Some(fit) => {
                quality += fit.quality * share;
                if fit.how != How::Typed && how != How::Slip {
                    how = fit.how;
                }
                begins |= number == 0 && fit.first == 0;
                in_order += u32::from(last_place.is_some_and(|last| fit.first == last + 1));
                last_place = Some(fit.first);
                for place in fit.places {
                    if let Some(cell) = covered.get_mut(place) {
                        *cell = true;
                    }
                }
            }
        }
    }
    let n_covered = covered.iter().zip(&parts).filter(|(covered, (_, counts))| **covered && *counts).count();
    let coverage = (n_covered.min(length)) as f32 / length as f32;
    let steps = units.len().saturating_sub(1).max(1) as f32;
    let score = 0.55 * quality / weight.max(0.1)
        + 0.35 * coverage
        + 0.05 * f32::from(u8::from(begins))
        + 0.05 * in_order as f32 / steps;
    Scored { score, how, missing }
}

/// What documents can reach at best, by their length.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Everything but the share for how much of the document is covered.
    fixed: f32,
    /// Most words of a document that the line can cover.
    words: f32,
}

impl Limits {
    /// Of a line's units.
    pub fn of(units: &[Resolved]) -> Self {
        let share = |unit: &Resolved| if unit.small { 0.1 } else { 1.0 };
        let weight: f32 = units.iter().map(share).sum();
        let quality: f32 = units.iter().map(|unit| share(unit) * quality_at_best(unit)).sum();
        let words: usize = units
            .iter()
            .map(|unit| unit.ways.iter().map(|way| way.words.len()).max().unwrap_or_default())
            .sum();
        let order = if units.len() > 1 { 0.1 } else { 0.05 };
        Self { fixed: 0.55 * quality / weight.max(0.1) + order, words: words as f32 }
    }

    /// The highest score of a document of so many words.
    pub fn at(self, length: u8) -> f32 {
        let length = f32::from(length.max(1));
        self.fixed + 0.35 * self.words.min(length) / length
    }
}

fn quality_at_best(unit: &Resolved) -> f32 {
    let of_way = |way: &Way| {
        let of_word = |word: &Matching| if word.exact.is_some() { 1.0 } else { begun(word) };
        base(unit, way) * way.words.iter().map(of_word).sum::<f32>() / way.words.len().max(1) as f32
    };
    unit.ways.iter().map(of_way).fold(0.0, f32::max)
}

/// What a way of finding is worth against others.
fn base(unit: &Resolved, way: &Way) -> f32 {
    match way.how {
        // A term of the list is meant, not words that happen to begin so.
        How::Typed if unit.ways.len() > 1 && way.words.iter().any(|word| word.exact.is_none()) => 0.75,
        How::Typed => 1.0,
        How::Abbreviation => 0.97,
        How::Slip => 0.7,
    }
}

/// What a word is worth that begins so and goes on.
fn begun(word: &Matching) -> f32 {
    0.8 + 0.02 * (word.length.min(8) as f32)
}

struct Fit {
    quality: f32,
    how: How,
    first: usize,
    places: Vec<usize>,
}

fn of_unit(unit: &Resolved, parts: &[(u32, bool)]) -> Option<Fit> {
    let mut best: Option<Fit> = None;
    for way in &unit.ways {
        let base = base(unit, way);
        let (mut quality, mut places) = (0.0, Vec::with_capacity(way.words.len()));
        let mut all = true;
        for word in &way.words {
            let Some((fit, place)) = of_word(word, parts, &places) else {
                all = false;
                break;
            };
            quality += fit;
            places.push(place);
        }
        if !all || places.is_empty() {
            continue;
        }
        let quality = base * quality / places.len() as f32;
        if best.as_ref().is_none_or(|best| best.quality < quality) {
            best = Some(Fit {
                quality,
                how: way.how,
                first: places.first().copied().unwrap_or_default(),
                places,
            });
        }
    }
    best
}

/// How well the best place fits a word, and the place; one that is not taken yet before others.
fn of_word(word: &Matching, parts: &[(u32, bool)], taken: &[usize]) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    for (place, (id, counts)) in parts.iter().enumerate() {
        if !word.words.iter().any(|range| range.contains(id)) {
            continue;
        }
        let mut fit = if word.exact == Some(*id) { 1.0 } else { begun(word) };
        if !counts {
            fit -= 0.1;
        }
        if taken.contains(&place) {
            fit -= 0.3;
        }
        if best.is_none_or(|(best, _)| fit > best) {
            best = Some((fit, place));
        }
    }
    best
}
