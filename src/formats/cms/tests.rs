use super::*;
use crate::domain::codeset::{NoteKind, Rank};
use proptest::prelude::*;

const TABULAR: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2026</version>
<chapter><name>4</name><desc>Endocrine (E00-E89)</desc><sectionIndex><sectionRef first="E08" last="E13" id="E08-E13">Diabetes</sectionRef></sectionIndex>
<section id="E08-E13"><desc>Diabetes mellitus (E08-E13)</desc>
<diag><name>E11</name><desc>Type 2 diabetes mellitus</desc><excludes1><note>gestational diabetes (O24.4-)</note></excludes1>
<diag><name>E11.9</name><desc>Type 2 diabetes &amp; no complications</desc><sevenChrDef><extension char="A">initial</extension><note>more</note></sevenChrDef></diag>
</diag></section></chapter></ICD10CM.tabular>"#;

#[test]
fn the_tabular_list_is_read_with_its_notes() {
    let CodeFile::Tabular(tabular) = read("t.xml", TABULAR.as_bytes()).unwrap() else { panic!() };
    let rows: Vec<_> = tabular.rows.iter().map(|row| (row.rank, row.name.as_str(), row.parent)).collect();
    assert_eq!(
        rows,
        [
            (Rank::Chapter, "4", None),
            (Rank::Block, "E08-E13", Some(0)),
            (Rank::Code, "E11", Some(1)),
            (Rank::Code, "E11.9", Some(2))
        ]
    );
    assert_eq!(tabular.rows[2].notes, [(NoteKind::Excludes1, "gestational diabetes (O24.4-)".to_owned())]);
    assert_eq!(tabular.rows[3].title, "Type 2 diabetes & no complications");
    assert_eq!(tabular.rows[3].seventh, [('A', "initial".to_owned())]);
    assert_eq!(tabular.rows[3].notes, [(NoteKind::Seventh, "A: more".to_owned())]);
}

#[test]
fn what_is_cut_off_or_foreign_is_told_with_its_line() {
    let cut = TABULAR.split("</diag>").next().unwrap();
    let fault = read("t.xml", cut.as_bytes()).unwrap_err();
    assert!(fault.to_string().starts_with("t.xml, line 6: The file is cut off"), "{fault}");
    let evil = TABULAR.replace("<ICD10CM.tabular>", "<!DOCTYPE x [<!ENTITY a \"b\">]><ICD10CM.tabular>");
    assert!(read("t.xml", evil.as_bytes()).unwrap_err().what.contains("DOCTYPE"));
    let missing = TABULAR.replace("id=\"E08-E13\">Diabetes", "id=\"E08-E13\">D</sectionRef><sectionRef>x");
    assert!(read("t.xml", missing.as_bytes()).unwrap_err().what.contains("promises 2 blocks"));
    assert!(read("t.xml", b"<html></html>").is_err() && read("t.txt", b"hello\nworld\n").is_err());
    let column = "RowID,Letter,Level,Term,See,SeeAlso,Code\n1,A,0,Abasia,,,F44.4\n";
    assert_eq!(read("i.csv", column.as_bytes()).unwrap_err().what, "The column \"NonEssModif\" is missing.");
    let hcc = "diagnosis_code,cc,modelname\nA0103,115,V21\n";
    assert_eq!(read("h.csv", hcc.as_bytes()).unwrap_err().what, "The column \"model_name\" is missing.");
}

#[test]
fn order_files_are_read_by_column() {
    let line = "00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           Cholera due to Vibrio cholerae 01, biovar cholerae";
    let CodeFile::Titles(SetKind::Icd10Cm, lines) = read("order.txt", line.as_bytes()).unwrap() else {
        panic!()
    };
    assert_eq!((lines[0].code.as_str(), lines[0].billable), ("A000", true));
    let fault = read("order.txt", format!("{line}\n{line}").as_bytes()).unwrap_err();
    assert_eq!(fault.line, 2);
}

#[test]
fn the_index_keeps_modifiers_apart() {
    let xml = "<ICD10CM.index><version>2027</version><title>X</title><letter><title>A</title><mainTerm><title>vein<nemod>(peripheral)</nemod> NEC</title><code>Q27.8</code><term level=\"1\"><title>deep</title><see>Elsewhere</see></term></mainTerm></letter></ICD10CM.index>";
    let CodeFile::Index(SetKind::CmIndex, index) = read("i.xml", xml.as_bytes()).unwrap() else { panic!() };
    assert_eq!(
        (index.lines[0].term.as_str(), index.lines[0].modifiers.as_str()),
        ("vein NEC", "(peripheral)")
    );
    assert_eq!((index.lines[1].level, index.lines[1].see.as_str(), index.year), (1, "Elsewhere", 2027));
}

#[test]
fn a_pcs_row_makes_as_many_codes_as_it_promises() {
    let axis = |pos: u8, label: &str| {
        format!("<axis pos=\"{pos}\" values=\"1\"><title>T</title><label code=\"0\">{label}</label></axis>")
    };
    let row: String = (4..8).map(|pos| axis(pos, "x")).collect();
    let head: String = (1..4).map(|pos| axis(pos, "h")).collect();
    let xml = format!(
        "<ICD10PCS.tabular><version>2026</version><pcsTable>{head}<pcsRow codes=\"1\">{row}</pcsRow></pcsTable></ICD10PCS.tabular>"
    );
    assert_eq!(read("p.xml", xml.as_bytes()).unwrap().n_records(), 1);
    let wrong = xml.replace("codes=\"1\"", "codes=\"2\"");
    assert!(read("p.xml", wrong.as_bytes()).unwrap_err().what.contains("promises 2 codes and makes 1"));
}

// Invented rows: nothing of CPT or NCCI is in this project.
#[test]
fn files_of_licensees_are_read_in_their_owners_layouts() {
    let long = "Notice of the owner\n\n0000X\tAn invented service\n9999X\tAnother\n";
    assert_eq!(read("LONGULT.TXT", long.as_bytes()).unwrap().n_records(), 2);
    let fixed = "0000X01 An invented service of\n0000X02 two lines\n";
    let CodeFile::Titles(SetKind::Cpt, lines) = read("LONGUF.TXT", fixed.as_bytes()).unwrap() else {
        panic!()
    };
    assert_eq!(lines[0].title, "An invented service of two lines");
    let ptp = "Column 1\tColumn 2\tx\n0000X\t9999X\t \t20200101\t*\t1\tInvented\n0000X\t9998X\t \t20200101\t20201231\t0\tInvented\n";
    let CodeFile::Ptp(pairs) = read("ccipra-v1.txt", ptp.as_bytes()).unwrap() else { panic!() };
    assert_eq!((pairs[0].deleted, pairs[1].deleted, pairs[1].modifier), (0, 20_201_231, '0'));
    let mue = "HCPCS/CPT Code,MUE Values,Indicator,Rationale\n0000X,2,3 Date of Service,Invented\n";
    let CodeFile::Mue(limits) = read("MCR_MUE.csv", mue.as_bytes()).unwrap() else { panic!() };
    assert_eq!(limits[0].units, 2);
    assert!(read("ccipra.txt", ptp.replace("20200101\t*", "soon\t*").as_bytes()).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.xml", "LONGULT.TXT", "ptp.txt", "mue.csv", "POAexempt.txt"] {
            let _ = read(name, &bytes);
        }
    }

    #[test]
    fn no_damage_makes_a_reader_panic(at in 0_usize..900, with in any::<u8>(), cut in 0_usize..1000) {
        let mut bytes = TABULAR.as_bytes().to_vec();
        if let Some(byte) = bytes.get_mut(at) { *byte = with; }
        bytes.truncate(cut);
        let _ = read("t.xml", &bytes);
    }

    #[test]
    fn no_lines_make_a_reader_panic(text in "[0-9A-Z ,\t\"\n]{0,300}") {
        for head in ["", "RowID,Level,Term,See,SeeAlso,NonEssModif,Code\n", "diagnosis_code,cc,model_name\n", "1\nA00-A09\n", "code,kind,long_description,short_description\n", "I10_DX,default_CCSR_IP,default_CCSR_OP,CCSR1\n"] {
            let _ = read("x.csv", format!("{head}{text}").as_bytes());
        }
    }
}
