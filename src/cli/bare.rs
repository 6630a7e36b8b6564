//! What every command takes, and the line that has no command.

use super::args::Args;
use clap::{Args as ClapArgs, Parser};
use std::path::PathBuf;

/// What every command takes.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// The database file; else CHARTROOM_DB, else the one in the settings file
    #[arg(long, env = "CHARTROOM_DB", global = true, value_name = "FILE", hide_env_values = true)]
    pub db: Option<PathBuf>,

    /// Work as this user: only in demonstration and training databases
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub act_as: Option<String>,

    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub json: bool,
}

/// The line without a command, which opens the workstation: read by itself, since making the descriptions of all commands
/// ready takes a megabyte of code that a screen does not need.
#[derive(Debug, Parser)]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
struct Bare {
    #[command(flatten)]
    common: Common,
}

impl Args {
    /// The arguments of this process; ends it with help or with what is wrong.
    pub fn of_process() -> Self {
        match Bare::try_parse() {
            Ok(bare) => Self { common: bare.common, command: None },
            Err(_) => Self::parse(),
        }
    }
}
