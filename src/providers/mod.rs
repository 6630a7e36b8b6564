//! Providers: the clinicians who owe documents, with NPI, service, leave periods and the delegate who stands in.
//!
//! Clinicians come with feeds; what only the department knows (leave, delegate, address for letters) is kept here by hand.
//! What a provider owes is a question of completion; which letters went out is one of `letters`.

mod changes;
mod queries;

pub use changes::{AddLeave, DropLeave, SetDelegate, SetProvider};
pub use queries::{Leave, OneProvider, Provider, ProviderLine, Providers, find, name};
