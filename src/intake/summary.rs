//! What a run did, in figures.

use super::hands::Effect;
use serde::Serialize;

/// Figures of a run. Every record read is one of added, changed, unchanged, kept, waiting or rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Records read.
    pub read: u64,
    /// Brought something that was not known.
    pub added: u64,
    /// Brought something new of what was known.
    pub changed: u64,
    /// Known already, or older than what is known.
    pub unchanged: u64,
    /// Kept, with nothing to apply; merges that wait for a person among them.
    pub kept: u64,
    /// Wait for a patient that has not come.
    pub waiting: u64,
    /// Refused; they stand in the error queue.
    pub rejected: u64,
    /// Of these, records with demographic changes held for review; counted as changed.
    pub held: u64,
    /// Merges noted for a person to decide.
    pub merges: u64,
    /// Facts about records that were merged into another.
    pub for_merged: u64,
    /// Objects that records name and that have not come, in the whole feed; known at the end.
    pub missing: u64,
    /// Whether it was stopped before the end of the input.
    pub stopped: bool,
}

impl Summary {
    /// Counts one record that was applied.
    pub(super) fn count(&mut self, effect: Effect) {
        self.read += 1;
        match effect {
            Effect::Added => self.added += 1,
            Effect::Changed | Effect::Held => self.changed += 1,
            Effect::Kept => self.kept += 1,
            Effect::Unchanged => self.unchanged += 1,
        }
    }

    /// Records of this run that waited have found their place.
    pub(super) fn settle(&mut self, applied: u64, refused: u64) {
        self.waiting = self.waiting.saturating_sub(applied + refused);
        self.added += applied;
        self.rejected += refused;
    }

    /// Adds the figures of another input.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.kept += other.kept;
        self.waiting += other.waiting;
        self.rejected += other.rejected;
        self.held += other.held;
        self.merges += other.merges;
        self.for_merged += other.for_merged;
        self.missing = other.missing.max(self.missing);
        self.stopped |= other.stopped;
    }
}
