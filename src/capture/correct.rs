//! What is put right on a filed document: retraction, addendum, the move to the right chart. Nothing is deleted.

use super::{changes::check_owner, queries::query};
use crate::domain::{
    ids::{DocumentId, EncounterId, PatientId, PractitionerId, Version},
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing, words};
use rusqlite::named_params;

const STANDING: &str =
    "SELECT version, state, patient_id, title, filed_by, filed_at FROM document WHERE document_id = :id";
const RETRACT: &str =
    "UPDATE document SET state = 'retracted', available = 0, version = version + 1 WHERE document_id = :id";
const TRACE: &str = "INSERT INTO document_correction (document_id, what, other_id, reason, at, by)
                     VALUES (:id, :what, :other, :reason, :now, :by)";
const COPY: &str = include_str!("sql/document_copy.sql");
const ADDENDUM: &str = include_str!("sql/addendum.sql");
const CORRECTIONS: &str = include_str!("sql/corrections.sql");

/// One correction of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// `retracted`, `moved-out`, `moved-in`.
    pub what: String,
    /// The copy in the right chart, or the document that it came from.
    pub other: Option<DocumentId>,
    /// Record number of the chart in which that stands.
    pub other_mrn: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
}

impl Correction {
    /// In a sentence: "Moved to the chart 100234: …".
    pub fn sentence(&self) -> String {
        match self.what.as_str() {
            "moved-out" => format!("Wrong chart: moved to record {}. {}", self.other_mrn, self.reason),
            "moved-in" => {
                format!("Came from record {}, where it was filed by mistake. {}", self.other_mrn, self.reason)
            }
            _ => format!("Retracted. {}", self.reason),
        }
    }
}

/// Asks for the corrections of a document, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorrectionsOf(pub DocumentId);

impl Query for CorrectionsOf {
    type Rows = Vec<Correction>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Documents.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(CORRECTIONS, [self.0], |row| {
            Ok(Correction {
                what: row.get(0)?,
                other: row.get(1)?,
                other_mrn: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                reason: row.get(3)?,
                at: row.get(4)?,
                by: row.get(5)?,
            })
        })
    }
}

/// A document as it stands before it is corrected.
struct Standing {
    patient: PatientId,
    title: String,
}

fn standing(tx: &Writing<'_>, id: DocumentId, seen: Option<Version>) -> Result<Standing, Refusal> {
    let found = tx.row(STANDING, named_params! {":id": id}, |row| {
        let texts: (String, String, String, String) = (row.get(1)?, row.get(3)?, row.get(4)?, row.get(5)?);
        Ok((Version(row.get(0)?), row.get::<_, PatientId>(2)?, texts))
    })?;
    let (version, patient, (state, title, by, at)) =
        found.ok_or_else(|| StoreError::NotFound(format!("There is no document {id}.")))?;
    if let Some(seen) = seen {
        tx.same_version(seen, version, &by, &at, Vec::new)?;
    }
    tx.about(patient);
    match state.as_str() {
        "retracted" => Err(Refusal::invalid("", "this document is retracted already.")),
        "superseded" => {
            Err(Refusal::invalid("", "this version was replaced; correct the version that counts."))
        }
        _ => Ok(Standing { patient, title }),
    }
}

fn needed(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        Err(Refusal::invalid("reason", "a reason is needed; it stays with the document."))
    } else {
        Ok(reason)
    }
}

fn trace(
    tx: &Writing<'_>,
    id: DocumentId,
    what: &str,
    other: Option<DocumentId>,
    reason: &str,
) -> Result<(), StoreError> {
    tx.execute(
        TRACE,
        named_params! {
            ":id": id, ":what": what, ":other": other, ":reason": reason, ":now": tx.now_text(),
            ":by": tx.session().login,
        },
    )?;
    Ok(())
}

/// Takes a document back. It stays in the chart, marked; it no longer counts in care.
#[derive(Clone, Debug)]
pub struct RetractDocument {
    /// Which.
    pub document: DocumentId,
    /// The version that was looked at; none: whatever stands.
    pub version: Option<Version>,
    /// Why.
    pub reason: String,
}

impl Change for RetractDocument {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Documents.into()
    }

    fn needs(&self) -> Permission {
        Permission::CorrectRecords
    }

    fn audit(&self) -> AuditLine {
        let line = AuditLine::new("document.retract").object("document", self.document.0);
        AuditLine { reason: self.reason.trim().to_owned(), ..line }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let reason = needed(&self.reason)?;
        standing(tx, self.document, self.version)?;
        tx.execute(RETRACT, named_params! {":id": self.document})?;
        trace(tx, self.document, "retracted", None, reason)?;
        Ok(())
    }
}

/// Moves a document to the right chart: a copy is filed there, this one is retracted, both tell of each other.
#[derive(Clone, Debug)]
pub struct MoveDocument {
    /// Which.
    pub document: DocumentId,
    /// The version that was looked at; none: whatever stands.
    pub version: Option<Version>,
    /// Whose it is.
    pub patient: PatientId,
    /// The stay that it belongs to.
    pub encounter: Option<EncounterId>,
    /// Why.
    pub reason: String,
}

impl Change for MoveDocument {
    /// The copy in the right chart.
    type Receipt = DocumentId;

    fn topics(&self) -> Topics {
        Topic::Documents.into()
    }

    fn needs(&self) -> Permission {
        Permission::CorrectRecords
    }

    fn audit(&self) -> AuditLine {
        let line = AuditLine::new("document.move-out").object("document", self.document.0);
        AuditLine { reason: self.reason.trim().to_owned(), ..line }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<DocumentId, Refusal> {
        let reason = needed(&self.reason)?;
        let before = standing(tx, self.document, self.version)?;
        if before.patient == self.patient {
            return Err(Refusal::invalid("owner", "the document is in this patient's chart already."));
        }
        check_owner(tx, self.patient, self.encounter)?;
        let copy = DocumentId(tx.insert(
            COPY,
            named_params! {
                ":id": self.document, ":patient": self.patient, ":encounter": self.encounter, ":now": tx.now_text(),
                ":by": tx.session().login,
            },
        )?);
        tx.execute(
            "INSERT INTO document_body (document_id, text, bytes) SELECT :copy, text, bytes FROM document_body WHERE document_id = :id",
            named_params! {":copy": copy, ":id": self.document},
        )?;
        tx.execute(
            "INSERT INTO signature (document_id, signature_no, practitioner_id, signer_text, signed_at)
             SELECT :copy, signature_no, practitioner_id, signer_text, signed_at FROM signature WHERE document_id = :id",
            named_params! {":copy": copy, ":id": self.document},
        )?;
        let text: Option<String> =
            tx.row("SELECT text FROM document_body WHERE document_id = :id", [self.document], |row| {
                row.get(0)
            })?;
        words::index(tx, copy, self.patient, &before.title, text.as_deref().unwrap_or_default())?;
        // The wrong chart must not be found by this document's words.
        words::remove(tx, self.document)?;
        tx.execute(RETRACT, named_params! {":id": self.document})?;
        trace(tx, self.document, "moved-out", Some(copy), reason)?;
        trace(tx, copy, "moved-in", Some(self.document), reason)?;
        tx.detail(format!("now document {copy} of patient {}", self.patient));
        let line = AuditLine::new("document.move-in").patient(self.patient).object("document", copy.0);
        let line = AuditLine { reason: reason.to_owned(), ..line };
        tx.also(line.detail(format!("was document {} of patient {}", self.document, before.patient)));
        Ok(copy)
    }
}

/// Adds a text to a document that stays as it is.
#[derive(Clone, Debug)]
pub struct AddAddendum {
    /// To which.
    pub document: DocumentId,
    /// Who wrote it.
    pub author: Option<PractitionerId>,
    /// The author in words, where they are no clinician here.
    pub author_text: String,
    /// Signed as it is filed.
    pub signed: bool,
    /// The text.
    pub text: String,
}

impl Change for AddAddendum {
    type Receipt = DocumentId;

    fn topics(&self) -> Topics {
        Topic::Documents.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("document.addendum")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<DocumentId, Refusal> {
        if self.text.trim().is_empty() {
            return Err(Refusal::invalid("text", "an addendum needs a text."));
        }
        let parent = standing(tx, self.document, None)?;
        let title = format!("Addendum: {}", parent.title);
        let id = tx.insert(
            ADDENDUM,
            named_params! {
                ":id": self.document, ":title": title, ":author": self.author,
                ":author_text": self.author_text.trim(), ":state": if self.signed { "signed" } else { "unsigned" },
                ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        tx.execute(
            "INSERT INTO document_body (document_id, text) VALUES (:id, :text)",
            (id, self.text.trim_end()),
        )?;
        words::index(tx, DocumentId(id), parent.patient, &title, &self.text)?;
        tx.object("document", id);
        tx.detail(format!("to document {}", self.document));
        Ok(DocumentId(id))
    }
}

/// The stay of a visit number in a patient's chart; none if there is no such stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayOf {
    /// Whose.
    pub patient: PatientId,
    /// Visit or account number.
    pub number: String,
}

query!(StayOf, Option<EncounterId>, Topic::Encounters, |this, db| {
    db.row(
        "SELECT encounter_id FROM encounter WHERE patient_id = :patient AND (visit_number = :number OR account_number = :number)",
        named_params! {":patient": this.patient, ":number": this.number},
        |row| row.get(0),
    )
});
