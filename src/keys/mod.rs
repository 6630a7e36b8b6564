//! Keys and commands: what a key is called, which command it stands for, and what a user changed about that.
//!
//! One command table per desk feeds the key map, the hint bar, the which-key box, the palette, help and the printed key card.
//! Knows no terminal: `term` turns bytes into [`Chord`]s. Knows no screen: words for people come from here, their look does not.

mod chord;
mod command;
mod count;
mod overrides;
mod trie;

pub use chord::{Arrows, Chord, ChordError, Key, Modifiers, Sequence};
pub use command::{Care, Command, CommandId, TableFault, check_table};
pub use count::Count;
pub use overrides::Overrides;
pub use trie::{Candidate, Clash, ClashKind, Lookup, Opens, Trie};
