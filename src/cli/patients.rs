//! `patients find|show|register|lookalikes|edit|flag|unflag`.

use super::{
    args::{Args, PatientCommand, PersonArgs},
    lists,
    output::{Outcome, Output},
    place,
};
use crate::{
    chart::{self, Banner, BannerOf, DemographicsOf, OpenChart, SummaryOf},
    domain::{
        facts::{Address, Identifier, NameUse, PersonName, Sex, Telecom},
        ids::{PatientId, Version},
        typed_date::{DateOrder, parse_typed},
    },
    intake::{
        ClearFlag, Demographics, EditDemographics, Edited, PatientToEdit, RegisterPatient, SetFlag,
        look_alikes,
    },
    registry::{LookAlike, Lookup, LookupFinished, OnePatient, Resolve},
    store::{Session, Store},
};
use anyhow::{Context as _, bail};

/// Carries a `patients` command out.
pub fn run(args: &Args, command: &PatientCommand, out: &mut Output) -> Outcome {
    let (store, session) = place::open(args)?;
    match command {
        PatientCommand::Find { text, limit } => find(&store, &session, text, *limit, out),
        PatientCommand::Show { mrn } => show(&store, &session, mrn, out),
        PatientCommand::Register { person, anyway } => register(&store, &session, person, *anyway, out),
        PatientCommand::Lookalikes { person } => lookalikes(&store, &session, person, out),
        PatientCommand::Mine
        | PatientCommand::Recent
        | PatientCommand::Keep { .. }
        | PatientCommand::Drop { .. }
        | PatientCommand::Problems { .. }
        | PatientCommand::Looked { .. } => lists::run(&store, &session, command, out),
        PatientCommand::Edit { record, person } => edit(&store, &session, record, person, out),
        PatientCommand::Flag { mrn, flag, note } => {
            let patient = one(&store, &session, mrn)?;
            store.apply(
                &session,
                &SetFlag { patient, flag: flag.clone(), note: note.clone().unwrap_or_default() },
            )?;
            out.either(
                &serde_json::json!({ "mrn": mrn, "flag": flag }),
                [format!("{mrn} is flagged: {flag}.")],
            )
        }
        PatientCommand::Unflag { mrn, flag, reason } => {
            let patient = one(&store, &session, mrn)?;
            store.apply(&session, &ClearFlag { patient, flag: flag.clone(), reason: reason.clone() })?;
            out.either(
                &serde_json::json!({ "mrn": mrn, "cleared": flag }),
                [format!("{flag} was taken from {mrn}.")],
            )
        }
    }
}

/// The one patient that a record number or other identifier names.
pub fn one(store: &Store, session: &Session, mrn: &str) -> anyhow::Result<PatientId> {
    let found = store.ask(session, &Resolve { identifier: mrn.to_owned() })?;
    match found.as_slice() {
        [only] => Ok(only.patient),
        [] => bail!(
            "There is no patient with the record number \"{mrn}\". `chartroom patients find` looks by name."
        ),
        several => {
            let mrns: Vec<String> = several
                .iter()
                .filter_map(|one| store.ask(session, &OnePatient { patient: one.patient }).ok().flatten())
                .map(|patient| patient.mrn)
                .collect();
            bail!(
                "\"{mrn}\" names {} patients: {}. Give one of these numbers.",
                several.len(),
                mrns.join(", ")
            )
        }
    }
}

fn find(store: &Store, session: &Session, text: &str, limit: usize, out: &mut Output) -> Outcome {
    let found = store.ask(session, &Lookup { text: text.to_owned(), limit: limit.clamp(1, 1000) })?;
    let count = found.rows.len();
    store.apply(session, &LookupFinished { term: text.to_owned(), count })?;
    if out.wants_json() {
        return out.value(&found.rows);
    }
    for row in &found.rows {
        let born = row.birth_date.map(|born| born.to_string()).unwrap_or_default();
        let name = format!("{}, {} {}", row.family, row.given, row.middle);
        let mut notes = row.flags.join(", ");
        if let Some(into) = &row.merged_into {
            notes = format!("merged into {into} {notes}");
        }
        out.line(format!("{:<14} {:<36} {born:<10} {:<22} {notes}", row.mrn, name.trim(), row.matched_by))?;
    }
    let more = if found.more { ", and more: add a word to narrow" } else { "" };
    out.line(format!("{count} found{more}"))
}

fn show(store: &Store, session: &Session, mrn: &str, out: &mut Output) -> Outcome {
    let patient = one(store, session, mrn)?;
    store.apply(session, &OpenChart(patient))?;
    let banner = store.ask(session, &BannerOf(patient))?;
    let summary = store.ask(session, &SummaryOf(patient))?;
    let person = store.ask(session, &DemographicsOf(patient))?;
    if out.wants_json() {
        return out.value(&chart_json(&banner, &summary, &person));
    }
    out.line(format!("{}, {} {}", banner.family, banner.given, banner.middle).trim())?;
    let born = banner.birth_date.map_or_else(|| "unknown".to_owned(), |born| born.to_string());
    out.line(format!("record {}  born {born}  sex {}", banner.mrn, banner.sex))?;
    for flag in &banner.flags {
        out.line(format!("  {}", flag.title()))?;
    }
    let counts = summary.counts;
    out.line(format!(
        "{} encounters, {} documents ({} not signed), {} results",
        counts.encounters, counts.documents, counts.unsigned, counts.results
    ))?;
    for stay in &summary.encounters {
        let when = |at: Option<crate::domain::time::When>| at.map(|at| at.to_string()).unwrap_or_default();
        out.line(format!(
            "  {:<11} {:<20} {:<20} {}",
            stay.class,
            when(stay.admit),
            when(stay.discharge),
            stay.reason.display
        ))?;
    }
    Ok(())
}

/// The chart's first page as JSON.
fn chart_json(banner: &Banner, summary: &chart::Summary, person: &chart::Demographics) -> serde_json::Value {
    let when = |at: Option<crate::domain::time::When>| at.map(|at| at.to_string());
    let coded = |code: &crate::domain::facts::Coded| serde_json::json!({ "system": code.system, "code": code.code, "display": code.display });
    serde_json::json!({
        "mrn": banner.mrn, "family": banner.family, "given": banner.given, "middle": banner.middle,
        "suffix": banner.suffix, "birth_date": banner.birth_date, "sex": banner.sex,
        "deceased": banner.deceased, "death_at": when(banner.death_at), "state": banner.state,
        "merged_into": banner.merged_into, "flags": banner.flags, "counts": summary.counts,
        "identifiers": person.identifiers.iter()
            .map(|id| serde_json::json!({ "kind": id.kind, "system": id.system, "value": id.value }))
            .collect::<Vec<_>>(),
        "addresses": person.addresses.iter()
            .map(|a| serde_json::json!({ "use": a.address_use, "street": a.street, "city": a.city, "state": a.state, "zip": a.zip }))
            .collect::<Vec<_>>(),
        "phones": person.telecoms.iter().map(|t| t.value.clone()).collect::<Vec<_>>(),
        "encounters": summary.encounters.iter().map(|stay| serde_json::json!({
            "visit_number": stay.visit_number, "class": stay.class, "state": stay.state, "admit": when(stay.admit),
            "discharge": when(stay.discharge), "reason": coded(&stay.reason), "attending": stay.attending,
            "payer": stay.payer, "disposition": stay.disposition,
        })).collect::<Vec<_>>(),
        "problems": summary.problems.iter().map(|p| coded(&p.code)).collect::<Vec<_>>(),
        "allergies": summary.allergies.iter().map(|a| coded(&a.code)).collect::<Vec<_>>(),
        "documents": summary.documents.iter().map(|d| serde_json::json!({
            "title": d.title, "written": when(d.written), "state": d.state, "author": d.author,
        })).collect::<Vec<_>>(),
    })
}

fn lookalikes(store: &Store, session: &Session, person: &PersonArgs, out: &mut Output) -> Outcome {
    let mut demographics = Demographics::new();
    fill(&mut demographics, person)?;
    let question = look_alikes(&demographics);
    if !question.worth_asking() {
        bail!(
            "Nobody was compared: give --family with --given or --born, or a number with --ssn or --phone."
        );
    }
    let found = store.ask(session, &question)?;
    let lines = found.iter().map(look_alike_line);
    out.either(&found, lines)
}

fn look_alike_line(one: &LookAlike) -> String {
    let found = &one.found;
    let born = found.birth_date.map(|born| born.to_string()).unwrap_or_default();
    let name = format!("{}, {} {}", found.family, found.given, found.middle);
    let sign = if one.strong { "!" } else { " " };
    format!("{sign} {:<14} {:<36} {born:<10} {}", found.mrn, name.trim(), found.matched_by)
}

/// Refuses to register one who looks too much like somebody on file.
fn check_look_alikes(store: &Store, session: &Session, demographics: &Demographics) -> Outcome {
    let found = store.ask(session, &look_alikes(demographics))?;
    let strong: Vec<String> = found.iter().filter(|one| one.strong).map(look_alike_line).collect();
    if strong.is_empty() {
        return Ok(());
    }
    bail!(
        "Nobody was registered: this may be somebody on file.\n{}\nIf it is another person, add --anyway.",
        strong.join("\n")
    )
}

fn register(
    store: &Store,
    session: &Session,
    person: &PersonArgs,
    anyway: bool,
    out: &mut Output,
) -> Outcome {
    let mut demographics = Demographics::new();
    fill(&mut demographics, person)?;
    if demographics.names.first().is_none_or(|name| name.family.is_empty()) {
        bail!("Nobody was registered: a family name is needed. Give it with --family.");
    }
    if !anyway {
        check_look_alikes(store, session, &demographics)?;
    }
    let registered = store.apply(session, &RegisterPatient { demographics })?;
    out.either(
        &serde_json::json!({ "mrn": registered.mrn }),
        [format!("Registered with the record number {}.", registered.mrn)],
    )
}

fn edit(store: &Store, session: &Session, mrn: &str, person: &PersonArgs, out: &mut Output) -> Outcome {
    let patient = one(store, session, mrn)?;
    let stored = store.ask(session, &PatientToEdit { patient })?;
    let stored = stored.with_context(|| format!("The record {mrn} is no longer there."))?;
    let mut after = stored.demographics.clone();
    fill(&mut after, person)?;
    let change =
        EditDemographics { patient, version: Version(stored.version), before: stored.demographics, after };
    match store.apply(session, &change)? {
        Edited::Saved(_) => {
            out.either(&serde_json::json!({ "mrn": mrn, "outcome": "saved" }), [format!("{mrn} is changed.")])
        }
        Edited::Same => out.either(
            &serde_json::json!({ "mrn": mrn, "outcome": "same" }),
            [format!("Nothing differs; {mrn} stays as it is.")],
        ),
        Edited::Held { held, traits } => out.either(
            &serde_json::json!({ "mrn": mrn, "outcome": "held", "held": held, "traits": traits }),
            [format!(
                "Held for review: {} change at once, which may mean another person. See: chartroom held list",
                traits.join(" and ")
            )],
        ),
    }
}

/// Puts what the command line names over what is known; what it does not name stays.
fn fill(demographics: &mut Demographics, person: &PersonArgs) -> Outcome {
    if demographics.names.is_empty() {
        demographics.names.push(PersonName::default());
    }
    if let Some(name) = demographics.names.first_mut() {
        let parts = [
            (&mut name.family, &person.family),
            (&mut name.given, &person.given),
            (&mut name.middle, &person.middle),
            (&mut name.suffix, &person.suffix),
        ];
        for (stored, given) in parts {
            if let Some(given) = given {
                stored.clone_from(given);
            }
        }
        name.name_use = NameUse::Official;
    }
    if let Some(text) = &person.born {
        let today = crate::domain::time::Clock::System.today();
        let born = parse_typed(text, DateOrder::Mdy, today);
        demographics.birth_date = Some(born.with_context(|| {
            format!("Nothing was saved: \"{text}\" is not a date. Write it like 03/12/1950 or 1950-03-12.")
        })?);
    }
    if let Some(sex) = &person.sex {
        demographics.sex = match sex.to_ascii_uppercase().as_str() {
            "F" => Sex::Female,
            "M" => Sex::Male,
            "O" => Sex::Other,
            "U" => Sex::Unknown,
            _ => bail!("Nothing was saved: --sex takes F, M, O or U."),
        };
    }
    if let Some(mrn) = &person.mrn {
        demographics.mrn.clone_from(mrn);
    }
    if let Some(ssn) = &person.ssn {
        demographics.identifiers.retain(|id| id.kind != "SS");
        let ssn = Identifier { kind: "SS".into(), system: String::new(), value: ssn.clone() };
        demographics.identifiers.push(ssn);
    }
    if let Some(phone) = &person.phone {
        demographics.telecoms.retain(|telecom| telecom.kind != "phone");
        let phone = Telecom { kind: "phone".into(), telecom_use: "home".into(), value: phone.clone() };
        demographics.telecoms.insert(0, phone);
    }
    fill_address(demographics, person);
    Ok(())
}

fn fill_address(demographics: &mut Demographics, person: &PersonArgs) {
    let given = [&person.street, &person.city, &person.state, &person.zip];
    if given.iter().all(|part| part.is_none()) {
        return;
    }
    if demographics.addresses.is_empty() {
        demographics.addresses.push(Address { address_use: "home".into(), ..Address::default() });
    }
    if let Some(home) = demographics.addresses.first_mut() {
        let stored = [&mut home.street, &mut home.city, &mut home.state, &mut home.zip];
        for (stored, given) in stored.into_iter().zip(given) {
            if let Some(given) = given {
                stored.clone_from(given);
            }
        }
    }
}
