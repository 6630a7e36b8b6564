//! What the shell draws around and above panes: title, tabs, heading, hint bar, boxes, which-key box.

use super::{event::SHELL, layers::Tab, shell::Shell};
use crate::{
    keys::{Candidate, Chord, Command, Lookup, Opens},
    kit::{
        Caret, Enabled, Focus, Heading, Level, Mode, PaneId, Scene, Shape, centred, split_bottom, split_left,
        split_top,
    },
    look::{Meaning, Side, width},
};
use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Position, Rect},
};

/// Below this, no pane can be used: a plain message takes the screen.
const LEAST: (u16, u16) = (60, 16);
/// Rows above a pane: title, tabs, heading.
const HEAD: u16 = 3;
/// Columns between hints.
const BETWEEN: u16 = 2;

impl Shell {
    /// Draws everything; where the caret stands.
    pub fn view(&self, frame: &mut Frame<'_>) -> Caret {
        let area = frame.area();
        let scene = Scene { look: &self.look, words: self.words(), focus: Focus::Here };
        frame.buffer_mut().set_style(area, scene.style(Meaning::Text));
        if too_small(area) {
            return view_too_small(&scene, area, frame.buffer_mut());
        }
        let (head, rest) = split_top(area, HEAD);
        let (_, foot) = split_bottom(rest, 1);
        self.view_title(&scene, split_top(head, 1).0, frame.buffer_mut());
        self.view_tabs(&scene, split_top(split_top(head, 1).1, 1).0, frame.buffer_mut());
        let heading = self.trail();
        view_heading(&scene, split_bottom(head, 1).1, &heading, frame.buffer_mut());
        let mut caret = Position::new(area.x, HEAD);
        if let Some(page) = self.layers.page() {
            let focus = if self.layers.boxes.is_empty() { Focus::Here } else { Focus::Elsewhere };
            caret = page.pane.view(&scene.focused(focus), pane_area(area), frame);
        } else {
            let words = "Your roles open no desk of this program. Ask an administrator for a role that does.";
            scene.paragraph(frame.buffer_mut(), pane_area(area), words, Meaning::Text);
        }
        for layer in &self.layers.boxes {
            let inner = box_area(area, layer.pane.shape());
            view_frame(&scene, inner, &layer.pane.heading(), frame.buffer_mut());
            caret = layer.pane.view(&scene, inner, frame);
        }
        if self.typing.hints {
            self.view_which_key(&scene, split_bottom(area, 1).0, frame.buffer_mut());
        }
        self.view_foot(&scene, foot, frame.buffer_mut());
        caret
    }

    pub(super) fn is_too_small(&self) -> bool {
        too_small(self.area)
    }

    /// The area that a pane is drawn in.
    pub(super) fn area_of(&self, id: PaneId) -> Rect {
        let boxed = self.layers.boxes.iter().find(|layer| layer.id == id);
        boxed.map_or_else(|| pane_area(self.area), |layer| box_area(self.area, layer.pane.shape()))
    }

    /// Hospital and mark at the left, the user at the right.
    fn view_title(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let mark = match self.place.kind.as_str() {
            "demo" => "demonstration",
            "training" => "training",
            _ => "",
        };
        let roles: Vec<&str> = self.session.roles.iter().map(|role| role.title()).collect();
        let roles = if roles.len() > 2 { format!("{} roles", roles.len()) } else { roles.join(", ") };
        let user = format!("{} {} {roles}", self.session.full_name, scene.look.glyphs().dot);
        let (left, _) = split_left(area, area.width.saturating_sub(width(&user) as u16 + 2));
        let taken = scene.styled_line(buffer, left, &self.place.hospital, scene.style(Meaning::Title));
        let (_, rest) = split_left(left, taken + 2);
        scene.line(buffer, rest, mark, Meaning::Flag);
        let (_, right) = split_left(area, left.width + 2);
        scene.aligned(buffer, right, &user, Side::Right, scene.style(Meaning::Muted));
    }

    /// The open tab stands in brackets, so that it is known without colour.
    fn view_tabs(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        for (at, (tab, place)) in self.layers.tabs.iter().zip(self.tab_places(area)).enumerate() {
            let (words, meaning) = if at == self.layers.current {
                (format!("[{}]", tab.desk.go.title), Meaning::TabActive)
            } else {
                (format!(" {} ", tab.desk.go.title), Meaning::TabIdle)
            };
            scene.line(buffer, place, &words, meaning);
        }
    }

    /// Where the tabs stand in their row, which begins so far to the right that the current one is seen whole.
    fn tab_places(&self, row: Rect) -> impl Iterator<Item = Rect> {
        let columns = |tab: &Tab| width(tab.desk.go.title) as u16 + 2;
        let up_to_current = self.layers.tabs.iter().take(self.layers.current + 1).map(columns);
        let needed: Vec<u16> = up_to_current.collect();
        let fits = |first: &usize| {
            let shown = needed.iter().skip(*first);
            shown.map(|columns| usize::from(*columns) + 1).sum::<usize>() <= usize::from(row.width) + 1
        };
        let first = (0..self.layers.current).find(fits).unwrap_or(self.layers.current);
        self.layers.tabs.iter().enumerate().scan(row, move |rest, (at, tab)| {
            if at < first {
                return Some(Rect { width: 0, ..row });
            }
            let (place, after) = split_left(*rest, columns(tab));
            *rest = split_left(after, 1).1;
            Some(place)
        })
    }

    /// The tab at a place of the screen.
    pub(super) fn tab_at(&self, column: u16, row: u16) -> Option<usize> {
        let tabs = Rect { y: self.area.y + 1, height: 1, ..self.area };
        self.tab_places(tabs).position(|place| place.contains(Position::new(column, row)))
    }

    /// The way to the pane on the screen: "Users › Add a user".
    fn trail(&self) -> Heading {
        let Some(tab) = self.layers.tab() else { return Heading::default() };
        let mut headings: Vec<Heading> = tab.layers.iter().map(|layer| layer.pane.heading()).collect();
        let last = headings.pop().unwrap_or_default();
        let mut titles: Vec<String> = headings.into_iter().map(|heading| heading.title).collect();
        titles.push(last.title);
        let [_, _, _, right] = self.look.glyphs().arrows;
        Heading { title: titles.join(&format!(" {right} ")), ..last }
    }

    /// A notice until the next key; else what is being typed and what may be.
    fn view_foot(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        if let Some(notice) = &self.notice {
            let (sign, meaning) = match notice.level {
                Level::Done => (scene.look.glyphs().tick, Meaning::Ok),
                Level::Info => (scene.look.glyphs().bullet, Meaning::Info),
                Level::Error => (scene.look.glyphs().alert, Meaning::Error),
            };
            scene.line(buffer, area, &format!("{sign} {}", notice.text), meaning);
            return;
        }
        let typed = self.typed_words();
        let (hints, right) = split_left(area, area.width - (width(&typed) as u16).min(area.width));
        scene.line(buffer, right, &typed, Meaning::Key);
        self.view_hints(scene, hints, buffer);
    }

    /// Count and keys that are no command yet.
    fn typed_words(&self) -> String {
        let count = self.typing.count.get().map(|count| count.to_string()).unwrap_or_default();
        count + &Chord::sequence_for_people(&self.typing.typed, self.keymap.arrows())
    }

    /// What works now, from the tables: the first places of the bar in the pane's own order, `?` always.
    fn view_hints(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let top = self.layers.top();
        let tables = self.tables(top.map_or(SHELL, |layer| layer.id));
        let mode = top.map_or(Mode::Command, |layer| layer.pane.mode());
        let works = |command: &&Command| {
            let enabled = top.is_none_or(|layer| layer.pane.enabled(command.id) == Enabled::Yes);
            command.hint > 0 && self.session.may(command.needs) && enabled
        };
        let mut commands: Vec<&Command> =
            tables.iter().flat_map(|table| table.iter()).filter(works).collect();
        commands.sort_by_key(|command| command.hint);
        let mut rest = area;
        for command in commands {
            let keys = self.keymap.keys_in(command, mode);
            let needed = (width(&keys) + 1 + width(command.short)) as u16;
            if keys.is_empty() || needed > rest.width {
                continue;
            }
            let taken = scene.line(buffer, rest, &keys, Meaning::Key);
            let words = split_left(rest, taken + 1).1;
            scene.line(buffer, words, command.short, Meaning::Hint);
            rest = split_left(rest, needed + BETWEEN).1;
        }
    }

    /// The keys that may follow the ones typed, above the hint bar.
    fn view_which_key(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let candidates = self.candidates();
        let lines: Vec<(String, String)> = candidates.iter().map(|next| self.candidate_words(next)).collect();
        let keys = lines.iter().map(|(keys, _)| width(keys)).max().unwrap_or(0) as u16;
        let words = lines.iter().map(|(_, words)| width(words)).max().unwrap_or(0) as u16;
        let columns = (keys + 2 + words).min(area.width.saturating_sub(4));
        let rows = (lines.len() as u16).min(area.height.saturating_sub(2));
        let (_, bottom) = split_bottom(area, rows + 1);
        let inner =
            Rect { x: area.right().saturating_sub(columns + 2), y: bottom.y, width: columns, height: rows };
        let heading = Heading::new(Chord::sequence_for_people(&self.typing.typed, self.keymap.arrows()));
        view_frame(scene, inner, &heading, buffer);
        for ((key, words), row) in lines.iter().zip(inner.rows()) {
            scene.line(buffer, split_left(row, keys).0, key, Meaning::Key);
            scene.line(buffer, split_left(row, keys + 2).1, words, Meaning::Text);
        }
    }

    fn candidates(&self) -> Vec<Candidate> {
        let tables = self.tables(self.layers.top().map_or(SHELL, |layer| layer.id));
        match self.keymap.peek(&tables, &self.typing.typed) {
            Lookup::Prefix(candidates) => candidates,
            Lookup::Command(_) | Lookup::None => Vec::new(),
        }
    }

    fn candidate_words(&self, next: &Candidate) -> (String, String) {
        let words = match &next.opens {
            Opens::Command(_, title) => (*title).to_owned(),
            Opens::More(group, n_commands) => format!("{group} ({n_commands} more)").trim_start().to_owned(),
        };
        (next.chord.for_people(self.keymap.arrows()), words)
    }
}

fn too_small(area: Rect) -> bool {
    area.width < LEAST.0 || area.height < LEAST.1
}

/// Between heading and hint bar.
fn pane_area(area: Rect) -> Rect {
    split_bottom(split_top(area, HEAD).1, 1).0
}

/// The inside of a box; one column and one row of frame around it, and a blank column at each side.
fn box_area(area: Rect, shape: Shape) -> Rect {
    let (most_columns, most_rows) = (area.width.saturating_sub(4), area.height.saturating_sub(4));
    match shape {
        Shape::Full => pane_area(area),
        Shape::Box(columns, rows) => centred(area, columns.min(most_columns), rows.min(most_rows)),
        Shape::Top(columns, rows) => {
            let box_area = centred(area, columns.min(most_columns), rows.min(most_rows));
            Rect {
                y: area.y + HEAD.min(area.height),
                height: box_area.height.min(most_rows.saturating_sub(1)),
                ..box_area
            }
        }
    }
}

/// Clears a box and draws its frame with its heading in the upper edge.
fn view_frame(scene: &Scene<'_>, inner: Rect, heading: &Heading, buffer: &mut Buffer) {
    let outer = Rect {
        x: inner.x.saturating_sub(2),
        y: inner.y.saturating_sub(1),
        width: inner.width + 4,
        height: inner.height + 2,
    };
    let outer = outer.intersection(buffer.area);
    scene.clear(outer, buffer);
    let glyphs = scene.look.glyphs();
    let [top_left, top_right, bottom_left, bottom_right] = glyphs.corners;
    let line = glyphs.horizontal.repeat(usize::from(outer.width.saturating_sub(2)));
    let style = scene.style(Meaning::BorderFocus);
    for (row, at) in outer.rows().zip(0..) {
        let last = at + 1 == outer.height;
        let text = match (at, last) {
            (0, _) => format!("{top_left}{line}{top_right}"),
            (_, true) => format!("{bottom_left}{line}{bottom_right}"),
            _ => {
                buffer.set_string(row.right().saturating_sub(1), row.y, glyphs.vertical, style);
                glyphs.vertical.to_owned()
            }
        };
        buffer.set_stringn(row.x, row.y, text, usize::from(row.width), style);
    }
    let title = [heading.title.as_str(), &heading.count, &heading.note].map(str::trim);
    let title: Vec<&str> = title.into_iter().filter(|part| !part.is_empty()).collect();
    let (top, _) = split_top(outer, 1);
    let place = Rect { x: top.x + 2, width: top.width.saturating_sub(4), ..top };
    scene.styled_line(buffer, place, &format!(" {} ", title.join("  ")), scene.style(Meaning::Title));
}

/// The heading of a pane: title and count at the left, the note at the right. A long title loses its beginning, which
/// says where one came from, before anything else is cut.
fn view_heading(scene: &Scene<'_>, area: Rect, heading: &Heading, buffer: &mut Buffer) {
    let note = (width(&heading.note) as u16).min(area.width / 2);
    let (left, right) = split_left(area, area.width - note);
    let count = (width(&heading.count) as u16 + 2).min(left.width / 2);
    let room = usize::from(left.width - count);
    let [_, _, _, arrow] = scene.look.glyphs().arrows;
    let step = format!(" {arrow} ");
    let mut title = heading.title.as_str();
    while width(title) > room
        && let Some((_, rest)) = title.split_once(&step)
    {
        title = rest;
    }
    let taken = scene.styled_line(buffer, left, title, scene.style(Meaning::Title));
    let rest = split_left(left, taken + 2).1;
    scene.line(buffer, rest, &heading.count, Meaning::Muted);
    scene.line(buffer, right, &heading.note, Meaning::Muted);
}

fn view_too_small(scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
    let words = format!(
        "This window has {} x {} characters; chartroom needs {} x {}. Make it larger. Nothing is lost; q leaves and keeps unsaved text.",
        area.width, area.height, LEAST.0, LEAST.1
    );
    scene.paragraph(buffer, area, &words, Meaning::Text);
    Position::new(area.x, area.y)
}
