//! Opening the file: pragmas with their reasons, and what is refused before anything is read or written.

use super::{Session, StoreError, migrate};
use crate::domain::time::{Clock, instant_text};
use rusqlite::{Connection, OpenFlags, OptionalExtension, config::DbConfig};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Marks the file as ours in its header: "CHRT".
pub const APPLICATION_ID: i64 = 0x4348_5254;

/// How a connection is used; decides flags and pragmas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads only; SQLite refuses writes.
    Read,
    /// The desk writer: a recorded change survives a power cut.
    Write,
    /// Imports and the demonstration: they can be repeated, so a power cut may cost the last chunk.
    Bulk,
}

/// One database file, with the clock that stamps its changes. Cheap to clone; each thread opens its own connection.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
    clock: Clock,
}

/// What `chartroom check` tells of a file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FileReport {
    /// `hospital`, `demo` or `training`.
    pub kind: String,
    /// Schema version.
    pub schema: i64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Journal mode, as the file says.
    pub journal: String,
    /// Faults that SQLite's own check found; empty if sound.
    pub faults: Vec<String>,
    /// Rows whose foreign key points nowhere.
    pub dangling: u64,
    /// Things to mend that are no damage, such as a network file system.
    pub warnings: Vec<String>,
}

impl Store {
    /// The file at `path`, which must exist and be ours, brought to the newest schema if the user can write it.
    pub fn open(path: &Path, clock: Clock) -> Result<Self, StoreError> {
        refuse_odd_files(path)?;
        let store = Self { path: path.to_owned(), clock };
        let mut conn = store.connect(Access::Write)?;
        refuse_foreign(&conn, path)?;
        migrate(&mut conn, path, clock.now())?;
        Ok(store)
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A hand on the door between imports and desks.
    pub fn door(&self) -> super::Door {
        super::Door::of(&self.path)
    }

    /// The clock that stamps changes.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Signs the account in.
    pub fn sign_in(&self, login: &str, station: &str) -> Result<Session, StoreError> {
        Session::load(&self.reading()?, login, station)
    }

    /// `hospital`, `demo` or `training`: `--as` exists only in the last two.
    pub fn kind(&self) -> Result<String, StoreError> {
        meta(&self.reading()?, "kind")
    }

    /// Name of the hospital.
    pub fn hospital(&self) -> Result<String, StoreError> {
        meta(&self.reading()?, "name")
    }

    /// A new reading connection.
    pub(super) fn reading(&self) -> Result<Connection, StoreError> {
        self.connect(Access::Read)
    }

    /// A new connection with the pragmas of its use.
    pub(super) fn connect(&self, access: Access) -> Result<Connection, StoreError> {
        connect(&self.path, access)
    }
}

/// Makes a new file of a kind (`hospital`, `demo`, `training`); the account becomes its administrator and supervisor.
///
/// Refuses a path where anything stands already.
pub fn create(path: &Path, kind: &str, name: &str, login: &str, clock: Clock) -> Result<Store, StoreError> {
    if path.exists() {
        return Err(StoreError::Open {
            path: path.to_owned(),
            why: "something stands there already; nothing was changed. Name another file with --db.".into(),
        });
    }
    let now = clock.now();
    let mut conn =
        connect_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, Access::Write)?;
    // Page size must be set before the first table; 8 KiB keeps the look-up trees one level flatter than 4 KiB.
    conn.pragma_update(None, "page_size", 8192)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    migrate(&mut conn, path, now)?;
    let tx = conn.transaction()?;
    let at = instant_text(now);
    for (key, value) in [("kind", kind), ("name", name), ("created_at", at.as_str())] {
        tx.execute("INSERT INTO meta (key, value) VALUES (?1, ?2)", [key, value])?;
    }
    tx.execute(
        "INSERT INTO user_account (login, full_name, created_at) VALUES (?1, ?1, ?2)",
        [login, at.as_str()],
    )?;
    let user = tx.last_insert_rowid();
    for role in ["administrator", "supervisor"] {
        tx.execute("INSERT INTO user_role (user_id, role) VALUES (?1, ?2)", (user, role))?;
    }
    let session = Session::load(&tx, login, "init")?;
    super::audit::append(&tx, &session, now, &[super::AuditLine::new("file.create").detail(kind)])?;
    tx.commit()?;
    Ok(Store { path: path.to_owned(), clock })
}

/// An error unless the file is a database of ours that this program knows.
pub fn check_ours(path: &Path) -> Result<(), StoreError> {
    refuse_odd_files(path)?;
    refuse_foreign(&connect(path, Access::Read)?, path)
}

/// Moves everything into the one file, so that it can be renamed; nobody else may have it open.
pub fn compact(store: &Store) -> Result<(), StoreError> {
    let conn = store.connect(Access::Write)?;
    conn.execute_batch("PRAGMA optimize;")?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Looks the whole file over without changing it.
pub fn check(path: &Path) -> Result<FileReport, StoreError> {
    refuse_odd_files(path)?;
    let conn = connect(path, Access::Read)?;
    refuse_foreign(&conn, path)?;
    let schema = migrate::version(&conn)?;
    let mut faults: Vec<String> = conn
        .prepare("PRAGMA integrity_check(20)")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    faults.retain(|line| line != "ok");
    if let Some(name) = migrate::altered(&conn)? {
        faults.push(format!("migration {name} is not the one that this program knows"));
    }
    let dangling = conn.prepare("PRAGMA foreign_key_check")?.query_map([], |_| Ok(()))?.count() as u64;
    Ok(FileReport {
        kind: meta(&conn, "kind")?,
        schema,
        bytes: std::fs::metadata(path)?.len(),
        journal: conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?,
        faults,
        dangling,
        warnings: network_warning(path).into_iter().collect(),
    })
}

/// A warning if the file lies on a network file system, where WAL's shared memory does not work between hosts.
pub fn network_warning(path: &Path) -> Option<String> {
    // Numbers of statfs(2).
    const NETWORK: [(i64, &str); 6] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9p"),
    ];
    let found = rustix::fs::statfs(path).ok()?.f_type as i64 & 0xFFFF_FFFF;
    let (_, name) = NETWORK.iter().find(|(number, _)| *number == found)?;
    Some(format!(
        "{} lies on a network file system ({name}). Several hosts must never share it; move it to a local disk.",
        path.display()
    ))
}

fn connect(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let mode = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write | Access::Bulk => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    connect_with(path, mode, access)
}

#[expect(clippy::disallowed_methods, reason = "the one place that opens connections")]
fn connect_with(path: &Path, mode: OpenFlags, access: Access) -> Result<Connection, StoreError> {
    let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    // A link in the path is followed once, by us; SQLite itself is not to follow another that appears later.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let conn = Connection::open_with_flags(&real, flags).map_err(|error| StoreError::Open {
        path: path.to_owned(),
        why: format!("{error}. Check that the folder exists and that you may read and write in it."),
    })?;
    // A writer waits out another's commit (p99 under 0.1 s with 100 writers, measured); a reader in WAL hardly ever waits.
    conn.busy_timeout(Duration::from_secs(if access == Access::Read { 1 } else { 5 }))?;
    let settings: [(&str, &str); 6] = [
        // Declared references hold; SQLite's default is to ignore them.
        ("foreign_keys", "ON"),
        // FULL: a recorded change survives a power cut. NORMAL: imports, which are repeated after one.
        ("synchronous", if access == Access::Bulk { "NORMAL" } else { "FULL" }),
        // Sorts of a desk fit in memory; nothing of a patient is written to /tmp.
        ("temp_store", "MEMORY"),
        // Views and triggers of a file that somebody altered may not call functions with side effects.
        ("trusted_schema", "OFF"),
        // KiB of pages per connection: a reader stays small, an import keeps the upper levels of its trees.
        (
            "cache_size",
            match access {
                Access::Read => "-8000",
                Access::Write => "-4000",
                Access::Bulk => "-96000",
            },
        ),
        ("query_only", if access == Access::Read { "ON" } else { "OFF" }),
    ];
    for (name, value) in settings {
        conn.pragma_update(None, name, value).map_err(|error| name_file(error.into(), path))?;
    }
    // Plans that do not depend on bound values: otherwise SQLite compiles a join anew whenever a parameter changes
    // (27 µs against 1 µs for one document, measured), and a plan test would prove nothing.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}

/// Refuses what is not an ordinary file before SQLite waits on it for ever.
fn refuse_odd_files(path: &Path) -> Result<(), StoreError> {
    let found = match std::fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        Err(error) => return Err(StoreError::Open { path: path.to_owned(), why: error.to_string() }),
    };
    if found.is_file() {
        return Ok(());
    }
    let why = if found.is_dir() { "it is a folder" } else { "it is not an ordinary file" };
    Err(StoreError::NotOurs { path: path.to_owned(), why: why.into() })
}

/// Refuses files of other programs and of later versions of this one.
fn refuse_foreign(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let id: i64 = conn
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| name_file(error.into(), path))?;
    if id != APPLICATION_ID {
        let why = "its header has another program's mark".to_owned();
        return Err(StoreError::NotOurs { path: path.to_owned(), why });
    }
    let (found, known) = (migrate::version(conn)?, migrate::MIGRATIONS.len() as i64);
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    Ok(())
}

fn name_file(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Damaged { what } if what.contains("not an SQLite") => {
            StoreError::NotOurs { path: path.to_owned(), why: what }
        }
        StoreError::ReadOnly { .. } => StoreError::ReadOnly { path: path.to_owned() },
        other => other,
    }
}

fn meta(conn: &Connection, key: &str) -> Result<String, StoreError> {
    let value =
        conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()?;
    Ok(value.unwrap_or_default())
}
