//! The workstation itself, and its printed key card.

use super::{
    args::Args,
    output::{Outcome, Output},
    place,
};
use crate::{
    app::{self, Ended, Settings, Surroundings, keycard},
    store::{Session, Store},
};
use std::process::ExitCode;

/// Opens the screen on the database; ends when the user leaves or the line is lost.
pub fn open(args: &Args) -> anyhow::Result<ExitCode> {
    let (store, session) = place::open(args)?;
    run(&store, session)
}

/// Opens the screen for a user who is signed in.
pub fn run(store: &Store, session: Session) -> anyhow::Result<ExitCode> {
    Ok(match app::run(store, session, settings())? {
        Ended::Left => ExitCode::SUCCESS,
        Ended::Stopped(reason) => ExitCode::from(u8::try_from(reason.exit_status()).unwrap_or(1)),
    })
}

/// Prints all keys, with the user's own ones.
pub fn keys(out: &mut Output) -> Outcome {
    let settings = settings();
    keycard::text(&settings.keys).lines().try_for_each(|line| out.line(line))
}

/// The settings file of the account, with the environment where it says nothing.
pub fn settings() -> Settings {
    Settings::load(Settings::usual_file().as_deref(), &Surroundings::read())
}
