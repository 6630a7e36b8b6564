//! Two people changed the same fields: both texts side by side, and what may be done about it.

use super::{
    Scene,
    confirm::Confirmation,
    scene::{split_left, split_top},
};
use crate::{
    domain::time::parse_instant,
    keys::CommandId,
    look::{Meaning, wrap},
    store::Conflict,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Performed on the form when its author keeps the own texts: save again over the newer version.
pub const KEEP_MINE: CommandId = CommandId("conflict.keep-mine");
/// Performed on the form when its author takes the other texts.
pub const TAKE_THEIRS: CommandId = CommandId("conflict.take-theirs");

/// The question after a change was refused because others were quicker. `by` and `at` as `Refusal::Changed` has them.
///
/// The form that asks it has to know [`KEEP_MINE`] and [`TAKE_THEIRS`].
pub fn question(words: super::Words, by: &str, at: &str, conflicts: Vec<Conflict>) -> Confirmation {
    let when = parse_instant(at).map_or_else(String::new, |at| format!(" at {}", words.lately(at)));
    let mut asked = Confirmation::new("Not saved: changed by somebody else")
        .text(format!("{by} changed this{when} while you were editing. Nothing of yours is lost."))
        .choice('m', "keep mine", KEEP_MINE)
        .choice('t', "take theirs", TAKE_THEIRS)
        .back("go on editing");
    asked.conflicts = conflicts;
    asked
}

/// Rows that the fields take in so many columns, heading and blank line included.
pub fn rows(conflicts: &[Conflict], columns: u16) -> u16 {
    let half = usize::from(columns.saturating_sub(2) / 2);
    let rows_of = |text: &str| wrap(&or_empty(text), half).len() as u16;
    2 + conflicts.iter().map(|c| 1 + rows_of(&c.mine).max(rows_of(&c.theirs))).sum::<u16>()
}

/// Draws the fields, mine at the left and theirs at the right.
pub fn view(scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, conflicts: &[Conflict]) {
    let half = area.width.saturating_sub(2) / 2;
    let columns = |area: Rect| {
        let (left, rest) = split_left(area, half);
        (left, split_left(rest, 2).1)
    };
    let (_, mut rest) = split_top(area, 1);
    let (heads, below) = split_top(rest, 1);
    let (left, right) = columns(heads);
    scene.line(buffer, left, "Mine", Meaning::Heading);
    scene.line(buffer, right, "Theirs", Meaning::Heading);
    rest = below;
    for conflict in conflicts {
        if rest.height < 2 {
            return;
        }
        let (name, below) = split_top(rest, 1);
        scene.line(buffer, name, &conflict.field, Meaning::Label);
        let (left, right) = columns(below);
        let mine = scene.paragraph(buffer, left, &or_empty(&conflict.mine), Meaning::Text);
        let theirs = scene.paragraph(buffer, right, &or_empty(&conflict.theirs), Meaning::Text);
        rest = split_top(below, mine.max(theirs)).1;
    }
}

fn or_empty(text: &str) -> String {
    if text.is_empty() { "(empty)".into() } else { text.into() }
}
