//! Clinical indicators: rules as data over results, treatment, codes and texts, with the evidence of every finding.
//!
//! The rules stand in `indicators.toml`, which a hospital may copy and change; `rules.rs` reads and checks it. A finding is
//! a reason to look and perhaps to ask; it is never a diagnosis. What cannot be evaluated is told, never skipped in silence.

mod bound;
mod build;
mod company;
pub mod evaluate;
pub mod evidence;
pub mod expr;
pub mod finding;
pub mod rules;
pub mod units;

pub use bound::Bound;
pub use evaluate::{Prepared, Unread};
pub use evidence::Stay;
pub use finding::{Evidence, Finding, Report, run};
pub use rules::Rules;
