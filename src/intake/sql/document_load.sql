SELECT d.state, d.was_available, d.fact_at, d.version_no, b.text, b.bytes
FROM document d LEFT JOIN document_body b USING (document_id)
WHERE d.document_id = ?1
