//! The printed key card: every key of the program on paper, from the same tables as the keys themselves.

use super::{commands, help, keymap::KeyMap};
use crate::keys::{Arrows, Command, Overrides};

/// The whole card as text, with the user's own keys in place of the shipped ones.
pub fn text(overrides: &Overrides) -> String {
    let keymap = KeyMap::new(overrides.clone(), Arrows::Words);
    let mut text = String::from(
        "CHARTROOM KEYS\n\nDigits before a command repeat it. A command without keys is found with :\n\n",
    );
    for (heading, table) in commands::all_tables() {
        let all: Vec<&Command> = table.iter().collect();
        text.push_str(&help::section(heading, &all, &keymap));
    }
    text.push_str("Own keys: settings file, table [keys]; the names of all commands follow.\n\n");
    for (_, table) in commands::all_tables() {
        for command in table {
            text.push_str(&format_name(command));
        }
    }
    text
}

fn format_name(command: &Command) -> String {
    format!("  {:28}{}\n", command.id.0, command.title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_on_the_card_with_its_own_keys() {
        let all: Vec<Command> =
            commands::all_tables().into_iter().flat_map(|(_, table)| table.iter().copied()).collect();
        let (own, faults) = Overrides::parse("k", "[keys]\n\"users.add\" = [\"<f9>\"]\n", &all);
        assert_eq!(faults, []);
        let card = text(&own);
        assert!(all.iter().all(|command| card.contains(command.title)));
        assert!(card.contains("F9") && card.contains("users.add"));
    }
}
