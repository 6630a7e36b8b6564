//! The worklist engine, once for all desks: items in queues, who has them in hand, what happened to them.
//!
//! # A desk brings a queue
//!
//! A queue is data ([`Queue`]): its states, each ready, active, pended (waits for somebody else) or done, and its
//! transitions, each with a verb and a permission. It stands in a constant beside the desk's rules and is one line in
//! [`queues::ALL`]. Illegal transitions are refused in words, in one place.
//!
//! ```ignore
//! pub const COMPLETION: Queue = Queue {
//!     id: "completion", title: "Chart completion", desk: "completion", item: "deficiency",
//!     claim: Permission::ReviewCharts,
//!     states: &[
//!         QueueState { word: "open", title: "open", kind: Kind::Ready },            // the first is a new item's
//!         QueueState { word: "assigned", title: "with the clinician", kind: Kind::Pended },
//!         QueueState { word: "complete", title: "complete", kind: Kind::Done },
//!     ],
//!     transitions: &[
//!         Transition { verb: "complete", title: "mark complete", from: &["open", "assigned"], to: "complete",
//!                      needs: Permission::ReviewCharts, undoable: false },
//!         …
//!     ],
//! };
//! ```
//!
//! # Inside a change of the desk's own
//!
//! One transaction holds the desk's rows and the item; audit line and topic are those of the change (`Topic::Work` is added).
//!
//! ```ignore
//! fn apply(&self, tx: &Writing<'_>) -> Result<WorkId, Refusal> {
//!     let id = tx.insert("INSERT INTO deficiency …", …)?;
//!     let item = work::open(tx, &NewItem {                       // twice: the same item, nothing changed
//!         patient: Some(patient), encounter: Some(stay), title: "Discharge summary missing", category: "Medicine",
//!         due: Some(due), due_rule: Some(rule), ..NewItem::of("completion", "deficiency", id)
//!     })?;
//!     …
//!     work::move_to(tx, item, "complete", reason, Hand::Person)?;   // checks transition, permission, others' claims
//!     work::move_to(tx, item, "complete", "", Hand::Rule)?;         // an arriving document: the transition only
//!     let undone = work::undo(tx, item)?;                           // refused if somebody built on it
//!     if let Some(item) = work::find_by_subject(tx, "completion", "deficiency", id)? { … }
//! }
//! ```
//!
//! # Ready changes and questions
//!
//! [`ClaimNext`], and [`Deeds`] for everything else on one item or many: [`Deed::Claim`], `Release`, `Assign`,
//! `HandToTeam`, `Pend`, `Wake`, `Note`, `Move`, `Undo`, `TakeAway` … A bulk is one transaction: all or none.
//! [`WorkPage`] gives lists by page, [`OneItem`], [`Events`] (trace and notes), [`Counts`], [`WhatIsMine`], [`Ages`].
//! `kit::Worklist` is the list pane over these; the desk gives its columns and its verdict keys.
//! `Link::Work(queue, item)` opens an item: the desk of the queue serves it.
//!
//! Claims are leases ([`claims`]); they do not change an item's version, verdicts do. A verdict on an item that nobody
//! holds needs no claim; one that another person holds is refused.

mod changes;
pub mod claims;
mod item;
mod next;
mod page;
mod queries;
mod queue;
pub mod queues;
mod queues_cdi;
mod queues_completion;
mod queues_release;
mod row;
mod seats;
mod standing;
mod statements;
mod teams;
#[cfg(any(test, feature = "trial-queue"))]
mod trial;
mod views;

pub use changes::{Deed, Deeds, Handle};
pub use claims::Hold;
pub use item::{Hand, NewItem, Undone, find_by_subject, get, move_to, open, set_due, set_patient, undo};
pub use next::{ClaimNext, ClaimNextIn, ClaimNextOfMine};
pub use page::{Key, Order, Page, Scope, WorkOfPatient, WorkPage, WorkRows};
pub use queries::{
    AGE_DAYS, AgeRow, Ages, Counts, CountsOf, Event, Events, LATE_MOST, MyWork, OneItem, QueueCounts,
    WhatIsMine, order_of,
};
pub use queue::{BUILT_IN, Kind, PENDED, Queue, QueueState, Transition};
pub use row::{Item, Person};
pub use seats::{LeaveSeat, RenewSeat, SetLease, TakeSeat};
pub use standing::{Adjust, adjust, put_aside, take_up};
pub use teams::{Choices, EndTeam, SetTeam, Team, Teams, WorkChoices, Workers};
pub use views::{ForgetView, Keep, KeepLastView, LastView, SaveView, SavedView, View, Views};

#[cfg(test)]
pub mod tests;
