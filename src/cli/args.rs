//! The command line as clap reads it; each command's help ends with an example.

use clap::{Args as ClapArgs, Parser, Subcommand};
use std::path::PathBuf;

/// The workstation of a hospital's Health Information Management department.
///
/// Without a command, opens the workstation on the database.
#[derive(Debug, Parser)]
#[command(name = "chartroom", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Example: chartroom demo        a whole invented hospital to try\n         \
                        chartroom init        a database for real use, then: chartroom")]
pub struct Args {
    /// The database file; else CHARTROOM_DB, else the one in the settings file
    #[arg(long, env = "CHARTROOM_DB", global = true, value_name = "FILE", hide_env_values = true)]
    pub db: Option<PathBuf>,

    /// Work as this user: only in demonstration and training databases
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub act_as: Option<String>,

    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub json: bool,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new database; the account that runs this becomes its administrator
    #[command(after_help = "Example: chartroom --db /srv/him/him.db init --name \"Harbor General Hospital\"")]
    Init(Init),
    /// Look the whole database file over: damage, references, place, audit chain
    #[command(after_help = "Example: chartroom check --json")]
    Check,
    /// Copy the database while people work in it, and check the copy
    #[command(after_help = "Example: chartroom backup /backup/him-2026-11-22.db")]
    Backup {
        /// New file for the copy
        target: PathBuf,
    },
    /// Users and their roles
    #[command(subcommand, after_help = "Example: chartroom user add jdoe --name \"Jane Doe\" --role coder")]
    User(UserCommand),
    /// Print the key card: every key of the workstation, with your own keys
    #[command(after_help = "Example: chartroom keys | lp")]
    Keys,
    /// The audit log: what was done and read, by whom
    #[command(subcommand, after_help = "Example: chartroom audit verify")]
    Audit(AuditCommand),
}

#[derive(Debug, ClapArgs)]
pub struct Init {
    /// Name of the hospital, as screens show it
    #[arg(long, default_value = "Hospital")]
    pub name: String,
    /// A database for training, where --as works and nothing is real
    #[arg(long)]
    pub training: bool,
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user, or give a known one this name and these roles
    #[command(
        after_help = "Example: chartroom user add jdoe --name \"Jane Doe\" --role coder --role record-analyst\n\n\
        Roles: registrar, indexing-clerk, record-analyst, release-specialist, coder, coding-auditor,\n       \
        cdi-specialist, mpi-analyst, privacy-officer, quality-analyst, provider, supervisor,\n       \
        administrator, surveyor"
    )]
    Add {
        /// Account name at the operating system
        login: String,
        /// Name in words
        #[arg(long)]
        name: Option<String>,
        /// A role; may be given several times
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<String>,
    },
    /// All users with their roles
    #[command(after_help = "Example: chartroom user list --json")]
    List,
    /// Keep a user out; their work and log entries stay
    #[command(after_help = "Example: chartroom user disable jdoe")]
    Disable {
        /// Account name at the operating system
        login: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Entries of the log, newest first
    #[command(after_help = "Example: chartroom audit list --user jdoe --limit 50")]
    List {
        /// Only entries of this account
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// Only entries before this number
        #[arg(long, value_name = "NUMBER")]
        before: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Check that no entry was altered, removed or put in
    #[command(after_help = "Example: chartroom audit verify --json")]
    Verify,
}
