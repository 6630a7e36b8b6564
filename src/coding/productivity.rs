//! What coders have done: the asking coder first; those of others only for those who review coding.
//!
//! Work that is nobody's merit or fault is counted apart: holds, accounts opened again, accounts sent back, idle time.

use super::{assign::coders, coding_query};
use crate::domain::{
    coding::{Tally, work_unit_hundredths},
    ids::UserId,
    role::Permission,
    time::When,
};
use chrono::NaiveDate;
use rusqlite::named_params;

/// Asks for the figures of a span of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Productivity {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// The figures of one coder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoderTally {
    /// Who.
    pub user: UserId,
    /// Account name.
    pub login: String,
    /// Name in words.
    pub name: String,
    /// Whether it is the one who asks.
    pub own: bool,
    /// What was done.
    pub tally: Tally,
}

coding_query!(Productivity, Vec<CoderTally>, Long, |this, db| {
    let session = db.session();
    let instant = |day: NaiveDate| When::At(When::Date(day.into()).instant()).to_string();
    let (from, to) = (instant(this.from), instant(this.to.succ_opt().unwrap_or(this.to)));
    let mut people: Vec<(UserId, String, String)> =
        vec![(session.user, session.login.clone(), session.full_name.clone())];
    if session.may(Permission::ReviewCoding) {
        let others = coders(db)?.into_iter().filter(|coder| coder.user != session.user);
        people.extend(others.map(|coder| (coder.user, coder.login, coder.name)));
    }
    let mut all = Vec::new();
    for (user, login, name) in people {
        let mut tally = Tally::default();
        let span = named_params! {":user": user, ":from": from, ":to": to};
        let steps = db.rows(include_str!("sql/tally_steps.sql"), span, |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, bool>(2)?,
                row.get::<_, bool>(3)?,
            ))
        })?;
        for (deed, class, has_procedure, again) in steps {
            match (deed.as_str(), again) {
                ("finalize", false) => {
                    tally.finalized += 1;
                    tally.inpatient += i64::from(class == "inpatient");
                    tally.unit_hundredths += work_unit_hundredths(&class, has_procedure);
                }
                ("finalize", true) => tally.refinalized += 1,
                ("pend", _) => tally.holds += 1,
                _ => {}
            }
        }
        let back = db.rows(include_str!("sql/tally_back.sql"), span, |row| row.get::<_, String>(0))?;
        tally.reopened = back.iter().filter(|deed| *deed == "reopen").count() as i64;
        tally.sent_back = back.iter().filter(|deed| *deed == "send-back").count() as i64;
        let time = db.row(include_str!("sql/tally_time.sql"), span, |row| Ok((row.get(0)?, row.get(1)?)))?;
        (tally.active_s, tally.idle_s) = time.unwrap_or_default();
        all.push(CoderTally { own: user == session.user, user, login, name, tally });
    }
    Ok(all)
});
