//! Deeds in words, before and after.

use crate::work::{Deed, Item, Queue};

/// What a deed is called before it is done: "Claim", "Put aside".
pub(super) fn words_of(deed: &Deed, queue: &Queue) -> String {
    let words = match deed {
        Deed::Claim(_) => "claim",
        Deed::Release => "release",
        Deed::TakeAway => "take away",
        Deed::Assign(_) | Deed::HandToTeam(_) => "hand on",
        Deed::Unassign => "make nobody's",
        Deed::Pend(..) => "put aside",
        Deed::Wake => "take up again",
        Deed::Note(_) => "add a note to",
        Deed::Priority(_) => "set the priority of",
        Deed::Move(verb, _) => queue.transitions.iter().find(|t| t.verb == *verb).map_or(*verb, |t| t.title),
        Deed::Undo => "take back",
    };
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What is said when it is done.
pub(super) fn done_words(deed: &Deed, items: &[Item], queue: &Queue) -> String {
    let n = items.len();
    let many = if n == 1 { String::new() } else { format!(" ({n} items)") };
    let state = items.last().map_or("", |item| queue.state_title(&item.state));
    match deed {
        Deed::Claim(_) => format!("Yours now{many}."),
        Deed::Release => format!("Released{many}."),
        Deed::TakeAway => format!("Taken away; it is free now{many}."),
        Deed::Assign(_) | Deed::HandToTeam(_) => format!("Handed on{many}."),
        Deed::Unassign => format!("Nobody's now{many}."),
        Deed::Pend(..) => format!("Put aside{many}."),
        Deed::Wake => format!("Taken up again{many}."),
        Deed::Note(_) => format!("Noted{many}."),
        Deed::Priority(priority) => format!("Priority {priority} now{many}."),
        Deed::Move(..) => format!("Now {state}{many}. u takes it back."),
        Deed::Undo => format!("Taken back: {state} again."),
    }
}
