//! Lists of the Medicare Code Editor: what each diagnosis and procedure is edited for, as tables with a heading.
//!
//! Two layouts are read: the answers of the editor code by code (`code,age_conflict_at_ages,…`), and the lists of the
//! "Definitions of Medicare Code Edits" retyped as rows of tabs (`MCE_Version`, `ICD_Version`, …).

use super::lines::fault;
use crate::{
    domain::drg::{
        Code, EditLists, EditedDiagnosis, EditedProcedure, diagnosis_edit as dx, procedure_edit as pr,
    },
    fault::Fault,
};
use std::collections::BTreeMap;

const DX_HEADING: &str = "code,age_conflict_at_ages,unacceptable_pdx,e_code_as_pdx,manifestation_as_pdx,unspecified,questionable_admission,other_edits";
const PR_HEADING: &str = "code,edits_male_70,edits_female_30";
const LISTS_HEADING: &str = "MCE_Version\t";

/// Whether a text is one of the layouts.
pub fn is_edit_list(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}').trim_end();
    first == DX_HEADING || first == PR_HEADING || first.starts_with(LISTS_HEADING)
}

/// Reads a file of edits. Refused with the line: an unknown column, edit or code.
pub fn read(file: &str, text: &str) -> Result<EditLists, Fault> {
    let heading = text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}').trim_end();
    let (mut diagnoses, mut procedures) = (BTreeMap::new(), BTreeMap::new());
    for (idx, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |what: &str| fault(file, idx + 1, format!("This row {what}."));
        if heading == DX_HEADING {
            let (code, edits) =
                diagnosis(line).ok_or_else(|| bad("is cut off or has an edit that is not known"))?;
            *diagnoses.entry(code).or_insert(0) |= edits;
        } else if heading == PR_HEADING {
            let (code, edits) =
                procedure(line).ok_or_else(|| bad("is cut off or has an edit that is not known"))?;
            *procedures.entry(code).or_insert(0) |= edits;
        } else if heading.starts_with(LISTS_HEADING) {
            let (code, is_diagnosis, edits) =
                listed(line).ok_or_else(|| bad("is not of a list that is known"))?;
            let of = if is_diagnosis { &mut diagnoses } else { &mut procedures };
            *of.entry(code).or_insert(0) |= edits;
        } else {
            return Err(fault(file, 1, "The heading is not that of a list of the Medicare Code Editor."));
        }
    }
    if diagnoses.is_empty() && procedures.is_empty() {
        return Err(fault(file, text.lines().count(), "The list is empty."));
    }
    Ok(EditLists {
        diagnoses: diagnoses.into_iter().map(|(code, edits)| EditedDiagnosis { code, edits }).collect(),
        procedures: procedures.into_iter().map(|(code, edits)| EditedProcedure { code, edits }).collect(),
    })
}

fn diagnosis(line: &str) -> Option<(Code, u16)> {
    let cells: Vec<&str> = line.trim_end().split(',').collect();
    let [code, ages, unacceptable, external, manifestation, unspecified, questionable, others] =
        cells.as_slice()
    else {
        return None;
    };
    let mut edits = age_class(ages)?;
    for (cell, edit) in [
        (unacceptable, dx::UNACCEPTABLE),
        (external, dx::EXTERNAL_CAUSE),
        (manifestation, dx::MANIFESTATION),
        (unspecified, dx::UNSPECIFIED),
        (questionable, dx::QUESTIONABLE),
    ] {
        match *cell {
            "1" => edits |= edit,
            "0" => {}
            _ => return None,
        }
    }
    for other in others.split_whitespace() {
        edits |= match other {
            "INVALID_CODE" => dx::INVALID,
            "WRONG_PROCEDURE_PERFORMED" => dx::WRONG_PROCEDURE,
            "REQUIRES_SDX" => dx::NEEDS_SECONDARY,
            _ => return None,
        };
    }
    Some((Code::parse(code)?, edits))
}

/// The age class whose limits are between the ages that were tried: where the edit fired and where not.
fn age_class(ages: &str) -> Option<u16> {
    let fired: Vec<u16> = ages.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    let at = |age: u16| fired.contains(&age);
    match (at(0), at(1), at(14), at(18), at(99)) {
        (false, false, false, false, false) if fired.is_empty() => Some(0),
        (false, true, true, true, true) => Some(dx::NEWBORN),
        (false, false, false, true, true) => Some(dx::PEDIATRIC),
        (true, true, false, false, true) => Some(dx::MATERNITY),
        (true, true, true, false, false) => Some(dx::ADULT),
        _ => None,
    }
}

fn procedure(line: &str) -> Option<(Code, u16)> {
    let mut cells = line.trim_end().split(',');
    let code = Code::parse(cells.next()?)?;
    let (old, young) = (cells.next()?, cells.next()?);
    let mut edits = 0;
    for name in old.split_whitespace() {
        let always = young.split_whitespace().any(|other| other == name);
        edits |= match (name, always) {
            ("NON_COVERED", true) => pr::NON_COVERED,
            ("NON_COVERED", false) => pr::NON_COVERED_OVER_60,
            ("LIMITED_COVERAGE", true) => pr::LIMITED,
            ("QUESTIONABLE_OBSTETRIC_ADMISSION", true) => pr::DELIVERY,
            ("INVALID_CODE", true) => pr::INVALID,
            _ => return None,
        };
    }
    (cells.next().is_none() && edits != 0).then_some((code, edits))
}

/// Version, ICD version, section, subsection, edit, D or P, code, title.
fn listed(line: &str) -> Option<(Code, bool, u16)> {
    let cells: Vec<&str> = line.trim_end().split('\t').collect();
    let (edit, kind, code) = (*cells.get(4)?, *cells.get(5)?, Code::parse(cells.get(6)?.trim())?);
    let edits = match (edit, kind) {
        ("Newborn_Only", "D") => dx::NEWBORN,
        ("Pediatric_Only", "D") => dx::PEDIATRIC,
        ("Maternity_Only", "D") => dx::MATERNITY,
        ("Adult_Only", "D") => dx::ADULT,
        ("Female_Only", "D") => dx::FEMALE,
        ("Male_Only", "D") => dx::MALE,
        ("Principal_Manifestation", "D") => dx::MANIFESTATION,
        ("Principal_Questionable_Admit", "D") => dx::QUESTIONABLE,
        ("Principal_Unacceptable", "D") => dx::UNACCEPTABLE,
        ("Wrong_Performed", "D") => dx::WRONG_PROCEDURE,
        ("Female_Only", "P") => pr::FEMALE,
        ("Male_Only", "P") => pr::MALE,
        ("Noncovered_Always", "P") => pr::NON_COVERED,
        ("Noncovered_Over60", "P") => pr::NON_COVERED_OVER_60,
        ("Limited_Coverage", "P") => pr::LIMITED,
        ("Noncovered_LOS_96hr", "P") => pr::LONG_STAY,
        _ => return None,
    };
    Some((code, kind == "D", edits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_classes_are_read_back_from_the_ages_tried() {
        assert_eq!(age_class("1 8 11 12 14 17 18 54 55 56 64 65 99"), Some(dx::NEWBORN));
        assert_eq!(age_class("18 54 55 56 64 65 99"), Some(dx::PEDIATRIC));
        assert_eq!(age_class("0 1 8 65 99"), Some(dx::MATERNITY));
        assert_eq!(age_class("0 1 8 11 12 14"), Some(dx::ADULT));
        assert_eq!((age_class(""), age_class("14"), age_class("x")), (Some(0), None, None));
    }

    #[test]
    fn rows_are_read_and_damage_is_told_with_its_line() {
        let text =
            format!("{DX_HEADING}\nA34,0 1 8 65 99,0,0,0,0,0,\nY6551,,0,1,0,0,0,WRONG_PROCEDURE_PERFORMED\n");
        assert!(is_edit_list(&text));
        let lists = read("e", &text).unwrap();
        assert_eq!(lists.diagnoses[0].edits, dx::MATERNITY);
        assert_eq!(lists.diagnoses[1].edits, dx::EXTERNAL_CAUSE | dx::WRONG_PROCEDURE);
        assert_eq!(read("e", &text.replace(",0,1,0,0,0,W", ",0,1,0,W")).unwrap_err().line, 3);
        let text = format!("{PR_HEADING}\n02YA0Z0,LIMITED_COVERAGE,LIMITED_COVERAGE\n0TY00Z0,NON_COVERED,\n");
        let lists = read("e", &text).unwrap();
        assert_eq!(
            (lists.procedures[0].edits, lists.procedures[1].edits),
            (pr::LIMITED, pr::NON_COVERED_OVER_60)
        );
        let text = "MCE_Version\tx\n37\t10\t5\tA\tFemale_Only\tD\tA34\tObstetrical tetanus\n";
        assert_eq!(read("e", text).unwrap().diagnoses[0].edits, dx::FEMALE);
        assert!(read("e", "other\n").is_err() && read("e", DX_HEADING).is_err());
    }
}
