//! Queries to providers: written by the rules of compliant practice, sent, tracked to the answer and to what followed it.
//!
//! A query is one text in the form that `cdi::lint` reads; title, type, indicators and options are read out of it, so that
//! what is weighed, what is kept and what the provider reads is the same. Indicators are picked from the chart and keep the
//! row they came from. [`own`] is all that a provider can reach. What an answer may change in the grouping stands in a table
//! of its own (`cdi_query_impact`) that only [`queries`] reads, for the department.

mod answer;
pub mod check;
mod deeds;
mod diff;
mod follow;
mod letter;
mod list;
mod material;
mod one;
pub mod own;
mod rows;
mod save;
pub mod template;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod text;
mod worklist;

pub use answer::{Answering, RecordAnswer};
pub use check::{Overrule, check, unreasoned};
pub use deeds::{Decide, Escalate, EscalateDue, Judge, Remind};
pub use diff::{Piece, compare};
pub use follow::{Follow, FollowAll, Followed, FollowedBy};
pub use letter::{LETTER, QueryLetter, REMINDER, draft};
pub use list::{Queries, QueryLine, QueryPage, QueryRow, Which};
pub use material::{Indicator, Material, MaterialOf, Stated};
pub use one::{
    Answer, Escalation, Event, Impact, OneQuery, Overruled, QueryChoice, QueryFile, Version as TextVersion,
};
pub use save::{Composed, Save, Saved, Send};
pub use text::QueryText;
