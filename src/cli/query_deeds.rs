//! `query send|answer|escalate|withdraw|remind|close|reopen|judge|follow`.

use super::{
    output::{Outcome, Output},
    providers,
    query_args::{AnswerArgs, QueryCommand},
};
use crate::{
    cdiquery::{
        Answering, Composed, Decide, Escalate, EscalateDue, Follow, FollowAll, Judge, OneQuery, Overrule,
        QueryFile, RecordAnswer, Remind, Save, Send, check, own::SignAnswer,
    },
    domain::{
        cdi_query::{AnswerWay, Deed, NEEDS, Outcome as Came, level_title},
        ids::{CdiQueryId, DocumentId},
        time::parse_instant,
    },
    letters::Way,
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use serde::Deserialize;

/// Carries one of them out.
pub fn run(store: &Store, session: &Session, command: &QueryCommand, out: &mut Output) -> Outcome {
    let at = At { store, session };
    match command {
        QueryCommand::Send { number, to, reasons } => at.send(*number, to.as_deref(), reasons, out),
        QueryCommand::Answer(answer) => match &answer.file {
            Some(file) => at.answers_of_file(&super::queries::read(file)?, out),
            None => at.answer(answer, out),
        },
        QueryCommand::Escalate { due: true, .. } => at.escalate_due(out),
        QueryCommand::Escalate { number, to, reason, .. } => {
            let id = CdiQueryId(number.context("Say which query.")?);
            let to = to.as_deref().map(|said| providers::one(store, session, said)).transpose()?;
            let change = Escalate { id, seen: None, to, to_words: String::new(), reason: reason.clone() };
            let level = store.apply(session, &change)?;
            let line = format!("Query {id} is with the {} now.", level_title(level));
            out.either(&serde_json::json!({ "query": id, "level": level }), [line])
        }
        QueryCommand::Withdraw { number, reason } => {
            at.decide(*number, Deed::Withdraw, reason, "is withdrawn; it is kept.", out)
        }
        QueryCommand::Reopen { number, reason } => {
            at.decide(*number, Deed::Reopen, reason, "is open again.", out)
        }
        QueryCommand::Remind { number, letter, note } => {
            let id = CdiQueryId(*number);
            let way = letter.as_deref().map(letter_way).transpose()?;
            store.apply(session, &Remind { id, seen: None, letter: way, note: note.clone() })?;
            out.either(
                &serde_json::json!({ "query": id, "reminded": true }),
                [format!("The reminder of query {id} is noted.")],
            )
        }
        QueryCommand::Close { number, document: Some(document), .. } => {
            let id = CdiQueryId(*number);
            store.apply(session, &Follow { id, seen: None, document: DocumentId(*document) })?;
            out.either(
                &serde_json::json!({ "query": id, "document": document, "state": "closed" }),
                [format!("Query {id} is closed by the document that followed.")],
            )
        }
        QueryCommand::Close { number, no_response: true, reason, .. } => {
            at.decide(*number, Deed::GiveUp, reason, "is closed without an answer.", out)
        }
        QueryCommand::Close { number, reason, .. } => {
            at.decide(*number, Deed::Close, reason, "is closed.", out)
        }
        QueryCommand::Judge { number, outcome, reason } => {
            let id = CdiQueryId(*number);
            let judged = came(outcome)?;
            store.apply(session, &Judge { id, seen: None, outcome: judged, reason: reason.clone() })?;
            let line = format!("Query {id} counts as {} now.", judged.title());
            out.either(&serde_json::json!({ "query": id, "outcome": judged.word() }), [line])
        }
        QueryCommand::Follow => {
            let closed = store.apply(session, &FollowAll)?;
            out.either(
                &serde_json::json!({ "closed": closed }),
                [format!("{closed} queries closed by their addendum.")],
            )
        }
        _ => Ok(()),
    }
}

struct At<'a> {
    store: &'a Store,
    session: &'a Session,
}

impl At<'_> {
    fn file(&self, id: CdiQueryId) -> anyhow::Result<QueryFile> {
        let found = self.store.ask(self.session, &OneQuery(id))?;
        found.with_context(|| format!("There is no query {id}; see `chartroom query list`."))
    }

    fn send(&self, number: i64, to: Option<&str>, reasons: &[String], out: &mut Output) -> Outcome {
        let id = CdiQueryId(number);
        let file = self.file(id)?;
        let provider = match to {
            Some(said) => Some(providers::one(self.store, self.session, said)?),
            None => file.line.provider,
        };
        let text = file.text().to_owned();
        let findings = check(&text, &file.indicators);
        let mut overruled = Vec::new();
        for given in reasons {
            let Some((kind, why)) = given.split_once('=') else {
                bail!(
                    "Nothing was sent: \"{given}\" is no reason. Write the warning's short name, =, and why."
                )
            };
            let meant = findings.iter().filter(|finding| finding.kind == kind.trim());
            overruled.extend(meant.map(|finding| Overrule {
                rule: finding.rule,
                kind: finding.kind.to_owned(),
                words: finding.words.clone(),
                reason: why.trim().to_owned(),
            }));
        }
        let query = Composed {
            encounter: Some(file.line.encounter),
            provider,
            finding: file.line.finding.clone(),
            template: String::new(),
            text,
            picked: file.indicators.clone(),
            overruled,
        };
        let sent = self
            .store
            .apply(self.session, &Send(Save { id: Some(id), seen: Some(file.line.version), query }))?;
        let line = self.file(id)?.line;
        let due = line.due_at.as_deref().map(|due| format!(", due {due}")).unwrap_or_default();
        let note = if sent.note.is_empty() { String::new() } else { format!(" {}", sent.note) };
        let told = format!("Query {id} is with {}{due}.{note}", line.answers());
        out.either(
            &serde_json::json!({ "query": id, "state": "open", "due_at": line.due_at, "note": sent.note }),
            [told],
        )
    }

    fn answer(&self, given: &AnswerArgs, out: &mut Output) -> Outcome {
        let id = CdiQueryId(given.number.context("Say which query.")?);
        if !self.session.may(NEEDS) {
            let change = SignAnswer {
                id,
                seen: None,
                option: given.option,
                words: given.words.clone(),
                comment: given.comment.clone(),
            };
            self.store.apply(self.session, &change)?;
            return out.either(
                &serde_json::json!({ "query": id, "state": "answered" }),
                [format!("Your answer to query {id} is signed.")],
            );
        }
        let way = AnswerWay::from_word(&given.way).with_context(|| {
            format!("\"{}\" is no way; it is portal, phone, addendum or person.", given.way)
        })?;
        let at = match given.at.as_deref() {
            None => None,
            Some(text) => Some(parse_instant(text).with_context(|| {
                format!("\"{text}\" is no time; write it like 2026-11-22T10:00:00Z. Nothing was done.")
            })?),
        };
        let answering = Answering {
            option: given.option,
            words: given.words.clone(),
            comment: given.comment.clone(),
            outcome: given.outcome.as_deref().map(came).transpose()?,
        };
        let by =
            given.by.as_deref().map(|said| providers::one(self.store, self.session, said)).transpose()?;
        let outcome =
            self.store.apply(self.session, &RecordAnswer { id, seen: None, answering, way, by, at })?;
        let line = format!("Query {id} is answered: {}.", outcome.title());
        out.either(
            &serde_json::json!({ "query": id, "state": "answered", "outcome": outcome.word() }),
            [line],
        )
    }

    /// A portal's file: each line stands for itself; what is refused is told with its line, and the rest is kept.
    fn answers_of_file(&self, text: &str, out: &mut Output) -> Outcome {
        let (mut kept, mut refused) = (Vec::new(), Vec::new());
        for (number, line) in
            (1..).zip(text.lines()).filter(|(_, line): &(usize, &str)| !line.trim().is_empty())
        {
            match self.answer_of_line(line) {
                Ok(id) => kept.push(id),
                Err(why) => refused.push(serde_json::json!({ "line": number, "why": format!("{why:#}") })),
            }
        }
        if !refused.is_empty() {
            out.mark_failed();
        }
        let mut lines = vec![format!("{} answers written down, {} refused.", kept.len(), refused.len())];
        lines.extend(
            refused.iter().map(|one| format!("line {}: {}", one["line"], one["why"].as_str().unwrap_or(""))),
        );
        out.either(&serde_json::json!({ "answered": kept, "refused": refused }), lines)
    }

    fn answer_of_line(&self, line: &str) -> anyhow::Result<i64> {
        let read: PortalLine = serde_json::from_str(line).map_err(|error| {
            anyhow::anyhow!("This line is no answer: {error}. Correct it in the portal's file.")
        })?;
        let at = match &read.at {
            None => None,
            Some(text) => Some(parse_instant(text).with_context(|| format!("\"{text}\" is no time."))?),
        };
        let by = read.npi.as_deref().map(|npi| providers::one(self.store, self.session, npi)).transpose()?;
        let answering =
            Answering { option: read.option, words: read.words, comment: read.comment, outcome: None };
        let id = CdiQueryId(read.query);
        self.store.apply(
            self.session,
            &RecordAnswer { id, seen: None, answering, way: AnswerWay::Portal, by, at },
        )?;
        Ok(id.0)
    }

    fn escalate_due(&self, out: &mut Output) -> Outcome {
        let done = self.store.apply(self.session, &EscalateDue)?;
        let rows: Vec<_> =
            done.iter().map(|(id, level)| serde_json::json!({ "query": id, "level": level })).collect();
        let lines =
            done.iter().map(|(id, level)| format!("Query {id} is with the {} now.", level_title(*level)));
        out.either(&rows, lines.chain([format!("{} queries handed up.", done.len())]).collect::<Vec<_>>())
    }

    fn decide(&self, number: i64, deed: Deed, reason: &str, words: &str, out: &mut Output) -> Outcome {
        let id = CdiQueryId(number);
        self.store.apply(self.session, &Decide { id, seen: None, deed, reason: reason.to_owned() })?;
        out.either(&serde_json::json!({ "query": id, "done": deed.word() }), [format!("Query {id} {words}")])
    }
}

/// A line of a portal's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PortalLine {
    query: i64,
    option: Option<i64>,
    #[serde(default)]
    words: String,
    #[serde(default)]
    comment: String,
    npi: Option<String>,
    at: Option<String>,
}

fn came(word: &str) -> anyhow::Result<Came> {
    let known = Came::from_word(word).filter(|outcome| Came::OF_ANSWERS.contains(outcome));
    known.with_context(|| {
        format!("\"{word}\" is no outcome of an answer; it is agreed, disagreed or undetermined.")
    })
}

fn letter_way(word: &str) -> anyhow::Result<Way> {
    let known: Vec<&str> = Way::ALL.iter().map(|way| way.word()).collect();
    Way::from_word(word)
        .with_context(|| format!("\"{word}\" is no way of a letter. Ways are: {}.", known.join(", ")))
}
