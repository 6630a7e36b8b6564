//! How a chart under review is drawn: banner, stay, lines on the left, document or reason on the right.

use super::{
    lines::Line,
    review::{Asked, Face, Review},
};
use crate::{
    domain::time::When,
    kit::{Caret, Cell, Column, Focus, Scene, banner, split_top},
    look::Meaning,
};
use ratatui::{Frame, layout::Rect};

/// Rows for the stay, below the banner.
pub const HEAD_ROWS: u16 = 2;

/// Columns of the checklist.
pub(super) const CHECK_COLUMNS: &[Column<Asked>] = &[
    Column::new("Answer", |asked: &Asked, _| match asked.answer {
        Some(true) => Cell::meaning("in order", Meaning::Ok),
        Some(false) => Cell::meaning("not in order", Meaning::Late),
        None => Cell::meaning("not looked at", Meaning::Muted),
    })
    .width(13, 13),
    Column::new("Question (42 CFR 482.24)", |asked: &Asked, _| Cell::text(&asked.words)).width(24, 64),
];

impl Review {
    /// Draws the pane.
    pub(super) fn draw(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, buffer);
        let (head, _) = split_top(rest, HEAD_ROWS);
        if let Some(Some(chart)) = self.chart.rows() {
            let words = scene.words;
            let when = |at: Option<When>| at.map(|at| words.when(at)).unwrap_or_default();
            let left = if chart.discharge.is_some() {
                format!("to {} {}", when(chart.discharge), chart.disposition)
            } else {
                "in house".to_owned()
            };
            let (first, second) = split_top(head, 1);
            scene.line(buffer, first, &format!("{} {left}", when(chart.admit)), Meaning::Text);
            let open = chart.deficiencies.iter().filter(|one| one.state.is_open()).count();
            let said = if chart.reviewed_by.is_empty() {
                String::new()
            } else {
                format!("; reviewed by {}", chart.reviewed_by)
            };
            let attending =
                if chart.attending.is_empty() { "attending not named" } else { chart.attending.as_str() };
            scene.line(buffer, second, &format!("{attending}; {open} open{said}"), Meaning::Muted);
        }
        let (left, right) = self.parts();
        let mut caret = Caret::new(area.x, area.y);
        if let Some(left) = left {
            let has_keys = if self.face == Face::Text { Focus::Elsewhere } else { Focus::Here };
            let scene = scene.focused(has_keys);
            let drawn = match self.face {
                Face::Check => self.check.view(&scene, &self.chart.freshness(), left, buffer),
                _ => self.lines.view(&scene, &self.chart.freshness(), left, buffer),
            };
            if has_keys == Focus::Here {
                caret = drawn;
            }
        }
        if let Some(right) = right {
            let has_keys = if self.face == Face::Text { Focus::Here } else { Focus::Elsewhere };
            let scene = scene.focused(has_keys);
            let drawn = if self.shown.is_some() {
                self.reader.view(&scene, right, buffer)
            } else {
                let reason = self.lines.chosen().map_or("", |line| match line {
                    Line::Lack(one) => one.reason.as_str(),
                    Line::NotYet(needed) => needed.reason.as_str(),
                    Line::Paper(..) => "",
                });
                scene.paragraph(buffer, right, reason, Meaning::Muted);
                Caret::new(right.x, right.y)
            };
            if has_keys == Focus::Here {
                caret = drawn;
            }
        }
        caret
    }
}
