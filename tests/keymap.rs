//! The keys of the whole program: every table loads, nothing clashes, nothing is hidden by a layer above.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use chartroom::{
    app::{all_tables, keycard},
    desks,
    keys::{Command, CommandId, Lookup, Overrides, Trie, check_table},
};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of the program that a pane may have a use of its own for: Esc goes back inside the pane first, Tab to its next part.
const OWN_USE: &[&str] = &["app.back", "app.next-part", "app.previous-part"];
/// Keys of lists that a desk means otherwise: `/` goes to the look-up line, which is the filter of that list;
/// beside the codes of an account it searches the whole chart.
const MEANT: &[(&str, &str)] = &[
    ("Look-up: the list", "list.filter"),
    ("Coding: the documents", "list.filter"),
    // One query with its options, no list that could be sorted: s signs.
    ("A query put to me", "list.sort"),
];

fn trie(table: &[Command]) -> Trie {
    let (trie, clashes) = Trie::build(table, &Overrides::default());
    assert_eq!(clashes, [], "keys clash inside a table");
    trie
}

fn table(heading: &str) -> &'static [Command] {
    all_tables().into_iter().find(|(name, _)| *name == heading).map(|(_, table)| table).expect(heading)
}

#[test]
fn every_table_is_sound() {
    for (heading, table) in all_tables() {
        assert_eq!(check_table(table), [], "{heading}");
        trie(table);
    }
}

#[test]
fn one_name_means_one_thing() {
    let mut titles: BTreeMap<CommandId, &str> = BTreeMap::new();
    for (heading, table) in all_tables() {
        for command in table {
            // The kit's parts repeat a command where its keys differ; it must then be the same command.
            let known = titles.insert(command.id, command.title);
            let same = known.is_none_or(|title| title == command.title || command.id.0.starts_with("form."));
            assert!(same, "{} has two meanings: {heading}", command.id);
        }
    }
}

#[test]
fn desk_commands_are_named_after_their_desk() {
    for desk in desks::ALL {
        assert!(desk.go.id.0 == format!("go.{}", desk.id), "{}", desk.go.id);
        assert!(!desk.about.is_empty() && !desk.tables.is_empty(), "{}", desk.id);
    }
    let ids: BTreeSet<&str> = desks::ALL.iter().map(|desk| desk.id).collect();
    assert_eq!(ids.len(), desks::ALL.len(), "two desks have one id");
}

#[test]
fn the_keys_that_hold_everywhere_reach_their_commands_on_every_desk() {
    let (program, go) = (trie(table("Everywhere")), trie(table("Desks")));
    for desk in desks::ALL {
        for (heading, own) in desk.tables {
            let own = trie(own);
            let layers = [&own, &program, &go];
            let mut hidden = Trie::unreachable(&layers);
            hidden.retain(|id| !OWN_USE.contains(&id.0));
            assert_eq!(hidden, [], "{heading} hides keys of the program");
            for (keys, id) in [(":", "app.commands"), ("?", "app.help"), ("q", "app.leave")] {
                let chords = chartroom::keys::Chord::parse_sequence(keys).unwrap();
                assert_eq!(
                    Trie::lookup(&layers, &chords),
                    Lookup::Command(CommandId(id)),
                    "{heading}: {keys}"
                );
            }
        }
    }
    for part in ["Lists", "Texts", "A list with a filter"] {
        let part = trie(table(part));
        let hidden = Trie::unreachable(&[&part, &program, &go]);
        assert!(hidden.iter().all(|id| OWN_USE.contains(&id.0)), "{hidden:?}");
    }
}

#[test]
fn every_desk_leaves_the_keys_of_lists_alone_or_means_it() {
    for desk in desks::ALL {
        // A page moves by the keys of a list, and means the same by them.
        let moves = |own: &[Command]| {
            own.iter().any(|command| command.id.0.rsplit_once('.').is_some_and(|(_, deed)| deed == "down"))
        };
        for (heading, own) in desk.tables.iter().filter(|(_, own)| !moves(own)) {
            let layers = [&trie(own), &trie(table("Lists"))];
            let mut hidden = Trie::unreachable(&layers);
            hidden.retain(|id| !MEANT.contains(&(*heading, id.0)));
            assert_eq!(hidden, [], "{heading} hides keys of lists");
        }
    }
}

#[test]
fn the_key_card_names_every_command() {
    let card = keycard::text(&Overrides::default());
    for (heading, table) in all_tables() {
        assert!(card.contains(&heading.to_uppercase()), "{heading}");
        for command in table {
            assert!(card.contains(command.title) && card.contains(command.id.0), "{}", command.id);
        }
    }
}
