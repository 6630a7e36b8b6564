SELECT w.item_id, w.priority, w.due_key FROM (
  SELECT (SELECT item_id FROM work_item INDEXED BY work_free
           WHERE queue = :queue AND owner_team IS NULL AND claim_user IS NULL AND owner_user IS NULL
             AND wake_at IS NULL AND kind IN ('ready', 'active')
           ORDER BY priority, due_key, id_key LIMIT 1) AS item_id
  UNION ALL
  SELECT (SELECT item_id FROM work_item INDEXED BY work_free
           WHERE queue = :queue AND owner_team = m.team_id AND claim_user IS NULL AND owner_user IS NULL
             AND wake_at IS NULL AND kind IN ('ready', 'active')
           ORDER BY priority, due_key, id_key LIMIT 1) FROM team_member m WHERE m.user_id = :me
  UNION ALL
  SELECT (SELECT item_id FROM work_item INDEXED BY work_free_own
           WHERE owner_user = :me AND queue = :queue AND claim_user IS NULL AND owner_user IS NOT NULL
             AND wake_at IS NULL AND kind IN ('ready', 'active')
           ORDER BY priority, due_key, id_key LIMIT 1)
) f CROSS JOIN work_item w ON w.item_id = f.item_id
ORDER BY w.priority, w.due_key, w.item_id LIMIT 1
