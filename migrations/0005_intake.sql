-- How records came in: feeds, runs, the senders' keys, the records themselves, and what waits or was refused.

-- One row per stream of records whose keys belong together: "fhir", "adt-east", "csv:mimic".
CREATE TABLE feed (
  feed_id    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  format     TEXT NOT NULL,                -- fhir, hl7, csv, demo, hand: which codec reads a corrected record again
  settings   TEXT NOT NULL DEFAULT '',     -- what that codec needs: the map of a CSV feed, as TOML
  created_at TEXT NOT NULL
) STRICT;

-- One run over one input. "position" counts the records behind the last commit: a stopped run goes on there.
CREATE TABLE import_batch (
  batch_id   INTEGER PRIMARY KEY,
  feed_id    INTEGER NOT NULL REFERENCES feed (feed_id),
  input      TEXT NOT NULL,                -- name as given
  head_hash  BLOB NOT NULL,                -- SHA-256 of the first 64 KiB
  bytes      INTEGER NOT NULL,             -- size of the file; with the hash and the feed, what the input is known by
  header     BLOB NOT NULL DEFAULT x'',    -- header line of a table: a refused row is read again with it
  state      TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'done', 'failed')),
  position   INTEGER NOT NULL DEFAULT 0,
  read       INTEGER NOT NULL DEFAULT 0,
  added      INTEGER NOT NULL DEFAULT 0,
  changed    INTEGER NOT NULL DEFAULT 0,
  unchanged  INTEGER NOT NULL DEFAULT 0,
  kept       INTEGER NOT NULL DEFAULT 0,
  waiting    INTEGER NOT NULL DEFAULT 0,
  rejected   INTEGER NOT NULL DEFAULT 0,
  held       INTEGER NOT NULL DEFAULT 0,
  started_at TEXT NOT NULL,
  ended_at   TEXT,
  by         TEXT NOT NULL,
  note       TEXT NOT NULL DEFAULT ''      -- why it failed
) STRICT;
CREATE INDEX import_batch_input ON import_batch (feed_id, head_hash, bytes, batch_id);    -- is this input half done?

-- Records as they came, many to a chunk, LZ4. Nothing that came in is lost, used or not.
CREATE TABLE source_chunk (
  chunk_id INTEGER PRIMARY KEY,
  batch_id INTEGER REFERENCES import_batch (batch_id),
  bytes    BLOB NOT NULL
) STRICT;

-- The sender's key of each object and our row of it. kind: 1-15 as domain::facts::Kind; 0 kept records, 16 visit
-- events, 17 merges, 18 links, 19 deletions, whose key is the hash of their message. row_id is NULL while it waits.
CREATE TABLE source_key (
  feed_id  INTEGER NOT NULL REFERENCES feed (feed_id),
  kind     INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 19),
  key      TEXT NOT NULL,
  row_id   INTEGER,
  fact_at  INTEGER,                        -- as-of time of the newest fact, seconds since 1970
  hash     BLOB NOT NULL CHECK (length(hash) = 16),     -- of the newest record applied
  chunk_id INTEGER,                        -- where that record is kept
  start    INTEGER,
  length   INTEGER,
  PRIMARY KEY (feed_id, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_key_row ON source_key (kind, row_id) WHERE row_id IS NOT NULL;        -- the raw record of a row

-- Earlier records of an object, and those that came too late to be applied.
CREATE TABLE source_version (
  feed_id  INTEGER NOT NULL REFERENCES feed (feed_id),
  kind     INTEGER NOT NULL,
  key      TEXT NOT NULL,
  hash     BLOB NOT NULL CHECK (length(hash) = 16),
  fact_at  INTEGER,
  chunk_id INTEGER,
  start    INTEGER,
  length   INTEGER,
  PRIMARY KEY (feed_id, kind, key, hash)
) STRICT, WITHOUT ROWID;

-- Records whose patient is not known yet; applied when the patient arrives. facts: JSON, LZ4.
CREATE TABLE waiting_record (
  waiting_id INTEGER PRIMARY KEY,
  feed_id    INTEGER NOT NULL REFERENCES feed (feed_id),
  kind       INTEGER NOT NULL,             -- what it waits for
  key        TEXT NOT NULL,
  batch_id   INTEGER REFERENCES import_batch (batch_id),
  line       INTEGER NOT NULL,
  what       TEXT NOT NULL,
  hash       BLOB NOT NULL CHECK (length(hash) = 16),
  chunk_id   INTEGER,
  start      INTEGER,
  length     INTEGER,
  facts      BLOB NOT NULL
) STRICT;
CREATE INDEX waiting_record_key ON waiting_record (feed_id, kind, key, waiting_id);       -- what waits for this patient

-- A column that is to name an object that has not arrived; filled in when it does. slot: intake::loose::Slot.
CREATE TABLE loose_reference (
  feed_id INTEGER NOT NULL REFERENCES feed (feed_id),
  kind    INTEGER NOT NULL,
  key     TEXT NOT NULL,
  slot    INTEGER NOT NULL,
  row_id  INTEGER NOT NULL,
  PRIMARY KEY (feed_id, kind, key, slot, row_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX loose_reference_row ON loose_reference (slot, row_id);                       -- forgotten when the row names another

-- Records that were refused, kept as they came, to be corrected and replayed or put away with a reason.
CREATE TABLE import_error (
  import_error_id INTEGER PRIMARY KEY,
  feed_id    INTEGER NOT NULL REFERENCES feed (feed_id),
  batch_id   INTEGER REFERENCES import_batch (batch_id),
  kind       TEXT NOT NULL CHECK (kind IN ('rejected', 'waiting', 'missing')),
  state      TEXT NOT NULL CHECK (state IN ('open', 'replayed', 'discarded', 'resolved')) DEFAULT 'open',
  line       INTEGER NOT NULL,
  what       TEXT NOT NULL,
  field      TEXT NOT NULL,
  reason     TEXT NOT NULL,
  raw        BLOB NOT NULL,
  corrected  BLOB,                         -- what it was replayed as
  hash       BLOB NOT NULL CHECK (length(hash) = 16),   -- of the raw record; the same record is queued once
  at         TEXT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at TEXT NOT NULL DEFAULT '',
  note       TEXT NOT NULL DEFAULT '',     -- why it was put away
  version    INTEGER NOT NULL DEFAULT 1,
  UNIQUE (feed_id, hash)
) STRICT;
CREATE INDEX import_error_open ON import_error (import_error_id) WHERE state = 'open';
CREATE INDEX import_error_batch ON import_error (batch_id);

-- Next number of a series of our own: 'mrn'.
CREATE TABLE number_series (
  name TEXT PRIMARY KEY,
  next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the payer of a stay comes from: the stay itself (''), a claim for it, or the patient's coverage.
ALTER TABLE encounter ADD COLUMN payer_from TEXT NOT NULL DEFAULT '' CHECK (payer_from IN ('', 'claim', 'coverage'));

CREATE INDEX pending_merge_loser_key ON pending_merge (feed, loser_key);                  -- does a merge run in a ring?
