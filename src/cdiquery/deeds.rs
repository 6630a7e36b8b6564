//! What the department does to a query on its way: reminds, escalates, withdraws, gives up, judges, closes, asks again.

use super::{
    letter::{REMINDER, draft},
    one,
    rows::{self, Head, Put},
    worklist,
};
use crate::{
    domain::{
        cdi_query::{Deed, NEEDS, Outcome, level_title},
        ids::{CdiQueryId, PractitionerId, Version},
        role::Permission,
        topics::{Topic, Topics},
    },
    letters::{self, send_within},
    store::{AuditLine, Change, Refusal, Writing},
};
use rusqlite::named_params;

/// The lines that every change of this file repeats.
macro_rules! query_change {
    ($change:ty, $receipt:ty, $action:expr, |$this:ident, $tx:ident| $body:expr) => {
        impl Change for $change {
            type Receipt = $receipt;
            fn topics(&self) -> Topics {
                Topic::Queries | Topic::Coding
            }
            fn needs(&self) -> Permission {
                NEEDS
            }
            fn audit(&self) -> AuditLine {
                let action: fn(&Self) -> &'static str = $action;
                AuditLine::new(action(self))
            }
            fn apply(&self, $tx: &Writing<'_>) -> Result<$receipt, Refusal> {
                let $this = self;
                $body
            }
        }
    };
}

/// Ends a query, or asks again: withdraw, give up, close, reopen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decide {
    /// Which.
    pub id: CdiQueryId,
    /// The version that the author saw.
    pub seen: Option<Version>,
    /// One of [`Deed::Withdraw`], [`Deed::GiveUp`], [`Deed::Close`], [`Deed::Reopen`].
    pub deed: Deed,
    /// Why.
    pub reason: String,
}

query_change!(Decide, (), |this| action(this.deed), |this, tx| {
    let head = rows::head(tx, this.id, this.seen)?;
    let step = rows::permitted(&head, this.deed, &this.reason)?;
    let answered: Option<String> = tx
        .row("SELECT answered_at FROM cdi_query WHERE query_id = ?1", [this.id], |row| row.get(0))?
        .flatten();
    let (outcome, answered, verb) = match this.deed {
        Deed::Withdraw => (Some(Outcome::Withdrawn), None, "withdraw"),
        Deed::GiveUp => {
            if head.level < 2 {
                let why = format!(
                    "a query is closed without an answer after the whole ladder; this one is at: {}. Escalate it first.",
                    level_title(head.level)
                );
                return Err(Refusal::invalid("", why));
            }
            (Some(Outcome::NoResponse), None, "close")
        }
        Deed::Close => (head.outcome, answered, "close"),
        Deed::Reopen => (None, None, "reopen"),
        other => return Err(Refusal::invalid("", format!("\"{}\" is no end of a query.", other.title()))),
    };
    rows::put_state(tx, &head, step.to, Put { outcome, answered: answered.as_deref(), document: None })?;
    rows::event(tx, head.id, this.deed.word(), &this.reason)?;
    worklist::moved(tx, head.id, verb, &this.reason)?;
    tx.detail(format!("query {}", head.id));
    Ok(())
});

fn action(deed: Deed) -> &'static str {
    match deed {
        Deed::Withdraw => "query.withdraw",
        Deed::GiveUp => "query.no-response",
        Deed::Reopen => "query.reopen",
        _ => "query.close",
    }
}

/// Reminds the provider, by a letter if a way is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remind {
    /// Which.
    pub id: CdiQueryId,
    /// The version that the author saw.
    pub seen: Option<Version>,
    /// How the letter goes out; none: by word of mouth.
    pub letter: Option<letters::Way>,
    /// What was said.
    pub note: String,
}

query_change!(Remind, (), |_| "query.remind", |this, tx| {
    let head = rows::head(tx, this.id, this.seen)?;
    rows::permitted(&head, Deed::Remind, "")?;
    let mut note = this.note.trim().to_owned();
    if let Some(way) = this.letter {
        tx.session().require(Permission::SendLetters)?;
        let file = one::file(&tx.reader(), head.id)?
            .ok_or_else(|| Refusal::invalid("query", "the query is no longer there."))?;
        let letter = send_within(tx, &draft(&file, REMINDER)?, way)?;
        note = format!("letter {letter}, {}. {note}", way.title());
    }
    tx.execute(
        include_str!("sql/reminded.sql"),
        named_params! {":id": head.id, ":now": tx.now_text(), ":by": tx.session().login},
    )?;
    rows::event(tx, head.id, "remind", &note)?;
    Ok(())
});

/// Hands a query one step up the ladder: to a peer, then to the physician advisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalate {
    /// Which.
    pub id: CdiQueryId,
    /// The version that the author saw.
    pub seen: Option<Version>,
    /// To whom, if the directory has them.
    pub to: Option<PractitionerId>,
    /// To whom, in words, if it has not.
    pub to_words: String,
    /// Why.
    pub reason: String,
}

query_change!(Escalate, u8, |_| "query.escalate", |this, tx| {
    let head = rows::head(tx, this.id, this.seen)?;
    if this.to.is_some() && this.to == head.provider {
        return Err(Refusal::invalid(
            "to",
            "this is the provider who is asked; name a peer or the physician advisor.",
        ));
    }
    climb(tx, &head, (this.to, &this.to_words), &this.reason)
});

/// One step up; gives the level.
pub(super) fn climb(
    tx: &Writing<'_>,
    head: &Head,
    (to, words): (Option<PractitionerId>, &str),
    reason: &str,
) -> Result<u8, Refusal> {
    rows::permitted(head, Deed::Escalate, reason)?;
    let level = head.level + 1;
    if level > 2 {
        let why = "this query is with the physician advisor already: answer it, withdraw it, or close it without an answer.";
        return Err(Refusal::invalid("", why));
    }
    let name = match to {
        Some(to) => rows::asked(tx, to)?.name,
        None => words.trim().to_owned(),
    };
    tx.execute(
        include_str!("sql/escalation_put.sql"),
        named_params! {
            ":id": head.id, ":level": level, ":to": to, ":words": name, ":reason": reason.trim(),
            ":by": tx.session().login, ":now": tx.now_text(),
        },
    )?;
    tx.execute(
        include_str!("sql/level_put.sql"),
        named_params! {":id": head.id, ":level": level, ":now": tx.now_text(), ":by": tx.session().login},
    )?;
    let whom = if name.is_empty() { String::new() } else { format!(", {name}") };
    rows::event(tx, head.id, "escalate", &format!("{}{whom}: {}", level_title(level), reason.trim()))?;
    tx.detail(format!("query {} to {}", head.id, level_title(level)));
    Ok(level)
}

/// Hands every query up whose hour has come: for a job of the night or of the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EscalateDue;

query_change!(EscalateDue, Vec<(CdiQueryId, u8)>, |_| "query.escalate-due", |_this, tx| {
    let due: Vec<CdiQueryId> =
        tx.rows(include_str!("sql/due_to_climb.sql"), named_params! {":now": tx.now_text()}, |row| {
            row.get(0)
        })?;
    let mut done = Vec::new();
    for id in due {
        let head = rows::head(tx, id, None)?;
        let hours = if head.level == 0 {
            "the hours before a peer is asked are over"
        } else {
            "the peer's hours are over"
        };
        let level = climb(tx, &head, (None, ""), hours)?;
        done.push((id, level));
    }
    tx.detail(format!("{} queries", done.len()));
    Ok(done)
});

/// Judges the outcome of an answer anew: what a choice means is proposed, the author of the query decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    /// Which.
    pub id: CdiQueryId,
    /// The version that the author saw.
    pub seen: Option<Version>,
    /// The outcome.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
}

query_change!(Judge, (), |_| "query.judge", |this, tx| {
    let head = rows::head(tx, this.id, this.seen)?;
    let step = rows::permitted(&head, Deed::Judge, &this.reason)?;
    if !Outcome::OF_ANSWERS.contains(&this.outcome) {
        return Err(Refusal::invalid(
            "outcome",
            "an answer is agreed, disagreed or clinically undetermined.",
        ));
    }
    let answered: Option<String> = tx
        .row("SELECT answered_at FROM cdi_query WHERE query_id = ?1", [this.id], |row| row.get(0))?
        .flatten();
    let put = Put { outcome: Some(this.outcome), answered: answered.as_deref(), document: None };
    rows::put_state(tx, &head, step.to, put)?;
    let was = head.outcome.map_or("", Outcome::title);
    rows::event(tx, head.id, "judge", &format!("{was}, now {}: {}", this.outcome.title(), this.reason))?;
    Ok(())
});
