//! Parts that many resources share. Only the members that we use; others are passed over.

use super::scalars::{List, Moment, Number, Said, Text};
use crate::domain::time::When;
use serde::Deserialize;
use serde_json::value::RawValue;

/// FHIR Meta.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meta<'a> {
    pub last_updated: Option<Moment>,
    #[serde(borrow, default)]
    pub security: List<Coding<'a>>,
}

/// FHIR Coding.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Coding<'a> {
    #[serde(borrow)]
    pub system: Option<Text<'a>>,
    pub code: Option<Text<'a>>,
    pub display: Option<Text<'a>>,
    pub user_selected: Option<bool>,
}

/// FHIR CodeableConcept.
#[derive(Debug, Deserialize)]
pub(super) struct Concept<'a> {
    #[serde(borrow, default)]
    pub coding: List<Coding<'a>>,
    pub text: Option<Text<'a>>,
}

/// FHIR Identifier.
#[derive(Debug, Deserialize)]
pub(super) struct Identifier<'a> {
    #[serde(borrow, rename = "use")]
    pub usage: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub kind: Option<Concept<'a>>,
    pub system: Option<Text<'a>>,
    pub value: Option<Text<'a>>,
    pub period: Option<Period>,
}

/// FHIR Reference.
#[derive(Debug, Deserialize)]
pub(super) struct Reference<'a> {
    #[serde(borrow, rename = "reference")]
    pub to: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub kind: Option<Text<'a>>,
    pub identifier: Option<Box<Identifier<'a>>>,
    pub display: Option<Text<'a>>,
}

/// FHIR Period.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Period {
    pub start: Option<Moment>,
    pub end: Option<Moment>,
}

/// FHIR Quantity, Age, Duration, Money (whose unit is `currency`).
#[derive(Debug, Deserialize)]
pub(super) struct Quantity<'a> {
    #[serde(borrow)]
    pub value: Option<Number<'a>>,
    pub comparator: Option<Text<'a>>,
    pub unit: Option<Text<'a>>,
    pub code: Option<Text<'a>>,
    pub currency: Option<Text<'a>>,
}

/// FHIR Range.
#[derive(Debug, Deserialize)]
pub(super) struct Range<'a> {
    #[serde(borrow)]
    pub low: Option<Quantity<'a>>,
    pub high: Option<Quantity<'a>>,
}

/// FHIR Ratio.
#[derive(Debug, Deserialize)]
pub(super) struct Ratio<'a> {
    #[serde(borrow)]
    pub numerator: Option<Quantity<'a>>,
    pub denominator: Option<Quantity<'a>>,
}

/// FHIR HumanName.
#[derive(Debug, Deserialize)]
pub(super) struct HumanName<'a> {
    #[serde(borrow, rename = "use")]
    pub usage: Option<Text<'a>>,
    pub text: Option<Text<'a>>,
    pub family: Option<Text<'a>>,
    #[serde(default)]
    pub given: List<Text<'a>>,
    #[serde(default)]
    pub prefix: List<Text<'a>>,
    #[serde(default)]
    pub suffix: List<Text<'a>>,
    pub period: Option<Period>,
}

/// FHIR Address.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address<'a> {
    #[serde(borrow, rename = "use")]
    pub usage: Option<Text<'a>>,
    pub text: Option<Text<'a>>,
    #[serde(default)]
    pub line: List<Text<'a>>,
    pub city: Option<Text<'a>>,
    pub state: Option<Text<'a>>,
    pub postal_code: Option<Text<'a>>,
    pub country: Option<Text<'a>>,
    pub period: Option<Period>,
}

/// FHIR ContactPoint.
#[derive(Debug, Deserialize)]
pub(super) struct ContactPoint<'a> {
    #[serde(borrow)]
    pub system: Option<Text<'a>>,
    #[serde(rename = "use")]
    pub usage: Option<Text<'a>>,
    pub value: Option<Text<'a>>,
    pub rank: Option<u32>,
}

/// FHIR Attachment, and the members of a Binary.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment<'a> {
    #[serde(borrow)]
    pub content_type: Option<Text<'a>>,
    pub data: Option<Text<'a>>,
    pub url: Option<Text<'a>>,
    pub title: Option<Text<'a>>,
    pub creation: Option<Moment>,
}

/// FHIR Narrative.
#[derive(Debug, Deserialize)]
pub(super) struct Narrative<'a> {
    #[serde(borrow)]
    pub div: Option<Text<'a>>,
}

/// Resources inside a resource, unread until asked for.
pub(super) type Contained<'a> = List<&'a RawValue>;

/// The first that is there.
pub(super) fn either(first: Option<Moment>, second: Option<Moment>) -> Option<When> {
    first.or(second).map(|moment| moment.0)
}

/// The unit in words, else its code.
pub(super) fn unit(quantity: Option<&Quantity<'_>>) -> String {
    let Some(quantity) = quantity else { return String::new() };
    quantity.unit.some().unwrap_or_else(|| quantity.code.owned())
}

/// `<5 mg`
pub(super) fn amount(quantity: Option<&Quantity<'_>>) -> String {
    let Some(seen) = quantity else { return String::new() };
    let number = format!("{}{}", seen.comparator.said(), seen.value.map_or("", |number| number.0));
    format!("{number} {}", unit(quantity)).trim().to_owned()
}
