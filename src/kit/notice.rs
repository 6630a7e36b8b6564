//! What the program tells its user in passing: one line that the next key takes away, or a box that waits to be read.

use crate::store::{Refusal, StoreError};

/// How much a notice demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something was done.
    Done,
    /// Something to know.
    Info,
    /// Something did not happen; stays until it was read.
    Error,
}

/// Something told to the user. For errors in this order: what did not happen, why, what to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it demands.
    pub level: Level,
    /// Sentences.
    pub text: String,
}

impl Notice {
    /// Something was done: "Disabled: mlee."
    pub fn done(text: impl Into<String>) -> Self {
        Self { level: Level::Done, text: text.into() }
    }

    /// Something to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self { level: Level::Info, text: text.into() }
    }

    /// Something did not happen. `what` is the first sentence; the reason brings what to do with it.
    pub fn error(what: &str, reason: &dyn std::fmt::Display) -> Self {
        Self { level: Level::Error, text: format!("{what} {reason}") }
    }
}

impl From<&StoreError> for Notice {
    fn from(error: &StoreError) -> Self {
        Self { level: Level::Error, text: error.to_string() }
    }
}

impl From<&Refusal> for Notice {
    fn from(refusal: &Refusal) -> Self {
        Self { level: Level::Error, text: refusal.to_string() }
    }
}
