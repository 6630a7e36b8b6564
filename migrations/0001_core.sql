-- The file itself, its people, its log, and the words that people are typing.

-- One row per fact about this file: kind ('hospital', 'demo', 'training'), name, created_at, zone.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- login is the name of the account at the operating system: the host's login gives identity.
CREATE TABLE user_account (
  user_id    INTEGER PRIMARY KEY,
  login      TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 1 AND 64),
  full_name  TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('active', 'disabled')) DEFAULT 'active',
  practitioner_id INTEGER REFERENCES practitioner (practitioner_id),
  created_at TEXT NOT NULL,
  last_seen  TEXT,
  version    INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE user_role (
  user_id INTEGER NOT NULL REFERENCES user_account (user_id),
  role    TEXT NOT NULL,
  PRIMARY KEY (user_id, role)
) STRICT, WITHOUT ROWID;

-- Every change and every reading of a record; chained by hash: hash = SHA-256(hash before, canonical entry).
CREATE TABLE audit (
  seq         INTEGER PRIMARY KEY,
  at          TEXT NOT NULL,
  user_id     INTEGER,
  login       TEXT NOT NULL,
  roles       TEXT NOT NULL,
  station     TEXT NOT NULL,               -- host and terminal
  action      TEXT NOT NULL,
  patient_id  INTEGER,
  object_kind TEXT NOT NULL DEFAULT '',
  object_id   INTEGER,
  detail      TEXT NOT NULL DEFAULT '',    -- what was changed or asked, in words or JSON
  reason      TEXT NOT NULL DEFAULT '',
  result      TEXT NOT NULL CHECK (result IN ('done', 'refused')),
  emergency   INTEGER NOT NULL DEFAULT 0 CHECK (emergency IN (0, 1)),
  hash        BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_patient ON audit (patient_id, seq) WHERE patient_id IS NOT NULL;   -- who looked at this chart
CREATE INDEX audit_user ON audit (user_id, seq);                                      -- what this user did

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log cannot be deleted'); END;

-- Raised with each change, so that open screens learn that what they show is old.
CREATE TABLE topic (
  topic    TEXT PRIMARY KEY,
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Unsaved text, kept while it is typed; slot names the form ('register', 'document:412').
CREATE TABLE draft (
  user_id    INTEGER NOT NULL REFERENCES user_account (user_id),
  slot       TEXT NOT NULL,
  title      TEXT NOT NULL,
  patient_id INTEGER,
  body       TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (user_id, slot)
) STRICT, WITHOUT ROWID;

-- A user's own settings and lists.
CREATE TABLE user_setting (
  user_id INTEGER NOT NULL REFERENCES user_account (user_id),
  key     TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

-- kind 'recent': opened lately; 'mine': put on the own list by hand.
CREATE TABLE user_patient (
  user_id    INTEGER NOT NULL REFERENCES user_account (user_id),
  kind       TEXT NOT NULL CHECK (kind IN ('recent', 'mine')),
  patient_id INTEGER NOT NULL REFERENCES patient (patient_id),
  at         TEXT NOT NULL,
  PRIMARY KEY (user_id, kind, patient_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_patient_at ON user_patient (user_id, kind, at DESC);                -- the lists before anything is typed
