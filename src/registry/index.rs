//! Keeping the index: every change of a patient's names, numbers or flags ends here, in the same transaction.
//!
//! The new rows are compared with those of the stored card; only what differs is written.

use super::{
    card::{AddressRow, Card, NameRow, Number, PatientRow, Standing},
    normal::zip_names,
    rows::{self, KeyRow},
    terms::Side,
};
use crate::{
    domain::{
        facts::{NameUse, Sex},
        ids::PatientId,
        time::PartialDate,
    },
    store::{StoreError, Writing, col_date},
};
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, BTreeSet};

/// Brings the index up to what the patient tables say now. A patient who is gone or deleted leaves the index.
pub fn index_patient(tx: &Writing<'_>, patient: PatientId) -> Result<(), StoreError> {
    let new = PatientTables::read(tx.conn(), patient.0)?.and_then(|tables| Card::of(&tables.row()));
    replace(tx.conn(), patient.0, new.as_ref())
}

/// Takes a patient out of the index.
pub fn remove(tx: &Writing<'_>, patient: PatientId) -> Result<(), StoreError> {
    replace(tx.conn(), patient.0, None)
}

/// Writes the difference between the stored card's rows and those of `new`.
pub(super) fn replace(conn: &Connection, patient: i64, new: Option<&Card>) -> Result<(), StoreError> {
    let stored: Option<String> =
        conn.prepare_cached(CARD)?.query_row([patient], |row| row.get(0)).optional()?;
    let text = new.map(Card::text);
    if stored == text {
        return Ok(());
    }
    let old = stored.map(|text| Wanted::of(patient, &Card::read(&text))).unwrap_or_default();
    let wanted = new.map(|card| Wanted::of(patient, card)).unwrap_or_default();
    old.names
        .iter()
        .filter(|(key, shown)| wanted.names.get(*key) != Some(*shown))
        .try_for_each(|(key, _)| rows::delete_name(conn, key))?;
    for (key, (mrn, show)) in wanted.names.iter().filter(|(key, shown)| old.names.get(*key) != Some(*shown)) {
        rows::insert_name(conn, key, mrn, show)?;
    }
    for (kind, number, key) in old.numbers.difference(&wanted.numbers) {
        rows::delete_number(conn, *kind, *number, key)?;
    }
    for (kind, number, key) in wanted.numbers.difference(&old.numbers) {
        rows::insert_number(conn, *kind, *number, key)?;
    }
    for (term, n) in difference(&old.terms, &wanted.terms) {
        rows::count_term(conn, term.0, &term.1, n)?;
    }
    for (place, n) in difference(&old.cities, &wanted.cities) {
        rows::count_city(conn, &place.0, place.1, n)?;
    }
    match text {
        Some(text) => conn.prepare_cached(SET_CARD)?.execute((patient, text))?,
        None => conn.prepare_cached(DELETE_CARD)?.execute([patient])?,
    };
    Ok(())
}

const CARD: &str = "SELECT card FROM lookup_card WHERE patient = ?1";
const SET_CARD: &str = "INSERT INTO lookup_card (patient, card) VALUES (?1, ?2)
  ON CONFLICT (patient) DO UPDATE SET card = excluded.card";
const DELETE_CARD: &str = "DELETE FROM lookup_card WHERE patient = ?1";

/// All index rows of one card.
#[derive(Default)]
struct Wanted {
    names: BTreeMap<KeyRow, (String, String)>,
    numbers: BTreeSet<(Number, i64, KeyRow)>,
    terms: BTreeMap<(Side, String), i64>,
    cities: BTreeMap<(String, i64), i64>,
}

impl Wanted {
    fn of(patient: i64, card: &Card) -> Self {
        let mut wanted = Self::default();
        let numbers = card.numbers();
        for variant in card.variants() {
            let show = card
                .names
                .get(variant.name_idx)
                .map_or(String::new(), |n| n.show(&variant.last, &variant.first));
            for (side, name) in [(Side::Last, &variant.last), (Side::First, &variant.first)] {
                if !name.is_empty() {
                    *wanted.terms.entry((side, name.clone())).or_default() += 1;
                }
            }
            let both = zip_names(&variant.last, &variant.first);
            let key = KeyRow {
                last: variant.last,
                first: variant.first,
                both,
                dob: card.dob,
                patient,
                bits: variant.bits,
            };
            for (kind, number) in &numbers {
                wanted.numbers.insert((*kind, *number, key.clone()));
            }
            wanted.names.insert(key, (card.mrn.clone(), show));
        }
        for place in card.places.iter().filter(|place| !place.city.is_empty()) {
            *wanted.cities.entry((place.city.clone(), place.place)).or_default() += 1;
        }
        wanted
    }
}

/// By how much each count changes, where it does.
fn difference<K: Ord + Clone>(old: &BTreeMap<K, i64>, new: &BTreeMap<K, i64>) -> BTreeMap<K, i64> {
    let mut changes = new.clone();
    for (key, n) in old {
        *changes.entry(key.clone()).or_default() -= n;
    }
    changes.retain(|_, n| *n != 0);
    changes
}

/// What the patient tables say of one patient.
struct PatientTables {
    patient: i64,
    mrn: String,
    banner: [String; 4],
    birth_date: Option<PartialDate>,
    sex: Sex,
    deceased: bool,
    standing: Standing,
    ssn4: String,
    names: Vec<(NameUse, [String; 4])>,
    phones: Vec<String>,
    addresses: Vec<[String; 3]>,
    flags: Vec<String>,
}

impl PatientTables {
    fn read(conn: &Connection, patient: i64) -> Result<Option<Self>, StoreError> {
        let mut found = conn
            .prepare_cached(include_str!("sql/tables_patient.sql"))?
            .query_row([patient], |row| {
                Ok(Self {
                    patient,
                    mrn: row.get(0)?,
                    banner: [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
                    birth_date: col_date(row, 5)?,
                    sex: sex_from(row.get_ref(6)?.as_str().unwrap_or_default()),
                    deceased: row.get(7)?,
                    standing: standing(row.get_ref(8)?.as_str().unwrap_or_default(), row.get(9)?),
                    ssn4: row.get(10)?,
                    names: Vec::new(),
                    phones: Vec::new(),
                    addresses: Vec::new(),
                    flags: Vec::new(),
                })
            })
            .optional()?;
        if let Some(tables) = &mut found {
            tables.names = all(conn, include_str!("sql/tables_names.sql"), patient, |row| {
                let name_use = use_from(row.get_ref(0)?.as_str().unwrap_or_default());
                Ok((name_use, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
            })?;
            tables.phones = all(conn, include_str!("sql/tables_phones.sql"), patient, |row| row.get(0))?;
            tables.addresses = all(conn, include_str!("sql/tables_addresses.sql"), patient, |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?])
            })?;
            tables.flags = all(conn, include_str!("sql/tables_flags.sql"), patient, |row| row.get(0))?;
        }
        Ok(found)
    }

    fn row(&self) -> PatientRow<'_> {
        fn name(name_use: NameUse, parts: &[String; 4]) -> NameRow<'_> {
            let [family, given, middle, suffix] = parts.each_ref().map(String::as_str);
            NameRow { name_use, family, given, middle, suffix }
        }
        // The banner's name comes from the patient row, whatever the list of names says.
        let mut names = vec![name(NameUse::Official, &self.banner)];
        names.extend(self.names.iter().map(|(name_use, parts)| name(*name_use, parts)));
        PatientRow {
            patient: self.patient,
            mrn: &self.mrn,
            birth_date: self.birth_date,
            sex: self.sex,
            deceased: self.deceased,
            standing: self.standing,
            ssn4: &self.ssn4,
            names,
            phones: self.phones.iter().map(String::as_str).collect(),
            addresses: self
                .addresses
                .iter()
                .map(|[street, city, zip]| AddressRow { street, city, zip })
                .collect(),
            flags: self.flags.iter().map(String::as_str).collect(),
        }
    }
}

fn all<T>(
    conn: &Connection,
    sql: &str,
    patient: i64,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([patient], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn sex_from(word: &str) -> Sex {
    match word {
        "F" => Sex::Female,
        "M" => Sex::Male,
        "O" => Sex::Other,
        _ => Sex::Unknown,
    }
}

fn use_from(word: &str) -> NameUse {
    match word {
        "alias" => NameUse::Alias,
        "maiden" => NameUse::Maiden,
        "former" => NameUse::Former,
        _ => NameUse::Official,
    }
}

fn standing(word: &str, merged_into: Option<i64>) -> Standing {
    match (word, merged_into) {
        ("merged", Some(into)) => Standing::Merged(PatientId(into)),
        ("inactive", _) => Standing::Inactive,
        ("deleted", _) => Standing::Deleted,
        _ => Standing::Active,
    }
}
