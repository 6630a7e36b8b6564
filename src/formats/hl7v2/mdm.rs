//! MDM: documents, their states, addenda, replacements and cancellations.
//!
//! Odd events tell about a document, even ones bring its text in OBX rows. The unique document number (TXA-12) is the
//! document's key; an addendum or replacement must name its parent (TXA-13).

use super::Said;
use super::adt::only_group;
use super::body::Rows;
use super::clinical::{self, Owner};
use super::codes;
use super::context::{Context, made_key, reference};
use super::message::{Fault, Part, Segment};
use super::observation::Series;
use super::{oru, types};
use crate::domain::facts::{Coded, DocumentAction, DocumentFact, DocumentState, Fact, Kind, Ref};
use crate::domain::time::When;

/// Who signed, and when.
type Signature = (Option<Ref>, Option<When>);

/// What an MDM message says.
pub fn read(context: &Context<'_>) -> Result<Said, Fault> {
    let Some(action) = action(&context.event) else { return Ok(Said::Nothing) };
    let group = only_group(context)?;
    let headers = group.rest.iter().filter(|s| s.id == "TXA").count();
    let Some(txa) = group.find("TXA").filter(|_| headers == 1) else {
        let reason = if headers == 0 {
            "the TXA segment is missing"
        } else {
            "the message holds more than one document"
        };
        return Err(Fault::new("TXA", reason));
    };
    let mut facts = Vec::new();
    let (person, visit) = oru::whom(context, &group, &mut facts)?;
    let owner = Owner { patient: &person.reference, encounter: visit.as_ref() };
    let mut rows = Rows::default();
    if has_content(&context.event) {
        for obx in group.rest.iter().copied().filter(|s| s.id == "OBX") {
            rows.document_row(obx)?;
        }
    }
    let document = document(context, txa, action, owner, &mut rows, &mut facts)?;
    let own = Ref { kind: Kind::Document, key: document.origin.key.clone(), display: None };
    facts.push(Fact::Document(Box::new(document)));
    let mut files = Series::of(&own);
    for (code, body) in rows.attachments {
        facts.push(files.document(context, owner, None, code, body));
    }
    Ok(Said::Facts(facts))
}

fn action(event: &str) -> Option<DocumentAction> {
    Some(match event {
        "T01" | "T02" => DocumentAction::File,
        "T03" | "T04" => DocumentAction::Status,
        "T05" | "T06" => DocumentAction::Addendum,
        "T07" | "T08" => DocumentAction::Edit,
        "T09" | "T10" => DocumentAction::Replace,
        "T11" => DocumentAction::Cancel,
        _ => return None,
    })
}

fn has_content(event: &str) -> bool {
    matches!(event, "T02" | "T04" | "T06" | "T08" | "T10")
}

fn document(
    context: &Context<'_>,
    txa: Segment<'_>,
    action: DocumentAction,
    owner: Owner<'_>,
    rows: &mut Rows,
    facts: &mut Vec<Fact>,
) -> Result<DocumentFact, Fault> {
    let doc_type = document_type(txa.field(2).first());
    let written = context.when(txa, 6)?.or(context.when(txa, 7)?).or(context.when(txa, 4)?);
    let key = match types::entity(txa.field(12).first()) {
        Some(key) => key,
        None if action == DocumentAction::File => {
            let time = written.or(context.recorded).map(|w| w.to_string()).unwrap_or_default();
            made_key(owner.nearest(), &["document", &doc_type.code, &time])
        }
        None => {
            return Err(Fault::new(
                "TXA-12",
                "the document's number is missing: which one is meant cannot be told",
            ));
        }
    };
    let parent = types::entity(txa.field(13).first()).map(|key| reference(Kind::Document, key));
    if matches!(action, DocumentAction::Addendum | DocumentAction::Replace) {
        match &parent {
            None => {
                return Err(Fault::new(
                    "TXA-13",
                    "the number of the document that this one adds to or replaces is missing",
                ));
            }
            Some(parent) if parent.key == key => {
                return Err(Fault::new(
                    "TXA-13",
                    "the document names itself as the one that it adds to or replaces",
                ));
            }
            Some(_) => {}
        }
    }
    let author = [9, 5].into_iter().find_map(|field| txa.field(field).reps().find_map(types::clinician));
    facts.extend(author.as_ref().and_then(|a| clinical::practitioner(context, a)));
    let signatures = signatures(context, txa, facts)?;
    let title = txa.comp(25, 1).some().unwrap_or_else(|| doc_type.display.clone());
    Ok(DocumentFact {
        origin: context.origin(key),
        action,
        patient: Some(owner.patient.clone()),
        encounter: owner.encounter.cloned(),
        doc_type,
        title,
        author: author.map(|a| a.reference),
        written,
        state: state(txa, action, &signatures),
        available: !matches!(txa.text(19).to_ascii_uppercase().as_str(), "UN" | "CA" | "OB"),
        confidentiality: txa.text(18),
        signatures,
        parent,
        body: rows.take_body(),
    })
}

/// TXA-2: the sender's code, or LOINC for a code of table 0270, with the sender's own words if it has any.
fn document_type(field: Part<'_>) -> Coded {
    let Some(mut coded) = types::coded(field) else { return Coded::default() };
    let progress = coded.display.to_lowercase().contains("progress");
    let code = if coded.code.eq_ignore_ascii_case("PN") && progress { "PR" } else { coded.code.as_str() };
    let known = codes::document_type(code).filter(|_| !codes::is_shared(&coded.system));
    if let Some((loinc, words)) = known {
        if coded.display.is_empty() {
            words.clone_into(&mut coded.display);
        }
        match loinc {
            Some(loinc) => {
                coded = Coded { system: "LOINC".into(), code: loinc.into(), display: coded.display }
            }
            None => coded.system = "HL70270".into(),
        }
    }
    if coded.display.is_empty() {
        coded.display.clone_from(&coded.code);
    }
    coded
}

/// TXA-17 (table 0271) with what TXA-19 (table 0273) adds; a signature with a time stands in where TXA-17 is silent.
fn state(txa: Segment<'_>, action: DocumentAction, signatures: &[Signature]) -> DocumentState {
    match txa.text(19).to_ascii_uppercase().as_str() {
        _ if action == DocumentAction::Cancel => return DocumentState::Retracted,
        "CA" => return DocumentState::Retracted,
        "OB" => return DocumentState::Superseded,
        _ => {}
    }
    match txa.text(17).to_ascii_uppercase().as_str() {
        "DI" => DocumentState::Dictated,
        "IP" | "IN" => DocumentState::InProgress,
        "AU" => DocumentState::Signed,
        "LA" => DocumentState::LegallySigned,
        // Pre-authenticated means signed before it was complete: the signature proper is still due.
        "DO" | "PA" => DocumentState::Unsigned,
        _ if signatures.iter().any(|(_, at)| at.is_some()) => DocumentState::Signed,
        _ => DocumentState::Unsigned,
    }
}

/// TXA-22: who signed, and when (component 15).
fn signatures(
    context: &Context<'_>,
    txa: Segment<'_>,
    facts: &mut Vec<Fact>,
) -> Result<Vec<Signature>, Fault> {
    let mut signatures = Vec::new();
    for rep in txa.field(22).reps() {
        let who = types::clinician(rep);
        let at = context
            .when_in(rep.comp(15).part(1).raw())
            .map_err(|_| Fault::new("TXA-22", "the time of a signature is not a date or time"))?;
        facts.extend(who.as_ref().and_then(|w| clinical::practitioner(context, w)));
        if who.is_some() || at.is_some() {
            signatures.push((who.map(|w| w.reference), at));
        }
    }
    Ok(signatures)
}
