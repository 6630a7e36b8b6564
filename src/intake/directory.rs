//! Clinicians, organisations and places.

use super::{
    clinical::{Own, own, put},
    feed::Format,
    hands::{Effect, Hands, Stop},
    keys::{code, number_key},
    loose::Slot,
};
use crate::domain::{
    facts::{Address, Identifier, Kind, LocationFact, OrganizationFact, PractitionerFact, Scope},
    topics::Topic,
};
use crate::store::{StoreError, Writing};
use rusqlite::named_params;

/// What is stored of a clinician.
#[derive(Clone, Debug, Default, PartialEq)]
struct Clinician {
    npi: String,
    name: [String; 5],
    credential: String,
    specialty: String,
    service: String,
    trainee: bool,
    active: bool,
    fact_at: String,
}

/// One clinician: by key, else by NPI.
pub(super) fn practitioner(hands: &mut Hands<'_, '_>, fact: &PractitionerFact) -> Result<Effect, Stop> {
    let known = hands.known(Kind::Practitioner, &fact.origin)?.and_then(|known| known.row);
    let row = match known {
        Some(row) => Some(row),
        None => by_npi(hands.tx, fact.npi.as_deref().unwrap_or_default())?,
    };
    let before = match row {
        Some(row) => load(hands.tx, row)?,
        None => None,
    };
    let fact_at = hands.as_of_text(&fact.origin);
    if let (Some(row), Some(before)) = (row, &before)
        && !fact_at.is_empty()
        && fact_at < before.fact_at
    {
        match known {
            Some(_) => {
                let fact_at = hands.as_of(&fact.origin);
                hands.keep_version(code(Kind::Practitioner), &fact.origin.key, fact_at)?;
            }
            None => hands.filed(Kind::Practitioner, &fact.origin, row)?,
        }
        return Ok(Effect::Unchanged);
    }
    let after = merged(before.clone().unwrap_or_default(), fact, &fact_at);
    let adds = row.is_none_or(|row| adds_numbers(hands.tx, row, fact).unwrap_or(true));
    if before.as_ref() == Some(&after) && known.is_some() && !adds && fact.leave.is_empty() {
        return Ok(Effect::Unchanged);
    }
    let row = write(hands, row, &after)?;
    for i in fact.identifiers.iter().filter(|i| !i.value.is_empty()) {
        hands.tx.execute(
            "INSERT OR IGNORE INTO practitioner_identifier (practitioner_id, kind, system, value) VALUES (?1, ?2, ?3, ?4)",
            (row, &i.kind, &i.system, &i.value),
        )?;
    }
    for (from, to, reason) in fact.leave.iter().filter(|(from, to, _)| from.earliest() <= to.earliest()) {
        hands.tx.execute(
            "INSERT INTO practitioner_leave (practitioner_id, from_day, to_day, reason) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (practitioner_id, from_day) DO UPDATE SET to_day = excluded.to_day, reason = excluded.reason",
            (row, from, to, reason),
        )?;
    }
    hands.filed(Kind::Practitioner, &fact.origin, row)?;
    known_by(hands, Kind::Practitioner, &fact.identifiers, row)?;
    hands.touch(Topic::Directory);
    Ok(if before.is_some() { Effect::Changed } else { Effect::Added })
}

fn by_npi(tx: &Writing<'_>, npi: &str) -> Result<Option<i64>, StoreError> {
    if npi.is_empty() {
        return Ok(None);
    }
    tx.row("SELECT practitioner_id FROM practitioner WHERE npi = ?1 AND npi <> ''", [npi], |row| row.get(0))
}

fn adds_numbers(tx: &Writing<'_>, row: i64, fact: &PractitionerFact) -> Result<bool, StoreError> {
    for i in fact.identifiers.iter().filter(|i| !i.value.is_empty()) {
        let found = tx.row(
            "SELECT 1 FROM practitioner_identifier
             WHERE practitioner_id = ?1 AND kind = ?2 AND system = ?3 AND value = ?4",
            (row, &i.kind, &i.system, &i.value),
            |_| Ok(()),
        )?;
        if found.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn merged(mut after: Clinician, fact: &PractitionerFact, fact_at: &str) -> Clinician {
    let whole = fact.scope == Scope::Whole;
    let set = |field: &mut String, said: Option<&String>| match said.filter(|said| !said.is_empty()) {
        Some(said) => field.clone_from(said),
        None if whole => field.clear(),
        None => {}
    };
    // An NPI never goes away, since it is the person's for life.
    if let Some(npi) = fact.npi.as_ref().filter(|npi| !npi.is_empty()) {
        after.npi.clone_from(npi);
    }
    let name = &fact.name;
    if whole || !name.family.is_empty() || !name.given.is_empty() {
        let said = [&name.prefix, &name.family, &name.given, &name.middle, &name.suffix];
        for (field, said) in after.name.iter_mut().zip(said) {
            set(field, Some(said));
        }
    }
    set(&mut after.credential, fact.credential.as_ref());
    set(&mut after.specialty, fact.specialty.as_ref());
    set(&mut after.service, fact.service.as_ref());
    after.trainee = fact.trainee || (!whole && after.trainee);
    after.active = fact.active;
    if fact_at > after.fact_at.as_str() {
        fact_at.clone_into(&mut after.fact_at);
    }
    after
}

fn write(hands: &Hands<'_, '_>, row: Option<i64>, after: &Clinician) -> Result<i64, Stop> {
    let [prefix, family, given, middle, suffix] = &after.name;
    let tx = hands.tx;
    // The NPI of another clinician stays with that one.
    let npi = match by_npi(tx, &after.npi)? {
        Some(other) if Some(other) != row => "",
        _ => after.npi.as_str(),
    };
    tx.execute(
        include_str!("sql/practitioner_put.sql"),
        named_params! {
            ":id": row, ":npi": npi, ":prefix": prefix, ":family": family, ":given": given, ":middle": middle,
            ":suffix": suffix, ":credential": after.credential, ":specialty": after.specialty,
            ":service": after.service, ":trainee": after.trainee, ":active": after.active, ":fact_at": after.fact_at,
        },
    )?;
    Ok(row.unwrap_or_else(|| tx.conn().last_insert_rowid()))
}

fn load(tx: &Writing<'_>, row: i64) -> Result<Option<Clinician>, StoreError> {
    tx.row(include_str!("sql/practitioner_load.sql"), [row], |row| {
        Ok(Clinician {
            npi: row.get(0)?,
            name: [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?],
            credential: row.get(6)?,
            specialty: row.get(7)?,
            service: row.get(8)?,
            trainee: row.get(9)?,
            active: row.get(10)?,
            fact_at: row.get(11)?,
        })
    })
}

/// One organisation.
pub(super) fn organization(hands: &mut Hands<'_, '_>, fact: &OrganizationFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Organization, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    hands.touch(Topic::Directory);
    let write = (
        include_str!("sql/organization_put.sql"),
        named_params! {
            ":id": own.id(), ":name": fact.name, ":kind": fact.kind, ":phone": fact.phone.as_deref().unwrap_or_default(),
            ":address": fact.address.as_ref().map(one_line).unwrap_or_default(), ":active": fact.active,
        },
    );
    let (row, effect) = put(hands, Kind::Organization, &fact.origin, &own, &[], write)?;
    known_by(hands, Kind::Organization, &fact.identifiers, row)?;
    Ok(effect)
}

/// One place.
pub(super) fn location(hands: &mut Hands<'_, '_>, fact: &LocationFact) -> Result<Effect, Stop> {
    let own = own(hands, Kind::Location, &fact.origin)?;
    if matches!(own, Own::Late) {
        return Ok(Effect::Unchanged);
    }
    let organization = hands.refer(Slot::LocationOrganization, fact.organization.as_ref())?;
    let part_of = hands.refer(Slot::LocationPartOf, fact.part_of.as_ref())?;
    hands.touch(Topic::Directory);
    let write = (
        include_str!("sql/location_put.sql"),
        named_params! {
            ":id": own.id(), ":name": fact.name, ":kind": fact.kind, ":organization": organization,
            ":part_of": part_of.filter(|part_of| Some(*part_of) != own.id()), ":active": fact.active,
        },
    );
    let slots = [Slot::LocationOrganization, Slot::LocationPartOf];
    let (row, effect) = put(hands, Kind::Location, &fact.origin, &own, &slots, write)?;
    known_by(hands, Kind::Location, &fact.identifiers, row)?;
    Ok(effect)
}

/// Enters an object's numbers as further keys: FHIR refers to staff and places by them, from any file.
fn known_by(
    hands: &mut Hands<'_, '_>,
    kind: Kind,
    identifiers: &[Identifier],
    row: i64,
) -> Result<(), StoreError> {
    if hands.state.feed.format != Format::Fhir {
        return Ok(());
    }
    for i in identifiers.iter().filter(|i| !i.value.is_empty()) {
        hands.filed_as(code(kind), &number_key(i), None, row)?;
    }
    Ok(())
}

fn one_line(a: &Address) -> String {
    let street = a.street.replace('\n', ", ");
    let parts = [street.as_str(), &a.city, &a.state, &a.zip, &a.country];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
