//! Code sets and classifications as the department uses them: compact compiled tables, look-up, search, and the rules over them.
//!
//! Pure: facts of files (`domain::codeset`, `domain::drg`) in, answers out. It knows neither files nor the database nor the
//! screen. A compiled set is a [`container::Pack`]: named sections, each compressed by itself and read when it is first needed.

pub mod bytes;
pub mod codes;
pub mod container;
pub mod drg;
pub mod mce;
mod pickle;
