-- The chart: stays, documents, results, diagnoses, procedures, medication, allergies, coverage.
-- Foreign keys to patients are indexed in the order in which the chart lists them.

CREATE TABLE encounter (
  encounter_id   INTEGER PRIMARY KEY,
  patient_id     INTEGER NOT NULL REFERENCES patient (patient_id),
  visit_number   TEXT NOT NULL DEFAULT '',
  account_number TEXT NOT NULL DEFAULT '',
  class          TEXT NOT NULL CHECK (class IN ('inpatient', 'outpatient', 'emergency', 'observation', 'other')),
  state          TEXT NOT NULL CHECK (state IN ('planned', 'open', 'discharged', 'cancelled', 'void')),
  type_system    TEXT NOT NULL DEFAULT '',
  type_code      TEXT NOT NULL DEFAULT '',
  type_text      TEXT NOT NULL DEFAULT '',
  reason_system  TEXT NOT NULL DEFAULT '',
  reason_code    TEXT NOT NULL DEFAULT '',
  reason_text    TEXT NOT NULL DEFAULT '',
  service        TEXT NOT NULL DEFAULT '',
  admit_at       TEXT,                      -- date or UTC instant
  discharge_at   TEXT,
  disposition_code TEXT NOT NULL DEFAULT '',
  disposition_text TEXT NOT NULL DEFAULT '',
  attending_id   INTEGER REFERENCES practitioner (practitioner_id),
  attending_text TEXT NOT NULL DEFAULT '',  -- words of the reference, until the clinician is known
  location_id    INTEGER REFERENCES location (location_id),
  place          TEXT NOT NULL DEFAULT '',  -- unit, room and bed in words
  facility_id    INTEGER REFERENCES organization (organization_id),
  payer          TEXT NOT NULL DEFAULT '',
  fact_at        TEXT NOT NULL DEFAULT '',
  version        INTEGER NOT NULL DEFAULT 1,
  updated_at     TEXT NOT NULL
) STRICT;
CREATE INDEX encounter_patient ON encounter (patient_id, admit_at DESC);          -- the chart's list
CREATE INDEX encounter_visit ON encounter (visit_number) WHERE visit_number <> '';
CREATE INDEX encounter_account ON encounter (account_number) WHERE account_number <> '';
CREATE INDEX encounter_open ON encounter (class, admit_at) WHERE state = 'open';  -- who is in house

-- What happened to a visit, event by event; cancelling events mark the one they undo and put its values back.
CREATE TABLE visit_event (
  visit_event_id INTEGER PRIMARY KEY,
  encounter_id   INTEGER NOT NULL REFERENCES encounter (encounter_id),
  event          TEXT NOT NULL,             -- admit, transfer, discharge, cancel-discharge …
  at             TEXT,
  place          TEXT NOT NULL DEFAULT '',
  note           TEXT NOT NULL DEFAULT '',
  before         TEXT NOT NULL DEFAULT '',  -- JSON of the values it replaced, for its cancelling
  cancelled_by   INTEGER REFERENCES visit_event (visit_event_id),
  recorded_at    TEXT NOT NULL
) STRICT;
CREATE INDEX visit_event_encounter ON visit_event (encounter_id, visit_event_id);

CREATE TABLE diagnosis (
  diagnosis_id  INTEGER PRIMARY KEY,
  patient_id    INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id  INTEGER REFERENCES encounter (encounter_id),
  diagnosis_use TEXT NOT NULL CHECK (diagnosis_use IN ('problem', 'encounter', 'admitting', 'working', 'discharge', 'billing')),
  system        TEXT NOT NULL DEFAULT '',
  code          TEXT NOT NULL DEFAULT '',
  display       TEXT NOT NULL DEFAULT '',
  rank          INTEGER,
  poa           TEXT NOT NULL DEFAULT '',
  onset         TEXT,
  ended         TEXT,
  recorded      TEXT,
  status        TEXT NOT NULL DEFAULT '',
  version       INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX diagnosis_patient ON diagnosis (patient_id, onset DESC);
CREATE INDEX diagnosis_encounter ON diagnosis (encounter_id, rank) WHERE encounter_id IS NOT NULL;

-- "procedure" is a word of SQL elsewhere: procedure_done.
CREATE TABLE procedure_done (
  procedure_id   INTEGER PRIMARY KEY,
  patient_id     INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id   INTEGER REFERENCES encounter (encounter_id),
  system         TEXT NOT NULL DEFAULT '',
  code           TEXT NOT NULL DEFAULT '',
  display        TEXT NOT NULL DEFAULT '',
  rank           INTEGER,
  started        TEXT,
  ended          TEXT,
  performer_id   INTEGER REFERENCES practitioner (practitioner_id),
  performer_text TEXT NOT NULL DEFAULT '',
  status         TEXT NOT NULL DEFAULT '',
  version        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX procedure_patient ON procedure_done (patient_id, started DESC);
CREATE INDEX procedure_encounter ON procedure_done (encounter_id) WHERE encounter_id IS NOT NULL;

CREATE TABLE report (
  report_id    INTEGER PRIMARY KEY,
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id INTEGER REFERENCES encounter (encounter_id),
  system       TEXT NOT NULL DEFAULT '',
  code         TEXT NOT NULL DEFAULT '',
  display      TEXT NOT NULL DEFAULT '',
  category     TEXT NOT NULL DEFAULT '',
  at           TEXT,
  issued       TEXT,
  status       TEXT NOT NULL DEFAULT '',
  document_id  INTEGER REFERENCES document (document_id),
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX report_patient ON report (patient_id, at DESC);

CREATE TABLE result (
  result_id    INTEGER PRIMARY KEY,
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id INTEGER REFERENCES encounter (encounter_id),
  report_id    INTEGER REFERENCES report (report_id),
  system       TEXT NOT NULL DEFAULT '',
  code         TEXT NOT NULL DEFAULT '',
  display      TEXT NOT NULL DEFAULT '',
  panel        TEXT NOT NULL DEFAULT '',    -- words of the order or compound observation
  category     TEXT NOT NULL DEFAULT '',
  at           TEXT,
  comparator   TEXT NOT NULL DEFAULT '' CHECK (comparator IN ('', '<', '>', '<=', '>=')),
  number       REAL,
  text         TEXT NOT NULL DEFAULT '',    -- the value as sent; of a number, its own digits
  absent       TEXT NOT NULL DEFAULT '',    -- why there is no value
  unit         TEXT NOT NULL DEFAULT '',
  range_low    REAL,
  range_high   REAL,
  range_text   TEXT NOT NULL DEFAULT '',
  flag         TEXT NOT NULL DEFAULT '',
  status       TEXT NOT NULL DEFAULT '',
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX result_patient ON result (patient_id, ifnull(at, '') DESC, result_id DESC);   -- the table, newest first
CREATE INDEX result_trend ON result (patient_id, code, system, at);        -- one test over time

CREATE TABLE document (
  document_id   INTEGER PRIMARY KEY,
  patient_id    INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id  INTEGER REFERENCES encounter (encounter_id),
  type_system   TEXT NOT NULL DEFAULT '',
  type_code     TEXT NOT NULL DEFAULT '',
  type_text     TEXT NOT NULL DEFAULT '',
  title         TEXT NOT NULL,
  author_id     INTEGER REFERENCES practitioner (practitioner_id),
  author_text   TEXT NOT NULL DEFAULT '',
  written_at    TEXT,
  state         TEXT NOT NULL CHECK (state IN
                  ('dictated', 'in-progress', 'unsigned', 'signed-uncosigned', 'signed', 'legally-signed', 'superseded', 'retracted')),
  available     INTEGER NOT NULL CHECK (available IN (0, 1)) DEFAULT 1,
  was_available INTEGER NOT NULL CHECK (was_available IN (0, 1)) DEFAULT 1,
  confidentiality TEXT NOT NULL DEFAULT '',
  version_no    INTEGER NOT NULL DEFAULT 1, -- 1, 2, … of the same document
  parent_id     INTEGER REFERENCES document (document_id),
  parent_kind   TEXT NOT NULL DEFAULT '' CHECK (parent_kind IN ('', 'addendum', 'replaces', 'edits')),
  mime          TEXT NOT NULL DEFAULT 'text/plain',
  fact_at       TEXT NOT NULL DEFAULT '',
  version       INTEGER NOT NULL DEFAULT 1,
  filed_at      TEXT NOT NULL,
  filed_by      TEXT NOT NULL
) STRICT;
CREATE INDEX document_patient ON document (patient_id, ifnull(written_at, '') DESC, document_id DESC);
CREATE INDEX document_encounter ON document (encounter_id) WHERE encounter_id IS NOT NULL;
CREATE INDEX document_parent ON document (parent_id) WHERE parent_id IS NOT NULL;

-- Text apart from the row, so that lists read small pages.
CREATE TABLE document_body (
  document_id INTEGER PRIMARY KEY REFERENCES document (document_id),
  text        TEXT NOT NULL,
  bytes       BLOB                          -- the original, where it is not the text itself
) STRICT;

CREATE TABLE signature (
  document_id     INTEGER NOT NULL REFERENCES document (document_id),
  signature_no    INTEGER NOT NULL,
  practitioner_id INTEGER REFERENCES practitioner (practitioner_id),
  signer_text     TEXT NOT NULL DEFAULT '',
  signed_at       TEXT,
  PRIMARY KEY (document_id, signature_no)
) STRICT, WITHOUT ROWID;

-- Words of all documents, each word once per document and with the chart's number before it ("412xsepsis"): the question
-- of one chart then reads the lists of this chart only, however many documents the hospital has, and the beginning of a
-- word is a short range of terms. store/words.rs writes and asks it; the text itself decides on phrases.
CREATE VIRTUAL TABLE document_words USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 0"
);

CREATE TABLE medication (
  medication_id   INTEGER PRIMARY KEY,
  patient_id      INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id    INTEGER REFERENCES encounter (encounter_id),
  given           INTEGER NOT NULL CHECK (given IN (0, 1)),
  system          TEXT NOT NULL DEFAULT '',
  code            TEXT NOT NULL DEFAULT '',
  display         TEXT NOT NULL DEFAULT '',
  directions      TEXT NOT NULL DEFAULT '',
  started         TEXT,
  ended           TEXT,
  prescriber_id   INTEGER REFERENCES practitioner (practitioner_id),
  prescriber_text TEXT NOT NULL DEFAULT '',
  status          TEXT NOT NULL DEFAULT '',
  version         INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX medication_patient ON medication (patient_id, started DESC);

CREATE TABLE allergy (
  allergy_id INTEGER PRIMARY KEY,
  patient_id INTEGER NOT NULL REFERENCES patient (patient_id),
  system     TEXT NOT NULL DEFAULT '',
  code       TEXT NOT NULL DEFAULT '',
  display    TEXT NOT NULL DEFAULT '',
  category   TEXT NOT NULL DEFAULT '',
  reaction   TEXT NOT NULL DEFAULT '',
  severity   TEXT NOT NULL DEFAULT '',
  onset      TEXT,
  status     TEXT NOT NULL DEFAULT '',
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX allergy_patient ON allergy (patient_id);

CREATE TABLE immunization (
  immunization_id INTEGER PRIMARY KEY,
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id INTEGER REFERENCES encounter (encounter_id),
  system       TEXT NOT NULL DEFAULT '',
  code         TEXT NOT NULL DEFAULT '',
  display      TEXT NOT NULL DEFAULT '',
  at           TEXT,
  lot          TEXT NOT NULL DEFAULT '',
  status       TEXT NOT NULL DEFAULT '',
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX immunization_patient ON immunization (patient_id, at DESC);

CREATE TABLE coverage (
  coverage_id  INTEGER PRIMARY KEY,
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  payer_id     INTEGER REFERENCES organization (organization_id),
  plan         TEXT NOT NULL DEFAULT '',
  member_id    TEXT NOT NULL DEFAULT '',
  group_number TEXT NOT NULL DEFAULT '',
  rank         INTEGER,
  from_day     TEXT,
  to_day       TEXT,
  status       TEXT NOT NULL DEFAULT '',
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX coverage_patient ON coverage (patient_id, rank);

CREATE TABLE claim (
  claim_id     INTEGER PRIMARY KEY,
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  encounter_id INTEGER REFERENCES encounter (encounter_id),
  insurer_id   INTEGER REFERENCES organization (organization_id),
  payer        TEXT NOT NULL DEFAULT '',
  kind         TEXT NOT NULL DEFAULT '',
  total_cents  INTEGER,
  drg          TEXT NOT NULL DEFAULT '',
  created      TEXT,
  status       TEXT NOT NULL DEFAULT '',
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX claim_patient ON claim (patient_id, created DESC);
CREATE INDEX claim_encounter ON claim (encounter_id) WHERE encounter_id IS NOT NULL;
