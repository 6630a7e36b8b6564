//! The key map as a tree of chords: what the keys typed so far stand for, and what may follow them.

use super::chord::{Chord, Sequence};
use super::command::{Command, CommandId};
use super::overrides::Overrides;

/// The keys of one layer (a pane, a desk, the program).
#[derive(Clone, Debug, Default)]
pub struct Trie {
    root: Node,
    bound: Vec<(Sequence, CommandId)>,
}

/// What the keys typed so far stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// This command.
    Command(CommandId),
    /// The beginning of several; for the which-key box, in the order of the tables.
    Prefix(Vec<Candidate>),
    /// Nothing.
    None,
}

/// A key that may follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The key.
    pub chord: Chord,
    /// What it opens.
    pub opens: Opens,
}

/// What the next key leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// A command with its title.
    Command(CommandId, &'static str),
    /// More keys: the heading that all commands below it share (else empty), and how many they are.
    More(&'static str, usize),
}

/// Two commands that want the same keys. The first stays reachable, the second is not bound to them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{keys} of {lost} {kind} {kept}")]
pub struct Clash {
    /// The keys that were not bound, in the notation of settings.
    pub keys: String,
    /// The command that has them.
    pub kept: CommandId,
    /// The command that does not get them.
    pub lost: CommandId,
    /// In what way they clash.
    pub kind: ClashKind,
}

/// In what way two bindings clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClashKind {
    /// The same keys.
    Same,
    /// The lost keys begin with the keys of the other, which would answer before the last one is typed.
    BehindCommand,
    /// The lost keys begin the keys of the other, which could never be typed.
    BeforePrefix,
}

impl std::fmt::Display for ClashKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Same => "are also the keys of",
            Self::BehindCommand => "begin with the keys of",
            Self::BeforePrefix => "begin the keys of",
        })
    }
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// In the order of the tables, which is the order of the which-key box. Few enough for a linear search.
    children: Vec<(Chord, Node)>,
    command: Option<Bound>,
}

#[derive(Clone, Copy, Debug)]
struct Bound {
    id: CommandId,
    title: &'static str,
    group: &'static str,
}

impl Trie {
    /// Builds the map of one layer. A user's keys for a command replace those of its table and are placed first.
    ///
    /// Clashes leave the map usable: the first keeps the keys. Keys that cannot be read are left out here;
    /// `check_table` and `Overrides::parse` report them.
    pub fn build<'a>(
        commands: impl IntoIterator<Item = &'a Command>,
        overrides: &Overrides,
    ) -> (Self, Vec<Clash>) {
        let mut trie = Self::default();
        let mut clashes = Vec::new();
        let (chosen, shipped): (Vec<&Command>, Vec<&Command>) =
            commands.into_iter().partition(|command| overrides.keys(command.id).is_some());
        for command in chosen.into_iter().chain(shipped) {
            let bound = Bound { id: command.id, title: command.title, group: command.group };
            let sequences: Vec<Sequence> = match overrides.keys(command.id) {
                Some(sequences) => sequences.to_vec(),
                None => command.keys.iter().filter_map(|keys| Chord::parse_sequence(keys).ok()).collect(),
            };
            for sequence in sequences {
                match trie.root.insert(&sequence, bound) {
                    Ok(()) => trie.bound.push((sequence, command.id)),
                    Err((kept, kind)) => {
                        let keys = Chord::sequence_notation(&sequence);
                        clashes.push(Clash { keys, kept, lost: command.id, kind });
                    }
                }
            }
        }
        (trie, clashes)
    }

    /// The key sequences of a command as they are now, the one to show first.
    pub fn keys(&self, id: CommandId) -> impl Iterator<Item = &Sequence> {
        self.bound.iter().filter(move |(_, bound)| *bound == id).map(|(sequence, _)| sequence)
    }

    /// What the typed keys stand for in layers that are asked from the top (first) down.
    ///
    /// A layer that knows the keys as a command answers at once; as a prefix, it is joined by the layers below,
    /// so that a pane's `gd` leaves the program's `gp` reachable.
    pub fn lookup(layers: &[&Self], typed: &[Chord]) -> Lookup {
        let mut candidates: Vec<Candidate> = Vec::new();
        for node in layers.iter().filter_map(|layer| layer.root.find(typed)) {
            match &node.command {
                Some(bound) if candidates.is_empty() => return Lookup::Command(bound.id),
                // Hidden by a prefix of a layer above.
                Some(_) => {}
                None => node.add_to(&mut candidates),
            }
        }
        if candidates.is_empty() { Lookup::None } else { Lookup::Prefix(candidates) }
    }

    /// Commands of the lowest layers that no key reaches because layers above use all of their keys otherwise.
    pub fn unreachable(layers: &[&Self]) -> Vec<CommandId> {
        let mut lost: Vec<CommandId> = layers
            .iter()
            .flat_map(|layer| layer.bound.iter().map(|(_, id)| *id))
            .filter(|id| {
                let mut sequences = layers.iter().flat_map(|layer| layer.keys(*id));
                !sequences.any(|sequence| Self::reaches(layers, sequence, *id))
            })
            .collect();
        lost.sort_unstable();
        lost.dedup();
        lost
    }

    /// Whether typing the sequence key by key ends in the command.
    fn reaches(layers: &[&Self], sequence: &[Chord], id: CommandId) -> bool {
        (1..=sequence.len()).all(|typed| {
            let so_far = sequence.get(..typed).unwrap_or_default();
            match Self::lookup(layers, so_far) {
                Lookup::Command(found) => found == id && typed == sequence.len(),
                Lookup::Prefix(_) => typed < sequence.len(),
                Lookup::None => false,
            }
        })
    }
}

impl Node {
    fn child(&self, chord: Chord) -> Option<&Node> {
        self.children.iter().find(|(key, _)| *key == chord).map(|(_, node)| node)
    }

    fn find(&self, typed: &[Chord]) -> Option<&Node> {
        typed.iter().try_fold(self, |node, chord| node.child(*chord))
    }

    fn insert(&mut self, sequence: &[Chord], bound: Bound) -> Result<(), (CommandId, ClashKind)> {
        match (sequence.split_first(), &self.command) {
            (None, Some(there)) => Err((there.id, ClashKind::Same)),
            (Some(_), Some(there)) => Err((there.id, ClashKind::BehindCommand)),
            (None, None) => {
                if let Some(there) = self.first_below() {
                    return Err((there.id, ClashKind::BeforePrefix));
                }
                self.command = Some(bound);
                Ok(())
            }
            (Some((chord, rest)), None) => {
                if let Some((_, child)) = self.children.iter_mut().find(|(key, _)| key == chord) {
                    return child.insert(rest, bound);
                }
                let mut child = Node::default();
                child.insert(rest, bound)?;
                self.children.push((*chord, child));
                Ok(())
            }
        }
    }

    fn first_below(&self) -> Option<Bound> {
        self.children.iter().find_map(|(_, node)| node.command.or_else(|| node.first_below()))
    }

    /// All commands below, to say in one line what a prefix holds.
    fn below(&self, found: &mut Vec<Bound>) {
        found.extend(self.command);
        for (_, node) in &self.children {
            node.below(found);
        }
    }

    fn add_to(&self, candidates: &mut Vec<Candidate>) {
        for (chord, node) in &self.children {
            let opens = node.opens();
            match (candidates.iter_mut().find(|candidate| candidate.chord == *chord), opens) {
                (None, opens) => candidates.push(Candidate { chord: *chord, opens }),
                (Some(Candidate { opens: Opens::More(_, there), .. }), Opens::More(_, more)) => {
                    *there += more;
                }
                // A layer above has this key.
                (Some(_), _) => {}
            }
        }
    }

    fn opens(&self) -> Opens {
        if let Some(bound) = &self.command {
            return Opens::Command(bound.id, bound.title);
        }
        let mut below = Vec::new();
        self.below(&mut below);
        let first = below.first().map_or("", |bound| bound.group);
        let shared = below.iter().all(|bound| bound.group == first);
        Opens::More(if shared { first } else { "" }, below.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Permission::SignedIn;

    const DOWN: Command = Command::new("list.down", &["j", "<down>"], "Down", SignedIn);
    const FIRST: Command = Command::new("list.first", &["gg"], "First row", SignedIn).group("Go");
    const PATIENTS: Command = Command::new("go.patients", &["gp"], "Patients", SignedIn).group("Go");
    const REPORTS: Command = Command::new("go.reports", &["grd"], "Daily report", SignedIn).group("Reports");

    fn trie(commands: &[Command]) -> (Trie, Vec<Clash>) {
        Trie::build(commands, &Overrides::default())
    }

    fn ask(layers: &[&Trie], keys: &str) -> Lookup {
        Trie::lookup(layers, &Chord::parse_sequence(keys).unwrap())
    }

    #[test]
    fn keys_lead_to_commands_prefixes_and_nothing() {
        let (trie, clashes) = trie(&[DOWN, FIRST, PATIENTS, REPORTS]);
        assert_eq!(clashes, []);
        assert_eq!(ask(&[&trie], "j"), Lookup::Command(DOWN.id));
        assert_eq!(ask(&[&trie], "<down>"), Lookup::Command(DOWN.id));
        assert_eq!(ask(&[&trie], "gp"), Lookup::Command(PATIENTS.id));
        assert_eq!(ask(&[&trie], "gx"), Lookup::None);
        let Lookup::Prefix(next) = ask(&[&trie], "g") else { panic!("g begins commands") };
        let shown: Vec<_> = next.iter().map(|next| (next.chord.to_string(), next.opens.clone())).collect();
        assert_eq!(
            shown,
            [
                ("g".to_owned(), Opens::Command(FIRST.id, "First row")),
                ("p".to_owned(), Opens::Command(PATIENTS.id, "Patients")),
                ("r".to_owned(), Opens::More("Reports", 1)),
            ]
        );
        assert_eq!(trie.keys(DOWN.id).count(), 2);
    }

    #[test]
    fn clashes_are_told_and_the_first_keeps_the_keys() {
        let kind = |second: &'static [&'static str]| {
            let second = Command::new("x.y", second, "Other", SignedIn);
            let (trie, clashes) = trie(&[DOWN, FIRST, second]);
            assert_eq!(ask(&[&trie], "j"), Lookup::Command(DOWN.id));
            assert_eq!(ask(&[&trie], "gg"), Lookup::Command(FIRST.id));
            clashes.into_iter().map(|clash| (clash.kept, clash.kind)).collect::<Vec<_>>()
        };
        assert_eq!(kind(&["j"]), [(DOWN.id, ClashKind::Same)]);
        assert_eq!(kind(&["jk"]), [(DOWN.id, ClashKind::BehindCommand)]);
        assert_eq!(kind(&["g"]), [(FIRST.id, ClashKind::BeforePrefix)]);
        assert_eq!(kind(&["x", "y"]), []);
    }

    #[test]
    fn layers_are_asked_from_the_top_and_share_prefixes() {
        const DEFICIENCIES: Command = Command::new("chart.deficiencies", &["gd"], "Deficiencies", SignedIn);
        const JOIN: Command = Command::new("chart.join", &["j"], "Join", SignedIn);
        let (pane, _) = trie(&[DEFICIENCIES, JOIN]);
        let (program, _) = trie(&[DOWN, PATIENTS]);
        let layers = [&pane, &program];
        assert_eq!(ask(&layers, "j"), Lookup::Command(JOIN.id));
        assert_eq!(ask(&layers, "<down>"), Lookup::Command(DOWN.id));
        assert_eq!(ask(&layers, "gp"), Lookup::Command(PATIENTS.id));
        let Lookup::Prefix(next) = ask(&layers, "g") else { panic!("g begins commands") };
        assert_eq!(next.len(), 2);
        assert_eq!(Trie::unreachable(&layers), []);
    }

    #[test]
    fn a_command_hidden_by_a_layer_above_is_found() {
        let (pane, _) = trie(&[Command::new("pane.go", &["g"], "Go", SignedIn)]);
        let (program, _) = trie(&[DOWN, PATIENTS]);
        assert_eq!(Trie::unreachable(&[&pane, &program]), [PATIENTS.id]);
    }
}
