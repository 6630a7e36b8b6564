//! The way in: facts from any source become rows, once, in any order, with their source kept.
//!
//! A run ([`Importer`]) takes the records of a codec and applies them in chunks: the senders' keys ([`keys`]) say what is
//! known and whether a record is new, older or the same; what comes too early waits ([`queue`]); what is refused stands
//! in the error queue ([`errors`]). Forms go the same way by [`by_hand`]. Nothing that comes in is thrown away, no older
//! fact overwrites a newer one, and no merge is carried out here: [`merge`] writes it down for a person.

mod alike;
mod apply;
mod batch;
mod by_hand;
mod clinical;
mod codec;
mod demographics;
mod directory;
mod document;
mod encounter;
mod errors;
mod feed;
mod files;
mod flags;
mod hands;
mod held;
mod keys;
mod lookup;
mod loose;
mod merge;
mod money;
mod open_input;
mod pace;
mod patient;
mod patient_rows;
mod payer;
mod pipe;
mod queue;
mod run;
mod source;
mod summary;
mod visit;

pub use alike::look_alikes;
pub use batch::{ImportBatch, ImportBatches};
pub use by_hand::{
    AddTextDocument, EditDemographics, Edited, OpenEncounter, PatientToEdit, RegisterPatient, Registered,
};
pub use codec::{Source, Tables};
pub use demographics::{Demographics, FieldChange};
pub use errors::{
    CorrectAndReplay, DiscardError, ImportError as QueuedError, ImportErrorDetail, ImportErrorRaw,
    ImportErrors, OpenImportErrors,
};
pub use feed::{Feed, Format};
pub use files::{FileDone, FileFault, import_files};
pub use flags::{ClearFlag, SetFlag};
pub use held::{DecideHeldEdit, HeldEdit, HeldEdits};
pub use open_input::{Input, InputError, InputId, Sniffed, find as find_inputs};
pub use patient_rows::{OWN_SYSTEM, StoredPatient, mrn_scheme};
pub use run::{ImportError, Importer, Progress, import};
pub use source::{RawRecord, RawRecords};
pub use summary::Summary;

use crate::store::{Refusal, Writing};
use hands::State;

/// What ends every transaction that applied facts: look-up entries, the source chunk, topics.
fn close(tx: &Writing<'_>, state: &mut State) -> Result<(), Refusal> {
    lookup::index_changed(tx, state)?;
    let batch = state.batch;
    state.shelf.close(tx, batch)?;
    tx.touches(std::mem::take(&mut state.topics));
    // What arrived closes what it closes, in the same transaction.
    crate::completion::arrivals(tx)?;
    Ok(())
}
