//! The way of a key: the top layer first, letters into text fields, digits into counts, then tables from the pane outwards.
//!
//! Permission, `enabled` and care are tested here and nowhere else.

use super::{
    event::{Errand, SHELL, Wake},
    keymap,
    shell::Shell,
};
use crate::{
    domain::role::Permission,
    keys::{Care, Chord, Command, CommandId, Key, Lookup, Modifiers},
    kit::{Edit, Enabled, Mode, Notice, PaneId, TextInput, Timer, Turn},
};
use ratatui::layout::Position;
use std::time::Duration;

/// How long a prefix waits before the keys that may follow are shown: long enough not to flicker under practised hands.
const HINTS_AFTER: Duration = Duration::from_millis(400);
/// The owner of the which-key timer; feeds count from 1.
pub(super) const WHICH_KEY: u64 = 0;

impl Shell {
    /// Takes a key.
    pub(super) fn key(&mut self, chord: Chord) {
        self.touch();
        self.notice = None;
        if self.is_too_small() {
            // What cannot be seen must not be changed: leaving is all that works.
            if matches!(chord, Chord { key: Key::Char('q' | 'c'), .. }) {
                self.leave_keeping_drafts();
            }
            return;
        }
        self.typing.hints = false;
        let top = self.layers.top().map_or(SHELL, |layer| layer.id);
        let mode = self.layers.top().map_or(Mode::Command, |layer| layer.pane.mode());
        let pending = !self.typing.typed.is_empty() || self.typing.count.get().is_some();
        if chord == Chord::plain(Key::Esc) && pending {
            self.forget_typed();
            return;
        }
        match mode {
            Mode::Text => self.text_key(top, chord),
            Mode::Command => self.command_key(top, chord),
        }
        self.note_typing();
    }

    fn text_key(&mut self, top: PaneId, chord: Chord) {
        if self.typing.typed.is_empty()
            && let Some(char) = chord.typed()
        {
            self.typing.last = Some(chord);
            return self.with(top, |pane, out| pane.write(TextInput::Char(char), out));
        }
        // A key of the field itself comes before one that edits, and both before those of the program.
        let own = self.layers.find(top).map(|layer| layer.pane.commands()).unwrap_or_default();
        let is_own = self.keymap.lookup(&own, &[chord]) != Lookup::None;
        match edit(chord) {
            Some(edit) if !is_own && self.typing.typed.is_empty() => {
                self.with(top, |pane, out| pane.write(TextInput::Edit(edit), out));
            }
            _ => self.command_key(top, chord),
        }
    }

    fn command_key(&mut self, top: PaneId, chord: Chord) {
        if self.typing.typed.is_empty() && self.typing.count.push(chord) {
            return;
        }
        self.typing.typed.push(chord);
        let tables = self.tables(top);
        match self.keymap.lookup(&tables, &self.typing.typed) {
            Lookup::Command(id) => {
                let count = self.typing.count.take();
                self.typing.typed.clear();
                self.typing.last = Some(chord);
                self.run(top, id, count);
            }
            Lookup::Prefix(_) => {
                self.typing.round += 1;
                let timer = Timer { owner: WHICH_KEY, round: self.typing.round };
                self.errand(Errand::Wake(HINTS_AFTER, Wake { pane: SHELL, timer }));
            }
            Lookup::None => {
                let keys = Chord::sequence_for_people(&self.typing.typed, self.keymap.arrows());
                self.forget_typed();
                self.tell(Notice::info(format!("{keys} does nothing here. ? shows the keys that do.")));
            }
        }
    }

    fn forget_typed(&mut self) {
        self.typing.typed.clear();
        self.typing.count.take();
        self.typing.hints = false;
    }

    /// Takes a paste: into the field with the keys, if there is one.
    pub(super) fn paste(&mut self, text: String) {
        self.touch();
        self.notice = None;
        let top = self.layers.top().filter(|layer| layer.pane.mode() == Mode::Text).map(|layer| layer.id);
        match top {
            Some(top) if !self.is_too_small() => {
                self.with(top, |pane, out| pane.write(TextInput::Paste(text), out));
                self.note_typing();
            }
            _ => self.tell(Notice::info("Not pasted: no text is being typed here.")),
        }
    }

    /// The wheel moves lists and texts by three rows.
    pub(super) fn wheel(&mut self, way: &str) {
        let Some(top) = self.layers.top().map(|layer| layer.id) else { return };
        let tables = self.tables(top);
        let known = ["list", "reader"].map(|part| format!("{part}.{way}"));
        let command = tables
            .iter()
            .flat_map(|table| table.iter())
            .find(|command| known.iter().any(|id| id == command.id.0));
        if let Some(id) = command.map(|command| command.id) {
            self.touch();
            self.run(top, id, Some(3));
        }
    }

    /// A press of the mouse: a tab, or a place in the top pane.
    pub(super) fn press(&mut self, column: u16, row: u16) {
        self.touch();
        self.notice = None;
        if self.layers.boxes.is_empty()
            && let Some(at) = self.tab_at(column, row)
        {
            return self.go_to_tab(at);
        }
        let at = Position::new(column, row);
        if let Some(top) =
            self.layers.top().map(|layer| layer.id).filter(|top| self.area_of(*top).contains(at))
        {
            self.with(top, |pane, out| pane.press(at, out));
        }
    }

    /// Carries a command out as if its keys had been typed: permission, `enabled`, care, and then the pane or the program.
    pub(super) fn run(&mut self, top: PaneId, id: CommandId, count: Option<u32>) {
        let tables = self.tables(top);
        let Some(command) = keymap::find(&tables, id) else { return };
        if let Some(notice) = self.refusal(top, command) {
            return self.tell(notice);
        }
        if command.care == Care::Confirm
            && let Some(layer) = self.layers.find(top)
        {
            let question = layer.pane.question(command);
            return self.ask(top, question);
        }
        self.perform(top, command, count);
    }

    /// Carries out what a box decided for the pane below: it was asked about, so care is satisfied.
    pub(super) fn decided(&mut self, asker: PaneId, id: CommandId) {
        if self.perform_own(asker, id) {
            return;
        }
        let tables = self.tables(asker);
        let Some(command) = keymap::find(&tables, id) else {
            // An answer that has no key of its own, such as those of a conflict.
            return self.with(asker, |pane, out| pane.perform(id, out));
        };
        match self.refusal(asker, command) {
            Some(notice) => self.tell(notice),
            None => self.perform(asker, command, None),
        }
    }

    fn perform(&mut self, top: PaneId, command: &Command, count: Option<u32>) {
        if !self.perform_own(top, command.id) {
            self.with_count(top, count, |pane, out| pane.perform(command.id, out));
        }
    }

    /// Why a command cannot be used now, in words.
    fn refusal(&self, top: PaneId, command: &Command) -> Option<Notice> {
        if !self.session.may(command.needs) {
            return Some(not_allowed(command.needs));
        }
        match self.layers.find(top).map(|layer| layer.pane.enabled(command.id)) {
            Some(Enabled::No(reason)) => Some(Notice::info(reason)),
            _ => None,
        }
    }

    /// Tab and Shift-Tab where the pane has no other use for them.
    pub(super) fn turn(&mut self, top: PaneId, turn: Turn) {
        self.with(top, |pane, out| pane.turn(turn, out));
    }
}

fn not_allowed(permission: Permission) -> Notice {
    Notice::info(format!(
        "You are not allowed to {}. Ask your supervisor for a role that is.",
        permission.title()
    ))
}

/// Which keys edit text. Those of the line editors that people know from shells work as well.
fn edit(chord: Chord) -> Option<Edit> {
    let Chord { key, modifiers } = chord;
    Some(match (key, modifiers) {
        (Key::Left, Modifiers::NONE) => Edit::Left,
        (Key::Right, Modifiers::NONE) => Edit::Right,
        (Key::Left, Modifiers::CTRL | Modifiers::ALT) | (Key::Char('b'), Modifiers::ALT) => Edit::WordLeft,
        (Key::Right, Modifiers::CTRL | Modifiers::ALT) | (Key::Char('f'), Modifiers::ALT) => Edit::WordRight,
        (Key::Up, Modifiers::NONE) => Edit::Up,
        (Key::Down, Modifiers::NONE) => Edit::Down,
        (Key::Home, Modifiers::NONE) | (Key::Char('a'), Modifiers::CTRL) => Edit::Home,
        (Key::End, Modifiers::NONE) | (Key::Char('e'), Modifiers::CTRL) => Edit::End,
        (Key::PageUp, Modifiers::NONE) => Edit::PageUp,
        (Key::PageDown, Modifiers::NONE) => Edit::PageDown,
        (Key::Enter, Modifiers::NONE) => Edit::NewLine,
        (Key::Backspace, Modifiers::NONE) => Edit::Backspace,
        (Key::Delete, Modifiers::NONE) | (Key::Char('d'), Modifiers::CTRL) => Edit::Delete,
        (Key::Char('w'), Modifiers::CTRL) | (Key::Backspace, Modifiers::ALT) => Edit::DeleteWord,
        (Key::Char('u'), Modifiers::CTRL) => Edit::DeleteToStart,
        (Key::Char('k'), Modifiers::CTRL) => Edit::DeleteToEnd,
        (Key::Char('_'), Modifiers::CTRL) => Edit::Undo,
        (Key::Char('_'), Modifiers::ALT) => Edit::Redo,
        _ => return None,
    })
}
