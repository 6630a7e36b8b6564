//! The only place that opens a connection to the database.
//!
//! Questions ([`Query`]) run on reader threads ([`lanes`]), changes ([`Change`]) on one writer ([`writer`]), batches of
//! imports through [`bulk`]. No caller can write without permission, audit line and topic revision, because no caller
//! ever holds a writing connection.

mod audit;
mod audit_verify;
mod backup;
mod bulk;
mod change;
mod door;
pub mod drafts;
mod error;
pub mod lanes;
mod migrate;
mod open;
pub mod ops;
pub mod presence;
mod query;
mod session;
mod topics;
mod types;
pub mod words;
mod writer;

pub use audit::{AuditLine, AuditResult};
pub use audit_verify::{ChainReport, verify as verify_audit};
pub use backup::{BackupReport, backup};
pub use bulk::Bulk;
pub use change::{Change, Conflict, Refusal, Writing};
pub use door::Door;
pub use error::StoreError;
pub use migrate::{MIGRATIONS, migrate};
pub use open::{
    APPLICATION_ID, Access, FileReport, Store, check, check_ours, compact, create, network_warning,
};
pub use query::{Lane, Query, Reader};
pub use session::{Session, User};
pub use types::{col_date, col_when, fold_identifier};
pub use writer::Writer;
