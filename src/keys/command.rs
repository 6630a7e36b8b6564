//! Commands: what a desk offers, in a table that reads like its printed key card.

use std::fmt;

use super::chord::{Chord, Key, Modifiers};
use crate::domain::role::Permission;

/// The name of a command, unique in the program: desk, dot, deed (`patients.open`). Users write it in their key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandId(pub &'static str);

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How much care a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Care {
    /// Moves, opens, shows: nothing is changed.
    Free,
    /// Changes something that the next key can take back.
    Undoable,
    /// Changes something for good: is asked about, and answered with another key than the one that began it.
    Confirm,
}

/// One command of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a command does nothing outside its table"]
pub struct Command {
    /// Its name in settings and in code.
    pub id: CommandId,
    /// What it does, in the words of the palette and of help.
    pub title: &'static str,
    /// The word or two in the hint bar; the title if not set.
    pub short: &'static str,
    /// The key sequences, the one to show first; none leaves the palette as the way.
    pub keys: &'static [&'static str],
    /// The permission it takes.
    pub needs: Permission,
    /// The care it asks for.
    pub care: Care,
    /// The heading it stands under in help and on the key card.
    pub group: &'static str,
    /// Its place in the hint bar, 1 first; 0 keeps it out.
    pub hint: u8,
}

impl Command {
    /// A free command outside the hint bar.
    ///
    /// ```
    /// # use chartroom::{domain::role::Permission::*, keys::Command};
    /// const COMMANDS: &[Command] = &[
    ///     Command::new("patients.open", &["<enter>", "o"], "Open the chart", ReadCharts).hint(1, "open"),
    ///     Command::new("patients.hold", &["m"], "Set a legal hold", SetFlags).confirmed(),
    /// ];
    /// ```
    pub const fn new(
        id: &'static str,
        keys: &'static [&'static str],
        title: &'static str,
        needs: Permission,
    ) -> Self {
        let id = CommandId(id);
        Self { id, title, short: title, keys, needs, care: Care::Free, group: "", hint: 0 }
    }

    /// Changes something that can be taken back.
    pub const fn undoable(mut self) -> Self {
        self.care = Care::Undoable;
        self
    }

    /// Changes something for good and is asked about.
    pub const fn confirmed(mut self) -> Self {
        self.care = Care::Confirm;
        self
    }

    /// Stands in the hint bar at this place (1 first), under a short word.
    pub const fn hint(mut self, place: u8, short: &'static str) -> Self {
        self.hint = place;
        self.short = short;
        self
    }

    /// Stands under this heading in help.
    pub const fn group(mut self, heading: &'static str) -> Self {
        self.group = heading;
        self
    }
}

/// What is wrong in a command table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// A key is written that does not exist.
    #[error("{id}: {keys}: {error}")]
    BadKeys {
        /// The command.
        id: CommandId,
        /// As written.
        keys: &'static str,
        /// Why it is none.
        error: super::ChordError,
    },
    /// A key that a torn escape sequence can leave behind stands for a change.
    #[error("{id}: {keys}: \"{stray}\" can arrive from a torn arrow key, so it must not change anything")]
    Stray {
        /// The command.
        id: CommandId,
        /// As written.
        keys: String,
        /// The character at fault.
        stray: char,
    },
    /// Two commands have one name.
    #[error("{0} stands twice")]
    TwiceNamed(CommandId),
    /// A command has no title.
    #[error("{0} has no title")]
    Untitled(CommandId),
}

/// Looks a table over: keys exist, names are unique, and no key that can be left over from a torn escape sequence changes data.
///
/// On a bad line an arrow key can arrive as Esc and, later, the bare letters `[` `A` (crossterm#993).
pub fn check_table(commands: &[Command]) -> Vec<TableFault> {
    let mut faults = Vec::new();
    for (place, command) in commands.iter().enumerate() {
        if commands.iter().take(place).any(|before| before.id == command.id) {
            faults.push(TableFault::TwiceNamed(command.id));
        }
        if command.title.is_empty() {
            faults.push(TableFault::Untitled(command.id));
        }
        for keys in command.keys {
            match Chord::parse_sequence(keys) {
                Err(error) => faults.push(TableFault::BadKeys { id: command.id, keys, error }),
                Ok(sequence) => {
                    if let Some(stray) = stray_for(command.care, &sequence) {
                        faults.push(TableFault::Stray { id: command.id, keys: (*keys).to_owned(), stray });
                    }
                }
            }
        }
    }
    faults
}

/// The character of a sequence that forbids it for a command of this care.
pub(super) fn stray_for(care: Care, sequence: &[Chord]) -> Option<char> {
    if care == Care::Free {
        return None;
    }
    sequence.iter().find_map(|chord| match *chord {
        Chord { key: Key::Char(char), modifiers: Modifiers::NONE } if may_be_stray(char) => Some(char),
        _ => None,
    })
}

/// Characters that end or continue the escape sequences of keys.
fn may_be_stray(char: char) -> bool {
    matches!(char, 'A'..='D' | 'F' | 'H' | 'P'..='S' | 'Z' | 'O' | '[' | '~' | '0'..='9')
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[Command] = &[
        Command::new("list.down", &["j", "<down>"], "Down", Permission::SignedIn).group("Move"),
        Command::new("chart.hold", &["m"], "Set a legal hold", Permission::SetFlags).confirmed(),
        Command::new("list.first", &["gg", "<home>", "H"], "First row", Permission::SignedIn)
            .hint(3, "first"),
    ];

    #[test]
    fn a_good_table_has_no_fault() {
        assert_eq!(check_table(GOOD), []);
        assert_eq!(GOOD[1].care, Care::Confirm);
        assert_eq!((GOOD[2].hint, GOOD[2].short), (3, "first"));
    }

    #[test]
    fn letters_of_torn_arrows_never_change_anything() {
        for keys in [["A"], ["[A"], ["gD"], ["O"], ["~"], ["5"], ["Z"]] {
            let keys: &'static [&'static str] = Box::leak(Box::new(keys));
            let changes = Command::new("x.y", keys, "Change", Permission::SignedIn).undoable();
            assert!(matches!(check_table(&[changes]).as_slice(), [TableFault::Stray { .. }]), "{keys:?}");
            let opens = Command::new("x.y", keys, "Open", Permission::SignedIn);
            assert_eq!(check_table(&[opens]), []);
        }
        let with_alt = Command::new("x.y", &["<a-A>", "<c-a>"], "Change", Permission::SignedIn).confirmed();
        assert_eq!(check_table(&[with_alt]), []);
    }

    #[test]
    fn bad_tables_are_told() {
        let twice = [GOOD[0], GOOD[0]];
        assert_eq!(check_table(&twice), [TableFault::TwiceNamed(CommandId("list.down"))]);
        let bad = Command::new("x.y", &["<c-i>"], "", Permission::SignedIn);
        assert_eq!(check_table(&[bad]).len(), 2);
    }
}
