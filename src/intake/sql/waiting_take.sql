SELECT waiting_id, line, what, hash, chunk_id, start, length, facts, batch_id
FROM waiting_record
WHERE feed_id = ?1 AND kind = ?2 AND key = ?3
ORDER BY waiting_id
LIMIT ?4
