//! MS-DRG versions among the code sets: the manual's files joined and compiled, and the library for those who group.

use super::{
    files::{MadeSet, ReadFile, Wanted},
    shelf,
};
use crate::{
    classification::{
        compile::Compiled,
        drg::{DrgTables, Extras, pack},
        library::{Body, Library, Set},
    },
    domain::{
        codeset::{CodeFile, SetKind},
        drg::{Code, Manual},
        role::Permission,
        topics::{Topic, Topics},
    },
    fault::Fault,
    formats::cms::manual,
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{Datelike as _, NaiveDate};
use std::{collections::BTreeSet, sync::Arc};

/// Joins the manual's files, adds Table 5 and the external causes of ICD-10-CM, and compiles the version.
///
/// If titles of ICD-10-CM are among the files, diagnoses that they lack count as recent (see [`DrgTables::recent`]).
pub(super) fn make_set<'a>(
    contents: &[&CodeFile],
    names: &[&str],
    beside: impl Iterator<Item = &'a ReadFile>,
    wanted: &Wanted,
) -> Result<MadeSet, Fault> {
    let origin = names.join(", ");
    let fault =
        |what: String| Fault { file: origin.clone(), line: 0, what, remedy: "Nothing was loaded.".into() };
    let parts = contents.iter().filter_map(|content| match content {
        CodeFile::Manual(manual) => Some(Manual::clone(manual)),
        _ => None,
    });
    let whole = manual::join(parts, (&origin, 0))?;
    let weights = contents.iter().find_map(|content| match content {
        CodeFile::Weights(weights) => Some(weights.as_slice()),
        _ => None,
    });
    let (from, to) = wanted
        .dates
        .or_else(|| days_of(&whole))
        .ok_or_else(|| fault(format!("\"{}\" is not a version such as 43.1.", whole.version)))?;
    let mut beside = beside;
    let titles = beside.find_map(|file| match &file.content {
        CodeFile::Titles(SetKind::Icd10Cm, lines) => Some(lines),
        _ => None,
    });
    let diagnoses = match titles {
        Some(lines) => lines.iter().filter_map(|line| Code::parse(&line.code)).collect(),
        None => known_diagnoses(from),
    };
    let valid = (number(from), number(to));
    let tables =
        DrgTables::compile(&whole, &Extras { valid, weights: weights.unwrap_or(&[]), diagnoses: &diagnoses })
            .map_err(|error| Fault {
                file: error.file,
                line: error.line,
                what: error.what,
                remedy: "Nothing was loaded.".into(),
            })?;
    let compiled = Compiled { kind: SetKind::MsDrg, bytes: pack(&tables), n_records: tables.drgs().len() };
    Ok(MadeSet { compiled, edition: whole.version, from, to, origin })
}

/// The diagnoses of the built-in ICD-10-CM without those that the built-in MS-DRG version calls recent.
fn known_diagnoses(day: NaiveDate) -> Vec<Code> {
    let library = Library::built_in();
    let recent: BTreeSet<Code> = version(library, day)
        .and_then(tables)
        .map(|drg| drg.recent().iter().map(|recent| recent.code).collect())
        .unwrap_or_default();
    let Some(cm) = library.cm(day) else { return Vec::new() };
    let codes = cm.reportable_codes().filter_map(|(code, _)| Code::parse(&code));
    codes.filter(|code| !recent.contains(code)).collect()
}

/// Versions x.0 begin in October and x.1 in April; both end with the fiscal year.
fn days_of(manual: &Manual) -> Option<(NaiveDate, NaiveDate)> {
    let year = i32::from(manual.fiscal_year()?);
    let from = match manual.version.split_once('.').map(|(_, minor)| minor) {
        Some("1") => NaiveDate::from_ymd_opt(year, 4, 1)?,
        _ => NaiveDate::from_ymd_opt(year - 1, 10, 1)?,
    };
    Some((from, NaiveDate::from_ymd_opt(year, 9, 30)?))
}

/// A day as the number yyyymmdd.
pub fn number(day: NaiveDate) -> u32 {
    u32::try_from(day.year()).unwrap_or_default() * 10_000 + day.month() * 100 + day.day()
}

/// The MS-DRG version of a day.
pub fn version(library: &Library, day: NaiveDate) -> Option<&Set> {
    library.on(SetKind::MsDrg, day)
}

/// The newest MS-DRG version.
pub fn newest(library: &Library) -> Option<&Set> {
    let versions = library.sets().iter().filter(|set| set.kind == SetKind::MsDrg);
    // Of two that begin on the same day the first, which was loaded, goes before the built-in one.
    versions.rev().max_by_key(|set| set.from).map(AsRef::as_ref)
}

/// The tables of a version.
pub fn tables(set: &Set) -> Option<&DrgTables> {
    match &set.body {
        Body::Drg(drg) => drg.tables(),
        _ => None,
    }
}

/// A library of these sets beside the built-in ones, for one run.
pub fn library_of(sets: Vec<MadeSet>) -> Result<Library, Fault> {
    let mut opened = Vec::new();
    for made in sets {
        let dates = (made.from, made.to);
        let Compiled { kind, bytes, n_records } = made.compiled;
        let set =
            Set::open(kind, &made.edition, dates, &made.origin, n_records, bytes).map_err(|error| Fault {
                file: made.origin.clone(),
                line: 0,
                what: format!("{error}."),
                remedy: "Nothing was done.".into(),
            })?;
        opened.push(Arc::new(set));
    }
    Ok(Library::with_built_in(opened))
}

/// The library of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenLibrary;

impl Query for OpenLibrary {
    type Rows = Arc<Library>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::CodeSets.into()
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<Arc<Library>, StoreError> {
        shelf::library(db)
    }
}
