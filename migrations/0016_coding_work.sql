-- Coding accounts as items of the worklists. The account's row says what is so; its item follows it in the same
-- transaction, and what the worklist does by itself (assign, put aside, take up again) comes back by the trigger below.

-- One word for one deed, that of the worklists.
UPDATE coding_step SET deed = 'unassign' WHERE deed = 'release';
UPDATE coding_step SET deed = 'wake' WHERE deed = 'return';

-- Queries to clinicians that wait for an answer: told by coding::query_open and coding::query_answered.
ALTER TABLE coding_account ADD COLUMN open_queries INTEGER NOT NULL DEFAULT 0;

INSERT INTO clock_rule (rule_id, version, name, starts, value, unit, citation, valid_from, note, set_by, set_at) VALUES
  ('final-coding', 1, 'Final coding', 'discharge', 4, 'days', 'house rule', '2000-01-01',
   'Bills are usually held 3 to 5 days after discharge; coding should be done by then.', 'shipped', '2026-11-28T00:00:00Z');

-- Accounts that are there already.
INSERT INTO work_item (queue, subject_kind, subject_id, patient_id, encounter_id, title, category, state, kind, due_at, due_rule,
                       amount, owner_user, pend_reason, wake_at, created_at)
SELECT 'coding', 'account', a.account_id, e.patient_id, a.encounter_id,
  upper(substr(a.class, 1, 1)) || substr(a.class, 2) || CASE a.service WHEN '' THEN '' ELSE ', ' || a.service END, a.service,
  CASE a.state WHEN 'pended' THEN CASE WHEN a.owner_id IS NULL THEN 'ready' ELSE 'assigned' END ELSE a.state END,
  CASE WHEN a.state IN ('not-ready', 'pre-bill') THEN 'pended' WHEN a.state IN ('in-progress', 'coded') THEN 'active' ELSE 'ready' END,
  CASE a.discharge_at WHEN '' THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%SZ', date(a.discharge_at, '+5 days')) END,
  CASE a.discharge_at WHEN '' THEN NULL ELSE (SELECT clock_rule_id FROM clock_rule WHERE rule_id = 'final-coding' AND version = 1) END,
  a.charges_cents, a.owner_id,
  CASE a.state WHEN 'pended' THEN ifnull(h.reason, '') ELSE '' END,
  CASE a.state WHEN 'pended' THEN ifnull(h.wake_on || 'T06:00:00Z', '9999-12-31T00:00:00Z') END,
  a.updated_at
FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
LEFT JOIN coding_pend h ON h.account_id = a.account_id AND h.ended_at IS NULL
WHERE a.state NOT IN ('final-coded', 'billed', 'rebill', 'denied')
ON CONFLICT DO NOTHING;

INSERT INTO work_item (queue, subject_kind, subject_id, patient_id, encounter_id, title, category, state, kind, due_at, due_rule,
                       amount, created_at)
SELECT 'coding-review', 'account', subject_id, patient_id, encounter_id, title, category, 'to-review', 'ready', due_at, due_rule,
  amount, created_at
FROM work_item WHERE queue = 'coding' AND state = 'pre-bill';

INSERT INTO work_event (item_id, verb, to_state, at, version)
SELECT item_id, 'open', state, created_at, 1 FROM work_item WHERE queue IN ('coding', 'coding-review');

-- What the worklist did to an item, onto its account. Where the account came first, as on the coding desk, both agree
-- already and nothing happens.
CREATE TRIGGER coding_work_event AFTER INSERT ON work_event
WHEN NEW.verb IN ('assign', 'unassign', 'team', 'pend', 'wake')
 AND (SELECT queue FROM work_item WHERE item_id = NEW.item_id) = 'coding'
BEGIN
  -- Put aside: a hold with the reason given.
  INSERT INTO coding_pend (account_id, reason, note, wake_on, by, at)
  SELECT a.account_id, 'other', w.pend_reason, CASE WHEN w.wake_at < '9999' THEN substr(w.wake_at, 1, 10) END,
    ifnull((SELECT login FROM user_account WHERE user_id = NEW.by_user), 'the program'), NEW.at
  FROM work_item w JOIN coding_account a ON a.account_id = w.subject_id
  WHERE w.item_id = NEW.item_id AND NEW.verb = 'pend' AND w.wake_at IS NOT NULL
    AND a.state IN ('ready', 'assigned', 'in-progress');
  -- Taken up again: the hold ends.
  UPDATE coding_pend SET ended_at = NEW.at,
    ended_by = ifnull((SELECT login FROM user_account WHERE user_id = NEW.by_user), 'the program'),
    ended_how = CASE WHEN NEW.by_user IS NULL THEN 'its day has come' ELSE 'by hand' END
  WHERE ended_at IS NULL AND NEW.verb = 'wake'
    AND account_id = (SELECT a.account_id FROM work_item w JOIN coding_account a ON a.account_id = w.subject_id
                       WHERE w.item_id = NEW.item_id AND a.state = 'pended' AND w.wake_at IS NULL);
  -- The step, for the account's history.
  INSERT INTO coding_step (account_id, user_id, login, at, deed, from_state, to_state, reason)
  SELECT a.account_id, NEW.by_user, ifnull((SELECT login FROM user_account WHERE user_id = NEW.by_user), 'the program'),
    NEW.at, CASE NEW.verb WHEN 'team' THEN 'unassign' ELSE NEW.verb END, a.state,
    CASE WHEN a.state NOT IN ('ready', 'assigned', 'in-progress', 'pended') THEN a.state
         WHEN NEW.verb = 'pend' OR (a.state = 'pended' AND NEW.verb <> 'wake') THEN 'pended'
         WHEN w.owner_user IS NULL THEN 'ready' ELSE 'assigned' END,
    CASE NEW.verb WHEN 'pend' THEN NEW.reason ELSE '' END
  FROM work_item w JOIN coding_account a ON a.account_id = w.subject_id
  WHERE w.item_id = NEW.item_id AND CASE NEW.verb
    WHEN 'pend' THEN w.wake_at IS NOT NULL AND a.state IN ('ready', 'assigned', 'in-progress')
    WHEN 'wake' THEN w.wake_at IS NULL AND a.state = 'pended'
    ELSE a.owner_id IS NOT w.owner_user END;
  UPDATE coding_account SET
    (owner_id, state) = (SELECT CASE WHEN NEW.verb IN ('pend', 'wake') THEN coding_account.owner_id ELSE w.owner_user END,
      CASE WHEN coding_account.state NOT IN ('ready', 'assigned', 'in-progress', 'pended') THEN coding_account.state
           WHEN NEW.verb = 'pend' OR (coding_account.state = 'pended' AND NEW.verb <> 'wake') THEN 'pended'
           WHEN w.owner_user IS NULL THEN 'ready' ELSE 'assigned' END
      FROM work_item w WHERE w.item_id = NEW.item_id),
    version = version + 1, updated_at = NEW.at,
    updated_by = ifnull((SELECT login FROM user_account WHERE user_id = NEW.by_user), 'the program')
  WHERE account_id = (SELECT subject_id FROM work_item WHERE item_id = NEW.item_id)
    AND EXISTS (SELECT 1 FROM work_item w WHERE w.item_id = NEW.item_id AND CASE NEW.verb
      WHEN 'pend' THEN w.wake_at IS NOT NULL AND coding_account.state IN ('ready', 'assigned', 'in-progress')
      WHEN 'wake' THEN w.wake_at IS NULL AND coding_account.state = 'pended'
      ELSE coding_account.owner_id IS NOT w.owner_user END);
  -- Whose it is says whether it is ready or assigned.
  UPDATE work_item SET (state, kind) = (
      SELECT CASE WHEN a.state = 'in-progress' THEN a.state WHEN work_item.owner_user IS NULL THEN 'ready' ELSE 'assigned' END,
        CASE WHEN a.state = 'in-progress' THEN 'active' ELSE 'ready' END
      FROM coding_account a WHERE a.account_id = work_item.subject_id)
  WHERE item_id = NEW.item_id AND state IN ('ready', 'assigned', 'in-progress');
END;
