//! Rows to facts: values, dates, filters, look-ups, damaged rows, replay, going on after a stop.

use super::{again, map, read_all};
use crate::domain::facts::{Fact, NameUse, PatientFact, Record, Rejection, ResultFact, ResultValue, Sex};
use crate::formats::Records;
use crate::formats::csv::{CsvRecords, Lookups, Map, Start, replay};
use chrono::Datelike;
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

fn refused_slip(map: &Map, text: &[u8]) -> String {
    let rejection = read_all(map, text, Start::FIRST).into_iter().find_map(Result::err).unwrap();
    String::from_utf8(rejection.raw).unwrap()
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
        ("7,\"SMITH\"X,1950,F", "column name", "behind the closing quote"),
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

const LABS: &str = "name = \"T\"\n[[lookup]]\nname = \"lab\"\nfile = \"items.csv\"\nkey = \"item\"\non = \"code\"\n[[table]]\nfile = \"t.csv\"\n[[table.fact]]\nkind = \"result\"\nkey = \"id\"\ncode = \"code\"\ndisplay = \"lab.label\"\nvalue = \"v\"\nlow = \"low\"\n";

fn result(record: &Result<Record, Rejection>) -> &ResultFact {
    match record.as_ref().unwrap().facts.as_slice() {
        [Fact::Result(result)] => result,
        other => panic!("{other:?}"),
    }
}

#[test]
fn look_ups_give_names_and_are_asked_for() {
    let map = Map::parse("t.toml", LABS).unwrap();
    assert!(open_error(&map, b"id,code,v,low\n").contains("items.csv"));
    let mut lookups = Lookups::default();
    let items = b"item,label\n5,\"Sodium, whole\"\n";
    assert!(map.load_lookup(&mut lookups, "a/items.csv.gz", Box::new(&items[..])).unwrap());
    assert!(!map.load_lookup(&mut lookups, "t.csv", Box::new(&b""[..])).unwrap());
    let text = b"id,code,v,low\n1,5,<0.5,0\n2,5,1,x\n3,5\n";
    let mut records = CsvRecords::new(&map.order()[0], &lookups, Box::new(&text[..]), Start::FIRST).unwrap();
    let mut next = || records.next().unwrap().unwrap();
    let first = next();
    assert_eq!(result(&first).code.display, "Sodium, whole");
    let half = ResultValue::Number { comparator: "<".into(), value: 0.5, text: "0.5".into() };
    assert_eq!(result(&first).value, half);
    // A refused row takes along what the look-ups said of it.
    let slip = next().unwrap_err().raw;
    let shown = "# t\nid,code,v,low,lab.label\n2,5,1,x,\"Sodium, whole\"";
    assert_eq!(String::from_utf8_lossy(&slip), shown);
    let read = again(&map, shown.replace(",x,", ",0.5,").as_bytes());
    assert_eq!(
        (result(&read[0]).code.display.as_str(), result(&read[0]).range_low),
        ("Sodium, whole", Some(0.5))
    );
    // Of a row with a field too few nobody knows which is the key: what any of them finds is taken along.
    let slip = String::from_utf8(next().unwrap_err().raw).unwrap();
    assert_eq!(slip, "# t\n# lab: item,label\n# lab: 5,\"Sodium, whole\"\nid,code,v,low\n3,5");
    let corrected = slip.replace("3,5", "3,5,2,0");
    let read = again(&map, corrected.as_bytes());
    assert_eq!(
        (result(&read[0]).code.code.as_str(), result(&read[0]).code.display.as_str()),
        ("5", "Sodium, whole")
    );
    // Another key than any that the row had: its line is missing and can be added.
    let other = corrected.replace("3,5,2,0", "3,6,2,0");
    let refused = again(&map, other.as_bytes()).remove(0).unwrap_err();
    assert!(refused.reason.contains("# lab: 6,..."), "{}", refused.reason);
    assert_eq!(String::from_utf8(refused.raw).unwrap(), other.replace("# lab: 5,\"Sodium, whole\"\n", ""));
    let added = other.replace("id,code", "# lab: 6,Potassium\nid,code");
    assert_eq!(result(&again(&map, added.as_bytes())[0]).code.display, "Potassium");
    // Slips of earlier versions have no such lines.
    assert_eq!(result(&again(&map, b"# t\nid,code,v,low\n3,5,2,0")[0]).code.code, "5");
}

#[test]
fn corrected_rows_are_read_again() {
    let map = map("", PERSON);
    let slip = refused_slip(&map, b"id,name,dob,sex\n7,\"Smith,1950,F\n8,Cole,1951,M\n");
    assert_eq!(slip, "# t\nid,name,dob,sex\n7,\"Smith,1950,F");
    let one = again(&map, slip.replace("\"Smith", "Smith").as_bytes());
    assert_eq!(one.len(), 1);
    assert!(one[0].is_ok());
    // A quote that swallowed rows is closed where it should have been: all of them are read.
    let swallowed = refused_slip(&map, b"id,name,dob,sex\n7,\"Smith,1950,F\n8,\"Cole\",1951,M\n");
    let two = again(&map, swallowed.replace("\"Smith", "Smith").as_bytes());
    assert_eq!(two.iter().filter(|one| one.is_ok()).count(), 2);
    // Still wrong: the same slip comes back.
    let still = again(&map, slip.as_bytes()).remove(0).unwrap_err();
    assert_eq!(still.raw, slip.as_bytes());
}

#[test]
fn slips_say_what_is_wrong_with_them() {
    let map = map("", PERSON);
    for slip in [&b""[..], b"id,name\n1,2", b"# other\nid,name\n1,2", b"#t\nid,name\n1,2"] {
        let error = replay(map.toml(), slip.to_vec()).err().unwrap().to_string();
        assert!(error.contains("name the table") && error.contains("\"# t\""), "{error}");
    }
    assert!(
        replay("nonsense", b"# t\nid\n1".to_vec()).err().unwrap().to_string().contains("map of this feed")
    );
    assert!(again(&map, b"# t\nid,name\n").is_empty());
}

#[test]
fn slips_name_the_columns_of_files_without_a_header() {
    let map = map("columns = [\"id\", \"name\", \"dob\"]\ndelimiter = \"|\"", PERSON);
    let slip = refused_slip(&map, b"7|A|50\n");
    assert_eq!(slip, "# t\nid|name|dob\n7|A|50");
    assert!(again(&map, slip.replace("50", "1950").as_bytes())[0].is_ok());
}

#[test]
fn dates_too_late_are_taken_back_by_whole_leap_years() {
    let text = "name = \"T\"\n[shift]\nfrom = \"year\"\nto = \"was\"\n[[table]]\nfile = \"t.csv\"\n[[table.fact]]\nkind = \"patient\"\nkey = \"id\"\nbirth_date = { from = \"year\", minus = \"age\" }\ndeath = \"dod\"\n";
    let map = Map::parse("t.toml", text).unwrap();
    for (year, was, shift) in [
        (2134, "2011 - 2013", 124),
        (2135, "2011", 124),
        (2136, "2011", 124),
        (2137, "2011", 124),
        (2138, "2011", 128),
    ] {
        let read =
            patient(&map, &format!("id,year,was,age,dod\n1,{year},{was},72,{}-02-28 10:00:00\n", year + 2));
        assert_eq!(i32::from(read.birth_date.unwrap().year), year - shift - 72);
        let died = read.death.flatten().unwrap().day();
        assert_eq!((died.year(), died.month(), died.day()), (year + 2 - shift, 2, 28));
        assert!((2010..=2013).contains(&(year - shift)));
    }
    let (field, reason) = refused(&map, b"id,year,was,age,dod\n1,2134,,72,\n");
    assert_eq!(field, "column was");
    assert!(reason.contains("No year"), "{reason}");
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
    records.next().unwrap();
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
    fn any_slip_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), named in any::<bool>()) {
        let map = map("", PERSON);
        let slip = if named { [b"# t\n", &bytes[..]].concat() } else { bytes };
        if let Ok(mut records) = replay(map.toml(), slip) {
            while records.next().unwrap().is_some() {}
        }
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
            let slip = [b"# t\nid,name\n", &record.raw[..]].concat();
            let alone = again(&map, &slip).remove(0).unwrap();
            prop_assert_eq!(alone.facts, record.facts);
        }
    }
}
