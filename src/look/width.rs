//! Text in columns: how wide it is, and how it is cut and padded without breaking a character.
//!
//! Width is what terminals show: two columns for CJK and most emoji, none for combining marks. All cuts are at grapheme borders.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Which side of a field its text stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At the left, blanks after it.
    Left,
    /// At the right, blanks before it: numbers.
    Right,
    /// In the middle.
    Centre,
}

/// The columns that a text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// At most `columns` of a text, ending in the ellipsis if something was left out.
pub fn cut<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    let fitting = beginning(text, columns);
    let for_text = columns.saturating_sub(width(ellipsis));
    // Where not even the ellipsis fits, the beginning of the text says more than a part of the ellipsis.
    if fitting.len() == text.len() || for_text == 0 {
        return Cow::Borrowed(fitting);
    }
    let kept = beginning(text, for_text).trim_end();
    Cow::Owned([kept, ellipsis].concat())
}

/// Exactly `columns` of a text: cut like [`cut`], or padded with blanks.
pub fn fit<'a>(text: &'a str, columns: usize, side: Side, ellipsis: &str) -> Cow<'a, str> {
    let kept = cut(text, columns, ellipsis);
    let missing = columns.saturating_sub(width(&kept));
    if missing == 0 {
        return kept;
    }
    let before = match side {
        Side::Left => 0,
        Side::Right => missing,
        Side::Centre => missing / 2,
    };
    let mut fitted = String::with_capacity(kept.len() + missing);
    fitted.extend(std::iter::repeat_n(' ', before));
    fitted.push_str(&kept);
    fitted.extend(std::iter::repeat_n(' ', missing - before));
    Cow::Owned(fitted)
}

/// The longest beginning that takes no more than `columns`. Looks at no more of the text than that.
pub(super) fn beginning(text: &str, columns: usize) -> &str {
    // An ASCII byte after the plain ones: no mark can belong to the last of them.
    if let Some((head, after)) = text.split_at_checked(columns)
        && is_plain(head)
        && after.bytes().next().is_none_or(|byte| byte.is_ascii())
    {
        return head;
    }
    let mut taken = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        taken += grapheme.width();
        if taken > columns {
            return text.get(..start).unwrap_or(text);
        }
    }
    text
}

/// Whether each byte is one column: printable ASCII, which most text is.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_are_those_of_terminals() {
        for (text, columns) in [
            ("", 0),
            ("Núñez", 5),
            ("Nu\u{301}n\u{303}ez", 5),
            ("山田太郎", 8),
            ("김", 2),
            ("👩‍⚕️", 2),
            ("é", 1),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn texts_are_cut_with_an_ellipsis() {
        assert_eq!(cut("Mendelssohn", 11, "…"), "Mendelssohn");
        assert_eq!(cut("Mendelssohn", 6, "…"), "Mende…");
        assert_eq!(cut("Mendelssohn", 6, "..."), "Men...");
        assert_eq!(cut("van der Berg", 5, "…"), "van…");
        assert_eq!(cut("山田太郎", 5, "…"), "山田…");
        assert_eq!(cut("山田太郎", 4, "…"), "山…");
        assert_eq!(cut("Nu\u{301}n\u{303}ez", 3, "…"), "Nu\u{301}…");
        assert_eq!(cut("Mendelssohn", 2, "..."), "Me");
        assert_eq!(cut("Mendelssohn", 0, "…"), "");
    }

    #[test]
    fn fields_are_filled() {
        assert_eq!(fit("Li", 5, Side::Left, "…"), "Li   ");
        assert_eq!(fit("12", 5, Side::Right, "…"), "   12");
        assert_eq!(fit("ab", 5, Side::Centre, "…"), " ab  ");
        assert_eq!(fit("山田太郎", 4, Side::Right, "…"), " 山…");
        assert!(matches!(fit("exact", 5, Side::Left, "…"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn a_field_is_always_as_wide_as_asked(text in "\\PC{0,20}", columns in 0_usize..24) {
            prop_assert_eq!(width(&fit(&text, columns, Side::Left, "…")), columns);
            prop_assert!(width(&cut(&text, columns, "...")) <= columns);
        }
    }
}
