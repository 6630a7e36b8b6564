//! Practitioner, PractitionerRole, Organization and Location: who works where.

use super::codes::{best, code_of, words};
use super::parts::{Address, Concept, ContactPoint, Contained, HumanName, Identifier, Meta, Reference};
use super::people::{address, identifiers, name_of_text, names, of_kind, system_kind, telecoms};
use super::scalars::{List, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{
    Fact, Identifier as Number, Kind, LocationFact, OrganizationFact, Origin, PersonName, PractitionerFact,
    Scope as Extent,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Practitioner<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    #[serde(default)]
    identifier: List<Identifier<'a>>,
    active: Option<bool>,
    #[serde(default)]
    name: List<HumanName<'a>>,
    #[serde(default)]
    qualification: List<Qualification<'a>>,
}

#[derive(Debug, Deserialize)]
struct Qualification<'a> {
    #[serde(borrow)]
    code: Option<Concept<'a>>,
}

/// Facts of a Practitioner.
pub(super) fn practitioner(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Practitioner<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let identifiers = identifiers(&seen.identifier);
    scope.known.alias_identifiers(Kind::Practitioner, &seen.identifier, &scope.origin.key);
    let name = names(&seen.name).into_iter().next().unwrap_or_default();
    let fact = PractitionerFact {
        origin: scope.origin.clone(),
        scope: Extent::Whole,
        npi: of_kind(&identifiers, "NPI"),
        identifiers,
        credential: credential(&seen.qualification, &name),
        name,
        specialty: None,
        service: None,
        trainee: false,
        leave: Vec::new(),
        active: seen.active.unwrap_or(true),
    };
    scope.facts.push(Fact::Practitioner(Box::new(fact)));
    Ok(())
}

/// HL7 table 0360 code (`MD`) or words of the first qualification, else the suffix of the name.
fn credential(qualifications: &[Qualification<'_>], name: &PersonName) -> Option<String> {
    let coded = qualifications.iter().find_map(|each| {
        let codings = &each.code.as_ref()?.coding;
        codings.iter().find(|coding| coding.system.said().ends_with("0360"))?.code.some()
    });
    let said = || qualifications.iter().map(|each| words(each.code.as_ref())).find(|words| !words.is_empty());
    coded.or_else(said).or_else(|| Some(name.suffix.clone()).filter(|suffix| !suffix.is_empty()))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Role<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    practitioner: Option<Reference<'a>>,
    #[serde(default)]
    code: List<Concept<'a>>,
    #[serde(default)]
    specialty: List<Concept<'a>>,
    #[serde(default)]
    healthcare_service: List<Reference<'a>>,
}

/// Facts of a PractitionerRole: what it adds to its practitioner. Later references to the role mean that person.
pub(super) fn role(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Role<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let Some(person) = scope.find(seen.practitioner.as_ref(), &["Practitioner"]) else {
        return Err(Stop::keep("PractitionerRole without a practitioner"));
    };
    scope.known.alias(Kind::Practitioner, scope.origin.key.clone(), person.key.clone());
    let said = |concepts: &[Concept<'_>]| {
        concepts.iter().map(|concept| words(Some(concept))).find(|words| !words.is_empty())
    };
    // A person who is only named by a number is known by that number and the words beside it.
    let identifiers: Vec<_> = person.key.strip_prefix('?').and_then(by_number).into_iter().collect();
    let by_words = || person.display.as_deref().map(name_of_text).unwrap_or_default();
    let fact = PractitionerFact {
        npi: of_kind(&identifiers, "NPI"),
        name: if identifiers.is_empty() { PersonName::default() } else { by_words() },
        identifiers,
        origin: Origin { key: person.key, as_of: scope.origin.as_of },
        scope: Extent::Partial,
        specialty: said(&seen.specialty).or_else(|| said(&seen.code)),
        service: seen.healthcare_service.iter().find_map(|service| service.display.some()),
        active: true,
        ..PractitionerFact::default()
    };
    if fact.specialty.is_none() && fact.service.is_none() && fact.identifiers.is_empty() {
        return Err(Stop::keep("PractitionerRole without a specialty"));
    }
    scope.facts.push(Fact::Practitioner(Box::new(fact)));
    Ok(())
}

/// The identifier in a key `?system|value`.
fn by_number(key: &str) -> Option<Number> {
    let (system, value) = key.split_once('|')?;
    let kind = system_kind(system).to_owned();
    Some(Number { kind, system: system.to_owned(), value: value.to_owned() })
}

#[derive(Debug, Deserialize)]
struct Organization<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    #[serde(default)]
    identifier: List<Identifier<'a>>,
    active: Option<bool>,
    #[serde(rename = "type", default)]
    kind: List<Concept<'a>>,
    name: Option<Text<'a>>,
    #[serde(default)]
    alias: List<Text<'a>>,
    #[serde(default)]
    telecom: List<ContactPoint<'a>>,
    #[serde(default)]
    address: List<Address<'a>>,
}

/// Facts of an Organization.
pub(super) fn organization(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Organization<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    scope.known.alias_identifiers(Kind::Organization, &seen.identifier, &scope.origin.key);
    let alias = seen.alias.first().map(|alias| alias.0.trim().to_owned());
    let phone =
        telecoms(&seen.telecom).into_iter().find(|each| matches!(each.kind.as_str(), "phone" | "mobile"));
    let fact = OrganizationFact {
        origin: scope.origin.clone(),
        identifiers: identifiers(&seen.identifier),
        name: seen.name.some().or(alias).unwrap_or_default(),
        kind: code_of(seen.kind.first(), "organization-type").to_owned(),
        address: seen.address.first().map(address),
        phone: phone.map(|phone| phone.value),
        active: seen.active.unwrap_or(true),
    };
    scope.facts.push(Fact::Organization(Box::new(fact)));
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    #[serde(default)]
    identifier: List<Identifier<'a>>,
    status: Option<Text<'a>>,
    name: Option<Text<'a>>,
    description: Option<Text<'a>>,
    #[serde(rename = "type", default)]
    kind: List<Concept<'a>>,
    physical_type: Option<Concept<'a>>,
    managing_organization: Option<Reference<'a>>,
    part_of: Option<Reference<'a>>,
}

/// Facts of a Location.
pub(super) fn location(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Location<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    scope.known.alias_identifiers(Kind::Location, &seen.identifier, &scope.origin.key);
    let kind = words(seen.kind.first());
    let physical = seen.physical_type.as_ref();
    let physical_words = || {
        let display =
            physical.and_then(|concept| best(&concept.coding)).and_then(|coding| coding.display.some());
        display.unwrap_or_else(|| words(physical))
    };
    let fact = LocationFact {
        origin: scope.origin.clone(),
        identifiers: identifiers(&seen.identifier),
        name: seen.name.some().or_else(|| seen.description.some()).unwrap_or_default(),
        kind: if kind.is_empty() { physical_words() } else { kind },
        organization: scope.find(seen.managing_organization.as_ref(), &["Organization"]),
        part_of: scope.find(seen.part_of.as_ref(), &["Location"]),
        active: seen.status.said() != "inactive",
    };
    scope.facts.push(Fact::Location(Box::new(fact)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read_all, single};
    use super::*;

    #[test]
    fn clinicians_with_number_and_credential() {
        let facts = single(
            r#"{"resourceType":"Practitioner","id":"p","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}],
            "name":[{"family":"Bone","given":["Ronald"],"suffix":["MD"]}],
            "qualification":[{"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0360","code":"DO"}]}}]}"#,
        );
        let [Fact::Practitioner(fact)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((fact.npi.as_deref(), fact.credential.as_deref()), (Some("1245319599"), Some("DO")));
        assert!(fact.active);
    }

    #[test]
    fn a_role_means_its_practitioner() {
        let facts = read_all(
            r#"{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/p"},
              "specialty":[{"coding":[{"display":"Cardiology"}]}]}
            {"resourceType":"Procedure","id":"x","subject":{"reference":"Patient/1"},"code":{"text":"Echo"},
              "performer":[{"actor":{"reference":"PractitionerRole/r"}}]}"#,
        );
        let [Fact::Practitioner(person), Fact::Procedure(done)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((person.origin.key.as_str(), person.specialty.as_deref()), ("p", Some("Cardiology")));
        assert_eq!(done.performer.as_ref().unwrap().key, "p");
    }

    #[test]
    fn a_role_of_somebody_known_by_number_alone() {
        let facts = single(
            r#"{"resourceType":"PractitionerRole","id":"r","specialty":[{"text":"Urology"}],
            "practitioner":{"identifier":{"system":"http://hl7.org/fhir/sid/us-npi","value":"123"},"display":"Dr. Hana Flores"}}"#,
        );
        let [Fact::Practitioner(person)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((person.npi.as_deref(), person.name.family.as_str()), (Some("123"), "Flores"));
        assert_eq!(person.origin.key, "?http://hl7.org/fhir/sid/us-npi|123");
    }

    #[test]
    fn conditional_references_find_staff_and_places_met_before() {
        let facts = read_all(
            r#"{"resourceType":"Location","id":"l","identifier":[{"system":"s","value":"4W"}],"name":"4 West"}
            {"resourceType":"Location","id":"m","partOf":{"reference":"Location?identifier=s|4W"}}
            {"resourceType":"Location","id":"n","partOf":{"identifier":{"system":"s","value":"9"}}}"#,
        );
        let parents = facts.iter().map(|fact| match fact {
            Fact::Location(fact) => fact.part_of.as_ref().map(|parent| parent.key.clone()),
            other => panic!("{other:?}"),
        });
        assert_eq!(parents.collect::<Vec<_>>(), [None, Some("l".to_owned()), Some("?s|9".to_owned())]);
    }

    #[test]
    fn contained_organisations_are_facts_too() {
        let facts = single(
            r##"{"resourceType":"Location","id":"l","name":"4 West","status":"inactive",
            "contained":[{"resourceType":"Organization","id":"org1","name":"General"}],
            "managingOrganization":{"reference":"#org1"},"partOf":{"reference":"Location/b"}}"##,
        );
        let [Fact::Organization(owner), Fact::Location(place)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!(owner.origin.key, "Location/l#org1");
        assert_eq!(place.organization.as_ref().unwrap().key, owner.origin.key);
        assert!(!place.active);
    }
}
