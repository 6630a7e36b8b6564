//! The papers of an operation or a delivery.

use super::calendar::us_date;
use super::notes::{Desk, Sheet};
use super::paper::{self, Paper};
use super::random::Rng;
use super::scenario::{Operation, OperationKind};
use super::stay::Stay;
use chrono::{Duration, NaiveDateTime};
use std::collections::BTreeMap;

/// When the operation of a stay begins and ends; `None` if there is none.
pub fn times<'s>(stay: &'s Stay<'_>) -> Option<(&'s Operation, NaiveDateTime, NaiveDateTime)> {
    let operation = stay.operation.as_ref()?;
    if operation.flag.as_deref().is_some_and(|flag| !stay.flags.contains(flag)) {
        return None;
    }
    // Minutes follow from the time of arrival, so that every paper has the same without asking chance again.
    let salt = stay.admit.and_utc().timestamp() / 60;
    let (least, most) = operation.minutes;
    let lasts = least + salt.rem_euclid((most - least).max(1));
    let begins = match stay
        .slots
        .get("born-at")
        .and_then(|at| NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S").ok())
    {
        Some(at) if operation.kind == OperationKind::Theatre => at - Duration::minutes(9),
        Some(at) => at - Duration::minutes(lasts),
        None => {
            let begins = stay.day(operation.day, 8 + salt.rem_euclid(6), salt.rem_euclid(60));
            begins.max(stay.admit + Duration::hours(2))
        }
    };
    Some((operation, begins, begins + Duration::minutes(lasts)))
}

/// Operative report, brief note, anaesthesia's papers and the pathologist's, or the record of a delivery.
pub fn papers<'a>(desk: &Desk<'a>, rng: &mut Rng, papers: &mut Vec<Paper<'a>>) {
    let Some((operation, begins, ends)) = times(desk.stay) else { return };
    let team = desk.stay.team;
    let own = words(desk, operation, begins, ends, rng);
    let mut add = |kind, title: &str, form: &str, author, at, rng: &mut Rng| {
        let own = own.clone();
        papers.push(desk.write(Sheet { own, ..Sheet::new(kind, title, form, author, at) }, rng));
    };
    let minutes = Duration::minutes;
    let at = ends + minutes(rng.range(15, 90));
    match operation.kind {
        OperationKind::Delivery => {
            return add(paper::DELIVERY, "Delivery note", "delivery", team.surgeon, at, rng);
        }
        OperationKind::Bedside => {
            return add(paper::PROCEDURE, "Procedure note", "procedure", team.surgeon, at, rng);
        }
        OperationKind::Theatre => {}
    }
    let before = begins - minutes(rng.range(35, 90));
    let title = "Anesthesia preoperative evaluation";
    add(paper::PREANAESTHESIA, title, "preanaesthesia", team.anaesthetist, before, rng);
    let after = ends + minutes(rng.range(8, 20));
    add(paper::POSTOPERATIVE, "Brief operative note", "brief-op", team.surgeon, after, rng);
    let record = ends + minutes(rng.range(21, 40));
    add(paper::ANAESTHESIA, "Anesthesia record", "anaesthesia", team.anaesthetist, record, rng);
    let report = ends + minutes(rng.range(45, 600));
    add(paper::OPERATIVE, "Operative report", "operative", team.surgeon, report, rng);
    if operation.pathology.is_some() {
        let read = ends + Duration::hours(rng.range(26, 96));
        add(paper::PATHOLOGY, "Surgical pathology report", "pathology", team.pathologist, read, rng);
    }
}

fn words(
    desk: &Desk<'_>,
    operation: &Operation,
    begins: NaiveDateTime,
    ends: NaiveDateTime,
    rng: &mut Rng,
) -> BTreeMap<&'static str, String> {
    let team = desk.stay.team;
    let (least, most) = operation.blood_loss;
    let clock = |at: NaiveDateTime| at.format("%H:%M").to_string();
    let chronic = desk.history.conditions.len();
    let mut own = BTreeMap::from([
        ("operation", operation.name.clone()),
        ("operation-date", us_date(begins.date())),
        ("surgeon-name", team.surgeon.signature()),
        ("anaesthetist-name", team.anaesthetist.signature()),
        ("anaesthesia", operation.anaesthesia.clone()),
        ("before", operation.before.clone()),
        ("after", operation.after.clone()),
        ("operation-why", operation.indication.clone()),
        ("operation-findings", operation.findings.clone()),
        ("operation-technique", operation.technique.clone()),
        ("blood-loss", (rng.range(least / 10, most / 10) * 10).to_string()),
        ("specimens", operation.specimens.clone()),
        (
            "asa",
            if chronic == 0 {
                "I"
            } else if chronic < 4 {
                "II"
            } else {
                "III"
            }
            .to_owned(),
        ),
        ("anaesthesia-start", clock(begins - Duration::minutes(24))),
        ("incision", clock(begins)),
        ("close", clock(ends)),
        ("anaesthesia-end", clock(ends + Duration::minutes(7))),
        ("fluids", (rng.range(8, 18) * 100).to_string()),
    ]);
    if let Some(pathology) = &operation.pathology {
        own.insert("specimen", pathology.specimen.clone());
        own.insert("gross", pathology.gross.clone());
        own.insert("microscopic", pathology.microscopic.clone());
        own.insert("final-diagnosis", pathology.diagnosis.clone());
    }
    own
}
