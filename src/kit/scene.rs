//! What a view needs besides its own state: the look, the time, and whether it has the keys.

use super::words::Words;
use crate::look::{Look, Meaning, Side, is_plain};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};
use std::borrow::Cow;

/// Whether a pane or a part of it has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Keys go here.
    Here,
    /// Keys go elsewhere.
    Elsewhere,
}

/// Everything a view is given to draw with.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Styles and signs.
    pub look: &'a Look,
    /// Time in words.
    pub words: Words,
    /// Whether the keys go to what is drawn.
    pub focus: Focus,
}

impl Scene<'_> {
    /// The same scene for a part of a pane.
    #[must_use]
    pub fn focused(self, focus: Focus) -> Self {
        Self { focus, ..self }
    }

    /// The style of a meaning.
    pub fn style(&self, meaning: Meaning) -> Style {
        self.look.style(meaning)
    }

    /// The style of the chosen row: other colours, or only bold, if the keys go elsewhere.
    pub fn selected(&self) -> Style {
        match self.focus {
            Focus::Here => self.style(Meaning::Selected),
            Focus::Elsewhere => self.style(Meaning::SelectedUnfocused),
        }
    }

    /// Writes one line of foreign text, made harmless and cut to the area's width; the columns it took.
    pub fn line(&self, buffer: &mut Buffer, area: Rect, text: &str, meaning: Meaning) -> u16 {
        self.styled_line(buffer, area, text, self.style(meaning))
    }

    /// As [`Scene::line`], in a style made of several.
    pub fn styled_line(&self, buffer: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return 0;
        }
        let harmless = self.look.harmless(text);
        let cut = self.look.cut(&harmless, usize::from(area.width));
        write(buffer, area, &cut, style)
    }

    /// Writes one line of foreign text that stands at a side of its area.
    pub fn aligned(&self, buffer: &mut Buffer, area: Rect, text: &str, side: Side, style: Style) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        let harmless = self.look.harmless(text);
        let fitted: Cow<'_, str> = self.look.fit(&harmless, usize::from(area.width), side);
        write(buffer, area, &fitted, style);
    }

    /// Writes a text of several lines, wrapped, from the top of the area; the rows it took.
    pub fn paragraph(&self, buffer: &mut Buffer, area: Rect, text: &str, meaning: Meaning) -> u16 {
        let harmless = crate::look::harmless_text(text, self.look.glyph_set());
        let lines = crate::look::wrap(&harmless, usize::from(area.width));
        let mut rows = 0;
        for (line, row) in lines.iter().zip(area.rows()) {
            let indent = line.indent.min(row.width);
            let row = Rect { x: row.x + indent, width: row.width - indent, ..row };
            self.line(buffer, row, line.text(&harmless), meaning);
            rows += 1;
        }
        rows
    }

    /// Empties an area, for a box that is drawn over other things.
    pub fn clear(&self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        for position in area.positions() {
            if let Some(cell) = buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(self.style(Meaning::Text));
            }
        }
    }

    /// A style with the weight of bold added: for what must be seen without colour.
    pub fn strong(&self, meaning: Meaning) -> Style {
        self.style(meaning).add_modifier(Modifier::BOLD)
    }
}

/// Writes text at the beginning of an area; the columns it took. Plain text goes cell by cell: the general way looks for
/// the borders of its characters, which costs more than all else of a frame.
fn write(buffer: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    if !is_plain(text) {
        let (end, _) = buffer.set_stringn(area.x, area.y, text, usize::from(area.width), style);
        return end - area.x;
    }
    let taken = text.len().min(usize::from(area.width));
    let start = buffer.index_of(area.x, area.y);
    let cells = buffer.content.get_mut(start..start + taken).unwrap_or_default();
    for (cell, byte) in cells.iter_mut().zip(text.bytes()) {
        cell.set_char(char::from(byte)).set_style(style);
    }
    taken as u16
}

/// The first `rows` of an area and what is left of it.
pub fn split_top(area: Rect, rows: u16) -> (Rect, Rect) {
    let top = rows.min(area.height);
    (Rect { height: top, ..area }, Rect { y: area.y + top, height: area.height - top, ..area })
}

/// What is left of an area above its last `rows`, and those.
pub fn split_bottom(area: Rect, rows: u16) -> (Rect, Rect) {
    let bottom = rows.min(area.height);
    split_top(area, area.height - bottom)
}

/// The first `columns` of an area and what is left of it.
pub fn split_left(area: Rect, columns: u16) -> (Rect, Rect) {
    let left = columns.min(area.width);
    (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area })
}

/// Two parts of a pane: side by side where the window is wide enough for both, else only the one with the keys.
///
/// `left_min` and `right_min` are the columns below which a part is of no use. A column between them stays free for a line.
pub fn beside(
    area: Rect,
    left_min: u16,
    right_min: u16,
    left_has_keys: Focus,
) -> (Option<Rect>, Option<Rect>) {
    if area.width <= left_min + right_min {
        return match left_has_keys {
            Focus::Here => (Some(area), None),
            Focus::Elsewhere => (None, Some(area)),
        };
    }
    let spare = area.width - 1 - left_min - right_min;
    let (left, rest) = split_left(area, left_min + spare / 2);
    let (_, right) = split_left(rest, 1);
    (Some(left), Some(right))
}

/// An area cut from the inside of another, in its middle, with room for its border.
pub fn centred(area: Rect, columns: u16, rows: u16) -> Rect {
    let (width, height) = (columns.min(area.width), rows.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
