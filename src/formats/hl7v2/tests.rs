//! Whole inputs in, records out.

use super::*;
use crate::domain::facts::PatientFact;
use proptest::prelude::*;

/// All records and refusals of an input.
pub(super) fn read_all(input: &[u8]) -> Vec<Result<Record, Rejection>> {
    going_on(input, 0)
}

fn going_on(input: &[u8], from: u64) -> Vec<Result<Record, Rejection>> {
    let mut records = Hl7Records::going_on(Box::new(Cursor::new(input.to_vec())), from);
    let mut all = Vec::new();
    while let Some(record) = records.next().unwrap() {
        all.push(record);
    }
    all
}

/// The facts of one message: header fields from MSH-7 on are made here, `rest` holds the other segments.
pub(super) fn facts(event: &str, rest: &str) -> Vec<Fact> {
    one(event, rest).unwrap_or_else(|r| panic!("{} {}", r.field, r.reason)).facts
}

/// The field at fault in a message that is refused.
pub(super) fn fault(event: &str, rest: &str) -> String {
    one(event, rest).map(|r| r.what).expect_err("refused").field
}

pub(super) fn one(event: &str, rest: &str) -> Result<Record, Rejection> {
    let text = format!("MSH|^~\\&|APP|FAC|||20240501120000+0000||{event}|ID7|P|2.5\r{rest}");
    read_all(text.as_bytes()).remove(0)
}

/// The patient among facts.
pub(super) fn patient(facts: &[Fact]) -> &PatientFact {
    facts.iter().find_map(|f| if let Fact::Patient(p) = f { Some(p) } else { None }).unwrap()
}

#[test]
fn records_have_places_and_their_own_bytes() {
    let input = b"\nMSH|^~\\&|A|F|||2024||ADT^A28|1|P|2.5\rPID|1||7\rMSH|^~\\&|A|F|||2024||SIU^S12|2|P|2.5\r";
    let all = read_all(input);
    let first = all[0].as_ref().unwrap();
    assert_eq!((first.line, first.offset, first.what.as_str(), first.facts.len()), (2, 1, "ADT^A28", 1));
    assert!(first.raw.starts_with(b"MSH") && first.raw.ends_with(b"PID|1||7"));
    let second = all[1].as_ref().unwrap();
    assert_eq!(second.kept.as_deref(), Some("kept, not applied: SIU^S12, scheduling"));
    assert!(second.facts.is_empty());
    // After a stop: what was done is passed over, places stay.
    for (from, left) in [(0, 2), (1, 2), (2, 1), (second.offset, 1), (second.offset + 1, 0)] {
        let rest = going_on(input, from);
        assert_eq!(rest.len(), left);
        assert!(rest.iter().all(|r| r.as_ref().unwrap().offset >= from));
    }
    assert_eq!(going_on(input, 2)[0], all[1]);
}

#[test]
fn headers_that_say_too_little_are_refused_by_field() {
    let read = |header: &str| read_all(header.as_bytes()).remove(0).unwrap_err();
    for (header, field, what) in [
        ("MSH|^~\\&|A|F|||20240101||ADT^A01||P|2.5\rPID|1||7", "MSH-10", "ADT^A01"),
        ("MSH|^~\\&|A|F|||20240101|||1|P|2.5\rPID|1||7", "MSH-9", ""),
        ("MSH|^~\\&|A|F|||20240101||ADT|1|P|2.5\rPID|1||7", "MSH-9", "ADT"),
        ("MSH|^~\\&|A|F|||yesterday||ADT^A01|1|P|2.5\rPID|1||7", "MSH-7", "ADT^A01"),
        ("MSH|^^\\&|A|F|||20240101||ADT^A01|1|P|2.5\rPID|1||7", "MSH-2", ""),
        ("PID|1||7", "MSH", ""),
        ("MSH|^~\\&|A|F|||20240101||ADT^A01|1|P|2.5\rEVN|A01|soon\rPID|1||7", "EVN-2", "ADT^A01"),
    ] {
        let rejection = read(header);
        assert_eq!((rejection.field.as_str(), rejection.what.as_str()), (field, what), "{header}");
        assert_eq!(rejection.raw, header.as_bytes());
        for value in ["yesterday", "soon"] {
            assert!(!rejection.reason.contains(value), "no values in reasons");
        }
    }
}

#[test]
fn the_event_may_stand_in_three_places() {
    let what = |msh9: &str, evn: &str| one(msh9, &format!("EVN|{evn}|20240501\rPID|1||7")).unwrap().what;
    assert_eq!(what("ADT^A28^ADT_A05", "A01"), "ADT^A28");
    assert_eq!(what("ADT", "A28"), "ADT^A28");
    assert_eq!(what("ADT_A28", ""), "ADT^A28");
    assert_eq!(what("oru", ""), "ORU^R01");
}

#[test]
fn the_time_of_the_event_orders_facts() {
    let as_of = |evn: &str| {
        let facts = facts("ADT^A28", &format!("EVN|A28|{evn}\rPID|1||7"));
        patient(&facts).origin.as_of.unwrap().to_rfc3339()
    };
    assert_eq!(as_of("20240501080000-0500"), "2024-05-01T13:00:00+00:00");
    assert_eq!(as_of("20240501080000"), "2024-05-01T08:00:00+00:00", "the zone of MSH-7 counts");
    assert_eq!(as_of(""), "2024-05-01T12:00:00+00:00");
    assert_eq!(as_of("20240501"), "2024-05-01T12:00:00+00:00", "a day alone would be older than the morning");
}

#[test]
fn counting_is_parsing_without_facts() {
    let input = b"MSH|^~\\&|A|F\rPID|1||7\rMSH|^~\\&|B\rMSH|^^|C\r".to_vec();
    assert_eq!(count(input).unwrap(), Counted { messages: 2, segments: 3, fields: 4 + 3 + 3, refused: 1 });
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for record in read_all(&bytes).into_iter().flatten() {
            prop_assert!(record.kept.is_some() || !record.facts.is_empty());
        }
    }

    /// Messages of real segments with odd content: nothing panics, and each is a record or a rejection.
    #[test]
    fn any_fields_are_read_or_refused(
        event in "(ADT\\^A[0-6][0-9]|MDM\\^T[01][0-9]|ORU\\^R01|OUL\\^R2[1-4]|VXU\\^V04)",
        segments in proptest::collection::vec(
            ("(EVN|PID|PV1|PV2|MRG|OBX|OBR|ORC|TXA|DG1|PR1|AL1|IAM|IAR|IN1|RXA|NTE)", "([|^~&\\\\\r\"]|[0-9]{1,14}|[A-Z]{1,3}|[<>.+-]|é){0,60}"),
            0..8),
    ) {
        let rest = segments.iter().fold(String::new(), |rest, (id, fields)| rest + id + "|" + fields + "\r");
        let text = format!("MSH|^~\\&|APP|FAC|||20240501||{event}|1|P|2.5\r{rest}");
        prop_assert_eq!(read_all(text.as_bytes()).len(), 1);
    }
}
