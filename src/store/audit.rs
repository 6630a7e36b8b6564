//! The hash-chained log: one line for every change and every reading of a record.
//!
//! hash(n) = SHA-256(hash(n-1), canonical entry n); hash(0) is 32 zero bytes. The canonical entry is the columns of the
//! row in their order, each ended by the byte 0x1F, numbers as decimal text, NULL as nothing.

use super::{Session, StoreError};
use crate::domain::{ids::PatientId, role::Permission, time::instant_text};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Whether the action was carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuditResult {
    /// Carried out.
    #[default]
    Done,
    /// Refused for want of permission.
    Refused,
}

/// What the log says of one action; who, when and where are added by the writer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditLine {
    /// Verb of the action: `patient.register`, `chart.open`, `lookup.finish`.
    pub action: &'static str,
    /// The patient concerned, if one is.
    pub patient: Option<PatientId>,
    /// Kind and id of the row concerned, if one is.
    pub object: Option<(&'static str, i64)>,
    /// What was changed or asked.
    pub detail: String,
    /// Why, as the user gave it.
    pub reason: String,
    /// Whether it was carried out.
    pub result: AuditResult,
    /// Done under emergency access.
    pub emergency: bool,
}

impl AuditLine {
    /// A line with nothing but its verb.
    pub fn new(action: &'static str) -> Self {
        Self { action, ..Self::default() }
    }

    /// Names the patient.
    #[must_use]
    pub fn patient(mut self, patient: PatientId) -> Self {
        self.patient = Some(patient);
        self
    }

    /// Names the row.
    #[must_use]
    pub fn object(mut self, kind: &'static str, id: i64) -> Self {
        self.object = Some((kind, id));
        self
    }

    /// Says what was changed or asked.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// The line of an attempt that was refused.
    pub(super) fn refused(mut self, permission: Permission) -> Self {
        self.result = AuditResult::Refused;
        self.reason = format!("no permission: {}", permission.word());
        self
    }
}

/// The columns that are hashed, as they stand in the row.
pub(super) struct Entry<'a> {
    pub seq: i64,
    pub at: &'a str,
    pub user: Option<i64>,
    pub login: &'a str,
    pub roles: &'a str,
    pub station: &'a str,
    pub action: &'a str,
    pub patient: Option<i64>,
    pub object_kind: &'a str,
    pub object: Option<i64>,
    pub detail: &'a str,
    pub reason: &'a str,
    pub result: &'a str,
    pub emergency: i64,
}

impl Entry<'_> {
    /// Writes the canonical form into `buffer`, which is emptied first.
    pub(super) fn canonical(&self, buffer: &mut String) {
        const END: char = '\u{1f}';
        buffer.clear();
        let number = |buffer: &mut String, value: Option<i64>| {
            if let Some(value) = value {
                let _ = write!(buffer, "{value}");
            }
            buffer.push(END);
        };
        let text = |buffer: &mut String, value: &str| {
            buffer.push_str(value);
            buffer.push(END);
        };
        number(buffer, Some(self.seq));
        text(buffer, self.at);
        number(buffer, self.user);
        for value in [self.login, self.roles, self.station, self.action] {
            text(buffer, value);
        }
        number(buffer, self.patient);
        text(buffer, self.object_kind);
        number(buffer, self.object);
        for value in [self.detail, self.reason, self.result] {
            text(buffer, value);
        }
        number(buffer, Some(self.emergency));
    }
}

/// The next hash of the chain.
pub(super) fn chain(previous: &[u8; 32], canonical: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(canonical.as_bytes());
    hasher.finalize().into()
}

/// Last sequence number and hash; zero and zeros for an empty log.
pub(super) fn head(conn: &Connection) -> Result<(i64, [u8; 32]), StoreError> {
    let last = conn
        .prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)))
        .optional()?;
    Ok(last.unwrap_or((0, [0; 32])))
}

/// Appends lines of one transaction, in order.
pub(super) fn append(
    conn: &Connection,
    session: &Session,
    now: DateTime<Utc>,
    lines: &[AuditLine],
) -> Result<(), StoreError> {
    let (mut seq, mut hash) = head(conn)?;
    let (at, roles) = (instant_text(now), session.roles_text());
    let mut canonical = String::with_capacity(256);
    let mut insert = conn.prepare_cached(
        "INSERT INTO audit (seq, at, user_id, login, roles, station, action, patient_id, object_kind, object_id, detail,
                            reason, result, emergency, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?;
    for line in lines {
        seq += 1;
        let entry = Entry {
            seq,
            at: &at,
            user: Some(session.user.0),
            login: &session.login,
            roles: &roles,
            station: &session.station,
            action: line.action,
            patient: line.patient.map(|p| p.0),
            object_kind: line.object.map_or("", |(kind, _)| kind),
            object: line.object.map(|(_, id)| id),
            detail: &line.detail,
            reason: &line.reason,
            result: match line.result {
                AuditResult::Done => "done",
                AuditResult::Refused => "refused",
            },
            emergency: i64::from(line.emergency),
        };
        entry.canonical(&mut canonical);
        hash = chain(&hash, &canonical);
        insert.execute(rusqlite::params![
            entry.seq,
            entry.at,
            entry.user,
            entry.login,
            entry.roles,
            entry.station,
            entry.action,
            entry.patient,
            entry.object_kind,
            entry.object,
            entry.detail,
            entry.reason,
            entry.result,
            entry.emergency,
            hash,
        ])?;
    }
    Ok(())
}
