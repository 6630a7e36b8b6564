//! One stay told: its papers written and spoiled, its account coded or not, all of it made into facts and truth.

use super::calendar::midnight;
use super::chart::Shelf;
use super::coding;
use super::emit::{self, Owner};
use super::gaps;
use super::history::History;
use super::light::coded;
use super::notes::Desk;
use super::numbers;
use super::paper::Header;
use super::person::Person;
use super::random::Rng;
use super::scenario::Visit;
use super::script::{Words, render};
use super::stay::{Stay, Wording};
use super::theatre;
use super::truth::{ChartGap, Coding, Truth, Unnamed};
use crate::domain::facts::{DiagnosisUse, Fact};
use chrono::Duration;

/// One record of a chart.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it is.
    pub what: &'static str,
    /// Its facts.
    pub facts: Vec<Fact>,
    /// What is true of it.
    pub truth: Truth,
}

/// Tells one stay.
pub fn tell(
    shelf: &Shelf<'_>,
    index: u64,
    ordinal: u64,
    person: &Person,
    past: &History<'_>,
    stay: &Stay<'_>,
    rng: &mut Rng,
) -> Told {
    let patient = super::block::key(index);
    let encounter = format!("{patient}-E{ordinal}");
    let owner = Owner { patient: &patient, encounter: &encounter, index, ordinal, library: shelf.library };
    let desk = Desk {
        stay,
        person,
        history: past,
        library: shelf.library,
        directory: shelf.directory,
        header: Header::new(person, &numbers::mrn(index), &numbers::account(index, ordinal)),
        payer: person.payer.title(),
    };
    let mut papers = desk.papers(rng);
    let found = gaps::spoil(&desk, &mut papers, rng);
    let admitting = render(&stay.story.admitting, &coding::reading(&desk), rng);
    let mut facts = if stay.story.visit.is_some() { Vec::new() } else { super::events::events(owner, stay) };
    facts.push(emit::encounter(owner, stay, person, &admitting));
    if let Some(visit) = &stay.story.visit {
        facts.extend(visit_facts(owner, &desk, visit, rng));
    } else {
        facts.extend(clinical_diagnoses(owner, &desk, &admitting, rng));
    }
    facts.extend(operation(owner, &desk, rng));
    facts.extend(emit::results(owner, &stay.series, person));
    facts.extend(emit::medications(owner, stay));
    facts.extend(
        papers.iter().enumerate().map(|(nth, paper)| emit::document(owner, paper, nth, &stay.story.label)),
    );
    let mut truth = Truth {
        gaps: found
            .into_iter()
            .map(|found| ChartGap {
                patient: patient.clone(),
                encounter: encounter.clone(),
                doc_type: found.kind.code,
                document: found.paper.map(|nth| owner.key(&emit::paper_key(nth))),
                flaw: found.flaw,
                owed_by: found.owed_by,
            })
            .collect(),
        unnamed: unnamed(&desk, &patient, &encounter),
        ..Truth::default()
    };
    if stay.open() {
        truth.in_house.push(encounter.clone());
        facts.push(emit::charges_to_date(owner, stay, person));
    } else {
        let coding = account(&desk, rng);
        if let Some(coded_at) = coding.at {
            facts.extend(emit::account(owner, stay, person, &coding.diagnoses, &coding.procedures, coded_at));
        } else {
            facts.push(emit::charges_to_date(owner, stay, person));
            if stay.story.visit.is_none() {
                truth.uncoded.push(encounter.clone());
                truth.codings.push(Coding {
                    encounter: encounter.clone(),
                    diagnoses: coding.diagnoses.into_iter().map(|line| (line.code, line.poa)).collect(),
                    procedures: coding.procedures.into_iter().map(|line| line.code).collect(),
                });
            }
        }
    }
    Told { what: if stay.story.visit.is_some() { "visit" } else { "stay" }, facts, truth }
}

/// What a short visit leaves besides its note: diagnosis, vaccine, prescriptions.
fn visit_facts(owner: Owner<'_>, desk: &Desk<'_>, visit: &Visit, rng: &mut Rng) -> Vec<Fact> {
    let scene = coding::reading(desk);
    let end = desk.stay.end;
    let mut facts = Vec::new();
    if let Some(code) = visit.icd.first().map(|code| render(code, &scene, rng)) {
        let code = emit::icd("ICD10CM", owner.library, &code);
        facts.push(emit::diagnosis(owner, "V1", DiagnosisUse::Encounter, code, Some(1), None, end));
    }
    if let Some((code, words)) = visit.vaccine.as_deref().and_then(|line| line.split_once(';'))
        && rng.chance(45)
    {
        facts.push(emit::vaccine(owner, coded("CVX", code, words.trim()), end, rng));
    }
    for (line, nth) in visit.prescriptions.iter().zip(1..) {
        facts.extend(emit::prescription(owner, &format!("RX{nth}"), line, end, desk.stay.team.attending));
    }
    facts
}

/// Diagnoses as clinicians gave them: on admission, and what they name in the end.
fn clinical_diagnoses(owner: Owner<'_>, desk: &Desk<'_>, admitting: &str, rng: &mut Rng) -> Vec<Fact> {
    let stay = desk.stay;
    let admitting = emit::icd("ICD10CM", owner.library, admitting);
    let mut facts =
        vec![emit::diagnosis(owner, "A1", DiagnosisUse::Admitting, admitting, None, None, stay.admit)];
    let scene = coding::reading(desk);
    let diagnosis_use = if stay.open() { DiagnosisUse::Working } else { DiagnosisUse::Discharge };
    let mut rank = 0;
    for told in &stay.problems {
        let problem = told.problem;
        let so = problem.flag.as_deref().is_none_or(|flag| scene.flag(flag));
        let begun = stay.day(told.day, 12, 0).max(stay.admit + Duration::hours(1));
        if told.wording != Wording::Named || !so || begun >= stay.now {
            continue;
        }
        let Some(code) = problem.icd.first().map(|code| render(code, &scene, rng)) else { continue };
        rank += 1;
        let words = render(&problem.title, &scene, rng);
        let what = format!("W{rank}");
        let code = coded("ICD10CM", &code, &words);
        facts.push(emit::diagnosis(owner, &what, diagnosis_use, code, Some(rank), None, begun));
    }
    facts
}

/// The operation as the theatre's own list has it, coded or not.
fn operation(owner: Owner<'_>, desk: &Desk<'_>, rng: &mut Rng) -> Option<Fact> {
    let (operation, begins, ends) = theatre::times(desk.stay)?;
    if ends >= desk.stay.now {
        return None;
    }
    let scene = coding::reading(desk);
    let code = coded("WRMC-OR", &desk.stay.story.id, &render(&operation.name, &scene, rng));
    Some(emit::procedure(owner, "OR1", code, None, (begins, ends), desk.stay.team.surgeon))
}

/// What a coder would code, and when it was coded, if it was.
struct Coded {
    diagnoses: Vec<coding::CodedDiagnosis>,
    procedures: Vec<coding::CodedProcedure>,
    at: Option<chrono::NaiveDateTime>,
}

/// The coded account: of nearly all stays older than two weeks, of few younger than four days.
fn account(desk: &Desk<'_>, rng: &mut Rng) -> Coded {
    let stay = desk.stay;
    let now = midnight(stay.now.date());
    let days = (now - stay.end).num_days();
    let percent = match days {
        ..=2 => 4,
        3..=5 => 30,
        6..=14 => 45,
        15..=45 => 93,
        _ => 100,
    };
    let chosen = rng.chance(percent);
    let coded_at = stay.end + Duration::hours(rng.range(20, 24 * days.clamp(2, 6)));
    let scene = coding::reading(desk);
    let diagnoses = coding::diagnoses(stay, desk.history, &scene, rng);
    let procedures = coding::procedures(stay, &scene, rng);
    Coded { diagnoses, procedures, at: (chosen && coded_at < now).then_some(coded_at) }
}

/// Conditions that values show and notes do not name, as far as they have shown by now.
fn unnamed(desk: &Desk<'_>, patient: &str, encounter: &str) -> Vec<Unnamed> {
    let stay = desk.stay;
    let scene = coding::reading(desk);
    let told = stay.problems.iter().filter(|told| told.wording != Wording::Named);
    told.filter(|told| told.problem.flag.as_deref().is_none_or(|flag| scene.flag(flag)))
        .filter(|told| stay.day(told.day + 1, 12, 0) < stay.now)
        .filter_map(|told| told.problem.condition.clone())
        .map(|condition| Unnamed { patient: patient.to_owned(), encounter: encounter.to_owned(), condition })
        .collect()
}
