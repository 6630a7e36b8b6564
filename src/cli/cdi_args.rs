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
    /// Stays to review, the most points first, each reason with its points
    #[command(
        after_help = "Example: chartroom cdi worklist --refresh      nightly, and after results have come in\n         \
                            chartroom cdi worklist --rules review.toml --reason \"surgery too\"\n         \
                            chartroom cdi worklist --show-rules > review.toml"
    )]
    Worklist {
        /// Bring the list up to date first: open, weigh anew, close
        #[arg(long)]
        refresh: bool,
        /// Those put aside until their next review too
        #[arg(long)]
        all: bool,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: usize,
        /// Print the rules of the list in force
        #[arg(long)]
        show_rules: bool,
        /// Check this file of rules and load nothing
        #[arg(long, value_name = "FILE")]
        check: Option<PathBuf>,
        /// Load this file as the hospital's own rules of the list; needs --reason
        #[arg(long, value_name = "FILE", requires = "reason")]
        rules: Option<PathBuf>,
        /// Why the rules change
        #[arg(long)]
        reason: Option<String>,
    },
    /// One stay under review: findings, codes, DRGs, what if; or record that it was reviewed
    #[command(after_help = "Example: chartroom cdi review 500123456\n         \
                            chartroom cdi review 500123456 --done --next 2026-12-03 --note \"echo pending\"")]
    Review {
        /// Visit or account number
        stay: String,
        /// Record that it was reviewed
        #[arg(long)]
        done: bool,
        /// Day of the next review; else as the rules propose
        #[arg(long, requires = "done", conflicts_with = "until_coded")]
        next: Option<chrono::NaiveDate>,
        /// No further review until the codes are final, unless something new is found
        #[arg(long, requires = "done")]
        until_coded: bool,
        /// Words about it
        #[arg(long, default_value = "", requires = "done")]
        note: String,
        /// Take your last review of it back
        #[arg(long, conflicts_with = "done")]
        undo: bool,
        /// Add this ICD-10-CM code to your own working codes
        #[arg(long, value_name = "CODE")]
        add: Vec<String>,
        /// Take this code out of your own working codes
        #[arg(long, value_name = "CODE")]
        remove: Vec<String>,
    },
    /// Working against final DRG: what is to be settled, and settle it with a reason
    #[command(after_help = "Example: chartroom cdi reconcile\n         \
                            chartroom cdi reconcile 500123456 --as-decided final-stands --why guideline")]
    Reconcile {
        /// Visit or account number; without it, the list
        stay: Option<String>,
        /// final-stands, to-coder or to-cdi
        #[arg(long = "as-decided", value_name = "WORD", requires = "why")]
        settle: Option<String>,
        /// principal, missed-by-review, missed-by-coder, later-document, not-supported, query-unanswered, guideline,
        /// procedure, poa, grouper, other
        #[arg(long, value_name = "WORD", requires = "settle")]
        why: Option<String>,
        /// Words about it
        #[arg(long, default_value = "")]
        note: String,
        /// List settled ones
        #[arg(long, conflicts_with = "stay")]
        settled: bool,
    },
    /// Figures of documentation review, each with its definition; or the stays behind one
    #[command(after_help = "Example: chartroom cdi metrics --by month --json\n         \
                            chartroom cdi metrics --list drg-match --part denominator")]
    Metrics {
        /// First day of discharge; else the first of the month eleven months ago
        #[arg(long)]
        from: Option<chrono::NaiveDate>,
        /// Last day of discharge; else today
        #[arg(long)]
        to: Option<chrono::NaiveDate>,
        /// hospital, specialist, provider, service or month
        #[arg(long, default_value = "hospital")]
        by: String,
        /// List the stays behind this figure
        #[arg(long, value_name = "METRIC")]
        list: Option<String>,
        /// numerator or denominator
        #[arg(long, default_value = "numerator", requires = "list")]
        part: String,
        /// For whom, as the figures say it; with --by
        #[arg(long, default_value = "", requires = "list")]
        of: String,
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
