//! The painter knows what the terminal shows and writes the fewest bytes that turn it into what is wanted.
//!
//! It compares whole screens, so that what did not change costs nothing: neither unchanged cells, nor rows that only moved,
//! nor blanks in another foreground. ratatui's own difference is not used; it cannot see rows that moved.

use std::hash::{Hash, Hasher};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, number};
use super::scroll;

/// How a terminal fills what it erases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasing {
    /// With the background colour that is set: xterm and nearly all others.
    InColour,
    /// With its own background: GNU screen.
    Plain,
}

impl Erasing {
    /// What is known from `TERM`. tmux also calls itself screen at times and is treated like it, at the price of some bytes.
    pub fn of_term(term: Option<&str>) -> Self {
        if term.is_some_and(|term| term.starts_with("screen")) { Self::Plain } else { Self::InColour }
    }
}

#[derive(Debug)]
pub(super) struct Painter {
    /// What the terminal shows. Symbols that nobody wants mark cells which are not known ([`UNKNOWN`]) or
    /// lie under the right half of a wide character ([`COVERED`]): those are written as soon as anything else is wanted there.
    shown: Buffer,
    /// Whether anything at all is known of the terminal.
    known: bool,
    pen: Option<Pen>,
    /// Where the terminal writes next, if that is sure.
    at: Option<(u16, u16)>,
    /// Whether the caret is shown, if that is known.
    caret_shown: Option<bool>,
    ground: (Color, Color),
    erasing: Erasing,
}

const UNKNOWN: &str = "\0";
const COVERED: &str = "";

/// Runs of blanks longer than this are erased instead of written; the sequence has four or five bytes.
const ERASE_MIN: u16 = 6;

/// A list of fewer rows is not worth looking for moves in. Choosing another row changes two or three.
const SCROLL_MIN: usize = 5;

/// One character on the screen with its columns and pen.
#[derive(Clone, Copy)]
struct Glyph<'a> {
    symbol: &'a str,
    columns: u16,
    pen: Pen,
}

impl Painter {
    /// A painter before a terminal of which nothing is known. The ground is what cells without colours of their own have.
    pub(super) fn new(ground: (Color, Color), erasing: Erasing) -> Self {
        Self {
            shown: Buffer::default(),
            known: false,
            pen: None,
            at: None,
            caret_shown: None,
            ground,
            erasing,
        }
    }

    /// Other colours for what has none of its own, from the next frame on.
    pub(super) fn set_ground(&mut self, ground: (Color, Color)) {
        if self.ground != ground {
            self.ground = ground;
            self.forget();
        }
    }

    /// Nothing is known any more: the next frame is painted whole.
    pub(super) fn forget(&mut self) {
        self.known = false;
    }

    /// Paints a screen and places the caret, or hides it.
    pub(super) fn paint(&mut self, wanted: &Buffer, caret: Option<Position>, out: &mut Vec<u8>) {
        if !self.known || self.shown.area != wanted.area {
            self.begin(wanted, out);
        } else {
            let changed = self.changed_rows(wanted);
            if !self.scroll(wanted, &changed, out) {
                return self.paint_rows(wanted, &changed, caret, out);
            }
        }
        self.paint_rows(wanted, &self.changed_rows(wanted), caret, out);
    }

    fn paint_rows(&mut self, wanted: &Buffer, changed: &[u16], caret: Option<Position>, out: &mut Vec<u8>) {
        for y in changed.iter().copied() {
            self.paint_row(wanted, y, out);
        }
        self.place_caret(wanted, caret, out);
    }

    fn changed_rows(&self, wanted: &Buffer) -> Vec<u16> {
        (0..wanted.area.height).filter(|y| !self.row_is_shown(wanted, *y)).collect()
    }

    /// Empties the screen.
    fn begin(&mut self, wanted: &Buffer, out: &mut Vec<u8>) {
        let ground = Pen { fg: self.ground.0, bg: self.ground.1, ..Pen::RESET };
        Pen::change(None, ground, out);
        out.extend_from_slice(b"\x1b[r\x1b[2J\x1b[H");
        self.pen = Some(ground);
        self.at = Some((0, 0));
        self.caret_shown = None;
        self.known = true;
        let erased = self.may_erase(ground);
        self.shown = Buffer::filled(wanted.area, Cell::new(if erased { " " } else { UNKNOWN }));
    }

    fn may_erase(&self, pen: Pen) -> bool {
        pen.erases() && (self.erasing == Erasing::InColour || pen.bg == Color::Reset)
    }

    /// Lets the terminal move rows that are wanted elsewhere; whether it did.
    fn scroll(&mut self, wanted: &Buffer, changed: &[u16], out: &mut Vec<u8>) -> bool {
        let (Some(first), Some(last)) = (changed.first().copied(), changed.last().copied()) else {
            return false;
        };
        if changed.len() < SCROLL_MIN {
            return false;
        }
        let prints =
            |buffer: &Buffer| (first..=last).map(|y| self.fingerprint(buffer, y)).collect::<Vec<_>>();
        let Some(found) = scroll::find(&prints(&self.shown), &prints(wanted)) else { return false };
        let (top, bottom) = (first + found.rows.start as u16, first + found.rows.end as u16);
        out.extend_from_slice(b"\x1b[");
        number(out, top + 1);
        out.push(b';');
        number(out, bottom);
        out.push(b'r');
        let n_rows = found.up.unsigned_abs() as u16;
        self.at = None;
        if found.up > 0 {
            self.move_to(0, bottom - 1, wanted, out);
            out.extend(std::iter::repeat_n(b'\n', n_rows.into()));
        } else {
            self.move_to(0, top, wanted, out);
            out.extend(std::iter::repeat_n(*b"\x1bM", n_rows.into()).flatten());
        }
        // Setting the region sends the terminal's place home, or leaves it: neither is relied on.
        out.extend_from_slice(b"\x1b[r");
        self.at = None;
        self.move_shown(top, bottom, found.up);
        true
    }

    /// The same move in what we know to be shown.
    fn move_shown(&mut self, top: u16, bottom: u16, up: isize) {
        let width = usize::from(self.shown.area.width);
        let region = usize::from(top) * width..usize::from(bottom) * width;
        let Some(cells) = self.shown.content.get_mut(region) else { return };
        let n_cells = up.unsigned_abs() * width;
        let came_in = if up > 0 {
            cells.rotate_left(n_cells);
            cells.len() - n_cells..cells.len()
        } else {
            cells.rotate_right(n_cells);
            0..n_cells
        };
        for cell in cells.get_mut(came_in).unwrap_or_default() {
            *cell = Cell::new(UNKNOWN);
        }
    }

    fn paint_row(&mut self, wanted: &Buffer, y: u16, out: &mut Vec<u8>) {
        let width = wanted.area.width;
        let mut x = 0;
        while x < width {
            if self.letter_is_shown(wanted, x, y) {
                x += 1;
                continue;
            }
            let glyph = self.glyph(wanted, x, y);
            if self.is_shown(glyph, x, y) {
                // It may be wanted in other words than it was written in; the same words are found faster next time.
                self.remember(wanted, x, y, glyph);
                x += glyph.columns;
                continue;
            }
            let n_blank = self.blank_run(wanted, x, y, glyph);
            let to_the_end = x + n_blank == width;
            if n_blank > ERASE_MIN || (to_the_end && n_blank > 3) {
                self.move_to(x, y, wanted, out);
                self.take_pen(glyph, out);
                out.extend_from_slice(b"\x1b[");
                if !to_the_end {
                    number(out, n_blank);
                }
                out.push(if to_the_end { b'K' } else { b'X' });
                for blank in x..x + n_blank {
                    self.remember(wanted, blank, y, glyph);
                }
                x += n_blank;
            } else {
                self.move_to(x, y, wanted, out);
                self.write(wanted, x, y, glyph, out);
                x += glyph.columns;
            }
        }
    }

    /// How many wanted blanks like this one begin here, up to the last that is not shown yet; 0 if they cannot be erased.
    fn blank_run(&self, wanted: &Buffer, x: u16, y: u16, first: Glyph<'_>) -> u16 {
        if first.symbol != " " || !self.may_erase(first.pen) {
            return 0;
        }
        let mut n_blank = 0;
        let mut n_needed = 0;
        for at in x..wanted.area.width {
            let glyph = self.glyph(wanted, at, y);
            if glyph.symbol != " " || !glyph.pen.same_blank(first.pen) {
                return n_needed;
            }
            n_blank += 1;
            if !self.is_shown(glyph, at, y) {
                n_needed = n_blank;
            }
        }
        // Up to the end of the row it costs no count, so all of it is erased if anything is.
        if n_needed > 0 { n_blank } else { 0 }
    }

    /// Writes a character where the terminal stands.
    fn write(&mut self, wanted: &Buffer, x: u16, y: u16, glyph: Glyph<'_>, out: &mut Vec<u8>) {
        self.take_pen(glyph, out);
        out.extend_from_slice(glyph.symbol.as_bytes());
        let end = x + glyph.columns;
        // In the last column the terminal waits with its step; after signs of doubtful width nobody knows where it stands.
        self.at = (end < wanted.area.width && is_sure(glyph.symbol)).then_some((end, y));
        self.remember(wanted, x, y, glyph);
    }

    fn take_pen(&mut self, glyph: Glyph<'_>, out: &mut Vec<u8>) {
        let pen = match self.pen {
            // A blank shows only background and lines: the rest may stay as it is.
            Some(pen) if glyph.symbol == " " => pen.for_blank(glyph.pen),
            _ => glyph.pen,
        };
        Pen::change(self.pen, pen, out);
        self.pen = Some(pen);
    }

    fn remember(&mut self, wanted: &Buffer, x: u16, y: u16, glyph: Glyph<'_>) {
        if let (Some(cell), Some(new)) = (self.shown.cell_mut((x, y)), wanted.cell((x, y))) {
            cell.clone_from(new);
            cell.set_symbol(glyph.symbol);
        }
        for covered in x + 1..x + glyph.columns {
            if let Some(cell) = self.shown.cell_mut((covered, y)) {
                cell.set_symbol(COVERED);
            }
        }
    }

    /// The character wanted at a place, or a blank where it cannot be shown.
    fn glyph<'a>(&self, wanted: &'a Buffer, x: u16, y: u16) -> Glyph<'a> {
        let Some(cell) = wanted.cell((x, y)) else {
            return Glyph { symbol: " ", columns: 1, pen: Pen::RESET };
        };
        let pen = Pen::of(cell, self.ground);
        let symbol = cell.symbol();
        if let [b' '..=b'~'] = symbol.as_bytes() {
            return Glyph { symbol, columns: 1, pen };
        }
        let columns = symbol.width() as u16;
        // Views make foreign text harmless; should one forget it, the terminal is not to obey all the same.
        if columns == 0 || x + columns > wanted.area.width || symbol.chars().any(char::is_control) {
            return Glyph { symbol: " ", columns: 1, pen };
        }
        Glyph { symbol, columns, pen }
    }

    fn is_shown(&self, glyph: Glyph<'_>, x: u16, y: u16) -> bool {
        let Some(cell) = self.shown.cell((x, y)) else { return true };
        let pen = Pen::of(cell, self.ground);
        let same_pen = pen == glyph.pen || (glyph.symbol == " " && pen.same_blank(glyph.pen));
        let covers = |at| self.shown.cell((at, y)).is_some_and(|cell| cell.symbol() == COVERED);
        cell.symbol() == glyph.symbol && same_pen && (x + 1..x + glyph.columns).all(covers)
    }

    /// Whether a plain letter is shown as it is wanted: the short way for most cells of a row.
    fn letter_is_shown(&self, wanted: &Buffer, x: u16, y: u16) -> bool {
        let at = usize::from(y) * usize::from(wanted.area.width) + usize::from(x);
        match (self.shown.content.get(at), wanted.content.get(at)) {
            (Some(shown), Some(wanted)) => {
                matches!(wanted.symbol().as_bytes(), [b' '..=b'~']) && same_cell(shown, wanted)
            }
            _ => false,
        }
    }

    /// Whether a row is shown as it is wanted, cell by cell. Rows with wide characters are not found to be: painting them finds out.
    fn row_is_shown(&self, wanted: &Buffer, y: u16) -> bool {
        let start = usize::from(y) * usize::from(wanted.area.width);
        let row = start..start + usize::from(wanted.area.width);
        let shown = self.shown.content.get(row.clone()).unwrap_or_default();
        let wanted = wanted.content.get(row).unwrap_or_default();
        shown.iter().zip(wanted).all(|(shown, wanted)| same_cell(shown, wanted))
    }

    /// A number that stands for the look of a row.
    fn fingerprint(&self, buffer: &Buffer, y: u16) -> u64 {
        let mut mix = Mix::default();
        let mut x = 0;
        while x < buffer.area.width {
            let glyph = self.glyph(buffer, x, y);
            glyph.symbol.hash(&mut mix);
            // Blanks are alike whatever their foreground.
            let fg = if glyph.symbol == " " && glyph.pen.erases() { Color::Reset } else { glyph.pen.fg };
            (fg, glyph.pen.bg, glyph.pen.modifier.bits()).hash(&mut mix);
            x += glyph.columns;
        }
        mix.finish()
    }

    /// Takes the terminal to a place by the shortest way.
    fn move_to(&mut self, x: u16, y: u16, wanted: &Buffer, out: &mut Vec<u8>) {
        let Some((from_x, from_y)) = self.at else {
            absolute(x, y, out);
            self.at = Some((x, y));
            return;
        };
        if (from_x, from_y) == (x, y) || self.write_over(from_x, (x, y), from_y, wanted, out) {
            return;
        }
        self.at = Some((x, y));
        let (right, down) = (x.checked_sub(from_x), y.checked_sub(from_y));
        match (right, down) {
            (Some(right), Some(0)) => relative(right, b'C', out),
            (None, Some(0)) if x == 0 => out.push(b'\r'),
            (None, Some(0)) => relative(from_x - x, b'D', out),
            (_, Some(down @ 1..=2)) if x == 0 => {
                out.push(b'\r');
                out.extend(std::iter::repeat_n(b'\n', down.into()));
            }
            (Some(0), Some(down @ 1..=4)) => out.extend(std::iter::repeat_n(b'\n', down.into())),
            _ => absolute(x, y, out),
        }
    }

    /// Writes the few characters in between again if that takes no more bytes than stepping over them.
    fn write_over(
        &mut self,
        from_x: u16,
        to: (u16, u16),
        from_y: u16,
        wanted: &Buffer,
        out: &mut Vec<u8>,
    ) -> bool {
        let (x, y) = to;
        if y != from_y || x <= from_x || x - from_x > 3 {
            return false;
        }
        let mut between = Vec::new();
        for at in from_x..x {
            let glyph = self.glyph(wanted, at, y);
            let same_pen = self
                .pen
                .is_some_and(|pen| pen == glyph.pen || (glyph.symbol == " " && pen.same_blank(glyph.pen)));
            match glyph.symbol.as_bytes() {
                [byte] if same_pen && self.is_shown(glyph, at, y) => between.push(*byte),
                _ => return false,
            }
        }
        out.extend_from_slice(&between);
        self.at = Some(to);
        true
    }

    fn place_caret(&mut self, wanted: &Buffer, caret: Option<Position>, out: &mut Vec<u8>) {
        let caret = caret.filter(|caret| wanted.area.contains(*caret));
        if let Some(Position { x, y }) = caret {
            self.move_to(x, y, wanted, out);
        }
        let shown = caret.is_some();
        if self.caret_shown != Some(shown) {
            out.extend_from_slice(if shown { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.caret_shown = Some(shown);
        }
    }
}

/// Whether two cells are the same in all that is painted. Asked of every cell in every frame, so letters take the short way.
fn same_cell(one: &Cell, other: &Cell) -> bool {
    let same_symbol = match (one.symbol().as_bytes(), other.symbol().as_bytes()) {
        ([one], [other]) => one == other,
        (one, other) => one == other,
    };
    same_symbol && one.modifier == other.modifier && one.fg == other.fg && one.bg == other.bg
}

/// To a place counted from the top left.
fn absolute(x: u16, y: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    if (x, y) != (0, 0) {
        number(out, y + 1);
    }
    if x > 0 {
        out.push(b';');
        number(out, x + 1);
    }
    out.push(b'H');
}

/// So many places in a direction.
fn relative(distance: u16, direction: u8, out: &mut Vec<u8>) {
    if direction == b'D' && distance <= 3 {
        out.extend(std::iter::repeat_n(0x08, distance.into()));
        return;
    }
    out.extend_from_slice(b"\x1b[");
    if distance > 1 {
        number(out, distance);
    }
    out.push(direction);
}

/// Whether all terminals agree how wide this is: single characters outside of symbols and emoji.
fn is_sure(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(char), None) => {
            matches!(char, ' '..='\u{2ff}' | '\u{370}'..='\u{52f}' | '\u{2500}'..='\u{259f}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
        }
        _ => false,
    }
}

/// A fast hash that need not withstand anybody; a false match would show a row that is painted over at once.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        // The multiplier of FxHash.
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x51_7c_c1_b7_27_22_0a_95);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}

#[cfg(test)]
mod tests;
