SELECT d.document_id, d.type_code, d.type_text, d.title, d.state, d.author_id, ifnull(p.trainee, 0), d.written_at, d.filed_at,
       d.parent_id, d.parent_kind, CASE WHEN b.bytes IS NULL THEN substr(b.text, 1, 600) END
FROM document d
LEFT JOIN practitioner p ON p.practitioner_id = d.author_id
LEFT JOIN document_body b ON b.document_id = d.document_id
WHERE d.encounter_id = ?1 ORDER BY d.document_id
