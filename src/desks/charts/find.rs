//! Words found in all documents of a chart, while they are typed.

use super::text::Text;
use crate::{
    chart::{DocumentHit, SearchDocuments},
    domain::{
        ids::{DocumentId, PatientId},
        role::Permission::ReadCharts,
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Cell, Column, Enabled, Feed, Focus, Heading, Lines, List, Mode, Outbox, Pane, Scene, Tables,
        TextField, TextInput, Timer, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// What the search offers.
pub const COMMANDS: &[Command] = &[
    Command::new("find.read", &["<enter>"], "Read the document at the first hit", ReadCharts).hint(1, "read"),
    Command::new("find.down", &["<down>", "<tab>"], "Next document", ReadCharts).hint(2, "next"),
    Command::new("find.up", &["<up>", "<s-tab>"], "Previous document", ReadCharts),
    Command::new("find.page-down", &["<pgdn>"], "Page down", ReadCharts),
    Command::new("find.page-up", &["<pgup>"], "Page up", ReadCharts),
    Command::new("find.leave", &["<esc>"], "Leave the search", ReadCharts).hint(3, "leave"),
];

/// Documents shown at most: who finds more adds a word.
const LIMIT: i64 = 100;

const COLUMNS: &[Column<DocumentHit>] = &[
    Column::new("Title", |hit: &DocumentHit, _| Cell::text(&hit.line.title)).width(14, 26),
    Column::new("Written", |hit: &DocumentHit, words| {
        Cell::text(hit.line.written.map(|at| words.day(at.day())).unwrap_or_default())
    })
    .width(10, 10),
    Column::new("Hits", |hit: &DocumentHit, _| Cell::text(hit.hits.to_string())).width(4, 4).right(),
    Column::new("Found", |hit: &DocumentHit, _| Cell::text(&hit.excerpt)).width(20, 90),
];

/// What to type, while nothing is typed.
const HOW: &str = "Type words, or a phrase in quotes. Each word may be the beginning of one.";
/// What to do when nothing is found.
const NOTHING: &str = "No document of this chart holds all these words. Try fewer letters or fewer words.";

/// The search.
pub struct Find {
    patient: PatientId,
    line: TextField,
    hits: Feed<SearchDocuments>,
    list: List<DocumentHit, DocumentId>,
}

impl Find {
    /// An empty search line.
    pub fn new(patient: PatientId) -> Self {
        let list = List::new(COLUMNS, |hit: &DocumentHit| hit.line.document);
        Self { patient, line: TextField::new(Lines::One, ""), hits: Feed::new(), list: list.empty(HOW) }
    }

    fn search(&mut self, out: &mut Outbox<'_>) {
        self.hits.ask(SearchDocuments { patient: self.patient, text: self.line.text(), limit: LIMIT }, out);
    }
}

impl Pane for Find {
    fn heading(&self) -> Heading {
        let more = self.list.rows().len() as i64 >= LIMIT;
        let note = if more { "more are there: add a word" } else { "" };
        Heading::new("Find in documents").count(self.list.count()).note(note).note(self.hits.note())
    }

    fn commands(&self) -> Tables {
        vec![COMMANDS]
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        Enabled::when(
            id.0 != "find.read" || self.list.chosen().is_some(),
            "No document is chosen: type a word.",
        )
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn place(&mut self, area: Rect) {
        self.list.place(split_top(area, 2).1);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let listed = match id.0 {
            "find.down" => "list.down",
            "find.up" => "list.up",
            "find.page-down" => "list.page-down",
            "find.page-up" => "list.page-up",
            "find.leave" => return out.close(),
            _ => {
                if let Some(hit) = self.list.chosen() {
                    out.show(Text::with_hits(self.patient, hit.line.document, self.line.text()));
                }
                return;
            }
        };
        self.list.perform(CommandId(listed), out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        if self.line.write(&input) {
            self.search(out);
        }
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.hits.accept(answer)
            && let Some(rows) = self.hits.take()
        {
            self.list.say_when_empty(if self.line.text().trim().is_empty() { HOW } else { NOTHING });
            self.list.fill(rows, out.words());
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.hits.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.hits.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, list) = split_top(area, 2);
        let buffer = frame.buffer_mut();
        let row = Rect { height: 1.min(top.height), ..top };
        let used = scene.line(buffer, row, "Find: ", Meaning::Label);
        let field = Rect { x: row.x + used, width: row.width - used.min(row.width), ..row };
        let caret = self.line.view(scene, field, buffer, Meaning::InputFocus);
        self.list.view(&scene.focused(Focus::Elsewhere), &self.hits.freshness(), list, buffer);
        caret
    }
}
