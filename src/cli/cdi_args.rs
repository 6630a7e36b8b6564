//! The `cdi` commands as clap reads them.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum CdiCommand {
    /// Stays whose record gives a reason to ask, with rule, grade and evidence
    #[command(after_help = "Example: chartroom cdi indicators --rule aki-kdigo --open\n         \
                            chartroom cdi indicators --json")]
    Indicators {
        /// Only this rule; may be given several times
        #[arg(long = "rule", value_name = "ID")]
        only: Vec<String>,
        /// Only what is neither documented nor set aside
        #[arg(long)]
        open: bool,
        /// The hospital's own rule file, else cdi-rules.toml beside the database, else the rules of the program
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
        /// At most so many stays are looked at
        #[arg(long, default_value_t = i64::MAX, hide_default_value = true)]
        limit: i64,
    },
    /// One stay: every finding with the values, times and documents that met each clause, and what was not evaluated
    #[command(
        after_help = "Example: chartroom cdi explain 500123456\n         chartroom cdi explain 500123456 --json"
    )]
    Explain {
        /// Visit or account number
        stay: String,
        /// The hospital's own rule file
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
    },
    /// Set a finding aside; it comes back only with new evidence
    #[command(
        after_help = "Example: chartroom cdi dismiss 500123456 aki-kdigo --reason \"contrast day, back to baseline, provider asked\""
    )]
    Dismiss {
        /// Visit or account number
        stay: String,
        /// The rule's id
        rule: String,
        /// Why
        #[arg(long)]
        reason: String,
        /// The hospital's own rule file
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
    },
    /// Print the rule file to copy and change, or check a changed one
    #[command(after_help = "Example: chartroom cdi rules > /srv/him/cdi-rules.toml\n         \
                            chartroom cdi rules --check /srv/him/cdi-rules.toml")]
    Rules {
        /// Check this file and list its rules
        #[arg(long, value_name = "FILE")]
        check: Option<PathBuf>,
    },
}
