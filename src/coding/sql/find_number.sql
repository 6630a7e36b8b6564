SELECT a.account_id FROM encounter e JOIN coding_account a ON a.encounter_id = e.encounter_id
WHERE e.account_number = ?1 AND e.account_number <> ''
UNION
SELECT a.account_id FROM encounter e JOIN coding_account a ON a.encounter_id = e.encounter_id
WHERE e.visit_number = ?1 AND e.visit_number <> ''
