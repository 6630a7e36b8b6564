//! Chart completion over the tables: rules of the hospital, deficiencies, states of charts, ageing, rates.
//!
//! What a chart needs is decided in [`domain::completion`](crate::domain::completion); this module brings the facts, keeps
//! what was found, and closes what has arrived. Triggers note each stay of which something changed; [`analyze`] looks those
//! over in short transactions, [`arrivals`] does it at once for charts that were looked over before.

mod book;
mod changes;
mod charts;
mod facts;
mod look_over;
mod mailing;
mod queries;
mod rates;
mod records;
pub mod rules_file;
mod run;
mod suspensions;
mod toml_reader;
mod worklist;

pub use book::Book;
pub use changes::{AssignByHand, Decide, Deed};
pub use charts::{CloseChart, LoadRules, ReviewChart, UndoReview};
pub use look_over::Tally;
pub use mailing::{
    Addressed, DueLetter, LettersDue, OwedValues, PrepareDue, SendDue, SentDue, Stands, Told, batch_words,
};
pub use queries::{
    ChartUnderReview, Deficiencies, Deficiency, History, Owes, Owing, Paper, RulesAnswer, RulesText, Step,
    UnderReview, Which,
};
pub use rates::{Behind, BehindRate, Of, Rate, RateName, Rates};
pub use records::{ProviderRecords, Records};
pub use run::{Extent, LookOver, analyze, arrivals, words as tally_words};
pub use suspensions::{DecideSuspension, Suspension, SuspensionDeed, Suspensions};
pub use worklist::class_title;
