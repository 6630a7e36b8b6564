//! Diagnoses younger than the published lists of the code editor: what their titles say about their edits.
//!
//! The editor's list of unspecified codes (edit 20) holds CCs and MCCs of an unspecified side where other codes name it.

use super::tables::Recent;
use crate::domain::drg::{Code, Manual};
use std::collections::{BTreeMap, BTreeSet};

/// The diagnoses of the manual that a list does not have; none if there is no list.
pub(super) fn find(manual: &Manual, older: &[Code]) -> Vec<Recent> {
    if older.is_empty() {
        return Vec::new();
    }
    let older: BTreeSet<Code> = older.iter().copied().collect();
    let titles: BTreeMap<Code, String> = manual
        .titles
        .iter()
        .map(|(code, title)| (*code, title.replace(',', "").to_ascii_lowercase()))
        .collect();
    let known: BTreeSet<&str> = titles.values().map(String::as_str).collect();
    let severe: BTreeSet<Code> = manual.comorbidities.iter().map(|entry| entry.code).collect();
    let young = titles.iter().filter(|(code, _)| !older.contains(code));
    young
        .map(|(code, title)| Recent {
            code: *code,
            unsided: severe.contains(code) && has_sides(title, &known),
            like: like(*code, title, &titles, &older),
        })
        .collect()
}

/// Whether the title becomes that of another code if one of its "unspecified" is read as "right" or "left".
fn has_sides(title: &str, known: &BTreeSet<&str>) -> bool {
    const WORD: &str = "unspecified ";
    title.match_indices(WORD).any(|(at, _)| {
        let (before, after) = (title.get(..at).unwrap_or(""), title.get(at + WORD.len()..).unwrap_or(""));
        ["right", "left"].iter().any(|side| known.contains(format!("{before}{side} {after}").as_str()))
    })
}

/// The older code of the same category with the longest title that this one begins with.
fn like(code: Code, title: &str, titles: &BTreeMap<Code, String>, older: &BTreeSet<Code>) -> Code {
    let category = |other: &Code| (0..3).all(|place| other.char_at(place) == code.char_at(place));
    let begins = |(other, theirs): &(&Code, &String)| {
        category(other) && older.contains(other) && title.starts_with(theirs.as_str())
    };
    titles
        .iter()
        .filter(begins)
        .max_by_key(|(_, theirs)| theirs.len())
        .map_or(Code::default(), |(other, _)| *other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::drg::Comorbidity;

    #[test]
    fn titles_tell_sides_and_likeness() {
        let code = |text: &str| Code::parse(text).unwrap();
        let title = |text: &str, title: &str| (code(text), title.to_owned());
        let manual = Manual {
            titles: vec![
                title("S3160AA", "Open wound, unspecified flank, initial"),
                title("S31606A", "Open wound, right flank, initial"),
                title("E119", "Type 2 diabetes mellitus without complications"),
                title("E11A", "Type 2 diabetes mellitus without complications in remission"),
            ],
            comorbidities: vec![Comorbidity { code: code("S3160AA"), major: true, collection: None }],
            ..Manual::default()
        };
        let found = find(&manual, &[code("E119"), code("S31606A")]);
        assert_eq!(found.len(), 2);
        assert!(found[0].like == code("E119") && !found[0].unsided);
        assert!(found[1].unsided && found[1].like.is_empty());
        assert!(find(&manual, &[]).is_empty());
    }
}
