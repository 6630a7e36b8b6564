//! Columns of a list: what a row shows, how wide, and what gives way on a narrow screen.

use super::words::Words;
use crate::{
    domain::time::When,
    look::{Meaning, Side, width},
};
use std::{borrow::Cow, cmp::Ordering};

/// Columns left free between two columns.
pub const GAP: u16 = 2;

/// One cell: its text, and what the text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The text as the record has it; it is made harmless when it is drawn.
    pub text: Cow<'a, str>,
    /// What it means; plain text if not said.
    pub meaning: Meaning,
    /// Stands in its place where the whole text does not fit.
    pub short: Option<String>,
}

impl<'a> Cell<'a> {
    /// Plain text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::meaning(text, Meaning::Text)
    }

    /// Text with a meaning. The text must say the same without colour.
    pub fn meaning(text: impl Into<Cow<'a, str>>, meaning: Meaning) -> Self {
        Self { text: text.into(), meaning, short: None }
    }

    /// Date and time where they fit, else the date alone; empty if there is none.
    pub fn when(at: Option<When>, words: Words) -> Self {
        let Some(at) = at else { return Self::text("") };
        Self { short: Some(words.day(at.day())), ..Self::text(words.when(at)) }
    }

    /// The text for a field of so many columns.
    pub fn fitting(&self, columns: u16) -> &str {
        match &self.short {
            Some(short) if width(&self.text) > usize::from(columns) => short,
            _ => &self.text,
        }
    }
}

/// One column of rows `R`.
///
/// ```
/// # use chartroom::kit::{Cell, Column};
/// struct Stay { ward: String, days: i64 }
/// const COLUMNS: &[Column<Stay>] = &[
///     Column::new("Ward", |stay: &Stay, _| Cell::text(&stay.ward)).width(6, 20).sorted(|a, b| a.ward.cmp(&b.ward)),
///     Column::new("Days", |stay: &Stay, _| Cell::text(stay.days.to_string())).width(4, 4).right().from(2),
/// ];
/// ```
#[derive(Clone, Copy)]
pub struct Column<R> {
    title: &'static str,
    min: u16,
    ideal: u16,
    side: Side,
    priority: u8,
    cell: fn(&R, Words) -> Cell<'_>,
    order: Option<fn(&R, &R) -> Ordering>,
}

impl<R> Column<R> {
    /// A column 8 to 16 wide, at the left of its field, always shown.
    pub const fn new(title: &'static str, cell: fn(&R, Words) -> Cell<'_>) -> Self {
        Self { title, min: 8, ideal: 16, side: Side::Left, priority: 0, cell, order: None }
    }

    /// The least width it makes sense with, and the width that shows most values whole.
    #[must_use]
    pub const fn width(mut self, min: u16, ideal: u16) -> Self {
        self.min = min;
        self.ideal = ideal;
        self
    }

    /// Numbers: at the right of their field.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.side = Side::Right;
        self
    }

    /// When the screen is narrow, columns with the highest number give way first; 0 stays.
    #[must_use]
    pub const fn from(mut self, priority: u8) -> Self {
        self.priority = priority;
        self
    }

    /// Rows can be sorted by it.
    #[must_use]
    pub const fn sorted(mut self, order: fn(&R, &R) -> Ordering) -> Self {
        self.order = Some(order);
        self
    }

    /// The word above it.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// Which side of its field text stands on.
    pub fn side(&self) -> Side {
        self.side
    }

    /// The cell of a row.
    pub fn cell<'r>(&self, row: &'r R, words: Words) -> Cell<'r> {
        (self.cell)(row, words)
    }

    /// How rows are sorted by it, if they can be.
    pub fn order(&self) -> Option<fn(&R, &R) -> Ordering> {
        self.order
    }

    /// Its wishes for [`lay_out`].
    pub fn wish(&self) -> Wish {
        Wish { min: self.min, ideal: self.ideal, priority: self.priority }
    }
}

/// What a column asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The least width.
    pub min: u16,
    /// The width that shows most values whole.
    pub ideal: u16,
    /// Gives way first if high; 0 stays.
    pub priority: u8,
}

/// Widths of columns in `width` columns of the screen; `None` for those that gave way.
///
/// First columns leave, the highest priority number first (of equals the last), until the least widths fit. What is left
/// is handed out evenly up to the ideal widths, then the widest wish takes the rest, so that lines end at the edge.
pub fn lay_out(wishes: &[Wish], width: u16) -> Vec<Option<u16>> {
    let mut widths: Vec<Option<u16>> = wishes.iter().map(|wish| Some(wish.min)).collect();
    while taken(&widths) > u32::from(width) {
        let leaving = wishes
            .iter()
            .zip(&widths)
            .enumerate()
            .filter(|(_, (wish, kept))| wish.priority > 0 && kept.is_some())
            .max_by_key(|(at, (wish, _))| (wish.priority, *at));
        match leaving.map(|(at, _)| at).and_then(|at| widths.get_mut(at)) {
            Some(gone) => *gone = None,
            None => break,
        }
    }
    let mut spare = u32::from(width).saturating_sub(taken(&widths));
    loop {
        let mut given = 0;
        for (wish, kept) in wishes.iter().zip(&mut widths) {
            if let Some(kept) = kept.as_mut().filter(|kept| **kept < wish.ideal && given < spare) {
                *kept += 1;
                given += 1;
            }
        }
        if given == 0 {
            break;
        }
        spare -= given;
    }
    let widest =
        wishes.iter().zip(&mut widths).filter(|(_, kept)| kept.is_some()).max_by_key(|(w, _)| w.ideal);
    if let Some((_, Some(kept))) = widest {
        *kept += spare as u16;
    }
    widths
}

/// Columns of the screen that these take, gaps included.
fn taken(widths: &[Option<u16>]) -> u32 {
    let shown = widths.iter().flatten().count() as u32;
    let sum: u32 = widths.iter().flatten().map(|width| u32::from(*width)).sum();
    sum + shown.saturating_sub(1) * u32::from(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wish(min: u16, ideal: u16, priority: u8) -> Wish {
        Wish { min, ideal, priority }
    }

    #[test]
    fn columns_give_way_by_priority() {
        let wishes = [wish(10, 20, 0), wish(8, 8, 1), wish(8, 8, 2)];
        assert_eq!(lay_out(&wishes, 40), [Some(20), Some(8), Some(8)]);
        assert_eq!(lay_out(&wishes, 28), [Some(18), Some(8), None]);
        assert_eq!(lay_out(&wishes, 15), [Some(15), None, None]);
        assert_eq!(lay_out(&wishes, 50), [Some(30), Some(8), Some(8)]);
    }

    proptest! {
        #[test]
        fn lines_end_at_the_edge(wishes in prop::collection::vec((1_u16..30, 0_u16..30, 0_u8..4), 1..8), width in 0_u16..200) {
            let wishes: Vec<Wish> = wishes.into_iter().map(|(min, more, priority)| wish(min, min + more, priority)).collect();
            let widths = lay_out(&wishes, width);
            let lasting: u32 = taken(&wishes.iter().map(|w| (w.priority == 0).then_some(w.min)).collect::<Vec<_>>());
            if lasting <= u32::from(width) && widths.iter().any(Option::is_some) {
                prop_assert_eq!(taken(&widths), u32::from(width));
            }
        }
    }
}
