//! A stay with its papers as facts.

use super::calendar::{at, instant};
use super::coding::{CodedDiagnosis, CodedProcedure};
use super::directory::{Clinician, HOSPITAL, reference};
use super::library::Library;
use super::light::coded;
use super::paper::{Paper, Stage, Tie};
use super::person::Person;
use super::random::Rng;
use super::scene::disposition;
use super::series::{PANELS, Point, Series, range};
use super::stay::Stay;
use crate::domain::facts::{
    Body, ClaimFact, Coded, DiagnosisFact, DiagnosisUse, DocumentAction, DocumentFact, DocumentState,
    EncounterClass, EncounterFact, EncounterState, Fact, ImmunizationFact, Kind, MedicationFact, Origin,
    ProcedureFact, Ref, ReportFact, ResultFact, ResultValue, Scope,
};
use chrono::NaiveDateTime;
use std::collections::BTreeMap;

/// Which patient and encounter facts belong to.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Key of the patient.
    pub patient: &'a str,
    /// Key of the encounter.
    pub encounter: &'a str,
    /// Index of the patient.
    pub index: u64,
    /// Number of the encounter, from 1.
    pub ordinal: u64,
    /// The texts.
    pub library: &'a Library,
}

impl Owner<'_> {
    /// Reference to the patient.
    pub fn patient(&self) -> Option<Ref> {
        Some(reference(Kind::Patient, self.patient))
    }

    /// Reference to the encounter.
    pub fn encounter(&self) -> Option<Ref> {
        Some(reference(Kind::Encounter, self.encounter))
    }

    /// Key of something of the encounter.
    pub fn key(&self, what: &str) -> String {
        format!("{}-{what}", self.encounter)
    }

    /// Key and time of something of the encounter.
    pub fn origin(&self, what: &str, when: NaiveDateTime) -> Origin {
        Origin { key: self.key(what), as_of: Some(instant(when)) }
    }
}

/// The stay itself.
pub fn encounter(owner: Owner<'_>, stay: &Stay<'_>, person: &Person, admitting: &str) -> Fact {
    let open = stay.open();
    let last = if open { stay.now - chrono::Duration::minutes(1) } else { stay.end };
    let story = stay.story;
    let (visit_type, reason) = match &story.visit {
        Some(visit) => (coded("SNOMED", &visit.snomed, &visit.title), None),
        None => (
            coded("SNOMED", "32485007", "Hospital admission"),
            Some(icd("ICD10CM", owner.library, admitting)),
        ),
    };
    Fact::Encounter(Box::new(EncounterFact {
        origin: Origin { key: owner.encounter.to_owned(), as_of: Some(instant(last)) },
        scope: Scope::Whole,
        patient: owner.patient(),
        visit_number: Some(super::numbers::visit(owner.index, owner.ordinal)),
        account_number: Some(super::numbers::account(owner.index, owner.ordinal)),
        class: Some(stay.class()),
        state: Some(if open { EncounterState::Open } else { EncounterState::Discharged }),
        visit_type: Some(visit_type),
        reason,
        service: Some(stay.story.service.clone()),
        admit: Some(at(stay.admit)),
        discharge: (!open).then(|| at(stay.end)),
        disposition: (!open).then(|| coded("UB04", &stay.disposition, disposition(&stay.disposition))),
        attending: Some(stay.team.attending.reference()),
        location: Some(reference(Kind::Location, &stay.place.key)),
        place: Some(stay.place.words.clone()),
        facility: Some(reference(Kind::Organization, HOSPITAL)),
        payer: Some(person.payer.title().to_owned()),
        diagnoses: Vec::new(),
    }))
}

/// One diagnosis of an encounter.
pub fn diagnosis(
    owner: Owner<'_>,
    what: &str,
    diagnosis_use: DiagnosisUse,
    code: Coded,
    rank: Option<i32>,
    poa: Option<&str>,
    recorded: NaiveDateTime,
) -> Fact {
    Fact::Diagnosis(Box::new(DiagnosisFact {
        origin: owner.origin(what, recorded),
        patient: owner.patient(),
        encounter: owner.encounter(),
        diagnosis_use,
        code,
        rank,
        poa: poa.map(str::to_owned),
        onset: None,
        ended: None,
        recorded: Some(at(recorded)),
        status: "active".to_owned(),
    }))
}

/// The coded account: diagnoses, procedures, claim.
pub fn account(
    owner: Owner<'_>,
    stay: &Stay<'_>,
    person: &Person,
    diagnoses: &[CodedDiagnosis],
    procedures: &[CodedProcedure],
    coded_at: NaiveDateTime,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (coded_diagnosis, rank) in diagnoses.iter().zip(1..) {
        let code = icd("ICD10CM", owner.library, &coded_diagnosis.code);
        let what = format!("B{rank}");
        let poa = Some(coded_diagnosis.poa);
        facts.push(diagnosis(owner, &what, DiagnosisUse::Billing, code, Some(rank), poa, coded_at));
    }
    let operation = super::theatre::times(stay);
    for (code, rank) in procedures.iter().zip(1..) {
        let (begins, ends) = match (code.day, operation) {
            (Some(day), _) => (stay.day(day, 11, 0).max(stay.admit), stay.day(day, 11, 30).max(stay.admit)),
            (None, Some((_, begins, ends))) => (begins, ends),
            (None, None) => (stay.admit, stay.admit),
        };
        let code = icd("ICD10PCS", owner.library, &code.code);
        facts.push(procedure(
            owner,
            &format!("S{rank}"),
            code,
            Some(rank),
            (begins, ends),
            stay.team.surgeon,
        ));
    }
    facts.push(claim(owner, stay, person, procedures.len(), coded_at, "active"));
    facts
}

/// What was charged so far for a stay that is not billed: the draft of its claim.
pub fn charges_to_date(owner: Owner<'_>, stay: &Stay<'_>, person: &Person) -> Fact {
    let last = if stay.open() { stay.now - chrono::Duration::minutes(1) } else { stay.end };
    let operations = usize::from(super::theatre::times(stay).is_some_and(|(_, _, ends)| ends < stay.now));
    claim(owner, stay, person, operations, last, "draft")
}

fn claim(
    owner: Owner<'_>,
    stay: &Stay<'_>,
    person: &Person,
    procedures: usize,
    when: NaiveDateTime,
    status: &str,
) -> Fact {
    let nights = (stay.end.min(stay.now).date() - stay.admit.date()).num_days().max(1);
    let care = match stay.class() {
        EncounterClass::Inpatient => nights * 412_350 + 388_000,
        EncounterClass::Emergency => 186_400,
        _ => 24_650,
    };
    let cents = care + procedures as i64 * 1_284_500;
    Fact::Claim(Box::new(ClaimFact {
        origin: owner.origin("CL", when),
        patient: owner.patient(),
        encounter: owner.encounter(),
        insurer: Some(reference(Kind::Organization, person.payer.key())),
        payer: person.payer.title().to_owned(),
        kind: "institutional".to_owned(),
        total_cents: Some(cents + owner.index as i64 % 97 * 1_313),
        drg: None,
        created: Some(at(when)),
        status: status.to_owned(),
    }))
}

/// One procedure.
pub fn procedure(
    owner: Owner<'_>,
    what: &str,
    code: Coded,
    rank: Option<i32>,
    (begins, ends): (NaiveDateTime, NaiveDateTime),
    performer: &Clinician,
) -> Fact {
    Fact::Procedure(Box::new(ProcedureFact {
        origin: owner.origin(what, ends),
        patient: owner.patient(),
        encounter: owner.encounter(),
        code,
        rank,
        started: Some(at(begins)),
        ended: Some(at(ends)),
        performer: Some(performer.reference()),
        status: "completed".to_owned(),
    }))
}

/// All values of an encounter.
pub fn results(owner: Owner<'_>, series: &Series, person: &Person) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut reports: BTreeMap<(NaiveDateTime, &str), Vec<Ref>> = BTreeMap::new();
    for (key, points) in series.all() {
        let Some(measure) = owner.library.measures.get(key) else { continue };
        for (point, nth) in points.iter().zip(1..) {
            let (low, high) = range(measure, person.sex, person.age_on(point.at.date()));
            let pressure = matches!(key, "sbp" | "dbp");
            let part = if key == "dbp" { 2 } else { 1 };
            let what = if pressure { format!("bp-{nth}.{part}") } else { format!("{key}-{nth}") };
            if panel(point, false).is_some() {
                let listed = reports.entry((point.at, point.panel)).or_default();
                listed.push(reference(Kind::Result, &owner.key(&what)));
            }
            facts.push(Fact::Result(Box::new(ResultFact {
                origin: owner.origin(&what, point.at),
                patient: owner.patient(),
                encounter: owner.encounter(),
                report: None,
                code: measure.coded(),
                panel: panel(point, pressure),
                category: measure.category.to_owned(),
                at: Some(at(point.at)),
                value: ResultValue::Number {
                    comparator: point.comparator.to_owned(),
                    value: point.value,
                    text: point.text.clone(),
                },
                unit: measure.unit.to_owned(),
                range_low: low,
                range_high: high,
                range_text: String::new(),
                flag: measure.flag(point.value, (low, high)).to_owned(),
                status: "final".to_owned(),
            })));
        }
    }
    facts.extend(reports.into_iter().zip(1..).filter_map(|(((when, word), results), nth)| {
        let (_, code, words, _) = PANELS.iter().find(|(panel, ..)| *panel == word)?;
        Some(report(owner, &format!("report-{nth}"), coded("LOINC", code, words), when, results))
    }));
    facts
}

/// The laboratory's report of one panel.
fn report(owner: Owner<'_>, what: &str, code: Coded, when: NaiveDateTime, results: Vec<Ref>) -> Fact {
    Fact::Report(Box::new(ReportFact {
        origin: owner.origin(what, when),
        patient: owner.patient(),
        encounter: owner.encounter(),
        code,
        category: "laboratory".to_owned(),
        at: Some(at(when)),
        issued: Some(at(when)),
        performer: None,
        status: "final".to_owned(),
        results,
        text: None,
    }))
}

/// One document under its key.
pub fn document(owner: Owner<'_>, paper: &Paper<'_>, nth: usize, label: &str) -> Fact {
    let state = match (paper.stage, paper.signed, &paper.cosigner) {
        (Stage::Dictated, ..) => DocumentState::Dictated,
        (Stage::Begun, ..) => DocumentState::InProgress,
        (Stage::Superseded, ..) => DocumentState::Superseded,
        (Stage::Retracted, ..) => DocumentState::Retracted,
        (Stage::Written, None, _) => DocumentState::Unsigned,
        (Stage::Written, Some(_), Some((_, None))) => DocumentState::SignedUncosigned,
        (Stage::Written, Some(_), _) => DocumentState::Signed,
    };
    let mut signatures = Vec::new();
    let mut last = paper.written;
    if let Some(signed) = paper.signed {
        signatures.push((Some(paper.author.reference()), Some(at(signed))));
        last = signed;
    }
    if let Some((who, Some(signed))) = paper.cosigner {
        signatures.push((Some(who.reference()), Some(at(signed))));
        last = signed;
    }
    let parent = paper.parent.map(|(_, parent)| reference(Kind::Document, &owner.key(&paper_key(parent))));
    let action = match paper.parent {
        None => DocumentAction::File,
        Some((Tie::Adds, _)) => DocumentAction::Addendum,
        Some((Tie::Replaces, _)) => DocumentAction::Replace,
    };
    Fact::Document(Box::new(DocumentFact {
        origin: owner.origin(&paper_key(nth), last),
        action,
        patient: owner.patient(),
        encounter: owner.encounter(),
        doc_type: coded("LOINC", paper.kind.code, paper.kind.display),
        title: paper.title.clone(),
        author: Some(paper.author.reference()),
        written: Some(at(paper.written)),
        state,
        available: !matches!(paper.stage, Stage::Retracted | Stage::Dictated),
        confidentiality: if label.is_empty() { "N" } else { "R" }.to_owned(),
        signatures,
        parent,
        body: body(paper),
    }))
}

/// Key of the n-th document of an encounter.
pub fn paper_key(nth: usize) -> String {
    format!("D{:02}", nth + 1)
}

/// What the ward ordered and gave.
pub fn medications(owner: Owner<'_>, stay: &Stay<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let lines = stay.story.medications.iter().chain(stay.twists.iter().flat_map(|twist| &twist.medications));
    for (line, nth) in lines.zip(1..) {
        facts.extend(ordered(owner, stay, line, nth).unwrap_or_default());
    }
    if stay.open() || stay.died() {
        return facts;
    }
    for (line, nth) in stay.story.discharge_medications.iter().zip(1..) {
        facts.extend(prescription(owner, &format!("RX{nth}"), line, stay.end, stay.team.attending));
    }
    facts
}

/// One prescription on leaving: `drug directions`.
pub fn prescription(
    owner: Owner<'_>,
    what: &str,
    line: &str,
    from: NaiveDateTime,
    prescriber: &Clinician,
) -> Option<Fact> {
    let (drug, directions) = owner.library.drug(line)?;
    let code = coded("RXNORM", drug.code, drug.name);
    Some(medication(owner, what, code, directions, (from, None), prescriber, "active"))
}

/// One vaccine given in a visit.
pub fn vaccine(owner: Owner<'_>, code: Coded, when: NaiveDateTime, rng: &mut Rng) -> Fact {
    Fact::Immunization(Box::new(ImmunizationFact {
        origin: owner.origin("IM", when),
        patient: owner.patient(),
        encounter: owner.encounter(),
        code,
        at: Some(at(when)),
        lot: format!("WX{:05}", rng.below(100_000)),
        status: "completed".to_owned(),
    }))
}

fn ordered(owner: Owner<'_>, stay: &Stay<'_>, line: &str, nth: u32) -> Option<Vec<Fact>> {
    let (drug, rest) = owner.library.drug(line)?;
    let mut cells = rest.split(';').map(str::trim);
    let directions = cells.next()?;
    let from: i64 = cells.next()?.parse().ok()?;
    let to = cells.next()?;
    let given: i64 = cells.next()?.parse().ok()?;
    let begins = (stay.admit + chrono::Duration::minutes(75 + i64::from(nth) * 4)).max(if from == 0 {
        stay.admit
    } else {
        stay.day(from, 8, 10)
    });
    let ends = to.parse::<i64>().map_or(stay.end, |day| stay.day(day + 1, 7, 0).min(stay.end));
    if begins >= stay.now || begins >= ends {
        return None;
    }
    let over = ends < stay.now;
    let code = coded("RXNORM", drug.code, drug.name);
    let status = if over { "completed" } else { "active" };
    let what = format!("M{nth}");
    let period = (begins, over.then_some(ends));
    let mut facts =
        vec![medication(owner, &what, code.clone(), directions, period, stay.team.attending, status)];
    let step = chrono::Duration::minutes(1440 / given.max(1));
    let mut time = begins + chrono::Duration::minutes(20);
    let mut dose = 0;
    while given > 0 && time < ends.min(stay.now) {
        dose += 1;
        let what = format!("M{nth}-{dose}");
        let mut fact = medication(
            owner,
            &what,
            code.clone(),
            directions,
            (time, Some(time)),
            stay.team.day_nurse,
            "completed",
        );
        if let Fact::Medication(medication) = &mut fact {
            medication.given = true;
        }
        facts.push(fact);
        time += step;
    }
    Some(facts)
}

fn medication(
    owner: Owner<'_>,
    what: &str,
    code: Coded,
    directions: &str,
    (from, to): (NaiveDateTime, Option<NaiveDateTime>),
    prescriber: &Clinician,
    status: &str,
) -> Fact {
    Fact::Medication(Box::new(MedicationFact {
        origin: owner.origin(what, from),
        patient: owner.patient(),
        encounter: owner.encounter(),
        given: false,
        code,
        directions: directions.to_owned(),
        started: Some(at(from)),
        ended: to.map(at),
        prescriber: Some(prescriber.reference()),
        status: status.to_owned(),
    }))
}

/// A code of a classification with its title.
pub fn icd(system: &str, library: &Library, code: &str) -> Coded {
    coded(system, code, library.title(code))
}

fn panel(point: &Point, pressure: bool) -> Option<Coded> {
    if pressure {
        return Some(coded("LOINC", "85354-9", "Blood pressure panel with all children optional"));
    }
    let known = PANELS.iter().find(|(word, ..)| *word == point.panel && *word != "vitals");
    known.map(|(_, code, words, _)| coded("LOINC", code, words))
}

fn body(paper: &Paper<'_>) -> Option<Body> {
    if paper.stage == Stage::Dictated {
        return None;
    }
    Some(match &paper.file {
        Some((mime, bytes)) => {
            Body { mime: (*mime).to_owned(), text: paper.text.clone(), bytes: Some(bytes.clone()) }
        }
        None => Body { mime: "text/plain".to_owned(), text: paper.text.clone(), bytes: None },
    })
}
