//! Chart completion: discharged charts looked over one by one, and what each clinician owes.
//!
//! The worklist is that of the queue "completion"; Enter opens a chart under review, and after the verdict the next one comes
//! without a way back to the list. Lists of who owes what, of disputes, rates and suspensions lie one key away.

mod drawing;
mod keys;
mod lines;
mod lists;
mod mailing;
mod owed;
mod rates;
mod review;
mod suspended;
mod verdicts;

use super::Desk;
use crate::{
    domain::{
        ids::EncounterId,
        link::Link,
        role::Permission::{self, ReviewCharts},
    },
    keys::{Command, CommandId},
    kit::{Notice, Outbox, Pane, Worklist, worklist::cells},
    work::{
        WorkPage,
        queues::{CHART_REVIEW, DISPUTES},
    },
};

/// What the list of charts offers besides the keys of every worklist.
pub const COMMANDS: &[Command] = &[
    Command::new("completion.owing", &["o"], "Who owes what", ReviewCharts)
        .group("Completion")
        .hint(3, "who owes"),
    Command::new("completion.late", &["l"], "Deficiencies of delinquent records", ReviewCharts)
        .group("Completion")
        .hint(4, "delinquent"),
    Command::new("completion.disputed", &["D"], "Disputed deficiencies", ReviewCharts).group("Completion"),
    Command::new("completion.rates", &["r"], "Rates", ReviewCharts).group("Completion").hint(5, "rates"),
    Command::new("completion.due-letters", &["t"], "Letters about late records", ReviewCharts)
        .group("Completion")
        .hint(6, "letters"),
    Command::new("completion.suspended", &["p"], "The suspension list", ReviewCharts).group("Completion"),
];

/// The desk.
pub const DESK: Desk = Desk {
    id: "completion",
    go: Command::new("go.completion", &["gm"], "Completion", Permission::ReviewCharts).group("Go to"),
    about: "Charts after discharge: what is missing, unsigned or wrong, and who owes it.",
    tables: &[
        ("Charts to review", COMMANDS),
        ("Chart under review", keys::COMMANDS),
        ("Checklist", keys::CHECK),
        ("Deficiencies", owed::COMMANDS),
        ("Who owes what", lists::OWING),
        ("Letters about late records", mailing::DUE),
        ("Letters to clinicians", mailing::MAIL),
        ("A letter before it goes out", mailing::PREVIEW),
        ("Rates", rates::COMMANDS),
        ("Charts behind a rate", rates::BEHIND),
        ("Suspension list", suspended::COMMANDS),
    ],
    start: |_| {
        Box::new(Worklist::<WorkPage>::new(&CHART_REVIEW, cells::COLUMNS).acting(COMMANDS, act).opening(
            |item, _, out| match item.encounter {
                Some(stay) => out.show(review::Review::in_hand(stay, item.handle())),
                None => out.tell(Notice::info("This item names no stay.")),
            },
        ))
    },
    serve: |link, _| match link {
        Link::Work(queue, item) if *queue == CHART_REVIEW.id => {
            Some(Box::new(review::Review::of_item(*item)) as Box<dyn Pane>)
        }
        Link::Owed(provider, name) => Some(Box::new(owed::Owed::of(*provider, name)) as Box<dyn Pane>),
        Link::Deficiency(stay, deficiency) => {
            Some(Box::new(review::Review::at(*stay, *deficiency)) as Box<dyn Pane>)
        }
        Link::Work(queue, _) if *queue == DISPUTES.id => {
            Some(Box::new(owed::Owed::disputed()) as Box<dyn Pane>)
        }
        _ => None,
    },
    resume: |slot, _| {
        let stay = slot.strip_prefix(review::SLOT)?.parse().ok()?;
        Some(Box::new(review::Review::new(EncounterId(stay))) as Box<dyn Pane>)
    },
};

fn act(id: CommandId, _: &mut Worklist<WorkPage>, out: &mut Outbox<'_>) {
    match id.0 {
        "completion.owing" => out.show(lists::owing()),
        "completion.late" => out.show(owed::Owed::late()),
        "completion.disputed" => out.show(owed::Owed::disputed()),
        "completion.rates" => out.show(rates::RateList::new()),
        "completion.due-letters" => out.show(mailing::DueList::new()),
        "completion.suspended" => out.show(suspended::suspensions()),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
