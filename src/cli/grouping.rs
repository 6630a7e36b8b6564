//! `group` and `edits`: claims as JSON lines on standard input, results as JSON lines on standard output.

use super::{
    args::Args,
    claim_json::{self, Line},
    output::{Outcome, Output},
    place,
};
use crate::{
    classification::{
        drg::DrgTables,
        library::Library,
        mce::{MceTables, editor},
    },
    codesets::{
        files::{ReadFile, Wanted, make_sets_beside, read_all},
        grouping::{self, OpenLibrary},
    },
};
use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::Args as ClapArgs;
use std::{
    io::{BufRead as _, Write as _},
    path::PathBuf,
    sync::Arc,
};

/// Where the tables come from.
#[derive(Debug, ClapArgs)]
pub struct TableArgs {
    /// The folder with the MS-DRG Definitions Manual as published, instead of the built-in version
    #[arg(long, value_name = "FOLDER")]
    manual: Option<PathBuf>,
    /// Official files: manual, Table 5, lists of the code editor, ICD-10-CM titles; plain, gzipped or zipped
    #[arg(long, value_name = "FILE", num_args = 1..)]
    tables: Vec<PathBuf>,
    /// The first day on which the version of --manual holds, with --to; else the day of its number
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    from: Option<NaiveDate>,
    /// The last day on which it holds
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    to: Option<NaiveDate>,
}

/// What `group` is asked for.
#[derive(Debug, ClapArgs)]
pub struct GroupArgs {
    #[command(flatten)]
    tables: TableArgs,
    /// Tell each step of the way to the DRG
    #[arg(long)]
    explain: bool,
}

/// A version with its editor, made when the first claim of its dates comes.
struct Version<'a> {
    drg: &'a DrgTables,
    mce: Option<MceTables>,
    day: NaiveDate,
}

/// All versions that claims have asked for.
struct Versions<'a> {
    library: &'a Library,
    made: Vec<Version<'a>>,
    warned: bool,
}

impl<'a> Versions<'a> {
    fn of(&mut self, discharged: Option<NaiveDate>) -> anyhow::Result<&mut Version<'a>> {
        let set = discharged
            .map_or_else(|| grouping::newest(self.library), |day| grouping::version(self.library, day));
        let set =
            set.context("No MS-DRG version is there; give --manual or load one with `chartroom codes load`")?;
        let drg = grouping::tables(set).with_context(|| {
            format!("The MS-DRG tables of edition {} are damaged; load the manual again", set.edition)
        })?;
        let known = self.made.iter().position(|version| std::ptr::eq(version.drg, drg));
        let at = known.unwrap_or(self.made.len());
        if known.is_none() {
            self.made.push(Version { drg, mce: None, day: set.from });
        }
        self.made.get_mut(at).context("No MS-DRG version is there")
    }

    fn editor(&mut self, discharged: Option<NaiveDate>) -> anyhow::Result<&MceTables> {
        let (library, warned) = (self.library, self.warned);
        let version = self.of(discharged)?;
        let mut missing = false;
        if version.mce.is_none() {
            let (tables, has_lists) = editor(library, version.drg, version.day);
            version.mce = Some(tables);
            missing = !has_lists;
        }
        if missing && !warned {
            let _ = writeln!(
                std::io::stderr(),
                "chartroom: no lists of the Medicare Code Editor are loaded; only edits that need none are checked. \
                 `chartroom codes load` or --tables brings them in."
            );
            self.warned = true;
        }
        self.of(discharged)?.mce.as_ref().context("The code editor could not be made")
    }
}

/// Groups claims.
pub fn group(args: &Args, group: &GroupArgs, out: &mut Output) -> Outcome {
    let library = library(args, &group.tables)?;
    let mut versions = Versions { library: &library, made: Vec::new(), warned: false };
    each_claim(out, |line, out| {
        let drg = versions.of(line.discharged)?.drg;
        let (outcome, told) = if group.explain {
            let (outcome, told) = drg.explain(&line.claim);
            (outcome, Some(told))
        } else {
            (drg.group(&line.claim), None)
        };
        let result = claim_json::outcome(line, &outcome, drg, told.as_ref());
        out.either(&result, claim_json::outcome_lines(line, &outcome, drg, told.as_ref()))
    })
}

/// Edits claims.
pub fn edits(args: &Args, tables: &TableArgs, out: &mut Output) -> Outcome {
    let library = library(args, tables)?;
    let mut versions = Versions { library: &library, made: Vec::new(), warned: false };
    each_claim(out, |line, out| {
        let edited = versions.editor(line.discharged)?.edit(&line.claim);
        out.either(&claim_json::edited(line, &edited), claim_json::edited_lines(line, &edited))
    })
}

/// The files that were given, else the database that was named or is there, else what is built in.
fn library(args: &Args, tables: &TableArgs) -> anyhow::Result<Arc<Library>> {
    let paths: Vec<PathBuf> = tables.manual.iter().chain(&tables.tables).cloned().collect();
    if paths.is_empty() {
        let is_there = place::db_path(args).is_ok_and(|path| path.is_file());
        if args.common.db.is_none() && !is_there {
            return Ok(Arc::new(Library::built_in().clone()));
        }
        let (store, session) = place::open(args)?;
        return Ok(store.ask(&session, &OpenLibrary)?);
    }
    let files = read_all(&paths, &mut |_| {})?;
    // Titles of ICD-10-CM are there for the manual; they make no set of their own here.
    let of_grouping = |file: &ReadFile| {
        use crate::domain::codeset::SetKind;
        matches!(file.content.kind(), SetKind::MsDrg | SetKind::Mce | SetKind::Icd10Pcs)
    };
    let wanted = Wanted { year: None, dates: tables.from.zip(tables.to), excerpt: false };
    let sets = sets_of(&files, of_grouping, &wanted)?;
    Ok(Arc::new(grouping::library_of(sets)?))
}

fn sets_of(
    files: &[ReadFile],
    wants: impl Fn(&ReadFile) -> bool,
    wanted: &Wanted,
) -> anyhow::Result<Vec<crate::codesets::files::MadeSet>> {
    let (own, beside): (Vec<ReadFile>, Vec<ReadFile>) = files.iter().cloned().partition(wants);
    if own.is_empty() {
        bail!(
            "None of these files is the MS-DRG manual, Table 5 or a list of the code editor. Nothing was done."
        );
    }
    Ok(make_sets_beside(&own, &beside, wanted)?)
}

/// Reads line after line and answers each before the next; a bad one gets an error in its place and status 1 at the end.
fn each_claim(out: &mut Output, mut answer: impl FnMut(&Line, &mut Output) -> Outcome) -> Outcome {
    let mut input = std::io::stdin().lock();
    let mut text = Vec::new();
    for number in 1_usize.. {
        text.clear();
        if input.read_until(b'\n', &mut text).context("The claims could not be read")? == 0 {
            break;
        }
        // A file saved by an editor of Windows begins with a mark of its own.
        let bytes = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii();
        if bytes.is_empty() {
            continue;
        }
        match claim_json::read(bytes) {
            Ok(line) => answer(&line, out)?,
            Err(why) => {
                out.mark_failed();
                let line = format!("line {number}: {why}");
                let mut told = serde_json::json!({ "line": number, "error": why });
                if let (Some(id), Some(told)) = (claim_json::name_of(bytes), told.as_object_mut()) {
                    told.insert("id".into(), id);
                }
                out.either(&told, [line])?;
            }
        }
    }
    Ok(())
}
