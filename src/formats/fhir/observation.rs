//! Observation: what was measured, asked or found.

use super::codes::{coded, status_words, words};
use super::parts::{
    Concept, Contained, Meta, Period, Quantity, Range, Ratio, Reference, amount, either, unit,
};
use super::scalars::{List, Moment, Number, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{Coded, Fact, Origin, ResultFact, ResultValue};
use crate::domain::time::When;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Observation<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    status: Option<Text<'a>>,
    #[serde(default)]
    category: List<Concept<'a>>,
    code: Option<Concept<'a>>,
    subject: Option<Reference<'a>>,
    encounter: Option<Reference<'a>>,
    effective_date_time: Option<Moment>,
    effective_period: Option<Period>,
    effective_instant: Option<Moment>,
    issued: Option<Moment>,
    value_quantity: Option<Quantity<'a>>,
    value_codeable_concept: Option<Concept<'a>>,
    value_string: Option<Text<'a>>,
    value_boolean: Option<bool>,
    value_integer: Option<Number<'a>>,
    value_range: Option<Range<'a>>,
    value_ratio: Option<Ratio<'a>>,
    value_sampled_data: Option<SampledData<'a>>,
    value_time: Option<Text<'a>>,
    value_date_time: Option<Moment>,
    value_period: Option<Period>,
    data_absent_reason: Option<Concept<'a>>,
    #[serde(default)]
    interpretation: List<Concept<'a>>,
    #[serde(default)]
    note: List<Note<'a>>,
    #[serde(default)]
    reference_range: List<ReferenceRange<'a>>,
    #[serde(default)]
    component: List<Component<'a>>,
}

/// One part of a compound observation; its value stands in members of the same names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
    #[serde(borrow)]
    code: Option<Concept<'a>>,
    value_quantity: Option<Quantity<'a>>,
    value_codeable_concept: Option<Concept<'a>>,
    value_string: Option<Text<'a>>,
    value_boolean: Option<bool>,
    value_integer: Option<Number<'a>>,
    value_range: Option<Range<'a>>,
    value_ratio: Option<Ratio<'a>>,
    value_sampled_data: Option<SampledData<'a>>,
    value_time: Option<Text<'a>>,
    value_date_time: Option<Moment>,
    value_period: Option<Period>,
    data_absent_reason: Option<Concept<'a>>,
    #[serde(default)]
    interpretation: List<Concept<'a>>,
    #[serde(default)]
    reference_range: List<ReferenceRange<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SampledData<'a> {
    #[serde(borrow)]
    origin: Option<Quantity<'a>>,
    period: Option<Number<'a>>,
    data: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
struct Note<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
struct ReferenceRange<'a> {
    #[serde(borrow)]
    low: Option<Quantity<'a>>,
    high: Option<Quantity<'a>>,
    text: Option<Text<'a>>,
}

/// The members `value[x]` of an observation or component.
struct Value<'v, 'a> {
    quantity: Option<&'v Quantity<'a>>,
    concept: Option<&'v Concept<'a>>,
    string: &'v str,
    boolean: Option<bool>,
    integer: Option<Number<'a>>,
    range: Option<&'v Range<'a>>,
    ratio: Option<&'v Ratio<'a>>,
    sampled: Option<&'v SampledData<'a>>,
    time: &'v str,
    moment: Option<Moment>,
    period: Option<Period>,
    absent: Option<&'v Concept<'a>>,
}

/// Both structures have the same members, and JSON readers cannot share them without a slower way of reading.
macro_rules! value_of {
    ($seen:expr) => {
        Value {
            quantity: $seen.value_quantity.as_ref(),
            concept: $seen.value_codeable_concept.as_ref(),
            string: $seen.value_string.said(),
            boolean: $seen.value_boolean,
            integer: $seen.value_integer,
            range: $seen.value_range.as_ref(),
            ratio: $seen.value_ratio.as_ref(),
            sampled: $seen.value_sampled_data.as_ref(),
            time: $seen.value_time.said(),
            moment: $seen.value_date_time,
            period: $seen.value_period,
            absent: $seen.data_absent_reason.as_ref(),
        }
    };
}

/// Facts of an Observation: its own value, and one for each component, keyed `key.1`, `key.2` …
pub(super) fn facts(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Observation<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let patient = scope.patient("subject", seen.subject.as_ref())?;
    let Some(code) = coded(seen.code.as_ref()) else {
        return Err(scope.fault("code", "what was observed is missing: a code or words belong here").into());
    };
    let value = value_of!(seen).read(&seen.note);
    let range = range_of(&seen.reference_range);
    let whole = ResultFact {
        origin: scope.origin.clone(),
        patient,
        encounter: scope.encounter(seen.encounter.as_ref()),
        report: None,
        code,
        panel: None,
        category: category(&seen.category),
        at: either(
            seen.effective_date_time.or(seen.effective_period.and_then(|period| period.start.or(period.end))),
            seen.effective_instant.or(seen.issued),
        ),
        value,
        unit: unit(seen.value_quantity.as_ref()),
        range_low: range.low,
        range_high: range.high,
        range_text: range.text,
        flag: flag(&seen.interpretation),
        status: status_words(seen.status.said()),
    };
    let components =
        seen.component.iter().enumerate().map(|(index, component)| of_component(&whole, index, component));
    let components: Vec<Fact> = components.map(|fact| Fact::Result(Box::new(fact))).collect();
    // A compound observation without a value of its own is told by its parts.
    let is_empty = matches!(&whole.value, ResultValue::Absent(reason) if reason.is_empty());
    if components.is_empty() || !is_empty {
        scope.facts.push(Fact::Result(Box::new(whole)));
    }
    scope.facts.extend(components);
    Ok(())
}

fn of_component(whole: &ResultFact, index: usize, component: &Component<'_>) -> ResultFact {
    let range = range_of(&component.reference_range);
    let value: Value<'_, '_> = value_of!(component);
    let value = value.read(&[]);
    let key = format!("{}.{}", whole.origin.key, index + 1);
    ResultFact {
        origin: Origin { key, as_of: whole.origin.as_of },
        code: coded(component.code.as_ref()).unwrap_or_else(|| whole.code.clone()),
        panel: Some(Coded::clone(&whole.code)),
        value,
        unit: unit(component.value_quantity.as_ref()),
        range_low: range.low,
        range_high: range.high,
        range_text: range.text,
        flag: flag(&component.interpretation),
        patient: whole.patient.clone(),
        encounter: whole.encounter.clone(),
        report: None,
        category: whole.category.clone(),
        at: whole.at,
        status: whole.status.clone(),
    }
}

impl Value<'_, '_> {
    /// The value; where there is none, the reason or what the notes say instead.
    fn read(&self, notes: &[Note<'_>]) -> ResultValue {
        if let Some(quantity) = self.quantity
            && let Some(number) = quantity.value
        {
            return numeric(number, quantity.comparator.said());
        }
        if let Some(number) = self.integer {
            return numeric(number, "");
        }
        if let Some(text) = self.text() {
            return ResultValue::Text(text);
        }
        let reason = words(self.absent);
        if !reason.is_empty() {
            return ResultValue::Absent(reason);
        }
        let notes: Vec<&str> =
            notes.iter().map(|note| note.text.said()).filter(|text| !text.is_empty()).collect();
        if notes.is_empty() { ResultValue::Absent(reason) } else { ResultValue::Text(notes.join("\n")) }
    }

    fn text(&self) -> Option<String> {
        let found = if self.concept.is_some() {
            words(self.concept)
        } else if !self.string.is_empty() {
            self.string.to_owned()
        } else if let Some(boolean) = self.boolean {
            if boolean { "yes" } else { "no" }.to_owned()
        } else if let Some(range) = self.range {
            between(range.low.as_ref(), range.high.as_ref(), " to ")
        } else if let Some(ratio) = self.ratio {
            between(ratio.numerator.as_ref(), ratio.denominator.as_ref(), ":")
        } else if let Some(moment) = self.moment {
            moment.0.to_string()
        } else if !self.time.is_empty() {
            self.time.to_owned()
        } else if let Some(Period { start, end }) = self.period {
            let moment =
                |moment: Option<Moment>| moment.map(|moment| When::to_string(&moment.0)).unwrap_or_default();
            format!("{} to {}", moment(start), moment(end))
        } else if let Some(sampled) = self.sampled {
            sampled_text(sampled)
        } else {
            // A quantity may carry only its unit or a word for it.
            self.quantity.map(|quantity| amount(Some(quantity))).unwrap_or_default()
        };
        Some(found).filter(|text| !text.trim().is_empty())
    }
}

fn numeric(number: Number<'_>, comparator: &str) -> ResultValue {
    match number.value() {
        Some(value) => {
            ResultValue::Number { comparator: comparator.to_owned(), value, text: number.0.to_owned() }
        }
        // Beyond the numbers that a computer holds: its text is kept.
        None => ResultValue::Text(format!("{comparator}{}", number.0)),
    }
}

fn between(low: Option<&Quantity<'_>>, high: Option<&Quantity<'_>>, sign: &str) -> String {
    match (amount(low), amount(high)) {
        (low, high) if high.is_empty() && sign.trim() == "to" => format!("from {low}"),
        (low, high) if low.is_empty() && sign.trim() == "to" => format!("up to {high}"),
        (low, high) => format!("{low}{sign}{high}"),
    }
}

fn sampled_text(sampled: &SampledData<'_>) -> String {
    let every = sampled.period.map(|period| format!(", one each {} ms", period.0)).unwrap_or_default();
    format!("samples from {}{every}: {}", amount(sampled.origin.as_ref()), sampled.data.said())
}

#[derive(Default)]
struct Limits {
    low: Option<f64>,
    high: Option<f64>,
    text: String,
}

/// The first range with limits; the text of all where there are several.
fn range_of(ranges: &[ReferenceRange<'_>]) -> Limits {
    let Some(first) =
        ranges.iter().find(|range| range.low.is_some() || range.high.is_some()).or(ranges.first())
    else {
        return Limits::default();
    };
    let limit = |quantity: Option<&Quantity<'_>>| quantity.and_then(|quantity| quantity.value?.value());
    let said = |range: &ReferenceRange<'_>| {
        range.text.some().unwrap_or_else(|| match (range.low.as_ref(), range.high.as_ref()) {
            (None, None) => String::new(),
            (low, high) => between(low, high, " to "),
        })
    };
    let all: Vec<String> = ranges.iter().map(said).filter(|text| !text.is_empty()).collect();
    Limits { low: limit(first.low.as_ref()), high: limit(first.high.as_ref()), text: all.join("; ") }
}

/// `laboratory`, `vital-signs` … by FHIR's own categories, else the sender's.
fn category(categories: &[Concept<'_>]) -> String {
    let codings = || categories.iter().flat_map(|category| category.coding.iter());
    let own = codings().find(|coding| coding.system.said().ends_with("observation-category"));
    let code = own.or_else(|| codings().next()).map_or("", |coding| coding.code.said());
    if code.is_empty() { words(categories.first()).to_lowercase() } else { code.to_owned() }
}

/// `H`, `L` … (HL7 v3 ObservationInterpretation), else words.
fn flag(interpretations: &[Concept<'_>]) -> String {
    let Some(first) = interpretations.first() else { return String::new() };
    first.coding.iter().find_map(|coding| coding.code.some()).unwrap_or_else(|| first.text.owned())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, single};
    use super::*;

    fn results(members: &str) -> Vec<ResultFact> {
        let json = format!(
            r#"{{"resourceType":"Observation","id":"o","status":"final","subject":{{"reference":"Patient/p"}},
            "code":{{"text":"whole"}},{members}}}"#
        );
        let facts = single(&json).into_iter().map(|fact| match fact {
            Fact::Result(fact) => *fact,
            other => panic!("{other:?}"),
        });
        facts.collect()
    }

    #[test]
    fn every_kind_of_value() {
        let text = |text: &str| ResultValue::Text(text.to_owned());
        for (members, value) in [
            (
                r#""valueQuantity":{"value":1.10,"comparator":"<","unit":"mg"}"#,
                ResultValue::Number { comparator: "<".to_owned(), value: 1.1, text: "1.10".to_owned() },
            ),
            (
                r#""valueInteger":3"#,
                ResultValue::Number { comparator: String::new(), value: 3.0, text: "3".to_owned() },
            ),
            (
                r#""valueCodeableConcept":{"coding":[{"code":"x","display":"Never smoker"}]}"#,
                text("Never smoker"),
            ),
            (r#""valueString":"clear""#, text("clear")),
            (r#""valueBoolean":false"#, text("no")),
            (r#""valueRange":{"low":{"value":1},"high":{"value":5,"unit":"mg"}}"#, text("1 to 5 mg")),
            (r#""valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}"#, text("1:128")),
            (r#""valueDateTime":"2020-01""#, text("2020-01")),
            (r#""valueTime":"10:30:00""#, text("10:30:00")),
            (r#""valuePeriod":{"start":"2020","end":"2021"}"#, text("2020 to 2021")),
            (
                r#""valueSampledData":{"origin":{"value":0},"period":10,"dimensions":1,"data":"1 2 E"}"#,
                text("samples from 0, one each 10 ms: 1 2 E"),
            ),
            (r#""dataAbsentReason":{"text":"Not asked"}"#, ResultValue::Absent("Not asked".to_owned())),
            (r#""note":[{"text":"haemolysed"}]"#, text("haemolysed")),
            (r#""issued":"2020""#, ResultValue::Absent(String::new())),
        ] {
            assert_eq!(results(members)[0].value, value, "{members}");
        }
    }

    #[test]
    fn components_become_results_of_a_panel() {
        let found = results(
            r#""effectivePeriod":{"start":"2020-01-01"},"component":[{"code":{"text":"sys"},"valueQuantity":{"value":120}},
            {"code":{"text":"dia"},"dataAbsentReason":{"text":"Unknown"},"interpretation":[{"coding":[{"code":"H"}]}],
            "referenceRange":[{"low":{"value":60},"high":{"value":90,"unit":"mmHg"}}]}]"#,
        );
        let keys: Vec<&str> = found.iter().map(|fact| fact.origin.key.as_str()).collect();
        assert_eq!(keys, ["o.1", "o.2"]);
        assert_eq!(found[1].panel.as_ref().unwrap().display, "whole");
        assert_eq!((found[1].range_low, found[1].range_high), (Some(60.0), Some(90.0)));
        assert_eq!((found[1].range_text.as_str(), found[1].flag.as_str()), ("60 to 90 mmHg", "H"));
        assert_eq!(results(r#""valueString":"x","component":[{"valueInteger":1}]"#).len(), 2);
    }

    #[test]
    fn a_text_for_a_number_is_refused() {
        let json = r#"{"resourceType":"Observation","subject":{"reference":"Patient/1"},"code":{"text":"x"},
            "component":[{"valueQuantity":{"value":"7"}}]}"#;
        let fault = refused(json);
        assert_eq!(fault.field, "Observation.component[0].valueQuantity.value");
        assert_eq!(fault.reason, "a number belongs here, but text stands here");
    }
}
