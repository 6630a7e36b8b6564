//! Names, numbers, addresses and phones, as persons and organisations have them.

use super::codes::words;
use super::parts::{Address, ContactPoint, HumanName, Identifier};
use super::scalars::{List, Said, Text};
use crate::domain::facts;
use crate::domain::facts::{NameUse, PersonName};

/// Identifiers with a value; those no longer in use come last.
pub(super) fn identifiers(seen: &[Identifier<'_>]) -> Vec<facts::Identifier> {
    let mut ordered: Vec<&Identifier<'_>> =
        seen.iter().filter(|each| !each.value.said().is_empty()).collect();
    ordered.sort_by_key(|each| {
        each.usage.said() == "old" || each.period.is_some_and(|period| period.end.is_some())
    });
    ordered
        .into_iter()
        .map(|each| facts::Identifier {
            kind: identifier_kind(each),
            system: each.system.owned(),
            value: each.value.owned(),
        })
        .collect()
}

/// HL7 table 0203 code of an identifier, from its system where that is a national one.
pub(super) fn identifier_kind(identifier: &Identifier<'_>) -> String {
    let by_system = system_kind(identifier.system.said());
    if !by_system.is_empty() {
        return by_system.to_owned();
    }
    let Some(kind) = &identifier.kind else { return String::new() };
    let is_0203 = |system: &str| system.ends_with("0203") || system.is_empty();
    let coding =
        kind.coding.iter().find(|coding| is_0203(coding.system.said()) && !coding.code.said().is_empty());
    if let Some(coding) = coding {
        return coding.code.owned();
    }
    match words(Some(kind)).to_ascii_lowercase().as_str() {
        "mrn" | "mr" | "medical record number" => "MR".to_owned(),
        "ssn" | "social security number" => "SS".to_owned(),
        _ => String::new(),
    }
}

/// HL7 table 0203 code of the national systems of identifiers; empty for others.
pub(super) fn system_kind(system: &str) -> &'static str {
    let oid = system.strip_prefix("urn:oid:").unwrap_or_default();
    match system.rsplit('/').next().unwrap_or_default() {
        "us-ssn" => "SS",
        "us-npi" => "NPI",
        "us-medicare" | "us-mbi" => "MC",
        name if name.starts_with("passport") => "PPN",
        _ => match oid {
            "2.16.840.1.113883.4.1" => "SS",
            "2.16.840.1.113883.4.6" => "NPI",
            // One OID for each state's licences below this one.
            _ if oid.starts_with("2.16.840.1.113883.4.3.") => "DL",
            _ => "",
        },
    }
}

/// The identifier of a kind, for example the NPI.
pub(super) fn of_kind(identifiers: &[facts::Identifier], kind: &str) -> Option<String> {
    identifiers.iter().find(|each| each.kind == kind).map(|each| each.value.clone())
}

/// Names: the official one first, then the usual one, those no longer in use last.
pub(super) fn names(seen: &[HumanName<'_>]) -> Vec<PersonName> {
    let mut found: Vec<(u8, PersonName)> = seen
        .iter()
        .map(|name| (rank(name), person_name(name)))
        .filter(|(_, name)| !(name.family.is_empty() && name.given.is_empty()))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, name)| name).collect()
}

fn rank(name: &HumanName<'_>) -> u8 {
    let ended = u8::from(name.period.is_some_and(|period| period.end.is_some()));
    let of_use = match name.usage.said() {
        "official" => 0,
        "usual" => 1,
        "" => 2,
        _ => 4,
    };
    of_use + 4 * ended
}

/// One name; a name that is only sent as text is taken apart.
pub(super) fn person_name(name: &HumanName<'_>) -> PersonName {
    let name_use = match name.usage.said() {
        "nickname" | "anonymous" | "temp" => NameUse::Alias,
        "old" => NameUse::Former,
        "maiden" => NameUse::Maiden,
        _ => NameUse::Official,
    };
    let said = |list: &List<Text<'_>>| -> Vec<String> {
        list.iter().map(|text| text.0.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    };
    let (family, given) = (name.family.owned(), said(&name.given));
    if family.is_empty() && given.is_empty() {
        return PersonName { name_use, ..name_of_text(name.text.said()) };
    }
    let mut given = given.into_iter();
    PersonName {
        name_use,
        prefix: said(&name.prefix).join(" "),
        family,
        given: given.next().unwrap_or_default(),
        middle: given.collect::<Vec<_>>().join(" "),
        suffix: said(&name.suffix).join(" "),
    }
}

/// A name that is only sent as text: `Smith, John Q`, `John Q Smith`, `Dr. Hana Flores, MD`.
pub(super) fn name_of_text(text: &str) -> PersonName {
    const BEFORE: [&str; 7] = ["dr", "mr", "mrs", "ms", "miss", "prof", "rev"];
    const BEHIND: [&str; 24] = [
        "md", "do", "np", "pa", "rn", "phd", "pharmd", "dds", "dmd", "dpm", "dpt", "mbbs", "fnp", "crna",
        "cnm", "lcsw", "psyd", "od", "jr", "sr", "ii", "iii", "iv", "pa-c",
    ];
    let is_of =
        |word: &str, list: &[&str]| list.contains(&word.replace('.', "").to_ascii_lowercase().as_str());
    let mut parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut suffix = Vec::new();
    while let [_, .., last] = parts[..] {
        if !last.split_whitespace().all(|word| is_of(word, &BEHIND)) {
            break;
        }
        suffix.insert(0, last);
        parts.pop();
    }
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    let rest = parts.collect::<Vec<_>>().join(" ");
    // With a comma the family name comes first, without one last.
    let (family, mut words): (Vec<&str>, Vec<&str>) = if rest.is_empty() {
        let mut words: Vec<&str> = first.split_whitespace().collect();
        (words.pop().into_iter().collect(), words)
    } else {
        (vec![first], rest.split_whitespace().collect())
    };
    let n_before = words.iter().take_while(|word| is_of(word, &BEFORE)).count();
    let prefix: Vec<&str> = words.drain(..n_before).collect();
    let mut given = words.into_iter();
    PersonName {
        name_use: NameUse::Official,
        prefix: prefix.join(" "),
        family: family.concat(),
        given: given.next().unwrap_or_default().to_owned(),
        middle: given.collect::<Vec<_>>().join(" "),
        suffix: suffix.join(" "),
    }
}

/// Addresses: the home of today first, old ones last.
pub(super) fn addresses(seen: &[Address<'_>]) -> Vec<facts::Address> {
    let mut ordered: Vec<&Address<'_>> = seen.iter().collect();
    ordered.sort_by_key(|each| {
        let ended = each.usage.said() == "old" || each.period.is_some_and(|period| period.end.is_some());
        (ended, !matches!(each.usage.said(), "home" | ""))
    });
    ordered.into_iter().map(address).filter(|each| *each != facts::Address::default()).collect()
}

/// One address; one that is only sent as text stands in the street.
pub(super) fn address(seen: &Address<'_>) -> facts::Address {
    let lines: Vec<&str> =
        seen.line.iter().map(|line| line.0.trim()).filter(|line| !line.is_empty()).collect();
    let parts = [&seen.city, &seen.state, &seen.postal_code];
    let only_text = lines.is_empty() && parts.iter().all(|part| part.said().is_empty());
    facts::Address {
        address_use: seen.usage.owned(),
        street: if only_text { seen.text.owned() } else { lines.join("\n") },
        city: seen.city.owned(),
        state: seen.state.owned(),
        zip: seen.postal_code.owned(),
        country: seen.country.owned(),
    }
}

/// Phones and mail in the sender's order of preference, old ones last.
pub(super) fn telecoms(seen: &[ContactPoint<'_>]) -> Vec<facts::Telecom> {
    let mut ordered: Vec<&ContactPoint<'_>> =
        seen.iter().filter(|each| !each.value.said().is_empty()).collect();
    ordered.sort_by_key(|each| (each.usage.said() == "old", each.rank.unwrap_or(u32::MAX)));
    ordered
        .into_iter()
        .map(|each| facts::Telecom {
            kind: match (each.system.said(), each.usage.said()) {
                ("phone", "mobile") | ("sms", _) => "mobile",
                ("phone" | "", _) => "phone",
                ("fax", _) => "fax",
                ("email", _) => "email",
                _ => "other",
            }
            .to_owned(),
            telecom_use: each.usage.owned(),
            value: each.value.owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_official_name_comes_first() {
        let json = r#"[{"use":"old","family":"Shaw","given":["Amy","V."]},{"use":"nickname","given":["Ames"]},
            {"use":"usual","family":"Baxter","given":["Amy",null,"V."],"suffix":["PharmD"]},{"text":"Baxter, Amelia"},
            {"use":"maiden","family":"Shaw"},{}]"#;
        let seen: Vec<HumanName<'_>> = serde_json::from_str(json).unwrap();
        let found: Vec<_> =
            names(&seen).into_iter().map(|n| (n.name_use, n.family, n.given, n.middle)).collect();
        let name = |u, f: &str, g: &str, m: &str| (u, f.to_owned(), g.to_owned(), m.to_owned());
        assert_eq!(
            found,
            [
                name(NameUse::Official, "Baxter", "Amy", "V."),
                name(NameUse::Official, "Baxter", "Amelia", ""),
                name(NameUse::Former, "Shaw", "Amy", "V."),
                name(NameUse::Alias, "", "Ames", ""),
                name(NameUse::Maiden, "Shaw", "", ""),
            ]
        );
    }

    #[test]
    fn names_sent_as_text_are_taken_apart() {
        for (text, parts) in [
            ("Smith, John Q", ["", "Smith", "John", "Q", ""]),
            ("John Q Smith", ["", "Smith", "John", "Q", ""]),
            ("Dr. Hana Flores, MD, PhD", ["Dr.", "Flores", "Hana", "", "MD PhD"]),
            ("De La Cruz, Ana, Jr.", ["", "De La Cruz", "Ana", "", "Jr."]),
            ("Madonna", ["", "Madonna", "", "", ""]),
            (" , ", ["", "", "", "", ""]),
            ("MD", ["", "MD", "", "", ""]),
        ] {
            let name = name_of_text(text);
            assert_eq!([name.prefix, name.family, name.given, name.middle, name.suffix], parts, "{text}");
        }
    }

    #[test]
    fn identifiers_know_their_kind() {
        for (json, kind) in [
            (
                r#"{"system":"http://hl7.org/fhir/sid/us-ssn","value":"1","type":{"coding":[{"code":"SB"}]}}"#,
                "SS",
            ),
            (r#"{"system":"urn:oid:2.16.840.1.113883.4.3.25","value":"1"}"#, "DL"),
            (
                r#"{"type":{"coding":[{"system":"http://x"},{"system":"http://hl7.org/fhir/v2/0203","code":"MR"}]}}"#,
                "MR",
            ),
            (r#"{"type":{"text":"MRN"}}"#, "MR"),
            (r#"{"system":"http://hospital"}"#, ""),
        ] {
            assert_eq!(identifier_kind(&serde_json::from_str(json).unwrap()), kind, "{json}");
        }
    }

    #[test]
    fn the_home_of_today_comes_first() {
        let json = r#"[{"use":"old","city":"A"},{"use":"work","city":"B"},{"use":"home","line":["1","2"],"city":"C"},
            {"text":"only words"},{}]"#;
        let seen: Vec<Address<'_>> = serde_json::from_str(json).unwrap();
        let streets: Vec<_> =
            addresses(&seen).into_iter().map(|a| format!("{}{}", a.city, a.street)).collect();
        assert_eq!(streets, ["C1\n2", "only words", "B", "A"]);
    }
}
