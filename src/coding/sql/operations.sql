SELECT p.started, p.performer_id, ifnull(trim(c.given || ' ' || c.family), p.performer_text)
FROM coding_account a
JOIN procedure_done p ON p.encounter_id = a.encounter_id
LEFT JOIN practitioner c ON c.practitioner_id = p.performer_id
WHERE a.account_id = ?1 AND p.system NOT IN ('ICD10PCS', 'ICD9PCS') AND p.started IS NOT NULL
ORDER BY p.started, p.procedure_id LIMIT 20
