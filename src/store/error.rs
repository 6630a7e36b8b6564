//! Why a question or a change could not be carried out, in words for the person who asked.

use crate::domain::role::Permission;
use std::path::PathBuf;

/// What went wrong with the database or the question. Messages say what did not happen, why, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No role of the user carries the permission.
    #[error("You are not allowed to {}. Ask your supervisor for a role that is.", .0.title())]
    NotAllowed(Permission),
    /// The account at the operating system is not a user of this database, or disabled.
    #[error("{0}")]
    NoUser(String),
    /// A newer question took its place, or the program is leaving.
    #[error("The question was stopped before it was answered.")]
    Interrupted,
    /// The time budget of the lane was used up.
    #[error("The answer took too long and was stopped. Narrow the question and ask again.")]
    TooLong,
    /// Others held the file longer than we wait.
    #[error("The database is busy with another program's change. Nothing was changed; try again.")]
    Busy,
    /// No space left.
    #[error("The disk is full, so this change was not made. Free some space and try again.")]
    Full,
    /// The file or its folder cannot be written.
    #[error("{path} cannot be written. Check the rights of the file and of its folder.")]
    ReadOnly {
        /// The database file.
        path: PathBuf,
    },
    /// There is no such file.
    #[error("There is no database at {path}. `chartroom init` makes one; --db names another.")]
    Missing {
        /// The file that was looked for.
        path: PathBuf,
    },
    /// The file is of another kind.
    #[error("{path} is not a chartroom database: {why}. Name the right file with --db.")]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// Written by a later program.
    #[error(
        "{path} was written by a later chartroom (schema {found}, this program knows {known}). Use that program; nothing was changed."
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest that we know.
        known: i64,
    },
    /// Damaged or altered.
    #[error(
        "The database is damaged: {what}. Stop working in it, keep the file, and restore the last backup."
    )]
    Damaged {
        /// The first fault found.
        what: String,
    },
    /// The file lies where WAL cannot work, or cannot be reached.
    #[error("{path} could not be opened: {why}")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// A fault of this program; it was caught, and nothing was changed.
    #[error(
        "This could not be done because of a fault in the program; nothing was changed. Please report what you did."
    )]
    Fault,
    /// Something that was asked for is not there.
    #[error("{0}")]
    NotFound(String),
    /// Any other answer of SQLite.
    #[error("The database answered: {0}")]
    Sql(rusqlite::Error),
    /// Any other answer of the operating system.
    #[error("The system answered: {0}")]
    Io(#[from] std::io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::OperationInterrupted) => Self::Interrupted,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            Some(Code::DiskFull) => Self::Full,
            Some(Code::DatabaseCorrupt) => Self::Damaged { what: error.to_string() },
            Some(Code::ReadOnly) => Self::ReadOnly { path: PathBuf::from("The database") },
            Some(Code::NotADatabase) => Self::Damaged { what: "the file is not an SQLite database".into() },
            _ => Self::Sql(error),
        }
    }
}
