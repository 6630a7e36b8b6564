//! DG1, PR1, AL1, IAM, IN1, RXA: diagnoses, procedures, allergies, insurance and immunizations in any message.
//!
//! A segment without code and words says nothing and adds no fact. Keys are made from what the thing is, not from
//! set ids, so that the next message about it finds it again.

use super::codes;
use super::context::{Context, made_key};
use super::message::{Fault, Segment};
use super::types;
use crate::domain::facts::{
    AllergyFact, Coded, CoverageFact, DiagnosisFact, DiagnosisUse, Fact, ImmunizationFact, Kind,
    ProcedureFact, Ref,
};
use crate::domain::time::When;

/// Whom the segments are about.
#[derive(Clone, Copy)]
pub struct Owner<'o> {
    /// The patient.
    pub patient: &'o Ref,
    /// The visit, if the message names one.
    pub encounter: Option<&'o Ref>,
}

impl<'o> Owner<'o> {
    /// The visit, else the patient: what keys are made from.
    pub fn nearest(self) -> &'o Ref {
        self.encounter.unwrap_or(self.patient)
    }
}

/// DG1 as a diagnosis of the visit.
pub fn diagnosis(context: &Context<'_>, dg1: Segment<'_>, owner: Owner<'_>) -> Result<Option<Fact>, Fault> {
    let Some(code) = code_of(dg1, 3, 4, 2) else { return Ok(None) };
    let diagnosis_use = match dg1.text(6).to_ascii_uppercase().as_str() {
        "A" => DiagnosisUse::Admitting,
        "W" => DiagnosisUse::Working,
        "F" => DiagnosisUse::Discharge,
        _ => DiagnosisUse::Encounter,
    };
    // DG1-20 and PR1-19 are unique within their visit only (HL7 v2.8 section 6.5.2.20).
    let key = match types::entity(dg1.field(20).first()) {
        Some(own) => made_key(owner.nearest(), &["diagnosis", &own]),
        None => made_key(owner.nearest(), &[use_word(diagnosis_use), code_word(&code)]),
    };
    let recorded = context.when(dg1, 19)?.or(context.when(dg1, 5)?);
    let deleted = dg1.text(21) == "D";
    Ok(Some(Fact::Diagnosis(Box::new(DiagnosisFact {
        origin: context.origin(key),
        patient: Some(owner.patient.clone()),
        encounter: owner.encounter.cloned(),
        diagnosis_use,
        rank: rank(dg1, &[15, 1]),
        poa: dg1.comp(26, 1).some(),
        onset: None,
        ended: None,
        recorded,
        status: if deleted { "entered in error" } else { "active" }.to_owned(),
        code,
    }))))
}

/// PR1 as a procedure done; the performer is the surgeon, else the procedure practitioner.
pub fn procedure(context: &Context<'_>, pr1: Segment<'_>, owner: Owner<'_>) -> Result<Vec<Fact>, Fault> {
    let Some(code) = code_of(pr1, 3, 4, 2) else { return Ok(Vec::new()) };
    let started = context.when(pr1, 5)?;
    let minutes = pr1.text(7).parse::<i64>().ok().filter(|m| (1..=60 * 24 * 7).contains(m));
    let ended = match (started, minutes) {
        (Some(When::At(at)), Some(minutes)) => Some(When::At(at + chrono::Duration::minutes(minutes))),
        _ => None,
    };
    let performer = [11, 12].into_iter().find_map(|field| pr1.field(field).reps().find_map(types::clinician));
    let day = started.map(|s| s.to_string()).unwrap_or_default();
    let key = match types::entity(pr1.field(19).first()) {
        Some(own) => made_key(owner.nearest(), &["procedure", &own]),
        None => made_key(owner.nearest(), &["procedure", code_word(&code), &day]),
    };
    let deleted = pr1.text(20) == "D";
    let mut facts: Vec<Fact> = performer.iter().filter_map(|p| practitioner(context, p)).collect();
    facts.push(Fact::Procedure(Box::new(ProcedureFact {
        origin: context.origin(key),
        patient: Some(owner.patient.clone()),
        encounter: owner.encounter.cloned(),
        code,
        rank: rank(pr1, &[14, 1]),
        started,
        ended,
        performer: performer.map(|p| p.reference),
        status: if deleted { "entered in error" } else { "completed" }.to_owned(),
    })));
    Ok(facts)
}

/// AL1: an allergy as told at registration.
pub fn allergy(context: &Context<'_>, al1: Segment<'_>, owner: Owner<'_>) -> Result<Option<Fact>, Fault> {
    let Some(code) = types::coded(al1.field(3).first()) else { return Ok(None) };
    Ok(Some(Fact::Allergy(Box::new(AllergyFact {
        origin: context.origin(made_key(owner.patient, &["allergy", code_word(&code)])),
        patient: Some(owner.patient.clone()),
        category: allergy_category(al1, &code),
        reaction: words_of(al1, 5),
        severity: severity(al1, 4),
        onset: context.when(al1, 6)?,
        status: "active".to_owned(),
        code,
    }))))
}

/// IAM (with the IAR that follows): an allergy with its state and its action, under the same key as its AL1.
pub fn adverse_reaction(
    context: &Context<'_>,
    iam: Segment<'_>,
    reaction: Option<Segment<'_>>,
    owner: Owner<'_>,
) -> Result<Option<Fact>, Fault> {
    let code = types::coded(iam.field(3).first());
    let unique = types::entity(iam.field(7).first());
    let (Some(code), key) = (code.clone(), code.as_ref().map(code_word).or(unique.as_deref())) else {
        return Ok(None);
    };
    let key = made_key(owner.patient, &["allergy", key.unwrap_or_default()]);
    let status = match (iam.text(6).as_str(), iam.text(17).as_str()) {
        (_, "E") => "entered in error",
        ("D", _) | (_, "I") => "inactive",
        (_, "U" | "P" | "S" | "D") => "unconfirmed",
        _ => "active",
    };
    let in_reaction = |read: fn(Segment<'_>, usize) -> String, field| reaction.map(|iar| read(iar, field));
    let or_reaction =
        |own: String, words: Option<String>| if own.is_empty() { words.unwrap_or_default() } else { own };
    Ok(Some(Fact::Allergy(Box::new(AllergyFact {
        origin: context.origin(key),
        patient: Some(owner.patient.clone()),
        category: allergy_category(iam, &code),
        reaction: or_reaction(words_of(iam, 5), in_reaction(words_of, 1)),
        severity: or_reaction(severity(iam, 4), in_reaction(severity, 2)),
        onset: context.when(iam, 11)?,
        status: status.to_owned(),
        code,
    }))))
}

/// IN1: one insurance; the n-th of the message if it has no number of its own.
pub fn coverage(
    context: &Context<'_>,
    in1: Segment<'_>,
    nth: i32,
    owner: Owner<'_>,
) -> Result<Option<Fact>, Fault> {
    let company = in1.comp(4, 1).some();
    let company_id = in1.comp(3, 1).part(1).some();
    let plan = in1.comp(2, 2).some().or_else(|| company.clone()).or_else(|| in1.comp(2, 1).some());
    let plan = plan.unwrap_or_default();
    let member_id = in1.comp(36, 1).some().or_else(|| in1.comp(49, 1).some()).unwrap_or_default();
    let payer_key = company_id.clone().or_else(|| company.clone());
    if payer_key.is_none() && plan.is_empty() && member_id.is_empty() {
        return Ok(None);
    }
    let payer_key = payer_key.unwrap_or_else(|| plan.clone());
    let key = made_key(owner.patient, &["coverage", &payer_key, &in1.text(2), &member_id]);
    Ok(Some(Fact::Coverage(Box::new(CoverageFact {
        origin: context.origin(key),
        patient: Some(owner.patient.clone()),
        payer: Some(Ref {
            kind: Kind::Organization,
            key: payer_key,
            display: company.or_else(|| Some(plan.clone()).filter(|p| !p.is_empty())).or(company_id),
        }),
        plan,
        member_id,
        group_number: in1.text(8),
        rank: Some(rank(in1, &[1]).unwrap_or(nth)),
        from: context.when(in1, 12)?,
        to: context.when(in1, 13)?,
        status: "active".to_owned(),
    }))))
}

/// RXA: an immunization given, refused or deleted; `order` is the filler number of the ORC before it.
pub fn immunization(
    context: &Context<'_>,
    rxa: Segment<'_>,
    order: Option<String>,
    owner: Owner<'_>,
) -> Result<Option<Fact>, Fault> {
    let Some(code) = types::coded(rxa.field(5).first()) else { return Ok(None) };
    let at = context.when(rxa, 3)?;
    let day = at.map(|a| a.to_string()).unwrap_or_default();
    let own = order.unwrap_or(day);
    let status = match (rxa.text(21).as_str(), rxa.text(20).as_str()) {
        ("D", _) => "entered in error",
        (_, "RE" | "NA") => "not done",
        _ => "completed",
    };
    let lots: Vec<String> = rxa.field(15).reps().filter_map(|rep| rep.comp(1).some()).collect();
    Ok(Some(Fact::Immunization(Box::new(ImmunizationFact {
        origin: context.origin(made_key(owner.patient, &["immunization", code_word(&code), &own])),
        patient: Some(owner.patient.clone()),
        encounter: owner.encounter.cloned(),
        code,
        at,
        lot: lots.join(", "),
        status: status.to_owned(),
    }))))
}

/// The clinician as a fact, if the message gives a name.
pub fn practitioner(context: &Context<'_>, clinician: &types::Clinician) -> Option<Fact> {
    let mut fact = clinician.fact.clone()?;
    fact.origin.as_of = context.as_of();
    Some(Fact::Practitioner(Box::new(fact)))
}

/// The code of field `code`, with the words of field `words` and the system of field `method` where it has none.
fn code_of(segment: Segment<'_>, code: usize, words: usize, method: usize) -> Option<Coded> {
    let described = segment.comp(words, 1).some();
    let mut coded = types::coded(segment.field(code).first())
        .or_else(|| described.clone().map(|display| Coded { display, ..Coded::default() }))?;
    if coded.display.is_empty() {
        coded.display = described.unwrap_or_default();
    }
    if coded.system.is_empty() && !coded.code.is_empty() {
        coded.system = codes::system(&segment.text(method), &coded.code);
        if coded.system.starts_with("ICD") {
            coded.code = coded.code.replace('.', "");
        }
    }
    Some(coded)
}

/// What tells a coded thing from others: its code, else its words.
fn code_word(code: &Coded) -> &str {
    if code.code.is_empty() { &code.display } else { &code.code }
}

fn use_word(diagnosis_use: DiagnosisUse) -> &'static str {
    match diagnosis_use {
        DiagnosisUse::Problem => "problem",
        DiagnosisUse::Encounter => "diagnosis",
        DiagnosisUse::Admitting => "admitting",
        DiagnosisUse::Working => "working",
        DiagnosisUse::Discharge => "discharge",
        DiagnosisUse::Billing => "billing",
    }
}

/// The first of some fields that holds a rank.
fn rank(segment: Segment<'_>, fields: &[usize]) -> Option<i32> {
    fields.iter().find_map(|field| segment.text(*field).parse::<i32>().ok()).filter(|n| (1..=999).contains(n))
}

fn words_of(segment: Segment<'_>, field: usize) -> String {
    segment.field(field).reps().filter_map(types::words).collect::<Vec<_>>().join("; ")
}

/// Table 0128 in words.
fn severity(segment: Segment<'_>, field: usize) -> String {
    match segment.text(field).as_str() {
        "" => String::new(),
        "SV" => "severe".to_owned(),
        "MO" => "moderate".to_owned(),
        "MI" => "mild".to_owned(),
        "U" => "unknown".to_owned(),
        _ => words_of(segment, field).to_lowercase(),
    }
}

/// Table 0127: drug, food, environment and so on; a drug code is a drug whatever the type says.
fn allergy_category(segment: Segment<'_>, code: &Coded) -> String {
    let category = match segment.text(2).to_ascii_uppercase().as_str() {
        "DA" | "DRUG" | "MC" => "medication",
        "FA" | "FOOD" => "food",
        "EA" | "AA" | "PA" | "LA" | "ENVIRONMENT" => "environment",
        _ if matches!(code.system.as_str(), "RXNORM" | "NDC") => "medication",
        _ => "",
    };
    category.to_owned()
}
