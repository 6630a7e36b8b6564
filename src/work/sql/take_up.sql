UPDATE work_item SET wake_at = NULL, pend_reason = '', version = version + 1 WHERE item_id = :item
