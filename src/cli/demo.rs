//! `demo`: a whole invented hospital, made in a few seconds, opened in the terminal.

use super::{
    args::{Args, Demo},
    identity,
    output::{Outcome, Output},
    place, screen,
};
use crate::{
    coding::{AssignByRule, SetRules, SetSkills},
    demo::{Config, Hospital},
    domain::{
        coding::AssignRule,
        facts::{Record, Rejection},
        role::Role,
        time::Clock,
    },
    formats::{ReadError, Records},
    intake::{Feed, Format, Importer, InputId, Summary},
    store::{self, Session, Store, ops::SetUser},
};
use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, atomic::AtomicBool},
};

/// Name of the invented hospital, as its screens show it.
const HOSPITAL: &str = crate::demo::HOSPITAL_NAME;

/// Makes the hospital if it is not there (or `--fresh`), and opens it unless told not to.
pub fn run(args: &Args, demo: &Demo, out: &mut Output) -> anyhow::Result<ExitCode> {
    let path = match &args.common.db {
        Some(path) => path.clone(),
        None => place::demo_path()?,
    };
    if demo.fresh {
        remove(&path)?;
    }
    let is_new = !path.exists();
    if is_new {
        let summary = make(&path, demo, out)?;
        let line = format!("{HOSPITAL} is ready: {} records in {}", summary.read, path.display());
        out.either(&serde_json::json!({ "db": path, "records": summary.read, "made": true }), [line])?;
    } else if demo.no_open {
        let line = format!("{} is there already; --fresh makes it anew.", path.display());
        out.either(&serde_json::json!({ "db": path, "made": false }), [line])?;
    }
    out.finish()?;
    if demo.no_open {
        return Ok(ExitCode::SUCCESS);
    }
    if !std::io::stdout().is_terminal() {
        bail!(
            "The hospital is made, but this is no terminal to open it in. Use --no-open, or run it in a terminal."
        );
    }
    let login = args.common.act_as.clone().unwrap_or_else(|| "supervisor".to_owned());
    let store = Store::open(&path, Clock::System)?;
    if store.kind()? == "hospital" {
        bail!(
            "{} is a real database, not a demonstration. Nothing was opened; leave --db out, or name another file.",
            path.display()
        );
    }
    let session = store.sign_in(&login, &identity::station())?;
    screen::run(&store, session)
}

/// Writes the hospital into a new file beside the wanted one, which takes its place when it is whole.
fn make(path: &Path, demo: &Demo, out: &Output) -> anyhow::Result<Summary> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| {
            format!("The hospital was not made: the folder {} could not be made", folder.display())
        })?;
    }
    let today = demo.as_of.unwrap_or_else(|| Clock::System.today());
    let mut config = Config::usual(today);
    config.seed = demo.seed.unwrap_or(config.seed);
    config.patients = demo.patients.unwrap_or(config.patients);
    if demo.light {
        config.detail = crate::demo::Detail::Light;
    }
    let hospital = Hospital::new(config)?;
    let part = path.with_extension("making");
    remove(&part)?;
    let summary = fill(&part, &hospital, config.patients, out).inspect_err(|_| {
        let _ = remove(&part);
    })?;
    std::fs::rename(&part, path)?;
    Ok(summary)
}

fn fill(part: &Path, hospital: &Hospital, patients: u64, out: &Output) -> anyhow::Result<Summary> {
    // The builder of the file is no user of it: people come in as one of the staff.
    let store = store::create(part, "demo", HOSPITAL, "builder", Clock::System)?;
    let builder = store.sign_in("builder", &identity::station())?;
    staff(&store, &builder, hospital)?;
    let bar = bar(out.wants_json(), patients);
    let stop = Arc::new(AtomicBool::new(false));
    let mut importer = Importer::open(&store, &builder, Feed::new("demo", Format::Demo), stop)?;
    let records = Told { records: hospital.records(), patients: 0, bar: bar.clone() };
    importer.import(&InputId::made("demonstration hospital"), Box::new(records), &mut |_| {})?;
    let summary = importer.finish()?;
    bar.finish_and_clear();
    // A million light charts bring no work for coders; their accounts are opened when somebody comes to the desk.
    if hospital.config().detail == crate::demo::Detail::Full {
        crate::coding::sync_all(&store, &builder)?;
        prepare_coding(&store, &builder)?;
        super::demo_papers::prepare(&store, &store.sign_in("supervisor", &builder.station)?)?;
    }
    crate::completion::analyze(
        &store,
        &store.sign_in("supervisor", &builder.station)?,
        crate::completion::Extent::Changed,
        &mut |_| true,
    )?;
    store::compact(&store)?;
    Ok(summary)
}

/// Who codes what, and the oldest accounts given to them.
fn prepare_coding(store: &Store, builder: &Session) -> Outcome {
    let head = store.sign_in("supervisor", &builder.station)?;
    let skills = |login: &str, skills: &[&str]| SetSkills {
        login: login.to_owned(),
        skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
    };
    store.apply(&head, &skills("coder", &["inpatient", "outpatient"]))?;
    store.apply(&head, &skills("coding-auditor", &["complex", "inpatient"]))?;
    let rule = |class: &str, least_cents, skill: &str| AssignRule {
        class: class.to_owned(),
        least_cents,
        skill: skill.to_owned(),
        ..AssignRule::default()
    };
    store.apply(
        &head,
        &SetRules {
            seen: None,
            rules: vec![
                AssignRule { second_level: true, ..rule("inpatient", Some(6_000_000), "complex") },
                rule("inpatient", None, "inpatient"),
                rule("", None, "outpatient"),
            ],
        },
    )?;
    store.apply(&head, &AssignByRule { limit: 6 })?;
    Ok(())
}

/// One user for each role, and a supervisor who sees everything that a department's head sees.
fn staff(store: &Store, builder: &Session, hospital: &Hospital) -> Outcome {
    for user in hospital.staff() {
        let mut roles = vec![user.role];
        if user.role == Role::Supervisor {
            // The head of a small department keeps its users and its identity index too.
            roles.extend([Role::Administrator, Role::MpiAnalyst]);
        }
        let change = SetUser { login: user.login.to_owned(), full_name: user.name.clone(), roles };
        store.apply(builder, &change)?;
    }
    Ok(())
}

fn bar(json: bool, patients: u64) -> ProgressBar {
    if json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(patients);
    if let Ok(style) = ProgressStyle::with_template("Making the hospital {wide_bar} {pos}/{len} patients") {
        bar.set_style(style);
    }
    bar
}

/// Removes a database of ours with its log files; anything else is left alone.
fn remove(path: &Path) -> Outcome {
    if !path.exists() {
        return Ok(());
    }
    if Store::open(path, Clock::System).and_then(|store| store.kind()).is_ok_and(|kind| kind == "hospital") {
        bail!(
            "{} is a real database. It was left alone; --fresh removes demonstrations only.",
            path.display()
        );
    }
    if path.extension().is_none_or(|ext| ext != "making") {
        store::check_ours(path)?;
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let file = PathBuf::from(name);
        if file.exists() {
            std::fs::remove_file(&file)
                .with_context(|| format!("{} could not be removed", file.display()))?;
        }
    }
    Ok(())
}

/// The generator as a codec.
struct Told<'h> {
    records: crate::demo::Records<'h>,
    patients: u64,
    bar: ProgressBar,
}

impl Records for Told<'_> {
    fn next(&mut self) -> Result<Option<Result<Record, Rejection>>, ReadError> {
        let next = self.records.next();
        if next.as_ref().is_some_and(|record| record.what == "patient") {
            self.patients += 1;
            if self.patients.is_multiple_of(16) {
                self.bar.set_position(self.patients);
            }
        }
        Ok(next.map(Ok))
    }
}
