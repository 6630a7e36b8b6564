//! The review list follows the stays: opened, weighed anew and closed by rule. Running it twice changes nothing.
//!
//! Triggers note which stays changed (`cdi_touched`), so a run costs what has changed; once a day all that are on the list
//! are weighed anew, since days in hospital and days of waiting are reasons too.

use super::{
    QUEUE,
    book::Book,
    reconcile,
    rules::Eligible,
    score::sum,
    stay::{Head, Looked, head, look},
};
use crate::{
    coding::{Tools, tools},
    domain::{
        ids::EncounterId,
        role::Permission,
        time::{When, instant_text},
        topics::{Topic, Topics},
    },
    store::{AuditLine, Change, Refusal, Session, Store, StoreError, Writing},
    work::{self, Adjust, Hand, Item, NewItem},
};
use chrono::Duration;
use rusqlite::named_params;
use std::time::Instant;

/// Longest time that one transaction of a run holds the file.
const CHUNK_TIME: std::time::Duration = std::time::Duration::from_millis(50);
/// Most stays of one transaction.
const CHUNK: i64 = 200;

/// Looks at some of the stays that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refresh;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Refreshed {
    /// Stays looked at.
    pub seen: i64,
    /// Put on the list.
    pub opened: i64,
    /// Whose place in the list changed.
    pub moved: i64,
    /// Brought back by new findings.
    pub returned: i64,
    /// Taken off the list.
    pub closed: i64,
    /// Whose DRG differs from the coder's.
    pub to_reconcile: i64,
    /// More are waiting.
    #[serde(skip)]
    pub more: bool,
}

impl Refreshed {
    fn add(&mut self, other: Self) {
        self.seen += other.seen;
        self.opened += other.opened;
        self.moved += other.moved;
        self.returned += other.returned;
        self.closed += other.closed;
        self.to_reconcile += other.to_reconcile;
        self.more = other.more;
    }

    fn changed(&self) -> bool {
        self.opened + self.moved + self.returned + self.closed + self.to_reconcile > 0
    }

    /// As a sentence.
    pub fn words(&self) -> String {
        format!(
            "{} stays looked at: {} put on the list, {} moved in it, {} back with new findings, {} taken off, {} to reconcile",
            self.seen, self.opened, self.moved, self.returned, self.closed, self.to_reconcile
        )
    }
}

/// Runs until nothing is left to look at, giving way to the desks between its chunks.
pub fn refresh_all(store: &Store, session: &Session) -> Result<Refreshed, Refusal> {
    let mut all = Refreshed::default();
    loop {
        all.add(store.apply(session, &Refresh)?);
        if !all.more {
            return Ok(all);
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

impl Change for Refresh {
    type Receipt = Refreshed;

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    /// Bookkeeping that the program does for whoever is at work; it shows nothing.
    fn needs(&self) -> Permission {
        Permission::SignedIn
    }

    /// A line is written only if something was done.
    fn audit(&self) -> AuditLine {
        AuditLine::default()
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<Refreshed, Refusal> {
        let mut done = Refreshed::default();
        let today = When::At(tx.now()).day().to_string();
        let waiting = named_params! {":now": tx.now_text(), ":limit": CHUNK};
        let mut stays: Vec<EncounterId> =
            tx.rows(include_str!("sql/touched.sql"), waiting, |row| row.get(0))?;
        if stays.len() < CHUNK as usize {
            let stale = named_params! {":today": today, ":limit": CHUNK};
            let stale: Vec<EncounterId> = tx.rows(include_str!("sql/stale.sql"), stale, |row| row.get(0))?;
            stays.extend(stale.into_iter().filter(|stay| !stays.contains(stay)).collect::<Vec<_>>());
        }
        if stays.is_empty() {
            return Ok(done);
        }
        let (book, tools) = (Book::load(&tx.reader())?, tools(&tx.reader())?);
        let until = Instant::now() + CHUNK_TIME;
        let n_stays = stays.len();
        for (at, stay) in stays.into_iter().enumerate() {
            done.add(follow(tx, &book, &tools, stay)?);
            if Instant::now() >= until {
                done.more = at + 1 < n_stays;
                break;
            }
        }
        done.more |= n_stays >= CHUNK as usize;
        if done.changed() {
            tx.touches(Topic::Cdi | Topic::Work);
            tx.also(AuditLine::new("cdi.refresh").detail(done.words()));
        }
        Ok(done)
    }
}

/// Brings one stay's item into line. Also called inside of changes that alter what a stay weighs.
pub(super) fn follow(
    tx: &Writing<'_>,
    book: &Book,
    tools: &Tools,
    encounter: EncounterId,
) -> Result<Refreshed, Refusal> {
    let mut done = Refreshed { seen: 1, ..Refreshed::default() };
    tx.execute(include_str!("sql/touched_done.sql"), [encounter])?;
    let Some(head) = head(&tx.reader(), encounter)? else { return Ok(done) };
    let is_there = matches!(head.state.as_str(), "open" | "discharged");
    let eligible = if is_there {
        book.review.eligible(&head.candidate(tx.now()))
    } else {
        Eligible::No("the stay was called off")
    };
    match eligible {
        Eligible::Yes if head.is_final() && head.n_reviews > 0 => {
            return reconcile::codes_are_final(tx, book, tools, &head, done);
        }
        Eligible::Yes => {}
        Eligible::In(seconds) => {
            let until = instant_text(tx.now() + Duration::seconds(seconds));
            let params = named_params! {":encounter": encounter, ":until": until};
            tx.execute(include_str!("sql/touched_wait.sql"), params)?;
            done.closed += i64::from(take_off(tx, &head, "it lasts too short a time", false)?);
            return Ok(done);
        }
        Eligible::No(why) => {
            let coded = head.is_final();
            done.closed += i64::from(take_off(tx, &head, why, coded)?);
            return Ok(done);
        }
    }
    let Some((looked, ())) = look(&tx.reader(), book, tools, head, |_, _| ())? else { return Ok(done) };
    put(tx, book, &looked, &mut done)?;
    Ok(done)
}

/// Takes a stay off the list; whether it was on it.
pub(super) fn take_off(tx: &Writing<'_>, head: &Head, why: &str, coded: bool) -> Result<bool, Refusal> {
    if !head.on_list {
        return Ok(false);
    }
    let today = When::At(tx.now()).day().to_string();
    tx.execute(
        include_str!("sql/review_off.sql"),
        named_params! {
            ":encounter": head.encounter, ":discharge": discharge_text(head), ":service": head.service,
            ":attending": head.attending, ":today": today,
        },
    )?;
    if let Some(item) = item_of(tx, head.encounter)? {
        work::move_to(tx, item.id, if coded { "close" } else { "drop" }, why, Hand::Rule)?;
    }
    Ok(true)
}

/// The open item of a stay's review.
pub(super) fn item_of(tx: &Writing<'_>, encounter: EncounterId) -> Result<Option<Item>, StoreError> {
    work::find_by_subject(tx, QUEUE.id, "encounter", encounter.0)
}

fn discharge_text(head: &Head) -> String {
    head.discharge.filter(|_| head.state == "discharged").map(|at| at.to_string()).unwrap_or_default()
}

/// Writes the stay's row, its reasons and its item, as far as they changed.
fn put(tx: &Writing<'_>, book: &Book, looked: &Looked, done: &mut Refreshed) -> Result<(), Refusal> {
    let (head, score) = (&looked.head, sum(&looked.reasons));
    let n_open = looked.open().count() as i64;
    tx.execute(
        include_str!("sql/review_put.sql"),
        named_params! {
            ":encounter": head.encounter, ":patient": head.patient, ":service": head.service,
            ":attending": head.attending, ":discharge": discharge_text(head), ":now": tx.now_text(),
            ":score": score, ":n_open": n_open, ":today": When::At(tx.now()).day().to_string(),
        },
    )?;
    let before = reasons(tx, head.encounter)?;
    if before != looked.reasons {
        tx.execute(include_str!("sql/reasons_clear.sql"), [head.encounter])?;
        for (one, position) in looked.reasons.iter().zip(1_i64..) {
            tx.execute(
                include_str!("sql/reason_put.sql"),
                named_params! {
                    ":encounter": head.encounter, ":position": position, ":reason": one.reason,
                    ":words": one.words, ":points": one.points,
                },
            )?;
        }
    }
    let title = title(looked);
    let priority = book.review.priority(score);
    let Some(item) = item_of(tx, head.encounter)? else {
        let new = NewItem {
            patient: Some(head.patient),
            encounter: Some(head.encounter),
            title: &title,
            category: &head.service,
            // A stay that was reviewed comes back when its account was opened again.
            state: if head.n_reviews > 0 { "follow-up" } else { "" },
            priority,
            amount: score,
            ..NewItem::of(QUEUE.id, "encounter", head.encounter.0)
        };
        work::open(tx, &new)?;
        done.opened += 1;
        return Ok(());
    };
    let adjust = Adjust { title: &title, category: &head.service, priority, amount: score };
    done.moved += i64::from(work::adjust(tx, item.id, &adjust)?);
    let news = looked.news();
    let waits = item.wake_at.is_some() && item.state == "follow-up";
    if head.n_reviews > 0 && !news.is_empty() && (waits || item.state == "coding") {
        let why = format!("new: {}", news.join(", "));
        if item.state == "coding" {
            work::move_to(tx, item.id, "return", &why, Hand::Rule)?;
        }
        work::take_up(tx, item.id, &why)?;
        done.returned += 1;
    }
    Ok(())
}

/// What a list says of a stay: its first reason, and how many findings are open.
fn title(looked: &Looked) -> String {
    let n_open = looked.open().count();
    let of_findings = |reason: &str| matches!(reason, "possible-mcc" | "possible-cc" | "open-finding");
    match looked.reasons.first() {
        Some(first) if n_open > 1 && of_findings(&first.reason) => {
            format!("{}; {} findings more", first.words, n_open - 1)
        }
        Some(first) => first.words.clone(),
        None => "nothing open".to_owned(),
    }
}

/// The reasons as they stand in the table.
fn reasons(tx: &Writing<'_>, encounter: EncounterId) -> Result<Vec<super::Reason>, StoreError> {
    super::list::reasons(&tx.reader(), encounter)
}
