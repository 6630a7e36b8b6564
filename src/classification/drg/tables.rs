//! The compiled form of a grouper version: codes with the lists they stand in, classes as conditions, exclusions.
//!
//! It is made once from the manual (`compile`), stored as bytes (`stored`), and opened without reading any text.

use super::super::codes::CodeTable;
use crate::domain::drg::Code;

/// Number of 64-bit words of a set of lists; there are fewer than 1,024 lists of each kind.
pub(super) const SET_WORDS: usize = 16;

/// A set of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ListSet([u64; SET_WORDS]);

impl ListSet {
    /// Without lists.
    pub const EMPTY: Self = Self([0; SET_WORDS]);

    /// Whether a list is in it.
    pub fn has(&self, list: u16) -> bool {
        self.0.get(usize::from(list >> 6)).is_some_and(|word| word >> (list & 63) & 1 == 1)
    }

    /// Adds lists.
    pub fn add(&mut self, lists: &[u16]) {
        for list in lists {
            if let Some(word) = self.0.get_mut(usize::from(list >> 6)) {
                *word |= 1 << (list & 63);
            }
        }
    }
}

/// Groups of numbers one after the other, each found by its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups<T> {
    /// Where each group ends.
    pub ends: Vec<u32>,
    /// All members.
    pub members: Vec<T>,
}

impl<T> Groups<T> {
    /// The members of a group; none if there is no such group.
    pub fn get(&self, group: usize) -> &[T] {
        let Some(end) = self.ends.get(group) else { return &[] };
        let from = group.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.members.get(from as usize..*end as usize).unwrap_or(&[])
    }

    /// Adds a group and answers its place.
    pub fn push(&mut self, members: impl IntoIterator<Item = T>) -> usize {
        self.members.extend(members);
        self.ends.push(self.members.len() as u32);
        self.ends.len() - 1
    }
}

/// What is known of a diagnosis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DxFacts {
    /// The group of lists it stands in.
    pub lists: u16,
    /// The collection of principal diagnoses that exclude it, plus one; 0 for none.
    pub collection: u16,
    /// Hospital-acquired conditions: bit n for condition n, bit 15 for the additional codes of condition 6.
    pub hacs: u16,
    /// MDC of men.
    pub mdc_male: u8,
    /// MDC of women.
    pub mdc_female: u8,
    /// Bits of [`dx_flag`].
    pub flags: u8,
}

/// Bits of [`DxFacts::flags`].
pub(super) mod dx_flag {
    /// A complication or comorbidity.
    pub const CC: u8 = 1;
    /// A major one.
    pub const MCC: u8 = 2;
    /// Only if discharged alive.
    pub const ALIVE_ONLY: u8 = 4;
    /// A valid code, not only a name in an exclusion list.
    pub const VALID: u8 = 8;
    /// External cause.
    pub const EXTERNAL: u8 = 16;
}

/// What is known of a procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PrFacts {
    /// The group of lists it stands in.
    pub lists: u16,
    /// It needs an operating room.
    pub or: bool,
    /// Appendix F names it as not extensive.
    pub minor: bool,
}

/// A cluster of procedures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClusterFacts {
    /// The group of lists it stands in.
    pub lists: u16,
    /// Bit n: in MDC n its procedures do not count by themselves. Bit 29 stands for the unrelated procedures.
    pub suppresses: u32,
}

/// A row of a box's table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowRule {
    /// When it is taken.
    pub when: Vec<u32>,
    /// The DRG.
    pub drg: u16,
    /// The list of secondary diagnoses that do not count for severity in this DRG, plus one; 0 for none.
    pub uncounted: u16,
    /// A surgical DRG.
    pub surgical: bool,
}

/// What a box's list became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PartRule {
    /// Its headings.
    pub label: String,
    /// Its list of procedures, plus one.
    pub procedures: u16,
    /// Its list of diagnoses, plus one.
    pub diagnoses: u16,
}

/// A box: a class of the manual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BoxRule {
    /// Its MDC.
    pub mdc: u8,
    /// Its title.
    pub title: String,
    /// When it holds.
    pub when: Vec<u32>,
    /// Its rows, from the top.
    pub rows: Vec<RowRule>,
    /// Its lists, to explain.
    pub parts: Vec<PartRule>,
}

/// A DRG.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrgFacts {
    /// The number.
    pub drg: u16,
    /// Its MDC; 0 if it belongs to none.
    pub mdc: u8,
    /// Surgical, medical or neither.
    pub surgical: Option<bool>,
    /// The title of appendix A.
    pub title: String,
    /// Weight of Table 5, if loaded.
    pub weight: Option<crate::domain::drg::Weight>,
}

/// The lists that decide about MDC 24, MDC 25 and hospital-acquired conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Special {
    /// Principal diagnoses of significant trauma.
    pub trauma: u16,
    /// Significant traumas, one list for each body site.
    pub sites: Vec<u16>,
    /// HIV infection as principal, as secondary diagnosis, and related principal diagnoses.
    pub hiv: [u16; 3],
    /// Condition, lists of procedures (0 for none) and of principal diagnoses (0 for none), each plus one.
    pub hacs: Vec<(u8, u16, u16)>,
}

/// A compiled grouper version.
#[derive(Clone, Debug, Default)]
pub struct DrgTables {
    /// Such as 43.1.
    pub version: String,
    /// First discharge date, as yyyymmdd.
    pub valid_from: u32,
    /// Last discharge date.
    pub valid_to: u32,
    pub(super) dx_codes: CodeTable,
    pub(super) dx: Vec<DxFacts>,
    pub(super) dx_lists: Groups<u16>,
    pub(super) pr_codes: CodeTable,
    pub(super) pr: Vec<PrFacts>,
    pub(super) pr_lists: Groups<u16>,
    pub(super) collections: Groups<u32>,
    pub(super) clusters: Vec<ClusterFacts>,
    /// The procedures of each cluster, by their place in the table.
    pub(super) cluster_codes: Groups<u32>,
    /// Procedure that a cluster is looked up by, and the cluster; in order.
    pub(super) cluster_keys: Vec<(u32, u16)>,
    /// All boxes, MDC by MDC, in the order they are asked.
    pub(super) boxes: Vec<BoxRule>,
    /// The boxes of unrelated procedures: extensive, not extensive.
    pub(super) unrelated: Vec<BoxRule>,
    pub(super) special: Special,
    pub(super) mdc_titles: Vec<String>,
    pub(super) hac_titles: Vec<String>,
    pub(super) drgs: Vec<DrgFacts>,
    pub(super) recent: Vec<Recent>,
}

/// A diagnosis that is younger than the published lists of edits: what its title says about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// The code.
    pub code: Code,
    /// A CC or MCC of an unspecified side, while other codes name the side.
    pub unsided: bool,
    /// The older code of its category whose title its own begins with; empty if there is none.
    pub like: Code,
}

impl DrgTables {
    /// Whether a claim of this discharge date (yyyymmdd) is grouped with this version.
    pub fn covers(&self, discharged: u32) -> bool {
        (self.valid_from..=self.valid_to).contains(&discharged)
    }

    /// All DRGs with titles and weights, in order.
    pub fn drgs(&self) -> &[DrgFacts] {
        &self.drgs
    }

    /// A DRG.
    pub fn drg(&self, drg: u16) -> Option<&DrgFacts> {
        self.drgs.binary_search_by_key(&drg, |facts| facts.drg).ok().and_then(|at| self.drgs.get(at))
    }

    /// The title of an MDC.
    pub fn mdc_title(&self, mdc: u8) -> &str {
        self.mdc_titles.get(usize::from(mdc)).map_or("", String::as_str)
    }

    /// Whether a diagnosis is a valid code of this version.
    pub fn is_diagnosis(&self, code: Code) -> bool {
        self.dx_of(code).is_some_and(|(_, facts)| facts.flags & dx_flag::VALID != 0)
    }

    /// Whether a procedure stands in any list of the manual.
    pub fn knows_procedure(&self, code: Code) -> bool {
        self.pr_codes.find(code).is_some()
    }

    /// The MDC of a diagnosis for men and for women; `None` if it leads to none.
    pub fn mdc_of(&self, code: Code) -> Option<(u8, u8)> {
        let (_, facts) = self.dx_of(code)?;
        (facts.mdc_male | facts.mdc_female != 0).then_some((facts.mdc_male, facts.mdc_female))
    }

    /// Whether a diagnosis is a CC (`Some(false)`) or MCC (`Some(true)`).
    pub fn comorbidity(&self, code: Code) -> Option<bool> {
        let (_, facts) = self.dx_of(code)?;
        (facts.flags & (dx_flag::CC | dx_flag::MCC) != 0).then_some(facts.flags & dx_flag::MCC != 0)
    }

    /// Whether an MCC counts only for patients discharged alive (appendix C, part 2).
    pub fn counts_alive_only(&self, code: Code) -> bool {
        self.dx_of(code).is_some_and(|(_, facts)| facts.flags & dx_flag::ALIVE_ONLY != 0)
    }

    /// The principal diagnoses beside which a CC or MCC does not count, as first and last of each run in code order
    /// (appendix C, part 1).
    pub fn exclusions(&self, code: Code) -> Vec<(Code, Code)> {
        let collection = self.dx_of(code).and_then(|(_, facts)| usize::from(facts.collection).checked_sub(1));
        let codes: Vec<Code> = self.dx_codes.iter().collect();
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for at in collection.map(|at| self.collections.get(at)).unwrap_or_default() {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == *at => *last = *at,
                _ => runs.push((*at, *at)),
            }
        }
        let code_at = |at: u32| codes.get(at as usize).copied();
        runs.into_iter().filter_map(|(first, last)| Some((code_at(first)?, code_at(last)?))).collect()
    }

    /// Whether a procedure needs an operating room; `None` if the manual does not name it.
    pub fn is_operating_room(&self, code: Code) -> Option<bool> {
        let at = self.pr_codes.find(code)?;
        self.pr.get(at).map(|facts| facts.or)
    }

    /// All valid diagnoses.
    pub fn diagnoses(&self) -> impl Iterator<Item = Code> + '_ {
        self.dx_codes
            .iter()
            .zip(&self.dx)
            .filter(|(_, facts)| facts.flags & dx_flag::VALID != 0)
            .map(|(code, _)| code)
    }

    /// Diagnoses that are younger than the list of diagnoses that the version was compiled with.
    pub fn recent(&self) -> &[Recent] {
        &self.recent
    }

    /// All procedures of the manual.
    pub fn procedures(&self) -> impl Iterator<Item = Code> + '_ {
        self.pr_codes.iter()
    }

    pub(super) fn dx_of(&self, code: Code) -> Option<(usize, DxFacts)> {
        let at = self.dx_codes.find(code)?;
        Some((at, *self.dx.get(at)?))
    }

    /// Whether a principal diagnosis excludes another from being a CC or MCC.
    pub(super) fn excludes(&self, principal: usize, facts: DxFacts) -> bool {
        usize::from(facts.collection).checked_sub(1).is_some_and(|collection| {
            self.collections.get(collection).binary_search(&(principal as u32)).is_ok()
        })
    }
}
