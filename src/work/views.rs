//! Saved views: filters, columns and order of a worklist under a name; one's own, or common to all.

use super::page::{Order, Scope};
use crate::{
    domain::{
        ids::{UserId, WorkViewId},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use rusqlite::named_params;

/// What a view says. Fields that a later program adds are given their usual value by this one.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct View {
    /// States to show, and `pended`; empty: all open ones but that.
    pub lanes: Vec<String>,
    /// Whose.
    pub scope: Scope,
    /// The order.
    pub order: Order,
    /// Leave out what others hold.
    pub hide_held: bool,
    /// Words that a row must have.
    pub words: String,
    /// Titles of columns that are left out.
    pub hidden_columns: Vec<String>,
}

/// A view with its name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SavedView {
    /// Its row.
    pub id: WorkViewId,
    /// Whose; nobody's: common to all.
    pub user: Option<UserId>,
    /// Its name.
    pub name: String,
    /// What it says.
    pub view: View,
}

/// One's own views of a queue, then the common ones, each by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Views {
    /// The queue's id.
    pub queue: &'static str,
}

impl Query for Views {
    type Rows = Vec<SavedView>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<SavedView>, StoreError> {
        db.rows(
            include_str!("sql/views.sql"),
            named_params! {":queue": self.queue, ":me": db.session().user},
            |row| {
                let body: String = row.get(3)?;
                let view = serde_json::from_str(&body).unwrap_or_default();
                Ok(SavedView { id: row.get(0)?, user: row.get(1)?, name: row.get(2)?, view })
            },
        )
    }
}

/// Whose a view is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The user's own.
    Private,
    /// Common to all (supervisor).
    Common,
}

/// Saves a view; one of that name is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveView {
    /// The queue's id.
    pub queue: &'static str,
    /// Its name.
    pub name: String,
    /// What it says.
    pub view: View,
    /// Whose.
    pub keep: Keep,
}

impl Change for SaveView {
    type Receipt = WorkViewId;

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        if self.keep == Keep::Common { Permission::ManageWork } else { Permission::SignedIn }
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("view.save").detail(format!("{}: {}", self.queue, self.name))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<WorkViewId, Refusal> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            return Err(Refusal::invalid("name", "a view's name has 1 to 40 characters."));
        }
        let user = (self.keep == Keep::Private).then(|| tx.session().user);
        let body = serde_json::to_string(&self.view).map_err(|_| StoreError::Fault)?;
        tx.execute(
            "DELETE FROM work_view WHERE queue = :queue AND ifnull(user_id, 0) = ifnull(:user, 0) AND name = :name",
            named_params! {":queue": self.queue, ":user": user, ":name": name},
        )?;
        let id = tx.insert(
            "INSERT INTO work_view (user_id, queue, name, body) VALUES (:user, :queue, :name, :body)",
            named_params! {":user": user, ":queue": self.queue, ":name": name, ":body": body},
        )?;
        Ok(WorkViewId(id))
    }
}

/// Forgets a view: one's own, or as a supervisor a common one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForgetView(pub WorkViewId);

impl Change for ForgetView {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Work.into()
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("view.forget").object("view", self.0.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let whose: Option<Option<UserId>> =
            tx.row("SELECT user_id FROM work_view WHERE view_id = ?1", [self.0], |row| row.get(0))?;
        match whose {
            Some(Some(user)) if user == tx.session().user => {}
            Some(None) => tx.session().require(Permission::ManageWork)?,
            _ => return Err(Refusal::invalid("view", "you have no such view.")),
        }
        tx.execute("DELETE FROM work_view WHERE view_id = ?1", [self.0])?;
        Ok(())
    }
}

/// The saved view that the user was shown last in a queue; none if there was none, or it was forgotten since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastView {
    /// The queue's id.
    pub queue: &'static str,
}

impl Query for LastView {
    type Rows = Option<SavedView>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        // It is asked once, when the worklist opens.
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn run(&self, db: &Reader<'_>) -> Result<Option<SavedView>, StoreError> {
        let name: Option<String> = db.row(
            "SELECT value FROM user_setting WHERE user_id = :me AND key = :key",
            named_params! {":me": db.session().user, ":key": last_view_key(self.queue)},
            |row| row.get(0),
        )?;
        let Some(name) = name else { return Ok(None) };
        // One's own view comes before the common one of the same name.
        Ok(Views { queue: self.queue }.run(db)?.into_iter().find(|view| view.name == name))
    }
}

/// Remembers by name which saved view of a queue the user was shown last; an empty name: all open items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepLastView {
    /// The queue's id.
    pub queue: &'static str,
    /// The view's name.
    pub name: String,
}

impl Change for KeepLastView {
    type Receipt = ();

    fn topics(&self) -> Topics {
        // A setting of the user's own: no other screen shows it, and no record changes.
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        tx.execute(
            "INSERT INTO user_setting (user_id, key, value) VALUES (:me, :key, :name)
             ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value",
            named_params! {":me": tx.session().user, ":key": last_view_key(self.queue), ":name": self.name},
        )?;
        Ok(())
    }
}

fn last_view_key(queue: &str) -> String {
    format!("last-view:{queue}")
}
