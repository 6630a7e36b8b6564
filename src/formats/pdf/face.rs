//! The faces that pages are printed in, and how wide their letters are.
//!
//! Liberation 2.1.5 (SIL Open Font License 1.1, see fonts/LICENSE): metrics of Arial and Courier New, letters of Latin,
//! Greek and Cyrillic.

use skrifa::{
    FontRef, MetadataProvider as _,
    instance::{LocationRef, Size},
};
use std::{collections::HashMap, sync::OnceLock};

/// One face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// Running text.
    Sans,
    /// Headings.
    Bold,
    /// Text whose columns must stand below one another: notes, reports.
    Mono,
}

/// Glyph number and advance in ems of each letter that was asked for.
pub(super) struct Measure {
    font: FontRef<'static>,
    /// Letters up to U+024F are asked for all the time.
    common: Vec<Option<(u32, f32)>>,
}

/// Letters whose measures are kept: Basic Latin to Latin Extended-B.
const COMMON: u32 = 0x250;

impl Face {
    /// All faces.
    pub const ALL: [Self; 3] = [Self::Sans, Self::Bold, Self::Mono];

    /// The font file.
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Sans => include_bytes!("../../../fonts/LiberationSans-Regular.ttf"),
            Self::Bold => include_bytes!("../../../fonts/LiberationSans-Bold.ttf"),
            Self::Mono => include_bytes!("../../../fonts/LiberationMono-Regular.ttf"),
        }
    }

    /// Width of a text in ems; letters that are missing count as one em.
    pub(super) fn width(self, text: &str) -> f32 {
        text.chars().map(|letter| self.glyph(letter).map_or(1.0, |(_, advance)| advance)).sum()
    }

    /// Glyph number and advance in ems of a letter, if the face has it.
    pub(super) fn glyph(self, letter: char) -> Option<(u32, f32)> {
        let measure = self.measure()?;
        match measure.common.get(letter as usize) {
            Some(known) => *known,
            None => measure.look_up(letter),
        }
    }

    fn measure(self) -> Option<&'static Measure> {
        static MEASURES: OnceLock<HashMap<Face, Measure>> = OnceLock::new();
        let all = MEASURES.get_or_init(|| {
            Self::ALL.into_iter().filter_map(|face| Some((face, Measure::of(face.bytes())?))).collect()
        });
        all.get(&self)
    }
}

impl Measure {
    fn of(bytes: &'static [u8]) -> Option<Self> {
        let mut measure = Self { font: FontRef::new(bytes).ok()?, common: Vec::new() };
        measure.common =
            (0..COMMON).map(|code| char::from_u32(code).and_then(|letter| measure.look_up(letter))).collect();
        Some(measure)
    }

    fn look_up(&self, letter: char) -> Option<(u32, f32)> {
        let glyph = self.font.charmap().map(letter)?;
        let metrics = self.font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f32::from(self.font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        Some((glyph.to_u32(), metrics.advance_width(glyph)? / units))
    }
}

/// The letters of a text that a face lacks, each once, in their order.
pub fn missing(face: Face, text: &str) -> Vec<char> {
    let mut lacking = Vec::new();
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        if face.glyph(letter).is_none() && !lacking.contains(&letter) {
            lacking.push(letter);
        }
    }
    lacking
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        // Arial's metrics: blank 0.278, "M" 0.833 of an em; every letter of the monospaced face 0.6.
        assert!((Face::Sans.width(" ") - 0.278).abs() < 0.001);
        assert!((Face::Sans.width("M") - 0.833).abs() < 0.001);
        assert!((Face::Mono.width("iMé") - 1.8).abs() < 0.01);
    }

    #[test]
    fn letters_that_are_lacking_are_named() {
        assert_eq!(missing(Face::Sans, "Núñez, Wałęsa, Нина, Ευρώπη, ệ\n"), [] as [char; 0]);
        assert_eq!(missing(Face::Sans, "山田 太郎 山"), ['山', '田', '太', '郎']);
    }
}
