//! The same queries and changes without a screen: text for people, `--json` for programs.
//!
//! Exit status: 0 done, 1 not done (the message says why), 2 the command was not understood.

mod amendments;
mod args;
mod audit;
mod bare;
mod capture;
mod capture_args;
mod cdi;
mod cdi_args;
mod chart_args;
mod charts;
mod claim_json;
mod codes;
mod coding;
mod coding_args;
mod coding_show;
mod completion;
mod completion_args;
mod demo;
mod demo_papers;
mod demo_requests;
mod drafts;
mod files;
mod grouping;
mod identity;
mod import;
mod letter_args;
mod letters;
mod lists;
mod mailing;
mod output;
mod patients;
mod place;
mod provider_args;
mod providers;
mod queries;
mod release;
mod release_args;
mod release_house_args;
mod release_show;
mod rules;
mod rules_args;
mod screen;
mod users;
mod work;
mod work_args;
mod work_words;

use args::{Args, Command};
use output::Output;
use std::process::ExitCode;

/// Reads the arguments and carries the command out.
pub fn run() -> ExitCode {
    let args = Args::of_process();
    let mut out = Output::new(args.common.json);
    if args.command.is_none() {
        return screen::open(&args).unwrap_or_else(|error| out.fail(&error));
    }
    if let Some(Command::Demo(demo)) = &args.command {
        return demo::run(&args, demo, &mut out).unwrap_or_else(|error| out.fail(&error));
    }
    let outcome = match &args.command {
        Some(Command::Init(init)) => files::init(&args, init, &mut out),
        Some(Command::Check) => files::check(&args, &mut out),
        Some(Command::Backup { target }) => files::backup(&args, target, &mut out),
        Some(Command::User(command)) => users::run(&args, command, &mut out),
        Some(Command::Audit(command)) => audit::run(&args, command, &mut out),
        Some(Command::Keys) => screen::keys(&mut out),
        Some(Command::Patients(command)) => patients::run(&args, command, &mut out),
        Some(Command::Encounters(command)) => charts::encounters(&args, command, &mut out),
        Some(Command::Documents(command)) => charts::documents(&args, command, &mut out),
        Some(Command::Results(command)) => charts::results(&args, command, &mut out),
        Some(Command::Drafts(command)) => drafts::run(&args, command, &mut out),
        Some(Command::Providers(command)) => providers::run(&args, command, &mut out),
        Some(Command::Letters(command)) => letters::run(&args, command, &mut out),
        Some(Command::Intake(command)) => capture::intake(&args, command, &mut out),
        Some(Command::Indexing(command)) => capture::indexing(&args, command, &mut out),
        Some(Command::Amendments(command)) => amendments::run(&args, command, &mut out),
        Some(Command::Release(command)) => release::run(&args, command, &mut out),
        Some(Command::Import(command)) => import::run(&args, command, &mut out),
        Some(Command::Imports(command)) => import::runs(&args, command, &mut out),
        Some(Command::Errors(command)) => import::errors(&args, command, &mut out),
        Some(Command::Coding(command)) => coding::run(&args, command, &mut out),
        Some(Command::Cdi(command)) => cdi::run(&args, command, &mut out),
        Some(Command::Query(command)) => queries::run(command, &mut out),
        Some(Command::Work(command)) => work::run(&args, command, &mut out),
        Some(Command::Held(command)) => import::held(&args, command, &mut out),
        Some(Command::Codes(command)) => codes::run(&args, command, &mut out),
        Some(Command::Completion(command)) => completion::run(&args, command, &mut out),
        Some(Command::Rules(command)) => rules::run(&args, command, &mut out),
        Some(Command::Group(group)) => grouping::group(&args, group, &mut out),
        Some(Command::Edits(tables)) => grouping::edits(&args, tables, &mut out),
        None | Some(Command::Demo(_)) => Ok(()),
    };
    let outcome = outcome.and_then(|()| out.finish());
    match outcome {
        Ok(()) => out.status(),
        Err(error) => out.fail(&error),
    }
}
