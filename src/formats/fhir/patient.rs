//! Patient: who a person is.

use super::codes::{best, confidentiality, words};
use super::dates::ends_before;
use super::parts::{Address, ContactPoint, HumanName, Identifier};
use super::parts::{Coding, Concept, Contained, Meta, Reference};
use super::people::{addresses, identifiers, names, telecoms};
use super::scalars::{Day, List, Moment, Said, Text};
use super::scope::{Scope, Stop};
use crate::domain::facts::{Fact, Kind, LinkFact, MergeFact, Origin, PatientFact, Ref, Scope as Extent, Sex};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Patient<'a> {
    #[serde(borrow, rename = "id")]
    _id: Option<Text<'a>>,
    meta: Option<Meta<'a>>,
    #[serde(default)]
    contained: Contained<'a>,
    #[serde(default)]
    extension: List<&'a RawValue>,
    #[serde(default)]
    identifier: List<Identifier<'a>>,
    active: Option<bool>,
    #[serde(default)]
    name: List<HumanName<'a>>,
    #[serde(default)]
    telecom: List<ContactPoint<'a>>,
    gender: Option<Text<'a>>,
    birth_date: Option<Day>,
    deceased_boolean: Option<bool>,
    deceased_date_time: Option<Moment>,
    #[serde(default)]
    address: List<Address<'a>>,
    marital_status: Option<Concept<'a>>,
    multiple_birth_boolean: Option<bool>,
    multiple_birth_integer: Option<i32>,
    #[serde(default)]
    communication: List<Communication<'a>>,
    #[serde(default)]
    link: List<Link<'a>>,
}

#[derive(Debug, Deserialize)]
struct Communication<'a> {
    #[serde(borrow)]
    language: Option<Concept<'a>>,
    preferred: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Link<'a> {
    #[serde(borrow)]
    other: Option<Reference<'a>>,
    #[serde(rename = "type")]
    kind: Option<Text<'a>>,
}

/// An extension that we know. Others are never read, so that no vendor's own can be at fault.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension<'a> {
    #[serde(borrow)]
    url: Option<Text<'a>>,
    value_string: Option<Text<'a>>,
    value_code: Option<Text<'a>>,
    value_coding: Option<Coding<'a>>,
    value_codeable_concept: Option<Concept<'a>>,
    #[serde(default, rename = "extension")]
    parts: List<Extension<'a>>,
}

#[derive(Debug, Deserialize)]
struct ExtensionHead<'a> {
    #[serde(borrow)]
    url: Option<Text<'a>>,
}

/// Last part of the URL of the extensions that we read.
const KNOWN_EXTENSIONS: [&str; 6] = [
    "us-core-race",
    "us-core-ethnicity",
    "us-core-birthsex",
    "us-core-sex",
    "us-core-individual-sex",
    "patient-mothersMaidenName",
];

/// What the extensions of US Core and FHIR itself say.
#[derive(Debug, Default)]
struct Extended {
    race: Option<String>,
    ethnicity: Option<String>,
    birth_sex: Option<Sex>,
    sex: Option<Sex>,
    mothers_maiden_name: Option<String>,
}

/// Facts of a Patient.
pub(super) fn facts(scope: &mut Scope<'_, '_>) -> Result<(), Stop> {
    let seen: Patient<'_> = scope.read()?;
    scope.meet(seen.meta.as_ref(), &seen.contained)?;
    let extended = extended(scope, &seen)?;
    let sex = match seen.gender.said() {
        "" => extended.sex.or(extended.birth_sex),
        said => Some(
            sex(said).ok_or_else(|| scope.fault("gender", "male, female, other or unknown belongs here"))?,
        ),
    };
    let death = seen.deceased_date_time.map(|moment| Some(moment.0));
    let birth_date = seen.birth_date.map(|day| day.0);
    if let (Some(Some(died)), Some(born)) = (death, birth_date)
        && ends_before(died, crate::domain::time::When::Date(born))
    {
        return Err(scope.fault("deceasedDateTime", "the death lies before the birth").into());
    }
    let mut fact = PatientFact {
        origin: scope.origin.clone(),
        scope: Extent::Whole,
        cleared: Vec::new(),
        identifiers: identifiers(&seen.identifier),
        names: names(&seen.name),
        birth_date,
        sex,
        death: death.or(seen.deceased_boolean.filter(|dead| *dead).map(|_| None)),
        addresses: addresses(&seen.address),
        telecoms: telecoms(&seen.telecom),
        language: language(&seen.communication),
        marital: marital(seen.marital_status.as_ref()),
        race: extended.race,
        ethnicity: extended.ethnicity,
        mothers_maiden_name: extended.mothers_maiden_name,
        birth_order: seen
            .multiple_birth_integer
            .or(seen.multiple_birth_boolean.filter(|many| *many).map(|_| 0)),
        active: seen.active,
        flags: flags(seen.meta.as_ref()),
        replaced_by: None,
    };
    let links = links(scope, &seen.link, &mut fact);
    scope.facts.push(Fact::Patient(Box::new(fact)));
    scope.facts.extend(links);
    Ok(())
}

fn sex(said: &str) -> Option<Sex> {
    match said.to_ascii_lowercase().as_str() {
        "male" | "m" => Some(Sex::Male),
        "female" | "f" => Some(Sex::Female),
        "other" | "oth" => Some(Sex::Other),
        "unknown" | "unk" | "asku" => Some(Sex::Unknown),
        _ => None,
    }
}

/// US Core 6 and later: a code, or a SNOMED finding.
fn recorded_sex(extension: &Extension<'_>) -> Option<Sex> {
    let coding = extension.value_coding.as_ref();
    let code = coding.map_or(extension.value_code.said(), |coding| coding.code.said());
    match code {
        "248152002" => Some(Sex::Female),
        "248153007" => Some(Sex::Male),
        "" => None,
        other => Some(sex(other).unwrap_or(Sex::Unknown)),
    }
}

fn extended(scope: &Scope<'_, '_>, seen: &Patient<'_>) -> Result<Extended, Stop> {
    let mut found = Extended::default();
    for raw in seen.extension.iter() {
        let Ok(head) = serde_json::from_str::<ExtensionHead<'_>>(raw.get()) else { continue };
        let name = head.url.said().rsplit('/').next().unwrap_or_default();
        if !KNOWN_EXTENSIONS.contains(&name) {
            continue;
        }
        let extension: Extension<'_> = serde_json::from_str(raw.get())
            .map_err(|_| scope.fault("extension", &format!("the extension {name} is not of its form")))?;
        match name {
            "us-core-race" => found.race = categories(&extension),
            "us-core-ethnicity" => found.ethnicity = categories(&extension),
            "us-core-birthsex" => found.birth_sex = sex(extension.value_code.said()),
            "us-core-sex" | "us-core-individual-sex" => found.sex = recorded_sex(&extension),
            _ => found.mothers_maiden_name = extension.value_string.some(),
        }
    }
    Ok(found)
}

/// Race or ethnicity in words: the text of the extension, else its categories.
fn categories(extension: &Extension<'_>) -> Option<String> {
    let parts = || extension.parts.iter();
    let text = parts().find(|part| part.url.said() == "text").and_then(|part| part.value_string.some());
    let coded = || {
        let displays = parts().filter_map(|part| part.value_coding.as_ref()?.display.some());
        Some(displays.collect::<Vec<_>>().join(", ")).filter(|words| !words.is_empty())
    };
    let plain = || {
        let coding = extension.value_coding.as_ref().and_then(|coding| coding.display.some());
        coding.or_else(|| {
            Some(words(extension.value_codeable_concept.as_ref())).filter(|words| !words.is_empty())
        })
    };
    text.or_else(coded).or_else(plain)
}

/// The preferred language, else the first.
fn language(communication: &[Communication<'_>]) -> Option<String> {
    let preferred =
        communication.iter().find(|each| each.preferred == Some(true)).or(communication.first())?;
    let concept = preferred.language.as_ref()?;
    let code = best(&concept.coding).and_then(|coding| coding.code.some());
    code.or_else(|| Some(words(Some(concept))).filter(|words| !words.is_empty()))
}

/// Words for the codes of HL7 v3 MaritalStatus; many senders repeat the code as its own display.
fn marital(concept: Option<&Concept<'_>>) -> Option<String> {
    let said = words(concept);
    let code = concept.and_then(|concept| concept.coding.first()).map_or("", |coding| coding.code.said());
    let known = match if said.chars().count() <= 3 && !said.is_empty() { said.as_str() } else { code } {
        "A" => "Annulled",
        "C" => "Common law",
        "D" => "Divorced",
        "I" => "Interlocutory",
        "L" => "Legally separated",
        "M" => "Married",
        "P" => "Polygamous",
        "S" => "Never married",
        "T" => "Domestic partner",
        "U" => "Unmarried",
        "W" => "Widowed",
        "UNK" => "Unknown",
        _ => "",
    };
    let is_code = said.is_empty() || said.chars().count() <= 3;
    Some(if is_code && !known.is_empty() { known.to_owned() } else { said }).filter(|words| !words.is_empty())
}

/// Flags from the security labels: restricted records, well-known people, employees.
fn flags(meta: Option<&Meta<'_>>) -> Vec<String> {
    let Some(meta) = meta else { return Vec::new() };
    let mut flags = Vec::new();
    if matches!(confidentiality(meta.security.iter()), "R" | "V") {
        flags.push("confidential".to_owned());
    }
    for (codes, flag) in [(["VIP", "CEL"], "vip"), (["EMP", "EMPL"], "employee")] {
        if meta.security.iter().any(|label| codes.contains(&label.code.said())) {
            flags.push(flag.to_owned());
        }
    }
    flags
}

/// Links to other records of the same person.
fn links(scope: &Scope<'_, '_>, links: &[Link<'_>], fact: &mut PatientFact) -> Vec<Fact> {
    let itself = Ref { kind: Kind::Patient, key: fact.origin.key.clone(), display: None };
    let as_of = fact.origin.as_of;
    let mut found = Vec::new();
    for link in links {
        let Some(other) = scope.find(link.other.as_ref(), &["Patient"]) else { continue };
        let (survivor, loser, event) = match link.kind.said() {
            "replaced-by" => (other, itself.clone(), "replaced-by"),
            "replaces" => (itself.clone(), other, "replaces"),
            "seealso" => {
                let origin = Origin { key: format!("{}~{}", itself.key, other.key), as_of };
                found.push(Fact::Link(Box::new(LinkFact {
                    origin,
                    first: itself.clone(),
                    second: other,
                    linked: true,
                })));
                continue;
            }
            _ => continue,
        };
        let loses = loser.key == itself.key;
        if loses {
            fact.replaced_by = Some(survivor.clone());
        }
        let identifiers = if loses { fact.identifiers.clone() } else { Vec::new() };
        found.push(Fact::Merge(Box::new(MergeFact {
            origin: Origin { key: format!("{}>{}", loser.key, survivor.key), as_of },
            event: event.to_owned(),
            of: Kind::Patient,
            survivor: PatientFact {
                origin: Origin { key: survivor.key.clone(), as_of },
                scope: Extent::Partial,
                ..PatientFact::default()
            },
            survivor_ref: survivor,
            loser,
            loser_identifiers: identifiers,
            visit: None,
        })));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, single};
    use super::*;

    fn patient(json: &str) -> PatientFact {
        match single(json).into_iter().next() {
            Some(Fact::Patient(fact)) => *fact,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn who_the_person_is() {
        let fact = patient(
            r#"{"resourceType":"Patient","id":"p1","meta":{"lastUpdated":"2024-01-02T03:04:05Z","security":[
                {"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},
            "extension":[{"url":"http://vendor/x","valueString":5},
              {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[
                {"url":"ombCategory","valueCoding":{"code":"2106-3","display":"White"}},
                {"url":"detailed","valueCoding":{"code":"1586-7","display":"Shoshone"}}]},
              {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"F"},
              {"url":"http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName","valueString":"Haag"}],
            "birthDate":"1950-03","deceasedBoolean":true,"multipleBirthBoolean":true,
            "maritalStatus":{"coding":[{"code":"M","display":"M"}],"text":"M"},
            "communication":[{"language":{"text":"German"}},{"preferred":true,"language":{"coding":[{"code":"en"}]}}]}"#,
        );
        assert_eq!(fact.origin.key, "p1");
        assert!(fact.origin.as_of.is_some());
        assert_eq!(fact.race.as_deref(), Some("White, Shoshone"));
        assert_eq!(fact.sex, Some(Sex::Female));
        assert_eq!(fact.mothers_maiden_name.as_deref(), Some("Haag"));
        assert_eq!(fact.birth_date.unwrap().to_string(), "1950-03");
        assert_eq!((fact.death, fact.birth_order), (Some(None), Some(0)));
        assert_eq!((fact.marital.as_deref(), fact.language.as_deref()), (Some("Married"), Some("en")));
        assert_eq!(fact.flags, ["confidential"]);
    }

    #[test]
    fn sex_is_read_from_newer_extensions() {
        let fact = patient(
            r#"{"resourceType":"Patient","id":"p","extension":[
            {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"F"},
            {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-individual-sex",
             "valueCoding":{"system":"http://snomed.info/sct","code":"248153007"}}]}"#,
        );
        assert_eq!(fact.sex, Some(Sex::Male));
    }

    #[test]
    fn a_replaced_record_asks_for_a_merge() {
        let facts = single(
            r#"{"resourceType":"Patient","id":"old","identifier":[{"value":"7","type":{"coding":[{"code":"MR"}]}}],
            "link":[{"other":{"reference":"Patient/new"},"type":"replaced-by"},
                    {"other":{"reference":"Patient/third"},"type":"seealso"}]}"#,
        );
        let [Fact::Patient(fact), Fact::Merge(merge), Fact::Link(link)] = &facts[..] else {
            panic!("{facts:?}")
        };
        assert_eq!(fact.replaced_by.as_ref().unwrap().key, "new");
        assert_eq!((merge.survivor_ref.key.as_str(), merge.loser.key.as_str()), ("new", "old"));
        assert_eq!(merge.loser_identifiers, fact.identifiers);
        assert_eq!(link.second.key, "third");
    }

    #[test]
    fn faults_name_their_field() {
        for (member, field) in [
            (r#""birthDate":19500312"#, "Patient.birthDate"),
            (r#""birthDate":"12/03/1950""#, "Patient.birthDate"),
            (r#""gender":"mann""#, "Patient.gender"),
            (r#""name":[{"family":["x"]}]"#, "Patient.name[0].family"),
            (r#""id":7"#, "Patient.id"),
            (r#""birthDate":"1950-01-02","deceasedDateTime":"1949""#, "Patient.deceasedDateTime"),
        ] {
            assert_eq!(refused(&format!(r#"{{"resourceType":"Patient",{member}}}"#)).field, field);
        }
    }
}
