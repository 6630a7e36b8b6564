//! How a form is drawn: labels, fields, messages beside them, help at the foot, the drop-down of a choice.

use super::{
    Scene,
    field::{Checked, Content, Slot},
    form::Form,
    pane::Caret,
    scene::{split_bottom, split_left, split_top},
};
use crate::look::{Meaning, width};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

/// Rows for help and the whole message at the foot.
const FOOT: u16 = 2;
/// Rows of the drop-down of a choice.
const DROP: u16 = 6;

impl Form {
    /// Draws the form; the caret stands in the field with the keys.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let (body, foot) = split_bottom(area, FOOT);
        let label = self.slots.iter().map(|slot| width(slot.field.label)).max().unwrap_or(0) as u16 + 3;
        let label = label.min(area.width / 3);
        let mut caret = Position::new(body.x, body.y);
        let mut drop = None;
        let mut skip = self.rows_above(body.height);
        let mut rest = body;
        for (at, slot) in self.slots.iter().enumerate() {
            let rows = slot.rows();
            if skip >= rows {
                skip -= rows;
                continue;
            }
            skip = 0;
            let (row, below) = split_top(rest, rows);
            if row.is_empty() {
                break;
            }
            let field = self.view_slot(scene, at, slot, row, label, buffer);
            if at == self.at {
                caret = field.1;
                drop = Some((slot, field.0));
            }
            rest = below;
        }
        if let Some(at) = self.view_save(scene, rest, label, buffer) {
            caret = at;
        }
        self.view_foot(scene, foot, buffer);
        if let Some((slot, field)) = drop
            && let Some(at) = view_drop(scene, slot, field, body, buffer)
        {
            caret = at;
        }
        caret
    }

    /// Rows to leave out at the top, whole fields only, so that the field with the keys is in view.
    fn rows_above(&self, height: u16) -> u16 {
        let heights: Vec<u16> = self.slots.iter().map(Slot::rows).chain([2]).collect();
        let end: u16 = heights.iter().take(self.at + 1).sum();
        let mut above = 0;
        for rows in heights.iter().take(self.at) {
            if end - above <= height {
                break;
            }
            above += rows;
        }
        above
    }

    /// One field with its label and message; the area of its value and the caret in it.
    fn view_slot(
        &self,
        scene: &Scene<'_>,
        at: usize,
        slot: &Slot,
        row: Rect,
        label: u16,
        buffer: &mut Buffer,
    ) -> (Rect, Caret) {
        let focused = at == self.at;
        let (name, rest) = split_left(row, label);
        let (sign, name) = split_left(name, 2);
        if focused {
            scene.line(buffer, sign, scene.look.glyphs().pointer, Meaning::Text);
        }
        scene.line(buffer, name, slot.field.label, Meaning::Label);
        let (value, beside) = split_left(rest, slot.field.width.min(rest.width));
        let meaning = if focused { Meaning::InputFocus } else { Meaning::Input };
        let caret = view_value(scene, slot, value, meaning, focused, buffer);
        let (_, beside) = split_left(split_top(beside, 1).0, 2);
        match &slot.checked {
            Checked::Fine if focused || !slot.field.needed || !slot.value().is_empty() => {}
            Checked::Fine => {
                scene.line(buffer, beside, "needed", Meaning::Muted);
            }
            Checked::Note(words) => {
                scene.line(buffer, beside, words, Meaning::Info);
            }
            Checked::Wrong(words) => {
                let sign = format!("{} {words}", scene.look.glyphs().alert);
                scene.line(buffer, beside, &sign, Meaning::Error);
            }
        }
        (value, caret)
    }

    /// The save line, one row below the last field; the caret if it has the keys.
    fn view_save(&self, scene: &Scene<'_>, area: Rect, label: u16, buffer: &mut Buffer) -> Option<Caret> {
        let (_, area) = split_top(area, 1);
        let (row, _) = split_top(area, 1);
        let (sign, button) = split_left(row, label);
        let focused = self.at >= self.slots.len();
        if row.is_empty() {
            return None;
        }
        let words = format!("[ {} ]", self.save_words);
        if focused {
            scene.line(buffer, sign, scene.look.glyphs().pointer, Meaning::Text);
            scene.styled_line(buffer, button, &words, scene.style(Meaning::Selected));
        } else {
            scene.line(buffer, button, &words, Meaning::Text);
        }
        focused.then_some(Position::new(button.x, button.y))
    }

    /// The whole message of the field with the keys, or its help.
    fn view_foot(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(slot) = self.slots.get(self.at) else { return };
        match &slot.checked {
            Checked::Wrong(words) => scene.paragraph(buffer, area, words, Meaning::Error),
            Checked::Note(words) => scene.paragraph(buffer, area, words, Meaning::Info),
            Checked::Fine => scene.paragraph(buffer, area, slot.field.help, Meaning::Muted),
        };
    }
}

fn view_value(
    scene: &Scene<'_>,
    slot: &Slot,
    area: Rect,
    meaning: Meaning,
    focused: bool,
    buffer: &mut Buffer,
) -> Caret {
    match &slot.content {
        Content::Text(field) => field.view(scene, area, buffer, meaning),
        Content::Choice(chosen, _) => {
            let title = chosen.and_then(|at| slot.field.options.get(at)).map_or("", |option| &option.title);
            buffer.set_style(area, scene.style(meaning));
            let [_, _, left, right] = scene.look.glyphs().arrows;
            let shown = if focused { format!("{left} {title} {right}") } else { title.to_owned() };
            scene.line(buffer, area, &shown, meaning);
            Position::new(area.x, area.y)
        }
        Content::Many(on, at) => {
            let mut caret = Position::new(area.x, area.y);
            for (place, ((option, on), row)) in slot.field.options.iter().zip(on).zip(area.rows()).enumerate()
            {
                let sign = if *on { "[x]" } else { "[ ]" };
                let here = focused && place == *at;
                let meaning = if here { Meaning::InputFocus } else { Meaning::Text };
                scene.line(buffer, row, &format!("{sign} {}", option.title), meaning);
                if here {
                    caret = Position::new(row.x + 1, row.y);
                }
            }
            caret
        }
    }
}

/// The matches of a choice while it is searched, below its field or above where there is no room.
fn view_drop(scene: &Scene<'_>, slot: &Slot, field: Rect, body: Rect, buffer: &mut Buffer) -> Option<Caret> {
    let Content::Choice(_, Some(picker)) = &slot.content else { return None };
    let rows = (picker.n_found() as u16).clamp(1, DROP);
    let below = body.bottom().saturating_sub(field.bottom());
    let y = if below >= rows { field.bottom() } else { field.y.saturating_sub(rows).max(body.y) };
    let area = Rect { y, height: rows, ..field };
    scene.clear(field, buffer);
    scene.line(buffer, field, &picker.typed(), Meaning::InputFocus);
    scene.clear(area, buffer);
    picker.view_matches(scene, area, buffer);
    let end = (width(&picker.typed()) as u16).min(field.width.saturating_sub(1));
    Some(Position::new(field.x + end, field.y))
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
