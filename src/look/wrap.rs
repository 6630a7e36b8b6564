//! Long texts broken into lines of a width: for the document reader, so fast enough to do again on every resize.
//!
//! Lines are ranges of the text, so that hits of a search are found again in them. The text should have gone through
//! `harmless_text` first.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::width::beginning;

/// One line on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bytes of the text it shows, without the blanks at its end.
    pub range: Range<usize>,
    /// Columns to leave free before it: continued lines stand under the beginning of their paragraph.
    pub indent: u16,
    /// Whether it is the first line of its paragraph.
    pub first: bool,
}

impl Line {
    /// The text of the line.
    pub fn text<'a>(&self, whole: &'a str) -> &'a str {
        whole.get(self.range.clone()).unwrap_or_default()
    }
}

/// Breaks a text into lines of at most `columns` (at least 1). Blank lines stay; words that are too long are broken;
/// continued lines are indented like the paragraph's first, behind its bullet or number if it has one.
pub fn wrap(text: &str, columns: usize) -> Vec<Line> {
    let columns = columns.max(1);
    let mut lines = Vec::with_capacity(text.len() / columns.min(60) + 1);
    let mut start = 0;
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, start, columns, &mut lines);
        start += paragraph.len() + 1;
    }
    lines
}

fn wrap_paragraph(paragraph: &str, start: usize, columns: usize, lines: &mut Vec<Line>) {
    let paragraph = paragraph.trim_end();
    let mut rest = paragraph;
    let mut at = start;
    let mut indent = 0;
    let mut first = true;
    loop {
        let fitting = beginning(rest, columns - indent);
        if fitting.len() == rest.len() {
            lines.push(Line { range: at..at + rest.len(), indent: indent as u16, first });
            return;
        }
        let taken = line_end(rest, fitting);
        let (line, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        lines.push(Line { range: at..at + line.trim_end().len(), indent: indent as u16, first });
        rest = after.trim_start_matches(' ');
        at += taken + (after.len() - rest.len());
        if rest.is_empty() {
            return;
        }
        if first {
            indent = hanging(paragraph, columns);
            first = false;
        }
    }
}

/// How many bytes of the rest go on this line, more than 0, if so much of it fits.
fn line_end(rest: &str, fitting: &str) -> usize {
    // A wide character where only one column is left goes there all the same, else nothing would ever move on.
    if fitting.is_empty() {
        return rest.graphemes(true).next().map_or(rest.len(), str::len);
    }
    // The character after the fitting part decides: a blank there means that the last word is whole.
    if rest.get(fitting.len()..).is_some_and(|after| after.starts_with(' ')) {
        return fitting.len();
    }
    let break_at = fitting.char_indices().rev().find_map(|(place, char)| match char {
        ' ' => Some(place),
        // After a hyphen between letters, and between characters of scripts without blanks.
        '-' | '/' if place > 0 => Some(place + 1),
        _ if is_ideographic(char) => Some(place + char.len_utf8()),
        _ => None,
    });
    match break_at {
        // Only the indent would be left on the line: the word is longer than it.
        Some(place) if fitting.get(..place).is_some_and(|line| !line.trim().is_empty()) => place,
        _ => fitting.len(),
    }
}

/// The columns before the words of a paragraph: its blanks, and a bullet or number with the blank after it.
fn hanging(paragraph: &str, columns: usize) -> usize {
    let words = paragraph.trim_start_matches(' ');
    let blanks = paragraph.len() - words.len();
    let mark = words.split_once(' ').map_or("", |(mark, _)| mark);
    let number = mark.strip_suffix(['.', ')']);
    let is_number =
        number.is_some_and(|n| n.len() <= 3 && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let after_mark = match mark {
        "-" | "*" | "•" | "–" | "·" => 2,
        _ if is_number => mark.len() + 1,
        _ => 0,
    };
    // An indent that leaves no room for words helps nobody; two columns are one wide character.
    let room = columns / 2;
    if room >= 2 && blanks + after_mark <= room { blanks + after_mark } else { 0 }
}

/// Scripts that are broken between any two characters.
fn is_ideographic(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::width;
    use proptest::prelude::*;

    fn shown(text: &str, columns: usize) -> Vec<String> {
        wrap(text, columns).iter().map(|line| " ".repeat(line.indent.into()) + line.text(text)).collect()
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(
            shown("Patient was seen in clinic today.", 12),
            ["Patient was", "seen in", "clinic", "today."]
        );
        assert_eq!(shown("exactly ten", 7), ["exactly", "ten"]);
        assert_eq!(shown("a  b", 1), ["a", "b"]);
    }

    #[test]
    fn blank_lines_stay() {
        assert_eq!(shown("HISTORY\n\n\nNone.", 20), ["HISTORY", "", "", "None."]);
        assert_eq!(shown("", 20), [""]);
        assert_eq!(shown("a   \n  b", 20), ["a", "  b"]);
    }

    #[test]
    fn continued_lines_hang_under_their_paragraph() {
        assert_eq!(shown("  aspirin 81 mg daily", 12), ["  aspirin 81", "  mg daily"]);
        assert_eq!(shown("- aspirin 81 mg daily", 12), ["- aspirin 81", "  mg daily"]);
        assert_eq!(shown("2. aspirin 81 mg daily", 14), ["2. aspirin 81", "   mg daily"]);
        assert_eq!(shown("          deep indent here", 12), ["          de", "ep indent", "here"]);
    }

    #[test]
    fn long_words_are_broken() {
        assert_eq!(shown("pseudohypoparathyroidism", 10), ["pseudohypo", "parathyroi", "dism"]);
        assert_eq!(shown("non-steroidal", 8), ["non-", "steroida", "l"]);
        assert_eq!(shown("山田太郎様", 5), ["山田", "太郎", "様"]);
        assert_eq!(shown("山田", 1), ["山", "田"]);
        assert_eq!(shown(" 山", 2), ["", "山"]);
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_is_lost(text in "[a-z é山\u{301}\n-]{0,60}", columns in 1_usize..20) {
            let lines = wrap(&text, columns);
            let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let all: String = lines.iter().map(|line| line.text(&text)).collect();
            prop_assert_eq!(squeezed(&all), squeezed(&text));
            for line in &lines {
                prop_assert!(width(line.text(&text)) + usize::from(line.indent) <= columns.max(2));
            }
            prop_assert!(lines.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        }

        #[test]
        fn any_text_is_wrapped(text in any::<String>(), columns in 0_usize..9) {
            prop_assert!(!wrap(&text, columns).is_empty());
        }
    }
}
