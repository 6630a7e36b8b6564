//! The user's own keys, from the `[keys]` table of a settings file.
//!
//! ```toml
//! [keys]
//! "patients.open" = ["o", "<enter>"]   # these keys instead of the shipped ones
//! "list.sort" = []                     # no key; the palette still has it
//! ```
//! What is wrong is told with file, line and remedy; all that is right is used.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::chord::{Chord, Sequence};
use super::command::{Command, CommandId, stray_for};
use super::trie::{Clash, ClashKind};
use crate::fault::Fault;

/// A user's keys by command.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    file: String,
    bindings: Vec<Binding>,
}

#[derive(Clone, Debug)]
struct Binding {
    id: CommandId,
    line: usize,
    sequences: Vec<Sequence>,
}

impl Overrides {
    /// Reads the `[keys]` table of a TOML text; other tables belong to others. `commands` are all commands of the program.
    pub fn parse<'a>(
        file: &str,
        text: &str,
        commands: impl IntoIterator<Item = &'a Command>,
    ) -> (Self, Vec<Fault>) {
        let mut overrides = Self { file: file.to_owned(), bindings: Vec::new() };
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => return (overrides, vec![Fault::toml(file, text, &error)]),
        };
        let Some(keys) = document.get_ref().get("keys") else { return (overrides, Vec::new()) };
        let Some(keys) = keys.get_ref().as_table() else {
            let fault = Fault::at(
                file,
                text,
                keys.span().start,
                "\"keys\" is not a table.",
                "Write [keys] on a line of its own, and the keys below it.",
            );
            return (overrides, vec![fault]);
        };
        let commands: Vec<&Command> = commands.into_iter().collect();
        let mut reading = Reading { file, text, commands: &commands, faults: Vec::new() };
        for (name, value) in keys {
            if let Some(binding) = reading.binding(name, value) {
                overrides.bindings.push(binding);
            }
        }
        reading.faults.sort_by_key(|fault| fault.line);
        (overrides, reading.faults)
    }

    /// The user's keys for a command: `None` if the shipped ones hold, empty if it was unbound.
    pub fn keys(&self, id: CommandId) -> Option<&[Sequence]> {
        self.bindings.iter().find(|binding| binding.id == id).map(|binding| binding.sequences.as_slice())
    }

    /// The fault behind a clash of key maps: a line of this file if the user's keys take part in it.
    pub fn fault(&self, clash: &Clash) -> Option<Fault> {
        let line_of = |id| self.bindings.iter().find(|binding| binding.id == id).map(|binding| binding.line);
        let (line, other) = match (line_of(clash.lost), line_of(clash.kept)) {
            (Some(line), _) => (line, clash.kept),
            (None, Some(line)) => (line, clash.lost),
            (None, None) => return None,
        };
        let Clash { keys, kept, lost, kind } = clash;
        let what = match kind {
            ClashKind::Same => format!("The keys {keys} are wanted by {kept} and by {lost}."),
            ClashKind::BehindCommand | ClashKind::BeforePrefix => {
                format!("The keys {keys} of {lost} and those of {kept} begin alike, so one hides the other.")
            }
        };
        let remedy = format!("Choose other keys here, or give \"{other}\" other keys (or none: []).");
        Some(Fault { file: self.file.clone(), line, what, remedy })
    }
}

struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    commands: &'a [&'a Command],
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn binding(
        &mut self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Binding> {
        let start = name.span().start;
        let Some(command) = self.commands.iter().copied().find(|command| command.id.0 == name.get_ref())
        else {
            let what = format!("There is no command called \"{}\".", name.get_ref());
            self.fault(start, what, self.nearest(name.get_ref()));
            return None;
        };
        let Some(values) = value.get_ref().as_array() else {
            let what = format!("The keys of {} are not a list.", command.id);
            self.fault(
                value.span().start,
                what,
                "Write them as [\"o\", \"<enter>\"], or [] for none.".to_owned(),
            );
            return None;
        };
        let mut sequences = Vec::new();
        for value in values {
            sequences.extend(self.sequence(command, value));
        }
        // A list of which nothing could be read leaves the shipped keys; an empty list is meant.
        if sequences.is_empty() && !values.is_empty() {
            return None;
        }
        let line = Fault::at(self.file, self.text, start, "", "").line;
        Some(Binding { id: command.id, line, sequences })
    }

    fn sequence(&mut self, command: &Command, value: &Spanned<DeValue<'_>>) -> Option<Sequence> {
        let start = value.span().start;
        let Some(keys) = value.get_ref().as_str() else {
            let what = format!("A key of {} is not a text.", command.id);
            self.fault(start, what, "Write it in quotes: \"o\".".to_owned());
            return None;
        };
        let sequence = match Chord::parse_sequence(keys) {
            Ok(sequence) => sequence,
            Err(error) => {
                let remedy = "Keys are written j, gp, <c-d>, <a-x>, <f5>, <s-tab>, <pgdn>, <enter>, <space>.";
                self.fault(start, error.to_string(), remedy.to_owned());
                return None;
            }
        };
        if let Some(stray) = stray_for(command.care, &sequence) {
            let what =
                format!("\"{stray}\" can arrive by itself on a bad line, and {} changes data.", command.id);
            self.fault(start, what, "Choose another letter, or one with Ctrl or Alt.".to_owned());
            return None;
        }
        Some(sequence)
    }

    /// The remedy for an unknown command: the name that is most like it.
    fn nearest(&self, name: &str) -> String {
        let likeness = |command: &&&Command| (strsim::jaro_winkler(command.id.0, name) * 1000.0) as u32;
        match self.commands.iter().max_by_key(likeness) {
            Some(command) if likeness(&command) > 800 => format!("Did you mean \"{}\"?", command.id),
            _ => "The printed key card (chartroom keys) lists all names.".to_owned(),
        }
    }

    fn fault(&mut self, byte: usize, what: String, remedy: String) {
        self.faults.push(Fault::at(self.file, self.text, byte, what, remedy));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Permission::SignedIn;
    use crate::keys::{Lookup, Trie};

    const COMMANDS: &[Command] = &[
        Command::new("patients.open", &["<enter>"], "Open", SignedIn),
        Command::new("patients.hold", &["m"], "Hold", SignedIn).confirmed(),
        Command::new("list.down", &["j"], "Down", SignedIn),
    ];

    fn read(text: &str) -> (Overrides, Vec<String>) {
        let (overrides, faults) = Overrides::parse("keys.toml", text, COMMANDS);
        (overrides, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn own_keys_replace_the_shipped_ones() {
        let (overrides, faults) = read("[keys]\n\"patients.open\" = [\"o\", \"gx\"]\n\"list.down\" = []\n");
        assert_eq!(faults, [""; 0]);
        let (trie, clashes) = Trie::build(COMMANDS, &overrides);
        assert_eq!(clashes, []);
        let ask = |keys: &str| Trie::lookup(&[&trie], &Chord::parse_sequence(keys).unwrap());
        assert_eq!(ask("o"), Lookup::Command(CommandId("patients.open")));
        assert_eq!(ask("gx"), Lookup::Command(CommandId("patients.open")));
        assert_eq!(ask("<enter>"), Lookup::None);
        assert_eq!(ask("j"), Lookup::None);
    }

    #[test]
    fn other_tables_are_left_alone() {
        assert_eq!(read("[look]\ntheme = \"light\"\n").1, [""; 0]);
        assert_eq!(read("").1, [""; 0]);
    }

    #[test]
    fn faults_name_file_line_and_remedy() {
        let text =
            "[keys]\n\"patients.opn\" = [\"o\"]\n\"list.down\" = \"j\"\n\"patients.open\" = [\"<nokey>\"]\n";
        let (overrides, faults) = read(text);
        assert_eq!(
            faults,
            [
                "keys.toml, line 2: There is no command called \"patients.opn\". Did you mean \"patients.open\"?",
                "keys.toml, line 3: The keys of list.down are not a list. Write them as [\"o\", \"<enter>\"], or [] for none.",
                "keys.toml, line 4: There is no key called <nokey>. Keys are written j, gp, <c-d>, <a-x>, <f5>, <s-tab>, <pgdn>, <enter>, <space>.",
            ]
        );
        // Nothing of it was used.
        assert!(COMMANDS.iter().all(|command| overrides.keys(command.id).is_none()));
        assert!(read("[keys\n").1[0].starts_with("keys.toml, line 1: This is not valid TOML"));
        assert!(read("keys = 3").1[0].contains("not a table"));
    }

    #[test]
    fn a_change_cannot_be_put_on_a_stray_letter() {
        let (overrides, faults) = read("[keys]\n\"patients.hold\" = [\"H\", \"x\"]\n");
        assert_eq!(faults.len(), 1);
        assert_eq!(overrides.keys(CommandId("patients.hold")).unwrap().len(), 1);
    }

    #[test]
    fn clashes_lead_back_to_the_line() {
        let (overrides, _) = read("[keys]\n\n\"patients.open\" = [\"j\"]\n");
        let (trie, clashes) = Trie::build(COMMANDS, &overrides);
        let fault = overrides.fault(&clashes[0]).unwrap();
        assert_eq!(
            fault.to_string(),
            "keys.toml, line 3: The keys j are wanted by patients.open and by list.down. \
             Choose other keys here, or give \"list.down\" other keys (or none: [])."
        );
        let asked = Trie::lookup(&[&trie], &[Chord::char('j')]);
        assert_eq!(asked, Lookup::Command(CommandId("patients.open")));
    }
}
