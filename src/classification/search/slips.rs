//! Words of a set that are one or two slips away from a typed word.

use crate::classification::docs::Docs;

/// Shorter words have too many neighbours.
pub const LEAST_LETTERS: usize = 4;
/// The nearest so many are taken.
const MOST: usize = 12;

/// Words near to a typed one, or whose beginning is: letters left out, added, changed or turned round. One slip up to six
/// letters, two beyond. The first letter is right, or the first two are turned round.
pub fn near(typed: &str, docs: &Docs<'_>) -> Vec<u32> {
    let bytes = typed.as_bytes();
    let allowed = if bytes.len() > 6 { 2 } else { 1 };
    let (Some(first), Some(second)) = (bytes.first(), bytes.get(1)) else { return Vec::new() };
    let mask = letters(bytes);
    let mut found: Vec<(usize, usize, u32)> = Vec::new();
    for (range, turned) in [(docs.beginning(&[*first]), false), (docs.beginning(&[*second]), true)] {
        for id in range {
            let word = docs.word(id);
            if (turned && word.get(1) != Some(first)) || word.len() + allowed < bytes.len() {
                continue;
            }
            // Each slip makes at most one typed letter a stranger to the word.
            if (mask & !letters(word)).count_ones() as usize > allowed {
                continue;
            }
            if let Some(slips) = slips(bytes, word, allowed) {
                found.push((slips, word.len().abs_diff(bytes.len()), id));
            }
        }
    }
    found.sort_unstable();
    let least = found.first().map_or(0, |(slips, ..)| *slips);
    found.retain(|(slips, ..)| *slips == least);
    found.truncate(MOST);
    found.into_iter().map(|(.., id)| id).collect()
}

/// The least slips between a typed word and a word or its beginning, if they are allowed.
fn slips(typed: &[u8], word: &[u8], allowed: usize) -> Option<usize> {
    let whole = if word.len() <= typed.len() + allowed { distance(typed, word) } else { usize::MAX };
    let shorter = (typed.len().saturating_sub(1)..=typed.len() + 1)
        .filter(|length| *length < word.len() && *length >= super::slips::LEAST_LETTERS)
        .filter_map(|length| word.get(..length))
        .map(|beginning| distance(typed, beginning));
    let least = shorter.fold(whole, usize::min);
    (least <= allowed).then_some(least)
}

/// Optimal string alignment: insertions, deletions, changes, and neighbours turned round, each one slip.
fn distance(a: &[u8], b: &[u8]) -> usize {
    const WIDEST: usize = 40;
    if a.len() > WIDEST || b.len() > WIDEST {
        return usize::MAX;
    }
    let mut rows = [[0_u8; WIDEST + 1]; 3];
    let [before, last, this] = &mut rows;
    let (mut before, mut last, mut this) = (before, last, this);
    for (at, cell) in (0..=b.len()).zip(last.iter_mut()) {
        *cell = at as u8;
    }
    let mut previous_a = 0_u8;
    for (row, x) in (1_u8..).zip(a) {
        let mut left = row;
        if let Some(first) = this.first_mut() {
            *first = row;
        }
        let mut previous_b = 0_u8;
        for (column, y) in b.iter().enumerate() {
            let diagonal = last.get(column).copied().unwrap_or(u8::MAX);
            let above = last.get(column + 1).copied().unwrap_or(u8::MAX);
            let mut cost =
                (diagonal + u8::from(x != y)).min(above.saturating_add(1)).min(left.saturating_add(1));
            if column > 0 && row > 1 && *x == previous_b && previous_a == *y {
                let turned = before.get(column - 1).copied().unwrap_or(u8::MAX);
                cost = cost.min(turned.saturating_add(1));
            }
            if let Some(cell) = this.get_mut(column + 1) {
                *cell = cost;
            }
            left = cost;
            previous_b = *y;
        }
        previous_a = *x;
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut this);
    }
    last.get(b.len()).map_or(usize::MAX, |cell| usize::from(*cell))
}

/// Which letters a word has, as bits.
fn letters(word: &[u8]) -> u32 {
    word.iter().filter(|byte| byte.is_ascii_lowercase()).fold(0, |mask, byte| mask | 1 << (byte - b'a'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_counted() {
        for (a, b, slips) in [
            ("pnuemonia", "pneumonia", 1),
            ("diabtes", "diabetes", 1),
            ("appendisitus", "appendicitis", 2),
            ("same", "same", 0),
            ("", "abc", 3),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), slips, "{a}");
        }
        assert_eq!(slips(b"pnemon", b"pneumonia", 1), Some(1));
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_reference(a in "[a-e]{0,9}", b in "[a-e]{0,9}") {
            prop_assert_eq!(distance(a.as_bytes(), b.as_bytes()), strsim::osa_distance(&a, &b));
        }
    }
}
