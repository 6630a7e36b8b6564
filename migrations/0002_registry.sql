-- The master patient index and the directory of clinicians, organisations and places.

CREATE TABLE patient (
  patient_id  INTEGER PRIMARY KEY,
  mrn         TEXT NOT NULL,
  prefix      TEXT NOT NULL DEFAULT '',
  family      TEXT NOT NULL,
  given       TEXT NOT NULL,
  middle      TEXT NOT NULL DEFAULT '',
  suffix      TEXT NOT NULL DEFAULT '',
  birth_date  TEXT,                         -- YYYY, YYYY-MM or YYYY-MM-DD
  sex         TEXT NOT NULL CHECK (sex IN ('F', 'M', 'O', 'U')) DEFAULT 'U',
  deceased    INTEGER NOT NULL CHECK (deceased IN (0, 1)) DEFAULT 0,
  death_at    TEXT,
  ssn4        TEXT NOT NULL DEFAULT '',     -- last four digits, for look-up
  language    TEXT NOT NULL DEFAULT '',
  marital     TEXT NOT NULL DEFAULT '',
  race        TEXT NOT NULL DEFAULT '',
  ethnicity   TEXT NOT NULL DEFAULT '',
  mothers_maiden_name TEXT NOT NULL DEFAULT '',
  birth_order INTEGER,
  state       TEXT NOT NULL CHECK (state IN ('active', 'inactive', 'merged', 'deleted')) DEFAULT 'active',
  merged_into INTEGER REFERENCES patient (patient_id),
  fact_at     TEXT NOT NULL DEFAULT '',     -- as-of time of the newest fact applied: older ones never overwrite
  version     INTEGER NOT NULL DEFAULT 1,
  updated_at  TEXT NOT NULL,
  updated_by  TEXT NOT NULL,
  CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;
CREATE INDEX patient_mrn ON patient (mrn);

CREATE TABLE patient_identifier (
  patient_id INTEGER NOT NULL REFERENCES patient (patient_id),
  kind       TEXT NOT NULL,                 -- HL7 table 0203: MR, SS, DL, PPN, AN …
  system     TEXT NOT NULL,
  value      TEXT NOT NULL,
  digits     TEXT NOT NULL,                 -- the value folded for look-up: letters and digits only, capitals
  PRIMARY KEY (patient_id, kind, system, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_identifier_find ON patient_identifier (digits, kind, patient_id);          -- prefix look-up
CREATE UNIQUE INDEX patient_identifier_mr ON patient_identifier (value, system) WHERE kind = 'MR';  -- one record number, one record

CREATE TABLE patient_name (
  patient_id INTEGER NOT NULL REFERENCES patient (patient_id),
  name_no    INTEGER NOT NULL,              -- 1 is the name on the banner
  name_use   TEXT NOT NULL CHECK (name_use IN ('official', 'alias', 'maiden', 'former')),
  prefix     TEXT NOT NULL DEFAULT '',
  family     TEXT NOT NULL,
  given      TEXT NOT NULL,
  middle     TEXT NOT NULL DEFAULT '',
  suffix     TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (patient_id, name_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE patient_address (
  patient_id  INTEGER NOT NULL REFERENCES patient (patient_id),
  address_no  INTEGER NOT NULL,             -- 1 is the current home
  address_use TEXT NOT NULL DEFAULT '',
  street      TEXT NOT NULL DEFAULT '',
  city        TEXT NOT NULL DEFAULT '',
  state       TEXT NOT NULL DEFAULT '',
  zip         TEXT NOT NULL DEFAULT '',
  country     TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (patient_id, address_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE patient_telecom (
  patient_id  INTEGER NOT NULL REFERENCES patient (patient_id),
  telecom_no  INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  telecom_use TEXT NOT NULL DEFAULT '',
  value       TEXT NOT NULL,
  PRIMARY KEY (patient_id, telecom_no)
) STRICT, WITHOUT ROWID;

-- confidential, vip, employee, legal-hold, restriction, possible-duplicate, possible-overlay …
CREATE TABLE patient_flag (
  patient_id INTEGER NOT NULL REFERENCES patient (patient_id),
  flag       TEXT NOT NULL,
  note       TEXT NOT NULL DEFAULT '',
  other_id   INTEGER REFERENCES patient (patient_id),   -- the suspected duplicate
  set_at     TEXT NOT NULL,
  set_by     TEXT NOT NULL,
  PRIMARY KEY (patient_id, flag)
) STRICT, WITHOUT ROWID;

-- Each value that a demographic field had before, with who replaced it when.
CREATE TABLE patient_history (
  history_id INTEGER PRIMARY KEY,
  patient_id INTEGER NOT NULL REFERENCES patient (patient_id),
  at         TEXT NOT NULL,
  by         TEXT NOT NULL,                 -- login, or the feed of an import
  field      TEXT NOT NULL,
  old        TEXT NOT NULL,
  new        TEXT NOT NULL
) STRICT;
CREATE INDEX patient_history_patient ON patient_history (patient_id, history_id);

-- Two identity traits or more changed at once: held for a second look (the catastrophic-edit alarm).
CREATE TABLE held_edit (
  held_edit_id INTEGER PRIMARY KEY,
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  state        TEXT NOT NULL CHECK (state IN ('held', 'accepted', 'refused')) DEFAULT 'held',
  proposed     TEXT NOT NULL,               -- JSON of the proposed demographics
  traits       TEXT NOT NULL,               -- which identity traits change, comma-separated
  base_version INTEGER NOT NULL,            -- the version that the editor saw
  by           TEXT NOT NULL,
  at           TEXT NOT NULL,
  decided_by   TEXT NOT NULL DEFAULT '',
  decided_at   TEXT NOT NULL DEFAULT '',
  reason       TEXT NOT NULL DEFAULT '',
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX held_edit_open ON held_edit (at) WHERE state = 'held';
CREATE INDEX held_edit_patient ON held_edit (patient_id);

-- Merges that a feed asks for; decided by a person on the merge desk, never applied by themselves.
CREATE TABLE pending_merge (
  pending_merge_id INTEGER PRIMARY KEY,
  event        TEXT NOT NULL,               -- A40, A18, replaced-by …
  kind         TEXT NOT NULL CHECK (kind IN ('patient', 'account', 'visit')),
  survivor_key TEXT NOT NULL,
  loser_key    TEXT NOT NULL,
  survivor_id  INTEGER REFERENCES patient (patient_id),
  loser_id     INTEGER REFERENCES patient (patient_id),
  visit        TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('pending', 'applied', 'refused')) DEFAULT 'pending',
  at           TEXT NOT NULL,
  feed         TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1,
  UNIQUE (feed, event, survivor_key, loser_key, visit)
) STRICT;
CREATE INDEX pending_merge_survivor ON pending_merge (survivor_id);
CREATE INDEX pending_merge_loser ON pending_merge (loser_id);

-- Two records said to be of one or of related persons (A24, seealso); nothing moves.
CREATE TABLE patient_link (
  first_id  INTEGER NOT NULL REFERENCES patient (patient_id),
  second_id INTEGER NOT NULL REFERENCES patient (patient_id),
  kind      TEXT NOT NULL,
  at        TEXT NOT NULL,
  PRIMARY KEY (first_id, second_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
  organization_id INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  kind    TEXT NOT NULL DEFAULT '',
  phone   TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  active  INTEGER NOT NULL CHECK (active IN (0, 1)) DEFAULT 1,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE location (
  location_id     INTEGER PRIMARY KEY,
  name            TEXT NOT NULL,
  kind            TEXT NOT NULL DEFAULT '',
  organization_id INTEGER REFERENCES organization (organization_id),
  part_of         INTEGER REFERENCES location (location_id),
  active          INTEGER NOT NULL CHECK (active IN (0, 1)) DEFAULT 1,
  version         INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE practitioner (
  practitioner_id INTEGER PRIMARY KEY,
  npi        TEXT NOT NULL DEFAULT '',
  prefix     TEXT NOT NULL DEFAULT '',
  family     TEXT NOT NULL,
  given      TEXT NOT NULL DEFAULT '',
  middle     TEXT NOT NULL DEFAULT '',
  suffix     TEXT NOT NULL DEFAULT '',
  credential TEXT NOT NULL DEFAULT '',
  specialty  TEXT NOT NULL DEFAULT '',
  service    TEXT NOT NULL DEFAULT '',
  trainee    INTEGER NOT NULL CHECK (trainee IN (0, 1)) DEFAULT 0,
  active     INTEGER NOT NULL CHECK (active IN (0, 1)) DEFAULT 1,
  fact_at    TEXT NOT NULL DEFAULT '',
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX practitioner_npi ON practitioner (npi) WHERE npi <> '';
CREATE INDEX practitioner_name ON practitioner (family, given);

CREATE TABLE practitioner_identifier (
  practitioner_id INTEGER NOT NULL REFERENCES practitioner (practitioner_id),
  kind   TEXT NOT NULL,
  system TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (practitioner_id, kind, system, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE practitioner_leave (
  practitioner_id INTEGER NOT NULL REFERENCES practitioner (practitioner_id),
  from_day TEXT NOT NULL,
  to_day   TEXT NOT NULL CHECK (to_day >= from_day),
  reason   TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (practitioner_id, from_day)
) STRICT, WITHOUT ROWID;
