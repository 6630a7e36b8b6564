//! Condition, Procedure, AllergyIntolerance and Immunization.

use super::codes::{code_of, coded, status_words, words};
use super::parts::{Concept, Contained, Meta, Period, Reference, either};
use super::scalars::{List, Moment, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{AllergyFact, DiagnosisFact, DiagnosisUse, Fact, ImmunizationFact, ProcedureFact};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Condition<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    clinical_status: Option<Concept<'a>>,
    verification_status: Option<Concept<'a>>,
    #[serde(default)]
    category: List<Concept<'a>>,
    code: Option<Concept<'a>>,
    subject: Option<Reference<'a>>,
    encounter: Option<Reference<'a>>,
    onset_date_time: Option<Moment>,
    onset_period: Option<Period>,
    abatement_date_time: Option<Moment>,
    abatement_period: Option<Period>,
    abatement_string: Option<Text<'a>>,
    recorded_date: Option<Moment>,
}

/// Facts of a Condition.
pub(super) fn condition(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Condition<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("subject", seen.subject.as_ref())?;
    let Some(code) = coded(seen.code.as_ref()) else { return Err(Stop::keep("Condition without a code")) };
    let encounter = scope.encounter(seen.encounter.as_ref());
    let is = |code: &str| {
        seen.category.iter().any(|category| category.coding.iter().any(|coding| coding.code.said() == code))
    };
    let diagnosis_use = if is("problem-list-item") || is("health-concern") {
        DiagnosisUse::Problem
    } else if is("encounter-diagnosis") || encounter.is_some() {
        DiagnosisUse::Encounter
    } else {
        DiagnosisUse::Problem
    };
    let ended = either(
        seen.abatement_date_time,
        seen.abatement_period.and_then(|period| period.end.or(period.start)),
    );
    let has_ended = ended.is_some() || !seen.abatement_string.said().is_empty();
    let fact = DiagnosisFact {
        origin: scope.origin.clone(),
        patient,
        encounter,
        diagnosis_use,
        code,
        rank: None,
        poa: None,
        onset: either(seen.onset_date_time, seen.onset_period.and_then(|period| period.start)),
        ended,
        recorded: seen.recorded_date.map(|moment| moment.0),
        status: standing(seen.clinical_status.as_ref(), seen.verification_status.as_ref(), has_ended)
            .to_owned(),
    };
    scope.facts.push(Fact::Diagnosis(Box::new(fact)));
    Ok(())
}

/// Clinical and verification status as one word.
fn standing(
    clinical: Option<&Concept<'_>>,
    verification: Option<&Concept<'_>>,
    has_ended: bool,
) -> &'static str {
    match code_of(verification, "") {
        "entered-in-error" => return "entered in error",
        "refuted" => return "refuted",
        "unconfirmed" | "provisional" | "differential" | "presumed" => return "unconfirmed",
        _ => {}
    }
    match code_of(clinical, "") {
        "inactive" | "remission" | "resolved" => "resolved",
        "active" | "recurrence" | "relapse" => "active",
        _ if has_ended => "resolved",
        _ => "active",
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Procedure<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    code: Option<Concept<'a>>,
    subject: Option<Reference<'a>>,
    encounter: Option<Reference<'a>>,
    performed_date_time: Option<Moment>,
    performed_period: Option<Period>,
    #[serde(default)]
    performer: List<Performer<'a>>,
}

/// Who did it.
#[derive(Debug, Deserialize)]
pub(super) struct Performer<'a> {
    #[serde(borrow)]
    pub actor: Option<Reference<'a>>,
}

/// Facts of a Procedure.
pub(super) fn procedure(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Procedure<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("subject", seen.subject.as_ref())?;
    let Some(mut code) = coded(seen.code.as_ref()) else {
        return Err(Stop::keep("Procedure without a code"));
    };
    if code.system == "ICD9CM" {
        // One URI serves both volumes; here it is the third.
        "ICD9PCS".clone_into(&mut code.system);
    }
    let fact = ProcedureFact {
        origin: scope.origin.clone(),
        patient,
        encounter: scope.encounter(seen.encounter.as_ref()),
        code,
        rank: None,
        started: either(seen.performed_date_time, seen.performed_period.and_then(|period| period.start)),
        ended: seen.performed_period.and_then(|period| period.end).map(|moment| moment.0),
        performer: scope.clinician(seen.performer.iter().filter_map(|performer| performer.actor.as_ref())),
        status: match seen.status.said() {
            "preparation" => "planned".to_owned(),
            other => status_words(other),
        },
    };
    scope.facts.push(Fact::Procedure(Box::new(fact)));
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Allergy<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    clinical_status: Option<Concept<'a>>,
    verification_status: Option<Concept<'a>>,
    #[serde(default)]
    category: List<Text<'a>>,
    criticality: Option<Text<'a>>,
    code: Option<Concept<'a>>,
    patient: Option<Reference<'a>>,
    onset_date_time: Option<Moment>,
    onset_period: Option<Period>,
    #[serde(default)]
    reaction: List<Reaction<'a>>,
}

#[derive(Debug, Deserialize)]
struct Reaction<'a> {
    #[serde(borrow)]
    substance: Option<Concept<'a>>,
    #[serde(default)]
    manifestation: List<Concept<'a>>,
    description: Option<Text<'a>>,
    severity: Option<Text<'a>>,
}

/// Facts of an AllergyIntolerance.
pub(super) fn allergy(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Allergy<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("patient", seen.patient.as_ref())?;
    let by_reaction = || seen.reaction.iter().find_map(|reaction| coded(reaction.substance.as_ref()));
    let Some(code) = coded(seen.code.as_ref()).or_else(by_reaction) else {
        return Err(Stop::keep("AllergyIntolerance without a code"));
    };
    let mut reactions: Vec<String> = Vec::new();
    for reaction in seen.reaction.iter() {
        let said = reaction.manifestation.iter().map(|manifestation| words(Some(manifestation)));
        reactions.extend(said.filter(|words| !words.is_empty()));
        if reaction.manifestation.is_empty() {
            reactions.extend(reaction.description.some());
        }
    }
    let severity = ["severe", "moderate", "mild"]
        .into_iter()
        .find(|grade| seen.reaction.iter().any(|reaction| reaction.severity.said() == *grade));
    let fact = AllergyFact {
        origin: scope.origin.clone(),
        patient,
        code,
        category: seen.category.first().map(|category| category.0.trim().to_owned()).unwrap_or_default(),
        reaction: reactions.join(", "),
        severity: severity.map_or_else(|| criticality(seen.criticality.said()), str::to_owned),
        onset: either(seen.onset_date_time, seen.onset_period.and_then(|period| period.start)),
        status: standing(seen.clinical_status.as_ref(), seen.verification_status.as_ref(), false).to_owned(),
    };
    scope.facts.push(Fact::Allergy(Box::new(fact)));
    Ok(())
}

/// Where no reaction tells a severity, the risk of one does.
fn criticality(code: &str) -> String {
    match code {
        "high" => "high risk".to_owned(),
        "low" => "low risk".to_owned(),
        _ => String::new(),
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Immunization<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    vaccine_code: Option<Concept<'a>>,
    patient: Option<Reference<'a>>,
    encounter: Option<Reference<'a>>,
    occurrence_date_time: Option<Moment>,
    lot_number: Option<Text<'a>>,
}

/// Facts of an Immunization.
pub(super) fn immunization(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Immunization<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("patient", seen.patient.as_ref())?;
    let Some(code) = coded(seen.vaccine_code.as_ref()) else {
        return Err(scope.fault("vaccineCode", "the vaccine is missing: a code or words belong here").into());
    };
    let fact = ImmunizationFact {
        origin: scope.origin.clone(),
        patient,
        encounter: scope.encounter(seen.encounter.as_ref()),
        code,
        at: seen.occurrence_date_time.map(|moment| moment.0),
        lot: seen.lot_number.owned(),
        status: status_words(seen.status.said()),
    };
    scope.facts.push(Fact::Immunization(Box::new(fact)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{kept, single};
    use super::*;

    fn diagnosis(members: &str) -> DiagnosisFact {
        let json = format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"text":"x"}},{members}}}"#
        );
        match single(&json).pop() {
            Some(Fact::Diagnosis(fact)) => *fact,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn problems_and_diagnoses_are_told_apart() {
        for (members, diagnosis_use, status) in [
            (
                r#""category":[{"coding":[{"code":"problem-list-item"}]}],"encounter":{"reference":"Encounter/e"}"#,
                DiagnosisUse::Problem,
                "active",
            ),
            (
                r#""category":[{"coding":[{"code":"encounter-diagnosis"}]}]"#,
                DiagnosisUse::Encounter,
                "active",
            ),
            (
                r#""encounter":{"reference":"Encounter/e"},"abatementDateTime":"2020""#,
                DiagnosisUse::Encounter,
                "resolved",
            ),
            (
                r#""verificationStatus":{"coding":[{"code":"entered-in-error"}]}"#,
                DiagnosisUse::Problem,
                "entered in error",
            ),
            (r#""clinicalStatus":{"coding":[{"code":"remission"}]}"#, DiagnosisUse::Problem, "resolved"),
        ] {
            let fact = diagnosis(members);
            assert_eq!((fact.diagnosis_use, fact.status.as_str()), (diagnosis_use, status), "{members}");
        }
    }

    #[test]
    fn a_condition_without_code_is_kept() {
        let json = r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"}}"#;
        assert_eq!(kept(json), "kept, not applied: Condition without a code");
    }

    #[test]
    fn allergies_and_vaccines_are_read() {
        let facts = single(
            r#"{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"category":["food"],
            "code":{"text":"Peanuts"},"criticality":"high","reaction":[{"manifestation":[{"text":"Hives"}]},
            {"description":"swelling","severity":"severe"}]}"#,
        );
        let [Fact::Allergy(fact)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!(
            (&*fact.reaction, &*fact.severity, &*fact.category),
            ("Hives, swelling", "severe", "food")
        );
        let facts = single(
            r#"{"resourceType":"Immunization","id":"i","patient":{"reference":"Patient/p"},"status":"not-done",
            "vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/ndc","code":"9"},
            {"system":"http://hl7.org/fhir/sid/cvx","code":"197"}]},"occurrenceString":"last year"}"#,
        );
        let [Fact::Immunization(fact)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((&*fact.code.system, &*fact.status, fact.at), ("CVX", "not done", None));
    }
}
