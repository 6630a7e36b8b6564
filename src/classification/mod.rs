//! Code sets as the department uses them: one compact compiled form, look-up, search, and the rules of the code books.
//!
//! Pure: facts of files (`domain::codeset`) in, answers out. It knows neither files nor the database nor the screen.
//! A compiled set is a [`container::Pack`]: named sections, each compressed by itself and read when it is first needed.

pub mod bytes;
pub mod container;
