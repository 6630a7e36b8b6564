//! Texts in, segments and fields out.

use super::*;
use proptest::prelude::*;

fn names(text: &str) -> Result<Vec<String>, Fault> {
    Message::parse(text).map(|m| m.segments().map(|s| s.id.to_owned()).collect())
}

#[test]
fn every_segment_is_kept() {
    let text = "MSH|^~\\&|A\r\rPID|1\n\nZ1|two letters\r\nZXX|site\rPD1\rNTE|1||end\r \u{c} \r";
    assert_eq!(names(text).unwrap(), ["MSH", "PID", "Z1", "ZXX", "PD1", "NTE"]);
}

#[test]
fn lines_of_text_belong_to_the_segment_before() {
    let text = "MSH|^~\\&|A\rOBX|1|TX|||First line\nsecond line\r\n\r\n  third: 120|80\nOBX|2|NM|c||5";
    let message = Message::parse(text).unwrap();
    let rows: Vec<Segment<'_>> = message.segments().filter(|s| s.id == "OBX").collect();
    assert_eq!(rows[0].field(5).lines(), "First line\nsecond line\n\n  third: 120");
    assert_eq!(rows[0].text(6), "80");
    assert_eq!(rows[1].text(5), "5");
    assert_eq!(message.segment_count(), 3);
    let text = "MSH|^~\\&|A\rPID|1||7||DOE^JOHN||||||1 Long\nStreet^^TOWN";
    assert_eq!(Message::parse(text).unwrap().segment("PID").unwrap().comp(11, 1).text(), "1 Long Street");
}

#[test]
fn what_is_no_segment_refuses_the_message() {
    for (text, field) in [
        ("", "MSH"),
        ("PID|1", "MSH"),
        ("MSH", "MSH-1"),
        ("MSHX^~\\&X", "MSH-1"),
        ("MSH ^~\\& ", "MSH-1"),
        ("MSH|", "MSH-2"),
        ("MSH||A", "MSH-2"),
        ("MSH|abc|A", "MSH-2"),
        ("MSH|^^\\&|A", "MSH-2"),
        ("MSH|^~\\&#!|A", "MSH-2"),
        ("MSH|^~\\&|A\rnot a segment", "MSH"),
        ("MSH|^~\\&|A\rPID|1\rpv1|1|I|x", ""),
        ("MSH|^~\\&|A\rPID|1\rMSH|^~\\&|A", "MSH"),
    ] {
        assert_eq!(Message::parse(text).unwrap_err().field, field, "{text}");
    }
}

#[test]
fn any_separators_will_do() {
    let message = Message::parse("MSH#*~\\$#app\rPID#1##7*5*M11*A$9.9$ISO*MR~8").unwrap();
    let pid = message.segment("PID").unwrap();
    assert_eq!((pid.comp(3, 4).part(2).text().as_str(), pid.comp(3, 5).text().as_str()), ("9.9", "MR"));
    assert_eq!(pid.field(3).reps().count(), 2);
    assert_eq!(message.segment("MSH").unwrap().text(3), "app");
    // Three of them: the fourth has no meaning, and text with & stays whole.
    let message = Message::parse("MSH|^~\\|app\rPID|1||A&B^C").unwrap();
    assert_eq!(message.segment("PID").unwrap().comp(3, 1).part(1).text(), "A&B");
    // A doubled backslash counts once.
    let doubled = Message::parse("MSH|^~\\\\&|app\rPID|1||A&B\\S\\^C").unwrap();
    assert_eq!(doubled.segment("PID").unwrap().comp(3, 1).part(2).text(), "B^");
    // One alone.
    assert_eq!(Message::parse("MSH|^|app\rPID|1||a~b").unwrap().segment("PID").unwrap().text(3), "a~b");
}

#[test]
fn nothing_and_null_are_told_apart() {
    let message = Message::parse("MSH|^~\\&|A\rPID|1|\"\"||a~~b|^\"\"^x").unwrap();
    let pid = message.segment("PID").unwrap();
    assert!(pid.field(2).is_null() && !pid.field(2).is_empty() && pid.field(2).text().is_empty());
    assert!(pid.field(3).is_empty() && pid.field(99).is_empty() && !pid.field(3).is_null());
    assert_eq!(pid.field(4).reps().map(Part::text).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(pid.field(5).words(), ["x"]);
    assert!(pid.field(0).is_empty(), "fields count from one");
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>(), tail in "(MSH|PID|[|^~&\\\\\r\n\"A-Z0-9 ]){0,40}") {
        for text in [text, format!("MSH|^~\\&|{tail}"), tail] {
            if let Ok(message) = Message::parse(&text) {
                for segment in message.segments() {
                    for field in 0..12 {
                        let part = segment.field(field);
                        let _ = (part.lines(), part.words(), part.reps().count(), segment.comp(field, 2).part(3).text());
                    }
                }
            }
        }
    }

    #[test]
    fn segments_in_are_segments_out(
        ids in proptest::collection::vec("[A-Z][A-Z0-9]{1,2}", 0..30),
        fields in proptest::collection::vec("[a-z ^&~\"é]{0,8}", 1..6),
        end in prop_oneof![Just("\r"), Just("\n"), Just("\r\n"), Just("\n\n")],
    ) {
        let ids: Vec<String> = ids.into_iter().filter(|id| id != "MSH").collect();
        let mut text = "MSH|^~\\&|A".to_owned();
        for id in &ids {
            text = text + end + id + "|" + &fields.join("|");
        }
        let message = Message::parse(&text).unwrap();
        let found: Vec<String> = message.segments().skip(1).map(|s| s.id.to_owned()).collect();
        prop_assert_eq!(found, ids.clone());
        for segment in message.segments().skip(1) {
            for (i, field) in fields.iter().enumerate() {
                prop_assert_eq!(segment.field(i + 1).raw(), field.as_str());
            }
        }
        prop_assert_eq!(message.field_count(), 3 + ids.len() * fields.len());
    }
}
