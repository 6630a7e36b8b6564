//! From what is known of a chart's deficiencies and what was found now to what is to be done. Doing it twice changes nothing.

use super::{ChartFacts, Ended, Finding, Lack, Standing};
use crate::domain::ids::{DeficiencyId, DocumentId};
use std::collections::BTreeMap;

/// A deficiency as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its row.
    pub id: DeficiencyId,
    /// The rule that found it; empty if a person did.
    pub rule: String,
    /// What is lacking.
    pub lack: Lack,
    /// Key of the type.
    pub doc_type: String,
    /// The document, if it is there.
    pub document: Option<DocumentId>,
    /// How it stands.
    pub state: Standing,
    /// How it ended, if it did.
    pub ended: Option<Ended>,
}

/// One thing to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// It is new.
    Assign(Finding),
    /// It is open and found again, at the same stage or another.
    Keep(DeficiencyId, Finding),
    /// It had ended by itself and is lacking again.
    Reopen(DeficiencyId, Finding),
    /// It is not lacking any more.
    End(DeficiencyId, Ended),
}

/// What is to be done with the deficiencies of a chart. `followers` tells which document took the place of another.
pub fn plan(
    chart: &ChartFacts,
    known: &[Known],
    findings: Vec<Finding>,
    followers: &BTreeMap<DocumentId, DocumentId>,
) -> Vec<Action> {
    let mut plan = Plan { known, used: vec![false; known.len()], actions: Vec::new() };
    let mut left = plan.match_open(findings, |one, found| exactly(one, found, followers));
    // A missing document that has come, but is not finished: the same deficiency goes on. Or it was taken away again.
    left = plan.match_open(left, |one, found| {
        one.doc_type == found.doc_type
            && one.document.is_some() != found.document.is_some()
            && moves_on(one, found, chart)
    });
    plan.end_rest(chart, followers);
    left = plan.reopen(left, |one, found| exactly(one, found, followers));
    left = plan.reopen(left, |one, found| found.document.is_none() && one.doc_type == found.doc_type);
    plan.actions.extend(left.into_iter().map(Action::Assign));
    plan.actions
}

struct Plan<'k> {
    known: &'k [Known],
    used: Vec<bool>,
    actions: Vec<Action>,
}

impl Plan<'_> {
    /// Keeps open deficiencies that fit a finding; gives back the findings that fit none.
    fn match_open(
        &mut self,
        findings: Vec<Finding>,
        fits: impl Fn(&Known, &Finding) -> bool,
    ) -> Vec<Finding> {
        let mut left = Vec::new();
        for found in findings {
            let place = self.known.iter().zip(&self.used).position(|(one, used)| {
                !used && one.state.is_open() && !one.rule.is_empty() && fits(one, &found)
            });
            match place.and_then(|at| self.take(at)) {
                Some(id) => self.actions.push(Action::Keep(id, found)),
                None => left.push(found),
            }
        }
        left
    }

    fn take(&mut self, at: usize) -> Option<DeficiencyId> {
        *self.used.get_mut(at)? = true;
        self.known.get(at).map(|one| one.id)
    }

    /// Ends open deficiencies that were not found any more. What a person found ends by itself only if its document is
    /// signed, where a signature or a document was all that was asked.
    fn end_rest(&mut self, chart: &ChartFacts, followers: &BTreeMap<DocumentId, DocumentId>) {
        for (one, used) in self.known.iter().zip(&self.used) {
            if *used || !one.state.is_open() || !one.lack.ends_by_itself() {
                continue;
            }
            let document = one.document.map(|id| follow(id, followers)).and_then(|id| chart.document(id));
            if one.rule.is_empty()
                && !document.is_some_and(|d| d.counts() && d.is_signed() && one.lack != Lack::WrongPatient)
            {
                continue;
            }
            let arrived = match one.document {
                Some(_) => document.is_some_and(super::DocumentFacts::counts),
                None => chart.documents.iter().any(super::DocumentFacts::counts),
            };
            self.actions.push(Action::End(one.id, if arrived { Ended::Arrived } else { Ended::NotNeeded }));
        }
    }

    /// Findings without an open deficiency: reopened if one of the very same had ended by itself; gives back the others.
    fn reopen(&mut self, findings: Vec<Finding>, same: impl Fn(&Known, &Finding) -> bool) -> Vec<Finding> {
        let mut left = Vec::new();
        for found in findings {
            let ended = self.known.iter().enumerate().filter(|(at, one)| {
                let free = self.used.get(*at).is_some_and(|used| !used);
                free && !one.state.is_open() && !one.rule.is_empty() && same(one, &found)
            });
            let last = ended.max_by_key(|(_, one)| (one.ended.is_some_and(Ended::was_decided), one.id));
            match last.map(|(at, one)| (at, one.id, one.ended.is_some_and(Ended::was_decided))) {
                // A person decided: rules do not find it anew.
                Some((at, _, true)) => {
                    self.take(at);
                }
                Some((at, id, false)) => {
                    self.take(at);
                    self.actions.push(Action::Reopen(id, found));
                }
                None => left.push(found),
            }
        }
        left
    }
}

/// The same document, or one that took its place; of what is missing, the same rule.
fn exactly(one: &Known, found: &Finding, followers: &BTreeMap<DocumentId, DocumentId>) -> bool {
    match (one.document, found.document) {
        (Some(mine), Some(theirs)) => follow(mine, followers) == theirs,
        (None, None) => one.rule == found.rule,
        _ => false,
    }
}

/// A missing document goes on as the one that came; one that came goes back to missing only if it counts no more.
fn moves_on(one: &Known, found: &Finding, chart: &ChartFacts) -> bool {
    if found.lack == Lack::WrongPatient || one.lack == Lack::WrongPatient {
        return false;
    }
    one.document.is_none_or(|id| !chart.document(id).is_some_and(super::DocumentFacts::counts))
}

fn follow(id: DocumentId, followers: &BTreeMap<DocumentId, DocumentId>) -> DocumentId {
    let mut at = id;
    // A ring of versions cannot be, but a file may hold anything.
    for _ in 0..64 {
        match followers.get(&at) {
            Some(next) if *next != at => at = *next,
            _ => break,
        }
    }
    at
}
