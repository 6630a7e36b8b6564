//! Merges and moves (A18, A34 to A36, A40 to A51): kept as pending, to be decided by a person.
//!
//! The survivor stands in PID and PV1, the record that goes away in MRG. A message whose two sides are the same, or
//! whose MRG names nobody, is refused as HL7 error 205 (duplicate key) would be.

use super::adt::{Group, groups};
use super::context::{Context, reference};
use super::events::Merge;
use super::message::{Fault, Segment};
use super::pid::{self, Person};
use super::{types, visit};
use crate::domain::facts::{Fact, Identifier, Kind, MergeFact, Ref};

/// The merges that a message asks for, one for each pair of PID and MRG.
pub fn read(context: &Context<'_>, merge: Merge) -> Result<Vec<Fact>, Fault> {
    let mut facts = Vec::new();
    for group in groups(context)? {
        let sources: Vec<Segment<'_>> = group.rest.iter().copied().filter(|s| s.id == "MRG").collect();
        if sources.is_empty() {
            return Err(Fault::new("MRG", "the MRG segment is missing: what is to be merged cannot be told"));
        }
        let person = group.person(context)?;
        for mrg in sources {
            facts.push(Fact::Merge(Box::new(pair(context, merge, &group, &person, mrg)?)));
        }
    }
    Ok(facts)
}

/// A06 and A07 may give the visit a new account: MRG-3 names the old one.
pub fn new_account(context: &Context<'_>, group: &Group<'_>, person: &Person) -> Result<Option<Fact>, Fault> {
    let Some(mrg) = group.find("MRG") else { return Ok(None) };
    let changes = match (visit::number(mrg, 3), visit::number(group.pid, 18)) {
        (Some(old), Some(new)) => old != new,
        _ => false,
    };
    if !changes {
        return Ok(None);
    }
    pair(context, Merge::Account, group, person, mrg).map(|merge| Some(Fact::Merge(Box::new(merge))))
}

/// The two sides of one merge and the visit or account that moves.
struct Sides {
    of: Kind,
    survivor: Ref,
    loser: Ref,
    visit: Option<String>,
}

fn pair(
    context: &Context<'_>,
    merge: Merge,
    group: &Group<'_>,
    person: &Person,
    mrg: Segment<'_>,
) -> Result<MergeFact, Fault> {
    let sides = match merge {
        Merge::Patient => Sides { visit: None, ..patients(person, mrg)? },
        Merge::PatientAndAccount => Sides { visit: visit::number(mrg, 3), ..patients(person, mrg)? },
        Merge::Account => numbers(mrg, 3, (group.pid, 18), "account")?,
        Merge::Visit => numbers(mrg, 5, pv1_field(group, 19)?, "visit")?,
        Merge::AlternateVisit => numbers(mrg, 6, pv1_field(group, 50)?, "alternate visit")?,
        Merge::AlternateNumber => alternate(person, mrg)?,
        Merge::MoveAccount => {
            let visit = visit::number(group.pid, 18).or_else(|| visit::number(mrg, 3));
            let visit = visit.ok_or_else(|| Fault::new("PID-18", "the account that moves is not named"))?;
            Sides { of: Kind::Encounter, visit: Some(visit), ..patients(person, mrg)? }
        }
        Merge::MoveVisit => moved_visit(group, person, mrg)?,
    };
    let loser_identifiers = (1..=6).flat_map(|field| identifiers(mrg, field)).collect();
    Ok(MergeFact {
        origin: context
            .origin(format!("{}^{}^{}^{}", context.key, context.event, sides.survivor.key, sides.loser.key)),
        event: context.event.clone(),
        of: sides.of,
        survivor: person.fact.clone(),
        survivor_ref: sides.survivor,
        loser: sides.loser,
        loser_identifiers,
        visit: sides.visit,
    })
}

/// The numbers of one MRG field; accounts and visits by their field, where they do not say it themselves.
fn identifiers(mrg: Segment<'_>, field: usize) -> impl Iterator<Item = Identifier> {
    let kind = match field {
        3 => "AN",
        5 | 6 => "VN",
        _ => "",
    };
    mrg.field(field).reps().filter_map(types::identifier).map(move |i| {
        let kind = if i.kind.is_empty() { kind.to_owned() } else { i.kind.clone() };
        Identifier { kind, ..i }
    })
}

/// MRG-1 into PID-3.
fn patients(person: &Person, mrg: Segment<'_>) -> Result<Sides, Fault> {
    let list: Vec<Identifier> = mrg.field(1).reps().filter_map(types::identifier).collect();
    let survivor = person.fact.identifiers.first();
    let authority = survivor.map(|s| s.system.clone()).unwrap_or_default();
    let Some(loser) = pid::pick(&list, &authority) else {
        return Err(Fault::new("MRG-1", "the number of the record that goes away is empty (error 205)"));
    };
    // A number without its authority is one of the same authority as the survivor's.
    let system = if loser.system.is_empty() { &authority } else { &loser.system };
    let key = types::key(system, &loser.value);
    let same =
        survivor.is_some_and(|s| s.value == loser.value && (s.system == *system || s.system.is_empty()));
    if same || key == person.reference.key {
        return Err(Fault::new(
            "MRG-1",
            "a record cannot be merged into itself: MRG-1 and PID-3 are the same (error 205)",
        ));
    }
    let loser = Ref { kind: Kind::Patient, key, display: None };
    Ok(Sides { of: Kind::Patient, survivor: person.reference.clone(), loser, visit: None })
}

/// A number of MRG into its namesake elsewhere.
fn numbers(mrg: Segment<'_>, from: usize, target: (Segment<'_>, usize), what: &str) -> Result<Sides, Fault> {
    let (segment, field) = target;
    let Some(loser) = visit::number(mrg, from) else {
        return Err(Fault::new(
            mrg.name(from),
            format!("the {what} that goes away is not named (error 205)"),
        ));
    };
    let Some(survivor) = visit::number(segment, field) else {
        return Err(Fault::new(segment.name(field), format!("the {what} that stays is not named")));
    };
    if loser == survivor {
        return Err(Fault::new(mrg.name(from), format!("both sides name the same {what} (error 205)")));
    }
    let (survivor, loser) = (reference(Kind::Encounter, survivor), reference(Kind::Encounter, loser));
    Ok(Sides { of: Kind::Encounter, visit: Some(loser.key.clone()), survivor, loser })
}

/// MRG-2 into PID-4: the same person under another of their numbers.
fn alternate(person: &Person, mrg: Segment<'_>) -> Result<Sides, Fault> {
    let Some(loser) = mrg.field(2).reps().find_map(types::identifier) else {
        return Err(Fault::new("MRG-2", "the alternate number that goes away is empty (error 205)"));
    };
    let key = types::key(&loser.system, &loser.value);
    if key == person.reference.key {
        return Err(Fault::new("MRG-2", "the alternate number is the record's own number (error 205)"));
    }
    Ok(Sides {
        of: Kind::Patient,
        survivor: person.reference.clone(),
        loser: reference(Kind::Patient, key),
        visit: None,
    })
}

/// A45: the visit leaves a patient (MRG-1) or an account (MRG-3); one of them must differ from the target.
fn moved_visit(group: &Group<'_>, person: &Person, mrg: Segment<'_>) -> Result<Sides, Fault> {
    let moved = group.find("PV1").and_then(|pv1| visit::number(pv1, 19)).or_else(|| visit::number(mrg, 5));
    let Some(moved) = moved else {
        return Err(Fault::new("MRG-5", "the visit that moves is not named"));
    };
    let account = |account: String| numbers_differ(account, visit::number(group.pid, 18));
    let sides = match (mrg.field(1).reps().next(), visit::number(mrg, 3)) {
        (Some(_), accounts) => match (patients(person, mrg), accounts.and_then(account)) {
            // The same patient on both sides: then it is the account that changes.
            (Err(_), Some(sides)) => sides,
            (sides, _) => sides?,
        },
        (None, Some(from)) => account(from).ok_or_else(|| {
            Fault::new("MRG-3", "the visit is to move to the account that it leaves (error 205)")
        })?,
        (None, None) => {
            return Err(Fault::new(
                "MRG-1",
                "neither the patient nor the account that the visit leaves is named (error 205)",
            ));
        }
    };
    Ok(Sides { of: Kind::Encounter, visit: Some(moved), ..sides })
}

fn numbers_differ(from: String, to: Option<String>) -> Option<Sides> {
    let to = to.filter(|to| *to != from)?;
    let (survivor, loser) = (reference(Kind::Encounter, to), reference(Kind::Encounter, from));
    Some(Sides { of: Kind::Encounter, survivor, loser, visit: None })
}

fn pv1_field<'m>(group: &Group<'m>, field: usize) -> Result<(Segment<'m>, usize), Fault> {
    let pv1 = group
        .find("PV1")
        .ok_or_else(|| Fault::new("PV1", "the PV1 segment is missing: the visit that stays is not named"))?;
    Ok((pv1, field))
}
