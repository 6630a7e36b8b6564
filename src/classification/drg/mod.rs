//! The MS-DRG grouper: from the Definitions Manual to compiled tables, from a claim to its DRG.
//!
//! [`DrgTables::compile`] reads the manual's facts once; the tables are stored as bytes and opened without reading text.
//! [`DrgTables::group`] answers a claim; a claim is grouped with the version of its discharge date.
//! The rules are those of the CMS MS-DRG Definitions Manual, which names every list that decides.

pub mod claim;
mod compile;
mod compile_codes;
mod explain;
mod expr;
mod group;
mod hac;
mod logic;
mod recent;
mod set;
mod stored;
mod tables;
mod weights;

pub use compile::{CompileError, Extras};
pub use explain::{Explanation, Step};
pub use set::{DrgSet, pack};
pub use tables::{DrgFacts, DrgTables, Recent};
pub use weights::Payment;
