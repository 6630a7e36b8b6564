//! Code sets and classifications as the department uses them: compact compiled tables, look-up, search, and the rules over them.
//!
//! Pure: facts of files (`domain::codeset`, `domain::drg`) in, answers out. It knows neither files nor the database nor the
//! screen. A compiled set is a [`container::Pack`]: named sections, each compressed by itself and read when it is first needed.
//! [`library::Library`] holds the sets that are loaded and answers by date; [`card`] says all about one code; [`edits`]
//! holds a list of codes against the instructions of the book; [`drg`] groups claims, [`mce`] edits them.

pub mod answers;
mod builtin;
pub mod bytes;
pub mod card;
pub mod card_text;
pub mod cm;
pub mod codes;
pub mod compile;
mod compile_cm;
pub mod container;
pub mod docs;
pub mod drg;
pub mod edits;
pub mod library;
pub mod lines;
pub mod lists;
pub mod mce;
pub mod notes;
pub mod pcs;
mod pickle;
pub mod search;
pub mod texts;
pub mod words;
