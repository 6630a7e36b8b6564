//! Rows to facts: values, dates, filters, look-ups, damaged rows, replay, going on after a stop.

use super::{map, read_all};
use crate::domain::facts::{Fact, NameUse, PatientFact, ResultValue, Sex};
use crate::formats::csv::{CsvRecords, Lookups, Map, Start, replay};
use proptest::prelude::*;
use std::io::Cursor;

const PERSON: &str =
    "kind = \"patient\"\nkey = \"id\"\nfamily = \"name|surname\"\nbirth_date = \"dob?\"\nsex = \"sex?\"";

fn patient(map: &Map, text: &str) -> PatientFact {
    match read_all(map, text.as_bytes(), Start::FIRST).remove(0).unwrap().facts.remove(0) {
        Fact::Patient(patient) => *patient,
        other => panic!("{other:?}"),
    }
}

fn refused(map: &Map, text: &[u8]) -> (String, String) {
    let rejection = read_all(map, text, Start::FIRST).into_iter().find_map(Result::err).unwrap();
    (rejection.field, rejection.reason)
}

fn open_error(map: &Map, text: &'static [u8]) -> String {
    let open = CsvRecords::new(&map.order()[0], &Lookups::default(), Box::new(text), Start::FIRST);
    open.err().unwrap().to_string()
}

#[test]
fn a_plain_row_is_a_patient() {
    let read = patient(&map("order = \"mdy\"", PERSON), "ID,Surname,DOB,sex\n7, Núñez ,3/12/1950,F\n");
    assert_eq!((read.origin.key.as_str(), read.names[0].family.as_str()), ("7", "Núñez"));
    assert_eq!(read.birth_date.unwrap().to_string(), "1950-03-12");
    assert_eq!(read.sex, Some(Sex::Female));
}

#[test]
fn faults_of_rows_name_the_column_and_never_the_value() {
    let map = map("", PERSON);
    for (row, field, word) in [
        ("7,SMITH,31.31.1950,F", "column DOB", "calendar"),
        ("7,SMITH,1950,mistake", "column sex", "no word"),
        (",SMITH,1950,F", "column id", "empty"),
        ("7,SMITH,1950", "", "3 fields where the first line has 4"),
        ("7,SMITH,1950,F,x", "", "5 fields"),
        ("7,SM\0TH,1950,F", "column name", "NUL"),
        ("7,\"SMITH,1950,F", "", "never closed"),
    ] {
        let (at, reason) = refused(&map, format!("id,name,DOB,sex\n{row}\n").as_bytes());
        assert_eq!(at, field, "{reason}");
        assert!(reason.contains(word), "{reason}");
        assert!(
            !reason.contains("SMITH") && !reason.contains("mistake") && !reason.contains("31.31"),
            "{reason}"
        );
    }
    let long = format!("id,name,DOB,sex\n7,{},1950,F\n", "x".repeat(1024 * 1024 + 1));
    assert_eq!(refused(&map, long.as_bytes()).0, "column name");
}

#[test]
fn a_missing_column_is_told_before_any_row() {
    let error = open_error(&map("", PERSON), b"id,SMITH\n1,2\n");
    assert!(error.contains("name or surname") && !error.contains("SMITH"), "{error}");
}

#[test]
fn odd_but_harmless_rows_are_read() {
    let map = map("short_rows = true", PERSON);
    let text = "id,name,dob,sex\n1,A\n2,B,1950,M,,\n,,,\n3,C,1950,F\n";
    let read = read_all(&map, text.as_bytes(), Start::FIRST);
    assert!(read.iter().all(Result::is_ok));
    assert_eq!(read[2].as_ref().unwrap().kept.as_deref(), Some("kept, not applied: an empty row"));
    assert_eq!(read.len(), 4);
}

#[test]
fn letters_of_windows_are_read() {
    let map = map("", PERSON);
    let read = read_all(&map, b"id,name\n1,N\xFA\xF1ez\n2,N\xC3\xBA\xC3\xB1ez\n", Start::FIRST);
    let name = |index: usize| match &read[index].as_ref().unwrap().facts[0] {
        Fact::Patient(patient) => patient.names[0].family.clone(),
        _ => String::new(),
    };
    assert_eq!((name(0), name(1)), ("Núñez".to_owned(), "Núñez".to_owned()));
}

#[test]
fn files_may_come_without_header_and_with_other_signs() {
    let map = map(
        "columns = [\"id\", \"name\", \"dob\"]\ndelimiter = \"tab\"\nquote = \"'\"\nnull = \"-\"",
        PERSON,
    );
    let read = patient(&map, "7\t'O''Brien'\t-\n");
    assert_eq!((read.names[0].family.as_str(), read.birth_date), ("O'Brien", None));
}

#[test]
fn templates_leave_out_what_is_empty() {
    let fact = "kind = \"patient\"\nkey = \"id\"\nstreet = \"{no} {street}\\n{flat}\"\ncity = \"{city}[ ({part})]\"\nzip = [\"zip\", \"old_zip\"]\nstate = { from = \"st\", values = { ma = \"MA\" }, other = \"?\", default = \"none\" }";
    let map = map("", fact);
    let header = "id,no,street,flat,city,part,zip,old_zip,st\n";
    let read = |row: &str| patient(&map, &format!("{header}{row}\n")).addresses.remove(0);
    let full = read("1,6,Main St,Apt 2,Salem,East,1,2,Ma");
    assert_eq!((full.street.as_str(), full.city.as_str()), ("6 Main St\nApt 2", "Salem (East)"));
    assert_eq!((full.zip.as_str(), full.state.as_str()), ("1", "MA"));
    let bare = read("1,,Main St,,Salem,,,2,");
    assert_eq!((bare.street.as_str(), bare.city.as_str()), ("Main St", "Salem"));
    assert_eq!((bare.zip.as_str(), bare.state.as_str()), ("2", "none"));
    assert_eq!(read("1,,,,,,,,x").state, "?");
}

#[test]
fn numbers_in_templates_are_rounded_when_asked() {
    let map = map("", "kind = \"patient\"\nkey = \"id\"\ncity = \"{n:6}\"");
    for (number, expected) in [
        ("309.0000057220459", "309"),
        ("1022.7272338867188", "1022.73"),
        ("0.020003839381388389", "0.0200038"),
        ("1234567", "1234567"),
        ("0", "0"),
        ("-2.50", "-2.5"),
        ("much", "much"),
    ] {
        let read = patient(&map, &format!("id,n\n1,{number}\n"));
        assert_eq!(read.addresses[0].city, expected);
    }
}

#[test]
fn other_names_follow_the_official_one() {
    let map =
        map("", "kind = \"patient\"\nkey = \"id\"\nfull_name = \"n\"\nmaiden = \"m\"\nalias_given = \"a\"");
    let names = patient(&map, "id,n,m,a\n1,\"Smith, Joan B\",Cole,Joanie\n").names;
    let short: Vec<_> = names.iter().map(|n| (n.name_use, n.family.as_str(), n.given.as_str())).collect();
    assert_eq!(
        short,
        [
            (NameUse::Official, "Smith", "Joan"),
            (NameUse::Maiden, "Cole", "Joan"),
            (NameUse::Alias, "Smith", "Joanie")
        ]
    );
}

#[test]
fn keys_of_several_columns_do_not_run_together() {
    let map = map("", "kind = \"patient\"\nkey = [\"a\", \"b\"]\n");
    let key = |row: &str| patient(&map, &format!("a,b\n{row}\n")).origin.key;
    assert_eq!(key("1,2"), "1|2");
    assert_ne!(key("1|2,3"), key("1,2|3"));
}

#[test]
fn rows_without_a_key_are_known_by_their_content() {
    let map = map("", "kind = \"patient\"\nkey = \"id?\"\nfamily = \"name\"");
    let key = |row: &str| patient(&map, &format!("name\n{row}\n")).origin.key;
    assert_eq!(key("Smith"), key("Smith"));
    assert_ne!(key("Smith"), key("Smyth"));
}

#[test]
fn filters_choose_the_facts_and_the_rest_is_kept() {
    let map = map("kept = \"no place\"", "kind = \"patient\"\nwhen = { id = \"1*\" }\nkey = \"id\"");
    let read = read_all(&map, b"id\n10\n20\n", Start::FIRST);
    assert_eq!(read[0].as_ref().unwrap().facts.len(), 1);
    let kept = read[1].as_ref().unwrap();
    assert_eq!((kept.facts.len(), kept.kept.as_deref()), (0, Some("kept, not applied: no place")));
}

#[test]
fn look_ups_give_names_and_are_asked_for() {
    let text = "name = \"T\"\n[[lookup]]\nname = \"lab\"\nfile = \"items.csv\"\nkey = \"item\"\non = \"code\"\n[[table]]\nfile = \"t.csv\"\n[[table.fact]]\nkind = \"result\"\nkey = \"id\"\ncode = \"code\"\ndisplay = \"lab.label\"\nvalue = \"v\"\n";
    let map = Map::parse("t.toml", text).unwrap();
    assert!(open_error(&map, b"id,code,v\n").contains("items.csv"));
    let mut lookups = Lookups::default();
    assert!(
        map.load_lookup(&mut lookups, "a/items.csv.gz", Box::new(&b"item,label\n5,Sodium\n"[..])).unwrap()
    );
    assert!(!map.load_lookup(&mut lookups, "t.csv", Box::new(&b""[..])).unwrap());
    let read = replay(&map.order()[0], &lookups, b"id,code,v", b"1,5,<0.5").unwrap();
    let Fact::Result(result) = &read[0].as_ref().unwrap().facts[0] else { panic!() };
    assert_eq!(result.code.display, "Sodium");
    assert_eq!(result.value, ResultValue::Number { comparator: "<".into(), value: 0.5, text: "0.5".into() });
    let unnamed = replay(&map.order()[0], &Lookups::default(), b"id,code,v", b"1,5,x").unwrap();
    assert!(unnamed[0].is_ok());
}

#[test]
fn corrected_rows_are_read_again() {
    let map = map("", PERSON);
    let table = &map.order()[0];
    let again = |row: &[u8]| replay(table, &Lookups::default(), b"id,name,dob,sex", row).unwrap();
    let one = again(b"7,Smith,1950,F");
    assert_eq!((one.len(), one[0].as_ref().unwrap().line, one[0].as_ref().unwrap().offset), (1, 1, 0));
    let two = again(b"7,\"Smith\",1950,F\n8,Cole,1951,M\n");
    assert_eq!(two.len(), 2);
    assert!(again(b"7,Smith,1950").remove(0).is_err());
    assert!(again(b"").is_empty());
}

#[test]
fn a_stopped_run_goes_on_where_it_was() {
    let map = map("", PERSON);
    let text = b"\xEF\xBB\xBFid,name\r\n1,\"A\nB\"\r\n2,C\r\n3,D\r\n";
    let whole = read_all(&map, text, Start::FIRST);
    let mut records = CsvRecords::new(
        &map.order()[0],
        &Lookups::default(),
        Box::new(Cursor::new(text.to_vec())),
        Start::FIRST,
    )
    .unwrap();
    assert_eq!(records.header(), b"id,name");
    crate::formats::Records::next(&mut records).unwrap();
    assert_eq!(read_all(&map, text, records.place()), whole[1..]);
    assert_eq!(whole[1].as_ref().unwrap().line, 4);
}

proptest! {
    #[test]
    fn any_bytes_are_records_or_rejections(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let map = map("", PERSON);
        let mut text = b"id,name,dob,sex\n".to_vec();
        text.extend_from_slice(&bytes);
        read_all(&map, &text, Start::FIRST);
    }

    #[test]
    fn any_date_text_is_read_or_refused(text in "[0-9a-zA-Z:/. -]{0,24}") {
        let map = map("order = \"dmy\"\ntwo_digit_years = 30", PERSON);
        read_all(&map, format!("id,name,dob,sex\n1,a,{text},F\n").as_bytes(), Start::FIRST);
    }

    #[test]
    fn rows_read_alone_say_the_same(rows in proptest::collection::vec(("[a-z]{1,4}", "[a-z \"]{0,6}"), 1..6)) {
        let map = map("", "kind = \"patient\"\nkey = \"id\"\nfamily = \"name\"");
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "name"]).unwrap();
        for (id, name) in &rows {
            writer.write_record([id, name]).unwrap();
        }
        let text = writer.into_inner().unwrap();
        for record in read_all(&map, &text, Start::FIRST) {
            let record = record.unwrap();
            let alone = replay(&map.order()[0], &Lookups::default(), b"id,name", &record.raw).unwrap();
            prop_assert_eq!(&alone[0].as_ref().unwrap().facts, &record.facts);
        }
    }
}
