//! `drafts list|drop`: texts that were typed and not saved.

use super::{
    args::Args,
    output::{Outcome, Output},
    place,
};
use crate::store::drafts::{Drafts, DropDraft};
use anyhow::bail;
use clap::Subcommand;

/// Texts that were typed and not saved.
#[derive(Debug, Subcommand)]
pub enum DraftCommand {
    /// Texts that were typed and not saved
    #[command(after_help = "Example: chartroom drafts list --json")]
    List,
    /// Discard one for good
    #[command(after_help = "Example: chartroom drafts drop register")]
    Drop {
        /// Its place, as `drafts list` shows it
        slot: String,
    },
}

/// Carries a `drafts` command out. The texts themselves may be of patients and are shown on the screen only.
pub fn run(args: &Args, command: &DraftCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let drafts = store.ask(&session, &Drafts)?;
    match command {
        DraftCommand::List => {
            let rows: Vec<_> = drafts
                .iter()
                .map(|draft| {
                    serde_json::json!({
                        "slot": draft.slot, "title": draft.title, "letters": draft.body.chars().count(),
                        "updated_at": draft.updated_at,
                    })
                })
                .collect();
            let lines = drafts.iter().map(|d| format!("{:<20} {:<24} {}", d.slot, d.updated_at, d.title));
            out.either(&rows, lines)
        }
        DraftCommand::Drop { slot } => {
            if !drafts.iter().any(|draft| draft.slot == *slot) {
                bail!(
                    "Nothing was discarded: there is no unsaved text \"{slot}\". See: chartroom drafts list"
                );
            }
            store.apply(&session, &DropDraft { slot: slot.clone() })?;
            out.either(
                &serde_json::json!({ "slot": slot, "outcome": "discarded" }),
                ["Discarded.".to_owned()],
            )
        }
    }
}
