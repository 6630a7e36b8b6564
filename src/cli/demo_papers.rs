//! What waits in the demonstration hospital besides its charts: papers without an owner, a letter head, requests to amend.

use super::output::Outcome;
use crate::{
    amendments::NewAmendment,
    capture::{Arrived, Capture, Hints, Text, begin, text_of_bytes},
    chart::{Documents, Encounters},
    domain::{ids::PatientId, time::Clock},
    formats::pdf::{Block, Paper, Sheet, render},
    letters::SetLetterHead,
    registry::Lookup,
    store::{Session, Store},
};
use chrono::Days;
use sha2::{Digest as _, Sha256};

const HEAD: [(&str, &str); 4] = [
    ("address", "400 Canal Street\nWexmoor, MA 01099"),
    ("phone", "(413) 555-0100"),
    ("contact", "the privacy officer"),
    ("contact_phone", "(413) 555-0142"),
];

/// Papers: name with `{visit}` and `{mrn}` for a patient's own, and what they say.
const PAPERS: [(&str, &str); 5] = [
    (
        "{visit}_11503-0.pdf",
        "MEDICAL RECORDS FROM ELSEWHERE\n\nThe patient was treated in our clinic for three weeks.\nMedication was changed at the last visit; see the list below.",
    ),
    ("mrn{mrn}_59284-0.rtf", "CONSENT\n\nI consent to the procedure that was explained to me."),
    (
        "fax0001.txt",
        "REFERRAL\n\nDear colleague, thank you for seeing this patient. The name stands on the next page.",
    ),
    ("{visit}_57133-1.txt", "REFERRAL NOTE\n\nSeen today; please follow up within two weeks."),
    ("scan0007.pdf", ""),
];

/// Fills them in, as the supervisor.
pub fn prepare(store: &Store, head: &Session) -> Outcome {
    let lines = HEAD.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    store.apply(head, &SetLetterHead { lines })?;
    let patients: Vec<(PatientId, String)> = ["a", "m", "s"]
        .iter()
        .filter_map(|letter| store.ask(head, &Lookup { text: (*letter).to_owned(), limit: 2 }).ok())
        .flat_map(|found| found.rows.into_iter().map(|row| (row.patient, row.mrn)).collect::<Vec<_>>())
        .collect();
    let batch = store.apply(head, &begin("scanner, third floor"))?;
    for ((name, text), (patient, mrn)) in PAPERS.iter().zip(patients.iter().cycle()) {
        let stays = store.ask(head, &Encounters { patient: *patient, limit: 1 })?;
        let visit = stays.first().map_or("", |stay| stay.visit_number.as_str());
        let name = name.replace("{visit}", visit).replace("{mrn}", mrn);
        store.apply(head, &Capture { batch, file: paper(&name, text)? })?;
    }
    let today = Clock::System.today();
    for ((patient, _), (what, days)) in patients
        .iter()
        .rev()
        .zip([("I never smoked; the note says that I do.", 52), ("The date of my operation is wrong.", 6)])
    {
        let papers =
            store.ask(head, &Documents { patient: *patient, encounter: None, after: None, limit: 1 })?;
        let document = papers.first().map(|paper| paper.document);
        let received = today.checked_sub_days(Days::new(days)).unwrap_or(today);
        store.apply(head, &NewAmendment { patient: *patient, document, what: what.to_owned(), received })?;
    }
    let patients: Vec<PatientId> = patients.iter().map(|(patient, _)| *patient).collect();
    super::demo_requests::prepare(store, head, &patients)?;
    Ok(())
}

fn paper(name: &str, text: &str) -> anyhow::Result<Arrived> {
    let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
    let (mime, bytes) = if kind == "rtf" {
        ("text/rtf", format!("{{\\rtf1\\ansi {}}}", text.replace('\n', "\\par ")).into_bytes())
    } else if kind == "txt" {
        ("text/plain", text.as_bytes().to_vec())
    } else {
        let blocks = if text.is_empty() { vec![Block::Rule] } else { vec![Block::Plain(text.to_owned())] };
        let sheet = Sheet {
            title: String::new(),
            author: String::new(),
            made_at: Clock::System.now(),
            paper: Paper::Letter,
            header: String::new(),
            footer: String::new(),
            blocks,
        };
        ("application/pdf", render(&sheet)?.bytes)
    };
    let text = if text.is_empty() {
        Text::None("the PDF is the picture of a page and holds no text; index it by hand".to_owned())
    } else {
        text_of_bytes(mime, &bytes)
    };
    Ok(Arrived {
        name: name.to_owned(),
        mime,
        hash: Sha256::digest(&bytes).into(),
        bytes,
        text,
        hints: Hints::of_name(name),
    })
}
