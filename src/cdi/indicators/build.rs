//! Checks a rule file and joins its names: every fault is told with its line, none stops the search for the next.

use super::{
    expr::{self, Expr},
    rules::{Clause, Condition, Leaf, Node, RawFile, RawRule, Rule, Rules},
    units,
};
use crate::{cdi::text::Phrases, fault::Fault};
use std::collections::HashMap;
use toml::Spanned;

/// The word of a setting that lets every rule be active.
const BOTH: &str = "both";

/// Whether the settings of the file let a rule be active.
fn is_chosen(raw: &RawFile, rule: &RawRule) -> bool {
    rule.chosen_by.iter().all(|(name, word)| {
        let set = raw.choose.get(name).map(|set| set.get_ref().as_str());
        set.is_some_and(|set| set == BOTH || set == word.get_ref())
    })
}

pub(super) struct Build<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<Fault>,
    rules: Rules,
    /// Name in scope to node: `rule/clause` of one rule, `/clause` of all, `rule` as a condition.
    names: HashMap<String, usize>,
    /// Where each node stands, for messages, and under which rule its names are looked up.
    places: Vec<(usize, String, String)>,
}

impl<'t> Build<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        let rules = Rules {
            measures: Vec::new(),
            nodes: Vec::new(),
            rules: Vec::new(),
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            terms: Phrases::default(),
            term_nodes: Vec::new(),
        };
        Self { file, text, faults: Vec::new(), rules, names: HashMap::new(), places: Vec::new() }
    }

    pub(super) fn finish(self) -> Result<Rules, Vec<Fault>> {
        if self.faults.is_empty() { Ok(self.rules) } else { Err(self.faults) }
    }

    fn fault(&mut self, byte: usize, what: impl Into<String>, remedy: &str) {
        self.faults.push(Fault::at(self.file, self.text, byte, what, remedy));
    }

    pub(super) fn measures(&mut self, raw: &RawFile) {
        for (idx, measure) in raw.measure.iter().enumerate() {
            let byte = measure.span().start;
            let measure = measure.get_ref();
            if !units::known(&measure.unit) {
                let what = format!("The unit \"{}\" is not known.", measure.unit);
                self.fault(byte, what, "Write it as in UCUM, such as mg/dL, mmol/L or 10*3/uL.");
            }
            if self.rules.measures.iter().any(|known| known.id == measure.id) {
                self.fault(
                    byte,
                    format!("The measure \"{}\" stands twice.", measure.id),
                    "Take one of them out.",
                );
            }
            for code in &measure.codes {
                self.rules.by_code.insert(code.clone(), idx);
            }
            for name in &measure.names {
                self.rules.by_name.insert(name.to_lowercase(), idx);
            }
            self.rules.measures.push(measure.clone());
        }
    }

    /// Gives every clause and every rule a number, so that names can be resolved in any order.
    pub(super) fn nodes(&mut self, raw: &RawFile) {
        for (name, clause) in &raw.clause {
            self.node("", name, clause);
        }
        for rule in &raw.rule {
            for (name, clause) in &rule.get_ref().clause {
                self.node(&rule.get_ref().id, name, clause);
            }
        }
        for rule in &raw.rule {
            let (byte, rule) = (rule.get_ref().when.span().start, rule.get_ref());
            let node = self.rules.nodes.len();
            if self.names.insert(rule.id.clone(), node).is_some() {
                self.fault(
                    byte,
                    format!("The rule \"{}\" stands twice.", rule.id),
                    "Give one of them another id.",
                );
            }
            self.rules.nodes.push(Node::When(Condition::All(Vec::new())));
            self.places.push((byte, rule.id.clone(), rule.id.clone()));
        }
    }

    fn node(&mut self, scope: &str, name: &str, clause: &Spanned<Clause>) {
        let byte = clause.span().start;
        let node = self.rules.nodes.len();
        self.names.insert(format!("{scope}/{name}"), node);
        self.places.push((byte, scope.to_owned(), name.to_owned()));
        let clause = clause.get_ref();
        if clause.when.is_some() {
            self.rules.nodes.push(Node::When(Condition::All(Vec::new())));
            return;
        }
        let leaf = self.leaf(byte, name, clause);
        for term in &leaf.clause.terms {
            let tag = self.rules.term_nodes.len();
            self.rules.terms.add(term, tag);
            self.rules.term_nodes.push(vec![node]);
        }
        self.rules.nodes.push(Node::Leaf(Box::new(leaf)));
    }

    fn leaf(&mut self, byte: usize, name: &str, clause: &Clause) -> Leaf {
        let mut clause = clause.clone();
        let heads = [
            clause.measure.is_some(),
            !clause.medication.is_empty(),
            !clause.procedure.is_empty(),
            !clause.codes.is_empty(),
            !clause.terms.is_empty(),
        ];
        let person = clause.sex.is_some() || clause.from_age.is_some() || clause.under_age.is_some();
        match heads.iter().filter(|is| **is).count() {
            0 if person => {}
            1 => {}
            0 => self.fault(
                byte,
                format!("The clause \"{name}\" looks at nothing."),
                "Give it one of: measure, medication, procedure, codes, terms, when.",
            ),
            _ => self.fault(
                byte,
                format!("The clause \"{name}\" looks at several things at once."),
                "Make a clause of each and join them by \"and\" or \"or\".",
            ),
        }
        let measure = self.measure(byte, clause.measure.as_deref());
        let over = self.measure(byte, clause.over.as_deref());
        if !clause.not_with.is_empty() && (measure.is_none() || over.is_some()) {
            let what = format!("The clause \"{name}\" has not_with, but no measure of its own to count.");
            self.fault(byte, what, "Give it measure = \"…\" without over.");
        }
        if over.is_none() {
            self.turn_thresholds(byte, &mut clause, measure);
        }
        let changes = [clause.rise_by, clause.fall_by, clause.rise_ratio, clause.fall_ratio];
        if changes.iter().any(Option::is_some) && clause.within_hours.is_none() {
            self.fault(
                byte,
                format!("The clause \"{name}\" does not say within which time."),
                "Add within_hours = 48 or another number.",
            );
        }
        let not_with = clause.not_with.iter().filter_map(|other| {
            self.measure(byte, Some(&other.measure)).map(|measure| (measure, other.above))
        });
        let not_with = not_with.collect();
        let mut names = Phrases::default();
        for words in clause.medication.iter().chain(&clause.procedure) {
            names.add(words, 0);
        }
        Leaf { name: name.to_owned(), clause, measure, over, not_with, names }
    }

    fn measure(&mut self, byte: usize, id: Option<&str>) -> Option<usize> {
        let id = id?;
        let found = self.rules.measures.iter().position(|measure| measure.id == id);
        if found.is_none() {
            let known: Vec<&str> = self.rules.measures.iter().map(|measure| measure.id.as_str()).collect();
            let remedy = format!("Measures are: {}.", known.join(", "));
            self.fault(byte, format!("There is no measure \"{id}\"."), &remedy);
        }
        found
    }

    /// Thresholds may be given in another unit; they are turned once.
    fn turn_thresholds(&mut self, byte: usize, clause: &mut Clause, measure: Option<usize>) {
        let (Some(unit), Some(measure)) = (clause.unit.clone(), measure) else { return };
        let Some(measure) = self.rules.measures.get(measure).cloned() else { return };
        let mut wrong = None;
        let zero = units::convert(0.0, &unit, &measure.unit, measure.molar_mass).unwrap_or(0.0);
        for (value, is_step) in [
            (&mut clause.above, false),
            (&mut clause.below, false),
            (&mut clause.at_least, false),
            (&mut clause.at_most, false),
            (&mut clause.rise_by, true),
            (&mut clause.fall_by, true),
        ] {
            if let Some(number) = value {
                match units::convert(*number, &unit, &measure.unit, measure.molar_mass) {
                    Ok(turned) => *number = if is_step { turned - zero } else { turned },
                    Err(why) => wrong = Some(why),
                }
            }
        }
        if let Some(why) = wrong {
            let what = format!("This threshold cannot be used: {why}.");
            self.fault(byte, what, "Give it in the unit of the measure, or give the measure a molar_mass.");
        }
    }

    pub(super) fn conditions(&mut self, raw: &RawFile) {
        let scopes = std::iter::once(("", &raw.clause));
        let all: Vec<(String, String, usize, String)> = scopes
            .chain(raw.rule.iter().map(|rule| (rule.get_ref().id.as_str(), &rule.get_ref().clause)))
            .flat_map(|(scope, clauses)| {
                clauses.iter().filter_map(move |(name, clause)| {
                    let when = clause.get_ref().when.clone()?;
                    Some((scope.to_owned(), name.clone(), clause.span().start, when))
                })
            })
            .collect();
        for (scope, name, byte, when) in all {
            let condition = self.condition(&scope, byte, &when);
            let node = self.names.get(&format!("{scope}/{name}")).copied();
            if let Some(slot) = node.and_then(|node| self.rules.nodes.get_mut(node)) {
                *slot = Node::When(condition);
            }
        }
        for rule in &raw.rule {
            self.rule(rule.get_ref(), is_chosen(raw, rule.get_ref()));
        }
    }

    /// Settings that no rule knows, words that no rule is active for, and rules that depend on a setting that is not there.
    pub(super) fn choices(&mut self, raw: &RawFile) {
        for (name, word) in &raw.choose {
            let of = raw.rule.iter().filter_map(|rule| rule.get_ref().chosen_by.get(name));
            let mut words: Vec<&str> = of.map(|word| word.get_ref().as_str()).collect();
            words.sort_unstable();
            words.dedup();
            if words.is_empty() {
                let what = format!("No rule depends on the setting \"{name}\".");
                self.fault(word.span().start, what, "Take it out, or name it in chosen_by of a rule.");
            } else if word.get_ref() != BOTH && !words.contains(&word.get_ref().as_str()) {
                let what = format!("\"{name}\" cannot be \"{}\".", word.get_ref());
                let remedy = format!("It may be: {}, {BOTH}.", words.join(", "));
                self.fault(word.span().start, what, &remedy);
            }
        }
        for rule in &raw.rule {
            for (name, word) in &rule.get_ref().chosen_by {
                if !raw.choose.contains_key(name) {
                    let what = format!("The setting \"{name}\" on which this rule depends is not there.");
                    let remedy = format!("Write it under [choose]: {name} = \"{}\".", word.get_ref());
                    self.fault(word.span().start, what, &remedy);
                }
            }
        }
    }

    fn rule(&mut self, rule: &RawRule, chosen: bool) {
        let mut of = |text: &Spanned<String>| self.condition(&rule.id, text.span().start, text.get_ref());
        let when = of(&rule.when);
        let unless = rule.unless.as_ref().map(&mut of);
        let grades = rule.grades.iter().map(|grade| (grade.grade.clone(), of(&grade.when))).collect();
        if let Some(slot) = self.names.get(&rule.id).and_then(|node| self.rules.nodes.get_mut(*node)) {
            *slot = Node::When(when.clone());
        }
        self.rules.rules.push(Rule {
            id: rule.id.clone(),
            title: rule.title.clone(),
            topic: rule.topic.clone(),
            source: rule.source.clone(),
            points: rule.points,
            when,
            unless,
            grades,
            question: rule.question.clone(),
            options: rule.options.clone(),
            leads_to: rule.leads_to.clone(),
            without: rule.without.clone(),
            active: rule.active && chosen,
        });
    }

    fn condition(&mut self, scope: &str, byte: usize, text: &str) -> Condition {
        match expr::read(text) {
            Ok(expr) => self.resolve(scope, byte, &expr),
            Err(what) => {
                self.fault(
                    byte,
                    format!("This condition cannot be read: {what}"),
                    "Write it like: a and (b or not c), 2 of (a, b, c) within 24 h.",
                );
                Condition::All(Vec::new())
            }
        }
    }

    fn resolve(&mut self, scope: &str, byte: usize, expr: &Expr) -> Condition {
        match expr {
            Expr::Name(name) => {
                let known = [format!("{scope}/{name}"), format!("/{name}"), name.clone()];
                if let Some(node) = known.iter().find_map(|key| self.names.get(key)) {
                    return Condition::Node(*node);
                }
                let what = format!("There is no clause or rule \"{name}\".");
                self.fault(byte, what, "Name a clause of this rule, a shared clause or the id of a rule.");
                Condition::All(Vec::new())
            }
            Expr::All(of) => Condition::All(of.iter().map(|one| self.resolve(scope, byte, one)).collect()),
            Expr::Any(of) => Condition::Any(of.iter().map(|one| self.resolve(scope, byte, one)).collect()),
            Expr::Not(of) => Condition::Not(Box::new(self.resolve(scope, byte, of))),
            Expr::Count(number, of, within) => {
                let of = of.iter().map(|one| self.resolve(scope, byte, one)).collect();
                Condition::Count(*number, of, within.map(|hours| hours * 3600))
            }
        }
    }

    /// A condition that leads back to itself can never be decided.
    pub(super) fn circles(&mut self) {
        let mut done = vec![false; self.rules.nodes.len()];
        for node in 0..self.rules.nodes.len() {
            let mut path = Vec::new();
            if let Some(circle) = self.walk(node, &mut path, &mut done) {
                let names: Vec<&str> = circle
                    .iter()
                    .filter_map(|node| self.places.get(*node).map(|(_, _, name)| name.as_str()))
                    .collect();
                let byte = circle.first().and_then(|node| self.places.get(*node)).map_or(0, |place| place.0);
                let what = format!("This condition leads back to itself: {}.", names.join(" -> "));
                self.fault(byte, what, "Break the circle at one of these names.");
                return;
            }
        }
    }

    fn walk(&self, node: usize, path: &mut Vec<usize>, done: &mut [bool]) -> Option<Vec<usize>> {
        if let Some(from) = path.iter().position(|at| *at == node) {
            let mut circle = path.get(from..).unwrap_or_default().to_vec();
            circle.push(node);
            return Some(circle);
        }
        if done.get(node).copied().unwrap_or(true) {
            return None;
        }
        path.push(node);
        if let Some(Node::When(condition)) = self.rules.nodes.get(node) {
            let mut below = Vec::new();
            condition.nodes(&mut below);
            for next in below {
                if let Some(circle) = self.walk(next, path, done) {
                    return Some(circle);
                }
            }
        }
        path.pop();
        if let Some(slot) = done.get_mut(node) {
            *slot = true;
        }
        None
    }
}
