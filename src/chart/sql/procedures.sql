SELECT d.encounter_id, d.system, d.code, d.display, d.started, d.ended,
       CASE WHEN p.practitioner_id IS NULL THEN d.performer_text
            ELSE trim(p.family || ', ' || p.given || ' ' || p.credential, ', ') END,
       d.status
FROM procedure_done d
LEFT JOIN practitioner p ON p.practitioner_id = d.performer_id
WHERE d.patient_id = ?1
ORDER BY d.started DESC
LIMIT ?2
