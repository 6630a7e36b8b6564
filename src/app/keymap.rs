//! Command tables with the user's own keys: what typed keys mean, and how keys are written for people.

use crate::{
    keys::{Arrows, Chord, Command, CommandId, Lookup, Overrides, Sequence, Trie},
    kit::Mode,
};
use std::collections::HashMap;

/// Key maps of tables, built when a table is first used.
pub struct KeyMap {
    overrides: Overrides,
    arrows: Arrows,
    tries: HashMap<(usize, usize), Trie>,
}

impl KeyMap {
    /// A key map with the user's own keys.
    pub fn new(overrides: Overrides, arrows: Arrows) -> Self {
        Self { overrides, arrows, tries: HashMap::new() }
    }

    /// What the typed keys stand for in these tables, the first asked first.
    pub fn lookup(&mut self, tables: &[&'static [Command]], typed: &[Chord]) -> Lookup {
        for table in tables {
            self.build(table);
        }
        self.peek(tables, typed)
    }

    /// As [`KeyMap::lookup`], for tables that were looked up before.
    pub fn peek(&self, tables: &[&'static [Command]], typed: &[Chord]) -> Lookup {
        let layers: Vec<&Trie> = tables.iter().filter_map(|table| self.tries.get(&place(table))).collect();
        Trie::lookup(&layers, typed)
    }

    /// The keys of a command for people, the first ones; empty if it has none.
    pub fn keys(&self, command: &Command) -> String {
        let sequences = self.sequences(command);
        sequences.first().map_or_else(String::new, |keys| Chord::sequence_for_people(keys, self.arrows))
    }

    /// The keys of a command for people in this mode: where letters are text, a key that is none.
    pub fn keys_in(&self, command: &Command, mode: Mode) -> String {
        if mode == Mode::Command {
            return self.keys(command);
        }
        let sequences = self.sequences(command);
        let reached = sequences.iter().find(|keys| keys.first().is_some_and(|chord| chord.typed().is_none()));
        reached.map_or_else(String::new, |keys| Chord::sequence_for_people(keys, self.arrows))
    }

    /// All keys of a command for people, with blanks between.
    pub fn all_keys(&self, command: &Command) -> String {
        let words: Vec<String> = self
            .sequences(command)
            .iter()
            .map(|keys| Chord::sequence_for_people(keys, self.arrows))
            .collect();
        words.join("  ")
    }

    fn sequences(&self, command: &Command) -> Vec<Sequence> {
        let shipped = || command.keys.iter().filter_map(|keys| Chord::parse_sequence(keys).ok()).collect();
        self.overrides.keys(command.id).map_or_else(shipped, <[_]>::to_vec)
    }

    /// How arrow keys are written.
    pub fn arrows(&self) -> Arrows {
        self.arrows
    }

    fn build(&mut self, table: &'static [Command]) {
        let overrides = &self.overrides;
        self.tries.entry(place(table)).or_insert_with(|| Trie::build(table, overrides).0);
    }
}

/// Tables are constants, so their place in memory tells them apart.
fn place(table: &'static [Command]) -> (usize, usize) {
    (table.as_ptr().addr(), table.len())
}

/// The command with an id.
pub fn find(tables: &[&'static [Command]], id: CommandId) -> Option<&'static Command> {
    tables.iter().flat_map(|table| table.iter()).find(|command| command.id == id)
}
