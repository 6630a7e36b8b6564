//! Lines of the Definitions Manual: what each one is, before anybody asks what it means.

use crate::{
    domain::drg::{Code, Member},
    fault::Fault,
};

/// What a line is.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    /// Nothing on it, or page furniture.
    Blank,
    /// A line of a box: `+---+`.
    Border,
    /// A line of equal signs above and below a chapter's title.
    Banner,
    /// Cells between upright strokes.
    Cells(Vec<&'a str>),
    /// `DRG 001 Heart Transplant …`
    Drg(u16, &'a str),
    /// A code that begins a member of a list.
    Code(Code, bool, &'a str),
    /// `and 02RL0JZ …`: one more code of the cluster above.
    And(Code, &'a str),
    /// Anything else.
    Text(&'a str),
}

/// Says what a line is.
pub(super) fn classify(line: &str) -> Line<'_> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{c}' || c == '\u{feff}');
    match line.as_bytes().first() {
        None => Line::Blank,
        Some(b'+') if line.bytes().all(|byte| matches!(byte, b'+' | b'-')) => Line::Border,
        Some(b':' | b'=') if line.len() > 8 && line.bytes().all(|byte| matches!(byte, b':' | b'=')) => {
            Line::Banner
        }
        Some(b'|') => Line::Cells(line.trim_matches('|').split('|').map(str::trim).collect()),
        _ if is_furniture(line) => Line::Blank,
        _ => words(line),
    }
}

fn words(line: &str) -> Line<'_> {
    let (first, rest) = next_word(line);
    if first == "DRG" {
        let (number, title) = next_word(rest);
        if let (3, Ok(drg)) = (number.len(), number.parse()) {
            return Line::Drg(drg, title);
        }
    }
    if first == "and" {
        let (word, rest) = next_word(rest);
        if let Some((code, _)) = code_word(word) {
            return Line::And(code, rest);
        }
    }
    match code_word(first) {
        Some((code, star)) if !rest.is_empty() => Line::Code(code, star, rest),
        _ => Line::Text(line),
    }
}

/// A code with or without a star: three to seven capital letters and digits, at least one digit among them.
fn code_word(word: &str) -> Option<(Code, bool)> {
    let bare = word.strip_suffix('*').unwrap_or(word);
    let shaped = (3..=7).contains(&bare.len())
        && bare.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && bare.bytes().any(|byte| byte.is_ascii_digit())
        && (bare.len() > 3 || bare.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase()));
    shaped.then(|| Code::parse(bare)).flatten().map(|code| (code, bare.len() < word.len()))
}

/// Page numbers and running titles that a printed text carries.
fn is_furniture(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.strip_prefix("page ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || (line.len() < 5 && line.bytes().all(|byte| byte.is_ascii_digit()))
        || (lower.contains("definitions manual") && line.len() < 80)
        || lower.starts_with("copyright")
}

/// The first word and what follows it, both trimmed.
pub(super) fn next_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// Spaces folded to one.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `003-004` or `018`: first and last DRG.
pub(super) fn drg_range(word: &str) -> Option<(u16, u16)> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let number = |text: &str| (text.len() == 3).then(|| text.parse().ok()).flatten();
    Some((number(first)?, number(last)?)).filter(|(first, last)| first <= last)
}

/// Adds a code to a list.
pub(super) fn begin(members: &mut Vec<Member>, code: Code, non_or: bool) {
    members.push(Member { codes: vec![code], non_or });
}

/// A fault in a file, with its line.
pub(super) fn fault(file: &str, line: usize, what: impl Into<String>) -> Fault {
    Fault {
        file: file.to_owned(),
        line,
        what: what.into(),
        remedy: "Nothing was loaded. Take the file from CMS again, whole and unchanged.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let code = |text| Code::parse(text).unwrap();
        assert_eq!(classify("  A000    Cholera"), Line::Code(code("A000"), false, "Cholera"));
        assert_eq!(classify("02H63JZ* Insertion"), Line::Code(code("02H63JZ"), true, "Insertion"));
        assert_eq!(classify("   and 02RL0JZ  Replacement"), Line::And(code("02RL0JZ"), "Replacement"));
        assert_eq!(classify("DRG 001 Heart"), Line::Drg(1, "Heart"));
        assert_eq!(classify("+----+---+"), Line::Border);
        assert_eq!(classify(":=======:"), Line::Banner);
        assert_eq!(classify("| MCC | DRG |"), Line::Cells(vec!["MCC", "DRG"]));
        assert_eq!(classify("02 = Short term hospital"), Line::Text("02 = Short term hospital"));
        assert_eq!(classify("TPA WITHIN 24 HOURS"), Line::Text("TPA WITHIN 24 HOURS"));
        assert_eq!(classify("\u{c}"), Line::Blank);
        assert_eq!(classify("Page 12 of 900"), Line::Blank);
        assert_eq!(drg_range("003-004"), Some((3, 4)));
        assert_eq!(drg_range("018"), Some((18, 18)));
    }
}
