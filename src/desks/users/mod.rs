//! Users: who may work in this database, and with which roles.
//!
//! The account at the operating system is the user; no password is kept here. Questions and changes are those of the
//! command line (`store::ops`), so this desk has none of its own. Users are never deleted: their work and their lines in the
//! log stay; they are disabled.

mod form;
mod list;

use super::Desk;
use crate::{domain::role::Permission, keys::Command, kit::Pane};

/// The desk.
pub const DESK: Desk = Desk {
    id: "users",
    go: Command::new("go.users", &["gu"], "Users", Permission::ManageUsers).group("Go to"),
    about: "Who may work here, and with which roles.",
    tables: &[("Users", list::COMMANDS)],
    start: |_| Box::new(list::UserList::new()),
    serve: Desk::serves_nothing,
    resume: |slot, words| match slot {
        form::NEW_SLOT => Some(Box::new(form::UserForm::add(words)) as Box<dyn Pane>),
        _ => None,
    },
};

#[cfg(test)]
mod tests;
