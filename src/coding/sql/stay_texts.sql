SELECT d.document_id, d.title, b.text FROM coding_account a
JOIN document d ON d.encounter_id = a.encounter_id
JOIN document_body b ON b.document_id = d.document_id
WHERE a.account_id = ?1 AND d.state NOT IN ('superseded', 'retracted') AND b.text <> ''
ORDER BY d.type_code <> '18842-5', d.written_at DESC
LIMIT ?2
