-- Queries of documentation review to providers: what was asked, on which indicators, what was answered and what followed.
-- Nothing here is ever deleted: a query may be subpoenaed, and a withdrawn one most of all.

CREATE TABLE cdi_query (
  query_id     INTEGER PRIMARY KEY,
  encounter_id INTEGER NOT NULL REFERENCES encounter (encounter_id),
  patient_id   INTEGER NOT NULL REFERENCES patient (patient_id),
  provider_id  INTEGER REFERENCES practitioner (practitioner_id),   -- who is asked; none: a draft that names nobody yet
  finding      TEXT NOT NULL DEFAULT '',    -- id of the indicator rule that gave the reason; empty: a person saw it
  template     TEXT NOT NULL DEFAULT '',
  kind         TEXT NOT NULL CHECK (kind IN ('open-ended', 'multiple-choice', 'yes-no')),
  timing       TEXT NOT NULL CHECK (timing IN ('concurrent', 'retrospective', 'post-bill')),
  way          TEXT NOT NULL CHECK (way IN ('written', 'verbal')),
  title        TEXT NOT NULL,               -- names no diagnosis that the record does not hold
  service      TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('draft', 'open', 'answered', 'cancelled', 'closed')),
  outcome      TEXT NOT NULL DEFAULT ''
                 CHECK (outcome IN ('', 'agreed', 'disagreed', 'undetermined', 'no-response', 'withdrawn')),
  level        INTEGER NOT NULL CHECK (level BETWEEN 0 AND 2) DEFAULT 0,   -- 1 a peer, 2 the physician advisor
  text_no      INTEGER NOT NULL DEFAULT 0,  -- the version of the text that counts
  sent_at      TEXT,
  sent_by      TEXT NOT NULL DEFAULT '',
  due_at       TEXT,                        -- when the answer is due
  due_rule     INTEGER REFERENCES clock_rule (clock_rule_id),
  remind_at    TEXT,                        -- the next step of the ladder: reminder, peer, physician advisor
  peer_at      TEXT,
  advisor_at   TEXT,
  n_reminders  INTEGER NOT NULL DEFAULT 0,
  answered_at  TEXT,                        -- when the provider said it, not when it was written down
  document_id  INTEGER REFERENCES document (document_id),   -- the addendum or new version that followed
  ended_at     TEXT,
  author_id    INTEGER NOT NULL REFERENCES user_account (user_id),
  author       TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1,
  updated_at   TEXT NOT NULL,
  updated_by   TEXT NOT NULL,
  CHECK (state = 'draft' OR state = 'cancelled' OR provider_id IS NOT NULL),
  CHECK (state IN ('draft', 'cancelled') OR sent_at IS NOT NULL)
) STRICT;
CREATE INDEX cdi_query_encounter ON cdi_query (encounter_id, query_id);
CREATE INDEX cdi_query_patient ON cdi_query (patient_id);
CREATE INDEX cdi_query_state ON cdi_query (state, query_id);
CREATE INDEX cdi_query_asked ON cdi_query (provider_id, state, query_id) WHERE provider_id IS NOT NULL;
CREATE INDEX cdi_query_waiting ON cdi_query (due_at, query_id) WHERE state = 'open';                    -- the ladder
CREATE INDEX cdi_query_addendum ON cdi_query (encounter_id) WHERE state = 'answered' AND outcome = 'agreed';
CREATE INDEX cdi_query_sent ON cdi_query (sent_at, query_id) WHERE sent_at IS NOT NULL;                 -- rates of a period
CREATE INDEX cdi_query_running ON cdi_query (due_rule) WHERE state = 'open' AND due_rule IS NOT NULL;

-- Each version of the words. The one that was sent is never written again.
CREATE TABLE cdi_query_text (
  query_id INTEGER NOT NULL REFERENCES cdi_query (query_id),
  text_no  INTEGER NOT NULL,
  text     TEXT NOT NULL CHECK (length(text) <= 20000),
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (query_id, text_no)
) STRICT, WITHOUT ROWID;

-- What was taken from the chart, with the row that it came from, as it stood then.
CREATE TABLE cdi_query_indicator (
  query_id INTEGER NOT NULL REFERENCES cdi_query (query_id),
  place    INTEGER NOT NULL,
  key      TEXT NOT NULL,                   -- 'result 812', 'document 44', 'medication 9', 'procedure 3'
  line     TEXT NOT NULL,                   -- the words in the query: value, date, source
  source   TEXT NOT NULL,
  at       TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (query_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE cdi_query_option (
  query_id INTEGER NOT NULL REFERENCES cdi_query (query_id),
  place    INTEGER NOT NULL,
  text     TEXT NOT NULL,
  role     TEXT NOT NULL CHECK (role IN ('supported', 'refuting', 'other', 'undetermined')),
  PRIMARY KEY (query_id, place)
) STRICT, WITHOUT ROWID;

-- Warnings of the linter that the author overruled, with the reason.
CREATE TABLE cdi_query_warning (
  query_id INTEGER NOT NULL REFERENCES cdi_query (query_id),
  rule     INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  words    TEXT NOT NULL,
  reason   TEXT NOT NULL CHECK (reason <> ''),
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (query_id, rule, kind, words)
) STRICT, WITHOUT ROWID;

CREATE TABLE cdi_query_answer (
  answer_id   INTEGER PRIMARY KEY,
  query_id    INTEGER NOT NULL REFERENCES cdi_query (query_id),
  option_no   INTEGER,                      -- of its options; none: own words
  words       TEXT NOT NULL,                -- the option chosen, or the answer in own words
  comment     TEXT NOT NULL DEFAULT '',
  outcome     TEXT NOT NULL CHECK (outcome IN ('agreed', 'disagreed', 'undetermined')),
  way         TEXT NOT NULL CHECK (way IN ('workstation', 'portal', 'phone', 'addendum', 'person')),
  provider_id INTEGER NOT NULL REFERENCES practitioner (practitioner_id),   -- who answered: the one asked, or the delegate
  signed_as   TEXT NOT NULL DEFAULT '',     -- name under the answer, where the provider signed it here
  answered_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX cdi_query_answer_of ON cdi_query_answer (query_id, answer_id);

CREATE TABLE cdi_query_escalation (
  query_id INTEGER NOT NULL REFERENCES cdi_query (query_id),
  level    INTEGER NOT NULL CHECK (level IN (1, 2)),
  to_id    INTEGER REFERENCES practitioner (practitioner_id),
  to_words TEXT NOT NULL DEFAULT '',
  reason   TEXT NOT NULL,
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (query_id, level)
) STRICT, WITHOUT ROWID;
CREATE INDEX cdi_query_escalation_to ON cdi_query_escalation (to_id) WHERE to_id IS NOT NULL;

CREATE TABLE cdi_query_event (
  event_id INTEGER PRIMARY KEY,
  query_id INTEGER NOT NULL REFERENCES cdi_query (query_id),
  what     TEXT NOT NULL,
  note     TEXT NOT NULL DEFAULT '',
  by       TEXT NOT NULL,                   -- login; 'rules' for the program itself
  at       TEXT NOT NULL
) STRICT;
CREATE INDEX cdi_query_event_of ON cdi_query_event (query_id, event_id);

-- What the answer may change in the grouping. No provider's view, no letter and no question of theirs reads this table.
CREATE TABLE cdi_query_impact (
  query_id      INTEGER PRIMARY KEY REFERENCES cdi_query (query_id),
  drg_before    TEXT NOT NULL DEFAULT '',
  weight_before INTEGER,                    -- ten-thousandths, as coding_drg
  drg_after     TEXT NOT NULL DEFAULT '',
  weight_after  INTEGER,
  note          TEXT NOT NULL DEFAULT '',
  by            TEXT NOT NULL,
  at            TEXT NOT NULL
) STRICT;

-- The hospital's own templates, each saving a version; the newest counts. An empty text: back to the shipped one, or gone.
CREATE TABLE cdi_query_template (
  id         TEXT NOT NULL,
  version_no INTEGER NOT NULL,
  text       TEXT NOT NULL,
  by         TEXT NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (id, version_no)
) STRICT, WITHOUT ROWID;

-- Stays with a document that an agreed answer may be waiting for.
CREATE TABLE cdi_query_touched (
  encounter_id INTEGER PRIMARY KEY
) STRICT;
CREATE TRIGGER cdi_query_document_new AFTER INSERT ON document
WHEN EXISTS (SELECT 1 FROM cdi_query WHERE encounter_id = NEW.encounter_id AND state = 'answered' AND outcome = 'agreed') BEGIN
  INSERT INTO cdi_query_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;
CREATE TRIGGER cdi_query_document_changed AFTER UPDATE OF state, encounter_id ON document
WHEN EXISTS (SELECT 1 FROM cdi_query WHERE encounter_id = NEW.encounter_id AND state = 'answered' AND outcome = 'agreed') BEGIN
  INSERT INTO cdi_query_touched (encounter_id) VALUES (NEW.encounter_id) ON CONFLICT (encounter_id) DO NOTHING;
END;

CREATE TRIGGER cdi_query_kept BEFORE DELETE ON cdi_query BEGIN SELECT RAISE(ABORT, 'a query is never deleted'); END;
CREATE TRIGGER cdi_query_text_kept BEFORE DELETE ON cdi_query_text BEGIN SELECT RAISE(ABORT, 'a text of a query is never deleted'); END;
CREATE TRIGGER cdi_query_text_fixed BEFORE UPDATE ON cdi_query_text BEGIN SELECT RAISE(ABORT, 'a text of a query is never changed'); END;
CREATE TRIGGER cdi_query_answer_kept BEFORE DELETE ON cdi_query_answer BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END;
CREATE TRIGGER cdi_query_answer_fixed BEFORE UPDATE ON cdi_query_answer BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
CREATE TRIGGER cdi_query_escalation_kept BEFORE DELETE ON cdi_query_escalation BEGIN SELECT RAISE(ABORT, 'an escalation is never deleted'); END;
CREATE TRIGGER cdi_query_event_kept BEFORE DELETE ON cdi_query_event BEGIN SELECT RAISE(ABORT, 'a trace is never deleted'); END;
CREATE TRIGGER cdi_query_event_fixed BEFORE UPDATE ON cdi_query_event BEGIN SELECT RAISE(ABORT, 'a trace is never changed'); END;

INSERT INTO clock_rule (rule_id, version, name, starts, value, unit, citation, valid_from, note, set_by, set_at)
SELECT column1, 1, column2, 'the query was sent', column3, 'hours', column4, '2022-12-01', column5, 'shipped', '2026-11-28T00:00:00Z' FROM (VALUES
  ('query-concurrent', 'Answer to a concurrent query', 48, 'hospital policy; AHIMA/ACDIS practice brief 2022 asks for one',
   'Policies set 24 to 48 hours while the patient is in house.'),
  ('query-retrospective', 'Answer to a retrospective query', 72, 'hospital policy; AHIMA/ACDIS practice brief 2022 asks for one',
   'After discharge, before the bill; 72 hours are common.'),
  ('query-post-bill', 'Answer to a post-bill query', 168, 'hospital policy; AHIMA/ACDIS practice brief 2022 asks for one', 'After the bill went out.'),
  ('query-reminder', 'Reminder of a query', 24, 'hospital policy; AHIMA/ACDIS practice brief 2022 (escalation)', 'Before the answer is due.'),
  ('query-peer', 'Query handed to a peer', 72, 'hospital policy; AHIMA/ACDIS practice brief 2022 (escalation)', 'First step of the escalation ladder.'),
  ('query-advisor', 'Query handed to the physician advisor', 120, 'hospital policy; AHIMA/ACDIS practice brief 2022 (escalation)',
   'Second step of the escalation ladder.')
);
