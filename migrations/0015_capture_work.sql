-- Papers that arrived and patients' requests to amend become items of worklists; those of an older file get theirs here.
-- A paper that belongs into no chart is refused, with the reason; a request to amend is never deleted, and its due time is
-- that of its item, with the version of the rule that made it.

ALTER TABLE captured_document ADD COLUMN refused_at TEXT NOT NULL DEFAULT '';
ALTER TABLE captured_document ADD COLUMN refused_by TEXT NOT NULL DEFAULT '';
-- A refused paper is a problem for good: its reason stands in "problem".
ALTER TABLE captured_document ADD COLUMN standing TEXT GENERATED ALWAYS AS (CASE WHEN refused_at <> '' THEN 'refused' ELSE state END) VIRTUAL;
DROP INDEX captured_open;
CREATE INDEX captured_same ON captured_document (sha256, name);                              -- a folder that is looked at again
CREATE INDEX captured_standing ON captured_document (standing, captured_id);                 -- the lists of the command line

INSERT INTO work_item (queue, subject_kind, subject_id, title, category, state, kind, created_at)
SELECT 'indexing', 'captured_document', c.captured_id, c.name, b.source,
       CASE c.state WHEN 'problem' THEN 'problem' ELSE 'to-index' END,
       CASE c.state WHEN 'problem' THEN 'pended' ELSE 'ready' END, c.at
FROM captured_document c
JOIN capture_batch b ON b.capture_batch_id = c.capture_batch_id
WHERE c.state IN ('batch', 'problem');

INSERT INTO work_item (queue, subject_kind, subject_id, patient_id, encounter_id, title, category, state, kind, created_at)
SELECT 'indexing-qa', 'captured_document', c.captured_id, c.patient_id, c.encounter_id, c.title, b.source, 'to-check', 'ready',
       c.indexed_at
FROM captured_document c
JOIN capture_batch b ON b.capture_batch_id = c.capture_batch_id
WHERE c.state = 'indexed';

INSERT INTO work_item (queue, subject_kind, subject_id, patient_id, title, state, kind, due_at, due_rule, created_at, closed_at)
SELECT 'amendments', 'amendment', a.amendment_id, a.patient_id, substr(replace(a.what, char(10), ' '), 1, 200), a.state,
       CASE a.state WHEN 'open' THEN 'ready' ELSE 'done' END,
       strftime('%Y-%m-%dT%H:%M:%SZ', a.due_on || ' 23:59:59', 'utc'),
       (SELECT r.clock_rule_id FROM clock_rule r
        WHERE r.rule_id = 'amendment-request' AND r.scope = '' AND r.valid_from <= a.received_on
          AND (r.valid_to IS NULL OR r.valid_to >= a.received_on)
        ORDER BY r.version DESC LIMIT 1),
       a.at, CASE a.state WHEN 'open' THEN NULL ELSE ifnull(a.decided_at, a.updated_at) END
FROM amendment a;

INSERT INTO work_event (item_id, verb, to_state, at, version)
SELECT item_id, 'open', state, created_at, version FROM work_item WHERE queue IN ('indexing', 'indexing-qa', 'amendments');

-- The day of the answer is that of the item from now on.
DROP INDEX amendment_open;
ALTER TABLE amendment DROP COLUMN due_on;

CREATE TRIGGER amendment_is_kept BEFORE DELETE ON amendment BEGIN
  SELECT raise(ABORT, 'a request to amend is never deleted');
END;
