//! The payer of a stay that does not name one itself: a claim's for it, else the patient's coverage on that day.

use super::loose::Slot;
use crate::store::{StoreError, Writing};
use rusqlite::named_params;

/// Sets the payer of one stay anew, unless the stay names it itself.
pub(super) fn of_encounter(tx: &Writing<'_>, encounter: i64) -> Result<(), StoreError> {
    let found = tx.row(include_str!("sql/payer_find.sql"), [encounter], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let (payer, from) = found.unwrap_or_default();
    tx.execute(
        include_str!("sql/payer_set.sql"),
        named_params! {":encounter": encounter, ":payer": payer, ":from": from},
    )?;
    Ok(())
}

/// Sets the payer of all stays of a patient anew.
pub(super) fn of_patient(tx: &Writing<'_>, patient: i64) -> Result<(), StoreError> {
    let stays =
        tx.rows("SELECT encounter_id FROM encounter WHERE patient_id = ?1", [patient], |row| row.get(0))?;
    stays.into_iter().try_for_each(|stay| of_encounter(tx, stay))
}

/// Does so for stays that learn of a claim or payer by a reference filled in later.
pub(super) fn after_fill(tx: &Writing<'_>, slot: Slot, row: i64) -> Result<(), StoreError> {
    match slot {
        Slot::ClaimEncounter => {
            let stay: Option<i64> = tx
                .row("SELECT encounter_id FROM claim WHERE claim_id = ?1", [row], |row| row.get(0))?
                .flatten();
            stay.map_or(Ok(()), |stay| of_encounter(tx, stay))
        }
        Slot::CoveragePayer => {
            let patient: Option<i64> =
                tx.row("SELECT patient_id FROM coverage WHERE coverage_id = ?1", [row], |row| row.get(0))?;
            patient.map_or(Ok(()), |patient| of_patient(tx, patient))
        }
        _ => Ok(()),
    }
}
