//! Letters of requests, and the trace of what happened.

use super::queries::Request;
use crate::domain::{
    ids::{LetterId, ReleaseId},
    release::{Delivery, Finding, Requester, failed},
    time::parse_instant,
};
use crate::formats::pdf::{Table, TableColumn};
use crate::letters::{Draft, LetterHead, To, Values, Way, long_date, send_within};
use crate::store::{Query as _, Refusal, StoreError, Writing};
use chrono::Local;
use rusqlite::named_params;

/// The notice that goes with substance use disorder records: 42 CFR 2.32(a)(2).
pub(super) const PART2_NOTICE: &str = "42 CFR part 2 prohibits unauthorized use or disclosure of these records. A copy of the consent, or an explanation of its scope, is enclosed.";

/// Writes down what happened.
pub(super) fn event(
    tx: &Writing<'_>,
    id: ReleaseId,
    verb: &str,
    state: &str,
    words: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO release_event (request_id, verb, state, words, at, by) VALUES (:id, :verb, :state, :words, :now, :by)",
        named_params! {
            ":id": id, ":verb": verb, ":state": state, ":words": words.trim(), ":now": tx.now_text(),
            ":by": tx.session().login,
        },
    )?;
    Ok(())
}

/// A letter about a request to who asks, in the same transaction; `more` adds the fields of its kind.
pub(super) fn send(
    tx: &Writing<'_>,
    one: &Request,
    kind: &'static str,
    more: impl FnOnce(Values) -> Values,
) -> Result<LetterId, Refusal> {
    let due = parse_instant(&one.due_at)
        .map(|due| long_date(due.with_timezone(&Local).date_naive()))
        .unwrap_or_default();
    let values = Values::new()
        .text("patient", &one.name)
        .text("mrn", &one.mrn)
        .text("received", long_date(one.received_on))
        .text("what", one.what(long_date))
        .text("due", due)
        .text("status", one.state.status(one.kind));
    let to = match one.patient {
        Some(patient) if one.kind == Requester::Patient => To::Patient(patient),
        about => To::Other {
            name: one.requester_name.clone(),
            address: one.requester_address.clone(),
            salutation: String::new(),
            about,
        },
    };
    let draft = Draft { kind, to, values: more(values), object: Some(("release", one.id.0)) };
    send_within(tx, &draft, way(one))
}

/// How letters go to the requester: a fax number on file is used for offices, else mail.
fn way(one: &Request) -> Way {
    match one.delivery {
        Delivery::Portal => Way::Portal,
        Delivery::Fax if !one.requester_fax.is_empty() => Way::Fax,
        _ => Way::Mail,
    }
}

/// What failed, as the table of the letter.
pub(super) fn missing(findings: &[Finding]) -> Table {
    let columns = vec![
        TableColumn::new("What is missing", 3.0),
        TableColumn::new("Rule", 2.0),
        TableColumn::new("What we need from you", 3.0),
    ];
    let rows = failed(findings)
        .map(|(element, why)| {
            let what = format!("{}: {}", element.title, why.words(long_date));
            vec![what, element.citation.to_owned(), element.asks.to_owned()]
        })
        .collect();
    Table { columns, rows }
}

/// Where to complain, with a telephone number; a denial whose letter could not name it is refused: 164.524(d)(2)(iii).
pub(super) fn contact(tx: &Writing<'_>) -> Result<String, Refusal> {
    let head = LetterHead.run(&tx.reader())?;
    let lacking = head.lacking();
    if lacking.is_empty() {
        return Ok(format!("{}, {}", head.line("contact"), head.line("contact_phone")));
    }
    let why = format!(
        "the letter of denial must name a contact with address and telephone (45 CFR 164.524(d)(2)(iii)), and the letter head lacks {}; a supervisor enters it under Letters.",
        lacking.join(" and ")
    );
    Err(Refusal::invalid("", why))
}
