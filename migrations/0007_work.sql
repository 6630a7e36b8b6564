-- Worklists: what is to be done, by whom, until when, and who has it in hand. The queues themselves (their states and
-- transitions) are data of the program (src/work/queues.rs); here stand their items and what happened to them.

CREATE TABLE team (
  team_id INTEGER PRIMARY KEY,
  name    TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 40),
  active  INTEGER NOT NULL CHECK (active IN (0, 1)) DEFAULT 1,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE team_member (
  user_id INTEGER NOT NULL REFERENCES user_account (user_id),
  team_id INTEGER NOT NULL REFERENCES team (team_id),
  PRIMARY KEY (user_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_item (
  item_id      INTEGER PRIMARY KEY,
  queue        TEXT NOT NULL,
  subject_kind TEXT NOT NULL,               -- patient, encounter, document, request, account …
  subject_id   INTEGER NOT NULL,
  patient_id   INTEGER REFERENCES patient (patient_id),
  encounter_id INTEGER REFERENCES encounter (encounter_id),
  title        TEXT NOT NULL,               -- words for the list
  category     TEXT NOT NULL DEFAULT '',    -- the queue's own division: service, payer, document type
  state        TEXT NOT NULL,               -- a state word of the queue
  kind         TEXT NOT NULL CHECK (kind IN ('ready', 'active', 'pended', 'done')),   -- what that state is
  priority     INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9) DEFAULT 5,           -- 1 first
  due_at       TEXT,                        -- UTC instant
  due_rule     INTEGER,                     -- the version of the rule that made it
  amount       INTEGER NOT NULL DEFAULT 0,  -- a number of the queue's own to sort by: charges in cents
  owner_user   INTEGER REFERENCES user_account (user_id),
  owner_team   INTEGER REFERENCES team (team_id),
  claim_user   INTEGER REFERENCES user_account (user_id),
  claim_seat   TEXT NOT NULL DEFAULT '',    -- the screen that holds it; empty: held by a command, until the lease ends
  claim_at     TEXT,
  claim_until  TEXT,                        -- end of the lease
  pend_reason  TEXT NOT NULL DEFAULT '',
  wake_at      TEXT,                        -- put aside until then
  n_notes      INTEGER NOT NULL DEFAULT 0,
  version      INTEGER NOT NULL DEFAULT 1,
  created_at   TEXT NOT NULL,
  closed_at    TEXT,
  -- What lists are divided and sorted by: "pended", or the state; the due time, with those that have none last.
  lane    TEXT GENERATED ALWAYS AS (CASE WHEN wake_at IS NULL THEN state ELSE 'pended' END) VIRTUAL,
  due_key TEXT GENERATED ALWAYS AS (ifnull(due_at, '9999')) VIRTUAL,
  -- The id once more: a page goes on behind (due_key, id_key) by the index only if the id is a column of it by name.
  id_key  INTEGER GENERATED ALWAYS AS (item_id) VIRTUAL,
  CHECK ((kind = 'done') = (closed_at IS NOT NULL)),
  CHECK ((claim_user IS NULL) = (claim_until IS NULL)),
  CHECK (wake_at IS NULL OR closed_at IS NULL)
) STRICT;

-- One open item for one subject in one queue: opening it twice changes nothing.
CREATE UNIQUE INDEX work_subject ON work_item (queue, subject_kind, subject_id) WHERE closed_at IS NULL;
CREATE INDEX work_subject_all ON work_item (subject_kind, subject_id);
CREATE INDEX work_patient ON work_item (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX work_encounter ON work_item (encounter_id) WHERE encounter_id IS NOT NULL;
-- A worklist, in each order offered: all of a state, of a state and team, of a state and category.
CREATE INDEX work_urgent   ON work_item (queue, lane, priority, due_key, id_key) WHERE closed_at IS NULL;
CREATE INDEX work_due      ON work_item (queue, lane, due_key, id_key) WHERE closed_at IS NULL;
CREATE INDEX work_age      ON work_item (queue, lane, created_at, id_key) WHERE closed_at IS NULL;
CREATE INDEX work_amount   ON work_item (queue, lane, amount, id_key) WHERE closed_at IS NULL;
CREATE INDEX work_team_urgent ON work_item (owner_team, queue, lane, priority, due_key, id_key) WHERE closed_at IS NULL AND owner_team IS NOT NULL;
CREATE INDEX work_team_due    ON work_item (owner_team, queue, lane, due_key, id_key) WHERE closed_at IS NULL AND owner_team IS NOT NULL;
CREATE INDEX work_team_age    ON work_item (owner_team, queue, lane, created_at, id_key) WHERE closed_at IS NULL AND owner_team IS NOT NULL;
CREATE INDEX work_team_amount ON work_item (owner_team, queue, lane, amount, id_key) WHERE closed_at IS NULL AND owner_team IS NOT NULL;
CREATE INDEX work_category_urgent ON work_item (queue, category, lane, priority, due_key, id_key) WHERE closed_at IS NULL AND category <> '';
CREATE INDEX work_category_due    ON work_item (queue, category, lane, due_key, id_key) WHERE closed_at IS NULL AND category <> '';
CREATE INDEX work_category_age    ON work_item (queue, category, lane, created_at, id_key) WHERE closed_at IS NULL AND category <> '';
CREATE INDEX work_category_amount ON work_item (queue, category, lane, amount, id_key) WHERE closed_at IS NULL AND category <> '';
-- What one person owns: few enough to be sorted from this index alone.
CREATE INDEX work_owner ON work_item (owner_user, queue, lane, priority, due_key, created_at, amount) WHERE closed_at IS NULL AND owner_user IS NOT NULL;
-- What one person holds; leases and wake-ups by their end.
CREATE INDEX work_claim ON work_item (claim_user, claim_seat) WHERE claim_user IS NOT NULL;
CREATE INDEX work_lease ON work_item (claim_until) WHERE claim_until IS NOT NULL;
CREATE INDEX work_wake ON work_item (wake_at) WHERE wake_at IS NOT NULL;
-- Claim next: what nobody holds and nobody owns, of a team (or none); what somebody owns and nobody holds.
CREATE INDEX work_free ON work_item (queue, owner_team, priority, due_key, id_key)
  WHERE claim_user IS NULL AND owner_user IS NULL AND wake_at IS NULL AND kind IN ('ready', 'active');
CREATE INDEX work_free_own ON work_item (owner_user, queue, priority, due_key, id_key)
  WHERE claim_user IS NULL AND owner_user IS NOT NULL AND wake_at IS NULL AND kind IN ('ready', 'active');

-- What happened to an item: the trace, the thread of notes, and what undo goes back by.
CREATE TABLE work_event (
  event_id   INTEGER PRIMARY KEY,
  item_id    INTEGER NOT NULL REFERENCES work_item (item_id),
  verb       TEXT NOT NULL,
  from_state TEXT NOT NULL DEFAULT '',
  to_state   TEXT NOT NULL DEFAULT '',
  by_user    INTEGER REFERENCES user_account (user_id),    -- NULL: the program itself
  at         TEXT NOT NULL,
  reason     TEXT NOT NULL DEFAULT '',      -- the reason given, or the words of a note
  version    INTEGER NOT NULL,              -- the item's version after it
  undone     INTEGER NOT NULL CHECK (undone IN (0, 1)) DEFAULT 0
) STRICT;
CREATE INDEX work_event_item ON work_event (item_id, event_id);

-- Filters, columns and order under a name. user_id NULL: for everybody, kept by a supervisor.
CREATE TABLE work_view (
  view_id INTEGER PRIMARY KEY,
  user_id INTEGER REFERENCES user_account (user_id),
  queue   TEXT NOT NULL,
  name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  body    TEXT NOT NULL,                    -- JSON
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX work_view_name ON work_view (queue, ifnull(user_id, 0), name);

-- How many items each queue has in each state, kept by triggers: a count of a million must not be counted.
CREATE TABLE work_count (
  queue TEXT NOT NULL,
  lane  TEXT NOT NULL,
  n     INTEGER NOT NULL,
  PRIMARY KEY (queue, lane)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER work_count_insert AFTER INSERT ON work_item BEGIN
  INSERT INTO work_count (queue, lane, n) VALUES (NEW.queue, NEW.lane, 1) ON CONFLICT (queue, lane) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER work_count_move AFTER UPDATE OF state, wake_at ON work_item WHEN OLD.lane IS NOT NEW.lane BEGIN
  UPDATE work_count SET n = n - 1 WHERE queue = OLD.queue AND lane = OLD.lane;
  INSERT INTO work_count (queue, lane, n) VALUES (NEW.queue, NEW.lane, 1) ON CONFLICT (queue, lane) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER work_count_delete AFTER DELETE ON work_item BEGIN
  UPDATE work_count SET n = n - 1 WHERE queue = OLD.queue AND lane = OLD.lane;
END;
