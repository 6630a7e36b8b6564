SELECT item_id FROM work_item WHERE subject_kind = 'account' AND subject_id = :account AND queue = :queue
ORDER BY item_id DESC LIMIT 1
