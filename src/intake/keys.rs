//! The senders' keys and our rows: what is known of an object, whether a record was seen before, what is still awaited.
//!
//! The same record again is recognised by its content hash under one of its keys; an earlier or late one by its
//! version entry. Look-ups of a run go through a bounded cache; a rolled-back transaction empties it.

use super::{loose::Slot, source::Place};
use crate::domain::facts::{Identifier, Kind};
use crate::store::{StoreError, Writing, fold_identifier};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// First half of the SHA-256 of a record's bytes.
pub(super) type Hash = [u8; 16];

/// Kinds of key that are no objects: records kept only, and events, whose key is their record's hash.
pub(super) const KEPT: i64 = 0;
pub(super) const VISIT_EVENT: i64 = 16;
pub(super) const MERGE: i64 = 17;
pub(super) const LINK: i64 = 18;
pub(super) const DELETION: i64 = 19;

/// Entries of one generation of the cache: two of them take some 20 MB at most.
const CACHE_ENTRIES: usize = 100_000;

/// The number that stands for a kind in the file. Never changes.
pub(super) fn code(kind: Kind) -> i64 {
    match kind {
        Kind::Patient => 1,
        Kind::Encounter => 2,
        Kind::Diagnosis => 3,
        Kind::Procedure => 4,
        Kind::Result => 5,
        Kind::Report => 6,
        Kind::Document => 7,
        Kind::Medication => 8,
        Kind::Allergy => 9,
        Kind::Immunization => 10,
        Kind::Practitioner => 11,
        Kind::Organization => 12,
        Kind::Location => 13,
        Kind::Coverage => 14,
        Kind::Claim => 15,
    }
}

/// The kind in words, from its number.
pub(super) fn kind_words(kind: i64) -> &'static str {
    match kind {
        1 => "patient",
        2 => "encounter",
        3 => "diagnosis",
        4 => "procedure",
        5 => "result",
        6 => "report",
        7 => "document",
        8 => "medication",
        9 => "allergy",
        10 => "immunization",
        11 => "clinician",
        12 => "organization",
        13 => "location",
        14 => "coverage",
        15 => "claim",
        _ => "record",
    }
}

/// The hash of a record's bytes.
pub(super) fn hash(raw: &[u8]) -> Hash {
    let digest: [u8; 32] = Sha256::digest(raw).into();
    digest.first_chunk::<16>().copied().unwrap_or_default()
}

/// A hash as a key.
pub(super) fn hex(hash: &Hash) -> String {
    hash.iter().fold(String::with_capacity(32), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        text
    })
}

/// The key of a reference that names an object by one of its numbers.
pub(super) fn number_key(identifier: &Identifier) -> String {
    format!("?{}|{}", identifier.system, identifier.value)
}

/// Whether a reference has words only and will never be more.
pub(super) fn is_words(key: &str) -> bool {
    key.starts_with("?display=")
}

/// What is stored under a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Our row; none while the object waits.
    pub row: Option<i64>,
    /// Time of its newest fact, seconds since 1970.
    pub fact_at: Option<i64>,
    /// Its newest record.
    pub hash: Hash,
}

/// Keys of one feed.
pub(super) struct Keys {
    feed: i64,
    young: Generation,
    old: Generation,
    waiting: bool,
    loose: bool,
}

/// One map per kind, so that a look-up by `&str` needs no key of its own.
#[derive(Default)]
struct Generation {
    kinds: [HashMap<Box<str>, i64>; 20],
    entries: usize,
}

impl Generation {
    fn get(&self, kind: i64, key: &str) -> Option<i64> {
        self.kinds.get(usize::try_from(kind).ok()?)?.get(key).copied()
    }

    fn put(&mut self, kind: i64, key: &str, row: i64) {
        if let Some(map) = usize::try_from(kind).ok().and_then(|kind| self.kinds.get_mut(kind)) {
            map.insert(key.into(), row);
            self.entries += 1;
        }
    }
}

impl Keys {
    /// An empty cache for a feed. Until [`Keys::look`] has looked, it takes it that others are waiting.
    pub fn new(feed: i64) -> Self {
        Self { feed, young: Generation::default(), old: Generation::default(), waiting: true, loose: true }
    }

    /// Looks whether anything of the feed waits or dangles: most runs need not ask for each object.
    pub fn look(&mut self, tx: &Writing<'_>) -> Result<(), StoreError> {
        let any = |sql| Ok::<_, StoreError>(tx.row(sql, [self.feed], |row| row.get(0))?.unwrap_or(false));
        let waiting = any("SELECT EXISTS (SELECT 1 FROM waiting_record WHERE feed_id = ?1)")?;
        let loose = any("SELECT EXISTS (SELECT 1 FROM loose_reference WHERE feed_id = ?1)")?;
        (self.waiting, self.loose) = (waiting, loose);
        Ok(())
    }

    /// Whether an arriving object may be awaited.
    pub fn has_waiters(&self) -> bool {
        self.waiting || self.loose
    }

    /// Notes that a record waits.
    pub fn someone_waits(&mut self) {
        self.waiting = true;
    }

    /// Empties the cache.
    pub fn forget(&mut self) {
        (self.young, self.old) = (Generation::default(), Generation::default());
        (self.waiting, self.loose) = (true, true);
    }

    /// Our row of a key; a merged patient's is the record that it was merged into.
    pub fn row(&mut self, tx: &Writing<'_>, kind: i64, key: &str) -> Result<Option<i64>, StoreError> {
        if let Some(row) = self.young.get(kind, key) {
            return Ok(Some(row));
        }
        let found = match self.old.get(kind, key) {
            Some(row) => Some(row),
            None => {
                tx.row(include_str!("sql/key_row.sql"), (self.feed, kind, key), |row| row.get(0))?.flatten()
            }
        };
        let found = match (found, key.strip_prefix('?')) {
            (None, Some(number)) if kind == code(Kind::Patient) => by_number(tx, number)?,
            (found, _) => found,
        };
        if let Some(row) = found {
            self.cache(kind, key, row);
        }
        Ok(found)
    }

    /// What is stored under a key.
    pub fn known(&self, tx: &Writing<'_>, kind: i64, key: &str) -> Result<Option<Known>, StoreError> {
        tx.row(
            "SELECT row_id, fact_at, hash FROM source_key WHERE feed_id = ?1 AND kind = ?2 AND key = ?3",
            (self.feed, kind, key),
            |row| Ok(Known { row: row.get(0)?, fact_at: row.get(1)?, hash: row.get(2)? }),
        )
    }

    /// Whether a record was an earlier or late version of an object.
    pub fn was_version(
        &self,
        tx: &Writing<'_>,
        kind: i64,
        key: &str,
        hash: &Hash,
    ) -> Result<bool, StoreError> {
        let found = tx.row(
            "SELECT 1 FROM source_version WHERE feed_id = ?1 AND kind = ?2 AND key = ?3 AND hash = ?4",
            (self.feed, kind, key, hash),
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Enters a key with its newest record; whether it has its row only now. The record before becomes a version.
    pub fn enter(
        &mut self,
        tx: &Writing<'_>,
        (kind, key): (i64, &str),
        row: Option<i64>,
        fact_at: Option<i64>,
        hash: Hash,
        place: Option<Place>,
    ) -> Result<bool, StoreError> {
        let (chunk, start, length) = Place::columns(place);
        let is_new = tx.execute(
            include_str!("sql/key_enter.sql"),
            (self.feed, kind, key, row, fact_at, hash, chunk, start, length),
        )? == 1;
        let mut has_row_now = is_new && row.is_some();
        if !is_new {
            let before = self.known(tx, kind, key)?;
            has_row_now = row.is_some() && before.is_some_and(|before| before.row.is_none());
            if before.is_some_and(|before| before.hash != hash) {
                tx.execute(include_str!("sql/key_to_version.sql"), (self.feed, kind, key))?;
            }
            tx.execute(
                include_str!("sql/key_renew.sql"),
                (self.feed, kind, key, row, fact_at, hash, chunk, start, length),
            )?;
        }
        if let Some(row) = row {
            self.cache(kind, key, row);
        }
        Ok(has_row_now)
    }

    /// Keeps a record as a version of an object without making it the newest.
    pub fn keep_version(
        &self,
        tx: &Writing<'_>,
        (kind, key): (i64, &str),
        fact_at: Option<i64>,
        hash: Hash,
        place: Option<Place>,
    ) -> Result<(), StoreError> {
        let (chunk, start, length) = Place::columns(place);
        tx.execute(
            include_str!("sql/version_keep.sql"),
            (self.feed, kind, key, hash, fact_at, chunk, start, length),
        )?;
        Ok(())
    }

    /// Notes that a column awaits an object.
    pub fn note_loose(
        &mut self,
        tx: &Writing<'_>,
        (kind, key): (i64, &str),
        slot: Slot,
        row: i64,
    ) -> Result<(), StoreError> {
        self.loose = true;
        tx.execute(
            "INSERT OR IGNORE INTO loose_reference (feed_id, kind, key, slot, row_id) VALUES (?1, ?2, ?3, ?4, ?5)",
            (self.feed, kind, key, slot as i64, row),
        )?;
        Ok(())
    }

    /// Forgets what the columns of a row awaited, before it is written anew.
    pub fn forget_loose(&self, tx: &Writing<'_>, slots: &[Slot], row: i64) -> Result<(), StoreError> {
        if self.loose {
            for slot in slots {
                tx.execute(
                    "DELETE FROM loose_reference WHERE slot = ?1 AND row_id = ?2 AND feed_id = ?3",
                    (*slot as i64, row, self.feed),
                )?;
            }
        }
        Ok(())
    }

    fn cache(&mut self, kind: i64, key: &str, row: i64) {
        if self.young.entries >= CACHE_ENTRIES {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.put(kind, key, row);
    }
}

/// The patient who alone carries a number `system|value`.
fn by_number(tx: &Writing<'_>, number: &str) -> Result<Option<i64>, StoreError> {
    let Some((system, value)) = number.split_once('|') else { return Ok(None) };
    let found: Vec<i64> =
        tx.rows(include_str!("sql/patient_by_number.sql"), (fold_identifier(value), value, system), |row| {
            row.get(0)
        })?;
    Ok(match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}
