//! Runs rules over the record of one stay.

use super::{
    bound::{Bound, Decided, HAIR, limits},
    evidence::{At, Document, Reading, Stay},
    rules::{Clause, Condition, Leaf, Node, Rules},
    units,
};
use crate::cdi::text::{Mention, Words, assertion};

/// A value that can be used, in its measure's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub at: At,
    /// In the measure's unit.
    pub value: f64,
    /// Its place among the readings.
    pub reading: usize,
    /// Whether it belongs to the stay.
    pub own: bool,
    /// Whether it is the value or only a bound of it, and whether the bound itself is left out.
    pub bound: (Bound, bool),
}

/// A result that no rule could use, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Unread {
    /// Its row.
    pub result: i64,
    /// The measure in words.
    pub measure: String,
    /// The value as sent.
    pub value: String,
    /// Not evaluated because …
    pub because: String,
}

/// Something in the record that meets a clause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// A value, alone or against another value of the same or another measure.
    Value {
        /// The clause's node.
        node: usize,
        /// The value.
        point: Point,
        /// What it is compared with.
        base: Option<Point>,
    },
    /// A medication or procedure, by place.
    Given(usize),
    /// A code, by place.
    Code(usize),
    /// A mention, by document and place.
    Told(usize, usize),
    /// There is no result of this measure in the stay.
    NoResult(usize),
}

/// The record of a stay, made ready: values by measure in order of time, mentions by document.
#[derive(Debug)]
pub struct Prepared<'r> {
    rules: &'r Rules,
    /// The record.
    pub stay: Stay,
    points: Vec<Vec<Point>>,
    /// Results that could not be used.
    pub unread: Vec<Unread>,
    mentions: Vec<Vec<Mention>>,
}

/// What a condition came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Whether it is met.
    pub met: bool,
    /// What met it, with the node.
    pub facts: Vec<(usize, Fact)>,
}

impl<'r> Prepared<'r> {
    /// Makes a record ready: converts units, sorts values, reads texts.
    pub fn new(rules: &'r Rules, stay: Stay) -> Self {
        let points = vec![Vec::new(); rules.measures.len()];
        let mut prepared = Self { rules, stay, points, unread: Vec::new(), mentions: Vec::new() };
        for idx in 0..prepared.stay.readings.len() {
            prepared.take(idx);
        }
        prepared.mentions =
            prepared.stay.documents.iter().map(|document| mentions(rules, document)).collect();
        prepared
    }

    /// Adds one new result; texts are not read again.
    pub fn add(&mut self, reading: Reading) {
        self.stay.readings.push(reading);
        self.take(self.stay.readings.len() - 1);
    }

    fn take(&mut self, idx: usize) {
        let Some(reading) = self.stay.readings.get(idx) else { return };
        let Some(measure) = self.measure_of(reading) else { return };
        let Some(about) = self.rules.measures.get(measure) else { return };
        match usable(reading, self.stay.now, |number| {
            let value = units::convert(number, &reading.unit, &about.unit, about.molar_mass);
            let value = value.map_err(|why| why.to_string())?;
            match about.plausible {
                Some([low, high]) if value < low || value > high => {
                    Err(format!("{value} {} is not a possible value", about.unit))
                }
                _ => Ok(value),
            }
        }) {
            Ok((at, value)) => {
                let bound = Bound::of(reading);
                let point = Point { at, value, reading: idx, own: reading.own, bound };
                if let Some(because) = self.not_decided(measure, &point) {
                    let (measure, value) = (about.title.clone(), reading.shown());
                    self.unread.push(Unread { result: reading.id, measure, value, because });
                }
                if let Some(points) = self.points.get_mut(measure) {
                    let place = points.partition_point(|other| other.at <= at);
                    points.insert(place, point);
                }
            }
            Err(because) => self.unread.push(Unread {
                result: reading.id,
                measure: about.title.clone(),
                value: reading.shown(),
                because,
            }),
        }
    }

    fn measure_of(&self, reading: &Reading) -> Option<usize> {
        let mut key = String::with_capacity(reading.system.len() + reading.code.len() + 1);
        key.push_str(&reading.system);
        key.push(' ');
        key.push_str(&reading.code);
        self.rules
            .by_code
            .get(&key)
            .or_else(|| {
                // A code of a system that rules know names another test, whatever its words.
                let known = matches!(reading.system.as_str(), "LOINC" | "MIMIC-IV");
                (!known).then(|| self.rules.by_name.get(&reading.display.to_lowercase())).flatten()
            })
            .copied()
    }

    /// All values of a measure that can be used, oldest first.
    pub fn points(&self, measure: usize) -> &[Point] {
        self.points.get(measure).map_or(&[], Vec::as_slice)
    }

    /// Mentions of a document.
    pub fn mention(&self, document: usize, place: usize) -> Option<&Mention> {
        self.mentions.get(document)?.get(place)
    }

    /// The rules that it was made for.
    pub fn rules(&self) -> &'r Rules {
        self.rules
    }

    /// Decides a condition; `known` keeps what was decided before.
    pub fn decide(&self, condition: &Condition, known: &mut Vec<Option<Outcome>>) -> Outcome {
        known.resize(self.rules.nodes.len(), None);
        match condition {
            Condition::Node(node) => self.node(*node, known),
            Condition::All(of) => {
                let mut facts = Vec::new();
                for one in of {
                    let outcome = self.decide(one, known);
                    if !outcome.met {
                        return Outcome::default();
                    }
                    facts.extend(outcome.facts);
                }
                Outcome { met: true, facts }
            }
            Condition::Any(of) => {
                let met: Vec<Outcome> =
                    of.iter().map(|one| self.decide(one, known)).filter(|outcome| outcome.met).collect();
                Outcome {
                    met: !met.is_empty(),
                    facts: met.into_iter().flat_map(|outcome| outcome.facts).collect(),
                }
            }
            Condition::Not(of) => {
                if self.decide(of, known).met {
                    return Outcome::default();
                }
                Outcome { met: true, facts: self.contrary(of) }
            }
            Condition::Count(number, of, within) => self.count(*number, of, *within, known),
        }
    }

    fn node(&self, node: usize, known: &mut Vec<Option<Outcome>>) -> Outcome {
        if let Some(Some(outcome)) = known.get(node) {
            return outcome.clone();
        }
        let outcome = match self.rules.nodes.get(node) {
            Some(Node::Leaf(leaf)) => self.leaf(node, leaf),
            Some(Node::When(condition)) => self.decide(condition, known),
            None => Outcome::default(),
        };
        if let Some(slot) = known.get_mut(node) {
            *slot = Some(outcome.clone());
        }
        outcome
    }

    /// At least so many, each with a fact within the time of the others.
    fn count(
        &self,
        number: usize,
        of: &[Condition],
        within: Option<At>,
        known: &mut Vec<Option<Outcome>>,
    ) -> Outcome {
        let met: Vec<Outcome> = of.iter().map(|one| self.decide(one, known)).filter(|one| one.met).collect();
        if met.len() < number {
            return Outcome::default();
        }
        let Some(within) = within else {
            return Outcome { met: true, facts: met.into_iter().flat_map(|one| one.facts).collect() };
        };
        let at = |fact: &Fact| self.at(fact);
        let mut starts: Vec<At> =
            met.iter().flat_map(|one| one.facts.iter().filter_map(|(_, fact)| at(fact))).collect();
        starts.sort_unstable();
        starts.dedup();
        let inside =
            |start: At, fact: &Fact| at(fact).is_some_and(|when| when >= start && when <= start + within);
        let best = starts.into_iter().find(|start| {
            met.iter().filter(|one| one.facts.iter().any(|(_, fact)| inside(*start, fact))).count() >= number
        });
        let Some(start) = best else { return Outcome::default() };
        let facts =
            met.into_iter().flat_map(|one| one.facts).filter(|(_, fact)| inside(start, fact)).collect();
        Outcome { met: true, facts }
    }

    /// When a fact was.
    pub fn at(&self, fact: &Fact) -> Option<At> {
        match fact {
            Fact::Value { point, .. } => Some(point.at),
            Fact::Given(idx) => self.stay.treatments.get(*idx)?.started,
            Fact::Told(document, _) => self.stay.documents.get(*document)?.at,
            Fact::Code(_) | Fact::NoResult(_) => None,
        }
    }

    /// What speaks for a "not": the lowest and highest values that were looked at, or that there is none.
    fn contrary(&self, condition: &Condition) -> Vec<(usize, Fact)> {
        let (mut waiting, mut facts, mut measures) = (Vec::new(), Vec::new(), Vec::new());
        condition.nodes(&mut waiting);
        while let Some(node) = waiting.pop() {
            match self.rules.nodes.get(node) {
                Some(Node::When(inner)) => inner.nodes(&mut waiting),
                Some(Node::Leaf(leaf)) => {
                    if let Some(measure) = leaf.measure.filter(|measure| !measures.contains(measure)) {
                        measures.push(measure);
                        let own = || self.points(measure).iter().filter(|point| point.own);
                        let low = own().min_by(|a, b| a.value.total_cmp(&b.value));
                        let high = own().max_by(|a, b| a.value.total_cmp(&b.value));
                        match (low, high) {
                            (Some(low), Some(high)) => {
                                facts.push((node, Fact::Value { node, point: *low, base: None }));
                                if low != high {
                                    facts.push((node, Fact::Value { node, point: *high, base: None }));
                                }
                            }
                            _ => facts.push((node, Fact::NoResult(measure))),
                        }
                    }
                }
                None => {}
            }
        }
        facts
    }

    fn leaf(&self, node: usize, leaf: &Leaf) -> Outcome {
        let clause = &leaf.clause;
        if !self.person_fits(clause) {
            return Outcome::default();
        }
        let facts: Vec<Fact> = if let Some(measure) = leaf.measure {
            self.values(node, leaf, measure)
        } else if !clause.medication.is_empty() || !clause.procedure.is_empty() {
            self.given(leaf)
        } else if !clause.codes.is_empty() {
            self.codes(clause)
        } else if !clause.terms.is_empty() {
            self.told(node, clause)
        } else {
            return Outcome { met: true, facts: Vec::new() };
        };
        let met = facts.len() >= clause.times.unwrap_or(1);
        Outcome {
            met,
            facts: if met { facts.into_iter().map(|fact| (node, fact)).collect() } else { Vec::new() },
        }
    }

    pub(super) fn person_fits(&self, clause: &Clause) -> bool {
        let age = self.stay.age_years;
        clause.sex.as_ref().is_none_or(|sex| self.stay.sex.to_uppercase().starts_with(sex.as_str()))
            && clause.from_age.is_none_or(|from| age.is_some_and(|age| age >= from))
            && clause.under_age.is_none_or(|under| age.is_some_and(|age| age < under))
    }

    fn values(&self, node: usize, leaf: &Leaf, measure: usize) -> Vec<Fact> {
        let clause = &leaf.clause;
        let points = self.points(measure);
        let mut facts = Vec::new();
        for (idx, point) in points.iter().enumerate().filter(|(_, point)| point.own) {
            let hours = |number: i64| number * 3600;
            let since = self.stay.admitted.map(|admitted| point.at - admitted);
            let early =
                clause.first_hours.is_none_or(|first| since.is_some_and(|since| since <= hours(first)));
            let late =
                clause.after_hours.is_none_or(|after| since.is_some_and(|since| since >= hours(after)));
            if !early || !late {
                continue;
            }
            let change = clause.within_hours.is_some() || leaf.over.is_some();
            if (change && point.bound.0 != Bound::Exact) || !self.counts_beside(leaf, point) {
                continue;
            }
            if let Some(over) = leaf.over {
                let pair = hours(clause.pair_hours.unwrap_or(4));
                let exact = self.points(over).iter().filter(|other| other.bound.0 == Bound::Exact);
                let near = exact.filter(|other| (other.at - point.at).abs() <= pair);
                if let Some(other) = near.min_by_key(|other| (other.at - point.at).abs()) {
                    let below = if clause.squared { other.value * other.value } else { other.value };
                    let met = limits(clause, point.value / below, Bound::Exact, false) == Decided::Yes;
                    if below > 0.0 && met {
                        facts.push(Fact::Value { node, point: *point, base: Some(*other) });
                    }
                }
                continue;
            }
            if limits(clause, point.value, point.bound.0, point.bound.1) != Decided::Yes {
                continue;
            }
            let Some(window) = clause.within_hours.map(hours) else {
                facts.push(Fact::Value { node, point: *point, base: None });
                continue;
            };
            let before = points.get(..idx).unwrap_or_default().iter();
            let before = before.filter(|other| {
                other.at < point.at && point.at - other.at <= window && other.bound.0 == Bound::Exact
            });
            let falls = clause.fall_by.is_some() || clause.fall_ratio.is_some();
            let base = if falls {
                before.max_by(|a, b| a.value.total_cmp(&b.value))
            } else {
                before.min_by(|a, b| a.value.total_cmp(&b.value))
            };
            if let Some(base) = base.filter(|base| changed(clause, point.value, base.value)) {
                facts.push(Fact::Value { node, point: *point, base: Some(*base) });
            }
        }
        facts
    }

    fn given(&self, leaf: &Leaf) -> Vec<Fact> {
        let procedures = !leaf.clause.procedure.is_empty();
        let all = self.stay.treatments.iter().enumerate().filter(|(_, one)| one.is_procedure == procedures);
        all.filter(|(_, one)| !leaf.names.find(&Words::of(&one.display)).is_empty())
            .map(|(idx, _)| Fact::Given(idx))
            .collect()
    }

    fn codes(&self, clause: &Clause) -> Vec<Fact> {
        let fits = |system: &str, code: &str| {
            clause.codes.iter().any(|wanted| {
                wanted.split_once(' ').is_some_and(|(of, prefix)| of == system && code.starts_with(prefix))
            })
        };
        let plain = |code: &str| code.replace('.', "");
        let all = self.stay.codes.iter().enumerate();
        all.filter(|(_, code)| fits(&code.system, &plain(&code.code)))
            .map(|(idx, _)| Fact::Code(idx))
            .collect()
    }

    fn told(&self, node: usize, clause: &Clause) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (at, (document, mentions)) in self.stay.documents.iter().zip(&self.mentions).enumerate() {
            let title = document.title.to_lowercase();
            let of = |words: &[String]| words.iter().any(|word| title.contains(word.as_str()));
            if (!clause.in_documents.is_empty() && !of(&clause.in_documents)) || of(&clause.not_in_documents)
            {
                continue;
            }
            for (place, mention) in mentions.iter().enumerate() {
                let ours = self.rules.term_nodes.get(mention.term).is_some_and(|nodes| nodes.contains(&node));
                let status = mention.status;
                let said = !status.negated
                    && !status.other_person
                    && !status.hypothetical
                    && (!status.uncertain || clause.possible)
                    && (!status.historical || clause.history);
                if ours && said && number_fits(clause, document, mention) {
                    facts.push(Fact::Told(at, place));
                }
            }
        }
        facts
    }
}

fn changed(clause: &Clause, value: f64, base: f64) -> bool {
    clause.rise_by.is_none_or(|step| value - base >= step - HAIR)
        && clause.fall_by.is_none_or(|step| base - value >= step - HAIR)
        && clause.rise_ratio.is_none_or(|ratio| value >= ratio * base - HAIR)
        && clause.fall_ratio.is_none_or(|ratio| base >= ratio * value - HAIR)
}

/// The first number within six words after a term, such as an ejection fraction.
fn number_fits(clause: &Clause, document: &Document, mention: &Mention) -> bool {
    if clause.number_at_least.is_none() && clause.number_at_most.is_none() {
        return true;
    }
    let rest = document.text.get(mention.span.end..).unwrap_or("");
    let words =
        rest.split(|char: char| !(char.is_alphanumeric() || char == '.')).filter(|word| !word.is_empty());
    let number = words.take(6).find_map(|word| word.trim_end_matches('.').parse::<f64>().ok());
    number.is_some_and(|number| {
        clause.number_at_least.is_none_or(|least| number >= least)
            && clause.number_at_most.is_none_or(|most| number <= most)
    })
}

fn mentions(rules: &Rules, document: &Document) -> Vec<Mention> {
    assertion::all_mentions(&Words::of(&document.text), &rules.terms)
}

/// Time and value of a reading, or why it cannot be used.
fn usable(
    reading: &Reading,
    now: At,
    convert: impl Fn(f64) -> Result<f64, String>,
) -> Result<(At, f64), String> {
    if matches!(reading.status.as_str(), "entered-in-error" | "cancelled" | "C" | "X" | "D" | "W") {
        return Err(format!("its status is {}", reading.status));
    }
    let bounded = Bound::of(reading).0 != Bound::Exact;
    let number = reading.number.or_else(|| bounded.then(|| Bound::number(reading)).flatten());
    let Some(number) = number.filter(|number| number.is_finite()) else {
        return Err("it is text, not a number".to_owned());
    };
    let at = reading.at.ok_or("its time is missing")?;
    if at > now {
        return Err("its time lies in the future".to_owned());
    }
    Ok((at, convert(number)?))
}
