//! `intake DIR`, `indexing list|show|index|undo|file|back|problem|refuse`, `documents retract|addendum|move`.

use super::{
    args::Args,
    capture_args::{IndexingCommand, Intake},
    output::{Outcome, Output},
    place, providers,
};
use crate::{
    capture::{
        AddAddendum, Capture, Captured, CapturedList, CheckCaptured, FindOwner, IndexCaptured, Kept,
        MoveDocument, OneCaptured, Owner, Owners, RefuseCaptured, RetractDocument, SetProblem, State,
        TakenBefore, UndoIndex, Verdict, begin, read_file,
    },
    domain::{
        ids::{CaptureBatchId, CapturedId, DocumentId, PractitionerId},
        time::When,
    },
    providers::{Providers, find},
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

/// What one look into the folder found.
#[derive(Default)]
struct Found {
    kept: Vec<serde_json::Value>,
    n_kept: usize,
    n_without_text: usize,
    n_duplicates: usize,
    n_known: usize,
    faults: Vec<String>,
}

/// Takes the files of a folder in; with `--watch` until the program is stopped.
pub fn intake(args: &Args, intake: &Intake, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    if !intake.folder.is_dir() {
        bail!("Nothing was taken in: {} is no folder.", intake.folder.display());
    }
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    // Files that were taken in, with the time at which they were written: a new version of one is a new file.
    let mut seen: BTreeMap<PathBuf, Option<SystemTime>> = BTreeMap::new();
    loop {
        let found = look(&store, &session, &intake.folder, &mut seen, intake.watch)?;
        if !intake.watch || found.n_kept + found.n_duplicates + found.faults.len() > 0 {
            report(&found, out)?;
        }
        if !intake.watch {
            return Ok(());
        }
        out.finish()?;
        for _ in 0..intake.every.max(1) * 10 {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Every file once; while watching, files that are still being written wait for the next look.
fn look(
    store: &Store,
    session: &Session,
    folder: &Path,
    seen: &mut BTreeMap<PathBuf, Option<SystemTime>>,
    watching: bool,
) -> anyhow::Result<Found> {
    let mut found = Found::default();
    let mut batch: Option<CaptureBatchId> = None;
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be read.", folder.display()))?;
    let mut files: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.sort();
    for path in files {
        let written = std::fs::metadata(&path).and_then(|meta| meta.modified()).ok();
        if seen.get(&path) == Some(&written) || (watching && still_written(written)) {
            continue;
        }
        seen.insert(path.clone(), written);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = match read_file(&path) {
            Ok(Some(file)) => file,
            Ok(None) => continue,
            Err(error) => {
                found.faults.push(format!("{name} was not taken in: {error}."));
                continue;
            }
        };
        let source = folder.display().to_string();
        let before = TakenBefore { hash: file.hash, name: file.name.clone(), source: source.clone() };
        if store.ask(session, &before)?.is_some() {
            found.n_known += 1;
            continue;
        }
        let batch = match batch {
            Some(batch) => batch,
            None => *batch.insert(store.apply(session, &begin(source))?),
        };
        match store.apply(session, &Capture { batch, file })? {
            Kept::Waits(id, no_text) => {
                found.n_kept += 1;
                found.n_without_text += usize::from(!no_text.is_empty());
                if !no_text.is_empty() {
                    found.faults.push(format!("{name} is kept as {id} without text: {no_text}."));
                }
                found.kept.push(
                    serde_json::json!({ "captured": id, "name": name, "state": "batch", "no_text": no_text }),
                );
            }
            Kept::Duplicate { id, of } => {
                found.n_duplicates += 1;
                found.faults.push(format!("{name} is refused as a duplicate of {of}."));
                let row = serde_json::json!({ "captured": id, "name": name, "state": "duplicate", "duplicate_of": of });
                found.kept.push(row);
            }
        }
    }
    Ok(found)
}

/// Written to within the last two seconds.
fn still_written(written: Option<SystemTime>) -> bool {
    written.and_then(|at| at.elapsed().ok()).is_some_and(|ago| ago < Duration::from_secs(2))
}

fn report(found: &Found, out: &mut Output) -> Outcome {
    let value = serde_json::json!({
        "kept": found.n_kept, "without_text": found.n_without_text, "duplicates": found.n_duplicates,
        "taken_before": found.n_known,
        "files": found.kept, "messages": found.faults,
    });
    let before = match found.n_known {
        0 => String::new(),
        n => format!(", {n} taken in before"),
    };
    let summary = format!(
        "{} kept ({} without text), {} refused as duplicates{before}. Index them: chartroom indexing list",
        found.n_kept, found.n_without_text, found.n_duplicates
    );
    out.either(&value, found.faults.iter().cloned().chain([summary]))
}

/// Carries an `indexing` command out.
pub fn indexing(args: &Args, command: &IndexingCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        IndexingCommand::List { state, limit } => {
            let state = State::from_word(state).with_context(|| {
                let known: Vec<&str> = State::ALL.iter().map(|state| state.word()).collect();
                format!("There is no state \"{state}\". States are: {}.", known.join(", "))
            })?;
            let rows = store.ask(&session, &CapturedList { state, limit: (*limit).clamp(1, 10_000) })?;
            let values: Vec<_> = rows.iter().map(row_json).collect();
            out.either(&values, rows.iter().map(row_line))
        }
        IndexingCommand::Show { number } => {
            let one = store.ask(&session, &OneCaptured(CapturedId(*number)))?;
            let mut value = row_json(&one.line);
            if let Some(map) = value.as_object_mut() {
                map.insert("text".into(), one.text.clone().into());
            }
            let head = [row_line(&one.line), one.line.no_text.clone(), String::new()];
            out.either(&value, head.into_iter().chain(one.text.lines().map(str::to_owned)))
        }
        IndexingCommand::Index { number, owner, kind, title, author, date, unsigned } => {
            let line = store.ask(&session, &OneCaptured(CapturedId(*number)))?.line;
            let owner = owner_of(&store, &session, owner)?;
            let (author, author_text) = author_of(&store, &session, author)?;
            let written = date.as_deref().map(providers::day).transpose()?.map(When::of_day);
            let change = IndexCaptured {
                id: line.id,
                version: line.version,
                patient: owner.patient,
                encounter: owner.encounter,
                type_code: kind.clone(),
                title: title.clone(),
                author,
                author_text,
                written,
                signed: !unsigned,
            };
            store.apply(&session, &change)?;
            out.either(
                &serde_json::json!({ "captured": line.id, "state": "indexed", "patient": owner.patient, "mrn": owner.mrn }),
                [format!("{} is indexed for {}, {}. Check it: chartroom indexing file {}", line.id, owner.name, owner.mrn, line.id)],
            )
        }
        IndexingCommand::File { number } => check(&store, &session, *number, Verdict::File, out),
        IndexingCommand::Back { number, reason } => {
            check(&store, &session, *number, Verdict::Back(reason.clone()), out)
        }
        IndexingCommand::Undo { number } => {
            let id = CapturedId(*number);
            store.apply(&session, &UndoIndex(id))?;
            out.either(
                &serde_json::json!({ "captured": id, "state": "batch" }),
                [format!("{id} is to be indexed again.")],
            )
        }
        IndexingCommand::Refuse { numbers, reason } => {
            let seen = |number: &i64| {
                let line = store.ask(&session, &OneCaptured(CapturedId(*number)))?.line;
                Ok((line.id, line.version))
            };
            let on = numbers.iter().map(seen).collect::<anyhow::Result<Vec<_>>>()?;
            let ids: Vec<CapturedId> = on.iter().map(|(id, _)| *id).collect();
            store.apply(&session, &RefuseCaptured { on, reason: reason.clone() })?;
            let lines = ids.iter().map(|id| format!("{id} is refused; it is kept with the reason."));
            out.either(&serde_json::json!({ "captured": ids, "state": "refused" }), lines)
        }
        IndexingCommand::Problem { number, reason, .. } => {
            let line = store.ask(&session, &OneCaptured(CapturedId(*number)))?.line;
            store.apply(
                &session,
                &SetProblem {
                    id: line.id,
                    version: line.version,
                    problem: reason.clone(),
                    solved: String::new(),
                },
            )?;
            let state = if reason.is_some() { "problem" } else { "batch" };
            out.either(
                &serde_json::json!({ "captured": line.id, "state": state }),
                [format!(
                    "{} is {} now.",
                    line.id,
                    if reason.is_some() { "a problem" } else { "to be indexed" }
                )],
            )
        }
    }
}

fn check(store: &Store, session: &Session, number: i64, verdict: Verdict, out: &mut Output) -> Outcome {
    let line = store.ask(session, &OneCaptured(CapturedId(number)))?.line;
    let document = store.apply(session, &CheckCaptured { id: line.id, version: line.version, verdict })?;
    let words = document.map_or_else(
        || format!("{} goes back to be indexed.", line.id),
        |document| format!("Filed as document {document} of {}.", line.owner),
    );
    out.either(&serde_json::json!({ "captured": line.id, "document": document }), [words])
}

/// The one patient that a barcode, a visit or a record number leads to.
fn owner_of(store: &Store, session: &Session, said: &str) -> anyhow::Result<Owner> {
    match store.ask(session, &FindOwner(said.to_owned()))? {
        Owners::One(owner) => Ok(*owner),
        Owners::Nobody => bail!("Nothing was done: \"{said}\" is no visit and no record number here."),
        Owners::Several(some) => {
            let names: Vec<String> = some.iter().map(|one| format!("{} {}", one.mrn, one.name)).collect();
            bail!(
                "Nothing was done: \"{said}\" is no number of one patient. Give one of these: {}.",
                names.join("; ")
            )
        }
    }
}

/// A provider of the directory, or words.
fn author_of(
    store: &Store,
    session: &Session,
    said: &str,
) -> anyhow::Result<(Option<PractitionerId>, String)> {
    if said.is_empty() {
        return Ok((None, String::new()));
    }
    let lines = store.ask(session, &Providers { all: true })?;
    Ok(match find(&lines, said).as_slice() {
        [only] => (Some(only.id), String::new()),
        _ => (None, said.to_owned()),
    })
}

fn row_json(line: &Captured) -> serde_json::Value {
    serde_json::json!({
        "captured": line.id, "batch": line.batch, "name": line.name, "mime": line.mime, "bytes": line.n_bytes,
        "state": line.state, "no_text": line.no_text, "hints": line.hints.text(), "patient": line.patient,
        "owner": line.owner, "visit": line.visit, "type": line.type_code, "title": line.title,
        "problem": line.problem, "indexed_by": line.indexed_by, "checked_by": line.checked_by,
        "document": line.document, "duplicate_of": line.duplicate_of, "at": line.at,
    })
}

fn row_line(line: &Captured) -> String {
    let text = if line.no_text.is_empty() { "" } else { "no text  " };
    let more = [&line.owner, &line.title, &line.problem]
        .into_iter()
        .filter(|t| !t.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("  ");
    format!("{:>6}  {:<34} {:<9} {text}{more}", line.id, line.name, line.state)
}

/// `documents retract`.
pub fn retract(store: &Store, session: &Session, number: i64, reason: &str, out: &mut Output) -> Outcome {
    let document = DocumentId(number);
    store.apply(session, &RetractDocument { document, version: None, reason: reason.to_owned() })?;
    out.either(
        &serde_json::json!({ "document": document, "state": "retracted" }),
        [format!("Document {document} is retracted; it stays in the chart, marked.")],
    )
}

/// `documents move`.
pub fn move_document(
    store: &Store,
    session: &Session,
    (number, to, reason): (i64, &str, &str),
    out: &mut Output,
) -> Outcome {
    let owner = owner_of(store, session, to)?;
    let change = MoveDocument {
        document: DocumentId(number),
        version: None,
        patient: owner.patient,
        encounter: owner.encounter,
        reason: reason.to_owned(),
    };
    let copy = store.apply(session, &change)?;
    out.either(
        &serde_json::json!({ "document": number, "now": copy, "patient": owner.patient }),
        [format!(
            "Filed as document {copy} of {}, {}. Document {number} is retracted; both charts tell of it.",
            owner.name, owner.mrn
        )],
    )
}

/// `documents addendum`.
pub fn addendum(
    store: &Store,
    session: &Session,
    (number, file, author, signed): (i64, &Path, &str, bool),
    out: &mut Output,
) -> Outcome {
    let text = super::letters::read(file)?;
    let (author, author_text) = author_of(store, session, author)?;
    let change = AddAddendum { document: DocumentId(number), author, author_text, signed, text };
    let id = store.apply(session, &change)?;
    out.either(
        &serde_json::json!({ "document": id, "addendum_to": number }),
        [format!("Filed as document {id}, an addendum to {number}.")],
    )
}
