//! A request taken in: its number, its clock, its place in the worklist, its acknowledgement.

use super::{letters, queries::OneRequest, requesters::OneRequester};
use crate::domain::{
    clocks::{Rule, end_of_day, in_force},
    ids::{ClockRuleId, LetterId, PatientId, ReleaseId, RequesterId},
    release::{Actor, Basis, Delivery, Format, Purpose, RecordKind, Requester},
    role::Permission,
    time::{PartialDate, When, instant_text},
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Query as _, Refusal, Writing};
use crate::work::{self, NewItem};
use chrono::{DateTime, Datelike as _, Local, NaiveDate, Utc};
use rusqlite::named_params;

const INSERT: &str = include_str!("sql/insert.sql");
/// The longest text of a requester that is kept.
const LONGEST: usize = 2_000;

/// Takes a request in.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NewRequest {
    pub requester: RequesterId,
    /// Who asks this time.
    pub kind: Requester,
    pub basis: Basis,
    pub actor: Actor,
    /// The patient; none: nobody here is known by what the request says.
    pub patient: Option<PatientId>,
    /// The patient as the request names them.
    pub patient_words: String,
    pub purpose: Purpose,
    pub range_from: Option<NaiveDate>,
    pub range_to: Option<NaiveDate>,
    pub kinds: Vec<RecordKind>,
    pub specify: String,
    pub format: Format,
    pub delivery: Delivery,
    /// Lines; empty: the requester's address.
    pub deliver_to: String,
    pub part2: bool,
    pub psychotherapy: bool,
    pub certify: bool,
    /// Anywhere in the hospital.
    pub received_on: NaiveDate,
    /// The day that a subpoena or an order names.
    pub wanted_by: Option<NaiveDate>,
    pub signed_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub expires_event: String,
    /// Write the letter that says it is here.
    pub acknowledge: bool,
}

/// What was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its number.
    pub id: ReleaseId,
    /// When the answer is due.
    pub due: DateTime<Utc>,
    /// The acknowledgement.
    pub letter: Option<LetterId>,
}

/// When the answer is due, and by which rule. The day that a subpoena or an order names counts before the hospital's own aim;
/// the law's clock of access counts before everything.
pub fn due_of(
    rules: &[Rule],
    kind: Requester,
    received_on: NaiveDate,
    wanted_by: Option<NaiveDate>,
) -> Option<(DateTime<Utc>, Option<ClockRuleId>)> {
    let zone = crate::clocks::zone();
    match wanted_by {
        Some(day) if !kind.has_access_clock() => Some((end_of_day(day, &zone), None)),
        _ => {
            let rule = in_force(rules, kind.clock_rule(), &[], received_on)?;
            let start =
                PartialDate::new(received_on.year(), Some(received_on.month()), Some(received_on.day()))?;
            Some((rule.due(When::Date(start), &zone), Some(rule.row)))
        }
    }
}

impl Change for NewRequest {
    type Receipt = Taken;

    fn topics(&self) -> Topics {
        Topic::Releases.into()
    }

    fn needs(&self) -> Permission {
        Permission::HandleReleases
    }

    fn audit(&self) -> AuditLine {
        let line = AuditLine::new("release.new");
        AuditLine { patient: self.patient, ..line }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Taken, Refusal> {
        let today = tx.now().with_timezone(&Local).date_naive();
        self.look_over(today)?;
        let party = OneRequester(self.requester).run(&tx.reader())?;
        if !party.active {
            return Err(Refusal::invalid(
                "requester",
                "this requester is no longer used; choose another one.",
            ));
        }
        let rules = crate::clocks::load(tx.conn())?;
        let Some((due, rule)) = due_of(&rules, self.kind, self.received_on, self.wanted_by) else {
            let why = format!(
                "no clock rule \"{}\" holds on that day; see `chartroom rules list`.",
                self.kind.clock_rule()
            );
            return Err(Refusal::invalid("received", why));
        };
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.word()).collect();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let id = ReleaseId(tx.insert(
            INSERT,
            named_params! {
                ":requester": self.requester, ":kind": self.kind.word(), ":basis": self.basis.word(),
                ":actor": self.actor.word(), ":patient": self.patient, ":patient_words": self.patient_words.trim(),
                ":purpose": self.purpose.word(), ":range_from": day(self.range_from), ":range_to": day(self.range_to),
                ":kinds": kinds.join(","), ":specify": self.specify.trim(), ":format": self.format.word(),
                ":delivery": self.delivery.word(), ":deliver_to": self.deliver_to.trim(), ":part2": self.part2,
                ":psychotherapy": self.psychotherapy, ":certify": self.certify,
                ":received": self.received_on.to_string(), ":wanted_by": day(self.wanted_by),
                ":due": instant_text(due), ":due_rule": rule, ":signed_on": day(self.signed_on),
                ":expires_on": day(self.expires_on), ":expires_event": self.expires_event.trim(),
                ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?);
        tx.object("release", id.0);
        let titles: Vec<&str> = self.kinds.iter().map(|kind| kind.title()).collect();
        let title = format!("Request {id}: {}", titles.join(", "));
        work::open(
            tx,
            &NewItem {
                patient: self.patient,
                title: &title,
                category: self.kind.title(),
                priority: if self.kind == Requester::Treatment { 2 } else { 5 },
                due: Some(due),
                due_rule: rule.map(|rule| rule.0),
                ..NewItem::of(super::QUEUE, "request", id.0)
            },
        )?;
        letters::event(tx, id, "new", "received", "")?;
        let letter = if self.acknowledge {
            let one = OneRequest(id).run(&tx.reader())?;
            Some(letters::send(tx, &one, "release-received", |values| values)?)
        } else {
            None
        };
        Ok(Taken { id, due, letter })
    }
}

impl NewRequest {
    fn look_over(&self, today: NaiveDate) -> Result<(), Refusal> {
        let invalid = |field: &'static str, why: &str| Err(Refusal::invalid(field, why));
        if self.patient.is_none() && self.patient_words.trim().is_empty() {
            return invalid("patient", "choose the patient, or write down whom the request names.");
        }
        if !self.kind.bases().contains(&self.basis) {
            let known: Vec<&str> = self.kind.bases().iter().map(|basis| basis.word()).collect();
            let why = format!("a request of this kind stands on one of: {}.", known.join(", "));
            return Err(Refusal::invalid("basis", why));
        }
        if self.kinds.is_empty() {
            return invalid("kinds", "say which kinds of records are asked for.");
        }
        if self.received_on > today {
            return invalid("received", "the request was received in the future; check the date.");
        }
        if self.range_from.zip(self.range_to).is_some_and(|(from, to)| from > to) {
            return invalid("to", "the dates are the wrong way round: the last lies before the first.");
        }
        if self.wanted_by.is_some_and(|day| day < self.received_on) {
            return invalid("wanted", "the day that it names lies before its receipt; check the date.");
        }
        if self.delivery == Delivery::Fax && self.format == Format::Data {
            return invalid(
                "delivery",
                "a data export cannot go by fax; choose another way or another form.",
            );
        }
        let texts = [&self.patient_words, &self.specify, &self.deliver_to, &self.expires_event];
        if texts.iter().any(|text| text.chars().count() > LONGEST) {
            return invalid("", "a text is longer than 2,000 letters; keep what matters.");
        }
        Ok(())
    }
}
