//! The `providers` commands as clap reads them.

use clap::{Args as ClapArgs, Subcommand};

#[derive(Debug, Subcommand)]
pub enum ProviderCommand {
    /// The directory
    #[command(after_help = "Example: chartroom providers list --service Cardiology --json")]
    List {
        /// Those who no longer work here too
        #[arg(long)]
        all: bool,
        /// Only those who are away today
        #[arg(long)]
        away: bool,
        /// Only those without an NPI, or with a wrong one
        #[arg(long)]
        npi_faults: bool,
        /// Only this service
        #[arg(long)]
        service: Option<String>,
    },
    /// One provider: entry, leave, delegate; what is owed, letters, suspension
    #[command(after_help = "Example: chartroom providers show 1245319599")]
    Show {
        /// NPI, #number of the directory, or the beginning of the name: "Lee, Mary"
        provider: String,
    },
    /// Enter a provider, or change one
    #[command(
        after_help = "Example: chartroom providers set 1245319599 --service Cardiology --phone \"413 555 0142\"\n         \
                            chartroom providers set --new --family Lee --given Mary --credential MD --npi 1245319599"
    )]
    Set(Box<SetArgs>),
    /// Enter a leave, or take one back
    #[command(
        after_help = "Example: chartroom providers leave 1245319599 --from 12/1/2026 --to 12/9/2026\n         \
                            chartroom providers leave 1245319599 --from 12/1/2026 --drop"
    )]
    Leave {
        /// NPI, #number of the directory, or the beginning of the name
        provider: String,
        /// First day
        #[arg(long, value_name = "DATE")]
        from: String,
        /// Last day
        #[arg(long, value_name = "DATE", required_unless_present = "drop")]
        to: Option<String>,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
        /// Take the leave that begins on this day back
        #[arg(long, conflicts_with = "to")]
        drop: bool,
    },
    /// Name who completes records while a provider is away
    #[command(after_help = "Example: chartroom providers delegate \"Lee, Mary\" --to 1234567893\n         \
                            chartroom providers delegate \"Lee, Mary\" --nobody")]
    Delegate {
        /// NPI, #number of the directory, or the beginning of the name
        provider: String,
        /// Who
        #[arg(long, value_name = "PROVIDER", required_unless_present = "nobody")]
        to: Option<String>,
        /// Nobody any more
        #[arg(long, conflicts_with = "to")]
        nobody: bool,
        /// Words beside it
        #[arg(long, default_value = "")]
        note: String,
    },
}

#[derive(Debug, ClapArgs)]
pub struct SetArgs {
    /// NPI, #number of the directory, or the beginning of the name
    #[arg(required_unless_present = "new", conflicts_with = "new")]
    pub provider: Option<String>,
    /// Enter a new provider
    #[arg(long)]
    pub new: bool,
    /// Family name
    #[arg(long)]
    pub family: Option<String>,
    /// Given name
    #[arg(long)]
    pub given: Option<String>,
    /// MD, DO, NP, RN …
    #[arg(long)]
    pub credential: Option<String>,
    /// Ten digits with a check digit; "" takes it away
    #[arg(long)]
    pub npi: Option<String>,
    /// Hospital service
    #[arg(long)]
    pub service: Option<String>,
    /// Specialty
    #[arg(long)]
    pub specialty: Option<String>,
    /// yes or no: entries need a co-signature
    #[arg(long, value_name = "YES/NO")]
    pub trainee: Option<String>,
    /// yes or no: works here
    #[arg(long, value_name = "YES/NO")]
    pub active: Option<String>,
    /// Postal address; ; between its lines
    #[arg(long)]
    pub address: Option<String>,
    /// Phone
    #[arg(long)]
    pub phone: Option<String>,
    /// Mail address
    #[arg(long)]
    pub email: Option<String>,
}
