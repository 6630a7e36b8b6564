//! The opened library of a database: read once, kept until somebody loads another set.

use super::load::day;
use crate::{
    classification::library::{Library, Set},
    domain::{codeset::SetKind, topics::Topic},
    store::{Reader, StoreError},
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

const PACKS: &str = include_str!("sql/packs.sql");
const REVISION: &str = "SELECT revision FROM topic WHERE topic = :topic";
/// Databases open at once in one program: one, and in tests a few more.
const MOST_KEPT: usize = 8;

type Key = (Option<PathBuf>, i64);

static KEPT: Mutex<Vec<(Key, Arc<Library>)>> = Mutex::new(Vec::new());

/// The library of a database: its sets before the built-in ones.
pub fn library(db: &Reader<'_>) -> Result<Arc<Library>, StoreError> {
    let revision: Option<i64> =
        db.row(REVISION, rusqlite::named_params! {":topic": Topic::CodeSets.word()}, |row| row.get(0))?;
    let key = (db.conn().path().map(PathBuf::from), revision.unwrap_or_default());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, library)) = kept.iter().find(|(other, _)| *other == key) {
        return Ok(Arc::clone(library));
    }
    let library = Arc::new(Library::with_built_in(stored(db)?));
    kept.retain(|(other, _)| other.0 != key.0);
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push((key, Arc::clone(&library)));
    Ok(library)
}

fn stored(db: &Reader<'_>) -> Result<Vec<Arc<Set>>, StoreError> {
    let rows = db.rows(PACKS, [], |row| {
        let dates = (row.get::<_, String>(2)?, row.get::<_, String>(3)?);
        let (kind, edition, origin): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(4)?);
        Ok((kind, edition, dates, origin, row.get::<_, i64>(5)?, row.get::<_, Vec<u8>>(6)?))
    })?;
    let mut sets = Vec::new();
    for (kind, edition, dates, origin, n_records, bytes) in rows {
        // A kind that a newer program has loaded is not for this one.
        let Some(kind) = SetKind::from_word(&kind) else { continue };
        let dates = (day(&dates.0), day(&dates.1));
        let set = Set::open(kind, &edition, dates, &origin, n_records as usize, bytes)
            .map_err(|error| StoreError::Damaged { what: format!("{} {edition}: {error}", kind.title()) })?;
        sets.push(Arc::new(set));
    }
    Ok(sets)
}
