//! The command line as clap reads it; each command's help ends with an example.

use super::bare::Common;
use super::chart_args::{DocumentCommand, EncounterCommand, ResultCommand};
use super::coding_args::CodingCommand;
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
    #[command(flatten)]
    pub common: Common,

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
    /// A whole invented hospital to try: made in a few seconds, opened in the terminal
    #[command(
        after_help = "Example: chartroom demo\n         chartroom demo --fresh --patients 2000 --seed 7"
    )]
    Demo(Demo),
    /// Patients: look up, show, register, change
    #[command(subcommand, after_help = "Example: chartroom patients find \"smi joh 1950\" --json")]
    Patients(PatientCommand),
    /// Encounters of a chart: list, open by hand
    #[command(subcommand, after_help = "Example: chartroom encounters open 100234 --class inpatient")]
    Encounters(EncounterCommand),
    /// Documents of a chart: list, read, search, add
    #[command(subcommand, after_help = "Example: chartroom documents search 100234 sodium")]
    Documents(DocumentCommand),
    /// Results of a chart: list, tests, trend, reports
    #[command(subcommand, after_help = "Example: chartroom results tests 100234 --json")]
    Results(ResultCommand),
    /// Your unsaved texts, as the drafts list (gy) shows them
    #[command(subcommand, after_help = "Example: chartroom drafts list")]
    Drafts(super::drafts::DraftCommand),
    /// Providers: NPI, service, leave, delegate
    #[command(subcommand, after_help = "Example: chartroom providers list --away")]
    Providers(super::provider_args::ProviderCommand),
    /// Letters: templates, letter head, one letter, the log of what went to whom
    #[command(subcommand, after_help = "Example: chartroom letters log")]
    Letters(super::letter_args::LetterCommand),
    /// Papers and files in from a folder: kept, indexed by a person, checked, filed
    #[command(
        after_help = "Example: chartroom intake /srv/scans\n         chartroom intake /srv/scans --watch"
    )]
    Intake(super::capture_args::Intake),
    /// Documents that arrived without an owner: index, check, file
    #[command(subcommand, after_help = "Example: chartroom indexing list")]
    Indexing(super::capture_args::IndexingCommand),
    /// Patients' requests to amend the record: 45 CFR 164.526
    #[command(subcommand, after_help = "Example: chartroom amendments list")]
    Amendments(super::capture_args::AmendmentCommand),
    /// Records in, from files and folders, plain or .gz; the same input again changes nothing
    #[command(subcommand, after_help = "Example: chartroom import fhir bundles/ patients.ndjson.gz")]
    Import(ImportCommand),
    /// Import runs
    #[command(subcommand, after_help = "Example: chartroom imports list")]
    Imports(RunCommand),
    /// Records that were refused: look, correct, replay, discard
    #[command(subcommand, after_help = "Example: chartroom errors list")]
    Errors(ErrorCommand),
    /// Identity changes that wait for a second look
    #[command(subcommand, after_help = "Example: chartroom held list")]
    Held(HeldCommand),
    /// Worklists: list, take, release, hand on, put aside, notes, views, teams
    #[command(subcommand, after_help = "Example: chartroom work mine")]
    Work(super::work_args::WorkCommand),
    /// Coding accounts: list, code, hold, sign, bill, count
    #[command(subcommand, after_help = "Example: chartroom coding list --view uncoded")]
    Coding(CodingCommand),
    /// Documentation review: indicators of all stays, the evidence of one, the rule file
    #[command(subcommand, after_help = "Example: chartroom cdi explain 500123456")]
    Cdi(super::cdi_args::CdiCommand),
    /// Queries to providers: weigh one by the rules of compliant practice
    #[command(subcommand, after_help = "Example: chartroom query lint query.txt")]
    Query(super::cdi_args::QueryCommand),
    /// Code sets: load, list, look up, compare
    #[command(subcommand, after_help = "Example: chartroom codes find \"dm2 ckd\"")]
    Codes(super::codes::CodesCommand),
    /// Claims (JSON lines on standard input) to MS-DRGs
    #[command(after_help = "Example: chartroom group --json --explain < claims.jsonl")]
    Group(super::grouping::GroupArgs),
    /// Claims (JSON lines on standard input) through the Medicare Code Editor
    #[command(after_help = "Example: chartroom edits --json --tables mce_lists.csv < claims.jsonl")]
    Edits(super::grouping::TableArgs),
    /// Chart completion: look charts over, deficiencies, rates, suspensions
    #[command(subcommand, after_help = "Example: chartroom completion analyze")]
    Completion(super::completion_args::CompletionCommand),
    /// Rules of clocks: how long the law and the hospital give, with citation and history
    #[command(subcommand, after_help = "Example: chartroom rules list")]
    Rules(super::rules_args::RulesCommand),
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
    /// Let a user who was kept out in again, with the roles they had
    #[command(after_help = "Example: chartroom user enable jdoe")]
    Enable {
        /// Account name at the operating system
        login: String,
    },
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
        /// Only entries about the patient with this record number
        #[arg(long, value_name = "MRN")]
        patient: Option<String>,
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

#[derive(Debug, ClapArgs)]
pub struct Demo {
    /// How many patients
    #[arg(long, value_name = "N")]
    pub patients: Option<u64>,
    /// Another hospital for each number, the same for the same
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// The day on which the hospital stands; today if not said
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<chrono::NaiveDate>,
    /// Make it anew, in place of the one that is there
    #[arg(long)]
    pub fresh: bool,
    /// Make it, and do not open it
    #[arg(long)]
    pub no_open: bool,
    /// Light charts, for a million patients and more
    #[arg(long)]
    pub light: bool,
}

#[derive(Debug, Subcommand)]
pub enum PatientCommand {
    /// Find patients by one line: names in either order, numbers, dates, phone, town
    #[command(after_help = "Example: chartroom patients find \"smith, john 1950\" --json")]
    Find {
        /// What is known of the patient
        text: String,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// The first page of a chart
    #[command(after_help = "Example: chartroom patients show 100234 --json")]
    Show {
        /// Record number or other identifier
        mrn: String,
    },
    /// Register a patient
    #[command(
        after_help = "Example: chartroom patients register --family Smith --given John --born 3/12/1950 --sex M"
    )]
    Register {
        #[command(flatten)]
        person: PersonArgs,
        /// Register, though somebody on file looks like the same person
        #[arg(long)]
        anyway: bool,
    },
    /// Who on file may be the same person
    #[command(
        after_help = "Example: chartroom patients lookalikes --family Smith --given Jon --born 3/12/1950 --json"
    )]
    Lookalikes {
        #[command(flatten)]
        person: PersonArgs,
    },
    /// Your own list of patients
    #[command(after_help = "Example: chartroom patients mine --json")]
    Mine,
    /// Put a patient on your own list
    #[command(after_help = "Example: chartroom patients keep 100234")]
    Keep {
        /// Record number or other identifier
        mrn: String,
    },
    /// Take a patient off your own list
    #[command(after_help = "Example: chartroom patients drop 100234")]
    Drop {
        /// Record number or other identifier
        mrn: String,
    },
    /// Patients whose charts you opened lately
    #[command(after_help = "Example: chartroom patients recent --json")]
    Recent,
    /// Problems, diagnoses, procedures, medication, allergies, immunizations
    #[command(after_help = "Example: chartroom patients problems 100234 --json")]
    Problems {
        /// Record number or other identifier
        mrn: String,
    },
    /// Who looked at a chart, newest first
    #[command(after_help = "Example: chartroom patients looked 100234 --json")]
    Looked {
        /// Record number or other identifier
        mrn: String,
        /// At most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
    /// Change demographics; two identity traits at once are held for review
    #[command(after_help = "Example: chartroom patients edit 100234 --phone \"555 010 1234\"")]
    Edit {
        /// Record number or other identifier
        #[arg(value_name = "MRN")]
        record: String,
        #[command(flatten)]
        person: PersonArgs,
    },
    /// Set a flag on a chart
    #[command(after_help = "Example: chartroom patients flag 100234 legal-hold --note \"case 26-114\"")]
    Flag {
        /// Record number or other identifier
        mrn: String,
        /// confidential, legal-hold, restriction, vip, employee …
        flag: String,
        /// Words beside the flag
        #[arg(long)]
        note: Option<String>,
    },
    /// Take a flag from a chart
    #[command(after_help = "Example: chartroom patients unflag 100234 legal-hold --reason \"case closed\"")]
    Unflag {
        /// Record number or other identifier
        mrn: String,
        /// The flag
        flag: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, ClapArgs)]
pub struct PersonArgs {
    /// Family name
    #[arg(long)]
    pub family: Option<String>,
    /// First given name
    #[arg(long)]
    pub given: Option<String>,
    /// Further given names
    #[arg(long)]
    pub middle: Option<String>,
    /// Jr, III …
    #[arg(long)]
    pub suffix: Option<String>,
    /// Birth date, as people type it
    #[arg(long, value_name = "DATE")]
    pub born: Option<String>,
    /// F, M, O or U
    #[arg(long)]
    pub sex: Option<String>,
    /// Record number; the next of the series if not said
    #[arg(long)]
    pub mrn: Option<String>,
    /// Social security number
    #[arg(long)]
    pub ssn: Option<String>,
    /// Phone
    #[arg(long)]
    pub phone: Option<String>,
    /// Street and house
    #[arg(long)]
    pub street: Option<String>,
    /// Town
    #[arg(long)]
    pub city: Option<String>,
    /// State
    #[arg(long)]
    pub state: Option<String>,
    /// ZIP
    #[arg(long)]
    pub zip: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// FHIR R4: bundles of any size, single resources, NDJSON
    #[command(after_help = "Example: chartroom import fhir --feed clinic bundles/")]
    Fhir {
        /// Name of the sender; its keys belong together
        #[arg(long, default_value = "fhir")]
        feed: String,
        /// Files and folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// HL7 version 2: single messages, many in a file, batches
    #[command(after_help = "Example: chartroom import hl7 --feed adt-east messages/ today.hl7.gz")]
    Hl7 {
        /// Name of the sender; its keys belong together
        #[arg(long, default_value = "hl7")]
        feed: String,
        /// Files and folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Tables, by a map: mimic-iv, patients, or a file of your own
    #[command(after_help = "Example: chartroom import csv --map patients list.csv\n         \
                            chartroom import csv --map mimic-iv --feed mimic hosp/ icu/")]
    Csv {
        /// Name of a map that comes with the program, or a TOML file
        #[arg(long)]
        map: String,
        /// Name of the sender; its keys belong together
        #[arg(long, default_value = "csv")]
        feed: String,
        /// Files and folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum RunCommand {
    /// Import runs, newest first
    #[command(after_help = "Example: chartroom imports list --limit 20")]
    List {
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Merges that messages ask for and a person has yet to decide
    #[command(after_help = "Example: chartroom imports merges --json")]
    Merges {
        /// At most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
}

#[derive(Debug, Subcommand)]
pub enum ErrorCommand {
    /// Refused records that wait, newest first
    #[command(after_help = "Example: chartroom errors list --json")]
    List {
        /// Only those of this run, by its number in `imports list --json`
        #[arg(long, value_name = "RUN")]
        run: Option<i64>,
        /// Those that are done with too
        #[arg(long)]
        all: bool,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// One refused record as it came
    #[command(after_help = "Example: chartroom errors show 12 > record.txt")]
    Show {
        /// Number in the queue
        number: i64,
    },
    /// Read a record again, as corrected in a file
    #[command(after_help = "Example: chartroom errors replay 12 --file corrected.txt")]
    Replay {
        /// Number in the queue
        number: i64,
        /// The corrected record; - for standard input; without it the record as it came
        #[arg(long)]
        file: Option<PathBuf>,
    },
    /// Put a record aside for good; it is kept, and so is the reason
    #[command(after_help = "Example: chartroom errors discard 12 --reason \"test message\"")]
    Discard {
        /// Number in the queue
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum HeldCommand {
    /// Identity changes that wait
    #[command(after_help = "Example: chartroom held list")]
    List,
    /// Make the change
    #[command(after_help = "Example: chartroom held accept 3 --reason \"passport seen\"")]
    Accept {
        /// Number in the list
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Leave the record as it is
    #[command(after_help = "Example: chartroom held refuse 3 --reason \"another person\"")]
    Refuse {
        /// Number in the list
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
}
