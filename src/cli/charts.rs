//! `encounters list|events|open`, `documents list|show|search|add|kinds`, `results list|tests|trend|reports`.

use super::{
    args::Args,
    chart_args::{DocumentCommand, EncounterCommand, PaperArgs, ResultCommand, VisitArgs},
    output::{Outcome, Output},
    patients::one,
    place,
};
use crate::{
    chart::{
        DocumentLine, Documents, EncounterLine, Encounters, OneDocument, OpenChart, ReportLine, Reports,
        ResultLine, Results, ResultsOfReport, SearchDocuments, Tests, Trend, ViewDocument, VisitEvents,
    },
    desks::patients::queries::{Clinician, Clinicians},
    domain::{
        document_types,
        facts::{Coded, DocumentState, EncounterClass},
        fields,
        ids::{DocumentId, EncounterId, PatientId},
        time::{Clock, When},
        typed_date::DateOrder,
    },
    intake::{AddTextDocument, OpenEncounter},
    store::{Session, Store},
};
use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use std::{io::Read as _, path::Path};

/// Most encounters that are looked through for a visit number.
const MOST_STAYS: i64 = 10_000;

/// Carries an `encounters` command out.
pub fn encounters(args: &Args, command: &EncounterCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        EncounterCommand::List { mrn, limit } => {
            let patient = opened(&store, &session, mrn)?;
            let stays = store.ask(&session, &Encounters { patient, limit: *limit })?;
            let lines = stays.iter().map(|stay| {
                let (admit, discharge) = (text(stay.admit), text(stay.discharge));
                format!(
                    "{:<12} {:<11} {:<10} {admit:<20} {discharge:<20} {}",
                    stay.visit_number, stay.class, stay.state, stay.reason.display
                )
            });
            out.either(&stays.iter().map(stay_json).collect::<Vec<_>>(), lines)
        }
        EncounterCommand::Events { mrn, visit } => {
            let patient = opened(&store, &session, mrn)?;
            let encounter = stay(&store, &session, patient, visit)?;
            let events = store.ask(&session, &VisitEvents(encounter))?;
            let rows: Vec<Value> = events
                .iter()
                .map(|e| json!({ "event": e.event, "at": text(e.at), "place": e.place, "note": e.note, "cancelled": e.cancelled }))
                .collect();
            let lines = events.iter().map(|e| {
                let undone = if e.cancelled { "  (cancelled)" } else { "" };
                format!("{:<20} {:<20} {} {}{undone}", text(e.at), e.event, e.place, e.note)
            });
            out.either(&rows, lines)
        }
        EncounterCommand::Open { mrn, visit } => {
            let patient = one(&store, &session, mrn)?;
            let encounter = store.apply(&session, &visit_of(&store, &session, patient, visit)?)?;
            let stays = store.ask(&session, &Encounters { patient, limit: MOST_STAYS })?;
            let number = stays.iter().find(|stay| stay.encounter == encounter).map(|stay| &stay.visit_number);
            let number = number.cloned().unwrap_or_default();
            out.either(
                &json!({ "mrn": mrn, "encounter": encounter, "visit_number": number }),
                [format!("The encounter is open with the visit number {number}.")],
            )
        }
    }
}

fn visit_of(
    store: &Store,
    session: &Session,
    patient: PatientId,
    visit: &VisitArgs,
) -> anyhow::Result<OpenEncounter> {
    let class = match visit.class.as_str() {
        "inpatient" => EncounterClass::Inpatient,
        "outpatient" => EncounterClass::Outpatient,
        "emergency" => EncounterClass::Emergency,
        "observation" => EncounterClass::Observation,
        "other" => EncounterClass::Other,
        other => bail!(
            "No encounter was opened: \"{other}\" is no class. Classes are inpatient, outpatient, emergency, observation, other."
        ),
    };
    let attending = match &visit.attending {
        None => None,
        Some(name) => {
            let found = clinician(store, session, name)?;
            let known = found.with_context(|| {
                format!("No encounter was opened: no clinician here is called \"{name}\".")
            })?;
            Some(known.id)
        }
    };
    Ok(OpenEncounter {
        patient,
        class,
        admit: moment(visit.at.as_deref(), "No encounter was opened")?,
        service: visit.service.clone(),
        place: visit.place.clone(),
        reason: visit.reason.clone(),
        attending,
        payer: visit.payer.clone(),
    })
}

/// Carries a `documents` command out.
pub fn documents(args: &Args, command: &DocumentCommand, out: &mut Output) -> Outcome {
    if matches!(command, DocumentCommand::Kinds) {
        let rows: Vec<Value> = document_types::KINDS
            .iter()
            .map(|(code, words)| json!({ "code": code, "display": words }))
            .collect();
        let lines = document_types::KINDS.iter().map(|(code, words)| format!("{code:<10} {words}"));
        return out.either(&rows, lines);
    }
    let (store, session) = place::open(args)?;
    match command {
        DocumentCommand::Kinds => Ok(()),
        DocumentCommand::Retract { number, reason } => {
            super::capture::retract(&store, &session, *number, reason, out)
        }
        DocumentCommand::Addendum { number, file, author, signed } => {
            super::capture::addendum(&store, &session, (*number, file, author, *signed), out)
        }
        DocumentCommand::Move { number, to, reason } => {
            super::capture::move_document(&store, &session, (*number, to, reason), out)
        }
        DocumentCommand::List { mrn, visit, limit } => {
            let patient = opened(&store, &session, mrn)?;
            let encounter = match visit {
                Some(visit) => Some(stay(&store, &session, patient, visit)?),
                None => None,
            };
            let question = Documents { patient, encounter, after: None, limit: *limit };
            let papers = store.ask(&session, &question)?;
            out.either(&papers.iter().map(paper_json).collect::<Vec<_>>(), papers.iter().map(paper_line))
        }
        DocumentCommand::Show { number } => show_document(&store, &session, DocumentId(*number), out),
        DocumentCommand::Search { mrn, text, limit } => {
            let patient = opened(&store, &session, mrn)?;
            let question = SearchDocuments { patient, text: text.clone(), limit: *limit };
            let hits = store.ask(&session, &question)?;
            let rows: Vec<Value> = hits
                .iter()
                .map(|hit| with(paper_json(&hit.line), json!({ "hits": hit.hits, "excerpt": hit.excerpt })))
                .collect();
            let lines = hits.iter().map(|hit| {
                let number = hit.line.document;
                format!("{number:>8}  {:<28} {:>3} hits  {}", hit.line.title, hit.hits, hit.excerpt)
            });
            out.either(&rows, lines)
        }
        DocumentCommand::Add { mrn, file, paper } => {
            let patient = one(&store, &session, mrn)?;
            let change = paper_of(&store, &session, patient, file, paper)?;
            let document = store.apply(&session, &change)?;
            out.either(
                &json!({ "mrn": mrn, "document": document }),
                [format!("Filed as document {document}.")],
            )
        }
    }
}

fn show_document(store: &Store, session: &Session, document: DocumentId, out: &mut Output) -> Outcome {
    let found = store.ask(session, &OneDocument(document))?;
    store.apply(session, &ViewDocument { patient: found.line.patient, document })?;
    if out.wants_json() {
        let signatures = found.signatures.iter().map(|s| json!({ "signer": s.signer, "at": text(s.at) }));
        let more = json!({
            "mime": found.mime, "text": found.text, "filed_by": found.filed_by,
            "signatures": signatures.collect::<Vec<_>>(),
            "related": found.related.iter().map(paper_json).collect::<Vec<_>>(),
        });
        return out.value(&with(paper_json(&found.line), more));
    }
    out.line(paper_line(&found.line))?;
    for signature in &found.signatures {
        out.line(format!("signed by {} {}", signature.signer, text(signature.at)))?;
    }
    out.line("")?;
    found.text.lines().try_for_each(|line| out.line(line))
}

fn paper_of(
    store: &Store,
    session: &Session,
    patient: PatientId,
    file: &Path,
    paper: &PaperArgs,
) -> anyhow::Result<AddTextDocument> {
    let state = match paper.state.as_str() {
        "unsigned" => DocumentState::Unsigned,
        "signed" => DocumentState::Signed,
        "in-progress" => DocumentState::InProgress,
        other => {
            bail!("Nothing was filed: \"{other}\" is no state. States are unsigned, signed, in-progress.")
        }
    };
    let encounter = match &paper.visit {
        Some(visit) => Some(stay(store, session, patient, visit)?),
        None => None,
    };
    let author = match &paper.author {
        Some(name) => clinician(store, session, name)?,
        None => None,
    };
    let author_text = match (&author, &paper.author) {
        (None, Some(words)) => words.clone(),
        _ => String::new(),
    };
    Ok(AddTextDocument {
        patient,
        encounter,
        doc_type: kind(&paper.kind)?,
        title: paper.title.clone(),
        author: author.map(|author| author.id),
        author_text,
        written: Some(moment(paper.written.as_deref(), "Nothing was filed")?),
        state,
        text: read_text(file)?,
    })
}

/// A kind of document by its code or by its words.
fn kind(typed: &str) -> anyhow::Result<Coded> {
    let wanted = typed.trim().to_lowercase();
    let by_words = document_types::KINDS.iter().find(|(_, words)| words.to_lowercase() == wanted);
    let code = by_words.map_or(typed.trim(), |(code, _)| code);
    document_types::coded(code).with_context(|| {
        format!("Nothing was filed: there is no kind \"{typed}\". See: chartroom documents kinds")
    })
}

/// Longest text that is filed by hand, in bytes: a thousand pages.
const LONGEST: u64 = 4 << 20;

fn read_text(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().take(LONGEST + 1).read_to_end(&mut bytes)?;
    } else {
        let fault = || format!("Nothing was filed: {} cannot be read", file.display());
        if !std::fs::metadata(file).with_context(fault)?.is_file() {
            bail!(
                "Nothing was filed: {} is no plain file. Name a text file, or - for standard input.",
                file.display()
            );
        }
        std::fs::File::open(file).with_context(fault)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > LONGEST {
        bail!("Nothing was filed: the text is longer than 4 MB. Scans and long exports come in by import.");
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        anyhow::anyhow!("Nothing was filed: the text is not UTF-8. Convert it first: iconv -t UTF-8")
    })?;
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

/// Carries a `results` command out.
pub fn results(args: &Args, command: &ResultCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        ResultCommand::List { mrn, limit } => {
            let patient = opened(&store, &session, mrn)?;
            let values = store.ask(&session, &Results { patient, after: None, limit: *limit })?;
            out.either(&values.iter().map(value_json).collect::<Vec<_>>(), values.iter().map(value_line))
        }
        ResultCommand::Tests { mrn } => {
            let patient = opened(&store, &session, mrn)?;
            let tests = store.ask(&session, &Tests(patient))?;
            let rows: Vec<Value> = tests
                .iter()
                .map(|test| with(value_json(&test.last), json!({ "values": test.values })))
                .collect();
            let lines = tests.iter().map(|test| {
                format!(
                    "{:<12} {:>5} values, last {}",
                    test.last.code.code,
                    test.values,
                    value_line(&test.last)
                )
            });
            out.either(&rows, lines)
        }
        ResultCommand::Trend { mrn, test, limit } => {
            let patient = opened(&store, &session, mrn)?;
            let tests = store.ask(&session, &Tests(patient))?;
            let wanted = test.to_lowercase();
            let is_it = |code: &Coded| code.code == *test || code.display.to_lowercase() == wanted;
            let Some(code) = tests.into_iter().map(|test| test.last.code).find(is_it) else {
                bail!("{mrn} has no results of a test \"{test}\". See: chartroom results tests {mrn}");
            };
            let question = Trend { patient, system: code.system, code: code.code, limit: *limit };
            let values = store.ask(&session, &question)?;
            out.either(&values.iter().map(value_json).collect::<Vec<_>>(), values.iter().map(value_line))
        }
        ResultCommand::Reports { mrn, limit } => {
            let patient = opened(&store, &session, mrn)?;
            reports(&store, &session, patient, *limit, out)
        }
    }
}

fn reports(store: &Store, session: &Session, patient: PatientId, limit: i64, out: &mut Output) -> Outcome {
    let reports = store.ask(session, &Reports { patient, limit })?;
    let mut rows: Vec<Value> = Vec::with_capacity(reports.len());
    for report in &reports {
        let values = store.ask(session, &ResultsOfReport { patient, report: report.report })?;
        if out.wants_json() {
            rows.push(report_json(report, &values));
            continue;
        }
        out.line(format!(
            "{:<20} {} ({})",
            text(report.at.or(report.issued)),
            report.title(),
            report.status
        ))?;
        values.iter().try_for_each(|value| out.line(format!("    {}", value_line(value))))?;
    }
    if out.wants_json() { out.value(&rows) } else { Ok(()) }
}

/// The patient of a record number; the opening of the chart is recorded.
pub fn opened(store: &Store, session: &Session, mrn: &str) -> anyhow::Result<PatientId> {
    let patient = one(store, session, mrn)?;
    store.apply(session, &OpenChart(patient))?;
    Ok(patient)
}

/// The encounter with a visit number in a chart.
fn stay(store: &Store, session: &Session, patient: PatientId, visit: &str) -> anyhow::Result<EncounterId> {
    let stays = store.ask(session, &Encounters { patient, limit: MOST_STAYS })?;
    let found = stays.iter().find(|stay| stay.visit_number == visit);
    Ok(found.with_context(|| format!("This chart has no visit {visit}. Nothing was done."))?.encounter)
}

/// The one clinician whose name holds the words; none if nobody's does.
fn clinician(store: &Store, session: &Session, name: &str) -> anyhow::Result<Option<Clinician>> {
    let wanted = name.to_lowercase();
    let all = store.ask(session, &Clinicians)?;
    let mut found: Vec<Clinician> =
        all.into_iter().filter(|one| one.name.to_lowercase().contains(&wanted)).collect();
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().take(5).map(|one| one.name.as_str()).collect();
        bail!(
            "Nothing was done: \"{name}\" may be any of {} clinicians: {}. Write more of the name.",
            found.len(),
            names.join("; ")
        );
    }
    Ok(found.pop())
}

/// A moment as people type it; now without.
fn moment(typed: Option<&str>, undone: &str) -> anyhow::Result<When> {
    let clock = Clock::System;
    let Some(typed) = typed else { return Ok(When::At(clock.now())) };
    let (day, time) = fields::date_and_time(typed, DateOrder::Mdy, clock.today())
        .map_err(|why| anyhow::anyhow!("{undone}: \"{typed}\": {why}"))?;
    Ok(match (day.whole(), time) {
        (Some(day), Some(time)) => When::local(day.and_time(time)),
        _ => When::Date(day),
    })
}

fn text(at: Option<When>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

/// One object with the members of another.
fn with(mut row: Value, more: Value) -> Value {
    if let (Some(row), Value::Object(more)) = (row.as_object_mut(), more) {
        row.extend(more);
    }
    row
}

fn coded(code: &Coded) -> Value {
    json!({ "system": code.system, "code": code.code, "display": code.display })
}

fn stay_json(stay: &EncounterLine) -> Value {
    json!({
        "encounter": stay.encounter, "visit_number": stay.visit_number, "account_number": stay.account_number,
        "class": stay.class, "state": stay.state, "type": coded(&stay.visit_type), "reason": coded(&stay.reason),
        "service": stay.service, "admit": text(stay.admit), "discharge": text(stay.discharge),
        "disposition": stay.disposition, "attending": stay.attending, "place": stay.place,
        "facility": stay.facility, "payer": stay.payer, "documents": stay.documents,
    })
}

fn paper_json(paper: &DocumentLine) -> Value {
    json!({
        "document": paper.document, "encounter": paper.encounter, "type": coded(&paper.doc_type), "title": paper.title,
        "author": paper.author, "written": text(paper.written), "state": paper.state, "available": paper.available,
        "version": paper.version_no, "signed": text(paper.signed), "parent": paper.parent,
        "parent_kind": paper.parent_kind, "confidentiality": paper.confidentiality,
    })
}

fn paper_line(paper: &DocumentLine) -> String {
    let (number, written, state) = (paper.document, text(paper.written), paper.state_title());
    format!("{number:>8}  {written:<20} {state:<16} {:<32} {}", paper.title, paper.author)
}

fn value_json(value: &ResultLine) -> Value {
    json!({
        "code": coded(&value.code), "panel": value.panel, "category": value.category, "at": text(value.at),
        "value": value.value(), "number": value.number, "unit": value.unit, "range": value.range(),
        "flag": value.sign(), "status": value.status, "encounter": value.encounter,
    })
}

fn value_line(value: &ResultLine) -> String {
    let name = if value.code.display.is_empty() { &value.code.code } else { &value.code.display };
    format!("{:<20} {name:<40} {} {} {}", text(value.at), value.value(), value.unit, value.sign())
}

fn report_json(report: &ReportLine, values: &[ResultLine]) -> Value {
    json!({
        "report": report.report, "code": coded(&report.code), "category": report.category, "at": text(report.at),
        "issued": text(report.issued), "status": report.status, "document": report.document,
        "results": values.iter().map(value_json).collect::<Vec<_>>(),
    })
}
