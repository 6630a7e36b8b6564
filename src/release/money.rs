//! Money of requests: schedules of fees, what was billed, paid, waived and given back.

use super::queries::Request;
use crate::domain::{
    ids::ReleaseId,
    release::{
        FeePath,
        fees::{Fault, Fee, Schedule, Tier, Work, fee, in_force},
    },
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{AuditLine, Change, Reader, Refusal, StoreError, Writing};
use chrono::NaiveDate;
use rusqlite::named_params;

const MONEY: &str = include_str!("sql/money.sql");
const SCHEDULES: &str = include_str!("sql/schedules.sql");

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Entry {
    /// `bill`, `payment`, `waiver`, `refund`.
    pub kind: String,
    pub cents: i64,
    pub how: String,
    pub at: String,
    pub by: String,
}

/// What is still to be paid, in cents; below 0: too much was paid.
pub(super) fn balance(entries: &[Entry]) -> i64 {
    entries
        .iter()
        .map(
            |entry| if matches!(entry.kind.as_str(), "bill" | "refund") { entry.cents } else { -entry.cents },
        )
        .sum()
}

pub(super) fn entries(db: &Reader<'_>, id: ReleaseId) -> Result<Vec<Entry>, StoreError> {
    db.rows(MONEY, [id], |row| {
        Ok(Entry {
            kind: row.get(0)?,
            cents: row.get(1)?,
            how: row.get(2)?,
            at: row.get(3)?,
            by: row.get(4)?,
        })
    })
}

/// Writes an entry.
pub(super) fn enter(
    tx: &Writing<'_>,
    id: ReleaseId,
    kind: &str,
    cents: i64,
    how: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO release_money (request_id, kind, cents, how, at, by) VALUES (:id, :kind, :cents, :how, :now, :by)",
        named_params! {
            ":id": id, ":kind": kind, ":cents": cents, ":how": how, ":now": tx.now_text(), ":by": tx.session().login,
        },
    )?;
    Ok(())
}

pub(super) fn schedules(db: &Reader<'_>) -> Result<Vec<Schedule>, StoreError> {
    db.rows(SCHEDULES, [], |row| {
        let day = |idx: usize| -> rusqlite::Result<Option<NaiveDate>> {
            Ok(row.get::<_, Option<String>>(idx)?.and_then(|text| text.parse().ok()))
        };
        Ok(Schedule {
            state: row.get(0)?,
            valid_from: day(1)?.unwrap_or_default(),
            valid_to: day(2)?,
            base_cents: row.get(3)?,
            tiers: tiers_of(&row.get::<_, String>(4)?).unwrap_or_default(),
            certification_cents: row.get(5)?,
            postage: row.get(6)?,
            prepayment: row.get(7)?,
            citation: row.get(8)?,
            note: row.get(9)?,
        })
    })
}

/// The fee of a request by the schedule that held on the day it was received.
pub fn reckon(request: &Request, work: &Work, schedules: &[Schedule]) -> Result<Fee, Fault> {
    let schedule = in_force(schedules, &request.requester_state, request.received_on);
    let work = Work {
        pages: if work.pages == 0 { request.pages } else { work.pages },
        certified: work.certified || request.certify,
        ..*work
    };
    // Without a schedule only those who pay by one are refused.
    let schedule = if request.kind.fee() == FeePath::Schedule { schedule } else { None };
    fee(request.kind, request.format, &work, schedule)
}

/// Tiers from their text: `100:50,*:25` is 50 cents up to page 100, 25 for each after it. None if it is no such text.
pub fn tiers_of(text: &str) -> Option<Vec<Tier>> {
    let mut tiers: Vec<Tier> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (to_page, cents) = part.split_once(':')?;
        let cents = cents.trim().parse::<i64>().ok().filter(|cents| (0..=100_000).contains(cents))?;
        let to_page = match to_page.trim() {
            "*" => None,
            number => Some(number.parse::<i64>().ok().filter(|page| *page > 0)?),
        };
        // Each tier ends after the one before; nothing follows the one without an end.
        let last = tiers.last().map(|tier| tier.to_page);
        if matches!((last, to_page), (Some(None), _))
            || matches!((last, to_page), (Some(Some(a)), Some(b)) if b <= a)
        {
            return None;
        }
        tiers.push(Tier { to_page, cents });
    }
    // Pages beyond the last tier would be free by mistake.
    matches!(tiers.last(), Some(Tier { to_page: None, .. })).then_some(tiers)
}

/// Tiers as their text.
pub fn tiers_text(tiers: &[Tier]) -> String {
    let part = |tier: &Tier| {
        let to = tier.to_page.map_or_else(|| "*".to_owned(), |page| page.to_string());
        format!("{to}:{}", tier.cents)
    };
    tiers.iter().map(part).collect::<Vec<_>>().join(",")
}

/// Adds a schedule; the one that held before ends the day before.
#[derive(Clone, Debug)]
pub struct SetSchedule {
    /// The schedule.
    pub schedule: Schedule,
    /// Why.
    pub reason: String,
}

impl Change for SetSchedule {
    type Receipt = ();

    fn topics(&self) -> Topics {
        Topic::Releases.into()
    }

    fn needs(&self) -> Permission {
        Permission::KeepRules
    }

    fn audit(&self) -> AuditLine {
        AuditLine { reason: self.reason.trim().to_owned(), ..AuditLine::new("release.schedule") }
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<(), Refusal> {
        let new = &self.schedule;
        if self.reason.trim().is_empty() {
            return Err(Refusal::invalid("reason", "say why the schedule is set; the log keeps it."));
        }
        if new.citation.trim().is_empty() {
            return Err(Refusal::invalid(
                "citation",
                "a schedule needs its citation: the law, or \"hospital policy\".",
            ));
        }
        let state = new.state.trim().to_uppercase();
        if !(state.is_empty() || state.len() == 2 && state.chars().all(|c| c.is_ascii_uppercase())) {
            return Err(Refusal::invalid(
                "state",
                "a state is two letters, like MA; empty is the hospital's own.",
            ));
        }
        let amounts = [new.base_cents, new.certification_cents];
        if amounts.iter().any(|cents| !(0..=1_000_000).contains(cents))
            || tiers_of(&tiers_text(&new.tiers)).is_none()
        {
            return Err(Refusal::invalid(
                "tiers",
                "the tiers must rise and end with one for all other pages: 100:50,*:25.",
            ));
        }
        let known = schedules(&tx.reader())?;
        if known.iter().any(|one| one.state == state && one.valid_from >= new.valid_from) {
            return Err(Refusal::invalid(
                "valid_from",
                "a schedule of this state holds from that day or later already; a schedule that was set is not edited.",
            ));
        }
        tx.execute(
            "UPDATE fee_schedule SET valid_to = date(:from, '-1 day')
             WHERE state = :state AND (valid_to IS NULL OR valid_to >= :from)",
            named_params! {":state": state, ":from": new.valid_from.to_string()},
        )?;
        tx.execute(
            "INSERT INTO fee_schedule (state, valid_from, valid_to, base_cents, tiers, certification_cents, postage, prepayment,
                                       citation, note, set_at, set_by)
             VALUES (:state, :from, :to, :base, :tiers, :certification, :postage, :prepayment, :citation, :note, :now, :by)",
            named_params! {
                ":state": state, ":from": new.valid_from.to_string(), ":to": new.valid_to.map(|day| day.to_string()),
                ":base": new.base_cents, ":tiers": tiers_text(&new.tiers), ":certification": new.certification_cents,
                ":postage": new.postage, ":prepayment": new.prepayment, ":citation": new.citation.trim(),
                ":note": new.note.trim(), ":now": tx.now_text(), ":by": tx.session().login,
            },
        )?;
        tx.detail(format!("{state} from {}: {}", new.valid_from, tiers_text(&new.tiers)));
        Ok(())
    }
}
