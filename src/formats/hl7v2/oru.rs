//! Results: ORU and OUL as reports with their results and texts; VXU as immunizations.
//!
//! Rows of TX and FT without unit, range or flag are the report's text, as are notes (NTE) below an order; all other
//! rows are results. Patient and visit come along as partial facts; a result never opens or closes a visit.

use super::adt::{Group, groups, push_clinicians};
use super::body::Rows;
use super::clinical::{self, Owner};
use super::codes;
use super::context::{Context, made_key, reference};
use super::message::{Fault, Segment};
use super::observation::{Panel, Series};
use super::pid::Person;
use super::value;
use super::{Said, types};
use crate::domain::facts::{EncounterFact, Fact, Kind, Ref, ReportFact};

/// What a result message says of each of its patients.
pub fn read(context: &Context<'_>) -> Result<Said, Fault> {
    let known = match context.kind.as_str() {
        "ORU" => matches!(context.event.as_str(), "R01" | "R03" | "R30" | "R31" | "R32" | "W01"),
        _ => matches!(context.event.as_str(), "R21" | "R22" | "R23" | "R24"),
    };
    if !known {
        return Ok(Said::Nothing);
    }
    let mut facts = Vec::new();
    for group in groups(context)? {
        let (person, visit) = whom(context, &group, &mut facts)?;
        let owner = Owner { patient: &person.reference, encounter: visit.as_ref() };
        facts.extend(orders(context, &group.rest, owner)?);
    }
    Ok(Said::Facts(facts))
}

/// Patient and visit of a message that is about something else; what PV1 says is told, but no event happened.
pub fn whom(
    context: &Context<'_>,
    group: &Group<'_>,
    facts: &mut Vec<Fact>,
) -> Result<(Person, Option<Ref>), Fault> {
    let person = group.person(context)?;
    let visit = group.visit(context)?;
    if let Some(visit) = &visit {
        push_clinicians(context, visit, facts);
    }
    facts.push(Fact::Patient(Box::new(person.fact.clone())));
    let Some((fact, visit)) = visit.and_then(|v| v.reference.map(|r| (v.fact, r))) else {
        return Ok((person, None));
    };
    facts.push(Fact::Encounter(Box::new(EncounterFact { patient: Some(person.reference.clone()), ..fact })));
    Ok((person, Some(visit)))
}

/// VXU: immunizations, and the rows that stand before the first of them.
pub fn immunizations(context: &Context<'_>) -> Result<Said, Fault> {
    let mut facts = Vec::new();
    for group in groups(context)? {
        let (person, visit) = whom(context, &group, &mut facts)?;
        let owner = Owner { patient: &person.reference, encounter: visit.as_ref() };
        let mut loose = Series::of(owner.nearest());
        let (mut order, mut ordered, mut insurances) = (None, false, 0);
        for segment in group.rest {
            match segment.id {
                "ORC" => {
                    ordered = true;
                    order = types::entity(segment.field(3).first())
                        .or_else(|| types::entity(segment.field(2).first()));
                }
                "RXA" => {
                    ordered = true;
                    facts.extend(clinical::immunization(context, segment, order.take(), owner)?);
                }
                "IN1" => {
                    insurances += 1;
                    facts.extend(clinical::coverage(context, segment, insurances, owner)?);
                }
                "AL1" => facts.extend(clinical::allergy(context, segment, owner)?),
                // Rows below an immunization describe the vaccine and its funding, not the patient.
                "OBX" if !ordered => facts.extend(loose.results(context, segment, owner, None)?),
                _ => {}
            }
        }
    }
    Ok(Said::Facts(facts))
}

/// One order as it is read: its OBR, rows so far.
struct Order<'m> {
    obr: Segment<'m>,
    panel: Panel,
    series: Series,
    results: Vec<Fact>,
    rows: Rows,
}

fn orders(context: &Context<'_>, rest: &[Segment<'_>], owner: Owner<'_>) -> Result<Vec<Fact>, Fault> {
    let mut facts = Vec::new();
    let mut loose = Series::of(owner.nearest());
    let mut order: Option<Order<'_>> = None;
    let mut common: Option<Segment<'_>> = None;
    let mut nth = 0;
    for segment in rest.iter().copied() {
        match (segment.id, &mut order) {
            ("ORC", _) => common = Some(segment),
            ("OBR", current) => {
                if let Some(done) = current.take() {
                    facts.extend(finish(context, done, owner)?);
                }
                nth += 1;
                order = Some(begin(context, segment, common.take(), nth, owner)?);
            }
            ("OBX", Some(order)) => row(context, order, segment, owner)?,
            ("OBX", None) => facts.extend(loose.results(context, segment, owner, None)?),
            ("NTE", Some(order)) if !segment.field(3).is_empty() => {
                order.rows.text("Comment".to_owned(), segment.field(3).lines());
            }
            _ => {}
        }
    }
    if let Some(done) = order {
        facts.extend(finish(context, done, owner)?);
    }
    Ok(facts)
}

fn begin<'m>(
    context: &Context<'_>,
    obr: Segment<'m>,
    orc: Option<Segment<'_>>,
    nth: u32,
    owner: Owner<'_>,
) -> Result<Order<'m>, Fault> {
    let Some(code) = types::coded(obr.field(4).first()) else {
        return Err(Fault::new("OBR-4", "the order does not say what was ordered"));
    };
    let number = |field: usize| {
        let own = types::entity(obr.field(field).first());
        own.or_else(|| orc.and_then(|orc| types::entity(orc.field(field).first())))
    };
    let number = number(3).or_else(|| number(2)).unwrap_or_else(|| format!("{}/{nth}", context.key));
    let name = if code.code.is_empty() { &code.display } else { &code.code };
    let report = reference(Kind::Report, made_key(owner.patient, &[&number, name]));
    let panel = Panel {
        report: Ref { display: Some(code.display.clone()).filter(|d| !d.is_empty()), ..report },
        category: codes::category(&obr.text(24)),
        at: context.when(obr, 7)?,
        status: codes::result_status(&obr.text(25)),
        code,
    };
    let series = Series::of(&panel.report);
    Ok(Order { obr, panel, series, results: Vec::new(), rows: Rows::default() })
}

fn row(
    context: &Context<'_>,
    order: &mut Order<'_>,
    obx: Segment<'_>,
    owner: Owner<'_>,
) -> Result<(), Fault> {
    let file = obx.text(2) == "ED" && !obx.field(5).first().comp(5).is_empty();
    if value::is_narrative(obx) || file {
        return order.rows.document_row(obx);
    }
    order.results.extend(order.series.results(context, obx, owner, Some(&order.panel))?);
    Ok(())
}

fn finish(context: &Context<'_>, mut order: Order<'_>, owner: Owner<'_>) -> Result<Vec<Fact>, Fault> {
    let category = category_of(&order);
    let interpreter = order.obr.field(32).reps().find_map(types::clinician_in_first);
    let mut facts: Vec<Fact> =
        interpreter.iter().filter_map(|i| clinical::practitioner(context, i)).collect();
    let text = order.rows.take_body();
    let mut listed = Vec::new();
    for fact in &mut order.results {
        if let Fact::Result(result) = fact {
            if result.category.is_empty() {
                category.clone_into(&mut result.category);
            }
            listed.push(reference(Kind::Result, result.origin.key.clone()));
        }
    }
    facts.push(Fact::Report(Box::new(ReportFact {
        origin: context.origin(order.panel.report.key.clone()),
        patient: Some(owner.patient.clone()),
        encounter: owner.encounter.cloned(),
        code: order.panel.code.clone(),
        category: category.to_owned(),
        at: order.panel.at,
        issued: context.when(order.obr, 22)?,
        performer: interpreter.map(|i| i.reference),
        status: order.panel.status.clone(),
        results: listed,
        text,
    })));
    facts.append(&mut order.results);
    for (code, body) in std::mem::take(&mut order.rows.attachments) {
        facts.push(order.series.document(context, owner, Some(&order.panel), code, body));
    }
    Ok(facts)
}

/// OBR-24; else what the results are: vital signs, or numbers, which come from a laboratory.
fn category_of(order: &Order<'_>) -> &'static str {
    if !order.panel.category.is_empty() {
        return order.panel.category;
    }
    let mut results = order.results.iter().filter_map(|fact| match fact {
        Fact::Result(result) => Some(result),
        _ => None,
    });
    let mut all = results.clone();
    let is_number = |r: &crate::domain::facts::ResultFact| {
        matches!(r.value, crate::domain::facts::ResultValue::Number { .. })
    };
    if all.clone().next().is_some() && all.all(|r| r.category == "vital-signs") {
        "vital-signs"
    } else if results.any(|r| is_number(r)) {
        "laboratory"
    } else {
        ""
    }
}
