//! Requests for records as text and JSON.

use super::output::{Outcome, Output};
use crate::{
    domain::{
        clocks::{explain, start_of_day},
        coding::dollars_cents,
        release::{Exception, Finding, Standing, fees::Schedule, is_valid},
        time::parse_instant,
    },
    release::{Dossier, Party, Request, tiers_text},
};
use chrono::{DateTime, Local, Utc};
use serde_json::{Value, json as object};

/// The local day of an instant, ISO.
pub fn day_words(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).date_naive().to_string()
}

fn due(one: &Request) -> String {
    parse_instant(&one.due_at).map(day_words).unwrap_or_default()
}

/// One line of a list.
pub fn line(one: &Request) -> String {
    let mrn = if one.mrn.is_empty() { "unknown" } else { &one.mrn };
    format!(
        "{:>6}  due {}  {:<20}  {:<22}  {mrn} {}  {}",
        one.id,
        due(one),
        one.state.title(),
        one.kind.title(),
        one.name,
        one.requester_name
    )
}

/// All of a request.
pub fn json(one: &Request) -> Value {
    let kinds: Vec<&str> = one.kinds.iter().map(|kind| kind.word()).collect();
    object!({
        "request": one.id, "requester": one.requester, "requester_name": one.requester_name, "kind": one.kind.word(),
        "basis": one.basis.word(), "citation": one.basis.citation(), "actor": one.actor.word(), "patient": one.patient,
        "name": one.name, "mrn": one.mrn, "purpose": one.purpose.word(), "from": one.range_from, "to": one.range_to,
        "records": kinds, "specify": one.specify, "format": one.format.word(), "delivery": one.delivery.word(),
        "deliver_to": one.address(), "part2": one.part2, "psychotherapy": one.psychotherapy, "certify": one.certify,
        "received": one.received_on, "wanted_by": one.wanted_by, "due": due(one), "extended": one.extended,
        "extension_reason": one.extension_reason, "state": one.state.word(), "waits": one.state.is_waiting(),
        "state_reason": one.state_reason, "status": one.state.status(one.kind), "signed": one.signed_on,
        "expires": one.expires_on, "expires_event": one.expires_event, "revoked": one.revoked_on, "pages": one.pages,
        "gathered": one.gathered, "sensitive": one.sensitive,
    })
}

/// A request with all that belongs to it.
pub fn show(all: &Dossier, out: &mut Output) -> Outcome {
    let one = &all.request;
    let mut value = json(one);
    if let Some(map) = value.as_object_mut() {
        map.insert("clock".into(), clock(all).into());
        map.insert("elements".into(), all.findings.iter().map(finding_json).collect());
        map.insert("balance_cents".into(), all.balance().into());
        let money = |entry: &crate::release::Entry| object!({ "kind": entry.kind, "cents": entry.cents, "how": entry.how, "at": entry.at, "by": entry.by });
        map.insert("money".into(), all.money.iter().map(money).collect());
        let denied = |one: &crate::release::Denied| {
            object!({
                "part": one.part, "ground": one.ground.map(|ground| ground.id), "reason": one.reason,
                "citation": one.ground.map(|ground| ground.citation), "at": one.denied_at, "by": one.denier,
                "exception": one.exception.map(Exception::word), "upheld": one.upheld,
                "review_asked_on": one.review_asked_on, "reviewed_at": one.reviewed_at, "reviewer": one.reviewer,
            })
        };
        map.insert("denials".into(), all.denials.iter().map(denied).collect());
        let sent = |one: &crate::release::Disclosed| {
            object!({
                "on": one.on, "recipient": one.recipient, "description": one.description, "pages": one.pages,
                "way": one.way, "accounted": one.exemption.is_empty(), "exemption": one.exemption,
            })
        };
        map.insert("disclosures".into(), all.disclosed.iter().map(sent).collect());
        let event = |event: &crate::release::Event| object!({ "verb": event.verb, "state": event.state, "words": event.words, "at": event.at, "by": event.by });
        map.insert("events".into(), all.events.iter().map(event).collect());
    }
    let mut lines = vec![line(one), clock(all), format!("asks for   {}", one.what(|day| day.to_string()))];
    lines.push(format!("right      {} ({})", one.basis.title(), one.basis.citation()));
    lines.extend(all.findings.iter().map(finding_line));
    for denied in &all.denials {
        let part = if denied.part.is_empty() { "the whole request" } else { &denied.part };
        let ground = denied.ground.map_or("", |ground| ground.citation);
        lines.push(format!("denied     {part}: {} ({ground})", denied.reason));
    }
    for entry in &all.money {
        lines.push(format!("{:<10} {}  {}", entry.kind, dollars_cents(entry.cents), entry.how));
    }
    for sent in &all.disclosed {
        let on = sent.on.map(|on| on.to_string()).unwrap_or_default();
        let account = if sent.exemption.is_empty() { "accounted for" } else { &sent.exemption };
        lines.push(format!(
            "sent       {on} to {}: {}, {} pages ({account})",
            sent.recipient, sent.description, sent.pages
        ));
    }
    for event in &all.events {
        lines.push(format!("{}  {} {} {}", event.at, event.by, event.verb, event.words));
    }
    out.either(&value, lines)
}

/// The sentence that explains when a request is due.
fn clock(all: &Dossier) -> String {
    let Some(at) = parse_instant(&all.request.due_at) else { return String::new() };
    match &all.rule {
        Some(rule) => {
            let start = start_of_day(all.request.received_on, &Local);
            let extended = if all.request.extended { " Extended once, in writing." } else { "" };
            format!("{}{extended}", explain(rule, start, at, day_words))
        }
        None => format!("Due {}, the day that the subpoena or order names.", day_words(at)),
    }
}

/// What the right needs, and how that stands.
pub fn findings(all: &Dossier, out: &mut Output) -> Outcome {
    let valid = is_valid(&all.findings);
    let value = object!({
        "request": all.request.id, "basis": all.request.basis.word(), "valid": valid,
        "elements": all.findings.iter().map(finding_json).collect::<Vec<_>>(),
    });
    let verdict = if valid { "Everything is shown." } else { "Not everything is shown; nothing may go." };
    out.either(&value, all.findings.iter().map(finding_line).chain([verdict.to_owned()]))
}

fn standing(finding: &Finding) -> (&'static str, String) {
    match finding.standing {
        Standing::Open => ("open", String::new()),
        Standing::Met => ("found", String::new()),
        Standing::Failed(why) => ("failed", why.words(|day| day.to_string())),
    }
}

fn finding_json(finding: &Finding) -> Value {
    let (word, why) = standing(finding);
    let element = finding.element;
    object!({
        "element": element.id, "title": element.title, "citation": element.citation, "standing": word, "why": why,
    })
}

fn finding_line(finding: &Finding) -> String {
    let (word, why) = standing(finding);
    let why = if why.is_empty() { why } else { format!(": {why}") };
    let element = finding.element;
    format!("  {word:<7} {:<18} {}{why} ({})", element.id, element.title, element.citation)
}

/// A requester.
pub fn party_json(party: &Party) -> Value {
    object!({
        "requester": party.id, "kind": party.kind.word(), "name": party.name, "address": party.address,
        "state": party.state, "phone": party.phone, "fax": party.fax, "email": party.email, "active": party.active,
        "verified_at": party.verified_at, "verified_by": party.verified_by, "verified_how": party.verified_how,
    })
}

/// A requester in one line.
pub fn party_line(party: &Party) -> String {
    let verified = if party.verified_at.is_empty() { "not verified" } else { "verified" };
    format!("{:>5}  {:<24} {:<30} {verified}", party.id, party.kind.title(), party.name)
}

/// A schedule of fees.
pub fn schedule_json(one: &Schedule) -> Value {
    object!({
        "state": one.state, "from": one.valid_from, "to": one.valid_to, "base_cents": one.base_cents,
        "tiers": tiers_text(&one.tiers), "certification_cents": one.certification_cents, "postage": one.postage,
        "prepayment": one.prepayment, "citation": one.citation, "note": one.note,
    })
}

/// A schedule in one line.
pub fn schedule_line(one: &Schedule) -> String {
    let state = if one.state.is_empty() { "own" } else { &one.state };
    let to = one.valid_to.map(|day| format!(" to {day}")).unwrap_or_default();
    let first = if one.prepayment { ", payment first" } else { "" };
    format!(
        "{state:<4} from {}{to}: base {}, pages {}, certification {}{first}; {}. {}",
        one.valid_from,
        dollars_cents(one.base_cents),
        tiers_text(&one.tiers),
        dollars_cents(one.certification_cents),
        one.citation,
        one.note
    )
}
