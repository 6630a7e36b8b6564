SELECT batch_id, position, read, added, changed, unchanged, kept, waiting, rejected, held
FROM (SELECT * FROM import_batch WHERE feed_id = ?1 AND head_hash = ?2 AND bytes = ?3 ORDER BY batch_id DESC LIMIT 1)
WHERE state IN ('running', 'stopped')
