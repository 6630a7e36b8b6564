//! MedicationRequest and MedicationAdministration, and the Medication that they may refer to.

use super::clinical::Performer;
use super::codes::{coded, status_words, words};
use super::parts::{Concept, Contained, Meta, Period, Quantity, Range, Reference, amount, either};
use super::refs;
use super::scalars::{List, Moment, Number, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{Coded, Fact, MedicationFact};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    do_not_perform: Option<bool>,
    medication_codeable_concept: Option<Concept<'a>>,
    medication_reference: Option<Reference<'a>>,
    subject: Option<Reference<'a>>,
    encounter: Option<Reference<'a>>,
    authored_on: Option<Moment>,
    requester: Option<Reference<'a>>,
    #[serde(default)]
    dosage_instruction: List<Dosage<'a>>,
    #[serde(rename = "dispenseRequest")]
    dispense: Option<Dispense>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dosage<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
    patient_instruction: Option<Text<'a>>,
    timing: Option<Timing<'a>>,
    as_needed_boolean: Option<bool>,
    as_needed_codeable_concept: Option<Concept<'a>>,
    route: Option<Concept<'a>>,
    #[serde(default)]
    dose_and_rate: List<DoseAndRate<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DoseAndRate<'a> {
    #[serde(borrow)]
    dose_quantity: Option<Quantity<'a>>,
    dose_range: Option<Range<'a>>,
    rate_quantity: Option<Quantity<'a>>,
}

#[derive(Debug, Deserialize)]
struct Timing<'a> {
    #[serde(borrow)]
    code: Option<Concept<'a>>,
    repeat: Option<Repeat<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repeat<'a> {
    #[serde(borrow)]
    frequency: Option<Number<'a>>,
    period: Option<Number<'a>>,
    period_unit: Option<Text<'a>>,
    bounds_period: Option<Period>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dispense {
    validity_period: Option<Period>,
}

/// Facts of a MedicationRequest.
pub(super) fn request(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Request<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let bounds = seen
        .dosage_instruction
        .iter()
        .find_map(|dosage| dosage.timing.as_ref()?.repeat.as_ref()?.bounds_period);
    let period = bounds.or(seen.dispense.and_then(|dispense| dispense.validity_period));
    let directions: Vec<String> =
        seen.dosage_instruction.iter().map(directions).filter(|words| !words.is_empty()).collect();
    let fact = MedicationFact {
        origin: scope.origin.clone(),
        patient: scope.patient("subject", seen.subject.as_ref())?,
        encounter: scope.encounter(seen.encounter.as_ref()),
        given: false,
        code: medication(
            scope,
            seen.medication_codeable_concept.as_ref(),
            seen.medication_reference.as_ref(),
        )?,
        directions: directions.join("; "),
        started: either(seen.authored_on, period.and_then(|period| period.start)),
        ended: period.and_then(|period| period.end).map(|end| end.0),
        prescriber: scope.clinician(&seen.requester),
        status: if seen.do_not_perform == Some(true) {
            "do not give".to_owned()
        } else {
            status_words(seen.status.said())
        },
    };
    scope.facts.push(Fact::Medication(Box::new(fact)));
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Administration<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    medication_codeable_concept: Option<Concept<'a>>,
    medication_reference: Option<Reference<'a>>,
    subject: Option<Reference<'a>>,
    context: Option<Reference<'a>>,
    effective_date_time: Option<Moment>,
    effective_period: Option<Period>,
    #[serde(default)]
    performer: List<Performer<'a>>,
    dosage: Option<Given<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
    route: Option<Concept<'a>>,
    dose: Option<Quantity<'a>>,
    rate_quantity: Option<Quantity<'a>>,
}

/// Facts of a MedicationAdministration.
pub(super) fn administration(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Administration<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let directions = seen.dosage.as_ref().map(|dosage| {
        let built = || {
            let rate = Some(amount(dosage.rate_quantity.as_ref())).filter(|rate| !rate.is_empty());
            let parts =
                [amount(dosage.dose.as_ref()), rate.map(|rate| format!("at {rate}")).unwrap_or_default()];
            joined(parts.into_iter().chain([words(dosage.route.as_ref())]))
        };
        dosage.text.some().unwrap_or_else(built)
    });
    let fact = MedicationFact {
        origin: scope.origin.clone(),
        patient: scope.patient("subject", seen.subject.as_ref())?,
        encounter: scope.encounter(seen.context.as_ref()),
        given: true,
        code: medication(
            scope,
            seen.medication_codeable_concept.as_ref(),
            seen.medication_reference.as_ref(),
        )?,
        directions: directions.unwrap_or_default(),
        started: either(seen.effective_date_time, seen.effective_period.and_then(|period| period.start)),
        ended: seen.effective_period.and_then(|period| period.end).map(|end| end.0),
        prescriber: scope.clinician(seen.performer.iter().filter_map(|performer| performer.actor.as_ref())),
        status: status_words(seen.status.said()),
    };
    scope.facts.push(Fact::Medication(Box::new(fact)));
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Medication<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    code: Option<Concept<'a>>,
}

/// A Medication makes no facts of its own; later requests of the same input may name it.
pub(super) fn learn(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Medication<'_> = scope.read()?;
    if let Some(code) = coded(seen.code.as_ref()) {
        scope.known.learn_medication(scope.origin.key.clone(), code);
    }
    Err(Stop::keep("Medication"))
}

/// The code itself, or that of the contained or earlier Medication, or what the reference says of it.
fn medication(
    scope: &Scope<'_, '_>,
    concept: Option<&Concept<'_>>,
    reference: Option<&Reference<'_>>,
) -> Result<Coded, Stop> {
    if let Some(code) = coded(concept) {
        return Ok(code);
    }
    let target = refs::target(reference.map_or("", |reference| reference.to.said()));
    if let Some(json) = scope.inside("Medication", target.id) {
        let inside: Medication<'_> = serde_json::from_str(json)
            .map_err(|_| scope.fault("contained", "the contained Medication is not of its form"))?;
        if let Some(code) = coded(inside.code.as_ref()) {
            return Ok(code);
        }
    }
    if let Some(code) = scope.known.medication(target.id) {
        return Ok(code.clone());
    }
    let display = reference.map(|reference| reference.display.owned()).unwrap_or_default();
    if display.is_empty() && target.id.is_empty() {
        return Err(scope
            .fault("medication", "the medication is missing: a code, words or a reference belong here")
            .into());
    }
    // Told elsewhere: the reference is all there is to show.
    Ok(Coded { system: "Medication".to_owned(), code: target.id.to_owned(), display })
}

/// The sender's words, else words made of dose, route and timing.
fn directions(dosage: &Dosage<'_>) -> String {
    if let Some(text) = dosage.text.some().or_else(|| dosage.patient_instruction.some()) {
        return text;
    }
    let dose = dosage.dose_and_rate.iter().find_map(|each| {
        let range = each
            .dose_range
            .as_ref()
            .map(|range| format!("{} to {}", amount(range.low.as_ref()), amount(range.high.as_ref())));
        let rate = Some(amount(each.rate_quantity.as_ref())).filter(|rate| !rate.is_empty());
        let dose = Some(amount(each.dose_quantity.as_ref())).filter(|dose| !dose.is_empty());
        dose.or(range).or_else(|| rate.map(|rate| format!("at {rate}")))
    });
    let needed = match (&dosage.as_needed_codeable_concept, dosage.as_needed_boolean) {
        (Some(concept), _) => format!("as needed for {}", words(Some(concept))),
        (None, Some(true)) => "as needed".to_owned(),
        _ => String::new(),
    };
    let timing = dosage.timing.as_ref().map(timing).unwrap_or_default();
    joined([dose.unwrap_or_default(), words(dosage.route.as_ref()), timing, needed])
}

/// `2 times every 1 d`, in the words of UCUM's units of time.
fn timing(timing: &Timing<'_>) -> String {
    let said = words(timing.code.as_ref());
    if !said.is_empty() {
        return said;
    }
    let Some(repeat) = &timing.repeat else { return String::new() };
    let Some(period) = repeat.period else { return String::new() };
    let unit = match repeat.period_unit.said() {
        "s" => "seconds",
        "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "wk" => "weeks",
        "mo" => "months",
        "a" => "years",
        other => other,
    };
    let unit = if period.0 == "1" { unit.trim_end_matches('s') } else { unit };
    match repeat.frequency.map_or("1", |frequency| frequency.0) {
        "1" => format!("every {} {unit}", period.0),
        frequency => format!("{frequency} times every {} {unit}", period.0),
    }
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read_all, single};
    use super::*;

    fn medication_of(facts: &[Fact]) -> &MedicationFact {
        match facts.last() {
            Some(Fact::Medication(fact)) => fact,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn orders_are_read() {
        let json = r##"{"resourceType":"MedicationRequest","id":"m","status":"active","subject":{"reference":"Patient/p"},
            "contained":[{"resourceType":"Medication","id":"med","code":{"text":"Nizatidine"}}],
            "medicationReference":{"reference":"#med"},"authoredOn":"2024-01-01",
            "dosageInstruction":[{"doseAndRate":[{"doseQuantity":{"value":10,"unit":"ml"}}],"route":{"text":"Oral"},
              "timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d","boundsPeriod":{"end":"2024-02-01"}}},
              "asNeededBoolean":true},{"text":"with food"}]}"##;
        let facts = single(json);
        let fact = medication_of(&facts);
        assert_eq!(fact.code.display, "Nizatidine");
        assert_eq!(fact.directions, "10 ml, Oral, 2 times every 1 day, as needed; with food");
        assert_eq!((fact.given, fact.ended.unwrap().to_string().as_str()), (false, "2024-02-01"));
    }

    #[test]
    fn doses_given_know_an_earlier_medication() {
        let facts = read_all(
            r#"{"resourceType":"Medication","id":"m1","code":{"text":"Heparin"}}
            {"resourceType":"MedicationAdministration","id":"a","status":"completed","subject":{"reference":"Patient/p"},
            "medicationReference":{"reference":"Medication/m1"},"context":{"reference":"Encounter/e"},
            "effectivePeriod":{"start":"2024-01-01T10:00:00Z"},"performer":[{"actor":{"reference":"Practitioner/n"}}],
            "dosage":{"dose":{"value":5000,"unit":"U"},"route":{"text":"SC"}}}"#,
        );
        let fact = medication_of(&facts);
        assert_eq!((fact.code.display.as_str(), fact.directions.as_str()), ("Heparin", "5000 U, SC"));
        assert_eq!((fact.origin.key.as_str(), fact.given), ("MedicationAdministration/a", true));
        assert_eq!(fact.prescriber.as_ref().unwrap().key, "n");
    }
}
