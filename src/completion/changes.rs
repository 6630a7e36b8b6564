//! What people decide about deficiencies; each decision is followed by a new look at the chart.

use super::{
    book::Book,
    look_over::{end, event, look_over},
    worklist,
};
use crate::{
    domain::{
        completion::{Ended, Lack, Standing},
        ids::{DeficiencyId, DocumentId, EncounterId, PatientId, PractitionerId, Version},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, StoreError, Writing},
};
use rusqlite::named_params;

/// What is decided about one deficiency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The clinician refuses it.
    Dispute,
    /// The clinician is right: it was no deficiency of theirs.
    Uphold,
    /// The clinician is wrong: it stays.
    Keep,
    /// Forgiven by a supervisor.
    Waive,
    /// Done, though no document says so.
    Close,
    /// It never was one.
    Cancel,
    /// Somebody else owes it.
    Reassign(PractitionerId),
    /// It is owed again.
    Reopen,
    /// A word about it.
    Note,
}

impl Deed {
    fn action(&self) -> &'static str {
        match self {
            Self::Dispute => "deficiency.dispute",
            Self::Uphold => "deficiency.uphold",
            Self::Keep => "deficiency.keep",
            Self::Waive => "deficiency.waive",
            Self::Close => "deficiency.close",
            Self::Cancel => "deficiency.cancel",
            Self::Reassign(_) => "deficiency.reassign",
            Self::Reopen => "deficiency.reopen",
            Self::Note => "deficiency.note",
        }
    }

    /// The state that it leads to; none if it stays.
    fn leads_to(&self) -> Option<Standing> {
        match self {
            Self::Dispute => Some(Standing::Disputed),
            Self::Uphold | Self::Cancel => Some(Standing::Cancelled),
            Self::Keep | Self::Reopen => Some(Standing::Open),
            Self::Waive => Some(Standing::Waived),
            Self::Close => Some(Standing::Closed),
            Self::Reassign(_) | Self::Note => None,
        }
    }
}

/// Decides about one deficiency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decide {
    /// Which.
    pub id: DeficiencyId,
    /// The version that the author saw; none: whatever it is now.
    pub seen: Option<Version>,
    /// What is decided.
    pub deed: Deed,
    /// Why; a note's words.
    pub reason: String,
}

/// A deficiency as a decision finds it.
pub(super) struct Row {
    pub id: DeficiencyId,
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub state: Standing,
    pub lack: String,
    pub name: String,
    pub version: Version,
}

impl Change for Decide {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        if self.deed == Deed::Waive { Permission::DecideCompletion } else { Permission::ReviewCharts }
    }
    fn audit(&self) -> AuditLine {
        let line = AuditLine::new(self.deed.action()).object("deficiency", self.id.0);
        AuditLine { reason: self.reason.clone(), ..line }
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let row = row(tx, self.id)?;
        tx.about(row.patient);
        tx.detail(format!("{}, {}", row.name, row.lack));
        if let Some(seen) = self.seen.filter(|seen| *seen != row.version) {
            let (by, at) = last_hand(tx, self.id)?;
            tx.same_version(seen, row.version, &by, &at, Vec::new)?;
        }
        self.check(&row)?;
        let by = tx.session().login.clone();
        let lack = Lack::from_word(&row.lack).unwrap_or(Lack::Content);
        match &self.deed {
            Deed::Dispute => {
                set(
                    tx,
                    &row,
                    "UPDATE deficiency SET state = 'disputed', dispute_reason = :words, upheld = NULL, version = version + 1 WHERE deficiency_id = :id",
                    &self.reason,
                )?;
                event(tx, row.id, "disputed", (row.state.title(), "disputed"), &self.reason, &by)?;
                worklist::dispute(tx, &row, &row.name)?;
            }
            Deed::Uphold => {
                set(
                    tx,
                    &row,
                    "UPDATE deficiency SET upheld = 1 WHERE deficiency_id = :id AND :words = :words",
                    "",
                )?;
                end(tx, row.id, lack, Ended::Cancelled, &by, &self.reason)?;
            }
            Deed::Keep => {
                set(
                    tx,
                    &row,
                    "UPDATE deficiency SET state = 'open', upheld = 0, version = version + 1 WHERE deficiency_id = :id AND :words = :words",
                    "",
                )?;
                event(tx, row.id, "kept", ("disputed", "open"), &self.reason, &by)?;
                worklist::settle_dispute(tx, row.id)?;
            }
            Deed::Waive => end(tx, row.id, lack, Ended::Waived, &by, &self.reason)?,
            Deed::Close => end(tx, row.id, lack, Ended::ByHand, &by, &self.reason)?,
            Deed::Cancel => end(tx, row.id, lack, Ended::Cancelled, &by, &self.reason)?,
            Deed::Reassign(to) => self.reassign(tx, &row, *to)?,
            Deed::Reopen => {
                set(
                    tx,
                    &row,
                    "UPDATE deficiency SET state = 'open', ended_at = '', ended_by = '', ended_how = '', version = version + 1 WHERE deficiency_id = :id AND :words = :words",
                    "",
                )?;
                event(tx, row.id, "reopened", (row.state.title(), "open"), &self.reason, &by)?;
            }
            Deed::Note => {
                set(
                    tx,
                    &row,
                    "UPDATE deficiency SET note = :words, version = version + 1 WHERE deficiency_id = :id",
                    &self.reason,
                )?;
                event(tx, row.id, "noted", ("", ""), &self.reason, &by)?;
            }
        }
        let book = Book::load(tx.conn())?;
        look_over(tx, &book, row.encounter)?;
        Ok(())
    }
}

impl Decide {
    fn check(&self, row: &Row) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why; the history of the deficiency keeps it."));
        }
        let is_end_of_dispute = matches!(self.deed, Deed::Uphold | Deed::Keep);
        if is_end_of_dispute && row.state != Standing::Disputed {
            return Err(Refusal::invalid(
                "",
                format!(
                    "this deficiency is {}, not disputed; there is nothing to decide.",
                    row.state.title()
                ),
            ));
        }
        if matches!(self.deed, Deed::Reassign(_)) && !row.state.is_open() {
            return Err(Refusal::invalid(
                "",
                format!(
                    "this deficiency is {}; reopen it before it is given to somebody.",
                    row.state.title()
                ),
            ));
        }
        match self.deed.leads_to() {
            Some(next) if !row.state.may_become(next) => Err(Refusal::invalid(
                "",
                format!(
                    "this deficiency is {} and cannot become {} from there.",
                    row.state.title(),
                    next.title()
                ),
            )),
            _ => Ok(()),
        }
    }

    fn reassign(&self, tx: &Writing<'_>, row: &Row, to: PractitionerId) -> Result<(), Refusal> {
        let name = practitioner(tx, to)?;
        let before: Option<String> =
            tx.row(include_str!("sql/responsible.sql"), [row.id], |found| found.get(0))?;
        tx.execute(
            "UPDATE deficiency SET responsible_id = :to, reassigned = 1, version = version + 1 WHERE deficiency_id = :id",
            named_params! {":to": to, ":id": row.id},
        )?;
        let (before, by) = (before.unwrap_or_default(), &tx.session().login);
        event(tx, row.id, "reassigned", (&before, &name), &self.reason, by)?;
        Ok(())
    }
}

fn set(tx: &Writing<'_>, row: &Row, sql: &'static str, words: &str) -> Result<(), Refusal> {
    tx.execute(sql, named_params! {":id": row.id, ":words": words})?;
    Ok(())
}

fn practitioner(tx: &Writing<'_>, id: PractitionerId) -> Result<String, Refusal> {
    let name = "SELECT family || ', ' || given FROM practitioner WHERE practitioner_id = ?1";
    tx.row(name, [id], |row| row.get(0))?
        .ok_or_else(|| Refusal::invalid("provider", format!("there is no provider {id} in the directory.")))
}

fn row(tx: &Writing<'_>, id: DeficiencyId) -> Result<Row, Refusal> {
    let row = tx.row(include_str!("sql/decided.sql"), [id], |row| {
        Ok(Row {
            id,
            encounter: row.get(0)?,
            patient: row.get(1)?,
            state: Standing::from_word(&row.get::<_, String>(2)?).unwrap_or(Standing::Open),
            lack: row.get(3)?,
            name: row.get(4)?,
            version: row.get(5)?,
        })
    })?;
    row.ok_or_else(|| Refusal::invalid("deficiency", format!("there is no deficiency {id}.")))
}

fn last_hand(tx: &Writing<'_>, id: DeficiencyId) -> Result<(String, String), StoreError> {
    let last = "SELECT by, at FROM deficiency_event WHERE deficiency_id = ?1 ORDER BY event_id DESC LIMIT 1";
    Ok(tx.row(last, [id], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or_default())
}

/// Assigns a deficiency that a person found: missing, unsigned, of another patient, sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignByHand {
    /// The stay.
    pub encounter: EncounterId,
    /// What is lacking.
    pub lack: Lack,
    /// Key of the type in the rules, or empty with a document.
    pub doc_type: String,
    /// The document, if it is there.
    pub document: Option<DocumentId>,
    /// Who owes it; none: the author of the document, else the attending.
    pub responsible: Option<PractitionerId>,
    /// What was found, in words.
    pub note: String,
}

impl Change for AssignByHand {
    type Receipt = DeficiencyId;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn audit(&self) -> AuditLine {
        AuditLine { reason: self.note.clone(), ..AuditLine::new("deficiency.assign") }
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<DeficiencyId, Refusal> {
        let book = Book::load(tx.conn())?;
        let Some(chart) = super::facts::load(tx.conn(), &book.set, self.encounter, tx.now())? else {
            return Err(Refusal::invalid("encounter", format!("there is no stay {}.", self.encounter)));
        };
        let facts = &chart.facts;
        let document = match self.document {
            Some(id) => Some(facts.document(id).ok_or_else(|| {
                Refusal::invalid("document", format!("document {id} is not in this stay."))
            })?),
            None => None,
        };
        if self.lack == Lack::Unsigned
            && document.is_some_and(crate::domain::completion::DocumentFacts::is_signed)
        {
            return Err(Refusal::invalid(
                "document",
                "this document is signed. If the signature is not right, send it back with words.",
            ));
        }
        let kind = match document {
            Some(document) => book.set.type_of(document),
            None => book.set.doc_type(&self.doc_type),
        };
        let Some((key, name)) = kind
            .map(|kind| (kind.key.clone(), kind.name.clone()))
            .or_else(|| document.map(|document| (document.code.clone(), document.title.clone())))
        else {
            return Err(Refusal::invalid(
                "type",
                format!("there is no document type \"{}\" in the rules.", self.doc_type),
            ));
        };
        let same =
            super::look_over::stored(tx, self.encounter)?.into_iter().map(|one| one.known).find(|known| {
                known.state.is_open()
                    && known.lack == self.lack
                    && known.document == self.document
                    && (self.document.is_some() || known.doc_type == key)
            });
        if let Some(same) = same {
            return Err(Refusal::invalid("", format!("this is owed already: deficiency {}.", same.id)));
        }
        let responsible =
            self.responsible.or_else(|| document.and_then(|document| document.author)).or(facts.attending);
        let due = book.due("record-completion", facts.discharge, &facts.service);
        let id = tx.insert(
            include_str!("sql/deficiency_insert.sql"),
            named_params! {
                ":encounter": facts.encounter, ":patient": facts.patient, ":rule": "", ":lack": self.lack.word(),
                ":type": key, ":name": name, ":document": self.document, ":responsible": responsible,
                ":reason": "Found at the review of the chart.", ":note": self.note.trim(),
                ":start": facts.discharge.filter(|_| due.is_some()), ":due": due.as_ref().map(|due| &due.0),
                ":due_rule": due.as_ref().map(|due| due.1), ":level": 0, ":letter": "", ":delinquent": false,
                ":suspends": false, ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        tx.about(facts.patient);
        tx.object("deficiency", id);
        tx.detail(format!("{name}, {}", self.lack.word()));
        look_over(tx, &book, self.encounter)?;
        Ok(DeficiencyId(id))
    }
}
