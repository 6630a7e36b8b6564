//! Editing of text: one line (a field, a filter) or many (a note), over the textarea crate, with our keys and our caret.
//!
//! The crate's own key table is left aside: the shell turns chords into [`TextInput`], so that users' keys stay in one place.

use super::{
    Scene,
    pane::{Caret, Edit, TextInput},
};
use crate::look::Meaning;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget as _,
};
use tui_textarea::{CursorMove, TextArea, WrapMode};

/// Steps that can be undone in one field: enough for a slip, small enough for thirty fields.
const UNDO_STEPS: usize = 50;

/// How many lines a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// One; pasted line breaks become blanks.
    One,
    /// Any number, wrapped at words.
    Many,
}

/// A text being edited.
pub struct TextField {
    area: TextArea<'static>,
    lines: Lines,
}

impl TextField {
    /// A field with a text, the caret at its end.
    pub fn new(lines: Lines, text: &str) -> Self {
        let mut field = Self { area: TextArea::default(), lines };
        field.set(text);
        field
    }

    /// The text; lines are joined by `\n`.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.area.lines().iter().all(String::is_empty)
    }

    /// Replaces the text; the caret stands at its end.
    pub fn set(&mut self, text: &str) {
        let lines: Vec<String> = match self.lines {
            Lines::One => vec![on_one_line(text)],
            Lines::Many => text.split('\n').map(str::to_owned).collect(),
        };
        let mut area = TextArea::new(lines);
        area.set_max_histories(UNDO_STEPS);
        area.set_cursor_line_style(Style::default());
        area.set_cursor_style(Style::default());
        if self.lines == Lines::Many {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        self.area = area;
    }

    /// The line on which the caret stands, counted from 0.
    pub fn line(&self) -> usize {
        self.area.cursor().0
    }

    /// Puts the caret on a line and a character of it, both counted from 0; beyond the end means at the end.
    pub fn go_to(&mut self, line: usize, character: usize) {
        let line = u16::try_from(line).unwrap_or(u16::MAX);
        let character = u16::try_from(character).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(line, character));
    }

    /// Takes typed text or an editing key; true if the text changed.
    pub fn write(&mut self, input: &TextInput) -> bool {
        match input {
            TextInput::Char(char) => {
                self.area.insert_char(*char);
                true
            }
            TextInput::Paste(text) => match self.lines {
                Lines::One => self.area.insert_str(on_one_line(text)),
                Lines::Many => self.area.insert_str(text),
            },
            TextInput::Edit(edit) => self.edit(*edit),
        }
    }

    fn edit(&mut self, edit: Edit) -> bool {
        let area = &mut self.area;
        let to = match edit {
            Edit::Left => CursorMove::Back,
            Edit::Right => CursorMove::Forward,
            Edit::Up => CursorMove::Up,
            Edit::Down => CursorMove::Down,
            Edit::WordLeft => CursorMove::WordBack,
            Edit::WordRight => CursorMove::WordForward,
            Edit::Home => CursorMove::Head,
            Edit::End => CursorMove::End,
            Edit::PageUp => CursorMove::ParagraphBack,
            Edit::PageDown => CursorMove::ParagraphForward,
            Edit::NewLine if self.lines == Lines::Many => {
                area.insert_newline();
                return true;
            }
            Edit::NewLine => return false,
            Edit::Backspace => return area.delete_char(),
            Edit::Delete => return area.delete_next_char(),
            Edit::DeleteWord => return area.delete_word(),
            Edit::DeleteToStart => return area.delete_line_by_head(),
            Edit::DeleteToEnd => return area.delete_line_by_end(),
            Edit::Undo => return area.undo(),
            Edit::Redo => return area.redo(),
        };
        area.move_cursor(to);
        false
    }

    /// Draws the text and says where its caret stands.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, meaning: Meaning) -> Caret {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return Position::new(area.x, area.y);
        }
        (&self.area).render(area, buffer);
        buffer.set_style(area, scene.style(meaning));
        let (cursor, (top, left)) = (self.area.screen_cursor(), self.area.scroll_offset());
        let column = (cursor.col as u16).saturating_sub(left).min(area.width - 1);
        let row = (cursor.row as u16).saturating_sub(top).min(area.height - 1);
        Position::new(area.x + column, area.y + row)
    }
}

/// Line breaks and tabs become blanks.
fn on_one_line(text: &str) -> String {
    text.trim_end_matches('\n').replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(field: &mut TextField, text: &str) {
        for char in text.chars() {
            field.write(&TextInput::Char(char));
        }
    }

    #[test]
    fn a_line_stays_one_line() {
        let mut field = TextField::new(Lines::One, "a");
        typed(&mut field, "b");
        field.write(&TextInput::Edit(Edit::NewLine));
        field.write(&TextInput::Paste("c\nd\n".into()));
        assert_eq!(field.text(), "abc d");
        field.write(&TextInput::Edit(Edit::DeleteWord));
        assert_eq!(field.text(), "abc ");
        field.write(&TextInput::Edit(Edit::Undo));
        assert_eq!(field.text(), "abc d");
    }

    #[test]
    fn a_note_keeps_pasted_lines() {
        let mut field = TextField::new(Lines::Many, "");
        field.write(&TextInput::Paste("one\ntwo".into()));
        field.write(&TextInput::Edit(Edit::NewLine));
        typed(&mut field, "three");
        assert_eq!(field.text(), "one\ntwo\nthree");
    }

    #[test]
    fn the_caret_stands_behind_wide_letters() {
        let look = crate::look::Look::plain();
        let scene = crate::kit::testing::scene(&look);
        let area = Rect::new(3, 1, 6, 1);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 3));
        let field = TextField::new(Lines::One, "山田");
        assert_eq!(field.view(&scene, area, &mut buffer, Meaning::Input), Position::new(7, 1));
        let long = TextField::new(Lines::One, "Mendelssohn");
        assert_eq!(long.view(&scene, area, &mut buffer, Meaning::Input), Position::new(8, 1));
    }
}
