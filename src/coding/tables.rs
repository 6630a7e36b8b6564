//! The tools of judging: code sets, and the grouper and code editor of a day.

use crate::{
    classification::{
        drg::DrgTables,
        library::Library,
        mce::{self, MceTables},
    },
    codesets::grouping,
    domain::codeset::SetKind,
};
use chrono::NaiveDate;
use std::sync::{Arc, Mutex, PoisonError};

/// First days of the three sets that an editor is made of: MS-DRG, lists of the editor, ICD-10-PCS.
type EditorKey = [Option<NaiveDate>; 3];

/// Editors made so far, by the sets that they are made of.
type Editors = Arc<Mutex<Vec<(EditorKey, Arc<MceTables>)>>>;

/// The code sets of a database, with the grouper and the code editor of each day.
#[derive(Clone, Debug)]
pub struct Tools {
    /// Code sets by date.
    pub library: Arc<Library>,
    /// An editor is made on first need and shared by all who judge with these tools.
    editors: Editors,
}

/// The MS-DRG version that a case is grouped with.
#[derive(Clone, Copy, Debug)]
pub struct Grouper<'a> {
    /// Its tables.
    pub tables: &'a DrgTables,
    /// Whether it holds on the day; else it is the nearest there is, and what it says is an estimate.
    pub holds: bool,
}

impl Tools {
    /// Tools out of a library.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, editors: Editors::default() }
    }

    /// The MS-DRG version of a day, else the nearest as an estimate.
    pub fn grouper(&self, day: NaiveDate) -> Option<Grouper<'_>> {
        let set = grouping::version(&self.library, day)?;
        Some(Grouper { tables: grouping::tables(set)?, holds: set.holds(day) })
    }

    /// The code editor of a day; none where no MS-DRG version holds, since its lists of valid codes are of that version.
    pub fn editor(&self, day: NaiveDate) -> Option<Arc<MceTables>> {
        let grouper = self.grouper(day).filter(|grouper| grouper.holds)?;
        let from = |kind| self.library.on(kind, day).map(|set| set.from);
        let key = [from(SetKind::MsDrg), from(SetKind::Mce), from(SetKind::Icd10Pcs)];
        let mut editors = self.editors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, editor)) = editors.iter().find(|(other, _)| *other == key) {
            return Some(Arc::clone(editor));
        }
        let editor = Arc::new(mce::editor(&self.library, grouper.tables, day).0);
        editors.push((key, Arc::clone(&editor)));
        Some(editor)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Case, judge};
    use super::*;
    use crate::domain::{
        coding::{DxLine, Poa, Sheet},
        time::{PartialDate, When},
    };

    fn case(admit: &str, discharge: &str) -> Case {
        Case {
            class: "inpatient".into(),
            sex: "F".into(),
            birth_date: PartialDate::parse_iso("1950-03-12"),
            admit: When::parse_iso(admit),
            discharge: When::parse_iso(discharge),
            today: "2026-11-22".parse().unwrap(),
            open_queries: 0,
            discharge_missing: false,
            overruled: std::collections::BTreeMap::new(),
        }
    }

    fn sheet(codes: &[&str]) -> Sheet {
        let line = |code: &&str| DxLine { code: (*code).into(), poa: Poa::Yes, ..DxLine::default() };
        Sheet { diagnoses: codes.iter().map(line).collect(), patient_status: "01".into(), ..Sheet::default() }
    }

    #[test]
    fn a_case_is_grouped_with_the_version_of_its_day_and_estimated_without_one() {
        let tools = Tools::new(Arc::new(Library::built_in().clone()));
        let sheet = sheet(&["I5023", "N179"]);
        let told = judge(&tools, &case("2026-05-01", "2026-05-06"), &sheet);
        let drg = told.drg.unwrap();
        assert_eq!((drg.drg.as_str(), drg.mdc.as_str(), drg.severity[1]), ("292", "05", "CC"));
        assert!(told.findings.iter().all(|finding| finding.rule != "MS-DRG version"));
        let told = judge(&tools, &case("2026-11-01", "2026-11-06"), &sheet);
        assert_eq!(told.drg.unwrap().drg, "292");
        let estimate = told.findings.iter().find(|finding| finding.rule == "MS-DRG version").unwrap();
        assert!(estimate.blocks() && !estimate.is_hard(), "an estimate becomes final only with a reason");
    }

    #[test]
    fn the_editor_of_a_day_is_made_once_and_tells_what_cannot_stand_first() {
        let tools = Tools::new(Arc::new(Library::built_in().clone()));
        let day = "2026-05-06".parse().unwrap();
        let editor = tools.editor(day).unwrap();
        assert!(Arc::ptr_eq(&editor, &tools.clone().editor(day).unwrap()));
        assert!(tools.editor("2026-11-06".parse().unwrap()).is_none(), "no version holds on that day");
        let told = judge(&tools, &case("2026-05-01", "2026-05-06"), &sheet(&["I5023", "I5023"]));
        let rules: Vec<&str> = told.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert!(rules.contains(&"Duplicate") || rules.contains(&"MCE 3"), "{rules:?}");
    }
}
