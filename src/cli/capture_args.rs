//! The commands of capture and amendments as clap reads them.

use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub struct Intake {
    /// Folder with .pdf, .rtf and .txt files, each perhaps with NAME.hints beside it
    pub folder: PathBuf,
    /// Look into the folder again and again until stopped
    #[arg(long, conflicts_with = "once")]
    pub watch: bool,
    /// One run, then end (as without --watch)
    #[arg(long)]
    pub once: bool,
    /// With --watch: seconds between two looks
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    pub every: u64,
}

#[derive(Debug, Subcommand)]
pub enum IndexingCommand {
    /// Documents that arrived: to be indexed, to be checked, problems
    #[command(
        after_help = "Example: chartroom indexing list\n         chartroom indexing list --state indexed --json"
    )]
    List {
        /// batch (to be indexed), indexed (to be checked), problem, filed, refused, duplicate
        #[arg(long, default_value = "batch")]
        state: String,
        /// At most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
    /// One document with its text
    #[command(after_help = "Example: chartroom indexing show 12")]
    Show {
        /// Number in the list
        number: i64,
    },
    /// Say whose a document is and what it is
    #[command(
        after_help = "Example: chartroom indexing index 12 --owner V1002 --type 18842-5 --date 11/20/2026"
    )]
    Index {
        /// Number in the list
        number: i64,
        /// Barcode, visit number or record number
        #[arg(long)]
        owner: String,
        /// Kind: LOINC code as in `chartroom documents kinds`
        #[arg(long = "type", value_name = "CODE")]
        kind: String,
        /// Title; the kind's words if not said
        #[arg(long, default_value = "")]
        title: String,
        /// Who wrote it: NPI, #number or the beginning of a provider's name, or any words
        #[arg(long, default_value = "")]
        author: String,
        /// Date of the document
        #[arg(long)]
        date: Option<String>,
        /// It is not signed
        #[arg(long)]
        unsigned: bool,
    },
    /// Checked and right: file it in the chart
    #[command(after_help = "Example: chartroom indexing file 12")]
    File {
        /// Number in the list
        number: i64,
    },
    /// Checked and wrong: back to be indexed
    #[command(after_help = "Example: chartroom indexing back 12 --reason \"it is the other Smith\"")]
    Back {
        /// Number in the list
        number: i64,
        /// What is wrong
        #[arg(long)]
        reason: String,
    },
    /// Take your own indexing back, while nobody has checked it
    #[command(after_help = "Example: chartroom indexing undo 12")]
    Undo {
        /// Number in the list
        number: i64,
    },
    /// Refuse papers that belong into no chart; they are kept, with the reason
    #[command(after_help = "Example: chartroom indexing refuse 12 13 --reason \"blank page\"")]
    Refuse {
        /// Numbers in the list: all of them or none
        #[arg(required = true)]
        numbers: Vec<i64>,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Put a document aside as a problem, or take it back
    #[command(
        after_help = "Example: chartroom indexing problem 12 --reason \"page 2 is missing\"\n         \
                            chartroom indexing problem 12 --solved"
    )]
    Problem {
        /// Number in the list
        number: i64,
        /// What is wrong
        #[arg(long, required_unless_present = "solved")]
        reason: Option<String>,
        /// No longer a problem, or not to be refused
        #[arg(long, conflicts_with = "reason")]
        solved: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum AmendmentCommand {
    /// Requests that wait for an answer, most urgent first
    #[command(
        after_help = "Example: chartroom amendments list\n         chartroom amendments list --patient 100234 --json"
    )]
    List {
        /// All requests, not only open ones
        #[arg(long)]
        all: bool,
        /// Only those of the patient with this record number
        #[arg(long, value_name = "MRN")]
        patient: Option<String>,
        /// With --patient: only those that go with later disclosures
        #[arg(long, requires = "patient")]
        disclosed: bool,
    },
    /// One request with all that belongs to it
    #[command(after_help = "Example: chartroom amendments show 3")]
    Show {
        /// Number of the request
        number: i64,
    },
    /// Take a request in; the patient gets a letter
    #[command(
        after_help = "Example: chartroom amendments new 100234 --what \"I have no allergy to penicillin\" --document 4711"
    )]
    New {
        /// Record number
        mrn: String,
        /// What the patient asks to be amended
        #[arg(long)]
        what: String,
        /// Number of the document that it concerns
        #[arg(long)]
        document: Option<i64>,
        /// When it was received; today if not said
        #[arg(long, value_name = "DATE")]
        received: Option<String>,
    },
    /// The one extension of 30 days, with its letter
    #[command(
        after_help = "Example: chartroom amendments extend 3 --reason \"the author of the note is away until May 4\""
    )]
    Extend {
        /// Number of the request
        number: i64,
        /// Why, for the patient
        #[arg(long)]
        reason: String,
    },
    /// Accept a request, with its letter
    #[command(
        after_help = "Example: chartroom amendments accept 3 --decision \"the allergy to penicillin is struck\""
    )]
    Accept {
        /// Number of the request
        number: i64,
        /// What is amended
        #[arg(long)]
        decision: String,
        /// Others who are told
        #[arg(long, default_value = "")]
        informed: String,
    },
    /// Deny a request on one of the bases of 164.526(a)(2), with its letter
    #[command(
        after_help = "Example: chartroom amendments deny 3 --basis accurate --reason \"the laboratory confirmed the value\"\n\n\
                            Bases: not-created-here, not-in-record-set, not-accessible, accurate"
    )]
    Deny {
        /// Number of the request
        number: i64,
        /// The basis
        #[arg(long)]
        basis: String,
        /// Why, in plain words
        #[arg(long)]
        reason: String,
    },
    /// Keep the patient's statement of disagreement, or the wish that request and denial go with later disclosures
    #[command(
        after_help = "Example: chartroom amendments disagree 3 --statement \"I was never told …\"\n         \
                            chartroom amendments disagree 3 --disclose"
    )]
    Disagree {
        /// Number of the request
        number: i64,
        /// The statement, word for word
        #[arg(long, required_unless_present = "disclose")]
        statement: Option<String>,
        /// No statement: request and denial go with later disclosures
        #[arg(long, conflicts_with = "statement")]
        disclose: bool,
    },
    /// The hospital's rebuttal; the patient gets a copy
    #[command(
        after_help = "Example: chartroom amendments rebut 3 --text \"The note was dictated on the day itself.\""
    )]
    Rebut {
        /// Number of the request
        number: i64,
        /// The rebuttal
        #[arg(long)]
        text: String,
    },
}
