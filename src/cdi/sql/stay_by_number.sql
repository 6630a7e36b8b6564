SELECT e.encounter_id FROM encounter e WHERE e.visit_number = ?1 AND e.visit_number <> ''
UNION
SELECT e.encounter_id FROM encounter e WHERE e.account_number = ?1 AND e.account_number <> ''
