//! `letters due` and `letters batch`: letters about late records.

use super::{
    letter_args::BatchArgs,
    letters::way,
    output::{Outcome, Output},
    providers,
};
use crate::{
    completion::{Addressed, DueLetter, LettersDue, PrepareDue, SendDue, SentDue, Stands},
    store::{Session, Store},
};
use anyhow::Context as _;
use serde_json::{Value, json};
use std::path::Path;

/// Who is to get which letter.
pub fn due(store: &Store, session: &Session, all: bool, out: &mut Output) -> Outcome {
    let mut letters = store.ask(session, &LettersDue { of: None })?;
    letters.retain(|one| all || one.stands == Stands::Due);
    let values: Vec<Value> = letters.iter().map(value).collect();
    out.either(&values, letters.iter().map(line))
}

/// Writes the letters that are due.
pub fn batch(store: &Store, session: &Session, batch: &BatchArgs, out: &mut Output) -> Outcome {
    let way = way(&batch.way)?;
    let only = batch
        .providers
        .iter()
        .map(|said| providers::one(store, session, said))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let letters = store.ask(session, &PrepareDue { only, kind: None, again: false })?;
    if batch.try_out {
        let values: Vec<Value> = letters.iter().map(prepared).collect();
        let lines = letters.iter().flat_map(|one| {
            std::iter::once(line(&one.due)).chain(one.ready.text.lines().map(|line| format!("    {line}")))
        });
        return out.either(&values, lines);
    }
    if letters.is_empty() {
        let value = json!({ "letters": [], "batch": null });
        return out.either(
            &value,
            ["No letter is due. \"chartroom letters due --all\" says how each stands.".to_owned()],
        );
    }
    if let Some(folder) = &batch.pdf {
        std::fs::create_dir_all(folder).with_context(|| {
            format!("Nothing was written: the folder {} cannot be made.", folder.display())
        })?;
    }
    let sent = store.apply(session, &SendDue { letters, way, is_batch: true })?;
    if let Some(folder) = &batch.pdf {
        write_pdfs(store, session, &sent, folder)?;
    }
    let left = match sent.n_left_out {
        0 => String::new(),
        n => format!(" {n} left out: they went out meanwhile, or nothing is owed any more."),
    };
    let without = match sent.n_without_pdf {
        0 => String::new(),
        n => format!(" {n} without a PDF; the log says why."),
    };
    let number = sent.batch.unwrap_or_default();
    out.either(
        &json!({
            "letters": sent.letters, "batch": sent.batch, "left_out": sent.n_left_out, "without_pdf": sent.n_without_pdf,
        }),
        [format!("Batch {number} of {} stands in the log.{left}{without}", letters_words(sent.letters.len()))],
    )
}

fn letters_words(n: usize) -> String {
    if n == 1 { "1 letter".to_owned() } else { format!("{n} letters") }
}

/// The PDFs as they stand in the log, one file a letter.
fn write_pdfs(store: &Store, session: &Session, sent: &SentDue, folder: &Path) -> Outcome {
    for letter in &sent.letters {
        let kept = store.ask(session, &crate::letters::OneLetter(*letter))?;
        let Some(bytes) = kept.pdf else { continue };
        let file = folder.join(format!("letter-{letter}.pdf"));
        std::fs::write(&file, bytes).with_context(|| {
            format!(
                "The letters stand in the log, but {} could not be written; see `chartroom letters show {letter} --pdf`.",
                file.display()
            )
        })?;
    }
    Ok(())
}

/// A letter in words.
fn line(one: &DueLetter) -> String {
    let to = match &one.delegate {
        Some((_, name)) => format!(", to {name}, who stands in"),
        None => String::new(),
    };
    let last = one.last_at.as_deref().map(|at| format!(", last sent {at}")).unwrap_or_default();
    format!(
        "#{:<6} {:<28} {:<22} {:>4} items, oldest {:>4} d; {}{to}{last}",
        one.provider,
        one.name,
        one.kind_title(),
        one.items,
        one.oldest_days,
        one.stands.title(),
    )
}

/// A letter as JSON.
pub fn value(one: &DueLetter) -> Value {
    json!({
        "provider": one.provider, "name": one.name, "service": one.service, "level": one.level,
        "level_name": one.level_name, "kind": one.kind, "items": one.items, "others": one.others,
        "oldest_days": one.oldest_days, "stands": one.stands.word(), "last_at": one.last_at,
        "away_until": one.away_until.map(|day| day.to_string()),
        "delegate": one.delegate.as_ref().map(|(id, name)| json!({ "provider": id, "name": name })),
        "suspension": one.suspension.as_ref().map(|told| told.id),
    })
}

fn prepared(one: &Addressed) -> Value {
    json!({ "due": value(&one.due), "subject": one.ready.subject, "text": one.ready.text, "fault": one.ready.fault })
}
