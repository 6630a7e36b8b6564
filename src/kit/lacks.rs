//! Cells of deficiencies that several desks show alike.

use super::{Cell, Words};
use crate::{
    clocks::Explain,
    completion::Deficiency,
    domain::{
        clocks,
        completion::Standing,
        time::{When, parse_instant},
    },
    look::Meaning,
};

/// When a deficiency is due, in words; of one that ended, when.
pub fn due(one: &Deficiency, words: Words) -> Cell<'_> {
    if !one.state.is_open() {
        return Cell::meaning(words.stored(&one.ended_at), Meaning::Disabled);
    }
    let parse = |text: &Option<String>| text.as_deref().and_then(When::parse_iso);
    let (Some(start), Some(due)) = (parse(&one.start_at), one.due_at.as_deref().and_then(parse_instant))
    else {
        return Cell::meaning("after discharge", Meaning::Muted);
    };
    let text = clocks::time_left(due, words.now());
    match clocks::standing(start.instant(), due, words.now()) {
        clocks::Standing::OnTime => Cell::text(text),
        clocks::Standing::Soon => Cell::meaning(format!("soon: {text}"), Meaning::Amber),
        clocks::Standing::Late => Cell::meaning(text, Meaning::Late),
    }
}

/// What is lacking, or that it is disputed.
pub fn lack(one: &Deficiency) -> Cell<'_> {
    match one.state {
        Standing::Disputed => Cell::meaning("disputed", Meaning::Amber),
        _ => Cell::text(one.lack.title()),
    }
}

/// The question that explains a deficiency's due time; none if its clock does not run.
pub fn explain(one: &Deficiency) -> Option<Explain> {
    let start = one.start_at.as_deref().and_then(When::parse_iso).map(When::instant);
    Some(Explain { rule: one.due_rule?, start, due: one.due_at.as_deref().and_then(parse_instant)? })
}
