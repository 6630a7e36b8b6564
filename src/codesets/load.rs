//! Sets into the database: all of a load or none, several editions side by side, none overlapping another.

use super::files::MadeSet;
use crate::{
    domain::{
        codeset::SetKind,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use chrono::NaiveDate;
use rusqlite::named_params;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What is done with a set of the same kind and edition that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// The load is refused.
    No,
    /// It is replaced.
    Yes,
}

/// Stores compiled sets.
#[derive(Clone, Debug)]
pub struct LoadSets {
    /// The sets.
    pub sets: Vec<MadeSet>,
    /// What becomes of a set of the same edition.
    pub replace: Replace,
}

const OVERLAPPING: &str = include_str!("sql/overlapping.sql");
const REMOVE: &str = include_str!("sql/remove.sql");
const INSERT: &str = include_str!("sql/insert.sql");
const SETS: &str = include_str!("sql/sets.sql");

impl Change for LoadSets {
    type Receipt = usize;

    fn topics(&self) -> Topics {
        Topic::CodeSets.into()
    }

    fn needs(&self) -> Permission {
        Permission::LoadCodes
    }

    fn audit(&self) -> AuditLine {
        let names: Vec<String> =
            self.sets.iter().map(|set| format!("{} {}", set.compiled.kind.word(), set.edition)).collect();
        AuditLine::new("codes.load").detail(names.join(", "))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<usize, Refusal> {
        for set in &self.sets {
            let kind = set.compiled.kind.word();
            if self.replace == Replace::Yes {
                tx.execute(REMOVE, named_params! {":kind": kind, ":edition": set.edition})?;
            }
            let (from, to) = (set.from.to_string(), set.to.to_string());
            let in_the_way = tx.row(
                OVERLAPPING,
                named_params! {":kind": kind, ":from": from, ":to": to, ":replaced": ""},
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)),
            )?;
            if let Some((edition, begins, ends)) = in_the_way {
                let title = set.compiled.kind.title();
                return Err(Refusal::invalid(
                    "dates",
                    format!(
                        "{title} {} would hold from {from} to {to}, and edition {edition} holds from {begins} to {ends}. \
                         Nothing was loaded; give other dates with --from and --to, or replace the same edition with --replace.",
                        set.edition
                    ),
                ));
            }
            tx.insert(
                INSERT,
                named_params! {
                    ":kind": kind, ":edition": set.edition, ":from": from, ":to": to, ":origin": set.origin,
                    ":sha256": sum(&set.compiled.bytes), ":n_records": set.compiled.n_records as i64,
                    ":now": tx.now_text(), ":by": tx.session().login, ":bytes": set.compiled.bytes,
                },
            )?;
        }
        Ok(self.sets.len())
    }
}

/// Takes a set out of the database; the built-in one of its kind answers again.
#[derive(Clone, Debug)]
pub struct RemoveSet {
    /// Its kind.
    pub kind: SetKind,
    /// Its edition.
    pub edition: String,
}

impl Change for RemoveSet {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::CodeSets.into()
    }

    fn needs(&self) -> Permission {
        Permission::LoadCodes
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("codes.remove").detail(format!("{} {}", self.kind.word(), self.edition))
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let removed =
            tx.execute(REMOVE, named_params! {":kind": self.kind.word(), ":edition": self.edition})?;
        if removed == 0 {
            let what = format!("{} {} is not in this database.", self.kind.title(), self.edition);
            return Err(Refusal::invalid(
                "edition",
                format!("{what} Nothing was removed; see `chartroom codes list`."),
            ));
        }
        Ok(())
    }
}

/// One set as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SetLine {
    /// Its kind as a word.
    pub kind: String,
    /// Its edition.
    pub edition: String,
    /// The first day it holds.
    pub valid_from: String,
    /// The last.
    pub valid_to: String,
    /// Names of its files.
    pub origin: String,
    /// SHA-256 of the compiled bytes; empty for a built-in set.
    pub sha256: String,
    /// How many codes, lines or edits.
    pub n_records: i64,
    /// When it was loaded; empty for a built-in set.
    pub loaded_at: String,
    /// Who loaded it.
    pub loaded_by: String,
    /// Compiled size.
    pub bytes: i64,
}

/// All sets: those of the database, then the built-in ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sets;

impl Query for Sets {
    type Rows = Vec<SetLine>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::CodeSets.into()
    }

    fn needs(&self) -> Permission {
        Permission::WorkHere
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<SetLine>, StoreError> {
        let mut lines = db.rows(SETS, [], |row| {
            Ok(SetLine {
                kind: row.get(0)?,
                edition: row.get(1)?,
                valid_from: row.get(2)?,
                valid_to: row.get(3)?,
                origin: row.get(4)?,
                sha256: row.get(5)?,
                n_records: row.get(6)?,
                loaded_at: row.get(7)?,
                loaded_by: row.get(8)?,
                bytes: row.get(9)?,
            })
        })?;
        let built_in = crate::classification::library::Library::built_in().sets().iter().map(|set| SetLine {
            kind: set.kind.word().into(),
            edition: set.edition.clone(),
            valid_from: set.from.to_string(),
            valid_to: set.to.to_string(),
            origin: set.origin.clone(),
            sha256: String::new(),
            n_records: set.n_records as i64,
            loaded_at: String::new(),
            loaded_by: String::new(),
            bytes: 0,
        });
        lines.extend(built_in);
        Ok(lines)
    }
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A stored ISO date; sound by the writer's doing.
pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}
