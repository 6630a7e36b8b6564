-- Release of information: who asks for records, each request from receipt to its end, what it cost, what was disclosed.
-- Rules stand in src/domain/release; the place of a request in its worklist is the item of the queue "release".

CREATE TABLE requester (
  requester_id INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,                -- patient, attorney, subpoena …: the usual kind of their requests
  name        TEXT NOT NULL CHECK (name <> ''),
  address     TEXT NOT NULL DEFAULT '',     -- lines
  state       TEXT NOT NULL DEFAULT '',     -- two letters: its schedule of fees
  phone       TEXT NOT NULL DEFAULT '',
  fax         TEXT NOT NULL DEFAULT '',
  email       TEXT NOT NULL DEFAULT '',
  verified_at TEXT,                         -- somebody made sure that this is who they say and where they are
  verified_by TEXT NOT NULL DEFAULT '',
  verified_how TEXT NOT NULL DEFAULT '',
  active      INTEGER NOT NULL CHECK (active IN (0, 1)) DEFAULT 1,
  version     INTEGER NOT NULL DEFAULT 1,
  updated_at  TEXT NOT NULL,
  updated_by  TEXT NOT NULL
) STRICT;
CREATE INDEX requester_name ON requester (name COLLATE NOCASE);

-- A request has a number for good and is never deleted.
CREATE TABLE release_request (
  request_id    INTEGER PRIMARY KEY,
  requester_id  INTEGER NOT NULL REFERENCES requester (requester_id),
  kind          TEXT NOT NULL,              -- who asks, in this request
  basis         TEXT NOT NULL,              -- by what right
  actor         TEXT NOT NULL,              -- who signed, or acts
  patient_id    INTEGER REFERENCES patient (patient_id),
  patient_words TEXT NOT NULL DEFAULT '',   -- the patient as the request names them, while nobody here is known by it
  purpose       TEXT NOT NULL,
  range_from    TEXT,                       -- dates of service
  range_to      TEXT,
  kinds         TEXT NOT NULL DEFAULT '',   -- kinds of records, with commas between
  specify       TEXT NOT NULL DEFAULT '',   -- in the requester's words
  format        TEXT NOT NULL,
  delivery      TEXT NOT NULL,
  deliver_to    TEXT NOT NULL DEFAULT '',   -- lines; empty: the requester's address
  part2         INTEGER NOT NULL CHECK (part2 IN (0, 1)) DEFAULT 0,
  psychotherapy INTEGER NOT NULL CHECK (psychotherapy IN (0, 1)) DEFAULT 0,
  certify       INTEGER NOT NULL CHECK (certify IN (0, 1)) DEFAULT 0,
  received_on   TEXT NOT NULL,              -- anywhere in the organisation: the clock starts then
  wanted_by     TEXT,                       -- the day that a subpoena or an order names
  due_at        TEXT NOT NULL,
  due_rule      INTEGER REFERENCES clock_rule (clock_rule_id),
  extended_at   TEXT,
  extension_reason TEXT NOT NULL DEFAULT '',
  state         TEXT NOT NULL CHECK (state IN ('received', 'valid', 'gathered', 'ready', 'prepay', 'pend', 'hold', 'exception',
                                               'delivered', 'closed', 'denied', 'cancelled', 'no-records')),
  before_wait   TEXT NOT NULL DEFAULT '',   -- the state to which a waiting request goes back
  state_reason  TEXT NOT NULL DEFAULT '',
  signed_on     TEXT,
  expires_on    TEXT,
  expires_event TEXT NOT NULL DEFAULT '',
  revoked_on    TEXT,
  pages         INTEGER NOT NULL DEFAULT 0,
  gathered      TEXT NOT NULL DEFAULT '',   -- what was gathered, in words
  sensitive     INTEGER NOT NULL CHECK (sensitive IN (0, 1)) DEFAULT 0,
  gathered_by   INTEGER REFERENCES user_account (user_id),
  checked_by    INTEGER REFERENCES user_account (user_id),
  closed_at     TEXT,
  version       INTEGER NOT NULL DEFAULT 1,
  created_at    TEXT NOT NULL,
  created_by    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  updated_by    TEXT NOT NULL,
  CHECK (range_from IS NULL OR range_to IS NULL OR range_from <= range_to),
  CHECK (patient_id IS NOT NULL OR patient_words <> ''),
  CHECK ((state IN ('pend', 'hold', 'exception')) = (before_wait <> ''))
) STRICT;
CREATE INDEX release_of_patient ON release_request (patient_id, request_id) WHERE patient_id IS NOT NULL;
CREATE INDEX release_of_requester ON release_request (requester_id, request_id);
CREATE INDEX release_by_state ON release_request (state, request_id);
CREATE INDEX release_open ON release_request (due_at, request_id) WHERE closed_at IS NULL;
CREATE INDEX release_unknown ON release_request (request_id) WHERE patient_id IS NULL AND closed_at IS NULL;
CREATE INDEX release_running ON release_request (due_rule) WHERE closed_at IS NULL;
CREATE TRIGGER release_request_no_delete BEFORE DELETE ON release_request
  BEGIN SELECT RAISE(ABORT, 'a request for records is never deleted'); END;
CREATE TRIGGER release_request_same_number BEFORE UPDATE OF request_id ON release_request
  BEGIN SELECT RAISE(ABORT, 'a request for records keeps its number'); END;

-- The item of the worklist is due when its request is.
CREATE TRIGGER release_request_due AFTER UPDATE OF due_at, due_rule ON release_request
  WHEN OLD.due_at IS NOT NEW.due_at OR OLD.due_rule IS NOT NEW.due_rule BEGIN
  UPDATE work_item SET due_at = NEW.due_at, due_rule = NEW.due_rule, version = version + 1
  WHERE subject_kind = 'request' AND subject_id = NEW.request_id AND queue = 'release' AND closed_at IS NULL;
END;

-- What a person found of each element that the right of a request needs.
CREATE TABLE release_answer (
  request_id INTEGER NOT NULL REFERENCES release_request (request_id),
  element    TEXT NOT NULL,
  found      INTEGER NOT NULL CHECK (found IN (0, 1)),
  at         TEXT NOT NULL,
  by         TEXT NOT NULL,
  PRIMARY KEY (request_id, element)
) STRICT, WITHOUT ROWID;

-- What happened, in order; nothing of it is changed.
CREATE TABLE release_event (
  event_id   INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES release_request (request_id),
  verb       TEXT NOT NULL,
  state      TEXT NOT NULL,                 -- afterwards
  words      TEXT NOT NULL DEFAULT '',
  at         TEXT NOT NULL,
  by         TEXT NOT NULL
) STRICT;
CREATE INDEX release_event_request ON release_event (request_id, event_id);
CREATE TRIGGER release_event_no_update BEFORE UPDATE ON release_event BEGIN SELECT RAISE(ABORT, 'what happened is not changed'); END;
CREATE TRIGGER release_event_no_delete BEFORE DELETE ON release_event BEGIN SELECT RAISE(ABORT, 'what happened is not deleted'); END;

CREATE TABLE release_denial (
  denial_id  INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES release_request (request_id),
  part       TEXT NOT NULL DEFAULT '',      -- what is denied; empty: the whole request
  ground     TEXT NOT NULL,
  exception  TEXT NOT NULL,                 -- to information blocking, 45 CFR 171
  reason     TEXT NOT NULL,
  denied_at  TEXT NOT NULL,
  denied_by  INTEGER NOT NULL REFERENCES user_account (user_id),
  review_asked_on TEXT,
  reviewed_at TEXT,
  reviewed_by INTEGER REFERENCES user_account (user_id),
  upheld     INTEGER CHECK (upheld IN (0, 1)),
  review_words TEXT NOT NULL DEFAULT '',
  CHECK (reviewed_by IS NULL OR reviewed_by <> denied_by)
) STRICT;
CREATE INDEX release_denial_request ON release_denial (request_id, denial_id);

-- Money, in cents: what was billed, paid, waived, given back. Entries are never changed; the balance is their sum.
CREATE TABLE release_money (
  money_id   INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES release_request (request_id),
  kind       TEXT NOT NULL CHECK (kind IN ('bill', 'payment', 'waiver', 'refund')),
  cents      INTEGER NOT NULL CHECK (cents >= 0),
  how        TEXT NOT NULL,                 -- how it was reckoned, or why
  at         TEXT NOT NULL,
  by         TEXT NOT NULL
) STRICT;
CREATE INDEX release_money_request ON release_money (request_id, money_id);
CREATE TRIGGER release_money_no_update BEFORE UPDATE ON release_money BEGIN SELECT RAISE(ABORT, 'an entry of money is not changed'); END;
CREATE TRIGGER release_money_no_delete BEFORE DELETE ON release_money BEGIN SELECT RAISE(ABORT, 'an entry of money is not deleted'); END;

-- What left, to whom, on what day: 45 CFR 164.528. exemption: why it is left out of an accounting; empty: it is in it.
CREATE TABLE disclosure (
  disclosure_id INTEGER PRIMARY KEY,
  patient_id  INTEGER NOT NULL REFERENCES patient (patient_id),
  request_id  INTEGER REFERENCES release_request (request_id),
  disclosed_on TEXT NOT NULL,
  recipient   TEXT NOT NULL,
  address     TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL CHECK (description <> ''),
  purpose     TEXT NOT NULL,
  basis       TEXT NOT NULL,                -- the right, with its citation
  exemption   TEXT NOT NULL DEFAULT '',
  pages       INTEGER NOT NULL,
  way         TEXT NOT NULL,
  at          TEXT NOT NULL,
  by          TEXT NOT NULL
) STRICT;
CREATE INDEX disclosure_patient ON disclosure (patient_id, disclosed_on);
CREATE INDEX disclosure_request ON disclosure (request_id) WHERE request_id IS NOT NULL;
CREATE TRIGGER disclosure_no_update BEFORE UPDATE ON disclosure BEGIN SELECT RAISE(ABORT, 'a disclosure is not changed'); END;
CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure BEGIN SELECT RAISE(ABORT, 'a disclosure is not deleted'); END;

-- Schedules of fees for third parties, dated. A schedule that was set is not edited; the next one is added.
CREATE TABLE fee_schedule (
  fee_schedule_id INTEGER PRIMARY KEY,
  state       TEXT NOT NULL DEFAULT '',     -- empty: the hospital's own
  valid_from  TEXT NOT NULL,
  valid_to    TEXT,
  base_cents  INTEGER NOT NULL CHECK (base_cents >= 0),
  tiers       TEXT NOT NULL,                -- 100:50,*:25 is 50 cents up to page 100, 25 for each after it
  certification_cents INTEGER NOT NULL CHECK (certification_cents >= 0) DEFAULT 0,
  postage     INTEGER NOT NULL CHECK (postage IN (0, 1)),
  prepayment  INTEGER NOT NULL CHECK (prepayment IN (0, 1)),
  citation    TEXT NOT NULL CHECK (citation <> ''),
  note        TEXT NOT NULL DEFAULT '',
  set_at      TEXT NOT NULL,
  set_by      TEXT NOT NULL,
  UNIQUE (state, valid_from)
) STRICT;
INSERT INTO fee_schedule (state, valid_from, base_cents, tiers, certification_cents, postage, prepayment, citation, note, set_at, set_by) VALUES
  ('', '2026-01-01', 0, '*:25', 500, 1, 0, 'hospital policy', 'A starting point: set the hospital''s own.', '2026-11-28T00:00:00Z', 'shipped'),
  ('MA', '2026-01-01', 1500, '100:50,*:25', 0, 1, 1, 'M.G.L. c. 111, s. 70',
   'The amounts of the statute. They may be adjusted by the consumer price index for medical care: enter the adjusted ones.', '2026-11-28T00:00:00Z', 'shipped');

-- The hospital's own aims for requests that have no clock by law.
INSERT INTO clock_rule (rule_id, version, name, starts, value, unit, extension_days, pause_days, citation, valid_from, note, set_by, set_at) VALUES
  ('release-third-party', 1, 'Request for records by a third party', 'receipt', 10, 'business-days', 0, 0, 'hospital policy', '2026-01-01',
   'An aim of service. Where a subpoena or an order names a day, that day counts.', 'shipped', '2026-11-28T00:00:00Z'),
  ('release-continuing-care', 1, 'Request for records for treatment elsewhere', 'receipt', 1, 'business-days', 0, 0, 'hospital policy', '2026-01-01',
   'An aim of service: a patient is being treated.', 'shipped', '2026-11-28T00:00:00Z');
