//! The `completion` group as clap reads it.

use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum CompletionCommand {
    /// Look charts over: assign what is missing, close what has arrived; twice changes nothing
    #[command(
        after_help = "Example: chartroom completion analyze\n         chartroom completion analyze --stay 4711"
    )]
    Analyze {
        /// Only this stay
        #[arg(long, value_name = "NUMBER")]
        stay: Option<i64>,
        /// All charts anew, not only those of which something changed: after a change of rules
        #[arg(long)]
        all: bool,
    },
    /// Deficiencies: open ones, or by stay, provider, state
    #[command(after_help = "Example: chartroom completion list --late --json")]
    List {
        /// All of a stay, with those that ended
        #[arg(long, value_name = "NUMBER", group = "which")]
        stay: Option<i64>,
        /// Open ones of a provider, by number in the directory
        #[arg(long, value_name = "NUMBER", group = "which")]
        provider: Option<i64>,
        /// Disputed ones
        #[arg(long, group = "which")]
        disputed: bool,
        /// Those of delinquent records
        #[arg(long, group = "which")]
        late: bool,
        /// Only those after this number
        #[arg(long, default_value_t = 0, value_name = "NUMBER")]
        after: i64,
        /// At most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
    /// One deficiency with its history
    #[command(after_help = "Example: chartroom completion show 12")]
    Show {
        /// Number of the deficiency
        number: i64,
    },
    /// What each provider owes
    #[command(after_help = "Example: chartroom completion owing")]
    Owing,
    /// Rates with definition, numerator and denominator
    #[command(
        after_help = "Example: chartroom completion rate\n         chartroom completion rate --list numerator --json\n         \
                      chartroom completion rate --list denominator --of false-deficiencies"
    )]
    Rate {
        /// List what stands behind a rate: its numerator or denominator
        #[arg(long, value_parser = ["numerator", "denominator"])]
        list: Option<String>,
        /// Which rate is listed
        #[arg(long, default_value = "delinquent-records", value_parser = ["delinquent-records", "false-deficiencies"])]
        of: String,
        /// Only of this service
        #[arg(long, conflicts_with = "attending")]
        service: Option<String>,
        /// Only of this attending, by number in the directory
        #[arg(long, value_name = "NUMBER")]
        attending: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 1000)]
        limit: i64,
    },
    /// Assign a deficiency by hand
    #[command(
        after_help = "Example: chartroom completion assign 4711 --lack content --document 90 --note \"no assessment\"\n\n\
                            Lacks: missing, unsigned, wrong-patient, content"
    )]
    Assign {
        /// Number of the stay
        stay: i64,
        /// What is lacking
        #[arg(long)]
        lack: String,
        /// The document
        #[arg(long, value_name = "NUMBER")]
        document: Option<i64>,
        /// The type of what is missing: discharge-summary, operative-report …
        #[arg(long = "type", default_value = "")]
        doc_type: String,
        /// Who owes it, by number in the directory; else author, else attending
        #[arg(long, value_name = "NUMBER")]
        provider: Option<i64>,
        /// What was found
        #[arg(long)]
        note: String,
    },
    /// Close a deficiency: it is done, though no document says so
    #[command(after_help = "Example: chartroom completion close 12 --reason \"paper original seen\"")]
    Close(Decision),
    /// Cancel a deficiency: it never was one
    #[command(after_help = "Example: chartroom completion cancel 12 --reason \"no operation was done\"")]
    Cancel(Decision),
    /// Waive a deficiency (supervisor)
    #[command(
        after_help = "Example: chartroom completion waive 12 --reason \"author has left; committee of 12/4\""
    )]
    Waive(Decision),
    /// The clinician refuses a deficiency
    #[command(
        after_help = "Example: chartroom completion dispute 12 --reason \"I did not see this patient\""
    )]
    Dispute(Decision),
    /// Decide a dispute for the clinician: it was no deficiency of theirs
    #[command(after_help = "Example: chartroom completion uphold 12 --reason \"on leave that day\"")]
    Uphold(Decision),
    /// Decide a dispute against the clinician: it stays
    #[command(after_help = "Example: chartroom completion keep 12 --reason \"the order names them\"")]
    Keep(Decision),
    /// Owe a deficiency again
    #[command(after_help = "Example: chartroom completion reopen 12 --reason \"closed by mistake\"")]
    Reopen(Decision),
    /// Give a deficiency to somebody else
    #[command(
        after_help = "Example: chartroom completion reassign 12 --to 34 --reason \"took over the service\""
    )]
    Reassign {
        #[command(flatten)]
        decision: Decision,
        /// Number of the provider in the directory
        #[arg(long, value_name = "NUMBER")]
        to: i64,
    },
    /// Mark a chart reviewed
    #[command(after_help = "Example: chartroom completion review 4711 --note \"all there\"")]
    Review {
        /// Number of the stay
        stay: i64,
        /// Words about it
        #[arg(long, default_value = "")]
        note: String,
        /// Take the review back
        #[arg(long)]
        undo: bool,
    },
    /// Close a chart by decision of the hospital, with what it lacks; or open it again
    #[command(
        after_help = "Example: chartroom completion close-chart 4711 --reason \"medical records committee of 12/4\""
    )]
    CloseChart {
        /// Number of the stay
        stay: i64,
        /// Why, and by whose decision
        #[arg(long)]
        reason: String,
        /// Open one that was closed so
        #[arg(long)]
        reopen: bool,
    },
    /// The suspension list: list, approve, exempt, lift
    #[command(subcommand, after_help = "Example: chartroom completion suspensions list")]
    Suspensions(SuspensionCommand),
    /// The rules of completion: show, check a file, load it
    #[command(subcommand, after_help = "Example: chartroom completion rules show > own.toml")]
    Rules(CompletionRules),
}

#[derive(Debug, ClapArgs)]
pub struct Decision {
    /// Number of the deficiency
    pub number: i64,
    /// Why
    #[arg(long)]
    pub reason: String,
}

#[derive(Debug, Subcommand)]
pub enum SuspensionCommand {
    /// Who is proposed, suspended or exempt
    #[command(after_help = "Example: chartroom completion suspensions list --all")]
    List {
        /// Lifted ones too
        #[arg(long)]
        all: bool,
    },
    /// Let a suspension hold from a day on
    #[command(after_help = "Example: chartroom completion suspensions approve 3 --on 2026-12-15")]
    Approve {
        /// Number in the list
        number: i64,
        /// First day
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: chrono::NaiveDate,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Exempt a clinician: leave, illness
    #[command(
        after_help = "Example: chartroom completion suspensions exempt 3 --for illness --until 2027-01-31"
    )]
    Exempt {
        /// Number in the list
        number: i64,
        /// What exempts
        #[arg(long = "for", value_name = "WORDS")]
        why: String,
        /// Last day
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<chrono::NaiveDate>,
    },
    /// Lift a suspension
    #[command(
        after_help = "Example: chartroom completion suspensions lift 3 --reason \"records completed on paper\""
    )]
    Lift {
        /// Number in the list
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum CompletionRules {
    /// The rules that hold, as a file
    #[command(after_help = "Example: chartroom completion rules show > own.toml")]
    Show,
    /// Look a file over without loading it
    #[command(after_help = "Example: chartroom completion rules check own.toml")]
    Check {
        /// The file
        file: PathBuf,
    },
    /// Load the hospital's own rules
    #[command(after_help = "Example: chartroom completion rules load own.toml --reason \"bylaws of 2027\"")]
    Load {
        /// The file
        file: PathBuf,
        /// Why
        #[arg(long)]
        reason: String,
    },
}
