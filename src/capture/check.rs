//! An indexed document at its check: filed or sent back; papers put aside as a problem, or refused. Each step moves the
//! item too.

use super::{
    changes::{check_owner, set_state, standing},
    items,
    queries::{OneCaptured, State},
};
use crate::domain::{
    document_types,
    ids::{CapturedId, DocumentId, Version},
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Query as _, Refusal, Writing, words};
use crate::work::Hand;
use rusqlite::named_params;

const FILE: &str = include_str!("sql/captured_file.sql");
const REFUSE: &str = include_str!("sql/captured_refuse.sql");

/// What checking says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right: it goes into the chart.
    File,
    /// Wrong: back to be indexed, with the words that its form shows then.
    Back(String),
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
            Verdict::Back(_) => Topic::Capture.into(),
        }
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        let line = match &self.verdict {
            Verdict::File => AuditLine::new("document.file"),
            Verdict::Back(why) => {
                AuditLine { reason: why.trim().to_owned(), ..AuditLine::new("capture.back") }
            }
        };
        line.object("captured_document", self.id.0)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Option<DocumentId>, Refusal> {
        standing(tx, self.id, self.version, &[State::Indexed])?;
        let one = OneCaptured(self.id).run(&tx.reader())?;
        let Some(patient) = one.line.patient else {
            return Err(Refusal::invalid("", "the document has no patient yet; index it first."));
        };
        tx.about(patient);
        if let Verdict::Back(why) = &self.verdict {
            let why = needed(why, "say what is wrong, so that it is indexed rightly.")?;
            set_state(tx, self.id, State::Batch, why)?;
            items::leave_check(tx, self.id, "back", why, Hand::Person)?;
            items::arrive(tx, self.id, &one.line.name, "to-index")?;
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
        items::leave_check(tx, self.id, "file", "", Hand::Person)?;
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
    /// Of a problem that is none any more: what is known now. May be empty; it stands in the trace.
    pub solved: String,
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
            None => AuditLine { reason: self.solved.trim().to_owned(), ..line.detail("taken back") },
        }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let from: &[State] = match self.problem {
            Some(_) => &[State::Batch, State::Indexed],
            None => &[State::Problem, State::Refused],
        };
        let was = standing(tx, self.id, self.version, from)?;
        let name = OneCaptured(self.id).run(&tx.reader())?.line.name;
        let Some(problem) = &self.problem else {
            set_state(tx, self.id, State::Batch, "")?;
            return match was {
                State::Refused => items::arrive(tx, self.id, &name, "to-index"),
                _ => items::step(tx, self.id, "solve", self.solved.trim(), Hand::Person),
            };
        };
        let problem = needed(problem, "say what is wrong, so that others can help.")?;
        set_state(tx, self.id, State::Problem, problem)?;
        if was == State::Indexed {
            items::leave_check(tx, self.id, "problem", problem, Hand::Person)?;
            return items::arrive(tx, self.id, &name, "problem");
        }
        items::step(tx, self.id, "problem", problem, Hand::Person)
    }
}

/// Refuses papers that belong into no chart: a blank page, a letter to somebody else. They are kept, with the reason, and
/// can be taken back by [`SetProblem`]. All of them or none.
#[derive(Clone, Debug)]
pub struct RefuseCaptured {
    /// Which, with the versions that were looked at.
    pub on: Vec<(CapturedId, Version)>,
    /// Why.
    pub reason: String,
}

impl Change for RefuseCaptured {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Capture.into()
    }

    fn needs(&self) -> Permission {
        Permission::FileDocuments
    }

    fn audit(&self) -> AuditLine {
        AuditLine { reason: self.reason.trim().to_owned(), ..AuditLine::new("capture.refuse") }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let reason = needed(&self.reason, "say why it is refused; the reason stays with it.")?;
        for (at, (id, seen)) in self.on.iter().enumerate() {
            let was = standing(tx, *id, *seen, &[State::Batch, State::Indexed, State::Problem])?;
            tx.execute(
                REFUSE,
                named_params! {
                    ":id": id, ":problem": reason, ":now": tx.now_text(), ":by": tx.session().login,
                },
            )?;
            if was == State::Indexed {
                items::leave_check(tx, *id, "refuse", reason, Hand::Person)?;
            } else {
                items::step(tx, *id, "refuse", reason, Hand::Person)?;
            }
            if at == 0 {
                tx.object("captured_document", id.0);
            } else {
                tx.also(self.audit().object("captured_document", id.0));
            }
        }
        Ok(())
    }
}

fn needed<'t>(text: &'t str, why: &str) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::invalid("reason", why)) } else { Ok(text) }
}
