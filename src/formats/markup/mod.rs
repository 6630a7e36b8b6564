//! Marked-up documents to text that people can read and search: HTML, XHTML, other XML, RTF.

mod entities;
mod html;
mod rtf;

pub use html::{Markup, to_text};
pub use rtf::to_text as rtf_to_text;
