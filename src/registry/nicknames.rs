//! Which given names are forms of one another: Bill and William, Lupe and Guadalupe.

use std::{collections::BTreeMap, sync::OnceLock};

/// A name related to another, with the full name that ties them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Related {
    pub name: &'static str,
    pub full: &'static str,
}

/// Names related to a folded given name: its full forms, its pet forms, and other pet forms of the same full names.
pub(super) fn related(name: &str) -> &'static [Related] {
    table().get(name).map_or(&[], Vec::as_slice)
}

/// The full name that ties two folded given names, if one does.
pub(super) fn tie(one: &str, other: &str) -> Option<&'static str> {
    related(one).iter().find(|related| related.name == other).map(|related| related.full)
}

const LIST: &str = include_str!("nicknames.txt");
/// Most related names that are looked up for one word.
const MOST: usize = 16;

type Table = BTreeMap<&'static str, Vec<Related>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| build(LIST))
}

fn build(list: &'static str) -> Table {
    let lines = || {
        let named = list.lines().filter(|line| !line.starts_with('#'));
        named
            .filter_map(|line| line.split_once(':'))
            .map(|(full, forms)| (full.trim(), forms.split_whitespace()))
    };
    let mut table = Table::new();
    let mut add = |to: &'static str, name: &'static str, full: &'static str| {
        let all = table.entry(to).or_default();
        if to != name && all.len() < MOST && !all.iter().any(|related: &Related| related.name == name) {
            all.push(Related { name, full });
        }
    };
    // Full names first: they are what records have most often.
    for (full, forms) in lines() {
        for form in forms.clone() {
            add(form, full, full);
        }
    }
    for (full, forms) in lines() {
        for form in forms.clone() {
            add(full, form, full);
        }
    }
    for (full, forms) in lines() {
        for form in forms.clone() {
            for other in forms.clone() {
                add(form, other, full);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tied_both_ways() {
        assert_eq!(tie("bill", "william"), Some("william"));
        assert_eq!(tie("william", "bill"), Some("william"));
        assert_eq!(tie("bob", "rob"), Some("robert"));
        assert_eq!(tie("lupe", "guadalupe"), Some("guadalupe"));
        assert_eq!(tie("john", "mary"), None);
    }

    #[test]
    fn the_list_is_folded() {
        let names = LIST.lines().filter(|line| !line.starts_with('#')).flat_map(|l| l.split([':', ' ']));
        for name in names {
            assert!(name.bytes().all(|b| b.is_ascii_lowercase()), "{name}");
        }
    }
}
