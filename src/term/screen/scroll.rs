//! Rows that moved: a list that scrolls by one row need not be sent again row by row.
//!
//! The terminal moves lines itself inside a scroll region (DECSTBM, index and reverse index: VT100, so known everywhere).
//! This part only finds out which move pays; it knows rows by their fingerprints.

use std::ops::Range;

/// A move of rows that saves bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scroll {
    /// The rows of the scroll region.
    pub(super) rows: Range<usize>,
    /// Up by so many rows if positive, else down.
    pub(super) up: isize,
}

/// Fewer rows than this are cheaper to send again than to explain.
const ROWS_MIN: usize = 3;

/// The best move from the rows shown to the rows wanted, by fingerprints; `None` if none pays.
///
/// A row is gained if it is wrong where it is and right after the move; it is lost if it was right and would be moved away.
pub(super) fn find(shown: &[u64], wanted: &[u64]) -> Option<Scroll> {
    let n_rows = shown.len().min(wanted.len());
    let (shown, wanted) = (shown.get(..n_rows)?, wanted.get(..n_rows)?);
    let n_rows = n_rows as isize;
    let row = |rows: &[u64], at: isize| usize::try_from(at).ok().and_then(|at| rows.get(at).copied());
    let mut best: Option<(usize, Scroll)> = None;
    for up in (1 - n_rows..n_rows).filter(|up| *up != 0) {
        let gained = |at: &isize| {
            let target = row(wanted, *at);
            target != row(shown, *at) && target == row(shown, *at + up)
        };
        let (Some(first), Some(last)) = ((0..n_rows).find(gained), (0..n_rows).rev().find(gained)) else {
            continue;
        };
        let region = first.min(first + up)..(last + 1).max(last + 1 + up);
        let n_gained = (first..=last).filter(gained).count();
        let n_lost = region.clone().filter(|at| row(shown, *at) == row(wanted, *at)).count();
        let gain = n_gained.saturating_sub(n_lost);
        if gain >= ROWS_MIN && best.as_ref().is_none_or(|(most, _)| gain > *most) {
            best = Some((gain, Scroll { rows: region.start as usize..region.end as usize, up }));
        }
    }
    best.map(|(_, scroll)| scroll)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(shown: &str, wanted: &str) -> Option<(Range<usize>, isize)> {
        let rows = |text: &str| text.bytes().map(u64::from).collect::<Vec<_>>();
        find(&rows(shown), &rows(wanted)).map(|scroll| (scroll.rows, scroll.up))
    }

    #[test]
    fn a_list_that_scrolls_between_title_and_hints_is_found() {
        assert_eq!(found("TabcdefH", "TbcdefgH"), Some((1..7, 1)));
        assert_eq!(found("TbcdefgH", "TabcdefH"), Some((1..7, -1)));
        assert_eq!(found("TabcdefghijklH", "TefghijklmnopH"), Some((1..13, 4)));
    }

    #[test]
    fn the_chosen_row_may_change_on_the_way() {
        // F is the chosen f: it is drawn anew, the rest moves.
        assert_eq!(found("TabcdeFH", "TbcdefGH"), Some((1..6, 1)));
    }

    #[test]
    fn small_changes_and_new_screens_are_left_alone() {
        assert_eq!(found("TabcdeH", "TabxdeH"), None);
        assert_eq!(found("TabcdeH", "TvwxyzH"), None);
        assert_eq!(found("", ""), None);
        // Blank rows are alike everywhere and gain nothing.
        assert_eq!(found("T    abH", "T    cdH"), None);
    }

    proptest! {
        #[test]
        fn a_found_move_stays_on_the_screen(shown in "[a-d]{0,12}", wanted in "[a-d]{0,12}") {
            if let Some((rows, up)) = found(&shown, &wanted) {
                prop_assert!(rows.end <= shown.len().min(wanted.len()));
                prop_assert!(up.unsigned_abs() < rows.len());
            }
        }
    }
}
