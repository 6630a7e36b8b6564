SELECT item_id FROM work_item WHERE subject_kind = 'encounter' AND subject_id = ?1 AND queue = 'completion'
ORDER BY item_id DESC LIMIT 1
