//! What can be measured: the laboratory's and the ward's values, each with code, unit, range and usual value.

use crate::domain::facts::{Coded, Sex};
use std::collections::BTreeMap;

const MEASURES: &str = include_str!("texts/measures.txt");

/// One thing that can be measured.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Short word in scenarios: `creat`.
    pub key: &'static str,
    /// How notes call it: `creatinine`.
    pub label: &'static str,
    /// LOINC code.
    pub code: &'static str,
    /// LOINC's words.
    pub display: &'static str,
    /// UCUM unit.
    pub unit: &'static str,
    /// Digits after the point.
    pub decimals: usize,
    /// Reference range of adults.
    pub low: Option<f64>,
    /// Reference range of adults.
    pub high: Option<f64>,
    /// Below this the laboratory calls.
    pub panic_low: Option<f64>,
    /// Above this the laboratory calls.
    pub panic_high: Option<f64>,
    /// Usual value of a woman.
    pub woman: f64,
    /// Usual value of a man.
    pub man: f64,
    /// How far healthy people differ, and from day to day half as far.
    pub spread: f64,
    /// `laboratory`, `vital-signs` or `survey`.
    pub category: &'static str,
}

/// All measures by key.
#[derive(Clone, Debug)]
pub struct Measures(BTreeMap<&'static str, Measure>);

impl Measures {
    /// Reads the list.
    pub fn new() -> Self {
        let lines = MEASURES.lines().filter(|line| !line.starts_with('#'));
        Self(lines.filter_map(read).map(|measure| (measure.key, measure)).collect())
    }

    /// The measure of a key.
    pub fn get(&self, key: &str) -> Option<&Measure> {
        self.0.get(key)
    }

    /// All of them, by key.
    pub fn all(&self) -> impl Iterator<Item = &Measure> {
        self.0.values()
    }
}

impl Default for Measures {
    fn default() -> Self {
        Self::new()
    }
}

impl Measure {
    /// The number as the laboratory prints it.
    pub fn print(&self, value: f64) -> String {
        let decimals = self.decimals;
        format!("{value:.decimals$}")
    }

    /// The code with LOINC's words.
    pub fn coded(&self) -> Coded {
        Coded { system: "LOINC".to_owned(), code: self.code.to_owned(), display: self.display.to_owned() }
    }

    /// Usual value of one sex.
    pub fn usual(&self, sex: Sex) -> f64 {
        if sex == Sex::Female { self.woman } else { self.man }
    }

    /// `HH`, `H`, `LL`, `L` or nothing, by a reference range.
    pub fn flag(&self, value: f64, (low, high): (Option<f64>, Option<f64>)) -> &'static str {
        let above = |limit: Option<f64>| limit.is_some_and(|limit| value > limit);
        let below = |limit: Option<f64>| limit.is_some_and(|limit| value < limit);
        if above(high) {
            if above(self.panic_high) { "HH" } else { "H" }
        } else if below(low) {
            if below(self.panic_low) { "LL" } else { "L" }
        } else {
            ""
        }
    }
}

fn read(line: &'static str) -> Option<Measure> {
    let mut cells = line.split(';');
    let (key, label, code, display, unit) =
        (cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let decimals = cells.next()?.parse().ok()?;
    let mut number = || cells.next().and_then(|cell| cell.parse::<f64>().ok());
    let (low, high, panic_low, panic_high) = (number(), number(), number(), number());
    let (woman, man, spread) = (number()?, number()?, number()?);
    let category = cells.next()?;
    Some(Measure {
        key,
        label,
        code,
        display,
        unit,
        decimals,
        low,
        high,
        panic_low,
        panic_high,
        woman,
        man,
        spread,
        category,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_measure() {
        let lines = MEASURES.lines().filter(|line| !line.starts_with('#')).count();
        let measures = Measures::new();
        assert_eq!(measures.all().count(), lines);
        assert!(measures.all().all(|m| m.low.zip(m.high).is_none_or(|(low, high)| low <= high)));
    }

    #[test]
    fn flags_follow_the_range() {
        let measures = Measures::new();
        let potassium = measures.get("k").unwrap();
        let range = (potassium.low, potassium.high);
        let flags = [2.5, 3.2, 4.0, 5.5, 6.9].map(|value| potassium.flag(value, range));
        assert_eq!(flags, ["LL", "L", "", "H", "HH"]);
    }
}
