//! Code systems: their short names, and which of several codings stands for a concept.

use super::parts::{Coding, Concept};
use super::scalars::Said;
use crate::domain::facts::Coded;

/// Short names in the order in which we prefer them; a system that is not named here comes last.
const PREFERENCE: [&str; 12] = [
    "ICD10CM", "ICD10PCS", "ICD9CM", "ICD9PCS", "LOINC", "CVX", "RXNORM", "SNOMED", "CPT", "HCPCS", "NDC",
    "DRG",
];

/// The system's short name, or the sender's own name of it.
///
/// URIs as in FHIR R4 (terminologies-systems) and THO, OIDs as in the HL7 registry.
pub(super) fn system_name(system: &str) -> &str {
    let plain = system.trim_end_matches('/');
    let oid = plain.strip_prefix("urn:oid:");
    let web = plain.strip_prefix("http://").or_else(|| plain.strip_prefix("https://"));
    match (web, oid) {
        (Some("snomed.info/sct"), _) | (_, Some("2.16.840.1.113883.6.96")) => "SNOMED",
        (Some(version), _) if version.starts_with("snomed.info/sct/") => "SNOMED",
        (Some("loinc.org"), _) | (_, Some("2.16.840.1.113883.6.1")) => "LOINC",
        (Some("www.nlm.nih.gov/research/umls/rxnorm"), _) | (_, Some("2.16.840.1.113883.6.88")) => "RXNORM",
        (Some("hl7.org/fhir/sid/icd-10-cm"), _) | (_, Some("2.16.840.1.113883.6.90")) => "ICD10CM",
        (Some("www.cms.gov/Medicare/Coding/ICD10" | "hl7.org/fhir/sid/icd-10-pcs"), _)
        | (_, Some("2.16.840.1.113883.6.4")) => "ICD10PCS",
        (Some("hl7.org/fhir/sid/icd-9-cm" | "hl7.org/fhir/sid/icd-9-cm/diagnosis"), _)
        | (_, Some("2.16.840.1.113883.6.103" | "2.16.840.1.113883.6.2")) => "ICD9CM",
        (Some("hl7.org/fhir/sid/icd-9-cm/procedure"), _) | (_, Some("2.16.840.1.113883.6.104")) => "ICD9PCS",
        (Some("hl7.org/fhir/sid/icd-10"), _) | (_, Some("2.16.840.1.113883.6.3")) => "ICD10",
        (Some("hl7.org/fhir/sid/cvx"), _)
        | (_, Some("2.16.840.1.113883.12.292" | "2.16.840.1.113883.6.59")) => "CVX",
        (Some("hl7.org/fhir/sid/ndc"), _) | (_, Some("2.16.840.1.113883.6.69")) => "NDC",
        (Some("www.ama-assn.org/go/cpt"), _) | (_, Some("2.16.840.1.113883.6.12")) => "CPT",
        (
            Some(
                "www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
                | "terminology.hl7.org/CodeSystem/HCPCS"
                | "terminology.hl7.org/CodeSystem/HCPCS-all-codes"
                | "hl7.org/fhir/sid/hcpcs",
            ),
            _,
        )
        | (_, Some("2.16.840.1.113883.6.285" | "2.16.840.1.113883.6.14")) => "HCPCS",
        _ if is_drg(plain) => "DRG",
        _ => system,
    }
}

/// The coding that stands for the concept: the one that the user chose, else the best known system.
pub(super) fn best<'c, 'a>(codings: &'c [Coding<'a>]) -> Option<&'c Coding<'a>> {
    if let [only] = codings {
        return Some(only);
    }
    codings.iter().min_by_key(|coding| {
        let name = system_name(coding.system.said());
        let rank = PREFERENCE.iter().position(|known| *known == name).unwrap_or(PREFERENCE.len());
        let absent = coding.system.said().ends_with("data-absent-reason");
        (coding.code.said().is_empty(), !coding.user_selected.unwrap_or(false), absent, rank)
    })
}

/// One coding, with words from elsewhere where it has none.
pub(super) fn coded_as(coding: &Coding<'_>, words: &str) -> Coded {
    let system = system_name(coding.system.said());
    let code = coding.code.said();
    let display = coding.display.said();
    Coded {
        system: system.to_owned(),
        code: if system.starts_with("ICD") { code.replace('.', "") } else { code.to_owned() },
        display: if display.is_empty() { words } else { display }.to_owned(),
    }
}

/// The concept as one code with words; `None` if it says nothing.
pub(super) fn coded(concept: Option<&Concept<'_>>) -> Option<Coded> {
    let concept = concept?;
    let words = concept.text.said();
    match best(&concept.coding) {
        Some(coding) => Some(coded_as(coding, words)).filter(|coded| *coded != Coded::default()),
        None => (!words.is_empty()).then(|| Coded { display: words.to_owned(), ..Coded::default() }),
    }
}

/// The concept in words: its own text, else the display of its best coding, else the code.
pub(super) fn words(concept: Option<&Concept<'_>>) -> String {
    let Some(concept) = concept else { return String::new() };
    let coding = best(&concept.coding);
    [
        concept.text.said(),
        coding.map_or("", |coding| coding.display.said()),
        concept
            .coding
            .iter()
            .map(|coding| coding.display.said())
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        coding.map_or("", |coding| coding.code.said()),
    ]
    .into_iter()
    .find(|text| !text.is_empty())
    .unwrap_or_default()
    .to_owned()
}

/// The first code of the concept, of a system whose name ends with `system` if there is one.
pub(super) fn code_of<'c>(concept: Option<&'c Concept<'_>>, system: &str) -> &'c str {
    let Some(concept) = concept else { return "" };
    let of_system = concept.coding.iter().find(|coding| coding.system.said().ends_with(system));
    of_system.or_else(|| concept.coding.first()).map_or("", |coding| coding.code.said())
}

/// A status code as words: `entered-in-error` is "entered in error".
pub(super) fn status_words(code: &str) -> String {
    code.replace('-', " ")
}

/// Confidentiality code (HL7 v3 Confidentiality: `U`, `L`, `M`, `N`, `R`, `V`) among security labels; the strictest.
pub(super) fn confidentiality<'c>(labels: impl Iterator<Item = &'c Coding<'c>>) -> &'c str {
    const ORDER: [&str; 6] = ["U", "L", "M", "N", "R", "V"];
    labels
        .filter(|label| {
            let system = label.system.said();
            system.ends_with("v3-Confidentiality")
                || system == "urn:oid:2.16.840.1.113883.5.25"
                || system.is_empty()
        })
        .map(|label| label.code.said())
        .filter_map(|code| ORDER.iter().position(|known| *known == code))
        .max()
        .and_then(|rank| ORDER.get(rank).copied())
        .unwrap_or_default()
}

fn is_drg(system: &str) -> bool {
    let lower = system.to_ascii_lowercase();
    ["ms-drg", "msdrg", "diagnosisrelatedgroup", "cms-drg", "apr-drg"].iter().any(|name| lower.contains(name))
        || lower == "urn:oid:2.16.840.1.113883.6.301"
        || lower == "drg"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(json: &str) -> Concept<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn systems_have_short_names() {
        for (system, name) in [
            ("http://snomed.info/sct", "SNOMED"),
            ("http://snomed.info/sct/731000124108", "SNOMED"),
            ("https://loinc.org/", "LOINC"),
            ("urn:oid:2.16.840.1.113883.6.90", "ICD10CM"),
            ("http://www.cms.gov/Medicare/Coding/ICD10", "ICD10PCS"),
            ("http://terminology.hl7.org/CodeSystem/MSDRG", "DRG"),
            ("http://hospital.example/local", "http://hospital.example/local"),
            ("", ""),
        ] {
            assert_eq!(system_name(system), name);
        }
    }

    #[test]
    fn the_best_coding_stands_for_the_concept() {
        let both = r#"{"coding":[{"system":"http://snomed.info/sct","code":"1","display":"one"},
            {"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}],"text":"said"}"#;
        let found = coded(Some(&concept(both))).unwrap();
        assert_eq!((&*found.system, &*found.code, &*found.display), ("ICD10CM", "E119", "said"));
        let chosen = both.replace(r#""display":"one""#, r#""display":"one","userSelected":true"#);
        assert_eq!(coded(Some(&concept(&chosen))).unwrap().system, "SNOMED");
        assert_eq!(coded(Some(&concept(r#"{"text":"only words"}"#))).unwrap().display, "only words");
        assert_eq!(coded(Some(&concept("{}"))), None);
    }

    #[test]
    fn absence_is_the_last_choice() {
        let json = r#"{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown"},
            {"system":"x","code":"7","display":"seven"}]}"#;
        assert_eq!(words(Some(&concept(json))), "seven");
    }
}
