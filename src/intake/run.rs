//! A run: records read on one thread, applied on another, in chunks that let the desks in between.
//!
//! A chunk is one transaction: its records, their sources, the look-up entries of their patients, the log and the mark up
//! to which the input is done. A run that is stopped, even by `kill -9`, goes on at its last mark.

use super::{
    apply::{self, Outcome},
    batch,
    codec::as_queued,
    errors,
    feed::{self, Feed},
    hands::{Effect, Hands, State},
    open_input::InputId,
    pace::Pace,
    pipe::{self, Item},
    queue::{self, Early, Guard, Settled},
    summary::Summary,
};
use crate::domain::{
    facts::{Record, Rejection},
    ids::BatchId,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::formats::{ReadError, Records};
use crate::store::{AuditLine, Bulk, Refusal, Session, Store, StoreError, Writing};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, sync_channel},
    },
};

/// Why a run ended before the end of its input. What was committed before stands.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The input cannot be read on.
    #[error("{error} What was read before is filed: {} records.", summary.read)]
    Read {
        /// Why.
        error: ReadError,
        /// What was done before.
        summary: Box<Summary>,
    },
    /// The database refuses.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

/// How far a run is, told after each chunk.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Figures so far.
    pub summary: Summary,
    /// Bytes of the file read.
    pub bytes_done: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
}

/// A run over one or several inputs of a feed.
pub struct Importer {
    bulk: Bulk,
    store: Store,
    feed: Feed,
    state: State,
    stop: Arc<AtomicBool>,
    pace: Pace,
    total: Summary,
}

impl Importer {
    /// Opens the file for a run and enters the feed. `stop` set to true ends the run after the chunk at hand.
    pub fn open(
        store: &Store,
        session: &Session,
        feed: Feed,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, ImportError> {
        let mut bulk = Bulk::open(store, session)?;
        let row =
            bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| feed::enter(tx, &feed))?;
        let state = State::new(row, None, store.clock().today());
        let pace = Pace::new(store, Arc::clone(&stop));
        Ok(Self { bulk, store: store.clone(), feed, state, stop, pace, total: Summary::default() })
    }

    /// Imports one input; its figures, those before a stop included.
    pub fn import(
        &mut self,
        input: &InputId,
        records: Box<dyn Records + '_>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Summary, ImportError> {
        let feed_row = self.state.feed.clone();
        let name = self.feed.name.clone();
        let begun = self.bulk.chunk(
            Permission::Import,
            AuditLine::new("import.begin"),
            Topic::Imports.into(),
            |tx| {
                let begun = batch::begin(tx, &feed_row, input)?;
                tx.object("import_batch", begun.id.0);
                tx.detail(format!("feed {name}, from record {}", begun.position + 1));
                Ok(begun)
            },
        )?;
        self.state.batch = Some(begun.id);
        self.state.header.clone_from(&input.header);
        self.state.today = self.store.clock().today();
        let mut work = Work {
            pending: VecDeque::new(),
            position: begun.position,
            summary: begun.summary,
            batch: begun.id,
        };
        let (out, inbox) = sync_channel(pipe::UNDER_WAY);
        let skip = begun.position;
        let read = std::thread::scope(|scope| {
            let parser = std::thread::Builder::new()
                .name("parse".into())
                .spawn_scoped(scope, move || pipe::feed(records, skip, &out))
                .map_err(StoreError::from)?;
            let applied = self.apply_all(&mut work, &inbox, input, progress);
            // The parser ends when nobody takes more from it.
            drop(inbox);
            let read = parser.join().map_err(|_panic| StoreError::Fault)?;
            applied.map(|()| read)
        });
        let stopped = self.stop.load(Ordering::Relaxed);
        work.summary.stopped = stopped;
        let (state, note) = match &read {
            Ok(Ok(())) if stopped => ("stopped", String::new()),
            Ok(Ok(())) => ("done", String::new()),
            Ok(Err(error)) => ("failed", error.to_string()),
            Err(refusal) => ("stopped", refusal.to_string()),
        };
        let ended = self.end_batch(&work, state, &note);
        self.state.batch = None;
        self.total.add(&work.summary);
        match read {
            Ok(Ok(())) => ended.map(|()| work.summary),
            Ok(Err(error)) => Err(ImportError::Read { error, summary: Box::new(work.summary) }),
            Err(error) => Err(error),
        }
    }

    /// Ends the run: what waits and whose object is there is applied, what is still missing is queued. Figures of all
    /// inputs.
    pub fn finish(mut self) -> Result<Summary, ImportError> {
        let mut settled = Settled::default();
        let mut is_first = true;
        loop {
            let state = &mut self.state;
            let more =
                self.bulk.chunk(Permission::Import, AuditLine::default(), Topic::Imports.into(), |tx| {
                    if std::mem::take(&mut is_first) {
                        queue::overdue(tx, state)?;
                    }
                    let more = queue::settle(tx, state, &mut settled)?;
                    if !more {
                        self.total.missing = errors::queue_missing(tx, state)?;
                    }
                    super::close(tx, state)?;
                    Ok(more)
                })?;
            if !more {
                break;
            }
            self.bulk.let_others_in();
        }
        self.bulk.settle()?;
        Ok(self.total)
    }

    /// Whether the run was asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn apply_all(
        &mut self,
        work: &mut Work,
        inbox: &Receiver<Vec<Item>>,
        input: &InputId,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<(), ImportError> {
        while !self.stop.load(Ordering::Relaxed) {
            if work.pending.is_empty() && self.state.arrivals.is_empty() {
                match inbox.recv() {
                    Ok(items) => work.pending.extend(items),
                    Err(_ended) => break,
                }
            }
            self.chunk(work, inbox)?;
            progress(&Progress {
                summary: work.summary,
                bytes_done: input.position.load(Ordering::Relaxed).min(input.bytes),
                bytes_total: input.bytes,
            });
            self.bulk.let_others_in();
        }
        Ok(())
    }

    /// One transaction. A record that must be undone sends the chunk back once, to be done again with savepoints: they
    /// cost too much to set for every record.
    fn chunk(&mut self, work: &mut Work, inbox: &Receiver<Vec<Item>>) -> Result<(), ImportError> {
        if !self.try_chunk(work, inbox, Care::Bold)? {
            self.try_chunk(work, inbox, Care::Careful)?;
        }
        Ok(())
    }

    fn try_chunk(
        &mut self,
        work: &mut Work,
        inbox: &Receiver<Vec<Item>>,
        care: Care,
    ) -> Result<bool, ImportError> {
        let (state, pace) = (&mut self.state, &mut self.pace);
        pace.begin();
        let audits_each = state.feed.format.audits_each_record();
        let mut again = false;
        let result = self.bulk.chunk(Permission::Import, AuditLine::default(), Topics::NONE, |tx| {
            state.keys.look(tx)?;
            let mut done =
                Chunk { tx, state: &mut *state, pace: &mut *pace, summary: work.summary, care, audits_each };
            let taken = match done.take(&mut work.pending, inbox) {
                Ok(taken) => taken,
                Err(Fault::Again) => {
                    again = true;
                    return Err(StoreError::Interrupted.into());
                }
                Err(Fault::Refused(refusal)) => return Err(refusal),
            };
            done.close(work, taken)
        });
        match result {
            Ok((taken, summary)) => {
                work.pending.drain(..taken);
                work.position += taken as u64;
                work.summary = summary;
                Ok(true)
            }
            Err(_) if again => {
                self.state.roll_back();
                Ok(false)
            }
            Err(refusal) => {
                self.state.roll_back();
                Err(refusal.into())
            }
        }
    }

    fn end_batch(&mut self, work: &Work, state: &str, note: &str) -> Result<(), ImportError> {
        let (name, summary) = (&self.feed.name, &work.summary);
        self.bulk.chunk(Permission::Import, AuditLine::new("import.end"), Topic::Imports.into(), |tx| {
            batch::end(tx, work.batch, state, note)?;
            tx.object("import_batch", work.batch.0);
            tx.detail(format!("feed {name}, {state}: {}", figures(summary)));
            Ok(())
        })?;
        Ok(())
    }
}

/// What is at hand of one input.
struct Work {
    pending: VecDeque<Item>,
    position: u64,
    summary: Summary,
    batch: BatchId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Care {
    /// No savepoints.
    Bold,
    /// One around each record.
    Careful,
}

/// Why a chunk is not taken.
enum Fault {
    /// A record had written before it was refused: the chunk is to be done again with care.
    Again,
    Refused(Refusal),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

/// One transaction at work.
struct Chunk<'a, 'c> {
    tx: &'a Writing<'c>,
    state: &'a mut State,
    pace: &'a mut Pace,
    summary: Summary,
    care: Care,
    audits_each: bool,
}

impl Chunk<'_, '_> {
    /// Takes records until the chunk is full or there are none for now; how many.
    fn take(&mut self, pending: &mut VecDeque<Item>, inbox: &Receiver<Vec<Item>>) -> Result<usize, Fault> {
        let mut taken = 0;
        loop {
            if taken == pending.len() {
                match self.pace.next(inbox) {
                    Some(items) => pending.extend(items),
                    None => return Ok(taken),
                }
            }
            let Some(item) = pending.get(taken) else { return Ok(taken) };
            match &item.entry {
                Ok(record) => self.record(record, item)?,
                Err(rejection) => self.rejection(rejection, item)?,
            }
            taken += 1;
            if self.pace.is_over(item.bytes(), self.state.new_patients.len()) {
                return Ok(taken);
            }
        }
    }

    fn rejection(&mut self, rejection: &Rejection, item: &Item) -> Result<(), Fault> {
        let refused = errors::Refused {
            line: rejection.line,
            what: &rejection.what,
            field: &rejection.field,
            reason: &rejection.reason,
            raw: &rejection.raw,
            hash: item.hash,
        };
        errors::queue(self.tx, self.state, "rejected", &refused)?;
        self.refused(&rejection.what);
        Ok(())
    }

    fn refused(&mut self, what: &str) {
        self.summary.read += 1;
        self.summary.rejected += 1;
        if self.audits_each {
            self.tx.also(AuditLine::new("import.message").detail(format!("{what}: refused, queued")));
        }
    }

    fn record(&mut self, record: &Record, item: &Item) -> Result<(), Fault> {
        let (outcome, about) = match self.care {
            Care::Bold => self.boldly(record, item)?,
            Care::Careful => self.carefully(record, item)?,
        };
        let word = match outcome {
            Outcome::Done(effect) => {
                self.summary.count(effect);
                format!("{effect:?}").to_lowercase()
            }
            Outcome::Waits { kind, key } => {
                let mut hands = Hands::new(self.tx, self.state, item.hash, &record.raw, None);
                let early =
                    Early { line: record.line, what: &record.what, facts: &record.facts, kind, key: &key };
                queue::wait(&mut hands, &early)?;
                self.summary.read += 1;
                self.summary.waiting += 1;
                "waits for its patient".to_owned()
            }
            Outcome::Refused { field, reason } => {
                let raw = as_queued(self.state.feed.format, &record.what, &self.state.header, &record.raw)
                    .into_owned();
                let refused = errors::Refused {
                    line: record.line,
                    what: &record.what,
                    field: &field,
                    reason: &reason,
                    raw: &raw,
                    hash: item.hash,
                };
                errors::queue(self.tx, self.state, "rejected", &refused)?;
                self.refused(&record.what);
                return Ok(());
            }
        };
        if self.audits_each {
            let mut line = AuditLine::new("import.message").detail(format!("{}: {word}", record.what));
            line.patient = about;
            self.tx.also(line);
        }
        Ok(())
    }

    fn boldly(&mut self, record: &Record, item: &Item) -> Result<Applied, Fault> {
        let mut hands = Hands::new(self.tx, self.state, item.hash, &record.raw, None);
        match apply::record(&mut hands, &record.facts, false) {
            Ok(done @ Outcome::Done(_)) => Ok((done, hands.about)),
            Ok(_) if hands.sheet.wrote => Err(Fault::Again),
            Ok(other) => Ok((other, hands.about)),
            Err(error) if is_constraint(&error) => Err(Fault::Again),
            Err(error) => Err(error.into()),
        }
    }

    fn carefully(&mut self, record: &Record, item: &Item) -> Result<Applied, Fault> {
        let mut hands = Hands::new(self.tx, self.state, item.hash, &record.raw, None);
        if apply::is_seen(&hands, &record.facts)? {
            return Ok((Outcome::Done(Effect::Unchanged), None));
        }
        // Before the savepoint: a full chunk is written then, and other records lie in it.
        let place = hands.place()?;
        let guard = Guard::set(self.tx, self.state)?;
        let mut hands = Hands::new(self.tx, self.state, item.hash, &record.raw, place);
        let outcome = match apply::record(&mut hands, &record.facts, true) {
            Err(error) if is_constraint(&error) => Outcome::Refused {
                field: String::new(),
                reason: "a value does not fit its field in the database.".into(),
            },
            other => other?,
        };
        let about = hands.about;
        guard.lift(self.tx, self.state, matches!(outcome, Outcome::Done(_)))?;
        if let (Outcome::Refused { .. }, Some(place)) = (&outcome, place) {
            self.state.shelf.take_back(place);
        }
        Ok((outcome, about))
    }

    /// Settles what waited for the chunk's objects, and writes what ends a transaction.
    fn close(mut self, work: &Work, taken: usize) -> Result<(usize, Summary), Refusal> {
        let mut settled = Settled::default();
        queue::settle(self.tx, self.state, &mut settled)?;
        self.summary.settle(settled.applied, settled.refused);
        self.summary.held += std::mem::take(&mut self.state.held);
        self.summary.merges += std::mem::take(&mut self.state.merges);
        self.summary.for_merged += std::mem::take(&mut self.state.for_merged);
        let (from, to) = (work.position, work.position + taken as u64);
        batch::advance(self.tx, work.batch, from, to, &self.summary)?;
        if !self.audits_each && self.summary != work.summary {
            self.tx.also(
                AuditLine::new("import.chunk").object("import_batch", work.batch.0).detail(format!(
                    "records {} to {to}; so far {}",
                    from + 1,
                    figures(&self.summary)
                )),
            );
        }
        self.tx.touches(Topic::Imports);
        super::close(self.tx, self.state)?;
        Ok((taken, self.summary))
    }
}

type Applied = (Outcome, Option<crate::domain::ids::PatientId>);

fn is_constraint(error: &StoreError) -> bool {
    matches!(error, StoreError::Sql(error)
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation))
}

fn figures(s: &Summary) -> String {
    format!(
        "{} read, {} added, {} changed, {} unchanged, {} kept, {} waiting, {} rejected",
        s.read, s.added, s.changed, s.unchanged, s.kept, s.waiting, s.rejected
    )
}

/// Imports one input into a feed, from opening to end.
pub fn import(
    store: &Store,
    session: &Session,
    feed: Feed,
    input: &InputId,
    records: Box<dyn Records + '_>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Summary, ImportError> {
    let mut importer = Importer::open(store, session, feed, Arc::default())?;
    importer.import(input, records, progress)?;
    importer.finish()
}
