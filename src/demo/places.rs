//! Homes in Wexmoor County, which does not exist.

use super::names::sections;
use super::random::{Rng, Table};
use crate::domain::facts::Address;

const PLACES: &str = include_str!("texts/places.txt");

/// The state of the county.
pub const STATE: &str = "WI";

/// The streets and towns of the county.
#[derive(Clone, Debug)]
pub struct Places {
    towns: Table<(&'static str, &'static str)>,
    streets: Vec<&'static str>,
    kinds: Table<&'static str>,
}

impl Places {
    /// Reads the list.
    pub fn new() -> Self {
        let of = |wanted: &'static str| sections(PLACES).filter(move |(title, _)| *title == wanted);
        let weighed = |line: &'static str| -> Option<(&'static str, &'static str, u64)> {
            let (rest, weight) = line.rsplit_once(':')?;
            let (name, zip) = rest.rsplit_once(':').unwrap_or((rest, ""));
            Some((name, zip, weight.parse().ok()?))
        };
        // Town names hold blanks, so their lines are read whole.
        let towns = PLACES
            .lines()
            .filter_map(weighed)
            .filter(|(_, zip, _)| zip.len() == 5)
            .map(|(name, zip, weight)| ((name, zip), weight));
        Self {
            towns: towns.collect(),
            streets: of("streets").map(|(_, word)| word).collect(),
            kinds: of("kinds").filter_map(|(_, word)| weighed(word)).map(|(kind, _, w)| (kind, w)).collect(),
        }
    }

    /// One home; `few` keeps to house numbers of four digits.
    pub fn home(&self, rng: &mut Rng) -> Address {
        let (city, zip) = self.towns.draw(rng).copied().unwrap_or(("Port Wexmoor", "53301"));
        let street =
            self.streets.get(rng.below(self.streets.len() as u64) as usize).copied().unwrap_or("Main");
        let kind = self.kinds.draw(rng).copied().unwrap_or("Street");
        let number = if rng.chance(70) { rng.range(100, 1999) } else { rng.range(2, 9899) };
        let mut lines = format!("{number} {street} {kind}");
        if rng.chance(22) {
            lines.push_str("\nApt ");
            lines.push_str(&rng.range(1, 340).to_string());
        }
        Address {
            address_use: "home".into(),
            street: lines,
            city: city.into(),
            state: STATE.into(),
            zip: zip.into(),
            country: "US".into(),
        }
    }
}

impl Default for Places {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    #[test]
    fn homes_lie_in_the_county() {
        let places = Places::new();
        assert_eq!(places.towns.things().len(), 16);
        let mut rng = Rng::stream(1, Purpose::Block, 1);
        for _ in 0..100 {
            let home = places.home(&mut rng);
            assert!(home.zip.starts_with("533") && home.state == STATE && !home.city.is_empty());
        }
    }
}
