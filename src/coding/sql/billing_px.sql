SELECT p.code, p.started, p.performer_id, ifnull(trim(c.given || ' ' || c.family), p.performer_text)
FROM procedure_done p LEFT JOIN practitioner c ON c.practitioner_id = p.performer_id
WHERE p.encounter_id = ?1 AND p.system = 'ICD10PCS' ORDER BY p.rank, p.procedure_id
