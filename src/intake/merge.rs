//! Merges, links and deletions that a feed asks for: written down for a person to decide, never carried out here.

use super::{
    hands::{Effect, Hands, Stop, rejected},
    keys::{DELETION, LINK, MERGE, code, hex},
    loose::Slot,
    patient,
};
use crate::domain::{
    facts::{Kind, LinkFact, MergeFact, Origin, Ref},
    ids::PatientId,
    topics::Topic,
};
use crate::store::StoreError;
use rusqlite::named_params;
use std::collections::HashSet;

/// A merge message: its survivor's demographics are applied, the merge itself waits for a person.
pub(super) fn merge(hands: &mut Hands<'_, '_>, fact: &MergeFact) -> Result<Effect, Stop> {
    let kind = match (fact.of, fact.event.as_str()) {
        (Kind::Patient, _) => "patient",
        (_, "A21" | "A35" | "A41" | "A44" | "A49" | "A54") => "account",
        _ => "visit",
    };
    let visit = fact.visit.as_deref().unwrap_or_default();
    let moves_nothing = fact.survivor_ref == fact.loser
        || (fact.survivor_ref.kind == fact.loser.kind && fact.survivor_ref.key == fact.loser.key);
    if kind == "patient" && moves_nothing {
        return rejected(
            "survivor",
            "the record is to be merged with itself; the sender must name two records.",
        );
    }
    if kind == "patient" && closes_a_ring(hands, &fact.survivor_ref.key, &fact.loser.key)? {
        return rejected(
            "survivor",
            "the merge runs against one that waits already: each would be merged into the other.",
        );
    }
    let effect = if fact.survivor.origin.key.is_empty() {
        Effect::Unchanged
    } else {
        patient::apply(hands, &fact.survivor)?
    };
    let asked = Asked { event: &fact.event, kind, survivor: &fact.survivor_ref, loser: &fact.loser, visit };
    let id = ask(hands, &asked)?;
    let key = hex(&hands.sheet.hash);
    let fact_at = hands.as_of(&fact.origin);
    hands.filed_as(MERGE, &key, fact_at, id)?;
    Ok(effect.max(Effect::Kept))
}

/// A record that its sender calls replaced by another.
pub(super) fn replaced(hands: &mut Hands<'_, '_>, origin: &Origin, survivor: &Ref) -> Result<(), Stop> {
    let loser = Ref { kind: Kind::Patient, key: origin.key.clone(), display: None };
    if survivor.key == loser.key {
        return rejected("link", "the record is said to be replaced by itself.");
    }
    if closes_a_ring(hands, &survivor.key, &loser.key)? {
        return rejected("link", "two records are said to be replaced by each other.");
    }
    let asked = Asked { event: "replaced-by", kind: "patient", survivor, loser: &loser, visit: "" };
    ask(hands, &asked)?;
    Ok(())
}

struct Asked<'a> {
    event: &'a str,
    kind: &'a str,
    survivor: &'a Ref,
    loser: &'a Ref,
    visit: &'a str,
}

/// Writes the merge down; the same again is the same row.
fn ask(hands: &mut Hands<'_, '_>, asked: &Asked<'_>) -> Result<i64, Stop> {
    let tx = hands.tx;
    let survivor = person(hands, Slot::MergeSurvivor, asked.survivor)?;
    let loser = person(hands, Slot::MergeLoser, asked.loser)?;
    if asked.kind == "patient" && survivor.is_some() && survivor == loser {
        return rejected(
            "survivor",
            "both numbers are of one record here already; there is nothing to merge.",
        );
    }
    let new = tx.execute(
        include_str!("sql/merge_ask.sql"),
        named_params! {
            ":event": asked.event, ":kind": asked.kind, ":survivor_key": asked.survivor.key,
            ":loser_key": asked.loser.key, ":survivor": survivor, ":loser": loser, ":visit": asked.visit,
            ":now": tx.now_text(), ":feed": hands.state.feed.name,
        },
    )?;
    let id: i64 = tx
        .row(
            include_str!("sql/merge_find.sql"),
            (&hands.state.feed.name, asked.event, &asked.survivor.key, &asked.loser.key, asked.visit),
            |row| row.get(0),
        )?
        .ok_or(StoreError::Fault)?;
    if new == 1 {
        hands.note_loose(id)?;
        hands.state.merges += 1;
        hands.touch(Topic::Imports);
        for patient in [survivor, loser].into_iter().flatten() {
            hands.patient_changed(PatientId(patient));
        }
    } else {
        hands.loose.clear();
    }
    Ok(id)
}

fn person(hands: &mut Hands<'_, '_>, slot: Slot, reference: &Ref) -> Result<Option<i64>, StoreError> {
    if reference.kind == Kind::Patient { hands.refer(slot, Some(reference)) } else { Ok(None) }
}

/// Whether following the merges that wait leads from the survivor back to the loser.
fn closes_a_ring(hands: &Hands<'_, '_>, survivor: &str, loser: &str) -> Result<bool, StoreError> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut at = survivor.to_owned();
    while seen.insert(at.clone()) {
        if at == loser {
            return Ok(true);
        }
        let next: Option<String> =
            hands
                .tx
                .row(include_str!("sql/merge_next.sql"), (&hands.state.feed.name, &at), |row| row.get(0))?;
        match next {
            Some(next) => at = next,
            None => return Ok(false),
        }
    }
    Ok(false)
}

/// Two persons linked, or the link taken away; nothing moves.
pub(super) fn link(hands: &mut Hands<'_, '_>, fact: &LinkFact) -> Result<Effect, Stop> {
    let first = hands.patient(Some(&fact.first))?;
    let second = hands.patient(Some(&fact.second))?;
    if first == second {
        return rejected("link", "the record is to be linked with itself.");
    }
    let (first, second) = (first.min(second), first.max(second));
    let changed = if fact.linked {
        hands.tx.execute(
            "INSERT OR IGNORE INTO patient_link (first_id, second_id, kind, at) VALUES (?1, ?2, 'link', ?3)",
            (first, second, hands.tx.now_text()),
        )?
    } else {
        hands.tx.execute(
            "DELETE FROM patient_link WHERE first_id = ?1 AND second_id = ?2 AND kind = 'link'",
            (first, second),
        )?
    };
    let key = hex(&hands.sheet.hash);
    let fact_at = hands.as_of(&fact.origin);
    hands.filed_as(LINK, &key, fact_at, first.0)?;
    hands.touch(Topic::Patients);
    Ok(if changed == 1 { Effect::Changed } else { Effect::Unchanged })
}

/// A record that its sender deletes: marked, never removed.
pub(super) fn mark_deleted(hands: &mut Hands<'_, '_>, origin: &Origin, target: &Ref) -> Result<Effect, Stop> {
    let Some(row) = hands.state.keys.row(hands.tx, code(target.kind), &target.key)? else {
        return Err(Stop::Waiting { kind: target.kind, key: target.key.clone() });
    };
    let tx = hands.tx;
    let changed = match target.kind {
        Kind::Patient => {
            let changed =
                tx.execute(include_str!("sql/patient_delete.sql"), (row, tx.now_text(), &hands.state.by))?;
            if changed == 1 {
                tx.execute(
                    "INSERT INTO patient_history (patient_id, at, by, field, old, new) VALUES (?1, ?2, ?3, 'state', '', 'deleted')",
                    (row, tx.now_text(), &hands.state.by),
                )?;
                hands.patient_changed(PatientId(row));
            }
            changed
        }
        Kind::Encounter => {
            hands.touch(Topic::Encounters);
            tx.execute(
                "UPDATE encounter SET state = 'void', version = version + 1, updated_at = ?2 WHERE encounter_id = ?1",
                (row, tx.now_text()),
            )?
        }
        _ => return rejected("record", "only patients and visits can be marked as deleted."),
    };
    let key = hex(&hands.sheet.hash);
    let fact_at = hands.as_of(origin);
    hands.filed_as(DELETION, &key, fact_at, row)?;
    Ok(if changed == 1 { Effect::Changed } else { Effect::Unchanged })
}
