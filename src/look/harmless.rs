//! Foreign text made harmless: nothing in it can move the cursor, recolour the screen, turn the reading order or hide.
//!
//! Names and notes come from other systems. A control sequence in a name must be seen, not obeyed; a zero-width character
//! must be seen too, since two names that look alike and are not are a matter of identity.

use std::borrow::Cow;

use super::glyphs::GlyphSet;

/// A single line: line breaks are shown as signs, tabs become blanks. Borrowed if there is nothing to do.
pub fn harmless(text: &str, set: GlyphSet) -> Cow<'_, str> {
    made_harmless(text, set, Breaks::Shown)
}

/// Text of several lines: line breaks of every kind become `\n`, tabs eight-column blanks. Borrowed if there is nothing to do.
pub fn harmless_text(text: &str, set: GlyphSet) -> Cow<'_, str> {
    made_harmless(text, set, Breaks::Kept)
}

/// What becomes of line breaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Shown,
    Kept,
}

/// Marks on one letter; more are a stack that runs into other lines. Hebrew with accents needs four.
const MARKS_MAX: usize = 6;

fn made_harmless(text: &str, set: GlyphSet, breaks: Breaks) -> Cow<'_, str> {
    let keep_newline = breaks == Breaks::Kept;
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') || (keep_newline && byte == b'\n')) {
        return Cow::Borrowed(text);
    }
    let mut writing = Writing { done: String::new(), set, breaks, column: 0, n_marks: 0, before: None };
    let mut copied = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((start, char)) = chars.next() {
        let crlf = char == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
        let kept = writing.keeps(char);
        if !kept {
            writing.done.push_str(text.get(copied..start).unwrap_or_default());
            copied = start + char.len_utf8();
            // CR LF is one line break: the LF that follows stands for both.
            if !(crlf && keep_newline) {
                writing.replace(char);
            }
        }
        writing.step(char);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    writing.done.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(writing.done)
}

struct Writing {
    done: String,
    set: GlyphSet,
    breaks: Breaks,
    /// Characters since the last line break, for tabs.
    column: usize,
    n_marks: usize,
    before: Option<char>,
}

impl Writing {
    /// Whether the character may stay as it is.
    fn keeps(&self, char: char) -> bool {
        match char {
            '\n' => self.breaks == Breaks::Kept,
            ' '..='~' => true,
            // Joiners shape letters of Arabic and the scripts of India; elsewhere they only hide.
            '\u{200c}' | '\u{200d}' => matches!(self.before, Some('\u{0600}'..='\u{0dff}')),
            _ if is_mark(char) => self.n_marks < MARKS_MAX,
            _ => !(char.is_control() || is_hidden(char) || is_break(char) || is_selector(char)),
        }
    }

    fn replace(&mut self, char: char) {
        let unicode = self.set == GlyphSet::Unicode;
        match char {
            '\t' => {
                let blanks = if self.breaks == Breaks::Kept { 8 - self.column % 8 } else { 1 };
                self.done.extend(std::iter::repeat_n(' ', blanks));
                self.column += blanks.saturating_sub(1);
            }
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' if self.breaks == Breaks::Kept => {
                self.done.push('\n');
            }
            '\0'..='\u{1f}' if unicode => self.done.extend(char::from_u32(0x2400 + u32::from(char))),
            '\u{7f}' if unicode => self.done.push('␡'),
            '\0'..='\u{1f}' | '\u{7f}' => {
                self.done.push('^');
                self.done.extend(char::from_u32(u32::from(char) ^ 0x40));
            }
            // They choose between two pictures of one character; without them the plain one is shown.
            _ if is_selector(char) => {}
            _ if is_mark(char) => {}
            _ => self.done.push(if unicode { '\u{fffd}' } else { '?' }),
        }
    }

    fn step(&mut self, char: char) {
        self.column = if matches!(char, '\n' | '\r') || is_break(char) { 0 } else { self.column + 1 };
        self.n_marks = if is_mark(char) { self.n_marks + 1 } else { 0 };
        self.before = Some(char);
    }
}

/// Line and paragraph separators beyond ASCII.
fn is_break(char: char) -> bool {
    matches!(char, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Variation selectors.
fn is_selector(char: char) -> bool {
    matches!(char, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Characters that show nothing themselves or turn the reading order.
fn is_hidden(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'                        // soft hyphen
            | '\u{34f}'                 // combining grapheme joiner
            | '\u{61c}'                 // Arabic letter mark
            | '\u{115f}' | '\u{1160}'   // Hangul fillers
            | '\u{17b4}' | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'   // zero width, left-to-right and right-to-left marks
            | '\u{202a}'..='\u{202e}'   // bidirectional embeddings and overrides
            | '\u{2060}'..='\u{206f}'   // word joiner, isolates, deprecated formats
            | '\u{3164}' | '\u{ffa0}'
            | '\u{feff}'                // byte-order mark
            | '\u{fff0}'..='\u{fffb}'   // annotations
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}' // tags
    )
}

/// Marks that stand on the letter before them; those of the common blocks are enough to stop a stack.
fn is_mark(char: char) -> bool {
    matches!(
        char,
        '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        harmless(text, GlyphSet::Unicode).into_owned()
    }

    #[test]
    fn control_sequences_are_seen_and_not_obeyed() {
        assert_eq!(shown("O\u{1b}[2JBrien"), "O␛[2JBrien");
        assert_eq!(shown("a\u{9b}31mb"), "a\u{fffd}31mb");
        assert_eq!(shown("a\u{7}\u{7f}b"), "a␇␡b");
        assert_eq!(shown("a\nb\tc"), "a␊b c");
        assert_eq!(harmless("a\u{1b}]0;x\u{7}\u{9c}", GlyphSet::Ascii), "a^[]0;x^G?");
    }

    #[test]
    fn reading_order_and_zero_width_are_seen() {
        for hidden in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{ad}', '\u{200d}', '\u{e0041}'] {
            assert_eq!(shown(&format!("a{hidden}b")), "a\u{fffd}b", "{hidden:?}");
        }
        // A joiner inside a Persian word is spelling.
        assert_eq!(shown("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(shown("\u{2764}\u{fe0f}"), "\u{2764}");
    }

    #[test]
    fn good_text_is_borrowed() {
        for text in ["Smith", "Núñez", "Nu\u{301}n\u{303}ez", "山田太郎", "שָׁלוֹם", "Nguyễn"]
        {
            assert!(matches!(harmless(text, GlyphSet::Unicode), Cow::Borrowed(_)), "{text}");
        }
        assert!(matches!(harmless_text("a\n\nb é", GlyphSet::Unicode), Cow::Borrowed(_)));
    }

    #[test]
    fn notes_keep_their_lines() {
        let note = |text| harmless_text(text, GlyphSet::Unicode).into_owned();
        assert_eq!(note("a\r\nb\rc\u{2028}d\u{c}e"), "a\nb\nc\nd\ne");
        assert_eq!(note("a\tb\n\tc"), "a       b\n        c");
        assert_eq!(note("\u{1b}[31mred"), "␛[31mred");
    }

    #[test]
    fn stacks_of_marks_end() {
        let stack = format!("e{}x", "\u{301}".repeat(50));
        assert_eq!(shown(&stack), format!("e{}x", "\u{301}".repeat(MARKS_MAX)));
    }

    proptest! {
        #[test]
        fn nothing_that_acts_is_left(text in any::<String>()) {
            for set in [GlyphSet::Unicode, GlyphSet::Ascii] {
                let line = harmless(&text, set);
                let bad = |char: char| char.is_control() || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
                prop_assert!(!line.chars().any(bad));
                let note = harmless_text(&text, set);
                prop_assert!(!note.chars().any(|char| char != '\n' && bad(char)));
                let again = harmless(&line, set);
                prop_assert_eq!(again.as_ref(), line.as_ref());
            }
        }
    }
}
