//! Items of worklists as text and as JSON.

use crate::work::Item;
use serde_json::{Value, json};

/// An item as JSON.
pub fn item_json(item: &Item) -> Value {
    json!({
        "item": item.id, "queue": item.queue, "subject": { "kind": item.subject_kind, "id": item.subject_id },
        "patient": item.patient, "patient_name": item.patient_name, "mrn": item.mrn, "encounter": item.encounter,
        "title": item.title, "category": item.category, "state": item.state, "priority": item.priority,
        "due": item.due_at, "due_rule": item.due_rule, "amount": item.amount,
        "owner": item.owner.as_ref().map(|owner| &owner.name),
        "team": item.team.as_ref().map(|(_, name)| name),
        "held_by": item.claim.as_ref().map(|holder| &holder.name),
        "held_until": item.claim.as_ref().and(item.claim_until.as_ref()),
        "pended_until": item.wake_at, "pended_because": item.pend_reason, "notes": item.n_notes,
        "version": item.version, "created": item.created_at, "closed": item.closed_at,
    })
}

/// A page of items, a line each.
pub fn page_lines(items: &[Item]) -> Vec<String> {
    let line = |item: &Item| {
        let whose = match (&item.claim, &item.owner, &item.team) {
            (Some(holder), ..) => format!("held by {}", holder.name),
            (None, Some(owner), _) => owner.name.clone(),
            (None, None, Some((_, team))) => format!("team {team}"),
            (None, None, None) => String::new(),
        };
        let due = item.due_at.as_deref().unwrap_or("no due time");
        let state = item.queue().map_or(item.state.as_str(), |queue| queue.state_title(item.lane()));
        format!(
            "{:>8}  {due:<20}  {:<10} {:<24} {:<40} {state}  {whose}",
            item.id, item.mrn, item.patient_name, item.title
        )
    };
    items.iter().map(line).collect()
}

/// One item, on several lines.
pub fn item_lines(item: &Item) -> Vec<String> {
    let mut lines = page_lines(std::slice::from_ref(item));
    lines.push(format!("  worklist {}, priority {}, since {}", item.queue, item.priority, item.created_at));
    if let Some(until) = &item.wake_at {
        lines.push(format!("  put aside until {until}: {}", item.pend_reason));
    }
    lines
}
