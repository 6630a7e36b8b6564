//! Columns that name an object which has not arrived, and their filling when it does.

use super::hands::{Arrival, State};
use crate::domain::topics::{Topic, Topics};
use crate::store::{StoreError, Writing};

macro_rules! slots {
    ($($name:ident = $number:literal, $topic:ident, $sql:literal;)*) => {
        /// A column that may be filled later. Numbers stand in the file and never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Slot { $($name = $number,)* }

        impl Slot {
            fn from_number(number: i64) -> Option<Self> {
                match number { $($number => Some(Self::$name),)* _ => None }
            }

            /// The statement that fills it: ?1 the object's row, ?2 the row that holds the column.
            fn fill(self) -> &'static str {
                match self { $(Self::$name => $sql,)* }
            }

            fn topic(self) -> Topic {
                match self { $(Self::$name => Topic::$topic,)* }
            }
        }
    };
}

// A column that names something by now is left alone: the row was written again since.
slots! {
    EncounterAttending = 1, Encounters, "UPDATE encounter SET attending_id = ?1 WHERE encounter_id = ?2 AND attending_id IS NULL";
    EncounterLocation = 2, Encounters, "UPDATE encounter SET location_id = ?1 WHERE encounter_id = ?2 AND location_id IS NULL";
    EncounterFacility = 3, Encounters, "UPDATE encounter SET facility_id = ?1 WHERE encounter_id = ?2 AND facility_id IS NULL";
    DiagnosisEncounter = 4, Clinical, "UPDATE diagnosis SET encounter_id = ?1 WHERE diagnosis_id = ?2 AND encounter_id IS NULL";
    ProcedureEncounter = 5, Clinical, "UPDATE procedure_done SET encounter_id = ?1 WHERE procedure_id = ?2 AND encounter_id IS NULL";
    ProcedurePerformer = 6, Clinical, "UPDATE procedure_done SET performer_id = ?1 WHERE procedure_id = ?2 AND performer_id IS NULL";
    ResultEncounter = 7, Clinical, "UPDATE result SET encounter_id = ?1 WHERE result_id = ?2 AND encounter_id IS NULL";
    ResultReport = 8, Clinical, "UPDATE result SET report_id = ?1 WHERE result_id = ?2 AND report_id IS NULL";
    ReportEncounter = 9, Clinical, "UPDATE report SET encounter_id = ?1 WHERE report_id = ?2 AND encounter_id IS NULL";
    // The result that a report lists: here the object is the result, the row is the report.
    ReportResult = 10, Clinical, "UPDATE result SET report_id = ?2 WHERE result_id = ?1 AND report_id IS NULL";
    DocumentEncounter = 11, Documents, "UPDATE document SET encounter_id = ?1 WHERE document_id = ?2 AND encounter_id IS NULL";
    DocumentAuthor = 12, Documents, "UPDATE document SET author_id = ?1 WHERE document_id = ?2 AND author_id IS NULL";
    DocumentParent = 13, Documents, "UPDATE document SET parent_id = ?1 WHERE document_id = ?2 AND parent_id IS NULL AND ?1 <> ?2";
    // The document that another replaces: the object is the old one, the row the new one.
    DocumentReplaced = 14, Documents, "UPDATE document SET state = 'superseded', version = version + 1
        WHERE document_id = ?1 AND document_id <> ?2 AND state NOT IN ('superseded', 'retracted')";
    MedicationEncounter = 15, Clinical, "UPDATE medication SET encounter_id = ?1 WHERE medication_id = ?2 AND encounter_id IS NULL";
    MedicationPrescriber = 16, Clinical, "UPDATE medication SET prescriber_id = ?1 WHERE medication_id = ?2 AND prescriber_id IS NULL";
    ImmunizationEncounter = 17, Clinical, "UPDATE immunization SET encounter_id = ?1 WHERE immunization_id = ?2 AND encounter_id IS NULL";
    CoveragePayer = 18, Clinical, "UPDATE coverage SET payer_id = ?1 WHERE coverage_id = ?2 AND payer_id IS NULL";
    ClaimEncounter = 19, Clinical, "UPDATE claim SET encounter_id = ?1 WHERE claim_id = ?2 AND encounter_id IS NULL";
    ClaimInsurer = 20, Clinical, "UPDATE claim SET insurer_id = ?1 WHERE claim_id = ?2 AND insurer_id IS NULL";
    LocationOrganization = 21, Directory, "UPDATE location SET organization_id = ?1 WHERE location_id = ?2 AND organization_id IS NULL";
    LocationPartOf = 22, Directory, "UPDATE location SET part_of = ?1 WHERE location_id = ?2 AND part_of IS NULL AND ?1 <> ?2";
    // A signature's row is document * 64 + signature number.
    SignatureSigner = 23, Documents, "UPDATE signature SET practitioner_id = ?1
        WHERE document_id = ?2 / 64 AND signature_no = ?2 % 64 AND practitioner_id IS NULL";
    MergeSurvivor = 24, Imports, "UPDATE pending_merge SET survivor_id = ?1 WHERE pending_merge_id = ?2 AND survivor_id IS NULL";
    // The rank that a stay gives a diagnosis: here the object is the diagnosis, the number is the rank.
    DiagnosisRank = 26, Clinical, "UPDATE diagnosis SET rank = ?2 WHERE diagnosis_id = ?1 AND rank IS NULL";
    MergeLoser = 25, Imports, "UPDATE pending_merge SET loser_id = ?1 WHERE pending_merge_id = ?2 AND loser_id IS NULL";
}

/// Fills at most `limit` columns that awaited an object; how many it filled.
pub(super) fn fill(
    tx: &Writing<'_>,
    state: &mut State,
    arrival: &Arrival,
    limit: i64,
) -> Result<usize, StoreError> {
    let awaiting = awaiting(tx, state, arrival.kind, &arrival.key, limit)?;
    for (number, row) in &awaiting {
        fill_one(tx, state, *number, arrival.row, *row)?;
        tx.execute(
            "DELETE FROM loose_reference WHERE feed_id = ?1 AND kind = ?2 AND key = ?3 AND slot = ?4 AND row_id = ?5",
            (state.feed.id, arrival.kind, &arrival.key, number, row),
        )?;
    }
    Ok(awaiting.len())
}

/// Fills columns that await the whole of which the arrival is a part; more parts may come.
pub(super) fn fill_and_keep(
    tx: &Writing<'_>,
    state: &mut State,
    arrival: &Arrival,
    whole: &str,
) -> Result<usize, StoreError> {
    let awaiting = awaiting(tx, state, arrival.kind, whole, 50)?;
    for (number, row) in &awaiting {
        fill_one(tx, state, *number, arrival.row, *row)?;
    }
    Ok(awaiting.len())
}

fn awaiting(
    tx: &Writing<'_>,
    state: &State,
    kind: i64,
    key: &str,
    limit: i64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    tx.rows(
        "SELECT slot, row_id FROM loose_reference WHERE feed_id = ?1 AND kind = ?2 AND key = ?3 LIMIT ?4",
        (state.feed.id, kind, key, limit),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn fill_one(
    tx: &Writing<'_>,
    state: &mut State,
    number: i64,
    object: i64,
    row: i64,
) -> Result<(), StoreError> {
    let Some(slot) = Slot::from_number(number) else { return Ok(()) };
    tx.execute(slot.fill(), (object, row))?;
    state.topics = state.topics | Topics::of(slot.topic());
    super::payer::after_fill(tx, slot, row)
}
