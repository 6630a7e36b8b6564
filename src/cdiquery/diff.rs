//! What a document says that the one before it did not: line by line.

use similar::{ChangeTag, TextDiff};

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "line", content = "text")]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the one before.
    Gone(String),
    /// Only in the one after.
    New(String),
    /// So many lines that are in both are left out.
    Left(usize),
}

/// Lines in both that are shown around a change.
const AROUND: usize = 1;

/// Compares two texts; long runs without a change are left out.
pub fn compare(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::from_lines(before, after);
    let all: Vec<Piece> = diff
        .iter_all_changes()
        .map(|change| {
            let line = change.value().trim_end_matches(['\n', '\r']).to_owned();
            match change.tag() {
                ChangeTag::Equal => Piece::Same(line),
                ChangeTag::Delete => Piece::Gone(line),
                ChangeTag::Insert => Piece::New(line),
            }
        })
        .collect();
    let changed = |at: usize| !matches!(all.get(at), None | Some(Piece::Same(_)));
    let near = |at: usize| (at.saturating_sub(AROUND)..=at + AROUND).any(changed);
    let mut shown = Vec::new();
    let mut left = 0;
    for (at, piece) in all.iter().enumerate() {
        if near(at) {
            if left > 0 {
                shown.push(Piece::Left(left));
                left = 0;
            }
            shown.push(piece.clone());
        } else {
            left += 1;
        }
    }
    if left > 0 {
        shown.push(Piece::Left(left));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_shown_with_a_line_around() {
        let before = "Plan\none\ntwo\nthree\nfour\n";
        let after = "Plan\none\ntwo\nthree, changed\nfour\nAcute kidney injury.\n";
        assert_eq!(
            compare(before, after),
            [
                Piece::Left(2),
                Piece::Same("two".into()),
                Piece::Gone("three".into()),
                Piece::New("three, changed".into()),
                Piece::Same("four".into()),
                Piece::New("Acute kidney injury.".into()),
            ]
        );
        assert_eq!(compare("same\n", "same\n"), [Piece::Left(1)]);
        assert_eq!(compare("", "all\n"), [Piece::New("all".into())]);
    }
}
