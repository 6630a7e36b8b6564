//! ADT messages in, facts out: one test per kind of effect.

use super::tests::{facts, fault, one, patient};
use crate::domain::facts::*;
use crate::domain::time::When;

const PID: &str = "PID|1||7^^^HOSP^MR||DOE^JOHN^Q||19500312|M\r";
const PV1: &str = "PV1|1|I|4E^12^B^HOSP|E|||11^HOUSE^GREGORY|||MED||||||||I|V9^^^HOSP|||||||||||||||||1||||||||20240430080000+0000|";

fn visit(event: &str, rest: &str) -> VisitEventFact {
    let facts = facts(event, rest);
    facts.into_iter().find_map(|f| if let Fact::Visit(v) = f { Some(*v) } else { None }).unwrap()
}

fn time(when: Option<When>) -> String {
    when.map(|w| w.to_string()).unwrap_or_default()
}

#[test]
fn every_event_has_its_effect() {
    use VisitEvent as V;
    for (event, effect) in [
        ("A01", V::Admit),
        ("A02", V::Transfer),
        ("A03", V::Discharge),
        ("A04", V::Register),
        ("A05", V::PreAdmit),
        ("A06", V::ToInpatient),
        ("A07", V::ToOutpatient),
        ("A08", V::Update),
        ("A09", V::Depart),
        ("A10", V::Arrive),
        ("A11", V::CancelAdmit),
        ("A12", V::CancelTransfer),
        ("A13", V::CancelDischarge),
        ("A14", V::PendingAdmit),
        ("A15", V::PendingTransfer),
        ("A16", V::PendingDischarge),
        ("A21", V::LeaveStart),
        ("A22", V::LeaveEnd),
        ("A25", V::CancelPendingDischarge),
        ("A26", V::CancelPendingTransfer),
        ("A27", V::CancelPendingAdmit),
        ("A32", V::CancelArrive),
        ("A33", V::CancelDepart),
        ("A38", V::CancelPreAdmit),
        ("A52", V::CancelLeave),
        ("A54", V::ChangeAttending),
    ] {
        assert_eq!(visit(&format!("ADT^{event}"), &format!("{PID}{PV1}")).event, effect, "{event}");
    }
    for event in ["A28", "A31", "A60"] {
        let facts = facts(&format!("ADT^{event}"), &format!("{PID}{PV1}"));
        assert!(matches!(facts.as_slice(), [Fact::Patient(_)]), "{event}: the PV1 is filler");
    }
    assert!(one("ADT^A20", PID).unwrap().kept.unwrap().contains("ADT^A20"));
}

#[test]
fn an_admission_says_who_where_and_when() {
    let said = visit("ADT^A01", &format!("EVN|A01|20240501||||20240430081500+0000\r{PID}{PV1}"));
    let stay = &said.encounter;
    assert_eq!(time(said.at), "2024-04-30T08:15:00Z");
    assert_eq!(stay.origin.key, "HOSP^V9");
    assert_eq!(stay.patient.as_ref().unwrap().key, "HOSP^7");
    assert_eq!((stay.class, stay.state), (Some(EncounterClass::Inpatient), Some(EncounterState::Open)));
    assert_eq!(time(stay.admit), "2024-04-30T08:00:00Z");
    assert_eq!(stay.visit_number.as_deref(), Some("V9"));
    assert_eq!(stay.place.as_deref(), Some("4E, room 12, bed B"));
    assert_eq!(stay.location.as_ref().unwrap().key, "HOSP^4E");
    assert_eq!(stay.attending.as_ref().unwrap().display.as_deref(), Some("GREGORY HOUSE"));
    assert_eq!(stay.visit_type.as_ref().unwrap().display, "Emergency");
    let disposition = stay.disposition.as_ref().unwrap();
    assert_eq!((disposition.system.as_str(), disposition.code.as_str()), ("UB04", "01"));
    assert!(said.origin.key.starts_with("APP^FAC^ID7^A01^HOSP^V9"));
}

#[test]
fn a_discharge_has_a_time_and_cancelling_takes_it_back() {
    let evn = "EVN|A03|20240502100000+0000\r";
    let given = visit("ADT^A03", &format!("{evn}{PID}{PV1}20240502093000+0000")).encounter;
    assert_eq!(
        (time(given.discharge).as_str(), given.state),
        ("2024-05-02T09:30:00Z", Some(EncounterState::Discharged))
    );
    let not_given = visit("ADT^A03", &format!("{evn}{PID}{PV1}")).encounter;
    assert_eq!(time(not_given.discharge), "2024-05-02T10:00:00Z");
    let back = visit("ADT^A13", &format!("{evn}{PID}{PV1}20240502093000+0000")).encounter;
    assert_eq!((back.discharge, back.state), (None, Some(EncounterState::Open)));
    assert_eq!(fault("ADT^A03", &format!("{PID}{PV1}20240429")), "PV1-45");
    assert_eq!(fault("ADT^A03", &format!("EVN|A03|20240401100000+0000\r{PID}{PV1}")), "PV1-45");
}

#[test]
fn a_change_of_class_beats_a_stale_class_in_the_visit() {
    let class = |event: &str, class: &str| {
        visit(event, &format!("{PID}PV1|1|{class}|||||||||||||||||V9")).encounter.class
    };
    assert_eq!(class("ADT^A06", "O"), Some(EncounterClass::Inpatient));
    assert_eq!(class("ADT^A07", "I"), Some(EncounterClass::Outpatient));
    assert_eq!(class("ADT^A07", "E"), Some(EncounterClass::Emergency));
    assert_eq!(class("ADT^A08", "P"), None);
    assert_eq!(class("ADT^A04", ""), Some(EncounterClass::Outpatient));
}

#[test]
fn a_visit_without_number_is_told_by_account_or_time() {
    let account = "PID|1||7^^^HOSP^MR|||||||||||||||A5^^^HOSP^AN\r";
    assert_eq!(visit("ADT^A08", &format!("{account}PV1|1|I")).encounter.origin.key, "HOSP^A5");
    let begun = visit("ADT^A04", &format!("EVN|A04|20240501070000+0000\r{PID}PV1|1|O")).encounter;
    assert_eq!(begun.origin.key, "HOSP^7/visit/2024-05-01T07:00:00Z");
    let known = visit("ADT^A03", &format!("{PID}PV1|1|O{}20240501070000+0000", "|".repeat(42))).encounter;
    assert_eq!(known.origin.key, begun.origin.key);
    assert_eq!(fault("ADT^A02", &format!("{PID}PV1|1|I")), "PV1-19");
    assert_eq!(fault("ADT^A02", PID), "PV1");
    let update = facts("ADT^A08", &format!("{PID}PV1|1|N"));
    assert!(matches!(update.as_slice(), [Fact::Patient(_)]), "an update of the person alone");
}

#[test]
fn a_patient_is_known_by_the_record_number() {
    let key = |pid: &str| patient(&facts("ADT^A28", &format!("PID|1|{pid}"))).origin.key.clone();
    assert_eq!(key("|5^^^USA^SS~7^^^HOSP^MR"), "HOSP^7");
    assert_eq!(key("|5^^^OTHER^MR~7^^^FAC^MR"), "FAC^7", "the sending facility's own, of several");
    assert_eq!(key("|5^^^USA^SS~7^^^HOSP"), "HOSP^7");
    assert_eq!(key("2^^^EXT||4"), "EXT^2");
    assert_eq!(key("||4^^^ALT"), "ALT^4");
    assert_eq!(fault("ADT^A28", "PID|1||\"\"||DOE^JOHN"), "PID-3");
    assert_eq!(fault("ADT^A28", "PV1|1|I"), "PID");
    assert_eq!(fault("ADT^A28", &format!("{PID}{PID}")), "PID");
    let facts = facts("ADT^A28", "PID|1|7|7^^^HOSP^MR~9^^^^PI~1-2^^^^SS|7|||||||||||||||1-2|D1^OH");
    let all: Vec<String> =
        patient(&facts).identifiers.iter().map(|i| format!("{} {}", i.kind, i.value)).collect();
    assert_eq!(all, ["MR 7", "PI 9", "SS 1-2", "DL D1"]);
}

#[test]
fn dates_of_life_must_be_dates_and_in_order() {
    let fields = |born: &str, died: &str, dead: &str| {
        format!("PID|1||7||||{born}|||||||||||||||||||||||{died}|{dead}")
    };
    let fields =
        |b: &str, d: &str, y: &str| fields(b, d, y).replacen("|||||||||||||||||||||||", &"|".repeat(22), 1);
    assert_eq!(fault("ADT^A28", &fields("19501399", "", "")), "PID-7");
    assert_eq!(fault("ADT^A28", &fields("19500312", "19490101", "Y")), "PID-29");
    assert_eq!(fault("ADT^A28", &fields("19500312", "long ago", "Y")), "PID-29");
    let death = |died: &str, dead: &str| {
        let facts = facts("ADT^A28", &fields("1950", died, dead));
        patient(&facts).death.map(time)
    };
    assert_eq!(death("20200101", "").as_deref(), Some("2020-01-01"));
    assert_eq!(death("", "Y").as_deref(), Some(""));
    assert_eq!(death("", "NO"), None);
    assert_eq!(death("", ""), None);
}

#[test]
fn null_clears_and_silence_does_not() {
    let facts = facts("ADT^A08", "PID|1||7|||\"\"|\"\"|F|\"\"||\"\"||\"\"||||\r");
    let said = patient(&facts);
    assert_eq!(said.cleared, ["mothers_maiden_name", "birth_date", "alias", "address", "phone"]);
    assert!(said.cleared.iter().all(|name| super::CLEARABLE.contains(name)));
    assert_eq!((said.birth_date, said.sex, said.scope), (None, Some(Sex::Female), Scope::Partial));
}

#[test]
fn names_begin_with_the_one_for_the_banner() {
    let pid = "PID|1||7||SMITH^JANE^^^^^M~DOE^JANE^^^Mrs^^L~DOE^JANEY^^^^^N||||ROE^JANE";
    let facts = facts("ADT^A28", pid);
    let names: Vec<String> =
        patient(&facts).names.iter().map(|n| format!("{} {} {:?}", n.family, n.given, n.name_use)).collect();
    assert_eq!(names, ["DOE JANE Official", "SMITH JANE Maiden", "DOE JANEY Alias", "ROE JANE Alias"]);
}

#[test]
fn clinical_segments_come_along() {
    let rest = format!(
        "{PID}{PV1}\rAL1|1|DA|70618^Penicillin^RXNORM|SV|HIVES~RASH|20200101\r\
         DG1|1||I50.9^Heart failure^I10||20240430|A\rDG1|2|I9|440.21^ATHEROSCLEROSIS||20240430|F|||||||||2\r\
         PR1|1||0DJD8ZZ^Inspection^I10P||202404301000+0000||30||||12^WILSON^JAMES\r\
         IN1|1|P1^Gold|C9|Blue Cross||||G7||||20240101|20241231|||||||||||||||||||||||M123\rOBX|1|NM|8302-2^Height^LN||171|cm\r\
         NK1|1|DOE^EVE\rZXX|site"
    );
    let facts = facts("ADT^A08", &rest);
    let of = |kind: fn(&Fact) -> bool| facts.iter().filter(|f| kind(f)).count();
    assert_eq!(of(|f| matches!(f, Fact::Practitioner(_))), 2, "attending and surgeon");
    let diagnoses: Vec<_> =
        facts.iter().filter_map(|f| if let Fact::Diagnosis(d) = f { Some(d) } else { None }).collect();
    assert_eq!((diagnoses[0].code.system.as_str(), diagnoses[0].code.code.as_str()), ("ICD10CM", "I509"));
    assert_eq!(
        (diagnoses[0].diagnosis_use, diagnoses[1].diagnosis_use),
        (DiagnosisUse::Admitting, DiagnosisUse::Discharge)
    );
    assert_eq!((diagnoses[1].code.system.as_str(), diagnoses[1].rank), ("ICD9CM", Some(2)));
    assert_eq!(diagnoses[0].encounter.as_ref().unwrap().key, "HOSP^V9");
    for fact in &facts {
        match fact {
            Fact::Allergy(a) => {
                assert_eq!(
                    (a.category.as_str(), a.severity.as_str(), a.reaction.as_str()),
                    ("medication", "severe", "HIVES; RASH")
                );
            }
            Fact::Procedure(p) => {
                assert_eq!(p.code.system, "ICD10PCS");
                assert_eq!(
                    (time(p.started), time(p.ended)),
                    ("2024-04-30T10:00:00Z".into(), "2024-04-30T10:30:00Z".into())
                );
            }
            Fact::Coverage(c) => {
                assert_eq!(
                    (c.plan.as_str(), c.member_id.as_str(), c.group_number.as_str()),
                    ("Gold", "M123", "G7")
                );
                assert_eq!((c.rank, time(c.to)), (Some(1), "2024-12-31".into()));
            }
            Fact::Result(r) => assert_eq!((r.category.as_str(), r.unit.as_str()), ("vital-signs", "cm")),
            _ => {}
        }
    }
    assert_eq!(
        of(|f| matches!(f, Fact::Allergy(_) | Fact::Procedure(_) | Fact::Coverage(_) | Fact::Result(_))),
        4
    );
    assert_eq!(fault("ADT^A08", &format!("{PID}{PV1}\rDG1|1||I50.9^Heart failure^I10||someday|A")), "DG1-5");
    assert_eq!(fault("ADT^A08", &format!("{PID}{PV1}\rOBX|1|NM||1|5")), "OBX-3");
    let facts = super::tests::facts("ADT^A08", &format!("{PID}{PV1}\rOBX|1|TX|||Walks with a cane"));
    assert!(matches!(facts.last(), Some(Fact::Result(r)) if r.code.display == "Note"));
}

#[test]
fn an_allergy_is_updated_under_the_same_key() {
    let allergy = |event: &str, segment: &str| {
        let facts = facts(event, &format!("{PID}{segment}"));
        facts.into_iter().find_map(|f| if let Fact::Allergy(a) = f { Some(a) } else { None }).unwrap()
    };
    let first = allergy("ADT^A28", "AL1|1|FA|91935009^Peanuts^SCT|MO|RASH");
    let deleted = allergy("ADT^A60", "IAM|1|FA|91935009^Peanuts^SCT|||D\rIAR|1^Hives|MI");
    assert_eq!(first.origin.key, deleted.origin.key);
    assert_eq!(
        (deleted.status.as_str(), deleted.reaction.as_str(), deleted.severity.as_str()),
        ("inactive", "Hives", "mild")
    );
}

#[test]
fn beds_are_swapped_between_two_visits() {
    let second = format!("{}{}", PID.replace("|7^", "|8^"), PV1.replace("V9", "V10").replace("4E", "5W"));
    let facts = facts("ADT^A17", &format!("{PID}{PV1}\r{second}"));
    let places: Vec<String> = facts
        .iter()
        .filter_map(|f| {
            if let Fact::Visit(v) = f {
                Some(format!("{} {:?}", v.encounter.origin.key, v.encounter.place))
            } else {
                None
            }
        })
        .collect();
    assert_eq!(places, ["HOSP^V9 Some(\"4E, room 12, bed B\")", "HOSP^V10 Some(\"5W, room 12, bed B\")"]);
    assert_eq!(fault("ADT^A17", &format!("{PID}{PV1}")), "PID");
}

#[test]
fn links_and_marks_of_deletion_move_nothing() {
    let other = PID.replace("|7^", "|8^");
    for (event, linked) in [("ADT^A24", true), ("ADT^A37", false)] {
        let facts = facts(event, &format!("{PID}PV1|1|N\r{other}"));
        let Some(Fact::Link(link)) = facts.last() else { panic!("{facts:?}") };
        assert_eq!(
            (link.first.key.as_str(), link.second.key.as_str(), link.linked),
            ("HOSP^7", "HOSP^8", linked)
        );
    }
    assert_eq!(fault("ADT^A24", &format!("{PID}{PID}")), "PID-3");
    let target = |event: &str, rest: &str| match facts(event, rest).as_slice() {
        [Fact::MarkDeleted { target, .. }] => target.key.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(target("ADT^A29", &format!("{PID}{PV1}")), "HOSP^7");
    assert_eq!(target("ADT^A23", &format!("{PID}{PV1}")), "HOSP^V9");
    assert_eq!(target("ADT^A23", PID), "HOSP^7");
}

#[test]
fn merges_are_pending_and_never_with_oneself() {
    let merge = |event: &str, rest: &str| match facts(event, rest).as_slice() {
        [Fact::Merge(m)] => format!("{:?} {} <- {} {:?}", m.of, m.survivor_ref.key, m.loser.key, m.visit),
        other => panic!("{other:?}"),
    };
    for event in ["A18", "A30", "A34", "A40", "A43", "A47"] {
        assert_eq!(
            merge(&format!("ADT^{event}"), &format!("{PID}MRG|8^^^HOSP^MR")),
            "Patient HOSP^7 <- HOSP^8 None"
        );
    }
    assert_eq!(
        merge("ADT^A40", &format!("{PID}MRG|8")),
        "Patient HOSP^7 <- HOSP^8 None",
        "the survivor's authority"
    );
    let account = "PID|1||7^^^HOSP^MR|||||||||||||||A5\r";
    assert_eq!(merge("ADT^A41", &format!("{account}MRG|||A4")), "Encounter A5 <- A4 Some(\"A4\")");
    assert_eq!(merge("ADT^A35", &format!("{account}MRG|||A4")), "Encounter A5 <- A4 Some(\"A4\")");
    assert_eq!(
        merge("ADT^A36", &format!("{account}MRG|8^^^HOSP^MR||A4")),
        "Patient HOSP^7 <- HOSP^8 Some(\"A4\")"
    );
    assert_eq!(
        merge("ADT^A42", &format!("{PID}MRG|||||V8^^^HOSP\r{PV1}")),
        "Encounter HOSP^V9 <- HOSP^V8 Some(\"HOSP^V8\")"
    );
    assert_eq!(
        merge("ADT^A44", &format!("{account}MRG|8^^^HOSP^MR||A5")),
        "Encounter HOSP^7 <- HOSP^8 Some(\"A5\")"
    );
    assert_eq!(
        merge("ADT^A45", &format!("{account}MRG|8^^^HOSP^MR||||V9\r{PV1}")),
        "Encounter HOSP^7 <- HOSP^8 Some(\"HOSP^V9\")"
    );
    assert_eq!(
        merge("ADT^A45", &format!("{account}MRG|||A4\r{PV1}")),
        "Encounter A5 <- A4 Some(\"HOSP^V9\")"
    );
    assert_eq!(merge("ADT^A50", &format!("{PID}MRG|||||V8\r{PV1}")), "Encounter HOSP^V9 <- V8 Some(\"V8\")");
    for (event, mrg, field) in [
        ("ADT^A40", "MRG|7^^^HOSP^MR", "MRG-1"),
        ("ADT^A40", "MRG|7", "MRG-1"),
        ("ADT^A40", "MRG|\"\"", "MRG-1"),
        ("ADT^A40", "MRG|", "MRG-1"),
        ("ADT^A40", "PV1|1|I", "MRG"),
        ("ADT^A41", "MRG|||A4", "PID-18"),
        ("ADT^A42", "MRG|||||V8", "PV1"),
        ("ADT^A45", "MRG|8", "MRG-5"),
        ("ADT^A45", "MRG|||||V1", "MRG-1"),
    ] {
        assert_eq!(fault(event, &format!("{PID}{mrg}")), field, "{event} {mrg}");
    }
    let both = facts("ADT^A40", &format!("{PID}MRG|8\r{}MRG|10", PID.replace("|7^", "|9^")));
    assert_eq!(both.len(), 2, "each pair of the message");
}

#[test]
fn a_new_account_at_a_change_of_class_is_a_pending_merge() {
    let account = "PID|1||7^^^HOSP^MR|||||||||||||||A5\r";
    let merges = |mrg: &str| {
        let facts = facts("ADT^A06", &format!("{account}{mrg}\r{PV1}"));
        facts.iter().filter(|f| matches!(f, Fact::Merge(_))).count()
    };
    assert_eq!((merges("MRG|||A4"), merges("MRG|||A5"), merges("MRG|8")), (1, 0, 0));
}

#[test]
fn a_value_outside_of_an_order_is_its_own_by_its_time() {
    let key = |time: &str| {
        let row = format!("{PID}{PV1}\rOBX|1|NM|29463-7^Weight^LN||80|kg|||||F|||{time}");
        let facts = super::tests::facts("ADT^A08", &row);
        let key = facts.iter().find_map(|fact| match fact {
            Fact::Result(result) => Some((result.origin.key.clone(), result.at)),
            _ => None,
        });
        key.unwrap()
    };
    let (monday, at) = key("20260105080000");
    assert!(at.is_some());
    assert_eq!(monday, key("20260105080000").0, "the same again is the same");
    assert_ne!(monday, key("20260106080000").0, "the next day's weight does not take its place");
    assert_eq!(key("").0, key("").0, "without a time the latest takes the place");
}
