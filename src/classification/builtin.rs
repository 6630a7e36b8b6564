//! The sets that come with the program: `codesets/`, made by `chartroom codes pack` and part of the executable.
//!
//! Nothing is read at start but the directories; a section is inflated when it is first used.

use super::library::Set;
use crate::domain::codeset::SetKind;
use chrono::NaiveDate;
use std::sync::Arc;

/// One file of `codesets/`.
struct BuiltIn {
    kind: SetKind,
    edition: &'static str,
    from: (i32, u32, u32),
    to: (i32, u32, u32),
    origin: &'static str,
    n_records: usize,
    bytes: &'static [u8],
}

const ALL: &[BuiltIn] = &[
    BuiltIn {
        kind: SetKind::Icd10Cm,
        edition: "2026",
        from: (2025, 10, 1),
        to: (2026, 9, 30),
        origin: "built in: NCHS tabular list, April 1 2026, and CMS long titles FY2026",
        n_records: 74_719,
        bytes: include_bytes!("../../codesets/icd10cm-2026.pack"),
    },
    BuiltIn {
        kind: SetKind::Icd10Pcs,
        edition: "2025",
        from: (2024, 10, 1),
        to: (2025, 9, 30),
        origin: "built in: CMS long titles, about FY2025, without tables",
        n_records: 78_638,
        bytes: include_bytes!("../../codesets/icd10pcs-2025.pack"),
    },
    BuiltIn {
        kind: SetKind::MsDrg,
        edition: "43.1",
        from: (2026, 4, 1),
        to: (2026, 9, 30),
        origin: "built in: MS-DRG Definitions Manual 43.1 and IPPS Table 5 of FY2026",
        n_records: 772,
        bytes: include_bytes!("../../codesets/msdrg-43.1.pack"),
    },
];

/// The sets, opened. One that cannot be opened is left out: a test sees to it that none is.
pub fn sets() -> Vec<Arc<Set>> {
    let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day);
    ALL.iter()
        .filter_map(|set| {
            let dates = (day(set.from)?, day(set.to)?);
            Set::open(set.kind, set.edition, dates, set.origin, set.n_records, set.bytes).ok()
        })
        .map(Arc::new)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_set_is_whole() {
        assert_eq!(sets().len(), ALL.len());
        let total: usize = ALL.iter().map(|set| set.bytes.len()).sum();
        assert!(total < 6_000_000, "{total} bytes");
        for set in ALL {
            super::super::container::Pack::open(set.bytes).unwrap().check().unwrap();
        }
    }
}
