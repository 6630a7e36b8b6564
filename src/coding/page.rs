//! The worklist of accounts: items of the engine, each with its account; narrowed by class, service, payer, dollars, age.

use super::list::{AccountLine, discharged_between, line};
use crate::{
    domain::{
        coding::AGE_BANDS,
        ids::{AccountId, UserId, WorkId},
        role::Permission,
        time::{When, instant_text},
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
    work::{Item, Key, Narrow, OneItem, Order, Page, Scope, WorkPage, WorkRows},
};
use rusqlite::{ToSql, named_params};

/// Asks for a page of the worklist of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage(pub WorkPage);

/// One account of the worklist.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    /// Its item: claim, owner, due time, notes.
    pub item: Item,
    /// The account.
    pub line: AccountLine,
}

/// Names by which the worklist is narrowed.
pub const CLASS: &str = "class";
/// Part of the service's name.
pub const SERVICE: &str = "service";
/// Part of the payer's name.
pub const PAYER: &str = "payer";
/// Least charges, in whole dollars.
pub const LEAST: &str = "least";
/// Most charges, in whole dollars.
pub const MOST: &str = "most";
/// A band of age since discharge: 1 to 5.
pub const BAND: &str = "band";

/// What the worklist is narrowed by, read from its words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Narrowed {
    class: String,
    service: String,
    payer: String,
    least: i64,
    most: i64,
    from: String,
    to: String,
}

impl Narrowed {
    fn of(narrow: &Narrow, db: &Reader<'_>) -> Self {
        let text = |name: &str| narrow.get(name).map(|text| text.trim().to_lowercase()).unwrap_or_default();
        let cents = |name: &str| text(name).parse::<i64>().ok().and_then(|dollars| dollars.checked_mul(100));
        let band = text(BAND).parse::<usize>().ok().filter(|band| (1..=AGE_BANDS.len()).contains(band));
        let (from, to) = discharged_between(band.map(|band| band - 1), When::At(db.now()).day());
        Self {
            class: text(CLASS),
            service: text(SERVICE),
            payer: text(PAYER),
            least: cents(LEAST).unwrap_or(i64::MIN),
            most: cents(MOST).unwrap_or(i64::MAX),
            from,
            to,
        }
    }

    fn fits(&self, line: &AccountLine) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(part);
        (self.class.is_empty() || self.class == line.class)
            && has(&line.service, &self.service)
            && has(&line.payer, &self.payer)
            && (self.least..=self.most).contains(&line.charges_cents)
            && self.from <= line.discharge_text
            && line.discharge_text < self.to
    }
}

impl WorkRows for AccountPage {
    type Row = AccountRow;

    fn of(page: WorkPage) -> Self {
        Self(page)
    }

    fn page(&self) -> &WorkPage {
        &self.0
    }

    fn item(row: &AccountRow) -> &Item {
        &row.item
    }
}

impl Query for AccountPage {
    type Rows = Page<AccountRow>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Work | Topic::Coding | Topic::Patients
    }

    fn needs(&self) -> Permission {
        self.0.needs()
    }

    fn run(&self, db: &Reader<'_>) -> Result<Page<AccountRow>, StoreError> {
        if self.0.narrow.values().all(|value| value.trim().is_empty()) {
            let page = self.0.run(db)?;
            return Ok(Page { more: page.more, items: rows(db, page.items)? });
        }
        let narrowed = Narrowed::of(&self.0.narrow, db);
        match self.0.scope {
            Scope::All => self.walk_all(db, &narrowed),
            _ => self.walk_few(db, &narrowed),
        }
    }
}

/// Items with their accounts; an account that was dropped meanwhile leaves its item out.
fn rows(db: &Reader<'_>, items: Vec<Item>) -> Result<Vec<AccountRow>, StoreError> {
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let found = db.row(include_str!("sql/account.sql"), [item.subject_id], line)?;
        rows.extend(found.map(|line| AccountRow { item, line }));
    }
    Ok(rows)
}

macro_rules! narrowed {
    ($index:literal, $after:literal, $order:literal) => {
        concat!(
            "SELECT w.item_id FROM work_item w INDEXED BY ",
            $index,
            " CROSS JOIN coding_account a ON a.account_id = w.subject_id
              WHERE w.queue = :queue AND w.lane = :lane AND w.closed_at IS NULL AND ",
            $after,
            " AND (:hide = 0 OR w.claim_user IS NULL OR w.claim_user = :me OR w.claim_until <= :now)
              AND (:class = '' OR a.class = :class)
              AND (:service = '' OR instr(lower(a.service), :service) > 0)
              AND (:payer = '' OR instr(lower(a.payer), :payer) > 0)
              AND a.charges_cents >= :least AND a.charges_cents <= :most
              AND a.discharge_at >= :from AND a.discharge_at < :to
              ORDER BY ",
            $order,
            " LIMIT :limit"
        )
    };
}

/// One statement for each order, as [`Order`] names them.
pub(super) const NARROWED: [&str; 5] = [
    narrowed!(
        "work_urgent",
        "(w.priority, w.due_key, w.id_key) > (:priority, :due, :id)",
        "w.priority, w.due_key, w.id_key"
    ),
    narrowed!("work_due", "(w.due_key, w.id_key) > (:due, :id)", "w.due_key, w.id_key"),
    narrowed!("work_age", "(w.created_at, w.id_key) > (:created, :id)", "w.created_at, w.id_key"),
    narrowed!("work_age", "(w.created_at, w.id_key) < (:created, :id)", "w.created_at DESC, w.id_key DESC"),
    narrowed!("work_amount", "(w.amount, w.id_key) < (:amount, :id)", "w.amount DESC, w.id_key DESC"),
];

impl AccountPage {
    /// Everybody's: each lane from the index of its order, tested as it is walked.
    fn walk_all(&self, db: &Reader<'_>, narrowed: &Narrowed) -> Result<Page<AccountRow>, StoreError> {
        let page = &self.0;
        let Some(queue) = crate::work::queues::find(page.queue) else { return Ok(Page::default()) };
        let key = page.after.clone().unwrap_or_else(|| Key::start(page.order));
        let (now, me) = (instant_text(db.now()), db.session().user);
        let limit = i64::try_from(page.limit).unwrap_or(i64::MAX).saturating_add(1);
        let mut items = Vec::new();
        for lane in page.lanes_of(queue) {
            let mut params: Vec<(&str, &dyn ToSql)> = named_params! {
                ":queue": page.queue, ":lane": lane, ":now": now, ":me": me, ":hide": page.hide_held,
                ":limit": limit, ":id": key.id, ":class": narrowed.class, ":service": narrowed.service,
                ":payer": narrowed.payer, ":least": narrowed.least, ":most": narrowed.most,
                ":from": narrowed.from, ":to": narrowed.to,
            }
            .to_vec();
            match page.order {
                Order::Urgent => {
                    params.extend([(":priority", &key.priority as &dyn ToSql), (":due", &key.due)]);
                }
                Order::Due => params.push((":due", &key.due)),
                Order::Oldest | Order::Newest => params.push((":created", &key.created)),
                Order::Amount => params.push((":amount", &key.amount)),
            }
            let at = Order::ALL.iter().position(|order| *order == page.order).unwrap_or(0);
            let sql = NARROWED.get(at).copied().unwrap_or(NARROWED[0]);
            let found: Vec<WorkId> = db.rows(sql, params.as_slice(), |row| row.get(0))?;
            for id in found {
                items.extend(OneItem(id).run(db)?);
            }
        }
        page.sort(&mut items);
        let more = items.len() > page.limit;
        items.truncate(page.limit);
        Ok(Page { more, items: rows(db, items)? })
    }

    /// One person's, a team's, a service's: few enough to be looked through.
    fn walk_few(&self, db: &Reader<'_>, narrowed: &Narrowed) -> Result<Page<AccountRow>, StoreError> {
        let mut page = WorkPage { limit: 500, ..self.0.clone() };
        let mut found = Vec::new();
        loop {
            let some = page.run(db)?;
            page.after = some.items.last().map(Key::of);
            found.extend(rows(db, some.items)?.into_iter().filter(|row| narrowed.fits(&row.line)));
            if !some.more || found.len() > self.0.limit {
                break;
            }
        }
        let more = found.len() > self.0.limit;
        found.truncate(self.0.limit);
        Ok(Page { items: found, more })
    }
}

/// Asks which account an item is about, and whether the asking user holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountOfItem(pub WorkId);

super::coding_query!(AccountOfItem, (AccountId, bool), Desk, |this, db| {
    let item = OneItem(this.0).run(db)?.ok_or_else(super::rows::gone)?;
    let me: UserId = db.session().user;
    Ok((AccountId(item.subject_id), item.claim.is_some_and(|holder| holder.user == me)))
});
