//! Teams: small groups that items are handed to. Kept by a supervisor.

use super::queues;
use crate::{
    domain::{
        ids::{TeamId, UserId},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use rusqlite::named_params;

/// One team with its members.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Team {
    /// Its row.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Its members: row, account and name, by name.
    pub members: Vec<(UserId, String, String)>,
}

/// All teams that stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Teams;

impl Query for Teams {
    type Rows = Vec<Team>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Users
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Team>, StoreError> {
        let mut teams: Vec<Team> =
            db.rows("SELECT team_id, name FROM team WHERE active = 1 ORDER BY name", [], |row| {
                Ok(Team { id: row.get(0)?, name: row.get(1)?, members: Vec::new() })
            })?;
        let members: Vec<(TeamId, (UserId, String, String))> =
            db.rows(include_str!("sql/team_members.sql"), [], |row| {
                Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
            })?;
        for (team, member) in members {
            if let Some(team) = teams.iter_mut().find(|known| known.id == team) {
                team.members.push(member);
            }
        }
        Ok(teams)
    }
}

/// People that an item of some queue can be given to: active users with a role that carries the permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workers(pub Permission);

impl Query for Workers {
    type Rows = Vec<(UserId, String, String)>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let mut people: Vec<(UserId, String, String)> = Vec::new();
        let rows: Vec<(UserId, String, String, String)> =
            db.rows(include_str!("sql/workers.sql"), [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
        for (user, login, name, role) in rows {
            let can = crate::domain::role::Role::from_word(&role).is_some_and(|role| role.allows(self.0));
            if can && people.last().is_none_or(|(last, _, _)| *last != user) {
                people.push((user, login, name));
            }
        }
        Ok(people)
    }
}

/// To whom items of a queue can be given, and by what its list can be narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// People with a role that may work the queue.
    pub people: Vec<(UserId, String)>,
    /// Teams.
    pub teams: Vec<(TeamId, String)>,
    /// The divisions that open items have.
    pub categories: Vec<String>,
}

/// Asks for [`Choices`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkChoices {
    /// The queue's id.
    pub queue: &'static str,
}

impl Query for WorkChoices {
    type Rows = Choices;
    const LANE: Lane = Lane::Desk;

    // Not with every item that moves: teams touch the users' topic too.
    fn topics(&self) -> Topics {
        Topic::Users.into()
    }

    fn needs(&self) -> Permission {
        queues::find(self.queue).map_or(Permission::WorkHere, |queue| queue.claim)
    }

    fn run(&self, db: &Reader<'_>) -> Result<Choices, StoreError> {
        let people = Workers(self.needs()).run(db)?.into_iter().map(|(user, _, name)| (user, name));
        let teams = Teams.run(db)?.into_iter().map(|team| (team.id, team.name));
        let categories =
            db.rows(include_str!("sql/categories.sql"), named_params! {":queue": self.queue}, |row| {
                row.get(0)
            })?;
        Ok(Choices { people: people.collect(), teams: teams.collect(), categories })
    }
}

/// Makes a team with these members, or gives a standing one these members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetTeam {
    /// Its name.
    pub name: String,
    /// Accounts of all its members.
    pub logins: Vec<String>,
}

impl Change for SetTeam {
    type Receipt = TeamId;

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Users
    }

    fn needs(&self) -> Permission {
        Permission::ManageWork
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("team.set").detail(format!("{}: {}", self.name, self.logins.join(",")))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<TeamId, Refusal> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            return Err(Refusal::invalid("name", "a team's name has 1 to 40 characters."));
        }
        let team: TeamId = tx
            .row(
                "INSERT INTO team (name) VALUES (:name)
                 ON CONFLICT (name) DO UPDATE SET active = 1, version = version + 1 RETURNING team_id",
                named_params! {":name": name},
                |row| row.get(0),
            )?
            .ok_or(StoreError::Fault)?;
        tx.execute("DELETE FROM team_member WHERE team_id = ?1", [team])?;
        for login in &self.logins {
            let user: Option<UserId> = tx.row(
                "SELECT user_id FROM user_account WHERE login = ?1 AND state = 'active'",
                [login],
                |row| row.get(0),
            )?;
            let user = user.ok_or_else(|| {
                Refusal::invalid("members", format!("there is no active user \"{login}\"."))
            })?;
            tx.execute("INSERT OR IGNORE INTO team_member (user_id, team_id) VALUES (?1, ?2)", (user, team))?;
        }
        tx.object("team", team.0);
        Ok(team)
    }
}

/// Ends a team. What it had is nobody's now, and free for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndTeam {
    /// Its name.
    pub name: String,
}

impl Change for EndTeam {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Users
    }

    fn needs(&self) -> Permission {
        Permission::ManageWork
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("team.end").detail(self.name.clone())
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let team: Option<TeamId> = tx.row(
            "UPDATE team SET active = 0, version = version + 1 WHERE name = ?1 AND active = 1 RETURNING team_id",
            [&self.name],
            |row| row.get(0),
        )?;
        let team =
            team.ok_or_else(|| Refusal::invalid("name", format!("there is no team \"{}\".", self.name)))?;
        tx.execute("DELETE FROM team_member WHERE team_id = ?1", [team])?;
        tx.execute(include_str!("sql/team_freed.sql"), named_params! {":team": team})?;
        Ok(())
    }
}
