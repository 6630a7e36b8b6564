//! The costlier walks of a look-up: both names begun, names misspelt, names misheard.

use super::{
    card::Number,
    grade::{self, By, Guess, edit_tier, tier},
    normal::zip_names,
    plan::{Driver, Plan},
    search::{Rank, SEEK, Search, order},
    terms::Side,
    walks::{self, Range},
};
use crate::store::StoreError;
use std::{collections::HashMap, rc::Rc};

/// Names that may have been meant, worked out once per word and side.
pub(super) struct Known {
    /// [`tier::ONE_EDIT`] for misspelt names, [`tier::SOUND`] for misheard ones.
    guess_tier: u8,
    names: HashMap<(Side, String), Rc<Vec<Guess>>>,
}

impl Known {
    pub fn new(guess_tier: u8) -> Self {
        Self { guess_tier, names: HashMap::new() }
    }

    fn guesses(
        &mut self,
        search: &Search<'_>,
        side: Side,
        typed: &str,
    ) -> Result<Rc<Vec<Guess>>, StoreError> {
        if let Some(known) = self.names.get(&(side, typed.to_owned())) {
            return Ok(Rc::clone(known));
        }
        let found = if self.guess_tier == tier::SOUND {
            grade::misheard(search.conn, side, typed)?
        } else {
            grade::misspelt(search.conn, side, typed)?
        };
        let found = Rc::new(found);
        self.names.insert((side, typed.to_owned()), Rc::clone(&found));
        Ok(found)
    }

    fn rank(&self, edits: usize, order: u32) -> Rank {
        if self.guess_tier == tier::SOUND {
            return Rank { tier: tier::SOUND, order, by: By::Sound };
        }
        Rank { tier: edit_tier(edits), order, by: By::Edits(edits) }
    }
}

/// Guesses of each name that are tried together.
const PAIRED: usize = 5;
/// Most names that begin as typed and are probed one by one.
const MOST_PROBES: i64 = 200;
/// Places in which a guessed name is looked for.
const GUESSED_PLACES: usize = 8;

impl Search<'_> {
    /// Names near to those asked for, first one of them, then both.
    pub(super) fn guess_names(
        &mut self,
        plan: &Plan,
        idx: usize,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        let Some(ask) = &plan.ask else { return Ok(()) };
        let none = || Ok(Rc::default());
        let lasts = if ask.last.is_empty() { none() } else { known.guesses(self, Side::Last, &ask.last) }?;
        let firsts =
            if ask.first.is_empty() { none() } else { known.guesses(self, Side::First, &ask.first) }?;
        for (at, last) in lasts.iter().enumerate() {
            let rank = known.rank(last.edits, order(idx, at));
            self.guessed(plan, &last.name, &Range::prefix(&ask.first), rank)?;
        }
        for (at, first) in firsts.iter().enumerate() {
            let rank = known.rank(first.edits, order(idx, at));
            let exact = Range::exactly(&first.name);
            if ask.last.is_empty() {
                self.first_last(plan, &first.name, &Range::prefix(""), rank)?;
            } else {
                self.guessed(plan, &ask.last, &exact, rank)?;
                if plan.driver == Driver::Names {
                    self.first_last(plan, &first.name, &Range::longer(&ask.last), rank)?;
                }
            }
        }
        for (at, last) in lasts.iter().enumerate().take(PAIRED) {
            for (also, first) in firsts.iter().enumerate().take(PAIRED) {
                let rank = known.rank(last.edits + first.edits, order(idx, at * PAIRED + also));
                self.guessed(plan, &last.name, &Range::exactly(&first.name), rank)?;
            }
        }
        Ok(())
    }

    /// People of a guessed last name with first names of a range, in the places of the plan if it has them.
    fn guessed(&mut self, plan: &Plan, last: &str, first: &Range, rank: Rank) -> Result<(), StoreError> {
        let Driver::Places(places) = &plan.driver else {
            return self.last_first(plan, last, first, rank);
        };
        for place in places.iter().take(GUESSED_PLACES) {
            self.filtered(
                plan,
                rank,
                |row| first.holds(row.first),
                |conn, visit| walks::number_last(conn, Number::Place, *place, &Range::exactly(last), visit),
            )?;
        }
        Ok(())
    }

    /// Both names begun and neither whole: the walk that promises the fewest rows is taken.
    ///
    /// One can probe each last name for the first name, or each first name for the last, or walk the zipped tree as far
    /// as both prefixes are equally long and test the rest.
    pub(super) fn both_begun(
        &mut self,
        plan: &Plan,
        last: &str,
        first: &str,
        rank: Rank,
    ) -> Result<(), StoreError> {
        let (lasts, firsts) = (Range::longer(last), Range::longer(first));
        let wanted = self.both_counts(last, first)?;
        let probes = |terms: i64| if terms > MOST_PROBES { i64::MAX } else { terms * SEEK as i64 };
        let (by_last, by_first) = (probes(wanted.last_terms), probes(wanted.first_terms));
        if by_last <= by_first && by_last < wanted.zipped_rows {
            for (name, _) in walks::terms(self.conn, Side::Last, &lasts, MOST_PROBES as usize)? {
                self.last_first(plan, &name, &firsts, rank)?;
                if self.full(rank.tier) {
                    break;
                }
            }
            return Ok(());
        }
        if by_first < wanted.zipped_rows {
            for (name, _) in walks::terms(self.conn, Side::First, &firsts, MOST_PROBES as usize)? {
                self.first_last(plan, &name, &lasts, rank)?;
                if self.full(rank.tier) {
                    break;
                }
            }
            return Ok(());
        }
        let both = last.len().min(first.len());
        let (Some(last_head), Some(first_head)) = (last.get(..both), first.get(..both)) else {
            return Ok(());
        };
        let range = Range::prefix(&zip_names(last_head, first_head));
        self.filtered(
            plan,
            rank,
            |row| lasts.holds(row.last) && firsts.holds(row.first),
            |conn, visit| walks::zipped(conn, &range, visit),
        )
    }

    /// What the three ways would cost.
    fn both_counts(&self, last: &str, first: &str) -> Result<Costs, StoreError> {
        let both = last.len().min(first.len());
        let mut share = 1.0;
        let mut in_head = 1.0;
        let mut terms = [0, 0];
        for ((side, prefix), terms) in [(Side::Last, last), (Side::First, first)].into_iter().zip(&mut terms)
        {
            let head = prefix.get(..both).unwrap_or(prefix);
            let (_, all) = walks::prefix_counts(self.conn, side, "")?;
            let (_, rows_of_head) = walks::prefix_counts(self.conn, side, head)?;
            let (counted, rows) = walks::prefix_counts(self.conn, side, prefix)?;
            *terms = counted;
            if prefix.len() > 4 {
                // Beyond four letters the names are few enough to be counted.
                let found = walks::terms(self.conn, side, &Range::longer(prefix), MOST_PROBES as usize + 1)?;
                *terms = found.len() as i64;
            }
            share *= rows.max(1) as f64 / rows_of_head.max(1) as f64;
            in_head *= rows_of_head as f64 / all.max(1) as f64;
            if side == Side::First {
                in_head *= all as f64;
            }
        }
        let until_full = (self.limit() + 1) as f64 / share;
        let [last_terms, first_terms] = terms;
        Ok(Costs { last_terms, first_terms, zipped_rows: until_full.min(in_head) as i64 + SEEK as i64 })
    }
}

/// Names that begin so, and rows of the zipped tree that would be walked.
struct Costs {
    last_terms: i64,
    first_terms: i64,
    zipped_rows: i64,
}
