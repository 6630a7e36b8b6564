//! Encounter: stays and visits.

use super::codes::{code_of, coded, coded_as, words};
use super::dates::ends_before;
use super::parts::{Coding, Concept, Contained, Identifier, Meta, Period, Reference};
use super::people::{identifier_kind, identifiers, of_kind};
use super::scalars::{List, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{
    Coded, EncounterClass, EncounterFact, EncounterState, Fact, Ref, Scope as Extent,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encounter<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    #[serde(default)]
    identifier: List<Identifier<'a>>,
    status: Option<Text<'a>>,
    class: Option<Coding<'a>>,
    #[serde(rename = "type", default)]
    kind: List<Concept<'a>>,
    service_type: Option<Concept<'a>>,
    subject: Option<Reference<'a>>,
    #[serde(default)]
    participant: List<Participant<'a>>,
    period: Option<Period>,
    #[serde(default)]
    reason_code: List<Concept<'a>>,
    #[serde(default)]
    reason_reference: List<Reference<'a>>,
    #[serde(default)]
    diagnosis: List<Ranked<'a>>,
    #[serde(default)]
    account: List<Reference<'a>>,
    hospitalization: Option<Hospitalization<'a>>,
    #[serde(default)]
    location: List<Place<'a>>,
    service_provider: Option<Reference<'a>>,
}

#[derive(Debug, Deserialize)]
struct Participant<'a> {
    #[serde(borrow, rename = "type", default)]
    kind: List<Concept<'a>>,
    individual: Option<Reference<'a>>,
}

#[derive(Debug, Deserialize)]
struct Ranked<'a> {
    #[serde(borrow)]
    condition: Option<Reference<'a>>,
    rank: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hospitalization<'a> {
    #[serde(borrow)]
    discharge_disposition: Option<Concept<'a>>,
}

#[derive(Debug, Deserialize)]
struct Place<'a> {
    #[serde(borrow)]
    location: Option<Reference<'a>>,
    status: Option<Text<'a>>,
}

/// Facts of an Encounter.
pub(super) fn facts(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Encounter<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let admit = seen.period.and_then(|period| period.start).map(|start| start.0);
    let discharge = seen.period.and_then(|period| period.end).map(|end| end.0);
    if let (Some(start), Some(end)) = (admit, discharge)
        && ends_before(end, start)
    {
        return Err(scope.fault("period", "the end lies before the start").into());
    }
    let numbers = identifiers(&seen.identifier);
    let named = |kind: &str| of_kind(&numbers, kind);
    let account = seen.account.iter().find_map(|account| account.identifier.as_ref()?.value.some());
    let current = seen.location.iter().find(|place| place.status.said() == "active").or(seen.location.last());
    let fact = EncounterFact {
        origin: scope.origin.clone(),
        scope: Extent::Whole,
        patient: scope.patient("subject", seen.subject.as_ref())?,
        visit_number: named("VN").or_else(|| visit_number(&seen.identifier, &scope.origin.key)),
        account_number: named("AN").or(account),
        class: seen.class.as_ref().map(class),
        state: state(seen.status.said(), discharge.is_some()),
        visit_type: seen.kind.iter().find_map(|kind| coded(Some(kind))),
        reason: reason(&seen),
        service: Some(words(seen.service_type.as_ref())).filter(|words| !words.is_empty()),
        admit,
        discharge,
        disposition: disposition(&seen),
        attending: attending(scope, &seen.participant),
        location: current.and_then(|place| scope.find(place.location.as_ref(), &["Location"])),
        place: current.and_then(|place| place.location.as_ref()?.display.some()),
        facility: scope.find(seen.service_provider.as_ref(), &["Organization"]),
        payer: None,
        diagnoses: ranks(scope, &seen.diagnosis),
    };
    scope.facts.push(Fact::Encounter(Box::new(fact)));
    Ok(())
}

/// The conditions that the stay puts in order.
fn ranks(scope: &Scope<'_, '_>, diagnoses: &[Ranked<'_>]) -> Vec<(Ref, i32)> {
    let rank = |one: &Ranked<'_>| {
        let condition = scope.find(one.condition.as_ref(), &["Condition"])?;
        Some((condition, one.rank.filter(|rank| (1..=999).contains(rank))?))
    };
    diagnoses.iter().filter_map(rank).collect()
}

/// HL7 v3 ActEncounterCode, or HL7 table 0004 from senders who keep to v2.
fn class(class: &Coding<'_>) -> EncounterClass {
    match class.code.said().to_ascii_uppercase().as_str() {
        "IMP" | "ACUTE" | "NONAC" | "I" | "B" | "INPATIENT" => EncounterClass::Inpatient,
        "AMB" | "VR" | "HH" | "SS" | "O" | "R" | "OUTPATIENT" | "AMBULATORY" | "VIRTUAL" => {
            EncounterClass::Outpatient
        }
        "EMER" | "E" | "EMERGENCY" => EncounterClass::Emergency,
        "OBSENC" => EncounterClass::Observation,
        _ => EncounterClass::Other,
    }
}

fn state(status: &str, ended: bool) -> Option<EncounterState> {
    match status {
        "planned" => Some(EncounterState::Planned),
        "arrived" | "triaged" | "in-progress" | "onleave" => Some(EncounterState::Open),
        "finished" => Some(EncounterState::Discharged),
        "cancelled" => Some(EncounterState::Cancelled),
        "entered-in-error" => Some(EncounterState::Void),
        _ => ended.then_some(EncounterState::Discharged),
    }
}

/// An identifier that says nothing of its kind, unless it only repeats the key.
fn visit_number(seen: &[Identifier<'_>], key: &str) -> Option<String> {
    let plain = seen.iter().filter(|each| identifier_kind(each).is_empty() && each.usage.said() != "old");
    plain.filter_map(|each| each.value.some()).find(|value| value != key)
}

fn reason(seen: &Encounter<'_>) -> Option<Coded> {
    let by_code = seen.reason_code.iter().find_map(|reason| coded(Some(reason)));
    by_code.or_else(|| {
        let display = seen.reason_reference.iter().find_map(|reason| reason.display.some())?;
        Some(Coded { display, ..Coded::default() })
    })
}

/// Discharge disposition as UB-04 patient status (NUBC FL 17) where the sender's code has one exact counterpart.
fn disposition(seen: &Encounter<'_>) -> Option<Coded> {
    let concept = seen.hospitalization.as_ref()?.discharge_disposition.as_ref()?;
    let text = concept.text.said();
    let ub04 =
        concept.coding.iter().find(|coding| coding.system.said().to_ascii_lowercase().contains("nubc"));
    if let Some(coding) = ub04 {
        let mut found = coded_as(coding, text);
        if found.code.len() == 1 {
            found.code.insert(0, '0');
        }
        return Some(found);
    }
    let mut found = coded(Some(concept))?;
    if found.system.ends_with("discharge-disposition") {
        // http://terminology.hl7.org/CodeSystem/discharge-disposition; its other codes have no single counterpart.
        let same = match found.code.as_str() {
            "home" => "01",
            "snf" => "03",
            "aadvice" => "07",
            "exp" => "20",
            "rehab" => "62",
            "long" => "63",
            "psy" => "65",
            _ => return Some(found),
        };
        same.clone_into(&mut found.code);
        "https://www.nubc.org/CodeSystem/PatDischargeStatus".clone_into(&mut found.system);
    }
    Some(found)
}

/// The attending clinician, else the primary performer, else one whose part is not told.
fn attending(scope: &Scope<'_, '_>, participants: &[Participant<'_>]) -> Option<Ref> {
    let by_code = |code: &'static str| {
        participants.iter().filter(move |each| {
            each.kind
                .iter()
                .any(|kind| code_of(Some(kind), "v3-ParticipationType").eq_ignore_ascii_case(code))
        })
    };
    let plain = participants.iter().filter(|each| each.kind.is_empty());
    let ordered = by_code("ATND").chain(by_code("PPRF")).chain(by_code("PART")).chain(plain);
    scope.clinician(ordered.filter_map(|each| each.individual.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{kept, refused, single};
    use super::*;

    fn encounter(members: &str) -> EncounterFact {
        let json = format!(
            r#"{{"resourceType":"Encounter","id":"e","subject":{{"reference":"Patient/p"}},{members}}}"#
        );
        match single(&json).pop() {
            Some(Fact::Encounter(fact)) => *fact,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_stay_is_read() {
        let fact = encounter(
            r#""status":"finished","class":{"code":"IMP"},"period":{"start":"2024-01-02T10:00:00Z","end":"2024-01-05"},
            "identifier":[{"value":"e"},{"value":"V77"},{"value":"A1","type":{"coding":[{"code":"AN"}]}}],
            "hospitalization":{"dischargeDisposition":{"coding":[
              {"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"snf","display":"SNF"}]}},
            "participant":[{"individual":{"reference":"Practitioner/other"}},
              {"type":[{"coding":[{"code":"PPRF"}]}],"individual":{"reference":"Practitioner/pp"}},
              {"type":[{"coding":[{"code":"ATND"}]}],"individual":{"reference":"Practitioner/att","display":"Dr. A"}}],
            "location":[{"location":{"reference":"Location/1","display":"ER"}},
              {"location":{"reference":"Location/2","display":"4 West"},"status":"active"},
              {"location":{"reference":"Location/3"},"status":"planned"}],
            "diagnosis":[{"condition":{"reference":"Condition/c2"},"rank":2},{"condition":{"reference":"Condition/c9"}}],
            "serviceProvider":{"reference":"Organization?identifier=s|v"}"#,
        );
        assert_eq!(
            (fact.class, fact.state),
            (Some(EncounterClass::Inpatient), Some(EncounterState::Discharged))
        );
        assert_eq!((fact.visit_number.as_deref(), fact.account_number.as_deref()), (Some("V77"), Some("A1")));
        let ranks: Vec<(&str, i32)> =
            fact.diagnoses.iter().map(|(who, rank)| (who.key.as_str(), *rank)).collect();
        assert_eq!(ranks, [("c2", 2)]);
        assert_eq!(fact.disposition.unwrap().code, "03");
        assert_eq!(fact.attending.unwrap().key, "att");
        assert_eq!((fact.location.unwrap().key.as_str(), fact.place.as_deref()), ("2", Some("4 West")));
        assert_eq!(fact.facility.unwrap().key, "?s|v");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let json = r#"{"resourceType":"Encounter","subject":{"reference":"Patient/p"},
            "period":{"start":"2024-01-02","end":"2024-01-01"}}"#;
        assert_eq!(refused(json).field, "Encounter.period");
        assert_eq!(refused(r#"{"resourceType":"Encounter","id":"1"}"#).field, "Encounter.subject");
        let group = r#"{"resourceType":"Encounter","subject":{"reference":"Group/g"}}"#;
        assert_eq!(kept(group), "kept, not applied: Encounter about a Group");
    }
}
