//! One record: seen before, waiting, or applied fact by fact.

use super::{
    clinical, directory, document, encounter,
    hands::{Effect, Hands, Stop, rejected},
    keys::{Hash, KEPT, code, hex},
    merge, money, patient, visit,
};
use crate::domain::facts::{Fact, Kind, Origin, Ref};
use crate::store::StoreError;
use std::borrow::Cow;

/// Longest text in one field, documents apart. What is longer is no name, number or direction.
const MAX_FIELD_BYTES: usize = 64 * 1024;

/// What became of a record.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Applied, or found to be known.
    Done(Effect),
    /// Waits for an object.
    Waits { kind: i64, key: String },
    /// Refused.
    Refused { field: String, reason: String },
}

/// Applies a record. An error of the database ends the transaction.
pub(super) fn record(
    hands: &mut Hands<'_, '_>,
    facts: &[Fact],
    is_replay: bool,
) -> Result<Outcome, StoreError> {
    if !is_replay && is_seen(hands, facts)? {
        return Ok(Outcome::Done(Effect::Unchanged));
    }
    match steps(hands, facts) {
        Ok(effect) => Ok(Outcome::Done(effect)),
        Err(Stop::Rejected { field, reason }) => Ok(Outcome::Refused { field, reason }),
        Err(Stop::Waiting { kind, key }) => Ok(Outcome::Waits { kind: code(kind), key }),
        Err(Stop::Store(error)) => Err(error),
    }
}

fn steps(hands: &mut Hands<'_, '_>, facts: &[Fact]) -> Result<Effect, Stop> {
    if facts.is_empty() {
        let key = hex(&hands.sheet.hash);
        hands.filed_as(KEPT, &key, None, 0)?;
        return Ok(Effect::Kept);
    }
    if hands.sheet.raw.len() > MAX_FIELD_BYTES {
        check_lengths(facts)?;
    }
    for fact in facts {
        all_there(hands, facts, fact)?;
    }
    let mut effect = Effect::Unchanged;
    for fact in facts {
        effect = effect.max(one(hands, fact)?);
    }
    if !hands.sheet.carried
        && let Some((kind, key)) = facts.first().and_then(|fact| own_key(fact, &hands.sheet.hash))
    {
        // Nothing was new: the record is kept all the same, and known when it comes again.
        hands.keep_version(kind, &key, None)?;
    }
    Ok(effect)
}

fn one(hands: &mut Hands<'_, '_>, fact: &Fact) -> Result<Effect, Stop> {
    match fact {
        Fact::Patient(fact) => patient::apply(hands, fact),
        Fact::Encounter(fact) => encounter::apply(hands, fact),
        Fact::Visit(fact) => visit::apply(hands, fact),
        Fact::Diagnosis(fact) => clinical::diagnosis(hands, fact),
        Fact::Procedure(fact) => clinical::procedure(hands, fact),
        Fact::Result(fact) => clinical::result(hands, fact),
        Fact::Report(fact) => document::report(hands, fact),
        Fact::Document(fact) => document::apply(hands, fact),
        Fact::Medication(fact) => clinical::medication(hands, fact),
        Fact::Allergy(fact) => clinical::allergy(hands, fact),
        Fact::Immunization(fact) => clinical::immunization(hands, fact),
        Fact::Practitioner(fact) => directory::practitioner(hands, fact),
        Fact::Organization(fact) => directory::organization(hands, fact),
        Fact::Location(fact) => directory::location(hands, fact),
        Fact::Coverage(fact) => money::coverage(hands, fact),
        Fact::Claim(fact) => money::claim(hands, fact),
        Fact::Merge(fact) => merge::merge(hands, fact),
        Fact::Link(fact) => merge::link(hands, fact),
        Fact::MarkDeleted { origin, target } => merge::mark_deleted(hands, origin, target),
    }
}

/// Whether this very record was applied before: one of its keys names it as newest or as a version.
pub(super) fn is_seen(hands: &Hands<'_, '_>, facts: &[Fact]) -> Result<bool, StoreError> {
    let (keys, tx, hash) = (&hands.state.keys, hands.tx, &hands.sheet.hash);
    if facts.is_empty() {
        return Ok(keys.known(tx, KEPT, &hex(hash))?.is_some());
    }
    // Most often a key of an object that is not known yet: then nothing else can be.
    for fact in facts.iter().rev() {
        let Some((kind, key)) = own_key(fact, hash) else { continue };
        let Some(known) = keys.known(tx, kind, &key)? else { continue };
        if known.hash == *hash || keys.was_version(tx, kind, &key, hash)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Stops unless every object that the fact cannot do without is there, or comes in the same record.
fn all_there(hands: &mut Hands<'_, '_>, facts: &[Fact], fact: &Fact) -> Result<(), Stop> {
    for needed in needs(fact).into_iter().flatten() {
        let comes_along = facts.iter().any(|other| {
            origin_of(other).is_some_and(|(kind, origin)| kind == needed.kind && origin.key == needed.key)
        });
        if !comes_along && hands.state.keys.row(hands.tx, code(needed.kind), &needed.key)?.is_none() {
            return Err(Stop::Waiting { kind: needed.kind, key: needed.key.clone() });
        }
    }
    Ok(())
}

fn needs(fact: &Fact) -> [Option<&Ref>; 2] {
    let patient = match fact {
        Fact::Encounter(fact) => &fact.patient,
        Fact::Visit(fact) => &fact.encounter.patient,
        Fact::Diagnosis(fact) => &fact.patient,
        Fact::Procedure(fact) => &fact.patient,
        Fact::Result(fact) => &fact.patient,
        Fact::Report(fact) => &fact.patient,
        Fact::Document(fact) => &fact.patient,
        Fact::Medication(fact) => &fact.patient,
        Fact::Allergy(fact) => &fact.patient,
        Fact::Immunization(fact) => &fact.patient,
        Fact::Coverage(fact) => &fact.patient,
        Fact::Claim(fact) => &fact.patient,
        Fact::Link(fact) => return [Some(&fact.first), Some(&fact.second)],
        Fact::MarkDeleted { target, .. } => return [Some(target), None],
        Fact::Patient(_)
        | Fact::Practitioner(_)
        | Fact::Organization(_)
        | Fact::Location(_)
        | Fact::Merge(_) => {
            return [None, None];
        }
    };
    [patient.as_ref(), None]
}

/// Kind and origin of the object that a fact brings.
pub(super) fn origin_of(fact: &Fact) -> Option<(Kind, &Origin)> {
    Some(match fact {
        Fact::Patient(fact) => (Kind::Patient, &fact.origin),
        Fact::Encounter(fact) => (Kind::Encounter, &fact.origin),
        Fact::Visit(fact) => (Kind::Encounter, &fact.encounter.origin),
        Fact::Diagnosis(fact) => (Kind::Diagnosis, &fact.origin),
        Fact::Procedure(fact) => (Kind::Procedure, &fact.origin),
        Fact::Result(fact) => (Kind::Result, &fact.origin),
        Fact::Report(fact) => (Kind::Report, &fact.origin),
        Fact::Document(fact) => (Kind::Document, &fact.origin),
        Fact::Medication(fact) => (Kind::Medication, &fact.origin),
        Fact::Allergy(fact) => (Kind::Allergy, &fact.origin),
        Fact::Immunization(fact) => (Kind::Immunization, &fact.origin),
        Fact::Practitioner(fact) => (Kind::Practitioner, &fact.origin),
        Fact::Organization(fact) => (Kind::Organization, &fact.origin),
        Fact::Location(fact) => (Kind::Location, &fact.origin),
        Fact::Coverage(fact) => (Kind::Coverage, &fact.origin),
        Fact::Claim(fact) => (Kind::Claim, &fact.origin),
        Fact::Merge(fact) => (Kind::Patient, &fact.survivor.origin),
        Fact::Link(_) | Fact::MarkDeleted { .. } => return None,
    })
}

/// The key under which a fact's record is entered; events go by their record's hash.
pub(super) fn own_key<'f>(fact: &'f Fact, hash: &Hash) -> Option<(i64, Cow<'f, str>)> {
    match fact {
        Fact::Merge(_) => Some((super::keys::MERGE, hex(hash).into())),
        Fact::Link(_) => Some((super::keys::LINK, hex(hash).into())),
        Fact::MarkDeleted { .. } => Some((super::keys::DELETION, hex(hash).into())),
        _ => origin_of(fact)
            .filter(|(_, origin)| !origin.key.is_empty())
            .map(|(kind, origin)| (code(kind), origin.key.as_str().into())),
    }
}

/// Refuses a record with a field that no field can be. Walks the facts as JSON: such records are rare.
fn check_lengths(facts: &[Fact]) -> Result<(), Stop> {
    fn longest(value: &serde_json::Value, name: &str) -> Option<String> {
        match value {
            serde_json::Value::String(text) if text.len() > MAX_FIELD_BYTES => Some(name.to_owned()),
            serde_json::Value::Array(list) => list.iter().find_map(|item| longest(item, name)),
            serde_json::Value::Object(map) => map
                .iter()
                // Bodies of documents may be long, and so may the words of a result (a pathology report in an OBX).
                .filter(|(key, _)| !matches!(key.as_str(), "body" | "text" | "value"))
                .find_map(|(key, value)| longest(value, key)),
            _ => None,
        }
    }
    for fact in facts {
        let value = serde_json::to_value(fact).map_err(|_| StoreError::Fault)?;
        if let Some(field) = longest(&value, "") {
            return rejected(
                field.replace('_', " "),
                "the field is longer than 64 KiB; that is no value of such a field. Shorten it.",
            );
        }
    }
    Ok(())
}
