//! HL7 v2 data types as the department's words: codes, identifiers, names, addresses, phones, clinicians, places.

use super::codes;
use super::message::Part;
use crate::domain::{
    facts::{Address, Coded, Identifier, Kind, PersonName, PractitionerFact, Ref, Scope, Telecom},
    npi,
};

/// CE, CWE, CNE, IS: the code that others know too if two are given, the record's own words.
pub fn coded(rep: Part<'_>) -> Option<Coded> {
    let triple = |first: usize| {
        let (code, system) = (rep.comp(first).part(1).text(), rep.comp(first + 2).part(1).text());
        let system = codes::system(&system, &code);
        let code = if system.starts_with("ICD") { code.replace('.', "") } else { code };
        Coded { system, code, display: rep.comp(first + 1).text() }
    };
    let (mut chosen, other) = (triple(1), triple(4));
    let better = codes::is_shared(&other.system) && !codes::is_shared(&chosen.system);
    let display = [chosen.display.clone(), rep.comp(9).text(), other.display.clone()];
    if !other.code.is_empty() && (better || chosen.code.is_empty()) {
        chosen = other;
    }
    if chosen.display.is_empty() {
        chosen.display = display.into_iter().find(|d| !d.is_empty()).unwrap_or_default();
    }
    (!chosen.code.is_empty() || !chosen.display.is_empty()).then_some(chosen)
}

/// The words of a coded field, or its code where it has none.
pub fn words(rep: Part<'_>) -> Option<String> {
    rep.comp(2).some().or_else(|| rep.comp(9).some()).or_else(|| rep.comp(1).part(1).some())
}

/// HD in one component: the namespace, else the universal id.
pub fn authority(component: Part<'_>) -> String {
    component.part(1).some().or_else(|| component.part(2).some()).unwrap_or_default()
}

/// The one spelling of a number with its authority: `HOSP^12345`, or `12345` where nobody assigned it.
pub fn key(authority: &str, value: &str) -> String {
    if authority.is_empty() { value.to_owned() } else { format!("{authority}^{value}") }
}

/// CX: a number, who assigned it and its kind (table 0203).
pub fn identifier(rep: Part<'_>) -> Option<Identifier> {
    let value = rep.comp(1).part(1).some()?;
    let (system, facility, universal) =
        (authority(rep.comp(4)), rep.comp(6).part(1).text(), rep.comp(4).part(2).text());
    let kind = match rep.comp(5).text().to_ascii_uppercase().as_str() {
        "MRN" | "MRNO" => "MR".to_owned(),
        "SSN" => "SS".to_owned(),
        "FIN" | "FIN NB" | "FIN NBR" => "AN".to_owned(),
        other => other.to_owned(),
    };
    let social = [system.as_str(), facility.as_str()].iter().any(|s| matches!(*s, "USSSA" | "SSA" | "SSN"));
    let kind = match system.as_str() {
        _ if !kind.is_empty() => kind,
        _ if social || universal == "2.16.840.1.113883.4.1" => "SS".to_owned(),
        "MRN" | "MR" => "MR".to_owned(),
        _ => kind,
    };
    Some(Identifier { kind, system, value })
}

/// EI over components: `id^namespace^universal^type`; some senders put the id in the third component.
pub fn entity(rep: Part<'_>) -> Option<String> {
    match rep.comp(1).part(1).some() {
        Some(id) => {
            let namespace = rep.comp(2).some().or_else(|| rep.comp(3).some()).unwrap_or_default();
            Some(key(&namespace, &id))
        }
        None => rep.comp(3).some().map(|id| key(&rep.comp(4).text(), &id)),
    }
}

/// XPN: one name of a person; `None` if it names nobody.
pub fn person_name(rep: Part<'_>) -> Option<PersonName> {
    let name = PersonName { name_use: codes::name_use(&rep.comp(7).text()), ..name_from(rep, 1) };
    (!name.family.is_empty() || !name.given.is_empty()).then_some(name)
}

/// Family, given, middle, suffix and prefix in five components from `first`.
fn name_from(rep: Part<'_>, first: usize) -> PersonName {
    let family = rep.comp(first);
    PersonName {
        family: family.part(1).some().or_else(|| family.part(3).some()).unwrap_or_default(),
        given: rep.comp(first + 1).text(),
        middle: rep.comp(first + 2).text(),
        suffix: rep.comp(first + 3).text(),
        prefix: rep.comp(first + 4).text(),
        ..PersonName::default()
    }
}

/// XAD: one address; `None` if only its kind is given.
pub fn address(rep: Part<'_>) -> Option<Address> {
    let line = rep.comp(1);
    let (mut first, street, number) = (line.part(1).text(), line.part(2).text(), line.part(3).text());
    for more in [number, street] {
        if !more.is_empty() && !first.contains(&more) {
            first = if first.is_empty() { more } else { format!("{first} {more}") };
        }
    }
    let street: Vec<String> = [first, rep.comp(2).text()].into_iter().filter(|s| !s.is_empty()).collect();
    let address = Address {
        address_use: codes::address_use(&rep.comp(7).text()).to_owned(),
        street: street.join("\n"),
        city: rep.comp(3).text(),
        state: rep.comp(4).text(),
        zip: rep.comp(5).text(),
        country: rep.comp(6).text(),
    };
    let said = [&address.street, &address.city, &address.state, &address.zip, &address.country];
    said.iter().any(|s| !s.is_empty()).then_some(address)
}

/// XTN, and the plain strings of version 2.2: a phone number, an e-mail address or both.
pub fn telecoms(rep: Part<'_>, default_use: &str) -> Vec<Telecom> {
    let (purpose, equipment) =
        (rep.comp(2).text().to_ascii_uppercase(), rep.comp(3).text().to_ascii_uppercase());
    let telecom_use = match purpose.as_str() {
        "PRN" | "HOME" | "PRS" => "home",
        "WPN" | "WORK" | "BUSINESS" => "work",
        "" | "NET" | "CP" | "CELL" | "MOBILE" => default_use,
        _ => "",
    };
    let kind = match (equipment.as_str(), purpose.as_str()) {
        ("CP" | "CELL" | "MOBILE", _) | ("", "CP" | "CELL" | "MOBILE" | "PRS") => "mobile",
        ("FX" | "FAX", _) => "fax",
        ("BP" | "MD" | "X.400" | "SAT", _) => "other",
        _ => "phone",
    };
    let telecom = |kind: &str, value: String| {
        let kind = if value.contains('@') { "email" } else { kind };
        Telecom { kind: kind.to_owned(), telecom_use: telecom_use.to_owned(), value }
    };
    let number = rep.comp(1).some().or_else(|| rep.comp(12).some()).or_else(|| number_from_parts(rep));
    let mail = rep.comp(4).some().filter(|m| m.contains('@') || number.is_none());
    let mail_kind = if mail.as_ref().is_some_and(|m| m.contains('@')) { "email" } else { "other" };
    number.map(|n| telecom(kind, n)).into_iter().chain(mail.map(|m| telecom(mail_kind, m))).collect()
}

fn number_from_parts(rep: Part<'_>) -> Option<String> {
    let local = rep.comp(7).some()?;
    let abroad = rep.comp(5).some().filter(|c| c != "1" && c != "+1");
    let abroad = abroad.map(|country| format!("+{} ", country.trim_start_matches('+'))).unwrap_or_default();
    let area = rep.comp(6).some().map(|area| format!("({area}) ")).unwrap_or_default();
    let extension = rep.comp(8).some().map(|extension| format!(" x{extension}")).unwrap_or_default();
    Some(format!("{abroad}{area}{local}{extension}"))
}

/// A clinician as a field names them: how to refer to them, and what is known of them beyond the number.
#[derive(Clone, Debug)]
pub struct Clinician {
    /// Key with words.
    pub reference: Ref,
    /// Present if the field gives a name.
    pub fact: Option<PractitionerFact>,
}

/// XCN (and CN of older versions): number, name, degree, authority.
pub fn clinician(rep: Part<'_>) -> Option<Clinician> {
    let credential = rep.comp(7).some().or_else(|| rep.comp(21).some());
    clinician_of(
        name_from(rep, 2),
        &rep.comp(1).part(1).text(),
        rep.comp(9),
        &rep.comp(13).text(),
        credential,
    )
}

/// NDL (OBR-32 to 35): the person in subcomponents of the first component; many senders write an XCN there.
pub fn clinician_in_first(rep: Part<'_>) -> Option<Clinician> {
    let person = rep.comp(1);
    if person.part(2).is_empty() && person.part(3).is_empty() {
        return clinician(rep);
    }
    let name = PersonName {
        family: person.part(2).text(),
        given: person.part(3).text(),
        middle: person.part(4).text(),
        suffix: person.part(5).text(),
        prefix: person.part(6).text(),
        ..PersonName::default()
    };
    let nobody = person.part(99);
    clinician_of(name, &person.part(1).text(), nobody, "", person.part(7).some())
}

fn clinician_of(
    mut name: PersonName,
    number: &str,
    assigner: Part<'_>,
    kind: &str,
    credential: Option<String>,
) -> Option<Clinician> {
    let authority = authority(assigner);
    let mut number = number.to_owned();
    let unnamed = name.family.is_empty() && name.given.is_empty();
    // Words where a number belongs are the clinician's name, written in one piece.
    if unnamed && !number.is_empty() && !number.bytes().any(|b| b.is_ascii_digit()) {
        name.family = std::mem::take(&mut number);
    }
    let is_npi = number.len() == 10
        && number.bytes().all(|b| b.is_ascii_digit())
        && (kind.eq_ignore_ascii_case("NPI") || assigns_npi(assigner, &authority) || npi::is_valid(&number));
    let key = match (number.as_str(), is_npi) {
        ("", _) if name.family.is_empty() && name.given.is_empty() => return None,
        ("", _) => key("name", &format!("{}^{}^{}", name.family, name.given, name.middle).to_uppercase()),
        (number, true) => key("NPI", number),
        (number, false) => key(&authority, number),
    };
    let words = [&name.prefix, &name.given, &name.middle, &name.family, &name.suffix];
    let words: Vec<&str> = words.into_iter().map(String::as_str).filter(|w| !w.is_empty()).collect();
    let display = if words.is_empty() { number.clone() } else { words.join(" ") };
    let reference = Ref { kind: Kind::Practitioner, key: key.clone(), display: Some(display) };
    let named = !name.family.is_empty() || !name.given.is_empty();
    let fact = named.then(|| PractitionerFact {
        origin: crate::domain::facts::Origin { key, as_of: None },
        scope: Scope::Partial,
        npi: is_npi.then(|| number.clone()),
        identifiers: (!number.is_empty())
            .then(|| Identifier {
                kind: if is_npi { "NPI".to_owned() } else { kind.to_owned() },
                system: authority,
                value: number,
            })
            .into_iter()
            .collect(),
        name,
        credential,
        active: true,
        ..PractitionerFact::default()
    });
    Some(Clinician { reference, fact })
}

fn assigns_npi(assigner: Part<'_>, authority: &str) -> bool {
    authority.to_ascii_uppercase().starts_with("NPI") || assigner.part(2).text() == "2.16.840.1.113883.4.6"
}

/// A PL in words and as a place to refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// "CCU, room 2000, bed 1".
    pub words: String,
    /// The unit within its facility.
    pub unit: Option<Ref>,
    /// The facility, if the location names one.
    pub facility: Option<String>,
}

/// PL: unit, room, bed, facility.
pub fn place(rep: Part<'_>) -> Option<Place> {
    let (unit, room, bed) =
        (rep.comp(1).part(1).text(), rep.comp(2).part(1).text(), rep.comp(3).part(1).text());
    let facility = Some(authority(rep.comp(4))).filter(|f| !f.is_empty());
    let label = |word: &str, value: String| {
        let lower = value.to_lowercase();
        let says_it = lower.contains(word) || (word == "room" && lower.starts_with("rm"));
        if value.is_empty() || says_it { value } else { format!("{word} {value}") }
    };
    let parts = [unit.clone(), label("room", room), label("bed", bed)];
    let words: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    let unit = (!unit.is_empty()).then(|| Ref {
        kind: Kind::Location,
        key: key(facility.as_deref().unwrap_or_default(), &unit),
        display: Some(unit),
    });
    (!words.is_empty() || facility.is_some()).then(|| Place { words: words.join(", "), unit, facility })
}

#[cfg(test)]
#[path = "types_tests.rs"]
mod tests;
