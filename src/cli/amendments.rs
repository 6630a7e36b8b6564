//! `amendments list|show|new|extend|accept|deny|disagree|rebut`.

use super::{
    args::Args,
    capture_args::AmendmentCommand,
    output::{Outcome, Output},
    patients, place, providers,
};
use crate::{
    amendments::{
        Amendment, AmendmentFilter, Amendments, AskDisclosure, Decide, Decision, Disagree, Extend,
        NewAmendment, OneAmendment, Rebut,
    },
    domain::{
        ids::{AmendmentId, DocumentId, LetterId},
        time::Clock,
    },
    letters::{LetterFilter, LetterLog},
    store::{Session, Store},
};

/// Carries an `amendments` command out.
pub fn run(args: &Args, command: &AmendmentCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let one = |number: &i64| store.ask(&session, &OneAmendment(AmendmentId(*number)));
    match command {
        AmendmentCommand::List { all, patient, disclosed } => {
            let filter = match (patient, disclosed, all) {
                (Some(mrn), true, _) => AmendmentFilter::Disclosed(patients::one(&store, &session, mrn)?),
                (Some(mrn), false, _) => AmendmentFilter::Patient(patients::one(&store, &session, mrn)?),
                (None, _, true) => AmendmentFilter::All,
                (None, _, false) => AmendmentFilter::Open,
            };
            let rows = store.ask(&session, &Amendments(filter))?;
            out.either(&rows.iter().map(json).collect::<Vec<_>>(), rows.iter().map(line))
        }
        AmendmentCommand::Show { number } => show(&store, &session, &one(number)?, out),
        AmendmentCommand::New { mrn, what, document, received } => {
            let patient = patients::one(&store, &session, mrn)?;
            let received = received.as_deref().map_or_else(|| Ok(Clock::System.today()), providers::day)?;
            let change =
                NewAmendment { patient, document: document.map(DocumentId), what: what.clone(), received };
            let id = store.apply(&session, &change)?;
            let one = store.ask(&session, &OneAmendment(id))?;
            out.either(
                &serde_json::json!({ "amendment": id, "due": one.due_day(), "clock": clock(&one) }),
                [format!("Request {id} is taken in. The patient's letter is in the log."), clock(&one)],
            )
        }
        AmendmentCommand::Extend { number, reason } => {
            let at = one(number)?;
            let letter =
                store.apply(&session, &Extend { id: at.id, version: at.version, reason: reason.clone() })?;
            told(&store, &session, at.id, letter, out)
        }
        AmendmentCommand::Accept { number, decision, informed } => {
            let at = one(number)?;
            let decision = Decision::Accept { decision: decision.clone(), informed: informed.clone() };
            let letter = store.apply(&session, &Decide { id: at.id, version: at.version, decision })?;
            told(&store, &session, at.id, letter, out)
        }
        AmendmentCommand::Deny { number, basis, reason } => {
            let at = one(number)?;
            let decision = Decision::Deny { basis: basis.clone(), reason: reason.clone() };
            let letter = store.apply(&session, &Decide { id: at.id, version: at.version, decision })?;
            told(&store, &session, at.id, letter, out)
        }
        AmendmentCommand::Disagree { number, statement, .. } => {
            let at = one(number)?;
            if let Some(statement) = statement.clone() {
                store.apply(&session, &Disagree { id: at.id, version: at.version, statement })?;
            } else {
                store.apply(&session, &AskDisclosure { id: at.id, version: at.version })?;
            }
            out.either(
                &serde_json::json!({ "amendment": at.id, "with_disclosures": true }),
                [format!("Request {}: it goes with later disclosures from now on.", at.id)],
            )
        }
        AmendmentCommand::Rebut { number, text } => {
            let at = one(number)?;
            let letter =
                store.apply(&session, &Rebut { id: at.id, version: at.version, text: text.clone() })?;
            told(&store, &session, at.id, letter, out)
        }
    }
}

fn told(store: &Store, session: &Session, id: AmendmentId, letter: LetterId, out: &mut Output) -> Outcome {
    let now = store.ask(session, &OneAmendment(id))?;
    out.either(
        &serde_json::json!({ "amendment": id, "state": now.state, "due": now.due_day(), "letter": letter }),
        [format!("Request {id}: {}. Letter {letter} to the patient is in the log.", now.state)],
    )
}

fn show(store: &Store, session: &Session, one: &Amendment, out: &mut Output) -> Outcome {
    let log = LetterLog { filter: LetterFilter::Object("amendment", one.id.0), before: None, limit: 50 };
    let letters = if session.may(crate::domain::role::Permission::SendLetters) {
        store.ask(session, &log)?
    } else {
        Vec::new()
    };
    let mut value = json(one);
    if let Some(map) = value.as_object_mut() {
        let letters: Vec<_> = letters
            .iter()
            .map(|letter| serde_json::json!({ "letter": letter.id, "kind": letter.kind, "at": letter.at }))
            .collect();
        map.insert("letters".into(), letters.into());
    }
    let mut lines = vec![line(one), clock(one), format!("asks       {}", one.what)];
    for (label, text) in [
        ("document", &one.document_title),
        ("extension", &one.extension_reason),
        ("basis", &one.basis),
        ("decision", &one.decision),
        ("informed", &one.informed),
        ("disagrees", &one.disagreement),
        ("rebuttal", &one.rebuttal),
    ] {
        if !text.is_empty() {
            lines.push(format!("{label:<10} {text}"));
        }
    }
    lines.extend(
        letters
            .iter()
            .map(|letter| format!("letter     {} {} {}", letter.id, letter.kind_title(), letter.at)),
    );
    out.either(&value, lines)
}

/// Its clock in sentences, with plain instants.
fn clock(one: &Amendment) -> String {
    one.clock(Clock::System.now(), |at| at.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M").to_string())
}

fn line(one: &Amendment) -> String {
    format!("{:>5}  {:<9} due {}  {} {}  {}", one.id, one.state, one.due_day(), one.mrn, one.name, one.what)
}

fn json(one: &Amendment) -> serde_json::Value {
    serde_json::json!({
        "amendment": one.id, "patient": one.patient, "mrn": one.mrn, "document": one.document, "what": one.what,
        "received": one.received, "due": one.due_day(), "clock": clock(one), "item": one.item, "extended": one.extended, "extension_reason": one.extension_reason,
        "state": one.state, "basis": one.basis, "decision": one.decision, "informed": one.informed,
        "decided_at": one.decided_at, "decided_by": one.decided_by, "disagreement": one.disagreement,
        "rebuttal": one.rebuttal, "with_disclosures": one.with_disclosures,
    })
}
