//! Code sets as the department uses them: one compact compiled form, look-up, search, and the rules of the code books.
//!
//! Pure: facts of files (`domain::codeset`) in, answers out. It knows neither files nor the database nor the screen.
//! A compiled set is a [`container::Pack`]: named sections, each compressed by itself and read when it is first needed.
//! [`library::Library`] holds the sets that are loaded and answers by date; [`card`] says all about one code; [`edits`]
//! holds a list of codes against the instructions of the book.

pub mod answers;
mod builtin;
pub mod bytes;
pub mod card;
pub mod card_text;
pub mod cm;
pub mod compile;
mod compile_cm;
pub mod container;
pub mod docs;
pub mod edits;
pub mod library;
pub mod lines;
pub mod lists;
pub mod notes;
pub mod pcs;
pub mod search;
pub mod texts;
pub mod words;
