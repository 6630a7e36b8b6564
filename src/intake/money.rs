//! Insurance and claims, and the payer that stays learn from them.

use super::{
    clinical::{Own, own, put},
    hands::{Effect, Hands, Stop},
    loose::Slot,
    payer,
};
use crate::domain::{
    facts::{ClaimFact, CoverageFact, Kind},
    topics::Topic,
};
use rusqlite::named_params;

/// One insurance of one person.
pub(super) fn coverage(hands: &mut Hands<'_, '_>, fact: &CoverageFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Coverage, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let payer = hands.refer(Slot::CoveragePayer, fact.payer.as_ref())?;
    let plan = [Some(&fact.plan), fact.payer.as_ref().and_then(|payer| payer.display.as_ref())];
    let plan = plan.into_iter().flatten().find(|words| !words.is_empty()).map_or("", String::as_str);
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/coverage_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":payer": payer, ":plan": plan, ":member_id": fact.member_id,
            ":group_number": fact.group_number, ":rank": fact.rank, ":from_day": fact.from, ":to_day": fact.to,
            ":status": fact.status,
        },
    );
    let (_, effect) = put(hands, Kind::Coverage, &fact.origin, &own, &[Slot::CoveragePayer], write)?;
    payer::of_patient(hands.tx, patient.0)?;
    Ok(effect)
}

/// One claim.
pub(super) fn claim(hands: &mut Hands<'_, '_>, fact: &ClaimFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Claim, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let patient = hands.patient(fact.patient.as_ref())?;
    let encounter = hands.refer(Slot::ClaimEncounter, fact.encounter.as_ref())?;
    let insurer = hands.refer(Slot::ClaimInsurer, fact.insurer.as_ref())?;
    let payer = [Some(&fact.payer), fact.insurer.as_ref().and_then(|insurer| insurer.display.as_ref())];
    let payer = payer.into_iter().flatten().find(|words| !words.is_empty()).map_or("", String::as_str);
    hands.touch(Topic::Clinical);
    let write = (
        include_str!("sql/claim_put.sql"),
        named_params! {
            ":id": own.id(), ":patient": patient, ":encounter": encounter, ":insurer": insurer, ":payer": payer,
            ":kind": fact.kind, ":total_cents": fact.total_cents, ":drg": fact.drg.as_deref().unwrap_or_default(),
            ":created": fact.created, ":status": fact.status,
        },
    );
    let slots = [Slot::ClaimEncounter, Slot::ClaimInsurer];
    let (_, effect) = put(hands, Kind::Claim, &fact.origin, &own, &slots, write)?;
    if let Some(encounter) = encounter {
        payer::of_encounter(hands.tx, encounter)?;
    }
    Ok(effect)
}
