//! Documentation review: which stays are looked at, in which order and why; what a reviewer sees and decides; how it ended
//! with the coder.
//!
//! `rules`, `score` and `picture` are pure. The list is kept by [`Refresh`] on the worklist engine (queue `cdi-review`);
//! [`ScreenOf`] is all that the screen of one stay shows. DRGs, weights and what-ifs are for specialists and coders alone.

mod book;
mod changes;
mod drg;
mod list;
mod picture;
mod reconcile;
mod refresh;
pub mod rules;
mod score;
mod screen;
mod stay;

pub use crate::work::queues::CDI_REVIEW as QUEUE;
pub use book::{Book, LoadRules, RulesAnswer, RulesText, indicator_file, indicator_rules};
pub use changes::{Begin, Next, QueryStep, ReviewStay, SetSheet, UndoReview, query_moved, reweigh};
pub use drg::{Sighting, Stage, newest, weight_words};
pub use list::{ListRow, OpenReviews, ReviewPage};
pub use picture::{Basis, Change as WhatIfChange, Documented, Picture, WhatIf, picture};
pub use reconcile::{
    Reconcile, Reconciliation, Reconciliations, Settlement, Step as ReconcileStep, StepsOf, Which, Why,
    open_days, state_title,
};
pub use refresh::{Refresh, Refreshed, refresh_all};
pub use rules::ReviewRules;
pub use score::{Effect, Reason, sum};
pub use screen::{Done, Screen, ScreenOf, Series};
pub use stay::{Head, Looked, Problem};
