-- Chart completion: what was found lacking, who owes it, how late it is, and how each chart stands.

-- The hospital's own rules, newest last; none: those that come with the program.
CREATE TABLE completion_rules (
  rules_id INTEGER PRIMARY KEY,
  file     TEXT NOT NULL,                   -- name of the file as it was given
  text     TEXT NOT NULL,
  reason   TEXT NOT NULL,
  set_by   TEXT NOT NULL,
  set_at   TEXT NOT NULL
) STRICT;

-- Stays of which something changed since they were last looked over. Triggers write it, so that no way in is forgotten:
-- feeds, forms, merges. known: the stay was looked over before, so that what arrives is looked at in the same transaction.
CREATE TABLE chart_touched (
  encounter_id INTEGER PRIMARY KEY,
  known        INTEGER NOT NULL CHECK (known IN (0, 1))
) STRICT;
CREATE INDEX chart_touched_known ON chart_touched (encounter_id) WHERE known = 1;

CREATE TABLE chart_completion (
  encounter_id INTEGER PRIMARY KEY REFERENCES encounter (encounter_id),
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  state        TEXT NOT NULL CHECK (state IN
                 ('open', 'concurrent', 'analysis', 'incomplete', 'delinquent', 'complete', 'closed-administratively')),
  class        TEXT NOT NULL,
  service      TEXT NOT NULL DEFAULT '',
  attending_id INTEGER REFERENCES practitioner (practitioner_id),
  discharge_at TEXT,
  n_open       INTEGER NOT NULL DEFAULT 0,  -- open deficiencies, disputed ones among them
  level        INTEGER NOT NULL DEFAULT 0,  -- the highest of theirs
  delinquent_since TEXT,
  look_at      TEXT,                        -- when time alone will change something
  reviewed     INTEGER NOT NULL CHECK (reviewed IN (0, 1)) DEFAULT 0,
  reviewed_by  TEXT NOT NULL DEFAULT '',
  reviewed_at  TEXT NOT NULL DEFAULT '',
  closed_by    TEXT NOT NULL DEFAULT '',    -- administratively
  closed_at    TEXT NOT NULL DEFAULT '',
  closed_reason TEXT NOT NULL DEFAULT '',
  looked_at    TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX chart_completion_look ON chart_completion (look_at) WHERE look_at IS NOT NULL;           -- nightly ageing
CREATE INDEX chart_completion_state ON chart_completion (state, discharge_at, encounter_id);          -- lists and rates
CREATE INDEX chart_completion_discharge ON chart_completion (discharge_at) WHERE discharge_at IS NOT NULL;   -- average discharges

CREATE TABLE deficiency (
  deficiency_id INTEGER PRIMARY KEY,
  encounter_id  INTEGER NOT NULL REFERENCES encounter (encounter_id),
  patient_id    INTEGER NOT NULL REFERENCES patient (patient_id),
  rule          TEXT NOT NULL DEFAULT '',   -- the rule that found it; empty: a person did
  lack          TEXT NOT NULL CHECK (lack IN
                  ('missing', 'dictated', 'unfinished', 'unsigned', 'uncosigned', 'wrong-patient', 'content')),
  doc_type      TEXT NOT NULL DEFAULT '',   -- key of the rules, or a code
  name          TEXT NOT NULL,              -- the type in words
  document_id   INTEGER REFERENCES document (document_id),    -- none: the chart lacks it
  responsible_id INTEGER REFERENCES practitioner (practitioner_id),
  reassigned    INTEGER NOT NULL CHECK (reassigned IN (0, 1)) DEFAULT 0,   -- by a person: rules leave it so at this stage
  reason        TEXT NOT NULL DEFAULT '',
  note          TEXT NOT NULL DEFAULT '',
  state         TEXT NOT NULL CHECK (state IN ('open', 'disputed', 'waived', 'closed', 'cancelled')),
  start_at      TEXT,                       -- none: its clock does not run yet
  due_at        TEXT,
  due_rule      INTEGER REFERENCES clock_rule (clock_rule_id),
  level         INTEGER NOT NULL DEFAULT 0,
  letter        TEXT NOT NULL DEFAULT '',   -- letter of that level
  delinquent    INTEGER NOT NULL CHECK (delinquent IN (0, 1)) DEFAULT 0,
  suspends      INTEGER NOT NULL CHECK (suspends IN (0, 1)) DEFAULT 0,
  assigned_at   TEXT NOT NULL,
  assigned_by   TEXT NOT NULL,
  dispute_reason TEXT NOT NULL DEFAULT '',
  upheld        INTEGER CHECK (upheld IN (0, 1)),   -- the dispute's end: 1, it was no deficiency of theirs
  ended_at      TEXT NOT NULL DEFAULT '',
  ended_by      TEXT NOT NULL DEFAULT '',
  ended_how     TEXT NOT NULL DEFAULT '' CHECK (ended_how IN ('', 'arrived', 'not-needed', 'by-hand', 'waived', 'cancelled', 'chart-closed')),
  version       INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX deficiency_encounter ON deficiency (encounter_id);
-- What rules find is owed once: one lack of a document, one missing document of a type.
CREATE UNIQUE INDEX deficiency_of_document ON deficiency (document_id)
  WHERE document_id IS NOT NULL AND rule <> '' AND state IN ('open', 'disputed');
CREATE UNIQUE INDEX deficiency_missing ON deficiency (encounter_id, rule)
  WHERE document_id IS NULL AND rule <> '' AND state IN ('open', 'disputed');
CREATE INDEX deficiency_document ON deficiency (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX deficiency_owed ON deficiency (responsible_id, level, deficiency_id) WHERE state IN ('open', 'disputed');
CREATE INDEX deficiency_open ON deficiency (state, deficiency_id) WHERE state IN ('open', 'disputed');
CREATE INDEX deficiency_running ON deficiency (due_rule) WHERE state IN ('open', 'disputed') AND due_rule IS NOT NULL;
CREATE INDEX deficiency_suspends ON deficiency (responsible_id) WHERE suspends = 1 AND state IN ('open', 'disputed');
CREATE INDEX deficiency_late ON deficiency (deficiency_id) WHERE delinquent = 1 AND state IN ('open', 'disputed');
CREATE INDEX deficiency_assigned ON deficiency (assigned_at);                     -- rates of a period

-- What happened to a deficiency after it was assigned.
CREATE TABLE deficiency_event (
  event_id      INTEGER PRIMARY KEY,
  deficiency_id INTEGER NOT NULL REFERENCES deficiency (deficiency_id),
  what          TEXT NOT NULL,              -- stage, closed, reopened, disputed, upheld, kept, waived, cancelled, reassigned, noted
  before        TEXT NOT NULL DEFAULT '',
  after         TEXT NOT NULL DEFAULT '',
  reason        TEXT NOT NULL DEFAULT '',
  by            TEXT NOT NULL,              -- login; 'rules' for the program itself
  at            TEXT NOT NULL
) STRICT;
CREATE INDEX deficiency_event_of ON deficiency_event (deficiency_id, event_id);

-- What an analyst noted at a review: answers to the checklist, as JSON, and words.
CREATE TABLE chart_review (
  review_id    INTEGER PRIMARY KEY,
  encounter_id INTEGER NOT NULL REFERENCES encounter (encounter_id),
  verdict      TEXT NOT NULL,
  answers      TEXT NOT NULL DEFAULT '[]',
  note         TEXT NOT NULL DEFAULT '',
  by           TEXT NOT NULL,
  at           TEXT NOT NULL
) STRICT;
CREATE INDEX chart_review_of ON chart_review (encounter_id, review_id);

-- Clinicians whose privileges wait for their records: proposed by rules, decided by a supervisor, lifted when nothing is late.
CREATE TABLE suspension (
  suspension_id   INTEGER PRIMARY KEY,
  practitioner_id INTEGER NOT NULL REFERENCES practitioner (practitioner_id),
  state           TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'exempt', 'lifted')),
  proposed_at     TEXT NOT NULL,
  n_records       INTEGER NOT NULL,         -- late records when it was proposed
  effective_on    TEXT,                     -- day from which it holds, once approved
  approver        TEXT NOT NULL DEFAULT '',
  exemption       TEXT NOT NULL DEFAULT '', -- leave, illness, other words
  exempt_until    TEXT,                     -- day; after it the exemption ends
  lifted_at       TEXT,
  lifted_by       TEXT NOT NULL DEFAULT '',
  reason          TEXT NOT NULL DEFAULT '',
  version         INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX suspension_open ON suspension (practitioner_id) WHERE state <> 'lifted';

CREATE TRIGGER chart_touched_document_new AFTER INSERT ON document WHEN NEW.encounter_id IS NOT NULL BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT NEW.encounter_id, EXISTS (SELECT 1 FROM chart_completion WHERE encounter_id = NEW.encounter_id)
  WHERE NOT EXISTS (SELECT 1 FROM chart_touched WHERE encounter_id = NEW.encounter_id);
END;
CREATE TRIGGER chart_touched_document_changed
AFTER UPDATE OF encounter_id, state, type_code, type_text, title, author_id, written_at, parent_id ON document BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT NEW.encounter_id, EXISTS (SELECT 1 FROM chart_completion WHERE encounter_id = NEW.encounter_id)
  WHERE NEW.encounter_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_touched WHERE encounter_id = NEW.encounter_id);
  INSERT INTO chart_touched (encounter_id, known)
  SELECT OLD.encounter_id, EXISTS (SELECT 1 FROM chart_completion WHERE encounter_id = OLD.encounter_id)
  WHERE OLD.encounter_id IS NOT NULL AND OLD.encounter_id IS NOT NEW.encounter_id
    AND NOT EXISTS (SELECT 1 FROM chart_touched WHERE encounter_id = OLD.encounter_id);
END;
CREATE TRIGGER chart_touched_stay_new AFTER INSERT ON encounter BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT NEW.encounter_id, 0 WHERE NOT EXISTS (SELECT 1 FROM chart_touched WHERE encounter_id = NEW.encounter_id);
END;
CREATE TRIGGER chart_touched_stay_changed
AFTER UPDATE OF patient_id, class, state, service, admit_at, discharge_at, disposition_code, attending_id ON encounter BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT NEW.encounter_id, EXISTS (SELECT 1 FROM chart_completion WHERE encounter_id = NEW.encounter_id)
  WHERE NOT EXISTS (SELECT 1 FROM chart_touched WHERE encounter_id = NEW.encounter_id);
END;
CREATE TRIGGER chart_touched_procedure_new AFTER INSERT ON procedure_done WHEN NEW.encounter_id IS NOT NULL BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT NEW.encounter_id, EXISTS (SELECT 1 FROM chart_completion WHERE encounter_id = NEW.encounter_id)
  WHERE NOT EXISTS (SELECT 1 FROM chart_touched WHERE encounter_id = NEW.encounter_id);
END;
CREATE TRIGGER chart_touched_procedure_changed AFTER UPDATE OF encounter_id, code, started, ended, performer_id, status ON procedure_done
WHEN NEW.encounter_id IS NOT NULL BEGIN
  INSERT INTO chart_touched (encounter_id, known)
  SELECT NEW.encounter_id, EXISTS (SELECT 1 FROM chart_completion WHERE encounter_id = NEW.encounter_id)
  WHERE NOT EXISTS (SELECT 1 FROM chart_touched WHERE encounter_id = NEW.encounter_id);
END;

-- Stays that were there before this table.
INSERT INTO chart_touched (encounter_id, known) SELECT encounter_id, 0 FROM encounter;
