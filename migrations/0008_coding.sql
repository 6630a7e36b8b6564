-- Coding: one account for each stay or visit, its sheet of codes, its DRGs, holds, history and who worked on it how long.

CREATE TABLE coding_account (
  account_id     INTEGER PRIMARY KEY,
  encounter_id   INTEGER NOT NULL UNIQUE REFERENCES encounter (encounter_id),
  -- Taken over from the stay by the sync, so that lists read one table.
  class          TEXT NOT NULL CHECK (class IN ('inpatient', 'outpatient', 'emergency', 'observation', 'other')),
  service        TEXT NOT NULL DEFAULT '',
  payer          TEXT NOT NULL DEFAULT '',
  discharge_at   TEXT NOT NULL DEFAULT '',  -- empty while in house
  charges_cents  INTEGER NOT NULL DEFAULT 0,
  -- domain::coding::AccountState; the phase is what lists divide by.
  state          TEXT NOT NULL CHECK (state IN ('not-ready', 'ready', 'assigned', 'in-progress', 'pended', 'coded',
                   'pre-bill', 'final-coded', 'billed', 'rebill', 'denied')),
  phase          TEXT NOT NULL GENERATED ALWAYS AS (CASE state
                   WHEN 'not-ready' THEN 'house'
                   WHEN 'ready' THEN 'work' WHEN 'assigned' THEN 'work' WHEN 'in-progress' THEN 'work'
                   WHEN 'pended' THEN 'hold'
                   WHEN 'coded' THEN 'review' WHEN 'pre-bill' THEN 'review'
                   WHEN 'final-coded' THEN 'bill'
                   ELSE 'done' END) VIRTUAL,
  owner_id       INTEGER REFERENCES user_account (user_id),
  second_level   INTEGER NOT NULL CHECK (second_level IN (0, 1)) DEFAULT 0,  -- a second coder must see it
  reopened       INTEGER NOT NULL DEFAULT 0,
  -- The abstract.
  admitting      TEXT NOT NULL DEFAULT '',
  reasons        TEXT NOT NULL DEFAULT '',  -- codes of the reasons for a visit, blanks between
  patient_status TEXT NOT NULL DEFAULT '',
  admit_type     TEXT NOT NULL DEFAULT '',
  admit_source   TEXT NOT NULL DEFAULT '',
  birth_weight_g INTEGER,
  -- The signature under the final codes: who, when, over what.
  final_by       INTEGER REFERENCES user_account (user_id),
  final_at       TEXT,
  final_sha256   TEXT NOT NULL DEFAULT '',
  billed_at      TEXT,
  version        INTEGER NOT NULL DEFAULT 1,
  updated_at     TEXT NOT NULL,
  updated_by     TEXT NOT NULL
) STRICT;
-- The lists: one phase in the orders offered. Phases that grow without end are read from their new end only.
CREATE INDEX coding_account_age ON coding_account (phase, discharge_at, account_id, charges_cents);
CREATE INDEX coding_account_money ON coding_account (phase, charges_cents DESC, account_id);
CREATE INDEX coding_account_free ON coding_account (discharge_at, account_id) WHERE state = 'ready';      -- the next one
CREATE INDEX coding_account_owner ON coding_account (owner_id, phase, discharge_at, account_id) WHERE owner_id IS NOT NULL;
-- Average daily revenue: charges by day of discharge.
CREATE INDEX coding_account_revenue ON coding_account (discharge_at, charges_cents) WHERE discharge_at <> '';
CREATE INDEX coding_account_final ON coding_account (final_by, final_at) WHERE final_by IS NOT NULL;
CREATE INDEX claim_total ON claim (encounter_id, claim_id DESC, total_cents) WHERE encounter_id IS NOT NULL;

CREATE TABLE coding_dx (
  account_id  INTEGER NOT NULL REFERENCES coding_account (account_id),
  position    INTEGER NOT NULL,             -- 1 is the principal diagnosis
  code        TEXT NOT NULL,
  poa         TEXT NOT NULL DEFAULT '' CHECK (poa IN ('', 'Y', 'N', 'U', 'W', '1')),
  source      TEXT NOT NULL DEFAULT 'coder',
  document_id INTEGER REFERENCES document (document_id),
  start       INTEGER,
  stop        INTEGER,
  quote       TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (account_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX coding_dx_code ON coding_dx (code, account_id);                     -- which accounts a changed code touches

CREATE TABLE coding_px (
  account_id     INTEGER NOT NULL REFERENCES coding_account (account_id),
  position       INTEGER NOT NULL,          -- 1 is the principal procedure
  code           TEXT NOT NULL,
  day            TEXT,
  performer_id   INTEGER REFERENCES practitioner (practitioner_id),
  performer_name TEXT NOT NULL DEFAULT '',
  source         TEXT NOT NULL DEFAULT 'coder',
  document_id    INTEGER REFERENCES document (document_id),
  start          INTEGER,
  stop           INTEGER,
  quote          TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (account_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX coding_px_code ON coding_px (code, account_id);

-- Baseline, working and final DRG, kept apart with who and when. weight: ten-thousandths.
CREATE TABLE coding_drg (
  account_id INTEGER NOT NULL REFERENCES coding_account (account_id),
  stage      TEXT NOT NULL CHECK (stage IN ('baseline', 'working', 'final')),
  drg        TEXT NOT NULL,
  title      TEXT NOT NULL DEFAULT '',
  mdc        TEXT NOT NULL DEFAULT '',
  weight     INTEGER,
  grouper    TEXT NOT NULL DEFAULT '',      -- version, or 'claim' where the bill said it
  by         TEXT NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (account_id, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE coding_pend (
  pend_id     INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES coding_account (account_id),
  reason      TEXT NOT NULL,                -- domain::coding::PendReason
  note        TEXT NOT NULL DEFAULT '',
  waits_on    TEXT NOT NULL DEFAULT '',     -- who owes it, in words
  waits_for   TEXT NOT NULL DEFAULT '',     -- type code of the document that ends the hold by itself
  wake_on     TEXT,                         -- day on which it comes back whatever happens
  by          TEXT NOT NULL,
  at          TEXT NOT NULL,
  ended_at    TEXT,
  ended_by    TEXT NOT NULL DEFAULT '',
  ended_how   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX coding_pend_account ON coding_pend (account_id, pend_id DESC);
CREATE INDEX coding_pend_open ON coding_pend (account_id) WHERE ended_at IS NULL;
CREATE INDEX coding_pend_wake ON coding_pend (wake_on) WHERE ended_at IS NULL AND wake_on IS NOT NULL;

-- The sheet before each change, for undo. before: JSON of domain::coding::Sheet.
CREATE TABLE coding_journal (
  journal_id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES coding_account (account_id),
  user_id    INTEGER NOT NULL,
  at         TEXT NOT NULL,
  what       TEXT NOT NULL,
  before     TEXT NOT NULL,
  undone     INTEGER NOT NULL CHECK (undone IN (0, 1)) DEFAULT 0
) STRICT;
CREATE INDEX coding_journal_account ON coding_journal (account_id, journal_id DESC);

-- What was done to the account: each step from state to state.
CREATE TABLE coding_step (
  step_id    INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES coding_account (account_id),
  user_id    INTEGER,
  login      TEXT NOT NULL,
  at         TEXT NOT NULL,
  deed       TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state   TEXT NOT NULL,
  reason     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX coding_step_account ON coding_step (account_id, step_id);
CREATE INDEX coding_step_user ON coding_step (user_id, at);
CREATE INDEX coding_step_back ON coding_step (at) WHERE deed IN ('reopen', 'send-back');   -- work done twice

-- Spans in which a coder had an account open: time at work and idle time counted apart.
CREATE TABLE coding_session (
  session_id INTEGER PRIMARY KEY,
  user_id    INTEGER NOT NULL,
  account_id INTEGER NOT NULL REFERENCES coding_account (account_id),
  began_at   TEXT NOT NULL,
  last_at    TEXT NOT NULL,
  active_s   INTEGER NOT NULL DEFAULT 0,
  idle_s     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX coding_session_account ON coding_session (account_id);
CREATE INDEX coding_session_user ON coding_session (user_id, last_at);

-- Warnings that a coder overruled, with the reason. finding: its key, rule and codes.
CREATE TABLE coding_overrule (
  account_id INTEGER NOT NULL REFERENCES coding_account (account_id),
  finding    TEXT NOT NULL,
  reason     TEXT NOT NULL,
  by         TEXT NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (account_id, finding)
) STRICT, WITHOUT ROWID;

-- Who is given which accounts. rules: JSON list of domain::coding::AssignRule; one row.
CREATE TABLE coding_setting (
  name       TEXT PRIMARY KEY,
  value      TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE coding_skill (
  user_id INTEGER NOT NULL REFERENCES user_account (user_id),
  skill   TEXT NOT NULL,
  PRIMARY KEY (user_id, skill)
) STRICT, WITHOUT ROWID;

-- Stays whose account the sync has to look at again. Filled by triggers, so that no import can forget it and the sync
-- costs what has changed, not what there is.
CREATE TABLE coding_dirty (
  encounter_id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO coding_dirty (encounter_id) SELECT encounter_id FROM encounter;

CREATE TRIGGER coding_encounter_new AFTER INSERT ON encounter BEGIN
  INSERT INTO coding_dirty (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
CREATE TRIGGER coding_encounter_changed AFTER UPDATE OF class, state, service, payer, discharge_at, disposition_code
ON encounter BEGIN
  INSERT INTO coding_dirty (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
CREATE TRIGGER coding_claim_new AFTER INSERT ON claim WHEN NEW.encounter_id IS NOT NULL BEGIN
  INSERT INTO coding_dirty (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
CREATE TRIGGER coding_claim_changed AFTER UPDATE OF encounter_id, total_cents, status ON claim
WHEN NEW.encounter_id IS NOT NULL BEGIN
  INSERT INTO coding_dirty (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
CREATE TRIGGER coding_diagnosis_new AFTER INSERT ON diagnosis
WHEN NEW.encounter_id IS NOT NULL AND NEW.diagnosis_use = 'billing' BEGIN
  INSERT INTO coding_dirty (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
-- A document that a held account may be waiting for.
CREATE TRIGGER coding_document_new AFTER INSERT ON document
WHEN EXISTS (SELECT 1 FROM coding_account WHERE encounter_id = NEW.encounter_id AND state = 'pended') BEGIN
  INSERT INTO coding_dirty (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
CREATE TRIGGER coding_document_changed AFTER UPDATE OF state ON document
WHEN EXISTS (SELECT 1 FROM coding_account WHERE encounter_id = NEW.encounter_id AND state = 'pended') BEGIN
  INSERT INTO coding_dirty (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
