//! References between resources, in all their spellings, to the keys of facts.

use super::parts::{Identifier, Reference};
use super::scalars::Said;
use crate::domain::facts::{Coded, Kind, Ref};
use std::collections::HashMap;

/// How many of each sort [`Known`] remembers, so that no input can fill the memory.
const MOST_KNOWN: usize = 100_000;

/// The kind of object that a resource type stands for.
pub(super) fn kind_of(resource_type: &str) -> Option<Kind> {
    Some(match resource_type {
        "Patient" => Kind::Patient,
        "Encounter" => Kind::Encounter,
        "Condition" => Kind::Diagnosis,
        "Procedure" => Kind::Procedure,
        "Observation" => Kind::Result,
        "DiagnosticReport" => Kind::Report,
        "DocumentReference" | "Composition" => Kind::Document,
        "MedicationRequest" | "MedicationAdministration" => Kind::Medication,
        "AllergyIntolerance" => Kind::Allergy,
        "Immunization" => Kind::Immunization,
        "Practitioner" | "PractitionerRole" => Kind::Practitioner,
        "Organization" => Kind::Organization,
        "Location" => Kind::Location,
        "Coverage" => Kind::Coverage,
        "Claim" => Kind::Claim,
        _ => return None,
    })
}

/// The key of a resource: its id, with the type before it where two types make facts of one kind.
pub(super) fn key_of(resource_type: &str, id: &str) -> String {
    match resource_type {
        "Composition" | "MedicationAdministration" | "PractitionerRole" => format!("{resource_type}/{id}"),
        _ => id.to_owned(),
    }
}

/// A reference taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target<'r> {
    /// Resource type, empty if the reference does not say.
    pub kind: &'r str,
    /// The id, `?…` of a conditional reference, or `#…` of a contained resource.
    pub id: &'r str,
}

/// Takes apart `Patient/1`, `https://x/fhir/Patient/1/_history/2`, `urn:uuid:…`, `#a`, `Practitioner?identifier=s|v`.
pub(super) fn target(reference: &str) -> Target<'_> {
    let reference = reference.trim();
    if reference.starts_with('#') {
        return Target { kind: "", id: reference };
    }
    let urn = reference.get(..9).filter(|head| head.eq_ignore_ascii_case("urn:uuid:"));
    let urn = urn.or_else(|| reference.get(..8).filter(|head| head.eq_ignore_ascii_case("urn:oid:")));
    if let Some(id) = urn.and_then(|head| reference.get(head.len()..)) {
        return Target { kind: "", id };
    }
    if let Some(at) = reference.find('?') {
        let (path, query) = reference.split_at_checked(at).unwrap_or((reference, ""));
        return Target { kind: path.rsplit('/').next().unwrap_or_default(), id: query };
    }
    let (path, _version) = reference.split_once("/_history").unwrap_or((reference, ""));
    let mut parts = path.trim_end_matches('/').rsplit('/');
    let id = parts.next().unwrap_or_default();
    let kind = parts.next().filter(|kind| kind.starts_with(|first: char| first.is_ascii_uppercase()));
    Target { kind: kind.unwrap_or_default(), id }
}

/// `?system|value` of a conditional or logical reference.
fn identifier_key(query: &str) -> String {
    let identifier =
        query.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix("identifier="));
    identifier.map_or_else(|| query.to_owned(), |identifier| format!("?{}", percent_decoded(identifier)))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let decoded = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the records read so far say about later references.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Other names of objects: a role's key for its practitioner, an id for a bundle's own `urn:uuid`.
    aliases: HashMap<(Kind, String), String>,
    /// Medications by key.
    medications: HashMap<String, Coded>,
}

impl Known {
    /// From now on `name` means the object with the key `key`.
    pub fn alias(&mut self, kind: Kind, name: String, key: String) {
        if name != key && self.aliases.len() < MOST_KNOWN {
            self.aliases.insert((kind, name), key);
        }
    }

    /// From now on a reference to one of its identifiers means the object with the key `key`.
    pub fn alias_identifiers(&mut self, kind: Kind, identifiers: &[Identifier<'_>], key: &str) {
        for name in identifiers.iter().filter_map(logical_key) {
            self.alias(kind, name, key.to_owned());
        }
    }

    /// A medication that requests may refer to.
    pub fn learn_medication(&mut self, key: String, code: Coded) {
        if self.medications.len() < MOST_KNOWN {
            self.medications.insert(key, code);
        }
    }

    /// The medication of a key, if it was met.
    pub fn medication(&self, key: &str) -> Option<&Coded> {
        self.medications.get(key)
    }

    fn resolved(&self, kind: Kind, key: String) -> String {
        if self.aliases.is_empty() {
            return key;
        }
        let named = (kind, key);
        self.aliases.get(&named).cloned().unwrap_or(named.1)
    }
}

/// Reads references of one resource.
pub(super) struct Referrer<'k> {
    /// `Type/key` of the outermost resource, before `#` of contained ones.
    pub container: &'k str,
    /// Types of its contained resources by id.
    pub contained: &'k [(String, String)],
    /// What was read before.
    pub known: &'k Known,
}

impl Referrer<'_> {
    /// The object referred to, if it is one of the `expected` resource types; the first of them where nothing says.
    pub fn find(&self, reference: Option<&Reference<'_>>, expected: &[&str]) -> Option<Ref> {
        let reference = reference?;
        let display = reference.display.some();
        let said = reference.kind.said();
        let target = target(reference.to.said());
        let inside =
            target.id.strip_prefix('#').and_then(|id| self.contained.iter().find(|(known, _)| known == id));
        let resource_type = [target.kind, inside.map_or("", |(_, kind)| kind.as_str()), said]
            .into_iter()
            .find(|kind| !kind.is_empty())
            .or_else(|| expected.first().copied())?;
        if !expected.contains(&resource_type) {
            return None;
        }
        let kind = kind_of(resource_type)?;
        let key = match target.id {
            "" => match reference.identifier.as_deref().and_then(logical_key) {
                Some(key) => self.known.resolved(kind, key),
                // Words alone: the same words name the same object. A person in care needs more than words.
                None if kind != Kind::Patient => format!("?display={}", display.as_ref()?),
                None => return None,
            },
            id if id.starts_with('#') => self.known.resolved(kind, format!("{}{id}", self.container)),
            id if id.starts_with('?') => self.known.resolved(kind, identifier_key(id)),
            id => self.known.resolved(kind, key_of(resource_type, id)),
        };
        Some(Ref { kind, key, display })
    }
}

fn logical_key(identifier: &Identifier<'_>) -> Option<String> {
    let value = identifier.value.some()?;
    Some(format!("?{}|{value}", identifier.system.said()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(json: &str, expected: &[&str]) -> Option<(Kind, String)> {
        let reference: Reference<'_> = serde_json::from_str(json).unwrap();
        let contained = [("org1".to_owned(), "Organization".to_owned())];
        let known = Known::default();
        let referrer = Referrer { container: "Claim/7", contained: &contained, known: &known };
        referrer.find(Some(&reference), expected).map(|found| (found.kind, found.key))
    }

    #[test]
    fn every_spelling_of_a_reference() {
        let to = |reference: &str| {
            find(&format!(r#"{{"reference":"{reference}"}}"#), &["Practitioner", "Organization"])
        };
        let practitioner = |key: &str| Some((Kind::Practitioner, key.to_owned()));
        assert_eq!(to("Practitioner/1"), practitioner("1"));
        assert_eq!(to("https://x.org/fhir/Practitioner/1"), practitioner("1"));
        assert_eq!(to("Practitioner/1/_history/2"), practitioner("1"));
        assert_eq!(to("urn:uuid:0a-1"), practitioner("0a-1"));
        assert_eq!(to("urn:oid:1.2.3"), practitioner("1.2.3"));
        assert_eq!(to("#org1"), Some((Kind::Organization, "Claim/7#org1".to_owned())));
        let npi = practitioner("?http://hl7.org/fhir/sid/us-npi|123");
        assert_eq!(to("Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|123"), npi);
        assert_eq!(to("Practitioner?active=true&identifier=http%3A//hl7.org/fhir/sid/us-npi%7C123"), npi);
        assert_eq!(to("Device/1"), None);
        let logical = r#"{"type":"Practitioner","identifier":{"system":"http://hl7.org/fhir/sid/us-npi","value":"123"}}"#;
        assert_eq!(find(logical, &["Organization", "Practitioner"]), npi);
        assert_eq!(find(r#"{"display":"Dr. Hana"}"#, &["Practitioner"]), practitioner("?display=Dr. Hana"));
        assert_eq!(find(r#"{"display":"Hana"}"#, &["Patient"]), None);
    }

    #[test]
    fn aliases_lead_to_the_object() {
        let mut known = Known::default();
        known.alias(Kind::Practitioner, "PractitionerRole/r".to_owned(), "p".to_owned());
        let reference: Reference<'_> = serde_json::from_str(r#"{"reference":"PractitionerRole/r"}"#).unwrap();
        let referrer = Referrer { container: "Claim/7", contained: &[], known: &known };
        assert_eq!(referrer.find(Some(&reference), &["Practitioner", "PractitionerRole"]).unwrap().key, "p");
    }

    proptest! {
        #[test]
        fn nothing_panics(reference in "[A-Za-z:/#?|=%&é._]{0,40}") {
            let _ = identifier_key(target(&reference).id);
        }
    }
}
