//! Runs over many charts: nightly, after a change of rules, and right after records have come in.

use super::{
    book::Book,
    look_over::{Tally, look_over},
    suspensions,
};
use crate::{
    domain::{ids::EncounterId, role::Permission, time::instant_text, topics::Topics},
    store::{AuditLine, Bulk, Change, Refusal, Session, Store, StoreError, Writing},
};
use chrono::{DateTime, Utc};
use rusqlite::named_params;
use std::time::{Duration, Instant};

/// Longest time that one transaction of a run holds the file. A run is also cut after [`CHUNK_CHARTS`].
const CHUNK_TIME: Duration = Duration::from_millis(50);
/// Most charts of one transaction.
const CHUNK_CHARTS: usize = 250;

/// Which charts a run looks over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Those of which something changed, and those for which time alone changes something: admissions, discharges, ageing.
    Changed,
    /// All that were ever looked over too: after a change of rules.
    All,
}

/// Looks charts over in short transactions; a run that was stopped goes on with the next one, since each chart that was
/// looked over leaves the list. `progress` hears of each chunk and may stop the run by `false`.
pub fn analyze(
    store: &Store,
    session: &Session,
    extent: Extent,
    progress: &mut dyn FnMut(&Tally) -> bool,
) -> Result<Tally, Refusal> {
    session.require(Permission::ReviewCharts)?;
    let mut bulk = Bulk::open(store, session)?;
    let book = Book::load(bulk.conn())?;
    let mut tally = Tally::default();
    let now = store.clock().now();
    let mut run = Run { bulk: &mut bulk, book: &book, tally: &mut tally, now, progress };
    let mut going = run.over(include_str!("sql/touched.sql"))?;
    if extent == Extent::All {
        going = going && run.over(include_str!("sql/all_charts.sql"))?;
    }
    if going {
        run.ageing()?;
    }
    let line = AuditLine::new("completion.analyze").detail(words(&tally));
    bulk.chunk(Permission::ReviewCharts, line, Topics::NONE, |tx| suspensions::review(tx, &book))?;
    bulk.settle()?;
    Ok(tally)
}

struct Run<'a> {
    bulk: &'a mut Bulk,
    book: &'a Book,
    tally: &'a mut Tally,
    now: DateTime<Utc>,
    progress: &'a mut dyn FnMut(&Tally) -> bool,
}

impl Run<'_> {
    /// Charts by rising number, from a statement with `:after` and `:limit`.
    fn over(&mut self, sql: &'static str) -> Result<bool, Refusal> {
        let mut after = 0;
        loop {
            let params = named_params! {":after": after, ":limit": CHUNK_CHARTS as i64};
            let charts = ids(self.bulk, sql, params)?;
            if charts.is_empty() {
                return Ok(true);
            }
            let done = self.chunk(&charts)?;
            after = charts.get(done.saturating_sub(1)).map_or(i64::MAX, |stay| stay.0);
            if !(self.progress)(self.tally) {
                return Ok(false);
            }
        }
    }

    /// Charts whose time has come. Looking one over sets its next time after now, so that it leaves the list.
    fn ageing(&mut self) -> Result<(), Refusal> {
        let now = instant_text(self.now);
        loop {
            let params = named_params! {":now": now, ":limit": CHUNK_CHARTS as i64};
            let charts = ids(self.bulk, include_str!("sql/to_look.sql"), params)?;
            if charts.is_empty() {
                return Ok(());
            }
            self.chunk(&charts)?;
            if !(self.progress)(self.tally) {
                return Ok(());
            }
        }
    }

    /// One transaction over the first of these charts; how many.
    fn chunk(&mut self, charts: &[EncounterId]) -> Result<usize, Refusal> {
        let book = self.book;
        let (done, tally) =
            self.bulk.chunk(Permission::ReviewCharts, AuditLine::default(), Topics::NONE, |tx| {
                let until = Instant::now() + CHUNK_TIME;
                let mut tally = Tally::default();
                let mut done = 0;
                for chart in charts {
                    tally.add(look_over(tx, book, *chart)?);
                    done += 1;
                    if Instant::now() >= until {
                        break;
                    }
                }
                Ok((done, tally))
            })?;
        self.tally.add(tally);
        self.bulk.let_others_in();
        Ok(done)
    }
}

fn ids(bulk: &Bulk, sql: &str, params: impl rusqlite::Params) -> Result<Vec<EncounterId>, StoreError> {
    let mut statement = bulk.conn().prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The tally as a sentence.
pub fn words(tally: &Tally) -> String {
    format!(
        "{} charts looked over: {} deficiencies assigned, {} moved on, {} closed, {} opened again; {} charts to review",
        tally.charts, tally.assigned, tally.moved, tally.closed, tally.reopened, tally.to_review
    )
}

/// Looks over the charts that this transaction touched, if they were looked over before: what arrived closes what it closes
/// at once. Charts never looked over wait for the next run.
///
/// Called at the end of every transaction that brings documents, stays or procedures.
pub fn arrivals(tx: &Writing<'_>) -> Result<Tally, Refusal> {
    let charts: Vec<EncounterId> = tx.rows(include_str!("sql/touched_known.sql"), [], |row| row.get(0))?;
    let mut tally = Tally::default();
    if charts.is_empty() {
        return Ok(tally);
    }
    let book = Book::load(tx.conn())?;
    for chart in charts {
        tally.add(look_over(tx, &book, chart)?);
    }
    if tally.changed() {
        tx.also(AuditLine::new("completion.arrival").detail(words(&tally)));
    }
    Ok(tally)
}

/// Looks one chart over now: at admission, at discharge, or because somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookOver(pub EncounterId);

impl Change for LookOver {
    type Receipt = Tally;
    fn topics(&self) -> Topics {
        Topics::NONE
    }
    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }
    fn audit(&self) -> AuditLine {
        AuditLine::new("completion.analyze").object("encounter", self.0.0)
    }
    fn apply(&self, tx: &Writing<'_>) -> Result<Tally, Refusal> {
        let patient =
            tx.row("SELECT patient_id FROM encounter WHERE encounter_id = ?1", [self.0], |row| row.get(0))?;
        let Some(patient) = patient else {
            return Err(Refusal::invalid("encounter", format!("there is no stay {}.", self.0)));
        };
        tx.about(patient);
        let book = Book::load(tx.conn())?;
        let tally = look_over(tx, &book, self.0)?;
        tx.detail(words(&tally));
        Ok(tally)
    }
}
