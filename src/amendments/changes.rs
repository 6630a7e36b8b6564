//! What is done with a request; each answer with its letter.

use super::queries::{Amendment, OneAmendment, basis};
use crate::clocks;
use crate::domain::{
    clocks::{check_due, in_force, start_of_day},
    ids::{AmendmentId, DocumentId, EncounterId, LetterId, PatientId, Version},
    role::Permission,
    time::When,
    topics::{Topic, Topics},
};
use crate::letters::{Draft, LetterHead, To, Values, Way, long_date, send_within};
use crate::store::{AuditLine, Change, Query as _, Refusal, Writing};
use crate::work::{self, Hand, NewItem, queues::AMENDMENTS};
use chrono::{Local, NaiveDate};
use rusqlite::named_params;

/// The rule of the clock, as the rule table names it: 164.526(b)(2).
const CLOCK: &str = "amendment-request";
/// What items of requests are about.
const SUBJECT: &str = "amendment";

/// Takes a request in; the patient gets a letter with the date of the answer.
#[derive(Clone, Debug)]
pub struct NewAmendment {
    /// Whose.
    pub patient: PatientId,
    /// The document that it concerns, if it is one.
    pub document: Option<DocumentId>,
    /// What the patient asks to be amended.
    pub what: String,
    /// When it was received, anywhere in the hospital.
    pub received: NaiveDate,
}

impl Change for NewAmendment {
    type Receipt = AmendmentId;

    fn topics(&self) -> Topics {
        Topic::Amendments.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleAmendments
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("amendment.new").patient(self.patient)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<AmendmentId, Refusal> {
        let what = needed("what", &self.what, "say what the patient asks to be amended.")?;
        if self.received > today(tx) {
            return Err(Refusal::invalid(
                "received",
                "the request was received in the future; check the date.",
            ));
        }
        let encounter = self.encounter(tx)?;
        let id = AmendmentId(tx.insert(
            "INSERT INTO amendment (patient_id, document_id, what, received_on, updated_at, updated_by, at, by)
             VALUES (:patient, :document, :what, :received, :now, :by, :now, :by)",
            named_params! {
                ":patient": self.patient, ":document": self.document, ":what": what,
                ":received": self.received.to_string(), ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?);
        self.start_clock(tx, id, encounter)?;
        tx.object("amendment", id.0);
        letter(tx, "amendment-received", id)?;
        Ok(id)
    }
}

impl NewAmendment {
    /// The stay of the document that it concerns; a document of another chart is refused.
    fn encounter(&self, tx: &Writing<'_>) -> Result<Option<EncounterId>, Refusal> {
        let Some(document) = self.document else { return Ok(None) };
        let of: Option<(PatientId, Option<EncounterId>)> = tx.row(
            "SELECT patient_id, encounter_id FROM document WHERE document_id = :id",
            [document],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        match of {
            Some((patient, encounter)) if patient == self.patient => Ok(encounter),
            _ => Err(Refusal::invalid("document", "this document is not in the patient's chart.")),
        }
    }

    /// Its item, due by the rule that holds on the day of receipt.
    fn start_clock(
        &self,
        tx: &Writing<'_>,
        id: AmendmentId,
        encounter: Option<EncounterId>,
    ) -> Result<(), Refusal> {
        let rules = clocks::load(tx.conn())?;
        let Some(rule) = in_force(&rules, CLOCK, &[], self.received) else {
            let why = format!(
                "no rule \"{CLOCK}\" holds on {}, so that no answer would be due; a supervisor sets it under Rules.",
                self.received
            );
            return Err(Refusal::invalid("received", why));
        };
        let start = When::of_day(self.received);
        let due = rule.due(start, &clocks::zone());
        check_due(start_of_day(self.received, &clocks::zone()), due)
            .map_err(|fault| Refusal::invalid("received", fault.to_string()))?;
        let title: String = self.what.trim().replace('\n', " ").chars().take(200).collect();
        let new = NewItem {
            patient: Some(self.patient),
            encounter,
            title: &title,
            due: Some(due),
            due_rule: Some(rule.row.0),
            ..NewItem::of(AMENDMENTS.id, SUBJECT, id.0)
        };
        work::open(tx, &new)?;
        Ok(())
    }
}

/// The one extension of 30 days, told in writing inside the first 60 days.
#[derive(Clone, Debug)]
pub struct Extend {
    /// Which request.
    pub id: AmendmentId,
    /// The version that was looked at.
    pub version: Version,
    /// Why the answer is late, for the patient.
    pub reason: String,
}

impl Change for Extend {
    type Receipt = LetterId;

    fn topics(&self) -> Topics {
        Topic::Amendments.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleAmendments
    }

    fn audit(&self) -> AuditLine {
        line("amendment.extend", self.id, &self.reason)
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<LetterId, Refusal> {
        let one = standing(tx, self.id, self.version)?;
        open(&one)?;
        let reason = needed("reason", &self.reason, "the letter must state the reason of the delay.")?;
        let (Some(rule), Some(item)) = (&one.rule, one.item) else {
            return Err(Refusal::invalid("", "the rule that made its due time is not known any more."));
        };
        let due = rule
            .extended(one.due, one.extended, &clocks::zone())
            .map_err(|fault| Refusal::invalid("", fault.to_string()))?;
        if tx.now() > one.due {
            let why = format!(
                "the first {} are over: the notice of an extension had to go out before ({}). Answer the request now.",
                rule.span(),
                rule.citation
            );
            return Err(Refusal::invalid("", why));
        }
        tx.execute(
            "UPDATE amendment SET extended_at = :now, extension_reason = :reason, version = version + 1,
               updated_at = :now, updated_by = :by WHERE amendment_id = :id",
            named_params! {":id": self.id, ":reason": reason, ":now": tx.now_text(), ":by": tx.session().login},
        )?;
        let held = work::get(tx, item)?;
        work::claims::not_held_by_another(tx, &held)?;
        let said = format!("extended by {} days: {reason}", rule.extension_days);
        work::set_due(tx, item, Some(due), Some(rule.row.0), &said)?;
        letter(tx, "amendment-extended", self.id)
    }
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The record is amended.
    Accept {
        /// What is amended, in words.
        decision: String,
        /// Others who are told: 164.526(c)(3).
        informed: String,
    },
    /// It is not.
    Deny {
        /// One of [`super::BASES`].
        basis: String,
        /// Why, in plain words.
        reason: String,
    },
}

/// Answers a request; the patient gets the letter.
#[derive(Clone, Debug)]
pub struct Decide {
    /// Which request.
    pub id: AmendmentId,
    /// The version that was looked at.
    pub version: Version,
    /// The answer.
    pub decision: Decision,
}

impl Change for Decide {
    type Receipt = LetterId;

    fn topics(&self) -> Topics {
        Topic::Amendments | Topic::Documents
    }

    fn needs(&self) -> Permission {
        Permission::DecideAmendments
    }

    fn audit(&self) -> AuditLine {
        match &self.decision {
            Decision::Accept { decision, .. } => line("amendment.accept", self.id, decision),
            Decision::Deny { reason, .. } => line("amendment.deny", self.id, reason),
        }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<LetterId, Refusal> {
        let one = standing(tx, self.id, self.version)?;
        open(&one)?;
        let (state, basis, words, informed, kind) = match &self.decision {
            Decision::Accept { decision, informed } => {
                let words = needed("decision", decision, "say what is amended in the record.")?;
                ("accepted", "", words, informed.trim(), "amendment-accepted")
            }
            Decision::Deny { basis: word, reason } => {
                let Some(basis) = basis(word) else {
                    let known: Vec<&str> = super::BASES.iter().map(|(word, _)| *word).collect();
                    let why =
                        format!("a denial needs one of the bases of 164.526(a)(2): {}.", known.join(", "));
                    return Err(Refusal::invalid("basis", why));
                };
                let words = needed("reason", reason, "say in plain words why the request is denied.")?;
                let lacking = LetterHead.run(&tx.reader())?.lacking();
                if !lacking.is_empty() {
                    let why = format!(
                        "the letter of denial must name a contact with address and telephone (164.526(d)(1)), and the letter head lacks {}; a supervisor enters it under Letters.",
                        lacking.join(" and ")
                    );
                    return Err(Refusal::invalid("", why));
                }
                ("denied", basis, words, "", "amendment-denied")
            }
        };
        tx.execute(
            "UPDATE amendment SET state = :state, basis = :basis, decision = :decision, informed = :informed,
               decided_at = :now, decided_by = :by, version = version + 1, updated_at = :now, updated_by = :by
             WHERE amendment_id = :id",
            named_params! {
                ":id": self.id, ":state": state, ":basis": basis, ":decision": words, ":informed": informed,
                ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        if let Some(item) = one.item {
            let verb = if state == "accepted" { "accept" } else { "deny" };
            work::move_to(tx, item, verb, words, Hand::Person)?;
        }
        letter(tx, kind, self.id)
    }
}

/// Keeps the patient's statement of disagreement; it goes with later disclosures from now on.
#[derive(Clone, Debug)]
pub struct Disagree {
    /// Which request.
    pub id: AmendmentId,
    /// The version that was looked at.
    pub version: Version,
    /// The statement, word for word.
    pub statement: String,
}

impl Change for Disagree {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Amendments | Topic::Documents
    }

    fn needs(&self) -> Permission {
        Permission::HandleAmendments
    }

    fn audit(&self) -> AuditLine {
        line("amendment.disagree", self.id, "")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let one = standing(tx, self.id, self.version)?;
        denied(&one)?;
        let statement = needed("statement", &self.statement, "write the statement down word for word.")?;
        if !one.disagreement.is_empty() {
            return Err(Refusal::invalid(
                "statement",
                "a statement of disagreement is on file already; it is not changed.",
            ));
        }
        tx.execute(
            "UPDATE amendment SET disagreement = :text, disagreed_at = :now, with_disclosures = 1, version = version + 1,
               updated_at = :now, updated_by = :by WHERE amendment_id = :id",
            named_params! {":id": self.id, ":text": statement, ":now": tx.now_text(), ":by": tx.session().login},
        )?;
        Ok(())
    }
}

/// The patient gives no statement and asks that request and denial go with later disclosures: 164.526(d)(1)(iii).
#[derive(Clone, Debug)]
pub struct AskDisclosure {
    /// Which request.
    pub id: AmendmentId,
    /// The version that was looked at.
    pub version: Version,
}

impl Change for AskDisclosure {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Amendments.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleAmendments
    }

    fn audit(&self) -> AuditLine {
        line("amendment.with-disclosures", self.id, "")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let one = standing(tx, self.id, self.version)?;
        denied(&one)?;
        tx.execute(
            "UPDATE amendment SET with_disclosures = 1, version = version + 1, updated_at = :now, updated_by = :by
             WHERE amendment_id = :id",
            named_params! {":id": self.id, ":now": tx.now_text(), ":by": tx.session().login},
        )?;
        Ok(())
    }
}

/// The hospital's rebuttal to a statement of disagreement; the patient gets a copy.
#[derive(Clone, Debug)]
pub struct Rebut {
    /// Which request.
    pub id: AmendmentId,
    /// The version that was looked at.
    pub version: Version,
    /// The rebuttal.
    pub text: String,
}

impl Change for Rebut {
    type Receipt = LetterId;

    fn topics(&self) -> Topics {
        Topic::Amendments.into()
    }

    fn needs(&self) -> Permission {
        Permission::DecideAmendments
    }

    fn audit(&self) -> AuditLine {
        line("amendment.rebut", self.id, "")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<LetterId, Refusal> {
        let one = standing(tx, self.id, self.version)?;
        let text = needed("text", &self.text, "a rebuttal needs a text.")?;
        if one.disagreement.is_empty() {
            return Err(Refusal::invalid("", "there is no statement of disagreement to rebut."));
        }
        if !one.rebuttal.is_empty() {
            return Err(Refusal::invalid("", "a rebuttal is on file already; it is not changed."));
        }
        tx.execute(
            "UPDATE amendment SET rebuttal = :text, rebutted_at = :now, version = version + 1, updated_at = :now,
               updated_by = :by WHERE amendment_id = :id",
            named_params! {":id": self.id, ":text": text, ":now": tx.now_text(), ":by": tx.session().login},
        )?;
        letter(tx, "amendment-rebuttal", self.id)
    }
}

fn line(action: &'static str, id: AmendmentId, reason: &str) -> AuditLine {
    let line = AuditLine::new(action).object("amendment", id.0);
    AuditLine { reason: reason.trim().to_owned(), ..line }
}

/// The request as it was seen, or refused.
fn standing(tx: &Writing<'_>, id: AmendmentId, seen: Version) -> Result<Amendment, Refusal> {
    let one = OneAmendment(id).run(&tx.reader())?;
    tx.about(one.patient);
    tx.same_version(seen, one.version, &one.updated_by, &one.updated_at, Vec::new)?;
    Ok(one)
}

fn open(one: &Amendment) -> Result<(), Refusal> {
    if one.state == "open" {
        return Ok(());
    }
    Err(Refusal::invalid("", format!("this request is {} already; the answer stands.", one.state)))
}

fn denied(one: &Amendment) -> Result<(), Refusal> {
    if one.state == "denied" {
        return Ok(());
    }
    Err(Refusal::invalid("", "only a denied request can have a statement of disagreement."))
}

fn needed<'t>(field: &'static str, text: &'t str, why: &str) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::invalid(field, why)) } else { Ok(text) }
}

fn today(tx: &Writing<'_>) -> NaiveDate {
    tx.now().with_timezone(&Local).date_naive()
}

/// The letter of a request as it stands now, in the same transaction.
fn letter(tx: &Writing<'_>, kind: &'static str, id: AmendmentId) -> Result<LetterId, Refusal> {
    let one = OneAmendment(id).run(&tx.reader())?;
    let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    let reason = match kind {
        "amendment-extended" => &one.extension_reason,
        "amendment-rebuttal" => &one.rebuttal,
        _ => &one.decision,
    };
    let values = Values::new()
        .text("patient", &one.name)
        .text("mrn", &one.mrn)
        .text("received", long_date(one.received))
        .text("what", &one.what)
        .text("document", or(&one.document_title, "your record"))
        .text("due", long_date(one.due_day()))
        .text("reason", reason)
        .text("basis", format!("{}.", one.basis))
        .text("informed", or(&one.informed, "nobody besides you so far"));
    let draft = Draft { kind, to: To::Patient(one.patient), values, object: Some(("amendment", id.0)) };
    send_within(tx, &draft, Way::Mail)
}
