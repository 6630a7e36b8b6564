//! What people do with a stay under review: begin, review, take back, keep working codes of their own.

use super::{
    QUEUE,
    book::Book,
    drg::{self, Stage},
    refresh::{follow, item_of},
    stay::{Head, Looked, head, look},
};
use crate::{
    coding::{Tools, tools},
    domain::{
        coding::Sheet,
        ids::{EncounterId, Version},
        role::Permission,
        time::When,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Writing},
    work::{self, Hand},
};
use chrono::NaiveDate;
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

macro_rules! review_change {
    ($change:ty, $receipt:ty, $action:literal, |$this:ident, $tx:ident| $body:expr) => {
        impl Change for $change {
            type Receipt = $receipt;
            fn topics(&self) -> Topics {
                Topic::Cdi.into()
            }
            fn needs(&self) -> Permission {
                Permission::ReviewDocumentation
            }
            fn audit(&self) -> AuditLine {
                AuditLine::new($action).object("encounter", self.encounter.0)
            }
            fn apply(&self, $tx: &Writing<'_>) -> Result<$receipt, Refusal> {
                let $this = self;
                $body
            }
        }
    };
}

/// The stay of a change, with the rules and tools to weigh it.
struct At {
    head: Head,
    book: Book,
    tools: Tools,
}

fn at(tx: &Writing<'_>, encounter: EncounterId) -> Result<At, Refusal> {
    let found = head(&tx.reader(), encounter)?;
    let head = found.ok_or_else(|| Refusal::invalid("encounter", "there is no such stay."))?;
    tx.about(head.patient);
    Ok(At { head, book: Book::load(&tx.reader())?, tools: tools(&tx.reader())? })
}

impl At {
    /// Refuses a stay that is not on the list, with the reason.
    fn on_list(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        if self.head.on_list {
            return Ok(());
        }
        let why = match self.book.review.eligible(&self.head.candidate(tx.now())) {
            super::rules::Eligible::No(why) => why,
            super::rules::Eligible::In(_) => "it lasts too short a time yet",
            super::rules::Eligible::Yes => "the list was not refreshed since it came in",
        };
        Err(Refusal::invalid(
            "",
            format!("this stay is not on the review list: {why}. Nothing was recorded."),
        ))
    }

    fn looked(&self, tx: &Writing<'_>) -> Result<Looked, Refusal> {
        let found = look(&tx.reader(), &self.book, &self.tools, self.head.clone(), |_, _| ())?;
        found.map(|(looked, ())| looked).ok_or_else(|| Refusal::invalid("", "the stay is no longer there."))
    }
}

/// A reviewer opens a stay: the log says that its record was read, the baseline DRG is kept, the first review has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// The stay.
    pub encounter: EncounterId,
}

review_change!(Begin, (), "cdi.review.open", |this, tx| {
    let at = at(tx, this.encounter)?;
    if !at.head.on_list {
        return Ok(());
    }
    if drg::last(tx, this.encounter, Stage::Baseline)?.is_none() {
        let looked = at.looked(tx)?;
        drg::put(tx, &looked, Stage::Baseline)?;
        drg::put(tx, &looked, Stage::Working)?;
        drg::put(tx, &looked, Stage::Potential)?;
    }
    if let Some(item) = item_of(tx, this.encounter)?.filter(|item| item.state == QUEUE.first_state()) {
        let free = item.claim.as_ref().is_none_or(|holder| holder.user == tx.session().user);
        if free {
            work::move_to(tx, item.id, "begin", "", Hand::Person)?;
        }
    }
    Ok(())
});

/// What comes after a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another review on this day.
    On(NaiveDate),
    /// No other review unless something new is found: the stay waits for its codes.
    WhenCoded,
}

/// A stay is reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewStay {
    /// The stay.
    pub encounter: EncounterId,
    /// What comes next; none: on the day that the rules propose.
    pub next: Option<Next>,
    /// Words about it.
    pub note: String,
}

/// What a stay's row said before a review, for taking it back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Before {
    first_at: Option<String>,
    first_by: String,
    last_at: Option<String>,
    last_by: String,
    next_on: Option<NaiveDate>,
    seen: Vec<String>,
    n_reviews: i64,
}

review_change!(ReviewStay, Option<NaiveDate>, "cdi.review", |this, tx| {
    let at = at(tx, this.encounter)?;
    at.on_list(tx)?;
    let today = When::At(tx.now()).day();
    let next = match this.next {
        Some(Next::On(day)) if day <= today => {
            return Err(Refusal::invalid("next", "the day of the next review must lie ahead."));
        }
        Some(Next::On(day)) => Some(day),
        Some(Next::WhenCoded) => None,
        None => today.checked_add_days(chrono::Days::new(at.book.review.next_days.into())),
    };
    let looked = at.looked(tx)?;
    drg::put(tx, &looked, Stage::Baseline)?;
    drg::put(tx, &looked, Stage::Working)?;
    drg::put(tx, &looked, Stage::Potential)?;
    let head = &at.head;
    let before = Before {
        first_at: head.first_at.clone(),
        first_by: head.first_by.clone(),
        last_at: head.last_at.clone(),
        last_by: head.last_by.clone(),
        next_on: head.next_on,
        seen: head.seen.clone(),
        n_reviews: head.n_reviews,
    };
    let n_open = looked.open().count() as i64;
    tx.insert(
        include_str!("sql/done_put.sql"),
        named_params! {
            ":encounter": this.encounter, ":kind": if head.n_reviews == 0 { "initial" } else { "follow-up" },
            ":by": tx.session().login, ":now": tx.now_text(), ":next": next.map(|day| day.to_string()),
            ":note": this.note.trim(), ":n_open": n_open,
            ":before": serde_json::to_string(&before).unwrap_or_default(),
        },
    )?;
    tx.execute(
        include_str!("sql/reviewed.sql"),
        named_params! {
            ":encounter": this.encounter, ":by": tx.session().login, ":now": tx.now_text(),
            ":next": next.map(|day| day.to_string()), ":seen": looked.open_keys().join("\n"),
        },
    )?;
    move_on(tx, this.encounter, next, this.note.trim())?;
    follow(tx, &at.book, &at.tools, this.encounter)?;
    tx.detail(format!("{n_open} open findings"));
    Ok(next)
});

/// The item after a review: aside until the next one, or waiting for the codes. One with a query out goes on waiting.
fn move_on(
    tx: &Writing<'_>,
    encounter: EncounterId,
    next: Option<NaiveDate>,
    note: &str,
) -> Result<(), Refusal> {
    let Some(item) = item_of(tx, encounter)? else { return Ok(()) };
    if matches!(item.state.as_str(), "queried" | "awaiting" | "to-reconcile") {
        work::claims::not_held_by_another(tx, &item)?;
        return if item.claim.is_some() { work::claims::release(tx, &item) } else { Ok(()) };
    }
    let verb = if next.is_some() { "review" } else { "finish" };
    let item = work::move_to(tx, item.id, verb, note, Hand::Person)?;
    match next {
        Some(day) => work::put_aside(tx, &item, "next review", When::Date(day.into()).instant()),
        None if item.claim.is_some() => work::claims::release(tx, &item),
        None => Ok(()),
    }
}

/// Takes the last review of a stay back; only who made it may, while nothing was built on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndoReview {
    /// The stay.
    pub encounter: EncounterId,
}

review_change!(UndoReview, (), "cdi.review.undo", |this, tx| {
    let at = at(tx, this.encounter)?;
    let last = tx.row(include_str!("sql/done_last.sql"), [this.encounter], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let Some((review, by, before)) = last else {
        return Err(Refusal::invalid("", "there is no review of this stay to take back."));
    };
    if by != tx.session().login {
        return Err(Refusal::invalid("", "the last review is another person's; only they can take it back."));
    }
    if let Some(item) = item_of(tx, this.encounter)?
        && matches!(item.state.as_str(), "follow-up" | "coding")
    {
        if item.wake_at.is_some() {
            work::take_up(tx, item.id, "the review is taken back")?;
        }
        work::undo(tx, item.id)?;
    }
    let before: Before = serde_json::from_str(&before).unwrap_or_default();
    tx.execute(include_str!("sql/done_undo.sql"), [review])?;
    tx.execute(
        include_str!("sql/unreviewed.sql"),
        named_params! {
            ":encounter": this.encounter, ":first_at": before.first_at, ":first_by": before.first_by,
            ":last_at": before.last_at, ":last_by": before.last_by, ":n": before.n_reviews,
            ":next": before.next_on.map(|day| day.to_string()), ":seen": before.seen.join("\n"),
        },
    )?;
    follow(tx, &at.book, &at.tools, this.encounter)?;
    Ok(())
});

/// Keeps working codes of the reviewer's own; an empty sheet goes back to the coder's or the chart's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetSheet {
    /// The stay.
    pub encounter: EncounterId,
    /// The codes.
    pub sheet: Sheet,
    /// The version that the user saw.
    pub seen: Option<Version>,
}

review_change!(SetSheet, (), "cdi.review.codes", |this, tx| {
    let at = at(tx, this.encounter)?;
    at.on_list(tx)?;
    if let Some(seen) = this.seen {
        let (by, on) = (at.head.last_by.clone(), at.head.last_at.clone().unwrap_or_default());
        tx.same_version(seen, at.head.version, &by, &on, Vec::new)?;
    }
    if let Some(item) = item_of(tx, this.encounter)? {
        work::claims::not_held_by_another(tx, &item)?;
    }
    let sheet = this.sheet.clone().checked().map_err(|fault| Refusal::invalid("codes", fault.to_string()))?;
    let text = if sheet.is_empty() {
        String::new()
    } else {
        serde_json::to_string(&sheet).map_err(|error| Refusal::invalid("codes", error.to_string()))?
    };
    tx.execute(
        include_str!("sql/sheet_put.sql"),
        named_params! {":encounter": this.encounter, ":sheet": text},
    )?;
    let after = self::at(tx, this.encounter)?;
    let looked = after.looked(tx)?;
    drg::put(tx, &looked, Stage::Working)?;
    drg::put(tx, &looked, Stage::Potential)?;
    follow(tx, &at.book, &at.tools, this.encounter)?;
    Ok(())
});

/// What happened to a query about a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStep {
    /// It is being written.
    Writing,
    /// It was sent: the provider's answer is awaited.
    Sent,
    /// The last open one was answered: the reviewer looks at the answer.
    Answered,
    /// The last open one was withdrawn or given up.
    Ended,
}

/// Moves the review of a stay along with its queries. A stay that is not on the list is left alone.
pub fn query_moved(tx: &Writing<'_>, encounter: EncounterId, step: QueryStep) -> Result<(), Refusal> {
    let Some(item) = item_of(tx, encounter)? else { return Ok(()) };
    let verb = match step {
        QueryStep::Writing => "ask",
        QueryStep::Sent => "send",
        QueryStep::Answered => "answer",
        QueryStep::Ended => "withdraw",
    };
    if QUEUE.step(&item.state, verb).is_err() {
        return Ok(());
    }
    if item.wake_at.is_some() {
        work::take_up(tx, item.id, "")?;
    }
    work::move_to(tx, item.id, verb, "", Hand::Rule)?;
    tx.touches(Topic::Cdi);
    Ok(())
}

/// Weighs a stay anew inside of another change, if it is on the list.
pub fn reweigh(tx: &Writing<'_>, encounter: EncounterId) -> Result<(), Refusal> {
    let at = at(tx, encounter)?;
    if at.head.on_list {
        follow(tx, &at.book, &at.tools, encounter)?;
        tx.touches(Topic::Cdi | Topic::Work);
    }
    Ok(())
}
