//! What is done with a request: each deed moves row and item, writes what happened and its letter, in one transaction.

use super::{
    letters,
    queries::{Dossier, Dossiers, Request},
};
use crate::domain::{
    ids::{LetterId, PatientId, ReleaseId, Version, WorkId},
    release::{Actor, Exception, State, fees::Work},
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Query as _, Refusal, Writing};
use crate::work::{self, Hand};
use chrono::{Local, NaiveDate};
use rusqlite::named_params;

const ITEM: &str = include_str!("sql/item.sql");

/// For whom or what a request waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Somebody outside.
    Pend,
    /// Somebody in the house.
    Hold,
    /// Who decides.
    Exception,
}

impl Wait {
    fn verb(self) -> &'static str {
        match self {
            Self::Pend => "await",
            Self::Hold => "hold",
            Self::Exception => "escalate",
        }
    }
}

/// One thing done with a request.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum Deed {
    /// The patient is found.
    Patient(PatientId),
    /// What a person found of the elements, and the dates of the paper.
    Check {
        answers: Vec<(String, bool)>,
        actor: Actor,
        part2: bool,
        psychotherapy: bool,
        signed_on: Option<NaiveDate>,
        expires_on: Option<NaiveDate>,
        expires_event: String,
    },
    /// Everything is shown.
    Validate,
    /// The letter that names what failed; the request waits for it.
    AskMissing,
    /// The authorization or consent is revoked.
    Revoke(NaiveDate),
    /// It waits.
    Wait(Wait, String),
    /// It goes on where it was.
    Resume,
    /// The one extension, with its letter.
    Extend(String),
    /// Denied, as a whole or in part, with its letter.
    Deny { part: String, ground: String, exception: Exception, reason: String },
    /// The person asks for a review of the denial.
    AskReview(NaiveDate),
    /// The review by somebody who took no part in the denial.
    Review { upheld: bool, words: String },
    /// Withdrawn.
    Cancel(String),
    /// The hospital has none, with its letter.
    NoRecords(String),
    /// The records are gathered.
    Gather { pages: i64, what: String, sensitive: bool },
    /// Every page is looked at.
    Clear,
    /// Gathered again.
    Regather(String),
    /// Billed, with the invoice.
    Bill(Work),
    /// Paid, in cents.
    Pay(i64),
    /// Waived, in cents, and why.
    Waive(i64, String),
    /// Given back, in cents, and why.
    Refund(i64, String),
    /// It goes when it is paid: third parties only.
    AskPayment,
    /// Sent: with its line in the record of disclosures and its cover letter.
    Deliver(NaiveDate),
    /// The mail came back.
    Returned(String),
    /// Nothing more to do.
    Close,
    /// A letter that says how it stands.
    Status,
}

impl Deed {
    /// The verb in the log and in the trace.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Patient(_) => "patient",
            Self::Check { .. } => "check",
            Self::Validate => "validate",
            Self::AskMissing => "ask-missing",
            Self::Revoke(_) => "revoke",
            Self::Wait(wait, _) => wait.verb(),
            Self::Resume => "resume",
            Self::Extend(_) => "extend",
            Self::Deny { part, .. } if part.is_empty() => "deny",
            Self::Deny { .. } => "deny-part",
            Self::AskReview(_) => "ask-review",
            Self::Review { .. } => "review",
            Self::Cancel(_) => "cancel",
            Self::NoRecords(_) => "no-records",
            Self::Gather { .. } => "gather",
            Self::Clear => "clear",
            Self::Regather(_) => "regather",
            Self::Bill(_) => "bill",
            Self::Pay(_) => "pay",
            Self::Waive(..) => "waive",
            Self::Refund(..) => "refund",
            Self::AskPayment => "ask-payment",
            Self::Deliver(_) => "deliver",
            Self::Returned(_) => "returned",
            Self::Close => "close",
            Self::Status => "status",
        }
    }
}

/// A deed on a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Which request.
    pub id: ReleaseId,
    /// The version that was looked at.
    pub version: Version,
    /// What is done.
    pub deed: Deed,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// How the request stands now.
    pub state: State,
    /// The letter that went with it.
    pub letter: Option<LetterId>,
}

impl Change for Act {
    type Receipt = Done;

    fn topics(&self) -> Topics {
        Topic::Releases | Topic::Work
    }

    fn needs(&self) -> Permission {
        match self.deed {
            Deed::Deny { .. } | Deed::Review { .. } => Permission::DecideReleases,
            _ => Permission::HandleReleases,
        }
    }

    fn audit(&self) -> AuditLine {
        let action = match self.deed {
            Deed::Deliver(_) => "release.deliver",
            Deed::Deny { .. } => "release.deny",
            Deed::Extend(_) => "release.extend",
            _ => "release.act",
        };
        AuditLine::new(action).object("release", self.id.0).detail(self.deed.verb())
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Done, Refusal> {
        let all = Dossiers(self.id).run(&tx.reader())?;
        let one = &all.request;
        if let Some(patient) = one.patient {
            tx.about(patient);
        }
        tx.same_version(self.version, one.version, &one.updated_by, &one.updated_at, Vec::new)?;
        if one.state.is_ended() && !self.is_for_ended() {
            let why = format!("this request is {}; nothing was done.", one.state.title());
            return Err(Refusal::invalid("", why));
        }
        let on = On { tx, all: &all, one };
        let letter = on.carry_out(&self.deed)?;
        tx.execute(
            "UPDATE release_request SET version = version + 1, updated_at = :now, updated_by = :by WHERE request_id = :id",
            named_params! {":id": self.id, ":now": tx.now_text(), ":by": tx.session().login},
        )?;
        let now = super::OneRequest(self.id).run(&tx.reader())?;
        Ok(Done { state: now.state, letter })
    }
}

impl Act {
    /// Deeds that a request that has ended still takes.
    fn is_for_ended(&self) -> bool {
        matches!(
            self.deed,
            Deed::AskReview(_)
                | Deed::Review { .. }
                | Deed::Returned(_)
                | Deed::Revoke(_)
                | Deed::Pay(_)
                | Deed::Waive(..)
                | Deed::Refund(..)
                | Deed::Status
        )
    }
}

/// A request at hand.
pub(super) struct On<'a, 'c> {
    pub(super) tx: &'a Writing<'c>,
    pub(super) all: &'a Dossier,
    pub(super) one: &'a Request,
}

/// The letter that went with a deed.
pub(super) type Letter = Result<Option<LetterId>, Refusal>;

impl On<'_, '_> {
    fn carry_out(&self, deed: &Deed) -> Letter {
        match deed {
            Deed::Patient(patient) => self.patient(*patient),
            Deed::Check { .. } => self.check(deed),
            Deed::Validate => self.validate(),
            Deed::AskMissing => self.ask_missing(),
            Deed::Revoke(on) => self.revoke(*on),
            Deed::Wait(wait, reason) => {
                let reason = needed("reason", reason, "say what it waits for.")?;
                self.go(wait.verb(), reason)
            }
            Deed::Resume => self.resume(),
            Deed::Extend(reason) => self.extend(reason),
            Deed::Deny { part, ground, exception, reason } => self.deny(part, ground, *exception, reason),
            Deed::AskReview(on) => self.ask_review(*on),
            Deed::Review { upheld, words } => self.review(*upheld, words),
            Deed::Cancel(reason) => self.go("cancel", needed("reason", reason, "say why it is cancelled.")?),
            Deed::NoRecords(words) => {
                let words = needed("reason", words, "say where it was looked, for the letter.")?;
                self.go("no-records", words)?;
                Ok(Some(self.letter("release-none", |values| values.text("reason", words))?))
            }
            Deed::Gather { pages, what, sensitive } => self.gather(*pages, what, *sensitive),
            Deed::Clear => self.clear(),
            Deed::Regather(reason) => {
                self.go("regather", needed("reason", reason, "say why they are gathered again.")?)
            }
            Deed::Bill(work) => self.bill(work),
            Deed::Pay(cents) => self.pay(*cents),
            Deed::Waive(cents, reason) => {
                let reason = needed("reason", reason, "say why it is waived.")?;
                self.less(*cents, self.all.balance(), "waiver", reason)
            }
            Deed::Refund(cents, reason) => {
                let reason = needed("reason", reason, "say why it is given back.")?;
                let paid: i64 = self.sum("payment") - self.sum("refund");
                self.less(*cents, paid, "refund", reason)
            }
            Deed::AskPayment => self.ask_payment(),
            Deed::Deliver(on) => self.deliver(*on),
            Deed::Returned(words) => {
                self.go("returned", needed("reason", words, "say what came back, and why.")?)
            }
            Deed::Close => self.close(),
            Deed::Status => {
                let letter = self.letter("release-status", |values| values)?;
                self.noted("status", "")?;
                Ok(Some(letter))
            }
        }
    }

    pub(super) fn sum(&self, kind: &str) -> i64 {
        self.all.money.iter().filter(|entry| entry.kind == kind).map(|entry| entry.cents).sum()
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.tx.now().with_timezone(&Local).date_naive()
    }

    pub(super) fn item(&self) -> Result<WorkId, Refusal> {
        self.tx
            .row(ITEM, named_params! {":id": self.one.id}, |row| row.get(0))?
            .ok_or_else(|| Refusal::invalid("", "this request is in no worklist; run `chartroom check`."))
    }

    /// Row and item go on together.
    pub(super) fn go(&self, verb: &str, words: &str) -> Letter {
        let moved = work::move_to(self.tx, self.item()?, verb, words, Hand::Person)?;
        let Some(state) = State::from_word(&moved.state) else {
            return Err(Refusal::invalid("state", "this program knows no such state."));
        };
        // From one wait to another, it goes back to where it was before the first.
        let before = match self.one.before_wait {
            _ if !state.is_waiting() => "",
            Some(before) => before.word(),
            None if self.one.state == State::Prepay => State::Ready.word(),
            None => self.one.state.word(),
        };
        self.tx.execute(
            "UPDATE release_request SET state = :state, before_wait = :before, state_reason = :words, closed_at = :closed
             WHERE request_id = :id",
            named_params! {
                ":id": self.one.id, ":state": state.word(), ":before": before, ":words": words,
                ":closed": state.is_ended().then(|| self.tx.now_text()),
            },
        )?;
        letters::event(self.tx, self.one.id, verb, state.word(), words)?;
        Ok(None)
    }

    pub(super) fn noted(&self, verb: &str, words: &str) -> Letter {
        letters::event(self.tx, self.one.id, verb, self.one.state.word(), words)?;
        Ok(None)
    }

    pub(super) fn letter(
        &self,
        kind: &'static str,
        more: impl FnOnce(crate::letters::Values) -> crate::letters::Values,
    ) -> Result<LetterId, Refusal> {
        letters::send(self.tx, self.one, kind, more)
    }
}

pub(super) fn needed<'t>(field: &'static str, text: &'t str, why: &str) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::invalid(field, why)) } else { Ok(text) }
}
