SELECT d.document_id FROM document d JOIN cdi_query q ON q.encounter_id = d.encounter_id
WHERE q.query_id = ?1 AND d.parent_id IS NOT NULL AND d.state IN ('signed', 'legally-signed')
  AND ifnull(d.written_at, d.filed_at) >= q.answered_at
  AND d.author_id IN (SELECT a.provider_id FROM cdi_query_answer a WHERE a.query_id = q.query_id UNION SELECT q.provider_id)
ORDER BY d.document_id LIMIT 1
