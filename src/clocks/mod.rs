//! The rules of clocks as stored: asked, set as new versions, and running clocks recomputed where somebody says so.
//!
//! What a rule makes of a start is decided in [`domain::clocks`](crate::domain::clocks). A table with running clocks holds
//! the row of the version it was started with (`due_rule`); `running` names the tables that [`Recompute`] knows.

mod changes;
mod queries;
mod running;

pub use changes::{Recompute, RuleDraft, SetRule};
pub use queries::{AllRules, Explain, Explained, RuleHistory, RuleVersion, load, zone};
pub use running::{MOVES_MOST, Move, Moves, WouldMove};
