//! Classifications as the department uses them: compiled tables and the rules over them, without files, database or screen.

pub mod codes;
pub mod drg;
pub mod mce;
mod pickle;
