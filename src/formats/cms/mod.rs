//! Official files of CMS: the MS-DRG Definitions Manual, IPPS Table 5, lists of the Medicare Code Editor.

mod appendices;
mod boxes;
mod lines;
pub mod manual;
pub mod mce;
pub mod table5;

pub use lines::decode;
