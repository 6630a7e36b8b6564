//! A captured document on its way to the check: kept, indexed, the indexing taken back. Each step moves its item too.

use super::{
    file::{Arrived, Text},
    items,
    queries::State,
};
use crate::domain::{
    document_types,
    ids::{CaptureBatchId, CapturedId, EncounterId, PatientId, PractitionerId, Version},
    role::Permission,
    time::When,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Refusal, StoreError, Writing};
use crate::work::Hand;
use rusqlite::named_params;

const INSERT: &str = include_str!("sql/captured_insert.sql");
const INDEX: &str = include_str!("sql/captured_index.sql");
const MOVE: &str = include_str!("sql/captured_move.sql");
const STANDING: &str = include_str!("sql/captured_standing.sql");

/// Begins a batch; its number goes with each file.
#[derive(Clone, Debug)]
pub struct BeginBatch {
    /// Folder, or what a person calls it.
    pub source: String,
}

/// A new batch from a source.
pub fn begin(source: impl Into<String>) -> BeginBatch {
    BeginBatch { source: source.into() }
}

impl Change for BeginBatch {
    type Receipt = CaptureBatchId;

    fn topics(&self) -> Topics {
        Topic::Capture.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("capture.begin")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<CaptureBatchId, Refusal> {
        let id = tx.insert(
            "INSERT INTO capture_batch (source, at, by) VALUES (:source, :now, :by)",
            named_params! {":source": self.source, ":now": tx.now_text(), ":by": tx.session().login},
        )?;
        tx.object("capture_batch", id);
        Ok(CaptureBatchId(id))
    }
}

/// Keeps one file that arrived.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Of which batch.
    pub batch: CaptureBatchId,
    /// The file.
    pub file: Arrived,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It waits to be indexed; without text, if there is a reason.
    Waits(CapturedId, String),
    /// The same bytes arrived before.
    Duplicate {
        /// The row that says so.
        id: CapturedId,
        /// The first of them.
        of: CapturedId,
    },
}

impl Change for Capture {
    type Receipt = Kept;

    fn topics(&self) -> Topics {
        Topic::Capture.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("capture.keep")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Kept, Refusal> {
        let file = &self.file;
        let first: Option<CapturedId> = tx.row(
            "SELECT captured_id FROM captured_document WHERE sha256 = :hash AND state <> 'duplicate'",
            named_params! {":hash": file.hash.as_slice()},
            |row| row.get(0),
        )?;
        let (text, no_text) = match &file.text {
            Text::Some(text) => (text.as_str(), ""),
            Text::None(why) => ("", why.as_str()),
        };
        let id = tx.insert(
            INSERT,
            named_params! {
                ":batch": self.batch, ":name": file.name, ":mime": file.mime, ":n_bytes": file.bytes.len() as i64,
                ":hash": file.hash.as_slice(), ":state": if first.is_some() { "duplicate" } else { "batch" },
                ":no_text": no_text, ":hints": file.hints.text(), ":duplicate_of": first, ":now": tx.now_text(),
                ":by": tx.session().login,
            },
        )?;
        tx.object("captured_document", id);
        let (kept, bare, double) = (
            i64::from(first.is_none()),
            i64::from(first.is_none() && !no_text.is_empty()),
            i64::from(first.is_some()),
        );
        tx.execute(
            "UPDATE capture_batch SET n_kept = n_kept + :kept, n_without_text = n_without_text + :bare,
               n_duplicates = n_duplicates + :double WHERE capture_batch_id = :id",
            named_params! {":id": self.batch, ":kept": kept, ":bare": bare, ":double": double},
        )?;
        if let Some(of) = first {
            tx.detail(format!("duplicate of {of}"));
            return Ok(Kept::Duplicate { id: CapturedId(id), of });
        }
        tx.execute(
            "INSERT INTO captured_body (captured_id, text, bytes) VALUES (:id, :text, :bytes)",
            named_params! {":id": id, ":text": text, ":bytes": file.bytes},
        )?;
        items::arrive(tx, CapturedId(id), &file.name, "to-index")?;
        Ok(Kept::Waits(CapturedId(id), no_text.to_owned()))
    }
}

/// Says whose a captured document is and what it is.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct IndexCaptured {
    pub id: CapturedId,
    /// The version that the form was filled from.
    pub version: Version,
    pub patient: PatientId,
    pub encounter: Option<EncounterId>,
    /// LOINC code of a known kind.
    pub type_code: String,
    /// Empty: the kind's words.
    pub title: String,
    pub author: Option<PractitionerId>,
    pub author_text: String,
    pub written: Option<When>,
    /// Signed as it arrived.
    pub signed: bool,
}

impl Change for IndexCaptured {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Capture.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("capture.index").patient(self.patient).object("captured_document", self.id.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        standing(tx, self.id, self.version, &[State::Batch, State::Indexed, State::Problem])?;
        check_owner(tx, self.patient, self.encounter)?;
        let Some(kind) = document_types::coded(&self.type_code) else {
            let why = format!("there is no kind of document \"{}\"; choose one of the list.", self.type_code);
            return Err(Refusal::invalid("type", why));
        };
        if self
            .written
            .is_some_and(|written| written.day() > tx.now().with_timezone(&chrono::Local).date_naive())
        {
            return Err(Refusal::invalid("written", "the document is dated in the future; check the date."));
        }
        let title = if self.title.trim().is_empty() { kind.display.as_str() } else { self.title.trim() };
        tx.execute(
            INDEX,
            named_params! {
                ":id": self.id, ":patient": self.patient, ":encounter": self.encounter, ":type": self.type_code,
                ":title": title, ":author": self.author, ":author_text": self.author_text.trim(),
                ":written": self.written, ":doc_state": if self.signed { "signed" } else { "unsigned" },
                ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        items::leave_check(tx, self.id, "take-back", "indexed anew", Hand::Person)?;
        items::step(tx, self.id, "index", "", Hand::Person)?;
        items::to_check(tx, self, title)
    }
}

/// Takes one's own indexing back, while nobody has built on it; what was said of the paper stays in its form.
#[derive(Clone, Copy, Debug)]
pub struct UndoIndex(pub CapturedId);

impl Change for UndoIndex {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Capture.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("capture.undo-index").object("captured_document", self.0.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let version = standing_now(tx, self.0)?.1;
        standing(tx, self.0, version, &[State::Indexed])?;
        items::leave_check(tx, self.0, "take-back", "", Hand::Person)?;
        items::undo_index(tx, self.0)?;
        set_state(tx, self.0, State::Batch, "")
    }
}

/// Puts it into a state, with what is said of it there.
pub(super) fn set_state(
    tx: &Writing<'_>,
    id: CapturedId,
    state: State,
    problem: &str,
) -> Result<(), Refusal> {
    tx.execute(MOVE, named_params! {":id": id, ":state": state.word(), ":problem": problem})?;
    Ok(())
}

/// Refuses unless the document is as it was seen and in one of these states.
pub(super) fn standing(
    tx: &Writing<'_>,
    id: CapturedId,
    seen: Version,
    from: &[State],
) -> Result<State, Refusal> {
    let (state, version, by, at) = standing_now(tx, id)?;
    if !from.contains(&state) {
        return Err(Refusal::invalid(
            "",
            format!("this document is in the state \"{}\" now.", state.title()),
        ));
    }
    tx.same_version(seen, version, &by, &at, Vec::new)?;
    Ok(state)
}

/// State and version as stored, and who changed it last and when.
fn standing_now(tx: &Writing<'_>, id: CapturedId) -> Result<(State, Version, String, String), Refusal> {
    let found = tx.row(STANDING, [id], |row| {
        let state: String = row.get(0)?;
        Ok((State::from_word(&state).unwrap_or(State::Batch), row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(found.ok_or_else(|| StoreError::NotFound(format!("There is no captured document {id}.")))?)
}

/// The patient is on file, and the stay is theirs.
pub(super) fn check_owner(
    tx: &Writing<'_>,
    patient: PatientId,
    encounter: Option<EncounterId>,
) -> Result<(), Refusal> {
    let state: Option<String> =
        tx.row("SELECT state FROM patient WHERE patient_id = :id", [patient], |row| row.get(0))?;
    match state.as_deref() {
        None => return Err(Refusal::invalid("owner", "this patient is not on file.")),
        Some("merged") => {
            return Err(Refusal::invalid(
                "owner",
                "this record was merged into another; take that one's number.",
            ));
        }
        Some("deleted") => return Err(Refusal::invalid("owner", "this record is marked as deleted.")),
        Some(_) => {}
    }
    let Some(encounter) = encounter else { return Ok(()) };
    let owner: Option<PatientId> =
        tx.row("SELECT patient_id FROM encounter WHERE encounter_id = :id", [encounter], |row| row.get(0))?;
    if owner == Some(patient) {
        Ok(())
    } else {
        Err(Refusal::invalid("encounter", "this stay is of another patient."))
    }
}
