//! The pen: colours and attributes that the terminal writes with now, and the fewest bytes that change them.
//!
//! Codes after ECMA-48 (SGR) with xterm's extensions for 256 and 24-bit colours.

use std::io::Write;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Colours and attributes of a cell, as they are to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pen {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

/// Attributes with the codes that set and unset them. Bold and dim share the second.
const ATTRIBUTES: [(Modifier, u8, u8); 7] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    /// The terminal's own colours, no attributes: what a reset gives.
    pub(super) const RESET: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// The pen of a cell; what has no colour of its own has that of the ground.
    pub(super) fn of(cell: &Cell, ground: (Color, Color)) -> Self {
        let or = |color, ground| if color == Color::Reset { ground } else { color };
        Self { fg: or(cell.fg, ground.0), bg: or(cell.bg, ground.1), modifier: cell.modifier }
    }

    /// Whether a blank written with both pens looks the same: the foreground is not seen in it.
    pub(super) fn same_blank(self, other: Self) -> bool {
        let seen = Modifier::UNDERLINED | Modifier::REVERSED | Modifier::CROSSED_OUT;
        let drawn = self.modifier & seen;
        self.bg == other.bg && drawn == other.modifier & seen && (drawn.is_empty() || self.fg == other.fg)
    }

    /// A pen that gives the same blank as `wanted`, as near to this one as can be.
    pub(super) fn for_blank(self, wanted: Self) -> Self {
        if self.same_blank(wanted) {
            return self;
        }
        if wanted.erases() {
            let lines = Modifier::UNDERLINED | Modifier::REVERSED | Modifier::CROSSED_OUT;
            return Self { bg: wanted.bg, modifier: self.modifier - lines, ..self };
        }
        wanted
    }

    /// Whether a blank in this pen is only background, as erasing gives it.
    pub(super) fn erases(self) -> bool {
        self.same_blank(Self { modifier: Modifier::empty(), ..self })
    }

    /// Writes the shortest sequence that turns one pen into another; nothing if they are the same.
    /// `None` stands for a terminal in an unknown state.
    pub(super) fn change(from: Option<Self>, to: Self, out: &mut Vec<u8>) {
        if from == Some(to) {
            return;
        }
        // From nothing on: 0, then what the pen has.
        let mut anew = Vec::with_capacity(32);
        parameters(Self::RESET, to, &mut anew);
        let steps = from.map(|from| {
            let mut steps = Vec::with_capacity(32);
            parameters(from, to, &mut steps);
            steps
        });
        out.extend_from_slice(b"\x1b[");
        match steps {
            Some(steps) if anew.is_empty() || steps.len() <= anew.len() + 2 => {
                // A bare reset is shortest of all.
                if !anew.is_empty() {
                    out.extend_from_slice(&steps);
                }
            }
            _ if anew.is_empty() => {}
            _ => {
                out.extend_from_slice(b"0;");
                out.extend_from_slice(&anew);
            }
        }
        out.push(b'm');
    }
}

/// The parameters between `ESC [` and `m`, parted by semicolons.
fn parameters(from: Pen, to: Pen, out: &mut Vec<u8>) {
    let gone = from.modifier - to.modifier;
    let mut new = to.modifier - from.modifier;
    // Unsetting bold unsets dim as well, and the other way round.
    let weight = Modifier::BOLD | Modifier::DIM;
    if gone.intersects(weight) {
        new |= to.modifier & weight;
    }
    let mut last_off = 0;
    for (attribute, _, off) in ATTRIBUTES {
        if gone.contains(attribute) && off != last_off {
            parameter(out, off);
            last_off = off;
        }
    }
    for (attribute, on, _) in ATTRIBUTES {
        if new.contains(attribute) {
            parameter(out, on);
        }
    }
    if from.fg != to.fg {
        color(out, to.fg, 30);
    }
    if from.bg != to.bg {
        color(out, to.bg, 40);
    }
}

fn parameter(out: &mut Vec<u8>, code: u8) {
    separate(out);
    number(out, code.into());
}

fn separate(out: &mut Vec<u8>) {
    if !out.is_empty() {
        out.push(b';');
    }
}

/// A colour; `base` is 30 for the foreground, 40 for the background.
fn color(out: &mut Vec<u8>, color: Color, base: u8) {
    let basic = match color {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => base + 60,
        Color::LightRed => base + 61,
        Color::LightGreen => base + 62,
        Color::LightYellow => base + 63,
        Color::LightBlue => base + 64,
        Color::LightMagenta => base + 65,
        Color::LightCyan => base + 66,
        Color::White => base + 67,
        Color::Indexed(index) => {
            for code in [base + 8, 5, index] {
                parameter(out, code);
            }
            return;
        }
        Color::Rgb(red, green, blue) => {
            for code in [base + 8, 2, red, green, blue] {
                parameter(out, code);
            }
            return;
        }
    };
    parameter(out, basic);
}

/// A number in decimal digits.
pub(super) fn number(out: &mut Vec<u8>, number: u16) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: Option<Pen>, to: Pen) -> String {
        let mut out = Vec::new();
        Pen::change(from, to, &mut out);
        out.escape_ascii().to_string().replace("\\x1b", "^")
    }

    fn pen(fg: Color, modifier: Modifier) -> Pen {
        Pen { fg, bg: Color::Black, modifier }
    }

    #[test]
    fn only_what_changes_is_written() {
        let plain = pen(Color::Gray, Modifier::empty());
        let bold = pen(Color::Gray, Modifier::BOLD);
        assert_eq!(change(Some(plain), plain), "");
        assert_eq!(change(Some(plain), bold), "^[1m");
        assert_eq!(change(Some(bold), plain), "^[22m");
        assert_eq!(change(Some(plain), pen(Color::LightRed, Modifier::BOLD)), "^[1;91m");
        assert_eq!(change(Some(plain), pen(Color::Indexed(208), Modifier::empty())), "^[38;5;208m");
        let both = pen(Color::Gray, Modifier::BOLD | Modifier::DIM);
        assert_eq!(change(Some(both), pen(Color::Gray, Modifier::DIM)), "^[22;2m");
    }

    #[test]
    fn a_reset_is_used_where_it_is_shorter_or_nothing_is_known() {
        let loud =
            Pen { fg: Color::Rgb(1, 2, 3), bg: Color::Blue, modifier: Modifier::BOLD | Modifier::UNDERLINED };
        assert_eq!(change(Some(loud), Pen::RESET), "^[m");
        assert_eq!(change(None, Pen::RESET), "^[m");
        assert_eq!(change(None, pen(Color::Gray, Modifier::empty())), "^[0;37;40m");
        let red = Pen { fg: Color::Red, ..Pen::RESET };
        assert_eq!(change(Some(loud), red), "^[0;31m");
    }

    #[test]
    fn blanks_show_no_foreground() {
        let red = pen(Color::Red, Modifier::BOLD);
        let green = pen(Color::Green, Modifier::empty());
        assert!(red.same_blank(green) && red.erases());
        let underlined = pen(Color::Red, Modifier::UNDERLINED);
        assert!(!underlined.same_blank(red) && !underlined.erases());
        assert!(!pen(Color::Red, Modifier::REVERSED).erases());
    }
}
