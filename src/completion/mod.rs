//! Chart completion over the tables: rules of the hospital, deficiencies, states of charts, ageing, rates.
//!
//! What a chart needs is decided in [`domain::completion`](crate::domain::completion); this module brings the facts, keeps
//! what was found, and closes what has arrived.

pub mod rules_file;
mod toml_reader;
