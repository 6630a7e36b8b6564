//! Code sets in the database: official files read and compiled, stored whole or not at all, and opened for questions.
//!
//! [`files`] finds out what files and archives hold, [`load`] stores compiled sets in one change, [`shelf`] keeps the opened
//! library until somebody loads another set, [`ask`] has the questions of the encoder as queries.

pub mod ask;
pub mod diff;
pub mod files;
pub mod grouping;
pub mod load;
pub mod shelf;
