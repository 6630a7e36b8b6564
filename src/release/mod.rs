//! Release of information: requesters, requests and what is done with them, as questions and changes.
//!
//! Rules stand in `domain::release`. A request is a row and an item of the queue "release": [`Act`] moves both in one
//! transaction, writes what happened, and the letter that belongs to it. Nothing is recorded as sent without its line in
//! the record of disclosures, and no such line stands by itself.

mod act;
mod intake;
mod letters;
mod money;
mod page;
mod queries;
mod requesters;
mod right;
mod sent;

pub use act::{Act, Deed, Done, Wait};
pub use intake::{NewRequest, Taken, due_of};
pub use money::{Entry, SetSchedule, reckon, tiers_of, tiers_text};
pub use page::{ReleaseLine, ReleasePage};
pub use queries::{
    Denied, Disclosed, Dossier, Dossiers, Event, OneRequest, Request, RequestFilter, Requests, Schedules,
};
pub use requesters::{OneRequester, Party, Requesters, SetRequester, VerifyRequester};

/// The queue of the worklist.
pub const QUEUE: &str = crate::work::queues::RELEASE.id;

#[cfg(test)]
pub(crate) mod tests;
