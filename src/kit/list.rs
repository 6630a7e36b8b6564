//! A list of rows: selection, counts, pages, filter, order and marks. Every list of the program is one of these.
//!
//! The chosen row is remembered by its key, not by its place: when rows change under it, the selection stays on the same
//! patient. Filter and order stay too. Rows are kept until better ones come; a list is never blanked while it is asked again.
//! The list asks nothing itself: its pane hands it the rows that a feed received.

use super::{
    Outbox, Tables,
    columns::Column,
    filter::Filter,
    pane::{Edit, Handled, Mode, TextInput},
    words::Words,
};
use crate::{
    domain::role::Permission::SignedIn,
    keys::{Command, CommandId},
};
use ratatui::layout::{Position, Rect};

/// Keys of every list.
pub const COMMANDS: &[Command] = &[
    Command::new("list.down", &["j", "<down>"], "Down", SignedIn).group("Move"),
    Command::new("list.up", &["k", "<up>"], "Up", SignedIn).group("Move"),
    Command::new("list.page-down", &["<pgdn>", "<c-f>"], "Page down", SignedIn).group("Move"),
    Command::new("list.page-up", &["<pgup>", "<c-b>"], "Page up", SignedIn).group("Move"),
    Command::new("list.half-down", &["<c-d>"], "Half a page down", SignedIn).group("Move"),
    Command::new("list.half-up", &["<c-u>"], "Half a page up", SignedIn).group("Move"),
    Command::new("list.first", &["gg", "<home>"], "First row, or the row of a number", SignedIn)
        .group("Move"),
    Command::new("list.last", &["G", "<end>"], "Last row, or the row of a number", SignedIn).group("Move"),
    Command::new("list.filter", &["/"], "Filter the rows", SignedIn).group("List").hint(20, "filter"),
    Command::new("list.sort", &["s"], "Sort by the next column", SignedIn).group("List").hint(21, "sort"),
    Command::new("list.turn", &["S"], "Turn the order round", SignedIn).group("List"),
];

/// One more key while a filter narrows the list: Esc takes it away before it leaves the list.
pub const FILTERED: &[Command] =
    &[Command::new("list.all", &["<esc>"], "Show all rows again", SignedIn).group("List")];

/// Keys while the filter is typed.
pub const FILTERING: &[Command] = &[
    Command::new("filter.keep", &["<enter>", "<tab>"], "Keep the filter", SignedIn)
        .group("Filter")
        .hint(1, "keep"),
    Command::new("filter.clear", &["<esc>"], "Show all rows again", SignedIn)
        .group("Filter")
        .hint(2, "all rows"),
    Command::new("filter.down", &["<down>"], "Down", SignedIn).group("Filter"),
    Command::new("filter.up", &["<up>"], "Up", SignedIn).group("Filter"),
];

/// Keys of lists whose rows can be marked, for work on many at once.
pub const MARKING: &[Command] = &[
    Command::new("list.mark", &["<space>"], "Mark the row and go on", SignedIn)
        .group("List")
        .hint(22, "mark"),
    Command::new("list.mark-all", &["*"], "Mark all rows shown, or none", SignedIn).group("List"),
];

/// Up or down the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// Rows with a selection. `K` tells a row from all others for good: an id of the database.
pub struct List<R: 'static, K> {
    pub(super) columns: &'static [Column<R>],
    key: fn(&R) -> K,
    pub(super) rows: Vec<R>,
    /// Places in `rows` of what is shown, in the order shown.
    pub(super) shown: Vec<u32>,
    /// The chosen row's place in `shown`.
    pub(super) at: usize,
    pub(super) top: usize,
    pub(super) height: usize,
    /// Where it is drawn, with heading and filter line.
    area: Rect,
    pub(super) filter: Filter,
    pub(super) sort: Option<(usize, Direction)>,
    marks: Vec<K>,
    pub(super) empty: &'static str,
    /// Titles of columns that the user has put away.
    pub(super) hidden: Vec<String>,
}

impl<R: 'static, K: PartialEq> List<R, K> {
    /// An empty list of these columns. Rows stand in the order in which they are handed in, until the user sorts.
    pub fn new(columns: &'static [Column<R>], key: fn(&R) -> K) -> Self {
        Self {
            columns,
            key,
            rows: Vec::new(),
            shown: Vec::new(),
            at: 0,
            top: 0,
            height: 1,
            area: Rect::new(0, 0, 80, 2),
            filter: Filter::default(),
            sort: None,
            marks: Vec::new(),
            empty: "Nothing here.",
            hidden: Vec::new(),
        }
    }

    /// What to say when there are no rows, and what to do about it.
    #[must_use]
    pub fn empty(mut self, words: &'static str) -> Self {
        self.empty = words;
        self
    }

    /// Other words for when there are no rows: what was asked may say why.
    pub fn say_when_empty(&mut self, words: &'static str) {
        self.empty = words;
    }

    /// New rows. The same row stays chosen; if it is gone, its place is.
    pub fn fill(&mut self, rows: Vec<R>, words: Words) {
        let chosen = self.chosen().map(self.key);
        self.rows = rows;
        let keys: Vec<K> = self.rows.iter().map(self.key).collect();
        self.marks.retain(|mark| keys.contains(mark));
        self.arrange(words);
        self.choose_again(chosen);
    }

    /// Puts columns away by their titles; all others are shown.
    pub fn hide_columns(&mut self, titles: Vec<String>) {
        self.hidden = titles;
    }

    /// Narrows the rows to those with these words, as if they had been typed; none shows all.
    pub fn filter_by(&mut self, typed: &str, words: Words) {
        self.filter.clear();
        self.filter.write(&TextInput::Paste(typed.to_owned()));
        self.rearrange(words);
        self.measure();
    }

    /// The words of the filter as typed.
    pub fn filter_words(&self) -> String {
        self.filter.line().text()
    }

    /// Whether a filter narrows the rows.
    pub fn is_filtered(&self) -> bool {
        self.filter.is_set()
    }

    /// How many rows lie between the chosen one and the last.
    pub fn n_below(&self) -> usize {
        self.shown.len().saturating_sub(self.at + 1)
    }

    /// All rows, whether shown or not, as they were handed in.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The rows shown, in the order shown.
    pub fn shown(&self) -> impl Iterator<Item = &R> {
        self.shown.iter().filter_map(|at| self.rows.get(*at as usize))
    }

    /// The chosen row.
    pub fn chosen(&self) -> Option<&R> {
        self.row(self.at)
    }

    /// Chooses the row with a key, if it is shown.
    pub fn choose(&mut self, key: &K) -> bool {
        let found = self.shown().position(|row| (self.key)(row) == *key);
        if let Some(at) = found {
            self.go(at);
        }
        found.is_some()
    }

    /// The rows marked; the chosen one if none is.
    pub fn marked(&self) -> Vec<&R> {
        if self.marks.is_empty() {
            return self.chosen().into_iter().collect();
        }
        self.rows.iter().filter(|row| self.is_marked(row)).collect()
    }

    /// Whether a row is marked.
    pub fn is_marked(&self, row: &R) -> bool {
        self.marks.contains(&(self.key)(row))
    }

    /// How many rows are marked.
    pub fn n_marks(&self) -> usize {
        self.marks.len()
    }

    /// Takes all marks away.
    pub fn unmark(&mut self) {
        self.marks.clear();
    }

    /// Place and number for the heading: "3/14", or "3/14 of 200" while a filter narrows.
    pub fn count(&self) -> String {
        let place = if self.shown.is_empty() { 0 } else { self.at + 1 };
        let marks = match self.marks.len() {
            0 => String::new(),
            marks => format!(", {marks} marked"),
        };
        if self.filter.is_set() {
            return format!("{place}/{} of {}{marks}", self.shown.len(), self.rows.len());
        }
        format!("{place}/{}{marks}", self.shown.len())
    }

    /// Letters are text while the filter is typed.
    pub fn mode(&self) -> Mode {
        if self.filter.is_open() { Mode::Text } else { Mode::Command }
    }

    /// The tables that hold now: the desk's own and the list's, or those of the filter line.
    pub fn commands(&self, own: &'static [Command]) -> Tables {
        match (self.filter.is_open(), self.filter.is_set()) {
            (true, _) => vec![FILTERING],
            (false, true) => vec![own, FILTERED, COMMANDS],
            (false, false) => vec![own, COMMANDS],
        }
    }

    /// The tables of a list whose rows can be marked; `more` stands below its own commands.
    pub fn commands_marking(&self, own: &'static [Command], more: &[&'static [Command]]) -> Tables {
        let mut tables = self.commands(own);
        if !self.filter.is_open() {
            tables.splice(1..1, more.iter().copied().chain([MARKING]));
        }
        tables
    }

    /// The area in which it will be drawn: decides what a page is. The heading of the columns takes a row.
    pub fn place(&mut self, area: Rect) {
        self.area = area;
        self.measure();
    }

    /// Carries a command of the list's tables out.
    pub fn perform(&mut self, id: CommandId, out: &Outbox<'_>) -> Handled {
        let (words, times) = (out.words(), out.times());
        let last = self.shown.len().saturating_sub(1);
        // A number before gg and G is the row to go to.
        let numbered = out.count().map(|row| row.saturating_sub(1) as usize);
        match id.0 {
            "list.down" | "filter.down" => self.go(self.at.saturating_add(times)),
            "list.up" | "filter.up" => self.go(self.at.saturating_sub(times)),
            "list.page-down" => self.scroll_down(self.height.saturating_mul(times)),
            "list.page-up" => self.scroll_up(self.height.saturating_mul(times)),
            "list.half-down" => self.scroll_down((self.height / 2).max(1).saturating_mul(times)),
            "list.half-up" => self.scroll_up((self.height / 2).max(1).saturating_mul(times)),
            "list.first" => self.go(numbered.unwrap_or(0)),
            "list.last" => self.go(numbered.unwrap_or(last)),
            "list.filter" => {
                self.filter.edit();
                self.measure();
            }
            "filter.keep" => {
                self.filter.keep();
                self.measure();
            }
            "filter.clear" | "list.all" => self.show_all(words),
            "list.sort" => self.sort_next(words),
            "list.turn" => self.turn(words),
            "list.mark" => self.mark(times),
            "list.mark-all" => self.mark_all(),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    /// Typed text of the filter line.
    pub fn write(&mut self, input: &TextInput, out: &Outbox<'_>) {
        // An empty line and a Backspace: the filter is left as it was opened.
        if self.filter.line().is_empty() && *input == TextInput::Edit(Edit::Backspace) {
            self.show_all(out.words());
        } else if self.filter.write(input) {
            self.rearrange(out.words());
        }
    }

    /// Chooses the row at a place on the screen.
    pub fn press(&mut self, at: Position) {
        let row = usize::from(at.y.saturating_sub(self.area.y));
        // The first row of the area is the heading of the columns.
        if self.area.contains(at) && (1..=self.height).contains(&row) {
            self.go(self.top + row - 1);
        }
    }

    /// The order in words for the heading; empty while rows stand as they came.
    pub fn order_note(&self) -> String {
        match self.sort.and_then(|(at, direction)| Some((self.columns.get(at)?, direction))) {
            None => String::new(),
            Some((column, Direction::Up)) => format!("by {}", column.title().to_lowercase()),
            Some((column, Direction::Down)) => format!("by {}, last first", column.title().to_lowercase()),
        }
    }

    pub(super) fn row(&self, at: usize) -> Option<&R> {
        self.shown.get(at).and_then(|at| self.rows.get(*at as usize))
    }

    /// How many rows are in view: the filter line takes one while there is a filter.
    fn measure(&mut self) {
        let foot = u16::from(self.filter.is_open() || self.filter.is_set());
        self.height = usize::from(self.area.height.saturating_sub(1 + foot).max(1));
        self.keep_in_view();
    }

    fn go(&mut self, at: usize) {
        self.at = at.min(self.shown.len().saturating_sub(1));
        self.keep_in_view();
    }

    /// Pages move the window with the selection, so that the eye finds its row at the same height.
    fn scroll_down(&mut self, rows: usize) {
        let most = self.shown.len().saturating_sub(self.height);
        self.top = self.top.saturating_add(rows).min(most);
        self.go(self.at.saturating_add(rows));
    }

    fn scroll_up(&mut self, rows: usize) {
        self.top = self.top.saturating_sub(rows);
        self.go(self.at.saturating_sub(rows));
    }

    /// The chosen row is always in view, and the window is never empty at its end while rows are above.
    fn keep_in_view(&mut self) {
        if self.at < self.top {
            self.top = self.at;
        }
        if self.at >= self.top + self.height {
            self.top = self.at + 1 - self.height;
        }
        self.top = self.top.min(self.shown.len().saturating_sub(self.height));
    }

    fn show_all(&mut self, words: Words) {
        self.filter.clear();
        self.rearrange(words);
        self.measure();
    }

    fn sort_next(&mut self, words: Words) {
        let from = self.sort.map_or(0, |(at, _)| at + 1);
        let next = (from..).zip(self.columns.iter().skip(from)).find(|(_, column)| column.order().is_some());
        self.sort = next.map(|(at, _)| (at, Direction::Up));
        self.rearrange(words);
    }

    fn turn(&mut self, words: Words) {
        match &mut self.sort {
            Some((_, direction @ Direction::Up)) => *direction = Direction::Down,
            Some((_, direction)) => *direction = Direction::Up,
            None => return self.sort_next(words),
        }
        self.rearrange(words);
    }

    fn mark(&mut self, times: usize) {
        for _ in 0..times.min(self.shown.len()) {
            if let Some(key) = self.chosen().map(self.key) {
                match self.marks.iter().position(|mark| *mark == key) {
                    Some(at) => {
                        self.marks.swap_remove(at);
                    }
                    None => self.marks.push(key),
                }
            }
            self.go(self.at + 1);
        }
    }

    fn mark_all(&mut self) {
        let all: Vec<K> = self.shown().map(self.key).collect();
        if all.iter().all(|key| self.marks.contains(key)) {
            self.marks.retain(|mark| !all.contains(mark));
        } else {
            self.marks = all;
        }
    }

    /// Filter and order have changed: the same row stays chosen.
    fn rearrange(&mut self, words: Words) {
        let chosen = self.chosen().map(self.key);
        self.arrange(words);
        self.choose_again(chosen);
    }

    fn arrange(&mut self, words: Words) {
        let (columns, filter) = (self.columns, &self.filter);
        let matches = |row: &R| filter.matches(columns.iter().map(|column| column.cell(row, words).text));
        self.shown = (0..).zip(&self.rows).filter(|(_, row)| matches(row)).map(|(at, _)| at).collect();
        let order = self.sort.and_then(|(at, direction)| Some((columns.get(at)?.order()?, direction)));
        if let Some((order, direction)) = order {
            let rows = &self.rows;
            // Stable: rows that are equal stay in the order in which they came.
            self.shown.sort_by(|a, b| match (rows.get(*a as usize), rows.get(*b as usize), direction) {
                (Some(a), Some(b), Direction::Up) => order(a, b),
                (Some(a), Some(b), Direction::Down) => order(b, a),
                _ => std::cmp::Ordering::Equal,
            });
        }
    }

    fn choose_again(&mut self, chosen: Option<K>) {
        if !chosen.is_some_and(|key| self.choose(&key)) {
            self.go(self.at);
        }
    }
}
