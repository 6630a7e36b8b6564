//! Clinical documentation improvement: what results say that notes do not, and questions that a compliance officer would sign.
//!
//! `text`, `lint` and `indicators` are pure: they know neither the store nor a screen, and any desk may use them. `stay`
//! reads the record of a stay for them.
//! An indicator is a reason to ask, never a diagnosis.

pub mod indicators;
pub mod lint;
pub mod metrics;
pub mod review;
pub mod stay;
pub mod text;
