//! A report filed in the wrong chart: its text names one patient, its place in the hospital another.

use super::chart::Chart;
use super::paper;
use super::truth::{ChartGap, Flaw};
use crate::domain::facts::{DocumentFact, DocumentState, EncounterClass, EncounterState, Fact, Ref};

/// One block in so many has a misfiled report.
const EVERY: u64 = 9;

/// Moves one imaging report of one of the charts into another, in some blocks, and says so in the truth.
pub fn misfile(number: u64, charts: &mut [Chart]) {
    if number % EVERY != 4 {
        return;
    }
    let Some((from, document)) = charts.iter().enumerate().find_map(|(at, chart)| Some((at, find(chart)?)))
    else {
        return;
    };
    let Some(to) = charts.iter().enumerate().rposition(|(at, chart)| at != from && stay(chart).is_some())
    else {
        return;
    };
    let Some(mut fact) = charts.get_mut(from).and_then(|chart| take(chart, &document)) else { return };
    let Some(chart) = charts.get_mut(to) else { return };
    let Some((record, patient, encounter)) = stay(chart) else { return };
    chart.truth.gaps.push(ChartGap {
        patient: patient.key.clone(),
        encounter: encounter.key.clone(),
        doc_type: paper::IMAGING.code,
        document: Some(document),
        flaw: Flaw::WrongPatient,
        owed_by: fact.author.as_ref().map(|author| author.key.clone()).unwrap_or_default(),
    });
    (fact.patient, fact.encounter) = (Some(patient), Some(encounter));
    if let Some((_, facts)) = chart.records.get_mut(record) {
        facts.push(Fact::Document(Box::new(fact)));
    }
}

/// Key of a finished imaging report that nothing else hangs on, and that the truth does not name already.
fn find(chart: &Chart) -> Option<String> {
    let facts = chart.records.iter().filter(|(what, _)| *what == "stay").flat_map(|(_, facts)| facts);
    facts
        .filter_map(|fact| if let Fact::Document(document) = fact { Some(document) } else { None })
        .find(|document| {
            document.doc_type.code == paper::IMAGING.code
                && document.state == DocumentState::Signed
                && document.parent.is_none()
        })
        .map(|document| document.origin.key.clone())
}

fn take(chart: &mut Chart, key: &str) -> Option<DocumentFact> {
    let is = |fact: &Fact| matches!(fact, Fact::Document(document) if document.origin.key == key);
    for (_, facts) in &mut chart.records {
        if let Some(at) = facts.iter().position(is) {
            return match facts.remove(at) {
                Fact::Document(document) => Some(*document),
                _ => None,
            };
        }
    }
    None
}

/// A finished stay of a chart: position of its record, patient and encounter.
fn stay(chart: &Chart) -> Option<(usize, Ref, Ref)> {
    chart.records.iter().enumerate().find_map(|(at, (_, facts))| {
        let Some(Fact::Encounter(encounter)) = facts.iter().find(|fact| matches!(fact, Fact::Encounter(_)))
        else {
            return None;
        };
        let finished = encounter.class == Some(EncounterClass::Inpatient)
            && encounter.state == Some(EncounterState::Discharged);
        let key = encounter.origin.key.clone();
        let own = Ref { kind: crate::domain::facts::Kind::Encounter, key, display: None };
        finished.then_some((at, encounter.patient.clone()?, own))
    })
}
