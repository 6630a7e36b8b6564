UPDATE work_item SET wake_at = NULL, pend_reason = '', version = version + 1 WHERE wake_at <= :now
RETURNING item_id, state, version
