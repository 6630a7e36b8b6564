SELECT l.letter_id, l.kind, l.recipient, l.subject, l.way, l.pages, l.fault, l.at, l.by, l.letter_batch_id,
       l.practitioner_id, l.patient_id, l.object_kind, l.object_id, b.text, b.pdf
FROM letter l
JOIN letter_body b ON b.letter_id = l.letter_id
WHERE l.letter_id = :id
