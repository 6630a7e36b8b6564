-- Documentation review: which stays are reviewed, what they were worth at which moment, and how that ended with the coder.

-- The hospital's own rules of the review list; the newest counts. Empty text: back to the shipped ones.
CREATE TABLE cdi_review_rules (
  rules_id  INTEGER PRIMARY KEY,
  file      TEXT NOT NULL,
  text      TEXT NOT NULL,
  reason    TEXT NOT NULL CHECK (reason <> ''),
  loaded_by TEXT NOT NULL,
  loaded_at TEXT NOT NULL
) STRICT;

-- One stay that the rules found eligible. Its state is that of its item in the queue "cdi-review".
CREATE TABLE cdi_review (
  encounter_id   INTEGER PRIMARY KEY REFERENCES encounter (encounter_id),
  patient_id     INTEGER NOT NULL REFERENCES patient (patient_id),
  on_list        INTEGER NOT NULL CHECK (on_list IN (0, 1)),   -- whether it has an open item
  service        TEXT NOT NULL DEFAULT '',  -- taken over from the stay, so that figures read one table
  attending_id   INTEGER REFERENCES practitioner (practitioner_id),
  discharge_at   TEXT NOT NULL DEFAULT '',  -- empty while in house
  eligible_at    TEXT NOT NULL,
  score          INTEGER NOT NULL DEFAULT 0,
  n_open         INTEGER NOT NULL DEFAULT 0,    -- findings that nothing answers yet
  weighed_on     TEXT NOT NULL DEFAULT '',      -- day on which the reasons were reckoned last
  seen           TEXT NOT NULL DEFAULT '',      -- findings at the last review, one a line: rule and grade
  sheet          TEXT NOT NULL DEFAULT '',      -- JSON of domain::coding::Sheet: the reviewer's own working codes
  first_at       TEXT,                      -- of the first review
  first_by       TEXT NOT NULL DEFAULT '',  -- login: whose case it is in the figures
  last_at        TEXT,
  last_by        TEXT NOT NULL DEFAULT '',
  n_reviews      INTEGER NOT NULL DEFAULT 0,
  next_on        TEXT,                      -- agreed day of the next review
  version        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX cdi_review_patient ON cdi_review (patient_id) WHERE on_list = 1;     -- whom a new result concerns
CREATE INDEX cdi_review_stale ON cdi_review (weighed_on, encounter_id) WHERE on_list = 1;
CREATE INDEX cdi_review_discharge ON cdi_review (discharge_at, encounter_id);     -- figures of a period

-- Why a stay stands where it stands: reasons with points, in the order in which they are told.
CREATE TABLE cdi_review_reason (
  encounter_id INTEGER NOT NULL REFERENCES cdi_review (encounter_id),
  position     INTEGER NOT NULL,
  reason       TEXT NOT NULL,               -- its word: possible-mcc, over-gmlos …
  words        TEXT NOT NULL,
  points       INTEGER NOT NULL,
  PRIMARY KEY (encounter_id, position)
) STRICT, WITHOUT ROWID;

-- Each review that a person made. An undone one stays, marked.
CREATE TABLE cdi_review_done (
  review_id    INTEGER PRIMARY KEY,
  encounter_id INTEGER NOT NULL REFERENCES cdi_review (encounter_id),
  kind         TEXT NOT NULL CHECK (kind IN ('initial', 'follow-up')),
  by           TEXT NOT NULL,
  at           TEXT NOT NULL,
  next_on      TEXT,
  note         TEXT NOT NULL DEFAULT '',
  n_open       INTEGER NOT NULL DEFAULT 0,
  before       TEXT NOT NULL DEFAULT '{}',  -- what the row of the stay said before, for taking it back
  undone       INTEGER NOT NULL CHECK (undone IN (0, 1)) DEFAULT 0
) STRICT;
CREATE INDEX cdi_review_done_of ON cdi_review_done (encounter_id, review_id);
CREATE INDEX cdi_review_done_at ON cdi_review_done (at);

-- What a stay grouped to at which moment: a line each time it changed. Weight in ten-thousandths.
CREATE TABLE cdi_drg (
  drg_id       INTEGER PRIMARY KEY,
  encounter_id INTEGER NOT NULL REFERENCES encounter (encounter_id),
  stage        TEXT NOT NULL CHECK (stage IN ('baseline', 'working', 'potential', 'final')),
  drg          TEXT NOT NULL,
  title        TEXT NOT NULL DEFAULT '',
  weight       INTEGER,
  severity     TEXT NOT NULL DEFAULT '' CHECK (severity IN ('', 'CC', 'MCC')),  -- the heaviest that counts
  splits       INTEGER NOT NULL CHECK (splits IN (0, 1)) DEFAULT 0,             -- of a family that CC or MCC divides
  grouper      TEXT NOT NULL DEFAULT '',
  basis        TEXT NOT NULL DEFAULT '',    -- the codes, or what was thought of
  by           TEXT NOT NULL,               -- login; "rules" for the program itself
  at           TEXT NOT NULL
) STRICT;
CREATE INDEX cdi_drg_of ON cdi_drg (encounter_id, stage, drg_id DESC);

-- Reviewed stays whose codes are final: documentation review's DRG beside the coder's.
CREATE TABLE cdi_reconciliation (
  encounter_id INTEGER PRIMARY KEY REFERENCES cdi_review (encounter_id),
  account_id   INTEGER NOT NULL REFERENCES coding_account (account_id),
  state        TEXT NOT NULL CHECK (state IN ('open', 'with-coder', 'with-cdi', 'settled')),
  cdi_drg      TEXT NOT NULL,
  cdi_weight   INTEGER,
  final_drg    TEXT NOT NULL,
  final_weight INTEGER,
  matched      INTEGER NOT NULL CHECK (matched IN (0, 1)),     -- of itself, before anybody spoke
  reason       TEXT NOT NULL DEFAULT '',    -- cdi::review::reconcile::Why
  note         TEXT NOT NULL DEFAULT '',
  opened_at    TEXT NOT NULL,
  settled_at   TEXT,
  settled_by   TEXT NOT NULL DEFAULT '',
  version      INTEGER NOT NULL DEFAULT 1,
  updated_at   TEXT NOT NULL,
  updated_by   TEXT NOT NULL
) STRICT;
CREATE INDEX cdi_reconciliation_account ON cdi_reconciliation (account_id);
CREATE INDEX cdi_reconciliation_open ON cdi_reconciliation (opened_at, encounter_id) WHERE state <> 'settled';
CREATE INDEX cdi_reconciliation_settled ON cdi_reconciliation (settled_at, encounter_id) WHERE state = 'settled';

CREATE TABLE cdi_reconciliation_step (
  step_id      INTEGER PRIMARY KEY,
  encounter_id INTEGER NOT NULL REFERENCES cdi_reconciliation (encounter_id),
  verb         TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',
  note         TEXT NOT NULL DEFAULT '',
  by           TEXT NOT NULL,
  at           TEXT NOT NULL
) STRICT;
CREATE INDEX cdi_reconciliation_step_of ON cdi_reconciliation_step (encounter_id, step_id);

-- Stays that the next run has to look at. Filled by triggers, so that no import can forget it and a run costs what has
-- changed. not_before: a stay that is too short yet waits for its hour.
CREATE TABLE cdi_touched (
  encounter_id INTEGER PRIMARY KEY,
  not_before   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX cdi_touched_ripe ON cdi_touched (not_before, encounter_id);
INSERT INTO cdi_touched (encounter_id) SELECT encounter_id FROM encounter WHERE class IN ('inpatient', 'observation');

CREATE TRIGGER cdi_touched_stay_new AFTER INSERT ON encounter BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_stay_changed AFTER UPDATE OF patient_id, class, state, service, payer, admit_at, discharge_at,
disposition_code, attending_id ON encounter BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_result_new AFTER INSERT ON result
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE patient_id = NEW.patient_id AND on_list = 1) BEGIN
  INSERT INTO cdi_touched (encounter_id) SELECT encounter_id FROM cdi_review WHERE patient_id = NEW.patient_id AND on_list = 1
  ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_result_changed AFTER UPDATE OF number, text, status, at, encounter_id ON result
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE patient_id = NEW.patient_id AND on_list = 1) BEGIN
  INSERT INTO cdi_touched (encounter_id) SELECT encounter_id FROM cdi_review WHERE patient_id = NEW.patient_id AND on_list = 1
  ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_document_new AFTER INSERT ON document
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE encounter_id = NEW.encounter_id) BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_document_changed AFTER UPDATE OF state, encounter_id ON document
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE encounter_id = NEW.encounter_id) BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_diagnosis_new AFTER INSERT ON diagnosis
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE encounter_id = NEW.encounter_id) BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_medication_new AFTER INSERT ON medication
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE encounter_id = NEW.encounter_id) BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_procedure_new AFTER INSERT ON procedure_done
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE encounter_id = NEW.encounter_id) BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_account_changed AFTER UPDATE OF state, version ON coding_account
WHEN EXISTS (SELECT 1 FROM cdi_review WHERE encounter_id = NEW.encounter_id) BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
CREATE TRIGGER cdi_touched_dismissal AFTER INSERT ON cdi_dismissal BEGIN
  INSERT INTO cdi_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO UPDATE SET not_before = '';
END;
