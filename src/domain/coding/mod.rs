//! The coding account as types and rules: its states, the sheet of codes, who is given it, what is counted of it.
//!
//! Facts of the field: UHDDS (50 FR 31038) for the items of the abstract, the UB-04 manual for how many codes a claim
//! carries, HFMA's claim integrity keys for the discharged-not-final-billed figures. No screen, no SQL, no code set.

mod assign;
mod figures;
mod money;
mod sheet;
mod state;

pub use assign::{AssignRule, Candidate, Coder, choose_coder};
pub use figures::{AGE_BANDS, AgeBand, Tally, age_band, days_of_revenue, work_unit_hundredths};
pub use money::{dollars, dollars_cents, parse_cents};
pub use sheet::{
    DxLine, Evidence, MOST_DIAGNOSES, MOST_PROCEDURES, MOST_REASONS, Poa, PxLine, Sheet, SheetFault, Source,
    folded_code, is_external_cause, written_code,
};
pub use state::{AccountState, Deed, DrgStage, PendReason, Phase, STEPS, Step, step};
