-- Providers: how they are reached, who stands in for them. Letters: templates that the hospital edits, the letter head,
-- and the log of what went to whom.

ALTER TABLE practitioner ADD COLUMN address    TEXT NOT NULL DEFAULT '';   -- lines of the postal address
ALTER TABLE practitioner ADD COLUMN phone      TEXT NOT NULL DEFAULT '';
ALTER TABLE practitioner ADD COLUMN email      TEXT NOT NULL DEFAULT '';
ALTER TABLE practitioner ADD COLUMN updated_at TEXT NOT NULL DEFAULT '';   -- by hand; feeds leave it
ALTER TABLE practitioner ADD COLUMN updated_by TEXT NOT NULL DEFAULT '';

-- Who completes records for a provider who is away. One at a time.
CREATE TABLE practitioner_delegate (
  practitioner_id INTEGER PRIMARY KEY REFERENCES practitioner (practitioner_id),
  delegate_id     INTEGER NOT NULL REFERENCES practitioner (practitioner_id),
  note            TEXT NOT NULL DEFAULT '',
  set_at          TEXT NOT NULL,
  set_by          TEXT NOT NULL,
  CHECK (delegate_id <> practitioner_id)
) STRICT;
CREATE INDEX practitioner_delegate_delegate ON practitioner_delegate (delegate_id);

-- The hospital's own templates, each saving a version; the newest counts. source 'shipped': back to the one that comes
-- with the program. Templates that nobody changed have no row.
CREATE TABLE letter_template (
  kind       TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  source     TEXT NOT NULL CHECK (source IN ('own', 'shipped')),
  text       TEXT NOT NULL,
  at         TEXT NOT NULL,
  by         TEXT NOT NULL,
  PRIMARY KEY (kind, version_no)
) STRICT, WITHOUT ROWID;

-- Address, telephone and contacts that stand in letters.
CREATE TABLE letter_head (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  at    TEXT NOT NULL,
  by    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE letter_batch (
  letter_batch_id INTEGER PRIMARY KEY,
  kind            TEXT NOT NULL,
  about           TEXT NOT NULL DEFAULT '',  -- in words: which providers, which level
  n_letters       INTEGER NOT NULL,
  at              TEXT NOT NULL,
  by              TEXT NOT NULL
) STRICT;

-- A letter is never changed or deleted: what went out, went out.
CREATE TABLE letter (
  letter_id        INTEGER PRIMARY KEY,
  kind             TEXT NOT NULL,
  template_version INTEGER NOT NULL,         -- 0: the one that comes with the program
  letter_batch_id  INTEGER REFERENCES letter_batch (letter_batch_id),
  practitioner_id  INTEGER REFERENCES practitioner (practitioner_id),   -- to whom, or
  patient_id       INTEGER REFERENCES patient (patient_id),             -- to whom or about whom
  recipient        TEXT NOT NULL,            -- name and address as on the letter, lines
  subject          TEXT NOT NULL,
  object_kind      TEXT NOT NULL DEFAULT '', -- what it belongs to: amendment 12, release 4
  object_id        INTEGER,
  way              TEXT NOT NULL CHECK (way IN ('print', 'mail', 'fax', 'email', 'hand', 'portal')),
  pages            INTEGER NOT NULL DEFAULT 0,  -- of the PDF; 0: there is none
  fault            TEXT NOT NULL DEFAULT '',    -- why there is no PDF
  at               TEXT NOT NULL,
  by               TEXT NOT NULL
) STRICT;
CREATE INDEX letter_practitioner ON letter (practitioner_id, letter_id) WHERE practitioner_id IS NOT NULL;
CREATE INDEX letter_patient ON letter (patient_id, letter_id) WHERE patient_id IS NOT NULL;
CREATE INDEX letter_of_batch ON letter (letter_batch_id) WHERE letter_batch_id IS NOT NULL;
CREATE INDEX letter_object ON letter (object_kind, object_id) WHERE object_kind <> '';

-- Text and PDF apart from the row, so that lists read small pages.
CREATE TABLE letter_body (
  letter_id INTEGER PRIMARY KEY REFERENCES letter (letter_id),
  text      TEXT NOT NULL,
  pdf       BLOB
) STRICT;

CREATE TRIGGER letter_no_update BEFORE UPDATE ON letter BEGIN SELECT RAISE(ABORT, 'a letter that went out cannot be changed'); END;
CREATE TRIGGER letter_no_delete BEFORE DELETE ON letter BEGIN SELECT RAISE(ABORT, 'a letter that went out cannot be deleted'); END;
