SELECT item_id FROM work_item
WHERE subject_kind = 'request' AND subject_id = :id AND queue = 'release'
ORDER BY item_id DESC
LIMIT 1
