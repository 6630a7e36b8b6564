//! Documents of one chart: the list, and one of them with text, versions and signatures.

use super::{chart_query, coded, when};
use crate::{
    domain::{
        facts::Coded,
        ids::{DocumentId, EncounterId, PatientId, Version},
        time::When,
        topics::Topic,
    },
    store::StoreError,
};

/// Asks for the documents of a chart, newest first, a page by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents {
    /// Whose.
    pub patient: PatientId,
    /// Only those of this stay.
    pub encounter: Option<EncounterId>,
    /// Only those older than this key: the `written` text and id of the last row seen.
    pub after: Option<(String, DocumentId)>,
    /// At most so many.
    pub limit: i64,
}

/// One document in the list.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DocumentLine {
    pub document: DocumentId,
    pub patient: PatientId,
    pub encounter: Option<EncounterId>,
    pub doc_type: Coded,
    pub title: String,
    pub author: String,
    pub written: Option<When>,
    /// `dictated`, `in-progress`, `unsigned`, `signed-uncosigned`, `signed`, `legally-signed`, `superseded`, `retracted`.
    pub state: String,
    pub available: bool,
    pub version_no: i64,
    /// When it was signed last.
    pub signed: Option<When>,
    pub parent: Option<DocumentId>,
    /// `addendum`, `replaces`, `edits`, or empty.
    pub parent_kind: String,
    pub confidentiality: String,
}

impl DocumentLine {
    /// The state in words.
    pub fn state_title(&self) -> &'static str {
        match self.state.as_str() {
            "dictated" => "dictated",
            "in-progress" => "in progress",
            "unsigned" => "unsigned",
            "signed-uncosigned" => "co-signature due",
            "signed" | "legally-signed" => "signed",
            "superseded" => "replaced",
            "retracted" => "retracted",
            _ => "unknown",
        }
    }
}

const DOCUMENTS: &str = include_str!("sql/documents.sql");
const DOCUMENTS_OF_STAY: &str = include_str!("sql/documents_of_stay.sql");

chart_query!(Documents, Vec<DocumentLine>, Topic::Documents, |this, db| {
    let (written, id) = match &this.after {
        Some((written, id)) => (written.as_str(), id.0),
        // After every text that a date can have.
        None => ("~", i64::MAX),
    };
    match this.encounter {
        Some(encounter) => db.rows(DOCUMENTS_OF_STAY, (encounter, written, id, this.limit), line),
        None => db.rows(DOCUMENTS, (this.patient, written, id, this.limit), line),
    }
});

pub(super) fn line(row: &rusqlite::Row<'_>) -> rusqlite::Result<DocumentLine> {
    Ok(DocumentLine {
        document: row.get(0)?,
        encounter: row.get(1)?,
        doc_type: coded(row, 2)?,
        title: row.get(5)?,
        author: row.get(6)?,
        written: when(row, 7)?,
        state: row.get(8)?,
        available: row.get(9)?,
        version_no: row.get(10)?,
        signed: when(row, 11)?,
        parent: row.get(12)?,
        parent_kind: row.get(13)?,
        confidentiality: row.get(14)?,
        patient: row.get(15)?,
    })
}

/// Asks for one document with its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneDocument(pub DocumentId);

/// One document, whole.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DocumentText {
    pub row_version: Version,
    pub line: DocumentLine,
    pub mime: String,
    pub text: String,
    /// Bytes of the original, if one is kept beside the text.
    pub original_bytes: i64,
    pub filed_at: Option<When>,
    pub filed_by: String,
    pub signatures: Vec<Signature>,
    /// Other versions, addenda and what it replaces, oldest first.
    pub related: Vec<DocumentLine>,
}

/// One signature.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Signature {
    pub signer: String,
    pub at: Option<When>,
}

const DOCUMENT: &str = include_str!("sql/document.sql");
const SIGNATURES: &str = include_str!("sql/signatures.sql");
const RELATED: &str = include_str!("sql/related.sql");

chart_query!(OneDocument, DocumentText, Topic::Documents, |this, db| {
    let found = db.row(DOCUMENT, [this.0], |row| {
        Ok(DocumentText {
            line: line(row)?,
            row_version: row.get(16)?,
            mime: row.get(17)?,
            text: row.get(18)?,
            original_bytes: row.get(19)?,
            filed_at: when(row, 20)?,
            filed_by: row.get(21)?,
            signatures: Vec::new(),
            related: Vec::new(),
        })
    })?;
    let mut document =
        found.ok_or_else(|| StoreError::NotFound("This document is no longer there.".into()))?;
    document.signatures =
        db.rows(SIGNATURES, [this.0], |row| Ok(Signature { signer: row.get(0)?, at: when(row, 1)? }))?;
    document.related = db.rows(RELATED, [this.0], line)?;
    Ok(document)
});
