//! A template filled: blocks of a letter, its text, its PDF.

use super::{
    kinds::Kind,
    template::{Parsed, Part, Piece},
};
use crate::formats::pdf::{self, Block, Fault, Made, Paper, Sheet, Table};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr as _;

/// Columns of a letter as text.
const COLUMNS: usize = 76;

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    texts: BTreeMap<String, String>,
    tables: BTreeMap<String, Table>,
}

impl Values {
    /// No values yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a text.
    #[must_use]
    pub fn text(mut self, field: &str, text: impl Into<String>) -> Self {
        self.texts.insert(field.to_owned(), text.into());
        self
    }

    /// With a table.
    #[must_use]
    pub fn table(mut self, field: &str, table: Table) -> Self {
        self.tables.insert(field.to_owned(), table);
        self
    }

    /// Adds those of another; its own come first.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        for (field, text) in other.texts {
            self.texts.entry(field).or_insert(text);
        }
        for (field, table) in other.tables {
            self.tables.entry(field).or_insert(table);
        }
        self
    }

    /// A value for every field of a kind: its name in brackets. For looking at a template.
    pub fn samples(kind: &Kind) -> Self {
        let mut values =
            kind.all_fields().fold(Self::new(), |all, (field, _)| all.text(field, format!("[{field}]")));
        for (field, _) in kind.tables {
            let columns = ["Record", "Encounter", "What is owed", "Days"];
            let columns = columns.map(|title| pdf::TableColumn::new(title, 1.0)).to_vec();
            let rows = vec![vec!["[mrn]".into(), "[visit]".into(), "[what]".into(), "[days]".into()]];
            values = values.table(field, Table { columns, rows });
        }
        values
    }

    fn get(&self, field: &str) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }
}

/// A letter without its paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// The subject.
    pub subject: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// Fills a template. Lines and paragraphs of which nothing is left are left out.
pub fn compose(parsed: &Parsed, values: &Values) -> Composed {
    let mut blocks = Vec::new();
    for part in &parsed.parts {
        match part {
            Part::Heading(pieces) => blocks.push(Block::Heading(filled(pieces, values))),
            Part::Paragraph(pieces) => blocks.extend(shown(pieces, values).map(Block::Paragraph)),
            Part::Item(pieces) => blocks.extend(shown(pieces, values).map(Block::Item)),
            Part::Lines(lines) => {
                let lines: Vec<String> = lines.iter().filter_map(|pieces| shown(pieces, values)).collect();
                if !lines.is_empty() {
                    blocks.push(Block::Paragraph(lines.join("\n")));
                    blocks.push(Block::Space(0.8));
                }
            }
            Part::Table(field) => {
                if let Some(table) = values.tables.get(field).filter(|table| !table.rows.is_empty()) {
                    blocks.push(Block::Table(table.clone()));
                }
            }
            Part::Rule => blocks.push(Block::Rule),
        }
    }
    Composed { subject: filled(&parsed.subject, values), blocks }
}

/// The letter as a PDF of the hospital.
pub fn print(composed: &Composed, hospital: &str, at: DateTime<Utc>) -> Result<Made, Fault> {
    pdf::render(&Sheet {
        title: composed.subject.clone(),
        author: hospital.to_owned(),
        made_at: at,
        paper: Paper::Letter,
        header: String::new(),
        footer: hospital.to_owned(),
        blocks: composed.blocks.clone(),
    })
}

/// The letter as text of 76 columns.
pub fn as_text(composed: &Composed) -> String {
    let mut text = String::new();
    for block in &composed.blocks {
        match block {
            Block::Heading(words) => {
                text.push_str(words);
                text.push('\n');
                text.extend(std::iter::repeat_n('-', words.width().min(COLUMNS)));
                text.push('\n');
            }
            Block::Paragraph(words) => push_wrapped(&mut text, words, ""),
            Block::Item(words) => push_wrapped(&mut text, words, "- "),
            Block::Plain(words) => {
                text.push_str(words);
                text.push('\n');
            }
            Block::Table(table) => push_table(&mut text, table),
            Block::Rule => {
                text.extend(std::iter::repeat_n('-', COLUMNS));
                text.push('\n');
            }
            Block::Space(_) | Block::NewPage => continue,
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn filled(pieces: &[Piece], values: &Values) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Field(field) => values.get(field).trim().to_owned(),
    };
    pieces.iter().map(piece).collect()
}

/// The filled text, unless it has fields and all of them are empty.
fn shown(pieces: &[Piece], values: &Values) -> Option<String> {
    let mut fields = pieces.iter().filter_map(|piece| match piece {
        Piece::Field(field) => Some(values.get(field)),
        Piece::Words(_) => None,
    });
    let bare = fields.clone().next().is_some() && fields.all(|text| text.trim().is_empty());
    (!bare).then(|| filled(pieces, values))
}

/// Words broken at the columns of a letter; lines behind the first are set in below a bullet.
fn push_wrapped(text: &mut String, words: &str, bullet: &str) {
    for (line, at) in words.split('\n').zip(0..) {
        let mut used = 0;
        let indent = if at == 0 { bullet.to_owned() } else { " ".repeat(bullet.len()) };
        text.push_str(&indent);
        for word in line.split_whitespace() {
            let wide = word.width();
            if used > 0 && bullet.len() + used + 1 + wide > COLUMNS {
                text.push('\n');
                text.push_str(&" ".repeat(bullet.len()));
                used = 0;
            }
            if used > 0 {
                text.push(' ');
                used += 1;
            }
            text.push_str(word);
            used += wide;
        }
        text.push('\n');
    }
}

/// Columns as wide as their longest cell; the widest gives way, its cells go on below.
fn push_table(text: &mut String, table: &Table) {
    let longest = |at: usize| {
        let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
        let title = table.columns.get(at).map_or(0, |column| column.title.width());
        cells.chain([title]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..table.columns.len()).map(longest).collect();
    let gaps = widths.len().saturating_sub(1) * 2;
    while widths.iter().sum::<usize>() + gaps > COLUMNS {
        let Some(widest) = widths.iter_mut().max() else { return };
        if *widest <= 8 {
            break;
        }
        *widest -= 1;
    }
    let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
    push_row(text, &titles, &widths, table);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    push_row(text, &rule, &widths, table);
    for row in &table.rows {
        push_row(text, row, &widths, table);
    }
}

fn push_row(text: &mut String, cells: &[String], widths: &[usize], table: &Table) {
    let mut wrapped: Vec<Vec<String>> = Vec::new();
    for (cell, width) in cells.iter().zip(widths) {
        let mut lines = vec![String::new()];
        for word in cell.split_whitespace() {
            let Some(last) = lines.last_mut() else { break };
            if !last.is_empty() && last.width() + 1 + word.width() > *width {
                lines.push(word.to_owned());
            } else {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
        }
        wrapped.push(lines);
    }
    let n_lines = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..n_lines {
        let mut row = String::new();
        for ((cell, width), column) in wrapped.iter().zip(widths).zip(&table.columns) {
            let words = cell.get(line).map_or("", String::as_str);
            let blanks = " ".repeat(width.saturating_sub(words.width()));
            match column.side {
                pdf::Side::Left => row.extend([words, &blanks, "  "]),
                pdf::Side::Right => row.extend([&blanks, words, "  "]),
            }
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{kind, parse},
        *,
    };

    fn letter() -> Composed {
        let kind = kind("warning").unwrap();
        let parsed = parse(kind, "warning", kind.shipped).unwrap();
        let columns = vec![
            pdf::TableColumn::new("Record", 1.0),
            pdf::TableColumn::new("What is owed", 3.0),
            pdf::TableColumn::new("Days", 1.0).right(),
        ];
        let owed = |mrn: &str, what: &str, days: &str| vec![mrn.to_owned(), what.to_owned(), days.to_owned()];
        let rows = vec![
            owed("100234", "Discharge summary", "41"),
            owed(
                "100871",
                "Operative report of a procedure whose name is long enough to need a second line",
                "8",
            ),
        ];
        let values = Values::new()
            .text("hospital", "Test Hospital")
            .text("recipient", "Mary Lee, MD")
            .text("recipient_address", "12 Main Street\nHolyoke, MA 01040")
            .text("salutation", "Dr. Lee")
            .text("today", "11/22/2026")
            .text("count", "2")
            .text("oldest_days", "41")
            .text("due", "12/06/2026")
            .text("contact_phone", "(413) 555-0142")
            .text("sender", "Ann Smith")
            .text("department", "Medical Records")
            .table("items", Table { columns, rows });
        compose(&parsed, &values)
    }

    #[test]
    fn a_letter_as_text() {
        insta::with_settings!({prepend_module_to_snapshot => false, snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots")}, {
            insta::assert_snapshot!("letter_warning", as_text(&letter()));
        });
    }

    #[test]
    fn lines_without_anything_are_left_out_and_no_line_is_too_long() {
        let text = as_text(&letter());
        assert!(
            text.starts_with(
                "Test Hospital\nMedical Records\n\nMary Lee, MD\n12 Main Street\nHolyoke, MA 01040\n\n11/22/2026"
            ),
            "{text}"
        );
        assert!(text.lines().all(|line| line.width() <= COLUMNS));
        assert!(!text.contains('{'));
    }

    #[test]
    fn a_letter_is_one_page() {
        let at = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(print(&letter(), "Test Hospital", at).unwrap().n_pages, 1);
    }
}
