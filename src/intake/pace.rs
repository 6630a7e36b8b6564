//! How long a chunk of an import holds the file: short while desks are at work, long while nobody else writes.
//!
//! The look-up index has its keys all over its trees. A chunk of some hundred patients touches nearly as many pages as one
//! of some thousand, and pages are what a commit costs: long chunks import several times as fast. So a chunk goes on
//! until a desk knocks; after that chunks are short for a while, and a desk waits no longer for them than before.

use super::pipe::Item;
use crate::store::{Door, Store};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, TryRecvError},
    },
    time::{Duration, Instant},
};

/// Longest chunk while desks are at work: a desk's change waits this long at most (PERFORMANCE.md section 2).
const SHORT: Duration = Duration::from_millis(50);
/// Longest chunk while no desk is: so much is lost by a power cut or `kill -9`, and done again.
const LONG: Duration = Duration::from_millis(400);
/// Desks are taken to be at work for so long after a knock.
const AT_WORK: Duration = Duration::from_secs(30);
/// How often a chunk listens for a knock.
const LISTEN: Duration = Duration::from_millis(5);
/// Most bytes of records, and most new patients: the first knock waits until these are indexed and committed.
const MOST_BYTES: usize = 8 * 1024 * 1024;
const MOST_NEW: usize = 16 * 1024;

/// The pace of one run.
pub(super) struct Pace {
    door: Door,
    stop: Arc<AtomicBool>,
    knocked: Option<Instant>,
    began: Instant,
    listened: Instant,
    bytes: usize,
}

impl Pace {
    /// For a run over a file, which ends when `stop` is set.
    pub fn new(store: &Store, stop: Arc<AtomicBool>) -> Self {
        let now = Instant::now();
        Self { door: store.door(), stop, knocked: None, began: now, listened: now, bytes: 0 }
    }

    /// A chunk begins.
    pub fn begin(&mut self) {
        self.began = Instant::now();
        self.bytes = 0;
    }

    /// Whether the chunk is to end after a record of so many bytes, with so many new patients in it.
    pub fn is_over(&mut self, bytes: usize, n_new: usize) -> bool {
        let now = Instant::now();
        self.bytes += bytes;
        if now.duration_since(self.listened) >= LISTEN {
            self.listened = now;
            if self.door.is_knocked() {
                self.knocked = Some(now);
                return true;
            }
        }
        let longest = if self.desks_at_work(now) { SHORT } else { LONG };
        let is_full = self.bytes >= MOST_BYTES || n_new >= MOST_NEW;
        is_full || now.duration_since(self.began) >= longest || self.stop.load(Ordering::Relaxed)
    }

    /// The next records; none if the chunk is to end for now, or all are read.
    pub fn next(&mut self, inbox: &Receiver<Vec<Item>>) -> Option<Vec<Item>> {
        match inbox.try_recv() {
            Ok(items) => return Some(items),
            Err(TryRecvError::Disconnected) => return None,
            // Waiting for the parser would keep the desks out for nothing.
            Err(TryRecvError::Empty) if self.desks_at_work(Instant::now()) => return None,
            Err(TryRecvError::Empty) => {}
        }
        loop {
            match inbox.recv_timeout(LISTEN) {
                Ok(items) => return Some(items),
                Err(RecvTimeoutError::Timeout) if !self.is_over(0, 0) => {}
                Err(_) => return None,
            }
        }
    }

    fn desks_at_work(&self, now: Instant) -> bool {
        self.knocked.is_some_and(|at| now.duration_since(at) < AT_WORK)
    }
}
