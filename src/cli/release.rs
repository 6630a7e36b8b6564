//! `release …`: requests for records without a screen.

use super::{
    args::Args,
    output::{Outcome, Output},
    patients, place, providers,
    release_args::{BillArgs, CheckArgs, NewArgs, ReleaseCommand},
    release_house_args::{PartyArgs, ScheduleArgs},
    release_show::{self, day_words},
};
use crate::{
    domain::{
        coding::{dollars_cents, parse_cents},
        ids::{ReleaseId, RequesterId},
        release::{
            Actor, Basis, Delivery, Exception, Format, Purpose, RecordKind, Requester, denial, fees, is_valid,
        },
        role::Permission,
        time::Clock,
    },
    release::{
        Act, Deed, Dossier, Dossiers, NewRequest, OneRequester, RequestFilter, Requesters, Requests,
        Schedules, SetRequester, SetSchedule, VerifyRequester, Wait, reckon, tiers_of,
    },
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use chrono::NaiveDate;

/// Carries a `release` command out.
pub fn run(args: &Args, command: &ReleaseCommand, out: &mut Output) -> Outcome {
    use ReleaseCommand as C;
    let (store, session) = place::open(args)?;
    let desk = Desk { store, session };
    match command {
        C::List { all, patient, unknown, before, limit } => {
            let filter = match (patient, unknown, all) {
                (Some(mrn), ..) => RequestFilter::Patient(patients::one(&desk.store, &desk.session, mrn)?),
                (None, true, _) => RequestFilter::Unknown,
                (None, false, true) => RequestFilter::All,
                (None, false, false) => RequestFilter::Open,
            };
            let ask = Requests { filter, before: before.map(ReleaseId), limit: (*limit).clamp(1, 10_000) };
            let rows = desk.store.ask(&desk.session, &ask)?;
            let json: Vec<_> = rows.iter().map(release_show::json).collect();
            out.either(&json, rows.iter().map(release_show::line))
        }
        C::Show { number } => release_show::show(&desk.all(*number)?, out),
        C::New(new) => desk.take(new, out),
        C::CheckAuthorization(check) => desk.check(check, out),
        C::Deny { number, part, ground, exception, reason } => {
            let exception = match (exception, denial(ground)) {
                (Some(word), _) => {
                    word_of("exception", word, Exception::from_word, Exception::ALL, Exception::word)?
                }
                (None, known) => known.map_or(Exception::Privacy, |known| known.exception),
            };
            let (part, ground, reason) = (part.clone(), ground.clone(), reason.clone());
            desk.act(*number, Deed::Deny { part, ground, exception, reason }, out)
        }
        C::Bill(bill) => desk.bill(bill, out),
        C::Requesters { all } => {
            let rows = desk.store.ask(&desk.session, &Requesters { all: *all })?;
            let json: Vec<_> = rows.iter().map(release_show::party_json).collect();
            out.either(&json, rows.iter().map(release_show::party_line))
        }
        C::AddRequester(party) => desk.add_requester(party, out),
        C::VerifyRequester { requester, how } => {
            let id = RequesterId(*requester);
            let version = desk.store.ask(&desk.session, &OneRequester(id))?.version;
            desk.store.apply(&desk.session, &VerifyRequester { id, version, how: how.clone() })?;
            out.either(
                &serde_json::json!({ "requester": id, "verified": true }),
                [format!("Requester {id} is verified.")],
            )
        }
        C::Schedules => {
            let rows = desk.store.ask(&desk.session, &Schedules)?;
            let json: Vec<_> = rows.iter().map(release_show::schedule_json).collect();
            out.either(&json, rows.iter().map(release_show::schedule_line))
        }
        C::SetSchedule(schedule) => desk.set_schedule(schedule, out),
        other => {
            let (number, deed) = desk.plain(other)?;
            desk.act(number, deed, out)
        }
    }
}

struct Desk {
    store: Store,
    session: Session,
}

impl Desk {
    fn all(&self, number: i64) -> anyhow::Result<Dossier> {
        Ok(self.store.ask(&self.session, &Dossiers(ReleaseId(number)))?)
    }

    /// Commands that are one deed on one request.
    fn plain(&self, command: &ReleaseCommand) -> anyhow::Result<(i64, Deed)> {
        use ReleaseCommand as C;
        let day =
            |text: &Option<String>| text.as_deref().map_or_else(|| Ok(Clock::System.today()), providers::day);
        let wait = |wait, reason: &String| Deed::Wait(wait, reason.clone());
        Ok(match command {
            C::Validate { number } => (*number, Deed::Validate),
            C::AskMissing { number } => (*number, Deed::AskMissing),
            C::Patient { number, mrn } => {
                (*number, Deed::Patient(patients::one(&self.store, &self.session, mrn)?))
            }
            C::Revoke { number, on } => (*number, Deed::Revoke(day(on)?)),
            C::Pend { number, reason } => (*number, wait(Wait::Pend, reason)),
            C::Hold { number, reason } => (*number, wait(Wait::Hold, reason)),
            C::Escalate { number, reason } => (*number, wait(Wait::Exception, reason)),
            C::Resume { number } => (*number, Deed::Resume),
            C::Extend { number, reason } => (*number, Deed::Extend(reason.clone())),
            C::Review { number, overturned, reason } => {
                (*number, Deed::Review { upheld: !overturned, words: reason.clone() })
            }
            C::Cancel { number, reason } => (*number, Deed::Cancel(reason.clone())),
            C::NoRecords { number, reason } => (*number, Deed::NoRecords(reason.clone())),
            C::Gather { number, pages, what, sensitive } => {
                (*number, Deed::Gather { pages: *pages, what: what.clone(), sensitive: *sensitive })
            }
            C::Clear { number } => (*number, Deed::Clear),
            C::Regather { number, reason } => (*number, Deed::Regather(reason.clone())),
            C::Pay { number, amount } => (*number, Deed::Pay(cents(amount)?)),
            C::Waive { number, amount, reason } => (*number, Deed::Waive(cents(amount)?, reason.clone())),
            C::Refund { number, amount, reason } => (*number, Deed::Refund(cents(amount)?, reason.clone())),
            C::AskPayment { number } => (*number, Deed::AskPayment),
            C::Deliver { number, on } => (*number, Deed::Deliver(day(on)?)),
            C::Returned { number, reason } => (*number, Deed::Returned(reason.clone())),
            C::Close { number } => (*number, Deed::Close),
            C::Status { number } => (*number, Deed::Status),
            C::AskReview { number, on } => (*number, Deed::AskReview(day(on)?)),
            _ => bail!("Nothing was done: this command is no deed on a request."),
        })
    }

    fn act(&self, number: i64, deed: Deed, out: &mut Output) -> Outcome {
        let id = ReleaseId(number);
        let version = self.all(number)?.request.version;
        let done = self.store.apply(&self.session, &Act { id, version, deed })?;
        let letter = done.letter.map(|letter| format!(" Letter {letter} is in the log.")).unwrap_or_default();
        out.either(
            &serde_json::json!({ "request": id, "state": done.state.word(), "letter": done.letter }),
            [format!("Request {id}: {}.{letter}", done.state.title())],
        )
    }

    fn take(&self, new: &NewArgs, out: &mut Output) -> Outcome {
        let party = self.store.ask(&self.session, &OneRequester(RequesterId(new.requester)))?;
        let kind = match &new.kind {
            Some(word) => word_of("kind", word, Requester::from_word, Requester::ALL, Requester::word)?,
            None => party.kind,
        };
        let basis = match &new.basis {
            Some(word) => word_of("basis", word, Basis::from_word, kind.bases(), Basis::word)?,
            None => kind.bases().first().copied().unwrap_or(Basis::Authorization),
        };
        let patient = match &new.patient {
            Some(mrn) => Some(patients::one(&self.store, &self.session, mrn)?),
            None => None,
        };
        let kinds = new
            .records
            .iter()
            .map(|word| word_of("records", word, RecordKind::from_word, RecordKind::ALL, RecordKind::word))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let change = NewRequest {
            requester: party.id,
            kind,
            basis,
            actor: word_of("actor", &new.actor, Actor::from_word, Actor::ALL, Actor::word)?,
            patient,
            patient_words: new.named.clone().unwrap_or_default(),
            purpose: word_of("purpose", &new.purpose, Purpose::from_word, Purpose::ALL, Purpose::word)?,
            range_from: date(new.from.as_ref())?,
            range_to: date(new.to.as_ref())?,
            kinds,
            specify: new.specify.clone(),
            format: word_of("format", &new.format, Format::from_word, Format::ALL, Format::word)?,
            delivery: word_of("delivery", &new.delivery, Delivery::from_word, Delivery::ALL, |one| {
                one.word()
            })?,
            deliver_to: new.deliver_to.clone(),
            part2: new.part2,
            psychotherapy: new.psychotherapy,
            certify: new.certify,
            received_on: date(new.received.as_ref())?.unwrap_or_else(|| Clock::System.today()),
            wanted_by: date(new.wanted_by.as_ref())?,
            signed_on: date(new.signed.as_ref())?,
            expires_on: date(new.expires.as_ref())?,
            expires_event: new.expires_event.clone(),
            acknowledge: !new.no_letter,
        };
        let taken = self.store.apply(&self.session, &change)?;
        let due = day_words(taken.due);
        let letter =
            taken.letter.map(|letter| format!(" Letter {letter} is in the log.")).unwrap_or_default();
        out.either(
            &serde_json::json!({ "request": taken.id, "due": due, "letter": taken.letter }),
            [format!("Request {} is taken in; due {due}.{letter}", taken.id)],
        )
    }

    fn check(&self, check: &CheckArgs, out: &mut Output) -> Outcome {
        let all = self.all(check.number)?;
        let one = &all.request;
        let ticks = |words: &[String], found: bool| {
            words.iter().map(move |word| (word.clone(), found)).collect::<Vec<_>>()
        };
        let answers: Vec<(String, bool)> =
            ticks(&check.found, true).into_iter().chain(ticks(&check.lacking, false)).collect();
        let actor = match &check.actor {
            Some(word) => word_of("actor", word, Actor::from_word, Actor::ALL, Actor::word)?,
            None => one.actor,
        };
        let deed = Deed::Check {
            answers,
            actor,
            part2: check.part2.unwrap_or(one.part2),
            psychotherapy: check.psychotherapy.unwrap_or(one.psychotherapy),
            signed_on: date(check.signed.as_ref())?.or(one.signed_on),
            expires_on: date(check.expires.as_ref())?.or(one.expires_on),
            expires_event: check.expires_event.clone().unwrap_or_else(|| one.expires_event.clone()),
        };
        let same = Deed::Check {
            answers: Vec::new(),
            actor: one.actor,
            part2: one.part2,
            psychotherapy: one.psychotherapy,
            signed_on: one.signed_on,
            expires_on: one.expires_on,
            expires_event: one.expires_event.clone(),
        };
        // Without anything to enter it only looks.
        if deed != same {
            self.store.apply(&self.session, &Act { id: one.id, version: one.version, deed })?;
        }
        let all = self.all(check.number)?;
        if !is_valid(&all.findings) {
            out.mark_failed();
        }
        release_show::findings(&all, out)
    }

    fn bill(&self, bill: &BillArgs, out: &mut Output) -> Outcome {
        let work = fees::Work {
            pages: bill.pages,
            minutes: bill.minutes,
            hour_cents: cents(&bill.hour)?,
            supplies_cents: cents(&bill.supplies)?,
            postage_cents: cents(&bill.postage)?,
            summary_cents: cents(&bill.summary)?,
            certified: false,
            flat: bill.flat,
        };
        if bill.send {
            return self.act(bill.number, Deed::Bill(work), out);
        }
        let one = self.all(bill.number)?.request;
        let schedules = self.store.ask(&self.session, &Schedules)?;
        let fee = reckon(&one, &work, &schedules)
            .map_err(|fault| anyhow::anyhow!("Nothing was reckoned: {fault}"))?;
        let lines: Vec<_> = fee
            .lines
            .iter()
            .map(|line| serde_json::json!({ "title": line.title, "how": line.how, "cents": line.cents }))
            .collect();
        let value = serde_json::json!({
            "request": one.id, "cents": fee.total(), "how": fee.how(), "lines": lines, "citation": fee.citation,
            "prepayment": fee.prepayment,
        });
        out.either(&value, [format!("{}  {}", dollars_cents(fee.total()), fee.how())])
    }

    fn add_requester(&self, party: &PartyArgs, out: &mut Output) -> Outcome {
        let change = SetRequester {
            id: None,
            kind: word_of("kind", &party.kind, Requester::from_word, Requester::ALL, Requester::word)?,
            name: party.name.clone(),
            address: party.address.clone(),
            state: party.state.clone(),
            phone: party.phone.clone(),
            fax: party.fax.clone(),
            email: party.email.clone(),
            active: true,
        };
        let id = self.store.apply(&self.session, &change)?;
        out.either(&serde_json::json!({ "requester": id }), [format!("Requester {id} is entered.")])
    }

    fn set_schedule(&self, new: &ScheduleArgs, out: &mut Output) -> Outcome {
        self.session.require(Permission::KeepRules)?;
        let tiers = tiers_of(&new.tiers).context(
            "Nothing was set: tiers are last page and cents for each, rising, with * at the end: 100:50,*:25.",
        )?;
        let schedule = fees::Schedule {
            state: new.state.clone(),
            valid_from: providers::day(&new.from)?,
            valid_to: None,
            base_cents: cents(&new.base)?,
            tiers,
            certification_cents: cents(&new.certification)?,
            postage: new.postage,
            prepayment: new.prepayment,
            citation: new.citation.clone(),
            note: new.note.clone(),
        };
        let line = release_show::schedule_line(&schedule);
        let value = release_show::schedule_json(&schedule);
        self.store.apply(&self.session, &SetSchedule { schedule, reason: new.reason.clone() })?;
        out.either(&value, [line])
    }
}

/// `yes` or `no`, for clap.
pub fn yes_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("yes or no is needed".to_owned()),
    }
}

fn date(text: Option<&String>) -> anyhow::Result<Option<NaiveDate>> {
    text.map(|text| providers::day(text)).transpose()
}

fn cents(text: &str) -> anyhow::Result<i64> {
    parse_cents(text)
        .with_context(|| format!("\"{text}\" is no amount; write it like 6.50. Nothing was done."))
}

/// A value by its word, or an error that names all words.
fn word_of<T: Copy>(
    what: &str,
    word: &str,
    read: impl Fn(&str) -> Option<T>,
    all: &[T],
    write: impl Fn(T) -> &'static str,
) -> anyhow::Result<T> {
    read(word).with_context(|| {
        let known: Vec<&str> = all.iter().map(|one| write(*one)).collect();
        format!("--{what} knows no \"{word}\"; it is one of {}. Nothing was done.", known.join(", "))
    })
}
