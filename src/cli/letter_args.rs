//! The `letters` commands as clap reads them.

use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum LetterCommand {
    /// Kinds of letters with their templates; one kind: its text and fields
    #[command(after_help = "Example: chartroom letters templates\n         \
                            chartroom letters templates warning > warning.txt\n         \
                            chartroom letters templates warning --set warning.txt")]
    Templates {
        /// Which kind
        kind: Option<String>,
        /// Save this file as the hospital's own template; - for standard input
        #[arg(long, value_name = "FILE", requires = "kind", conflicts_with = "shipped")]
        set: Option<PathBuf>,
        /// Go back to the text that comes with the program
        #[arg(long, requires = "kind")]
        shipped: bool,
        /// The fields that letters of this kind know
        #[arg(long, requires = "kind")]
        fields: bool,
    },
    /// The letter head: department, address, phone, contact, contact_phone
    #[command(
        after_help = "Example: chartroom letters head --set \"address=1 Harbor Way; Holyoke, MA 01040\""
    )]
    Head {
        /// A line as KEY=VALUE; ; between lines of the address
        #[arg(long, value_name = "KEY=VALUE")]
        set: Vec<String>,
    },
    /// Write one letter and keep it in the log
    #[command(
        after_help = "Example: chartroom letters print owed-list --provider \"Lee, Mary\" --pdf lee.pdf\n         \
                            chartroom letters print warning --provider 1245319599 --field due=\"December 6, 2026\""
    )]
    Print(Box<PrintArgs>),
    /// Letters about late records: who is to get which, and why not
    #[command(after_help = "Example: chartroom letters due --json")]
    Due {
        /// Those too that went out lately, and those of whom nobody can take them
        #[arg(long)]
        all: bool,
    },
    /// Write the letters that are due, as one batch: all of them or none; twice a day writes nothing twice
    #[command(after_help = "Example: chartroom letters batch --pdf letters/\n         \
                            chartroom letters batch --provider \"Lee, Mary\" --try-out")]
    Batch(Box<BatchArgs>),
    /// What went to whom, newest first
    #[command(after_help = "Example: chartroom letters log --provider \"Lee, Mary\" --json")]
    Log {
        /// Only letters to this provider
        #[arg(long, value_name = "PROVIDER")]
        provider: Option<String>,
        /// Only letters to or about the patient with this record number
        #[arg(long, value_name = "MRN")]
        patient: Option<String>,
        /// Only letters of this batch
        #[arg(long, value_name = "NUMBER")]
        batch: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// One letter as it went out
    #[command(after_help = "Example: chartroom letters show 12 --pdf letter.pdf")]
    Show {
        /// Number in the log
        number: i64,
        /// Write its PDF to this file
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
    },
}

#[derive(Debug, ClapArgs)]
pub struct BatchArgs {
    /// Only about the records of this provider: NPI, #number, or the beginning of the name; may be given several times
    #[arg(long = "provider", value_name = "PROVIDER")]
    pub providers: Vec<String>,
    /// How they go out: print, mail, fax, email, hand, portal
    #[arg(long, default_value = "print")]
    pub way: String,
    /// Write the PDFs into this folder too
    #[arg(long, value_name = "FOLDER")]
    pub pdf: Option<PathBuf>,
    /// Show what would go out and keep nothing
    #[arg(long)]
    pub try_out: bool,
}

#[derive(Debug, ClapArgs)]
pub struct PrintArgs {
    /// Which kind: see `chartroom letters templates`
    pub kind: String,
    /// To this provider: NPI, #number, or the beginning of the name
    #[arg(long, value_name = "PROVIDER", conflicts_with = "patient", required_unless_present = "patient")]
    pub provider: Option<String>,
    /// To the patient with this record number
    #[arg(long, value_name = "MRN")]
    pub patient: Option<String>,
    /// A field's value; may be given several times
    #[arg(long = "field", value_name = "NAME=VALUE")]
    pub fields: Vec<String>,
    /// How it goes out: print, mail, fax, email, hand, portal
    #[arg(long, default_value = "print")]
    pub way: String,
    /// Write the PDF to this file too
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// Show the letter and keep nothing
    #[arg(long)]
    pub try_out: bool,
}
