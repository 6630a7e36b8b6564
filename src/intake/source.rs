//! Records kept as they came, used or not: many to a chunk, compressed, found again by chunk, start and length.

use super::keys::{code, kind_words};
use crate::domain::{
    facts::Kind,
    ids::BatchId,
    role::Permission,
    topics::{Topic, Topics},
};
use crate::store::{Lane, Query, Reader, StoreError, Writing};
use rusqlite::named_params;

/// A chunk is closed at this size: large enough to compress well, small enough to open for one record.
const CHUNK_BYTES: usize = 256 * 1024;

/// Where a record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub chunk: i64,
    pub start: i64,
    pub length: i64,
}

impl Place {
    /// The three columns of a place, or of none.
    pub fn columns(place: Option<Self>) -> (Option<i64>, Option<i64>, Option<i64>) {
        (place.map(|p| p.chunk), place.map(|p| p.start), place.map(|p| p.length))
    }

    /// The place in three columns from `first` on.
    pub fn read(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Option<Self>> {
        let chunk: Option<i64> = row.get(first)?;
        Ok(match chunk {
            Some(chunk) => Some(Self { chunk, start: row.get(first + 1)?, length: row.get(first + 2)? }),
            None => None,
        })
    }
}

/// The chunk being filled. Each transaction ends with its chunk written: a place never points at nothing.
#[derive(Default)]
pub(super) struct Shelf {
    chunk: i64,
    bytes: Vec<u8>,
}

impl Shelf {
    /// Keeps a record.
    pub fn put(&mut self, tx: &Writing<'_>, batch: Option<BatchId>, raw: &[u8]) -> Result<Place, StoreError> {
        if !self.bytes.is_empty() && self.bytes.len() + raw.len() > CHUNK_BYTES {
            self.close(tx, batch)?;
        }
        if self.bytes.is_empty() {
            // Inside the writing transaction nobody else can take the number.
            self.chunk = tx
                .row("SELECT coalesce(max(chunk_id), 0) + 1 FROM source_chunk", [], |row| row.get(0))?
                .unwrap_or(1);
        }
        let place = Place { chunk: self.chunk, start: self.bytes.len() as i64, length: raw.len() as i64 };
        self.bytes.extend_from_slice(raw);
        Ok(place)
    }

    /// Takes the record back that was put last, if it still lies on top: it was refused and is kept in the queue.
    pub fn take_back(&mut self, place: Place) {
        let start = usize::try_from(place.start).unwrap_or(usize::MAX);
        if place.chunk == self.chunk && self.bytes.len() as i64 == place.start + place.length {
            self.bytes.truncate(start);
        }
    }

    /// The bytes of a place, which may still be on the shelf.
    pub fn read(&self, tx: &Writing<'_>, place: Place) -> Result<Vec<u8>, StoreError> {
        if place.chunk != self.chunk || self.bytes.is_empty() {
            return read_place(tx.conn(), place);
        }
        let (start, length) = (place.start as usize, place.length as usize);
        Ok(self.bytes.get(start..start + length).map(<[u8]>::to_vec).unwrap_or_default())
    }

    /// Writes the chunk, if there is anything in it.
    pub fn close(&mut self, tx: &Writing<'_>, batch: Option<BatchId>) -> Result<(), StoreError> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let packed = lz4_flex::compress_prepend_size(&self.bytes);
        tx.execute(
            "INSERT INTO source_chunk (chunk_id, batch_id, bytes) VALUES (?1, ?2, ?3)",
            (self.chunk, batch, packed),
        )?;
        self.bytes.clear();
        Ok(())
    }
}

/// The records from which one row came, newest first, as they were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawRecords {
    /// Kind of row.
    pub kind: Kind,
    /// Its number: of the patient, encounter, result …
    pub row: i64,
    /// At most so many.
    pub limit: i64,
}

/// One record as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRecord {
    /// Feed that brought it.
    pub feed: String,
    /// Kind of object in words.
    pub what: &'static str,
    /// The sender's key of the object.
    pub key: String,
    /// Seconds since 1970 of the time that it speaks of, if it says.
    pub fact_at: Option<i64>,
    /// Whether it is the newest applied; others are earlier, or came too late.
    pub newest: bool,
    /// The bytes. Never shown raw: they may hold control sequences.
    pub bytes: Vec<u8>,
}

impl Query for RawRecords {
    type Rows = Vec<RawRecord>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Imports.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReadCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        let kind = code(self.kind);
        let found = db.rows(
            include_str!("sql/raw_records.sql"),
            named_params! {":kind": kind, ":row": self.row, ":limit": self.limit},
            |row| {
                let record = RawRecord {
                    feed: row.get(0)?,
                    what: kind_words(kind),
                    key: row.get(1)?,
                    fact_at: row.get(2)?,
                    newest: row.get(3)?,
                    bytes: Vec::new(),
                };
                Ok((record, Place::read(row, 4)?))
            },
        )?;
        let mut records = Vec::with_capacity(found.len());
        for (mut record, place) in found {
            if let Some(place) = place {
                record.bytes = read_place(db.conn(), place)?;
            }
            records.push(record);
        }
        Ok(records)
    }
}

/// The bytes at a place.
pub(super) fn read_place(conn: &rusqlite::Connection, place: Place) -> Result<Vec<u8>, StoreError> {
    let packed: Vec<u8> = conn
        .prepare_cached("SELECT bytes FROM source_chunk WHERE chunk_id = ?1")?
        .query_row([place.chunk], |row| row.get(0))?;
    let damaged = || StoreError::Damaged { what: "a chunk of kept records cannot be unpacked".into() };
    let bytes = lz4_flex::decompress_size_prepended(&packed).map_err(|_| damaged())?;
    let start = usize::try_from(place.start).map_err(|_| damaged())?;
    let end = start + usize::try_from(place.length).map_err(|_| damaged())?;
    bytes.get(start..end).map(<[u8]>::to_vec).ok_or_else(damaged)
}
