//! The directory of who asks for records.

use crate::domain::{
    ids::{RequesterId, Version},
    release::Requester,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing};
use rusqlite::{Row, named_params};

const ALL: &str = include_str!("sql/requesters.sql");
const ONE: &str = include_str!("sql/requester.sql");

/// One requester in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Party {
    pub id: RequesterId,
    pub version: Version,
    /// The usual kind of their requests.
    pub kind: Requester,
    pub name: String,
    /// Lines.
    pub address: String,
    /// Two letters, or empty.
    pub state: String,
    pub phone: String,
    pub fax: String,
    pub email: String,
    /// When somebody made sure of who and where they are; empty: nobody has.
    pub verified_at: String,
    pub verified_by: String,
    pub verified_how: String,
    pub active: bool,
}

/// Asks for the directory, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requesters {
    /// Those that are no longer used, too.
    pub all: bool,
}

impl Query for Requesters {
    type Rows = Vec<Party>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Releases.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(ALL, named_params! {":all": self.all}, party)
    }
}

/// Asks for one requester.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneRequester(pub RequesterId);

impl Query for OneRequester {
    type Rows = Party;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Releases.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn run(&self, db: &Reader<'_>) -> Result<Party, StoreError> {
        db.row(ONE, [self.0], party)?.ok_or_else(|| {
            StoreError::NotFound(format!(
                "There is no requester {}; see `chartroom release requesters`.",
                self.0
            ))
        })
    }
}

fn party(row: &Row<'_>) -> rusqlite::Result<Party> {
    let kind: String = row.get(2)?;
    Ok(Party {
        id: row.get(0)?,
        version: row.get(1)?,
        kind: Requester::from_word(&kind).unwrap_or(Requester::Attorney),
        name: row.get(3)?,
        address: row.get(4)?,
        state: row.get(5)?,
        phone: row.get(6)?,
        fax: row.get(7)?,
        email: row.get(8)?,
        verified_at: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
        verified_by: row.get(10)?,
        verified_how: row.get(11)?,
        active: row.get(12)?,
    })
}

/// Enters a requester, or changes one.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SetRequester {
    /// The row and the version that was looked at; none: a new one.
    pub id: Option<(RequesterId, Version)>,
    pub kind: Requester,
    pub name: String,
    pub address: String,
    pub state: String,
    pub phone: String,
    pub fax: String,
    pub email: String,
    pub active: bool,
}

impl Change for SetRequester {
    type Receipt = RequesterId;

    fn topics(&self) -> Topics {
        Topic::Releases.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new(if self.id.is_some() { "requester.change" } else { "requester.new" })
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<RequesterId, Refusal> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Refusal::invalid("name", "a requester needs a name."));
        }
        let state = self.state.trim().to_uppercase();
        if !(state.is_empty() || state.len() == 2 && state.chars().all(|c| c.is_ascii_uppercase())) {
            return Err(Refusal::invalid("state", "a state is two letters, like MA; or leave it empty."));
        }
        let id = match self.id {
            Some((id, seen)) => {
                let old = OneRequester(id).run(&tx.reader())?;
                tx.same_version(seen, old.version, "another person", &tx.now_text(), Vec::new)?;
                // Who moved or changed numbers is to be verified anew.
                let moved = (&old.address, &old.fax, &old.email)
                    != (&self.address.trim().to_owned(), &self.fax.trim().to_owned(), &self.email.trim().to_owned());
                tx.execute(
                    "UPDATE requester SET kind = :kind, name = :name, address = :address, state = :state, phone = :phone,
                       fax = :fax, email = :email, active = :active, verified_at = CASE WHEN :moved THEN NULL ELSE verified_at END,
                       verified_by = CASE WHEN :moved THEN '' ELSE verified_by END,
                       verified_how = CASE WHEN :moved THEN '' ELSE verified_how END,
                       version = version + 1, updated_at = :now, updated_by = :by WHERE requester_id = :id",
                    named_params! {
                        ":id": id, ":kind": self.kind.word(), ":name": name, ":address": self.address.trim(),
                        ":state": state, ":phone": self.phone.trim(), ":fax": self.fax.trim(),
                        ":email": self.email.trim(), ":active": self.active, ":moved": moved,
                        ":now": tx.now_text(), ":by": tx.session().login,
                    },
                )?;
                id
            }
            None => RequesterId(tx.insert(
                "INSERT INTO requester (kind, name, address, state, phone, fax, email, active, updated_at, updated_by)
                 VALUES (:kind, :name, :address, :state, :phone, :fax, :email, :active, :now, :by)",
                named_params! {
                    ":kind": self.kind.word(), ":name": name, ":address": self.address.trim(), ":state": state,
                    ":phone": self.phone.trim(), ":fax": self.fax.trim(), ":email": self.email.trim(),
                    ":active": self.active, ":now": tx.now_text(), ":by": tx.session().login,
                },
            )?),
        };
        tx.object("requester", id.0);
        Ok(id)
    }
}

/// Records that somebody made sure of who a requester is and where they are: 164.514(h).
#[derive(Clone, Debug)]
pub struct VerifyRequester {
    /// Which.
    pub id: RequesterId,
    /// The version that was looked at.
    pub version: Version,
    /// How: "called the bar's directory number".
    pub how: String,
}

impl Change for VerifyRequester {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Releases.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn audit(&self) -> AuditLine {
        let line = AuditLine::new("requester.verify").object("requester", self.id.0);
        AuditLine { reason: self.how.trim().to_owned(), ..line }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.how.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say how it was verified."));
        }
        let old = OneRequester(self.id).run(&tx.reader())?;
        tx.same_version(self.version, old.version, "another person", &tx.now_text(), Vec::new)?;
        tx.execute(
            "UPDATE requester SET verified_at = :now, verified_by = :by, verified_how = :how, version = version + 1
             WHERE requester_id = :id",
            named_params! {":id": self.id, ":how": self.how.trim(), ":now": tx.now_text(), ":by": tx.session().login},
        )?;
        Ok(())
    }
}
