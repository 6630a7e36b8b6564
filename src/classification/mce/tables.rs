//! The lists of the code editor, compiled: each valid code with its edits.

use crate::{
    classification::{
        codes::CodeTable,
        drg::Recent,
        pickle::{In, Out},
    },
    domain::drg::{Code, EditedDiagnosis, EditedProcedure, diagnosis_edit, procedure_edit},
};
use std::collections::BTreeMap;

/// Raised when the meaning of the bytes changes.
const FORMAT: u64 = 1;

/// What the editor's tables are made of.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// First and last discharge date, as yyyymmdd.
    pub valid: (u32, u32),
    /// Diagnoses with edits.
    pub diagnoses: &'a [EditedDiagnosis],
    /// Procedures with edits.
    pub procedures: &'a [EditedProcedure],
    /// All valid diagnoses.
    pub valid_diagnoses: &'a [Code],
    /// Diagnoses that the lists do not know yet, with what their titles say.
    pub recent: &'a [Recent],
    /// All valid procedures. If there are none, any code of the right shape passes.
    pub valid_procedures: &'a [Code],
}

/// Edits that a code takes over from the codes nearest to it: classes of age, unacceptable, manifestation. The nearest
/// share the most characters, among codes of injuries and poisonings those with the same last two; the majority counts.
const SHARED: [u16; 7] = [
    diagnosis_edit::NEWBORN,
    diagnosis_edit::PEDIATRIC,
    diagnosis_edit::MATERNITY,
    diagnosis_edit::ADULT,
    diagnosis_edit::UNACCEPTABLE,
    diagnosis_edit::MANIFESTATION,
    diagnosis_edit::EXTERNAL_CAUSE,
];

/// The edits of a diagnosis that the lists do not know yet, by its title and by the codes nearest to it.
fn inherited(recent: &Recent, all: &[Recent], known: &BTreeMap<Code, u16>) -> u16 {
    let code = recent.code;
    let mut edits = if recent.unsided { diagnosis_edit::UNSPECIFIED } else { 0 };
    if !recent.like.is_empty() {
        edits |= known.get(&recent.like).copied().unwrap_or_default() & diagnosis_edit::QUESTIONABLE;
    }
    let same = |other: Code, place: usize| other.char_at(place) == code.char_at(place);
    let nearness = |other: Code| {
        let shared = (0..8).take_while(|place| same(other, *place)).count();
        (code.len() == 7 && other.len() == 7 && same(other, 5) && same(other, 6), shared)
    };
    let is_recent = |other: &Code| all.iter().any(|recent| recent.code == *other);
    let first = Code::from_number(code.to_number() & !0 << 40);
    let category = known.range(first..).take_while(|(other, _)| (0..3).all(|place| same(**other, place)));
    let near: Vec<((bool, usize), u16)> = category
        .filter(|(other, _)| !is_recent(other))
        .map(|(other, edits)| (nearness(*other), *edits))
        .collect();
    let Some(nearest) = near.iter().map(|(nearness, _)| *nearness).max() else { return edits };
    let nearest: Vec<u16> =
        near.iter().filter(|(near, _)| *near == nearest).map(|(_, edits)| *edits).collect();
    for edit in SHARED {
        if 2 * nearest.iter().filter(|edits| **edits & edit != 0).count() > nearest.len() {
            edits |= edit;
        }
    }
    edits
}

/// The compiled lists of the code editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MceTables {
    /// First discharge date, as yyyymmdd.
    pub valid_from: u32,
    /// Last discharge date.
    pub valid_to: u32,
    dx_codes: CodeTable,
    dx: Vec<u16>,
    pr_codes: CodeTable,
    pr: Vec<u16>,
    procedures_known: bool,
}

impl MceTables {
    /// Compiles the lists.
    pub fn compile(sources: &Sources<'_>) -> Self {
        let mut dx: BTreeMap<Code, u16> = sources.valid_diagnoses.iter().map(|code| (*code, 0)).collect();
        for entry in sources.diagnoses {
            if entry.edits & diagnosis_edit::INVALID == 0 {
                *dx.entry(entry.code).or_default() |= entry.edits;
            } else {
                dx.remove(&entry.code);
            }
        }
        let young: Vec<(Code, u16)> = sources
            .recent
            .iter()
            .map(|recent| (recent.code, inherited(recent, sources.recent, &dx)))
            .collect();
        for (code, edits) in young {
            *dx.entry(code).or_default() |= edits;
        }
        let mut pr: BTreeMap<Code, u16> = sources.valid_procedures.iter().map(|code| (*code, 0)).collect();
        for entry in sources.procedures {
            if entry.edits & procedure_edit::INVALID == 0 {
                *pr.entry(entry.code).or_default() |= entry.edits;
            } else {
                pr.remove(&entry.code);
            }
        }
        Self {
            valid_from: sources.valid.0,
            valid_to: sources.valid.1,
            dx_codes: CodeTable::new(dx.keys().copied()),
            dx: dx.into_values().collect(),
            pr_codes: CodeTable::new(pr.keys().copied()),
            pr: pr.into_values().collect(),
            procedures_known: !sources.valid_procedures.is_empty(),
        }
    }

    /// Whether a claim of this discharge date (yyyymmdd) is edited with these lists.
    pub fn covers(&self, discharged: u32) -> bool {
        (self.valid_from..=self.valid_to).contains(&discharged)
    }

    /// The edits of a diagnosis, as bits of [`diagnosis_edit`]; `None` if it is not valid.
    pub fn diagnosis(&self, code: Code) -> Option<u16> {
        self.dx_codes.find(code).and_then(|at| self.dx.get(at)).copied()
    }

    /// The edits of a procedure, as bits of [`procedure_edit`]; `None` if it is not valid.
    pub fn procedure(&self, code: Code) -> Option<u16> {
        match self.pr_codes.find(code) {
            Some(at) => self.pr.get(at).copied(),
            None => (!self.procedures_known && code.len() == 7).then_some(0),
        }
    }

    /// As bytes for [`MceTables::from_bytes`]; the same tables give the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Out(b"MCET".to_vec());
        out.number(FORMAT);
        out.number(u64::from(self.valid_from));
        out.number(u64::from(self.valid_to));
        out.number(u64::from(self.procedures_known));
        for (codes, edits) in [(&self.dx_codes, &self.dx), (&self.pr_codes, &self.pr)] {
            codes.write(&mut out.0);
            out.numbers(edits.iter().copied());
        }
        out.0
    }

    /// Opens what [`MceTables::to_bytes`] made; `None` if the bytes are damaged or of another format.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut from = In(bytes.strip_prefix(b"MCET")?);
        if from.number()? != FORMAT {
            return None;
        }
        let (valid_from, valid_to) = (from.small()?, from.small()?);
        let procedures_known = from.number()? == 1;
        let mut half = || {
            let codes = CodeTable::read(&mut from.0)?;
            let edits = from.numbers::<u16>()?;
            (edits.len() == codes.len()).then_some((codes, edits))
        };
        let ((dx_codes, dx), (pr_codes, pr)) = (half()?, half()?);
        from.0.is_empty().then_some(Self {
            valid_from,
            valid_to,
            dx_codes,
            dx,
            pr_codes,
            pr,
            procedures_known,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_back_from_their_bytes() {
        let code = |text: &str| Code::parse(text).unwrap();
        let tables = MceTables::compile(&Sources {
            valid: (20_260_401, 20_260_930),
            diagnoses: &[
                EditedDiagnosis { code: code("A34"), edits: diagnosis_edit::MATERNITY },
                EditedDiagnosis { code: code("B880"), edits: diagnosis_edit::INVALID },
            ],
            procedures: &[],
            recent: &[],
            valid_diagnoses: &[code("B880"), code("A000")],
            valid_procedures: &[],
        });
        assert_eq!(tables.diagnosis(code("A34")), Some(diagnosis_edit::MATERNITY));
        assert_eq!((tables.diagnosis(code("B880")), tables.diagnosis(code("A000"))), (None, Some(0)));
        assert_eq!((tables.procedure(code("02YA0Z0")), tables.procedure(code("02YA"))), (Some(0), None));
        let bytes = tables.to_bytes();
        assert_eq!(MceTables::from_bytes(&bytes), Some(tables));
        for len in 0..bytes.len() {
            assert!(MceTables::from_bytes(&bytes[..len]).is_none());
        }
    }
}
