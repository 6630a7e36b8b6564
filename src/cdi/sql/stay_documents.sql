SELECT d.document_id, d.title, d.type_text, d.author_text, d.written_at, b.text
FROM document d JOIN document_body b ON b.document_id = d.document_id
WHERE d.encounter_id = ?1 AND d.state NOT IN ('superseded', 'retracted') AND d.available = 1
ORDER BY d.document_id
