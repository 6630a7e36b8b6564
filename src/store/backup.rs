//! A copy of the file while people work in it.

use super::{FileReport, Store, StoreError, check};
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{path::Path, time::Duration};

/// What a backup came to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BackupReport {
    /// Bytes of the copy.
    pub bytes: u64,
    /// The copy, looked over.
    pub check: FileReport,
}

/// Copies the whole file by SQLite's online backup, page by page between the writers' commits, and checks the copy.
///
/// Writes to `TARGET.part` first and renames it when it is whole: a copy that is there is a good one.
pub fn backup(
    store: &Store,
    target: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<BackupReport, StoreError> {
    if target.exists() {
        return Err(StoreError::Open {
            path: target.to_owned(),
            why: "something stands there already; no backup was made. Name a new file.".into(),
        });
    }
    let part = target.with_extension("part");
    let _ = std::fs::remove_file(&part);
    let outcome = copy(store, &part, &mut progress).and_then(|()| check(&part));
    let report = match outcome {
        Ok(report) if report.faults.is_empty() => report,
        Ok(report) => {
            let _ = std::fs::remove_file(&part);
            return Err(StoreError::Damaged { what: report.faults.join("; ") });
        }
        Err(error) => {
            let _ = std::fs::remove_file(&part);
            return Err(error);
        }
    };
    std::fs::rename(&part, target)?;
    Ok(BackupReport { bytes: std::fs::metadata(target)?.len(), check: report })
}

#[expect(clippy::disallowed_methods, reason = "the copy is made by the store")]
fn copy(store: &Store, part: &Path, progress: &mut impl FnMut(u64, u64)) -> Result<(), StoreError> {
    let source = store.reading()?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(part, flags).map_err(|error| StoreError::Open {
        path: part.to_owned(),
        why: format!("{error}. Check that the folder exists and has space."),
    })?;
    let backup = Backup::new(&source, &mut copy)?;
    // All pages in few steps: a commit by others starts a stepwise backup anew, so small steps might never end.
    backup.run_to_completion(20_000, Duration::from_millis(2), None)?;
    let done = backup.progress();
    progress(
        u64::try_from(done.pagecount - done.remaining).unwrap_or(0),
        u64::try_from(done.pagecount).unwrap_or(0),
    );
    drop(backup);
    copy.pragma_update(None, "journal_mode", "WAL")?;
    drop(copy);
    Ok(())
}
