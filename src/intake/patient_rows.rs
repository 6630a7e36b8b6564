//! Rows of a patient, read into [`Demographics`] and written back field by field.

use super::{
    demographics::Demographics,
    hands::{Hands, NewPatient},
};
use crate::domain::{
    facts::{Address, Identifier, NameUse, PersonName, Sex, Telecom},
    ids::PatientId,
    topics::Topic,
};
use crate::store::{StoreError, Writing, col_date, col_when, fold_identifier};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// The assigning system of record numbers that this program gives out.
pub const OWN_SYSTEM: &str = "chartroom";

/// A patient's rows with what guards them.
#[derive(Clone, Debug)]
pub struct StoredPatient {
    /// Demographics.
    pub demographics: Demographics,
    /// As-of time of the newest fact, ISO text; empty if no sender said.
    pub fact_at: String,
    /// `active`, `inactive`, `merged`, `deleted`.
    pub state: String,
    /// Row version.
    pub version: i64,
    /// When it was changed last, ISO text.
    pub updated_at: String,
    /// By whom: a login or a feed.
    pub updated_by: String,
}

/// All that is stored of a patient's demographics.
pub fn load(conn: &Connection, patient: PatientId) -> Result<Option<StoredPatient>, StoreError> {
    let head =
        conn.prepare_cached(include_str!("sql/patient_load.sql"))?.query_row([patient], head).optional()?;
    let Some(mut stored) = head else { return Ok(None) };
    let d = &mut stored.demographics;
    d.identifiers = list(conn, include_str!("sql/patient_identifiers.sql"), patient, |row| {
        Ok(Identifier { kind: row.get(0)?, system: row.get(1)?, value: row.get(2)? })
    })?;
    d.names = list(conn, include_str!("sql/patient_names.sql"), patient, |row| {
        Ok(PersonName {
            name_use: name_use(row.get_ref(0)?.as_str().unwrap_or_default()),
            prefix: row.get(1)?,
            family: row.get(2)?,
            given: row.get(3)?,
            middle: row.get(4)?,
            suffix: row.get(5)?,
        })
    })?;
    d.addresses = list(conn, include_str!("sql/patient_addresses.sql"), patient, |row| {
        Ok(Address {
            address_use: row.get(0)?,
            street: row.get(1)?,
            city: row.get(2)?,
            state: row.get(3)?,
            zip: row.get(4)?,
            country: row.get(5)?,
        })
    })?;
    d.telecoms = list(conn, include_str!("sql/patient_telecoms.sql"), patient, |row| {
        Ok(Telecom { kind: row.get(0)?, telecom_use: row.get(1)?, value: row.get(2)? })
    })?;
    Ok(Some(stored))
}

/// Writes a new patient; its number.
pub(super) fn insert(
    hands: &mut Hands<'_, '_>,
    d: Demographics,
    flags: &[String],
    fact_at: &str,
) -> Result<PatientId, StoreError> {
    let (tx, name) = (hands.tx, d.name());
    let id = tx.insert(
        include_str!("sql/patient_insert.sql"),
        named_params! {
            ":mrn": d.mrn, ":prefix": name.prefix, ":family": name.family, ":given": name.given, ":middle": name.middle,
            ":suffix": name.suffix, ":birth_date": d.birth_date, ":sex": sex_word(d.sex), ":deceased": d.deceased,
            ":death_at": d.death_at, ":ssn4": d.ssn4(), ":language": d.language, ":marital": d.marital, ":race": d.race,
            ":ethnicity": d.ethnicity, ":mothers_maiden_name": d.mothers_maiden_name, ":birth_order": d.birth_order,
            ":state": if d.active { "active" } else { "inactive" }, ":fact_at": fact_at, ":now": tx.now_text(),
            ":by": hands.state.by,
        },
    )?;
    let patient = PatientId(id);
    insert_identifiers(tx, patient, &d.identifiers)?;
    insert_names(tx, patient, &d.names)?;
    insert_addresses(tx, patient, &d.addresses)?;
    insert_telecoms(tx, patient, &d.telecoms)?;
    for flag in flags {
        tx.execute(
            "INSERT OR IGNORE INTO patient_flag (patient_id, flag, set_at, set_by) VALUES (?1, ?2, ?3, ?4)",
            (patient, flag, tx.now_text(), &hands.state.by),
        )?;
    }
    hands.touch(Topic::Patients);
    hands.about = Some(patient);
    hands.state.new_patients.push(NewPatient { patient, demographics: d, flags: flags.to_vec() });
    Ok(patient)
}

/// Writes what differs, with its history. `fact_at` is raised, never lowered.
pub(super) fn update(
    hands: &mut Hands<'_, '_>,
    patient: PatientId,
    before: &Demographics,
    after: &Demographics,
    fact_at: &str,
) -> Result<(), StoreError> {
    let (tx, name, now) = (hands.tx, after.name(), hands.tx.now_text());
    tx.execute(
        include_str!("sql/patient_update.sql"),
        named_params! {
            ":patient": patient, ":mrn": after.mrn, ":prefix": name.prefix, ":family": name.family, ":given": name.given,
            ":middle": name.middle, ":suffix": name.suffix, ":birth_date": after.birth_date, ":sex": sex_word(after.sex),
            ":deceased": after.deceased, ":death_at": after.death_at, ":ssn4": after.ssn4(), ":language": after.language,
            ":marital": after.marital, ":race": after.race, ":ethnicity": after.ethnicity,
            ":mothers_maiden_name": after.mothers_maiden_name, ":birth_order": after.birth_order,
            ":state": if after.active { "active" } else { "inactive" }, ":fact_at": fact_at, ":now": now,
            ":by": hands.state.by,
        },
    )?;
    if before.identifiers != after.identifiers {
        tx.execute("DELETE FROM patient_identifier WHERE patient_id = ?1", [patient])?;
        insert_identifiers(tx, patient, &after.identifiers)?;
    }
    if before.names != after.names {
        tx.execute("DELETE FROM patient_name WHERE patient_id = ?1", [patient])?;
        insert_names(tx, patient, &after.names)?;
    }
    if before.addresses != after.addresses {
        tx.execute("DELETE FROM patient_address WHERE patient_id = ?1", [patient])?;
        insert_addresses(tx, patient, &after.addresses)?;
    }
    if before.telecoms != after.telecoms {
        tx.execute("DELETE FROM patient_telecom WHERE patient_id = ?1", [patient])?;
        insert_telecoms(tx, patient, &after.telecoms)?;
    }
    for change in before.changes(after) {
        tx.execute(
            "INSERT INTO patient_history (patient_id, at, by, field, old, new) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (patient, &now, &hands.state.by, change.field, change.old, change.new),
        )?;
    }
    hands.patient_changed(patient);
    Ok(())
}

/// The patient who carries a record number, if anyone does.
pub(super) fn by_record_number(
    tx: &Writing<'_>,
    identifier: &Identifier,
) -> Result<Option<PatientId>, StoreError> {
    tx.row(
        "SELECT patient_id FROM patient_identifier WHERE value = ?1 AND system = ?2 AND kind = 'MR'",
        (&identifier.value, &identifier.system),
        |row| row.get(0),
    )
}

/// The next record number of our own, with its check digit where one is configured.
pub(super) fn next_mrn(tx: &Writing<'_>) -> Result<String, StoreError> {
    let scheme = mrn_scheme(tx.conn())?;
    loop {
        let number: i64 = tx
            .row(include_str!("sql/next_mrn.sql"), [], |row| row.get(0))?
            .ok_or_else(|| StoreError::NotFound("No record number could be drawn; try again.".into()))?;
        let Some(mrn) = scheme.complete(number) else { continue };
        let taken = tx.row("SELECT 1 FROM patient WHERE mrn = ?1", [&mrn], |_| Ok(()))?;
        if taken.is_none() {
            return Ok(mrn);
        }
    }
}

/// How record numbers of this hospital are checked: the entry `mrn_check` of `meta`.
pub fn mrn_scheme(conn: &Connection) -> Result<crate::domain::fields::MrnScheme, StoreError> {
    let word: Option<String> = conn
        .prepare_cached("SELECT value FROM meta WHERE key = 'mrn_check'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(crate::domain::fields::MrnScheme::from_word(&word.unwrap_or_default()))
}

/// The letter of a sex as stored.
pub(super) fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Other => "O",
        Sex::Unknown => "U",
    }
}

fn head(row: &Row<'_>) -> rusqlite::Result<StoredPatient> {
    let state: String = row.get("state")?;
    let sex = match row.get_ref("sex")?.as_str().unwrap_or_default() {
        "F" => Sex::Female,
        "M" => Sex::Male,
        "O" => Sex::Other,
        _ => Sex::Unknown,
    };
    let demographics = Demographics {
        mrn: row.get("mrn")?,
        birth_date: col_date(row, row.as_ref().column_index("birth_date")?)?,
        sex,
        deceased: row.get("deceased")?,
        death_at: col_when(row, row.as_ref().column_index("death_at")?)?,
        language: row.get("language")?,
        marital: row.get("marital")?,
        race: row.get("race")?,
        ethnicity: row.get("ethnicity")?,
        mothers_maiden_name: row.get("mothers_maiden_name")?,
        birth_order: row.get("birth_order")?,
        active: state != "inactive",
        ..Demographics::default()
    };
    Ok(StoredPatient {
        demographics,
        fact_at: row.get("fact_at")?,
        state,
        version: row.get("version")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}

fn list<T>(
    conn: &Connection,
    sql: &str,
    patient: PatientId,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_map([patient], read)?.collect::<rusqlite::Result<_>>()?)
}

fn name_use(word: &str) -> NameUse {
    match word {
        "alias" => NameUse::Alias,
        "maiden" => NameUse::Maiden,
        "former" => NameUse::Former,
        _ => NameUse::Official,
    }
}

fn name_use_word(name_use: NameUse) -> &'static str {
    match name_use {
        NameUse::Official => "official",
        NameUse::Alias => "alias",
        NameUse::Maiden => "maiden",
        NameUse::Former => "former",
    }
}

fn insert_identifiers(tx: &Writing<'_>, patient: PatientId, list: &[Identifier]) -> Result<(), StoreError> {
    for i in list.iter().filter(|i| !i.value.is_empty()) {
        tx.execute(
            "INSERT OR IGNORE INTO patient_identifier (patient_id, kind, system, value, digits) VALUES (?1, ?2, ?3, ?4, ?5)",
            (patient, &i.kind, &i.system, &i.value, fold_identifier(&i.value)),
        )?;
    }
    Ok(())
}

fn insert_names(tx: &Writing<'_>, patient: PatientId, list: &[PersonName]) -> Result<(), StoreError> {
    for (idx, n) in list.iter().enumerate() {
        tx.execute(
            include_str!("sql/patient_name_insert.sql"),
            (
                patient,
                idx as i64 + 1,
                name_use_word(n.name_use),
                &n.prefix,
                &n.family,
                &n.given,
                &n.middle,
                &n.suffix,
            ),
        )?;
    }
    Ok(())
}

fn insert_addresses(tx: &Writing<'_>, patient: PatientId, list: &[Address]) -> Result<(), StoreError> {
    for (idx, a) in list.iter().enumerate() {
        tx.execute(
            include_str!("sql/patient_address_insert.sql"),
            (patient, idx as i64 + 1, &a.address_use, &a.street, &a.city, &a.state, &a.zip, &a.country),
        )?;
    }
    Ok(())
}

fn insert_telecoms(tx: &Writing<'_>, patient: PatientId, list: &[Telecom]) -> Result<(), StoreError> {
    for (idx, t) in list.iter().enumerate() {
        tx.execute(
            "INSERT INTO patient_telecom (patient_id, telecom_no, kind, telecom_use, value) VALUES (?1, ?2, ?3, ?4, ?5)",
            (patient, idx as i64 + 1, &t.kind, &t.telecom_use, &t.value),
        )?;
    }
    Ok(())
}
