//! `patients mine|keep|drop|recent|problems|looked`: the lists around a patient.

use super::{
    args::PatientCommand,
    charts::opened,
    output::{Outcome, Output},
    patients::one,
};
use crate::{
    chart::{Allergies, Diagnoses, Immunizations, Medications, Procedures, WhoLooked},
    domain::{facts::Coded, time::When},
    registry::{FoundPatient, Keep, KeepOnMyList, MyPatients, RecentPatients},
    store::{Session, Store},
};
use serde_json::{Value, json};

/// Rows of a person's own lists.
const OWN: usize = 500;
/// Rows of one kind of a chart.
const CLINICAL: i64 = 5_000;

/// Carries one of these commands out.
pub fn run(store: &Store, session: &Session, command: &PatientCommand, out: &mut Output) -> Outcome {
    match command {
        PatientCommand::Mine => patients(&store.ask(session, &MyPatients { limit: OWN })?, out),
        PatientCommand::Recent => patients(&store.ask(session, &RecentPatients { limit: OWN })?, out),
        PatientCommand::Keep { mrn } => keep(store, session, mrn, Keep::On, out),
        PatientCommand::Drop { mrn } => keep(store, session, mrn, Keep::Off, out),
        PatientCommand::Problems { mrn } => problems(store, session, mrn, out),
        PatientCommand::Looked { mrn, limit } => looked(store, session, mrn, *limit, out),
        _ => Ok(()),
    }
}

fn patients(found: &[FoundPatient], out: &mut Output) -> Outcome {
    let lines = found.iter().map(|row| {
        let born = row.birth_date.map(|born| born.to_string()).unwrap_or_default();
        let name = format!("{}, {} {}", row.family, row.given, row.middle);
        format!("{:<14} {:<36} {born:<10} {}", row.mrn, name.trim(), row.flags.join(", "))
    });
    out.either(&found, lines)
}

fn keep(store: &Store, session: &Session, mrn: &str, keep: Keep, out: &mut Output) -> Outcome {
    let patient = one(store, session, mrn)?;
    store.apply(session, &KeepOnMyList { patient, keep })?;
    let on = keep == Keep::On;
    let words = if on { "is on your list" } else { "is no longer on your list" };
    out.either(&json!({ "mrn": mrn, "on_my_list": on }), [format!("{mrn} {words}.")])
}

fn problems(store: &Store, session: &Session, mrn: &str, out: &mut Output) -> Outcome {
    let patient = opened(store, session, mrn)?;
    let diagnoses = store.ask(session, &Diagnoses { patient, limit: CLINICAL })?;
    let procedures = store.ask(session, &Procedures { patient, limit: CLINICAL })?;
    let medications = store.ask(session, &Medications { patient, limit: CLINICAL })?;
    let allergies = store.ask(session, &Allergies(patient))?;
    let immunizations = store.ask(session, &Immunizations(patient))?;
    let groups: [(&str, Vec<Value>); 5] = [
        (
            "diagnoses",
            diagnoses
                .iter()
                .map(|d| {
                    json!({ "code": coded(&d.code), "use": d.diagnosis_use, "rank": d.rank, "poa": d.poa,
                            "onset": text(d.onset), "ended": text(d.ended), "recorded": text(d.recorded),
                            "status": d.status, "encounter": d.encounter })
                })
                .collect(),
        ),
        (
            "procedures",
            procedures
                .iter()
                .map(|p| {
                    json!({ "code": coded(&p.code), "started": text(p.started), "ended": text(p.ended),
                            "performer": p.performer, "status": p.status, "encounter": p.encounter })
                })
                .collect(),
        ),
        (
            "medications",
            medications
                .iter()
                .map(|m| {
                    json!({ "code": coded(&m.code), "given": m.given, "directions": m.directions,
                            "started": text(m.started), "ended": text(m.ended), "prescriber": m.prescriber,
                            "status": m.status, "encounter": m.encounter })
                })
                .collect(),
        ),
        (
            "allergies",
            allergies
                .iter()
                .map(|a| {
                    json!({ "code": coded(&a.code), "category": a.category, "reaction": a.reaction,
                            "severity": a.severity, "onset": text(a.onset), "status": a.status })
                })
                .collect(),
        ),
        (
            "immunizations",
            immunizations
                .iter()
                .map(
                    |i| json!({ "code": coded(&i.code), "at": text(i.at), "lot": i.lot, "status": i.status }),
                )
                .collect(),
        ),
    ];
    if out.wants_json() {
        return out.value(&Value::Object(
            groups.into_iter().map(|(name, rows)| (name.to_owned(), Value::Array(rows))).collect(),
        ));
    }
    for (name, rows) in &groups {
        if !rows.is_empty() {
            out.line(name)?;
        }
        for row in rows {
            let word = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
            let code =
                |key: &str| row.pointer(&format!("/code/{key}")).and_then(Value::as_str).unwrap_or_default();
            let when =
                ["recorded", "started", "onset", "at"].into_iter().map(word).find(|when| !when.is_empty());
            let (when, display, code) = (when.unwrap_or_default(), code("display"), code("code"));
            out.line(format!("  {when:<20} {display} {code} {}", word("status")))?;
        }
    }
    Ok(())
}

fn looked(store: &Store, session: &Session, mrn: &str, limit: i64, out: &mut Output) -> Outcome {
    let patient = one(store, session, mrn)?;
    let entries = store.ask(session, &WhoLooked { patient, before: None, limit })?;
    let rows: Vec<Value> = entries
        .iter()
        .map(|e| {
            json!({ "seq": e.seq, "at": text(e.at), "login": e.login, "name": e.full_name, "roles": e.roles,
                    "station": e.station, "action": e.action, "detail": e.detail, "refused": e.refused })
        })
        .collect();
    let lines = entries.iter().map(|e| {
        let refused = if e.refused { "  REFUSED" } else { "" };
        format!("{:<22} {:<12} {:<20} {}{refused}", text(e.at), e.login, e.action, e.detail)
    });
    out.either(&rows, lines)
}

fn coded(code: &Coded) -> Value {
    json!({ "system": code.system, "code": code.code, "display": code.display })
}

fn text(at: Option<When>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}
