SELECT w.item_id FROM work_item w
WHERE w.subject_kind = 'encounter' AND w.subject_id = ?1 AND w.queue = 'cdi-review'
ORDER BY w.item_id DESC LIMIT 1
