//! `codes load|list|find|show|diff|pack|remove`.

use super::{
    args::Args,
    output::{Outcome, Output},
    place,
};
use crate::{
    classification::{
        answers::{Hit, Scope},
        card::Card,
        library::Library,
    },
    codesets::{
        ask::{CardOf, Find},
        diff::{Diff, Differing},
        files::{MadeSet, ReadFile, Wanted, make_sets, read_all},
        load::{LoadSets, RemoveSet, Replace, Sets},
    },
    domain::codeset::SetKind,
};
use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::path::{Path, PathBuf};

/// Code sets: load, list, look up, compare, pack.
#[derive(Debug, Subcommand)]
pub enum CodesCommand {
    /// Load official files: ICD-10-CM and PCS, indexes, tables, HCPCS, HCC, CCSR, POA list, CPT, NCCI
    ///
    /// Files are known by what stands in them, also gzipped, in folders and in zip archives. Nothing is stored unless all
    /// files are whole.
    #[command(
        after_help = "Example: chartroom codes load icd10cm-table-index-2026.zip icd10cm-codes-2026.zip"
    )]
    Load {
        /// Files, folders, archives
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        says: Says,
        /// Replace a set of the same kind and edition
        #[arg(long)]
        replace: bool,
    },
    /// All sets with their dates, those of the program too
    #[command(after_help = "Example: chartroom codes list --json")]
    List,
    /// Answers of the encoder's input line: a code, words, abbreviations, index terms
    #[command(after_help = "Example: chartroom codes find \"dm2 ckd\"")]
    Find {
        /// What would be typed
        #[arg(required = true)]
        text: Vec<String>,
        /// The day whose codes hold; today if not said
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<NaiveDate>,
        /// Diagnoses or procedures only
        #[arg(long, value_enum, default_value_t = Wants::All)]
        only: Wants,
        /// At most so many
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// The card of a code: title, choices, instructions, groups, dates
    #[command(after_help = "Example: chartroom codes show E11.22")]
    Show {
        /// The code, with or without dot
        code: String,
        /// The day whose codes hold; today if not said
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<NaiveDate>,
    },
    /// What a newer edition adds, deletes and retitles, and which open stays that touches
    #[command(after_help = "Example: chartroom codes diff 2025 2026")]
    Diff {
        /// The older edition
        old: String,
        /// The newer edition
        new: String,
        /// icd10cm, icd10pcs, hcpcs, cms-hcc, ccsr, poa-exempt, cpt
        #[arg(long, default_value = "icd10cm")]
        kind: String,
    },
    /// Take a set out of the database
    #[command(after_help = "Example: chartroom codes remove icd10cm 2025")]
    Remove {
        /// icd10cm, icd10cm-index, icd10pcs …
        kind: String,
        /// The edition
        edition: String,
    },
    /// Compile official files into pack files, as the program has them built in
    #[command(
        after_help = "Example: chartroom codes pack icd10cm-tabular-2026.xml titles_FY2026.csv -o codesets/"
    )]
    Pack {
        /// Files, folders, archives
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        says: Says,
        /// The folder for the pack files
        #[arg(short, long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

/// What is said about the files.
#[derive(Debug, ClapArgs)]
pub struct Says {
    /// The year that the files must be of; files that do not say their year get it
    #[arg(long)]
    year: Option<u16>,
    /// The first day on which the set holds, with --to
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    from: Option<NaiveDate>,
    /// The last day on which the set holds, with --from
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    to: Option<NaiveDate>,
    /// Take files that are excerpts of a whole set
    #[arg(long)]
    excerpt: bool,
}

impl Says {
    fn wanted(&self) -> Wanted {
        Wanted { year: self.year, dates: self.from.zip(self.to), excerpt: self.excerpt }
    }
}

/// Which codes are looked for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Wants {
    /// All of them
    All,
    /// Diagnoses
    Diagnoses,
    /// Procedures
    Procedures,
}

/// Carries a `codes` command out.
pub fn run(args: &Args, command: &CodesCommand, out: &mut Output) -> Outcome {
    match command {
        CodesCommand::Load { paths, says, replace } => load(args, paths, says, *replace, out),
        CodesCommand::List => list(args, out),
        CodesCommand::Find { text, on, only, limit } => {
            let scope = match only {
                Wants::All => Scope::All,
                Wants::Diagnoses => Scope::Diagnoses,
                Wants::Procedures => Scope::Procedures,
            };
            find(
                args,
                Find { text: text.join(" "), day: on.unwrap_or_else(today), scope, limit: *limit },
                out,
            )
        }
        CodesCommand::Show { code, on } => show(args, code, on.unwrap_or_else(today), out),
        CodesCommand::Diff { old, new, kind } => diff(args, old, new, kind, out),
        CodesCommand::Remove { kind, edition } => {
            let kind = kind_of(kind)?;
            let (store, session) = place::open(args)?;
            store.apply(&session, &RemoveSet { kind, edition: edition.clone() })?;
            let line = format!("{} {edition} is no longer in this database.", kind.title());
            out.either(&serde_json::json!({ "kind": kind.word(), "edition": edition }), [line])
        }
        CodesCommand::Pack { paths, says, out: folder } => pack(paths, says, folder, out),
    }
}

fn today() -> NaiveDate {
    crate::domain::time::Clock::System.now().date_naive()
}

fn kind_of(word: &str) -> anyhow::Result<SetKind> {
    let known: Vec<&str> = SetKind::ALL.iter().map(|kind| kind.word()).collect();
    SetKind::from_word(word).with_context(|| {
        format!("Nothing was done: there is no code set \"{word}\". Known are: {}", known.join(", "))
    })
}

/// Reads and compiles, with the present file's name on standard error.
fn read(paths: &[PathBuf], says: &Says, quiet: bool) -> anyhow::Result<(Vec<ReadFile>, Vec<MadeSet>)> {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    let files = read_all(paths, &mut |name| {
        bar.inc(1);
        bar.set_message(name.to_owned());
        bar.tick();
    })?;
    bar.set_message("compiling");
    bar.tick();
    let sets = make_sets(&files, &says.wanted())?;
    bar.finish_and_clear();
    Ok((files, sets))
}

fn set_line(set: &MadeSet) -> String {
    format!(
        "{} {}: {} records, {} to {}, {} kB",
        set.compiled.kind.title(),
        set.edition,
        set.compiled.n_records,
        set.from,
        set.to,
        set.compiled.bytes.len() / 1024
    )
}

fn set_json(set: &MadeSet) -> serde_json::Value {
    serde_json::json!({
        "kind": set.compiled.kind.word(), "edition": set.edition, "records": set.compiled.n_records,
        "valid_from": set.from, "valid_to": set.to, "bytes": set.compiled.bytes.len(), "origin": set.origin,
    })
}

fn load(args: &Args, paths: &[PathBuf], says: &Says, replace: bool, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    session.require(crate::domain::role::Permission::LoadCodes)?;
    let (files, sets) = read(paths, says, out.wants_json())?;
    let replace = if replace { Replace::Yes } else { Replace::No };
    let json: Vec<_> = sets.iter().map(set_json).collect();
    let mut lines: Vec<String> = files
        .iter()
        .map(|file| {
            format!("{}: {}, {} records", file.name, file.content.kind().title(), file.content.n_records())
        })
        .collect();
    lines.extend(sets.iter().map(|set| format!("Loaded {}", set_line(set))));
    store.apply(&session, &LoadSets { sets, replace })?;
    out.either(&json, lines)
}

fn pack(paths: &[PathBuf], says: &Says, folder: &Path, out: &mut Output) -> Outcome {
    let (_, sets) = read(paths, says, out.wants_json())?;
    let licensed =
        |set: &&MadeSet| matches!(set.compiled.kind, SetKind::Cpt | SetKind::NcciPtp | SetKind::NcciMue);
    if let Some(set) = sets.iter().find(licensed) {
        bail!(
            "Nothing was packed: {} is licensed by its owner and never shipped.",
            set.compiled.kind.title()
        );
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("Nothing was packed: the folder {} could not be made", folder.display()))?;
    for set in &sets {
        let file = folder.join(format!("{}-{}.pack", set.compiled.kind.word(), set.edition));
        std::fs::write(&file, &set.compiled.bytes)
            .with_context(|| format!("{} could not be written", file.display()))?;
    }
    let json: Vec<_> = sets.iter().map(set_json).collect();
    out.either(&json, sets.iter().map(set_line))
}

fn list(args: &Args, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let sets = store.ask(&session, &Sets)?;
    let lines = sets.iter().map(|set| {
        let title = match SetKind::from_word(&set.kind) {
            Some(kind) => kind.title(),
            None => &set.kind,
        };
        let loaded =
            if set.loaded_by.is_empty() { String::new() } else { format!("  loaded by {}", set.loaded_by) };
        format!(
            "{title:<32} {:<6} {} to {}  {:>7}  {}{loaded}",
            set.edition, set.valid_from, set.valid_to, set.n_records, set.origin
        )
    });
    out.either(&sets, lines)
}

fn find(args: &Args, query: Find, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let hits = store.ask(&session, &query)?;
    let json: Vec<_> = hits.iter().map(hit_json).collect();
    let mut lines: Vec<String> = hits
        .iter()
        .map(|hit| {
            let more = hit.reportable.words();
            let more = if more.is_empty() { String::new() } else { format!(" [{more}]") };
            format!("{:<9} {}{more}  ({})", hit.code, hit.title, hit.why)
        })
        .collect();
    if hits.is_empty() {
        lines.push("Nothing was found. Try fewer words, or the beginning of a word.".into());
    }
    out.either(&json, lines)
}

fn hit_json(hit: &Hit) -> serde_json::Value {
    serde_json::json!({
        "code": hit.code, "title": hit.title, "why": hit.why, "score": hit.score,
        "reportable": hit.reportable == crate::classification::answers::Reportable::Yes,
    })
}

fn show(args: &Args, code: &str, day: NaiveDate, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    for kind in [SetKind::Icd10Cm, SetKind::Icd10Pcs, SetKind::Hcpcs, SetKind::Cpt] {
        if let Some(card) = store.ask(&session, &CardOf { kind, code: code.to_owned(), day })? {
            let lines = crate::classification::card_text::card_text(&card)
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>();
            return out.either(&card_json(&card), lines);
        }
    }
    let sets =
        if Library::built_in().sets().is_empty() { "No code set is loaded" } else { "No loaded set has it" };
    bail!(
        "{code} was not found for {day}. {sets}; `chartroom codes find` looks for words, `codes list` shows the sets."
    )
}

fn card_json(card: &Card) -> serde_json::Value {
    let steps = |steps: &[crate::classification::card::Step]| -> Vec<serde_json::Value> {
        steps.iter().map(|step| serde_json::json!({ "code": step.code, "title": step.title })).collect()
    };
    let notes: Vec<_> = card
        .notes
        .iter()
        .map(|note| serde_json::json!({ "kind": note.kind.word(), "at": note.at, "text": note.text }))
        .collect();
    serde_json::json!({
        "system": card.kind.word(), "code": card.printed, "title": card.title,
        "reportable": card.reportable == crate::classification::answers::Reportable::Yes,
        "edition": card.edition, "valid_from": card.valid.0, "valid_to": card.valid.1, "in_force": card.in_force,
        "above": steps(&card.above), "below": steps(&card.below), "seventh": steps(&card.seventh),
        "sides": steps(&card.sides), "notes": notes, "poa_exempt": card.poa_exempt,
        "manifestation": card.manifestation, "hcc": card.hcc, "ccsr": card.ccsr,
        "drg": card.drg, "excluded_by": card.excluded_by,
    })
}

fn diff(args: &Args, old: &str, new: &str, kind: &str, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let query = Diff { kind: kind_of(kind)?, old: old.to_owned(), new: new.to_owned() };
    let found = store.ask(&session, &query)?;
    let mut lines = vec![format!(
        "{} added, {} deleted, {} retitled; {} codes of open stays are touched",
        found.added.len(),
        found.deleted.len(),
        found.retitled.len(),
        found.touched.len()
    )];
    let line = |sign: &str, one: &Differing, title: &str| format!("{sign} {:<8} {title}", one.code);
    lines.extend(found.added.iter().map(|one| line("+", one, &one.new)));
    lines.extend(found.deleted.iter().map(|one| line("-", one, &one.old)));
    lines.extend(found.retitled.iter().map(|one| line("~", one, &format!("{} -> {}", one.old, one.new))));
    lines.extend(found.touched.iter().map(|one| format!("! account {}: {}", one.account, one.code)));
    out.either(&found, lines)
}
