//! What a run comes to: findings with the very values, times and words that met each clause.

use super::{
    evaluate::{Fact, Outcome, Prepared, Unread},
    evidence::{At, Stay},
    rules::{Node, Rules},
};
use std::collections::BTreeSet;

/// One piece of evidence as people read it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Evidence {
    /// The clause that it meets.
    pub clause: String,
    /// When, in seconds since 1970.
    pub at: Option<At>,
    /// The value, drug, code or words.
    pub text: String,
    /// What it is compared with.
    pub against: String,
    /// When that was.
    pub against_at: Option<At>,
    /// The document that tells it.
    pub document: Option<i64>,
    /// What makes it the same evidence at the next run: `result 812`, `document 44`.
    pub key: String,
}

/// A rule that fires.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// What the indicators may mean; for the specialist, never for a query's title.
    pub title: String,
    /// A title that names no diagnosis.
    pub topic: String,
    /// Stage or class.
    pub grade: String,
    /// Where the criterion comes from.
    pub source: String,
    /// Points for the worklist.
    pub points: i64,
    /// What met it.
    pub evidence: Vec<Evidence>,
    /// What documents it already; empty: an open gap.
    pub documented: Vec<Evidence>,
    /// A neutral question to begin a query with.
    pub question: String,
    /// Clinically supported options.
    pub options: Vec<String>,
    /// Codes that an answer could lead to: for what-ifs beside a review, never in a query.
    #[serde(skip)]
    pub leads_to: Vec<String>,
    /// Beginnings of coded diagnoses that the results do not support.
    #[serde(skip)]
    pub without: Vec<String>,
}

impl Finding {
    /// Whether the record does not answer it yet.
    pub fn is_open(&self) -> bool {
        self.documented.is_empty()
    }

    /// The evidence by key: a finding that was dismissed stays so until a key is new.
    pub fn keys(&self) -> BTreeSet<&str> {
        self.evidence.iter().map(|one| one.key.as_str()).collect()
    }

    /// Whether there is evidence beyond that on which it was dismissed.
    pub fn has_new_evidence(&self, dismissed: &BTreeSet<String>) -> bool {
        self.keys().iter().any(|key| !dismissed.contains(*key))
    }
}

/// What a run over one stay comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Rules that fire, in the order of the file.
    pub findings: Vec<Finding>,
    /// Results that were not evaluated, and why.
    pub unread: Vec<Unread>,
    /// Rules that could not be decided as a whole, and why.
    pub undecided: Vec<String>,
}

/// Runs all active rules.
pub fn run(prepared: &Prepared<'_>) -> Report {
    let rules = prepared.rules();
    let mut known: Vec<Option<Outcome>> = Vec::new();
    let mut findings = Vec::new();
    for rule in rules.rules.iter().filter(|rule| rule.active) {
        let outcome = prepared.decide(&rule.when, &mut known);
        if !outcome.met {
            continue;
        }
        let grade = rule.grades.iter().find_map(|(grade, when)| {
            let outcome = prepared.decide(when, &mut known);
            outcome.met.then(|| (grade.clone(), outcome.facts))
        });
        let (grade, graded) = grade.unwrap_or_default();
        let unless =
            rule.unless.as_ref().map(|unless| prepared.decide(unless, &mut known)).unwrap_or_default();
        findings.push(Finding {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            topic: rule.topic.clone(),
            grade,
            source: rule.source.clone(),
            points: rule.points,
            evidence: shown(prepared, outcome.facts.into_iter().chain(graded)),
            documented: shown(prepared, unless.facts.into_iter()),
            question: rule.question.clone(),
            options: rule.options.clone(),
            leads_to: rule.leads_to.clone(),
            without: rule.without.clone(),
        });
    }
    Report { findings, unread: prepared.unread.clone(), undecided: undecided(rules, &prepared.stay) }
}

/// Rules that ask for age or sex where the record does not tell it.
fn undecided(rules: &Rules, stay: &Stay) -> Vec<String> {
    let leaves = || {
        rules
            .nodes
            .iter()
            .filter_map(|node| if let Node::Leaf(leaf) = node { Some(&leaf.clause) } else { None })
    };
    let mut told = Vec::new();
    if stay.sex.is_empty() && leaves().any(|clause| clause.sex.is_some()) {
        told.push("Clauses by sex were not evaluated because the sex is not known.".to_owned());
    }
    if stay.age_years.is_none()
        && leaves().any(|clause| clause.from_age.is_some() || clause.under_age.is_some())
    {
        told.push("Clauses by age were not evaluated because the age is not known.".to_owned());
    }
    if stay.admitted.is_none() {
        told.push(
            "Clauses by hours since admission were not evaluated because the admission has no time."
                .to_owned(),
        );
    }
    told
}

/// Facts in words, in order of time, each once.
fn shown(prepared: &Prepared<'_>, facts: impl Iterator<Item = (usize, Fact)>) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = facts.map(|(node, fact)| evidence(prepared, node, &fact)).collect();
    // A long stay has thousands of values: sorted, those that are told twice stand side by side.
    found.sort_by(|a, b| {
        (a.at, &a.text, &a.against, &a.clause, &a.key).cmp(&(b.at, &b.text, &b.against, &b.clause, &b.key))
    });
    found.dedup();
    found
}

fn evidence(prepared: &Prepared<'_>, node: usize, fact: &Fact) -> Evidence {
    let stay = &prepared.stay;
    let leaf = prepared
        .rules()
        .nodes
        .get(node)
        .and_then(|node| if let Node::Leaf(leaf) = node { Some(leaf) } else { None });
    let clause = leaf.map(|leaf| leaf.name.clone()).unwrap_or_default();
    let at = prepared.at(fact);
    let blank = Evidence {
        clause,
        at,
        text: String::new(),
        against: String::new(),
        against_at: None,
        document: None,
        key: String::new(),
    };
    let measure = |idx: Option<usize>| idx.and_then(|idx| prepared.rules().measures.get(idx));
    match fact {
        Fact::Value { point, base, .. } => {
            let title = |idx| measure(idx).map_or("", |measure| measure.title.as_str());
            let sent = |idx: usize| {
                stay.readings.get(idx).map(|reading| (reading.shown(), reading.id)).unwrap_or_default()
            };
            let (value, id) = sent(point.reading);
            let own = leaf.and_then(|leaf| leaf.measure);
            let unit = measure(own).map_or("", |measure| measure.unit.as_str());
            let unit_sent = stay.readings.get(point.reading).map_or("", |reading| reading.unit.as_str());
            let turned = if unit_sent == unit || unit_sent.is_empty() || same_value(&value, point.value) {
                String::new()
            } else {
                format!(" ({:.2} {unit})", point.value)
            };
            let against = base.map(|base| {
                let over = leaf.and_then(|leaf| leaf.over);
                format!("{} {}", title(over.or(own)), sent(base.reading).0)
            });
            Evidence {
                against: against.unwrap_or_default(),
                against_at: base.map(|base| base.at),
                key: format!("result {id}"),
                text: match leaf.map(|leaf| prepared.company(leaf, point)).unwrap_or_default() {
                    company if company.is_empty() => format!("{} {value}{turned}", title(own)),
                    company => format!("{} {value}{turned}, {company}", title(own)),
                },
                ..blank
            }
        }
        Fact::Given(idx) => {
            let Some(one) = stay.treatments.get(*idx) else { return blank };
            let kind = if one.is_procedure { "procedure" } else { "medication" };
            let text = format!("{} {}", one.display, one.directions).trim_end().to_owned();
            Evidence { text, key: format!("{kind} {}", one.id), ..blank }
        }
        Fact::Code(idx) => {
            let Some(code) = stay.codes.get(*idx) else { return blank };
            let text = format!("{} {} ({})", code.code, code.display, code.diagnosis_use);
            Evidence { text, key: format!("code {}", code.code), ..blank }
        }
        Fact::Told(document, place) => {
            let (Some(paper), Some(mention)) =
                (stay.documents.get(*document), prepared.mention(*document, *place))
            else {
                return blank;
            };
            let text = format!(
                "{}, {}: \"{}\"",
                paper.title,
                mention.section.title(),
                around(&paper.text, &mention.span)
            );
            Evidence { text, document: Some(paper.id), key: format!("document {}", paper.id), ..blank }
        }
        Fact::NoResult(idx) => {
            let title = measure(Some(*idx)).map_or("", |measure| measure.title.as_str());
            Evidence {
                text: format!("{title}: no result in this stay"),
                key: format!("none {title}"),
                ..blank
            }
        }
    }
}

fn same_value(sent: &str, value: f64) -> bool {
    let number = sent.split(' ').next().and_then(|word| word.parse::<f64>().ok());
    number.is_some_and(|number| (number - value).abs() < 1e-9)
}

/// The words around a span, at most some forty bytes on each side, within its line.
fn around(text: &str, span: &std::ops::Range<usize>) -> String {
    let reach = |from: usize| (from..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let from = reach(span.start.saturating_sub(40));
    let to = reach((span.end + 40).min(text.len()));
    let before = text.get(from..span.start).unwrap_or("").rsplit('\n').next().unwrap_or("");
    let after = text.get(span.end..to).unwrap_or("").split('\n').next().unwrap_or("");
    format!("{before}{}{after}", text.get(span.clone()).unwrap_or("")).trim().to_owned()
}
