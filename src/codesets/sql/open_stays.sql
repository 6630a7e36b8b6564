SELECT e.encounter_id, e.account_number, e.visit_number, e.discharge_at, d.code, d.system
FROM encounter e
JOIN diagnosis d ON d.encounter_id = e.encounter_id
WHERE e.state = 'open' AND d.code <> ''
UNION ALL
SELECT e.encounter_id, e.account_number, e.visit_number, e.discharge_at, p.code, p.system
FROM encounter e
JOIN procedure_done p ON p.encounter_id = e.encounter_id
WHERE e.state = 'open' AND p.code <> ''
