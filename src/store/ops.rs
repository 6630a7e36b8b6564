//! Users and the reading of the log: what an administrator and a privacy officer do.

use super::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, User, Writing, session::roles_of};
use crate::domain::{
    ids::{PatientId, PractitionerId, UserId},
    role::{Permission, Role},
    topics::{Topic, Topics},
};
use rusqlite::{OptionalExtension, named_params};

/// Adds a user, or gives a known one this name and these roles and makes them active again.
#[derive(Clone, Debug)]
pub struct SetUser {
    /// Account at the operating system.
    pub login: String,
    /// Name in words.
    pub full_name: String,
    /// All roles that the user is to have.
    pub roles: Vec<Role>,
}

impl Change for SetUser {
    type Receipt = UserId;

    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        Permission::ManageUsers
    }

    fn audit(&self) -> AuditLine {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.word()).collect();
        AuditLine::new("user.set").detail(format!("{}: {}", self.login, roles.join(",")))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<UserId, Refusal> {
        let sound = |c: char| c.is_ascii_alphanumeric() || "._-@\\".contains(c);
        if self.login.is_empty() || self.login.len() > 64 || !self.login.chars().all(sound) {
            return Err(Refusal::invalid(
                "login",
                "the account name must have 1 to 64 letters, digits, dots, dashes or underscores, as the host knows it.",
            ));
        }
        if self.roles.is_empty() {
            return Err(Refusal::invalid(
                "roles",
                "a user needs at least one role; see `chartroom user add --help`.",
            ));
        }
        let user: i64 = tx
            .row(
                "INSERT INTO user_account (login, full_name, created_at) VALUES (:login, :name, :now)
                 ON CONFLICT (login) DO UPDATE
                   SET full_name = excluded.full_name, state = 'active', version = version + 1
                 RETURNING user_id",
                named_params! {":login": self.login, ":name": self.full_name, ":now": tx.now_text()},
                |row| row.get(0),
            )?
            .ok_or_else(|| StoreError::NotFound("The user was not written; try again.".into()))?;
        if user == tx.session().user.0 && !self.roles.contains(&Role::Administrator) {
            return Err(Refusal::invalid("roles", "you cannot take the administrator role from yourself."));
        }
        tx.execute("DELETE FROM user_role WHERE user_id = ?1", [user])?;
        for role in &self.roles {
            tx.execute(
                "INSERT OR IGNORE INTO user_role (user_id, role) VALUES (?1, ?2)",
                (user, role.word()),
            )?;
        }
        tx.object("user", user);
        Ok(UserId(user))
    }
}

/// Says which provider of the directory a user is, or that they are none: what a provider may see goes by it.
#[derive(Clone, Debug)]
pub struct LinkProvider {
    /// Account at the operating system.
    pub login: String,
    /// The provider; none: no longer one.
    pub provider: Option<PractitionerId>,
}

impl Change for LinkProvider {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        Permission::ManageUsers
    }

    fn audit(&self) -> AuditLine {
        let whom = self.provider.map_or_else(|| "no provider".to_owned(), |id| format!("provider {id}"));
        AuditLine::new("user.provider").detail(format!("{}: {whom}", self.login))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if let Some(provider) = self.provider {
            let known = "SELECT 1 FROM practitioner WHERE practitioner_id = ?1";
            if tx.row(known, [provider], |row| row.get::<_, i64>(0))?.is_none() {
                return Err(Refusal::invalid("provider", "there is no such provider in the directory."));
            }
            let other: Option<String> = tx.row(
                "SELECT login FROM user_account WHERE practitioner_id = :provider AND login <> :login AND state = 'active'",
                named_params! {":provider": provider, ":login": self.login},
                |row| row.get(0),
            )?;
            if let Some(other) = other {
                return Err(Refusal::invalid(
                    "provider",
                    format!("{other} is this provider already. One account each."),
                ));
            }
        }
        let changed = tx.execute(
            "UPDATE user_account SET practitioner_id = :provider, version = version + 1 WHERE login = :login",
            named_params! {":provider": self.provider, ":login": self.login},
        )?;
        if changed == 0 {
            let why = format!("there is no user \"{}\"; see `chartroom user list`.", self.login);
            return Err(Refusal::invalid("login", why));
        }
        Ok(())
    }
}

/// Disables a user; their work and log entries stay.
#[derive(Clone, Debug)]
pub struct DisableUser {
    /// Account at the operating system.
    pub login: String,
}

impl Change for DisableUser {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        Permission::ManageUsers
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("user.disable").detail(self.login.clone())
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.login == tx.session().login {
            return Err(Refusal::invalid("login", "you cannot disable yourself."));
        }
        let changed = tx.execute(
            "UPDATE user_account SET state = 'disabled', version = version + 1 WHERE login = ?1",
            [&self.login],
        )?;
        if changed == 0 {
            return Err(Refusal::invalid(
                "login",
                format!("there is no user \"{}\"; see `chartroom user list`.", self.login),
            ));
        }
        Ok(())
    }
}

/// All users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Users;

impl Query for Users {
    type Rows = Vec<User>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        Permission::ManageUsers
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<User>, StoreError> {
        let mut users = db.rows(
            "SELECT user_id, login, full_name, state = 'active', last_seen FROM user_account ORDER BY login",
            [],
            |row| {
                Ok(User {
                    user: row.get(0)?,
                    login: row.get(1)?,
                    full_name: row.get(2)?,
                    active: row.get(3)?,
                    roles: Vec::new(),
                    last_seen: row.get(4)?,
                })
            },
        )?;
        for user in &mut users {
            user.roles = roles_of(db.conn(), user.user.0)?;
        }
        Ok(users)
    }
}

/// The users that a demonstration or training database lets one try; none in a real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialUsers;

impl Query for TrialUsers {
    type Rows = Vec<User>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<User>, StoreError> {
        let kind: Option<String> =
            db.row("SELECT value FROM meta WHERE key = 'kind'", [], |row| row.get(0))?;
        if !matches!(kind.as_deref(), Some("demo" | "training")) {
            return Ok(Vec::new());
        }
        let mut users = Users.run(db)?;
        users.retain(|user| user.active && user.login != "builder");
        users.sort_by_key(|user| user.roles.first().copied());
        Ok(users)
    }
}

/// Entries of the log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditEntries {
    /// Only those about this patient.
    pub patient: Option<PatientId>,
    /// Only those of this account.
    pub login: Option<String>,
    /// Entries before this number; none: from the newest.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the columns of the log")]
pub struct AuditEntry {
    pub seq: i64,
    pub at: String,
    pub login: String,
    pub roles: String,
    pub station: String,
    pub action: String,
    pub patient: Option<i64>,
    pub object_kind: String,
    pub object: Option<i64>,
    pub detail: String,
    pub reason: String,
    pub result: String,
    pub emergency: bool,
}

const AUDIT_COLUMNS_ALL: &str = include_str!("sql/audit_all.sql");
const AUDIT_COLUMNS_PATIENT: &str = include_str!("sql/audit_patient.sql");
const AUDIT_COLUMNS_USER: &str = include_str!("sql/audit_user.sql");

impl Query for AuditEntries {
    type Rows = Vec<AuditEntry>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Audit.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadAudit
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<AuditEntry>, StoreError> {
        let before = self.before.unwrap_or(i64::MAX);
        match (self.patient, &self.login) {
            (Some(patient), _) => db.rows(
                AUDIT_COLUMNS_PATIENT,
                named_params! {":patient": patient, ":before": before, ":limit": self.limit},
                audit_entry,
            ),
            (None, Some(login)) => {
                let user: Option<i64> = db
                    .conn()
                    .query_row("SELECT user_id FROM user_account WHERE login = ?1", [login], |row| row.get(0))
                    .optional()?;
                db.rows(
                    AUDIT_COLUMNS_USER,
                    named_params! {":user": user, ":before": before, ":limit": self.limit},
                    audit_entry,
                )
            }
            (None, None) => db.rows(
                AUDIT_COLUMNS_ALL,
                named_params! {":before": before, ":limit": self.limit},
                audit_entry,
            ),
        }
    }
}

fn audit_entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<AuditEntry> {
    Ok(AuditEntry {
        seq: row.get(0)?,
        at: row.get(1)?,
        login: row.get(2)?,
        roles: row.get(3)?,
        station: row.get(4)?,
        action: row.get(5)?,
        patient: row.get(6)?,
        object_kind: row.get(7)?,
        object: row.get(8)?,
        detail: row.get(9)?,
        reason: row.get(10)?,
        result: row.get(11)?,
        emergency: row.get(12)?,
    })
}
