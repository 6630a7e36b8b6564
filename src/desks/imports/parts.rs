//! The desk's three parts under one bar: runs, error queue, pending merges.

use super::{merges::Merges, queue::Queue, runs::Runs};
use crate::{
    domain::{
        role::Permission::{FindPatients, Import},
        topics::Topics,
    },
    intake::OpenImportErrors,
    keys::{Command, CommandId},
    kit::{
        Caret, Enabled, Feed, Heading, Mode, Outbox, Pane, Scene, Tables, TextInput, Timer, Turn, split_top,
    },
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect};

/// Keys that hold in every part.
pub const COMMANDS: &[Command] = &[
    Command::new("imports.runs", &["r"], "Runs", Import).group("Parts"),
    Command::new("imports.queue", &["e"], "Error queue", Import).group("Parts"),
    Command::new("imports.merges", &["m"], "Pending merges", FindPatients).group("Parts"),
];

/// Key, word and command of each part.
const PARTS: [(&str, &str, &str); 3] = [
    ("r", "Runs", "imports.runs"),
    ("e", "Error queue", "imports.queue"),
    ("m", "Pending merges", "imports.merges"),
];

/// The desk's first pane.
pub struct Imports {
    parts: [Box<dyn Pane>; 3],
    at: usize,
    /// Parts that have asked their questions.
    asked: [bool; 3],
    open_errors: Feed<OpenImportErrors>,
    area: Rect,
}

impl Imports {
    /// The desk at its runs.
    pub fn new() -> Self {
        Self {
            parts: [Box::new(Runs::new()), Box::new(Queue::open_entries()), Box::new(Merges::new())],
            at: 0,
            asked: [false; 3],
            open_errors: Feed::new(),
            area: Rect::default(),
        }
    }

    fn part(&self) -> Option<&dyn Pane> {
        self.parts.get(self.at).map(AsRef::as_ref)
    }

    /// Goes to a part; it asks its questions the first time.
    fn turn_to(&mut self, part: usize, out: &mut Outbox<'_>) {
        self.at = part;
        let inside = split_top(self.area, 1).1;
        if let (Some(pane), Some(asked)) = (self.parts.get_mut(part), self.asked.get_mut(part)) {
            pane.place(inside);
            if !std::mem::replace(asked, true) {
                pane.open(out);
            }
        }
    }

    fn with(&mut self, handle: impl FnOnce(&mut dyn Pane)) {
        if let Some(part) = self.parts.get_mut(self.at) {
            handle(part.as_mut());
        }
    }

    fn view_bar(&self, scene: &Scene<'_>, area: Rect, buffer: &mut Buffer) {
        let mut rest = area;
        for (idx, (key, word, _)) in PARTS.iter().enumerate() {
            let count = match (idx, self.open_errors.rows()) {
                (1, Some(open)) if *open > 0 => format!(" {open}"),
                _ => String::new(),
            };
            // The open part stands in brackets, so that it is known without colour.
            let (words, meaning) = if idx == self.at {
                (format!("[{word}{count}]"), Meaning::TabActive)
            } else {
                (format!(" {word}{count} "), Meaning::TabIdle)
            };
            let taken = scene.line(buffer, rest, &format!("{key} "), Meaning::Key);
            rest = crate::kit::split_left(rest, taken).1;
            let taken = scene.line(buffer, rest, &words, meaning);
            rest = crate::kit::split_left(rest, taken + 2).1;
        }
    }
}

impl Pane for Imports {
    fn heading(&self) -> Heading {
        let part = self.part().map(Pane::heading).unwrap_or_default();
        Heading { title: format!("Imports: {}", part.title), ..part }
    }

    fn commands(&self) -> Tables {
        let mut tables = self.part().map(Pane::commands).unwrap_or_default();
        if self.mode() == Mode::Command {
            tables.push(COMMANDS);
        }
        tables
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        self.part().map_or(Enabled::Yes, |part| part.enabled(id))
    }

    fn mode(&self) -> Mode {
        self.part().map_or(Mode::Command, Pane::mode)
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.with(|part| part.place(split_top(area, 1).1));
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.open_errors.ask(OpenImportErrors, out);
        self.turn_to(self.at, out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match PARTS.iter().position(|(_, _, command)| *command == id.0) {
            Some(part) => self.turn_to(part, out),
            None => self.with(|part| part.perform(id, out)),
        }
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.with(|part| part.write(input, out));
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.open_errors.accept(answer);
        for part in &mut self.parts {
            part.receive(answer, out);
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.open_errors.refresh(changed, out);
        for part in &mut self.parts {
            part.refresh(changed, out);
        }
    }

    fn due(&mut self, timer: Timer, out: &mut Outbox<'_>) {
        self.open_errors.due(timer);
        for part in &mut self.parts {
            part.due(timer, out);
        }
    }

    fn turn(&mut self, turn: Turn, out: &mut Outbox<'_>) {
        let step = match turn {
            Turn::Next => 1,
            Turn::Previous => PARTS.len() - 1,
        };
        let mut next = (self.at + step) % PARTS.len();
        // The merges show names of patients.
        if next == 2 && !out.session().may(FindPatients) {
            next = (next + step) % PARTS.len();
        }
        self.turn_to(next, out);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (bar, inside) = split_top(area, 1);
        self.view_bar(scene, bar, frame.buffer_mut());
        match self.part() {
            Some(part) => part.view(scene, inside, frame),
            None => Caret::new(inside.x, inside.y),
        }
    }
}
