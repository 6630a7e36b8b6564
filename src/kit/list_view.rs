//! How a list is drawn: the heading of its columns, the rows in view, the filter line.

use super::{
    Freshness, Scene,
    columns::{Column, GAP, Wish, lay_out},
    list::{Direction, List},
    pane::Caret,
    scene::{split_bottom, split_left, split_top},
};
use crate::look::Meaning;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

/// Columns for the sign of the chosen row and for marks.
const MARGIN: u16 = 2;

impl<R: 'static, K: PartialEq> List<R, K> {
    /// Draws the list; the caret stands on the chosen row, or in the filter line while it is typed.
    pub fn view(
        &self,
        scene: &Scene<'_>,
        freshness: &Freshness<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) -> Caret {
        let foot = u16::from(self.filter.is_open() || self.filter.is_set());
        let (body, foot) = split_bottom(area, foot);
        let (head, mut body) = split_top(body, 1);
        let widths = self.widths(area.width);
        self.view_head(scene, head, buffer, &widths);
        if let Freshness::Failed(error) = freshness {
            let rows = scene.paragraph(buffer, split_top(body, 4).0, &error.to_string(), Meaning::Error);
            body = split_top(body, rows).1;
        }
        let mut caret = Position::new(body.x, body.y.min(area.bottom().saturating_sub(1)));
        // A message above takes rows away: the chosen one is still to be seen.
        let first = self.top.max((self.at + 1).saturating_sub(usize::from(body.height)));
        for (at, row) in (first..).zip(body.rows()) {
            let Some(shown) = self.row(at) else { break };
            self.view_row(scene, row, buffer, &widths, shown);
            if at == self.at {
                view_chosen(scene, row, buffer);
                caret = Position::new(row.x, row.y);
            }
        }
        if self.shown.is_empty() {
            self.view_empty(scene, freshness, body, buffer);
        }
        self.view_filter(scene, foot, buffer).unwrap_or(caret)
    }

    fn widths(&self, width: u16) -> Vec<Option<u16>> {
        let shown = |column: &&Column<R>| !self.hidden.iter().any(|title| title == column.title());
        let wishes: Vec<Wish> = self.columns.iter().filter(shown).map(Column::wish).collect();
        let mut widths = lay_out(&wishes, width.saturating_sub(MARGIN)).into_iter();
        self.columns
            .iter()
            .map(|column| if shown(&column) { widths.next().flatten() } else { None })
            .collect()
    }

    fn view_head(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer, widths: &[Option<u16>]) {
        let style = scene.style(Meaning::Heading);
        let [up, down] = scene.look.glyphs().sorted;
        for (column, field) in fields(self.columns, widths, area) {
            let sign = match self.sort {
                Some((sorted, Direction::Up)) if self.is_column(sorted, column) => up,
                Some((sorted, Direction::Down)) if self.is_column(sorted, column) => down,
                _ => "",
            };
            let title = if sign.is_empty() {
                column.title().to_owned()
            } else {
                format!("{} {sign}", column.title())
            };
            scene.aligned(buffer, field, &title, column.side(), style);
        }
    }

    fn is_column(&self, at: usize, column: &Column<R>) -> bool {
        self.columns.get(at).is_some_and(|sorted| std::ptr::eq(sorted, column))
    }

    fn view_row(&self, scene: &Scene<'_>, row: Rect, buffer: &mut Buffer, widths: &[Option<u16>], shown: &R) {
        if self.is_marked(shown) {
            let (_, mark) = split_left(row, 1);
            scene.line(buffer, split_left(mark, 1).0, scene.look.glyphs().tick, Meaning::Flag);
        }
        for (column, field) in fields(self.columns, widths, row) {
            let cell = column.cell(shown, scene.words);
            scene.aligned(buffer, field, cell.fitting(field.width), column.side(), scene.style(cell.meaning));
        }
    }

    fn view_empty(&self, scene: &Scene<'_>, freshness: &Freshness<'_>, area: Rect, buffer: &mut Buffer) {
        let words = match freshness {
            Freshness::Asking | Freshness::Failed(_) => return,
            _ if self.filter.is_set() => "No row has these words. Esc shows all rows.",
            _ => self.empty,
        };
        let (_, inner) = split_left(area, MARGIN);
        scene.paragraph(buffer, inner, words, Meaning::Muted);
    }

    fn view_filter(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Caret> {
        if area.is_empty() {
            return None;
        }
        let taken = scene.line(buffer, area, "Filter: ", Meaning::Label);
        let (_, line) = split_left(area, taken);
        let meaning = if self.filter.is_open() { Meaning::InputFocus } else { Meaning::Input };
        let caret = self.filter.line().view(scene, line, buffer, meaning);
        self.filter.is_open().then_some(caret)
    }
}

/// The chosen row has a sign at its beginning, and its style is laid over the finished row.
fn view_chosen(scene: &Scene<'_>, row: Rect, buffer: &mut Buffer) {
    let (sign, _) = split_left(row, 1);
    scene.line(buffer, sign, scene.look.glyphs().pointer, Meaning::Text);
    buffer.set_style(row, scene.selected());
}

/// The columns that are shown, each with its field in a row.
fn fields<'c, R>(
    columns: &'c [Column<R>],
    widths: &'c [Option<u16>],
    row: Rect,
) -> impl Iterator<Item = (&'c Column<R>, Rect)> {
    let (_, mut rest) = split_left(row, MARGIN);
    columns.iter().zip(widths).filter_map(move |(column, width)| {
        let (field, after) = split_left(rest, (*width)?);
        rest = split_left(after, GAP).1;
        Some((column, field))
    })
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
