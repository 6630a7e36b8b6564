-- Papers and files that arrive without an owner: kept as they came, indexed by a person, checked, filed in a chart.
-- And what is put right in charts afterwards: retractions, moves, patients' requests to amend (45 CFR 164.526).

CREATE TABLE capture_batch (
  capture_batch_id INTEGER PRIMARY KEY,
  source       TEXT NOT NULL,               -- folder or hand
  n_kept       INTEGER NOT NULL DEFAULT 0,
  n_without_text INTEGER NOT NULL DEFAULT 0,
  n_duplicates INTEGER NOT NULL DEFAULT 0,
  at           TEXT NOT NULL,
  by           TEXT NOT NULL
) STRICT;

CREATE TABLE captured_document (
  captured_id      INTEGER PRIMARY KEY,
  capture_batch_id INTEGER NOT NULL REFERENCES capture_batch (capture_batch_id),
  name         TEXT NOT NULL,               -- of the file, as it came
  mime         TEXT NOT NULL,
  n_bytes      INTEGER NOT NULL,
  sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
  state        TEXT NOT NULL CHECK (state IN ('batch', 'indexed', 'filed', 'problem', 'duplicate')) DEFAULT 'batch',
  no_text      TEXT NOT NULL DEFAULT '',    -- why no text could be taken out
  hints        TEXT NOT NULL DEFAULT '',    -- lines "key: value" of a sidecar or the file's name: they propose only
  patient_id   INTEGER REFERENCES patient (patient_id),
  encounter_id INTEGER REFERENCES encounter (encounter_id),
  type_code    TEXT NOT NULL DEFAULT '',
  title        TEXT NOT NULL DEFAULT '',
  author_id    INTEGER REFERENCES practitioner (practitioner_id),
  author_text  TEXT NOT NULL DEFAULT '',
  written_at   TEXT,
  doc_state    TEXT NOT NULL CHECK (doc_state IN ('signed', 'unsigned')) DEFAULT 'signed',
  problem      TEXT NOT NULL DEFAULT '',
  indexed_at   TEXT NOT NULL DEFAULT '',
  indexed_by   TEXT NOT NULL DEFAULT '',
  checked_at   TEXT NOT NULL DEFAULT '',
  checked_by   TEXT NOT NULL DEFAULT '',
  document_id  INTEGER REFERENCES document (document_id),
  duplicate_of INTEGER REFERENCES captured_document (captured_id),
  version      INTEGER NOT NULL DEFAULT 1,
  at           TEXT NOT NULL,
  by           TEXT NOT NULL,
  CHECK ((state = 'duplicate') = (duplicate_of IS NOT NULL)),
  CHECK ((state = 'filed') = (document_id IS NOT NULL)),
  CHECK (state NOT IN ('indexed', 'filed') OR patient_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX captured_hash ON captured_document (sha256) WHERE state <> 'duplicate';   -- the same file is kept once
CREATE INDEX captured_open ON captured_document (state, captured_id);                        -- the desk's lists
CREATE INDEX captured_of_document ON captured_document (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX captured_of_patient ON captured_document (patient_id) WHERE patient_id IS NOT NULL;

CREATE TABLE captured_body (
  captured_id INTEGER PRIMARY KEY REFERENCES captured_document (captured_id),
  text        TEXT NOT NULL,
  bytes       BLOB NOT NULL
) STRICT;

-- What was put right on a filed document, so that both charts tell it. A retracted document stays as it is.
CREATE TABLE document_correction (
  correction_id INTEGER PRIMARY KEY,
  document_id   INTEGER NOT NULL REFERENCES document (document_id),
  what          TEXT NOT NULL CHECK (what IN ('retracted', 'moved-out', 'moved-in')),
  other_id      INTEGER REFERENCES document (document_id),   -- the copy in the right chart, or the one it came from
  reason        TEXT NOT NULL,
  at            TEXT NOT NULL,
  by            TEXT NOT NULL
) STRICT;
CREATE INDEX document_correction_of ON document_correction (document_id);

-- A patient's request to amend the record: 45 CFR 164.526.
CREATE TABLE amendment (
  amendment_id INTEGER PRIMARY KEY,
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  document_id  INTEGER REFERENCES document (document_id),    -- what it concerns; none: the record as a whole
  what         TEXT NOT NULL,
  received_on  TEXT NOT NULL,               -- day 0 of the clock
  due_on       TEXT NOT NULL,               -- 60 days, with the extension 90: (b)(2)
  extended_at  TEXT,                        -- once
  extension_reason TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'denied')) DEFAULT 'open',
  basis        TEXT NOT NULL DEFAULT '',    -- of a denial, in the words of (a)(2)
  decision     TEXT NOT NULL DEFAULT '',    -- what is amended, or why not
  informed     TEXT NOT NULL DEFAULT '',    -- others who are told: (c)(3)
  decided_at   TEXT,
  decided_by   TEXT NOT NULL DEFAULT '',
  disagreement TEXT NOT NULL DEFAULT '',    -- the patient's statement: (d)(2)
  disagreed_at TEXT,
  rebuttal     TEXT NOT NULL DEFAULT '',    -- the hospital's: (d)(3)
  rebutted_at  TEXT,
  with_disclosures INTEGER NOT NULL CHECK (with_disclosures IN (0, 1)) DEFAULT 0,   -- goes with later disclosures: (d)(5)
  version      INTEGER NOT NULL DEFAULT 1,
  updated_at   TEXT NOT NULL,
  updated_by   TEXT NOT NULL,
  at           TEXT NOT NULL,
  by           TEXT NOT NULL
) STRICT;
CREATE INDEX amendment_open ON amendment (due_on, amendment_id) WHERE state = 'open';
CREATE INDEX amendment_patient ON amendment (patient_id, amendment_id);
CREATE INDEX amendment_document ON amendment (document_id) WHERE document_id IS NOT NULL;
