//! The plan of the house, held by a test: who may use whom, where foreign crates are named, how long a file may get.
//!
//! It reads the `crate::` paths of all files under `src`. Code of tests is left out: it may drive anything.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::{collections::BTreeSet, fs, path::Path};

/// Each module with the modules below it that it may use. A module that is not here has no place in the house yet.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("fault", &[]),
    ("classification", &["domain"]),
    ("formats", &["domain", "fault"]),
    ("keys", &["domain", "fault"]),
    ("look", &["domain", "fault"]),
    ("term", &["keys", "look"]),
    ("store", &["domain", "fault"]),
    ("chart", &["domain", "store"]),
    ("registry", &["domain", "store"]),
    ("intake", &["domain", "fault", "formats", "store", "registry", "completion"]),
    ("work", &["domain", "store"]),
    ("codesets", &["domain", "fault", "formats", "classification", "store"]),
    ("cdi", &["domain", "fault", "store", "chart", "work", "classification", "coding"]),
    ("coding", &["domain", "classification", "store", "chart", "work", "codesets"]),
    ("providers", &["domain", "store"]),
    ("letters", &["domain", "fault", "formats", "providers", "store"]),
    ("capture", &["domain", "fault", "formats", "store", "registry", "intake"]),
    ("amendments", &["domain", "fault", "store", "providers", "letters"]),
    ("release", &["domain", "fault", "formats", "store", "clocks", "work", "letters"]),
    ("clocks", &["domain", "store"]),
    ("completion", &["domain", "fault", "formats", "store", "clocks", "work", "providers", "letters"]),
    (
        "kit",
        &[
            "domain",
            "fault",
            "keys",
            "look",
            "store",
            "chart",
            "registry",
            "intake",
            "clocks",
            "work",
            "completion",
            "coding",
            "cdi",
        ],
    ),
    (
        "desks",
        &[
            "domain",
            "fault",
            "formats",
            "classification",
            "keys",
            "look",
            "store",
            "chart",
            "registry",
            "intake",
            "clocks",
            "work",
            "coding",
            "cdi",
            "completion",
            "providers",
            "letters",
            "capture",
            "amendments",
            "release",
            "codesets",
            "kit",
        ],
    ),
    (
        "app",
        &[
            "domain",
            "fault",
            "keys",
            "look",
            "term",
            "store",
            "chart",
            "registry",
            "intake",
            "clocks",
            "work",
            "completion",
            "coding",
            "cdi",
            "kit",
            "desks",
        ],
    ),
    ("demo", &["domain", "intake", "store", "completion"]),
    (
        "cli",
        &[
            "domain",
            "fault",
            "formats",
            "classification",
            "keys",
            "look",
            "term",
            "store",
            "chart",
            "registry",
            "intake",
            "clocks",
            "work",
            "coding",
            "cdi",
            "completion",
            "providers",
            "letters",
            "capture",
            "amendments",
            "release",
            "codesets",
            "kit",
            "desks",
            "app",
            "demo",
        ],
    ),
];

/// Files over the limit of 500 lines. They are to be cut, not to be joined by others: what is cut leaves this list.
const LONG: &[&str] = &[];

/// A source file of the product, without its tests.
struct Source {
    /// Below `src`, with `/`.
    path: String,
    code: String,
    n_lines: usize,
}

impl Source {
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    fn is_entry(&self) -> bool {
        matches!(self.path.as_str(), "lib.rs" | "main.rs")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|kind| kind == "rs") && !is_test_file(&name) {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                let code = without_comments(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
                found.push(Source { path, code, n_lines: text.lines().count() });
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn is_test_file(name: &str) -> bool {
    name == "tests.rs" || name == "testing.rs" || name.ends_with("_tests.rs")
}

/// Comments may name anything.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The modules of this crate that a piece of code names, by `crate::a::…` or `crate::{a::…, b}`.
fn modules_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => {
                named.insert(word(rest));
            }
            Some(group) => named.extend(first_words(group)),
        }
    }
    named.retain(|name| !name.is_empty());
    named
}

/// The first word of each entry of a group, entries of inner groups left out.
fn first_words(group: &str) -> Vec<String> {
    let (mut depth, mut begins) = (0, true);
    let mut words = Vec::new();
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            _ if char.is_whitespace() => {}
            _ if begins => {
                begins = false;
                words.push(word(&group[at..]));
            }
            _ => {}
        }
    }
    words
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn paths_are_read_with_their_groups() {
    let named =
        modules_named("use crate::{\n    a::{b, c},\n    d,\n    e::f::{g},\n};\nlet x = crate::h::i();");
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["a", "d", "e", "h"]);
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_entry()) {
        let module = source.module();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            faults.push(format!("{}: {module} has no place in MAY_USE yet", source.path));
            continue;
        };
        for named in modules_named(&source.code) {
            let known = MAY_USE.iter().any(|(name, _)| *name == named);
            if known && named != module && !allowed.contains(&named.as_str()) {
                faults.push(format!("{} uses {named}, which does not lie below {module}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_plan_has_no_circles() {
    for (module, allowed) in MAY_USE {
        for below in *allowed {
            let (_, back) = MAY_USE.iter().find(|(name, _)| name == below).unwrap();
            assert!(!back.contains(module), "{module} and {below} may use each other");
        }
    }
}

#[test]
fn desks_never_name_each_other() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(inside) = source.path.strip_prefix("desks/").and_then(|path| path.split_once('/')) else {
            continue;
        };
        let (own, _) = inside;
        for (at, _) in source.code.match_indices("desks::") {
            let named = word(&source.code[at + "desks::".len()..]);
            if named != "Desk" && named != own {
                faults.push(format!("{} names desks::{named}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Files that name a crate, outside the modules that may.
fn strangers(name: &str, may: impl Fn(&Source) -> bool) -> Vec<String> {
    let naming = |source: &Source| {
        source.code.match_indices(name).any(|(at, _)| {
            let before = source.code[..at].chars().next_back();
            let after = source.code[at + name.len()..].chars().next();
            let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !joins(before) && !joins(after)
        })
    };
    sources()
        .iter()
        .filter(|source| naming(source) && !may(source))
        .map(|source| source.path.clone())
        .collect()
}

#[test]
fn the_screen_is_named_only_where_it_is_drawn() {
    let may = |source: &Source| matches!(source.module(), "kit" | "look" | "desks" | "app" | "term");
    assert_eq!(strangers("ratatui", may), [""; 0]);
    let editor = |source: &Source| source.path == "kit/text_area.rs";
    assert_eq!(strangers("tui_textarea", editor), [""; 0]);
}

#[test]
fn sql_is_run_only_by_queries_and_changes() {
    let may = |source: &Source| {
        let file = source.path.rsplit('/').next().unwrap();
        matches!(
            source.module(),
            "store"
                | "chart"
                | "registry"
                | "intake"
                | "clocks"
                | "work"
                | "coding"
                | "cdi"
                | "completion"
                | "providers"
                | "letters"
                | "capture"
                | "amendments"
                | "release"
                | "codesets"
        ) || (source.module() == "desks" && matches!(file, "queries.rs" | "changes.rs"))
    };
    assert_eq!(strangers("rusqlite", may), [""; 0]);
}

#[test]
fn types_are_lost_and_found_in_one_place() {
    assert_eq!(strangers("downcast", |source| source.path == "kit/feed.rs"), [""; 0]);
}

#[test]
fn pure_modules_know_neither_clock_nor_files_nor_environment() {
    let pure = |source: &Source| matches!(source.module(), "domain" | "classification" | "keys");
    for name in ["std::fs", "std::env", "std::net", "std::process", "std::thread"] {
        assert_eq!(strangers(name, |source| !pure(source)), [""; 0], "{name}");
    }
}

#[test]
fn the_rules_of_documentation_review_know_no_store() {
    let pure = |source: &Source| {
        let below = |folder| source.path.starts_with(folder);
        below("cdi/text/") || below("cdi/lint/") || below("cdi/indicators/")
    };
    for name in ["store", "rusqlite", "std::fs", "std::env", "std::process", "std::thread"] {
        assert_eq!(strangers(name, |source| !pure(source)), [""; 0], "{name}");
    }
}

#[test]
fn files_stay_short_enough_to_read() {
    let long: Vec<String> =
        sources().iter().filter(|source| source.n_lines > 500).map(|source| source.path.clone()).collect();
    let new: Vec<&String> = long.iter().filter(|path| !LONG.contains(&path.as_str())).collect();
    assert!(new.is_empty(), "over 500 lines: {new:?}");
    let cut: Vec<&&str> = LONG.iter().filter(|path| !long.iter().any(|long| long == *path)).collect();
    assert!(cut.is_empty(), "no longer too long, so take them off the list: {cut:?}");
}

#[test]
fn nothing_gives_up_where_it_could_tell() {
    assert_eq!(strangers("unwrap()", |_| false), [""; 0]);
    assert_eq!(strangers("expect(\"", |_| false), [""; 0]);
}
