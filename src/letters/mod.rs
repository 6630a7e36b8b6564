//! Letters: templates that the hospital can edit, text and PDF made from them, and the log of what went to whom.
//!
//! A [`Kind`] says which fields its letters know. A template is plain text with these fields in braces; the one that comes
//! with the program counts until a supervisor saves an own one. [`compose`] fills a template: an unknown field is a fault
//! with its line, never an empty place in a letter. [`SendLetters`] keeps every letter as it went out.

mod compose;
mod head;
mod kinds;
mod log;
mod send;
mod store;
mod template;

pub use compose::{Composed, Values, as_text, compose, print};
pub use head::{HEAD, Head, HeadField, LetterHead, SetLetterHead};
pub use kinds::{FieldWords, KINDS, Kind, WARNINGS, kind};
pub use log::{LetterFilter, LetterLine, LetterLog, LetterText, OneLetter};
pub use send::{Draft, PrepareLetters, Ready, SendLetters, Sent, To, Way, long_date, send_within};
pub use store::{OneTemplate, SaveTemplate, Template, TemplateLine, Templates};
pub use template::{Parsed, parse};
