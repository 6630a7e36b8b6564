//! The `query` commands as clap reads them.

use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum QueryCommand {
    /// Weigh a query before it is sent; exit status 1 if something stops it
    #[command(after_help = "Example: chartroom query lint query.txt\n         \
                            chartroom query lint - --json < query.txt\n\n\
        The text: lines \"Title:\", \"Type:\" (open-ended, multiple choice, yes/no), \"Reason:\" (of a yes/no query),\n\
        \"Documented:\" (diagnoses that the record holds), \"Admitted:\", \"Indicators:\" with one indicator a line,\n\
        \"Question:\", \"Options:\" with one option a line; of a spoken query \"Way: verbal\", \"Spoken with:\",\n\
        \"Spoken on:\". A plain letter is read as well as it can be.\n\n\
        Rules: 1 indicators with source and date; 2 no payment, grouping, severity or quality; 3 not leading;\n\
        4 options; 5 yes/no only for an allowed reason; 6 earlier encounters marked; 7 spoken queries written\n\
        down; 8 no push to drop a complication.")]
    Lint {
        /// The file, or - for standard input
        file: PathBuf,
    },
    /// What can be picked for a query about a stay: findings, results, treatment, documents
    #[command(after_help = "Example: chartroom query material 500123456 --json")]
    Material {
        /// Visit or account number
        stay: String,
    },
    /// Write a query as a draft, from a template and the chart or from a text
    #[command(
        after_help = "Example: chartroom query new 500123456 --finding aki-kdigo --template multiple-choice\n         \
                            chartroom query new 500123456 --from query.txt --pick \"result 812\" --to \"#12\""
    )]
    New(New),
    /// Send a draft: weighed first; an error stops it, a warning needs a reason
    #[command(
        after_help = "Example: chartroom query send 12 --reason \"typed=told by the ward, not charted yet\""
    )]
    Send {
        /// Number of the query
        number: i64,
        /// The provider who is asked, if the draft names another or none
        #[arg(long, value_name = "PROVIDER")]
        to: Option<String>,
        /// Why a warning may stand: its short name, =, the reason; may be given several times
        #[arg(long = "reason", value_name = "NAME=WHY")]
        reasons: Vec<String>,
    },
    /// Write an answer down, or (as the provider) sign one; a portal's file is read line by line
    #[command(
        after_help = "Example: chartroom query answer 12 --option 1 --way phone --comment \"cause: contrast\"\n         \
                            chartroom query answer --file answers.jsonl\n\n\
        A line of the file: {\"query\": 12, \"option\": 1, \"words\": \"\", \"comment\": \"\", \"npi\": \"…\", \"at\": \"2026-11-22T10:00:00Z\"}"
    )]
    Answer(AnswerArgs),
    /// Hand a query up: to a peer, then to the physician advisor; or all whose hour has come
    #[command(
        after_help = "Example: chartroom query escalate 12 --to \"Lee\" --reason \"no answer in 72 h\"\n         \
                            chartroom query escalate --due"
    )]
    Escalate {
        /// Number of the query
        #[arg(required_unless_present = "due")]
        number: Option<i64>,
        /// To whom: NPI, #number or beginning of the name; else the level alone
        #[arg(long, value_name = "PROVIDER")]
        to: Option<String>,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
        /// All open queries whose hour has come, for a nightly job
        #[arg(long, conflicts_with = "number")]
        due: bool,
    },
    /// Take a query back; it is kept
    #[command(
        after_help = "Example: chartroom query withdraw 12 --reason \"answered in the note of this morning\""
    )]
    Withdraw {
        /// Number of the query
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Remind the provider
    #[command(after_help = "Example: chartroom query remind 12 --letter print")]
    Remind {
        /// Number of the query
        number: i64,
        /// Write the reminder as a letter: print, mail, fax, email, hand, portal
        #[arg(long, value_name = "WAY")]
        letter: Option<String>,
        /// What was said
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Close a query: by the document that followed, without one, or because nobody answered
    #[command(after_help = "Example: chartroom query close 12 --document 481\n         \
                            chartroom query close 12 --no-response --reason \"advisor spoke with the service\"")]
    Close {
        /// Number of the query
        number: i64,
        /// The addendum or new version that followed, by its number
        #[arg(long)]
        document: Option<i64>,
        /// Nobody answered, after the whole ladder
        #[arg(long, conflicts_with = "document")]
        no_response: bool,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Ask again: the answer belonged elsewhere
    #[command(after_help = "Example: chartroom query reopen 12 --reason \"the answer was to query 11\"")]
    Reopen {
        /// Number of the query
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Judge the outcome of an answer anew
    #[command(
        after_help = "Example: chartroom query judge 12 disagreed --reason \"no diagnosis in his words\""
    )]
    Judge {
        /// Number of the query
        number: i64,
        /// agreed, disagreed, undetermined
        outcome: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Close answered queries whose addendum has come, for a nightly job
    #[command(after_help = "Example: chartroom query follow")]
    Follow,
    /// Queries: all, or by state; a provider's own
    #[command(
        after_help = "Example: chartroom query list --state open\n         chartroom query list --late --json"
    )]
    List {
        /// draft, open, answered, closed, cancelled
        #[arg(long)]
        state: Option<String>,
        /// Open and past their time
        #[arg(long)]
        late: bool,
        /// Of one stay, by visit or account number
        #[arg(long, value_name = "STAY")]
        stay: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
    /// One query: text, answers, what followed, trace
    #[command(after_help = "Example: chartroom query show 12 --json")]
    Show {
        /// Number of the query
        number: i64,
    },
    /// A query as a letter: text, or PDF into a file
    #[command(after_help = "Example: chartroom query letter 12 --pdf query-12.pdf")]
    Letter {
        /// Number of the query
        number: i64,
        /// Write the PDF here
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
    },
    /// What a provider owes in records: their own list
    #[command(after_help = "Example: chartroom query owed --json")]
    Owed,
    /// Templates: list, check a file, load the hospital's own, go back to the shipped one
    #[command(
        after_help = "Example: chartroom query templates\n         chartroom query templates --load kidney.txt"
    )]
    Templates {
        /// Print this one to copy and change
        #[arg(long, value_name = "ID")]
        print: Option<String>,
        /// Check a file
        #[arg(long, value_name = "FILE")]
        check: Option<PathBuf>,
        /// Load files as the hospital's own; a folder means all its .txt files
        #[arg(long, value_name = "FILE")]
        load: Option<PathBuf>,
        /// Put the hospital's own away
        #[arg(long, value_name = "ID")]
        drop: Option<String>,
    },
}

#[derive(Debug, ClapArgs)]
pub struct New {
    /// Visit or account number
    pub stay: String,
    /// The provider who is asked: NPI, #number or beginning of the name; the attending if not said
    #[arg(long, value_name = "PROVIDER")]
    pub to: Option<String>,
    /// The indicator rule whose finding gives the reason: its evidence, question and options are filled in
    #[arg(long, value_name = "RULE")]
    pub finding: Option<String>,
    /// The template
    #[arg(long, value_name = "ID")]
    pub template: Option<String>,
    /// What is taken from the chart, by its key in `query material`; may be given several times
    #[arg(long = "pick", value_name = "KEY")]
    pub picks: Vec<String>,
    /// The text of the query from a file, - for standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Write this draft anew
    #[arg(long, value_name = "NUMBER")]
    pub draft: Option<i64>,
}

#[derive(Debug, ClapArgs)]
pub struct AnswerArgs {
    /// Number of the query
    #[arg(required_unless_present = "file")]
    pub number: Option<i64>,
    /// The option chosen, by its number in `query show`
    #[arg(long)]
    pub option: Option<i64>,
    /// The answer in own words
    #[arg(long, default_value = "")]
    pub words: String,
    /// A comment
    #[arg(long, default_value = "")]
    pub comment: String,
    /// portal, phone, addendum, person
    #[arg(long, default_value = "phone")]
    pub way: String,
    /// Who answered, if not the one asked
    #[arg(long, value_name = "PROVIDER")]
    pub by: Option<String>,
    /// agreed, disagreed, undetermined; else what the option means
    #[arg(long)]
    pub outcome: Option<String>,
    /// When it was said: 2026-11-22T10:00:00Z; now if not said
    #[arg(long)]
    pub at: Option<String>,
    /// A file of a portal: one answer a line, as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "number")]
    pub file: Option<PathBuf>,
}
