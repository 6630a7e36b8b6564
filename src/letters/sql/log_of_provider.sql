SELECT l.letter_id, l.kind, l.recipient, l.subject, l.way, l.pages, l.fault, l.at, l.by, l.letter_batch_id,
       l.practitioner_id, l.patient_id, l.object_kind, l.object_id
FROM letter l
WHERE l.practitioner_id = :key AND l.letter_id < :before
ORDER BY l.letter_id DESC
LIMIT :limit
