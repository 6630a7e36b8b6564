//! Commands of the whole program: the same on every desk.

use crate::{
    desks::{self, Desk},
    domain::role::Permission::SignedIn,
    fault::Fault,
    keys::{Command, Overrides, Trie},
    kit::{Form, list, reader, worklist},
};

/// Keys that hold wherever no box is open.
pub const PROGRAM: &[Command] = &[
    Command::new("app.commands", &[":", "<c-p>"], "All commands, by name", SignedIn)
        .group("Program")
        .hint(90, "commands"),
    Command::new("app.help", &["?", "<f1>"], "Help: all keys that work here", SignedIn)
        .group("Program")
        .hint(91, "help"),
    Command::new("app.back", &["<esc>"], "Back", SignedIn).group("Program"),
    Command::new("app.leave", &["q", "<c-q>", "<c-c>"], "Leave the program", SignedIn)
        .group("Program")
        .hint(92, "leave"),
    Command::new("app.next-part", &["<tab>"], "Next part of the screen", SignedIn).group("Program"),
    Command::new("app.previous-part", &["<s-tab>"], "Previous part of the screen", SignedIn).group("Program"),
    Command::new("app.next-desk", &["gt"], "Next desk", SignedIn).group("Go to"),
    Command::new("app.previous-desk", &["gT"], "Previous desk", SignedIn).group("Go to"),
    Command::new("app.drafts", &["gy"], "Your unsaved texts", SignedIn).group("Go to"),
    Command::new("app.redraw", &["<c-l>"], "Paint the screen anew", SignedIn).group("Program"),
    Command::new("app.suspend", &["<c-z>"], "Sleep (fg wakes the program)", SignedIn).group("Program"),
];

/// Keys of databases in which nobody is real.
pub const TRIAL: &[Command] =
    &[Command::new("app.role", &["gr"], "Try another role", SignedIn).group("Go to")];

/// Keys of every box.
pub const BOX: &[Command] = &[
    Command::new("box.close", &["<esc>", "q", "<c-c>"], "Close the box", SignedIn)
        .group("Boxes")
        .hint(90, "close"),
    Command::new("app.redraw", &["<c-l>"], "Paint the screen anew", SignedIn).group("Boxes"),
    Command::new("app.suspend", &["<c-z>"], "Sleep (fg wakes the program)", SignedIn).group("Boxes"),
];

/// What clashes in the layers in which tables meet on a screen, once the user's own keys are in place.
pub fn clashes(keys: &Overrides) -> Vec<Fault> {
    let program: Vec<&Command> = PROGRAM.iter().chain(desks::ALL.iter().map(|desk| &desk.go)).collect();
    let mut faults: Vec<Fault> = Vec::new();
    let mut look = |commands: Vec<&Command>| {
        let (_, clashes) = Trie::build(commands, keys);
        for fault in clashes.iter().filter_map(|clash| keys.fault(clash)) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    };
    look(program);
    for (_, table) in all_tables() {
        look(table.iter().collect());
    }
    faults
}

/// Every command table of the program with its heading: for help, the key card and the check of the user's own keys.
pub fn all_tables() -> Vec<(&'static str, &'static [Command])> {
    let mut tables: Vec<(&str, &[Command])> = vec![("Everywhere", PROGRAM)];
    tables.extend(desks::ALL.iter().map(|desk| ("Desks", desk.go_table())));
    tables.extend([
        ("Lists", list::COMMANDS),
        ("Lists with marks", list::MARKING),
        ("A list with a filter", list::FILTERED),
        ("While a filter is typed", list::FILTERING),
        ("Texts", reader::COMMANDS),
        ("A text with hits", reader::MARKED),
        ("While a search is typed", reader::SEARCHING),
        ("Boxes", BOX),
        ("Worklists", worklist::COMMANDS),
        ("While a worklist asks", worklist::ASKING),
        ("While a view is chosen", worklist::CHOOSING),
        ("Notes of an item", worklist::NOTES),
        ("Command search", super::palette::COMMANDS),
        ("Unsaved texts", super::drafts_pane::COMMANDS),
        ("Demonstrations", TRIAL),
        ("Welcome of a demonstration", super::welcome::COMMANDS),
    ]);
    let forms = [
        "Forms",
        "Forms: notes",
        "Forms: choices",
        "Forms: choices by typing",
        "Forms: several",
        "Forms: last line",
    ];
    tables.extend(forms.into_iter().zip(Form::TABLES.iter().copied()));
    tables.extend(desks::ALL.iter().flat_map(|desk: &Desk| desk.tables.iter().copied()));
    tables
}
