//! Charts to be reviewed and disputed deficiencies as items of worklists.

use super::book::Book;
use crate::{
    domain::{completion::ChartFacts, ids::DeficiencyId, time::parse_instant},
    store::{Refusal, Writing},
    work::{
        self, Hand, NewItem,
        queues::{CHART_REVIEW as REVIEW, DISPUTES},
    },
};

/// Puts a chart on the review list or takes it off; whether it was put there. `is_new`: the chart was never looked over.
pub(super) fn review(
    tx: &Writing<'_>,
    book: &Book,
    facts: &ChartFacts,
    wanted: bool,
    is_new: bool,
) -> Result<bool, Refusal> {
    if is_new && !wanted {
        return Ok(false);
    }
    let stay = facts.encounter.0;
    let item = if is_new { None } else { work::find_by_subject(tx, REVIEW.id, "encounter", stay)? };
    match (item, wanted) {
        (None, true) => {
            let due = book.due("record-completion", facts.discharge, &facts.service);
            let title = format!("{}, {}", class_title(&facts.class), facts.service);
            let new = NewItem {
                patient: Some(facts.patient),
                encounter: Some(facts.encounter),
                title: title.trim_end_matches(", "),
                category: &facts.service,
                due: due.as_ref().and_then(|(due, _)| parse_instant(due)),
                due_rule: due.map(|(_, rule)| rule.0),
                ..NewItem::of(REVIEW.id, "encounter", stay)
            };
            work::open(tx, &new)?;
            Ok(true)
        }
        (Some(item), false) => {
            work::move_to(tx, item.id, "drop", "no longer to be reviewed", Hand::Rule)?;
            Ok(false)
        }
        _ => Ok(false),
    }
}

/// Puts a disputed deficiency on the list of those to decide.
pub(super) fn dispute(tx: &Writing<'_>, facts: &super::changes::Row, name: &str) -> Result<(), Refusal> {
    let new = NewItem {
        patient: Some(facts.patient),
        encounter: Some(facts.encounter),
        title: name,
        category: &facts.lack,
        ..NewItem::of(DISPUTES.id, "deficiency", facts.id.0)
    };
    work::open(tx, &new)?;
    Ok(())
}

/// A deficiency that was decided or done is nobody's to decide.
pub(super) fn settle_dispute(tx: &Writing<'_>, id: DeficiencyId) -> Result<(), Refusal> {
    if let Some(item) = work::find_by_subject(tx, DISPUTES.id, "deficiency", id.0)? {
        work::move_to(tx, item.id, "settle", "", Hand::Rule)?;
    }
    Ok(())
}

/// A class of stay in words.
pub fn class_title(class: &str) -> &'static str {
    match class {
        "inpatient" => "Inpatient",
        "outpatient" => "Outpatient",
        "emergency" => "Emergency",
        "observation" => "Observation",
        _ => "Other",
    }
}
