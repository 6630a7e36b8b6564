//! What a chart holds besides visits: problem list, drugs taken at home, allergies, vaccines.

use super::calendar::{at, clock, instant};
use super::chart::Shelf;
use super::directory::reference;
use super::history::History;
use super::light::coded;
use super::person::Person;
use super::random::{Purpose, Rng};
use crate::domain::facts::{
    AllergyFact, DiagnosisFact, DiagnosisUse, Fact, ImmunizationFact, Kind, MedicationFact, Origin,
};
use crate::domain::time::{PartialDate, When};
use chrono::{Duration, NaiveDateTime};

/// CVX code, words, youngest and oldest age, days between doses, per cent who have it.
const VACCINES: [(&str, &str, i64, i64, i64, u32); 5] = [
    ("150", "Influenza, injectable, quadrivalent, preservative free", 1, 64, 365, 45),
    ("197", "Influenza, high-dose, quadrivalent", 65, 110, 365, 62),
    ("216", "Pneumococcal conjugate vaccine 20-valent", 65, 110, 0, 55),
    ("115", "Tetanus, diphtheria, acellular pertussis (Tdap)", 11, 110, 0, 40),
    ("187", "Zoster recombinant", 50, 110, 0, 35),
];

/// All background of one person.
pub fn facts(
    key: &str,
    person: &Person,
    past: &History<'_>,
    registered: NaiveDateTime,
    shelf: &Shelf<'_>,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(problems(key, past, registered));
    facts.extend(drugs(key, past, registered));
    facts.extend(allergies(key, past, registered));
    facts.extend(vaccines(key, person, shelf));
    facts
}

fn problems<'a>(
    key: &'a str,
    past: &'a History<'_>,
    registered: NaiveDateTime,
) -> impl Iterator<Item = Fact> + 'a {
    past.conditions.iter().map(move |(condition, since)| {
        Fact::Diagnosis(Box::new(DiagnosisFact {
            origin: origin(key, &format!("PL-{}", condition.key), registered),
            patient: Some(reference(Kind::Patient, key)),
            encounter: None,
            diagnosis_use: DiagnosisUse::Problem,
            code: coded("SNOMED", &condition.snomed, &condition.name),
            rank: None,
            poa: None,
            onset: PartialDate::new(*since, None, None).map(When::Date),
            ended: None,
            recorded: Some(at(registered)),
            status: "active".to_owned(),
        }))
    })
}

fn drugs<'a>(
    key: &'a str,
    past: &'a History<'_>,
    registered: NaiveDateTime,
) -> impl Iterator<Item = Fact> + 'a {
    past.drugs.iter().zip(1..).map(move |(home, nth)| {
        Fact::Medication(Box::new(MedicationFact {
            origin: origin(key, &format!("HM{nth}"), registered),
            patient: Some(reference(Kind::Patient, key)),
            encounter: None,
            given: false,
            code: coded("RXNORM", home.drug.code, home.drug.name),
            directions: home.directions.clone(),
            started: Some(at(registered)),
            ended: None,
            prescriber: None,
            status: "active".to_owned(),
        }))
    })
}

fn allergies<'a>(
    key: &'a str,
    past: &'a History<'_>,
    registered: NaiveDateTime,
) -> impl Iterator<Item = Fact> + 'a {
    past.allergies.iter().zip(1..).map(move |(allergy, nth)| {
        Fact::Allergy(Box::new(AllergyFact {
            origin: origin(key, &format!("AL{nth}"), registered),
            patient: Some(reference(Kind::Patient, key)),
            code: coded(allergy.system, allergy.code, allergy.name),
            category: allergy.category.to_owned(),
            reaction: allergy.reaction.to_owned(),
            severity: allergy.severity.to_owned(),
            onset: None,
            status: "active".to_owned(),
        }))
    })
}

fn vaccines(key: &str, person: &Person, shelf: &Shelf<'_>) -> Vec<Fact> {
    let mut rng =
        Rng::stream(shelf.seed, Purpose::Background, key.bytes().fold(7, |sum, b| sum * 31 + u64::from(b)));
    let mut facts = Vec::new();
    for (code, words, low, high, every, percent) in VACCINES {
        let doses = if every > 0 { 2 } else { 1 };
        for dose in 0..doses {
            let given = rng.chance(percent);
            let back = if every > 0 { every * dose + rng.range(40, 200) } else { rng.range(60, 1500) };
            let day = shelf.as_of - Duration::days(back);
            let age = person.age_on(day);
            if !given || !(low..=high).contains(&age) || person.died.is_some_and(|died| day >= died) {
                continue;
            }
            let when = clock(day, rng.range(8, 16), rng.range(0, 59));
            facts.push(Fact::Immunization(Box::new(ImmunizationFact {
                origin: origin(key, &format!("IM{code}-{dose}"), when),
                patient: Some(reference(Kind::Patient, key)),
                encounter: None,
                code: coded("CVX", code, words),
                at: Some(at(when)),
                lot: format!("WX{:05}", rng.below(100_000)),
                status: "completed".to_owned(),
            })));
        }
    }
    facts
}

fn origin(key: &str, what: &str, when: NaiveDateTime) -> Origin {
    Origin { key: format!("{key}-{what}"), as_of: Some(instant(when)) }
}
