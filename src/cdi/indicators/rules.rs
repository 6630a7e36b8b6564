//! Rules as data: read from TOML, checked as a whole, every fault told with its line.

use super::build::Build;
use crate::{cdi::text::Phrases, fault::Fault};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use toml::Spanned;

/// The rules that come with the program.
pub const SHIPPED: &str = include_str!("indicators.toml");

/// What a rule can measure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The name that clauses use.
    pub id: String,
    /// Its name in words.
    pub title: String,
    /// `SYSTEM code`, such as `LOINC 2160-0`.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Names that stand for it where a result has no code that is known.
    #[serde(default)]
    pub names: Vec<String>,
    /// The unit of all thresholds.
    pub unit: String,
    /// g/mol, to turn mg/dL into mmol/L.
    pub molar_mass: Option<f64>,
    /// Values outside are not believed.
    pub plausible: Option<[f64; 2]>,
}

/// A clause as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "docs of the rule file stand in indicators.toml")]
pub struct Clause {
    pub measure: Option<String>,
    pub above: Option<f64>,
    pub below: Option<f64>,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
    pub unit: Option<String>,
    pub times: Option<usize>,
    pub first_hours: Option<i64>,
    pub after_hours: Option<i64>,
    pub rise_by: Option<f64>,
    pub fall_by: Option<f64>,
    pub rise_ratio: Option<f64>,
    pub fall_ratio: Option<f64>,
    pub within_hours: Option<i64>,
    pub over: Option<String>,
    pub pair_hours: Option<i64>,
    #[serde(default)]
    pub squared: bool,
    #[serde(default)]
    pub not_with: Vec<NotWith>,
    pub sex: Option<String>,
    pub from_age: Option<i32>,
    pub under_age: Option<i32>,
    #[serde(default)]
    pub medication: Vec<String>,
    #[serde(default)]
    pub procedure: Vec<String>,
    #[serde(default)]
    pub codes: Vec<String>,
    #[serde(default)]
    pub terms: Vec<String>,
    #[serde(default)]
    pub possible: bool,
    #[serde(default)]
    pub history: bool,
    #[serde(default)]
    pub in_documents: Vec<String>,
    #[serde(default)]
    pub not_in_documents: Vec<String>,
    pub number_at_least: Option<f64>,
    pub number_at_most: Option<f64>,
    pub when: Option<String>,
}

/// Another measure with a value in whose company the clause's own does not count: oxygen beside a saturation on room air.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotWith {
    /// The other measure.
    pub measure: String,
    /// Values above this speak against it.
    pub above: f64,
}

/// A grade of a rule, such as a stage; the first that is met holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGrade {
    pub(super) grade: String,
    pub(super) when: Spanned<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) topic: String,
    pub(super) source: String,
    #[serde(default = "yes")]
    pub(super) active: bool,
    #[serde(default)]
    pub(super) points: i64,
    pub(super) when: Spanned<String>,
    pub(super) unless: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) grades: Vec<RawGrade>,
    #[serde(default)]
    pub(super) question: String,
    #[serde(default)]
    pub(super) options: Vec<String>,
    /// Codes that an answer could lead to, and beginnings of codes that the results do not support.
    #[serde(default)]
    pub(super) leads_to: Vec<String>,
    #[serde(default)]
    pub(super) without: Vec<String>,
    /// The setting of `[choose]` on which it depends, and for which word it is active.
    #[serde(default)]
    pub(super) chosen_by: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) clause: BTreeMap<String, Spanned<Clause>>,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    /// Settings of the hospital, where authorities differ: `sepsis = "sepsis-3"`.
    #[serde(default)]
    pub(super) choose: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) measure: Vec<Spanned<Measure>>,
    #[serde(default)]
    pub(super) clause: BTreeMap<String, Spanned<Clause>>,
    #[serde(default)]
    pub(super) rule: Vec<Spanned<RawRule>>,
}

/// A condition over nodes by number.
#[derive(Clone, Debug)]
pub enum Node {
    /// A clause over the record.
    Leaf(Box<Leaf>),
    /// A condition over other nodes.
    When(Condition),
}

/// A resolved condition.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "as in Expr")]
pub enum Condition {
    Node(usize),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Count(usize, Vec<Condition>, Option<i64>),
}

/// A clause that looks at the record itself.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Its name in the file.
    pub name: String,
    /// As written, thresholds in the measure's unit.
    pub clause: Clause,
    /// The measure, by number.
    pub measure: Option<usize>,
    /// The measure that it is divided by.
    pub over: Option<usize>,
    /// Measures in whose company the value does not count, with the limit above which they speak against it.
    pub not_with: Vec<(usize, f64)>,
    /// Names of medication or procedures.
    pub names: Phrases,
}

/// One rule.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "as in the rule file")]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub topic: String,
    pub source: String,
    pub points: i64,
    pub when: Condition,
    pub unless: Option<Condition>,
    pub grades: Vec<(String, Condition)>,
    pub question: String,
    pub options: Vec<String>,
    pub leads_to: Vec<String>,
    pub without: Vec<String>,
    pub active: bool,
}

/// A whole rule file, checked.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Measures.
    pub measures: Vec<Measure>,
    /// Clauses and named conditions.
    pub nodes: Vec<Node>,
    /// Rules.
    pub rules: Vec<Rule>,
    pub(super) by_code: HashMap<String, usize>,
    pub(super) by_name: HashMap<String, usize>,
    /// Terms of all clauses; the tag is the place in `term_nodes`.
    pub(super) terms: Phrases,
    pub(super) term_nodes: Vec<Vec<usize>>,
}

impl Rules {
    /// The rules that come with the program.
    pub fn shipped() -> Result<Self, Vec<Fault>> {
        Self::read("indicators.toml", SHIPPED)
    }

    /// Reads and checks a file; all faults at once, each with its line.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let raw: RawFile = toml::from_str(text).map_err(|error| vec![Fault::toml(file, text, &error)])?;
        let mut build = Build::new(file, text);
        build.measures(&raw);
        build.choices(&raw);
        build.nodes(&raw);
        build.conditions(&raw);
        build.circles();
        build.finish()
    }
}

impl Node {
    /// The clause, if it is one.
    pub fn leaf(&self) -> Option<&Leaf> {
        match self {
            Self::Leaf(leaf) => Some(leaf),
            Self::When(_) => None,
        }
    }
}

impl Condition {
    /// The nodes that it names.
    pub fn nodes(&self, found: &mut Vec<usize>) {
        match self {
            Self::Node(node) => found.push(*node),
            Self::All(of) | Self::Any(of) | Self::Count(_, of, _) => {
                for one in of {
                    one.nodes(found);
                }
            }
            Self::Not(of) => of.nodes(found),
        }
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
