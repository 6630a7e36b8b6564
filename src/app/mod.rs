//! The program around the desks: the loop, the shell with its layers, palette, help, drafts, settings.

mod commands;
mod drafts;
mod drafts_pane;
mod effects;
mod event;
mod help;
pub mod keycard;
mod keymap;
mod layers;
mod notice_box;
mod palette;
mod routing;
mod run;
pub mod settings;
mod shell;
#[cfg(test)]
mod shell_tests;
#[cfg(test)]
#[expect(clippy::missing_panics_doc, reason = "helpers of tests")]
pub mod testing;
mod view;
mod welcome;

pub use commands::all_tables;
pub use event::{Errand, Event, SHELL, Wake};
pub use run::{Ended, run, run_desks};
pub use settings::{Settings, Surroundings};
pub use shell::{Copying, Place, Setup, Shell};
