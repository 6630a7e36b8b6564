//! A patient's request to amend the record: 45 CFR 164.526.
//!
//! The hospital answers within the time of the rule "amendment-request" (60 days, once 30 days later if it says so in writing
//! before): each request is an item of the worklist "amendments", due by that rule. It accepts, or denies
//! with basis and rights; the patient may state a disagreement, the hospital may rebut; all of it stays with the document
//! and goes with later disclosures. Each answer and its letter are one change.

mod changes;
mod queries;

pub use changes::{AskDisclosure, Decide, Decision, Disagree, Extend, NewAmendment, Rebut};
pub use queries::{
    Amendment, AmendmentFilter, Amendments, BASES, Basis, OneAmendment, Request, RequestPage, basis,
};
