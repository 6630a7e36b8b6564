//! The door between imports and desks: a file beside the database on which a desk's change knocks.
//!
//! SQLite lets a waiting writer try again every 1 to 100 ms and knows no order among writers, so that an import which
//! writes chunk after chunk would keep a desk out for seconds. A desk therefore holds a shared lock on this file from
//! before its transaction until after it; an import that finds the lock taken between two chunks waits until it is free.
//! Locks go away with their process, however it ends. Where the file cannot be made, imports pause a little each time.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

/// Longest that an import waits for desks between two chunks: a stream of changes must not stop it for ever.
const LONGEST: Duration = Duration::from_millis(500);
/// How often a waiting import looks whether the door is free.
const LOOK_AGAIN: Duration = Duration::from_millis(1);
/// The pause between chunks where there is no door: waiting writers try again after 1 to 25 ms at first.
const BLIND: Duration = Duration::from_millis(2);

/// A hand on the door.
#[derive(Debug)]
pub struct Door(Option<File>);

/// A knock: held while a desk's change waits and is carried out.
pub(super) struct Knock<'a>(Option<&'a File>);

impl Door {
    /// The door of a database file.
    pub(super) fn of(database: &Path) -> Self {
        let mut name = database.canonicalize().unwrap_or_else(|_| database.to_owned()).into_os_string();
        name.push("-door");
        Self(open(&PathBuf::from(name), database).ok())
    }

    /// Tells imports that a change waits, until the knock is dropped.
    pub(super) fn knock(&self) -> Knock<'_> {
        Knock(self.0.as_ref().filter(|file| file.lock_shared().is_ok()))
    }

    /// Whether a change of a desk waits. Where there is no door, one always may.
    pub fn is_knocked(&self) -> bool {
        let Some(file) = &self.0 else { return true };
        let is_free = file.try_lock().is_ok();
        if is_free {
            let _ = file.unlock();
        }
        !is_free
    }

    /// Waits between two chunks until no change of a desk waits, [`LONGEST`] at most.
    pub(super) fn let_others_in(&self) {
        let Some(file) = &self.0 else { return sleep(BLIND) };
        let until = Instant::now() + LONGEST;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    // Held for no longer than it takes to see that nobody waits.
                    let _ = file.unlock();
                    return;
                }
                Err(TryLockError::WouldBlock) if Instant::now() < until => sleep(LOOK_AGAIN),
                Err(TryLockError::WouldBlock) => return,
                Err(TryLockError::Error(_)) => return sleep(BLIND),
            }
        }
    }
}

impl Drop for Knock<'_> {
    fn drop(&mut self) {
        if let Some(file) = self.0 {
            let _ = file.unlock();
        }
    }
}

/// Opens or makes the file, for all whom the database file is for.
fn open(path: &Path, database: &Path) -> std::io::Result<File> {
    if let Ok(file) = File::open(path) {
        return Ok(file);
    }
    let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    file.set_permissions(std::fs::metadata(database)?.permissions())?;
    Ok(file)
}
