//! A reader for long texts: word wrap, pages, sections, search with all hits marked.
//!
//! It holds the text of one document at a time. Lines are broken once per width and only those in view are drawn, so a
//! document of a megabyte reads like a short one.

use super::{
    Outbox, Scene, Tables,
    pane::{Caret, Handled, Mode, TextInput},
    scene::{split_bottom, split_left},
    text_area::{Lines, TextField},
};
use crate::{
    chart::hits_in,
    domain::role::Permission::SignedIn,
    keys::{Command, CommandId},
    look::{GlyphSet, Line, Meaning, harmless_text, width, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};
use std::ops::Range;

/// Keys of every reader.
pub const COMMANDS: &[Command] = &[
    Command::new("reader.down", &["j", "<down>"], "Down", SignedIn).group("Read"),
    Command::new("reader.up", &["k", "<up>"], "Up", SignedIn).group("Read"),
    Command::new("reader.page-down", &["<pgdn>", "<space>", "<c-f>"], "Page down", SignedIn).group("Read"),
    Command::new("reader.page-up", &["<pgup>", "<c-b>"], "Page up", SignedIn).group("Read"),
    Command::new("reader.half-down", &["<c-d>"], "Half a page down", SignedIn).group("Read"),
    Command::new("reader.half-up", &["<c-u>"], "Half a page up", SignedIn).group("Read"),
    Command::new("reader.first", &["gg", "<home>"], "Beginning", SignedIn).group("Read"),
    Command::new("reader.last", &["G", "<end>"], "End", SignedIn).group("Read"),
    Command::new("reader.section", &["}"], "Next section", SignedIn).group("Read").hint(21, "section"),
    Command::new("reader.section-back", &["{"], "Previous section", SignedIn).group("Read"),
    Command::new("reader.search", &["/"], "Search in the text", SignedIn).group("Read").hint(20, "search"),
    Command::new("reader.next", &["n"], "Next hit", SignedIn).group("Read"),
    Command::new("reader.previous", &["N"], "Previous hit", SignedIn).group("Read"),
];

/// One more key while hits are marked: Esc takes the marks away before it leaves the text.
pub const MARKED: &[Command] =
    &[Command::new("reader.unmark", &["<esc>"], "Take the marks away", SignedIn).group("Read")];

/// Keys while the search line is typed.
pub const SEARCHING: &[Command] = &[
    Command::new("search.keep", &["<enter>"], "Go to the hit", SignedIn)
        .group("Search")
        .hint(1, "go to the hit"),
    Command::new("search.stop", &["<esc>"], "Leave the search", SignedIn).group("Search").hint(2, "leave"),
];

/// A text with a window on it.
pub struct Reader {
    text: String,
    lines: Vec<Line>,
    sections: Vec<usize>,
    width: u16,
    height: u16,
    top: usize,
    search: Option<Search>,
}

/// What is looked for, and where it was found.
struct Search {
    line: TextField,
    typing: bool,
    hits: Vec<Range<usize>>,
    at: usize,
}

impl Reader {
    /// A reader at the beginning of a text; what could act on the terminal is made visible.
    pub fn new(text: &str) -> Self {
        let text = harmless_text(text, GlyphSet::Ascii).into_owned();
        let sections = sections(&text);
        let mut reader =
            Self { text, lines: Vec::new(), sections, width: 80, height: 20, top: 0, search: None };
        reader.wrap();
        reader
    }

    /// A reader of a record of a machine: no sections, and these places marked, the first of them in view. `text` is harmless
    /// already, so that the places stay where they are.
    pub fn marked(text: String, marks: Vec<Range<usize>>) -> Self {
        let line = TextField::new(Lines::One, "");
        let search = (!marks.is_empty()).then_some(Search { line, typing: false, hits: marks, at: 0 });
        let mut reader =
            Self { text, lines: Vec::new(), sections: Vec::new(), width: 80, height: 20, top: 0, search };
        reader.wrap();
        reader.show_hit();
        reader
    }

    /// The text as it is shown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Marks words from elsewhere (a search across documents) and goes to the first hit.
    pub fn search_for(&mut self, words: &str) {
        let line = TextField::new(Lines::One, words);
        self.search = Some(Search { line, typing: false, hits: hits_in(&self.text, words), at: 0 });
        self.show_hit();
    }

    /// Marks one place: where it was if the words still stand there, else where they stand now.
    pub fn point_at(&mut self, place: Range<usize>, quote: &str) {
        let stands = self.text.get(place.clone()).is_some_and(|words| words == quote);
        let place = if stands { Some(place) } else { self.text.find(quote).map(|at| at..at + quote.len()) };
        let line = TextField::new(Lines::One, quote);
        let hits = place.filter(|place| !place.is_empty()).into_iter().collect();
        self.search = Some(Search { line, typing: false, hits, at: 0 });
        self.show_hit();
    }

    /// The present mark, in bytes of [`Reader::text`].
    pub fn mark(&self) -> Option<Range<usize>> {
        self.search.as_ref().and_then(|search| search.hits.get(search.at)).cloned()
    }

    /// How far one has read, in words for the heading: "12%", "hit 2/7".
    pub fn place_note(&self) -> String {
        let percent = match self.lines.len().saturating_sub(usize::from(self.height)) {
            0 => 100,
            most => self.top.min(most) * 100 / most,
        };
        match &self.search {
            Some(search) if !search.hits.is_empty() => {
                format!("hit {}/{}, {percent}%", search.at + 1, search.hits.len())
            }
            Some(search) if !search.line.is_empty() => format!("no hit, {percent}%"),
            _ => format!("{percent}%"),
        }
    }

    /// Letters are text while the search is typed.
    pub fn mode(&self) -> Mode {
        if self.search.as_ref().is_some_and(|search| search.typing) { Mode::Text } else { Mode::Command }
    }

    /// The tables that hold now: the pane's own and the reader's, or those of the search line.
    pub fn commands(&self, own: &'static [Command]) -> Tables {
        match &self.search {
            Some(search) if search.typing => vec![SEARCHING],
            Some(_) => vec![own, MARKED, COMMANDS],
            None => vec![own, COMMANDS],
        }
    }

    /// The area in which it will be drawn. The text that was on top stays on top.
    pub fn place(&mut self, area: Rect) {
        let first = self.lines.get(self.top).map_or(0, |line| line.range.start);
        self.height = area.height;
        if self.width != area.width {
            self.width = area.width;
            self.wrap();
            self.top = self.line_of(first);
        }
        self.go(self.top);
    }

    /// Goes to the present mark, if it is out of view.
    pub fn show_mark(&mut self) {
        self.show_hit();
    }

    /// Carries a command of the reader's tables out.
    pub fn perform(&mut self, id: CommandId, out: &Outbox<'_>) -> Handled {
        let times = out.times();
        let page = usize::from(self.height.max(2) - 1).saturating_mul(times);
        let half = usize::from(self.height / 2).max(1).saturating_mul(times);
        match id.0 {
            "reader.down" => self.go(self.top.saturating_add(times)),
            "reader.up" => self.go(self.top.saturating_sub(times)),
            "reader.page-down" => self.go(self.top.saturating_add(page)),
            "reader.page-up" => self.go(self.top.saturating_sub(page)),
            "reader.half-down" => self.go(self.top.saturating_add(half)),
            "reader.half-up" => self.go(self.top.saturating_sub(half)),
            "reader.first" => self.go(0),
            "reader.last" => self.go(usize::MAX),
            "reader.section" => self.next_section(times),
            "reader.section-back" => self.previous_section(times),
            "reader.search" => {
                let line = TextField::new(Lines::One, "");
                self.search = Some(Search { line, typing: true, hits: Vec::new(), at: 0 });
            }
            "reader.next" => self.step_hit(times as isize),
            "reader.previous" => self.step_hit(-(times as isize)),
            "reader.unmark" | "search.stop" => self.search = None,
            "search.keep" => self.keep_search(),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    /// Typed text of the search line: hits are marked while one types.
    pub fn write(&mut self, input: &TextInput) {
        let Some(search) = self.search.as_mut().filter(|search| search.typing) else { return };
        if !search.line.write(input) {
            return;
        }
        search.hits = hits_in(&self.text, &search.line.text());
        let from = self.lines.get(self.top).map_or(0, |line| line.range.start);
        search.at = search.hits.iter().position(|hit| hit.start >= from).unwrap_or(0);
        self.show_hit();
    }

    fn wrap(&mut self) {
        self.lines = wrap(&self.text, usize::from(self.width.max(1)));
    }

    fn go(&mut self, top: usize) {
        self.top = top.min(self.lines.len().saturating_sub(usize::from(self.height)));
    }

    /// The line on which a byte of the text stands.
    fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.range.start <= byte).saturating_sub(1)
    }

    fn next_section(&mut self, times: usize) {
        for _ in 0..times.min(self.sections.len()) {
            let lines = self.sections.iter().map(|start| self.line_of(*start));
            if let Some(line) = lines.into_iter().find(|line| *line > self.top) {
                self.go(line);
            }
        }
    }

    fn previous_section(&mut self, times: usize) {
        for _ in 0..times.min(self.sections.len()) {
            let lines = self.sections.iter().rev().map(|start| self.line_of(*start));
            let before = lines.into_iter().find(|line| *line < self.top);
            self.go(before.unwrap_or(0));
        }
    }

    fn keep_search(&mut self) {
        match &mut self.search {
            Some(search) if !search.line.is_empty() => search.typing = false,
            _ => self.search = None,
        }
    }

    fn step_hit(&mut self, step: isize) {
        if let Some(search) = &mut self.search
            && !search.hits.is_empty()
        {
            let n_hits = search.hits.len() as isize;
            search.at = (search.at as isize + step).rem_euclid(n_hits) as usize;
            self.show_hit();
        }
    }

    /// Brings the present hit into view, a third from the top if it is not.
    fn show_hit(&mut self) {
        let hit = self.search.as_ref().and_then(|search| search.hits.get(search.at));
        if let Some(start) = hit.map(|hit| hit.start) {
            let line = self.line_of(start);
            if line < self.top || line >= self.top + usize::from(self.height) {
                self.go(line.saturating_sub(usize::from(self.height / 3)));
            }
        }
    }

    /// Draws the lines in view; the caret stands on the hit, else at the first line.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let typing = self.search.as_ref().filter(|search| search.typing);
        let (body, foot) = split_bottom(area, u16::from(typing.is_some()));
        let mut caret = Position::new(body.x, body.y);
        for (line, row) in self.lines.iter().skip(self.top).zip(body.rows()) {
            let (_, row) = split_left(row, line.indent);
            let text = line.text(&self.text);
            let is_heading = line.first && self.sections.binary_search(&line.range.start).is_ok();
            let meaning = if is_heading { Meaning::Heading } else { Meaning::Text };
            scene.line(buffer, row, text, meaning);
            if let Some(at) = self.view_hits(scene, line, row, buffer) {
                caret = at;
            }
        }
        let Some(search) = typing else { return caret };
        let taken = scene.line(buffer, foot, "Search: ", Meaning::Label);
        search.line.view(scene, split_left(foot, taken).1, buffer, Meaning::InputFocus)
    }

    /// Marks the hits of one line; where the present one stands, if it is among them.
    fn view_hits(&self, scene: &Scene<'_>, line: &Line, row: Rect, buffer: &mut Buffer) -> Option<Caret> {
        let search = self.search.as_ref()?;
        let first = search.hits.partition_point(|hit| hit.end <= line.range.start);
        let mut caret = None;
        for (at, hit) in search.hits.iter().enumerate().skip(first) {
            if hit.start >= line.range.end {
                break;
            }
            let columns = |from: usize, to: usize| self.text.get(from..to).map_or(0, width) as u16;
            let start = hit.start.max(line.range.start);
            let before = columns(line.range.start, start);
            let wide = columns(start, hit.end.min(line.range.end));
            let marked = Rect { x: row.x + before, width: wide, ..row }.intersection(row);
            buffer.set_style(marked, scene.style(Meaning::Match));
            if at == search.at {
                buffer.set_style(marked, scene.style(Meaning::Selected));
                // A hit can begin where the row has ended: a mark that the letter before it has no room for.
                caret = Some(Position::new(marked.x.min(row.right().saturating_sub(1)), marked.y));
            }
        }
        caret
    }
}

/// Where sections begin: lines of their own that are short and end with a colon, or are written in capitals.
fn sections(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let title = line.trim_end();
        let letters = title.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = letters >= 4 && !title.chars().any(char::is_lowercase);
        let begins_line = title.chars().next().is_some_and(char::is_alphanumeric);
        let short = title.len() <= 60;
        if begins_line && short && (capitals || (title.ends_with(':') && letters >= 3)) {
            starts.push(start);
        }
        start += line.len() + 1;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kit::testing::{outbox, scene, screen},
        look::Look,
    };
    use proptest::prelude::*;

    const NOTE: &str = "DISCHARGE SUMMARY\n\nHospital course:\nThe patient came with chest pain. Pain went away after rest.\n\
        \nPLAN\n- Return if the pain returns.\n- José will call.\n";

    fn reader(columns: u16, rows: u16) -> Reader {
        let mut reader = Reader::new(NOTE);
        reader.place(Rect::new(0, 0, columns, rows));
        reader
    }

    fn press(reader: &mut Reader, id: &'static str) {
        assert!(reader.perform(CommandId(id), &outbox()).is_yes(), "{id}");
    }

    fn first_line(reader: &Reader) -> &str {
        reader.lines[reader.top].text(&reader.text)
    }

    #[test]
    fn sections_are_found_and_gone_to() {
        let mut reader = reader(40, 3);
        press(&mut reader, "reader.section");
        assert_eq!(first_line(&reader), "Hospital course:");
        press(&mut reader, "reader.section");
        assert_eq!(first_line(&reader), "PLAN");
        press(&mut reader, "reader.section-back");
        assert_eq!(first_line(&reader), "Hospital course:");
        press(&mut reader, "reader.last");
        assert_eq!(reader.place_note(), "100%");
    }

    #[test]
    fn hits_are_found_without_accents_and_gone_to() {
        let mut reader = reader(30, 4);
        press(&mut reader, "reader.search");
        reader.write(&TextInput::Paste("pain".into()));
        assert!(reader.place_note().starts_with("hit 1/3"));
        press(&mut reader, "search.keep");
        assert_eq!(reader.mode(), Mode::Command);
        press(&mut reader, "reader.next");
        press(&mut reader, "reader.next");
        assert!(reader.place_note().starts_with("hit 3/3"));
        press(&mut reader, "reader.next");
        assert!(reader.place_note().starts_with("hit 1/3"));
        reader.search_for("jose");
        assert!(reader.place_note().starts_with("hit 1/1"));
        press(&mut reader, "reader.unmark");
        assert!(!reader.place_note().contains("hit"));
    }

    #[test]
    fn another_width_keeps_the_place() {
        let mut reader = reader(20, 3);
        press(&mut reader, "reader.section");
        reader.place(Rect::new(0, 0, 31, 3));
        assert_eq!(first_line(&reader), "Hospital course:");
    }

    #[test]
    fn what_is_drawn() {
        let look = Look::plain();
        let mut reader = reader(32, 7);
        reader.search_for("pain");
        let text = screen(32, 7, |buffer, area| reader.view(&scene(&look), area, buffer));
        insta::assert_snapshot!(text, @r"
        DISCHARGE SUMMARY

        Hospital course:
        The patient came with chest
        pain. Pain went away after rest.

        PLAN
        ");
    }

    proptest! {
        #[test]
        fn any_text_in_any_window_can_be_drawn(text in "(\\PC|\n){0,200}", query in "\\PC{0,6}", columns in 1_u16..40, rows in 1_u16..9) {
            let look = Look::plain();
            let mut reader = Reader::new(&text);
            reader.place(Rect::new(0, 0, columns, rows));
            reader.search_for(&query);
            for id in ["reader.next", "reader.section", "reader.page-down", "reader.previous", "reader.section-back"] {
                press(&mut reader, id);
                screen(columns, rows, |buffer, area| reader.view(&scene(&look), area, buffer));
            }
        }
    }
}
