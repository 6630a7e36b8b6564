//! A captured document on its way: kept, indexed, checked, filed.

use super::{
    file::{Arrived, Text},
    queries::{OneCaptured, State},
};
use crate::domain::{
    document_types,
    ids::{CaptureBatchId, CapturedId, DocumentId, EncounterId, PatientId, PractitionerId, Version},
    role::Permission,
    time::When,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Query as _, Refusal, StoreError, Writing, words};
use rusqlite::named_params;

const INSERT: &str = include_str!("sql/captured_insert.sql");
const INDEX: &str = include_str!("sql/captured_index.sql");
const MOVE: &str = include_str!("sql/captured_move.sql");
const FILE: &str = include_str!("sql/captured_file.sql");

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
        Ok(())
    }
}

/// What checking says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right: it goes into the chart.
    File,
    /// Wrong: back to be indexed.
    Back,
}

/// Checks an indexed document: into the chart, or back.
#[derive(Clone, Debug)]
pub struct CheckCaptured {
    /// Which.
    pub id: CapturedId,
    /// The version that was looked at.
    pub version: Version,
    /// What the check says.
    pub verdict: Verdict,
}

impl Change for CheckCaptured {
    /// The document in the chart, if it was filed.
    type Receipt = Option<DocumentId>;

    fn topics(&self) -> Topics {
        match self.verdict {
            Verdict::File => Topic::Capture | Topic::Documents,
            Verdict::Back => Topic::Capture.into(),
        }
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        let action = match self.verdict {
            Verdict::File => "document.file",
            Verdict::Back => "capture.back",
        };
        AuditLine::new(action).object("captured_document", self.id.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<DocumentId>, Refusal> {
        standing(tx, self.id, self.version, &[State::Indexed])?;
        let one = OneCaptured(self.id).run(&tx.reader())?;
        let Some(patient) = one.line.patient else {
            return Err(Refusal::invalid("", "the document has no patient yet; index it first."));
        };
        tx.about(patient);
        if self.verdict == Verdict::Back {
            set_state(tx, self.id, State::Batch, "")?;
            return Ok(None);
        }
        // The record may have been merged since it was indexed.
        check_owner(tx, patient, one.line.encounter)?;
        let kind = document_types::coded(&one.line.type_code).unwrap_or_default();
        let id = tx.insert(
            FILE,
            named_params! {
                ":patient": patient, ":encounter": one.line.encounter, ":type_system": kind.system,
                ":type_code": kind.code, ":type_text": kind.display, ":title": one.line.title,
                ":author": one.line.author, ":author_text": one.line.author_text, ":written": one.line.written,
                ":state": one.line.doc_state, ":mime": one.line.mime, ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        tx.execute(
            "INSERT INTO document_body (document_id, text, bytes)
             SELECT :document, text, CASE WHEN :plain THEN NULL ELSE bytes END FROM captured_body WHERE captured_id = :id",
            named_params! {":document": id, ":plain": one.line.mime == "text/plain", ":id": self.id},
        )?;
        words::index(tx, DocumentId(id), patient, &one.line.title, &one.text)?;
        tx.execute(
            "UPDATE captured_document SET state = 'filed', document_id = :document, checked_at = :now, checked_by = :by,
               version = version + 1 WHERE captured_id = :id",
            named_params! {":document": id, ":now": tx.now_text(), ":by": tx.session().login, ":id": self.id},
        )?;
        tx.object("document", id);
        tx.detail(format!("captured document {}", self.id));
        Ok(Some(DocumentId(id)))
    }
}

/// Puts a document aside as a problem, or takes it back to be indexed.
#[derive(Clone, Debug)]
pub struct SetProblem {
    /// Which.
    pub id: CapturedId,
    /// The version that was looked at.
    pub version: Version,
    /// What is wrong; none: no longer a problem.
    pub problem: Option<String>,
}

impl Change for SetProblem {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Capture.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        let line = AuditLine::new("capture.problem").object("captured_document", self.id.0);
        match &self.problem {
            Some(problem) => AuditLine { reason: problem.clone(), ..line },
            None => line.detail("taken back"),
        }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let from: &[State] = match self.problem {
            Some(_) => &[State::Batch, State::Indexed],
            None => &[State::Problem],
        };
        standing(tx, self.id, self.version, from)?;
        match &self.problem {
            Some(problem) if problem.trim().is_empty() => {
                Err(Refusal::invalid("reason", "say what is wrong, so that others can help."))
            }
            Some(problem) => set_state(tx, self.id, State::Problem, problem.trim()),
            None => set_state(tx, self.id, State::Batch, ""),
        }
    }
}

fn set_state(tx: &Writing<'_>, id: CapturedId, state: State, problem: &str) -> Result<(), Refusal> {
    tx.execute(MOVE, named_params! {":id": id, ":state": state.word(), ":problem": problem})?;
    Ok(())
}

/// Refuses unless the document is as it was seen and in one of these states.
fn standing(tx: &Writing<'_>, id: CapturedId, seen: Version, from: &[State]) -> Result<(), Refusal> {
    let found: Option<(String, Version, String, String)> = tx.row(
        "SELECT state, version, max(indexed_by, checked_by), max(indexed_at, checked_at, at)
         FROM captured_document WHERE captured_id = :id",
        [id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    let (state, version, by, at) =
        found.ok_or_else(|| StoreError::NotFound(format!("There is no captured document {id}.")))?;
    let state = State::from_word(&state).unwrap_or(State::Batch);
    if !from.contains(&state) {
        return Err(Refusal::invalid(
            "",
            format!("this document is in the state \"{}\" now.", state.title()),
        ));
    }
    tx.same_version(seen, version, &by, &at, Vec::new)
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
