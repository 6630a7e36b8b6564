//! An answer written down: who, when, by what way, and what it comes to.

use super::{
    rows::{self, Head, Put},
    worklist,
};
use crate::{
    domain::{
        cdi_query::{AnswerWay, Deed, NEEDS, OptionRole, Outcome},
        ids::{CdiQueryId, PractitionerId, Version},
        role::Permission,
        time::{instant_text, parse_instant},
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Writing},
};
use chrono::{DateTime, Utc};
use rusqlite::named_params;

/// What the provider said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answering {
    /// The option chosen, by its number from 1; none: own words.
    pub option: Option<i64>,
    /// The answer in own words: of an open-ended query, or beside "other".
    pub words: String,
    /// What else was said.
    pub comment: String,
    /// What it comes to; none: what the option means.
    pub outcome: Option<Outcome>,
}

/// The department writes down an answer that came by a portal's file, by telephone, in person or as an addendum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordAnswer {
    /// Which query.
    pub id: CdiQueryId,
    /// The version that the author saw.
    pub seen: Option<Version>,
    /// The answer.
    pub answering: Answering,
    /// By what way it came.
    pub way: AnswerWay,
    /// Who answered; none: the one asked.
    pub by: Option<PractitionerId>,
    /// When; none: now.
    pub at: Option<DateTime<Utc>>,
}

impl Change for RecordAnswer {
    type Receipt = Outcome;

    fn topics(&self) -> Topics {
        Topic::Queries | Topic::Coding
    }

    fn needs(&self) -> Permission {
        NEEDS
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.answer")
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Outcome, Refusal> {
        let head = rows::head(tx, self.id, self.seen)?;
        if self.way == AnswerWay::Workstation {
            return Err(Refusal::invalid(
                "way",
                "only the provider can sign an answer here; say how it came.",
            ));
        }
        let Some(by) = self.by.or(head.provider) else {
            return Err(Refusal::invalid("provider", "say who answered."));
        };
        let asked = head.provider.map(|provider| rows::asked(tx, provider)).transpose()?;
        let mut note = String::new();
        if Some(by) != head.provider {
            let name = rows::asked(tx, by)?.name;
            let stands_in = asked.is_some_and(|asked| asked.stands_in(by));
            note = if stands_in {
                format!("{name} answers as the delegate.")
            } else {
                format!("{name} answers.")
            };
        }
        let said = Said {
            way: self.way,
            provider: by,
            at: self.at.unwrap_or_else(|| tx.now()),
            signed_as: "",
            note,
        };
        write_down(tx, &head, &self.answering, &said)
    }
}

/// How an answer came to be here.
pub(super) struct Said<'a> {
    pub way: AnswerWay,
    pub provider: PractitionerId,
    pub at: DateTime<Utc>,
    pub signed_as: &'a str,
    pub note: String,
}

/// Writes an answer down; gives what it comes to.
pub(super) fn write_down(
    tx: &Writing<'_>,
    head: &Head,
    answering: &Answering,
    said: &Said<'_>,
) -> Result<Outcome, Refusal> {
    let step = rows::permitted(head, Deed::Answer, "")?;
    let sent = head.sent_at.as_deref().and_then(parse_instant);
    if said.at > tx.now() || sent.is_some_and(|sent| said.at < sent) {
        let why = "the answer lies before the query was sent, or ahead. Give the time at which it was said.";
        return Err(Refusal::invalid("at", why));
    }
    let (words, role) = chosen(tx, head, answering)?;
    let (own, comment) = (answering.words.trim(), answering.comment.trim());
    let outcome = answering.outcome.unwrap_or(role.outcome());
    if !Outcome::OF_ANSWERS.contains(&outcome) {
        return Err(Refusal::invalid(
            "outcome",
            "an answer is agreed, disagreed or clinically undetermined.",
        ));
    }
    let bare = answering.option.is_some() && own.is_empty() && comment.is_empty();
    if bare && (role.needs_words() || outcome == Outcome::Disagreed) {
        let why = match role {
            OptionRole::Other => "\"other\" says nothing by itself; write the answer in words.",
            _ => "an answer that sees it otherwise has its reason. Write it in a few words.",
        };
        return Err(Refusal::invalid("comment", why));
    }
    let words = if own.is_empty() || answering.option.is_none() { words } else { format!("{words}: {own}") };
    let at = instant_text(said.at);
    tx.execute(
        include_str!("sql/answer_put.sql"),
        named_params! {
            ":id": head.id, ":option": answering.option, ":words": words, ":comment": comment, ":outcome": outcome.word(),
            ":way": said.way.word(), ":provider": said.provider, ":signed": said.signed_as, ":answered": at,
            ":by": tx.session().login, ":now": tx.now_text(),
        },
    )?;
    rows::put_state(tx, head, step.to, Put { outcome: Some(outcome), answered: Some(&at), document: None })?;
    let told = format!("{}, by way of: {}. {}", outcome.title(), said.way.title(), said.note);
    rows::event(tx, head.id, "answer", &told)?;
    worklist::moved(tx, head.id, "answer", outcome.title())?;
    tx.detail(format!("query {}, {}", head.id, outcome.title()));
    Ok(outcome)
}

/// The words of the answer and what the choice stands for.
fn chosen(tx: &Writing<'_>, head: &Head, answering: &Answering) -> Result<(String, OptionRole), Refusal> {
    let Some(place) = answering.option else {
        let own = answering.words.trim();
        if own.is_empty() {
            return Err(Refusal::invalid("option", "choose an option, or write the answer in words."));
        }
        return Ok((own.to_owned(), OptionRole::Supported));
    };
    let found =
        tx.row(include_str!("sql/option_one.sql"), named_params! {":id": head.id, ":place": place}, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
    let Some((text, role)) = found else {
        return Err(Refusal::invalid("option", format!("this query has no option {place}.")));
    };
    Ok((text, OptionRole::from_word(&role).unwrap_or(OptionRole::Supported)))
}
