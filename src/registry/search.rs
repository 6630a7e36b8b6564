//! Carrying a look-up out: readings one tier after the other until the list is full, guesses only where it stays short.
//!
//! Every step costs a part of a fixed budget, so that no line, however odd, holds a keystroke up.

use super::{
    card::{Card, Number, Variant, bit},
    grade::{Asked, By, Guessing, tier},
    neighbours::Effort,
    parse::{NameAsk, Reading},
    plan::{Driver, Plan, RARE_FIRST},
    terms::Side,
    walks::{self, IndexRow, Range, Sieve, Step},
};
use crate::store::StoreError;
use rusqlite::Connection;
use std::{cell::Cell, collections::HashMap};

/// A patient on the way to the list.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub tier: u8,
    /// Which reading, and within guesses which guess: the order among equals.
    pub order: u32,
    pub last: String,
    pub first: String,
    pub dob: i64,
    pub patient: i64,
    pub bits: i64,
    pub by: By,
    /// Record number and spelling, where the tree had them.
    pub shown: Option<(String, String)>,
    pub card: Option<Card>,
    /// Words for the numbers it answers.
    pub words: Vec<&'static str>,
}

/// One look-up under way.
pub(super) struct Search<'r> {
    pub(super) conn: &'r Connection,
    limit: usize,
    hits: Vec<Hit>,
    by_patient: HashMap<i64, usize>,
    work_left: usize,
    cut: bool,
    terms: HashMap<(Side, String), Term>,
}

/// What the index has of a typed word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Term {
    /// Names begin so.
    pub begun: bool,
    /// Index rows of exactly this name.
    pub rows: i64,
}

/// Where a row stands if it passes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rank {
    pub tier: u8,
    pub order: u32,
    pub by: By,
}

/// What a look-up may cost, in rows of a walk: about 3 ms.
const WORK: usize = 16_000;
/// What one walk may cost.
const WORK_OF_WALK: usize = 6_000;
/// A seek and a card in rows, as measured.
pub(super) const SEEK: usize = 20;
const CARD: usize = 15;
/// With fewer answers than this, guesses are made.
const FEW: usize = 8;
/// Rows of a number that are graded: all that a birth day or the last four have in ten million.
const ROWS_OF_NUMBER: usize = 2_000;
/// Identifiers that are looked at while names narrow them.
const MOST_IDENTIFIERS: usize = 100;
/// Readings that guesses are made for.
const GUESSED_READINGS: usize = 6;

impl<'r> Search<'r> {
    /// A look-up for at most `limit` patients.
    pub fn new(conn: &'r Connection, limit: usize) -> Self {
        Self {
            conn,
            limit,
            hits: Vec::new(),
            by_patient: HashMap::new(),
            work_left: WORK,
            cut: false,
            terms: HashMap::new(),
        }
    }

    /// Carries the readings out: hits in the order of the list, and whether there are or may be more.
    pub fn run(mut self, readings: &[Reading]) -> Result<(Vec<Hit>, bool), StoreError> {
        let mut plans = Vec::with_capacity(readings.len());
        for reading in readings {
            plans.extend(Plan::of(self.conn, reading)?);
        }
        let (fallback, plans): (Vec<Plan>, Vec<Plan>) = plans.into_iter().partition(|plan| plan.fallback);
        self.as_typed(&plans)?;
        if !self.full(tier::NICKNAME) {
            for (idx, plan) in plans.iter().enumerate() {
                self.nicknames(plan, idx)?;
            }
        }
        if self.hits.len() < FEW {
            self.guesses(&plans)?;
        }
        if self.hits.is_empty() {
            self.as_typed(&fallback)?;
        }
        Ok(self.finish())
    }

    /// Most patients on the list.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    fn finish(mut self) -> (Vec<Hit>, bool) {
        self.hits.sort_by(|a, b| {
            let key = |h: &Hit| (h.tier, h.order, h.bits & bit::MERGED);
            let name = |h: &Hit| (h.dob, h.patient);
            key(a).cmp(&key(b)).then_with(|| (&a.last, &a.first, name(a)).cmp(&(&b.last, &b.first, name(b))))
        });
        let more = self.cut || self.hits.len() > self.limit;
        self.hits.truncate(self.limit);
        (self.hits, more)
    }

    /// Names and numbers as they were typed, without guesses.
    fn as_typed(&mut self, plans: &[Plan]) -> Result<(), StoreError> {
        let lone_numbers = plans.iter().filter(|plan| plan.ask.is_none()).count().max(1);
        for (idx, plan) in plans.iter().enumerate() {
            match &plan.driver {
                Driver::Names => {}
                Driver::Identifiers(prefix) => self.identifiers(plan, idx, prefix, lone_numbers)?,
                _ => self.numbers(plan, idx, lone_numbers, Guessing::Off)?,
            }
        }
        for step in [tier::EXACT, tier::LAST, tier::FIRST, tier::BEGUN] {
            for (idx, plan) in plans.iter().enumerate() {
                if let (Driver::Names, Some(ask)) = (&plan.driver, &plan.ask) {
                    self.names(plan, ask, Rank { tier: step, order: order(idx, 0), by: By::Name })?;
                }
            }
            if self.full(step) {
                self.cut = true;
                break;
            }
        }
        Ok(())
    }

    /// What the index has of a word, asked once.
    pub(super) fn term(&mut self, side: Side, word: &str) -> Result<Term, StoreError> {
        if let Some(known) = self.terms.get(&(side, word.to_owned())) {
            return Ok(*known);
        }
        let first = walks::terms(self.conn, side, &Range::prefix(word), 1)?.into_iter().next();
        let rows = first.as_ref().filter(|(name, _)| name == word).map_or(0, |(_, rows)| *rows);
        let term = Term { begun: first.is_some(), rows };
        self.terms.insert((side, word.to_owned()), term);
        Ok(term)
    }

    /// One tier of a question for names.
    fn names(&mut self, plan: &Plan, ask: &NameAsk, rank: Rank) -> Result<(), StoreError> {
        let (last, first) = (ask.last.as_str(), ask.first.as_str());
        for (side, word, whole) in [
            (Side::Last, last, matches!(rank.tier, tier::EXACT | tier::LAST) && !last.is_empty()),
            (Side::First, first, matches!(rank.tier, tier::EXACT | tier::FIRST) && !first.is_empty()),
        ] {
            // Names that nobody has need no walk; most readings of a line end here.
            let term = if word.is_empty() { Term { begun: true, rows: 1 } } else { self.term(side, word)? };
            let alone = last.is_empty() || first.is_empty();
            if !term.begun || whole && term.rows == 0 && !alone {
                return Ok(());
            }
        }
        match (last.is_empty(), first.is_empty(), rank.tier) {
            (false, true, tier::EXACT) => self.last_first(plan, last, &Range::prefix(""), rank),
            (false, true, tier::FIRST) => self.walk(plan, rank, |conn, sieve, visit| {
                walks::last_range(conn, sieve, &Range::longer(last), visit)
            }),
            (true, false, tier::LAST) => self.first_last(plan, first, &Range::prefix(""), rank),
            (true, false, tier::BEGUN) => self.walk(plan, rank, |conn, sieve, visit| {
                walks::first_range(conn, sieve, &Range::longer(first), visit)
            }),
            (false, false, tier::EXACT) => self.last_first(plan, last, &Range::exactly(first), rank),
            (false, false, tier::LAST) => self.last_first(plan, last, &Range::longer(first), rank),
            (false, false, tier::FIRST) => self.first_last(plan, first, &Range::longer(last), rank),
            (false, false, tier::BEGUN) => self.both_begun(plan, last, first, rank),
            _ => Ok(()),
        }
    }

    /// Given names that belong together, behind what was typed.
    fn nicknames(&mut self, plan: &Plan, idx: usize) -> Result<(), StoreError> {
        let (Driver::Names, Some(ask)) = (&plan.driver, &plan.ask) else { return Ok(()) };
        for (at, related) in super::nicknames::related(&ask.first).iter().enumerate() {
            // Names of many people, each with a card to be read, would cost more than they are worth.
            if plan.needs_card() && self.term(Side::First, related.name)?.rows > RARE_FIRST {
                continue;
            }
            let by = By::Nickname(related.full);
            let rank = Rank { tier: tier::NICKNAME, order: order(idx, at), by };
            if ask.last.is_empty() {
                self.first_last(plan, related.name, &Range::prefix(""), rank)?;
            } else {
                self.last_first(plan, &ask.last, &Range::exactly(related.name), rank)?;
                self.first_last(plan, related.name, &Range::longer(&ask.last), rank)?;
            }
            if self.full(tier::NICKNAME) {
                self.cut = true;
                break;
            }
        }
        Ok(())
    }

    /// Misspelt and misheard names: of the readings that found somebody, else of the likeliest ones.
    fn guesses(&mut self, plans: &[Plan]) -> Result<(), StoreError> {
        let fruitful: Vec<usize> = self.hits.iter().map(|hit| (hit.order / 64) as usize).collect();
        let effort = if fruitful.is_empty() { Effort::Thorough } else { Effort::Quick };
        let named = plans
            .iter()
            .enumerate()
            .filter(|(idx, plan)| plan.ask.is_some() && (fruitful.is_empty() || fruitful.contains(idx)));
        let mut known = super::guess::Known::new(effort);
        for (idx, plan) in named.take(if fruitful.is_empty() { GUESSED_READINGS } else { 2 }) {
            match &plan.driver {
                Driver::Names | Driver::Places(_) => self.guess_names(plan, idx, &mut known)?,
                _ => self.numbers(plan, idx, 1, Guessing::On)?,
            }
            if self.full(tier::SOUND) {
                break;
            }
        }
        Ok(())
    }

    /// Rows of a plan's numbers, graded by name.
    fn numbers(
        &mut self,
        plan: &Plan,
        idx: usize,
        readings: usize,
        guessing: Guessing,
    ) -> Result<(), StoreError> {
        // Several lone readings of one number share the first places of the list.
        let share = self.limit.div_ceil(readings);
        let (limit, conn, added) = (self.limit, self.conn, Cell::new(0));
        let sieve = plan.sieve(ROWS_OF_NUMBER.min(self.work_left));
        let asked = plan.ask.as_ref().map(|ask| Asked::new(ask, guessing));
        let mut visit = |row: &IndexRow<'_>| {
            let graded = match &asked {
                Some(asked) => asked.grade(row.last, row.first),
                None if row.bits & bit::PART != 0 => None,
                None => Some((if added.get() < share { tier::EXACT } else { tier::NUMBER }, By::Number)),
            };
            if let Some((tier, by)) = graded {
                let new = self.offer(plan, row, Rank { tier, order: order(idx, 0), by })?;
                added.set(added.get() + usize::from(new));
            }
            Ok(if added.get() > limit { Step::Stop } else { Step::On })
        };
        let last =
            plan.ask.as_ref().map(|ask| Range::prefix(&ask.last)).filter(|range| !range.low.is_empty());
        let mut seeks = 1;
        match (&plan.driver, &last) {
            (Driver::Places(places), Some(last)) if guessing == Guessing::Off => {
                seeks = places.len();
                for place in places.iter().take_while(|_| added.get() <= limit) {
                    walks::number_last(conn, &sieve, Number::Place, *place, last, &mut visit)?;
                }
            }
            (Driver::Places(places), None) => {
                seeks = places.len();
                for place in places.iter().take_while(|_| added.get() <= limit) {
                    let span = (*place, place + 1);
                    walks::numbers(conn, &sieve, Number::Place, span, &mut |_, row| visit(row))?;
                }
            }
            (Driver::Numbers(kind, spans), last) => {
                for (low, high) in spans {
                    match last {
                        // The days of a month, each with the name: far fewer rows than the month has.
                        Some(last) if high - low > 1 && *kind == Number::Birth => {
                            for day in *low..(*high).min(low + 32) {
                                walks::number_last(conn, &sieve, *kind, day, last, &mut visit)?;
                            }
                        }
                        _ => walks::numbers(conn, &sieve, *kind, (*low, *high), &mut |number, row| {
                            if plan.passes_number(number) { visit(row) } else { Ok(Step::On) }
                        })?,
                    }
                }
            }
            _ => {}
        }
        self.spend(sieve.seen() + seeks * SEEK);
        self.cut |= added.get() > limit || sieve.exhausted();
        Ok(())
    }

    /// Identifiers that begin as typed.
    fn identifiers(
        &mut self,
        plan: &Plan,
        idx: usize,
        prefix: &str,
        readings: usize,
    ) -> Result<(), StoreError> {
        let mut found: Vec<(bool, &'static str, i64)> = Vec::new();
        let most =
            if plan.ask.is_some() || !plan.words.is_empty() { MOST_IDENTIFIERS } else { self.limit + 1 };
        walks::identifiers(self.conn, prefix, &mut |digits, kind, patient| {
            found.push((digits == prefix, identifier_word(kind), patient));
            Ok(if found.len() >= most { Step::Stop } else { Step::On })
        })?;
        self.cut |= found.len() >= most;
        self.work_left = self.work_left.saturating_sub(SEEK + found.len() * CARD);
        let share = self.limit.div_ceil(readings);
        let asked = plan.ask.as_ref().map(|ask| Asked::new(ask, Guessing::On));
        for (at, (whole, word, patient)) in found.into_iter().enumerate() {
            let Some(card) = walks::card(self.conn, patient)? else { continue };
            let mut best: Option<(Rank, Variant)> = None;
            for variant in card.variants() {
                let rank = match &asked {
                    None => Some((if whole { tier::IDENTIFIER } else { tier::NUMBER }, By::Number)),
                    Some(asked) => asked.grade(&variant.last, &variant.first),
                };
                let Some((tier, by)) = rank else { continue };
                let order = order(idx, usize::from(at >= share));
                if best.as_ref().is_none_or(|(known, _)| tier < known.tier) {
                    best = Some((Rank { tier, order, by }, variant));
                }
            }
            let Some((rank, variant)) = best else { continue };
            let row = IndexRow {
                last: &variant.last,
                first: &variant.first,
                dob: card.dob,
                patient,
                bits: variant.bits,
                shown: None,
            };
            if plan.passes(&row) && plan.passes_card(&card) {
                let mut words = vec![word];
                words.extend(&plan.words);
                self.add(&row, rank, words, Some(card.clone()));
            }
        }
        Ok(())
    }

    /// People of one last name, from first names of a range.
    pub(super) fn last_first(
        &mut self,
        plan: &Plan,
        last: &str,
        first: &Range,
        rank: Rank,
    ) -> Result<(), StoreError> {
        self.walk(plan, rank, |conn, sieve, visit| walks::last_first(conn, sieve, last, first, visit))
    }

    /// People of one first name, from last names of a range.
    pub(super) fn first_last(
        &mut self,
        plan: &Plan,
        first: &str,
        last: &Range,
        rank: Rank,
    ) -> Result<(), StoreError> {
        self.walk(plan, rank, |conn, sieve, visit| walks::first_last(conn, sieve, first, last, visit))
    }

    /// A walk of which every row has the same rank.
    fn walk(
        &mut self,
        plan: &Plan,
        rank: Rank,
        walk: impl FnOnce(&'r Connection, &Sieve, walks::Visitor<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.graded(plan, |_| Some(rank), walk)
    }

    /// A walk whose rows are ranked one by one; rows without a rank are passed over.
    pub(super) fn graded(
        &mut self,
        plan: &Plan,
        rank: impl Fn(&IndexRow<'_>) -> Option<Rank>,
        walk: impl FnOnce(&'r Connection, &Sieve, walks::Visitor<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if self.work_left < SEEK {
            self.cut = true;
            return Ok(());
        }
        let (limit, conn) = (self.limit, self.conn);
        let sieve = plan.sieve(WORK_OF_WALK.min(self.work_left));
        let mut added = 0;
        walk(conn, &sieve, &mut |row| {
            if let Some(rank) = rank(row) {
                added += usize::from(self.offer(plan, row, rank)?);
            }
            Ok(if added > limit { Step::Stop } else { Step::On })
        })?;
        self.spend(sieve.seen() + SEEK);
        self.cut |= added > limit || sieve.exhausted();
        Ok(())
    }

    /// Takes work off the budget.
    pub(super) fn spend(&mut self, work: usize) {
        self.work_left = self.work_left.saturating_sub(work);
    }

    /// Whether nobody was found yet.
    pub(super) fn nobody(&self) -> bool {
        self.hits.is_empty()
    }

    /// Puts a row on the list if it passes the plan; whether that made the list longer.
    fn offer(&mut self, plan: &Plan, row: &IndexRow<'_>, rank: Rank) -> Result<bool, StoreError> {
        if !plan.passes(row) {
            return Ok(false);
        }
        let mut card = None;
        if plan.needs_card() {
            self.work_left = self.work_left.saturating_sub(CARD);
            card = walks::card(self.conn, row.patient)?;
            if !card.as_ref().is_some_and(|card| plan.passes_card(card)) {
                return Ok(false);
            }
        }
        Ok(self.add(row, rank, plan.words.clone(), card))
    }

    fn add(&mut self, row: &IndexRow<'_>, rank: Rank, words: Vec<&'static str>, card: Option<Card>) -> bool {
        let by_other_name = row.bits & bit::USE != 0 && rank.tier <= tier::NICKNAME && rank.by != By::Number;
        let hit = Hit {
            tier: if by_other_name { tier::ALIAS } else { rank.tier },
            order: rank.order,
            last: row.last.to_owned(),
            first: row.first.to_owned(),
            dob: row.dob,
            patient: row.patient,
            bits: row.bits,
            by: rank.by,
            shown: row.shown.map(|(mrn, show)| (mrn.to_owned(), show.to_owned())),
            card,
            words,
        };
        if let Some(known) = self.by_patient.get(&row.patient).and_then(|at| self.hits.get_mut(*at)) {
            if (hit.tier, hit.order) < (known.tier, known.order) {
                *known = hit;
            }
            return false;
        }
        self.by_patient.insert(row.patient, self.hits.len());
        self.hits.push(hit);
        true
    }

    /// Whether the list is full with hits up to this tier.
    pub(super) fn full(&self, tier: u8) -> bool {
        self.hits.iter().filter(|hit| hit.tier <= tier).count() > self.limit
    }
}

/// Order within a tier: reading first, then guess.
pub(super) fn order(reading_idx: usize, guess_idx: usize) -> u32 {
    (reading_idx * 64 + guess_idx.min(63)) as u32
}

/// Kinds of HL7 table 0203 in the words of a list.
fn identifier_word(kind: &str) -> &'static str {
    match kind {
        "MR" => "record number",
        "SS" => "SSN",
        "DL" => "driver's licence",
        "PPN" => "passport",
        "AN" => "account number",
        _ => "identifier",
    }
}
