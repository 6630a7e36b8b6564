//! The `rules` group as clap reads it.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Every rule as it holds today
    #[command(after_help = "Example: chartroom rules list --json")]
    List,
    /// One rule with all its versions
    #[command(after_help = "Example: chartroom rules show access-request")]
    Show {
        /// The rule's name
        rule: String,
    },
    /// Set a rule anew: a version is added, clocks that run keep theirs
    #[command(
        after_help = "Example: chartroom rules set verbal-order --value 24 --unit hours --citation \"bylaws 7.3\" \\\n           \
                      --from 2027-01-01 --reason \"medical executive committee of 12/4\"\n\n\
                      Units: hours, days, business-days, years, year-end-days"
    )]
    Set {
        /// The rule's name
        rule: String,
        /// How many
        #[arg(long)]
        value: u32,
        /// Of what; as before if not said
        #[arg(long)]
        unit: Option<String>,
        /// Where it is written; as before if not said
        #[arg(long)]
        citation: Option<String>,
        /// First day for clocks that start; today if not said
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<chrono::NaiveDate>,
        /// Last day for clocks that start
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<chrono::NaiveDate>,
        /// Days of the one extension; as before if not said
        #[arg(long, value_name = "DAYS")]
        extension: Option<u32>,
        /// For whom it holds, such as state:CA; the whole hospital if not said
        #[arg(long)]
        scope: Option<String>,
        /// What else is to be known of it
        #[arg(long)]
        note: Option<String>,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Reckon running clocks anew by the newest version, openly: it stands in the log
    #[command(after_help = "Example: chartroom rules recompute verbal-order --try-out\n         \
                      chartroom rules recompute verbal-order --reason \"state law of 1/1 holds for open orders\"")]
    Recompute {
        /// The rule's name
        rule: String,
        /// Why
        #[arg(long, required_unless_present = "try_out")]
        reason: Option<String>,
        /// Show which clocks would be due at another time, and change nothing
        #[arg(long)]
        try_out: bool,
    },
}
