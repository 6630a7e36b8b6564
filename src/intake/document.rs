//! Documents and reports: filed, signed, added to, replaced, withdrawn; each text searchable in its chart.
//!
//! A text that changes after it was filed becomes a new version beside the old one, which stays as superseded.

use super::{
    clinical::words as words_said,
    hands::{Effect, Hands, Stop, rejected},
    keys::code,
    loose::Slot,
};
use crate::domain::{
    facts::{Body, DocumentAction, DocumentFact, DocumentState, Kind, Origin, Ref, ReportFact},
    ids::{DocumentId, PatientId},
    topics::Topic,
};
use crate::store::{StoreError, Writing, words};
use rusqlite::named_params;

/// Slots of a document's references.
const SLOTS: [Slot; 4] =
    [Slot::DocumentEncounter, Slot::DocumentAuthor, Slot::DocumentParent, Slot::DocumentReplaced];

/// A document as stored.
struct Stored {
    id: i64,
    state: String,
    was_available: bool,
    fact_at: String,
    version_no: i64,
    text: Option<String>,
    bytes: Option<Vec<u8>>,
}

/// Applies what a feed does with a document.
pub(super) fn apply(hands: &mut Hands<'_, '_>, fact: &DocumentFact) -> Result<Effect, Stop> {
    let patient = hands.patient(fact.patient.as_ref())?;
    let row = hands.known(Kind::Document, &fact.origin)?.and_then(|known| known.row);
    let stored = match row {
        Some(row) => load(hands.tx, row)?,
        None => None,
    };
    if fact.action == DocumentAction::Cancel {
        return cancel(hands, fact, stored);
    }
    let Some(stored) = stored else {
        let id = insert(hands, fact, patient, None)?;
        hands.filed(Kind::Document, &fact.origin, id)?;
        return Ok(Effect::Added);
    };
    let fact_at = hands.as_of_text(&fact.origin);
    if !fact_at.is_empty() && fact_at < stored.fact_at {
        return late(hands, fact, patient, &stored);
    }
    if let (Some(body), Some(text)) = (&fact.body, &stored.text)
        && (body.text != *text || body.bytes != stored.bytes)
    {
        return new_version(hands, fact, patient, &stored);
    }
    renew(hands, fact, patient, &stored)
}

/// Text and state of a document that was there before: the same text, or a word on its state (T03).
fn renew(
    hands: &mut Hands<'_, '_>,
    fact: &DocumentFact,
    patient: PatientId,
    stored: &Stored,
) -> Result<Effect, Stop> {
    let tx = hands.tx;
    hands.state.keys.forget_loose(tx, &SLOTS, stored.id)?;
    let encounter = hands.refer(Slot::DocumentEncounter, fact.encounter.as_ref())?;
    let author = hands.refer(Slot::DocumentAuthor, fact.author.as_ref())?;
    tx.execute(
        include_str!("sql/document_renew.sql"),
        named_params! {
            ":id": stored.id, ":encounter": encounter, ":type_system": fact.doc_type.system,
            ":type_code": fact.doc_type.code, ":type_text": fact.doc_type.display, ":title": title(fact),
            ":author": author, ":author_text": words_said(fact.author.as_ref()), ":written": fact.written,
            ":state": state_word(fact.state), ":available": fact.available, ":confidentiality": fact.confidentiality,
            ":fact_at": hands.as_of_text(&fact.origin),
        },
    )?;
    if let (Some(body), None) = (&fact.body, &stored.text) {
        put_body(tx, stored.id, body)?;
        index(tx, stored.id, patient, fact)?;
    }
    hands.note_loose(stored.id)?;
    signatures(hands, stored.id, fact)?;
    parent(hands, stored.id, fact)?;
    hands.filed(Kind::Document, &fact.origin, stored.id)?;
    hands.touch(Topic::Documents);
    Ok(Effect::Changed)
}

/// The text changed: a new version, with the old one behind it.
fn new_version(
    hands: &mut Hands<'_, '_>,
    fact: &DocumentFact,
    patient: PatientId,
    stored: &Stored,
) -> Result<Effect, Stop> {
    let id = insert(hands, fact, patient, Some(stored))?;
    supersede(hands.tx, stored.id)?;
    hands.filed(Kind::Document, &fact.origin, id)?;
    Ok(Effect::Changed)
}

/// A message that comes too late changes nothing, but may bring the text that a newer notification lacked.
fn late(
    hands: &mut Hands<'_, '_>,
    fact: &DocumentFact,
    patient: PatientId,
    stored: &Stored,
) -> Result<Effect, Stop> {
    let fact_at = hands.as_of(&fact.origin);
    hands.keep_version(code(Kind::Document), &fact.origin.key, fact_at)?;
    let (Some(body), None) = (&fact.body, &stored.text) else { return Ok(Effect::Unchanged) };
    put_body(hands.tx, stored.id, body)?;
    index(hands.tx, stored.id, patient, fact)?;
    hands.touch(Topic::Documents);
    Ok(Effect::Changed)
}

/// T11: only while it was never available (HL7 v2.8 section 9.6.11).
fn cancel(hands: &mut Hands<'_, '_>, fact: &DocumentFact, stored: Option<Stored>) -> Result<Effect, Stop> {
    let Some(stored) = stored else {
        return rejected("document", "the document to be cancelled is not known here.");
    };
    if stored.was_available && stored.state != "retracted" {
        return rejected(
            "document",
            "the document was available in care and cannot be cancelled; the sender must replace it (T09, T10).",
        );
    }
    hands.tx.execute(
        "UPDATE document SET state = 'retracted', available = 0, version = version + 1 WHERE document_id = ?1",
        [stored.id],
    )?;
    hands.filed(Kind::Document, &fact.origin, stored.id)?;
    hands.touch(Topic::Documents);
    Ok(Effect::Changed)
}

/// Writes a document, new or as the next version of one.
fn insert(
    hands: &mut Hands<'_, '_>,
    fact: &DocumentFact,
    patient: PatientId,
    before: Option<&Stored>,
) -> Result<i64, Stop> {
    let encounter = hands.refer(Slot::DocumentEncounter, fact.encounter.as_ref())?;
    let author = hands.refer(Slot::DocumentAuthor, fact.author.as_ref())?;
    let tx = hands.tx;
    let id = tx.insert(
        include_str!("sql/document_insert.sql"),
        named_params! {
            ":patient": patient, ":encounter": encounter, ":type_system": fact.doc_type.system,
            ":type_code": fact.doc_type.code, ":type_text": fact.doc_type.display, ":title": title(fact),
            ":author": author, ":author_text": words_said(fact.author.as_ref()), ":written": fact.written,
            ":state": state_word(fact.state), ":available": fact.available, ":confidentiality": fact.confidentiality,
            ":version_no": before.map_or(1, |before| before.version_no + 1), ":parent": before.map(|before| before.id),
            ":parent_kind": if before.is_some() { "edits" } else { "" },
            ":mime": fact.body.as_ref().map_or("text/plain", |body| body.mime.as_str()),
            ":fact_at": hands.as_of_text(&fact.origin), ":now": tx.now_text(), ":by": hands.state.by,
        },
    )?;
    if let Some(body) = &fact.body {
        put_body(tx, id, body)?;
    }
    index(tx, id, patient, fact)?;
    hands.note_loose(id)?;
    signatures(hands, id, fact)?;
    parent(hands, id, fact)?;
    hands.touch(Topic::Documents);
    Ok(id)
}

/// The document that this one is added to or replaces.
fn parent(hands: &mut Hands<'_, '_>, id: i64, fact: &DocumentFact) -> Result<(), StoreError> {
    let (Some(reference), DocumentAction::Addendum | DocumentAction::Replace) = (&fact.parent, fact.action)
    else {
        return Ok(());
    };
    let replaces = fact.action == DocumentAction::Replace;
    let found = hands.refer(Slot::DocumentParent, Some(reference))?.filter(|parent| *parent != id);
    if replaces && found.is_none() {
        hands.loose.push((Slot::DocumentReplaced, code(reference.kind), reference.key.clone()));
    }
    hands.note_loose(id)?;
    hands.tx.execute(
        "UPDATE document SET parent_id = coalesce(?2, parent_id), parent_kind = ?3 WHERE document_id = ?1",
        (id, found, if replaces { "replaces" } else { "addendum" }),
    )?;
    match found {
        Some(parent) if replaces => supersede(hands.tx, parent),
        _ => Ok(()),
    }
}

fn supersede(tx: &Writing<'_>, id: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE document SET state = 'superseded', version = version + 1
         WHERE document_id = ?1 AND state NOT IN ('superseded', 'retracted')",
        [id],
    )?;
    Ok(())
}

fn signatures(hands: &mut Hands<'_, '_>, id: i64, fact: &DocumentFact) -> Result<(), StoreError> {
    if fact.signatures.is_empty() {
        return Ok(());
    }
    hands.tx.execute("DELETE FROM signature WHERE document_id = ?1", [id])?;
    // A slot's row number has room for 63 signatures of one document.
    for (idx, (signer, at)) in fact.signatures.iter().take(63).enumerate() {
        let number = idx as i64 + 1;
        let practitioner = hands.refer(Slot::SignatureSigner, signer.as_ref())?;
        hands.tx.execute(
            "INSERT INTO signature (document_id, signature_no, practitioner_id, signer_text, signed_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (id, number, practitioner, words_said(signer.as_ref()), at),
        )?;
        hands.note_loose(id * 64 + number)?;
    }
    Ok(())
}

/// A report; its text becomes a document, its results learn that they belong to it.
pub(super) fn report(hands: &mut Hands<'_, '_>, fact: &ReportFact) -> Result<Effect, Stop> {
    use super::clinical::{Own, own, put};
    let own = own(hands, Kind::Report, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let encounter = hands.refer(Slot::ReportEncounter, fact.encounter.as_ref())?;
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/report_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":encounter": encounter, ":system": fact.code.system,
            ":code": fact.code.code, ":display": fact.code.display, ":category": fact.category, ":at": fact.at,
            ":issued": fact.issued, ":status": fact.status,
        },
    );
    let (id, effect) = put(hands, Kind::Report, &fact.origin, &own, &[Slot::ReportEncounter], write)?;
    for result in &fact.results {
        claim_result(hands, id, result)?;
    }
    if let Some(body) = fact.text.as_ref().filter(|body| !body.text.is_empty() || body.bytes.is_some()) {
        let document = text_of(fact, body);
        apply(hands, &document)?;
        let row = hands.known(Kind::Document, &document.origin)?.and_then(|known| known.row);
        hands.tx.execute("UPDATE report SET document_id = ?2 WHERE report_id = ?1", (id, row))?;
    }
    Ok(effect)
}

/// Enters a report in a result that it lists. A compound observation has a row per component: `key.1`, `key.2` …
fn claim_result(hands: &mut Hands<'_, '_>, report: i64, result: &Ref) -> Result<(), StoreError> {
    let claim = |hands: &mut Hands<'_, '_>, key: &str| -> Result<bool, StoreError> {
        let Some(row) = hands.state.keys.row(hands.tx, code(Kind::Result), key)? else { return Ok(false) };
        hands.tx.execute(
            "UPDATE result SET report_id = ?2 WHERE result_id = ?1 AND report_id IS NULL",
            (row, report),
        )?;
        Ok(true)
    };
    if claim(hands, &result.key)? {
        return Ok(());
    }
    let mut component = 1;
    while claim(hands, &format!("{}.{component}", result.key))? {
        component += 1;
    }
    if component == 1 {
        let tx = hands.tx;
        hands.state.keys.note_loose(tx, (code(Kind::Result), &result.key), Slot::ReportResult, report)?;
    }
    Ok(())
}

/// The text of a report as a document of its own.
fn text_of(fact: &ReportFact, body: &Body) -> DocumentFact {
    let state = match fact.status.as_str() {
        "final" | "corrected" | "amended" | "appended" => DocumentState::Signed,
        "entered in error" | "cancelled" => DocumentState::Retracted,
        _ => DocumentState::Unsigned,
    };
    DocumentFact {
        origin: Origin { key: format!("report:{}", fact.origin.key), as_of: fact.origin.as_of },
        action: DocumentAction::File,
        patient: fact.patient.clone(),
        encounter: fact.encounter.clone(),
        doc_type: fact.code.clone(),
        title: fact.code.display.clone(),
        author: fact.performer.clone(),
        written: fact.at.or(fact.issued),
        state,
        available: true,
        confidentiality: String::new(),
        signatures: Vec::new(),
        parent: None,
        body: Some(body.clone()),
    }
}

fn load(tx: &Writing<'_>, id: i64) -> Result<Option<Stored>, StoreError> {
    tx.row(include_str!("sql/document_load.sql"), [id], |row| {
        Ok(Stored {
            id,
            state: row.get(0)?,
            was_available: row.get(1)?,
            fact_at: row.get(2)?,
            version_no: row.get(3)?,
            text: row.get(4)?,
            bytes: row.get(5)?,
        })
    })
}

fn put_body(tx: &Writing<'_>, id: i64, body: &Body) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO document_body (document_id, text, bytes) VALUES (?1, ?2, ?3)
         ON CONFLICT (document_id) DO UPDATE SET text = excluded.text, bytes = excluded.bytes",
        (id, &body.text, &body.bytes),
    )?;
    tx.execute("UPDATE document SET mime = ?2 WHERE document_id = ?1", (id, &body.mime))?;
    Ok(())
}

/// Enters the words of a document for the search in its chart.
fn index(tx: &Writing<'_>, id: i64, patient: PatientId, fact: &DocumentFact) -> Result<(), StoreError> {
    let text = fact.body.as_ref().map_or("", |body| body.text.as_str());
    words::index(tx, DocumentId(id), patient, title(fact), text)
}

/// A title is never empty: the kind of document stands in.
fn title(fact: &DocumentFact) -> &str {
    let texts = [&fact.title, &fact.doc_type.display, &fact.doc_type.code];
    texts.into_iter().find(|text| !text.is_empty()).map_or("Document", String::as_str)
}

/// The state as the row spells it.
pub(super) fn state_word(state: DocumentState) -> &'static str {
    match state {
        DocumentState::Dictated => "dictated",
        DocumentState::InProgress => "in-progress",
        DocumentState::Unsigned => "unsigned",
        DocumentState::SignedUncosigned => "signed-uncosigned",
        DocumentState::Signed => "signed",
        DocumentState::LegallySigned => "legally-signed",
        DocumentState::Superseded => "superseded",
        DocumentState::Retracted => "retracted",
    }
}
