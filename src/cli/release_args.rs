//! The `release` commands as clap reads them.

use super::release_house_args::{PartyArgs, ScheduleArgs};
use clap::{Args as ClapArgs, Subcommand};

#[derive(Debug, Subcommand)]
pub enum ReleaseCommand {
    /// Open requests, first due first
    #[command(
        after_help = "Example: chartroom release list\n         chartroom release list --patient 100234 --json\n         \
                            chartroom release list --unknown"
    )]
    List {
        /// All requests, newest first
        #[arg(long)]
        all: bool,
        /// Only those of the patient with this record number
        #[arg(long, value_name = "MRN", conflicts_with_all = ["all", "unknown"])]
        patient: Option<String>,
        /// Only those whose patient nobody has found yet
        #[arg(long, conflicts_with = "all")]
        unknown: bool,
        /// Only those before this number, for the next page
        #[arg(long, value_name = "NUMBER")]
        before: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// One request with all that belongs to it
    #[command(after_help = "Example: chartroom release show 12 --json")]
    Show {
        /// Number of the request
        number: i64,
    },
    /// Take a request in; the requester gets a letter with its number
    #[command(
        after_help = "Example: chartroom release new --requester 3 --patient 100234 --records summary,laboratory --from 1/1/2026 --to 6/30/2026\n         \
                            chartroom release new --requester 4 --kind subpoena --basis notice --patient 100234 --records whole --wanted-by 12/15/2026\n\n\
                            Words of each choice are named when a wrong one is given."
    )]
    New(Box<NewArgs>),
    /// What the right of a request needs, element by element; ticks what was found, or not found
    #[command(
        name = "check-authorization",
        after_help = "Example: chartroom release check-authorization 12\n         \
                            chartroom release check-authorization 12 --found identity,description --lacking recipient --expires 12/31/2026"
    )]
    CheckAuthorization(Box<CheckArgs>),
    /// Deny a request, or a part of it, with the letter: 45 CFR 164.524(d)
    #[command(
        after_help = "Example: chartroom release deny 12 --part \"two notes of May 2026\" --ground danger --reason \"A physician found a danger.\""
    )]
    Deny {
        /// Number of the request
        number: i64,
        /// What is denied; without it the whole request
        #[arg(long, default_value = "")]
        part: String,
        /// On what ground; a wrong word lists those that fit
        #[arg(long)]
        ground: String,
        /// Exception to information blocking; without it the usual one of the ground
        #[arg(long)]
        exception: Option<String>,
        /// Why, in plain words
        #[arg(long)]
        reason: String,
    },
    /// The review of a denial by somebody who took no part in it
    #[command(
        after_help = "Example: chartroom release review 12 --overturned --reason \"No danger is seen.\""
    )]
    Review {
        /// Number of the request
        number: i64,
        /// The denial does not stand; without it, it does
        #[arg(long)]
        overturned: bool,
        /// What the review found
        #[arg(long)]
        reason: String,
    },
    /// Say that the records are gathered
    #[command(
        after_help = "Example: chartroom release gather 12 --pages 34 --what \"discharge summary, laboratory\" --sensitive"
    )]
    Gather {
        /// Number of the request
        number: i64,
        /// How many pages
        #[arg(long)]
        pages: i64,
        /// What it is, for the record of disclosures
        #[arg(long)]
        what: String,
        /// Some of it is sensitive: a second person checks it
        #[arg(long)]
        sensitive: bool,
    },
    /// What a copy costs and how that is reckoned; with --send the invoice goes out
    #[command(
        after_help = "Example: chartroom release bill 12\n         chartroom release bill 12 --flat --send\n         \
                            chartroom release bill 13 --pages 120 --postage 4.20 --send"
    )]
    Bill(Box<BillArgs>),
    /// Take a payment
    #[command(after_help = "Example: chartroom release pay 12 6.50")]
    Pay {
        /// Number of the request
        number: i64,
        /// Dollars and cents
        amount: String,
    },
    /// Waive what is open, or a part of it
    #[command(after_help = "Example: chartroom release waive 12 6.50 --reason \"hardship\"")]
    Waive {
        /// Number of the request
        number: i64,
        /// Dollars and cents
        amount: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Give back what was paid, or a part of it
    #[command(after_help = "Example: chartroom release refund 12 2.00 --reason \"charged too much\"")]
    Refund {
        /// Number of the request
        number: i64,
        /// Dollars and cents
        amount: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Find the right shown, once every element is
    #[command(after_help = "Example: chartroom release validate 12")]
    Validate {
        /// Number of the request
        number: i64,
    },
    /// Pend the request with the letter that names exactly what failed
    #[command(after_help = "Example: chartroom release ask-missing 12")]
    AskMissing {
        /// Number of the request
        number: i64,
    },
    /// Say who the patient is, where the request named nobody who is known
    #[command(after_help = "Example: chartroom release patient 12 100234")]
    Patient {
        /// Number of the request
        number: i64,
        /// Record number
        mrn: String,
    },
    /// Record that authorization or consent was revoked; what has not left stops
    #[command(after_help = "Example: chartroom release revoke 12 --on 11/20/2026")]
    Revoke {
        /// Number of the request
        number: i64,
        /// The day; today if not said
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Wait for somebody outside; the clock of access runs on
    #[command(after_help = "Example: chartroom release pend 12 --reason \"waits for the executor's papers\"")]
    Pend {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Wait for somebody in the house; the clock of access runs on
    #[command(after_help = "Example: chartroom release hold 12 --reason \"old charts are in the archive\"")]
    Hold {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Hand it to who decides
    #[command(after_help = "Example: chartroom release escalate 12 --reason \"employee of the hospital\"")]
    Escalate {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Go on where it was
    #[command(after_help = "Example: chartroom release resume 12")]
    Resume {
        /// Number of the request
        number: i64,
    },
    /// The one extension of 30 days, with its letter: 45 CFR 164.524(b)(2)(iii)
    #[command(
        after_help = "Example: chartroom release extend 12 --reason \"the archive is closed until May 4\""
    )]
    Extend {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Cancel it
    #[command(after_help = "Example: chartroom release cancel 12 --reason \"logged twice, see 11\"")]
    Cancel {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// The hospital has no such records, with the letter
    #[command(
        after_help = "Example: chartroom release no-records 12 --reason \"Archive and clinics were searched.\""
    )]
    NoRecords {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Say that every page was looked at; sensitive records need a second person
    #[command(after_help = "Example: chartroom release clear 12")]
    Clear {
        /// Number of the request
        number: i64,
    },
    /// Gather again
    #[command(
        after_help = "Example: chartroom release regather 12 --reason \"a page was another patient's\""
    )]
    Regather {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Send when it is paid: third parties only, where their schedule allows it
    #[command(after_help = "Example: chartroom release ask-payment 12")]
    AskPayment {
        /// Number of the request
        number: i64,
    },
    /// Record that it was sent, with its line in the record of disclosures and the cover letter
    #[command(after_help = "Example: chartroom release deliver 12 --on 11/22/2026")]
    Deliver {
        /// Number of the request
        number: i64,
        /// The day; today if not said
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// The mail came back; it is ready to go again
    #[command(after_help = "Example: chartroom release returned 12 --reason \"moved, no address\"")]
    Returned {
        /// Number of the request
        number: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Nothing more to do
    #[command(after_help = "Example: chartroom release close 12")]
    Close {
        /// Number of the request
        number: i64,
    },
    /// Send a letter that says how the request stands
    #[command(after_help = "Example: chartroom release status 12")]
    Status {
        /// Number of the request
        number: i64,
    },
    /// The person asks for a review of the denial
    #[command(after_help = "Example: chartroom release ask-review 12 --on 11/22/2026")]
    AskReview {
        /// Number of the request
        number: i64,
        /// The day; today if not said
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Who asks for records: the directory
    #[command(after_help = "Example: chartroom release requesters --json")]
    Requesters {
        /// Those that are no longer used, too
        #[arg(long)]
        all: bool,
    },
    /// Enter a requester
    #[command(
        after_help = "Example: chartroom release add-requester --kind attorney --name \"Lee and Lee\" --address \"5 Court Square, Wexmoor, MA 01099\" --state MA"
    )]
    AddRequester(Box<PartyArgs>),
    /// Record that somebody made sure of who a requester is and where they are
    #[command(
        after_help = "Example: chartroom release verify-requester 3 --how \"called the number of the bar's directory\""
    )]
    VerifyRequester {
        /// Number in the directory
        requester: i64,
        /// How
        #[arg(long)]
        how: String,
    },
    /// Schedules of fees for third parties
    #[command(after_help = "Example: chartroom release schedules")]
    Schedules,
    /// Add a schedule of fees; the one before ends the day before
    #[command(
        after_help = "Example: chartroom release set-schedule --state MA --from 1/1/2027 --base 28.00 --tiers 100:95,*:48 --postage --prepayment \\\n                  --citation \"M.G.L. c. 111, s. 70, adjusted\" --reason \"index of 2027\"\n\n\
                            Tiers: last page and cents for each, * for all others: 100:95,*:48"
    )]
    SetSchedule(Box<ScheduleArgs>),
}

#[derive(Debug, ClapArgs)]
pub struct NewArgs {
    /// Number of the requester in the directory
    #[arg(long)]
    pub requester: i64,
    /// Who asks this time; without it the requester's usual kind
    #[arg(long)]
    pub kind: Option<String>,
    /// By what right; without it the usual one of the kind
    #[arg(long)]
    pub basis: Option<String>,
    /// Who signed, or acts: self, agent, parent, executor
    #[arg(long, default_value = "self")]
    pub actor: String,
    /// Record number of the patient
    #[arg(long, value_name = "MRN", required_unless_present = "named")]
    pub patient: Option<String>,
    /// The patient as the request names them, where nobody is known by it
    #[arg(long, value_name = "WORDS", conflicts_with = "patient")]
    pub named: Option<String>,
    /// What the records are wanted for
    #[arg(long, default_value = "own-request")]
    pub purpose: String,
    /// First day of service
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Last day of service
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Kinds of records, with commas between
    #[arg(long, value_delimiter = ',', required = true)]
    pub records: Vec<String>,
    /// In the requester's words
    #[arg(long, default_value = "")]
    pub specify: String,
    /// Form of the copy: pdf, paper, data, inspect
    #[arg(long, default_value = "pdf")]
    pub format: String,
    /// How it goes: pickup, mail, fax, portal, email, media
    #[arg(long, default_value = "mail")]
    pub delivery: String,
    /// Where it goes, if not to the requester's address
    #[arg(long, default_value = "")]
    pub deliver_to: String,
    /// Substance use disorder records (42 CFR part 2) are asked for
    #[arg(long)]
    pub part2: bool,
    /// Psychotherapy notes are asked for
    #[arg(long)]
    pub psychotherapy: bool,
    /// A certification is asked for
    #[arg(long)]
    pub certify: bool,
    /// When it was received anywhere in the hospital; today if not said
    #[arg(long, value_name = "DATE")]
    pub received: Option<String>,
    /// The day that a subpoena or an order names
    #[arg(long, value_name = "DATE")]
    pub wanted_by: Option<String>,
    /// Day of the signature
    #[arg(long, value_name = "DATE")]
    pub signed: Option<String>,
    /// Day on which it ends
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// Event with which it ends
    #[arg(long, default_value = "")]
    pub expires_event: String,
    /// Write no acknowledgement
    #[arg(long)]
    pub no_letter: bool,
}

#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// Number of the request
    pub number: i64,
    /// Elements that were found, with commas between
    #[arg(long, value_delimiter = ',')]
    pub found: Vec<String>,
    /// Elements that were not found
    #[arg(long, value_delimiter = ',')]
    pub lacking: Vec<String>,
    /// Who signed, or acts
    #[arg(long)]
    pub actor: Option<String>,
    /// Substance use disorder records are asked for: yes or no
    #[arg(long, value_name = "YES/NO", value_parser = super::release::yes_no)]
    pub part2: Option<bool>,
    /// Psychotherapy notes are asked for: yes or no
    #[arg(long, value_name = "YES/NO", value_parser = super::release::yes_no)]
    pub psychotherapy: Option<bool>,
    /// Day of the signature
    #[arg(long, value_name = "DATE")]
    pub signed: Option<String>,
    /// Day on which it ends
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// Event with which it ends
    #[arg(long)]
    pub expires_event: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct BillArgs {
    /// Number of the request
    pub number: i64,
    /// Pages, if not those gathered
    #[arg(long, default_value_t = 0)]
    pub pages: i64,
    /// The flat fee of $6.50 for an electronic copy to the patient
    #[arg(long)]
    pub flat: bool,
    /// Minutes of copying alone
    #[arg(long, default_value_t = 0)]
    pub minutes: i64,
    /// Dollars for an hour of copying
    #[arg(long, default_value = "0")]
    pub hour: String,
    /// Dollars for paper, toner, disc
    #[arg(long, default_value = "0")]
    pub supplies: String,
    /// Dollars for postage
    #[arg(long, default_value = "0")]
    pub postage: String,
    /// Dollars for a summary that was agreed to before
    #[arg(long, default_value = "0")]
    pub summary: String,
    /// Send the invoice
    #[arg(long)]
    pub send: bool,
}
