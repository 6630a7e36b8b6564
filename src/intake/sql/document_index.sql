INSERT INTO document_words (rowid, chart, title, text)
SELECT d.document_id, 'p' || d.patient_id, d.title || ' ' || d.type_text, coalesce(b.text, '')
FROM document d LEFT JOIN document_body b USING (document_id)
WHERE d.document_id = ?1
