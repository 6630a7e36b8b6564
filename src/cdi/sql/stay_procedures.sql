SELECT p.procedure_id, p.display, p.started
FROM procedure_done p
WHERE p.encounter_id = ?1
ORDER BY p.procedure_id
