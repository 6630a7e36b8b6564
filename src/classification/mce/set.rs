//! Lists of the code editor among the loaded sets, and the editor that they make with the codes of a day.

use super::tables::{MceTables, Sources};
use crate::{
    classification::{
        container::{Pack, PackWriter},
        drg::DrgTables,
        library::{Body, Library},
        pickle::{In, Out},
    },
    domain::{
        codeset::SetKind,
        drg::{Code, EditLists, EditedDiagnosis, EditedProcedure, diagnosis_edit},
    },
};
use chrono::NaiveDate;
use std::{collections::BTreeMap, sync::OnceLock};

const SECTION: &str = "edits";

/// Lists of edits in their pack.
#[derive(Debug)]
pub struct EditSet {
    pack: Pack,
    opened: OnceLock<Option<EditLists>>,
}

impl EditSet {
    /// Over a pack that [`pack_lists`] made.
    pub fn new(pack: Pack) -> Self {
        Self { pack, opened: OnceLock::new() }
    }

    /// The lists; `None` if the pack is damaged.
    pub fn lists(&self) -> Option<&EditLists> {
        let open = || self.pack.read(SECTION).ok().and_then(|bytes| read(&bytes));
        self.opened.get_or_init(open).as_ref()
    }
}

/// Several files of lists as one pack, and how many codes it has.
pub fn pack_lists<'a>(lists: impl Iterator<Item = &'a EditLists>) -> (Vec<u8>, usize) {
    let (mut dx, mut pr): (BTreeMap<Code, u16>, BTreeMap<Code, u16>) = (BTreeMap::new(), BTreeMap::new());
    for file in lists {
        for entry in &file.diagnoses {
            *dx.entry(entry.code).or_default() |= entry.edits;
        }
        for entry in &file.procedures {
            *pr.entry(entry.code).or_default() |= entry.edits;
        }
    }
    let mut out = Out::default();
    for half in [&dx, &pr] {
        out.numbers(half.keys().map(|code| code.to_number()).collect::<Vec<_>>().into_iter());
        out.numbers(half.values().copied().collect::<Vec<_>>().into_iter());
    }
    let mut writer = PackWriter::new();
    writer.add(SECTION, out.0);
    (writer.finish(), dx.len() + pr.len())
}

fn read(bytes: &[u8]) -> Option<EditLists> {
    let mut from = In(bytes);
    let mut half = || {
        let (codes, edits) = (from.numbers::<u64>()?, from.numbers::<u16>()?);
        (codes.len() == edits.len())
            .then(|| codes.into_iter().map(Code::from_number).zip(edits).collect::<Vec<_>>())
    };
    let (dx, pr) = (half()?, half()?);
    Some(EditLists {
        diagnoses: dx.into_iter().map(|(code, edits)| EditedDiagnosis { code, edits }).collect(),
        procedures: pr.into_iter().map(|(code, edits)| EditedProcedure { code, edits }).collect(),
    })
}

/// The editor of a day: the lists, if any hold, with the valid codes of the MS-DRG version and of ICD-10-PCS.
///
/// Without lists it checks what needs none: invalid codes, repeated and external causes as principal diagnosis, the
/// claim's own fields. The second value says whether lists were there.
pub fn editor(library: &Library, drg: &DrgTables, day: NaiveDate) -> (MceTables, bool) {
    let lists = library.on(SetKind::Mce, day).and_then(|set| match &set.body {
        Body::Edits(edits) => edits.lists(),
        _ => None,
    });
    let has_lists = lists.is_some();
    let mut lists = lists.cloned().unwrap_or_default();
    let diagnoses: Vec<Code> = drg.diagnoses().collect();
    if !has_lists {
        let external = diagnoses.iter().filter(|code| code.is_external_cause());
        lists.diagnoses = external
            .map(|code| EditedDiagnosis { code: *code, edits: diagnosis_edit::EXTERNAL_CAUSE })
            .collect();
    }
    let mut procedures: Vec<Code> = drg.procedures().collect();
    if let Some(pcs) = library.pcs(day) {
        procedures.extend((0..pcs.len()).filter_map(|number| Code::parse(pcs.code(number))));
    }
    let tables = MceTables::compile(&Sources {
        valid: (drg.valid_from, drg.valid_to),
        diagnoses: &lists.diagnoses,
        procedures: &lists.procedures,
        recent: if has_lists { drg.recent() } else { &[] },
        valid_diagnoses: &diagnoses,
        valid_procedures: &procedures,
    });
    (tables, has_lists)
}
