//! The costlier walks of a look-up: both names begun, names misspelt, names misheard.

use super::{
    card::Number,
    grade::{Asked, By, Guessing, edit_tier, tier},
    neighbours::{self, Effort, Guess},
    parse::NameAsk,
    plan::{Driver, Plan},
    search::{Rank, SEEK, Search, order},
    terms::Side,
    walks::{self, Range},
    zipped::Zipped,
};
use crate::store::StoreError;
use std::{collections::HashMap, rc::Rc};

/// Names that may have been meant, worked out once per word and side.
pub(super) struct Known {
    effort: Effort,
    names: HashMap<(Side, Kind, String), Rc<Vec<Guess>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Misspelt,
    Misheard,
}

impl Known {
    pub fn new(effort: Effort) -> Self {
        Self { effort, names: HashMap::new() }
    }

    fn guesses(
        &mut self,
        search: &mut Search<'_>,
        side: Side,
        kind: Kind,
        typed: &str,
    ) -> Result<Rc<Vec<Guess>>, StoreError> {
        if typed.is_empty() {
            return Ok(Rc::default());
        }
        let key = (side, kind, typed.to_owned());
        if let Some(known) = self.names.get(&key) {
            return Ok(Rc::clone(known));
        }
        let found = Rc::new(match kind {
            Kind::Misspelt => neighbours::misspelt(search.conn, side, typed, self.effort)?,
            Kind::Misheard => neighbours::misheard(search.conn, side, typed)?,
        });
        search.spend(typed.len() * SEEK);
        self.names.insert(key, Rc::clone(&found));
        Ok(found)
    }
}

impl Kind {
    fn rank(self, edits: usize, order: u32) -> Rank {
        match self {
            Self::Misspelt => Rank { tier: edit_tier(edits), order, by: By::Edits(edits) },
            Self::Misheard => Rank { tier: tier::SOUND, order, by: By::Sound },
        }
    }
}

/// Guessed last names for whom first names are guessed too.
const PAIRED: usize = 5;
/// A last name of so few people is read whole and each first name compared.
const READ_WHOLE: i64 = 400;
/// Most names that begin as typed and are probed one by one.
const MOST_PROBES: i64 = 200;
/// Places in which a guessed name is looked for.
const GUESSED_PLACES: usize = 8;

impl Search<'_> {
    /// Names near to those asked for: the first name wrong, the last name wrong, then both.
    pub(super) fn guess_names(
        &mut self,
        plan: &Plan,
        idx: usize,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        let Some(ask) = &plan.ask else { return Ok(()) };
        for kind in [Kind::Misspelt, Kind::Misheard] {
            self.guess_first(plan, ask, idx, kind, known)?;
            let lasts = known.guesses(self, Side::Last, kind, &ask.last)?;
            for (at, last) in lasts.iter().enumerate() {
                let rank = kind.rank(last.edits, order(idx, at));
                self.guessed(plan, &last.name, &Range::prefix(&ask.first), rank)?;
            }
            if self.nobody() && kind == Kind::Misspelt && !ask.first.is_empty() {
                for last in lasts.iter().take(PAIRED) {
                    self.both_wrong(plan, last, ask, idx, known)?;
                }
            }
        }
        Ok(())
    }

    /// A guessed last name with guesses of the first.
    fn both_wrong(
        &mut self,
        plan: &Plan,
        last: &Guess,
        ask: &NameAsk,
        idx: usize,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        if plan.driver == Driver::Names && self.term(Side::Last, &last.name)?.rows <= READ_WHOLE {
            return self.compare_firsts(plan, &last.name, ask, idx, last.edits);
        }
        let firsts = known.guesses(self, Side::First, Kind::Misspelt, &ask.first)?;
        for first in firsts.iter().filter(|first| first.edits + last.edits <= MOST_EDITS).take(PAIRED) {
            let rank = Kind::Misspelt.rank(last.edits + first.edits, order(idx, 0));
            self.guessed(plan, &last.name, &Range::exactly(&first.name), rank)?;
        }
        Ok(())
    }

    /// The last name as typed, the first name guessed.
    fn guess_first(
        &mut self,
        plan: &Plan,
        ask: &NameAsk,
        idx: usize,
        kind: Kind,
        known: &mut Known,
    ) -> Result<(), StoreError> {
        if ask.first.is_empty() {
            return Ok(());
        }
        let rows = if ask.last.is_empty() { 0 } else { self.term(Side::Last, &ask.last)?.rows };
        if plan.driver == Driver::Names && (1..=READ_WHOLE).contains(&rows) {
            // Reading them once finds the misheard as well.
            return if kind == Kind::Misspelt {
                self.compare_firsts(plan, &ask.last, ask, idx, 0)
            } else {
                Ok(())
            };
        }
        if !ask.last.is_empty() && rows == 0 && !self.nobody() {
            return Ok(());
        }
        let firsts = known.guesses(self, Side::First, kind, &ask.first)?;
        for (at, first) in firsts.iter().enumerate() {
            let rank = kind.rank(first.edits, order(idx, at));
            if ask.last.is_empty() {
                self.first_last(plan, &first.name, &Range::prefix(""), rank)?;
            } else if rows > 0 {
                self.guessed(plan, &ask.last, &Range::exactly(&first.name), rank)?;
            } else if plan.driver == Driver::Names {
                self.first_last(plan, &first.name, &Range::longer(&ask.last), rank)?;
            }
        }
        Ok(())
    }

    /// Reads all people of a last name and compares their first names, on top of so many edits in the last.
    fn compare_firsts(
        &mut self,
        plan: &Plan,
        last: &str,
        ask: &NameAsk,
        idx: usize,
        last_edits: usize,
    ) -> Result<(), StoreError> {
        let only_first = NameAsk { last: String::new(), ..ask.clone() };
        let asked = Asked::new(&only_first, Guessing::On);
        let ranked = |first: &str| match asked.grade("", first)? {
            (tier, By::Edits(n)) if n + last_edits <= MOST_EDITS => {
                let n = n + last_edits;
                Some(Rank { tier: tier.max(edit_tier(n)), order: order(idx, 0), by: By::Edits(n) })
            }
            (tier, By::Sound) => Some(Rank { tier, order: order(idx, 0), by: By::Sound }),
            _ => None,
        };
        self.graded(
            plan,
            |row| ranked(row.first),
            |conn, sieve, visit| walks::last_first(conn, sieve, last, &Range::prefix(""), visit),
        )
    }

    /// People of a guessed last name with first names of a range, in the places of the plan if it has them.
    fn guessed(&mut self, plan: &Plan, last: &str, first: &Range, rank: Rank) -> Result<(), StoreError> {
        let Driver::Places(places) = &plan.driver else {
            return self.last_first(plan, last, first, rank);
        };
        for place in places.iter().take(GUESSED_PLACES) {
            self.graded(
                plan,
                |row| first.holds(row.first).then_some(rank),
                |conn, sieve, visit| {
                    walks::number_last(conn, sieve, Number::Place, *place, &Range::exactly(last), visit)
                },
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
        if by_last.min(by_first) < wanted.zipped_rows {
            let (side, range) =
                if by_last <= by_first { (Side::Last, &lasts) } else { (Side::First, &firsts) };
            for (name, _) in walks::terms(self.conn, side, range, MOST_PROBES as usize)? {
                match side {
                    Side::Last => self.last_first(plan, &name, &firsts, rank)?,
                    Side::First => self.first_last(plan, &name, &lasts, rank)?,
                }
                if self.full(rank.tier) {
                    break;
                }
            }
            return Ok(());
        }
        for head in wanted.zipped.heads() {
            self.graded(
                plan,
                |row| (lasts.holds(row.last) && firsts.holds(row.first)).then_some(rank),
                |conn, sieve, visit| walks::zipped(conn, sieve, &Range::prefix(&head), visit),
            )?;
            if self.full(rank.tier) {
                break;
            }
        }
        Ok(())
    }

    /// What the three ways would cost.
    fn both_counts(&mut self, last: &str, first: &str) -> Result<Costs, StoreError> {
        let (_, all) = walks::prefix_counts(self.conn, Side::Last, "")?;
        let mut terms = [0, 0];
        for ((side, prefix), terms) in [(Side::Last, last), (Side::First, first)].into_iter().zip(&mut terms)
        {
            *terms = walks::prefix_counts(self.conn, side, prefix)?.0;
            if prefix.len() > 4 {
                // Beyond four letters the names are few enough to be counted.
                let found = walks::terms(self.conn, side, &Range::longer(prefix), MOST_PROBES as usize + 1)?;
                *terms = found.len() as i64;
            }
        }
        let [last_terms, first_terms] = terms;
        let share = |search: &Self, side, head: &str| {
            let (_, rows) = walks::prefix_counts(search.conn, side, head)?;
            Ok::<f64, StoreError>(rows.max(1) as f64 / all.max(1) as f64)
        };
        let wanted = all as f64 * share(self, Side::Last, last)? * share(self, Side::First, first)?;
        let full = (self.limit() + 1) as f64;
        let mut best: Option<(f64, Zipped)> = None;
        for zipped in Zipped::ways(last, first) {
            let (last_head, first_head) = zipped.known();
            let in_heads =
                all as f64 * share(self, Side::Last, last_head)? * share(self, Side::First, first_head)?;
            // Rows are met until the list is full, and heads are sought in the same measure.
            let part = (full / wanted.max(1.0)).min(1.0);
            let cost = part * (in_heads + (zipped.n_heads() * SEEK) as f64) + SEEK as f64;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, zipped));
            }
        }
        let (cost, zipped) = best.unwrap_or_default();
        Ok(Costs { last_terms, first_terms, zipped_rows: cost as i64, zipped })
    }
}

/// Errors in both names together that are still taken for errors.
const MOST_EDITS: usize = 3;

/// Names that begin so, and rows of the zipped tree that would be walked.
struct Costs {
    last_terms: i64,
    first_terms: i64,
    zipped_rows: i64,
    zipped: Zipped,
}
