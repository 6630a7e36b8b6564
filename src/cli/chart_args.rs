//! The command line of charts as clap reads it: encounters, documents, results.

use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum EncounterCommand {
    /// Encounters of a chart, newest first
    #[command(after_help = "Example: chartroom encounters list 100234 --json")]
    List {
        /// Record number or other identifier
        mrn: String,
        /// At most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
    /// Open a stay or visit by hand
    #[command(
        after_help = "Example: chartroom encounters open 100234 --class inpatient --at \"11/28/2026 14:30\" --reason \"chest pain\""
    )]
    Open {
        /// Record number or other identifier
        mrn: String,
        #[command(flatten)]
        visit: VisitArgs,
    },
    /// What happened during one encounter: admission, transfers, discharge, what was cancelled
    #[command(after_help = "Example: chartroom encounters events 100234 V100017 --json")]
    Events {
        /// Record number or other identifier
        mrn: String,
        /// Visit number
        visit: String,
    },
}

#[derive(Debug, ClapArgs)]
pub struct VisitArgs {
    /// inpatient, outpatient, emergency, observation, other
    #[arg(long, default_value = "outpatient")]
    pub class: String,
    /// When it begins, date or date and time; now if not said. What lies ahead is planned
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,
    /// Why the patient comes
    #[arg(long, default_value = "")]
    pub reason: String,
    /// Hospital service
    #[arg(long, default_value = "")]
    pub service: String,
    /// Unit, room and bed in words
    #[arg(long, default_value = "")]
    pub place: String,
    /// Who attends: part of a name that only one clinician here has
    #[arg(long, value_name = "NAME")]
    pub attending: Option<String>,
    /// Payer in words
    #[arg(long, default_value = "")]
    pub payer: String,
}

#[derive(Debug, Subcommand)]
pub enum DocumentCommand {
    /// Documents of a chart, newest first
    #[command(after_help = "Example: chartroom documents list 100234 --json")]
    List {
        /// Record number or other identifier
        mrn: String,
        /// Only those of this visit number
        #[arg(long, value_name = "VISIT")]
        visit: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 500)]
        limit: i64,
    },
    /// Read one document; the reading is recorded
    #[command(after_help = "Example: chartroom documents show 4711 > note.txt")]
    Show {
        /// Number of the document, as `documents list` shows it
        number: i64,
    },
    /// Words in the documents of a chart; several together narrow, "words in quotes" stand together
    #[command(after_help = "Example: chartroom documents search 100234 '\"heart failure\" echo'")]
    Search {
        /// Record number or other identifier
        mrn: String,
        /// What to look for
        text: String,
        /// At most so many documents
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// File a text in a chart
    #[command(after_help = "Example: chartroom documents add 100234 --type 11506-3 note.txt\n         \
                            pbpaste | chartroom documents add 100234 --type \"progress note\" --author Lee -")]
    Add {
        /// Record number or other identifier
        mrn: String,
        /// The text; - for standard input
        file: PathBuf,
        #[command(flatten)]
        paper: PaperArgs,
    },
    /// Take a document back: it stays in the chart, marked
    #[command(
        after_help = "Example: chartroom documents retract 4711 --reason \"dictated for another patient\""
    )]
    Retract {
        /// Number of the document
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Add a text to a document, which stays as it is
    #[command(
        after_help = "Example: chartroom documents addendum 4711 more.txt --author \"Lee, Mary\" --signed"
    )]
    Addendum {
        /// Number of the document
        number: i64,
        /// The text; - for standard input
        file: PathBuf,
        /// Who wrote it: NPI, #number or the beginning of a provider's name, or any words
        #[arg(long, default_value = "")]
        author: String,
        /// It is signed
        #[arg(long)]
        signed: bool,
    },
    /// Move a document to the right chart; both charts keep the trace
    #[command(
        after_help = "Example: chartroom documents move 4711 --to 100234 --reason \"filed under a namesake\""
    )]
    Move {
        /// Number of the document
        number: i64,
        /// Record number or visit number of the right chart
        #[arg(long, value_name = "NUMBER")]
        to: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Kinds of documents that can be filed by hand
    #[command(after_help = "Example: chartroom documents kinds")]
    Kinds,
}

#[derive(Debug, ClapArgs)]
pub struct PaperArgs {
    /// Kind: LOINC code or words of `documents kinds`
    #[arg(long = "type", value_name = "KIND")]
    pub kind: String,
    /// Title; the kind's words if not said
    #[arg(long, default_value = "")]
    pub title: String,
    /// Visit number of the stay that it belongs to
    #[arg(long, value_name = "VISIT")]
    pub visit: Option<String>,
    /// Who wrote it: part of a clinician's name, or any words
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// When it was written, date or date and time; now if not said
    #[arg(long, value_name = "WHEN")]
    pub written: Option<String>,
    /// unsigned, signed, in-progress
    #[arg(long, default_value = "unsigned")]
    pub state: String,
}

#[derive(Debug, Subcommand)]
pub enum ResultCommand {
    /// Results of a chart, newest first
    #[command(after_help = "Example: chartroom results list 100234 --limit 50 --json")]
    List {
        /// Record number or other identifier
        mrn: String,
        /// At most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
    /// The tests of a chart, each with its last value
    #[command(after_help = "Example: chartroom results tests 100234")]
    Tests {
        /// Record number or other identifier
        mrn: String,
    },
    /// All values of one test, oldest first
    #[command(after_help = "Example: chartroom results trend 100234 2160-0 --json")]
    Trend {
        /// Record number or other identifier
        mrn: String,
        /// Code of the test, as `results tests` shows it, or its words
        test: String,
        /// The newest so many
        #[arg(long, default_value_t = 2000)]
        limit: i64,
    },
    /// Diagnostic reports of a chart with their results, newest first
    #[command(after_help = "Example: chartroom results reports 100234 --json")]
    Reports {
        /// Record number or other identifier
        mrn: String,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
}
