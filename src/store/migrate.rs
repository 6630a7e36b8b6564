//! Migrations: numbered files under `migrations/`, forward only, one transaction each, embedded in the program.
//!
//! The number of applied files stands in `user_version`; each file's SHA-256 in `migration`, so that a released file that
//! was edited later is noticed. A newer database is refused before anything is read from it.

use super::StoreError;
use crate::domain::time::instant_text;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, path::Path};

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// Name and text of every migration, in order.
        pub const MIGRATIONS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../migrations/", $name, ".sql"))),)*];
    };
}
// One a line: two people who add one each then meet in one place only.
#[rustfmt::skip]
embedded!(
    "0001_core",
    "0002_registry",
    "0003_charts",
    "0004_lookup",
    "0005_intake",
    "0006_letters",
    "0007_work",
    "0008_coding",
    "0009_codes",
    "0010_rules",
    "0011_cdi",
    "0012_capture",
    "0013_completion",
    "0014_delinquency",
    "0017_cdi_review",
    "0019_release",
);

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS migration (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT";

/// Brings the file to the newest schema; gives the number of migrations applied now.
pub fn migrate(conn: &mut Connection, path: &Path, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let known = MIGRATIONS.len() as i64;
    let found = version(conn)?;
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    if found == known {
        return Ok(0);
    }
    let mut applied = 0;
    for (idx, (name, sql)) in MIGRATIONS.iter().enumerate() {
        let number = idx as i64 + 1;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have gone ahead between our look and our lock.
        if version(&tx)? >= number {
            continue;
        }
        tx.execute_batch(LEDGER)?;
        tx.execute_batch(sql)?;
        tx.execute(
            "INSERT INTO migration (number, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)",
            (number, name, digest(sql), instant_text(now)),
        )?;
        tx.pragma_update(None, "user_version", number)?;
        tx.commit()?;
        applied += 1;
    }
    Ok(applied)
}

/// Compares the ledger with the embedded files: the name of the first that differs.
pub(super) fn altered(conn: &Connection) -> Result<Option<String>, StoreError> {
    let mut statement = conn.prepare("SELECT number, name, sha256 FROM migration ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (number, name, sha256): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let known = usize::try_from(number - 1).ok().and_then(|idx| MIGRATIONS.get(idx));
        let same = known.is_some_and(|(n, sql)| *n == name && digest(sql) == sha256);
        if !same {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Schema version of the file.
pub(super) fn version(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn digest(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
