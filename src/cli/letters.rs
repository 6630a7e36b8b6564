//! `letters templates|head|print|due|batch|log|show`.

use super::{
    args::Args,
    letter_args::{LetterCommand, PrintArgs},
    output::{Outcome, Output},
    place, providers,
};
use crate::{
    completion::OwedValues,
    domain::ids::LetterId,
    letters::{
        Draft, HEAD, Kind, LetterFilter, LetterHead, LetterLine, LetterLog, OneLetter, OneTemplate,
        PrepareLetters, SaveTemplate, SendLetters, SetLetterHead, Templates, To, Values, Way, kind,
    },
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use std::{io::Read as _, path::Path};

/// Carries a `letters` command out.
pub fn run(args: &Args, command: &LetterCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        LetterCommand::Templates { kind: None, .. } => templates(&store, &session, out),
        LetterCommand::Templates { kind: Some(id), set, shipped, fields } => {
            let kind = known(id)?;
            match (set, shipped, fields) {
                (Some(file), ..) => save(&store, &session, kind, Some(file), out),
                (None, true, _) => save(&store, &session, kind, None, out),
                (None, false, true) => show_fields(kind, out),
                (None, false, false) => template(&store, &session, kind, out),
            }
        }
        LetterCommand::Head { set } => head(&store, &session, set, out),
        LetterCommand::Print(print) => print_one(&store, &session, print, out),
        LetterCommand::Due { all } => super::mailing::due(&store, &session, *all, out),
        LetterCommand::Batch(batch) => super::mailing::batch(&store, &session, batch, out),
        LetterCommand::Log { provider, patient, batch, limit } => {
            let filter = match (provider, patient, batch) {
                (Some(said), ..) => LetterFilter::Provider(providers::one(&store, &session, said)?),
                (None, Some(mrn), _) => LetterFilter::Patient(super::patients::one(&store, &session, mrn)?),
                (None, None, Some(batch)) => LetterFilter::Batch(*batch),
                (None, None, None) => LetterFilter::All,
            };
            let lines =
                store.ask(&session, &LetterLog { filter, before: None, limit: (*limit).clamp(1, 10_000) })?;
            log(&lines, out)
        }
        LetterCommand::Show { number, pdf } => show(&store, &session, LetterId(*number), pdf.as_deref(), out),
    }
}

fn known(id: &str) -> anyhow::Result<&'static Kind> {
    kind(id).with_context(|| {
        let known: Vec<&str> = crate::letters::KINDS.iter().map(|kind| kind.id).collect();
        format!("There is no kind of letter \"{id}\". Kinds are: {}.", known.join(", "))
    })
}

fn templates(store: &Store, session: &Session, out: &mut Output) -> Outcome {
    let all = store.ask(session, &Templates)?;
    let rows: Vec<_> = all
        .iter()
        .map(|one| {
            serde_json::json!({
                "kind": one.kind.id, "title": one.kind.title, "about": one.kind.about, "own": one.own,
                "version": one.version_no, "saved_at": one.saved.0, "saved_by": one.saved.1,
            })
        })
        .collect();
    let lines = all.iter().map(|one| {
        let text = if one.own { format!("own, version {}", one.version_no) } else { "as shipped".to_owned() };
        format!("{:<20} {text:<16} {}", one.kind.id, one.kind.about)
    });
    out.either(&rows, lines)
}

fn template(store: &Store, session: &Session, kind: &'static Kind, out: &mut Output) -> Outcome {
    let one = store.ask(session, &OneTemplate(kind.id))?;
    let value =
        serde_json::json!({ "kind": kind.id, "own": one.own, "version": one.version_no, "text": one.text });
    out.either(&value, one.text.lines().map(str::to_owned))
}

fn show_fields(kind: &Kind, out: &mut Output) -> Outcome {
    let fields: Vec<_> =
        kind.all_fields().map(|(name, about)| serde_json::json!({ "field": name, "about": about })).collect();
    out.either(&fields, kind.all_fields().map(|(name, about)| format!("{{{name}}}  {about}")))
}

fn save(
    store: &Store,
    session: &Session,
    kind: &'static Kind,
    file: Option<&Path>,
    out: &mut Output,
) -> Outcome {
    let text = file.map(read).transpose()?;
    if let (Some(text), Some(file)) = (&text, file) {
        crate::letters::parse(kind, &file.display().to_string(), text)
            .map_err(|fault| anyhow::anyhow!("Nothing was saved: {fault}"))?;
    }
    let seen = store.ask(session, &OneTemplate(kind.id))?.version_no;
    let own = text.is_some();
    let version = store.apply(session, &SaveTemplate { kind: kind.id, seen, text })?;
    let words = if own {
        format!("Version {version} of {} counts from the next letter on.", kind.id)
    } else {
        format!("The shipped text of {} counts again.", kind.id)
    };
    out.either(&serde_json::json!({ "kind": kind.id, "version": version, "own": own }), [words])
}

/// The text of a file, or of standard input.
pub fn read(file: &Path) -> anyhow::Result<String> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .context("Nothing was saved: standard input cannot be read as text.")?;
        return Ok(text);
    }
    std::fs::read_to_string(file)
        .with_context(|| format!("Nothing was saved: {} cannot be read as text.", file.display()))
}

fn head(store: &Store, session: &Session, set: &[String], out: &mut Output) -> Outcome {
    if !set.is_empty() {
        let lines = set
            .iter()
            .map(|line| {
                let (key, value) = line
                    .split_once('=')
                    .with_context(|| format!("Nothing was saved: write \"{line}\" as KEY=VALUE."))?;
                let value = if key == "address" {
                    value.split(';').map(str::trim).collect::<Vec<_>>().join("\n")
                } else {
                    value.to_owned()
                };
                Ok((key.to_owned(), value))
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        store.apply(session, &SetLetterHead { lines })?;
    }
    let head = store.ask(session, &LetterHead)?;
    let lines = HEAD.iter().map(|(key, ..)| format!("{key:<14} {}", head.line(key).replace('\n', "; ")));
    let value: serde_json::Map<String, serde_json::Value> =
        HEAD.iter().map(|(key, ..)| ((*key).to_owned(), head.line(key).into())).collect();
    out.either(&value, lines)
}

/// A way by its word.
pub fn way(word: &str) -> anyhow::Result<Way> {
    Way::from_word(word).with_context(|| {
        let known: Vec<&str> = Way::ALL.iter().map(|way| way.word()).collect();
        format!("Nothing was written: there is no way \"{word}\". Ways are: {}.", known.join(", "))
    })
}

fn print_one(store: &Store, session: &Session, print: &PrintArgs, out: &mut Output) -> Outcome {
    let kind = known(&print.kind)?;
    let way = way(&print.way)?;
    let mut values = Values::new();
    for field in &print.fields {
        let (name, value) = field
            .split_once('=')
            .with_context(|| format!("Nothing was written: write \"{field}\" as NAME=VALUE."))?;
        if !kind.all_fields().any(|(known, _)| *known == name) {
            bail!(
                "Nothing was written: letters of the kind {} have no field {name}. See: chartroom letters templates {} --fields",
                kind.id,
                kind.id
            );
        }
        values = values.text(name, value);
    }
    let to = match (&print.provider, &print.patient) {
        (Some(said), _) => To::Provider(providers::one(store, session, said)?),
        (None, Some(mrn)) => To::Patient(super::patients::one(store, session, mrn)?),
        (None, None) => bail!("Nothing was written: say to whom, with --provider or --patient."),
    };
    // A letter about open records says what is open, unless the caller says otherwise.
    let object = match to {
        To::Provider(who) if kind.tells_owed() => {
            values = values.or(store.ask(session, &OwedValues(who))?);
            Some(("practitioner", who.0))
        }
        _ => None,
    };
    let draft = Draft { kind: kind.id, to, values, object };
    let ready = store.ask(session, &PrepareLetters(vec![draft]))?;
    let Some(letter) = ready.first().cloned() else { bail!("Nothing was written.") };
    if print.try_out {
        return out.either(
            &serde_json::json!({ "subject": letter.subject, "text": letter.text, "fault": letter.fault }),
            letter.text.lines().map(str::to_owned),
        );
    }
    let sent = store.apply(session, &SendLetters { ready, way, batch: None })?;
    let id = sent.letters.first().copied().unwrap_or(LetterId(0));
    if let (Some(file), Some(made)) = (&print.pdf, &letter.made) {
        write(file, &made.bytes)?;
    }
    let fault = if letter.fault.is_empty() { String::new() } else { format!(" {}", letter.fault) };
    out.either(
        &serde_json::json!({ "letter": id, "recipient": letter.recipient, "fault": letter.fault }),
        [format!("Letter {id} is in the log.{fault}")],
    )
}

fn write(file: &Path, bytes: &[u8]) -> Outcome {
    std::fs::write(file, bytes).with_context(|| {
        format!(
            "The letter is in the log, but {} could not be written; see `chartroom letters show --pdf`.",
            file.display()
        )
    })
}

fn log(lines: &[LetterLine], out: &mut Output) -> Outcome {
    let rows: Vec<_> = lines.iter().map(line_json).collect();
    let text = lines.iter().map(|line| {
        let pdf = if line.pages == 0 { "no PDF" } else { "" };
        format!(
            "{:>6}  {}  {:<30} {:<26} {:<6} {:<10} {pdf}",
            line.id,
            line.at,
            line.name(),
            line.kind_title(),
            line.way,
            line.by
        )
    });
    out.either(&rows, text)
}

/// A letter of the log as JSON.
pub fn line_json(line: &LetterLine) -> serde_json::Value {
    serde_json::json!({
        "letter": line.id, "kind": line.kind, "recipient": line.recipient, "subject": line.subject, "way": line.way,
        "pages": line.pages, "fault": line.fault, "at": line.at, "by": line.by, "batch": line.batch,
        "provider": line.provider, "patient": line.patient,
        "object": line.object.as_ref().map(|(kind, id)| serde_json::json!({ "kind": kind, "id": id })),
    })
}

fn show(store: &Store, session: &Session, id: LetterId, pdf: Option<&Path>, out: &mut Output) -> Outcome {
    let letter = store.ask(session, &OneLetter(id))?;
    if let Some(file) = pdf {
        let bytes =
            letter.pdf.as_ref().with_context(|| format!("Letter {id} has no PDF: {}", letter.line.fault))?;
        std::fs::write(file, bytes).with_context(|| format!("{} could not be written.", file.display()))?;
    }
    let mut value = line_json(&letter.line);
    if let Some(map) = value.as_object_mut() {
        map.insert("text".into(), letter.text.clone().into());
    }
    out.either(&value, letter.text.lines().map(str::to_owned))
}
