//! Bad code files and bad accounts to the real program: file, line and way out are said, and nothing is changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::Folder;
use std::{path::PathBuf, process::Command};

struct House(Folder);

impl House {
    fn new(name: &str) -> Self {
        let house = Self(Folder::new(name));
        assert!(house.run(&["init", "--training"]).1);
        house
    }

    fn run(&self, args: &[&str]) -> (String, bool) {
        let output = Command::new(env!("CARGO_BIN_EXE_chartroom"))
            .arg("--db")
            .arg(self.0.file())
            .args(args)
            .env_remove("CHARTROOM_DB")
            .output()
            .unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (said, output.status.success())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Loads a file that must be refused; what is said. The sets are the same before and after.
    fn refused(&self, name: &str, text: &str, more: &[&str]) -> String {
        let path = self.file(name, text);
        let before = self.run(&["codes", "list", "--json"]).0;
        let (said, well) = self.run(&[&["codes", "load", path.to_str().unwrap()], more].concat());
        assert!(!well, "{said}");
        assert_eq!(self.run(&["codes", "list", "--json"]).0, before);
        said
    }
}

const TABULAR: &str = "<?xml version=\"1.0\"?>\n<ICD10CM.tabular><version>2027</version>\n\
    <chapter><name>4</name><desc>Endocrine</desc><sectionIndex><sectionRef first=\"E08\" last=\"E13\" id=\"E08-E13\">Diabetes</sectionRef></sectionIndex>\n\
    <section id=\"E08-E13\"><desc>Diabetes mellitus (E08-E13)</desc>\n<diag><name>E11</name><desc>Type 2";

#[test]
fn a_truncated_xml_is_refused_with_file_and_line() {
    let house = House::new("bad-codes-cut");
    let said = house.refused("icd10cm-tabular.xml", TABULAR, &[]);
    assert!(said.contains("icd10cm-tabular.xml, line 5") && said.contains("cut off"), "{said}");
}

#[test]
fn a_table_with_a_missing_column_is_refused_by_the_columns_name() {
    let house = House::new("bad-codes-column");
    let index = "RowID,Letter,Level,Term,See,SeeAlso,Code\n1,A,0,Abasia,,,F44.4\n";
    let said = house.refused("index_FY2027.csv", index, &[]);
    assert!(said.contains("index_FY2027.csv") && said.contains("\"NonEssModif\" is missing"), "{said}");
    let mapping = "diagnosis_code,cc,modelname\nA0103,115,V21\n";
    let said = house.refused("hcc_2027.csv", mapping, &[]);
    assert!(said.contains("\"model_name\" is missing"), "{said}");
}

#[test]
fn a_set_of_the_wrong_year_or_none_is_refused() {
    let house = House::new("bad-codes-year");
    let said =
        house.refused("POAexemptCodes2026.txt", "Code\nA00.0\nB20\n", &["--year", "2027", "--excerpt"]);
    assert!(said.contains("named for the year 2026, not 2027"), "{said}");
    let said = house.refused("POAexemptCodes.txt", "Code\nA00.0\nB20\n", &["--excerpt"]);
    assert!(said.contains("says its year") && said.contains("--year"), "{said}");
}

#[test]
fn overlapping_validity_is_refused_and_named() {
    let house = House::new("bad-codes-overlap");
    let first = house.file("POAexemptCodes2026.txt", "Code\nA00.0\nB20\n");
    let (said, well) = house.run(&["codes", "load", first.to_str().unwrap(), "--excerpt"]);
    assert!(well, "{said}");
    let dates = ["--excerpt", "--from", "2026-01-01", "--to", "2026-12-31"];
    let said = house.refused("POAexemptCodes2027.txt", "Code\nA00.0\n", &dates);
    assert!(said.contains("edition 2026 holds from") && said.contains("Nothing was loaded"), "{said}");
    // Gone, the other may come.
    assert!(house.run(&["codes", "remove", "poa-exempt", "2026"]).1);
    let second = house.0.path().join("POAexemptCodes2027.txt");
    let load = [&["codes", "load", second.to_str().unwrap()][..], &dates].concat();
    let (said, well) = house.run(&load);
    assert!(well, "{said}");
}
