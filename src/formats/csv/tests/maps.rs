//! What is wrong in a map is told with its line and what is allowed there.

use super::map;
use crate::formats::csv::{Map, SHIPPED};
use proptest::prelude::*;

fn fault(text: &str) -> String {
    Map::parse("my.toml", text).err().map(|fault| fault.to_string()).unwrap_or_default()
}

fn fact_fault(fact: &str) -> String {
    fault(&format!("name = \"T\"\n[[table]]\nfile = \"t.csv\"\n[[table.fact]]\n{fact}"))
}

#[test]
fn the_shipped_maps_are_sound() {
    for (name, _, _) in SHIPPED {
        Map::shipped(name).unwrap().unwrap();
    }
    assert!(Map::shipped("no-such").is_none());
}

#[test]
fn faults_name_line_key_and_what_is_allowed() {
    for (text, line, words) in [
        ("name = 1\n", 1, ["name is not a text", "double quotes"]),
        ("name = \"T\"\nnmae = 2\n[[table]]\nfile = \"*\"", 2, ["\"nmae\"", "null"]),
        ("name = \"T\"\n", 1, ["no [[table]]", "Add a line"]),
        ("name = \"T\"\n[table]\nfile = \"*\"", 2, ["not a list of tables", "[[table]]"]),
        ("name = \"T\"\n[[table]]\nfile = \"*\"\ndelimiter = \"::\"", 4, ["no delimiter", "tab"]),
        ("name = \"T\"\n[[table]]\nfile = \"*\"\nencoding = \"x\"", 4, ["encoding", "utf-8"]),
        ("name = \"T\"\norder = \"md\"\n[[table]]\nfile = \"*\"", 2, ["order of a date", "mdy"]),
        (
            "name = \"T\"\n[[lookup]]\nname = \"l\"\nfile = \"l\"\n[[table]]\nfile = \"*\"",
            2,
            ["no key", "Add"],
        ),
        ("name = \"T\"\n[shift]\nfrom = \"a\"\n[[table]]\nfile = \"*\"", 2, ["no to", "Add"]),
        ("name = \"T\"\nshift = 4\n[[table]]\nfile = \"*\"", 2, ["not a table", "[shift]"]),
        ("name = \"T\"\n[[table]]\nfile = \"a\"\n[[table]]\nfile = \"a\"", 4, ["Two tables", "another name"]),
        ("name = = 1", 1, ["not valid TOML", "Correct"]),
    ] {
        let fault = fault(text);
        assert!(fault.starts_with(&format!("my.toml, line {line}:")), "{fault}");
        assert!(words.iter().all(|word| fault.contains(word)), "{fault}");
    }
}

#[test]
fn faults_of_fields_name_the_field() {
    for (fact, line, words) in [
        ("kind = \"person\"", 5, ["\"person\"", "visit_event"]),
        ("key = \"a\"", 4, ["no kind", "Add"]),
        ("kind = \"patient\"\nfamily = \"a\"", 4, ["no key", "Add"]),
        ("kind = \"patient\"\nkey = \"a\"\nbirthdate = \"b\"", 7, ["\"birthdate\"", "birth_date"]),
        (
            "kind = \"patient\"\nkey = \"a\"\nsex = { from = \"s\", values = { x = \"man\" } }",
            7,
            ["\"man\"", "male"],
        ),
        (
            "kind = \"patient\"\nkey = \"a\"\nsex = { from = \"s\", default = \"man\" }",
            7,
            ["\"man\"", "male"],
        ),
        (
            "kind = \"patient\"\nkey = \"a\"\nbirth_date = { from = \"s\", format = \"%Y\" }",
            7,
            ["\"format\"", "formats"],
        ),
        (
            "kind = \"patient\"\nkey = \"a\"\nbirth_date = { from = \"s\", formats = [\"%d.%m\"] }",
            7,
            ["no date format", "%d.%m.%Y"],
        ),
        ("kind = \"patient\"\nkey = \"a\"\ngiven = \"x {a\"", 7, ["{ without }", "{column}"]),
        ("kind = \"patient\"\nkey = \"a\"\ngiven = \"x [{a}\"", 7, ["[ without ]", "optional"]),
        ("kind = \"patient\"\nkey = \"a\"\ngiven = \"{a} ]\"", 7, ["without its beginning", "optional"]),
        ("kind = \"patient\"\nkey = \"a\"\ngiven = \"a||b\"", 7, ["no name", "other spellings"]),
        (
            "kind = \"patient\"\nkey = \"a\"\ngiven = { const = \"x\", from = \"y\" }",
            7,
            ["no single source", "one of"],
        ),
        (
            "kind = \"patient\"\nkey = \"a\"\ngiven = { from = \"y\", split = \"/\" }",
            7,
            ["split and part", "both"],
        ),
        (
            "kind = \"patient\"\nkey = \"a\"\ngiven = { from = \"y\", values = { 1 = 2 } }",
            7,
            ["not a text", "quotes"],
        ),
        ("kind = \"patient\"\nkey = \"a\"\ngiven = []", 7, ["list is empty", "column"]),
        ("kind = \"diagnosis\"\nkey = \"a\"\ncode = \"b\"", 4, ["no use", "Add"]),
        ("kind = \"result\"\nkey = \"a\"", 4, ["no code", "Add"]),
    ] {
        let fault = fact_fault(fact);
        assert!(fault.starts_with(&format!("my.toml, line {line}:")), "{fact}: {fault}");
        assert!(words.iter().all(|word| fault.contains(word)), "{fault}");
    }
}

#[test]
fn tables_are_known_by_file_name() {
    let mimic = Map::shipped("mimic-iv").unwrap().unwrap();
    let name = |file: &str| mimic.table_for(file).map(|table| table.name.clone()).unwrap_or_default();
    assert_eq!(name("some/folder/hosp/labevents_cdi.csv.gz"), "labevents");
    assert_eq!(name("PATIENTS.CSV"), "patients");
    assert_eq!(name("d_labitems.csv.gz"), "");
    assert!(mimic.is_lookup("hosp/d_labitems.csv.gz") && !mimic.is_lookup("omr.csv"));
    assert!(mimic.is_lookup("patients.csv") && name("patients.csv") == "patients");
    let order = |file: &str| mimic.table_for(file).unwrap().order();
    assert!(order("patients.csv") < order("admissions.csv"));
    assert!(order("admissions.csv") < order("labevents.csv"));
    let any = Map::shipped("patients").unwrap().unwrap();
    assert!(any.table_for("anything.txt").is_some());
    assert!(map("", "kind = \"patient\"\nkey = \"id\"").table_for("u.csv").is_none());
}

proptest! {
    #[test]
    fn any_text_is_a_map_or_a_fault(text in "[\\[\\]a-z\"={}|? \n]{0,120}") {
        let _ = Map::parse("x.toml", &text);
    }

    #[test]
    fn any_field_is_read_or_a_fault(value in "[a-z{}\\[\\]|?:.0-9]{0,30}") {
        let text = format!("name = \"T\"\n[[table]]\nfile = \"*\"\n[[table.fact]]\nkind = \"patient\"\nkey = \"{value}\"");
        let _ = Map::parse("x.toml", &text);
    }
}

/// The description that people write maps by.
const GUIDE: &str = include_str!("../../../../docs/csv-maps.md");

#[test]
fn the_example_of_the_guide_is_a_map() {
    let (_, rest) = GUIDE.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let map = Map::parse("guide", example).unwrap();
    assert_eq!(map.order().len(), 2);
    assert!(map.is_lookup("tests.csv"));
}

#[test]
fn the_guide_names_every_field() {
    for (kind, needed) in [
        ("patient", ""),
        ("encounter", ""),
        ("visit_event", "event = { const = \"admit\" }\nencounter = \"e\""),
        ("diagnosis", "code = \"c\"\nuse = { const = \"billing\" }"),
        ("procedure", "code = \"c\""),
        ("result", "code = \"c\""),
        ("medication", "code = \"c\"\ngiven = { const = \"yes\" }"),
        ("claim", ""),
        ("provider", ""),
    ] {
        let fault = fact_fault(&format!("kind = \"{kind}\"\nkey = \"k\"\n{needed}\nzzz = \"x\""));
        let (_, allowed) = fault.split_once("Allowed here: ").unwrap();
        for field in allowed.trim_end_matches('.').split(", ") {
            assert!(GUIDE.contains(field), "{kind}: {field}");
        }
    }
}
