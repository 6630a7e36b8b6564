SELECT item_id FROM work_item
WHERE subject_kind = 'captured_document' AND subject_id = :id AND queue = 'indexing'
ORDER BY item_id DESC
LIMIT 1
