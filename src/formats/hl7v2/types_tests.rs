//! Fields in, the department's words out.

use super::super::message::Message;
use super::*;
use crate::domain::facts::NameUse;

/// Runs `read` on the first repetition of a field with this text.
fn with<T>(field: &str, read: impl Fn(Part<'_>) -> T) -> T {
    let text = format!("MSH|^~\\&|A\rZZZ|{field}");
    let message = Message::parse(&text).unwrap();
    let segment = message.segment("ZZZ").unwrap();
    read(segment.field(1).first())
}

fn code(field: &str) -> String {
    with(field, coded).map_or("nothing".to_owned(), |c| format!("{} {} {}", c.system, c.code, c.display))
}

#[test]
fn codes_keep_their_words_and_prefer_the_shared_system() {
    assert_eq!(code("440.21^ATHEROSCLEROSIS^I9"), "ICD9CM 44021 ATHEROSCLEROSIS");
    assert_eq!(code("GLU^Glucose^L^1554-5^GLUCOSE^LN"), "LOINC 1554-5 GLUCOSE");
    assert_eq!(code("8867-4^heartrate^LN^HR^Pulse^L"), "LOINC 8867-4 heartrate");
    assert_eq!(code("91935009^Allergy to Peanuts^SNM3"), "SNOMED 91935009 Allergy to Peanuts");
    assert_eq!(code("27268008^^SCT^^^^^^Salmonella species"), "SNOMED 27268008 Salmonella species");
    assert_eq!(code("^Words only"), "  Words only");
    assert_eq!(code("CODE"), " CODE ");
    assert_eq!(code("^^L"), "nothing");
}

#[test]
fn identifiers_say_who_gave_them_and_what_they_are() {
    let read = |field: &str| {
        with(field, identifier).map_or("none".to_owned(), |i| format!("{}|{}|{}", i.kind, i.system, i.value))
    };
    assert_eq!(read("PATID1234^5^M11^test1&2.16.1&HCD^MR^GOOD HEALTH"), "MR|test1|PATID1234");
    assert_eq!(read("7^^^&2.16.1&ISO^PI"), "PI|2.16.1|7");
    assert_eq!(read("123456789^^^^^USSSA"), "SS||123456789");
    assert_eq!(read("0d70c6c8^^^MRN"), "MR|MRN|0d70c6c8");
    assert_eq!(read("5^^^SIM^MRN"), "MR|SIM|5");
    assert_eq!(read("^^^SIM^MR"), "none");
}

#[test]
fn names_have_a_use() {
    let name = with("EVERYMAN&&&&Aniston^ADAM^A^III^Dr.^MD^D", person_name).unwrap();
    assert_eq!((name.family.as_str(), name.given.as_str(), name.middle.as_str()), ("EVERYMAN", "ADAM", "A"));
    assert_eq!(
        (name.suffix.as_str(), name.prefix.as_str(), name.name_use),
        ("III", "Dr.", NameUse::Official)
    );
    assert_eq!(with("van Dyke&van^Eve^^^^^M", person_name).unwrap().name_use, NameUse::Maiden);
    assert_eq!(with("^^^^^^L", person_name), None);
}

#[test]
fn addresses_are_read_in_both_forms_of_street() {
    let read = |field: &str| with(field, address).map(|a| (a.street, a.city, a.zip, a.address_use));
    let of = |street: &str, city: &str, zip: &str, used: &str| {
        Some((street.to_owned(), city.to_owned(), zip.to_owned(), used.to_owned()))
    };
    assert_eq!(
        read("1000&Hospital Lane^Ste. 123^Ann Arbor ^MI^99999"),
        of("1000 Hospital Lane\nSte. 123", "Ann Arbor", "99999", "home")
    );
    assert_eq!(read("&Main St&12^^X^^1^^B"), of("12 Main St", "X", "1", "work"));
    assert_eq!(read("^^^^L6G 1C7"), of("", "", "L6G 1C7", "home"));
    assert_eq!(read("^^^^^^B"), None);
}

#[test]
fn phones_come_as_strings_and_in_parts() {
    let read = |field: &str| {
        let all = with(field, |rep| telecoms(rep, "home"));
        all.into_iter().map(|t| format!("{} {} {}", t.kind, t.telecom_use, t.value)).collect::<Vec<_>>()
    };
    assert_eq!(read("(206)3345232X12C-call"), ["phone home (206)3345232X12C-call"]);
    assert_eq!(read("^PRN^PH^^^270^6009800^5"), ["phone home (270) 6009800 x5"]);
    assert_eq!(read("^WPN^CP^^44^20^7946"), ["mobile work +44 (20) 7946"]);
    assert_eq!(read("^NET^Internet^a@b.org"), ["email home a@b.org"]);
    assert_eq!(read("555-1212^WPN^PH^a@b.org"), ["phone work 555-1212", "email work a@b.org"]);
    assert_eq!(read("^^^^^^^^^^^(608)271-9001"), ["phone home (608)271-9001"]);
    assert_eq!(read("^^CP"), [""; 0]);
}

#[test]
fn clinicians_are_known_by_npi_number_or_name() {
    let key = |field: &str| with(field, clinician).map_or("none".to_owned(), |c| c.reference.key);
    assert_eq!(key("4356789876^Granite^Pat^^^^MD^^NPI"), "NPI^4356789876");
    assert_eq!(key("9941339108^Smith^Adam^^^^^^X&2.16.840.1.113883.4.6&ISO"), "NPI^9941339108");
    assert_eq!(key("1234567893^Smith^Adam"), "NPI^1234567893");
    assert_eq!(key("1234567890^Smith^Adam^^^^^^HOSP"), "HOSP^1234567890");
    assert_eq!(key("03525^FARP^YONAN"), "03525");
    assert_eq!(key("^COLLECT^JOHN"), "name^COLLECT^JOHN^");
    assert_eq!(key("John Smith"), "name^JOHN SMITH^^");
    assert_eq!(key("^^^^MD"), "none");
    let known = with("4356789876^Granite^Pat^^^Dr^MD^^NPI", clinician).unwrap();
    assert_eq!(known.reference.display.as_deref(), Some("Dr Pat Granite"));
    assert_eq!(known.fact.unwrap().credential.as_deref(), Some("MD"));
    assert!(with("03525", clinician).unwrap().fact.is_none(), "a number alone is no person to show");
    let known = with("35&CYTO&JANE&&&Dr&MD^20141006", clinician_in_first).unwrap();
    assert_eq!(
        (known.reference.key.as_str(), known.reference.display.as_deref()),
        ("35", Some("Dr JANE CYTO"))
    );
}

#[test]
fn places_are_words() {
    let read = |field: &str| with(field, place).map(|p| p.words);
    assert_eq!(read("CCU^2000^1").as_deref(), Some("CCU, room 2000, bed 1"));
    assert_eq!(
        read("HUH AE OMU&9.8&ISO^ROOM1^Bed 03^HOMERTON").as_deref(),
        Some("HUH AE OMU, ROOM1, Bed 03")
    );
    assert_eq!(read("^^^FAC").as_deref(), Some(""));
    assert_eq!(read("^^^^^C"), None);
    assert_eq!(with("CCU^1^2^FAC", place).unwrap().unit.unwrap().key, "FAC^CCU");
}
