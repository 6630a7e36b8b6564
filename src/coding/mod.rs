//! Coding accounts as questions and changes: opened from the stays, claimed, coded, held, signed, counted.
//!
//! Rules are in `domain::coding`; here they meet the rows. What desk and commands share lies here, below the kit.

mod account;
mod assign;
mod deeds;
mod export;
mod finalize;
mod hold;
mod judge;
mod list;
mod mention;
mod productivity;
mod report;
mod rows;
mod sheet;
mod suggest;
mod sync;
mod tables;
#[cfg(test)]
mod tests;

pub use account::{Account, AccountOf, DrgLine, Entry, FindAccount, HoldLine, OverruleLine, StayOf};
pub use assign::{Assign, AssignByRule, Coders, Rules, SetRules, SetSkills};
pub use deeds::{Begin, Move, Next, Release};
pub use export::{CSV_HEADING, ExportAccount, csv, segments};
pub use finalize::{Finalize, Signed, ToolsOf, sheet_sha256, tools};
pub use hold::{Hold, Unhold};
pub use judge::{Case, Finding, Grouped, Verdict, group_only, judge, level_word, why};
pub use list::{AccountLine, Accounts, Order};
pub use productivity::{CoderTally, Productivity};
pub use report::{Band, Dnfb, DnfbOf};
pub use rows::sheet_of;
pub use sheet::{Overrule, SetSheet, UndoSheet};
pub use suggest::{SuggestFor, Suggestion};
pub use sync::{Sync, Synced, sync_all};
pub use tables::{Grouper, Tools};

/// The lines that every question of this module repeats: asked by coders, on a lane, made old by coding.
macro_rules! coding_query {
    ($query:ty, $rows:ty, $lane:ident, |$this:ident, $db:ident| $body:expr) => {
        impl crate::store::Query for $query {
            type Rows = $rows;
            const LANE: crate::store::Lane = crate::store::Lane::$lane;
            fn topics(&self) -> crate::domain::topics::Topics {
                crate::domain::topics::Topic::Coding.into()
            }
            fn needs(&self) -> crate::domain::role::Permission {
                crate::domain::role::Permission::Code
            }
            fn run(&self, $db: &crate::store::Reader<'_>) -> Result<Self::Rows, crate::store::StoreError> {
                let $this = self;
                $body
            }
        }
    };
}
use coding_query;

/// The lines that every change of this module repeats.
macro_rules! coding_change {
    ($change:ty, $receipt:ty, $needs:ident, $action:literal, |$this:ident, $tx:ident| $body:expr) => {
        impl crate::store::Change for $change {
            type Receipt = $receipt;
            fn topics(&self) -> crate::domain::topics::Topics {
                crate::domain::topics::Topic::Coding.into()
            }
            fn needs(&self) -> crate::domain::role::Permission {
                crate::domain::role::Permission::$needs
            }
            fn audit(&self) -> crate::store::AuditLine {
                crate::store::AuditLine::new($action)
            }
            fn apply(&self, $tx: &crate::store::Writing<'_>) -> Result<$receipt, crate::store::Refusal> {
                let $this = self;
                $body
            }
        }
    };
}
use coding_change;
