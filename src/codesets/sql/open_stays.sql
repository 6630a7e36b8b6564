SELECT e.encounter_id, e.account_number, e.visit_number, e.discharge_at, d.code, d.system
FROM encounter e
JOIN diagnosis d ON d.encounter_id = e.encounter_id
WHERE e.state = 'open' AND d.code <> ''
UNION ALL
SELECT e.encounter_id, e.account_number, e.visit_number, e.discharge_at, p.code, p.system
FROM encounter e
JOIN procedure_done p ON p.encounter_id = e.encounter_id
WHERE e.state = 'open' AND p.code <> ''
UNION ALL
SELECT e.encounter_id, e.account_number, e.visit_number, e.discharge_at, d.code, 'ICD10CM'
FROM coding_account a
JOIN coding_dx d ON d.account_id = a.account_id
JOIN encounter e ON e.encounter_id = a.encounter_id
WHERE a.phase IN ('house', 'work', 'hold', 'review') AND (a.discharge_at = '' OR a.discharge_at >= :from)
UNION ALL
SELECT e.encounter_id, e.account_number, e.visit_number, e.discharge_at, p.code, 'ICD10PCS'
FROM coding_account a
JOIN coding_px p ON p.account_id = a.account_id
JOIN encounter e ON e.encounter_id = a.encounter_id
WHERE a.phase IN ('house', 'work', 'hold', 'review') AND (a.discharge_at = '' OR a.discharge_at >= :from)
