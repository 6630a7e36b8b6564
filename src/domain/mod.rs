//! Words of the department as types and pure rules: no input, no output, no crates but time.

pub mod cdi_query;
pub mod clocks;
pub mod codeset;
pub mod coding;
pub mod completion;
pub mod document_types;
pub mod drg;
pub mod facts;
pub mod fields;
pub mod ids;
pub mod link;
pub mod npi;
pub mod release;
pub mod role;
pub mod time;
pub mod topics;
pub mod typed_date;
