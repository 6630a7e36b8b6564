-- Clinical documentation improvement: findings of indicator rules that a specialist set aside, with the evidence on which
-- that was decided. A finding comes back only with evidence that is not in the list. Nothing is ever taken out of it.

CREATE TABLE cdi_dismissal (
  dismissal_id INTEGER PRIMARY KEY,
  encounter_id INTEGER NOT NULL REFERENCES encounter (encounter_id),
  rule         TEXT NOT NULL,               -- id of the rule in the rule file
  evidence     TEXT NOT NULL,               -- keys, one a line: "result 812", "document 44"
  reason       TEXT NOT NULL CHECK (reason <> ''),
  dismissed_by TEXT NOT NULL,
  dismissed_at TEXT NOT NULL
) STRICT;
CREATE INDEX cdi_dismissal_encounter ON cdi_dismissal (encounter_id);
