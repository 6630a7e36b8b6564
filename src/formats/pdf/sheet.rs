//! Blocks onto pages: marks with their places, before anything is drawn.

use super::{
    face::Face,
    flow::{Block, Side, Table, lines, plain_lines},
};
use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization as _;

/// Points of running text.
const TEXT: f32 = 10.5;
/// Points of a heading.
const HEADING: f32 = 13.0;
/// Points of plain text: 80 letters fit between the margins.
const PLAIN: f32 = 9.0;
/// Points of cells, header and foot.
const SMALL: f32 = 9.0;
/// A line's height against its letters'.
const LEADING: f32 = 1.35;
/// Points left free at each edge: an inch.
const MARGIN: f32 = 72.0;
/// Points between two columns of a table.
const GAP: f32 = 8.0;
/// Points that an item of a list is set in.
const INDENT: f32 = 14.0;

/// The size of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 8.5 by 11 inches.
    #[default]
    Letter,
    /// 210 by 297 mm.
    A4,
}

impl Paper {
    /// Width and height in points.
    pub fn points(self) -> (f32, f32) {
        match self {
            Self::Letter => (612.0, 792.0),
            Self::A4 => (595.28, 841.89),
        }
    }
}

/// What is to be printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Title in the file's own data.
    pub title: String,
    /// Who made it, in the file's own data: the hospital.
    pub author: String,
    /// When it was made; part of the file.
    pub made_at: DateTime<Utc>,
    /// Page size.
    pub paper: Paper,
    /// Small words at the top of each page, at the right; may be empty. A stamp such as "Copy for …" stands here.
    pub header: String,
    /// Small words at the foot of each page, at the left; "Page 1 of 2" stands at the right.
    pub footer: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A text at its place; `y` is the base line, counted from the top.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Text { x: f32, y: f32, face: Face, size: f32, text: String },
    Line { x: f32, y: f32, to: f32 },
}

/// The pages of a sheet.
pub(super) fn lay_out(sheet: &Sheet) -> Vec<Vec<Mark>> {
    let (width, height) = sheet.paper.points();
    let mut desk = Desk { width, height, pages: vec![Vec::new()], y: MARGIN };
    let mut blocks = sheet.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        let follows = blocks.peek().is_some_and(|next| !matches!(next, Block::NewPage | Block::Space(_)));
        desk.block(block, follows);
    }
    let mut pages = desk.pages;
    // A page break at the end would leave an empty page.
    if pages.len() > 1 && pages.last().is_some_and(Vec::is_empty) {
        pages.pop();
    }
    let n_pages = pages.len();
    for (page, number) in pages.iter_mut().zip(1..) {
        stamp(sheet, page, number, n_pages);
    }
    pages
}

/// Header and foot of a page.
fn stamp(sheet: &Sheet, page: &mut Vec<Mark>, number: usize, n_pages: usize) {
    let (width, height) = sheet.paper.points();
    let mut small = |text: &str, y: f32, side: Side| {
        let text = composed(text);
        let x = match side {
            Side::Left => MARGIN,
            Side::Right => width - MARGIN - Face::Sans.width(&text) * SMALL,
        };
        page.push(Mark::Text { x, y, face: Face::Sans, size: SMALL, text });
    };
    if !sheet.header.is_empty() {
        small(&sheet.header, MARGIN / 2.0, Side::Right);
    }
    if !sheet.footer.is_empty() {
        small(&sheet.footer, height - MARGIN / 2.0, Side::Left);
    }
    small(&format!("Page {number} of {n_pages}"), height - MARGIN / 2.0, Side::Right);
}

struct Desk {
    width: f32,
    height: f32,
    pages: Vec<Vec<Mark>>,
    /// Top of the next line.
    y: f32,
}

impl Desk {
    fn block(&mut self, block: &Block, follows: bool) {
        let room = self.width - 2.0 * MARGIN;
        match block {
            Block::Heading(text) => {
                let wrapped = lines(&composed(text), Face::Bold, HEADING, room);
                let below = if follows { 3.0 * TEXT * LEADING } else { 0.0 };
                self.keep(wrapped.len() as f32 * HEADING * LEADING + below);
                self.text(&wrapped, MARGIN, Face::Bold, HEADING);
                self.y += TEXT * 0.3;
            }
            Block::Paragraph(text) => {
                let wrapped = lines(&composed(text), Face::Sans, TEXT, room);
                // Two lines at least stand together at either end of a page.
                self.keep(wrapped.len().min(2) as f32 * TEXT * LEADING);
                self.text(&wrapped, MARGIN, Face::Sans, TEXT);
                self.y += TEXT * LEADING * 0.5;
            }
            Block::Item(text) => {
                let wrapped = lines(&composed(text), Face::Sans, TEXT, room - INDENT);
                self.keep(wrapped.len().min(2) as f32 * TEXT * LEADING);
                self.mark(MARGIN, TEXT, Face::Sans, "–".into());
                self.text(&wrapped, MARGIN + INDENT, Face::Sans, TEXT);
                self.y += TEXT * LEADING * 0.15;
            }
            Block::Plain(text) => {
                let wrapped = plain_lines(&composed(text), PLAIN, room);
                self.text(&wrapped, MARGIN, Face::Mono, PLAIN);
                self.y += PLAIN * LEADING * 0.5;
            }
            Block::Table(table) => self.table(table, room),
            // Space at the top of a page is none.
            Block::Space(n_lines) if self.y > MARGIN => self.y += n_lines * TEXT * LEADING,
            Block::Space(_) => {}
            Block::Rule => {
                self.keep(TEXT);
                let (y, to) = (self.y + TEXT * 0.4, self.width - MARGIN);
                self.put(Mark::Line { x: MARGIN, y, to });
                self.y += TEXT * LEADING;
            }
            Block::NewPage => self.turn(),
        }
    }

    fn table(&mut self, table: &Table, room: f32) {
        let all: f32 = table.columns.iter().map(|column| column.share.max(0.1)).sum();
        let free = room - GAP * table.columns.len().saturating_sub(1) as f32;
        let mut x = MARGIN;
        let places: Vec<(f32, f32, Side)> = table
            .columns
            .iter()
            .map(|column| {
                let (at, wide) = (x, free * column.share.max(0.1) / all);
                x += wide + GAP;
                (at, wide, column.side)
            })
            .collect();
        let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
        self.keep(4.0 * SMALL * LEADING);
        self.table_head(&titles, &places);
        for cells in &table.rows {
            let wrapped = cells_of(cells, &places, Face::Sans);
            let tall = height_of(&wrapped);
            if self.y + tall > self.height - MARGIN && self.y > MARGIN {
                self.turn();
                self.table_head(&titles, &places);
            }
            self.row(&wrapped, &places, Face::Sans);
            self.y += SMALL * 0.35;
        }
        self.y += TEXT * LEADING * 0.5;
    }

    fn table_head(&mut self, titles: &[String], places: &[(f32, f32, Side)]) {
        self.row(&cells_of(titles, places, Face::Bold), places, Face::Bold);
        let (y, to) = (self.y + 1.0, self.width - MARGIN);
        self.put(Mark::Line { x: MARGIN, y, to });
        self.y += SMALL * 0.5;
    }

    fn row(&mut self, wrapped: &[Vec<String>], places: &[(f32, f32, Side)], face: Face) {
        let top = self.y;
        let mut lowest = top;
        for (cell, (x, wide, side)) in wrapped.iter().zip(places) {
            self.y = top;
            for line in cell {
                self.keep(SMALL * LEADING);
                let at = match side {
                    Side::Left => *x,
                    Side::Right => x + wide - face.width(line) * SMALL,
                };
                self.mark(at, SMALL, face, line.clone());
                self.y += SMALL * LEADING;
            }
            lowest = lowest.max(self.y);
        }
        self.y = lowest;
    }

    fn text(&mut self, wrapped: &[String], x: f32, face: Face, size: f32) {
        for line in wrapped {
            self.keep(size * LEADING);
            self.mark(x, size, face, line.clone());
            self.y += size * LEADING;
        }
    }

    fn mark(&mut self, x: f32, size: f32, face: Face, text: String) {
        if !text.is_empty() {
            let y = self.y + size;
            self.put(Mark::Text { x, y, face, size, text });
        }
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Turns the page unless so many points are left on it.
    fn keep(&mut self, points: f32) {
        if self.y + points > self.height - MARGIN && self.y > MARGIN {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }
}

fn cells_of(cells: &[String], places: &[(f32, f32, Side)], face: Face) -> Vec<Vec<String>> {
    let wrap =
        |(cell, (_, wide, _)): (&String, &(f32, f32, Side))| lines(&composed(cell), face, SMALL, *wide);
    cells.iter().zip(places).map(wrap).collect()
}

fn height_of(wrapped: &[Vec<String>]) -> f32 {
    wrapped.iter().map(Vec::len).max().unwrap_or(0) as f32 * SMALL * LEADING
}

/// Letters with their marks as one; what has no picture is left out.
fn composed(text: &str) -> String {
    text.nfc().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::TableColumn, *};

    fn sheet(blocks: Vec<Block>) -> Sheet {
        Sheet {
            title: "Test".into(),
            author: "Test Hospital".into(),
            made_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            paper: Paper::Letter,
            header: String::new(),
            footer: "Test Hospital".into(),
            blocks,
        }
    }

    fn texts(page: &[Mark]) -> Vec<&str> {
        page.iter()
            .filter_map(|mark| match mark {
                Mark::Text { text, .. } => Some(text.as_str()),
                Mark::Line { .. } => None,
            })
            .collect()
    }

    #[test]
    fn a_table_repeats_its_heading_on_each_page() {
        let columns = vec![TableColumn::new("Document", 3.0), TableColumn::new("Days", 1.0).right()];
        let rows = (0..120).map(|row| vec![format!("Note {row}"), row.to_string()]).collect();
        let pages =
            lay_out(&sheet(vec![Block::Heading("Owed".into()), Block::Table(Table { columns, rows })]));
        assert!(pages.len() >= 2);
        assert!(pages.iter().all(|page| texts(page).contains(&"Document")));
        let rows: usize =
            pages.iter().map(|page| texts(page).iter().filter(|t| t.starts_with("Note")).count()).sum();
        assert_eq!(rows, 120);
        assert!(texts(&pages[1]).contains(&format!("Page 2 of {}", pages.len()).as_str()));
    }

    #[test]
    fn nothing_stands_outside_the_margins_and_no_heading_ends_a_page() {
        for n_lines in 30..60 {
            let text = vec!["line"; n_lines].join("\n");
            let blocks = vec![
                Block::Paragraph(text),
                Block::Heading("Heading".into()),
                Block::Paragraph("after".into()),
            ];
            let pages = lay_out(&sheet(blocks));
            for page in &pages {
                let body = page.iter().filter_map(|mark| match mark {
                    Mark::Text { y, size, .. } if *size > SMALL => Some(*y),
                    _ => None,
                });
                assert!(body.clone().all(|y| (MARGIN..=792.0 - MARGIN).contains(&y)));
            }
            let with = |text| pages.iter().position(|page| texts(page).contains(&text));
            assert_eq!(with("Heading"), with("after"), "{n_lines}");
        }
    }

    #[test]
    fn marks_are_composed() {
        let pages = lay_out(&sheet(vec![Block::Paragraph("Nu\u{301}n\u{303}ez\u{7}".into())]));
        assert_eq!(texts(&pages[0])[0], "Núñez");
    }
}
