SELECT d.document_id, d.title, d.author_text, ifnull(d.written_at, d.filed_at), d.state, d.parent_kind, b.text,
       ifnull(pb.text, ''), d.document_id = ifnull(q.document_id, 0)
FROM cdi_query q
JOIN document d ON d.encounter_id = q.encounter_id
JOIN document_body b ON b.document_id = d.document_id
LEFT JOIN document_body pb ON pb.document_id = d.parent_id
WHERE q.query_id = ?1 AND q.answered_at IS NOT NULL AND d.state <> 'retracted'
  AND (d.document_id = q.document_id OR ifnull(d.written_at, d.filed_at) >= q.answered_at)
ORDER BY d.document_id = ifnull(q.document_id, 0) DESC, d.parent_id IS NULL, d.document_id LIMIT 30
