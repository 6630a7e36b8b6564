SELECT c.captured_id
FROM captured_document c
JOIN capture_batch b ON b.capture_batch_id = c.capture_batch_id
WHERE c.sha256 = :hash AND c.name = :name AND b.source = :source
LIMIT 1
