//! Signs: one set for terminals with Unicode, one in ASCII for those without and for screen readers.
//!
//! Every sign of a place has the same width in both sets, one column unless said otherwise.

/// Which set of signs is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GlyphSet {
    /// Box drawing, arrows, blocks.
    #[default]
    Unicode,
    /// Characters 32 to 126 only.
    Ascii,
}

/// The signs of a set.
#[derive(Clone, Copy, Debug)]
pub struct Glyphs {
    /// Horizontal line.
    pub horizontal: &'static str,
    /// Vertical line.
    pub vertical: &'static str,
    /// Corners: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// A horizontal line meets a vertical one: from the left edge, from the right edge, from above, from below, crossing.
    pub joints: [&'static str; 5],
    /// Arrows: up, down, left, right.
    pub arrows: [&'static str; 4],
    /// What stands where text is missing; one column, or three in ASCII.
    pub ellipsis: &'static str,
    /// Done.
    pub tick: &'static str,
    /// Not done, refused.
    pub cross: &'static str,
    /// Before the chosen row.
    pub pointer: &'static str,
    /// Before an item of a list.
    pub bullet: &'static str,
    /// Between parts of a line.
    pub dot: &'static str,
    /// Flag on a row.
    pub flag: &'static str,
    /// Late, out of range, needs a look.
    pub alert: &'static str,
    /// Locked, restricted.
    pub lock: &'static str,
    /// Still being asked; stands still.
    pub waiting: &'static str,
    /// Sorted upwards, downwards.
    pub sorted: [&'static str; 2],
    /// A closed and an open section.
    pub folds: [&'static str; 2],
    /// Bars that grow upwards, by eighths in Unicode; the first is empty, the last full.
    pub bars: &'static [&'static str],
    /// A bar that grows to the right, by eighths in Unicode; the first is empty, the last full.
    pub blocks: &'static [&'static str],
    /// A point of a trend line.
    pub point: &'static str,
    /// The shade of a reference range.
    pub shade: &'static str,
    /// The track and the thumb of a scroll bar.
    pub scroll: [&'static str; 2],
    /// A dash between two values.
    pub dash: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    horizontal: "─",
    vertical: "│",
    corners: ["┌", "┐", "└", "┘"],
    joints: ["├", "┤", "┬", "┴", "┼"],
    arrows: ["↑", "↓", "←", "→"],
    ellipsis: "…",
    tick: "✓",
    cross: "✗",
    pointer: "▸",
    bullet: "•",
    dot: "·",
    flag: "⚑",
    alert: "!",
    lock: "#",
    waiting: "◌",
    sorted: ["▲", "▼"],
    folds: ["▸", "▾"],
    bars: &[" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    blocks: &[" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    point: "●",
    shade: "░",
    scroll: ["│", "█"],
    dash: "–",
};

const ASCII: Glyphs = Glyphs {
    horizontal: "-",
    vertical: "|",
    corners: ["+", "+", "+", "+"],
    joints: ["+", "+", "+", "+", "+"],
    arrows: ["^", "v", "<", ">"],
    ellipsis: "...",
    tick: "x",
    cross: "-",
    pointer: ">",
    bullet: "*",
    dot: "-",
    flag: "!",
    alert: "!",
    lock: "#",
    waiting: "~",
    sorted: ["^", "v"],
    folds: ["+", "-"],
    bars: &[" ", ".", ":", "|", "#"],
    blocks: &[" ", "-", "="],
    point: "*",
    shade: ".",
    scroll: ["|", "#"],
    dash: "-",
};

impl GlyphSet {
    /// The signs of this set.
    pub fn glyphs(self) -> &'static Glyphs {
        match self {
            Self::Unicode => &UNICODE,
            Self::Ascii => &ASCII,
        }
    }
}

impl Glyphs {
    /// The bar that grows upwards for a part of the whole, 0 to 1.
    pub fn bar(&self, part: f64) -> &'static str {
        step(self.bars, part)
    }

    /// The block that grows to the right for a part of a column, 0 to 1.
    pub fn block(&self, part: f64) -> &'static str {
        step(self.blocks, part)
    }
}

fn step(steps: &'static [&'static str], part: f64) -> &'static str {
    let most = steps.len().saturating_sub(1);
    let step = (part.clamp(0.0, 1.0) * most as f64).round() as usize;
    steps.get(step).copied().unwrap_or(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::width;

    fn all(glyphs: &Glyphs) -> Vec<&'static str> {
        let g = *glyphs;
        let mut all = vec![
            g.horizontal,
            g.vertical,
            g.tick,
            g.cross,
            g.pointer,
            g.bullet,
            g.dot,
            g.flag,
            g.alert,
            g.lock,
            g.waiting,
            g.point,
            g.shade,
            g.dash,
        ];
        all.extend(g.corners);
        all.extend(g.joints);
        all.extend(g.arrows);
        all.extend(g.sorted);
        all.extend(g.folds);
        all.extend(g.bars);
        all.extend(g.blocks);
        all.extend(g.scroll);
        all
    }

    #[test]
    fn every_sign_is_one_column_wide() {
        for set in [GlyphSet::Unicode, GlyphSet::Ascii] {
            for sign in all(set.glyphs()) {
                assert_eq!(width(sign), 1, "{sign}");
            }
        }
        assert!(all(&ASCII).iter().all(|sign| sign.is_ascii()) && ASCII.ellipsis.is_ascii());
    }

    #[test]
    fn bars_grow_with_their_part() {
        assert_eq!([0.0, 0.5, 1.0, 7.0, -1.0].map(|part| UNICODE.bar(part)), [" ", "▄", "█", "█", " "]);
        assert_eq!([0.0, 0.5, 1.0].map(|part| ASCII.bar(part)), [" ", ":", "#"]);
        assert_eq!(UNICODE.block(f64::NAN), " ");
    }
}
