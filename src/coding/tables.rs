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
    /// Whether it holds on the day; else it is the newest there is, and what it says is an estimate.
    pub holds: bool,
}

impl Tools {
    /// Tools out of a library.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, editors: Editors::default() }
    }

    /// The MS-DRG version of a day, else the newest as an estimate.
    pub fn grouper(&self, day: NaiveDate) -> Option<Grouper<'_>> {
        let of_day = grouping::version(&self.library, day);
        let set = of_day.or_else(|| grouping::newest(&self.library))?;
        Some(Grouper { tables: grouping::tables(set)?, holds: of_day.is_some() })
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
