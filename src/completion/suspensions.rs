//! The suspension list: clinicians with records late beyond the last level. Proposed by rules, decided by a supervisor.

use super::{book::Book, look_over::BY_RULES};
use crate::{
    domain::{
        ids::{PractitionerId, Version},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use chrono::{Local, NaiveDate};
use rusqlite::{Row, named_params};

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; the table is documented in its migration")]
pub struct Suspension {
    pub id: i64,
    pub practitioner: PractitionerId,
    pub name: String,
    pub service: String,
    /// `proposed`, `approved`, `exempt`, `lifted`.
    pub state: String,
    pub proposed_at: String,
    /// Late records when it was proposed.
    pub n_records: i64,
    /// Late records now.
    pub n_now: i64,
    /// Day from which it holds.
    pub effective_on: Option<String>,
    pub approver: String,
    pub exemption: String,
    pub exempt_until: Option<String>,
    pub lifted_at: Option<String>,
    pub lifted_by: String,
    pub reason: String,
    pub version: Version,
}

impl Suspension {
    /// How it stands on a day, in words.
    pub fn standing(&self, today: NaiveDate) -> String {
        let on = self.effective_on.as_deref().unwrap_or_default();
        match self.state.as_str() {
            "approved" if on <= today.to_string().as_str() => format!("suspended since {on}"),
            "approved" => format!("suspended from {on}"),
            "exempt" => match &self.exempt_until {
                Some(until) => format!("exempt until {until}: {}", self.exemption),
                None => format!("exempt: {}", self.exemption),
            },
            "lifted" => "lifted".to_owned(),
            _ => "proposed, to be decided".to_owned(),
        }
    }
}

/// The list; with those that were lifted, if asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspensions {
    /// Lifted ones too.
    pub all: bool,
}

impl Query for Suspensions {
    type Rows = Vec<Suspension>;
    const LANE: Lane = Lane::Desk;
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        db.rows(include_str!("sql/suspensions.sql"), named_params! {":all": self.all}, suspension)
    }
}

fn suspension(row: &Row<'_>) -> rusqlite::Result<Suspension> {
    Ok(Suspension {
        id: row.get(0)?,
        practitioner: row.get(1)?,
        name: row.get(2)?,
        service: row.get(3)?,
        state: row.get(4)?,
        proposed_at: row.get(5)?,
        n_records: row.get(6)?,
        n_now: row.get(7)?,
        effective_on: row.get(8)?,
        approver: row.get(9)?,
        exemption: row.get(10)?,
        exempt_until: row.get(11)?,
        lifted_at: row.get(12)?,
        lifted_by: row.get(13)?,
        reason: row.get(14)?,
        version: row.get(15)?,
    })
}

/// The nightly look at the list: new proposals, ended exemptions, and those whose records are no longer late.
pub(super) fn review(tx: &Writing<'_>, _: &Book) -> Result<(), Refusal> {
    let today = tx.now().with_timezone(&Local).date_naive().to_string();
    let now = tx.now_text();
    let due: Vec<(PractitionerId, i64, Option<String>)> =
        tx.rows(include_str!("sql/suspension_due.sql"), named_params! {":today": today}, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    for (practitioner, records, leave) in due {
        // Leave exempts by itself: nobody is suspended for records while away.
        let (state, words) = if leave.is_some() { ("exempt", "leave") } else { ("proposed", "") };
        tx.execute(
            include_str!("sql/suspension_propose.sql"),
            named_params! {
                ":practitioner": practitioner, ":state": state, ":now": now, ":records": records, ":exemption": words,
                ":until": leave,
            },
        )?;
        tx.touches(Topic::Completion);
    }
    let lifted = tx.execute(
        include_str!("sql/suspension_lift_done.sql"),
        named_params! {":now": now, ":by": BY_RULES, ":reason": "no record is late any more"},
    )?;
    let back = tx.execute(include_str!("sql/suspension_exempt_over.sql"), named_params! {":today": today})?;
    if lifted + back > 0 {
        tx.touches(Topic::Completion);
    }
    Ok(())
}

/// What a supervisor decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuspensionDeed {
    /// It holds from a day on.
    Approve(NaiveDate),
    /// It does not hold until a day, or for good: leave, illness.
    Exempt(String, Option<NaiveDate>),
    /// It is lifted.
    Lift,
}

/// Decides on an entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecideSuspension {
    /// Its row.
    pub id: i64,
    /// What is decided.
    pub deed: SuspensionDeed,
    /// Why.
    pub reason: String,
}

impl Change for DecideSuspension {
    type Receipt = ();
    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }
    fn needs(&self) -> Permission {
        Permission::DecideCompletion
    }
    fn audit(&self) -> AuditLine {
        let action = match self.deed {
            SuspensionDeed::Approve(_) => "suspension.approve",
            SuspensionDeed::Exempt(..) => "suspension.exempt",
            SuspensionDeed::Lift => "suspension.lift",
        };
        AuditLine { reason: self.reason.clone(), ..AuditLine::new(action).object("suspension", self.id) }
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let state: Option<String> =
            tx.row("SELECT state FROM suspension WHERE suspension_id = ?1", [self.id], |row| row.get(0))?;
        match state.as_deref() {
            None => {
                return Err(Refusal::invalid("suspension", format!("there is no suspension {}.", self.id)));
            }
            Some("lifted") => {
                return Err(Refusal::invalid(
                    "suspension",
                    "it was lifted already; the next late record proposes a new one.",
                ));
            }
            Some(_) => {}
        }
        let (login, now) = (&tx.session().login, tx.now_text());
        match &self.deed {
            SuspensionDeed::Approve(day) => {
                if *day < tx.now().with_timezone(&Local).date_naive() {
                    return Err(Refusal::invalid(
                        "day",
                        "the day lies in the past. A suspension holds from today at the earliest.",
                    ));
                }
                tx.detail(format!("holds from {day}"));
                tx.execute(
                    include_str!("sql/suspension_approve.sql"),
                    named_params! {":id": self.id, ":on": day.to_string(), ":by": login, ":reason": self.reason},
                )?;
            }
            SuspensionDeed::Exempt(why, until) => {
                if why.trim().is_empty() {
                    return Err(Refusal::invalid(
                        "exemption",
                        "say what exempts: leave, illness, or in other words.",
                    ));
                }
                tx.detail(why.clone());
                tx.execute(
                    include_str!("sql/suspension_exempt.sql"),
                    named_params! {
                        ":id": self.id, ":why": why.trim(), ":until": until.map(|day| day.to_string()), ":by": login,
                        ":reason": self.reason,
                    },
                )?;
            }
            SuspensionDeed::Lift => {
                if self.reason.trim().is_empty() {
                    return Err(Refusal::invalid("reason", "say why it is lifted; the log keeps it."));
                }
                tx.execute(
                    include_str!("sql/suspension_lift.sql"),
                    named_params! {":id": self.id, ":now": now, ":by": login, ":reason": self.reason},
                )?;
            }
        }
        Ok(())
    }
}
