//! The look-up: one line to type in, the patients that it finds below, particulars of the chosen one.
//!
//! A clerk types at once, so letters are text from the start; the arrows choose a row meanwhile. Tab or Esc leaves the line
//! for the list, where letters are keys. Enter opens the chart of the chosen row, or of the first one that comes when the
//! answer is still on its way: a row of an older answer is never opened in its place.

use super::{
    finish::Finishing,
    particulars,
    queries::{Particulars, ParticularsOf},
    rows::{COLUMNS, Row},
};
use crate::{
    domain::{
        ids::PatientId,
        link::Link,
        role::Permission::{EditDemographics, FileDocuments, FindPatients, ReadCharts, Register},
        topics::Topics,
    },
    keys::{Command, CommandId},
    kit::{
        Caret, Effect, Enabled, Feed, Focus, Heading, Lines, List, Mode, Notice, Outbox, Pane, Scene,
        Sending, Tables, TextField, TextInput, Timer, split_bottom, split_left, split_top,
    },
    look::Meaning,
    registry::{Found, FoundPatient, Keep, KeepOnMyList, Lookup, MyPatients, RecentPatients},
    store::lanes::Answer,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};
use std::time::Duration;

/// Keys while the line is typed in.
pub const LINE: &[Command] = &[
    OPEN,
    Command::new("patients.to-list", &["<tab>"], "To the list, where letters are keys", FindPatients)
        .group("Look up")
        .hint(2, "list"),
    Command::new("patients.wipe", &["<esc>"], "Empty the line; when it is empty, to the list", FindPatients)
        .group("Look up")
        .hint(5, "empty"),
    Command::new("patients.down", &["<down>"], "Choose the next patient", FindPatients)
        .group("Look up")
        .hint(3, "choose"),
    Command::new("patients.up", &["<up>"], "Choose the patient above", FindPatients).group("Look up"),
    Command::new("patients.page-down", &["<pgdn>"], "A page down", FindPatients).group("Look up"),
    Command::new("patients.page-up", &["<pgup>"], "A page up", FindPatients).group("Look up"),
    Command::new("patients.register", &["<c-n>"], "Register a patient", Register)
        .group("Patient")
        .hint(4, "register"),
];

/// Keys in the list.
pub const LIST: &[Command] = &[
    OPEN,
    Command::new("patients.to-line", &["/", "i", "<tab>"], "Type in the look-up line", FindPatients)
        .group("Look up")
        .hint(2, "type"),
    Command::new("patients.keep", &["m"], "Keep on my list, or take off", FindPatients)
        .group("Patient")
        .hint(4, "my list")
        .undoable(),
    Command::new("patients.register", &["a", "<c-n>"], "Register a patient", Register)
        .group("Patient")
        .hint(3, "register"),
    Command::new("patients.edit", &["e"], "Change demographics", EditDemographics)
        .group("Patient")
        .hint(5, "change"),
    Command::new("patients.encounter", &["v"], "Open an encounter", Register)
        .group("Patient")
        .hint(6, "visit"),
    Command::new("patients.document", &["d"], "Add a text document", FileDocuments)
        .group("Patient")
        .hint(7, "document"),
    Command::new("patients.flags", &["f"], "Flags of the chart", FindPatients)
        .group("Patient")
        .hint(8, "flags"),
];

/// One more key in the list while something stands in the line.
pub const TYPED: &[Command] =
    &[Command::new("patients.clear", &["<esc>"], "Empty the line", FindPatients).group("Look up")];

const OPEN: Command = Command::new("patients.open", &["<enter>"], "Open the chart", ReadCharts)
    .group("Patient")
    .hint(1, "open");

/// From here on the particulars stand beside the list.
const WIDE: u16 = 110;
/// Columns of the particulars beside the list.
const BESIDE: u16 = 38;
/// Rows for the line and what is said of it.
const HEAD: u16 = 2;
/// Rows of the lists before anything is typed.
const OWN_ROWS: usize = 50;

/// How long the choice rests before its particulars are asked for: a held key passes rows by without a question for each.
const REST: Duration = Duration::from_millis(120);
/// Marks the timer of that rest among the timers of feeds, which count up from one.
const RESTING: u64 = u64::MAX;

/// Where the keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Letters are text.
    Line,
    /// Letters are keys.
    List,
}

/// What the rows in the list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// The own list and recent patients.
    Own,
    /// All that were found.
    All,
    /// The best of more.
    Best,
}

/// The look-up.
pub struct LookUp {
    line: TextField,
    part: Part,
    /// The line was used: what is typed next takes its place.
    used: bool,
    /// The arrows have left the first row since something was typed.
    moved: bool,
    found: Feed<Lookup>,
    mine: Feed<MyPatients>,
    recent: Feed<RecentPatients>,
    list: List<Row, PatientId>,
    shown: Shown,
    /// What was typed is not answered yet.
    waiting: bool,
    /// Enter was pressed before the answer came.
    enter: bool,
    particulars: Feed<ParticularsOf>,
    /// The choice moved so many times; its particulars are asked for once it rests.
    moves: u64,
    resting: bool,
    finishing: Finishing,
    keeping: Sending<KeepOnMyList>,
}

impl LookUp {
    /// An empty line above the own list and recent patients.
    pub fn new() -> Self {
        Self {
            line: TextField::new(Lines::One, ""),
            part: Part::Line,
            used: false,
            moved: false,
            found: Feed::new(),
            mine: Feed::new(),
            recent: Feed::new(),
            list: List::new(COLUMNS, Row::patient).empty(""),
            shown: Shown::Own,
            waiting: false,
            enter: false,
            particulars: Feed::new(),
            moves: 0,
            resting: false,
            finishing: Finishing::default(),
            keeping: Sending::new(),
        }
    }

    fn typed(&self) -> String {
        self.line.text().trim().to_owned()
    }

    fn chosen(&self) -> Option<PatientId> {
        self.list.chosen().map(Row::patient)
    }

    /// The line has changed: ask, or show the own lists when nothing is left of it.
    fn line_changed(&mut self, out: &mut Outbox<'_>) {
        (self.moved, self.enter) = (false, false);
        let typed = self.typed();
        if typed.is_empty() {
            self.found.forget();
            self.waiting = false;
            self.finishing.emptied(out);
            self.show_own(out);
            self.choose_first();
        } else {
            self.waiting = true;
            self.found.ask(Lookup::new(typed), out);
        }
    }

    fn is_mine(&self, patient: PatientId) -> bool {
        self.mine.rows().is_some_and(|mine| mine.iter().any(|row| row.patient == patient))
    }

    /// The own list, then the recent patients that are not on it.
    fn show_own(&mut self, out: &mut Outbox<'_>) {
        let none: &[FoundPatient] = &[];
        let mine = self.mine.rows().map_or(none, Vec::as_slice);
        let recent = self.recent.rows().map_or(none, Vec::as_slice);
        let on_list = |patient| mine.iter().any(|row| row.patient == patient);
        let rows = mine.iter().chain(recent.iter().filter(|row| !on_list(row.patient)));
        let rows = rows.map(|found| Row { found: found.clone(), mine: on_list(found.patient) }).collect();
        self.shown = Shown::Own;
        self.list.fill(rows, out.words());
    }

    fn show_found(&mut self, found: Found, out: &mut Outbox<'_>) {
        self.shown = if found.more { Shown::Best } else { Shown::All };
        let count = found.rows.len();
        let mark = |found: FoundPatient| Row { mine: self.is_mine(found.patient), found };
        let rows = found.rows.into_iter().map(mark).collect();
        self.list.fill(rows, out.words());
        // After typing the best row is meant; when others change data, the row that was looked at.
        if self.waiting && !self.moved {
            self.choose_first();
        }
        self.finishing.answered(&self.typed(), count, out);
        self.waiting = false;
        if std::mem::take(&mut self.enter) {
            self.open_chosen(out);
        }
    }

    fn choose_first(&mut self) {
        let first = self.list.shown().next().map(Row::patient);
        if let Some(first) = first {
            self.list.choose(&first);
        }
    }

    fn open_chosen(&mut self, out: &mut Outbox<'_>) {
        if self.waiting {
            self.enter = true;
            return;
        }
        match self.chosen() {
            Some(patient) => self.leave_for(Link::Patient(patient), out),
            None => out.tell(Notice::info("Nobody to open: type a name, a number or a birth date.")),
        }
    }

    /// Goes to another place with what was found.
    fn leave_for(&mut self, link: Link, out: &mut Outbox<'_>) {
        self.finishing.finish(out);
        self.used = true;
        out.go(link);
    }

    fn link(&mut self, link: fn(PatientId) -> Link, out: &mut Outbox<'_>) {
        if let Some(patient) = self.chosen() {
            self.leave_for(link(patient), out);
        }
    }

    fn register(&mut self, out: &mut Outbox<'_>) {
        let typed = self.typed();
        self.leave_for(Link::Register(typed), out);
    }

    fn keep(&mut self, out: &mut Outbox<'_>) {
        let Some(patient) = self.chosen() else { return };
        let keep = if self.is_mine(patient) { Keep::Off } else { Keep::On };
        self.keeping.send(KeepOnMyList { patient, keep }, out);
    }

    fn clear(&mut self, out: &mut Outbox<'_>) {
        self.line.set("");
        self.part = Part::Line;
        self.used = false;
        self.line_changed(out);
    }

    fn step(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let first = self.list.shown().next().map(Row::patient);
        if id.0 == "list.up" && self.part == Part::List && self.chosen() == first {
            self.part = Part::Line;
            return;
        }
        self.list.perform(id, out);
        self.moved = self.part == Part::Line && self.chosen() != first;
    }

    /// The particulars follow the choice as soon as it rests.
    fn follow_when_it_rests(&mut self, before: Option<PatientId>, out: &mut Outbox<'_>) {
        if self.chosen() == before {
            return self.follow(out);
        }
        self.moves += 1;
        self.resting = true;
        out.push(Effect::After(REST, Timer { owner: RESTING, round: self.moves }));
    }

    /// The particulars follow the choice.
    fn follow(&mut self, out: &mut Outbox<'_>) {
        if self.resting {
            return;
        }
        match self.chosen() {
            Some(patient) if self.particulars.question() != Some(&ParticularsOf(patient)) => {
                self.particulars.ask(ParticularsOf(patient), out);
            }
            Some(_) => {}
            None => self.particulars.forget(),
        }
    }

    /// What is said below the line.
    fn status(&self) -> String {
        let n_rows = self.list.rows().len();
        match (self.shown, n_rows) {
            (Shown::Own, 0) => {
                "Type a name, a birth date, a record number, a phone number, a city or a ZIP.".into()
            }
            (Shown::Own, _) => "My list and the patients opened last. Type to find others.".into(),
            (_, 0) => "Nobody is found. Try fewer letters, another name, the birth date or a number.".into(),
            (Shown::Best, _) => format!("The {n_rows} best; there are more: type on to narrow."),
            (Shown::All, 1) => "One patient.".into(),
            (Shown::All, _) => format!("{n_rows} patients, the best first."),
        }
    }

    fn view_line(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) -> Caret {
        let (row, status) = split_top(area, 1);
        let taken = scene.line(buffer, row, "Look up: ", Meaning::Label);
        let (_, line) = split_left(row, taken);
        let meaning = match (self.part, self.used) {
            (Part::Line, true) => Meaning::SelectedUnfocused,
            (Part::Line, false) => Meaning::InputFocus,
            (Part::List, _) => Meaning::Input,
        };
        let caret = self.line.view(scene, line, buffer, meaning);
        scene.line(buffer, status, &self.status(), Meaning::Muted);
        caret
    }

    /// The list at the left or on top, the particulars beside or below it.
    fn halves(area: Rect) -> (Rect, Rect) {
        let (_, body) = split_top(area, HEAD);
        if area.width >= WIDE {
            let (left, right) = split_left(body, area.width - BESIDE - 2);
            return (left, split_left(right, 2).1);
        }
        split_bottom(body, particulars::FOOT)
    }
}

impl Pane for LookUp {
    fn heading(&self) -> Heading {
        let note = if self.typed().is_empty() { self.recent.note() } else { self.found.note() };
        Heading::new("Patients").count(self.list.count()).note(self.list.order_note()).note(note)
    }

    fn commands(&self) -> Tables {
        match self.part {
            Part::Line => vec![LINE],
            Part::List if self.typed().is_empty() => self.list.commands(LIST),
            Part::List => [vec![TYPED], self.list.commands(LIST)].concat(),
        }
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        match id.0 {
            "patients.keep" | "patients.edit" | "patients.encounter" | "patients.document"
            | "patients.flags" => Enabled::when(self.chosen().is_some(), "No patient is chosen."),
            "list.filter" => Enabled::No("The look-up line finds more than this list holds: type in it."),
            _ => Enabled::Yes,
        }
    }

    fn mode(&self) -> Mode {
        match self.part {
            Part::Line => Mode::Text,
            Part::List => Mode::Command,
        }
    }

    fn place(&mut self, area: Rect) {
        self.list.place(Self::halves(area).0);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.mine.ask(MyPatients { limit: OWN_ROWS }, out);
        self.recent.ask(RecentPatients { limit: OWN_ROWS }, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let before = self.chosen();
        if id.0 != "patients.open" {
            self.enter = false;
        }
        match id.0 {
            "patients.open" => self.open_chosen(out),
            "patients.to-list" => self.part = Part::List,
            "patients.wipe" if self.line.is_empty() => self.part = Part::List,
            "patients.to-line" => self.part = Part::Line,
            "patients.down" => self.step(CommandId("list.down"), out),
            "patients.up" => self.step(CommandId("list.up"), out),
            "patients.page-down" => self.step(CommandId("list.page-down"), out),
            "patients.page-up" => self.step(CommandId("list.page-up"), out),
            "patients.wipe" | "patients.clear" => self.clear(out),
            "patients.keep" => self.keep(out),
            "patients.register" => self.register(out),
            "patients.edit" => self.link(Link::EditPatient, out),
            "patients.encounter" => self.link(Link::OpenEncounter, out),
            "patients.document" => self.link(Link::AddDocument, out),
            "patients.flags" => self.link(Link::Flags, out),
            _ => self.step(id, out),
        }
        self.follow_when_it_rests(before, out);
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        let begins_anew = std::mem::take(&mut self.used) && !matches!(input, TextInput::Edit(_));
        if begins_anew {
            self.line.set("");
            self.finishing.emptied(out);
        }
        let before = self.typed();
        self.line.write(&input);
        // Blanks at the end ask nothing new, so that an Enter after them does not wait.
        if self.typed() != before || begins_anew {
            self.line_changed(out);
        }
        self.moved = false;
        self.follow(out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        let mine = self.mine.accept(answer);
        if self.typed().is_empty() {
            if mine | self.recent.accept(answer) {
                self.show_own(out);
            }
        } else if (mine | self.recent.accept(answer)) && !self.waiting {
            // The rows on the screen get or lose the mark of the own list.
            self.found.again(out);
        }
        if self.found.accept(answer) {
            if let Some(found) = self.found.take() {
                self.show_found(found, out);
            } else {
                (self.waiting, self.enter) = (false, false);
            }
        }
        self.particulars.accept(answer);
        self.finishing.receive(answer, out);
        match self.keeping.accept(answer) {
            Some(Ok(())) => self.mine.again(out),
            Some(Err(refusal)) => out.tell(Notice::from(&refusal)),
            None => {}
        }
        self.follow(out);
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.mine.refresh(changed, out);
        self.recent.refresh(changed, out);
        self.found.refresh(changed, out);
        self.particulars.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, out: &mut Outbox<'_>) {
        self.mine.due(timer);
        self.recent.due(timer);
        self.found.due(timer);
        self.particulars.due(timer);
        self.finishing.due(timer, out);
        if (timer.owner, timer.round) == (RESTING, self.moves) {
            self.resting = false;
            self.follow(out);
        }
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let caret = self.view_line(scene, split_top(area, HEAD).0, buffer);
        let (list, known) = Self::halves(area);
        let freshness =
            if self.typed().is_empty() { self.recent.freshness() } else { self.found.freshness() };
        let in_line = self.part == Part::Line && !self.moved;
        let focus = if in_line { Focus::Elsewhere } else { scene.focus };
        let row_caret = self.list.view(&scene.focused(focus), &freshness, list, buffer);
        if let Some(row) = self.list.chosen() {
            // While the choice moves, particulars that happen to be known would come and go with each key.
            let known_of = |known: &&Particulars| !self.resting && known.patient == row.patient();
            let rows = self.particulars.rows().filter(known_of);
            if area.width >= WIDE {
                particulars::view_beside(scene, known, buffer, row, rows);
            } else {
                particulars::view_below(scene, known, buffer, row, rows);
            }
        }
        if in_line { caret } else { row_caret }
    }
}
