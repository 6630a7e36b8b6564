SELECT s.document_id, s.practitioner_id, ifnull(p.trainee, 0)
FROM document d JOIN signature s ON s.document_id = d.document_id
LEFT JOIN practitioner p ON p.practitioner_id = s.practitioner_id
WHERE d.encounter_id = ?1
