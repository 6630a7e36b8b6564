SELECT view_id, user_id, name, body FROM work_view
 WHERE queue = :queue AND (user_id = :me OR user_id IS NULL) ORDER BY user_id IS NULL, name
