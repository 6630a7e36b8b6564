//! `query list|show|letter|owed`: for the department all of it, for a provider their own.

use super::{
    output::{Outcome, Output},
    queries::stay_of,
    query_args::QueryCommand,
};
use crate::{
    cdiquery::{
        Answer, FollowedBy, LETTER, OneQuery, Piece, Queries, QueryFile, QueryLetter, QueryLine, Which,
        own::{OwnDeficiencies, OwnFile, OwnQueries, OwnQuery, ReadOwn, Why},
    },
    domain::{
        cdi_query::{NEEDS, QueryState, level_title},
        ids::CdiQueryId,
    },
    letters::PrepareLetters,
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use std::path::Path;

/// Carries one of them out.
pub fn run(store: &Store, session: &Session, command: &QueryCommand, out: &mut Output) -> Outcome {
    match command {
        QueryCommand::List { .. } if !session.may(NEEDS) => own_list(store, session, out),
        QueryCommand::List { state, late, stay, limit } => {
            let which = match (stay, state) {
                (Some(stay), _) => Which::OfStay(stay_of(store, session, stay)?),
                _ if *late => Which::Late,
                (None, Some(word)) => Which::In(QueryState::from_word(word).with_context(|| {
                    format!("\"{word}\" is no state; it is draft, open, answered, closed or cancelled.")
                })?),
                (None, None) => Which::All,
            };
            let rows = store.ask(session, &Queries { which, limit: *limit })?;
            let lines: Vec<String> = rows.iter().map(line).collect();
            out.either(&rows, lines)
        }
        QueryCommand::Show { number } if !session.may(NEEDS) => own_show(store, session, *number, out),
        QueryCommand::Show { number } => show(store, session, *number, out),
        QueryCommand::Letter { number, pdf } => letter(store, session, *number, pdf.as_deref(), out),
        QueryCommand::Owed => owed(store, session, out),
        _ => Ok(()),
    }
}

fn line(one: &QueryLine) -> String {
    let outcome = one.outcome.map(|outcome| format!(", {}", outcome.title())).unwrap_or_default();
    let level = if one.level > 0 { format!("  {}", level_title(one.level)) } else { String::new() };
    let due = one
        .due_at
        .as_deref()
        .filter(|_| one.state == QueryState::Open)
        .map(|at| format!("  due {at}"))
        .unwrap_or_default();
    let state = format!("{}{outcome}", one.state.title());
    format!(
        "{:>6}  {:<26} {:<10} {:<34} {:<30} {}{due}{level}",
        one.id.0,
        state,
        one.mrn,
        one.title,
        one.answers(),
        one.timing.title()
    )
}

fn show(store: &Store, session: &Session, number: i64, out: &mut Output) -> Outcome {
    let id = CdiQueryId(number);
    let file = store
        .ask(session, &OneQuery(id))?
        .with_context(|| format!("There is no query {id}; see `chartroom query list`."))?;
    let followed = store.ask(session, &FollowedBy(id))?;
    if out.wants_json() {
        let mut value = serde_json::to_value(&file)?;
        if let Some(whole) = value.as_object_mut() {
            whole.insert("followed".into(), serde_json::to_value(&followed)?);
        }
        return out.value(&value);
    }
    let mut lines = head_lines(&file);
    lines.extend(file.text().lines().map(str::to_owned));
    lines.extend(options_and_answers(
        &file.options.iter().map(|one| (one.place, one.text.as_str())).collect::<Vec<_>>(),
        &file.answers,
    ));
    for one in &followed {
        let named = if one.named { "followed" } else { "came later" };
        lines.push(String::new());
        lines.push(format!("Document {} {named}: {}, {}, {}", one.document, one.title, one.author, one.at));
        lines.extend(one.pieces.iter().map(piece));
    }
    lines.push(String::new());
    lines.extend(
        file.events
            .iter()
            .rev()
            .map(|one| format!("{}  {:<10} {:<14} {}", one.at, one.by, one.what, one.note)),
    );
    if let Some(impact) = &file.impact {
        lines.push(format!(
            "Never shown to providers: grouping {} before, {} after",
            impact.drg_before, impact.drg_after
        ));
    }
    lines.into_iter().try_for_each(|line| out.line(line))
}

fn head_lines(file: &QueryFile) -> Vec<String> {
    let one = &file.line;
    let mut lines = vec![
        line(one),
        format!(
            "patient {}, record {}, visit {}; {}, {}",
            one.patient_name, one.mrn, one.visit_number, one.kind, one.way
        ),
        format!("asked by {}, to {}", one.author, one.answers()),
    ];
    lines.extend(
        file.escalations
            .iter()
            .map(|up| format!("{}: {} ({}, {})", level_title(up.level), up.reason, up.to, up.at)),
    );
    lines.extend(
        file.warnings
            .iter()
            .map(|one| format!("may stand, rule {}: \"{}\": {}", one.rule, one.words, one.reason)),
    );
    lines.push(String::new());
    lines
}

fn options_and_answers(options: &[(i64, &str)], answers: &[Answer]) -> Vec<String> {
    let mut lines = Vec::new();
    if !options.is_empty() {
        lines.push(String::new());
    }
    lines.extend(options.iter().map(|(place, text)| format!("  {place}  {text}")));
    for one in answers {
        lines.push(String::new());
        lines.push(format!(
            "Answer of {}, {}, {}: {}",
            one.provider,
            one.answered_at,
            one.way_title(),
            one.outcome_title()
        ));
        lines.push(format!("  {}", one.words));
        if !one.comment.is_empty() {
            lines.push(format!("  {}", one.comment));
        }
    }
    lines
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Same(line) => format!("    {line}"),
        Piece::Gone(line) => format!("  - {line}"),
        Piece::New(line) => format!("  + {line}"),
        Piece::Left(lines) => format!("    ({lines} lines as before)"),
    }
}

fn letter(store: &Store, session: &Session, number: i64, pdf: Option<&Path>, out: &mut Output) -> Outcome {
    let draft = store.ask(session, &QueryLetter { id: CdiQueryId(number), kind: LETTER })?;
    let ready = store.ask(session, &PrepareLetters(vec![draft]))?;
    let Some(one) = ready.first() else { bail!("No letter was made.") };
    match (pdf, &one.made) {
        (Some(file), Some(made)) => {
            std::fs::write(file, &made.bytes)
                .with_context(|| format!("The letter was not written: {}", file.display()))?;
            out.either(
                &serde_json::json!({ "query": number, "pdf": file, "pages": made.n_pages }),
                [format!("{} pages in {}", made.n_pages, file.display())],
            )
        }
        (Some(_), None) => bail!("No PDF was made. {}", one.fault),
        (None, _) => out.either(
            &serde_json::json!({ "query": number, "subject": one.subject, "text": one.text }),
            one.text.lines().map(str::to_owned),
        ),
    }
}

fn own_list(store: &Store, session: &Session, out: &mut Output) -> Outcome {
    let rows = store.ask(session, &OwnQueries)?;
    let lines = rows.iter().map(|one| {
        let why = match one.why {
            Why::Asked => String::new(),
            Why::StandsIn => format!("  for {}", one.provider_name),
            Why::HandedUp => format!("  to {}, handed to you", one.provider_name),
        };
        let due = one.due_at.as_deref().map(|at| format!("  due {at}")).unwrap_or_default();
        format!(
            "{:>6}  {:<9} {:<10} {:<24} {}{due}{why}",
            one.id.0,
            one.state.title(),
            one.mrn,
            one.patient_name,
            one.title
        )
    });
    out.either(&rows, lines.collect::<Vec<_>>())
}

fn own_show(store: &Store, session: &Session, number: i64, out: &mut Output) -> Outcome {
    let id = CdiQueryId(number);
    let file: OwnFile = store
        .ask(session, &OwnQuery(id))?
        .with_context(|| format!("There is no query {id} for you; see `chartroom query list`."))?;
    store.apply(session, &ReadOwn { id, patient: file.line.patient })?;
    let mut lines = vec![
        format!(
            "{}, record {}, born {}; asked by {}",
            file.line.patient_name, file.line.mrn, file.line.birth_date, file.line.author
        ),
        String::new(),
    ];
    lines.extend(file.text.lines().map(str::to_owned));
    let options: Vec<(i64, &str)> = file.options.iter().map(|one| (one.place, one.text.as_str())).collect();
    lines.extend(options_and_answers(&options, &file.answers));
    if file.line.may_answer() {
        lines.push(String::new());
        lines.push(format!("Answer it: chartroom query answer {id} --option N --comment \"…\""));
    }
    out.either(&file, lines)
}

fn owed(store: &Store, session: &Session, out: &mut Output) -> Outcome {
    let rows = store.ask(session, &OwnDeficiencies)?;
    let lines = rows.iter().map(|one| {
        let due = one.due_at.as_deref().map(|at| format!("  due {at}")).unwrap_or_default();
        format!("{:<10} {:<24} {:<30} {}{due}", one.mrn, one.patient_name, one.name, one.lacks)
    });
    out.either(&rows, lines.collect::<Vec<_>>())
}
