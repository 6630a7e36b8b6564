//! The sets that are loaded, and which of them holds on a day.
//!
//! Sets of one kind stand side by side with their dates. A look-up takes a date: discharge for inpatients, service for
//! outpatients. Where no set of a kind holds on a day, the nearest older one answers, else the oldest, and says so.

use super::{
    cm::Cm,
    container::{Pack, PackError},
    docs::Docs,
    drg::DrgSet,
    lines::Lines,
    lists::{Definitions, Listing, Pairs},
    mce::EditSet,
    pcs::Pcs,
};
use crate::domain::codeset::SetKind;
use chrono::NaiveDate;
use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

/// What a set is made of, by its kind.
#[derive(Debug)]
pub enum Body {
    /// ICD-10-CM.
    Cm(Cm),
    /// An index or table.
    Lines(Lines),
    /// ICD-10-PCS.
    Pcs(Pcs),
    /// Codes with titles, or a mapping.
    Listing(Listing),
    /// NCCI pairs.
    Pairs(Pairs),
    /// PCS definitions.
    Definitions(Definitions),
    /// An MS-DRG version.
    Drg(DrgSet),
    /// Lists of the code editor.
    Edits(EditSet),
}

/// A set with its dates.
#[derive(Debug)]
pub struct Set {
    /// Its kind.
    pub kind: SetKind,
    /// Its edition: `2026`, `43.1`.
    pub edition: String,
    /// The first day it holds.
    pub from: NaiveDate,
    /// The last day it holds.
    pub to: NaiveDate,
    /// Where it came from.
    pub origin: String,
    /// How many codes or lines.
    pub n_records: usize,
    /// Its content.
    pub body: Body,
}

impl Set {
    /// A set over a pack.
    pub fn open(
        kind: SetKind,
        edition: &str,
        (from, to): (NaiveDate, NaiveDate),
        origin: &str,
        n_records: usize,
        bytes: impl Into<Cow<'static, [u8]>>,
    ) -> Result<Self, PackError> {
        let pack = Pack::open(bytes)?;
        let body = match kind {
            SetKind::Icd10Cm => Body::Cm(Cm::new(pack)),
            SetKind::CmIndex
            | SetKind::CmExternal
            | SetKind::CmNeoplasm
            | SetKind::CmDrug
            | SetKind::PcsIndex => Body::Lines(Lines::new(pack)),
            SetKind::Icd10Pcs => Body::Pcs(Pcs::new(pack)),
            SetKind::Hcpcs
            | SetKind::Cpt
            | SetKind::Hcc
            | SetKind::Ccsr
            | SetKind::PoaExempt
            | SetKind::NcciMue => Body::Listing(Listing::new(pack)),
            SetKind::NcciPtp => Body::Pairs(Pairs::new(pack)),
            SetKind::PcsDefinitions => Body::Definitions(Definitions::new(pack)),
            SetKind::MsDrg => Body::Drg(DrgSet::new(pack)),
            SetKind::Mce => Body::Edits(EditSet::new(pack)),
        };
        Ok(Self { kind, edition: edition.to_owned(), from, to, origin: origin.to_owned(), n_records, body })
    }

    /// Whether it holds on a day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.from <= on && on <= self.to
    }

    /// What can be searched in it by words.
    pub fn docs(&self) -> Option<Docs<'_>> {
        match &self.body {
            Body::Cm(cm) => Some(cm.docs()),
            Body::Lines(lines) => Some(lines.docs()),
            Body::Pcs(pcs) => Some(pcs.docs()),
            Body::Listing(listing) if matches!(self.kind, SetKind::Hcpcs | SetKind::Cpt) => {
                Some(listing.docs())
            }
            _ => None,
        }
    }
}

/// All sets that are loaded.
#[derive(Clone, Debug, Default)]
pub struct Library {
    sets: Vec<Arc<Set>>,
}

impl Library {
    /// A library of these sets.
    pub fn new(sets: Vec<Arc<Set>>) -> Self {
        Self { sets }
    }

    /// The sets that come with the program, and nothing else.
    pub fn built_in() -> &'static Self {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        LIBRARY.get_or_init(|| Self::new(super::builtin::sets()))
    }

    /// These sets beside the built-in ones. A loaded set goes before a built-in one of its kind.
    pub fn with_built_in(mut loaded: Vec<Arc<Set>>) -> Self {
        loaded.extend(Self::built_in().sets.iter().cloned());
        Self { sets: loaded }
    }

    /// All sets, loaded ones first.
    pub fn sets(&self) -> &[Arc<Set>] {
        &self.sets
    }

    /// The set of a kind for a day: the one that holds, else the latest before it, else the earliest of all.
    pub fn on(&self, kind: SetKind, day: NaiveDate) -> Option<&Set> {
        let of_kind = || self.sets.iter().filter(move |set| set.kind == kind);
        of_kind()
            .find(|set| set.holds(day))
            .or_else(|| of_kind().filter(|set| set.from <= day).max_by_key(|set| set.from))
            .or_else(|| of_kind().min_by_key(|set| set.from))
            .map(AsRef::as_ref)
    }

    /// The set of a kind and edition.
    pub fn edition(&self, kind: SetKind, edition: &str) -> Option<&Set> {
        self.sets.iter().find(|set| set.kind == kind && set.edition == edition).map(AsRef::as_ref)
    }

    /// ICD-10-CM on a day.
    pub fn cm(&self, day: NaiveDate) -> Option<&Cm> {
        match &self.on(SetKind::Icd10Cm, day)?.body {
            Body::Cm(cm) => Some(cm),
            _ => None,
        }
    }

    /// ICD-10-PCS on a day.
    pub fn pcs(&self, day: NaiveDate) -> Option<&Pcs> {
        match &self.on(SetKind::Icd10Pcs, day)?.body {
            Body::Pcs(pcs) => Some(pcs),
            _ => None,
        }
    }

    /// An index or table on a day.
    pub fn lines(&self, kind: SetKind, day: NaiveDate) -> Option<&Lines> {
        match &self.on(kind, day)?.body {
            Body::Lines(lines) => Some(lines),
            _ => None,
        }
    }

    /// HCPCS, CPT or a mapping on a day.
    pub fn listing(&self, kind: SetKind, day: NaiveDate) -> Option<&Listing> {
        match &self.on(kind, day)?.body {
            Body::Listing(listing) => Some(listing),
            _ => None,
        }
    }

    /// NCCI pairs on a day.
    pub fn pairs(&self, day: NaiveDate) -> Option<&Pairs> {
        match &self.on(SetKind::NcciPtp, day)?.body {
            Body::Pairs(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// What a PCS value means, from the definitions.
    pub fn pcs_definition(
        &self,
        day: NaiveDate,
        section: char,
        axis: u8,
        label: &str,
    ) -> Option<(String, String)> {
        match &self.on(SetKind::PcsDefinitions, day)?.body {
            Body::Definitions(definitions) => definitions.find(section, axis, label),
            _ => None,
        }
    }

    /// The title of a code on a day, whatever its system; `None` if it is not valid then.
    pub fn title(&self, kind: SetKind, code: &str, day: NaiveDate) -> Option<String> {
        match &self.on(kind, day)?.body {
            Body::Cm(cm) => cm.find(code).map(|found| cm.title(&found)),
            Body::Pcs(pcs) => pcs.find(code).map(|number| pcs.title(number)),
            Body::Listing(listing) => listing.find(code).map(|number| listing.title(number)),
            _ => None,
        }
    }
}
