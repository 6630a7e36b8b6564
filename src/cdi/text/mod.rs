//! What clinical texts say, and of whom: words, phrases, sections, and the status of each finding (ConText).
//!
//! Deliberately a documented algorithm over word lists, not a model: every answer can point at the words that gave it.

pub mod assertion;
pub mod phrases;
pub mod sections;
pub mod words;

pub use assertion::{Mention, Status, mentions};
pub use phrases::Phrases;
pub use sections::Section;
pub use words::Words;
