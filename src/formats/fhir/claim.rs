//! Coverage and Claim: who pays.

use super::codes::{code_of, status_words, system_name, words};
use super::parts::{Coding, Concept, Contained, Identifier, Meta, Period, Quantity, Reference};
use super::people::{identifiers, of_kind};
use super::scalars::{List, Moment, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{ClaimFact, CoverageFact, Fact};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Coverage<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    #[serde(default)]
    identifier: List<Identifier<'a>>,
    status: Option<Text<'a>>,
    #[serde(rename = "type")]
    kind: Option<Concept<'a>>,
    subscriber_id: Option<Text<'a>>,
    beneficiary: Option<Reference<'a>>,
    period: Option<Period>,
    #[serde(default)]
    payor: List<Reference<'a>>,
    #[serde(rename = "class", default)]
    classes: List<Class<'a>>,
    order: Option<i32>,
}

#[derive(Debug, Deserialize)]
struct Class<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Concept<'a>>,
    value: Option<Text<'a>>,
    name: Option<Text<'a>>,
}

/// Facts of a Coverage.
pub(super) fn coverage(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Coverage<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let class =
        |code: &str| seen.classes.iter().find(|class| code_of(class.kind.as_ref(), "coverage-class") == code);
    let plan = class("plan").and_then(|class| class.name.some().or_else(|| class.value.some()));
    let payer_words = seen.payor.iter().find_map(|payor| payor.display.some());
    let of_type = || Some(words(seen.kind.as_ref())).filter(|words| !words.is_empty());
    let fact = CoverageFact {
        origin: scope.origin.clone(),
        patient: scope.patient("beneficiary", seen.beneficiary.as_ref())?,
        payer: seen.payor.iter().find_map(|payor| scope.find(Some(payor), &["Organization"])),
        plan: plan.or_else(of_type).or(payer_words).unwrap_or_default(),
        member_id: seen
            .subscriber_id
            .some()
            .or_else(|| of_kind(&identifiers(&seen.identifier), "MB"))
            .unwrap_or_default(),
        group_number: class("group").map(|class| class.value.owned()).unwrap_or_default(),
        rank: seen.order,
        from: seen.period.and_then(|period| period.start).map(|start| start.0),
        to: seen.period.and_then(|period| period.end).map(|end| end.0),
        status: status_words(seen.status.said()),
    };
    scope.facts.push(Fact::Coverage(Box::new(fact)));
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claim<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    #[serde(default)]
    extension: List<Extension<'a>>,
    status: Option<Text<'a>>,
    #[serde(rename = "type")]
    kind: Option<Concept<'a>>,
    #[serde(rename = "use")]
    usage: Option<Text<'a>>,
    patient: Option<Reference<'a>>,
    created: Option<Moment>,
    insurer: Option<Reference<'a>>,
    #[serde(default)]
    diagnosis: List<Diagnosis<'a>>,
    #[serde(default)]
    insurance: List<Insurance<'a>>,
    #[serde(default)]
    item: List<Item<'a>>,
    total: Option<Quantity<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Diagnosis<'a> {
    #[serde(borrow)]
    package_code: Option<Concept<'a>>,
}

#[derive(Debug, Deserialize)]
struct Insurance<'a> {
    #[serde(borrow)]
    coverage: Option<Reference<'a>>,
    focal: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    encounter: List<Reference<'a>>,
}

/// Only what may carry a DRG.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension<'a> {
    #[serde(borrow)]
    url: Option<Text<'a>>,
    #[serde(default)]
    value_codeable_concept: Option<Concept<'a>>,
    value_coding: Option<Coding<'a>>,
}

/// Facts of a Claim.
pub(super) fn claim(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Claim<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let usage = seen.usage.said();
    if !matches!(usage, "" | "claim") {
        return Err(Stop::keep(&format!("Claim for {}", status_words(usage))));
    }
    let focal = seen.insurance.iter().find(|each| each.focal == Some(true)).or(seen.insurance.first());
    let by_insurer = seen.insurer.as_ref().and_then(|insurer| insurer.display.some());
    let by_coverage = || focal.and_then(|insurance| insurance.coverage.as_ref()?.display.some());
    let fact = ClaimFact {
        origin: scope.origin.clone(),
        patient: scope.patient("patient", seen.patient.as_ref())?,
        encounter: seen
            .item
            .iter()
            .flat_map(|item| item.encounter.iter())
            .find_map(|each| scope.encounter(Some(each))),
        insurer: scope.find(seen.insurer.as_ref(), &["Organization"]),
        payer: by_insurer.or_else(by_coverage).unwrap_or_default(),
        kind: code_of(seen.kind.as_ref(), "claim-type").to_owned(),
        total_cents: total(scope, seen.total.as_ref())?,
        drg: drg(&seen),
        created: seen.created.map(|created| created.0),
        status: status_words(seen.status.said()),
    };
    scope.facts.push(Fact::Claim(Box::new(fact)));
    Ok(())
}

/// US cents; other currencies are kept in the source only.
fn total(scope: &Scope<'_, '_>, total: Option<&Quantity<'_>>) -> Result<Option<i64>, Stop> {
    let Some(total) = total.filter(|total| matches!(total.currency.said(), "" | "USD")) else {
        return Ok(None);
    };
    let Some(number) = total.value else { return Ok(None) };
    match cents(number.0) {
        Some(cents) => Ok(Some(cents)),
        None => Err(scope.fault("total.value", "an amount of money belongs here").into()),
    }
}

/// Cents of a JSON number by its digits, half a cent rounded away from zero; `None` if it is too large.
fn cents(text: &str) -> Option<i64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // The digits before this place are whole cents.
    let place = i64::try_from(whole.len()).ok()?.checked_add(exponent)?.checked_add(2)?;
    let mut cents = 0_i64;
    let mut digits = whole.bytes().chain(fraction.bytes());
    for _ in 0..place {
        let digit = match digits.next() {
            Some(digit) => digit,
            // Nothing but zeros is left, however large the exponent.
            None if cents == 0 => break,
            None => b'0',
        };
        cents = cents.checked_mul(10)?.checked_add(i64::from(digit.checked_sub(b'0')?))?;
    }
    if place >= 0 && digits.next().is_some_and(|digit| digit >= b'5') {
        cents = cents.checked_add(1)?;
    }
    Some(if negative { -cents } else { cents })
}

/// The DRG under which the stay is billed.
fn drg(seen: &Claim<'_>) -> Option<String> {
    let packages = seen.diagnosis.iter().filter_map(|diagnosis| diagnosis.package_code.as_ref());
    let by_system = |coding: &&Coding<'_>| system_name(coding.system.said()) == "DRG";
    let package = packages.clone().flat_map(|package| package.coding.iter()).find(by_system);
    let any_package = || packages.clone().flat_map(|package| package.coding.iter()).next();
    let extended = || {
        let named = seen.extension.iter().filter(|each| each.url.said().to_ascii_lowercase().contains("drg"));
        named
            .flat_map(|each| {
                let concept = each.value_codeable_concept.iter().flat_map(|concept| concept.coding.iter());
                concept.chain(each.value_coding.iter())
            })
            .next()
    };
    package.or_else(extended).or_else(any_package).and_then(|coding| coding.code.some())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{kept, single};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_is_exact() {
        for (text, expected) in [
            ("125", Some(12500)),
            ("140.52", Some(14052)),
            ("0.29", Some(29)),
            ("1.005", Some(101)),
            ("-3.1", Some(-310)),
            ("1.2e3", Some(120_000)),
            ("12e-1", Some(120)),
            ("1e-5", Some(0)),
            ("0e99", Some(0)),
            ("1e99", None),
            ("1e99999999999999999999", None),
            ("92233720368547758.07", Some(i64::MAX)),
        ] {
            assert_eq!(cents(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whole_cents_come_back(value in -1_000_000_000_i64..1_000_000_000) {
            let sign = if value < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:02}", value.abs() / 100, value.abs() % 100);
            prop_assert_eq!(cents(&text), Some(value));
        }

        #[test]
        fn no_number_panics(text in "-?[0-9]{1,25}(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,19})?") {
            let _ = cents(&text);
        }
    }

    #[test]
    fn a_claim_is_read() {
        let json = r#"{"resourceType":"Claim","id":"c","status":"active","use":"claim","patient":{"reference":"Patient/p"},
            "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}]},
            "insurance":[{"coverage":{"display":"other"}},{"focal":true,"coverage":{"display":"Medicare"}}],
            "diagnosis":[{"sequence":1},{"packageCode":{"coding":[{"system":"urn:x","code":"0"},
              {"system":"http://terminology.hl7.org/CodeSystem/MSDRG","code":"291"}]}}],
            "item":[{},{"encounter":[{"reference":"Encounter/e"}]}],"total":{"value":9183.45,"currency":"USD"}}"#;
        let facts = single(json);
        let [Fact::Claim(fact)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((fact.total_cents, fact.drg.as_deref()), (Some(918_345), Some("291")));
        assert_eq!((fact.payer.as_str(), fact.kind.as_str()), ("Medicare", "institutional"));
        assert_eq!(fact.encounter.as_ref().unwrap().key, "e");
        assert_eq!(
            kept(&json.replace("\"claim\"", "\"preauthorization\"")),
            "kept, not applied: Claim for preauthorization"
        );
    }

    #[test]
    fn an_insurance_is_read() {
        let facts = single(
            r#"{"resourceType":"Coverage","id":"c","status":"active","beneficiary":{"reference":"Patient/p"},
            "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MB"}]},"value":"88"}],
            "payor":[{"reference":"Patient/p"},{"reference":"Organization/acme","display":"Acme"}],"order":2,
            "class":[{"type":{"coding":[{"code":"group"}]},"value":"xyz"},{"type":{"coding":[{"code":"plan"}]},"value":"gold"}]}"#,
        );
        let [Fact::Coverage(fact)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!(
            (fact.member_id.as_str(), fact.group_number.as_str(), fact.plan.as_str()),
            ("88", "xyz", "gold")
        );
        assert_eq!((fact.payer.as_ref().unwrap().key.as_str(), fact.rank), ("acme", Some(2)));
    }
}
