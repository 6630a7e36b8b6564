//! Two editions of a code set compared: added, deleted and retitled codes, and which open stays they touch.

use super::shelf::library;
use crate::{
    classification::library::{Body, Set},
    domain::{
        codeset::{SetKind, plain_code},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use rusqlite::named_params;
use std::collections::{BTreeMap, BTreeSet};

/// Compares two editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The kind.
    pub kind: SetKind,
    /// The older edition.
    pub old: String,
    /// The newer edition.
    pub new: String,
}

/// A code that differs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Differing {
    /// Without dot.
    pub code: String,
    /// Its title in the older edition; empty if it is new.
    pub old: String,
    /// Its title in the newer edition; empty if it is gone.
    pub new: String,
}

/// An open stay, or an account that is not final and falls under the newer edition, that has a code which is gone or means something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Touched {
    /// Our number of the stay.
    pub encounter: i64,
    /// Its account number, else its visit number.
    pub account: String,
    /// The code.
    pub code: String,
}

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Differences {
    /// New codes.
    pub added: Vec<Differing>,
    /// Codes that are gone.
    pub deleted: Vec<Differing>,
    /// Codes with another title.
    pub retitled: Vec<Differing>,
    /// Open stays and open accounts with a code that is gone or retitled.
    pub touched: Vec<Touched>,
}

const OPEN_STAYS: &str = include_str!("sql/open_stays.sql");

impl Query for Diff {
    type Rows = Differences;
    const LANE: Lane = Lane::Long;

    fn topics(&self) -> Topics {
        Topics::of(Topic::CodeSets) | Topic::Clinical
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Differences, StoreError> {
        let library = library(db)?;
        let set = |edition: &str| {
            library.edition(self.kind, edition).ok_or_else(|| {
                let title = self.kind.title();
                StoreError::NotFound(format!(
                    "Nothing was compared: {title} {edition} is not loaded. `chartroom codes list` shows what is."
                ))
            })
        };
        let mut found = compare(&titles(set(&self.old)?), &titles(set(&self.new)?));
        let changed: BTreeSet<&str> =
            found.deleted.iter().chain(&found.retitled).map(|differing| differing.code.as_str()).collect();
        // A stay that ended before the newer edition holds is coded by the older one.
        let from = set(&self.new)?.from.to_string();
        let rows = db.rows(OPEN_STAYS, named_params! {":from": from}, |row| {
            let (account, visit): (String, String) = (row.get(1)?, row.get(2)?);
            let account = if account.is_empty() { visit } else { account };
            Ok(Touched { encounter: row.get(0)?, account, code: plain_code(&row.get::<_, String>(4)?) })
        })?;
        let touched: BTreeSet<Touched> =
            rows.into_iter().filter(|row| changed.contains(row.code.as_str())).collect();
        found.touched = touched.into_iter().collect();
        Ok(found)
    }
}

fn titles(set: &Set) -> BTreeMap<String, String> {
    match &set.body {
        Body::Cm(cm) => cm.reportable_codes().map(|(code, found)| (code, cm.title(&found))).collect(),
        Body::Pcs(pcs) => {
            (0..pcs.len()).map(|number| (pcs.code(number).to_owned(), pcs.title(number))).collect()
        }
        Body::Listing(listing) => {
            let line = |number: u32| (listing.code(number).to_owned(), listing.values(number).join("; "));
            (0..listing.len()).map(line).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn compare(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Differences {
    let differing = |code: &String, old: &str, new: &str| Differing {
        code: code.clone(),
        old: old.to_owned(),
        new: new.to_owned(),
    };
    let mut found = Differences::default();
    for (code, title) in new {
        match old.get(code) {
            None => found.added.push(differing(code, "", title)),
            Some(before) if before != title => found.retitled.push(differing(code, before, title)),
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|(code, _)| !new.contains_key(*code));
    found.deleted = gone.map(|(code, title)| differing(code, title, "")).collect();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_gone_and_renamed_is_told_apart() {
        let of =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let found =
            compare(&of(&[("A", "1"), ("B", "2"), ("C", "3")]), &of(&[("B", "2"), ("C", "4"), ("D", "5")]));
        let codes = |list: &[Differing]| list.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
        assert_eq!(
            (codes(&found.added), codes(&found.deleted), codes(&found.retitled)),
            (vec!["D".into()], vec!["A".into()], vec!["C".into()])
        );
    }
}
