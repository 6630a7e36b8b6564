//! Who is at the keyboard: the account of the operating system, matched to a user of this database.

use super::StoreError;
use crate::domain::{
    ids::UserId,
    role::{Permission, Role, allowed},
};
use rusqlite::{Connection, OptionalExtension};

/// A signed-in user with the roles that the database gives them now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Row of the user.
    pub user: UserId,
    /// Account name at the operating system.
    pub login: String,
    /// Name in words.
    pub full_name: String,
    /// Roles, in order.
    pub roles: Vec<Role>,
    /// Host and terminal, for the log.
    pub station: String,
}

/// One user as the list of users shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct User {
    pub user: UserId,
    pub login: String,
    pub full_name: String,
    pub active: bool,
    pub roles: Vec<Role>,
    pub last_seen: Option<String>,
}

impl Session {
    /// Whether any role carries the permission.
    pub fn may(&self, permission: Permission) -> bool {
        allowed(&self.roles, permission)
    }

    /// An error unless any role carries the permission.
    pub fn require(&self, permission: Permission) -> Result<(), StoreError> {
        if self.may(permission) { Ok(()) } else { Err(StoreError::NotAllowed(permission)) }
    }

    /// Roles as the log writes them.
    pub fn roles_text(&self) -> String {
        let words: Vec<&str> = self.roles.iter().map(|role| role.word()).collect();
        words.join(",")
    }

    /// Signs the account in: an error in plain words if it is unknown or disabled.
    pub(super) fn load(conn: &Connection, login: &str, station: &str) -> Result<Self, StoreError> {
        let found: Option<(i64, String, String)> = conn
            .prepare_cached("SELECT user_id, full_name, state FROM user_account WHERE login = ?1")?
            .query_row([login], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((user, full_name, state)) = found else {
            return Err(StoreError::NoUser(format!(
                "The account \"{login}\" is not a user of this database. An administrator can add it: chartroom user add {login}"
            )));
        };
        if state != "active" {
            return Err(StoreError::NoUser(format!(
                "The account \"{login}\" is disabled in this database. Ask an administrator."
            )));
        }
        let session = Self {
            user: UserId(user),
            login: login.to_owned(),
            full_name,
            roles: roles_of(conn, user)?,
            station: station.to_owned(),
        };
        Ok(session)
    }

    /// The same user with state and roles as stored now; changes are judged by these.
    pub(super) fn reload(&self, conn: &Connection) -> Result<Self, StoreError> {
        Self::load(conn, &self.login, &self.station)
    }
}

/// Roles of a user, in the order of the role list; words that this program does not know are left out.
pub(super) fn roles_of(conn: &Connection, user: i64) -> Result<Vec<Role>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT role FROM user_role WHERE user_id = ?1")?;
    let words = statement.query_map([user], |row| row.get::<_, String>(0))?;
    let mut roles: Vec<Role> = words.filter_map(|word| Role::from_word(word.ok()?.as_str())).collect();
    roles.sort_unstable();
    Ok(roles)
}
