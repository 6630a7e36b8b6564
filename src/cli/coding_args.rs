//! The `coding` commands as clap reads them.

use chrono::NaiveDate;
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum CodingCommand {
    /// Accounts: to code, on hold, in review, to bill
    #[command(after_help = "Example: chartroom coding list --view uncoded --order dearest --json\n\n\
        Views: work, mine, hold, review, bill, billed, house, uncoded (work, hold, review), unbilled")]
    List {
        /// Which accounts
        #[arg(long, default_value = "uncoded")]
        view: String,
        /// oldest or dearest first
        #[arg(long, default_value = "oldest")]
        order: String,
        /// Only this band of age: 1 (0-3 days) to 5 (over 30 days)
        #[arg(long)]
        band: Option<usize>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// One account: codes, DRGs, holds, history
    #[command(after_help = "Example: chartroom coding show 600000012 --json")]
    Show {
        /// Account number, visit number, or # and the number of the account here
        account: String,
    },
    /// Take the next account: your own oldest, else the oldest that nobody has
    #[command(after_help = "Example: chartroom coding next --json")]
    Next,
    /// Put codes on an account, in place of those that are there
    #[command(
        after_help = "Example: chartroom coding set 600000012 --dx I110:Y --dx I5023:Y --px 5A1D70Z@2026-11-20\n         \
        chartroom coding set 600000012 --sheet sheet.json"
    )]
    Set {
        /// Account
        account: String,
        /// A diagnosis in order, with its present-on-admission answer: CODE:POA
        #[arg(long = "dx", value_name = "CODE[:POA]")]
        diagnoses: Vec<String>,
        /// A procedure in order, with its day: CODE@YYYY-MM-DD
        #[arg(long = "px", value_name = "CODE[@DAY]")]
        procedures: Vec<String>,
        /// The whole sheet as JSON, as `coding show --json` prints it under "sheet"
        #[arg(long, value_name = "FILE", conflicts_with_all = ["diagnoses", "procedures"])]
        sheet: Option<PathBuf>,
    },
    /// Take your last change of the codes back
    #[command(after_help = "Example: chartroom coding undo 600000012")]
    Undo {
        /// Account
        account: String,
    },
    /// Put an account aside until something comes
    #[command(
        after_help = "Example: chartroom coding pend 600000012 --reason missing-document --for 18842-5 --on \"Dr. Flores\"\n\n\
        Reasons: missing-document, query-open, charge-question, second-level-review, validation-error, other"
    )]
    Pend {
        /// Account
        account: String,
        /// Why
        #[arg(long)]
        reason: String,
        /// Who owes what is missing
        #[arg(long = "on", default_value = "")]
        waits_on: String,
        /// Type code of the document whose arrival brings it back
        #[arg(long = "for", default_value = "")]
        waits_for: String,
        /// Day on which it comes back in any case
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<NaiveDate>,
        /// What else there is to say
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take up again what was put aside
    #[command(
        visible_alias = "unpend",
        after_help = "Example: chartroom coding wake 600000012 --note \"summary dictated\""
    )]
    Wake {
        /// Account
        account: String,
        /// What came of it
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Give accounts to a coder, or all free ones by the rules
    #[command(after_help = "Example: chartroom coding assign --to coder 600000012 600000913\n         \
        chartroom coding assign --by-rule")]
    Assign {
        /// Account name of the coder
        #[arg(long, required_unless_present = "by_rule")]
        to: Option<String>,
        /// By the rules of assignment
        #[arg(long, conflicts_with = "to")]
        by_rule: bool,
        /// Accounts
        #[arg(required_unless_present = "by_rule")]
        accounts: Vec<String>,
    },
    /// Give accounts back: they are nobody's then
    #[command(visible_alias = "release", after_help = "Example: chartroom coding unassign 600000012")]
    Unassign {
        /// Accounts
        #[arg(required = true)]
        accounts: Vec<String>,
    },
    /// Another step: code, review, send-back, bill, deny, rebill, reopen
    #[command(after_help = "Example: chartroom coding step reopen 600000012 --reason \"addendum of 11/20\"")]
    Step {
        /// Which
        deed: String,
        /// Accounts: all of them or none
        #[arg(required = true)]
        accounts: Vec<String>,
        /// Why; send-back, deny, rebill and reopen ask for it
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// What the edits say of an account, and the DRG it groups to
    #[command(after_help = "Example: chartroom coding check 600000012 --json")]
    Check {
        /// Account
        account: String,
    },
    /// Overrule a warning with a reason; without a reason it stands again
    #[command(
        after_help = "Example: chartroom coding overrule 600000012 \"Excludes1|E119,E1122\" --reason \"two conditions\""
    )]
    Overrule {
        /// Account
        account: String,
        /// Key of the warning, as `coding check --json` prints it
        finding: String,
        /// Why it does not hold here
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Sign the codes of an account as final
    #[command(after_help = "Example: chartroom coding finalize 600000012 --sign coder\n\n\
        The signature is your account name, typed once more: it proves that whoever is signed in at this account signed exactly\n\
        these codes (their SHA-256 is kept). It is no second factor.")]
    Finalize {
        /// Account
        account: String,
        /// Your account name
        #[arg(long)]
        sign: String,
    },
    /// What the chart suggests, each with its evidence; nothing is taken by itself
    #[command(after_help = "Example: chartroom coding suggest 600000012 --json")]
    Suggest {
        /// Account
        account: String,
    },
    /// The coded account for other programs
    #[command(
        after_help = "Example: chartroom coding export 600000012 --form 837\n\nForms: json, csv, 837 (the code segments of an institutional claim, one a line)"
    )]
    Export {
        /// Accounts
        #[arg(required = true)]
        accounts: Vec<String>,
        /// json, csv or 837
        #[arg(long, default_value = "json")]
        form: String,
    },
    /// Discharged, not final billed and not final coded: dollars, accounts, days, by age
    #[command(after_help = "Example: chartroom coding dnfb --json")]
    Dnfb,
    /// What coders have done: your own figures first
    #[command(after_help = "Example: chartroom coding productivity --from 2026-11-01 --to 2026-11-30")]
    Productivity {
        /// First day; else the first of this month
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<NaiveDate>,
        /// Last day; else today
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<NaiveDate>,
    },
    /// The rules of assignment: print them, or set them from a JSON file
    #[command(
        after_help = "Example: chartroom coding rules --json > rules.json && chartroom coding rules --set rules.json\n\n\
        A rule: {\"class\": \"inpatient\", \"service\": \"\", \"payer\": \"\", \"least_cents\": 5000000, \"most_cents\": null,\n       \
        \"skill\": \"complex\", \"second_level\": true}"
    )]
    Rules {
        /// File with a JSON list of rules
        #[arg(long, value_name = "FILE")]
        set: Option<PathBuf>,
    },
    /// What a coder codes; without skills: all coders with theirs
    #[command(after_help = "Example: chartroom coding skills coder inpatient cardiology")]
    Skills {
        /// Account name of the coder
        coder: Option<String>,
        /// Words that rules ask for
        skills: Vec<String>,
    },
    /// Let the accounts follow the stays now; the desk and imports do so by themselves
    #[command(after_help = "Example: chartroom coding sync")]
    Sync,
}
