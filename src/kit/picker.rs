//! A picker: some hundreds of things at most, one line to type in, the best match on top.
//!
//! Matching is fuzzy and goes word by word: each word typed must be found in an entry, in any order. A part of a pane, not
//! a pane: palette, choice fields and desks build it in.

use super::{
    Scene,
    pane::{Caret, Edit, TextInput},
    scene::{split_left, split_top},
    text_area::{Lines, TextField},
};
use crate::look::Meaning;
use fuzzy_matcher::{FuzzyMatcher as _, skim::SkimMatcherV2};
use ratatui::{buffer::Buffer, layout::Rect};

/// One thing to pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    /// What is shown and matched.
    pub title: String,
    /// Shown at the right and matched too, for less: key, id, code.
    pub also: String,
    /// What is picked.
    pub value: T,
}

/// A line to type in, and the entries that match it.
pub struct Picker<T> {
    entries: Vec<Entry<T>>,
    line: TextField,
    /// Places in `entries`, best first, each with the matched characters of its title.
    found: Vec<(usize, Vec<usize>)>,
    at: usize,
}

impl<T> Picker<T> {
    /// A picker with all entries in their own order.
    pub fn new(entries: Vec<Entry<T>>) -> Self {
        let mut picker = Self { entries, line: TextField::new(Lines::One, ""), found: Vec::new(), at: 0 };
        picker.rank();
        picker
    }

    /// What was typed.
    pub fn typed(&self) -> String {
        self.line.text()
    }

    /// Takes typed text. Up and Down move, everything else edits the line.
    pub fn write(&mut self, input: &TextInput) {
        match input {
            TextInput::Edit(Edit::Down) => self.step(1),
            TextInput::Edit(Edit::Up) => self.step(-1),
            TextInput::Edit(Edit::PageDown) => self.step(10),
            TextInput::Edit(Edit::PageUp) => self.step(-10),
            _ => {
                if self.line.write(input) {
                    self.rank();
                }
            }
        }
    }

    /// Moves the choice.
    pub fn step(&mut self, rows: isize) {
        self.at = self.at.saturating_add_signed(rows).min(self.found.len().saturating_sub(1));
    }

    /// The chosen entry.
    pub fn chosen(&self) -> Option<&Entry<T>> {
        self.found.get(self.at).and_then(|(at, _)| self.entries.get(*at))
    }

    /// How many entries match.
    pub fn n_found(&self) -> usize {
        self.found.len()
    }

    /// Best first; entries that match equally well stay in their own order.
    fn rank(&mut self) {
        let typed = self.line.text();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let matcher = SkimMatcherV2::default().ignore_case();
        let mut ranked: Vec<(i64, usize, Vec<usize>)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| {
                let (score, marks) = score(&matcher, entry, &words)?;
                Some((score, at, marks))
            })
            .collect();
        ranked.sort_by_key(|(score, at, _)| (std::cmp::Reverse(*score), *at));
        self.found = ranked.into_iter().map(|(_, at, marks)| (at, marks)).collect();
        self.at = 0;
    }

    /// Draws the line and the matches below it; the caret stands in the line.
    pub fn view(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let (line, rows) = split_top(area, 1);
        let caret = self.line.view(scene, line, buffer, Meaning::InputFocus);
        self.view_matches(scene, rows, buffer);
        caret
    }

    /// Draws the matches alone: for a field that shows the typed line itself.
    pub fn view_matches(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let height = usize::from(area.height).max(1);
        let top = (self.at + 1).saturating_sub(height);
        for ((place, (at, marks)), row) in self.found.iter().enumerate().skip(top).zip(area.rows()) {
            let Some(entry) = self.entries.get(*at) else { continue };
            view_entry(scene, row, buffer, entry, marks);
            if place == self.at {
                scene.line(buffer, row, scene.look.glyphs().pointer, Meaning::Text);
                buffer.set_style(row, scene.style(Meaning::Selected));
            }
        }
        if self.found.is_empty() {
            scene.line(buffer, split_left(area, 2).1, "Nothing matches.", Meaning::Muted);
        }
    }
}

fn view_entry<T>(scene: &Scene<'_>, row: Rect, buffer: &mut Buffer, entry: &Entry<T>, marks: &[usize]) {
    let (_, row) = split_left(row, 2);
    let also = (crate::look::width(&entry.also) as u16).min(row.width / 2);
    let (title, rest) = split_left(row, row.width - also);
    scene.line(buffer, rest, &entry.also, Meaning::Muted);
    scene.line(buffer, title, &entry.title, Meaning::Text);
    // Matches are marked where a character is a column; elsewhere the row itself says enough.
    if entry.title.is_ascii() {
        for mark in marks.iter().filter(|mark| **mark < usize::from(title.width)) {
            let cell = Rect { x: title.x + *mark as u16, width: 1, height: 1, ..title };
            buffer.set_style(cell, scene.style(Meaning::Match));
        }
    }
}

/// The score of an entry for all words, or none if one of them is not found. The title counts double.
fn score<T>(matcher: &SkimMatcherV2, entry: &Entry<T>, words: &[&str]) -> Option<(i64, Vec<usize>)> {
    let mut sum = 0;
    let mut marks = Vec::new();
    for word in words {
        let title = matcher.fuzzy_indices(&entry.title, word);
        let also = matcher.fuzzy_match(&entry.also, word);
        let of_title = title.as_ref().map_or(0, |(score, _)| score * 2 + opening(&entry.title, word));
        let of_also = also.map_or(0, |score| score + opening(&entry.also, word));
        if title.is_none() && also.is_none() {
            return None;
        }
        sum += of_title.max(of_also);
        if let Some((_, found)) = title.filter(|_| of_title >= of_also) {
            marks.extend(found);
        }
    }
    Some((sum, marks))
}

/// A text that begins with the word, or is it, comes before one in which it is only found.
fn opening(text: &str, word: &str) -> i64 {
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    match text.strip_prefix(&word) {
        Some("") => 400,
        Some(_) => 100,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker(typed: &str) -> Picker<u8> {
        let entries = [
            ("Patients", "gp"),
            ("Open the chart", "Enter"),
            ("Import errors", "ge"),
            ("Patient lists", "gl"),
        ];
        let entries = (0..).zip(entries).map(|(value, (title, also))| Entry {
            title: title.to_owned(),
            also: also.to_owned(),
            value,
        });
        let mut picker = Picker::new(entries.collect());
        picker.write(&TextInput::Paste(typed.to_owned()));
        picker
    }

    fn best(typed: &str) -> Option<u8> {
        picker(typed).chosen().map(|entry| entry.value)
    }

    #[test]
    fn words_are_matched_one_by_one() {
        assert_eq!(best("chart open"), Some(1));
        assert_eq!(best("patients"), Some(0));
        assert_eq!(best("pat li"), Some(3));
        assert_eq!(best("ge"), Some(2));
        assert_eq!(best("imprt"), Some(2));
        assert_eq!(best("open xyz"), None);
        assert_eq!(picker("").n_found(), 4);
    }

    #[test]
    fn the_choice_stays_inside() {
        let mut picker = picker("");
        picker.step(-1);
        assert_eq!(picker.chosen().map(|entry| entry.value), Some(0));
        picker.write(&TextInput::Edit(Edit::PageDown));
        assert_eq!(picker.chosen().map(|entry| entry.value), Some(3));
    }
}
