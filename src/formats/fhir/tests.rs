//! Whole inputs: what the reader gives for bundles, lists, lines and broken input.

use super::*;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// Everything that an input gives, and how it ended.
pub(super) fn read(input: &[u8]) -> (Vec<Result<Record, Rejection>>, Option<ReadError>) {
    read_from(input, 0)
}

fn read_from(input: &[u8], start: u64) -> (Vec<Result<Record, Rejection>>, Option<ReadError>) {
    let mut records = FhirRecords::new(Box::new(Cursor::new(input.to_vec())), start);
    let mut found = Vec::new();
    loop {
        match records.next() {
            Ok(Some(record)) => found.push(record),
            Ok(None) => return (found, None),
            Err(error) => {
                assert!(matches!(records.next(), Ok(None)), "after an error there is nothing more");
                return (found, Some(error));
            }
        }
    }
}

/// Facts of an input without faults.
pub(super) fn read_all(input: &str) -> Vec<Fact> {
    let (records, error) = read(input.as_bytes());
    assert!(error.is_none(), "{error:?}");
    records.into_iter().flat_map(|record| record.unwrap().facts).collect()
}

/// Facts of an input of one resource.
pub(super) fn single(input: &str) -> Vec<Fact> {
    let (mut records, _) = read(input.as_bytes());
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).unwrap().facts
}

/// The rejection of an input of one resource.
pub(super) fn refused(input: &str) -> Rejection {
    read(input.as_bytes()).0.remove(0).unwrap_err()
}

/// Why the one resource of an input is kept and not applied.
pub(super) fn kept(input: &str) -> String {
    read(input.as_bytes()).0.remove(0).unwrap().kept.unwrap()
}

/// `Type key line`, or `!reason` of a rejection.
fn outline(input: &str) -> Vec<String> {
    outline_of(&read(input.as_bytes()).0)
}

fn outline_of(records: &[Result<Record, Rejection>]) -> Vec<String> {
    let line = |record: &Result<Record, Rejection>| match record {
        Ok(record) => {
            let key = match record.facts.first() {
                Some(Fact::Patient(fact)) => fact.origin.key.clone(),
                Some(Fact::Organization(fact)) => fact.origin.key.clone(),
                _ => String::new(),
            };
            format!("{} {key} {}", record.what, record.line)
        }
        Err(rejection) => format!("!{} {} {}", rejection.what, rejection.line, rejection.reason),
    };
    records.iter().map(line).collect()
}

const PATIENT: &str = r#"{"resourceType":"Patient","id":"1"}"#;

#[test]
fn all_shapes_of_input_are_read() {
    let one = ["Patient 1 1"];
    assert_eq!(outline(PATIENT), one);
    assert_eq!(outline(&format!("\u{feff}{PATIENT}\r\n\r\n")), one);
    assert_eq!(outline(&format!("[{PATIENT},{PATIENT}]")), ["Patient 1 1", "Patient 1 1"]);
    assert_eq!(outline(&format!("{PATIENT}{PATIENT}")), ["Patient 1 1", "Patient 1 1"]);
    assert_eq!(outline(&format!("{PATIENT}\r\n\r\n{PATIENT}\n")), ["Patient 1 1", "Patient 1 3"]);
    let bundle = format!(r#"{{"entry":[{{"resource":{PATIENT}}}],"resourceType":"Bundle"}}"#);
    assert_eq!(outline(&bundle), ["Patient 1 0"]);
    assert_eq!(outline(&format!("{bundle}\n{bundle}\n")), ["Patient 1 0", "Patient 1 2"]);
    assert_eq!(outline(&format!("[{bundle}]")), ["Patient 1 0"]);
    let nested =
        format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{bundle}}},{{"resource":{PATIENT}}}]}}"#);
    assert_eq!(outline(&nested), ["Patient 1 0", "Patient 1 0"]);
    for empty in ["", " \n", r#"{"resourceType":"Bundle","type":"searchset","total":0}"#, "[]"] {
        assert_eq!(outline(empty), [""; 0], "{empty}");
    }
    let list = r#"{"entry":[{"item":{"reference":"Patient/1"}}],"resourceType":"List","id":"l"}"#;
    assert_eq!(outline(list), ["List  1"]);
    assert_eq!(kept(list), "kept, not applied: List");
}

#[test]
fn keys_come_from_id_or_url_or_content() {
    let organization = |members: &str| format!(r#"{{"resourceType":"Organization"{members}}}"#);
    let key = |input: &str| outline(input).remove(0).split(' ').nth(1).unwrap().to_owned();
    assert_eq!(key(&organization(r#","id":"a""#)), "a");
    let entry =
        |url: &str, members: &str| format!(r#"{{"fullUrl":"{url}","resource":{}}}"#, organization(members));
    assert_eq!(key(&entry("urn:uuid:u", "")), "u");
    assert_eq!(key(&entry("urn:uuid:u", r#","id":"u""#)), "u");
    assert_eq!(key(&entry("https://x/fhir/Organization/9", "")), "9");
    // References in a bundle go to its own name of an object.
    assert_eq!(key(&entry("urn:uuid:u", r#","id":"a""#)), "u");
    let by_content = key(&organization(r#","name":"x""#));
    assert!(by_content.starts_with("sha256-"));
    assert_eq!(by_content, key(&organization(r#","name":"x""#)));
}

#[test]
fn what_is_kept_as_source_can_be_read_again() {
    let bundle = r#"{"resourceType":"Bundle","entry":[
        {"fullUrl":"urn:uuid:u","resource":{"resourceType":"Organization","name":"x"}},
        {"fullUrl":"urn:uuid:v","resource":{"resourceType":"Organization","id":"v"}},
        {"fullUrl":"urn:uuid:w","resource":{"resourceType":"Patient","id":7}},
        {"request":{"method":"DELETE","url":"Patient/9"}},
        {"request":{"method":"DELETE","url":"Observation/9"}},{"response":{"status":"200"}}]}"#;
    let (records, _) = read(bundle.as_bytes());
    assert_eq!(records.len(), 6);
    for record in records {
        match record {
            Ok(record) => {
                let again = read(&record.raw).0.remove(0).unwrap();
                assert_eq!((again.what, again.facts, again.kept), (record.what, record.facts, record.kept));
            }
            Err(rejection) => {
                let again = read(&rejection.raw).0.remove(0).unwrap_err();
                assert_eq!(
                    (again.what, again.field, again.raw),
                    (rejection.what, rejection.field, rejection.raw)
                );
            }
        }
    }
}

#[test]
fn deletions_are_marks() {
    let (records, _) =
        read(br#"{"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Patient/9"}}]}"#);
    let record = records[0].as_ref().unwrap();
    let [Fact::MarkDeleted { target, .. }] = &record.facts[..] else { panic!("{record:?}") };
    assert_eq!((target.kind, target.key.as_str()), (Kind::Patient, "9"));
}

#[test]
fn reading_goes_on_where_it_stopped() {
    let bundle = r#"{"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Patient","id":"a"}},
        {"resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"b"}},
           {"resource":{"resourceType":"Patient","id":"c"}}]}},7,
        {"resource":{"resourceType":"Patient","id":"d"}}]}"#;
    let (all, _) = read(bundle.as_bytes());
    assert_eq!(all.len(), 5);
    for (index, record) in all.iter().enumerate() {
        let offset = record.as_ref().map_or_else(|rejection| rejection.offset, |record| record.offset);
        assert_eq!(read_from(bundle.as_bytes(), offset).0, all[index..]);
        assert_eq!(read_from(bundle.as_bytes(), offset + 1).0, all[index + 1..]);
    }
}

#[test]
fn entries_before_a_break_stand() {
    let bundle = format!(
        r#"{{"resourceType":"Bundle","entry":[{{"resource":{PATIENT}}},{{"resource":{{"resourceType":"#
    ) + r#""Organization","id":"2","name":"cu"#;
    let (records, error) = read(bundle.as_bytes());
    let found = outline_of(&records);
    assert_eq!(found[0], "Patient 1 0");
    assert!(
        found[1].starts_with("!Organization 1 the input ends in the middle of this record (byte"),
        "{found:?}"
    );
    assert_eq!(
        records[1].as_ref().unwrap_err().raw,
        bundle.as_bytes()[bundle.rfind("{\"resource\"").unwrap()..]
    );
    assert!(error.unwrap().to_string().contains("get the file whole"));
    let mismatched =
        format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{PATIENT}}},{{"x":[1}}}},{{}}]}}"#);
    let (records, error) = read(mismatched.as_bytes());
    assert_eq!((records.len(), error.is_some()), (2, true));
    let (records, error) = read(&PATIENT.as_bytes()[..20]);
    assert!(records[0].is_err() && error.is_none());
}

#[test]
fn the_lines_after_a_cut_one_are_read() {
    let cuts = [
        r#"{"resourceType":"Patient","na"#,
        r#"{"resourceType":"Patient","x":["#,
        r#"{"resourceType":"Patient","x":1,"#,
    ];
    for cut in cuts {
        for before in [true, false] {
            let lines = if before { vec![PATIENT, PATIENT, cut, PATIENT] } else { vec![cut, PATIENT] };
            // A first line cut behind `[` cannot be told from a list that goes on.
            if !before && cut.ends_with('[') {
                continue;
            }
            let found = outline(&lines.join("\n"));
            assert_eq!(found.len(), lines.len(), "{found:?}");
            assert_eq!(found.last().unwrap(), &format!("Patient 1 {}", lines.len()));
            let refusal = &found[lines.len() - 2];
            assert!(refusal.contains("stops in the middle of its line"), "{refusal}");
        }
    }
    let bundle = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{PATIENT}}}"#);
    let found = outline(&format!("{PATIENT}\n{bundle},\n{PATIENT}\n"));
    assert_eq!(found[1], "Patient 1 2");
    assert!(found[2].starts_with("!Bundle 2 the bundle on this line stops"), "{found:?}");
    assert_eq!(found[3], "Patient 1 3");
    let found = outline(&format!("{PATIENT}\nnull\n{PATIENT}"));
    assert!(found[1].starts_with("! 2 this line holds no JSON object"), "{found:?}");
}

#[test]
fn bad_input_is_told_clearly() {
    for (input, words) in [
        (&b"\xff\xfe{\0}\0"[..], "UTF-16"),
        (b"{\0\"\0", "UTF-16"),
        (b"<Patient/>", "XML"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"MSH|^~\\&|", "neither { nor ["),
        (b"[", "the input ends in the middle of a list"),
    ] {
        assert!(read(input).1.unwrap().to_string().contains(words), "{words}");
    }
    let bad = [br#"{"resourceType":"Patient","id":""#, &b"\xff\"}"[..]].concat();
    let refusal = read(&bad).0.remove(0).unwrap_err();
    assert_eq!(refusal.reason, "byte 32 is not UTF-8: convert the text and import it again");
    let deep = format!(r#"{{"resourceType":"Patient","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refused(&deep).reason, "nested deeper than 96 levels");
    assert!(read("[".repeat(100_000).as_bytes()).0.len() <= 1);
    assert_eq!(refused(r#"{"id":"1"}"#).field, "resourceType");
    assert_eq!(refused(r#"{"resourceType":"Basic","x":tru}"#).field, "Basic.x");
    assert_eq!(refused(r#"{"resourceType":"Bundle","entry":{"a":1}}"#).field, "Bundle.entry");
    assert_eq!(refused(r#"{"resourceType":"Bundle","entry":[1]}"#).field, "Bundle.entry");
    assert_eq!(
        refused(r#"{"resourceType":"Bundle","entry":[{"resource":[]}]}"#).field,
        "Bundle.entry.resource"
    );
    let contained =
        r#"{"resourceType":"Location","contained":[{"resourceType":"Patient","id":"x","gender":1}]}"#;
    assert_eq!(refused(contained).field, "Location.contained[0].gender");
}

#[test]
fn a_record_that_is_too_large_is_refused_and_the_next_is_read() {
    let large = format!(r#"{{"resourceType":"Patient","id":"{}","x":"#, "é".repeat(100_000)) + "[1]}";
    let input =
        format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{large}}},{{"resource":{PATIENT}}}]}}"#);
    let mut split =
        Splitter::new(Box::new(Cursor::new(input.into_bytes())), 0, 1, Limits { bytes: 100_000, depth: 96 });
    let Some(Found::Refused(refusal)) = split.next().unwrap() else { panic!() };
    assert!(refusal.reason.starts_with("this record is larger than"));
    assert_eq!((refusal.what.as_str(), refusal.raw.len()), ("Patient", 64 * 1024));
    assert!(matches!(split.next().unwrap(), Some(Found::Value(_))));
    assert!(split.next().unwrap().is_none());
}

#[test]
fn a_reader_that_fails_is_told() {
    struct Failing(Cursor<Vec<u8>>);
    impl std::io::Read for Failing {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(into)? {
                0 => Err(std::io::Error::other("the disk is gone")),
                n => Ok(n),
            }
        }
    }
    let input = format!("{PATIENT}\n{{\"resourceType\"");
    let reader = std::io::BufReader::new(Failing(Cursor::new(input.into_bytes())));
    let mut records = FhirRecords::new(Box::new(reader), 0);
    assert!(records.next().unwrap().unwrap().is_ok());
    assert!(matches!(records.next(), Err(ReadError::Io(_))));
    assert!(records.next().unwrap().is_none());
}

/// Some JSON, with names that matter to the scanner among others.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        "[a-z{}\\[\\],:\"\\\\\n é]{0,12}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let name = prop_oneof![
            Just("entry".to_owned()),
            Just("resource".to_owned()),
            Just("resourceType".to_owned()),
            "[a-z\"\\\\]{0,4}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map(name, inner, 0..5).prop_map(Json::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn entries_are_those_that_serde_json_sees(
        entries in prop::collection::vec(any_json().prop_filter("objects", Json::is_object), 0..6),
        others in prop::collection::btree_map("[a-dx-z]{1,3}", any_json(), 0..3),
        pretty: bool,
        before: bool,
    ) {
        let entries: Vec<Json> = entries.into_iter().map(|resource| json!({"search": 1, "resource": resource})).collect();
        let mut bundle: serde_json::Map<String, Json> = others.into_iter().collect();
        bundle.remove("entry");
        bundle.insert("entry".into(), Json::from(entries.clone()));
        // Members are written in the order of their names: `resourceType` stands after `entry`; or before, if put there.
        let value = Json::from(bundle);
        let body = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let kind = r#""resourceType":"Bundle","#;
        let text = if before { body.replacen('{', &format!("{{{kind}"), 1) } else { body.clone() };
        let mut split = Splitter::new(Box::new(Cursor::new(text.into_bytes())), 0, 1, Limits::default());
        let mut found = Vec::new();
        while let Some(Found::Value(value)) = split.next().unwrap() {
            if value.is_entry {
                let span = value.marks.resource.unwrap();
                found.push((
                    serde_json::from_slice::<Json>(split.bytes(value.span)).unwrap(),
                    serde_json::from_slice::<Json>(split.bytes(span)).unwrap(),
                ));
            }
        }
        let expected: Vec<_> = entries.iter().map(|entry| (entry.clone(), entry["resource"].clone())).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn arbitrary_bytes_end(bytes: Vec<u8>) {
        let _ = read(&bytes);
    }

    #[test]
    fn arbitrary_json_like_text_ends(text in "([{}\\[\\],:\n]|\"[a-z]?\"|\"entry\"|\"resource\"|\"resourceType\"|\"Bundle\"|\"Patient\"){0,40}") {
        let (_, _) = read(text.as_bytes());
    }

    #[test]
    fn arbitrary_resources_are_read_or_refused(
        kind in prop::sample::select(vec!["Patient", "Encounter", "Observation", "Claim", "Composition", "Coverage"]),
        members in any_json().prop_filter("objects", Json::is_object),
    ) {
        let mut resource = members;
        resource["resourceType"] = Json::from(kind);
        resource["id"] = Json::from("x");
        resource.as_object_mut().unwrap().remove("entry");
        let (records, error) = read(resource.to_string().as_bytes());
        prop_assert!(records.len() == 1 && error.is_none());
    }
}
