//! Pure codecs: bytes in, facts out. Each folder knows one format and nothing of the store or the screen.
//!
//! A codec streams: it holds one record at a time and refuses one that is larger than [`MAX_RECORD_BYTES`].
//! It never panics, whatever the bytes, and never loses a record without a word: each is a [`Record`] or a [`Rejection`].

pub mod base64;
pub mod cms;
pub mod csv;
pub mod fhir;
pub mod hl7v2;
pub mod markup;
pub mod pdf;

use crate::domain::facts::{Record, Rejection};

/// Largest single record (message, resource, row) that is read; larger ones are refused with the reason.
pub const MAX_RECORD_BYTES: usize = 64 * 1024 * 1024;

/// Deepest nesting of JSON that is followed.
pub const MAX_DEPTH: usize = 96;

/// Why the input as a whole cannot go on; what was read before it stands.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The input could not be read.
    #[error("the input could not be read: {0}")]
    Io(#[from] std::io::Error),
    /// The input is not of this format at all, or its frame is broken beyond this point.
    #[error("{what} (byte {offset})")]
    Broken {
        /// Byte offset in the (decompressed) input.
        offset: u64,
        /// What is wrong and what would be right.
        what: String,
    },
}

/// One input as a stream of records.
pub trait Records: Send {
    /// The next record or rejection; `None` at the end.
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError>;
}
