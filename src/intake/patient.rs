//! A person from a feed: who it is, what is new of them, and what is too much at once to believe.

use super::{
    demographics::Demographics,
    hands::{Effect, Hands, Stop, rejected},
    held, merge,
    patient_rows::{self, OWN_SYSTEM},
};
use crate::domain::{
    facts::{Identifier, Kind, PatientFact, Scope},
    fields,
    ids::PatientId,
};
use crate::store::StoreError;
use chrono::NaiveDate;

/// Two identity traits or more changed at once are held for review (DOMAIN.md section 2, catastrophic edit).
pub(super) const ALARM_TRAITS: usize = 2;

/// Applies what a feed says of a person.
pub(super) fn apply(hands: &mut Hands<'_, '_>, fact: &PatientFact) -> Result<Effect, Stop> {
    check(fact, hands.state.today)?;
    let known = hands.known(Kind::Patient, &fact.origin)?;
    let by_key = known.and_then(|known| known.row).map(PatientId);
    let found = match by_key {
        Some(patient) => Some(patient),
        None => by_number(hands, fact)?,
    };
    let effect = match found {
        Some(patient) => renew(hands, patient, fact, by_key.is_some())?,
        None => enter(hands, fact)?,
    };
    if let Some(survivor) = &fact.replaced_by {
        merge::replaced(hands, &fact.origin, survivor)?;
    }
    Ok(effect)
}

/// Refuses dates that cannot be.
fn check(fact: &PatientFact, today: NaiveDate) -> Result<(), Stop> {
    if let Some(born) = fact.birth_date {
        if let Err(why) = fields::check_birth_date(born, today) {
            return rejected("birth date", why);
        }
        if let Some(Some(died)) = fact.death
            && died.day() < born.earliest()
        {
            return rejected("death", "the death lies before the birth; correct one of the two dates.");
        }
    }
    if let Some(Some(died)) = fact.death
        && died.day() > today
    {
        return rejected("death", "the death lies in the future; check the date.");
    }
    Ok(())
}

/// The patient who carries one of the fact's record numbers, if the demographics can be of one person.
fn by_number(hands: &mut Hands<'_, '_>, fact: &PatientFact) -> Result<Option<PatientId>, Stop> {
    let mut found: Option<PatientId> = None;
    for number in record_numbers(&fact.identifiers) {
        let Some(patient) = patient_rows::by_record_number(hands.tx, number)? else { continue };
        if found.is_some_and(|before| before != patient) {
            return rejected(
                "identifier",
                "its record numbers belong to two patients here; it may be that they are one: look at both.",
            );
        }
        found = Some(patient);
    }
    if let Some(patient) = found
        && let Some(stored) = patient_rows::load(hands.tx.conn(), patient)?
        && let Err(field) = stored.demographics.agrees(fact)
    {
        return rejected(
            "identifier",
            format!(
                "two patients with one identifier: the record number belongs to a patient with another {field}."
            ),
        );
    }
    Ok(found)
}

fn enter(hands: &mut Hands<'_, '_>, fact: &PatientFact) -> Result<Effect, Stop> {
    let mut demographics = Demographics::new().with(fact, true);
    if demographics.mrn.is_empty() {
        give_number(hands, &mut demographics)?;
    }
    let fact_at = hands.as_of_text(&fact.origin);
    let patient = patient_rows::insert(hands, demographics, &fact.flags, &fact_at)?;
    hands.filed(Kind::Patient, &fact.origin, patient.0)?;
    hands.announce(patient, &fact.identifiers);
    Ok(Effect::Added)
}

/// A record number of our own.
pub(super) fn give_number(
    hands: &mut Hands<'_, '_>,
    demographics: &mut Demographics,
) -> Result<(), StoreError> {
    demographics.mrn = patient_rows::next_mrn(hands.tx)?;
    demographics.identifiers.push(own_number(&demographics.mrn));
    Ok(())
}

/// The entry of a number that this program gave out.
pub(super) fn own_number(mrn: &str) -> Identifier {
    Identifier { kind: "MR".into(), system: OWN_SYSTEM.into(), value: mrn.to_owned() }
}

fn renew(
    hands: &mut Hands<'_, '_>,
    patient: PatientId,
    fact: &PatientFact,
    key_is_known: bool,
) -> Result<Effect, Stop> {
    hands.about = Some(patient);
    let Some(stored) = patient_rows::load(hands.tx.conn(), patient)? else {
        return Err(StoreError::NotFound(
            "The patient of a known key is not there; run `chartroom check`.".into(),
        )
        .into());
    };
    if stored.state == "merged" {
        hands.state.for_merged += 1;
        keep(hands, fact, patient, key_is_known)?;
        return Ok(Effect::Kept);
    }
    let fact_at = hands.as_of_text(&fact.origin);
    if !fact_at.is_empty() && fact_at < stored.fact_at {
        keep(hands, fact, patient, key_is_known)?;
        return Ok(Effect::Unchanged);
    }
    let before = &stored.demographics;
    let alone = fact.scope == Scope::Partial || (key_is_known && is_alone(hands, patient)?);
    let after = before.with(fact, alone);
    if *before == after {
        let flagged = flags(hands, patient, fact)?;
        if fact_at > stored.fact_at {
            hands.tx.execute("UPDATE patient SET fact_at = ?2 WHERE patient_id = ?1", (patient, &fact_at))?;
        }
        if flagged || !key_is_known {
            hands.filed(Kind::Patient, &fact.origin, patient.0)?;
        }
        return Ok(if flagged { Effect::Changed } else { Effect::Unchanged });
    }
    no_number_of_another(hands, patient, before, &after)?;
    let traits = before.traits_changed(&after);
    if traits.len() >= ALARM_TRAITS {
        let by = hands.state.by.clone();
        held::hold(
            hands,
            patient,
            &held::Held {
                by: &by,
                before,
                after: &after,
                traits: &traits,
                version: stored.version,
                fact_at: &fact_at,
            },
        )?;
        hands.state.held += 1;
        keep(hands, fact, patient, key_is_known)?;
        return Ok(Effect::Held);
    }
    patient_rows::update(hands, patient, before, &after, &fact_at)?;
    if before.identifiers != after.identifiers {
        hands.announce(patient, &after.identifiers);
    }
    flags(hands, patient, fact)?;
    hands.filed(Kind::Patient, &fact.origin, patient.0)?;
    Ok(Effect::Changed)
}

/// Keeps the record with the patient's sources without applying it.
fn keep(
    hands: &mut Hands<'_, '_>,
    fact: &PatientFact,
    patient: PatientId,
    key_is_known: bool,
) -> Result<(), StoreError> {
    if key_is_known {
        let fact_at = hands.as_of(&fact.origin);
        hands.keep_version(super::keys::code(Kind::Patient), &fact.origin.key, fact_at)
    } else {
        hands.filed(Kind::Patient, &fact.origin, patient.0)
    }
}

/// Refuses a record number that another patient carries.
fn no_number_of_another(
    hands: &Hands<'_, '_>,
    patient: PatientId,
    before: &Demographics,
    after: &Demographics,
) -> Result<(), Stop> {
    for number in record_numbers(&after.identifiers).filter(|number| !before.identifiers.contains(number)) {
        if patient_rows::by_record_number(hands.tx, number)?.is_some_and(|other| other != patient) {
            return rejected(
                "identifier",
                "two patients with one identifier: the new record number belongs to another patient.",
            );
        }
    }
    Ok(())
}

fn record_numbers(identifiers: &[Identifier]) -> impl Iterator<Item = &Identifier> {
    identifiers.iter().filter(|i| i.kind == "MR" && !i.value.is_empty())
}

/// Whether one key alone speaks of this patient.
fn is_alone(hands: &Hands<'_, '_>, patient: PatientId) -> Result<bool, StoreError> {
    let keys: Option<i64> =
        hands.tx.row("SELECT count(*) FROM source_key WHERE kind = 1 AND row_id = ?1", [patient], |row| {
            row.get(0)
        })?;
    Ok(keys.unwrap_or(0) <= 1)
}

/// Flags that the feed raises. A whole fact takes back those of its feed that it no longer names; others stay.
fn flags(hands: &mut Hands<'_, '_>, patient: PatientId, fact: &PatientFact) -> Result<bool, StoreError> {
    let (tx, now) = (hands.tx, hands.tx.now_text());
    let mut changed = 0;
    for flag in &fact.flags {
        changed += tx.execute(
            "INSERT OR IGNORE INTO patient_flag (patient_id, flag, set_at, set_by) VALUES (?1, ?2, ?3, ?4)",
            (patient, flag, &now, &hands.state.by),
        )?;
    }
    if fact.scope == Scope::Whole {
        let set = tx.rows(
            "SELECT flag FROM patient_flag WHERE patient_id = ?1 AND set_by = ?2",
            (patient, &hands.state.by),
            |row| row.get::<_, String>(0),
        )?;
        for flag in set.iter().filter(|flag| !fact.flags.contains(flag)) {
            changed +=
                tx.execute("DELETE FROM patient_flag WHERE patient_id = ?1 AND flag = ?2", (patient, flag))?;
        }
    }
    if changed > 0 {
        hands.patient_changed(patient);
    }
    Ok(changed > 0)
}
