//! What somebody brings along: conditions, drugs, allergies, habits, and the values that are usual for them.

use super::library::{Allergy, Drug, Library};
use super::person::Person;
use super::random::Rng;
use super::scenario::{Condition, Scenario, pairs};
use crate::domain::facts::Sex;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Smoking, as histories put it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tobacco {
    /// Never.
    Never,
    /// Stopped; pack-years.
    Former(i64),
    /// Smokes; pack-years.
    Current(i64),
}

/// One drug taken at home.
#[derive(Clone, Debug)]
pub struct HomeDrug {
    /// Which.
    pub drug: Drug,
    /// Dose, route and how often.
    pub directions: String,
}

/// The history of one person.
#[derive(Clone, Debug)]
pub struct History<'a> {
    /// In order of the list, with the year each began.
    pub conditions: Vec<(&'a Condition, i32)>,
    /// Taken at home.
    pub drugs: Vec<HomeDrug>,
    /// Known allergies.
    pub allergies: Vec<Allergy>,
    /// Smoking.
    pub tobacco: Tobacco,
    /// Height in cm.
    pub height_cm: f64,
    /// Earlier operations.
    pub operations: Vec<&'static str>,
    /// What runs in the family.
    pub family: Vec<&'static str>,
    base: BTreeMap<&'static str, f64>,
}

impl History<'_> {
    /// Whether somebody has a condition.
    pub fn has(&self, key: &str) -> bool {
        self.conditions.iter().any(|(condition, _)| condition.key == key)
    }

    /// The usual value of a measure; 0 for an unknown one.
    pub fn base(&self, key: &str) -> f64 {
        self.base.get(key).copied().unwrap_or(0.0)
    }
}

/// Draws the history of somebody who goes through some stories.
pub fn history<'a>(
    person: &Person,
    stories: &[&Scenario],
    on: NaiveDate,
    library: &'a Library,
    rng: &mut Rng,
) -> History<'a> {
    let age = person.age_on(on);
    let conditions = conditions(person, age, stories, on, library, rng);
    let drugs = home_drugs(&conditions, library, rng);
    let allergies = allergies(stories, &drugs, age, library, rng);
    let has = |key: &str| conditions.iter().any(|(condition, _)| condition.key == key);
    let tobacco = tobacco(age, has("copd") || has("cad"), has("copd"), rng);
    let height_cm = height(person.sex, age, rng);
    let base = base(person, age, height_cm, &conditions, library, rng);
    History {
        drugs,
        allergies,
        tobacco,
        height_cm,
        operations: operations(person.sex, age, stories, rng),
        family: family(age, rng),
        base,
        conditions,
    }
}

fn conditions<'a>(
    person: &Person,
    age: i64,
    stories: &[&Scenario],
    on: NaiveDate,
    library: &'a Library,
    rng: &mut Rng,
) -> Vec<(&'a Condition, i32)> {
    let needed: BTreeSet<&str> = stories.iter().flat_map(|s| &s.needs).map(String::as_str).collect();
    let never: BTreeSet<&str> = stories.iter().flat_map(|s| &s.never).map(String::as_str).collect();
    let likely: BTreeMap<&str, u32> = stories
        .iter()
        .flat_map(|story| pairs(&story.likely))
        .filter_map(|(key, percent)| Some((key, percent.parse().ok()?)))
        .collect();
    let mut groups: BTreeSet<&str> = library
        .conditions
        .iter()
        .filter(|condition| needed.contains(condition.key.as_str()))
        .filter_map(|condition| condition.group.as_deref())
        .collect();
    let mut all = Vec::new();
    for condition in &library.conditions {
        let key = condition.key.as_str();
        // What is common in a story is still rare in those much younger than usual.
        let usual_age = pairs(&condition.share).filter_map(|(from, _)| from.parse::<i64>().ok()).min();
        let old_enough = usual_age.is_none_or(|usual| age + 5 >= usual);
        let likely = likely.get(key).copied().filter(|_| old_enough);
        let percent = likely.unwrap_or_else(|| share(&condition.share, age));
        // Drawn for every condition, so that a change of one list entry moves as little as may be.
        let drawn = rng.chance(percent);
        let years = rng.range(1, 14);
        let needed = needed.contains(key);
        let fits = condition.sex.as_deref().is_none_or(|sex| (sex == "F") == (person.sex == Sex::Female));
        let free = condition.group.as_deref().is_none_or(|group| groups.insert(group));
        if needed || (drawn && fits && free && !never.contains(key)) {
            let first = i64::from(on.year()) - years.min(age - 1).max(0);
            all.push((condition, first as i32));
        }
    }
    all
}

/// `35:5 50:15`: per cent from an age on.
fn share(text: &str, age: i64) -> u32 {
    pairs(text)
        .filter(|(from, _)| from.parse::<i64>().is_ok_and(|from| age >= from))
        .filter_map(|(_, percent)| percent.parse().ok())
        .last()
        .unwrap_or(0)
}

fn home_drugs(conditions: &[(&Condition, i32)], library: &Library, rng: &mut Rng) -> Vec<HomeDrug> {
    let mut all: Vec<HomeDrug> = Vec::new();
    for line in conditions.iter().flat_map(|(condition, _)| &condition.meds) {
        let (choices, percent) = line.rsplit_once('?').unwrap_or((line, "100"));
        let taken = rng.chance(percent.parse().unwrap_or(100));
        let choices: Vec<&str> = choices.split('|').collect();
        let Some((drug, directions)) = library.drug(rng.word(&choices)) else { continue };
        // Two conditions may call for one drug, or for two of a class: one is enough.
        let doubled = |other: &HomeDrug| {
            other.drug == drug || (drug.class != "other" && other.drug.class == drug.class)
        };
        let kidney = conditions.iter().any(|(condition, _)| condition.group.as_deref() == Some("kidney"));
        let harmful = match drug.name {
            "ibuprofen" => kidney || all.iter().any(|other| other.drug.class == "anticoagulant"),
            "aspirin" => all.iter().any(|other| other.drug.class == "anticoagulant"),
            "metformin" => kidney,
            _ => false,
        };
        if taken && !harmful && !all.iter().any(doubled) {
            all.push(HomeDrug { drug, directions: directions.to_owned() });
        }
    }
    all
}

/// Allergies to things that none of this person's stories or home drugs give.
fn allergies(
    stories: &[&Scenario],
    drugs: &[HomeDrug],
    age: i64,
    library: &Library,
    rng: &mut Rng,
) -> Vec<Allergy> {
    let mut given: BTreeSet<&str> = drugs.iter().map(|home| home.drug.class).collect();
    for story in stories {
        let lines = story.medications.iter().chain(&story.discharge_medications);
        given.extend(lines.filter_map(|line| library.drug(line)).map(|(drug, _)| drug.class));
    }
    // What a twist or an anaesthetist may add is not in the stories' own lists.
    if !stories.is_empty() {
        given.extend(["penicillin", "opioid", "morphine"]);
    }
    let count = match rng.below(100) {
        _ if age < 3 => 0,
        0..62 => 0,
        62..90 => 1,
        _ => 2,
    };
    let mut all: Vec<Allergy> = Vec::new();
    for _ in 0..count {
        let Some(allergy) = rng.pick(&library.allergies).copied() else { break };
        if !given.contains(allergy.class) && !all.iter().any(|other| other.name == allergy.name) {
            all.push(allergy);
        }
    }
    all
}

fn tobacco(age: i64, smoker: bool, lungs: bool, rng: &mut Rng) -> Tobacco {
    let years = rng.range(8, 45).min((age - 17).max(2));
    match rng.below(100) {
        _ if age < 18 => Tobacco::Never,
        0..14 => Tobacco::Current(years),
        14..42 => Tobacco::Former(years),
        42..85 if smoker && rng.chance(70) => Tobacco::Former(years.max(15)),
        _ if lungs => Tobacco::Former(years.max(20)),
        _ => Tobacco::Never,
    }
}

fn height(sex: Sex, age: i64, rng: &mut Rng) -> f64 {
    let adult = if sex == Sex::Female { 162.0 } else { 176.0 };
    let usual = match age {
        0 => 62.0,
        1..18 => (74.0 + 6.2 * age as f64).min(adult),
        _ => adult,
    };
    (usual + rng.wobble() * usual * 0.07).round()
}

fn base(
    person: &Person,
    age: i64,
    height_cm: f64,
    conditions: &[(&Condition, i32)],
    library: &Library,
    rng: &mut Rng,
) -> BTreeMap<&'static str, f64> {
    let mut base = BTreeMap::new();
    for measure in library.measures.all() {
        let usual = child(measure.key, age).unwrap_or_else(|| measure.usual(person.sex));
        base.insert(measure.key, usual + rng.wobble() * measure.spread);
    }
    let obese = conditions.iter().any(|(condition, _)| condition.key == "obesity");
    let bmi = match age {
        0..2 => 16.5,
        2..12 => 16.8,
        _ if obese => rng.between(31.0, 41.0),
        _ => rng.between(20.0, 28.5),
    };
    base.insert("wt", bmi * height_cm * height_cm / 10_000.0);
    for (condition, _) in conditions {
        for (key, range) in pairs(&condition.base) {
            let (low, high) = range.split_once('-').unwrap_or((range, range));
            if let (Some(measure), Ok(low), Ok(high)) = (library.measures.get(key), low.parse(), high.parse())
            {
                base.insert(measure.key, rng.between(low, high));
            }
        }
    }
    base
}

/// Usual values of children where they differ from adults'.
fn child(key: &str, age: i64) -> Option<f64> {
    let by_age = |baby: f64, small: f64, school: f64| match age {
        0..2 => Some(baby),
        2..7 => Some(small),
        7..13 => Some(school),
        _ => None,
    };
    match key {
        "hr" => by_age(124.0, 100.0, 86.0),
        "rr" => by_age(32.0, 24.0, 20.0),
        "sbp" => by_age(88.0, 96.0, 106.0),
        "dbp" => by_age(54.0, 58.0, 64.0),
        "creat" => by_age(0.26, 0.36, 0.48),
        "bun" => by_age(8.0, 11.0, 12.0),
        "hgb" => by_age(11.6, 12.2, 13.0),
        "hct" => by_age(34.8, 36.6, 39.0),
        "wbc" => by_age(9.5, 8.4, 7.4),
        "plt" => by_age(330.0, 310.0, 290.0),
        "alp" => by_age(230.0, 220.0, 240.0),
        "uo" => by_age(450.0, 700.0, 1000.0),
        _ => None,
    }
}

fn operations(sex: Sex, age: i64, stories: &[&Scenario], rng: &mut Rng) -> Vec<&'static str> {
    let abdominal = stories.iter().any(|s| s.flags.iter().any(|flag| flag == "abdominal"));
    let mut all = Vec::new();
    let mut add = |words, from, percent, fits: bool| {
        if fits && age >= from && rng.chance(percent) {
            all.push(words);
        }
    };
    add("tonsillectomy in childhood", 10, 12, true);
    add("appendectomy", 20, 8, !abdominal);
    add("cholecystectomy", 40, 12, !abdominal);
    add("hysterectomy", 48, 20, sex == Sex::Female && !abdominal);
    add("inguinal hernia repair", 40, 12, sex == Sex::Male);
    add("cataract surgery, both eyes", 68, 30, true);
    add("carpal tunnel release", 45, 6, true);
    all
}

fn family(age: i64, rng: &mut Rng) -> Vec<&'static str> {
    let mut all = Vec::new();
    for (words, percent) in [
        ("father with coronary disease", 20),
        ("mother with hypertension", 22),
        ("mother with type 2 diabetes", 16),
        ("father with stroke", 8),
        ("sister with breast cancer", 5),
        ("brother with colon cancer", 4),
        ("grandmother with dementia", 6),
    ] {
        if age >= 16 && rng.chance(percent) && all.len() < 3 {
            all.push(words);
        }
    }
    all
}
