//! What all changes of a query begin and end with: its row, the step, the trace, the clocks, the coder's account.

use crate::{
    clocks,
    domain::{
        cdi_query::{Deed, Outcome, QueryState, Step, Timing, step},
        clocks::{Rule, in_force},
        coding::AccountState,
        ids::{CdiQueryId, EncounterId, PatientId, PractitionerId, Version},
        time::{When, instant_text},
    },
    store::{Refusal, StoreError, Writing},
};
use chrono::{DateTime, Local, NaiveDate, Utc};
use rusqlite::named_params;

/// The row of a query, as changes need it.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub id: CdiQueryId,
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub provider: Option<PractitionerId>,
    pub state: QueryState,
    pub outcome: Option<Outcome>,
    pub level: u8,
    pub title: String,
    pub text_no: i64,
    pub sent_at: Option<String>,
    pub service: String,
}

/// The row for a change: refused if it is another than the one that the author saw.
pub(super) fn head(tx: &Writing<'_>, id: CdiQueryId, seen: Option<Version>) -> Result<Head, Refusal> {
    let found = tx.row(include_str!("sql/head.sql"), [id], |row| {
        let (state, outcome): (String, String) = (row.get(3)?, row.get(4)?);
        let head = Head {
            id,
            encounter: row.get(0)?,
            patient: row.get(1)?,
            provider: row.get(2)?,
            state: QueryState::from_word(&state).unwrap_or(QueryState::Closed),
            outcome: Outcome::from_word(&outcome),
            level: row.get(5)?,
            title: row.get(9)?,
            text_no: row.get(10)?,
            sent_at: row.get(11)?,
            service: row.get(12)?,
        };
        Ok((head, row.get::<_, Version>(6)?, row.get::<_, String>(7)?, row.get::<_, String>(8)?))
    })?;
    let Some((head, version, by, at)) = found else {
        return Err(Refusal::invalid(
            "query",
            format!("there is no query {id}; see `chartroom query list`."),
        ));
    };
    if let Some(seen) = seen {
        tx.same_version(seen, version, &by, &at, Vec::new)?;
    }
    tx.about(head.patient);
    tx.object("cdi_query", id.0);
    Ok(head)
}

/// The version of a row after a change.
pub(super) fn version(tx: &Writing<'_>, id: CdiQueryId) -> Result<Version, StoreError> {
    let now = "SELECT version FROM cdi_query WHERE query_id = ?1";
    Ok(tx.row(now, [id], |row| row.get(0))?.unwrap_or(Version(1)))
}

/// The step that a deed makes, refused in words; a step that needs a reason gets one.
pub(super) fn permitted(head: &Head, deed: Deed, reason: &str) -> Result<&'static Step, Refusal> {
    let step = step(deed, head.state).map_err(|why| Refusal::invalid("", why))?;
    if step.with_reason && reason.trim().is_empty() {
        let why = format!("to {} a query, say why; it is kept with it.", deed.title());
        return Err(Refusal::invalid("reason", why));
    }
    Ok(step)
}

/// What a state is written with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Put<'a> {
    pub outcome: Option<Outcome>,
    pub answered: Option<&'a str>,
    pub document: Option<i64>,
}

/// Writes a state; ends are dated. The coder's account waits while the query is open or an agreed answer waits for its
/// addendum, and comes back when neither is so any more.
pub(super) fn put_state(tx: &Writing<'_>, head: &Head, to: QueryState, put: Put<'_>) -> Result<(), Refusal> {
    let ends = matches!(to, QueryState::Cancelled | QueryState::Closed);
    let now = tx.now_text();
    tx.execute(
        include_str!("sql/state_put.sql"),
        named_params! {
            ":id": head.id, ":state": to.word(), ":outcome": put.outcome.map_or("", Outcome::word),
            ":answered": put.answered, ":ended": ends.then_some(&now), ":document": put.document, ":now": now,
            ":by": tx.session().login,
        },
    )?;
    match (waits(head.state, head.outcome), waits(to, put.outcome)) {
        (false, true) => crate::coding::query_open(tx, head.encounter),
        (true, false) => crate::coding::query_answered(tx, head.encounter).map(|_| ()),
        _ => Ok(()),
    }
}

/// Whether coding waits for a query in this state.
fn waits(state: QueryState, outcome: Option<Outcome>) -> bool {
    state == QueryState::Open || (state == QueryState::Answered && outcome == Some(Outcome::Agreed))
}

/// Leaves a line in the trace.
pub(super) fn event(tx: &Writing<'_>, id: CdiQueryId, what: &str, note: &str) -> Result<(), StoreError> {
    tx.execute(
        include_str!("sql/event_put.sql"),
        named_params! {":id": id, ":what": what, ":note": note.trim(), ":by": tx.session().login, ":now": tx.now_text()},
    )?;
    Ok(())
}

/// When in the course of the stay a query is asked now.
pub(super) fn timing(discharged: bool, account: Option<&str>) -> Timing {
    let billed = account.and_then(AccountState::from_word).is_some_and(|state| {
        matches!(state, AccountState::Billed | AccountState::Rebill | AccountState::Denied)
    });
    match (discharged, billed) {
        (_, true) => Timing::PostBill,
        (true, false) => Timing::Retrospective,
        (false, false) => Timing::Concurrent,
    }
}

/// When the answer is due and when the next steps of the ladder are, by the rules in force.
pub(super) struct Ladder {
    pub due: Option<(DateTime<Utc>, i64)>,
    pub remind: Option<String>,
    pub peer: Option<String>,
    pub advisor: Option<String>,
}

/// The ladder of a query that is sent now.
pub(super) fn ladder(tx: &Writing<'_>, timing: Timing, service: &str) -> Result<Ladder, StoreError> {
    let rules = clocks::load(tx.conn())?;
    let (start, scope) = (When::At(tx.now()), format!("service:{service}"));
    let of = |id: &str| -> Option<(DateTime<Utc>, &Rule)> {
        let rule = in_force(&rules, id, &[scope.as_str()], start.day())?;
        Some((rule.due(start, &clocks::zone()), rule))
    };
    let text = |id: &str| of(id).map(|(at, _)| instant_text(at));
    let answer = format!("query-{}", timing.word());
    Ok(Ladder {
        due: of(&answer).map(|(at, rule)| (at, rule.row.0)),
        remind: text("query-reminder"),
        peer: text("query-peer"),
        advisor: text("query-advisor"),
    })
}

/// The provider who is asked, with who answers while they are away.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub name: String,
    pub active: bool,
    pub away_until: Option<NaiveDate>,
    pub delegate: Option<PractitionerId>,
    pub delegate_name: String,
    pub delegate_away: bool,
}

pub(super) fn asked(tx: &Writing<'_>, provider: PractitionerId) -> Result<Asked, Refusal> {
    let today = today(tx.now());
    let found = tx.row(
        include_str!("sql/provider_away.sql"),
        named_params! {":today": today, ":provider": provider},
        |row| {
            let away: Option<String> = row.get(2)?;
            Ok(Asked {
                name: row.get(0)?,
                active: row.get(1)?,
                away_until: away.and_then(|day| day.parse().ok()),
                delegate: row.get(3)?,
                delegate_name: row.get(4)?,
                delegate_away: row.get::<_, Option<String>>(5)?.is_some(),
            })
        },
    )?;
    found.ok_or_else(|| {
        Refusal::invalid("provider", format!("there is no provider {provider} in the directory."))
    })
}

impl Asked {
    /// What there is to know of who will answer; empty if the one asked is here.
    pub fn note(&self) -> String {
        let Some(until) = self.away_until else { return String::new() };
        match (self.delegate, self.delegate_away) {
            (Some(_), false) => {
                format!("{} is away until {until}; it goes to {}.", self.name, self.delegate_name)
            }
            (Some(_), true) => {
                format!("{} is away until {until}, and so is the delegate {}.", self.name, self.delegate_name)
            }
            (None, _) => format!("{} is away until {until} and has no delegate.", self.name),
        }
    }

    /// Whether somebody may answer in place of the one asked.
    pub fn stands_in(&self, who: PractitionerId) -> bool {
        self.away_until.is_some() && self.delegate == Some(who)
    }
}

/// The day here, ISO text.
pub(super) fn today(now: DateTime<Utc>) -> String {
    now.with_timezone(&Local).date_naive().to_string()
}
