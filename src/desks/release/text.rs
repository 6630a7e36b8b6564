//! A request as one text: clock and what explains it, what is asked, what its right needs, what happened.

use crate::{
    domain::{
        clocks::{explain, start_of_day, time_left},
        coding::dollars_cents,
        release::{Exception, Standing, State, failed, is_valid, open},
        time::parse_instant,
    },
    kit::Words,
    letters::LetterLine,
    release::Dossier,
};
use chrono::Local;
use std::fmt::Write as _;

/// The whole of it.
pub fn of(all: &Dossier, letters: &[LetterLine], words: Words) -> String {
    let one = &all.request;
    let born = one.born.map(|born| format!(", born {}", words.date(born))).unwrap_or_default();
    let who = match one.patient {
        Some(_) => format!("{}, record {}{born}", one.name, one.mrn),
        None => format!("Patient not found. The request names: {}", one.name),
    };
    let mut text = format!("{who}\n{}\n", standing(all, words));
    let mut section = |title: &str, body: &str| {
        if !body.trim().is_empty() {
            text.extend(["\n", title, "\n", body.trim_end(), "\n"]);
        }
    };
    section("WHO ASKS", &who_asks(all));
    section("ASKS FOR", &asks(all, words));
    section("CLOCK", &clock(all, words));
    section("RIGHT", &right(all, words));
    section("GATHERED", &gathered(all));
    section("DENIED", &denied(all, words));
    section("MONEY", &money(all));
    section("SENT", &sent(all, words));
    let lines: Vec<String> = letters
        .iter()
        .map(|letter| format!("{}  {}  {}", letter.id, words.stored(&letter.at), letter.kind_title()))
        .collect();
    section("LETTERS", &lines.join("\n"));
    let lines: Vec<String> = all
        .events
        .iter()
        .map(|event| {
            let state = State::from_word(&event.state).map_or("", State::title);
            format!(
                "{}  {}  {}  {} {}",
                words.stored(&event.at),
                event.by,
                verb(&event.verb),
                state,
                quoted(&event.words)
            )
        })
        .collect();
    section("WHAT HAPPENED", &lines.join("\n"));
    text
}

/// State and time left in one line.
pub fn standing(all: &Dossier, words: Words) -> String {
    let one = &all.request;
    let state = one.state.title();
    let left = match parse_instant(&one.due_at) {
        Some(due) if !one.state.is_ended() => format!("; {}", time_left(due, words.now())),
        _ => String::new(),
    };
    let why = if one.state_reason.is_empty() { String::new() } else { format!(": {}", one.state_reason) };
    format!("{}{why}{left}", capital(state))
}

fn who_asks(all: &Dossier) -> String {
    let one = &all.request;
    let verified = if one.requester_verified { "verified" } else { "not verified yet" };
    format!(
        "{} ({}), {verified}\nSigned by, or acting: {}\nPurpose: {}",
        one.requester_name,
        one.kind.title(),
        one.actor.title(),
        one.purpose.title()
    )
}

fn asks(all: &Dossier, words: Words) -> String {
    let one = &all.request;
    let mut text = capital(&one.what(|day| words.day(day)));
    let to = one.address().replace('\n', ", ");
    let to = if to.is_empty() { to } else { format!(" to {to}") };
    let _ = write!(text, "\n{}, {}{to}", one.format.title(), one.delivery.title());
    for (holds, said) in [
        (one.part2, "Substance use disorder records (42 CFR part 2) are asked for."),
        (one.psychotherapy, "Psychotherapy notes are asked for."),
        (one.certify, "A certification is asked for."),
        (one.basis.is_minimum_necessary(), "No more than the minimum necessary may go: 45 CFR 164.502(b)."),
    ] {
        if holds {
            text.extend(["\n", said]);
        }
    }
    text
}

fn clock(all: &Dossier, words: Words) -> String {
    let one = &all.request;
    let Some(due) = parse_instant(&one.due_at) else { return String::new() };
    let write = |at| words.instant(at);
    let sentence = match &all.rule {
        Some(rule) => explain(rule, start_of_day(one.received_on, &Local), due, write),
        None => format!("Due {}, the day that the subpoena or order names.", write(due)),
    };
    let extended =
        if one.extended { format!("\nExtended once: {}", one.extension_reason) } else { String::new() };
    let runs = if one.kind.has_access_clock() && one.state.is_waiting() {
        "\nWaiting does not stop it."
    } else {
        ""
    };
    format!("{sentence}{extended}{runs}")
}

fn right(all: &Dossier, words: Words) -> String {
    let one = &all.request;
    let mut text = format!("{} ({})", capital(one.basis.title()), one.basis.citation());
    let left = open(&all.findings);
    let failures: Vec<String> = failed(&all.findings)
        .map(|(element, why)| {
            format!("- {}: {} ({})", element.title, why.words(|day| words.day(day)), element.citation)
        })
        .collect();
    let shown = match (is_valid(&all.findings), failures.is_empty()) {
        (true, _) if all.findings.len() == 1 => "\nThe one element is shown.".to_owned(),
        (true, _) => format!("\nAll {} elements are shown.", all.findings.len()),
        (false, true) => format!("\n{left} of {} elements are still to be looked at.", all.findings.len()),
        (false, false) => format!("\nNot shown:\n{}", failures.join("\n")),
    };
    text.push_str(&shown);
    let dates = [("Signed", one.signed_on), ("Ends", one.expires_on), ("Revoked", one.revoked_on)];
    for (title, day) in dates {
        if let Some(day) = day {
            let _ = write!(text, "\n{title} {}", words.day(day));
        }
    }
    if !one.expires_event.is_empty() {
        let _ = write!(text, "\nEnds with: {}", one.expires_event);
    }
    text
}

fn gathered(all: &Dossier) -> String {
    let one = &all.request;
    if one.pages == 0 {
        return String::new();
    }
    let pages = if one.pages == 1 { "1 page".to_owned() } else { format!("{} pages", one.pages) };
    let second = if one.sensitive { "\nSensitive: a second person checks it." } else { "" };
    format!("{pages}: {}\nBy {}{second}", one.gathered, one.gatherer)
}

fn denied(all: &Dossier, words: Words) -> String {
    let one = |one: &crate::release::Denied| {
        let part = if one.part.is_empty() { "The whole request" } else { &one.part };
        let ground =
            one.ground.map_or_else(String::new, |ground| format!("{} ({})", ground.title, ground.citation));
        let exception = one.exception.map_or("", Exception::title);
        let mut text = format!(
            "{part}, {} by {}: {ground}\n{}\nException to information blocking: {exception}",
            words.stored(&one.denied_at),
            one.denier,
            one.reason
        );
        match (&one.review_asked_on, one.upheld) {
            (_, Some(upheld)) => {
                let told = if upheld { "stands" } else { "is overturned" };
                let _ = write!(text, "\nReviewed by {}: it {told}. {}", one.reviewer, one.review_words);
            }
            (Some(on), None) => {
                let _ = write!(text, "\nA review was asked for on {}.", words.day(*on));
            }
            (None, None) => {}
        }
        text
    };
    all.denials.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn money(all: &Dossier) -> String {
    if all.money.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = all
        .money
        .iter()
        .map(|entry| format!("{:<8} {:>10}  {}", entry.kind, dollars_cents(entry.cents), entry.how))
        .collect();
    format!("{}\nOpen     {:>10}", lines.join("\n"), dollars_cents(all.balance()))
}

fn sent(all: &Dossier, words: Words) -> String {
    let one = |one: &crate::release::Disclosed| {
        let on = one.on.map(|on| words.day(on)).unwrap_or_default();
        let account = if one.exemption.is_empty() {
            "In the accounting of disclosures: 45 CFR 164.528.".to_owned()
        } else {
            format!("Left out of the accounting: {}.", one.exemption)
        };
        format!("{on} to {}: {}, {} pages\n{account}", one.recipient, one.description, one.pages)
    };
    all.disclosed.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// What happened, in a word or two.
fn verb(verb: &str) -> &str {
    match verb {
        "new" => "taken in:",
        "patient" => "patient found:",
        "check" => "elements looked at:",
        "validate" => "right shown:",
        "doubt" => "right in doubt:",
        "gather" => "gathered:",
        "clear" => "every page checked:",
        "regather" => "to be gathered again:",
        "ask-payment" => "to be paid first:",
        "paid" => "paid:",
        "deliver" => "sent:",
        "close" => "closed:",
        "returned" => "came back:",
        "await" => "waits outside:",
        "hold" => "waits in the house:",
        "escalate" => "escalated:",
        "deny" | "deny-part" => "denied:",
        "overturn" => "denial overturned:",
        "ask-review" => "review asked for:",
        "review" => "denial reviewed:",
        "cancel" => "cancelled:",
        "no-records" => "none found:",
        "extend" => "extended:",
        "revoke" => "revoked:",
        "bill" => "billed:",
        "pay" => "payment:",
        "waiver" => "waived:",
        "refund" => "given back:",
        "status" => "status letter:",
        _ => "taken up again:",
    }
}

fn quoted(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("\"{words}\"") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How an element stands, in a word.
pub fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "not looked at",
        Standing::Met => "found",
        Standing::Failed(_) => "not shown",
    }
}
