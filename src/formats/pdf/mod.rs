//! PDF: pages laid out from headings, paragraphs, tables and plain text, and the text of PDF files that arrive.
//!
//! Writing is pure: blocks in, bytes out, the same bytes for the same blocks and the same time. Fonts are embedded and cut
//! down to the letters used. Letters that no font has are refused with their names, never printed as boxes; text is
//! composed (NFC) first. Lines run from left to right: scripts that need a shaper are among the letters refused.

mod face;
mod flow;
mod paint;
mod read;
mod sheet;

pub use face::{Face, missing};
pub use flow::{Block, Side, Table, TableColumn};
pub use paint::{Fault, Made, render};
pub use read::{Extracted, NoText, text_of};
pub use sheet::{Paper, Sheet};
