//! The patient index: names, numbers and places folded for look-up, and the questions that search them.
//!
//! [`index_patient`] and [`index_batch`] keep the index in the transaction of the change; nothing else writes it.
//! Deliberately knows no screen and no sender's format.

mod bulk;
mod card;
mod find;
mod grade;
mod guess;
mod index;
mod lists;
mod look_alikes;
mod neighbours;
mod nicknames;
mod normal;
mod parse;
mod parse_names;
mod parse_numbers;
mod plan;
mod resolve;
mod rows;
mod search;
mod terms;
mod walks;
mod zipped;

pub use bulk::{Batch, index_batch};
pub use card::{AddressRow, NameRow, PatientRow, Standing};
pub use find::{Found, FoundPatient, Lookup};
pub use index::{index_patient, remove};
pub use lists::{Keep, KeepOnMyList, LookupFinished, MyPatients, RecentPatients, RememberPatient};
pub use look_alikes::{LookAlike, LookAlikes};
pub use resolve::{OnePatient, Resolve, Resolved};
