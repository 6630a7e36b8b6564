//! Pages of a chart that are read, not chosen from: lines of words under headings, scrolled as one.

use crate::{
    domain::role::Permission::ReadCharts,
    keys::{Command, CommandId},
    kit::{Caret, Outbox, Scene},
    look::Meaning,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Keys of a page.
pub const COMMANDS: &[Command] = &[
    Command::new("page.down", &["j", "<down>"], "Down", ReadCharts).group("Read"),
    Command::new("page.up", &["k", "<up>"], "Up", ReadCharts).group("Read"),
    Command::new("page.next", &["<pgdn>", "<space>", "<c-f>"], "Page down", ReadCharts).group("Read"),
    Command::new("page.previous", &["<pgup>", "<c-b>"], "Page up", ReadCharts).group("Read"),
    Command::new("page.first", &["gg", "<home>"], "Beginning", ReadCharts).group("Read"),
    Command::new("page.last", &["G", "<end>"], "End", ReadCharts).group("Read"),
];

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Words over a group of lines.
    Heading(String),
    /// A name and its value.
    Pair(&'static str, String),
    /// Words with a meaning.
    Words(String, Meaning),
    /// Several columns: text and its width; the last takes the rest.
    Cells(Vec<(String, u16, Meaning)>),
    /// Nothing.
    Blank,
}

/// Lines with a window on them.
#[derive(Debug, Default)]
pub struct Page {
    lines: Vec<Line>,
    top: usize,
    height: usize,
}

impl Page {
    /// New lines; the place stays.
    pub fn fill(&mut self, lines: Vec<Line>) {
        self.lines = lines;
        self.go(self.top);
    }

    /// The area in which it will be drawn.
    pub fn place(&mut self, area: Rect) {
        self.height = usize::from(area.height);
        self.go(self.top);
    }

    /// "12%" for the heading, empty if all is in view.
    pub fn place_note(&self) -> String {
        match self.lines.len().saturating_sub(self.height) {
            0 => String::new(),
            most => format!("{}%", self.top * 100 / most),
        }
    }

    /// Carries a command of the page's table out.
    pub fn perform(&mut self, id: CommandId, out: &Outbox<'_>) {
        let page = self.height.saturating_sub(1).max(1) * out.times();
        match id.0 {
            "page.down" => self.go(self.top + out.times()),
            "page.up" => self.go(self.top.saturating_sub(out.times())),
            "page.next" => self.go(self.top + page),
            "page.previous" => self.go(self.top.saturating_sub(page)),
            "page.first" => self.go(0),
            "page.last" => self.go(usize::MAX),
            _ => {}
        }
    }

    /// Draws the lines in view; the caret stands on the first.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        for (line, row) in self.lines.iter().skip(self.top).zip(area.rows()) {
            view_line(line, scene, row, buffer);
        }
        Caret::new(area.x, area.y)
    }

    fn go(&mut self, top: usize) {
        self.top = top.min(self.lines.len().saturating_sub(self.height.max(1)));
    }
}

/// Columns that the name of a pair takes.
const NAME_WIDTH: u16 = 18;

fn view_line(line: &Line, scene: &Scene<'_>, row: Rect, buffer: &mut Buffer) {
    match line {
        Line::Blank => {}
        Line::Heading(words) => {
            scene.line(buffer, row, words, Meaning::Heading);
        }
        Line::Words(words, meaning) => {
            scene.line(buffer, inset(row, 2), words, *meaning);
        }
        Line::Pair(name, value) => {
            let row = inset(row, 2);
            scene.line(buffer, Rect { width: NAME_WIDTH.min(row.width), ..row }, name, Meaning::Label);
            scene.line(buffer, inset(row, NAME_WIDTH), value, Meaning::Text);
        }
        Line::Cells(cells) => {
            let mut rest = inset(row, 2);
            for (text, width, meaning) in cells {
                let cell = Rect { width: (*width).min(rest.width), ..rest };
                scene.line(buffer, cell, text, *meaning);
                rest = inset(rest, width + 1);
            }
        }
    }
}

fn inset(row: Rect, columns: u16) -> Rect {
    let columns = columns.min(row.width);
    Rect { x: row.x + columns, width: row.width - columns, ..row }
}
