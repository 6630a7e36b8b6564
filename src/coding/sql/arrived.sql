SELECT d.document_id FROM coding_pend p
JOIN coding_account a ON a.account_id = p.account_id
JOIN document d ON d.encounter_id = a.encounter_id
WHERE p.account_id = ?1 AND p.ended_at IS NULL AND p.waits_for <> '' AND d.type_code = p.waits_for
  AND d.state IN ('signed', 'legally-signed')
LIMIT 1
