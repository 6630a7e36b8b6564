//! A record number or other identifier, typed whole, to the record it names today.

use super::{
    find::{self, FoundPatient},
    parse::identifier,
};
use crate::{
    domain::{
        ids::PatientId,
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};

/// Patients of exactly this identifier; records that were merged lead to the one that took them in.
///
/// A record number goes before other identifiers: only if nobody has it as record number are those looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolve {
    /// Record number or other identifier; case, blanks and signs do not count.
    pub identifier: String,
}

/// One record that an identifier leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The record in use today.
    pub patient: PatientId,
    /// The merged record that carries the identifier, if it is another.
    pub by_way_of: Option<PatientId>,
}

/// Merges that are followed: more would be a ring.
const LONGEST_CHAIN: usize = 16;

impl Query for Resolve {
    type Rows = Vec<Resolved>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Resolved>, StoreError> {
        let folded = identifier(&self.identifier);
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let found: Vec<(String, i64)> =
            db.rows(include_str!("sql/identifier_exact.sql"), [&folded], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let numbered: Vec<i64> = found.iter().filter(|(kind, _)| kind == "MR").map(|(_, id)| *id).collect();
        let mut ids =
            if numbered.is_empty() { found.into_iter().map(|(_, id)| id).collect() } else { numbered };
        if ids.is_empty() {
            // The banner's number, for records whose sender gave it no kind.
            ids = db.rows(include_str!("sql/patient_mrn.sql"), [self.identifier.trim()], |row| row.get(0))?;
        }
        let mut resolved: Vec<Resolved> = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(patient) = today(db, id)? else { continue };
            if !resolved.iter().any(|known| known.patient == patient) {
                let by_way_of = (patient.0 != id).then_some(PatientId(id));
                resolved.push(Resolved { patient, by_way_of });
            }
        }
        Ok(resolved)
    }
}

/// One patient as a row of a list, such as for a confirmation; `None` if there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnePatient {
    /// The record.
    pub patient: PatientId,
}

impl Query for OnePatient {
    type Rows = Option<FoundPatient>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Patients.into()
    }

    fn needs(&self) -> Permission {
        Permission::FindPatients
    }

    fn run(&self, db: &Reader<'_>) -> Result<Option<FoundPatient>, StoreError> {
        find::from_card(db.conn(), self.patient.0, String::new())
    }
}

/// Follows merges to the record in use; `None` if it was deleted.
fn today(db: &Reader<'_>, patient: i64) -> Result<Option<PatientId>, StoreError> {
    let mut at = patient;
    for _ in 0..LONGEST_CHAIN {
        let found: Option<(String, Option<i64>)> =
            db.row("SELECT state, merged_into FROM patient WHERE patient_id = ?1", [at], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        match found {
            None => return Ok(None),
            Some((state, _)) if state == "deleted" => return Ok(None),
            Some((_, None)) => return Ok(Some(PatientId(at))),
            Some((_, Some(into))) => at = into,
        }
    }
    Ok(Some(PatientId(patient)))
}
