//! `import fhir|hl7|csv`, `imports list`, `errors list|show|replay|discard`, `held list|accept|refuse`.

use super::{
    args::{Args, ErrorCommand, HeldCommand, ImportCommand, RunCommand},
    output::{Outcome, Output},
    place,
};
use crate::{
    desks::imports::queries::{PendingMerges, Side},
    domain::ids::{BatchId, HeldEditId, ImportErrorId},
    formats::csv,
    intake::{
        CorrectAndReplay, DecideHeldEdit, DiscardError, FileDone, HeldEdits, ImportBatches,
        ImportErrorDetail, ImportErrors, Importer, Progress, Source, Summary, import_files,
    },
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::{IsTerminal as _, Read as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Imports files and folders of one format.
pub fn run(args: &Args, command: &ImportCommand, out: &mut Output) -> Outcome {
    let (mut source, feed, paths) = match command {
        ImportCommand::Fhir { feed, paths } => (Source::Fhir, feed, paths),
        ImportCommand::Hl7 { feed, paths } => (Source::Hl7, feed, paths),
        ImportCommand::Csv { map, feed, paths } => (tables(map)?, feed, paths),
    };
    let (store, session) = place::open(args)?;
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_signals(&stop)?;
    let feed = source.feed(feed.clone());
    let mut importer = Importer::open(&store, &session, feed, Arc::clone(&stop))?;
    let bar = bar(out.wants_json());
    let files = import_files(&mut importer, &mut source, paths, &mut |path, now| show(&bar, path, now))?;
    let summary = importer.finish().map_err(|error| {
        anyhow::anyhow!(
            "The import stopped: {error} What was filed before stands; the same command goes on from there."
        )
    })?;
    bar.finish_and_clear();
    // Coding accounts follow the stays that came in.
    crate::coding::sync_all(&store, &session)?;
    // What came in may be a reason to look at a stay.
    crate::cdi::review::refresh_all(&store, &session)?;
    report(&files, summary, stop.load(Ordering::Relaxed), out)
}

/// A shipped map by name, or a file of the user's.
fn tables(map: &str) -> anyhow::Result<Source> {
    let shipped = csv::SHIPPED.iter().find(|(name, ..)| *name == map).map(|(_, _, text)| (*text).to_owned());
    let text = match shipped {
        Some(text) => text,
        None => std::fs::read_to_string(map).with_context(|| {
            let names: Vec<&str> = csv::SHIPPED.iter().map(|(name, ..)| *name).collect();
            format!(
                "Nothing was imported: the map {map} cannot be read. Name a file, or a map that comes with the program: {}",
                names.join(", ")
            )
        })?,
    };
    Source::csv(map, text).map_err(|fault| anyhow::anyhow!("Nothing was imported: {fault}"))
}

/// The first Ctrl-C or end of the line stops after the chunk at hand; the run goes on from there next time.
fn stop_on_signals(stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // A second signal of the same kind ends the program at once: what is committed stays.
        signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(stop))?;
        signal_hook::flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}

/// A bar on a terminal, nothing elsewhere.
fn bar(json: bool) -> ProgressBar {
    if json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(4));
    let style = ProgressStyle::with_template(
        "{prefix} {wide_bar} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left  {msg}",
    );
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, path: &Path, now: &Progress) {
    if bar.is_hidden() {
        return;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if bar.prefix() != name {
        bar.reset();
        bar.set_prefix(name);
    }
    bar.set_length(now.bytes_total);
    bar.set_position(now.bytes_done);
    bar.set_message(format!("{} records", now.summary.read));
}

fn report(files: &[FileDone], summary: Summary, stopped: bool, out: &mut Output) -> Outcome {
    let faults: Vec<String> =
        files.iter().filter_map(|file| file.result.as_ref().err()).map(ToString::to_string).collect();
    // Not everything is filed: a program that started the import is to see it.
    if !faults.is_empty() || stopped || summary.rejected > 0 {
        out.mark_failed();
    }
    if out.wants_json() {
        let mut value = serde_json::to_value(summary)?;
        if let Some(object) = value.as_object_mut() {
            object.insert("files".into(), files.len().into());
            object.insert("faults".into(), faults.into());
        }
        return out.value(&value);
    }
    for fault in &faults {
        out.line(fault)?;
    }
    out.line(format!(
        "{} files, {} records read: {} added, {} changed, {} unchanged, {} kept, {} waiting, {} rejected",
        files.len(),
        summary.read,
        summary.added,
        summary.changed,
        summary.unchanged,
        summary.kept,
        summary.waiting,
        summary.rejected
    ))?;
    if summary.rejected > 0 {
        out.line("Rejected records are kept as they came: chartroom errors list, or the imports desk (gi).")?;
    }
    if summary.held > 0 {
        out.line(format!("{} identity changes are held for review: chartroom held list", summary.held))?;
    }
    if summary.missing > 0 {
        out.line(format!(
            "{} objects are named but have not come; they are filled in when they do.",
            summary.missing
        ))?;
    }
    if stopped {
        out.line("Stopped. The same command goes on where this one ended.")?;
    }
    Ok(())
}

/// Carries an `imports` command out.
pub fn runs(args: &Args, command: &RunCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let limit = match command {
        RunCommand::List { limit } => limit,
        RunCommand::Merges { limit } => return merges(&store, &session, *limit, out),
    };
    let runs = store.ask(&session, &ImportBatches { before: None, limit: *limit })?;
    if out.wants_json() {
        return runs.iter().try_for_each(|run| {
            out.value(&serde_json::json!({
                "run": run.id, "feed": run.feed, "input": run.input, "state": run.state, "summary": run.summary,
                "started_at": run.started_at, "ended_at": run.ended_at, "by": run.by, "note": run.note,
            }))
        });
    }
    for run in &runs {
        out.line(format!(
            "{:<20} {:<10} {:<8} {:>8} read {:>6} rejected  {}",
            run.started_at, run.feed, run.state, run.summary.read, run.summary.rejected, run.input
        ))?;
    }
    Ok(())
}

fn merges(store: &Store, session: &Session, limit: i64, out: &mut Output) -> Outcome {
    let merges = store.ask(session, &PendingMerges { limit })?;
    let side = |side: &Side| serde_json::json!({ "number": side.number, "name": side.name });
    let rows: Vec<_> = merges
        .iter()
        .map(|merge| {
            serde_json::json!({
                "merge": merge.merge, "event": merge.event, "kind": merge.kind, "survivor": side(&merge.survivor),
                "loser": side(&merge.loser), "visit": merge.visit, "feed": merge.feed, "at": merge.at,
            })
        })
        .collect();
    let lines = merges.iter().map(|merge| {
        format!(
            "{:>6}  {:<20} {:<5} {} {} into {} {}",
            merge.merge,
            merge.at,
            merge.event,
            merge.loser.number,
            merge.loser.name,
            merge.survivor.number,
            merge.survivor.name
        )
    });
    out.either(&rows, lines)
}

/// Carries an `errors` command out.
pub fn errors(args: &Args, command: &ErrorCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let one = |number: i64| -> anyhow::Result<_> {
        let found = store.ask(&session, &ImportErrorDetail { id: ImportErrorId(number) })?;
        found.with_context(|| {
            format!("There is no entry {number} in the error queue. See: chartroom errors list")
        })
    };
    match command {
        ErrorCommand::List { run, all, limit } => {
            let batch = run.map(BatchId);
            let entries =
                store.ask(&session, &ImportErrors { all: *all, batch, before: None, limit: *limit })?;
            for entry in &entries {
                let value = serde_json::json!({
                    "error": entry.id, "feed": entry.feed, "state": entry.state, "input": entry.input,
                    "line": entry.line, "what": entry.what, "field": entry.field, "reason": entry.reason,
                });
                let line = format!(
                    "{:>6}  {:<9} {} line {}: {} {} {}",
                    entry.id.0, entry.state, entry.input, entry.line, entry.what, entry.field, entry.reason
                );
                out.either(&value, [line])?;
            }
            Ok(())
        }
        ErrorCommand::Show { number } => {
            let found = one(*number)?;
            let raw = String::from_utf8_lossy(&found.raw).into_owned();
            let value = serde_json::json!({
                "error": number, "state": found.entry.state, "field": found.entry.field,
                "reason": found.entry.reason, "raw": raw,
            });
            let lines = [found.entry.field.clone(), found.entry.reason.clone(), String::new()];
            let raw = raw.replace('\r', "\n");
            out.either(&value, lines.into_iter().chain(raw.lines().map(ToOwned::to_owned)))
        }
        ErrorCommand::Replay { number, file } => {
            let found = one(*number)?;
            let corrected = match file {
                Some(path) => read_corrected(path)?,
                None => found.raw,
            };
            let change = CorrectAndReplay { id: found.entry.id, version: found.entry.version, corrected };
            let outcome = store.apply(&session, &change)?;
            out.either(
                &serde_json::json!({ "error": number, "outcome": outcome }),
                [format!("Entry {number}: {outcome}.")],
            )
        }
        ErrorCommand::Discard { number, reason } => {
            let found = one(*number)?;
            let change =
                DiscardError { id: found.entry.id, version: found.entry.version, reason: reason.clone() };
            store.apply(&session, &change)?;
            out.either(
                &serde_json::json!({ "error": number, "outcome": "discarded" }),
                [format!("Entry {number} is discarded.")],
            )
        }
    }
}

fn read_corrected(path: &PathBuf) -> anyhow::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path).with_context(|| format!("Nothing was replayed: {} cannot be read", path.display()))
}

/// Carries a `held` command out.
pub fn held(args: &Args, command: &HeldCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    let all = store.ask(&session, &HeldEdits { after: 0, limit: 10_000 })?;
    let (number, reason, accept) = match command {
        HeldCommand::List => {
            for edit in &all {
                let changes: Vec<String> = edit
                    .changes
                    .iter()
                    .map(|change| format!("{}: {} -> {}", change.field, change.old, change.new))
                    .collect();
                let value = serde_json::json!({
                    "held": edit.id, "mrn": edit.mrn, "traits": edit.traits, "by": edit.by, "at": edit.at, "changes": changes,
                });
                out.either(
                    &value,
                    [format!(
                        "{:>6}  {:<12} {}  by {} at {}",
                        edit.id.0,
                        edit.mrn,
                        changes.join("; "),
                        edit.by,
                        edit.at
                    )],
                )?;
            }
            return Ok(());
        }
        HeldCommand::Accept { number, reason } => (*number, reason.clone(), true),
        HeldCommand::Refuse { number, reason } => (*number, reason.clone(), false),
    };
    let Some(edit) = all.iter().find(|edit| edit.id == HeldEditId(number)) else {
        bail!("There is no held change {number}. See: chartroom held list");
    };
    store.apply(&session, &DecideHeldEdit { held: edit.id, version: edit.version, accept, reason })?;
    let word = if accept { "accepted" } else { "refused" };
    out.either(
        &serde_json::json!({ "held": number, "outcome": word }),
        [format!("The held change of {} is {word}.", edit.mrn)],
    )
}
