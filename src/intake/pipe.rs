//! The parsing thread: reads records and fingerprints them while the other thread applies those before.

use super::keys::{Hash, hash};
use crate::domain::facts::{Record, Rejection};
use crate::formats::{ReadError, Records};
use std::sync::mpsc::SyncSender;

/// Records handed over at a time: few enough to stay small, many enough that waking costs nothing.
const HAND_OVER: usize = 64;

/// Bytes handed over at a time.
const HAND_OVER_BYTES: usize = 256 * 1024;

/// Batches under way at most: bounds memory at some megabytes, or some records of the largest size.
pub(super) const UNDER_WAY: usize = 4;

/// One record with the hash of its bytes.
pub(super) struct Item {
    pub entry: Result<Record, Rejection>,
    pub hash: Hash,
}

impl Item {
    /// How many bytes the record has.
    pub fn bytes(&self) -> usize {
        raw(&self.entry).len()
    }
}

/// Reads to the end and hands everything over; passes by the first `skip` records. Ends early when nobody takes more.
pub(super) fn feed(
    mut records: Box<dyn Records + '_>,
    skip: u64,
    out: &SyncSender<Vec<Item>>,
) -> Result<(), ReadError> {
    let (mut batch, mut bytes, mut to_skip) = (Vec::with_capacity(HAND_OVER), 0, skip);
    let end = loop {
        let entry = match records.next() {
            Ok(Some(entry)) => entry,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        if to_skip > 0 {
            to_skip -= 1;
            continue;
        }
        let item = fingerprint(entry);
        bytes += item.bytes();
        batch.push(item);
        if batch.len() >= HAND_OVER || bytes >= HAND_OVER_BYTES {
            bytes = 0;
            if out.send(std::mem::replace(&mut batch, Vec::with_capacity(HAND_OVER))).is_err() {
                return Ok(());
            }
        }
    };
    if !batch.is_empty() {
        // Nobody taking them any more is a stop, and no fault.
        let _ = out.send(batch);
    }
    end
}

fn fingerprint(entry: Result<Record, Rejection>) -> Item {
    let hash = match &entry {
        // Records made here have no bytes of their own: what they say stands for them.
        Ok(record) if record.raw.is_empty() => {
            hash(&serde_json::to_vec(&(&record.what, &record.facts)).unwrap_or_default())
        }
        Ok(record) => hash(&record.raw),
        Err(rejection) => hash(&rejection.raw),
    };
    Item { entry, hash }
}

fn raw(entry: &Result<Record, Rejection>) -> &[u8] {
    match entry {
        Ok(record) => &record.raw,
        Err(rejection) => &rejection.raw,
    }
}
