//! Everything that is written down about the hospital's work: stories, conditions, drugs, measures, forms of notes.

use super::measure::Measures;
use super::scenario::{Condition, Scenario, Twist, Visit};
use serde::Deserialize;
use std::collections::BTreeMap;

const CONDITIONS: &str = include_str!("texts/conditions.toml");
const TWISTS: &str = include_str!("texts/twists.toml");
const VISITS: &str = include_str!("texts/visits.toml");
const NOTES: &str = include_str!("texts/notes.toml");
const PAPERS: &str = include_str!("texts/papers.toml");
const DRUGS: &str = include_str!("texts/drugs.txt");
const ALLERGIES: &str = include_str!("texts/allergies.txt");
const CODES: &str = include_str!("texts/codes.txt");

macro_rules! scenario_texts {
    ($($name:literal),* $(,)?) => {
        /// Names and texts of all stories.
        const SCENARIOS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("texts/scenarios/", $name, ".toml"))),)*];
    };
}

scenario_texts!(
    "heart-failure-reduced",
    "heart-failure-preserved",
    "copd",
    "pneumonia",
    "urosepsis",
    "nstemi",
    "stroke",
    "gi-bleed",
    "dka",
    "aki-ckd",
    "hip-fracture",
    "knee-replacement",
    "cholecystectomy",
    "appendectomy",
    "bowel-obstruction",
    "delivery",
    "caesarean",
    "newborn",
    "cirrhosis",
    "alcohol-withdrawal",
    "depression",
    "hyponatraemia",
    "cellulitis",
    "bronchiolitis",
    "asthma-child",
);

/// Which text cannot be read, and why. Texts are part of the program, so a test finds it before any user can.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the demonstration's text {name} cannot be read: {reason}")]
pub struct TextError {
    /// File name.
    pub name: String,
    /// What is wrong.
    pub reason: String,
}

/// One drug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drug {
    /// Ingredient.
    pub name: &'static str,
    /// RxNorm code.
    pub code: &'static str,
    /// Class that allergies speak of.
    pub class: &'static str,
}

/// One allergy that people may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allergy {
    pub name: &'static str,
    pub system: &'static str,
    pub code: &'static str,
    pub category: &'static str,
    pub reaction: &'static str,
    pub severity: &'static str,
    pub class: &'static str,
}

/// All texts.
#[derive(Clone, Debug)]
pub struct Library {
    /// What can be measured.
    pub measures: Measures,
    /// Chronic conditions.
    pub conditions: Vec<Condition>,
    /// Stories of stays, in order of the list.
    pub scenarios: Vec<Scenario>,
    /// Short visits, as stories of no nights.
    pub visits: Vec<Scenario>,
    /// What may happen besides.
    pub twists: Vec<Twist>,
    /// Allergies.
    pub allergies: Vec<Allergy>,
    notes: BTreeMap<String, String>,
    drugs: Vec<Drug>,
    /// Title of each code, and whether it is exempt from present on admission.
    codes: BTreeMap<&'static str, (&'static str, bool)>,
}

#[derive(Deserialize)]
struct Conditions {
    condition: Vec<Condition>,
}

#[derive(Deserialize)]
struct Visits {
    visit: Vec<Visit>,
}

#[derive(Deserialize)]
struct Twists {
    twist: Vec<Twist>,
}

impl Library {
    /// Reads all texts.
    pub fn new() -> Result<Self, TextError> {
        let mut notes: BTreeMap<String, String> = read("notes", NOTES)?;
        notes.extend(read::<BTreeMap<String, String>>("papers", PAPERS)?);
        let scenarios = SCENARIOS.iter().map(|(name, text)| read::<Scenario>(name, text));
        Ok(Self {
            measures: Measures::new(),
            conditions: read::<Conditions>("conditions", CONDITIONS)?.condition,
            scenarios: scenarios.collect::<Result<_, _>>()?,
            visits: read::<Visits>("visits", VISITS)?.visit.into_iter().map(Visit::story).collect(),
            twists: read::<Twists>("twists", TWISTS)?.twist,
            allergies: lines(ALLERGIES).filter_map(allergy).collect(),
            notes,
            drugs: lines(DRUGS).filter_map(drug).collect(),
            codes: lines(CODES).filter_map(code).collect(),
        })
    }

    /// The twist of a key.
    pub fn twist(&self, key: &str) -> Option<&Twist> {
        self.twists.iter().find(|twist| twist.key == key)
    }

    /// The form of a kind of note; empty if there is none.
    pub fn note(&self, key: &str) -> &str {
        self.notes.get(key).map_or("", String::as_str)
    }

    /// Words for an ICD-10 code; the code itself if the list lacks it.
    pub fn title<'a>(&self, code: &'a str) -> &'a str
    where
        Self: 'a,
    {
        self.codes.get(code).map_or(code, |(title, _)| title)
    }

    /// Whether a diagnosis code needs no present-on-admission answer.
    pub fn exempt(&self, code: &str) -> bool {
        self.codes.get(code).is_some_and(|(_, exempt)| *exempt)
    }

    /// The drug that a line begins with, and the rest of the line.
    pub fn drug<'a>(&self, line: &'a str) -> Option<(Drug, &'a str)> {
        let fits = |drug: &&Drug| {
            line.strip_prefix(drug.name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ';']))
        };
        let drug = self.drugs.iter().filter(fits).max_by_key(|drug| drug.name.len())?;
        Some((*drug, line.strip_prefix(drug.name)?.trim_start_matches([' ', ';'])))
    }
}

fn read<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, TextError> {
    toml::from_str(text).map_err(|error| TextError { name: name.to_owned(), reason: error.to_string() })
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn code(line: &'static str) -> Option<(&'static str, (&'static str, bool))> {
    let (code, rest) = line.split_once(';')?;
    let (exempt, title) = rest.split_once(';')?;
    Some((code, (title, exempt == "1")))
}

fn drug(line: &'static str) -> Option<Drug> {
    let mut cells = line.split(';');
    Some(Drug { name: cells.next()?, code: cells.next()?, class: cells.next()? })
}

fn allergy(line: &'static str) -> Option<Allergy> {
    let mut cells = line.split(';');
    Some(Allergy {
        name: cells.next()?,
        system: cells.next()?,
        code: cells.next()?,
        category: cells.next()?,
        reaction: cells.next()?,
        severity: cells.next()?,
        class: cells.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that scenes give to every note.
    const RESERVED: &str = "he him his man mr age a-age years family-name height bmi smoking language attending surgeon \
        anaesthetist author emergency-doctor complaint interval nursing twist-nursing course instructions follow-up pmh \
        pmh-inline psh family home-drugs allergies vitals exam exam-brief data studies plan diagnoses discharge-drugs \
        admit-date discharge-date today hospital-day nights disposition destination unit main-problem lives hpi \
        emergency-course visit-title visit-exam visit-plan bp breathing header payer skin-check";

    #[test]
    fn words_of_stories_hide_no_words_of_notes() {
        let library = Library::new().unwrap();
        for story in library.scenarios.iter().chain(&library.visits) {
            for slot in story.slots.keys() {
                assert!(!RESERVED.split_whitespace().any(|word| word == slot), "{}: {slot}", story.id);
                assert!(library.measures.get(slot).is_none(), "{}: {slot} is a measure", story.id);
            }
        }
    }

    #[test]
    fn what_stories_name_is_there() {
        let library = Library::new().unwrap();
        let condition = |key: &str| library.conditions.iter().any(|condition| condition.key == key);
        for story in library.scenarios.iter().chain(&library.visits) {
            let likely = crate::demo::scenario::pairs(&story.likely).map(|(key, _)| key.to_owned());
            for key in story.needs.iter().cloned().chain(story.never.iter().cloned()).chain(likely) {
                assert!(condition(&key), "{}: no condition {key}", story.id);
            }
            for (key, _) in crate::demo::scenario::pairs(&story.twists) {
                assert!(library.twist(key).is_some(), "{}: no twist {key}", story.id);
            }
            let orders = crate::demo::scenario::pairs(&story.orders).map(|(key, _)| key);
            for key in orders.chain(story.values.keys().map(String::as_str)) {
                let panel = crate::demo::series::PANELS.iter().any(|(word, ..)| *word == key);
                assert!(panel || library.measures.get(key).is_some(), "{}: no measure {key}", story.id);
            }
            let drugs = story.medications.iter().chain(&story.discharge_medications);
            for line in drugs.chain(story.visit.iter().flat_map(|visit| &visit.prescriptions)) {
                assert!(library.drug(line).is_some(), "{}: no drug for {line}", story.id);
            }
        }
    }
}
