//! The document that followed an answer: named by a person, or found by itself when the provider's addendum arrives.

use super::{
    diff::{Piece, compare},
    rows::{self, Head, Put},
    worklist,
};
use crate::{
    domain::{
        cdi_query::{Deed, NEEDS},
        ids::{CdiQueryId, DocumentId, EncounterId, Version},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use rusqlite::named_params;

/// Names the document that followed; the query is closed and the coder's account comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    /// Which query.
    pub id: CdiQueryId,
    /// The version that the author saw.
    pub seen: Option<Version>,
    /// The addendum or new version.
    pub document: DocumentId,
}

impl Change for Follow {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Queries | Topic::Coding
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.follow")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let head = rows::head(tx, self.id, self.seen)?;
        let found = tx.row(
            include_str!("sql/document_of.sql"),
            named_params! {":id": head.id, ":document": self.document},
            |row| {
                Ok((
                    row.get::<_, bool>(0)?,
                    row.get::<_, bool>(1)?,
                    row.get::<_, Option<bool>>(2)?,
                    row.get(3)?,
                ))
            },
        )?;
        let (own_stay, later, title): (bool, bool, String) = match found {
            Some((stay, true, later, title)) => (stay, later.unwrap_or(false), title),
            _ => return Err(Refusal::invalid("document", "this document is not of the patient's chart.")),
        };
        if !own_stay {
            return Err(Refusal::invalid("document", "this document is of another stay."));
        }
        if !later {
            return Err(Refusal::invalid(
                "document",
                "this document was written before the answer; it cannot follow from it.",
            ));
        }
        close(tx, &head, self.document, &title)
    }
}

/// Closes an answered query by the document that followed.
fn close(tx: &Writing<'_>, head: &Head, document: DocumentId, title: &str) -> Result<(), Refusal> {
    let step = rows::permitted(head, Deed::Follow, "")?;
    let answered: Option<String> = tx
        .row("SELECT answered_at FROM cdi_query WHERE query_id = ?1", [head.id], |row| row.get(0))?
        .flatten();
    let put = Put { outcome: head.outcome, answered: answered.as_deref(), document: Some(document.0) };
    rows::put_state(tx, head, step.to, put)?;
    rows::event(tx, head.id, "follow", title)?;
    worklist::moved(tx, head.id, "close", "the document has come")?;
    tx.execute(
        include_str!("sql/impact_after.sql"),
        named_params! {":id": head.id, ":encounter": head.encounter, ":by": tx.session().login, ":now": tx.now_text()},
    )?;
    Ok(())
}

/// Looks over stays with new documents: a signed addendum or new version by who answered closes the query by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowAll;

impl Change for FollowAll {
    type Receipt = usize;

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.follow-all")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<usize, Refusal> {
        let stays: Vec<EncounterId> = tx.rows(include_str!("sql/touched.sql"), [], |row| row.get(0))?;
        let mut closed = 0;
        for stay in stays {
            let waiting: Vec<CdiQueryId> =
                tx.rows(include_str!("sql/waiting_of_stay.sql"), [stay], |row| row.get(0))?;
            for id in waiting {
                let found: Option<DocumentId> =
                    tx.row(include_str!("sql/followers.sql"), [id], |row| row.get(0))?;
                if let Some(document) = found {
                    let head = rows::head(tx, id, None)?;
                    close(tx, &head, document, "the provider's addendum has come")?;
                    closed += 1;
                }
            }
            tx.execute(include_str!("sql/untouch.sql"), [stay])?;
        }
        if closed > 0 {
            tx.touches(Topic::Queries | Topic::Coding);
        }
        tx.detail(format!("{closed} closed"));
        Ok(closed)
    }
}

/// A document that came after the answer, with what it says that the one before it did not.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Followed {
    pub document: DocumentId,
    pub title: String,
    pub author: String,
    pub at: String,
    pub state: String,
    /// `addendum`, `replaces`, `edits`, or empty.
    pub parent_kind: String,
    pub pieces: Vec<Piece>,
    /// It was named as the one that followed.
    pub named: bool,
}

/// Asks for the documents after the answer, the one named first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowedBy(pub CdiQueryId);

impl Query for FollowedBy {
    type Rows = Vec<Followed>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Documents | Topic::Queries
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(include_str!("sql/later_documents.sql"), [self.0], |row| {
            let (kind, text, before): (String, String, String) = (row.get(5)?, row.get(6)?, row.get(7)?);
            // An addendum stands alone; a new version is compared with the one that it replaces.
            let before = if matches!(kind.as_str(), "replaces" | "edits") { before } else { String::new() };
            Ok(Followed {
                document: row.get(0)?,
                title: row.get(1)?,
                author: row.get(2)?,
                at: row.get(3)?,
                state: row.get(4)?,
                parent_kind: kind,
                pieces: compare(&before, &text),
                named: row.get(8)?,
            })
        })
    }
}
