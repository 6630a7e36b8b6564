//! Lists of accounts: some phases, of everybody or of one owner, oldest or dearest first, a page by key.

use super::{coding_query, rows::state_of};
use crate::{
    domain::{
        coding::{AGE_BANDS, AccountState, PendReason, Phase},
        ids::{AccountId, EncounterId, PatientId, UserId, Version},
        time::When,
    },
    store::{Reader, StoreError, col_when},
};
use chrono::{Days, NaiveDate};
use rusqlite::{Row, named_params};

/// In which order a list of accounts stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Longest discharged first.
    #[default]
    Oldest,
    /// Most charges first.
    Dearest,
}

/// Asks for accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// In these phases.
    pub phases: Vec<Phase>,
    /// Of this user only.
    pub owner: Option<UserId>,
    /// Order; an owner's list stands oldest first.
    pub order: Order,
    /// Only this band of age since discharge, by its number.
    pub band: Option<usize>,
    /// Only what comes after this row of the order.
    pub after: Option<(String, i64, AccountId)>,
    /// At most so many.
    pub limit: usize,
}

/// One account in a list.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct AccountLine {
    pub account: AccountId,
    pub encounter: EncounterId,
    pub patient: PatientId,
    pub mrn: String,
    pub family: String,
    pub given: String,
    /// The account's number, else the visit's.
    pub number: String,
    pub class: String,
    pub service: String,
    pub payer: String,
    pub admit: Option<When>,
    pub discharge: Option<When>,
    /// As stored, for the key of a page.
    pub discharge_text: String,
    pub charges_cents: i64,
    pub state: AccountState,
    pub owner: Option<UserId>,
    pub owner_name: String,
    pub second_level: bool,
    pub reopened: i64,
    /// Final DRG, else the working one; may be empty.
    pub drg: String,
    /// Its weight in ten-thousandths.
    pub weight: Option<i64>,
    /// Why it is on hold, if it is.
    pub hold: Option<PendReason>,
    /// Who owes what it waits for.
    pub waits_on: String,
    pub version: Version,
}

impl AccountLine {
    /// Family name, given name.
    pub fn name(&self) -> String {
        format!("{}, {}", self.family, self.given)
    }

    /// Whole days since discharge.
    pub fn age_days(&self, today: NaiveDate) -> Option<i64> {
        self.discharge.map(|at| (today - at.day()).num_days())
    }

    /// The key by which the next page is asked for.
    pub fn key(&self) -> (String, i64, AccountId) {
        (self.discharge_text.clone(), self.charges_cents, self.account)
    }
}

const OLDEST: &str = include_str!("sql/accounts_oldest.sql");
const DEAREST: &str = include_str!("sql/accounts_dearest.sql");
const OWNED: &str = include_str!("sql/accounts_owned.sql");

coding_query!(Accounts, Vec<AccountLine>, Desk, |this, db| {
    let limit = i64::try_from(this.limit).unwrap_or(i64::MAX);
    let (from, to) = discharged_between(this.band, When::At(db.now()).day());
    let after = this.after.clone().unwrap_or_else(|| match this.order {
        Order::Oldest => (String::new(), 0, AccountId(0)),
        Order::Dearest => (String::new(), i64::MAX, AccountId(0)),
    });
    let mut lines = Vec::new();
    for phase in &this.phases {
        let part = match (this.owner, this.order) {
            (Some(owner), _) => owned(db, owner, *phase, &after, limit)?,
            (None, Order::Oldest) => db.rows(
                OLDEST,
                named_params! {
                    ":phase": phase.word(), ":after": after.0, ":id": after.2, ":from": from, ":to": to,
                    ":limit": limit,
                },
                line,
            )?,
            (None, Order::Dearest) => db.rows(
                DEAREST,
                named_params! {
                    ":phase": phase.word(), ":after": after.1, ":id": after.2, ":from": from, ":to": to,
                    ":limit": limit,
                },
                line,
            )?,
        };
        lines.extend(part);
    }
    // Each phase came in order; together they are merged, and cut to a page.
    match this.order {
        Order::Dearest if this.owner.is_none() => {
            lines.sort_by_key(|line: &AccountLine| (-line.charges_cents, line.account));
        }
        _ => lines.sort_by(|a, b| (&a.discharge_text, a.account).cmp(&(&b.discharge_text, b.account))),
    }
    lines.truncate(this.limit);
    Ok(lines)
});

fn owned(
    db: &Reader<'_>,
    owner: UserId,
    phase: Phase,
    after: &(String, i64, AccountId),
    limit: i64,
) -> Result<Vec<AccountLine>, StoreError> {
    db.rows(
        OWNED,
        named_params! {
            ":owner": owner, ":phase": phase.word(), ":after": after.0, ":id": after.2, ":limit": limit,
        },
        line,
    )
}

/// First text and the text after the last of a band of age, as discharge times are stored.
///
/// Days are the hospital's; texts are in UTC, so the ends are those of the day's first instant.
pub(super) fn discharged_between(band: Option<usize>, today: NaiveDate) -> (String, String) {
    let Some(band) = band.and_then(|band| AGE_BANDS.get(band)) else { return (String::new(), "~".into()) };
    let start = |days: i64| {
        let day = u64::try_from(days).ok().and_then(|days| today.checked_sub_days(Days::new(days)));
        day.map(|day| When::At(When::Date(day.into()).instant()).to_string())
    };
    // The oldest day of the band begins it; the day after its youngest ends it.
    let from = if band.to == i64::MAX { None } else { start(band.to) };
    let to = if band.from == i64::MIN { None } else { start(band.from - 1) };
    (from.unwrap_or_default(), to.unwrap_or_else(|| "~".into()))
}

pub(super) fn line(row: &Row<'_>) -> rusqlite::Result<AccountLine> {
    let hold: Option<String> = row.get(21)?;
    Ok(AccountLine {
        account: row.get(0)?,
        encounter: row.get(1)?,
        patient: row.get(2)?,
        mrn: row.get(3)?,
        family: row.get(4)?,
        given: row.get(5)?,
        number: row.get(6)?,
        class: row.get(7)?,
        service: row.get(8)?,
        payer: row.get(9)?,
        admit: col_when(row, 10)?,
        discharge: col_when(row, 11)?,
        discharge_text: row.get(11)?,
        charges_cents: row.get(12)?,
        state: state_of(row, 13)?,
        owner: row.get(14)?,
        owner_name: row.get(15)?,
        second_level: row.get(16)?,
        reopened: row.get(17)?,
        drg: row.get(18)?,
        weight: row.get(19)?,
        version: row.get(20)?,
        hold: hold.as_deref().and_then(PendReason::from_word),
        waits_on: row.get(22)?,
    })
}
